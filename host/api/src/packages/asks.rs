//! What a package asks for: what a merchant reads before saying yes.

use crate::extract::{ApiJson, ApiPath};
use crate::installations::wire::digest;
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::{App, plugins};
use serde::Serialize;
use std::collections::BTreeSet;
use std::sync::Arc;
use utoipa::ToSchema;

/// All that a package asks for, computed from its binary and its manifest.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Asks {
    /// Send this as `consent` to agree.
    pub consent: String,
    /// What its binary may do: the interfaces it imports.
    pub permissions: BTreeSet<String>,
    /// Hosts outside that it may reach.
    pub hosts: BTreeSet<String>,
    /// Secrets of its settings that are sent to a host, `secret -> host`.
    pub secrets: BTreeSet<String>,
    /// Work at set times, `name: cron`.
    pub schedules: BTreeSet<String>,
    /// Routes that anybody may call.
    pub public_routes: BTreeSet<String>,
    /// Events it hears.
    pub events: BTreeSet<String>,
    /// Messages it sends to members.
    pub messages: BTreeSet<String>,
    /// Money it moves: methods that it charges, tenders taken from its accounts.
    pub payments: BTreeSet<String>,
    /// Channels it carries messages of all plugins over, which shows it members' addresses.
    pub channels: BTreeSet<String>,
}

/// Read what a package asks for
#[utoipa::path(get, path = "/v1/packages/{digest}/asks", tag = "plugins",
    params(("digest" = String, Path)), responses((status = 200, body = Asks)))]
pub(crate) async fn get_asks(
    State(app): State<Arc<App>>,
    ApiPath(package): ApiPath<String>,
) -> ApiResult<ApiJson<Asks>> {
    let asks = plugins::asks_of(&app, &digest("", &package)?).await?;
    Ok(ApiJson(Asks {
        consent: asks.digest()?.to_string(),
        permissions: asks.permissions,
        hosts: asks.hosts,
        secrets: asks.secrets,
        schedules: asks.schedules,
        public_routes: asks.public_routes,
        events: asks.events,
        messages: asks.messages,
        payments: asks.payments,
        channels: asks.channels,
    }))
}
