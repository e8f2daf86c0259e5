//! The parts of a sale that quotes and returns show too.

use crate::quantity::Quantity;
use crate::wire::wire_enum;
use bodega_domain::{pricing, sale};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;

wire_enum! {
    /// Whether people read an adjustment as a discount of lines or of the whole order.
    Level = bodega_domain::pricing::Level {
        /// Of one or more lines.
        Line,
        /// Of the order.
        Order,
    }
}

wire_enum! {
    /// Where a tender stands.
    TenderState = bodega_domain::sale::TenderState {
        /// Asked for, outcome unknown.
        Pending,
        /// Received.
        Settled,
        /// Refused or given up.
        Failed,
    }
}

/// Marks a line as a gift of an installation.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GiftMark {
    /// Who gave it.
    pub installation: Uuid,
    /// The giver's own reference.
    pub reference: String,
}

impl From<GiftMark> for pricing::GiftMark {
    fn from(gift: GiftMark) -> Self {
        pricing::GiftMark { installation: gift.installation.into(), reference: gift.reference }
    }
}

impl From<pricing::GiftMark> for GiftMark {
    fn from(gift: pricing::GiftMark) -> Self {
        GiftMark { installation: gift.installation.0, reference: gift.reference }
    }
}

/// One line of a sale.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct SaleLine {
    /// From 0, in ticket order.
    pub line: u32,
    /// The variant sold; absent for an open line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variant: Option<Uuid>,
    /// SKU at the time.
    pub sku: String,
    /// Name at the time.
    pub name: String,
    /// How much.
    pub quantity: Quantity,
    /// List price of one unit of quantity.
    pub unit_price_minor: i64,
    /// Stock units in one unit of quantity.
    pub stock_units: u32,
    /// One piece, weighed or measured.
    pub measured: bool,
    /// Product tags at the time.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub tags: Vec<String>,
    /// The gift this line is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gift: Option<GiftMark>,
    /// Before discounts.
    pub original_minor: i64,
    /// Taken off by the cashier.
    pub manual_discount_minor: i64,
    /// Taken off by plugins.
    pub discount_minor: i64,
    /// original - manual discount - discount.
    pub amount_minor: i64,
    /// Tax rate, parts per million.
    pub tax_ppm: u32,
    /// Included in or added to the amount, by the legal entity's tax mode.
    pub tax_minor: i64,
    /// What each unit costs in the end, in unit order.
    pub units: Vec<UnitRun>,
}

impl From<sale::SaleLine> for SaleLine {
    fn from(line: sale::SaleLine) -> Self {
        SaleLine {
            line: line.line,
            variant: line.variant.map(|variant| variant.0),
            sku: line.sku,
            name: line.name,
            quantity: Quantity::from_micros(line.quantity),
            unit_price_minor: line.unit_price_minor,
            stock_units: line.stock_units,
            measured: line.measured,
            tags: line.tags,
            gift: line.gift.map(Into::into),
            original_minor: line.original_minor,
            manual_discount_minor: line.manual_discount_minor,
            discount_minor: line.discount_minor,
            amount_minor: line.amount_minor,
            tax_ppm: line.tax_ppm,
            tax_minor: line.tax_minor,
            units: line.units.into_iter().map(Into::into).collect(),
        }
    }
}

/// `count` consecutive units that cost `amount` each, from unit `first` on.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct UnitRun {
    /// First unit, from 0.
    pub first: u32,
    /// Units.
    pub count: u32,
    /// Minor units a unit.
    pub amount: i64,
}

impl From<pricing::UnitRun> for UnitRun {
    fn from(run: pricing::UnitRun) -> Self {
        UnitRun { first: run.first, count: run.count, amount: run.amount }
    }
}

/// One rule's discount, by unit.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct SaleAdjustment {
    /// From 0, in the order given.
    pub ordinal: u32,
    /// Who gave it.
    pub installation: Uuid,
    /// The plugin's name.
    pub plugin: String,
    /// The plugin's version.
    pub version: String,
    /// The component's digest.
    pub component: String,
    /// The plugin's own reference.
    pub reference: String,
    /// What it is called, by language.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(required = false)]
    pub labels: BTreeMap<String, String>,
    /// A remark for the receipt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// How people read it.
    pub level: Level,
    /// What it took off.
    pub amount_minor: i64,
    /// By unit.
    pub allocations: Vec<UnitDiscount>,
}

impl From<sale::SaleAdjustment> for SaleAdjustment {
    fn from(adjustment: sale::SaleAdjustment) -> Self {
        SaleAdjustment {
            ordinal: adjustment.ordinal,
            installation: adjustment.installation.0,
            plugin: adjustment.plugin,
            version: adjustment.version,
            component: adjustment.component.to_string(),
            reference: adjustment.reference,
            labels: adjustment.labels,
            note: adjustment.note,
            level: adjustment.level.into(),
            amount_minor: adjustment.amount_minor,
            allocations: adjustment.allocations.into_iter().map(Into::into).collect(),
        }
    }
}

/// `amount` off each of `count` units of `line` from unit `first` on.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct UnitDiscount {
    /// Line number.
    pub line: u32,
    /// First unit, from 0.
    pub first: u32,
    /// Units.
    pub count: u32,
    /// Minor units a unit.
    pub amount: i64,
}

impl From<pricing::UnitDiscount> for UnitDiscount {
    fn from(discount: pricing::UnitDiscount) -> Self {
        UnitDiscount {
            line: discount.line,
            first: discount.first,
            count: discount.count,
            amount: discount.amount,
        }
    }
}

/// Tax at one rate: the sum of the lines' taxes.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct TaxTotal {
    /// Parts per million.
    pub rate_ppm: u32,
    /// The amount the tax is of, without tax.
    pub net_minor: i64,
    /// The tax.
    pub tax_minor: i64,
}

impl From<pricing::TaxTotal> for TaxTotal {
    fn from(total: pricing::TaxTotal) -> Self {
        TaxTotal { rate_ppm: total.rate_ppm, net_minor: total.net_minor, tax_minor: total.tax_minor }
    }
}

/// An installation the price was made without, and why.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Skipped {
    /// Which.
    pub installation: Uuid,
    /// The plugin's name.
    pub plugin: String,
    /// A stable code, e.g. `plugin.trap`.
    pub code: String,
    /// For people.
    pub message: String,
}

impl From<sale::Skipped> for Skipped {
    fn from(skipped: sale::Skipped) -> Self {
        Skipped {
            installation: skipped.installation.0,
            plugin: skipped.plugin,
            code: skipped.reason.code,
            message: skipped.reason.message,
        }
    }
}

/// Money, or what stands for it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Tender {
    /// Made by the till.
    pub id: Uuid,
    /// `cash`, `card`, `external:<name>`, `pay:<method>`, `ledger:<plugin>/<name>`.
    pub method: String,
    /// Handed over, in the sale's currency; for cash before change.
    pub amount_minor: i64,
    /// Where it stands.
    pub state: TenderState,
    /// The acquirer's or terminal's reference.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Foreign money handed over, where the tender was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub foreign: Option<ForeignMoney>,
    /// What a `ledger` tender took from which account, or gave back.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<TenderPart>,
}

/// A part of a `ledger` tender.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct TenderPart {
    /// The plugin's account.
    pub account: String,
    /// Minor units.
    pub amount_minor: i64,
}

impl From<sale::Tender> for Tender {
    fn from(tender: sale::Tender) -> Self {
        Tender {
            id: tender.id.0,
            method: tender.method,
            amount_minor: tender.amount_minor,
            state: tender.state.into(),
            reference: tender.reference,
            foreign: tender.foreign.map(Into::into),
            parts: tender
                .parts
                .into_iter()
                .map(|part| TenderPart { account: part.account, amount_minor: part.amount_minor })
                .collect(),
        }
    }
}

/// Foreign money and the rate it was taken at.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ForeignMoney {
    /// ISO 4217 code.
    pub currency: String,
    /// Minor units of that currency.
    pub amount_minor: i64,
    /// Minor units of the sale's currency for a million minor units of the foreign one.
    pub rate_ppm: i64,
}

impl From<sale::ForeignMoney> for ForeignMoney {
    fn from(money: sale::ForeignMoney) -> Self {
        ForeignMoney { currency: money.currency, amount_minor: money.amount_minor, rate_ppm: money.rate_ppm }
    }
}

impl From<ForeignMoney> for sale::ForeignMoney {
    fn from(money: ForeignMoney) -> Self {
        sale::ForeignMoney {
            currency: money.currency,
            amount_minor: money.amount_minor,
            rate_ppm: money.rate_ppm,
        }
    }
}
