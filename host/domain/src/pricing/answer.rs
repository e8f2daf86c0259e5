//! What a pricing plugin answers, as the host keeps it. Data, not authority: [`super::apply_answer`] checks it.

use crate::ledger::Posting;
use serde::{Deserialize, Serialize};

/// Everything one installation proposes for one basket.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Discounts, in the order in which they are given.
    #[serde(default)]
    pub adjustments: Vec<Adjustment>,
    /// Goods the customer may take for nothing.
    #[serde(default)]
    pub gifts: Vec<Gift>,
}

/// One rule's discount.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adjustment {
    /// The plugin's own name of the rule.
    pub reference: String,
    /// How people read it.
    pub level: Level,
    /// What it takes off.
    pub amount: Amount,
    /// Postings that come true with the sale.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub claims: Vec<Posting>,
    /// A remark for the receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Whether people read an adjustment as a discount of lines or of the whole order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Of one or more lines.
    Line,
    /// Of the order.
    Order,
}

/// How much is taken off, minor units, never negative.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Amount {
    /// Exact amounts by unit.
    Units(Vec<UnitDiscount>),
    /// Off one line, split by largest remainder.
    Line {
        /// Line number.
        line: u32,
        /// Minor units.
        amount: i64,
    },
    /// Off the order, split by largest remainder.
    Order(i64),
}

/// `amount` off each of `count` units of `line` from unit `first` on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitDiscount {
    /// Line number.
    pub line: u32,
    /// First unit, from 0.
    pub first: u32,
    /// Units.
    pub count: u32,
    /// Minor units a unit.
    pub amount: i64,
}

/// A proposed gift.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gift {
    /// The plugin's own name of the rule.
    pub reference: String,
    /// What is given.
    pub sku: String,
    /// Millionths.
    pub quantity: i64,
}
