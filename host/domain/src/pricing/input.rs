//! The pricing input: everything a price depends on, kept with the sale. It holds no personal data.

use super::{Answer, TaxMode};
use crate::digest::Digest;
use crate::ids::InstallationId;
use serde::{Deserialize, Serialize};

/// The version of the arithmetic in this module; stored with every sale and kept computable.
pub const ARITHMETIC_VERSION: u32 = 1;

/// All that a price depends on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PricingInput {
    /// [`ARITHMETIC_VERSION`] at the time.
    pub arithmetic: u32,
    /// Where and when.
    pub context: Context,
    /// Lines in ticket order.
    pub lines: Vec<Line>,
    /// Discounts the cashier gave, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub manual_discounts: Vec<ManualDiscount>,
    /// Codes entered, without duplicates.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub coupons: Vec<String>,
    /// What the customer asked plugins for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requests: Vec<Request>,
}

/// Where and when a basket is priced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Context {
    /// ISO 4217 code.
    pub currency: String,
    /// The store's id.
    pub store: String,
    /// The sales channel, e.g. `pos`.
    pub channel: String,
    /// The member's opaque id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
    /// Ms since 1970 UTC.
    pub now_ms: i64,
    /// Minutes that the store's clock is ahead of UTC.
    pub offset_minutes: i32,
    /// The store's date, `YYYY-MM-DD`.
    pub date: String,
    /// The store's time, seconds since midnight.
    pub seconds_of_day: u32,
    /// 1 = Monday ... 7 = Sunday.
    pub weekday: u8,
    /// Whether list prices hold tax.
    pub tax_mode: TaxMode,
}

/// One line with the facts the host looked up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// SKU.
    pub sku: String,
    /// Millionths.
    pub quantity: i64,
    /// List price of one unit of quantity, minor units.
    pub unit_price: i64,
    /// The price that discounts should leave, a unit, minor units; told to plugins.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub floor: i64,
    /// The price that no discount may pass, a unit, minor units; enforced by the host.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub hard_floor: i64,
    /// Stock units in one unit of quantity.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub stock_units: u32,
    /// Weighed or measured goods: one piece.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub measured: bool,
    /// Product tags.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Parts per million.
    pub tax_ppm: u32,
    /// The gift this line is, where the client took one that a plugin proposed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gift: Option<GiftMark>,
}

fn is_zero(value: &i64) -> bool {
    *value == 0
}

fn is_one(value: &u32) -> bool {
    *value == 1
}

fn one() -> u32 {
    1
}

/// Marks a line as a gift of an installation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GiftMark {
    /// Who gave it.
    pub installation: InstallationId,
    /// The giver's own reference.
    pub reference: String,
}

/// A discount the cashier gave on one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManualDiscount {
    /// Line number.
    pub line: u32,
    /// Minor units, not negative.
    pub amount: i64,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Something the customer asked a plugin for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// The plugin's name.
    pub plugin: String,
    /// What is asked for, in the plugin's words.
    pub name: String,
    /// How much or which.
    pub value: String,
}

/// The stage in which an installation is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Discounts of goods.
    Line,
    /// Discounts of what is left.
    Order,
    /// Points and the like spent on what is left.
    Redemption,
    /// Rounding in the customer's favour.
    Rounding,
}

/// Inputs of one installation that its declared keys asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeclaredInputs {
    /// Ledger balances of own accounts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub balances: Vec<Balance>,
    /// Own documents.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<Document>,
    /// Tags of the member.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub member_tags: Vec<String>,
    /// 1 = the member's first sale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_number: Option<u32>,
}

/// An account with what it can spend.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Balance {
    /// Account key.
    pub account: String,
    /// In the account's unit.
    pub available: i64,
}

/// A document of a plugin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Collection.
    pub collection: String,
    /// Key.
    pub key: String,
    /// Counts up from 1.
    pub version: u64,
    /// JSON text.
    pub body: String,
}

/// One installation that was asked for a price, in the order of asking: with what, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consulted {
    /// Which installation.
    pub installation: InstallationId,
    /// The plugin's name.
    pub plugin: String,
    /// The plugin's version.
    pub version: String,
    /// The component's digest.
    pub component: Digest,
    /// The snapshot's digest.
    pub snapshot: Digest,
    /// When it was asked.
    pub stage: Stage,
    /// The most it may take off, parts per million of the undiscounted total; `None` = no cap.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cap_ppm: Option<u32>,
    /// What was fetched for it.
    #[serde(default)]
    pub declared: DeclaredInputs,
    /// What it said.
    pub outcome: Outcome,
}

/// What an installation's call gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// An answer that passed the checks.
    Answered(Answer),
    /// No answer, and why; the sale went on without it.
    Skipped(SkipReason),
}

/// Why an installation was left out of a price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkipReason {
    /// A stable code, e.g. `plugin.trap`, `plugin.fuel`, `answer.unknown_line`.
    pub code: String,
    /// For people.
    pub message: String,
}
