//! Lists tokens.

use super::wire::Token;
use crate::extract::{ApiJson, Caller, Listed};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::{App, org};
use std::sync::Arc;

/// List API tokens, newest first
#[utoipa::path(get, path = "/v1/tokens", tag = "organisation",
    responses((status = 200, body = Listed<Token>)))]
pub(crate) async fn list_tokens(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> ApiResult<ApiJson<Listed<Token>>> {
    let Caller(cx) = caller;
    let tokens = org::list_tokens(&app, &cx).await?;
    Ok(ApiJson(Listed::whole(tokens)))
}
