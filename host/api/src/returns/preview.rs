//! Works out what a return would pay back.

use super::wire::{ReturnedLine, WantedLine, wanted};
use crate::extract::{ApiJson, Caller};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::{App, returns};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;
use uuid::Uuid;

/// What would come back.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PreviewReturn {
    /// The sale.
    pub sale: Uuid,
    /// What comes back.
    #[schema(min_items = 1, max_items = 2000)]
    pub lines: Vec<WantedLine>,
}

/// What a return would pay back.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ReturnPreview {
    /// The units that would come back.
    pub lines: Vec<ReturnedLine>,
    /// What would be paid back before cash rounding.
    pub refund_minor: i64,
}

/// Work out what a return would pay back
///
/// Nothing is written.
#[utoipa::path(post, path = "/v1/returns/preview", tag = "sales", request_body = PreviewReturn,
    responses((status = 200, body = ReturnPreview)))]
pub(crate) async fn preview_return(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiJson(body): ApiJson<PreviewReturn>,
) -> ApiResult<ApiJson<ReturnPreview>> {
    let Caller(cx) = caller;
    let (lines, refund_minor) = returns::preview(&app, &cx, body.sale.into(), &wanted(&body.lines)).await?;
    Ok(ApiJson(ReturnPreview { lines: lines.into_iter().map(Into::into).collect(), refund_minor }))
}
