//! Writes and deletes many documents.

use super::wire::{BatchWritten, DocumentBatch, Written};
use crate::extract::{ApiJson, ApiPath, Caller};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::data::DocumentWrite;
use bodega_app::{App, collections};
use std::sync::Arc;

/// Write and delete documents, all or none
#[utoipa::path(post, path = "/v1/plugins/{plugin}/collections/{collection}/documents", tag = "plugins",
    params(("plugin" = String, Path), ("collection" = String, Path)), request_body = DocumentBatch,
    responses((status = 200, body = BatchWritten)))]
pub(crate) async fn write_documents(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath((plugin, collection)): ApiPath<(String, String)>,
    ApiJson(batch): ApiJson<DocumentBatch>,
) -> ApiResult<ApiJson<BatchWritten>> {
    let Caller(cx) = caller;
    let keys: Vec<String> = batch.documents.iter().map(|document| document.key.clone()).collect();
    let writes = batch.documents.into_iter().map(|document| DocumentWrite {
        collection: collection.clone(),
        key: document.key,
        body: document.body.map(|body| body.to_string()),
        expected_version: document.expected_version,
    });
    let versions = collections::put_documents(&app, &cx, &plugin, &collection, writes.collect()).await?;
    let written = keys.into_iter().zip(versions).map(|(key, version)| Written { key, version });
    Ok(ApiJson(BatchWritten { documents: written.collect() }))
}
