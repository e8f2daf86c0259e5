//! What the plugin host needs from the app: bytes of components, reads for effectful points, a place for news.

use crate::breaker::BreakerState;
use crate::orders::Recipient;
use crate::outside::{CryptoCall, CryptoFailure, CryptoValue, EgressFailure, EgressRequest, EgressResponse};
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

/// Reads for one installation, already narrowed to its tenant and itself, and the world outside as far as the merchant
/// approved it.
pub trait Ports: Send + Sync + 'static {
    /// A sale as JSON text.
    fn sale<'a>(&'a self, id: &'a str) -> PortResult<'a, Option<String>>;
    /// The product with a variant of this SKU, as JSON text.
    fn product<'a>(&'a self, sku: &'a str) -> PortResult<'a, Option<String>>;
    /// The SKU of a barcode.
    fn barcode<'a>(&'a self, code: &'a str) -> PortResult<'a, Option<String>>;
    /// Products by id after an id, as JSON text; `max` is at most [`PRODUCT_SCAN_MAX`].
    fn product_scan<'a>(&'a self, after: Option<&'a str>, max: u32) -> PortResult<'a, Vec<String>>;
    /// The price of a SKU in a store at an instant, minor units.
    fn price<'a>(&'a self, sku: &'a str, store: &'a str, at_ms: i64) -> PortResult<'a, Option<i64>>;
    /// What of a SKU is at a location, millionths.
    fn on_hand<'a>(&'a self, sku: &'a str, location: &'a str) -> PortResult<'a, i64>;
    /// SKU and millionths at a location, by SKU after a SKU; `max` is at most [`STOCK_SCAN_MAX`].
    fn stock_scan<'a>(
        &'a self,
        location: &'a str,
        after: Option<&'a str>,
        max: u32,
    ) -> PortResult<'a, Vec<(String, i64)>>;
    /// An org unit as JSON text.
    fn org_unit<'a>(&'a self, id: &'a str) -> PortResult<'a, Option<String>>;
    /// Org units by id after an id, as JSON text; `max` is at most [`ORG_SCAN_MAX`].
    fn org_scan<'a>(&'a self, after: Option<&'a str>, max: u32) -> PortResult<'a, Vec<String>>;
    /// Grouped sums; `max` is at most [`AGGREGATE_ROWS_MAX`].
    fn aggregate(&self, question: Question) -> PortResult<'_, Vec<AggregateRow>>;
    /// An order as JSON text.
    fn order<'a>(&'a self, id: &'a str) -> PortResult<'a, Option<String>>;
    /// An order of one of the plugin's channels by the channel's id, as JSON text.
    fn order_by_ref<'a>(&'a self, channel: &'a str, external_id: &'a str) -> PortResult<'a, Option<String>>;
    /// Orders of a status by id after an id, as JSON text; `max` is at most [`ORDER_SCAN_MAX`].
    fn order_scan<'a>(
        &'a self,
        status: &'a str,
        after: Option<&'a str>,
        max: u32,
    ) -> PortResult<'a, Vec<String>>;
    /// Who gets an order.
    fn order_recipient<'a>(&'a self, order: &'a str) -> PortResult<'a, Option<Recipient>>;
    /// Tags of a member.
    fn member_tags<'a>(&'a self, member: &'a str) -> PortResult<'a, Vec<String>>;
    /// What one of the plugin's accounts can spend.
    fn ledger_available<'a>(&'a self, account: &'a str) -> PortResult<'a, i64>;
    /// Accounts by prefix, in order; `max` is at most [`LEDGER_SCAN_MAX`].
    fn ledger_scan<'a>(&'a self, prefix: &'a str, max: u32) -> PortResult<'a, Vec<Balance>>;
    /// Sums over own accounts; `max` is at most [`AGGREGATE_ROWS_MAX`].
    fn ledger_sums(&self, question: AccountQuestion) -> PortResult<'_, Vec<AccountSums>>;
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
    /// Documents whose indexed fields pass tests; a page and the cursor of the next.
    fn document_find<'a>(
        &'a self,
        collection: &'a str,
        tests: Vec<FieldTest>,
        cursor: &'a str,
        max: u32,
    ) -> PortResult<'a, (Vec<Document>, Option<String>)>;
    /// The tenant's date and time at an instant, `YYYY-MM-DDTHH:MM:SS+HH:MM`.
    fn local_time(&self, at_ms: i64) -> PortResult<'_, String>;
    /// The time, ms since 1970 UTC.
    fn now_ms(&self) -> i64;
    /// A request to the outside. What comes back is recorded with the invocation, so that a re-run gets it again.
    fn egress(&self, request: EgressRequest) -> PortResult<'_, Result<EgressResponse, EgressFailure>>;
    /// One of the plugin's files.
    fn file<'a>(&'a self, id: &'a str) -> PortResult<'a, Option<FileInfo>>;
    /// Bytes of one of the plugin's files from an offset; `max` is at most [`FILE_READ_MAX`].
    fn file_read<'a>(&'a self, id: &'a str, offset: u64, max: u32) -> PortResult<'a, Vec<u8>>;
    /// The plugin's files by id after an id; `max` is at most [`FILE_SCAN_MAX`].
    fn file_scan<'a>(&'a self, after: Option<&'a str>, max: u32) -> PortResult<'a, Vec<FileInfo>>;
    /// A computation with secrets.
    fn crypto(&self, call: CryptoCall) -> PortResult<'_, Result<CryptoValue, CryptoFailure>>;
}

/// What is known of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileInfo {
    /// Its id.
    pub id: String,
    /// Its name, without a path.
    pub name: String,
    /// As the plugin said.
    pub media_type: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256, lower-case hex.
    pub digest: String,
    /// Ms since 1970 UTC.
    pub created_ms: i64,
    /// Ms since 1970 UTC.
    pub expires_ms: i64,
}

/// What grouped sums are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    /// `sales`, `units`, `gross`, `discount`, `tax`, `net`.
    Sales,
    /// `received`, `sold`, `adjusted`.
    Stock,
}

/// What sums are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// The business date.
    Day,
    /// The hour of the day.
    Hour,
    /// The store.
    Store,
    /// The SKU.
    Sku,
    /// The product.
    Product,
    /// A tag of the member.
    MemberTag,
}

/// A question for grouped sums.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Of what.
    pub fact: Fact,
    /// By what.
    pub groups: Vec<Group>,
    /// The first business date.
    pub from: String,
    /// The last one, included.
    pub to: String,
    /// Stores; empty = all.
    pub stores: Vec<String>,
    /// Rows at most.
    pub max: u32,
}

/// A row of sums.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AggregateRow {
    /// One key a group.
    pub keys: Vec<String>,
    /// One sum a measure of the fact.
    pub sums: Vec<i64>,
}

/// A question for sums over own accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountQuestion {
    /// Accounts whose key starts so.
    pub prefix: String,
    /// Whether by business date.
    pub is_by_day: bool,
    /// Whether by account.
    pub is_by_account: bool,
    /// The first business date.
    pub from: String,
    /// The last one, included.
    pub to: String,
    /// Rows at most.
    pub max: u32,
}

/// A row of sums over own accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountSums {
    /// Empty where it was not asked for.
    pub day: String,
    /// Empty where it was not asked for.
    pub account: String,
    /// Postings.
    pub transfers: i64,
    /// What accounts gained.
    pub gained: i64,
    /// What they lost.
    pub spent: i64,
}

/// A value of an indexed field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldValue {
    /// Text.
    Text(String),
    /// A whole number.
    Number(i64),
    /// A truth value.
    Flag(bool),
}

/// What an indexed field must be: from the one to the other value, both included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldTest {
    /// The field.
    pub field: String,
    /// The least value.
    pub at_least: FieldValue,
    /// The greatest value.
    pub at_most: FieldValue,
}

/// The most products one `catalog.scan` gives.
pub const PRODUCT_SCAN_MAX: u32 = 100;
/// The most levels one `stock.scan` gives.
pub const STOCK_SCAN_MAX: u32 = 500;
/// The most orders one `orders.scan` gives.
pub const ORDER_SCAN_MAX: u32 = 100;
/// The most units one `org.scan` gives.
pub const ORG_SCAN_MAX: u32 = 200;
/// The most rows one `aggregates.sum` or `ledger.sums` gives.
pub const AGGREGATE_ROWS_MAX: u32 = 5_000;
/// The most tests of one `collections.find`.
pub const FIELD_TESTS_MAX: usize = 8;
/// The most accounts one `ledger.scan` gives.
pub const LEDGER_SCAN_MAX: u32 = 500;
/// The most files one `files.scan` gives.
pub const FILE_SCAN_MAX: u32 = 100;
/// The most bytes one `files.read` gives.
pub const FILE_READ_MAX: u32 = 1 << 20;
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
