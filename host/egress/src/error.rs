//! Why a request did not go out, or nothing came back. The kinds are those of the contract; no text holds a secret's value,
//! a query or a body.

use crate::address::Forbidden;

/// Why a request did not go out, or nothing came back.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub enum EgressError {
    /// The host is not approved, or its address is one that no plugin may reach.
    #[error("{0}")]
    Refused(String),
    /// It is no request.
    #[error("{0}")]
    Invalid(String),
    /// No connection, or no whole answer in time. It may have arrived all the same.
    #[error("{0}")]
    Unreachable(String),
    /// The answer's head or body is larger than the installation may take.
    #[error("the answer is larger than {0} bytes")]
    TooLarge(usize),
    /// Anything else.
    #[error("{0}")]
    Other(String),
}

impl EgressError {
    pub(crate) fn invalid(text: impl Into<String>) -> Self {
        EgressError::Invalid(text.into())
    }

    pub(crate) fn refused(text: impl Into<String>) -> Self {
        EgressError::Refused(text.into())
    }

    /// Reads what the client says. Its own texts may spell the URL, so only the innermost cause is told.
    pub(crate) fn of_client(error: reqwest::Error, head_bytes_max: usize) -> Self {
        let mut cause: &(dyn std::error::Error + 'static) = &error;
        loop {
            if let Some(forbidden) = cause.downcast_ref::<Forbidden>() {
                return EgressError::Refused(forbidden.to_string());
            }
            if cause.downcast_ref::<hyper::Error>().is_some_and(hyper::Error::is_parse_too_large) {
                return EgressError::TooLarge(head_bytes_max);
            }
            match cause.source() {
                Some(source) => cause = source,
                None => break,
            }
        }
        let innermost =
            if cause.is::<reqwest::Error>() { "no reason given".to_owned() } else { cause.to_string() };
        let what = match () {
            () if error.is_timeout() => "no connection in time",
            () if error.is_dns() => "the name has no address",
            () if error.is_connect() => "no connection",
            () => "the connection broke, the request may have arrived",
        };
        EgressError::Unreachable(format!("{what}: {innermost}"))
    }
}
