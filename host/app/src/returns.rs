//! Returns: goods come back, money goes back, all from what the sale stored. No plugin is asked; plugins hear of
//! it by event and take back what they gave.

use crate::app::App;
use crate::context::OpContext;
use crate::error::{AppError, AppResult};
use crate::payments::{Back, NewTender, plan_refunds};
use crate::pricing::local_time;
use crate::sales::find_sale;
use bodega_domain::digest::Digest;
use bodega_domain::event::{SALE_RETURNED, SaleReturned};
use bodega_domain::ids::{EventId, OrgUnitId, ReturnId, SaleId, TerminalId};
use bodega_domain::payment::{Payment, PaymentState};
use bodega_domain::pricing::TaxMode;
use bodega_domain::sale::{Sale, SaleStatus, Tender, TenderState, settle};
use bodega_domain::sale_return::{
    ReturnError, ReturnedLine, SaleReturn, Wanted, refund_minor, returned_lines,
};
use bodega_store::events::NewEvent;
use bodega_store::ledger::LedgerPosting;
use bodega_store::returns::{CommitReturn, CommitReturnError};
use bodega_store::stock::{StockDelta, StockGuard};
use uuid::Uuid;

/// How often a return is worked out again when another return of the same sale came in between.
const RETRIES_MAX: u32 = 3;
/// The most lines of one return.
const LINES_MAX: usize = 2_000;

/// A return as a client asks for it.
#[derive(Clone, Debug)]
pub struct NewReturn {
    /// Made by the till.
    pub id: ReturnId,
    /// Minted on the terminal.
    pub number: String,
    /// The sale it returns from.
    pub sale: SaleId,
    /// Where the goods come back; may be another store than the sale's.
    pub store: OrgUnitId,
    /// On which terminal.
    pub terminal: TerminalId,
    /// By the device, ms since 1970 UTC.
    pub occurred_at_ms: i64,
    /// Why.
    pub reason: Option<String>,
    /// What.
    pub lines: Vec<Wanted>,
    /// How the money goes back.
    pub tenders: Vec<NewTender>,
    /// Digest of the whole request.
    pub request_digest: Digest,
}

/// A return that is in the books.
#[derive(Clone, Debug)]
pub struct Returned {
    /// The return.
    pub sale_return: SaleReturn,
    /// Whether this very request had been served before.
    pub is_replay: bool,
}

/// What a return would pay back, before it is made: tills show it.
pub async fn preview(
    app: &App,
    cx: &OpContext,
    sale: SaleId,
    wanted: &[Wanted],
) -> AppResult<(Vec<ReturnedLine>, i64)> {
    let sale = find_sale(app, cx, sale).await?;
    let (lines, refund, _) = work_out(app, cx, &sale, wanted).await?;
    Ok((lines, refund))
}

/// Takes goods back once, whatever happens on the way.
pub async fn make_return(app: &App, cx: &OpContext, request: NewReturn) -> AppResult<Returned> {
    if request.lines.is_empty() || request.lines.len() > LINES_MAX {
        return Err(AppError::invalid(
            "return.lines",
            "/lines",
            format!("a return has 1 to {LINES_MAX} lines"),
        ));
    }
    if request.number.is_empty() || request.number.len() > crate::sales::NUMBER_LEN_MAX {
        let message = format!("a number has 1 to {} bytes", crate::sales::NUMBER_LEN_MAX);
        return Err(AppError::invalid("return.number", "/number", message));
    }
    cx.require_at(app, request.store).await?;
    let is_pending = |new: &NewTender| new.tender.state != TenderState::Settled;
    if let Some(index) = request.tenders.iter().position(is_pending) {
        let message = "a refund is recorded when the money has gone back";
        return Err(AppError::invalid("tender.pending", format!("/tenders/{index}/pending"), message));
    }
    if let Some(before) = app.store.get_return(cx.tenant, request.id).await? {
        // The commit compares the digests; all it needs is the return as it was.
        return commit(app, cx, &request, Work::of(before)).await?.ok_or_else(contended);
    }
    for _ in 0..RETRIES_MAX {
        let sale = find_sale(app, cx, request.sale).await?;
        if sale.status != SaleStatus::Completed {
            return Err(AppError::conflict("sale.not_completed", "only a completed sale can be returned"));
        }
        let (lines, refund, before) = work_out(app, cx, &sale, &request.lines).await?;
        let given_back =
            before.iter().flat_map(|earlier| &earlier.tenders).flat_map(|tender| tender.parts.clone());
        let back = Back {
            id: request.id,
            number: &request.number,
            reason: request.reason.as_deref().unwrap_or("goods came back"),
            sale: &sale,
            given_back: &given_back.collect::<Vec<_>>(),
        };
        let planned = plan_refunds(app, cx.tenant, &back, &request.tenders).await?;
        let sale_return = build(app, cx, &request, &sale, lines, refund, &planned.tenders).await?;
        let work = Work {
            events: vec![returned_event(&sale, &sale_return, &before)?],
            stock: stock_of(&sale, &sale_return),
            lines_before: Some(before.iter().map(|earlier| earlier.lines.len()).sum()),
            claims: planned.claims,
            payments: planned.payments,
            sale_return,
        };
        if let Some(done) = commit(app, cx, &request, work).await? {
            app.wake_payments();
            return Ok(done);
        }
    }
    Err(contended())
}

fn contended() -> AppError {
    AppError::conflict("return.contended", "another return of this sale is being made; try again")
}

/// Lines, refund, and the returns there were before.
async fn work_out(
    app: &App,
    cx: &OpContext,
    sale: &Sale,
    wanted: &[Wanted],
) -> AppResult<(Vec<ReturnedLine>, i64, Vec<SaleReturn>)> {
    let before = app.store.list_returns(cx.tenant, sale.id).await?;
    let gone: Vec<ReturnedLine> = before.iter().flat_map(|earlier| earlier.lines.clone()).collect();
    let lines = returned_lines(&sale.lines, &gone, wanted).map_err(|error| {
        let line = match error {
            ReturnError::Line { line } | ReturnError::Units { line, .. } => line,
        };
        let index = wanted.iter().rposition(|want| want.line == line).unwrap_or(0);
        AppError::invalid("return.units", format!("/lines/{index}"), error.to_string())
    })?;
    let refund = refund_minor(&lines, tax_mode(sale));
    Ok((lines, refund, before))
}

/// A sale's own numbers say whether its prices held tax.
fn tax_mode(sale: &Sale) -> TaxMode {
    let amounts: i64 = sale.lines.iter().map(|line| line.amount_minor).sum();
    if sale.tax_minor != 0 && amounts + sale.tax_minor == sale.total_minor {
        TaxMode::Exclusive
    } else {
        TaxMode::Inclusive
    }
}

async fn build(
    app: &App,
    cx: &OpContext,
    request: &NewReturn,
    sale: &Sale,
    lines: Vec<ReturnedLine>,
    refund: i64,
    tenders: &[Tender],
) -> AppResult<SaleReturn> {
    let place = app.facts.store_context(&app.store, cx.tenant, request.store).await?;
    if app.facts.terminal_store(&app.store, cx.tenant, request.terminal).await? != request.store {
        let message = "this terminal stands in another store";
        return Err(AppError::invalid("terminal.elsewhere", "/terminal", message));
    }
    let settlement = settle(refund, tenders, place.org_unit.cash_unit_minor)
        .ok()
        .filter(|settlement| settlement.change_minor == 0)
        .ok_or_else(|| {
            let message = format!("the tenders must pay back exactly {refund}");
            AppError::invalid("tender.does_not_pay", "/tenders", message)
                .with_details(serde_json::json!({ "refund_minor": refund }))
        })?;
    let local = local_time(app.now_ms(), &place.org_unit.time_zone, place.org_unit.cutoff_hour)?;
    Ok(SaleReturn {
        id: request.id,
        number: request.number.clone(),
        sale: sale.id,
        store: request.store,
        terminal: request.terminal,
        legal_entity: place.legal_entity.id,
        occurred_at_ms: request.occurred_at_ms,
        recorded_at_ms: app.now_ms(),
        business_date: local.business_date,
        currency: sale.currency.clone(),
        reason: request.reason.clone(),
        tax_minor: lines.iter().map(|line| line.tax_minor).sum(),
        lines,
        refund_minor: refund,
        cash_rounding_minor: settlement.cash_rounding_minor,
        tenders: tenders.to_vec(),
    })
}

pub(crate) fn returned_event(
    sale: &Sale,
    sale_return: &SaleReturn,
    before: &[SaleReturn],
) -> AppResult<NewEvent> {
    let sold: u64 = sale.lines.iter().flat_map(|line| &line.units).map(|run| u64::from(run.count)).sum();
    let back = before.iter().flat_map(|earlier| &earlier.lines).chain(&sale_return.lines);
    let payload = SaleReturned {
        return_id: sale_return.id,
        sale: sale.id,
        store: sale_return.store,
        member: sale.member,
        refund_minor: sale_return.refund_minor,
        sale_total_minor: sale.total_minor,
        refunded_before_minor: before.iter().map(|earlier| earlier.refund_minor).sum(),
        lines: sale_return.lines.clone(),
        is_whole: back.map(|line| u64::from(line.count)).sum::<u64>() == sold,
    };
    Ok(NewEvent {
        id: EventId(Uuid::now_v7()),
        event_type: SALE_RETURNED.to_owned(),
        ordering_key: sale.id.to_string(),
        subject: Some(sale_return.id.0),
        store: Some(sale_return.store),
        occurred_at_ms: sale_return.occurred_at_ms,
        recorded_at_ms: sale_return.recorded_at_ms,
        depth: 0,
        payload_json: serde_json::to_string(&payload).map_err(AppError::fault)?,
    })
}

/// What goes back to the shelf, in stock units.
pub(crate) fn stock_of(sale: &Sale, sale_return: &SaleReturn) -> Vec<StockDelta> {
    let of_line = |line: &ReturnedLine| {
        let sold = sale.lines.get(line.line as usize)?;
        let delta_micros = line.quantity.saturating_mul(i64::from(sold.stock_units));
        let guard = StockGuard::AllowNegative;
        sold.variant.map(|variant| StockDelta { variant, location: sale_return.store, delta_micros, guard })
    };
    sale_return.lines.iter().filter_map(of_line).collect()
}

/// A return with what becomes true together with it.
struct Work {
    sale_return: SaleReturn,
    stock: Vec<StockDelta>,
    events: Vec<NewEvent>,
    claims: Vec<LedgerPosting>,
    payments: Vec<Payment>,
    /// Lines that were back when it was worked out.
    lines_before: Option<usize>,
}

impl Work {
    /// The return alone.
    fn of(sale_return: SaleReturn) -> Self {
        let (stock, events, claims, payments) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Work { sale_return, stock, events, claims, payments, lines_before: None }
    }
}

/// Commits; `None` where another return took the units first and everything has to be worked out again.
async fn commit(app: &App, cx: &OpContext, request: &NewReturn, work: Work) -> AppResult<Option<Returned>> {
    let commit = CommitReturn {
        tenant: cx.tenant,
        sale_return: work.sale_return,
        request_digest: request.request_digest.clone(),
        claims: work.claims,
        stock: work.stock,
        events: work.events,
        payments: work.payments,
        lines_before: work.lines_before,
    };
    match app.store.commit_return(commit).await {
        Ok(done) => {
            app.wake_outbox();
            Ok(Some(Returned { sale_return: done.sale_return, is_replay: done.is_replay }))
        }
        Err(CommitReturnError::AlreadyReturned { .. }) => Ok(None),
        Err(CommitReturnError::KeyReused) => Err(AppError::conflict(
            "return.key_reused",
            "this return id was already used for a different return",
        )),
        Err(CommitReturnError::NumberTaken { number }) => {
            let message = format!("number {number:?} was used for another return of this tenant");
            Err(AppError {
                pointer: Some("/number".to_owned()),
                ..AppError::conflict("return.number_taken", message)
            })
        }
        Err(CommitReturnError::UnknownSale) => Err(AppError::not_found("sale.unknown", "sale")),
        Err(CommitReturnError::NotCompleted) => {
            Err(AppError::conflict("sale.not_completed", "only a completed sale can be returned"))
        }
        Err(CommitReturnError::UnknownUnits { line }) => {
            Err(AppError::invalid("return.units", "/lines", format!("line {line} has no such units")))
        }
        Err(error @ CommitReturnError::TooMuch { left, .. }) => {
            Err(AppError::invalid("refund.too_much", "/tenders", error.to_string())
                .with_details(serde_json::json!({ "left_minor": left })))
        }
        Err(CommitReturnError::ClaimRefused(refused)) => {
            Err(AppError::conflict("return.claim_refused", refused.to_string()))
        }
        Err(CommitReturnError::Store(error)) => Err(error.into()),
    }
}

/// One return. What is still stored as pending is shown as its payment now stands.
pub async fn get_return(app: &App, cx: &OpContext, id: ReturnId) -> AppResult<SaleReturn> {
    let found = app.store.get_return(cx.tenant, id).await?;
    let mut found = found.ok_or_else(|| AppError::not_found("return.unknown", format!("return {id}")))?;
    cx.require_at(app, found.store).await?;
    if found.tenders.iter().any(|tender| tender.state == TenderState::Pending) {
        let payments = app.store.payments_of_sale(cx.tenant, found.sale).await?;
        for tender in found.tenders.iter_mut().filter(|tender| tender.state == TenderState::Pending) {
            let refund = payments.iter().find(|p| p.sale_return == Some(id) && p.tender == tender.id);
            let Some(refund) = refund else { continue };
            tender.reference = refund.reference.clone();
            tender.state = match refund.state {
                PaymentState::Paid | PaymentState::Replaced => TenderState::Settled,
                PaymentState::Failed => TenderState::Failed,
                _ => TenderState::Pending,
            };
        }
    }
    Ok(found)
}
