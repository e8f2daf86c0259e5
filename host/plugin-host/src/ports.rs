//! What the plugin host needs from the app: bytes of components, reads for effectful points, a place for news.

use crate::breaker::BreakerState;
use crate::point::Point;
use bodega_domain::digest::Digest;
use bodega_domain::ids::{InstallationId, TenantId};
use bodega_domain::pricing::{Balance, Document};
use futures::future::BoxFuture;
use std::sync::Arc;

/// A read that failed; the invocation fails with it and may be tried again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct PortError(pub String);

/// What a port gives back, later.
pub type PortResult<'a, T> = BoxFuture<'a, Result<T, PortError>>;

/// Where the bytes of components come from when no compiled form is at hand.
pub trait ComponentSource: Send + Sync + 'static {
    /// The bytes of a component; `None` where it is unknown.
    fn component<'a>(&'a self, digest: &'a Digest) -> PortResult<'a, Option<Arc<[u8]>>>;
}

/// The event being handled, as the plugin sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventEnvelope {
    /// The event's id, the same over retries.
    pub id: String,
    /// Type with version.
    pub kind: String,
    /// The ordering key.
    pub subject: String,
    /// The tenant's own number of it.
    pub sequence: u64,
    /// When it happened, ms since 1970 UTC.
    pub occurred_ms: i64,
    /// When it was recorded.
    pub recorded_ms: i64,
    /// JSON text.
    pub payload: String,
}

/// Reads for one installation, already narrowed to its tenant and itself.
pub trait EventPorts: Send + Sync + 'static {
    /// A sale as JSON text.
    fn sale<'a>(&'a self, id: &'a str) -> PortResult<'a, Option<String>>;
    /// Tags of a member.
    fn member_tags<'a>(&'a self, member: &'a str) -> PortResult<'a, Vec<String>>;
    /// What one of the plugin's accounts can spend.
    fn ledger_available<'a>(&'a self, account: &'a str) -> PortResult<'a, i64>;
    /// Accounts by prefix, in order; `max` is at most [`LEDGER_SCAN_MAX`].
    fn ledger_scan<'a>(&'a self, prefix: &'a str, max: u32) -> PortResult<'a, Vec<Balance>>;
    /// A document.
    fn document<'a>(&'a self, collection: &'a str, key: &'a str) -> PortResult<'a, Option<Document>>;
    /// Documents by key prefix, in order; `max` is at most [`DOCUMENT_SCAN_MAX`].
    fn document_scan<'a>(
        &'a self,
        collection: &'a str,
        prefix: &'a str,
        after: Option<&'a str>,
        max: u32,
    ) -> PortResult<'a, Vec<Document>>;
}

/// The most accounts one `ledger.scan` gives.
pub const LEDGER_SCAN_MAX: u32 = 500;
/// The most documents one `collections.scan` gives.
pub const DOCUMENT_SCAN_MAX: u32 = 200;

/// Hears when a breaker opens or closes. Called on the calling thread: it must not block.
pub trait BreakerListener: Send + Sync + 'static {
    /// The state changed.
    fn on_breaker(&self, tenant: TenantId, installation: InstallationId, point: Point, state: BreakerState);
}

/// Hears nothing.
impl BreakerListener for () {
    fn on_breaker(&self, _: TenantId, _: InstallationId, _: Point, _: BreakerState) {}
}
