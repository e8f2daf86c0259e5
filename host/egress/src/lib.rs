//! Requests of plugins to the outside: only to hosts that a merchant approved, only to public addresses, within
//! bounds, with secrets put in here that the plugin never sees.
//!
//! What this leaves to the caller: which plugin may ask for which secret, how many requests an invocation makes and how
//! many run at once. `SECURITY.md` beside this crate lists every limit with its reason.
#![forbid(unsafe_code)]

mod address;
mod client;
mod error;
mod exchange;
mod fill;
mod policy;
mod record;
mod redirect;
mod request;
mod resolve;
mod trace;

pub use address::{Forbidden, check_public};
pub use client::{CONNECT_MS_MAX, Egress, RESPONSE_HEADERS_MAX, SetupError, tls};
pub use error::EgressError;
pub use exchange::RESPONSE_HEADER_BYTES_MAX;
pub use fill::{HEADER_BYTES_MAX, HEADERS_MAX, QUERY_BYTES_MAX, REQUEST_BODY_BYTES_MAX, SecretSource};
pub use policy::{HostRule, Policy, RESPONSE_BODY_BYTES_MAX, RuleError, TIMEOUT_MS_MAX, URL_BYTES_MAX};
pub use record::Recorded;
pub use request::{Body, Method, NamedParts, Part, REDIRECTS_MAX, Request, RequestDigest, Response};
pub use resolve::{ADDRESSES_MAX, LOOKUPS_MAX};
pub use trace::{Exchange, Hop, Trace};
