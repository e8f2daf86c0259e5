//! Webhooks on the wire.

use crate::wire::wire_enum;
use bodega_app::{data, webhooks};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

wire_enum! {
    /// Whether a webhook is sent to.
    WebhookState = bodega_app::data::WebhookState {
        /// It is.
        On,
        /// It is not: events wait.
        Paused,
    }
}

wire_enum! {
    /// Where a delivery stands.
    WebhookDeliveryState = bodega_app::data::WebhookDeliveryState {
        /// To be sent, at once or again.
        Pending,
        /// On its way.
        Leased,
        /// Taken.
        Done,
        /// Given up.
        Dead,
    }
}

/// What a webhook is.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WebhookDraft {
    /// Where to: `https` and a public host.
    pub url: String,
    /// What it is for.
    #[serde(default)]
    pub description: String,
    /// Which events; empty = all.
    #[serde(default)]
    pub event_types: Vec<String>,
}

impl From<WebhookDraft> for webhooks::WebhookDraft {
    fn from(draft: WebhookDraft) -> Self {
        let WebhookDraft { url, description, event_types } = draft;
        webhooks::WebhookDraft { url, description, event_types }
    }
}

/// A webhook to make.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewWebhook {
    /// Its id, made by the caller (UUIDv7).
    pub id: Uuid,
    /// Where to: `https` and a public host.
    pub url: String,
    /// What it is for.
    #[serde(default)]
    pub description: String,
    /// Which events; empty = all.
    #[serde(default)]
    pub event_types: Vec<String>,
}

/// A signing secret. It is shown this once.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct WebhookSecret {
    /// The webhook.
    pub id: Uuid,
    /// `whsec_` and base64, as libraries for Standard Webhooks take it.
    pub secret: String,
}

/// A webhook.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Webhook {
    /// Its id.
    pub id: Uuid,
    /// Where to.
    pub url: String,
    /// What it is for.
    pub description: String,
    /// Which events; empty = all.
    pub event_types: Vec<String>,
    /// Whether it is sent to.
    pub state: WebhookState,
    /// Why it is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paused_reason: Option<String>,
    /// Since when every delivery has failed, ms since 1970 UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failing_since_ms: Option<i64>,
    /// When it was made, ms since 1970 UTC.
    pub created_at_ms: i64,
}

impl From<data::Webhook> for Webhook {
    fn from(webhook: data::Webhook) -> Self {
        Webhook {
            id: webhook.id.0,
            url: webhook.url,
            description: webhook.description,
            event_types: webhook.event_types,
            state: webhook.state.into(),
            paused_reason: webhook.paused_reason,
            failing_since_ms: webhook.failing_since_ms,
            created_at_ms: webhook.created_at_ms,
        }
    }
}

/// What became of an event at a webhook.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct WebhookDelivery {
    /// The event's number.
    pub seq: i64,
    /// The event.
    pub event: Uuid,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Where it stands.
    pub state: WebhookDeliveryState,
    /// Attempts so far.
    pub attempts: u32,
    /// When it is tried next, while it is open, ms since 1970 UTC.
    pub due_at_ms: i64,
    /// The receiver's last status; absent where there was no answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// What went wrong last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// How long the last attempt took, ms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub took_ms: Option<i64>,
    /// When the last attempt was, ms since 1970 UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attempted_at_ms: Option<i64>,
}

impl From<data::WebhookDelivery> for WebhookDelivery {
    fn from(delivery: data::WebhookDelivery) -> Self {
        WebhookDelivery {
            seq: delivery.seq,
            event: delivery.event.0,
            kind: delivery.event_type,
            state: delivery.state.into(),
            attempts: delivery.attempts,
            due_at_ms: delivery.due_at_ms,
            status: delivery.status,
            error: delivery.error,
            took_ms: delivery.took_ms,
            attempted_at_ms: delivery.attempted_at_ms,
        }
    }
}
