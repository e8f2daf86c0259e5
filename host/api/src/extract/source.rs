//! From where a request comes.

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{Extensions, header};
use bodega_app::access::sign_in::From;
use std::convert::Infallible;
use std::net::SocketAddr;

/// The address of the connection; empty where the server was not told.
pub(crate) fn address(extensions: &Extensions) -> String {
    let found = extensions.get::<ConnectInfo<SocketAddr>>();
    found.map_or_else(String::new, |address| address.0.ip().to_string())
}

/// Address and program of whoever asks. The address is that of the connection: headers can say anything.
#[derive(Clone, Debug)]
pub(crate) struct Source(pub From);

impl<S: Send + Sync> FromRequestParts<S> for Source {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let agent = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
        Ok(Source(From { address: address(&parts.extensions), agent: agent.unwrap_or_default().to_owned() }))
    }
}
