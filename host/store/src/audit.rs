//! The audit trail: entries written ahead of what they tell, completed after it, then sealed into a hash chain.
//! What may be in an entry is the caller's business: personal data and secrets are masked before they come here.

mod append;
mod checkpoint;
mod list;
mod prune;
mod row;
mod seal;
mod verify;

use crate::words::words;
use bodega_domain::ids::TenantId;
use uuid::Uuid;

pub use checkpoint::{ChainEnd, Checkpoint};
pub use list::AuditFilter;
pub use prune::{PruneError, Pruned};
pub use verify::{AuditFault, AuditReport};

/// The tenant of acts on the whole host.
pub const HOST_TENANT: TenantId = TenantId(Uuid::nil());

/// How long an act may go unanswered before it is sealed as it is, ms: well past any deadline of a request.
pub const UNANSWERED_MS: i64 = 5 * 60 * 1000;

/// How long entries are kept at least, ms: 180 days.
pub const RETENTION_MS: i64 = 180 * 24 * 60 * 60 * 1000;

/// What sort of caller acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ActorKind {
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

words!(ActorKind {
    Token = "token",
    Person = "person",
    Terminal = "terminal",
    CommandLine = "command_line",
    Plugin = "plugin",
    Host = "host",
});

/// What sort of act it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActKind {
    /// It changes something.
    Change,
    /// It shows personal data.
    Reading,
}

words!(ActKind { Change = "change", Reading = "reading" });

/// What came of an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Not known: it was asked for, and whoever did it died over it or has not answered yet.
    Asked,
    /// It was done.
    Done,
    /// It was refused; nothing was done.
    Refused,
    /// It failed on our side.
    Failed,
}

words!(Outcome { Asked = "asked", Done = "done", Refused = "refused", Failed = "failed" });

/// An act that is about to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEntry {
    /// Its id.
    pub id: Uuid,
    /// Whose; [`HOST_TENANT`] for acts on the whole host.
    pub tenant: TenantId,
    /// When it was asked for, ms since 1970 UTC.
    pub asked_at_ms: i64,
    /// Who, by kind.
    pub actor_kind: ActorKind,
    /// Who, by id.
    pub actor_id: String,
    /// From which address.
    pub address: Option<String>,
    /// In which request.
    pub request_id: Option<String>,
    /// With which program.
    pub user_agent: Option<String>,
    /// What sort of act.
    pub kind: ActKind,
    /// The operation of the OpenAPI document, or a word of ours for others.
    pub operation: String,
    /// What it is about, by kind.
    pub object_kind: String,
    /// What it is about, by id; empty where there is no one object, or it is not known yet.
    pub object_id: String,
    /// The object before, JSON.
    pub before_json: Option<String>,
}

/// What came of an act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// What came of it.
    pub outcome: Outcome,
    /// Why not, by the refusal's code.
    pub code: Option<String>,
    /// When, ms since 1970 UTC.
    pub done_at_ms: i64,
    /// The object's id where it is only known now.
    pub object_id: Option<String>,
    /// The object after, JSON.
    pub after_json: Option<String>,
}

/// An entry as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// As asked; its `object_id` is the one known last.
    pub asked: NewEntry,
    /// What came of it.
    pub outcome: Outcome,
    /// Why not, by the refusal's code.
    pub code: Option<String>,
    /// When it was answered; `None` = never, or not yet.
    pub done_at_ms: Option<i64>,
    /// The object after, JSON.
    pub after_json: Option<String>,
    /// Its place in the tenant's chain; `None` = not sealed yet.
    pub seq: Option<i64>,
    /// SHA-256 over the hash before and this entry.
    pub hash: Option<[u8; 32]>,
}
