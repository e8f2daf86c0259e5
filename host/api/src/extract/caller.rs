//! Who calls: a bearer token in, a context for use cases out.

use crate::problem::{ApiResult, Problem};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use bodega_app::{App, OpContext, auth};
use bodega_auth::{PresentedToken, Scope};
use std::sync::Arc;

/// An authenticated caller. What it may do is asked with [`Caller::require`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Caller(OpContext);

impl Caller {
    /// The caller's context, where its token covers `scope`.
    pub fn require(&self, scope: Scope) -> ApiResult<OpContext> {
        if self.0.scope.covers(scope) {
            return Ok(self.0);
        }
        let detail = format!("this needs a token with scope {}", scope.as_str());
        Err(Problem::new(StatusCode::FORBIDDEN, "token.scope", detail))
    }

    /// The caller's context, for what any token may do.
    pub(crate) fn context(&self) -> &OpContext {
        &self.0
    }
}

impl FromRequestParts<Arc<App>> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        if let Some(caller) = parts.extensions.get::<Caller>() {
            return Ok(*caller);
        }
        let presented = presented(&parts.headers).ok_or_else(Problem::unauthenticated)?;
        let caller = Caller(auth::authenticate(app, &presented).await?);
        parts.extensions.insert(caller);
        Ok(caller)
    }
}

fn presented(headers: &HeaderMap) -> Option<PresentedToken> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| PresentedToken::parse(token.trim())).flatten()
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
