//! What goes out to sales channels: which installations push, the latest values of each mapped item, and one push at a
//! time for each installation and store (a lane).
//!
//! That stock moved is marked in the transaction of the move: not every move has an event, and a cursor over balances
//! would skip what commits late. A mark names a place, not a value: values are read when marks are collected, so only the
//! latest ever waits. Prices and mappings are compared when the catalog's version or the mapping documents change, and
//! when a price's own time comes: a price may change without any write.

mod collect;
mod items;
mod lanes;
mod plan;
mod push;

use crate::words::words;
use bodega_domain::ids::{InstallationId, OrderId, OrgUnitId, TenantId, VariantId};
use bodega_domain::order::{Order, OrderStatus};
use uuid::Uuid;

pub(crate) use collect::mark;
pub use items::ChannelItemFilter;
pub use lanes::LaneToCompare;
pub(crate) use plan::forget;
pub use push::CompletePushError;
pub(crate) use push::{PushDone, PushMark, flush_pushes, pause_ms, read_leases};

/// An installation that pushes, as its manifest says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelPlan {
    /// The plugin's name.
    pub plugin: String,
    /// The collection that maps stores.
    pub shops: String,
    /// The collection that maps SKUs.
    pub items: String,
    /// Items that one push takes.
    pub batch_max: u32,
    /// The least time between two pushes of a store, ms.
    pub gap_ms: i64,
}

/// A lane by its installation and store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LaneKey {
    /// The merchant.
    pub tenant: TenantId,
    /// Whose pushes.
    pub installation: InstallationId,
    /// From which store.
    pub store: OrgUnitId,
}

impl LaneKey {
    pub(crate) fn values(&self) -> [sea_orm::Value; 3] {
        [self.tenant.0.into(), self.installation.0.into(), self.store.0.into()]
    }
}

/// What the catalog says of a mapped item at a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemFacts {
    /// SKU.
    pub sku: String,
    /// Its variant.
    pub variant: VariantId,
    /// The document that maps it.
    pub document_key: String,
    /// Minor units; `None` = it has no price.
    pub price_minor: Option<i64>,
    /// Whether it is sold.
    pub is_on_sale: bool,
}

/// Whether the channel has an item's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ItemState {
    /// It has them.
    Clean,
    /// They are to go out.
    Pending,
    /// It will not have them: a person looks.
    Rejected,
}

words!(ItemState { Clean = "clean", Pending = "pending", Rejected = "rejected" });

/// A mapped item with its latest values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelItem {
    /// Whose mapping.
    pub installation: InstallationId,
    /// Where.
    pub store: OrgUnitId,
    /// SKU.
    pub sku: String,
    /// Its variant.
    pub variant: VariantId,
    /// The document that maps it.
    pub document_key: String,
    /// Millionths.
    pub on_hand_micros: i64,
    /// Millionths.
    pub available_micros: i64,
    /// Minor units.
    pub price_minor: Option<i64>,
    /// Whether it is sold.
    pub is_on_sale: bool,
    /// Counts changes of the values.
    pub version: i64,
    /// Whether the channel has them.
    pub state: ItemState,
    /// Attempts at these values that failed.
    pub attempts: u32,
    /// What the plugin said last.
    pub error: Option<String>,
    /// When the values changed.
    pub changed_at_ms: i64,
}

/// The right to push on a lane, for a while, and what is to go out.
#[derive(Clone, Debug)]
pub struct PushLease {
    /// Which lane.
    pub lane: LaneKey,
    /// The plugin's name.
    pub plugin: String,
    /// The collection that maps SKUs.
    pub items_collection: String,
    /// The collection that maps stores.
    pub shops_collection: String,
    /// The document that maps the store; empty = none does.
    pub shop_key: String,
    /// Pushes in a row that failed before this one.
    pub failures: u32,
    /// Tells this lease from later ones; also the invocation's id.
    pub token: Uuid,
    /// Items, the longest due first.
    pub items: Vec<ChannelItem>,
    /// Orders that people moved on, with where they stood when the channel last agreed.
    pub orders: Vec<(Order, OrderStatus)>,
}

/// What became of one item or order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PushResult {
    /// The channel has it.
    Done,
    /// Try again then.
    Retry {
        /// Why.
        message: String,
    },
    /// It will not have it.
    Reject {
        /// Why.
        message: String,
    },
}

/// What became of all that a push took out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PushResults {
    /// By SKU; what is not named stays due.
    pub items: Vec<(String, PushResult)>,
    /// By order.
    pub orders: Vec<(OrderId, PushResult)>,
}
