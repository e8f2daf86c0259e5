//! Makes webhooks and changes their secrets.

use super::wire::{NewWebhook, WebhookSecret};
use crate::extract::{ApiJson, ApiPath, Caller, Created};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::{App, webhooks};
use std::sync::Arc;
use uuid::Uuid;

/// Make a webhook
///
/// It hears of what happens from now on, as CloudEvents, signed after the Standard Webhooks specification. The answer
/// shows the signing secret once; `Idempotency-Key` does not repeat it.
#[utoipa::path(post, path = "/v1/webhooks", tag = "events", request_body = NewWebhook,
    responses((status = 201, body = WebhookSecret)))]
pub(crate) async fn create_webhook(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiJson(body): ApiJson<NewWebhook>,
) -> ApiResult<Created<WebhookSecret>> {
    let Caller(cx) = caller;
    let NewWebhook { id, url, description, event_types } = body;
    let draft = webhooks::WebhookDraft { url, description, event_types };
    let secret = webhooks::create_webhook(&app, &cx, id.into(), draft).await?;
    Ok(Created::Now(WebhookSecret { id, secret }))
}

/// Put a new signing secret in force
///
/// For 24 hours deliveries carry the signatures of both. The answer shows the new one once.
#[utoipa::path(post, path = "/v1/webhooks/{id}/secret", tag = "events",
    params(("id" = Uuid, Path)), responses((status = 200, body = WebhookSecret)))]
pub(crate) async fn rotate_secret(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<ApiJson<WebhookSecret>> {
    let Caller(cx) = caller;
    let secret = webhooks::rotate_secret(&app, &cx, id.into()).await?;
    Ok(ApiJson(WebhookSecret { id, secret }))
}
