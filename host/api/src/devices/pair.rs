//! Pairs devices with terminals, and cuts them off.

use crate::extract::{ApiJson, ApiPath, Caller, Source};
use crate::problem::ApiResult;
use axum::extract::State;
use axum::http::StatusCode;
use bodega_app::App;
use bodega_app::access::devices;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;
use uuid::Uuid;

/// A code to type in at the device.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PairingCode {
    /// `XXXX-XXXX`.
    pub code: String,
    /// Until when it is good, ms since 1970 UTC.
    pub expires_at_ms: i64,
}

/// A code that was typed in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Pair {
    /// With or without the dash, in any case.
    pub code: String,
}

/// A device that was paired. Its key is shown this once.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Paired {
    /// The company.
    pub company: Uuid,
    /// The terminal that the device is from now on.
    pub terminal: Uuid,
    /// The device's key, for `Authorization: Bearer`.
    pub token: String,
}

/// The device that is a terminal.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Device {
    /// When it was paired, ms since 1970 UTC.
    pub paired_at_ms: i64,
    /// When it was last seen, to the minute.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen_at_ms: Option<i64>,
}

/// Show a code that pairs a device with a terminal
///
/// An earlier code of the terminal is good no more; the device that it is now stays until the code is used.
#[utoipa::path(post, path = "/v1/terminals/{id}/pairing", tag = "access", params(("id" = Uuid, Path)),
    responses((status = 200, body = PairingCode)))]
pub(crate) async fn begin_pairing(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<ApiJson<PairingCode>> {
    let Caller(cx) = caller;
    let made = devices::begin_pairing(&app, &cx, id.into()).await?;
    Ok(ApiJson(PairingCode { code: made.code, expires_at_ms: made.expires_at_ms }))
}

/// Pair this device
#[utoipa::path(post, path = "/v1/pair", tag = "access", request_body = Pair,
    responses((status = 200, body = Paired)), security(()))]
pub(crate) async fn pair(
    State(app): State<Arc<App>>,
    Source(from): Source,
    ApiJson(body): ApiJson<Pair>,
) -> ApiResult<ApiJson<Paired>> {
    let paired = devices::pair(&app, &body.code, from).await?;
    Ok(ApiJson(Paired { company: paired.tenant.0, terminal: paired.terminal.0, token: paired.token }))
}

/// Read which device is a terminal
#[utoipa::path(get, path = "/v1/terminals/{id}/device", tag = "access", params(("id" = Uuid, Path)),
    responses((status = 200, body = Device)))]
pub(crate) async fn get_device(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<ApiJson<Device>> {
    let Caller(cx) = caller;
    let devices::Device { paired_at_ms, seen_at_ms, .. } = devices::get_device(&app, &cx, id.into()).await?;
    Ok(ApiJson(Device { paired_at_ms, seen_at_ms }))
}

/// Cut a lost device off, and whoever is signed in at it
#[utoipa::path(delete, path = "/v1/terminals/{id}/device", tag = "access", params(("id" = Uuid, Path)),
    responses((status = 204)))]
pub(crate) async fn unpair(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<StatusCode> {
    let Caller(cx) = caller;
    devices::unpair(&app, &cx, id.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}
