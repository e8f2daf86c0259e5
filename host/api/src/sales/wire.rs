//! Sales on the wire. Names are those of the sale in event payloads, so that one reader serves both.

mod parts;
mod requests;

use crate::wire::wire_enum;
use bodega_app::data::SaleSummary as SummaryRow;
use bodega_domain::sale;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

pub(crate) use parts::{GiftMark, SaleAdjustment, SaleLine, Skipped, TaxTotal, Tender};
pub(crate) use requests::{NewTender, PutSale, digest_of, instant, tenders};

wire_enum! {
    /// Where a sale stands.
    SaleStatus = bodega_domain::sale::SaleStatus {
        /// Price frozen, claims pending, stock reserved; an external tender is under way.
        AwaitingPayment,
        /// Paid; stock and claims posted.
        Completed,
        /// Not paid in time or given up; claims voided, stock released.
        Voided,
    }
}

/// A sale.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Sale {
    /// Made by the till.
    pub id: Uuid,
    /// The number people read, minted on the terminal.
    pub number: String,
    /// Where it stands.
    pub status: SaleStatus,
    /// The store.
    pub store: Uuid,
    /// The terminal.
    pub terminal: Uuid,
    /// Who sells in law.
    pub legal_entity: Uuid,
    /// Who buys, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<Uuid>,
    /// The sales channel.
    pub channel: String,
    /// When it happened by the device, ms since 1970 UTC.
    pub occurred_at_ms: i64,
    /// When the server stored it, ms since 1970 UTC.
    pub recorded_at_ms: i64,
    /// The day it counts for, `YYYY-MM-DD`.
    pub business_date: String,
    /// ISO 4217 code.
    pub currency: String,
    /// In ticket order.
    pub lines: Vec<SaleLine>,
    /// Discounts of plugins, in the order given.
    pub adjustments: Vec<SaleAdjustment>,
    /// Totals per rate.
    pub taxes: Vec<TaxTotal>,
    /// How it was paid.
    pub tenders: Vec<Tender>,
    /// Sum of lines before discounts.
    pub subtotal_minor: i64,
    /// Sum of adjustments and manual discounts.
    pub discount_minor: i64,
    /// Sum of taxes, whether included or added.
    pub tax_minor: i64,
    /// What the customer owes before cash rounding.
    pub total_minor: i64,
    /// Added to the total where cash is paid, by the store's rule; may be negative.
    pub cash_rounding_minor: i64,
    /// Cash handed back.
    pub change_minor: i64,
    /// Installations the price was made without.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub skipped: Vec<Skipped>,
    /// While awaiting payment: when the claims are given up, ms since 1970 UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at_ms: Option<i64>,
}

impl From<sale::Sale> for Sale {
    fn from(sale: sale::Sale) -> Self {
        Sale {
            id: sale.id.0,
            number: sale.number,
            status: sale.status.into(),
            store: sale.store.0,
            terminal: sale.terminal.0,
            legal_entity: sale.legal_entity.0,
            member: sale.member.map(|member| member.0),
            channel: sale.channel,
            occurred_at_ms: sale.occurred_at_ms,
            recorded_at_ms: sale.recorded_at_ms,
            business_date: sale.business_date,
            currency: sale.currency,
            lines: sale.lines.into_iter().map(Into::into).collect(),
            adjustments: sale.adjustments.into_iter().map(Into::into).collect(),
            taxes: sale.taxes.into_iter().map(Into::into).collect(),
            tenders: sale.tenders.into_iter().map(Into::into).collect(),
            subtotal_minor: sale.subtotal_minor,
            discount_minor: sale.discount_minor,
            tax_minor: sale.tax_minor,
            total_minor: sale.total_minor,
            cash_rounding_minor: sale.cash_rounding_minor,
            change_minor: sale.change_minor,
            skipped: sale.skipped.into_iter().map(Into::into).collect(),
            expires_at_ms: sale.expires_at_ms,
        }
    }
}

/// A sale without its lines.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct SaleSummary {
    /// Its id.
    pub id: Uuid,
    /// The number people read.
    pub number: String,
    /// Where it stands.
    pub status: SaleStatus,
    /// The store.
    pub store: Uuid,
    /// The terminal.
    pub terminal: Uuid,
    /// The member.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<Uuid>,
    /// When it happened by the device, ms since 1970 UTC.
    pub occurred_at_ms: i64,
    /// When the server stored it: the order of the list.
    pub recorded_at_ms: i64,
    /// The day it counts for.
    pub business_date: String,
    /// ISO 4217 code.
    pub currency: String,
    /// What was owed.
    pub total_minor: i64,
    /// Sum of discounts.
    pub discount_minor: i64,
}

impl From<SummaryRow> for SaleSummary {
    fn from(row: SummaryRow) -> Self {
        SaleSummary {
            id: row.id.0,
            number: row.number,
            status: row.status.into(),
            store: row.store.0,
            terminal: row.terminal.0,
            member: row.member.map(|member| member.0),
            occurred_at_ms: row.occurred_at_ms,
            recorded_at_ms: row.recorded_at_ms,
            business_date: row.business_date,
            currency: row.currency,
            total_minor: row.total_minor,
            discount_minor: row.discount_minor,
        }
    }
}

#[cfg(test)]
mod tests;
