//! Where an answer leads on, and what may travel there. The rules of browsers (Fetch), and stricter where a secret or TLS
//! is at stake.

use crate::{EgressError, Policy, policy};
use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_TYPE, HeaderMap, LOCATION};
use http::{Method, StatusCode};
use url::Url;

/// A request on its way: what the next hop sends.
pub(crate) struct Leg {
    pub method: Method,
    pub url: Url,
    pub headers: HeaderMap,
    pub body: Option<Bytes>,
    pub has_secret_in_body: bool,
}

/// Where this answer leads; `None` where it is the answer itself.
pub(crate) fn location(status: StatusCode, headers: &HeaderMap) -> Option<&[u8]> {
    let leads_on = matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308);
    headers.get(LOCATION).filter(|_| leads_on).map(http::HeaderValue::as_bytes)
}

impl Leg {
    /// The next leg, under the same policy.
    pub fn follow(
        mut self,
        policy: &Policy,
        status: StatusCode,
        location: &[u8],
    ) -> Result<Self, EgressError> {
        let location = std::str::from_utf8(location)
            .ok()
            .filter(|location| policy::is_plain(location) && location.len() <= crate::URL_BYTES_MAX)
            .ok_or_else(|| EgressError::Other("the redirect leads to no URL".to_owned()))?;
        let mut next = self
            .url
            .join(location)
            .map_err(|error| EgressError::Other(format!("the redirect leads to no URL: {error}")))?;
        next.set_fragment(None);
        let next =
            policy.check(next).map_err(|error| EgressError::Refused(format!("a redirect: {error}")))?;
        if self.url.scheme() == "https" && next.scheme() == "http" {
            return Err(EgressError::refused("a redirect leads from https to http"));
        }
        let becomes_get = match status {
            StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND => self.method == Method::POST,
            StatusCode::SEE_OTHER => self.method != Method::GET,
            _ => false,
        };
        if becomes_get {
            self.method = Method::GET;
            self.body = None;
            self.has_secret_in_body = false;
            for header in [CONTENT_TYPE, CONTENT_ENCODING, CONTENT_LANGUAGE] {
                self.headers.remove(header);
            }
        }
        if next.origin() != self.url.origin() {
            if self.has_secret_in_body {
                return Err(EgressError::refused(
                    "a redirect would take a secret in the body to another origin",
                ));
            }
            let drop = |name: &http::HeaderName, headers: &HeaderMap| {
                *name == AUTHORIZATION || headers.get_all(name).iter().any(http::HeaderValue::is_sensitive)
            };
            let names: Vec<_> =
                self.headers.keys().filter(|name| drop(name, &self.headers)).cloned().collect();
            for name in names {
                self.headers.remove(name);
            }
        }
        self.url = next;
        Ok(self)
    }
}
