//! Asks the checks of a stored sale again, with the inputs and tenders that they saw.

use super::super::validate::{Asked, CheckedBasket, ask_to_prove};
use super::package_as_it_was;
use crate::app::App;
use crate::context::OpContext;
use crate::error::{AppError, AppResult};
use bodega_domain::digest::Digest;
use bodega_domain::pricing::{PricedSale, PricingInput, SkipReason};
use bodega_domain::validation::{Check, Checks, Verdict};
use bodega_plugin_host::{Caller, Limits};
use std::sync::Arc;

/// One installation that checked the sale.
#[derive(Clone, Debug, serde::Serialize)]
pub struct ExplainedCheck {
    /// The plugin's name.
    pub plugin: String,
    /// Its version.
    pub version: String,
    /// Its component.
    pub component: Digest,
    /// Codes of its objections.
    pub objections: Vec<String>,
    /// Why it was left out, where it was.
    pub skipped: Option<SkipReason>,
    /// Whether it says the same again; `None` where it was left out.
    pub is_same: Option<bool>,
}

pub(super) async fn check_again(
    app: &App,
    cx: &OpContext,
    input: &PricingInput,
    priced: &PricedSale,
    stored: &Checks,
    differences: &mut Vec<String>,
) -> AppResult<Vec<ExplainedCheck>> {
    let basket = CheckedBasket::new(input, priced, &stored.tenders);
    let mut explained = Vec::with_capacity(stored.checks.len());
    for by in &stored.checks {
        let (objections, skipped, is_same) = match &by.verdict {
            Verdict::Failed(reason) => (Vec::new(), Some(reason.clone()), None),
            Verdict::Objections(objections) => {
                let again = ask_to_prove(app, &as_it_was(app, cx, by).await?, &basket, &by.declared);
                let codes = objections.iter().map(|objection| objection.code.clone()).collect();
                (codes, None, Some(again == by.verdict))
            }
        };
        if is_same == Some(false) {
            differences.push(format!("{} {} checks differently now", by.plugin, by.version));
        }
        explained.push(ExplainedCheck {
            plugin: by.plugin.clone(),
            version: by.version.clone(),
            component: by.component.clone(),
            objections,
            skipped,
            is_same,
        });
    }
    Ok(explained)
}

async fn as_it_was(app: &App, cx: &OpContext, by: &Check) -> AppResult<Asked> {
    app.plugins.load(&by.component).await.map_err(AppError::fault)?;
    let snapshot = match &by.snapshot {
        Some(digest) => app.store.get_snapshot(cx.tenant, by.installation, digest).await?,
        None => None,
    };
    let package = package_as_it_was(app, &by.plugin, &by.component).await?;
    let limits = package.map_or_else(Limits::default, |(_, m)| Limits::default().narrowed(&m.limits));
    Ok(Asked {
        caller: Caller {
            tenant: cx.tenant,
            installation: by.installation,
            plugin: Arc::from(by.plugin.as_str()),
            component: by.component.clone(),
            is_trial: false,
        },
        limits: limits.check.0,
        snapshot: snapshot.map(|snapshot| snapshot.bytes).unwrap_or_default().into(),
    })
}
