//! Lists dead deliveries.

use crate::extract::{ApiJson, ApiQuery, Caller, Listed, page_request};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::{App, data, events};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Which deliveries.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct DeliveriesQuery {
    /// Where they stand.
    #[param(inline)]
    #[serde(rename = "state")]
    _state: DeliveryState,
    /// Rows wanted, 1 to 500; 50 where not given.
    limit: Option<u32>,
    /// `next` of the page before.
    after: Option<String>,
}

/// Where a delivery stands; open and done ones are not listed.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DeliveryState {
    /// Given up.
    Dead,
}

/// A delivery that was given up. Later events of its ordering key wait until a person retries or skips it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct DeadDelivery {
    /// To whom.
    pub installation: Uuid,
    /// The event's number.
    pub seq: i64,
    /// The event.
    pub event: Uuid,
    /// Its type.
    pub event_type: String,
    /// What waits behind it.
    pub ordering_key: String,
    /// Attempts made.
    pub attempts: u32,
    /// The last error.
    pub last_error: String,
}

impl From<data::DeadDelivery> for DeadDelivery {
    fn from(row: data::DeadDelivery) -> Self {
        DeadDelivery {
            installation: row.installation.0,
            seq: row.seq,
            event: row.event.0,
            event_type: row.event_type,
            ordering_key: row.ordering_key,
            attempts: row.attempts,
            last_error: row.last_error,
        }
    }
}

/// List deliveries that were given up
#[utoipa::path(get, path = "/v1/deliveries", tag = "events", params(DeliveriesQuery),
    responses((status = 200, body = Listed<DeadDelivery>)))]
pub(crate) async fn list_deliveries(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiQuery(query): ApiQuery<DeliveriesQuery>,
) -> ApiResult<ApiJson<Listed<DeadDelivery>>> {
    let Caller(cx) = caller;
    let page = page_request(query.limit, query.after)?;
    let dead = events::list_dead(&app, &cx, &page).await?;
    Ok(ApiJson(Listed::of(dead)))
}
