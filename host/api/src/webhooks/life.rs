//! Pauses, resumes and tries webhooks.

use crate::extract::{ApiJson, ApiPath, Caller};
use crate::problem::ApiResult;
use axum::extract::State;
use axum::http::StatusCode;
use bodega_app::{App, webhooks};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;
use uuid::Uuid;

/// How a webhook goes on.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResumeWebhook {
    /// Leaves out what happened while it was paused, and what waits to be tried again.
    #[serde(default)]
    pub skip_missed: bool,
}

/// What came of a test.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct WebhookTest {
    /// Whether the receiver took it.
    pub is_taken: bool,
    /// The receiver's status; absent where there was no answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Why it does not count as taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// From sending to the answer, ms.
    pub took_ms: i64,
}

/// Stop sending to a webhook; events wait
#[utoipa::path(post, path = "/v1/webhooks/{id}/pause", tag = "events",
    params(("id" = Uuid, Path)), responses((status = 204)))]
pub(crate) async fn pause_webhook(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<StatusCode> {
    let Caller(cx) = caller;
    webhooks::pause_webhook(&app, &cx, id.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Send to a webhook again
#[utoipa::path(post, path = "/v1/webhooks/{id}/resume", tag = "events", request_body = ResumeWebhook,
    params(("id" = Uuid, Path)), responses((status = 204)))]
pub(crate) async fn resume_webhook(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(body): ApiJson<ResumeWebhook>,
) -> ApiResult<StatusCode> {
    let Caller(cx) = caller;
    webhooks::resume_webhook(&app, &cx, id.into(), body.skip_missed).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Send a `webhook.test.v1` event at once and see what comes of it
#[utoipa::path(post, path = "/v1/webhooks/{id}/test", tag = "events",
    params(("id" = Uuid, Path)), responses((status = 200, body = WebhookTest)))]
pub(crate) async fn test_webhook(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<ApiJson<WebhookTest>> {
    let Caller(cx) = caller;
    let result = webhooks::send_test(&app, &cx, id.into()).await?;
    let webhooks::TestResult { status, error, took_ms } = result;
    Ok(ApiJson(WebhookTest { is_taken: error.is_none(), status, error, took_ms }))
}
