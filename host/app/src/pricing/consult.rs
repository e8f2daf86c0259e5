//! Asks every pricing installation in its stage and makes a quote of the answers.

use super::declared::fetch;
use super::draft::Draft;
use super::input::{Prepared, prepare};
use super::quote::{Legends, Quote, ShadowPrice};
use crate::app::App;
use crate::context::OpContext;
use crate::error::{AppError, AppResult};
use crate::plugins::installed::{InstalledPricing, PricingSlot, resolve_postings};
use crate::plugins::usage::Outgoing;
use bodega_domain::ids::{OrgUnitId, TenantId, TerminalId};
use bodega_domain::pricing::{
    Answer, Consulted, DeclaredInputs, Outcome, PricedSale, PricingError, PricingInput, SkipReason, Units,
    price,
};
use bodega_plugin_host::{BreakerState, Caller, Point, PriceCall, Priced, PureBasket, PureInput, RunningRun};
use std::sync::Arc;

/// How long an external tender may take before claims are given up, ms.
const HOLD_MS: i64 = 15 * 60 * 1000;

impl From<PricingError> for AppError {
    fn from(error: PricingError) -> Self {
        let pointer = match &error {
            PricingError::Quantity { line } => format!("/lines/{line}/quantity"),
            PricingError::Amount { line } => format!("/lines/{line}"),
            PricingError::ManualDiscount { index } => format!("/manual_discounts/{index}"),
        };
        AppError::invalid("basket.invalid", pointer, error.to_string())
    }
}

/// Prices a draft now. Nothing is written and no transaction is open while plugins run.
pub async fn quote_draft(app: &App, cx: &OpContext, draft: Draft) -> AppResult<Quote> {
    let now_ms = app.now_ms();
    let (store, terminal) = (draft.store, draft.terminal);
    let prepared = prepare(app, cx.tenant, draft, now_ms).await?;
    cx.require_unit(&prepared.place.org_unit)?;
    let plugins = app.tenant_plugins(cx.tenant).await?;
    let lineage = prepared.place.org_unit.lineage();
    let slots: Vec<&Arc<PricingSlot>> =
        plugins.pricing.iter().filter(|slot| slot.scope.covers(&lineage)).collect();
    let serving: Vec<Serving> =
        slots.iter().map(|slot| serving(app, cx.tenant, slot, store, terminal)).collect();
    let mut consulted = Vec::with_capacity(serving.len());
    for by in &serving {
        consulted.push(declare(app, cx.tenant, &by.installed, &prepared.input).await?);
    }
    let Prepared { input, facts, place, business_date } = prepared;
    let input = Arc::new(input);
    let basket = PureBasket::new(input.clone());
    let (mut position, mut shadows) = (0, Vec::new());
    let priced = price(&input, &mut consulted, |units, by| {
        let Serving { installed, beside } = &serving[position];
        position += 1;
        by.outcome = match &installed.not_ready {
            Some(reason) => Outcome::Skipped(reason.clone()),
            None => ask(app, cx.tenant, installed, &basket, &running_runs(units), &by.declared),
        };
        if let Some(candidate) = beside {
            let (candidate, live) = (candidate.clone(), by.outcome.clone());
            shadows.push(ShadowPrice { candidate, runs: running_runs(units), live });
        }
    })?;
    drop(basket);
    report_refused(app, cx.tenant, &serving, &consulted);
    let legends: Vec<Arc<Legends>> = serving.iter().map(|by| by.installed.legends.clone()).collect();
    Ok(Quote {
        input: Arc::unwrap_or_clone(input),
        consulted,
        priced,
        facts,
        legends,
        shadows,
        accounts: serving.iter().map(|by| by.installed.accounts.clone()).collect(),
        legal_entity: place.legal_entity.id,
        business_date,
        cash_unit_minor: place.org_unit.cash_unit_minor,
        hold_ms: HOLD_MS,
    })
}

/// Who prices a basket in one slot.
struct Serving {
    installed: Arc<InstalledPricing>,
    /// A version on trial that is asked the same once the basket is sold.
    beside: Option<Arc<InstalledPricing>>,
}

/// A canary whose breaker is not closed does not serve: the version in use does, and the canary is asked beside it, which
/// counts against the trial and finds out when it answers again.
fn serving(
    app: &App,
    tenant: TenantId,
    slot: &PricingSlot,
    store: OrgUnitId,
    terminal: TerminalId,
) -> Serving {
    let Some(canary) = slot.canary_of(store, terminal) else {
        return Serving { installed: slot.live.clone(), beside: slot.shadow.clone() };
    };
    match app.plugins.breaker_of(&caller(tenant, canary), Point::PricingPrice) {
        BreakerState::Closed => Serving { installed: canary.clone(), beside: None },
        _ => Serving { installed: slot.live.clone(), beside: Some(canary.clone()) },
    }
}

/// Prices stored inputs with stored answers: what `explain` compares with the sale.
pub(crate) fn price_again(input: &PricingInput, consulted: &[Consulted]) -> AppResult<PricedSale> {
    Ok(price(input, &mut consulted.to_vec(), |_, _| {})?)
}

/// Calls one installation; a failure or an answer with foreign accounts is a skip with its reason.
pub(crate) fn ask(
    app: &App,
    tenant: TenantId,
    installed: &InstalledPricing,
    basket: &Arc<PureBasket>,
    runs: &[RunningRun],
    declared: &DeclaredInputs,
) -> Outcome {
    let priced = app.plugins.price(&price_call(tenant, installed, basket, runs, declared));
    let outgoing = Outgoing::default();
    let is_failure = priced.result.is_err();
    app.usage.add(tenant, installed.id, Point::PricingPrice, is_failure, &priced.report, outgoing);
    outcome(installed, priced)
}

/// As [`ask`], to prove a stored answer: no breaker and no meter hears of it, and a withdrawn version answers too.
pub(crate) fn ask_to_prove(
    app: &App,
    tenant: TenantId,
    installed: &InstalledPricing,
    basket: &Arc<PureBasket>,
    runs: &[RunningRun],
    declared: &DeclaredInputs,
) -> Outcome {
    let call = price_call(tenant, installed, basket, runs, declared);
    outcome(installed, app.plugins.price_again(&call))
}

fn price_call(
    tenant: TenantId,
    installed: &InstalledPricing,
    basket: &Arc<PureBasket>,
    runs: &[RunningRun],
    declared: &DeclaredInputs,
) -> PriceCall {
    PriceCall {
        caller: caller(tenant, installed),
        limits: installed.limits,
        input: PureInput::new(basket, installed.id, &installed.plugin, runs, declared),
        snapshot: installed.snapshot.clone(),
    }
}

fn outcome(installed: &InstalledPricing, priced: Priced) -> Outcome {
    match priced.result {
        Err(error) => skip(error.code(), error.to_string()),
        Ok(answer) => match check_accounts(installed, &answer) {
            Err(message) => skip("answer.unknown_account", message),
            Ok(()) => Outcome::Answered(answer),
        },
    }
}

pub(crate) fn running_runs(units: &Units) -> Vec<RunningRun> {
    let of_line = |(line, units): (u32, &bodega_domain::pricing::LineUnits)| {
        units
            .runs
            .iter()
            .map(move |run| RunningRun { line, count: run.count, price: run.amount })
            .collect::<Vec<_>>()
    };
    (0..).zip(&units.lines).flat_map(of_line).collect()
}

fn skip(code: &str, message: String) -> Outcome {
    Outcome::Skipped(SkipReason { code: code.to_owned(), message })
}

fn caller(tenant: TenantId, installed: &InstalledPricing) -> Caller {
    Caller {
        tenant,
        installation: installed.id,
        plugin: installed.plugin.clone(),
        component: installed.component.clone(),
        is_trial: installed.is_trial,
    }
}

fn check_accounts(installed: &InstalledPricing, answer: &Answer) -> Result<(), String> {
    let claims = answer.adjustments.iter().flat_map(|adjustment| &adjustment.claims);
    resolve_postings(&installed.plugin, &installed.accounts, claims, None).map(drop)
}

/// Answers that the host refused count against the plugin like a trap.
fn report_refused(app: &App, tenant: TenantId, pricing: &[Serving], consulted: &[Consulted]) {
    for (Serving { installed, .. }, by) in pricing.iter().zip(consulted) {
        if let Outcome::Skipped(reason) = &by.outcome
            && reason.code.starts_with("answer.")
        {
            tracing::warn!(
                tenant = %tenant, plugin = %installed.plugin, code = %reason.code,
                "refused the answer of {}: {}", installed.plugin, reason.message
            );
            app.plugins.report_bad_answer(&caller(tenant, installed), Point::PricingPrice);
        }
    }
}

/// An installation that is about to be asked, with what was fetched for it.
pub(super) async fn declare(
    app: &App,
    tenant: TenantId,
    installed: &InstalledPricing,
    input: &PricingInput,
) -> AppResult<Consulted> {
    let declared = match &installed.not_ready {
        None => fetch(app, tenant, &installed.plugin, &installed.needs, input).await?,
        Some(_) => DeclaredInputs::default(),
    };
    Ok(Consulted {
        installation: installed.id,
        plugin: installed.plugin.to_string(),
        version: installed.version.clone(),
        component: installed.component.clone(),
        snapshot: installed.snapshot_digest.clone(),
        stage: installed.stage,
        cap_ppm: installed.cap_ppm,
        declared,
        outcome: Outcome::Answered(Answer::default()),
    })
}
