//! Shows webhooks and what they may hear of.

use super::wire::Webhook;
use crate::extract::{ApiJson, ApiPath, Caller, Listed};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::{App, webhooks};
use std::sync::Arc;
use uuid::Uuid;

/// List webhooks, the oldest first
#[utoipa::path(get, path = "/v1/webhooks", tag = "events", responses((status = 200, body = Listed<Webhook>)))]
pub(crate) async fn list_webhooks(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> ApiResult<ApiJson<Listed<Webhook>>> {
    let Caller(cx) = caller;
    Ok(ApiJson(Listed::whole(webhooks::list_webhooks(&app, &cx).await?)))
}

/// Show a webhook
#[utoipa::path(get, path = "/v1/webhooks/{id}", tag = "events",
    params(("id" = Uuid, Path)), responses((status = 200, body = Webhook)))]
pub(crate) async fn get_webhook(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<ApiJson<Webhook>> {
    let Caller(cx) = caller;
    Ok(ApiJson(webhooks::get_webhook(&app, &cx, id.into()).await?.into()))
}

/// List event types: the host's and those of installed plugins
#[utoipa::path(get, path = "/v1/event-types", tag = "events", responses((status = 200, body = Listed<String>)))]
pub(crate) async fn list_event_types(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> ApiResult<ApiJson<Listed<String>>> {
    let Caller(cx) = caller;
    Ok(ApiJson(Listed { items: webhooks::event_types(&app, &cx).await?, next: None }))
}
