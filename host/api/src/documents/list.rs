//! Lists documents.

use super::wire::Document;
use crate::extract::{ApiJson, ApiPath, ApiQuery, Caller, Listed, page_request};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::data::{self, Page};
use bodega_app::{App, collections};
use serde::Deserialize;
use std::sync::Arc;
use utoipa::IntoParams;

/// Which documents.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct DocumentsQuery {
    /// The start of the key.
    #[serde(default)]
    #[param(required = false)]
    prefix: String,
    /// Rows wanted, 1 to 500; 50 where not given.
    limit: Option<u32>,
    /// `next` of the page before.
    after: Option<String>,
}

/// List documents by key
#[utoipa::path(get, path = "/v1/plugins/{plugin}/collections/{collection}/documents", tag = "plugins",
    params(("plugin" = String, Path), ("collection" = String, Path), DocumentsQuery),
    responses((status = 200, body = Listed<Document>)))]
pub(crate) async fn list_documents(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath((plugin, collection)): ApiPath<(String, String)>,
    ApiQuery(query): ApiQuery<DocumentsQuery>,
) -> ApiResult<ApiJson<Listed<Document>>> {
    let Caller(cx) = caller;
    let page = page_request(query.limit, query.after)?;
    let rows = collections::list_documents(&app, &cx, &plugin, &collection, &query.prefix, &page).await?;
    let Page::<data::Document> { items, next } = rows;
    let items: Vec<Document> = items.into_iter().map(Document::try_from).collect::<Result<_, _>>()?;
    Ok(ApiJson(Listed::of(Page { items, next })))
}
