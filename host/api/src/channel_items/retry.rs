//! Sends an item out again.

use crate::extract::{ApiJson, Caller};
use crate::problem::ApiResult;
use axum::extract::State;
use axum::http::StatusCode;
use bodega_app::{App, channels};
use serde::Deserialize;
use std::sync::Arc;
use utoipa::ToSchema;
use uuid::Uuid;

/// Which item is to go out again.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RetryChannelItem {
    /// Whose mapping names it.
    pub installation: Uuid,
    /// The store.
    pub store: Uuid,
    /// SKU.
    pub sku: String,
}

/// Send an item out again, whatever the channel said of it
#[utoipa::path(post, path = "/v1/channel-items/retry", tag = "orders",
    request_body = RetryChannelItem, responses((status = 204)))]
pub(crate) async fn retry_channel_item(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiJson(body): ApiJson<RetryChannelItem>,
) -> ApiResult<StatusCode> {
    let Caller(cx) = caller;
    channels::retry_item(&app, &cx, body.installation.into(), body.store.into(), &body.sku).await?;
    Ok(StatusCode::NO_CONTENT)
}
