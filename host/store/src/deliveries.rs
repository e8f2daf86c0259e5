//! Deliveries of events to installations: leased, then done, tried again or dead. One in flight an ordering key.

mod complete;
mod dead;
mod lease;

use crate::events::Event;
use bodega_domain::ids::{EventId, InstallationId, TenantId};
use uuid::Uuid;

pub use complete::CompleteError;
pub(crate) use complete::ERROR_MAX;
pub use dead::DeliveryCounts;

/// The right to deliver one event to one installation, for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    /// The merchant.
    pub tenant: TenantId,
    /// To whom.
    pub installation: InstallationId,
    /// The plugin's name.
    pub plugin: String,
    /// The event's number.
    pub seq: i64,
    /// The event.
    pub event: Event,
    /// Stays the same over all attempts: the id of the invocation.
    pub invocation: Uuid,
    /// Attempts with this one.
    pub attempts: u32,
    /// When others may take it.
    pub until_ms: i64,
    /// Tells this lease from later ones.
    pub(crate) token: Uuid,
}

/// A delivery that was given up and blocks its ordering key until a person decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadDelivery {
    /// To whom.
    pub installation: InstallationId,
    /// The event's number.
    pub seq: i64,
    /// The event.
    pub event: EventId,
    /// Its type.
    pub event_type: String,
    /// What waits behind it.
    pub ordering_key: String,
    /// Attempts made.
    pub attempts: u32,
    /// The last error.
    pub last_error: String,
}
