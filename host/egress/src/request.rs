//! A request as a plugin describes it, with its secrets by name, and the answer.

use crate::EgressError;
use bytes::Bytes;
use sha2::{Digest, Sha256};
use std::fmt;

/// Redirects to follow at most.
pub const REDIRECTS_MAX: u32 = 5;

/// A piece of a value. Secrets are names here; their values are put in when the request goes out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// As it is.
    Text(String),
    /// The secret of this name.
    Secret(String),
    /// `user:secret` in base64, as HTTP Basic authentication asks for.
    Basic {
        /// As it is.
        user: String,
        /// The name of the secret.
        secret: String,
    },
}

/// A name and a value made of parts.
pub type NamedParts = (String, Vec<Part>);

/// A method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

impl Method {
    /// Reads the name.
    ///
    /// # Errors
    /// [`EgressError::Invalid`] for any other method.
    pub fn parse(name: &str) -> Result<Self, EgressError> {
        const ALL: [Method; 5] = [Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete];
        ALL.into_iter().find(|method| method.as_str() == name).ok_or_else(|| {
            EgressError::invalid("the method must be GET, POST, PUT, PATCH or DELETE, in capitals")
        })
    }

    /// The name.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
        }
    }
}

/// What is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// None.
    Empty,
    /// As it is.
    Bytes(Vec<u8>),
    /// Text with secrets in it.
    Parts(Vec<Part>),
    /// `application/x-www-form-urlencoded`.
    Form(Vec<NamedParts>),
}

/// A request of a plugin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// Scheme, host and path; no user, query or fragment, and never a secret.
    pub url: String,
    /// Encoded when it goes out.
    pub query: Vec<NamedParts>,
    /// Names and values.
    pub headers: Vec<NamedParts>,
    /// What is sent.
    pub body: Body,
    /// Redirects to follow, at most [`REDIRECTS_MAX`]; one more is handed over as the answer.
    pub redirects: u32,
    /// Ms until the answer is given up; the policy's may be shorter.
    pub timeout_ms: u32,
}

/// SHA-256 over all that a request says, secrets by name, without its timeout.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct RequestDigest(pub [u8; 32]);

impl fmt::Display for RequestDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for RequestDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RequestDigest({self})")
    }
}

impl Request {
    /// What tells identical requests from others.
    pub fn digest(&self) -> RequestDigest {
        let mut canonical = Canonical(Sha256::new());
        canonical.text(self.method.as_str());
        canonical.text(&self.url);
        canonical.named(&self.query);
        canonical.named(&self.headers);
        match &self.body {
            Body::Empty => canonical.tag(0),
            Body::Bytes(bytes) => {
                canonical.tag(1);
                canonical.bytes(bytes);
            }
            Body::Parts(parts) => {
                canonical.tag(2);
                canonical.parts(parts);
            }
            Body::Form(fields) => {
                canonical.tag(3);
                canonical.named(fields);
            }
        }
        canonical.number(u64::from(self.redirects));
        RequestDigest(canonical.0.finalize().into())
    }
}

/// Writes lengths before texts, so that no two requests read alike.
struct Canonical(Sha256);

impl Canonical {
    fn tag(&mut self, tag: u8) {
        self.0.update([tag]);
    }

    fn number(&mut self, number: u64) {
        self.0.update(number.to_le_bytes());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.0.update(bytes);
    }

    fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    fn parts(&mut self, parts: &[Part]) {
        self.number(parts.len() as u64);
        for part in parts {
            match part {
                Part::Text(text) => {
                    self.tag(0);
                    self.text(text);
                }
                Part::Secret(name) => {
                    self.tag(1);
                    self.text(name);
                }
                Part::Basic { user, secret } => {
                    self.tag(2);
                    self.text(user);
                    self.text(secret);
                }
            }
        }
    }

    fn named(&mut self, fields: &[NamedParts]) {
        self.number(fields.len() as u64);
        for (name, parts) in fields {
            self.text(name);
            self.parts(parts);
        }
    }
}

/// What came back. Debug shows sizes only: an answer holds people's data.
#[derive(Clone, PartialEq, Eq)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body, as it was sent: nothing is decompressed here.
    pub body: Bytes,
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (status, headers, bytes) = (self.status, self.headers.len(), self.body.len());
        write!(f, "Response {{ status: {status}, headers: {headers}, body: {bytes} bytes }}")
    }
}
