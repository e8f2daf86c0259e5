//! Sells a basket. Pricing asks plugins with no transaction open; what was quoted must come out again; then one
//! commit makes sale, tenders, stock, claims and events true together.

use super::read::find_sale;
use super::validate::{objections, require};
use crate::app::App;
use crate::context::OpContext;
use crate::error::{AppError, AppResult};
use crate::payments::{NewTender, Place, Planned, plan, start};
use crate::plugins::installed::resolve_postings;
use crate::pricing::{Draft, Quote, quote_draft};
use bodega_auth::access::permissions::SALE_OVERRIDE;
use bodega_domain::digest::Digest;
use bodega_domain::event::{
    PLUGIN_SKIPPED, PluginSkipped, SALE_COMMITTED, SALE_OBJECTED, SaleCommitted, SaleObjected,
};
use bodega_domain::ids::{EventId, SaleId, TenantId};
use bodega_domain::pricing::Outcome;
use bodega_domain::sale::{Sale, SaleStatus, Tender, TenderState, check_footing, settle};
use bodega_domain::validation::{Checks, Override, Raised};
use bodega_store::events::NewEvent;
use bodega_store::ledger::LedgerPosting;
use bodega_store::sales::{CommitError, CommitSale, Replay};
use bodega_store::stock::{StockDelta, StockGuard};
use std::sync::Arc;
use uuid::Uuid;

/// How often a sale is priced again when a claim was taken by somebody else meanwhile.
const CLAIM_RETRIES_MAX: u32 = 3;
/// The most tenders of one sale.
pub(crate) const TENDERS_MAX: usize = 50;
/// The longest number of a sale, bytes.
pub const NUMBER_LEN_MAX: usize = 64;

/// A sale as a client asks for it.
#[derive(Clone, Debug)]
pub struct NewSale {
    /// Made by the till.
    pub id: SaleId,
    /// Minted on the terminal.
    pub number: String,
    /// By the device, ms since 1970 UTC.
    pub occurred_at_ms: i64,
    /// What is bought.
    pub draft: Draft,
    /// What the client showed the customer.
    pub quote: ExpectedQuote,
    /// How it is paid.
    pub tenders: Vec<NewTender>,
    /// What a manager said to objections of plugins.
    pub overrides: Vec<Override>,
    /// Digest of the whole request.
    pub request_digest: Digest,
}

/// The quote that the customer saw.
#[derive(Clone, Debug)]
pub struct ExpectedQuote {
    /// Its total.
    pub total_minor: i64,
    /// Its digest.
    pub digest: Digest,
}

/// A sale that is in the books.
#[derive(Clone, Debug)]
pub struct CheckedOut {
    /// The sale.
    pub sale: Sale,
    /// Whether this very request had been served before.
    pub is_replay: bool,
}

/// Sells a basket once, whatever happens on the way: the same request again gives the same sale.
///
/// # Errors
/// `sale.key_reused` for another request with this id; `price_changed` (with the new quote) where the price is not
/// what the customer saw; `tender.*` where the tenders do not pay.
pub async fn checkout(app: &Arc<App>, cx: &OpContext, request: NewSale) -> AppResult<CheckedOut> {
    if let Some(replayed) = find_replay(app, cx, &request).await? {
        return Ok(replayed);
    }
    check_request(&request)?;
    for _ in 0..CLAIM_RETRIES_MAX {
        let mut quote = quote_draft(app, cx, request.draft.clone()).await?;
        if quote.priced.total_minor != request.quote.total_minor || quote.digest() != request.quote.digest {
            return Err(price_changed(&quote));
        }
        let given: Vec<Tender> = request.tenders.iter().map(|new| new.tender.clone()).collect();
        let (raised, checks) = objections(app, cx.tenant, request.draft.store, &quote, &given).await?;
        if !request.overrides.is_empty() {
            cx.asking(&SALE_OVERRIDE, app.now_ms()).require_at(app, request.draft.store).await?;
        }
        require(&raised, &request.overrides)?;
        let planned = plan(app, cx.tenant, &place_of(app, &request, &quote), &request.tenders).await?;
        let charges = planned.payments.clone();
        let commit = commit_of(app, cx.tenant, &request, &quote, raised, &checks, planned)?;
        match app.store.commit_sale(commit).await {
            Ok(committed) => {
                app.wake_outbox();
                app.leave_for_trial(cx.tenant, request.draft.store, &mut quote);
                let is_replay = committed.is_replay;
                // The sale is in the books, so whatever happens now its charges are known.
                let sale = match charges.is_empty() || is_replay {
                    true => committed.sale,
                    false => {
                        start(app, cx.tenant, charges).await;
                        find_sale(app, cx, request.id).await?
                    }
                };
                return Ok(CheckedOut { sale, is_replay });
            }
            // Somebody else took it between quote and commit: the next quote sees the new balance.
            Err(CommitError::ClaimRefused(_)) => continue,
            Err(CommitError::KeyReused) => return Err(key_reused()),
            Err(CommitError::NumberTaken { number }) => {
                let message = format!("number {number:?} was used for another sale of this tenant");
                return Err(AppError {
                    pointer: Some("/number".to_owned()),
                    ..AppError::conflict("sale.number_taken", message)
                });
            }
            Err(error @ CommitError::OutOfStock { .. }) => {
                return Err(AppError::conflict("sale.out_of_stock", error.to_string()));
            }
            Err(CommitError::Store(error)) => return Err(error.into()),
        }
    }
    // The quote claims what the ledger refuses, again and again: without that claim the price would be another.
    let quote = quote_draft(app, cx, request.draft).await?;
    let message = "a claim of this price cannot be posted; quote the basket again without it";
    Err(AppError::conflict("sale.claim_refused", message).with_details(quote_summary(&quote)))
}

async fn find_replay(app: &App, cx: &OpContext, request: &NewSale) -> AppResult<Option<CheckedOut>> {
    match app.store.find_replay(cx.tenant, request.id, &request.request_digest).await? {
        Replay::New => Ok(None),
        Replay::Same(sale) => Ok(Some(CheckedOut { sale: *sale, is_replay: true })),
        Replay::Other => Err(key_reused()),
    }
}

fn key_reused() -> AppError {
    AppError::conflict("sale.key_reused", "this sale id was already used for a different sale")
}

fn price_changed(quote: &Quote) -> AppError {
    AppError::conflict("price_changed", "the price is not what was quoted; show the customer the new quote")
        .with_details(quote_summary(quote))
}

fn quote_summary(quote: &Quote) -> serde_json::Value {
    let skipped = quote.skipped();
    serde_json::json!({
        "quote": {
            "total_minor": quote.priced.total_minor,
            "digest": quote.digest(),
            "subtotal_minor": quote.priced.subtotal_minor,
            "discount_minor": quote.priced.discount_minor,
            "tax_minor": quote.priced.tax_minor,
            "lines": quote.sale_lines(),
            "adjustments": quote.sale_adjustments(),
            "skipped": skipped,
        }
    })
}

fn check_request(request: &NewSale) -> AppResult<()> {
    if request.number.is_empty() || request.number.len() > NUMBER_LEN_MAX {
        let message = format!("a number has 1 to {NUMBER_LEN_MAX} bytes");
        return Err(AppError::invalid("sale.number", "/number", message));
    }
    if request.draft.lines.is_empty() {
        return Err(AppError::invalid("sale.empty", "/lines", "a sale needs at least one line"));
    }
    if request.tenders.len() > TENDERS_MAX {
        return Err(AppError::invalid(
            "tender.too_many",
            "/tenders",
            format!("at most {TENDERS_MAX} tenders"),
        ));
    }
    for (index, tender) in request.tenders.iter().enumerate() {
        let ids = request.tenders.iter().filter(|other| other.tender.id == tender.tender.id).count();
        if ids > 1 {
            return Err(AppError::invalid(
                "tender.duplicate",
                format!("/tenders/{index}/id"),
                "two tenders have this id",
            ));
        }
    }
    Ok(())
}

fn place_of(app: &App, request: &NewSale, quote: &Quote) -> Place {
    Place {
        sale: request.id,
        number: request.number.clone(),
        store: request.draft.store,
        terminal: request.draft.terminal,
        currency: quote.input.context.currency.clone(),
        expires_at_ms: app.now_ms() + quote.hold_ms,
    }
}

fn commit_of(
    app: &App,
    tenant: TenantId,
    request: &NewSale,
    quote: &Quote,
    raised: Vec<Raised>,
    checks: &Checks,
    planned: Planned,
) -> AppResult<CommitSale> {
    let settlement = settle(quote.priced.total_minor, &planned.tenders, quote.cash_unit_minor)
        .map_err(|error| AppError::invalid("tender.does_not_pay", "/tenders", error.to_string()))?;
    let is_pending = planned.tenders.iter().any(|tender| tender.state == TenderState::Pending);
    let now = app.now_ms();
    let sale = Sale {
        id: request.id,
        number: request.number.clone(),
        status: if is_pending { SaleStatus::AwaitingPayment } else { SaleStatus::Completed },
        store: request.draft.store,
        terminal: request.draft.terminal,
        legal_entity: quote.legal_entity,
        member: request.draft.member,
        channel: request.draft.channel.clone(),
        occurred_at_ms: request.occurred_at_ms,
        recorded_at_ms: now,
        business_date: quote.business_date.clone(),
        currency: quote.input.context.currency.clone(),
        lines: quote.sale_lines(),
        adjustments: quote.sale_adjustments(),
        taxes: quote.priced.taxes.clone(),
        tenders: planned.tenders,
        subtotal_minor: quote.priced.subtotal_minor,
        discount_minor: quote.priced.discount_minor,
        tax_minor: quote.priced.tax_minor,
        total_minor: quote.priced.total_minor,
        cash_rounding_minor: settlement.cash_rounding_minor,
        change_minor: settlement.change_minor,
        skipped: quote.skipped(),
        expires_at_ms: is_pending.then_some(now + quote.hold_ms),
    };
    check_footing(&sale, &quote.priced).map_err(AppError::fault)?;
    let mut events = Vec::new();
    if !is_pending {
        events.push(sale_committed(&sale, now)?);
    }
    if !sale.skipped.is_empty() {
        let payload = PluginSkipped { sale: sale.id, skipped: sale.skipped.clone() };
        events.push(event(PLUGIN_SKIPPED, &sale, now, &payload)?);
    }
    if !raised.is_empty() {
        let payload =
            SaleObjected { sale: sale.id, objections: raised, overrides: request.overrides.clone() };
        events.push(event(SALE_OBJECTED, &sale, now, &payload)?);
    }
    Ok(CommitSale {
        tenant,
        request_digest: request.request_digest.clone(),
        input_json: serde_json::to_string(&quote.input).map_err(AppError::fault)?,
        consulted_json: serde_json::to_string(&quote.consulted).map_err(AppError::fault)?,
        checks_json: serde_json::to_string(checks).map_err(AppError::fault)?,
        claims: claims_of(quote)?.into_iter().chain(planned.claims).collect(),
        stock: stock_of(&sale),
        events,
        payments: planned.payments,
        sale,
    })
}

/// The claims of all answers that count, with units and floors of their kinds.
fn claims_of(quote: &Quote) -> AppResult<Vec<LedgerPosting>> {
    let mut claims = Vec::new();
    for (by, kinds) in quote.consulted.iter().zip(&quote.accounts) {
        let Outcome::Answered(answer) = &by.outcome else { continue };
        for adjustment in &answer.adjustments {
            let memo = Some(adjustment.reference.as_str());
            let postings = resolve_postings(&by.plugin, kinds, &adjustment.claims, memo);
            claims.extend(postings.map_err(AppError::fault)?);
        }
    }
    Ok(claims)
}

/// What leaves the shelf, in stock units.
fn stock_of(sale: &Sale) -> Vec<StockDelta> {
    let of_line = |line: &bodega_domain::sale::SaleLine| {
        let delta_micros = -(line.quantity.saturating_mul(i64::from(line.stock_units)));
        line.variant.filter(|_| delta_micros != 0).map(|variant| StockDelta {
            variant,
            location: sale.store,
            delta_micros,
            guard: StockGuard::AllowNegative,
        })
    };
    sale.lines.iter().filter_map(of_line).collect()
}

/// The event that a sale was completed.
pub(crate) fn sale_committed(sale: &Sale, now_ms: i64) -> AppResult<NewEvent> {
    event(SALE_COMMITTED, sale, now_ms, &SaleCommitted { sale: sale.clone() })
}

/// An event about a sale; its ordering key is the sale's id.
pub(crate) fn event(
    kind: &str,
    sale: &Sale,
    now_ms: i64,
    payload: &impl serde::Serialize,
) -> AppResult<NewEvent> {
    Ok(NewEvent {
        id: EventId(Uuid::now_v7()),
        event_type: kind.to_owned(),
        ordering_key: sale.id.to_string(),
        subject: Some(sale.id.0),
        store: Some(sale.store),
        occurred_at_ms: sale.occurred_at_ms,
        recorded_at_ms: now_ms,
        depth: 0,
        payload_json: serde_json::to_string(payload).map_err(AppError::fault)?,
    })
}
