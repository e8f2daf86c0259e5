//! Effects: what a plugin's invocation recorded, applied whole or not at all.

mod apply;
mod purge;

use crate::StoreError;
use crate::collections::DocumentWrite;
use crate::events::NewEvent;
use crate::exports::ExportMark;
use crate::files::NewFile;
use crate::ledger::{LedgerPosting, PostingRefused};
use crate::members::TagChange;
use crate::messages::{NewMessage, Receipt, SentMark};
use crate::orders::OrderCommand;
use crate::payments::NewReport;
use crate::stock::StockDelta;
pub(crate) use apply::{EffectsWork, JobMark, Origin, WorkError};
use bodega_domain::ids::{InstallationId, OrgUnitId, TenantId, VariantId};
use bodega_domain::order::OrderRefused;
use uuid::Uuid;

/// What an invocation recorded; the caller checked that it may.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effects {
    /// On accounts of the plugin.
    pub postings: Vec<LedgerPosting>,
    /// In collections of the plugin.
    pub documents: Vec<DocumentWrite>,
    /// On members.
    pub member_tags: Vec<TagChange>,
    /// Stock moves; recorded as adjustments.
    pub stock: Vec<StockDelta>,
    /// Events; the store sets their depth.
    pub events: Vec<NewEvent>,
    /// To members.
    pub messages: Vec<NewMessage>,
    /// News of payments of the installation.
    pub payments: Vec<NewReport>,
    /// What became of messages that the installation sent.
    pub receipts: Vec<Receipt>,
    /// Files of the plugin; their bytes are elsewhere already.
    pub files: Vec<NewFile>,
    /// The message that is sent with this.
    pub sent: Option<SentMark>,
    /// The export that is done with this.
    pub exported: Option<ExportMark>,
    /// Orders of the plugin's channels.
    pub orders: Vec<OrderCommand>,
}

/// Effects of an invocation that no event caused: a job, a route, an action.
#[derive(Clone, Debug)]
pub struct ApplyEffects {
    /// The merchant.
    pub tenant: TenantId,
    /// Whose invocation.
    pub installation: InstallationId,
    /// The plugin's name.
    pub plugin: String,
    /// The invocation's id, the same over re-runs; applied once.
    pub invocation: Uuid,
    /// When the server took it.
    pub recorded_at_ms: i64,
    /// What it recorded.
    pub effects: Effects,
}

/// What came of applying effects.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EffectsApplied {
    /// Whether the invocation had been applied before; then nothing happened now.
    pub is_replay: bool,
    /// Collections marked `x-compile` that were written: the snapshot is stale.
    pub compiled_collections: Vec<String>,
}

/// Why effects are refused. Nothing of them is in the database.
#[derive(Clone, Debug, thiserror::Error)]
pub enum EffectsRefused {
    /// A posting cannot be made: run again, the balance has changed.
    #[error("posting refused: {0}")]
    Posting(PostingRefused),
    /// A document changed since it was read: run again.
    #[error("document {collection}/{key} is at version {current}")]
    VersionConflict {
        /// The collection.
        collection: String,
        /// The key.
        key: String,
        /// Its version now; 0 = it does not exist.
        current: u64,
    },
    /// A document breaks its schema or a limit: running again will not help.
    #[error("document {collection}/{key}: {message}")]
    InvalidDocument {
        /// The collection.
        collection: String,
        /// The key.
        key: String,
        /// What is wrong.
        message: String,
    },
    /// Another version of the plugin took over and declared the collection anew: run again.
    #[error("collection {collection:?} was declared anew")]
    CollectionChanged {
        /// The collection.
        collection: String,
    },
    /// Guarded stock is not available.
    #[error("stock ran out for variant {variant}")]
    OutOfStock {
        /// What ran out.
        variant: VariantId,
        /// Where.
        location: OrgUnitId,
    },
    /// What is said of an order cannot be: running again will not help.
    #[error(transparent)]
    Order(#[from] OrderRefused),
    /// An emitted event would be too deep in a chain of causes.
    #[error("event is too deep in a chain of events")]
    TooDeep,
}

impl EffectsRefused {
    /// Whether the invocation should be run again on fresh data.
    pub fn is_conflict(&self) -> bool {
        matches!(
            self,
            EffectsRefused::Posting(PostingRefused::Floor { .. })
                | EffectsRefused::VersionConflict { .. }
                | EffectsRefused::CollectionChanged { .. }
                | EffectsRefused::OutOfStock { .. }
        )
    }
}

/// Why effects could not be applied.
#[derive(Clone, Debug, thiserror::Error)]
pub enum ApplyError {
    /// They are refused.
    #[error(transparent)]
    Refused(#[from] EffectsRefused),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
