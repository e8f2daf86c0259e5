//! What becomes of a sale that awaits payment: paid, given up, or paid too late.

use super::checkout::{event, sale_committed};
use super::read::get_sale;
use crate::app::App;
use crate::context::OpContext;
use crate::error::{AppError, AppResult};
use bodega_domain::event::{SALE_VOIDED, SaleVoided};
use bodega_domain::ids::{SaleId, TenderId};
use bodega_domain::sale::{Sale, SaleStatus, Tender, TenderState};
use bodega_store::exceptions::Exception;
use bodega_store::sales::{CompletePayment, PaymentError, VoidError, VoidSale};
use serde_json::json;

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

/// Takes the outcome of one pending tender. When the last one is settled the sale is completed; when one failed
/// the sale is voided. Money for a sale that was voided meanwhile is shown to a person as an exception.
pub async fn record_payment(
    app: &App,
    cx: &OpContext,
    id: SaleId,
    tender: TenderId,
    outcome: PaymentOutcome,
) -> AppResult<Sale> {
    let sale = get_sale(app, cx, id).await?;
    let mut tenders = sale.tenders.clone();
    let own = tenders.iter_mut().find(|own| own.id == tender);
    let own =
        own.ok_or_else(|| AppError::invalid("tender.unknown", "/tender", "the sale has no such tender"))?;
    let asked = match &outcome {
        PaymentOutcome::Settled { reference } => {
            own.reference = reference.clone().or_else(|| own.reference.take());
            TenderState::Settled
        }
        PaymentOutcome::Failed => TenderState::Failed,
    };
    if sale.status == SaleStatus::Completed {
        // Settled twice is the same news twice; a failure after completion contradicts what was booked.
        return match asked {
            TenderState::Settled => Ok(sale),
            _ => Err(AppError::conflict(
                "sale.completed",
                "the sale is paid and completed; make a return instead",
            )),
        };
    }
    own.state = asked;
    match outcome {
        PaymentOutcome::Failed => give_up(app, cx, sale, tenders, "a payment failed").await,
        PaymentOutcome::Settled { .. } if sale.status == SaleStatus::Voided => {
            late_money(app, cx, &sale, tender).await?;
            Err(AppError::conflict(
                "payment.late",
                "the sale was voided before the money came; a person has to refund it",
            ))
        }
        PaymentOutcome::Settled { .. } => settle_tender(app, cx, sale, tenders, tender).await,
    }
}

async fn settle_tender(
    app: &App,
    cx: &OpContext,
    sale: Sale,
    tenders: Vec<Tender>,
    tender: TenderId,
) -> AppResult<Sale> {
    let now = app.now_ms();
    let is_last = tenders.iter().all(|tender| tender.state == TenderState::Settled);
    if !is_last {
        let message = "another tender of this sale is still pending; settle all of them in one sale with one pending tender";
        return Err(AppError::conflict("tender.others_pending", message));
    }
    let completed =
        Sale { status: SaleStatus::Completed, tenders: tenders.clone(), expires_at_ms: None, ..sale.clone() };
    let events = vec![sale_committed(&completed, now)?];
    let payment = CompletePayment { tenant: cx.tenant, sale: sale.id, tenders, recorded_at_ms: now, events };
    match app.store.complete_payment(payment).await {
        Ok(settled) => {
            app.wake_outbox();
            Ok(settled.sale)
        }
        Err(PaymentError::AlreadyVoided) => {
            late_money(app, cx, &sale, tender).await?;
            Err(AppError::conflict(
                "payment.late",
                "the sale was voided before the money came; a person has to refund it",
            ))
        }
        Err(PaymentError::UnknownSale) => {
            Err(AppError::not_found("sale.unknown", format!("sale {}", sale.id)))
        }
        Err(PaymentError::Store(error)) => Err(error.into()),
    }
}

/// Shows a person that money came for a sale that is no more.
async fn late_money(app: &App, cx: &OpContext, sale: &Sale, tender: TenderId) -> AppResult<()> {
    let exception = Exception {
        id: tender.0,
        kind: "payment.late".to_owned(),
        document: Some(sale.id.0),
        message_json: json!({ "sale": sale.id, "number": sale.number, "tender": tender, "total_minor": sale.total_minor })
            .to_string(),
        raised_at_ms: app.now_ms(),
        resolved_at_ms: None,
        resolution: None,
    };
    tracing::warn!(tenant = %cx.tenant, sale.id = %sale.id, "money came for the voided sale {}", sale.id);
    Ok(app.store.raise_exception(cx.tenant, &exception).await?)
}

/// Gives up a sale that awaits payment: claims are voided, stock is released.
pub async fn void(app: &App, cx: &OpContext, id: SaleId, reason: &str) -> AppResult<Sale> {
    let sale = get_sale(app, cx, id).await?;
    let mut tenders = sale.tenders.clone();
    for tender in tenders.iter_mut().filter(|tender| tender.state == TenderState::Pending) {
        tender.state = TenderState::Failed;
    }
    give_up(app, cx, sale, tenders, reason).await
}

async fn give_up(
    app: &App,
    cx: &OpContext,
    sale: Sale,
    tenders: Vec<Tender>,
    reason: &str,
) -> AppResult<Sale> {
    let now = app.now_ms();
    let payload = SaleVoided { sale: sale.id, status: SaleStatus::Voided, reason: reason.to_owned() };
    let events = vec![event(SALE_VOIDED, &sale, now, &payload)?];
    let void = VoidSale { tenant: cx.tenant, sale: sale.id, tenders, recorded_at_ms: now, events };
    match app.store.void_sale(void).await {
        Ok(settled) => {
            app.wake_outbox();
            Ok(settled.sale)
        }
        Err(VoidError::AlreadyCompleted) => {
            Err(AppError::conflict("sale.completed", "the sale is paid and completed; make a return instead"))
        }
        Err(VoidError::UnknownSale) => Err(AppError::not_found("sale.unknown", format!("sale {}", sale.id))),
        Err(VoidError::Store(error)) => Err(error.into()),
    }
}

/// Voids what waited too long; gives how many. Background work calls it.
pub async fn void_expired(app: &App) -> AppResult<usize> {
    let expired = app.store.expired_sales(app.now_ms(), EXPIRED_BATCH).await?;
    for sale in &expired {
        match void(app, &OpContext::system(sale.tenant), sale.sale, "payment did not come in time").await {
            Ok(_) => {}
            // Paid in the meantime.
            Err(error) if error.code == "sale.completed" => {}
            Err(error) => return Err(error),
        }
    }
    Ok(expired.len())
}
