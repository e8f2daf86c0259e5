//! Returns on the wire.

use crate::problem::Problem;
use crate::quantity::Quantity;
use crate::sales::wire::{NewTender, Tender, digest_of, instant, tenders};
use crate::wire::bounded;
use bodega_app::returns::NewReturn;
use bodega_domain::sale_return::{self, Wanted};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// The longest reason, characters.
const REASON_MAX: usize = 200;

/// A return to make.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PutReturn {
    /// The number people read, minted on the terminal.
    pub number: String,
    /// The sale it returns from.
    pub sale: Uuid,
    /// Where the goods come back; may be another store than the sale's.
    pub store: Uuid,
    /// On which terminal.
    pub terminal: Uuid,
    /// When it happened by the device, ms since 1970 UTC.
    pub occurred_at_ms: i64,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What comes back.
    #[schema(min_items = 1, max_items = 2000)]
    pub lines: Vec<WantedLine>,
    /// How the money goes back, as given to the customer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tenders: Vec<NewTender>,
}

/// What comes back of one line.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WantedLine {
    /// The sale's line number.
    pub line: u32,
    /// How many units; the lowest that have not come back yet are taken.
    #[schema(minimum = 1)]
    pub count: u32,
}

pub(crate) fn wanted(lines: &[WantedLine]) -> Vec<Wanted> {
    lines.iter().map(|line| Wanted { line: line.line, count: line.count }).collect()
}

impl PutReturn {
    pub(crate) fn into_return(self, id: Uuid) -> Result<NewReturn, Problem> {
        let request_digest = digest_of(id, &self)?;
        if let Some(reason) = &self.reason {
            bounded("/reason", reason, REASON_MAX)?;
        }
        Ok(NewReturn {
            id: id.into(),
            number: self.number,
            sale: self.sale.into(),
            store: self.store.into(),
            terminal: self.terminal.into(),
            occurred_at_ms: instant("/occurred_at_ms", self.occurred_at_ms)?,
            reason: self.reason,
            lines: wanted(&self.lines),
            tenders: tenders(self.tenders)?,
            request_digest,
        })
    }
}

/// A return.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct SaleReturn {
    /// Made by the till.
    pub id: Uuid,
    /// The number people read.
    pub number: String,
    /// What is returned from.
    pub sale: Uuid,
    /// The store that takes the goods.
    pub store: Uuid,
    /// The terminal.
    pub terminal: Uuid,
    /// Who pays back in law.
    pub legal_entity: Uuid,
    /// By the device, ms since 1970 UTC.
    pub occurred_at_ms: i64,
    /// By the server, ms since 1970 UTC.
    pub recorded_at_ms: i64,
    /// The day it counts for.
    pub business_date: String,
    /// ISO 4217 code.
    pub currency: String,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What came back.
    pub lines: Vec<ReturnedLine>,
    /// Tax in (or on) what is paid back.
    pub tax_minor: i64,
    /// What is paid back before cash rounding.
    pub refund_minor: i64,
    /// Added to the refund where it is paid in cash; may be negative.
    pub cash_rounding_minor: i64,
    /// How it is paid back.
    pub tenders: Vec<Tender>,
}

impl From<sale_return::SaleReturn> for SaleReturn {
    fn from(back: sale_return::SaleReturn) -> Self {
        SaleReturn {
            id: back.id.0,
            number: back.number,
            sale: back.sale.0,
            store: back.store.0,
            terminal: back.terminal.0,
            legal_entity: back.legal_entity.0,
            occurred_at_ms: back.occurred_at_ms,
            recorded_at_ms: back.recorded_at_ms,
            business_date: back.business_date,
            currency: back.currency,
            reason: back.reason,
            lines: back.lines.into_iter().map(Into::into).collect(),
            tax_minor: back.tax_minor,
            refund_minor: back.refund_minor,
            cash_rounding_minor: back.cash_rounding_minor,
            tenders: back.tenders.into_iter().map(Into::into).collect(),
        }
    }
}

/// Units of one line that came back, all at one price.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ReturnedLine {
    /// The sale's line number.
    pub line: u32,
    /// SKU.
    pub sku: String,
    /// First unit of the line.
    pub first: u32,
    /// Units.
    pub count: u32,
    /// How much of the line's quantity.
    pub quantity: Quantity,
    /// What these units were paid with, tax as in the sale's prices.
    pub amount_minor: i64,
    /// Their tax.
    pub tax_minor: i64,
}

impl From<sale_return::ReturnedLine> for ReturnedLine {
    fn from(line: sale_return::ReturnedLine) -> Self {
        ReturnedLine {
            line: line.line,
            sku: line.sku,
            first: line.first,
            count: line.count,
            quantity: Quantity::from_micros(line.quantity),
            amount_minor: line.amount_minor,
            tax_minor: line.tax_minor,
        }
    }
}
