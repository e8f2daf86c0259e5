//! Looks up what a draft needs and makes the pricing input of it.

use super::draft::{Draft, DraftItem, InvalidDraft, OPEN_SKU};
use super::local_time::{LocalTimeError, local_time};
use super::quote::LineFacts;
use crate::app::App;
use crate::error::{AppError, AppResult};
use bodega_domain::ids::TenantId;
use bodega_domain::pricing::{ARITHMETIC_VERSION, Context, Line, PricingInput};
use bodega_store::org::{OrgUnitKind, StoreContext};
use std::sync::Arc;

/// A draft with everything the host knows of it.
pub(crate) struct Prepared {
    /// What the price depends on.
    pub input: PricingInput,
    /// By line.
    pub facts: Vec<LineFacts>,
    /// The store.
    pub place: Arc<StoreContext>,
    /// The day it counts for.
    pub business_date: String,
}

impl From<InvalidDraft> for AppError {
    fn from(invalid: InvalidDraft) -> Self {
        AppError::invalid("basket.invalid", invalid.pointer, invalid.message)
    }
}

impl From<LocalTimeError> for AppError {
    fn from(error: LocalTimeError) -> Self {
        AppError::invalid("store.time_zone", "/store", error.to_string())
    }
}

/// Looks a draft up at `now_ms`.
pub(crate) async fn prepare(app: &App, tenant: TenantId, draft: Draft, now_ms: i64) -> AppResult<Prepared> {
    let draft = draft.checked()?;
    let place = app.facts.store_context(&app.store, tenant, draft.store).await?;
    if place.org_unit.kind != OrgUnitKind::Store {
        return Err(AppError::invalid("store.unknown", "/store", "this org unit is not a store"));
    }
    if app.facts.terminal_store(&app.store, tenant, draft.terminal).await? != draft.store {
        let message = "this terminal stands in another store";
        return Err(AppError::invalid("terminal.elsewhere", "/terminal", message));
    }
    if let Some(member) = draft.member
        && app.store.get_member(tenant, member).await?.is_none()
    {
        return Err(AppError::invalid("member.unknown", "/member", "no such member"));
    }
    let local = local_time(now_ms, &place.org_unit.time_zone, place.org_unit.cutoff_hour)?;
    let (lines, facts) = lines(app, tenant, &draft, &place, now_ms, &local.date).await?;
    let context = Context {
        currency: place.legal_entity.currency.clone(),
        store: draft.store.to_string(),
        channel: draft.channel,
        member: draft.member.map(|member| member.to_string()),
        now_ms,
        offset_minutes: local.offset_minutes,
        date: local.date,
        seconds_of_day: local.seconds_of_day,
        weekday: local.weekday,
        tax_mode: place.legal_entity.tax_mode,
    };
    let input = PricingInput {
        arithmetic: ARITHMETIC_VERSION,
        context,
        lines,
        manual_discounts: draft.manual_discounts,
        coupons: draft.coupons,
        requests: draft.requests,
    };
    Ok(Prepared { input, facts, place, business_date: local.business_date })
}

async fn lines(
    app: &App,
    tenant: TenantId,
    draft: &Draft,
    place: &StoreContext,
    now_ms: i64,
    date: &str,
) -> AppResult<(Vec<Line>, Vec<LineFacts>)> {
    let skus: Vec<String> = draft
        .lines
        .iter()
        .filter_map(|line| match &line.item {
            DraftItem::Sku(sku) => Some(sku.clone()),
            DraftItem::Open(_) => None,
        })
        .collect();
    let known = app.facts.sku_facts(&app.store, tenant, place, &skus, now_ms, date).await?;
    let (mut lines, mut facts) =
        (Vec::with_capacity(draft.lines.len()), Vec::with_capacity(draft.lines.len()));
    for (index, draft_line) in draft.lines.iter().enumerate() {
        let base = Line {
            sku: OPEN_SKU.to_owned(),
            quantity: draft_line.quantity,
            unit_price: 0,
            floor: 0,
            hard_floor: 0,
            stock_units: 1,
            measured: false,
            tags: Vec::new(),
            tax_ppm: 0,
            gift: draft_line.gift.clone(),
        };
        let (line, fact) = match &draft_line.item {
            DraftItem::Open(open) => (
                Line { unit_price: open.unit_price_minor, tax_ppm: open.tax_ppm, ..base },
                LineFacts { variant: None, name: open.name.clone() },
            ),
            DraftItem::Sku(sku) => {
                let at = || format!("/lines/{index}/sku");
                let refuse = |code, message: String| AppError::invalid(code, at(), message);
                let sold = known.get(sku).filter(|facts| facts.is_active);
                let sold = sold.ok_or_else(|| refuse("sku.unknown", format!("SKU {sku:?} is not sold")))?;
                let price = sold.unit_price_minor;
                let price = price.ok_or_else(|| {
                    refuse("sku.no_price", format!("SKU {sku:?} has no price in this store"))
                })?;
                let ppm = sold.tax_ppm;
                let ppm = ppm.ok_or_else(|| {
                    let class = &sold.tax_class;
                    refuse(
                        "sku.no_tax_rate",
                        format!("tax class {class:?} of SKU {sku:?} has no rate on {date}"),
                    )
                })?;
                let line = Line {
                    sku: sku.clone(),
                    unit_price: price,
                    floor: sold.floor_minor,
                    hard_floor: sold.hard_floor_minor,
                    stock_units: sold.stock_units,
                    measured: sold.measured,
                    tags: sold.tags.clone(),
                    tax_ppm: ppm,
                    ..base
                };
                (line, LineFacts { variant: Some(sold.variant), name: sold.name.clone() })
            }
        };
        lines.push(line);
        facts.push(fact);
    }
    Ok((lines, facts))
}
