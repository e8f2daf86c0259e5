//! What a client sends to make a sale.

use super::parts::ForeignMoney;
use crate::basket::{Basket, BasketLine, PluginRequest, pos};
use crate::problem::Problem;
use crate::wire::bounded;
use bodega_app::payments;
use bodega_app::sales::{ExpectedQuote, NewSale};
use bodega_domain::digest::Digest;
use bodega_domain::sale::{self, TenderState};
use bodega_domain::validation;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// The longest method or reference of a tender, characters.
const TENDER_TEXT_MAX: usize = 128;
/// The most objections that a manager overrides in one sale.
const OVERRIDES_MAX: usize = 50;
/// The end of the calendar, ms since 1970 UTC.
const INSTANT_MAX: i64 = 253_402_300_799_999;

/// A sale to make: the basket as it was quoted, and how it is paid.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PutSale {
    /// The number people read, minted on the terminal.
    pub number: String,
    /// When it happened by the device, ms since 1970 UTC.
    pub occurred_at_ms: i64,
    /// Where.
    pub store: Uuid,
    /// On which terminal.
    pub terminal: Uuid,
    /// Who buys, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<Uuid>,
    /// The sales channel.
    #[serde(default = "pos")]
    pub channel: String,
    /// In ticket order, at most 2000.
    #[schema(min_items = 1, max_items = 2000)]
    pub lines: Vec<BasketLine>,
    /// Codes as entered, at most 50.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 50)]
    pub coupons: Vec<String>,
    /// What the customer asks of plugins, at most 50.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 50)]
    pub requests: Vec<PluginRequest>,
    /// What the customer was shown.
    pub quote: ShownQuote,
    /// How it is paid; empty where nothing is owed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 50)]
    pub tenders: Vec<NewTender>,
    /// What a manager said to objections of plugins, at most 50.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 50)]
    pub overrides: Vec<Override>,
}

/// A manager's word for one objection.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Override {
    /// The installation that raised it.
    pub installation: Uuid,
    /// Its code.
    pub code: String,
    /// Who says so.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// The quote that the customer was shown.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ShownQuote {
    /// Its total.
    pub total_minor: i64,
    /// Its digest.
    #[schema(pattern = "^sha256:[0-9a-f]{64}$")]
    pub digest: String,
}

/// A tender to record.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewTender {
    /// Made by the till.
    pub id: Uuid,
    /// `cash`, `card`, `external:<name>` as the till says; `pay:<method>` is charged by a plugin (see
    /// `GET /v1/payment-methods`), `ledger:<plugin>/<name>` taken from accounts of a plugin.
    pub method: String,
    /// Handed over, in the sale's currency, more than 0; for cash before change.
    #[schema(minimum = 1)]
    pub amount_minor: i64,
    /// The acquirer's or terminal's reference.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Asked for at an outside party, outcome unknown: the sale awaits payment.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub pending: bool,
    /// Foreign money handed over, where the tender is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub foreign: Option<ForeignMoney>,
    /// The code that the customer presented, for a `pay:` method that asks for one; shown to nobody but the plugin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Whose accounts pay, for a `ledger:` method: a member, a card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<String>,
    /// For a return: the tender of the sale that the money goes back to; needed where several are of this method.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<Uuid>,
}

impl PutSale {
    /// What the use case takes. The digest is that of the request as it was understood, so spaces and defaults in
    /// the JSON make no other request of it.
    pub(crate) fn into_sale(self, id: Uuid) -> Result<NewSale, Problem> {
        let request_digest = digest_of(id, &self)?;
        let digest = Digest::parse(&self.quote.digest);
        let digest = digest.ok_or_else(|| {
            Problem::unprocessable("field.digest", "/quote/digest", "must be sha256: and 64 hex digits")
        })?;
        let basket = Basket {
            store: self.store,
            terminal: self.terminal,
            member: self.member,
            channel: self.channel,
            lines: self.lines,
            coupons: self.coupons,
            requests: self.requests,
        };
        Ok(NewSale {
            id: id.into(),
            number: self.number,
            occurred_at_ms: instant("/occurred_at_ms", self.occurred_at_ms)?,
            draft: basket.into_draft()?,
            quote: ExpectedQuote { total_minor: self.quote.total_minor, digest },
            tenders: tenders(self.tenders)?,
            overrides: overrides(self.overrides)?,
            request_digest,
        })
    }
}

fn overrides(overrides: Vec<Override>) -> Result<Vec<validation::Override>, Problem> {
    if overrides.len() > OVERRIDES_MAX {
        let detail = format!("at most {OVERRIDES_MAX} overrides");
        return Err(Problem::unprocessable("batch.size", "/overrides", detail));
    }
    let checked = |(index, word): (usize, Override)| {
        for (name, text) in [("code", &word.code), ("by", &word.by), ("reason", &word.reason)] {
            bounded(&format!("/overrides/{index}/{name}"), text, TENDER_TEXT_MAX)?;
        }
        let Override { installation, code, by, reason } = word;
        Ok(validation::Override { installation: installation.into(), code, by, reason })
    };
    overrides.into_iter().enumerate().map(checked).collect()
}

/// The digest of a document as a client asked for it.
pub(crate) fn digest_of(id: Uuid, request: &impl Serialize) -> Result<Digest, Problem> {
    let text = serde_json::to_vec(&(id, request));
    let text = text.map_err(|error| Problem::fault(&format!("a request does not serialise: {error}")))?;
    Ok(Digest::of(&text))
}

/// A moment within the calendar.
pub(crate) fn instant(pointer: &str, ms: i64) -> Result<i64, Problem> {
    if (0..=INSTANT_MAX).contains(&ms) {
        return Ok(ms);
    }
    Err(Problem::unprocessable(
        "field.out_of_range",
        pointer,
        "must be ms since 1970 UTC, before the year 10000",
    ))
}

/// Tenders as use cases take them.
pub(crate) fn tenders(tenders: Vec<NewTender>) -> Result<Vec<payments::NewTender>, Problem> {
    let checked = |(index, tender): (usize, NewTender)| {
        bounded(&format!("/tenders/{index}/method"), &tender.method, TENDER_TEXT_MAX)?;
        if let Some(reference) = &tender.reference {
            bounded(&format!("/tenders/{index}/reference"), reference, TENDER_TEXT_MAX)?;
        }
        if let Some(foreign) = &tender.foreign {
            bounded(&format!("/tenders/{index}/foreign/currency"), &foreign.currency, 3)?;
        }
        let given = sale::Tender {
            id: tender.id.into(),
            method: tender.method,
            amount_minor: tender.amount_minor,
            state: if tender.pending { TenderState::Pending } else { TenderState::Settled },
            reference: tender.reference,
            foreign: tender.foreign.map(Into::into),
            parts: Vec::new(),
        };
        Ok(payments::NewTender {
            tender: given,
            presented_code: tender.code,
            holder: tender.holder,
            of: tender.of.map(Into::into),
        })
    };
    tenders.into_iter().enumerate().map(checked).collect()
}
