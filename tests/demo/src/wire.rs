//! What of the API's answers the demo reads. Members it does not need are passed over.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Names by language.
pub type Labels = BTreeMap<String, String>;

/// A line of a basket as the client asks for it.
#[derive(Clone, Debug, Serialize)]
pub struct DraftLine {
    /// What.
    pub sku: String,
    /// Pieces, as a decimal.
    pub quantity: String,
    /// The gift this line is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gift: Option<GiftMark>,
}

/// Whose gift a line is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct GiftMark {
    /// Who gives it.
    pub installation: Uuid,
    /// The giver's own reference.
    pub reference: String,
}

/// What the customer asks of a plugin.
#[derive(Clone, Debug, Serialize)]
pub struct Request {
    /// Of which.
    pub plugin: &'static str,
    /// For what.
    pub name: &'static str,
    /// How much.
    pub value: &'static str,
}

/// A basket as the client asks for it: the body of a quote, and part of that of a sale.
#[derive(Clone, Debug, Serialize)]
pub struct Draft {
    /// Where.
    pub store: Uuid,
    /// On which till.
    pub terminal: Uuid,
    /// Who buys.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<Uuid>,
    /// The sales channel.
    pub channel: &'static str,
    /// In ticket order.
    pub lines: Vec<DraftLine>,
    /// Codes as entered.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub coupons: Vec<String>,
    /// What the customer asks of plugins.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub requests: Vec<Request>,
}

/// A priced basket, as far as a till needs it.
#[derive(Clone, Debug, Deserialize)]
pub struct Quote {
    /// What is to be paid.
    pub total_minor: i64,
    /// What the sale must come to again.
    pub digest: String,
    /// Gifts that plugins propose.
    #[serde(default)]
    pub gifts: Vec<ProposedGift>,
}

/// A gift that a plugin proposes.
#[derive(Clone, Debug, Deserialize)]
pub struct ProposedGift {
    /// Who gives it.
    pub installation: Uuid,
    /// The giver's own reference.
    pub reference: String,
    /// What is given.
    pub sku: String,
    /// How many, as a decimal.
    pub quantity: String,
}

/// What the till showed the customer.
#[derive(Clone, Debug, Serialize)]
pub struct Expected {
    /// The total.
    pub total_minor: i64,
    /// The digest.
    pub digest: String,
}

/// A tender, of a sale or a return.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Tender {
    /// Made by the till.
    pub id: Uuid,
    /// `cash` or `card`.
    pub method: String,
    /// Handed over, for cash before change.
    pub amount_minor: i64,
    /// The acquirer's reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

/// A sale as the client asks for it.
#[derive(Clone, Debug, Serialize)]
pub struct NewSale {
    /// What is bought.
    #[serde(flatten)]
    pub draft: Draft,
    /// Minted on the till.
    pub number: String,
    /// By the till's clock, ms since 1970 UTC.
    pub occurred_at_ms: i64,
    /// What the customer saw.
    pub quote: Expected,
    /// How it is paid.
    pub tenders: Vec<Tender>,
}

/// A sale in the books.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Sale {
    /// Its id.
    pub id: Uuid,
    /// The number people read.
    pub number: String,
    /// In ticket order.
    pub lines: Vec<SaleLine>,
    /// In the order given.
    #[serde(default)]
    pub adjustments: Vec<Adjustment>,
    /// Totals per rate.
    #[serde(default)]
    pub taxes: Vec<TaxTotal>,
    /// How it was paid.
    #[serde(default)]
    pub tenders: Vec<SaleTender>,
    /// Before discounts.
    pub subtotal_minor: i64,
    /// All discounts.
    pub discount_minor: i64,
    /// All taxes.
    pub tax_minor: i64,
    /// What the customer owed.
    pub total_minor: i64,
    /// Cash handed back.
    #[serde(default)]
    pub change_minor: i64,
    /// Plugins the price was made without.
    #[serde(default)]
    pub skipped: Vec<Skipped>,
}

/// A plugin a price was made without.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Skipped {
    /// Its name.
    pub plugin: String,
}

/// A tender in the books.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct SaleTender {
    /// `cash` or `card`.
    pub method: String,
    /// Handed over.
    pub amount_minor: i64,
}

/// Tax of one rate.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct TaxTotal {
    /// Parts per million.
    pub rate_ppm: u32,
    /// Taxed.
    pub net_minor: i64,
    /// The tax.
    pub tax_minor: i64,
}

/// A line in the books.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct SaleLine {
    /// From 0.
    pub line: u32,
    /// What.
    pub sku: String,
    /// Its name then.
    pub name: String,
    /// As a decimal.
    pub quantity: String,
    /// List price of one.
    pub unit_price_minor: i64,
    /// Before discounts.
    pub original_minor: i64,
    /// After them.
    pub amount_minor: i64,
    /// Parts per million.
    pub tax_ppm: u32,
    /// On top of the amount.
    pub tax_minor: i64,
    /// What each unit costs in the end.
    #[serde(default)]
    pub units: Vec<UnitRun>,
}

/// Units alike.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct UnitRun {
    /// How many.
    pub count: u32,
    /// Each.
    #[serde(alias = "amount")]
    pub amount_minor: i64,
}

/// A discount in the books.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Adjustment {
    /// Who gave it.
    pub plugin: String,
    /// The plugin's version.
    #[serde(default)]
    pub version: String,
    /// The plugin's own reference: the campaign's key.
    pub reference: String,
    /// What it is called.
    #[serde(default)]
    pub labels: Labels,
    /// `line` or `order`: how people read it.
    #[serde(default)]
    pub level: String,
    /// A remark for the receipt.
    #[serde(default)]
    pub note: Option<String>,
    /// What it took off.
    pub amount_minor: i64,
    /// By unit.
    #[serde(default)]
    pub allocations: Vec<Allocation>,
}

/// What a discount took off some units of a line.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Allocation {
    /// Which line.
    pub line: u32,
    /// How many units.
    pub count: u32,
    /// Each.
    #[serde(alias = "amount")]
    pub amount_minor: i64,
}

/// A page of a list.
#[derive(Clone, Debug, Deserialize)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Where the next page starts.
    #[serde(default)]
    pub next: Option<String>,
}

/// An account of a plugin.
#[derive(Clone, Debug, Deserialize)]
pub struct Account {
    /// Its key, e.g. `points/<member>/<expiry>`.
    pub account: String,
    /// Sum of posted transfers.
    pub posted: i64,
}

/// A receipt with its proof.
#[derive(Clone, Debug, Deserialize)]
pub struct Explanation {
    /// The sale as stored.
    pub sale: Sale,
    /// Every discount with what came with it.
    #[serde(default)]
    pub adjustments: Vec<ExplainedAdjustment>,
    /// What differs; empty = proved.
    #[serde(default)]
    pub differences: Vec<String>,
}

/// A discount with what came with it.
#[derive(Clone, Debug, Deserialize)]
pub struct ExplainedAdjustment {
    /// As stored.
    pub adjustment: Adjustment,
    /// Postings: `account delta`.
    #[serde(default)]
    pub claims: Vec<String>,
}
