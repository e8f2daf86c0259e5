//! The log of a webhook's deliveries.

use super::wire::{WebhookDelivery, WebhookDeliveryState};
use crate::extract::{ApiJson, ApiPath, ApiQuery, Caller, Listed, page_request};
use crate::problem::ApiResult;
use axum::extract::State;
use axum::http::StatusCode;
use bodega_app::{App, webhooks};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Which deliveries.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct WebhookDeliveriesQuery {
    /// In one state.
    #[param(inline)]
    state: Option<WebhookDeliveryState>,
    /// Rows wanted, 1 to 500; 50 where not given.
    limit: Option<u32>,
    /// `next` of the page before.
    after: Option<String>,
}

/// Which deliveries are sent again.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReplayWebhook {
    /// From this event number on.
    pub from_seq: i64,
}

/// How many are sent again.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct WebhookReplay {
    /// Deliveries put back in line.
    pub count: u64,
}

/// List a webhook's deliveries of the last 30 days, the latest event first
#[utoipa::path(get, path = "/v1/webhooks/{id}/deliveries", tag = "events",
    params(("id" = Uuid, Path), WebhookDeliveriesQuery), responses((status = 200, body = Listed<WebhookDelivery>)))]
pub(crate) async fn list_webhook_deliveries(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
    ApiQuery(query): ApiQuery<WebhookDeliveriesQuery>,
) -> ApiResult<ApiJson<Listed<WebhookDelivery>>> {
    let Caller(cx) = caller;
    let page = page_request(query.limit, query.after)?;
    let state = query.state.map(Into::into);
    Ok(ApiJson(Listed::of(webhooks::list_deliveries(&app, &cx, id.into(), state, &page).await?)))
}

/// Send a delivery again that was done or given up
#[utoipa::path(post, path = "/v1/webhooks/{id}/deliveries/{seq}/retry", tag = "events",
    params(("id" = Uuid, Path), ("seq" = i64, Path)), responses((status = 204)))]
pub(crate) async fn retry_webhook_delivery(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath((id, seq)): ApiPath<(Uuid, i64)>,
) -> ApiResult<StatusCode> {
    let Caller(cx) = caller;
    webhooks::replay(&app, &cx, id.into(), seq, true).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Send all deliveries of a webhook again from an event on
#[utoipa::path(post, path = "/v1/webhooks/{id}/replay", tag = "events", request_body = ReplayWebhook,
    params(("id" = Uuid, Path)), responses((status = 200, body = WebhookReplay)))]
pub(crate) async fn replay_webhook(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(body): ApiJson<ReplayWebhook>,
) -> ApiResult<ApiJson<WebhookReplay>> {
    let Caller(cx) = caller;
    let count = webhooks::replay(&app, &cx, id.into(), body.from_seq, false).await?;
    Ok(ApiJson(WebhookReplay { count }))
}
