//! What becomes of a sale that awaits payment beside what plugins charge: outcomes that a till records, giving up, expiry.

use super::read::get_sale;
use crate::app::App;
use crate::context::OpContext;
use crate::error::{AppError, AppResult};
use crate::payments::{Change, expire, rework, stop_all};
use bodega_domain::ids::{SaleId, TenderId};
use bodega_domain::payment::PAY_PREFIX;
use bodega_domain::sale::{Sale, SaleStatus, TenderState};
use bodega_store::exceptions::Exception;
use serde_json::json;
use std::sync::Arc;

/// Sales voided in one look at the clock.
const EXPIRED_BATCH: u32 = 100;

/// What an outside party says of a tender.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PaymentOutcome {
    /// The money came.
    Settled {
        /// The party's reference.
        reference: Option<String>,
    },
    /// It will not come.
    Failed,
}

/// Takes the outcome of a pending tender that the till itself follows. When the last one is settled the sale is completed; one
/// that failed makes room for another. Money for a sale that was voided meanwhile is shown to a person as an exception.
pub async fn record_payment(
    app: &Arc<App>,
    cx: &OpContext,
    id: SaleId,
    tender: TenderId,
    outcome: PaymentOutcome,
) -> AppResult<Sale> {
    let sale = get_sale(app, cx, id).await?;
    let own = sale.tenders.iter().find(|own| own.id == tender);
    let own =
        own.ok_or_else(|| AppError::invalid("tender.unknown", "/tender", "the sale has no such tender"))?;
    if own.method.starts_with(PAY_PREFIX) {
        let message =
            "a plugin follows this tender; where it does not know, an administrator decides the payment";
        return Err(AppError::conflict("payment.by_plugin", message));
    }
    match (sale.status, &outcome) {
        // Settled twice is the same news twice; a failure after completion contradicts what was booked.
        (SaleStatus::Completed, PaymentOutcome::Settled { .. }) => return Ok(sale),
        (SaleStatus::Completed, PaymentOutcome::Failed) => return Err(completed()),
        (SaleStatus::Voided, PaymentOutcome::Settled { .. }) => {
            return Err(late(app, cx, &sale, tender).await?);
        }
        (SaleStatus::Voided, PaymentOutcome::Failed) => return Ok(sale),
        (SaleStatus::AwaitingPayment, _) => {}
    }
    let recorded = rework(app, cx.tenant, id, |sale| {
        if let Some(own) = sale.tenders.iter_mut().find(|own| own.id == tender) {
            own.state = match &outcome {
                PaymentOutcome::Settled { reference } => {
                    own.reference = reference.clone().or_else(|| own.reference.take());
                    TenderState::Settled
                }
                PaymentOutcome::Failed => TenderState::Failed,
            };
        }
        Ok(Change::default())
    });
    let sale = recorded.await?;
    if sale.status == SaleStatus::Voided && outcome != PaymentOutcome::Failed {
        return Err(late(app, cx, &sale, tender).await?);
    }
    Ok(sale)
}

fn completed() -> AppError {
    AppError::conflict("sale.completed", "the sale is paid and completed; make a return instead")
}

/// Shows a person that money came for a sale that is no more.
async fn late(app: &App, cx: &OpContext, sale: &Sale, tender: TenderId) -> AppResult<AppError> {
    let message =
        json!({ "sale": sale.id, "number": sale.number, "tender": tender, "total_minor": sale.total_minor });
    let exception = Exception {
        id: tender.0,
        kind: "payment.late".to_owned(),
        document: Some(sale.id.0),
        message_json: message.to_string(),
        raised_at_ms: app.now_ms(),
        resolved_at_ms: None,
        resolution: None,
    };
    tracing::warn!(tenant = %cx.tenant, sale.id = %sale.id, "money came for the voided sale {}", sale.id);
    app.store.raise_exception(cx.tenant, &exception).await?;
    let message = "the sale was voided before the money came; a person has to refund it";
    Ok(AppError::conflict("payment.late", message))
}

/// Gives up a sale that awaits payment: claims are voided, stock is released. Charges of plugins are stopped first: the sale
/// goes on waiting until each is known, and money that came goes back.
pub async fn void(app: &Arc<App>, cx: &OpContext, id: SaleId, reason: &str) -> AppResult<Sale> {
    let sale = get_sale(app, cx, id).await?;
    match sale.status {
        SaleStatus::Completed => return Err(completed()),
        SaleStatus::Voided => return Ok(sale),
        SaleStatus::AwaitingPayment => {}
    }
    stop_all(app, cx.tenant, id).await?;
    rework(app, cx.tenant, id, |sale| match sale.status {
        SaleStatus::Completed => Err(completed()),
        _ => {
            sale.expires_at_ms = None;
            Ok(Change { void: Some(reason.to_owned()), ..Change::default() })
        }
    })
    .await
}

/// Voids what waited too long; gives how many. Background work calls it.
pub async fn void_expired(app: &Arc<App>) -> AppResult<usize> {
    let expired = app.store.expired_sales(app.now_ms(), EXPIRED_BATCH).await?;
    for row in &expired {
        if let Err(error) = expire(app, row.tenant, row.sale).await {
            tracing::error!(tenant = %row.tenant, sale.id = %row.sale, "an unpaid sale stays for now: {error}");
        }
    }
    Ok(expired.len())
}
