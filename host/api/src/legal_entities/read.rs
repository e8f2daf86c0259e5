//! Reads a legal entity.

use super::wire::LegalEntity;
use crate::extract::{ApiJson, ApiPath, Caller};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::{App, org};
use std::sync::Arc;
use uuid::Uuid;

/// Read a legal entity
#[utoipa::path(get, path = "/v1/legal-entities/{id}", tag = "organisation",
    params(("id" = Uuid, Path)), responses((status = 200, body = LegalEntity)))]
pub(crate) async fn get_legal_entity(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<ApiJson<LegalEntity>> {
    let Caller(cx) = caller;
    let entity = org::get_legal_entity(&app, &cx, id.into()).await?;
    Ok(ApiJson(entity.into()))
}
