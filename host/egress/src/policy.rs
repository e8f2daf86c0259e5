//! Which hosts an installation may reach: the manifest's list, as far as the merchant approved it.

use crate::EgressError;
use std::time::Duration;
use url::{Host, Url};

/// Bytes of an answer's body. A day's bill of a busy store has about 2 MiB; a plugin's memory is 64.
pub const RESPONSE_BODY_BYTES_MAX: usize = 4 << 20;
/// Ms from the request to the last byte of the answer, redirects included. Payment platforms answer within 10 s.
pub const TIMEOUT_MS_MAX: u32 = 30_000;
/// Bytes of a URL: what common servers take.
pub const URL_BYTES_MAX: usize = 8 << 10;

/// What an installation may reach, and how much it may take from there.
#[derive(Clone, Debug)]
pub struct Policy {
    hosts: Vec<HostRule>,
    pub(crate) response_bytes_max: usize,
    pub(crate) timeout_max: Duration,
}

impl Policy {
    /// These hosts, with the default bounds.
    pub fn new(hosts: Vec<HostRule>) -> Self {
        let timeout_max = Duration::from_millis(u64::from(TIMEOUT_MS_MAX));
        Policy { hosts, response_bytes_max: RESPONSE_BODY_BYTES_MAX, timeout_max }
    }

    /// Narrows the body that an answer may have; it never widens.
    #[must_use]
    pub fn with_response_bytes_max(mut self, bytes: usize) -> Self {
        self.response_bytes_max = self.response_bytes_max.min(bytes);
        self
    }

    /// Narrows the time that a request may take; it never widens.
    #[must_use]
    pub fn with_timeout_max(mut self, timeout: Duration) -> Self {
        self.timeout_max = self.timeout_max.min(timeout);
        self
    }

    /// Why a request to a URL would not go out, before any name is looked up; `None` = it may.
    pub fn refusal(&self, url: &str) -> Option<EgressError> {
        self.check_text(url).err()
    }

    /// Reads and checks the URL of a request: scheme, host and path, to an approved host.
    pub(crate) fn check_text(&self, text: &str) -> Result<Url, EgressError> {
        if text.len() > URL_BYTES_MAX {
            return Err(EgressError::invalid(format!("the URL is longer than {URL_BYTES_MAX} bytes")));
        }
        if !is_plain(text) {
            return Err(EgressError::invalid("the URL has a blank, a backslash or a control character"));
        }
        let authority = text
            .split_once("://")
            .filter(|(scheme, _)| ["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known)))
            .map(|(_, rest)| &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())])
            .filter(|authority| !authority.is_empty())
            .ok_or_else(|| {
                EgressError::invalid("the URL must start with https:// (or http://) and a host")
            })?;
        if authority.contains(['@', '%']) {
            return Err(EgressError::invalid(
                "the URL must not hold a user or an encoded host; send credentials in a header",
            ));
        }
        let url =
            Url::parse(text).map_err(|error| EgressError::invalid(format!("the URL is none: {error}")))?;
        if url.query().is_some() || url.fragment().is_some() {
            return Err(EgressError::invalid(
                "the URL must end with its path; name the query's fields apart",
            ));
        }
        self.check(url)
    }

    /// Checks a URL that is read already, and brings its host to the one spelling that rules and connections use.
    pub(crate) fn check(&self, mut url: Url) -> Result<Url, EgressError> {
        if !url.username().is_empty() || url.password().is_some() {
            return Err(EgressError::refused("the URL holds a user; send credentials in a header"));
        }
        let is_plain_http = match url.scheme() {
            "https" => false,
            "http" => true,
            other => return Err(EgressError::refused(format!("the scheme `{other}` is not https or http"))),
        };
        let name = match url.host() {
            Some(Host::Domain(name)) => name.strip_suffix('.').unwrap_or(name).to_owned(),
            Some(Host::Ipv4(_) | Host::Ipv6(_)) => {
                return Err(EgressError::refused("the host is an address; only names can be approved"));
            }
            None => return Err(EgressError::invalid("the URL has no host")),
        };
        if !is_dns_name(&name) {
            return Err(EgressError::invalid(format!("`{name}` is no host name")));
        }
        let port = url.port_or_known_default().unwrap_or(443);
        let mut of_host = self.hosts.iter().filter(|rule| rule.covers(&name)).peekable();
        if of_host.peek().is_none() {
            return Err(EgressError::refused(format!(
                "the host `{name}` is not in the manifest, or not approved"
            )));
        }
        if !of_host.any(|rule| rule.allows(is_plain_http, port)) {
            let scheme = url.scheme();
            return Err(EgressError::refused(format!(
                "`{name}` is approved, but not with {scheme} on port {port}"
            )));
        }
        url.set_host(Some(&name))
            .map_err(|error| EgressError::invalid(format!("the host is none: {error}")))?;
        Ok(url)
    }
}

/// A host that may be reached: a name, or all names below one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostRule {
    name: String,
    is_wildcard: bool,
    ports: Vec<u16>,
    is_plain_http_allowed: bool,
}

/// Why a rule is none.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
#[error(
    "`{0}` is no host rule; write a name of two labels or more, such as `api.example.com` or `*.example.com`"
)]
pub struct RuleError(pub String);

impl HostRule {
    /// `api.example.com`, or `*.example.com` for all names below; in any case and script. No ports = 443, and 80 where plain
    /// HTTP is allowed.
    ///
    /// # Errors
    /// [`RuleError`] for an address, a single label, or what is no name.
    pub fn new(host: &str, ports: &[u16]) -> Result<Self, RuleError> {
        let error = || RuleError(host.to_owned());
        let (is_wildcard, name) = match host.strip_prefix("*.") {
            Some(name) => (true, name),
            None => (false, host),
        };
        let Ok(Host::Domain(name)) = Host::parse(name) else { return Err(error()) };
        let name = name.strip_suffix('.').unwrap_or(&name).to_owned();
        if !is_dns_name(&name) || !name.contains('.') || ports.contains(&0) {
            return Err(error());
        }
        Ok(HostRule { name, is_wildcard, ports: ports.to_vec(), is_plain_http_allowed: false })
    }

    /// Without TLS too.
    #[must_use]
    pub fn with_plain_http(mut self) -> Self {
        self.is_plain_http_allowed = true;
        self
    }

    /// Whether the rule is about a host, by its name as [`crate::SecretSource`] gets it.
    pub fn covers(&self, name: &str) -> bool {
        if !self.is_wildcard {
            return self.name == name;
        }
        name.strip_suffix(self.name.as_str()).is_some_and(|below| below.len() > 1 && below.ends_with('.'))
    }

    fn allows(&self, is_plain_http: bool, port: u16) -> bool {
        if is_plain_http && !self.is_plain_http_allowed {
            return false;
        }
        if self.ports.is_empty() {
            port == if is_plain_http { 80 } else { 443 }
        } else {
            self.ports.contains(&port)
        }
    }
}

/// Letters, digits, `-` and `_` in labels of 1 to 63, in the `xn--` form and in lower case.
fn is_dns_name(name: &str) -> bool {
    let is_letter = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_');
    name.len() <= 253
        && name.split('.').all(|label| (1..=63).contains(&label.len()) && label.bytes().all(is_letter))
}

/// What readers of URLs disagree about is not in it.
pub(crate) fn is_plain(url: &str) -> bool {
    !url.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\')
}
