//! Moves payments on: starts charges once, queries what is pending with back-off, cancels what is up, starts refunds. A
//! payment is leased by one node at a time; an answer is taken by the payment as it then is, so that a lost lease, a second
//! node or a report in between can do no harm.

use super::ask::{NoAnswer, ask};
use super::follow::follow;
use super::notice::{Trouble, raise, settle};
use crate::app::App;
use crate::error::AppResult;
use bodega_domain::ids::{PaymentId, TenantId};
use bodega_domain::payment::{
    Decline, Effect, Intent, Payment, PaymentAnswer, PaymentKind, PaymentState, PaymentStep, Texts,
};
use bodega_store::payments::Attempt;
use futures::StreamExt;
use std::sync::Arc;
use uuid::Uuid;

/// Payments taken at once.
const LEASES_MAX: u32 = 16;
/// How long a payment is ours, ms: longer than a call of its plugin may take.
pub(super) const LEASE_MS: i64 = 60_000;
/// How often an answer is taken again by a payment that changed meanwhile.
const TAKES_MAX: u32 = 8;
/// The first pause between two questions, ms; each is half as long again as the one before.
const PAUSE_FIRST_MS: i64 = 1_500;
/// The longest pause while the till waits, ms.
const PAUSE_MAX_MS: i64 = 30_000;
/// The longest pause once nobody waits any more, ms.
const PAUSE_STUCK_MS: i64 = 10 * 60_000;
/// The shortest pause that a plugin may ask for, ms.
const PAUSE_MIN_MS: i64 = 300;
/// How long after its time an undecided charge is shown to a person, ms.
const UNKNOWN_AFTER_MS: i64 = 3 * 60_000;
/// How long an undecided refund is waited for before it is shown to a person, ms.
const REFUND_SLOW_MS: i64 = 60 * 60_000;
/// When what follows from a decided payment is looked at again, should the node go down before, ms.
const FOLLOW_AGAIN_MS: i64 = 5_000;

/// Starts charges that were just stored, side by side, and does what follows. The calls go on where the caller gives up.
pub(crate) async fn start(app: &Arc<App>, tenant: TenantId, charges: Vec<Payment>) {
    let tasks: Vec<_> = charges
        .into_iter()
        .map(|charge| {
            let app = app.clone();
            tokio::spawn(async move {
                let (sale, payment) = (charge.sale, charge.id);
                if let Err(error) = step(&app, tenant, charge, PaymentStep::Start).await {
                    tracing::error!(%tenant, %payment, %sale, "a charge waits for its query: {error}");
                }
            })
        })
        .collect();
    for task in tasks {
        let _ = task.await;
    }
}

/// Moves on what is due; gives how many payments were taken.
pub(crate) async fn run_due(app: &Arc<App>) -> AppResult<usize> {
    let leased = app.store.lease_due_payments(app.now_ms(), LEASE_MS, LEASES_MAX).await?;
    let taken = leased.len();
    let moves = futures::stream::iter(leased).map(|(tenant, payment)| {
        let app = app.clone();
        async move {
            let id = payment.id;
            if let Err(error) = move_on(&app, tenant, payment).await {
                tracing::error!(%tenant, payment = %id, "a payment waits for its lease to end: {error}");
            }
        }
    });
    moves.buffer_unordered(LEASES_MAX as usize).collect::<()>().await;
    Ok(taken)
}

/// Does what a leased payment needs next.
pub(super) async fn move_on(app: &Arc<App>, tenant: TenantId, payment: Payment) -> AppResult<()> {
    let mut payment = read_reports(app, tenant, payment).await?;
    let is_up = payment.expires_at_ms.is_some_and(|expires| expires <= app.now_ms());
    let asks_to_stop = is_up || payment.intent != Intent::Take;
    let next = match (payment.kind, payment.state) {
        (PaymentKind::Charge, PaymentState::Starting | PaymentState::Pending) if asks_to_stop => {
            payment.state = PaymentState::Cancelling;
            PaymentStep::Cancel
        }
        // A charge that is still starting was lost on the way: it may have been sent, so it is asked for.
        (_, PaymentState::Pending) | (PaymentKind::Charge, PaymentState::Starting) => PaymentStep::Query,
        (PaymentKind::Refund, PaymentState::Starting) => PaymentStep::Start,
        (_, PaymentState::Cancelling) => PaymentStep::Cancel,
        (_, PaymentState::Paid | PaymentState::Failed | PaymentState::Replaced) => {
            return conclude(app, tenant, payment).await;
        }
    };
    step(app, tenant, payment, next).await
}

/// Asks the plugin and takes its answer.
async fn step(app: &Arc<App>, tenant: TenantId, payment: Payment, step: PaymentStep) -> AppResult<()> {
    let answer = call(app, tenant, &payment, step).await?;
    // What the node meant to do is part of the answer: a payment that was to be stopped stays so.
    let is_stopped = payment.state == PaymentState::Cancelling;
    let mut fresh = Some(payment.clone());
    for _ in 0..TAKES_MAX {
        let Some(mut now) = (match fresh.take() {
            Some(payment) => Some(payment),
            None => app.store.get_payment(tenant, payment.id).await?,
        }) else {
            return Ok(());
        };
        if is_stopped && now.state.is_open() {
            now.state = PaymentState::Cancelling;
        }
        let attempt = take(app, tenant, &mut now, step, &answer).await?;
        now.due_at_ms = Some(next_due(app, &now, step, &answer));
        if app.store.change_payment(tenant, &now, &[attempt], &[]).await? {
            let now = Payment { version: now.version + 1, ..now };
            return match now.state.is_open() {
                true => watch(app, tenant, &now, &answer).await,
                false => conclude(app, tenant, now).await,
            };
        }
    }
    tracing::warn!(%tenant, payment = %payment.id, "a payment changes all the time; its answer is asked for again");
    Ok(())
}

async fn call(
    app: &Arc<App>,
    tenant: TenantId,
    payment: &Payment,
    step: PaymentStep,
) -> AppResult<Result<PaymentAnswer, NoAnswer>> {
    let plugins = app.tenant_plugins(tenant).await?;
    let Some(installed) = plugins.installed.get(&payment.installation).cloned() else {
        return Ok(Err(NoAnswer::not_there(&payment.plugin)));
    };
    let charge = match payment.charge {
        Some(charge) => app.store.get_payment(tenant, charge).await?,
        None => Some(payment.clone()),
    };
    let Some(charge) = charge else {
        let detail = "the charge that it takes back is not there".to_owned();
        return Ok(Err(NoAnswer { detail, is_unasked: true, is_hopeless: true }));
    };
    Ok(ask(app, tenant, installed, step, payment, &charge).await)
}

/// Lets the payment take an answer; gives what its history says of it.
async fn take(
    app: &App,
    tenant: TenantId,
    payment: &mut Payment,
    step: PaymentStep,
    answer: &Result<PaymentAnswer, NoAnswer>,
) -> AppResult<Attempt> {
    let now = app.now_ms();
    let (outcome, detail) = match answer {
        Ok(answer) => match payment.take(step, answer, now) {
            Ok(Effect::Changed) => (answer.as_str(), detail_of(answer)),
            Ok(Effect::Stale) => ("stale", Some(answer.as_str().to_owned())),
            Err(why) => {
                let why = why.to_string();
                raise(app, tenant, payment, Trouble::BadAnswer, &why).await?;
                payment.error = Some(why.clone());
                left_unknown(payment, step);
                ("refused", Some(why))
            }
        },
        Err(none) if none.is_unasked && step == PaymentStep::Start && payment.kind == PaymentKind::Charge => {
            // Nobody was asked, so nothing can have been sent.
            payment.close();
            payment.decline.get_or_insert_with(unavailable);
            payment.error = Some(none.detail.clone());
            ("unavailable", Some(none.detail.clone()))
        }
        Err(none) => {
            if payment.state.is_open() {
                payment.error = Some(none.detail.clone());
            }
            left_unknown(payment, step);
            if none.is_hopeless && payment.state.is_open() {
                raise(app, tenant, payment, Trouble::Unknown, &none.detail).await?;
            }
            ("failed", Some(none.detail.clone()))
        }
    };
    Ok(attempt(app, step, outcome, detail))
}

/// A start without a believable answer may have moved the money or not.
fn left_unknown(payment: &mut Payment, step: PaymentStep) {
    payment.presented_code = None;
    if step == PaymentStep::Start && payment.state == PaymentState::Starting {
        payment.state = PaymentState::Pending;
    }
}

fn unavailable() -> Decline {
    let text = |en: &str, zh: &str| -> Texts {
        [("en".to_owned(), en.to_owned()), ("zh-CN".to_owned(), zh.to_owned())].into()
    };
    Decline {
        code: "unavailable".to_owned(),
        customer: text("This way of paying is not available now.", "该支付方式暂不可用。"),
        cashier: text(
            "The payment plugin could not be asked; no money was taken. Choose another tender.",
            "支付插件无法调用，未扣款，请改用其他支付方式。",
        ),
    }
}

pub(super) fn attempt(app: &App, step: PaymentStep, outcome: &str, detail: Option<String>) -> Attempt {
    let step = match step {
        PaymentStep::Start => "start",
        PaymentStep::Query => "query",
        PaymentStep::Cancel => "cancel",
        PaymentStep::Report => "report",
        PaymentStep::Decision => "decision",
    };
    Attempt {
        id: Uuid::now_v7(),
        at_ms: app.now_ms(),
        step: step.to_owned(),
        outcome: outcome.to_owned(),
        detail,
    }
}

fn detail_of(answer: &PaymentAnswer) -> Option<String> {
    match answer {
        PaymentAnswer::Paid(receipt) => Some(receipt.reference.clone()),
        PaymentAnswer::Declined(decline) => Some(decline.code.clone()),
        _ => None,
    }
}

/// Takes what the party reported by itself.
async fn read_reports(app: &App, tenant: TenantId, payment: Payment) -> AppResult<Payment> {
    let id = payment.id;
    let mut payment = payment;
    for _ in 0..TAKES_MAX {
        let reports = app.store.unread_reports(tenant, id).await?;
        if reports.is_empty() {
            return Ok(payment);
        }
        let due = payment.due_at_ms;
        let mut read = Vec::with_capacity(reports.len());
        for report in reports {
            let answer = Ok(report.answer);
            read.push((report.id, take(app, tenant, &mut payment, PaymentStep::Report, &answer).await?));
        }
        payment.due_at_ms = due;
        if app.store.change_payment(tenant, &payment, &[], &read).await? {
            payment.version += 1;
            return Ok(payment);
        }
        payment = reread(app, tenant, id).await?.unwrap_or(payment);
    }
    Ok(payment)
}

async fn reread(app: &App, tenant: TenantId, id: PaymentId) -> AppResult<Option<Payment>> {
    Ok(app.store.get_payment(tenant, id).await?)
}

/// When an undecided payment is asked for again, or what follows from a decided one is looked at again.
fn next_due(
    app: &App,
    payment: &Payment,
    step: PaymentStep,
    answer: &Result<PaymentAnswer, NoAnswer>,
) -> i64 {
    let now = app.now_ms();
    if !payment.state.is_open() {
        return now + FOLLOW_AGAIN_MS;
    }
    let wished = match answer {
        Ok(PaymentAnswer::Pending(waiting)) => i64::from(waiting.query_after_ms),
        _ => 0,
    };
    let expires = payment.expires_at_ms.unwrap_or(i64::MAX);
    let is_stuck = payment.state == PaymentState::Cancelling || payment.kind == PaymentKind::Refund;
    let longest = if is_stuck { PAUSE_STUCK_MS } else { PAUSE_MAX_MS };
    let pause = match wished {
        0 => backoff_ms(payment.attempts, longest),
        wished => wished.clamp(PAUSE_MIN_MS, longest),
    };
    // A charge that the party does not know is stopped at once.
    if payment.state == PaymentState::Cancelling && step == PaymentStep::Query {
        return now;
    }
    if is_stuck { now + pause } else { (now + pause).min(expires.max(now)) }
}

/// The pause after so many questions, ms.
fn backoff_ms(attempts: u32, longest: i64) -> i64 {
    let grown = (0..attempts.min(40)).fold(PAUSE_FIRST_MS, |pause, _| (pause + pause / 2).min(longest));
    grown.min(longest)
}

/// Shows a person what stays undecided for too long.
async fn watch(
    app: &App,
    tenant: TenantId,
    payment: &Payment,
    answer: &Result<PaymentAnswer, NoAnswer>,
) -> AppResult<()> {
    let now = app.now_ms();
    let patience = match payment.kind {
        PaymentKind::Charge => payment.expires_at_ms.unwrap_or(payment.created_at_ms) + UNKNOWN_AFTER_MS,
        PaymentKind::Refund => payment.created_at_ms + REFUND_SLOW_MS,
    };
    if now < patience {
        return Ok(());
    }
    let detail = match answer {
        Ok(answer) => format!("the party says `{}`", answer.as_str()),
        Err(none) => none.detail.clone(),
    };
    raise(app, tenant, payment, Trouble::Unknown, &detail).await
}

/// Does what follows from a decided payment, and puts it to rest.
pub(super) async fn conclude(app: &Arc<App>, tenant: TenantId, payment: Payment) -> AppResult<()> {
    let said = format!("known by now: {:?}", payment.state).to_lowercase();
    settle(app, tenant, &payment, Trouble::Unknown, &said).await?;
    match (payment.kind, payment.state) {
        (PaymentKind::Refund, PaymentState::Failed) => {
            let code = payment.decline.as_ref().map_or("no reason given", |decline| decline.code.as_str());
            raise(app, tenant, &payment, Trouble::RefundFailed, code).await?;
        }
        (PaymentKind::Refund, _) => settle(app, tenant, &payment, Trouble::RefundFailed, &said).await?,
        (PaymentKind::Charge, _) => _ = follow(app, tenant, payment.sale).await?,
    }
    let rest = Payment { due_at_ms: None, ..payment };
    // Somebody else changed it: then they see to it.
    app.store.change_payment(tenant, &rest, &[], &[]).await?;
    Ok(())
}
