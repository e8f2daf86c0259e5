//! Lists exports.

use super::wire::Export;
use crate::extract::{ApiJson, ApiQuery, Caller, Listed, PageParams};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::{App, exports};
use std::sync::Arc;

/// List exports, newest first
#[utoipa::path(get, path = "/v1/exports", tag = "plugins", params(PageParams),
    responses((status = 200, body = Listed<Export>)))]
pub(crate) async fn list_exports(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiQuery(page): ApiQuery<PageParams>,
) -> ApiResult<ApiJson<Listed<Export>>> {
    let Caller(cx) = caller;
    let page = exports::list_exports(&app, &cx, &page.request()?).await?;
    let items = page.items.into_iter().map(Export::try_from).collect::<Result<_, _>>()?;
    Ok(ApiJson(Listed { items, next: page.next.map(|cursor| cursor.0) }))
}
