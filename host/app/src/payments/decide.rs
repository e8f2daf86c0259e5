//! What people do about payments: stop one, or say what became of one that no plugin knows.

use super::follow::{Change, rework};
use super::read::find;
use super::work::{LEASE_MS, attempt, conclude, move_on};
use crate::app::App;
use crate::check::{NAME_MAX, text};
use crate::context::OpContext;
use crate::error::{AppError, AppResult};
use bodega_domain::ids::{PaymentId, SaleId, TenantId};
use bodega_domain::payment::{Intent, Payment, PaymentKind, PaymentState, PaymentStep};
use bodega_domain::sale::{Sale, TenderState};
use std::sync::Arc;

/// How often a change is made again because somebody else changed the payment.
const TRIES_MAX: u32 = 8;

/// What a person found out, e.g. in the party's own console.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// The money moved.
    Paid {
        /// The party's reference.
        reference: String,
    },
    /// No money moved, and none will.
    Failed,
    /// A refund that failed is to be tried again.
    Retry,
    /// A refund that failed was paid out in another way, e.g. in cash.
    Replaced,
}

/// Stops a charge: the party is asked until it confirms. Another tender can be taken once the charge has failed.
///
/// # Errors
/// `payment.decided` where the party has spoken already.
pub async fn cancel(app: &Arc<App>, cx: &OpContext, id: PaymentId) -> AppResult<Payment> {
    let payment = find(app, cx, id).await?;
    if payment.kind != PaymentKind::Charge || !payment.state.is_open() {
        return Err(AppError::conflict(
            "payment.decided",
            "only a charge that is not decided can be stopped",
        ));
    }
    stop(app, cx.tenant, id, Intent::Take).await?;
    find(app, cx, id).await
}

/// Stops every charge of a sale that is still open, and waits for the first answers.
pub(crate) async fn stop_all(app: &Arc<App>, tenant: TenantId, sale: SaleId) -> AppResult<()> {
    for charge in open_charges(app, tenant, sale).await? {
        stop(app, tenant, charge, Intent::Void).await?;
    }
    Ok(())
}

async fn open_charges(app: &App, tenant: TenantId, sale: SaleId) -> AppResult<Vec<PaymentId>> {
    let payments = app.store.payments_of_sale(tenant, sale).await?;
    let open = payments.iter().filter(|p| p.kind == PaymentKind::Charge && p.state.is_open());
    Ok(open.map(|charge| charge.id).collect())
}

/// Asks the party to stop a charge. The call goes on where the caller gives up.
async fn stop(app: &Arc<App>, tenant: TenantId, id: PaymentId, intent: Intent) -> AppResult<()> {
    // Ours for the call that follows; should the node go down, the worker goes on.
    let due_at_ms = app.now_ms() + LEASE_MS;
    let Some(stopped) = mark(app, tenant, id, intent, due_at_ms).await? else { return Ok(()) };
    let app = app.clone();
    let call = tokio::spawn(async move { move_on(&app, tenant, stopped).await });
    call.await.map_err(AppError::fault)?
}

/// Marks a charge as one to be stopped; `None` = it is decided already.
async fn mark(
    app: &App,
    tenant: TenantId,
    id: PaymentId,
    intent: Intent,
    due_at_ms: i64,
) -> AppResult<Option<Payment>> {
    for _ in 0..TRIES_MAX {
        let found = app.store.get_payment(tenant, id).await?;
        let Some(payment) = found.filter(|payment| payment.state.is_open()) else { return Ok(None) };
        let intent = if payment.intent == Intent::Void { Intent::Void } else { intent };
        let state = PaymentState::Cancelling;
        let stopped = Payment { state, intent, due_at_ms: Some(due_at_ms), ..payment };
        if app.store.change_payment(tenant, &stopped, &[], &[]).await? {
            return Ok(Some(Payment { version: stopped.version + 1, ..stopped }));
        }
    }
    Err(AppError::conflict("payment.contended", "the payment is being changed by others; try again"))
}

/// Takes a person's word for what became of a payment, with the reason on its history.
///
/// # Errors
/// `payment.decision` where the decision does not fit the payment as it stands.
pub async fn decide(
    app: &Arc<App>,
    cx: &OpContext,
    id: PaymentId,
    decision: Decision,
    reason: &str,
) -> AppResult<Payment> {
    text("/reason", reason, NAME_MAX)?;
    if let Decision::Paid { reference } = &decision {
        text("/reference", reference, NAME_MAX)?;
    }
    for _ in 0..TRIES_MAX {
        let mut payment = find(app, cx, id).await?;
        let outcome = apply(&mut payment, &decision, app.now_ms())?;
        let noted = attempt(app, PaymentStep::Decision, outcome, Some(format!("{reason} (by {})", cx.actor)));
        payment.due_at_ms = Some(app.now_ms());
        if app.store.change_payment(cx.tenant, &payment, &[noted], &[]).await? {
            let payment = Payment { version: payment.version + 1, ..payment };
            match payment.state.is_open() {
                true => app.wake_payments(),
                false => conclude(app, cx.tenant, payment).await?,
            }
            return find(app, cx, id).await;
        }
    }
    Err(AppError::conflict("payment.contended", "the payment is being changed by others; try again"))
}

fn apply(payment: &mut Payment, decision: &Decision, now_ms: i64) -> AppResult<&'static str> {
    let is_failed_refund = payment.kind == PaymentKind::Refund && payment.state == PaymentState::Failed;
    match decision {
        Decision::Paid { reference } if payment.state.is_open() || payment.state == PaymentState::Failed => {
            payment.state = PaymentState::Paid;
            payment.reference = Some(reference.clone());
            payment.paid_at_ms = Some(now_ms);
            (payment.waiting, payment.decline, payment.error) = (None, None, None);
            Ok("paid")
        }
        Decision::Failed if payment.state.is_open() => {
            payment.close();
            Ok("failed")
        }
        Decision::Retry if is_failed_refund => {
            payment.state = PaymentState::Starting;
            (payment.decline, payment.error) = (None, None);
            Ok("retry")
        }
        Decision::Replaced if is_failed_refund => {
            payment.state = PaymentState::Replaced;
            Ok("replaced")
        }
        _ => {
            let message =
                format!("this decision does not fit a {:?} that is {:?}", payment.kind, payment.state);
            Err(AppError::conflict("payment.decision", message.to_lowercase()))
        }
    }
}

/// Gives up a sale that waited too long: the worker stops its charges; what is paid when all are known still pays for it.
pub(crate) async fn expire(app: &Arc<App>, tenant: TenantId, sale: SaleId) -> AppResult<Sale> {
    for charge in open_charges(app, tenant, sale).await? {
        mark(app, tenant, charge, Intent::Expire, app.now_ms()).await?;
    }
    app.wake_payments();
    rework(app, tenant, sale, |sale| {
        // It is not found again: from here on its charges lead it to its end.
        sale.expires_at_ms = None;
        let reason = "payment did not come in time";
        let is_paid = sale.tenders.iter().all(|tender| tender.state == TenderState::Settled);
        Ok(Change { void: (!is_paid).then(|| reason.to_owned()), is_expired: true, ..Change::default() })
    })
    .await
}
