//! What payments do to their sale: it is completed when every tender is settled, and voided only when no party has the last
//! word still to say. Money that pays for nothing goes back.

use super::back::{refund_of, refundable};
use super::notice::{Trouble, derived, give_back, raise};
use crate::app::App;
use crate::error::{AppError, AppResult};
use crate::sales::{event, sale_committed};
use bodega_domain::event::{SALE_TENDERED, SALE_VOIDED, SaleTendered, SaleVoided};
use bodega_domain::ids::{SaleId, TenantId};
use bodega_domain::payment::{Intent, PAY_PREFIX, Payment, PaymentKind, PaymentState};
use bodega_domain::sale::{Sale, SaleStatus, TenderState};
use bodega_store::ledger::LedgerPosting;
use bodega_store::sales::{ChangeError, ChangeSale};
use std::sync::Arc;

/// How often a sale is looked at again because somebody else changed it.
const TRIES_MAX: u32 = 8;

/// What else is to become of a sale that awaits payment.
#[derive(Clone, Debug, Default)]
pub(crate) struct Change {
    /// Give it up as soon as no charge is open.
    pub void: Option<String>,
    /// Whether that is because its time is up.
    pub is_expired: bool,
    /// Postings of new tenders.
    pub claims: Vec<LedgerPosting>,
    /// Charges of new tenders.
    pub payments: Vec<Payment>,
}

/// Brings a sale up to what its payments say.
pub(crate) async fn follow(app: &Arc<App>, tenant: TenantId, sale: SaleId) -> AppResult<Sale> {
    rework(app, tenant, sale, |_| Ok(Change::default())).await
}

/// As [`follow`], with an edit of the sale where it still awaits payment. The edit is made again where somebody else changed the
/// sale in between.
pub(crate) async fn rework(
    app: &Arc<App>,
    tenant: TenantId,
    id: SaleId,
    edit: impl Fn(&mut Sale) -> AppResult<Change>,
) -> AppResult<Sale> {
    for _ in 0..TRIES_MAX {
        let found = app.store.get_sale(tenant, id).await?;
        let before = found.ok_or_else(|| AppError::not_found("sale.unknown", format!("sale {id}")))?;
        let payments = app.store.payments_of_sale(tenant, id).await?;
        let mut after = before.clone();
        if before.status == SaleStatus::AwaitingPayment {
            read_charges(&mut after, &payments);
        }
        let edited = edit(&mut after)?;
        if before.status != SaleStatus::AwaitingPayment {
            send_back_strays(app, tenant, &before, &payments).await?;
            return Ok(before);
        }
        let all: Vec<&Payment> = payments.iter().chain(&edited.payments).collect();
        after.status = status_of(&after, &all, edited.void.is_some());
        let mut new = edited.payments;
        if after.status != SaleStatus::AwaitingPayment {
            after.expires_at_ms = None;
        }
        if after.status == SaleStatus::Voided {
            for tender in after.tenders.iter_mut().filter(|tender| tender.state == TenderState::Pending) {
                tender.state = TenderState::Failed;
            }
            new.extend(refunds_of_voided(app, tenant, &payments).await?);
        }
        if after == before && new.is_empty() && edited.claims.is_empty() {
            return Ok(before);
        }
        let is_given_up = has_intent(&payments, Intent::Void);
        let is_expired = edited.is_expired || (edited.void.is_none() && !is_given_up);
        let default = if is_given_up { "the sale was given up" } else { "payment did not come in time" };
        let reason = edited.void.unwrap_or_else(|| default.to_owned());
        let now = app.now_ms();
        let change = ChangeSale {
            tenant,
            events: vec![event_of(&after, now, reason)?],
            before,
            after,
            claims: edited.claims,
            payments: new,
            recorded_at_ms: now,
        };
        match app.store.change_sale(change).await {
            Ok(sale) => {
                app.wake_outbox();
                app.wake_payments();
                if sale.status == SaleStatus::Voided && is_expired {
                    show_drawer(app, tenant, &sale).await?;
                }
                if sale.status != SaleStatus::AwaitingPayment {
                    send_back_strays(app, tenant, &sale, &payments).await?;
                }
                return Ok(sale);
            }
            Err(ChangeError::Changed) => continue,
            Err(ChangeError::UnknownSale) => {
                return Err(AppError::not_found("sale.unknown", format!("sale {id}")));
            }
            Err(ChangeError::ClaimRefused(refused)) => {
                return Err(AppError::conflict("tender.no_funds", refused.to_string()));
            }
            Err(ChangeError::Store(error)) => return Err(error.into()),
        }
    }
    Err(AppError::conflict("sale.contended", "the sale is being changed by others; try again"))
}

fn has_intent(payments: &[Payment], intent: Intent) -> bool {
    payments.iter().any(|payment| payment.kind == PaymentKind::Charge && payment.intent == intent)
}

/// Shows a person what was handed over for a sale that nobody is at any more, e.g. cash that is in the drawer.
async fn show_drawer(app: &App, tenant: TenantId, sale: &Sale) -> AppResult<()> {
    let handed = sale.tenders.iter().filter(|tender| tender.state == TenderState::Settled);
    for tender in handed.filter(|t| !t.method.starts_with(PAY_PREFIX) && t.parts.is_empty()) {
        give_back(app, tenant, sale, tender).await?;
    }
    Ok(())
}

/// Tenders that plugins charge stand as their charges do.
fn read_charges(sale: &mut Sale, payments: &[Payment]) {
    for tender in &mut sale.tenders {
        let charge = payments.iter().rfind(|p| p.kind == PaymentKind::Charge && p.tender == tender.id);
        let Some(charge) = charge else { continue };
        tender.state = match charge.state {
            PaymentState::Paid => TenderState::Settled,
            PaymentState::Failed | PaymentState::Replaced => TenderState::Failed,
            _ => TenderState::Pending,
        };
        tender.reference = charge.reference.clone();
    }
}

fn status_of(sale: &Sale, payments: &[&Payment], is_voided: bool) -> SaleStatus {
    let mut charges = payments.iter().filter(|payment| payment.kind == PaymentKind::Charge);
    if charges.clone().any(|charge| charge.state.is_open()) {
        return SaleStatus::AwaitingPayment;
    }
    let is_void = is_voided || charges.clone().any(|charge| charge.intent == Intent::Void);
    if !is_void && sale.tenders.iter().all(|tender| tender.state == TenderState::Settled) {
        return SaleStatus::Completed;
    }
    let is_up = charges.any(|charge| charge.intent == Intent::Expire);
    if is_void || is_up { SaleStatus::Voided } else { SaleStatus::AwaitingPayment }
}

fn event_of(sale: &Sale, now_ms: i64, reason: String) -> AppResult<bodega_store::events::NewEvent> {
    match sale.status {
        SaleStatus::Completed => sale_committed(sale, now_ms),
        SaleStatus::Voided => {
            let payload = SaleVoided { sale: sale.id, status: SaleStatus::Voided, reason };
            event(SALE_VOIDED, sale, now_ms, &payload)
        }
        SaleStatus::AwaitingPayment => {
            let payload = SaleTendered { sale: sale.id, tenders: sale.tenders.clone() };
            event(SALE_TENDERED, sale, now_ms, &payload)
        }
    }
}

/// What goes back of a sale that is given up: the whole of each charge that was paid and not paid back yet.
async fn refunds_of_voided(app: &App, tenant: TenantId, payments: &[Payment]) -> AppResult<Vec<Payment>> {
    let mut refunds = Vec::new();
    for charge in payments.iter().filter(|payment| is_stray(payment, payments)) {
        if refundable(app, tenant, charge, charge.amount_minor, payments).await?.is_ok() {
            refunds.push(stray_refund(app, charge));
        }
    }
    Ok(refunds)
}

fn stray_refund(app: &App, charge: &Payment) -> Payment {
    // The same charge is sent back once, however often somebody looks.
    let id = derived(charge.id.0, "late").into();
    let reason = "the sale was given up before the money came";
    Payment { id, ..refund_of(charge, charge.amount_minor, reason, app.now_ms()) }
}

/// Paid, and nothing of it sent back.
fn is_stray(payment: &Payment, payments: &[Payment]) -> bool {
    payment.kind == PaymentKind::Charge
        && payment.state == PaymentState::Paid
        && !payments.iter().any(|refund| refund.charge == Some(payment.id))
}

/// Money that came for a sale that is decided without it goes back, or is shown to a person.
async fn send_back_strays(
    app: &Arc<App>,
    tenant: TenantId,
    sale: &Sale,
    payments: &[Payment],
) -> AppResult<()> {
    let mut refunds = Vec::new();
    for charge in payments.iter().filter(|payment| is_stray(payment, payments)) {
        let pays = sale.tenders.iter().any(|t| t.id == charge.tender && t.state == TenderState::Settled);
        if sale.status == SaleStatus::Completed && pays {
            continue;
        }
        match refundable(app, tenant, charge, charge.amount_minor, payments).await? {
            Ok(()) => refunds.push(stray_refund(app, charge)),
            Err(why) => raise(app, tenant, charge, Trouble::Late, &why).await?,
        }
    }
    if !refunds.is_empty() {
        app.store.add_payments(tenant, &refunds).await?;
        app.wake_payments();
    }
    Ok(())
}
