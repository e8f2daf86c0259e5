//! Who calls: a bearer token in, a context for use cases out. The door that the request came through asked first
//! ([`crate::doors`]).

use crate::problem::{ApiResult, Problem};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use bodega_app::{App, OpContext, auth};
use bodega_auth::Presented;
use std::sync::Arc;

/// A caller that came through its door: who it is, and how far the door's permission reaches.
#[derive(Clone, Debug)]
pub(crate) struct Caller(pub OpContext);

impl Caller {
    /// Who presents the request's credential, before any door.
    pub(crate) async fn authenticate(app: &App, headers: &HeaderMap, address: &str) -> ApiResult<OpContext> {
        Ok(auth::authenticate(app, presented(headers).as_ref(), address).await?)
    }
}

impl FromRequestParts<Arc<App>> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<App>) -> Result<Self, Problem> {
        let caller = parts.extensions.get::<Caller>().cloned();
        caller.ok_or_else(|| Problem::fault("a handler asks who calls behind an open door"))
    }
}

fn presented(headers: &HeaderMap) -> Option<Presented> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| Presented::parse(token.trim())).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_bearer_token_of_our_form_is_looked_up() {
        let token = format!("bdg_{}_{}", "0".repeat(32), "a".repeat(64));
        let of = |value: String| {
            presented(&HeaderMap::from_iter([(header::AUTHORIZATION, value.parse().unwrap())]))
        };
        assert!(of(format!("Bearer {token}")).is_some());
        assert!(of(format!("bearer  {token}")).is_some());
        assert!(of(format!("Basic {token}")).is_none());
        assert!(of("Bearer".to_owned()).is_none());
        assert!(of("Bearer bdg_1_2".to_owned()).is_none());
        assert!(presented(&HeaderMap::new()).is_none());
    }
}
