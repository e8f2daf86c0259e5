//! Installations of plugins: the version in use, one on trial beside it, their compiled snapshots, what happened.

mod candidates;
mod change;
mod kills;
mod manage;
mod migration;
mod plans;
mod remove;
mod shadow;
mod snapshots;
mod timeline;

use bodega_domain::digest::Digest;
use bodega_domain::ids::InstallationId;
use bodega_domain::pricing::Stage;

pub use candidates::{Candidate, CandidateMode};
pub use change::Change;
pub use kills::{Kill, KillHit};
pub use migration::{
    Finished, Migration, MigrationLease, MigrationState, NewMigration, Outcome, Staged, Staging,
};
pub use plans::Plan;
pub use shadow::{
    SHADOW_DIFFERENCE_MAX, SHADOW_DIFFERENCES_MAX, ShadowCounts, ShadowDifference, ShadowReport,
};
pub use timeline::TimelineEntry;

/// One tenant's installation of a plugin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installation {
    /// Its id.
    pub id: InstallationId,
    /// Plugin name.
    pub plugin: String,
    /// Version in use.
    pub version: String,
    /// Pinned package.
    pub package: Digest,
    /// Its component.
    pub component: Digest,
    /// The stage it prices in; `None` = it does not price.
    pub stage: Option<Stage>,
    /// The merchant's order within a stage, lowest first.
    pub position: i32,
    /// Whether the merchant has it switched on. Events are kept for enabled installations only.
    pub is_enabled: bool,
    /// The most it may take off a basket; `None` = no cap.
    pub cap_ppm: Option<u32>,
    /// Settings as JSON.
    pub settings_json: String,
    /// Event types it subscribes to.
    pub events: Vec<String>,
    /// What the merchant consented to, as JSON.
    pub permissions_json: String,
    /// `active`, `compiling`, `broken` ...: a word of `app`'s.
    pub status: String,
    /// The snapshot in use. Set by [`crate::Store::put_snapshot`]; ignored in `put_installation`.
    pub snapshot: Option<Digest>,
    /// When it was installed.
    pub created_at_ms: i64,
    /// When it was last changed.
    pub updated_at_ms: i64,
}

/// A compiled snapshot. Kept for ever: sales refer to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// Digest of the bytes.
    pub digest: Digest,
    /// Opaque.
    pub bytes: Vec<u8>,
    /// Keys to fetch per basket, as JSON.
    pub keys_json: String,
    /// Names for people of what it holds, as JSON.
    pub legends_json: String,
    /// When it was compiled.
    pub created_at_ms: i64,
}
