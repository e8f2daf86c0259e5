//! Asks every pricing installation in its stage and makes a quote of the answers.

use super::draft::Draft;
use super::input::{Prepared, prepare};
use super::keys::{KEYS_MAX, expand};
use super::quote::{Legends, Quote, ShadowPrice};
use crate::app::App;
use crate::context::OpContext;
use crate::error::{AppError, AppResult};
use crate::plugins::installed::{InstalledPricing, PricingSlot, resolve_postings};
use crate::plugins::usage::Outgoing;
use bodega_domain::ids::{MemberId, TenantId};
use bodega_domain::pricing::{
    Answer, Balance, Consulted, DeclaredInputs, Document, Outcome, PricedSale, PricingError, PricingInput,
    SkipReason, Units, price,
};
use bodega_plugin_host::{Caller, KeyTemplate, Point, PriceCall, PureBasket, PureInput, RunningRun};
use bodega_store::PageRequest;
use std::collections::{BTreeMap, BTreeSet};
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
    let plugins = app.tenant_plugins(cx.tenant).await?;
    let lineage = prepared.place.org_unit.lineage();
    let slots: Vec<&Arc<PricingSlot>> =
        plugins.pricing.iter().filter(|slot| slot.scope.covers(&lineage)).collect();
    let serving: Vec<Arc<InstalledPricing>> =
        slots.iter().map(|slot| slot.serving(store, terminal).clone()).collect();
    let mut consulted = Vec::with_capacity(serving.len());
    for installed in &serving {
        consulted.push(declare(app, cx.tenant, installed, &prepared.input).await?);
    }
    let Prepared { input, facts, place, business_date } = prepared;
    let input = Arc::new(input);
    let basket = PureBasket::new(input.clone());
    let (mut position, mut shadows) = (0, Vec::new());
    let priced = price(&input, &mut consulted, |units, by| {
        let (slot, installed) = (slots[position], &serving[position]);
        position += 1;
        by.outcome = match &installed.not_ready {
            Some(reason) => Outcome::Skipped(reason.clone()),
            None => ask(app, cx.tenant, installed, &basket, &running_runs(units), &by.declared),
        };
        if let Some(candidate) = &slot.shadow {
            let (candidate, live) = (candidate.clone(), by.outcome.clone());
            shadows.push(ShadowPrice { candidate, runs: running_runs(units), live });
        }
    })?;
    drop(basket);
    report_refused(app, cx.tenant, &serving, &consulted);
    let legends: Vec<Arc<Legends>> = serving.iter().map(|installed| installed.legends.clone()).collect();
    Ok(Quote {
        input: Arc::unwrap_or_clone(input),
        consulted,
        priced,
        facts,
        legends,
        shadows,
        accounts: serving.iter().map(|installed| installed.accounts.clone()).collect(),
        legal_entity: place.legal_entity.id,
        business_date,
        cash_unit_minor: place.org_unit.cash_unit_minor,
        hold_ms: HOLD_MS,
    })
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
    let call = PriceCall {
        caller: caller(tenant, installed),
        limits: installed.limits,
        input: PureInput::new(basket, installed.id, &installed.plugin, runs, declared),
        snapshot: installed.snapshot.clone(),
    };
    let priced = app.plugins.price(&call);
    let outgoing = Outgoing::default();
    let is_failure = priced.result.is_err();
    app.usage.add(tenant, installed.id, Point::PricingPrice, is_failure, &priced.report, outgoing);
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
fn report_refused(app: &App, tenant: TenantId, pricing: &[Arc<InstalledPricing>], consulted: &[Consulted]) {
    for (installed, by) in pricing.iter().zip(consulted) {
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

/// Fetches what an installation's keys ask for.
pub(super) async fn declare(
    app: &App,
    tenant: TenantId,
    installed: &InstalledPricing,
    input: &PricingInput,
) -> AppResult<Consulted> {
    let mut declared = DeclaredInputs::default();
    if installed.not_ready.is_none() {
        let (mut exact, mut prefixes) = (BTreeSet::new(), BTreeSet::new());
        let mut documents: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for key in &installed.keys {
            match key {
                KeyTemplate::Balance(template) => match template.strip_suffix('*') {
                    Some(prefix) => prefixes.extend(expand(prefix, input)),
                    None => exact.extend(expand(template, input)),
                },
                KeyTemplate::Document { collection, key } => {
                    documents.entry(collection).or_default().extend(expand(key, input));
                }
            }
        }
        declared.balances = balances(app, tenant, &installed.plugin, exact, prefixes).await?;
        for (collection, keys) in documents {
            let keys: Vec<String> = keys.into_iter().take(KEYS_MAX).collect();
            let found = app.store.get_documents(tenant, &installed.plugin, collection, &keys).await?;
            declared.documents.extend(found.into_iter().map(|document| Document {
                collection: collection.to_owned(),
                key: document.key,
                version: document.version,
                body: document.body,
            }));
        }
        if let Some(member) = input.context.member.as_ref().and_then(|id| id.parse::<MemberId>().ok()) {
            if installed.reads_member_tags {
                declared.member_tags = app.store.member_tags(tenant, member).await?;
            }
            if installed.reads_usage {
                let count = app.store.member_sales_count(tenant, member).await?;
                declared.order_number = Some(u32::try_from(count + 1).unwrap_or(u32::MAX));
            }
        }
    }
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

async fn balances(
    app: &App,
    tenant: TenantId,
    plugin: &str,
    exact: BTreeSet<String>,
    prefixes: BTreeSet<String>,
) -> AppResult<Vec<Balance>> {
    let mut found = Vec::new();
    if !exact.is_empty() {
        let keys: Vec<String> = exact.into_iter().take(KEYS_MAX).collect();
        found.extend(app.store.ledger_balances(tenant, plugin, &keys).await?);
    }
    for prefix in prefixes.into_iter().take(KEYS_MAX) {
        let page = PageRequest::first(KEYS_MAX as u32);
        found.extend(app.store.list_accounts(tenant, plugin, &prefix, &page).await?.items);
    }
    found.sort_by(|a, b| a.account.cmp(&b.account));
    found.dedup_by(|a, b| a.account == b.account);
    let balance = |row: bodega_store::ledger::AccountBalance| {
        let available = row.available();
        Balance { account: row.account, available }
    };
    Ok(found.into_iter().map(balance).collect())
}
