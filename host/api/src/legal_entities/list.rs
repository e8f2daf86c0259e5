//! Lists legal entities.

use super::wire::LegalEntity;
use crate::extract::{ApiJson, Caller, Listed};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::{App, org};
use std::sync::Arc;

/// List legal entities by name
#[utoipa::path(get, path = "/v1/legal-entities", tag = "organisation",
    responses((status = 200, body = Listed<LegalEntity>)))]
pub(crate) async fn list_legal_entities(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> ApiResult<ApiJson<Listed<LegalEntity>>> {
    let Caller(cx) = caller;
    let entities = org::list_legal_entities(&app, &cx).await?;
    Ok(ApiJson(Listed::whole(entities)))
}
