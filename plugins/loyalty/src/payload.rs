//! The parts of the host's events that points depend on. Fields we do not read are not listed.

use serde::Deserialize;
use serde::de::IgnoredAny;

/// Payload of `sale.committed.v1`.
#[derive(Debug, Deserialize)]
pub struct SaleCommitted {
    /// The whole sale.
    pub sale: Sale,
}

/// A sale; amounts in minor units.
#[derive(Debug, Deserialize)]
pub struct Sale {
    /// Its id.
    pub id: String,
    /// The number people read.
    pub number: String,
    /// `completed` where it was paid.
    pub status: String,
    /// Who buys, where known.
    #[serde(default)]
    pub member: Option<String>,
    /// The store's day it counts for, `YYYY-MM-DD`.
    pub business_date: String,
    /// In ticket order.
    pub lines: Vec<SaleLine>,
    /// Plugins' discounts.
    pub adjustments: Vec<Adjustment>,
    /// How it was paid.
    pub tenders: Vec<Tender>,
    /// Cash handed back.
    pub change_minor: i64,
}

/// A line of a sale.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct SaleLine {
    /// From 0.
    pub line: u32,
    /// Product tags.
    #[serde(default)]
    pub tags: Vec<String>,
    /// There where the line is a gift of any plugin.
    #[serde(default)]
    pub gift: Option<IgnoredAny>,
    /// What was paid for it, after all discounts.
    pub amount_minor: i64,
    /// What was paid for each unit, in unit order.
    pub units: Vec<UnitRun>,
}

/// `count` units from `first` on that cost `amount` each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct UnitRun {
    /// First unit, from 0.
    pub first: u32,
    /// Units.
    pub count: u32,
    /// Minor units each.
    pub amount: i64,
}

/// A plugin's discount.
#[derive(Clone, Debug, Deserialize)]
pub struct Adjustment {
    /// Whose.
    pub plugin: String,
    /// Its name of the rule.
    pub reference: String,
    /// By unit.
    pub allocations: Vec<Allocation>,
}

/// `amount` off each of `count` units of `line` from `first` on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Allocation {
    /// The line.
    pub line: u32,
    /// First unit, from 0.
    pub first: u32,
    /// Units.
    pub count: u32,
    /// Minor units each.
    pub amount: i64,
}

/// Money, or what stands for it.
#[derive(Clone, Debug, Deserialize)]
pub struct Tender {
    /// `cash`, `card`, `external:<name>` ...
    pub method: String,
    /// Handed over; for cash before change.
    pub amount_minor: i64,
    /// `failed` where nothing came of it.
    pub state: String,
}

/// Payload of `sale.returned.v1`.
#[derive(Debug, Deserialize)]
pub struct SaleReturned {
    /// The return's id.
    #[serde(rename = "return")]
    pub return_id: String,
    /// The sale it returns from.
    pub sale: String,
    /// The member of the sale.
    #[serde(default)]
    pub member: Option<String>,
    /// Units that came back.
    pub lines: Vec<ReturnedLine>,
}

/// Units of one line that came back.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct ReturnedLine {
    /// The sale's line number.
    pub line: u32,
    /// First unit.
    pub first: u32,
    /// Units.
    pub count: u32,
}
