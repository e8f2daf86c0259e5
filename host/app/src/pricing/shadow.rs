//! Asks versions on trial what the ones in use were asked, beside the way of a sale, and compares.

use super::consult::{ask, declare};
use super::quote::{Quote, ShadowPrice};
use crate::app::App;
use crate::error::AppResult;
use crate::plugins::shadow::{Comparison, Side};
use bodega_domain::ids::{OrgUnitId, TenantId};
use bodega_domain::pricing::{Outcome, PricingInput};
use bodega_plugin_host::{Point, PureBasket};
use std::sync::Arc;

/// Sales that wait to be compared; beyond it they are let go: a trial never holds a till up.
const WAITING_MAX: usize = 256;

/// A sale whose candidates are to be asked.
pub(crate) struct ShadowSale {
    tenant: TenantId,
    store: OrgUnitId,
    input: PricingInput,
    shadows: Vec<ShadowPrice>,
}

impl App {
    /// Leaves a sold basket for the candidates, where there are any.
    pub(crate) fn leave_for_trial(&self, tenant: TenantId, store: OrgUnitId, quote: &mut Quote) {
        let shadows = std::mem::take(&mut quote.shadows);
        if shadows.is_empty() {
            return;
        }
        let mut waiting = self.trial_sales.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if waiting.len() < WAITING_MAX {
            waiting.push(ShadowSale { tenant, store, input: quote.input.clone(), shadows });
        }
    }
}

/// Asks the candidates of the sales that wait.
pub(crate) async fn compare_waiting(app: &App) -> AppResult<()> {
    let waiting =
        std::mem::take(&mut *app.trial_sales.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
    for sale in waiting {
        let basket = PureBasket::new(Arc::new(sale.input.clone()));
        for shadow in sale.shadows {
            let candidate = &shadow.candidate;
            // What it declares may be other than what the version in use does.
            let declared = declare(app, sale.tenant, candidate, &sale.input).await?.declared;
            let answered = match &candidate.not_ready {
                Some(reason) => Outcome::Skipped(reason.clone()),
                None => ask(app, sale.tenant, candidate, &basket, &shadow.runs, &declared),
            };
            app.shadows.push(Comparison {
                tenant: sale.tenant,
                installation: candidate.id,
                package: candidate.package.clone(),
                at_ms: app.now_ms(),
                store: Some(sale.store),
                kind: Point::PricingPrice.as_str(),
                // The member stands for a person: the basket is told without.
                input: serde_json::json!({ "lines": sale.input.lines, "coupons": sale.input.coupons }),
                live: side(&shadow.live),
                candidate: side(&answered),
            });
        }
    }
    Ok(())
}

fn side(outcome: &Outcome) -> Side {
    match outcome {
        Outcome::Answered(answer) => Side::answer(answer),
        Outcome::Skipped(reason) => Side::Failed(format!("{}: {}", reason.code, reason.message)),
    }
}
