//! Issues a token.

use super::wire::{IssueToken, IssuedToken};
use crate::extract::{ApiJson, Caller, Created};
use crate::problem::ApiResult;
use crate::users::grants;
use axum::extract::State;
use bodega_app::{App, org};
use std::sync::Arc;

/// Issue an API token
///
/// The answer shows the token once; it is never stored, so `Idempotency-Key` does not repeat it. A token that got
/// lost on the way is revoked and issued anew.
#[utoipa::path(post, path = "/v1/tokens", tag = "organisation", request_body = IssueToken,
    responses((status = 201, body = IssuedToken)))]
pub(crate) async fn issue_token(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiJson(body): ApiJson<IssueToken>,
) -> ApiResult<Created<IssuedToken>> {
    let Caller(cx) = caller;
    let issued = org::issue_token(&app, &cx, &body.name, &grants(body.grants), body.expires_at_ms).await?;
    Ok(Created::Now(IssuedToken { id: issued.token.id.0, token: issued.text }))
}
