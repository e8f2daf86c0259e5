//! One's own one-time codes.

use crate::extract::{ApiJson, Caller, Source};
use crate::problem::ApiResult;
use axum::extract::State;
use axum::http::StatusCode;
use bodega_app::App;
use bodega_app::access::sessions;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

/// The key of one-time codes, shown this once.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct CodesKey {
    /// `otpauth://` for a QR code.
    pub uri: String,
}

/// A code of the authenticator.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConfirmCodes {
    /// Six digits.
    pub code: String,
}

/// Recovery codes, shown this once: each is good once in the place of a one-time code.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct RecoveryCodes {
    /// The codes.
    pub codes: Vec<String>,
}

/// Begin to set one-time codes up
///
/// They are asked for once `POST /v1/me/codes/confirm` proved that the authenticator has the key.
#[utoipa::path(post, path = "/v1/me/codes", tag = "access", responses((status = 200, body = CodesKey)))]
pub(crate) async fn begin_codes(State(app): State<Arc<App>>, caller: Caller) -> ApiResult<ApiJson<CodesKey>> {
    let Caller(cx) = caller;
    Ok(ApiJson(CodesKey { uri: sessions::begin_codes(&app, &cx).await? }))
}

/// Turn one-time codes on
#[utoipa::path(post, path = "/v1/me/codes/confirm", tag = "access", request_body = ConfirmCodes,
    responses((status = 200, body = RecoveryCodes)))]
pub(crate) async fn confirm_codes(
    State(app): State<Arc<App>>,
    caller: Caller,
    Source(from): Source,
    ApiJson(body): ApiJson<ConfirmCodes>,
) -> ApiResult<ApiJson<RecoveryCodes>> {
    let Caller(cx) = caller;
    let codes = sessions::confirm_codes(&app, &cx, &body.code, &from).await?;
    Ok(ApiJson(RecoveryCodes { codes }))
}

/// Turn one-time codes off; takes a proof a moment ago of who one is
#[utoipa::path(delete, path = "/v1/me/codes", tag = "access", responses((status = 204)))]
pub(crate) async fn end_codes(State(app): State<Arc<App>>, caller: Caller) -> ApiResult<StatusCode> {
    let Caller(cx) = caller;
    sessions::end_codes(&app, &cx).await?;
    Ok(StatusCode::NO_CONTENT)
}
