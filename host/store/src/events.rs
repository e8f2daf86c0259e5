//! Events: a transactional outbox, numbered after commit and sealed into a hash chain.

mod append;
mod chain;
mod list;
mod row;
mod sequence;

use bodega_domain::ids::{EventId, OrgUnitId};
use uuid::Uuid;

pub use chain::{ChainFault, ChainReport};
pub(crate) use row::write_events;
pub use sequence::Sequenced;
pub(crate) use sequence::wait_for_chain;

/// An event to append. Types and payload schemas are the domain's or a plugin's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEvent {
    /// Its id.
    pub id: EventId,
    /// `name.v1`.
    pub event_type: String,
    /// Events of one key reach an installation in order; usually the root document's id.
    pub ordering_key: String,
    /// The document it reports on.
    pub subject: Option<Uuid>,
    /// The store it happened in.
    pub store: Option<OrgUnitId>,
    /// When it happened.
    pub occurred_at_ms: i64,
    /// When the server took it.
    pub recorded_at_ms: i64,
    /// How many events caused each other before it. Set by the store for events that plugins emit.
    pub depth: u32,
    /// JSON text without personal data.
    pub payload_json: String,
}

/// A stored event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// What was appended.
    pub event: NewEvent,
    /// Its place in the tenant's order; `None` = not numbered yet.
    pub seq: Option<i64>,
    /// SHA-256 over the hash before and this row; `None` = not sealed yet.
    pub hash: Option<[u8; 32]>,
}
