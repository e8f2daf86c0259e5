//! Deletes a document.

use super::wire::{expected_version, precondition_failed};
use crate::extract::{ApiPath, Caller};
use crate::problem::ApiResult;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use bodega_app::data::DocumentWrite;
use bodega_app::{App, collections};
use std::sync::Arc;

/// Delete a document
#[utoipa::path(delete, path = "/v1/plugins/{plugin}/collections/{collection}/documents/{key}", tag = "plugins",
    params(("plugin" = String, Path), ("collection" = String, Path), ("key" = String, Path),
        ("If-Match" = Option<String>, Header, description = "The ETag that was read")),
    responses((status = 204)))]
pub(crate) async fn delete_document(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath((plugin, collection, key)): ApiPath<(String, String, String)>,
    headers: HeaderMap,
) -> ApiResult<StatusCode> {
    let Caller(cx) = caller;
    let expected_version = expected_version(&headers)?;
    let write = DocumentWrite { collection: collection.clone(), key, body: None, expected_version };
    let done = collections::put_documents(&app, &cx, &plugin, &collection, vec![write]).await;
    done.map_err(precondition_failed)?;
    Ok(StatusCode::NO_CONTENT)
}
