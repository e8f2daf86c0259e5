//! Imports past sales as facts: prices are what was paid then, no plugin is asked, no stock moves, no event tells.
//! The discount of a line is kept as a manual one with the reason `imported`, so the arithmetic stays provable.

use crate::app::App;
use crate::context::OpContext;
use crate::error::{AppError, AppResult};
use crate::pricing::{OPEN_SKU, local_time};
use bodega_domain::digest::Digest;
use bodega_domain::ids::{MemberId, OrgUnitId, SaleId, TenderId, TerminalId};
use bodega_domain::pricing::{ARITHMETIC_VERSION, Context, Line, ManualDiscount, PricingInput, price};
use bodega_domain::sale::{Sale, SaleLine, SaleStatus, Tender, TenderState, check_footing};
use bodega_store::sales::{CommitError, CommitSale};
use futures::future::join_all;

/// The most sales of one import call.
pub const HISTORY_BATCH_MAX: usize = 500;
/// The sales channel of imported sales.
const CHANNEL: &str = "history";

/// One past sale.
#[derive(Clone, Debug)]
pub struct HistoryItem {
    /// Stable, so that importing again changes nothing.
    pub id: SaleId,
    /// Its number then.
    pub number: String,
    /// Where.
    pub store: OrgUnitId,
    /// On which terminal.
    pub terminal: TerminalId,
    /// Who bought.
    pub member: Option<MemberId>,
    /// When, ms since 1970 UTC.
    pub occurred_at_ms: i64,
    /// What.
    pub lines: Vec<HistoryLine>,
}

/// One line of a past sale.
#[derive(Clone, Debug)]
pub struct HistoryLine {
    /// SKU; need not be sold any more.
    pub sku: String,
    /// Millionths.
    pub quantity: i64,
    /// List price then.
    pub unit_price_minor: i64,
    /// Taken off the line then.
    pub discount_minor: i64,
    /// Parts per million then.
    pub tax_ppm: u32,
}

/// Imports sales; each is taken or found to be there already. Gives how many are new.
pub async fn import_history(app: &App, cx: &OpContext, items: Vec<HistoryItem>) -> AppResult<usize> {
    if items.len() > HISTORY_BATCH_MAX {
        let message = format!("at most {HISTORY_BATCH_MAX} sales at once");
        return Err(AppError::invalid("history.batch_too_large", "/sales", message));
    }
    let mut commits = Vec::with_capacity(items.len());
    for (index, item) in items.into_iter().enumerate() {
        let commit = commit_of(app, cx, item).await.map_err(|error| AppError {
            pointer: Some(format!("/sales/{index}{}", error.pointer.clone().unwrap_or_default())),
            ..error
        })?;
        commits.push(commit);
    }
    let mut new = 0;
    for (index, done) in join_all(commits.into_iter().map(|commit| app.store.commit_sale(commit)))
        .await
        .into_iter()
        .enumerate()
    {
        match done {
            Ok(committed) => new += usize::from(!committed.is_replay),
            Err(CommitError::Store(error)) => return Err(error.into()),
            Err(refused) => {
                let error = AppError::conflict("history.refused", refused.to_string());
                return Err(AppError { pointer: Some(format!("/sales/{index}")), ..error });
            }
        }
    }
    Ok(new)
}

async fn commit_of(app: &App, cx: &OpContext, item: HistoryItem) -> AppResult<CommitSale> {
    let place = app.facts.store_context(&app.store, cx.tenant, item.store).await?;
    let local = local_time(item.occurred_at_ms, &place.org_unit.time_zone, place.org_unit.cutoff_hour)?;
    let skus: Vec<String> = item.lines.iter().map(|line| line.sku.clone()).collect();
    let known = app.facts.sku_facts(&app.store, cx.tenant, &place, &skus, app.now_ms(), &local.date).await?;
    let line = |line: &HistoryLine| Line {
        sku: line.sku.clone(),
        quantity: line.quantity,
        unit_price: line.unit_price_minor,
        floor: 0,
        hard_floor: 0,
        stock_units: known.get(&line.sku).map_or(1, |facts| facts.stock_units),
        measured: known.get(&line.sku).is_some_and(|facts| facts.measured),
        tags: known.get(&line.sku).map(|facts| facts.tags.clone()).unwrap_or_default(),
        tax_ppm: line.tax_ppm,
        gift: None,
    };
    let discounts = (0u32..).zip(&item.lines).filter(|(_, line)| line.discount_minor != 0);
    let input = PricingInput {
        arithmetic: ARITHMETIC_VERSION,
        context: Context {
            currency: place.legal_entity.currency.clone(),
            store: item.store.to_string(),
            channel: CHANNEL.to_owned(),
            member: item.member.map(|member| member.to_string()),
            now_ms: item.occurred_at_ms,
            offset_minutes: local.offset_minutes,
            date: local.date.clone(),
            seconds_of_day: local.seconds_of_day,
            weekday: local.weekday,
            tax_mode: place.legal_entity.tax_mode,
        },
        lines: item.lines.iter().map(line).collect(),
        manual_discounts: discounts
            .map(|(line, given)| ManualDiscount {
                line,
                amount: given.discount_minor,
                reason: Some("imported".to_owned()),
            })
            .collect(),
        coupons: Vec::new(),
        requests: Vec::new(),
    };
    let priced = price(&input, &mut [], |_, _| {})?;
    let lines = (0u32..).zip(&input.lines).zip(&priced.lines).map(|((line, input), price)| {
        let facts = known.get(&input.sku);
        SaleLine {
            line,
            variant: facts.map(|facts| facts.variant),
            name: facts.map_or_else(|| input.sku.clone(), |facts| facts.name.clone()),
            sku: if input.sku.is_empty() { OPEN_SKU.to_owned() } else { input.sku.clone() },
            quantity: input.quantity,
            unit_price_minor: input.unit_price,
            stock_units: input.stock_units,
            measured: input.measured,
            tags: input.tags.clone(),
            gift: None,
            original_minor: price.original_minor,
            manual_discount_minor: price.manual_discount_minor,
            discount_minor: price.discount_minor,
            amount_minor: price.amount_minor,
            tax_ppm: input.tax_ppm,
            tax_minor: price.tax_minor,
            units: price.units.clone(),
        }
    });
    let tender = Tender {
        id: TenderId(uuid::Builder::from_random_bytes(item.id.0.into_bytes()).into_uuid()),
        method: CHANNEL.to_owned(),
        amount_minor: priced.total_minor,
        state: TenderState::Settled,
        reference: None,
        foreign: None,
        parts: Vec::new(),
    };
    let sale = Sale {
        id: item.id,
        number: item.number,
        status: SaleStatus::Completed,
        store: item.store,
        terminal: item.terminal,
        legal_entity: place.legal_entity.id,
        member: item.member,
        channel: CHANNEL.to_owned(),
        occurred_at_ms: item.occurred_at_ms,
        recorded_at_ms: app.now_ms(),
        business_date: local.business_date,
        currency: input.context.currency.clone(),
        lines: lines.collect(),
        adjustments: Vec::new(),
        taxes: priced.taxes.clone(),
        tenders: if priced.total_minor == 0 { Vec::new() } else { vec![tender] },
        subtotal_minor: priced.subtotal_minor,
        discount_minor: priced.discount_minor,
        tax_minor: priced.tax_minor,
        total_minor: priced.total_minor,
        cash_rounding_minor: 0,
        change_minor: 0,
        skipped: Vec::new(),
        expires_at_ms: None,
    };
    check_footing(&sale, &priced).map_err(AppError::fault)?;
    let input_json = serde_json::to_string(&input).map_err(AppError::fault)?;
    let facts = format!("{} {} {input_json}", sale.id, sale.number);
    Ok(CommitSale {
        payments: Vec::new(),
        tenant: cx.tenant,
        sale,
        request_digest: Digest::of(facts.as_bytes()),
        input_json,
        consulted_json: "[]".to_owned(),
        checks_json: "{}".to_owned(),
        claims: Vec::new(),
        stock: Vec::new(),
        events: Vec::new(),
    })
}
