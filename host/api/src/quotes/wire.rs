//! Quotes on the wire.

use crate::quantity::Quantity;
use crate::sales::wire::{SaleAdjustment, SaleLine, Skipped, TaxTotal};
use crate::wire::wire_enum;
use bodega_app::pricing::{ProposedGift, Quote as Priced};
use bodega_domain::validation::Raised;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;

/// What a basket costs now, and why. Nothing is reserved: the sale prices again and compares.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Quote {
    /// What the customer owes before cash rounding.
    pub total_minor: i64,
    /// To be sent with the sale: every line, adjustment and tax, and who said so.
    pub digest: String,
    /// ISO 4217 code.
    pub currency: String,
    /// The day a sale would count for now.
    pub business_date: String,
    /// Sum of lines before discounts.
    pub subtotal_minor: i64,
    /// Sum of adjustments and manual discounts.
    pub discount_minor: i64,
    /// Sum of taxes, whether included or added.
    pub tax_minor: i64,
    /// Cash is paid in multiples of this.
    pub cash_unit_minor: i64,
    /// In ticket order.
    pub lines: Vec<SaleLine>,
    /// Discounts of plugins, in the order given.
    pub adjustments: Vec<SaleAdjustment>,
    /// What the customer may take for nothing: add it as a line with its `gift` mark and quote again.
    pub gifts: Vec<Gift>,
    /// Totals per rate.
    pub taxes: Vec<TaxTotal>,
    /// Installations the price was made without; tell the cashier.
    pub skipped: Vec<Skipped>,
    /// What plugins object to, as far as it shows without tenders.
    pub objections: Vec<Objection>,
    /// How long a sale with a pending tender would be held, ms.
    pub hold_ms: i64,
}

wire_enum! {
    /// What an objection asks for.
    Severity = bodega_domain::validation::Severity {
        /// People read it; the sale goes on.
        Remark,
        /// The sale goes on when a manager says so.
        Override,
        /// The sale is refused.
        Refuse,
    }
}

/// Why a sale should not be as it is.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Objection {
    /// The installation that raised it.
    pub installation: Uuid,
    /// The plugin's name.
    pub plugin: String,
    /// The plugin's own stable name of the rule.
    pub code: String,
    /// What it asks for.
    pub severity: Severity,
    /// The line at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// What to do about it, by language.
    pub message: BTreeMap<String, String>,
}

impl From<Raised> for Objection {
    fn from(raised: Raised) -> Self {
        let objection = raised.objection;
        Objection {
            installation: raised.installation.0,
            plugin: raised.plugin,
            code: objection.code,
            severity: objection.severity.into(),
            line: objection.line,
            message: objection.message,
        }
    }
}

/// A proposed gift.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Gift {
    /// Who gives it.
    pub installation: Uuid,
    /// The giver's name.
    pub plugin: String,
    /// The giver's own reference.
    pub reference: String,
    /// What is given.
    pub sku: String,
    /// How much.
    pub quantity: Quantity,
    /// What it is called, by language.
    pub labels: BTreeMap<String, String>,
}

impl From<ProposedGift> for Gift {
    fn from(gift: ProposedGift) -> Self {
        Gift {
            installation: gift.installation.0,
            plugin: gift.plugin,
            reference: gift.reference,
            sku: gift.sku,
            quantity: Quantity::from_micros(gift.quantity),
            labels: gift.labels,
        }
    }
}

impl Quote {
    pub(crate) fn of(quote: Priced, objections: Vec<Raised>) -> Self {
        Quote {
            objections: objections.into_iter().map(Into::into).collect(),
            total_minor: quote.priced.total_minor,
            digest: quote.digest().to_string(),
            subtotal_minor: quote.priced.subtotal_minor,
            discount_minor: quote.priced.discount_minor,
            tax_minor: quote.priced.tax_minor,
            cash_unit_minor: quote.cash_unit_minor,
            lines: quote.sale_lines().into_iter().map(Into::into).collect(),
            adjustments: quote.sale_adjustments().into_iter().map(Into::into).collect(),
            gifts: quote.gifts().into_iter().map(Into::into).collect(),
            taxes: quote.priced.taxes.iter().copied().map(Into::into).collect(),
            skipped: quote.skipped().into_iter().map(Into::into).collect(),
            hold_ms: quote.hold_ms,
            currency: quote.input.context.currency,
            business_date: quote.business_date,
        }
    }
}
