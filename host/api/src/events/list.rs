//! Lists events.

use crate::extract::{ApiJson, ApiQuery, Caller, rows};
use crate::problem::{ApiResult, Problem};
use crate::wire::stored_json;
use axum::extract::State;
use bodega_app::{App, data, events};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Which events.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct EventsQuery {
    /// The number of the last event that was read; 0 = from the start.
    #[serde(default)]
    #[param(required = false, minimum = 0)]
    after_seq: i64,
    /// Rows wanted, 1 to 500; 50 where not given.
    limit: Option<u32>,
}

/// Events in order. No number is left out, so a reader that goes on from `last_seq` misses none.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct EventPage {
    /// The events.
    pub items: Vec<Event>,
    /// Give this as `after_seq` next time.
    pub last_seq: i64,
}

/// An event.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Event {
    /// Its place in the tenant's order.
    pub seq: i64,
    /// Its id.
    pub id: Uuid,
    /// `name.v1`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Events of one key reach a plugin in order.
    pub ordering_key: String,
    /// The document it reports on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<Uuid>,
    /// The store it happened in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub store: Option<Uuid>,
    /// When it happened, ms since 1970 UTC.
    pub occurred_at_ms: i64,
    /// When the server took it, ms since 1970 UTC.
    pub recorded_at_ms: i64,
    /// How many events caused each other before it.
    pub depth: u32,
    /// SHA-256 over the hash before and this event, hex; absent while it is not sealed yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hash: Option<String>,
    /// Under the type's schema; ids instead of personal data.
    pub payload: Value,
}

impl TryFrom<data::Event> for Event {
    type Error = Problem;

    fn try_from(row: data::Event) -> Result<Self, Problem> {
        let event = row.event;
        let hex = |hash: [u8; 32]| hash.iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Event {
            seq: row.seq.ok_or_else(|| Problem::fault("a listed event has no number"))?,
            id: event.id.0,
            kind: event.event_type,
            ordering_key: event.ordering_key,
            subject: event.subject,
            store: event.store.map(|store| store.0),
            occurred_at_ms: event.occurred_at_ms,
            recorded_at_ms: event.recorded_at_ms,
            depth: event.depth,
            hash: row.hash.map(hex),
            payload: stored_json(&event.payload_json)?,
        })
    }
}

/// List events after a number, in order
#[utoipa::path(get, path = "/v1/events", tag = "events", params(EventsQuery),
    responses((status = 200, body = EventPage)))]
pub(crate) async fn list_events(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiQuery(query): ApiQuery<EventsQuery>,
) -> ApiResult<ApiJson<EventPage>> {
    let Caller(cx) = caller;
    let rows = events::list_events(&app, &cx, query.after_seq, rows(query.limit)?).await?;
    let items: Vec<Event> = rows.into_iter().map(Event::try_from).collect::<Result<_, _>>()?;
    let last_seq = items.last().map_or(query.after_seq, |event| event.seq);
    Ok(ApiJson(EventPage { items, last_seq }))
}
