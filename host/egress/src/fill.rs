//! Turns a plugin's request into the one that goes out: secrets in their places, everything encoded and within bounds.
//! Secrets reach header values, query values, form values and bodies; never a name, a host or a path.

use crate::request::{Body, NamedParts, Part, Request};
use crate::{EgressError, URL_BYTES_MAX};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, utf8_percent_encode};
use url::Url;
use zeroize::{Zeroize, Zeroizing};

/// Headers of a request. Platforms' signatures need at most a dozen.
pub const HEADERS_MAX: usize = 64;
/// Bytes of a request's headers together: what common servers take.
pub const HEADER_BYTES_MAX: usize = 16 << 10;
/// Bytes of an encoded query: with the path it stays a URL that servers take.
pub const QUERY_BYTES_MAX: usize = URL_BYTES_MAX;
/// Bytes of a request's body. A batch of 1,000 prices has 200 KiB; a picture for a message up to 2 MiB.
pub const REQUEST_BODY_BYTES_MAX: usize = 4 << 20;
/// Shorter secrets are not looked for in answers, where they would stand for ordinary text.
const MASKED_BYTES_MIN: usize = 8;

/// Where secrets come from.
pub trait SecretSource: Send + Sync {
    /// The secret of this name, if this host may have it; `None` otherwise, and where it is not set.
    fn secret(&self, name: &str, host: &str) -> Option<Zeroizing<String>>;
}

/// RFC 3986's unreserved characters stay; a blank becomes `%20`, which every server reads.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Set by the host, between two neighbours only, or meant for a browser.
const FORBIDDEN_HEADERS: [&str; 14] = [
    "connection",
    "content-length",
    "cookie",
    "cookie2",
    "expect",
    "forwarded",
    "host",
    "http2-settings",
    "keep-alive",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "via",
];
const FORBIDDEN_PREFIXES: [&str; 3] = ["proxy-", "sec-", "x-forwarded-"];

/// A request that is ready to go out.
pub(crate) struct Filled {
    pub url: Url,
    pub headers: HeaderMap,
    pub body: Option<Bytes>,
    pub has_secret_in_body: bool,
    pub secrets: Secrets,
}

/// The secrets that a request holds, as they were spelt in it.
#[derive(Default)]
pub(crate) struct Secrets(Vec<Zeroizing<Vec<u8>>>);

impl Secrets {
    fn remember(&mut self, spelling: &[u8]) {
        let is_known = self.0.iter().any(|known| known.as_slice() == spelling);
        if spelling.len() >= MASKED_BYTES_MIN && !is_known {
            self.0.push(Zeroizing::new(spelling.to_vec()));
        }
    }

    /// Overwrites with `*` what an answer repeats of them. A server that wants to give a secret away can spell it in other
    /// ways: this only keeps honest echoes (error pages, redirects) from doing so.
    pub fn mask(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        let mut masked: Option<Vec<u8>> = None;
        for secret in &self.0 {
            let found: Vec<usize> = memchr::memmem::find_iter(bytes, secret.as_slice()).collect();
            for at in found {
                masked.get_or_insert_with(|| bytes.to_vec())[at..at + secret.len()].fill(b'*');
            }
        }
        masked
    }
}

struct Filler<'a> {
    source: &'a dyn SecretSource,
    host: String,
    secrets: Secrets,
}

struct Value {
    text: Zeroizing<String>,
    has_secret: bool,
}

/// One name or value of a query.
pub(crate) fn encode_query(text: &str) -> PercentEncode<'_> {
    utf8_percent_encode(text, QUERY)
}

/// Puts secrets and encodings in. `url` is checked already.
pub(crate) fn fill(request: &Request, url: Url, source: &dyn SecretSource) -> Result<Filled, EgressError> {
    let host = url.host_str().unwrap_or_default().to_owned();
    let mut filler = Filler { source, host, secrets: Secrets::default() };
    let mut url = url;
    filler.query(&request.query, &mut url)?;
    let mut headers = filler.headers(&request.headers)?;
    let (body, has_secret_in_body) = filler.body(&request.body)?;
    if body.as_ref().is_some_and(|body| body.len() > REQUEST_BODY_BYTES_MAX) {
        return Err(EgressError::invalid(format!("the body is longer than {REQUEST_BODY_BYTES_MAX} bytes")));
    }
    if matches!(request.body, Body::Form(_)) && !headers.contains_key(CONTENT_TYPE) {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
    }
    Ok(Filled { url, headers, body, has_secret_in_body, secrets: filler.secrets })
}

impl Filler<'_> {
    fn value(&mut self, parts: &[Part], bytes_max: usize) -> Result<Value, EgressError> {
        let mut value = Value { text: Zeroizing::new(String::new()), has_secret: false };
        for part in parts {
            match part {
                Part::Text(text) => value.text.push_str(text),
                Part::Secret(name) => {
                    value.text.push_str(&self.secret(name)?);
                    value.has_secret = true;
                }
                Part::Basic { user, secret } => {
                    if user.contains(':') {
                        return Err(EgressError::invalid("the user of a Basic value must not hold a colon"));
                    }
                    let mut pair = Zeroizing::new(format!("{user}:"));
                    pair.push_str(&self.secret(secret)?);
                    let encoded = Zeroizing::new(STANDARD.encode(pair.as_bytes()));
                    self.secrets.remember(encoded.as_bytes());
                    value.text.push_str(&encoded);
                    value.has_secret = true;
                }
            }
            if value.text.len() > bytes_max {
                return Err(EgressError::invalid(format!("a value is longer than {bytes_max} bytes")));
            }
        }
        Ok(value)
    }

    fn secret(&mut self, name: &str) -> Result<Zeroizing<String>, EgressError> {
        let secret = self.source.secret(name, &self.host).filter(|secret| !secret.is_empty());
        let secret = secret.ok_or_else(|| {
            EgressError::invalid(format!("secret `{name}` is not set, or not meant for `{}`", self.host))
        })?;
        self.secrets.remember(secret.as_bytes());
        Ok(secret)
    }

    fn query(&mut self, fields: &[NamedParts], url: &mut Url) -> Result<(), EgressError> {
        if fields.is_empty() {
            return Ok(());
        }
        let mut query = Zeroizing::new(String::new());
        for (name, parts) in fields {
            let value = self.value(parts, QUERY_BYTES_MAX)?;
            let encoded = Zeroizing::new(encode_query(&value.text).to_string());
            if value.has_secret {
                self.secrets.remember(encoded.as_bytes());
            }
            if !query.is_empty() {
                query.push('&');
            }
            query.extend(encode_query(name));
            query.push('=');
            query.push_str(&encoded);
            if query.len() > QUERY_BYTES_MAX {
                return Err(EgressError::invalid(format!(
                    "the query is longer than {QUERY_BYTES_MAX} bytes"
                )));
            }
        }
        url.set_query(Some(&query));
        Ok(())
    }

    fn headers(&mut self, fields: &[NamedParts]) -> Result<HeaderMap, EgressError> {
        if fields.len() > HEADERS_MAX {
            return Err(EgressError::invalid(format!("there are more than {HEADERS_MAX} headers")));
        }
        let mut headers = HeaderMap::new();
        let mut bytes = 0;
        for (name, parts) in fields {
            let header = HeaderName::from_bytes(name.as_bytes())
                .map_err(|_| EgressError::invalid(format!("{name:?} is no header name")))?;
            let is_forbidden = FORBIDDEN_HEADERS.contains(&header.as_str())
                || FORBIDDEN_PREFIXES.iter().any(|prefix| header.as_str().starts_with(prefix));
            if is_forbidden {
                return Err(EgressError::invalid(format!("the header `{header}` is not a plugin's to set")));
            }
            let value = self.value(parts, HEADER_BYTES_MAX)?;
            bytes += header.as_str().len() + value.text.len();
            if bytes > HEADER_BYTES_MAX {
                return Err(EgressError::invalid(format!(
                    "the headers are longer than {HEADER_BYTES_MAX} bytes"
                )));
            }
            let mut filled = HeaderValue::from_bytes(value.text.as_bytes()).map_err(|_| {
                EgressError::invalid(format!("the header `{header}` has a line break or control character"))
            })?;
            filled.set_sensitive(value.has_secret);
            headers.append(header, filled);
        }
        Ok(headers)
    }

    fn body(&mut self, body: &Body) -> Result<(Option<Bytes>, bool), EgressError> {
        match body {
            Body::Empty => Ok((None, false)),
            Body::Bytes(bytes) => Ok((Some(Bytes::copy_from_slice(bytes)), false)),
            Body::Parts(parts) => {
                let mut value = self.value(parts, REQUEST_BODY_BYTES_MAX)?;
                Ok((Some(Bytes::from(std::mem::take(&mut *value.text))), value.has_secret))
            }
            Body::Form(fields) => {
                let mut has_secret = false;
                let mut form = form_urlencoded::Serializer::new(String::new());
                let mut bytes = 0;
                for (name, parts) in fields {
                    let value = self.value(parts, REQUEST_BODY_BYTES_MAX)?;
                    bytes += name.len() + value.text.len();
                    if bytes > REQUEST_BODY_BYTES_MAX {
                        break;
                    }
                    if value.has_secret {
                        let mut spelt: String =
                            form_urlencoded::byte_serialize(value.text.as_bytes()).collect();
                        self.secrets.remember(spelt.as_bytes());
                        spelt.zeroize();
                        has_secret = true;
                    }
                    form.append_pair(name, &value.text);
                }
                if bytes > REQUEST_BODY_BYTES_MAX {
                    let text = format!("the body is longer than {REQUEST_BODY_BYTES_MAX} bytes");
                    return Err(EgressError::invalid(text));
                }
                Ok((Some(Bytes::from(form.finish())), has_secret))
            }
        }
    }
}
