//! Webhooks: where integrators hear of events. Deliveries are made of numbered events by a cursor, so none is left out;
//! each is leased by one node, then done, tried again or given up. Sending is not the store's.

mod fan_out;
mod lease;
mod log;
mod manage;

use crate::words::words;
use bodega_domain::ids::{EventId, TenantId, WebhookId};
use uuid::Uuid;

pub use fan_out::OPEN_MAX;
pub use lease::{DeliveryEnd, IN_FLIGHT_MAX};

/// Whether a webhook is sent to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WebhookState {
    /// It is.
    On,
    /// It is not: events wait.
    Paused,
}

words!(WebhookState { On = "on", Paused = "paused" });

/// A webhook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// Its id.
    pub id: WebhookId,
    /// Where to.
    pub url: String,
    /// What it is for, for people.
    pub description: String,
    /// Which events; empty = all.
    pub event_types: Vec<String>,
    /// Whether it is sent to.
    pub state: WebhookState,
    /// Why it is not.
    pub paused_reason: Option<String>,
    /// The last event that it has heard or will hear of.
    pub cursor_seq: i64,
    /// Since when every delivery has failed.
    pub failing_since_ms: Option<i64>,
    /// When it was made.
    pub created_at_ms: i64,
}

/// The keys that deliveries are signed with.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookSecrets {
    /// The one in force.
    pub current: Vec<u8>,
    /// The one before, as long as receivers may still go by it.
    pub previous: Option<Vec<u8>>,
}

/// Where a delivery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WebhookDeliveryState {
    /// To be sent, at once or again.
    Pending,
    /// A node is at it, or was until its lease ran out.
    Leased,
    /// It was taken.
    Done,
    /// It was given up.
    Dead,
}

words!(WebhookDeliveryState { Pending = "pending", Leased = "leased", Done = "done", Dead = "dead" });

/// What became of an event at a webhook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookDelivery {
    /// The event's number.
    pub seq: i64,
    /// The event.
    pub event: EventId,
    /// Its type.
    pub event_type: String,
    /// Where it stands.
    pub state: WebhookDeliveryState,
    /// Attempts so far.
    pub attempts: u32,
    /// When it is tried next, while it is open.
    pub due_at_ms: i64,
    /// The HTTP status of the last attempt; `None` = there was no answer.
    pub status: Option<u16>,
    /// What went wrong last.
    pub error: Option<String>,
    /// How long the last attempt took, ms.
    pub took_ms: Option<i64>,
    /// When the last attempt was.
    pub attempted_at_ms: Option<i64>,
}

/// The right to send a delivery, for a while.
#[derive(Clone)]
pub struct WebhookLease {
    /// The merchant.
    pub tenant: TenantId,
    /// To which webhook.
    pub webhook: WebhookId,
    /// The webhook's URL.
    pub url: String,
    /// What to sign it with.
    pub secrets: WebhookSecrets,
    /// Since when every delivery to it has failed.
    pub failing_since_ms: Option<i64>,
    /// The event.
    pub event: crate::events::Event,
    /// Attempts with this one.
    pub attempts: u32,
    /// Tells this lease from later ones.
    pub(crate) token: Uuid,
}
