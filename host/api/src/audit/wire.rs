//! Audit entries on the wire.

use crate::problem::Problem;
use crate::wire::{stored_json, wire_enum};
use bodega_app::audit;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

wire_enum! {
    /// What sort of caller acted.
    ActorKind = bodega_app::audit::ActorKind {
        /// An API token.
        Token,
        /// A person who signed in.
        Person,
        /// A paired terminal that nobody is signed in at.
        Terminal,
        /// Somebody at the machine.
        CommandLine,
        /// A plugin's installation.
        Plugin,
        /// The host itself.
        Host,
    }
}

wire_enum! {
    /// What sort of act it was.
    ActKind = bodega_app::audit::ActKind {
        /// A change.
        Change,
        /// Personal data was shown.
        Reading,
    }
}

wire_enum! {
    /// What came of it.
    AuditOutcome = bodega_app::audit::Outcome {
        /// Not known: it was asked for, and not answered (yet).
        Asked,
        /// It was done.
        Done,
        /// It was refused; nothing was done.
        Refused,
        /// It failed.
        Failed,
    }
}

/// Who did or saw what. Personal data and secrets are `***`, or `*** (changed)` where they are others than before.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct AuditEntry {
    /// Its id.
    pub id: Uuid,
    /// When it was asked for, ms since 1970 UTC.
    pub asked_at_ms: i64,
    /// When it was answered, ms since 1970 UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub done_at_ms: Option<i64>,
    /// Who, by kind.
    pub actor_kind: ActorKind,
    /// Who, by id.
    pub actor_id: String,
    /// From which address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// In which request: its `x-request-id`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// With which program, as it calls itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_agent: Option<String>,
    /// What sort of act.
    pub kind: ActKind,
    /// The operation's id in this document, or a word of the host's for what is not in it.
    pub operation: String,
    /// What it is about, by kind.
    pub object_kind: String,
    /// What it is about, by id; empty where it is not one object.
    pub object_id: String,
    /// What came of it.
    pub outcome: AuditOutcome,
    /// Why not: the code of the problem.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The object before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Value>,
    /// The object after; of a large one its size and digest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<Value>,
    /// Its place in the tenant's chain; absent while it is not sealed yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seq: Option<i64>,
    /// SHA-256 over the hash before and this entry, hex.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hash: Option<String>,
}

impl TryFrom<audit::AuditEntry> for AuditEntry {
    type Error = Problem;

    fn try_from(row: audit::AuditEntry) -> Result<Self, Problem> {
        let asked = row.asked;
        let json = |text: Option<String>| text.as_deref().map(stored_json).transpose();
        let hex = |hash: [u8; 32]| hash.iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(AuditEntry {
            id: asked.id,
            asked_at_ms: asked.asked_at_ms,
            done_at_ms: row.done_at_ms,
            actor_kind: asked.actor_kind.into(),
            actor_id: asked.actor_id,
            address: asked.address,
            request_id: asked.request_id,
            user_agent: asked.user_agent,
            kind: asked.kind.into(),
            operation: asked.operation,
            object_kind: asked.object_kind,
            object_id: asked.object_id,
            outcome: row.outcome.into(),
            code: row.code,
            before: json(asked.before_json)?,
            after: json(row.after_json)?,
            seq: row.seq,
            hash: row.hash.map(hex),
        })
    }
}
