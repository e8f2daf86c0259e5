//! Reads a document.

use super::wire::{Document, Tagged};
use crate::extract::{ApiPath, Caller};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::{App, collections};
use std::sync::Arc;

/// Read a document
#[utoipa::path(get, path = "/v1/plugins/{plugin}/collections/{collection}/documents/{key}", tag = "plugins",
    params(("plugin" = String, Path), ("collection" = String, Path), ("key" = String, Path)),
    responses((status = 200, body = Document, headers(("ETag" = String, description = "The version, quoted")))))]
pub(crate) async fn get_document(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath((plugin, collection, key)): ApiPath<(String, String, String)>,
) -> ApiResult<Tagged<Document>> {
    let Caller(cx) = caller;
    let document = collections::get_document(&app, &cx, &plugin, &collection, &key).await?;
    Ok(Tagged(document.version, document.try_into()?))
}
