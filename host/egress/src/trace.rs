//! What an author may see of a request: enough to find the fault, no secret, no value of a header and no body.

use crate::request::{Body, NamedParts, Part, Request, RequestDigest, Response};
use crate::{EgressError, fill};
use url::Url;

/// A request and what came of it.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// For the author.
    pub trace: Trace,
    /// For the plugin.
    pub answer: Result<Response, EgressError>,
}

/// A redacted record of a request and its answer.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Trace {
    /// Which request.
    pub digest: RequestDigest,
    /// Its method.
    pub method: String,
    /// As the plugin gave it, with the query's fields; a secret shows as `{name}`.
    pub url: String,
    /// Names of its headers, in lower case.
    pub headers: Vec<String>,
    /// Bytes of its body as the plugin gave it, without the secrets' values.
    pub body_bytes: usize,
    /// Names of the secrets that it asked for.
    pub secrets: Vec<String>,
    /// Redirects that were followed.
    pub redirects: Vec<Hop>,
    /// The answer's status; none = there was no answer.
    pub status: Option<u16>,
    /// Bytes of the answer's body.
    pub response_bytes: usize,
    /// Ms from the request to the last byte.
    pub took_ms: u64,
    /// Why there was no answer.
    pub failure: Option<String>,
    /// Whether the answer is a recorded one and nothing was sent.
    pub is_replayed: bool,
}

/// A redirect that was followed.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Hop {
    /// The status that led on.
    pub status: u16,
    /// Where to, without the query.
    pub url: String,
}

impl Hop {
    pub(crate) fn new(status: u16, url: &Url) -> Self {
        let mut url = url.clone();
        url.set_query(None);
        Hop { status, url: url.into() }
    }
}

impl Trace {
    pub(crate) fn of(request: &Request) -> Self {
        let body: usize = match &request.body {
            Body::Empty => 0,
            Body::Bytes(bytes) => bytes.len(),
            Body::Parts(parts) => text_bytes(parts),
            Body::Form(fields) => fields.iter().map(|(name, parts)| name.len() + text_bytes(parts)).sum(),
        };
        let form: &[NamedParts] = if let Body::Form(fields) = &request.body { fields } else { &[] };
        let parts: &[Part] = if let Body::Parts(parts) = &request.body { parts } else { &[] };
        let named =
            [&request.query, &request.headers, form].into_iter().flatten().flat_map(|(_, parts)| parts);
        let mut secrets: Vec<String> =
            named.chain(parts).filter_map(secret_name).map(str::to_owned).collect();
        secrets.sort();
        secrets.dedup();
        Trace {
            digest: request.digest(),
            method: request.method.as_str().to_owned(),
            url: shown_url(request),
            headers: request.headers.iter().map(|(name, _)| name.to_lowercase()).collect(),
            body_bytes: body,
            secrets,
            redirects: Vec::new(),
            status: None,
            response_bytes: 0,
            took_ms: 0,
            failure: None,
            is_replayed: false,
        }
    }

    pub(crate) fn finish(&mut self, answer: &Result<Response, EgressError>) {
        match answer {
            Ok(response) => {
                self.status = Some(response.status);
                self.response_bytes = response.body.len();
            }
            Err(error) => self.failure = Some(error.to_string()),
        }
    }
}

fn secret_name(part: &Part) -> Option<&str> {
    match part {
        Part::Text(_) => None,
        Part::Secret(name) | Part::Basic { secret: name, .. } => Some(name),
    }
}

fn text_bytes(parts: &[Part]) -> usize {
    parts.iter().map(|part| if let Part::Text(text) = part { text.len() } else { 0 }).sum()
}

/// A URL that was refused for holding a user is not worth repeating: it may be a password.
fn shown_url(request: &Request) -> String {
    let mut shown = match request.url.split_once("://") {
        Some((_, rest)) if !rest.split(['/', '?', '#']).next().unwrap_or("").contains('@') => {
            request.url.clone()
        }
        _ => "(no URL)".to_owned(),
    };
    for (index, (name, parts)) in request.query.iter().enumerate() {
        shown.push(if index == 0 { '?' } else { '&' });
        shown.extend(fill::encode_query(name));
        shown.push('=');
        for part in parts {
            match part {
                Part::Text(text) => shown.extend(fill::encode_query(text)),
                Part::Secret(name) | Part::Basic { secret: name, .. } => {
                    shown.push('{');
                    shown.push_str(name);
                    shown.push('}');
                }
            }
        }
    }
    let end = (0..=shown.len().min(crate::URL_BYTES_MAX)).rev().find(|at| shown.is_char_boundary(*at));
    shown.truncate(end.unwrap_or(0));
    shown
}
