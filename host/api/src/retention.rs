//! How long personal data is kept.

use crate::extract::{ApiJson, Caller};
use crate::problem::ApiResult;
use axum::extract::State;
use axum::http::StatusCode;
use bodega_app::App;
use bodega_app::retention::{self, Kept};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use utoipa::ToSchema;

/// Days that personal data is kept, 1 to 3650.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Retention {
    /// Messages to members, from their last state on; 365 where nothing is set.
    #[serde(default)]
    pub messages: Option<u32>,
    /// Who gets a channel's order, from its last change on; 60 where nothing is set.
    #[serde(default)]
    pub recipients: Option<u32>,
    /// Members who bought nothing, from their last sale on; then they are erased. For ever where nothing is set.
    #[serde(default)]
    pub inactive_members: Option<u32>,
}

/// Read how long personal data is kept
#[utoipa::path(get, path = "/v1/retention", tag = "members", responses((status = 200, body = Retention)))]
pub(crate) async fn get_retention(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> ApiResult<ApiJson<Retention>> {
    let Caller(cx) = caller;
    let days = retention::get_retention(&app, &cx).await?;
    let of = |kept| days.get(&kept).copied().flatten();
    Ok(ApiJson(Retention {
        messages: of(Kept::Messages),
        recipients: of(Kept::Recipients),
        inactive_members: of(Kept::InactiveMembers),
    }))
}

/// Set how long personal data is kept
///
/// What is left out goes back to the host's own. What is over its time goes within some hours.
#[utoipa::path(put, path = "/v1/retention", tag = "members", request_body = Retention, responses((status = 204)))]
pub(crate) async fn put_retention(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiJson(body): ApiJson<Retention>,
) -> ApiResult<StatusCode> {
    let Caller(cx) = caller;
    let changes = BTreeMap::from([
        (Kept::Messages, body.messages),
        (Kept::Recipients, body.recipients),
        (Kept::InactiveMembers, body.inactive_members),
    ]);
    retention::put_retention(&app, &cx, &changes).await?;
    Ok(StatusCode::NO_CONTENT)
}
