//! Writes a document.

use super::wire::{Tagged, Written, expected_version, precondition_failed};
use crate::extract::{ApiJson, ApiPath, Caller};
use crate::problem::ApiResult;
use axum::extract::State;
use axum::http::HeaderMap;
use bodega_app::data::DocumentWrite;
use bodega_app::{App, collections};
use serde_json::Value;
use std::sync::Arc;

/// Write a document
///
/// The body is the document, under the collection's schema. With `If-Match` it must have that version, with
/// `If-None-Match: *` it must not exist; else 412.
#[utoipa::path(put, path = "/v1/plugins/{plugin}/collections/{collection}/documents/{key}", tag = "plugins",
    params(("plugin" = String, Path), ("collection" = String, Path), ("key" = String, Path),
        ("If-Match" = Option<String>, Header, description = "The ETag that was read"),
        ("If-None-Match" = Option<String>, Header, description = "`*` for a new document")),
    request_body = Value,
    responses((status = 200, body = Written, headers(("ETag" = String, description = "The version, quoted")))))]
pub(crate) async fn put_document(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath((plugin, collection, key)): ApiPath<(String, String, String)>,
    headers: HeaderMap,
    ApiJson(body): ApiJson<Value>,
) -> ApiResult<Tagged<Written>> {
    let Caller(cx) = caller;
    let write = DocumentWrite {
        collection: collection.clone(),
        key: key.clone(),
        body: Some(body.to_string()),
        expected_version: expected_version(&headers)?,
    };
    let done = collections::put_documents(&app, &cx, &plugin, &collection, vec![write]).await;
    let version = done.map_err(precondition_failed)?.first().copied().unwrap_or_default();
    Ok(Tagged(version, Written { key, version }))
}
