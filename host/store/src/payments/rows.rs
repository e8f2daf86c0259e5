//! Payments as rows and back. Structs are taken apart field by field: a field added to the domain does not compile here
//! until it has a column.

use super::NewReport;
use crate::StoreError;
use crate::db::{from_json, narrow, to_json};
use crate::entities::{payment, payment_attempt};
use bodega_domain::ids::{
    InstallationId, OrgUnitId, PaymentId, ReturnId, SaleId, TenantId, TenderId, TerminalId,
};
use bodega_domain::payment::{Intent, Payment, PaymentKind, PaymentState};
use uuid::Uuid;

/// The outcome of a report that nobody read yet.
pub(super) const UNREAD: &str = "unread";

pub(super) fn kind_word(kind: PaymentKind) -> &'static str {
    match kind {
        PaymentKind::Charge => "charge",
        PaymentKind::Refund => "refund",
    }
}

pub(super) fn state_word(state: PaymentState) -> &'static str {
    match state {
        PaymentState::Starting => "starting",
        PaymentState::Pending => "pending",
        PaymentState::Cancelling => "cancelling",
        PaymentState::Paid => "paid",
        PaymentState::Failed => "failed",
        PaymentState::Replaced => "replaced",
    }
}

pub(super) fn intent_word(intent: Intent) -> &'static str {
    match intent {
        Intent::Take => "take",
        Intent::Expire => "expire",
        Intent::Void => "void",
    }
}

pub(crate) fn payment_row(tenant: TenantId, from: &Payment) -> payment::Model {
    let Payment {
        id,
        kind,
        state,
        intent,
        sale,
        number,
        sale_return,
        tender,
        charge,
        installation,
        plugin,
        method,
        store,
        terminal,
        amount_minor,
        currency,
        presented_code,
        reason,
        created_at_ms,
        expires_at_ms,
        reference,
        paid_at_ms,
        waiting,
        decline,
        error,
        attempts,
        due_at_ms,
        version,
    } = from;
    payment::Model {
        tenant_id: tenant.0,
        id: id.0,
        kind: kind_word(*kind).to_owned(),
        state: state_word(*state).to_owned(),
        intent: intent_word(*intent).to_owned(),
        sale_id: sale.0,
        number: number.clone(),
        return_id: sale_return.map(|id| id.0),
        tender_id: tender.0,
        charge_id: charge.map(|id| id.0),
        installation_id: installation.0,
        plugin: plugin.clone(),
        method: method.clone(),
        store_id: store.0,
        terminal_id: terminal.0,
        amount_minor: *amount_minor,
        currency: currency.clone(),
        presented_code: presented_code.clone(),
        reason: reason.clone(),
        created_at_ms: *created_at_ms,
        expires_at_ms: *expires_at_ms,
        reference: reference.clone(),
        paid_at_ms: *paid_at_ms,
        waiting_json: waiting.as_ref().map(to_json),
        decline_json: decline.as_ref().map(to_json),
        error: error.clone(),
        attempts: (*attempts).into(),
        due_at_ms: *due_at_ms,
        version: *version,
    }
}

pub(crate) fn read_payment(row: payment::Model) -> Result<Payment, StoreError> {
    let state = [
        PaymentState::Starting,
        PaymentState::Pending,
        PaymentState::Cancelling,
        PaymentState::Paid,
        PaymentState::Failed,
        PaymentState::Replaced,
    ]
    .into_iter()
    .find(|state| state_word(*state) == row.state);
    let kind =
        [PaymentKind::Charge, PaymentKind::Refund].into_iter().find(|kind| kind_word(*kind) == row.kind);
    let intent = [Intent::Take, Intent::Expire, Intent::Void]
        .into_iter()
        .find(|intent| intent_word(*intent) == row.intent);
    Ok(Payment {
        id: PaymentId(row.id),
        kind: kind.ok_or_else(|| StoreError::damaged("payment kind", &row.kind))?,
        state: state.ok_or_else(|| StoreError::damaged("payment state", &row.state))?,
        intent: intent.ok_or_else(|| StoreError::damaged("payment intent", &row.intent))?,
        sale: SaleId(row.sale_id),
        number: row.number,
        sale_return: row.return_id.map(ReturnId),
        tender: TenderId(row.tender_id),
        charge: row.charge_id.map(PaymentId),
        installation: InstallationId(row.installation_id),
        plugin: row.plugin,
        method: row.method,
        store: OrgUnitId(row.store_id),
        terminal: TerminalId(row.terminal_id),
        amount_minor: row.amount_minor,
        currency: row.currency,
        presented_code: row.presented_code,
        reason: row.reason,
        created_at_ms: row.created_at_ms,
        expires_at_ms: row.expires_at_ms,
        reference: row.reference,
        paid_at_ms: row.paid_at_ms,
        waiting: row.waiting_json.map(|json| from_json(&json, "payment on its way")).transpose()?,
        decline: row.decline_json.map(|json| from_json(&json, "declined payment")).transpose()?,
        error: row.error,
        attempts: narrow(row.attempts, "payment attempts")?,
        due_at_ms: row.due_at_ms,
        version: row.version,
    })
}

/// What counts against a charge: every refund but those of which no money moved and none will.
pub(crate) fn counted_refunds(payments: &[Payment], charge: PaymentId) -> i64 {
    let of_charge = payments.iter().filter(|p| p.charge == Some(charge) && p.state != PaymentState::Failed);
    of_charge.map(|refund| refund.amount_minor).fold(0, i64::saturating_add)
}

/// The row of a report that waits to be read.
pub(crate) fn report_row(tenant: TenantId, report: &NewReport, at_ms: i64) -> payment_attempt::Model {
    payment_attempt::Model {
        tenant_id: tenant.0,
        payment_id: report.payment.0,
        id: Uuid::now_v7(),
        at_ms,
        step: "report".to_owned(),
        outcome: UNREAD.to_owned(),
        detail: None,
        answer_json: Some(to_json(&report.answer)),
    }
}
