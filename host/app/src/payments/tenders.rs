//! Another tender in place of one that failed.

use super::follow::{Change, follow, rework};
use super::plan::{NewTender, Place, plan};
use super::work::start;
use crate::app::App;
use crate::context::OpContext;
use crate::error::{AppError, AppResult};
use crate::sales::{TENDERS_MAX, get_sale};
use bodega_domain::ids::SaleId;
use bodega_domain::sale::{Sale, SaleStatus, TenderState, settle};
use std::sync::Arc;

/// How often accounts are looked at again because somebody else took from them.
const CLAIM_RETRIES_MAX: u32 = 3;

/// Pays the rest of a sale in another way: failed tenders make room for `tenders`, which with those that stay must pay for
/// the sale.
///
/// # Errors
/// `sale.not_awaiting` where it does not wait any more, `tender.does_not_pay` where the tenders do not fit.
pub async fn add_tenders(
    app: &Arc<App>,
    cx: &OpContext,
    id: SaleId,
    tenders: Vec<NewTender>,
) -> AppResult<Sale> {
    let mut tries = 0;
    let charges = loop {
        let sale = get_sale(app, cx, id).await?;
        let place = waiting_place(app, &sale)?;
        let planned = plan(app, cx.tenant, &place, &tenders).await?;
        let charges = planned.payments.clone();
        let unit = app.facts.store_context(&app.store, cx.tenant, sale.store).await?;
        let cash_unit = unit.org_unit.cash_unit_minor;
        let changed = rework(app, cx.tenant, id, |sale| {
            waiting_place(app, sale)?;
            if sale.tenders.iter().all(|tender| tender.state != TenderState::Failed) {
                let message = "no tender has failed; stop one to pay in another way";
                return Err(AppError::conflict("tender.none_failed", message));
            }
            sale.tenders.retain(|tender| tender.state != TenderState::Failed);
            let new_ids = planned.tenders.iter().map(|tender| tender.id);
            let all: Vec<_> = sale.tenders.iter().map(|tender| tender.id).chain(new_ids).collect();
            if all.len() > TENDERS_MAX || (1..all.len()).any(|at| all[..at].contains(&all[at])) {
                let message = format!("a sale has at most {TENDERS_MAX} tenders, each with an id of its own");
                return Err(AppError::invalid("tender.duplicate", "/tenders", message));
            }
            sale.tenders.extend(planned.tenders.iter().cloned());
            let settlement = settle(sale.total_minor, &sale.tenders, cash_unit)
                .map_err(|error| AppError::invalid("tender.does_not_pay", "/tenders", error.to_string()))?;
            sale.cash_rounding_minor = settlement.cash_rounding_minor;
            sale.change_minor = settlement.change_minor;
            let (claims, payments) = (planned.claims.clone(), planned.payments.clone());
            Ok(Change { claims, payments, ..Change::default() })
        });
        match changed.await {
            Ok(_) => break charges,
            // Somebody else took it: the next plan sees the new balance.
            Err(error) if error.code == "tender.no_funds" && tries < CLAIM_RETRIES_MAX => tries += 1,
            Err(error) => return Err(error),
        }
    };
    start(app, cx.tenant, charges).await;
    follow(app, cx.tenant, id).await
}

fn waiting_place(app: &App, sale: &Sale) -> AppResult<Place> {
    let open = sale.expires_at_ms.filter(|expires| *expires > app.now_ms());
    match (sale.status, open) {
        (SaleStatus::AwaitingPayment, Some(expires_at_ms)) => Ok(Place {
            sale: sale.id,
            number: sale.number.clone(),
            store: sale.store,
            terminal: sale.terminal,
            currency: sale.currency.clone(),
            expires_at_ms,
        }),
        _ => Err(AppError::conflict("sale.not_awaiting", "the sale does not wait for a payment any more")),
    }
}
