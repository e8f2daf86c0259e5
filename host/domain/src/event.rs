//! Events of the host: their types and payloads. JSON Schemas are in `host/domain/schemas`; changes are additive.

use crate::ids::{InstallationId, MemberId, OrderId, OrgUnitId, ReturnId, SaleId};
use crate::order::{Actor, Order, OrderRefund, OrderStatus};
use crate::sale::{Sale, SaleStatus, Skipped, Tender};
use crate::validation::{Override, Raised};
use serde::{Deserialize, Serialize};

/// A sale was paid and committed.
pub const SALE_COMMITTED: &str = "sale.committed.v1";
/// A sale was given up before it was paid.
pub const SALE_VOIDED: &str = "sale.voided.v1";
/// The tenders of a sale that awaits payment changed.
pub const SALE_TENDERED: &str = "sale.tendered.v1";
/// Goods came back.
pub const SALE_RETURNED: &str = "sale.returned.v1";
/// A sale was priced without a plugin that should have been asked.
pub const PLUGIN_SKIPPED: &str = "plugin.skipped.v1";
/// A sale went on although plugins objected.
pub const SALE_OBJECTED: &str = "sale.objected.v1";
/// A breaker opened or closed.
pub const PLUGIN_BREAKER: &str = "plugin.breaker.v1";
/// A channel's order came in.
pub const ORDER_PLACED: &str = "order.placed.v1";
/// An order went a step on, or came to an end.
pub const ORDER_STATUS_CHANGED: &str = "order.status-changed.v1";
/// Money of an order went back to the customer.
pub const ORDER_REFUNDED: &str = "order.refunded.v1";

/// A member was erased: plugins forget what they know of it beside their documents.
pub const MEMBER_ERASED: &str = "member.erased.v1";

/// Every type the host emits.
pub const HOST_EVENT_TYPES: [&str; 11] = [
    SALE_COMMITTED,
    SALE_TENDERED,
    SALE_VOIDED,
    SALE_RETURNED,
    SALE_OBJECTED,
    PLUGIN_SKIPPED,
    PLUGIN_BREAKER,
    ORDER_PLACED,
    ORDER_STATUS_CHANGED,
    ORDER_REFUNDED,
    MEMBER_ERASED,
];

/// The deepest chain of events that cause events; a deeper one goes to the dead letters.
pub const CAUSATION_DEPTH_MAX: u32 = 8;

/// Payload of [`SALE_COMMITTED`]: the sale as `GET /v1/sales/{id}` shows it, with ids instead of personal data.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SaleCommitted {
    /// The whole sale.
    pub sale: Sale,
}

/// Payload of [`MEMBER_ERASED`]. Documents that a schema marks `x-member` are gone already.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MemberErased {
    /// Which member; the id stays on sales and transfers.
    pub member: MemberId,
}

/// Payload of [`SALE_VOIDED`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SaleVoided {
    /// Which sale.
    pub sale: SaleId,
    /// `voided`.
    pub status: SaleStatus,
    /// Why, for people.
    pub reason: String,
}

/// Payload of [`SALE_TENDERED`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SaleTendered {
    /// Which sale.
    pub sale: SaleId,
    /// All its tenders as they now stand.
    pub tenders: Vec<Tender>,
}

/// Payload of [`SALE_RETURNED`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SaleReturned {
    /// The return.
    #[serde(rename = "return")]
    pub return_id: ReturnId,
    /// The sale it returns from; also the ordering key.
    pub sale: SaleId,
    /// The store that took the goods.
    pub store: OrgUnitId,
    /// The member of the sale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<MemberId>,
    /// What was paid back.
    pub refund_minor: i64,
    /// The sale's total.
    pub sale_total_minor: i64,
    /// Paid back for this sale by earlier returns.
    pub refunded_before_minor: i64,
    /// What came back.
    pub lines: Vec<crate::sale_return::ReturnedLine>,
    /// Whether nothing of the sale is left to return.
    pub is_whole: bool,
}

/// Payload of [`SALE_OBJECTED`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SaleObjected {
    /// The sale.
    pub sale: SaleId,
    /// What was raised, remarks included.
    pub objections: Vec<Raised>,
    /// What a manager said to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overrides: Vec<Override>,
}

/// Payload of [`PLUGIN_SKIPPED`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PluginSkipped {
    /// The sale.
    pub sale: SaleId,
    /// Who was left out and why.
    pub skipped: Vec<Skipped>,
}

/// Payload of [`PLUGIN_BREAKER`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PluginBreaker {
    /// Which installation.
    pub installation: InstallationId,
    /// The plugin's name.
    pub plugin: String,
    /// `open` or `closed`.
    pub state: String,
    /// Why, for people.
    pub reason: String,
}

/// Payload of [`ORDER_PLACED`]: the order as `GET /v1/orders/{id}` shows it; who gets it and where is not in it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OrderPlaced {
    /// The whole order.
    pub order: Order,
}

/// Payload of [`ORDER_STATUS_CHANGED`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OrderStatusChanged {
    /// The order; also the ordering key.
    pub order: OrderId,
    /// The sales channel.
    pub channel: String,
    /// The channel's own id of it.
    pub external_id: String,
    /// The store.
    pub store: OrgUnitId,
    /// Where it stood.
    pub from: OrderStatus,
    /// Where it stands.
    pub to: OrderStatus,
    /// Who said so.
    pub by: Actor,
    /// When, by the clock of whoever said so, ms since 1970 UTC.
    pub at_ms: i64,
    /// Why, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Payload of [`ORDER_REFUNDED`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OrderRefunded {
    /// The order; also the ordering key.
    pub order: OrderId,
    /// The sales channel.
    pub channel: String,
    /// The channel's own id of the order.
    pub external_id: String,
    /// The store.
    pub store: OrgUnitId,
    /// What went back.
    pub refund: OrderRefund,
    /// Whether nothing of what the customer paid is left.
    pub is_whole: bool,
}
