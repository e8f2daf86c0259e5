//! Makes or changes a legal entity.

use super::wire::{LegalEntity, PutLegalEntity};
use crate::extract::{ApiJson, ApiPath, Caller};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::{App, org};
use std::sync::Arc;
use uuid::Uuid;

/// Make or change a legal entity
#[utoipa::path(put, path = "/v1/legal-entities/{id}", tag = "organisation",
    params(("id" = Uuid, Path)), request_body = PutLegalEntity,
    responses((status = 200, body = LegalEntity)))]
pub(crate) async fn put_legal_entity(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(body): ApiJson<PutLegalEntity>,
) -> ApiResult<ApiJson<LegalEntity>> {
    let Caller(cx) = caller;
    let entity = org::put_legal_entity(&app, &cx, body.into_entity(id)).await?;
    Ok(ApiJson(entity.into()))
}
