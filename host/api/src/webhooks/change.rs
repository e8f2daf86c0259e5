//! Changes and removes webhooks.

use super::wire::{Webhook, WebhookDraft};
use crate::extract::{ApiJson, ApiPath, Caller};
use crate::problem::ApiResult;
use axum::extract::State;
use axum::http::StatusCode;
use bodega_app::{App, webhooks};
use std::sync::Arc;
use uuid::Uuid;

/// Change where a webhook is, what it is for and what it hears of
#[utoipa::path(put, path = "/v1/webhooks/{id}", tag = "events", request_body = WebhookDraft,
    params(("id" = Uuid, Path)), responses((status = 200, body = Webhook)))]
pub(crate) async fn put_webhook(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(body): ApiJson<WebhookDraft>,
) -> ApiResult<ApiJson<Webhook>> {
    let Caller(cx) = caller;
    Ok(ApiJson(webhooks::change_webhook(&app, &cx, id.into(), body.into()).await?.into()))
}

/// Take a webhook away, with its log
#[utoipa::path(delete, path = "/v1/webhooks/{id}", tag = "events",
    params(("id" = Uuid, Path)), responses((status = 204)))]
pub(crate) async fn delete_webhook(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<StatusCode> {
    let Caller(cx) = caller;
    webhooks::delete_webhook(&app, &cx, id.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}
