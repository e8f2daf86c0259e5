//! Reads payments, their histories, and the methods that a store can offer.

use super::plan::method_in;
use crate::app::App;
use crate::check::page as page_error;
use crate::context::OpContext;
use crate::error::{AppError, AppResult};
use bodega_domain::ids::{InstallationId, OrgUnitId, PaymentId};
use bodega_domain::payment::{PAY_PREFIX, Payment};
use bodega_package::{Payment as Declared, PaymentFlow, Refunds};
use bodega_store::payments::{Attempt, PaymentFilter};
use bodega_store::{Page, PageRequest};
use std::collections::{BTreeMap, BTreeSet};

/// A payment with what was asked and said.
#[derive(Clone, Debug)]
pub struct PaymentView {
    /// The payment.
    pub payment: Payment,
    /// Its history, oldest first.
    pub attempts: Vec<Attempt>,
}

/// A method that a store's tills can offer.
#[derive(Clone, Debug)]
pub struct PaymentMethod {
    /// The method of the tender, `pay:METHOD`.
    pub method: String,
    /// What it is called, by language.
    pub title: BTreeMap<String, String>,
    /// Who shows a code to whom.
    pub flow: PaymentFlow,
    /// What it can pay back.
    pub refunds: Refunds,
    /// Seconds after which an undecided charge is cancelled.
    pub expires_s: u32,
    /// Who serves it.
    pub installation: InstallationId,
    /// The plugin's name.
    pub plugin: String,
}

/// The payment of this id.
pub(super) async fn find(app: &App, cx: &OpContext, id: PaymentId) -> AppResult<Payment> {
    let found = app.store.get_payment(cx.tenant, id).await?;
    let found = found.ok_or_else(|| AppError::not_found("payment.unknown", format!("payment {id}")))?;
    cx.require_at(app, found.store).await?;
    Ok(found)
}

/// One payment with its history.
pub async fn read_payment(app: &App, cx: &OpContext, id: PaymentId) -> AppResult<PaymentView> {
    let payment = find(app, cx, id).await?;
    let attempts = app.store.payment_attempts(cx.tenant, id).await?;
    Ok(PaymentView { payment, attempts })
}

/// Payments, the newest first.
pub async fn list_payments(
    app: &App,
    cx: &OpContext,
    filter: &PaymentFilter,
    page: &PageRequest,
) -> AppResult<Page<Payment>> {
    let filter = PaymentFilter { reach: cx.reach.clone(), ..filter.clone() };
    app.store.list_payments(cx.tenant, &filter, page).await.map_err(page_error)
}

/// The methods that plugins serve in a store, by name.
pub async fn list_methods(app: &App, cx: &OpContext, store: OrgUnitId) -> AppResult<Vec<PaymentMethod>> {
    cx.require_at(app, store).await?;
    let plugins = app.tenant_plugins(cx.tenant).await?;
    let declared = plugins.installed.values().flat_map(|installed| &installed.manifest.payment);
    let names: BTreeSet<String> = declared.map(|declared| declared.method.clone()).collect();
    let mut methods = Vec::new();
    for name in names {
        let Some((installed, declared)) = method_in(app, cx.tenant, store, &name).await? else { continue };
        let Declared { method, title, flow, refunds, expires_s } = declared;
        methods.push(PaymentMethod {
            method: format!("{PAY_PREFIX}{method}"),
            title: title.0,
            flow,
            refunds,
            expires_s,
            installation: installed.id,
            plugin: installed.plugin.to_string(),
        });
    }
    Ok(methods)
}
