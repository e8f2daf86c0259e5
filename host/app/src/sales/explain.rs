//! Proves a receipt: asks the very components again with the very inputs, prices again, compares byte for byte.

mod checks;

use super::read::get_sale;
use crate::app::App;
use crate::context::OpContext;
use crate::error::{AppError, AppResult};
use crate::plugins::installed::{InputNeeds, InstalledPricing, account_kinds, manifest_of};
use crate::pricing::{ask_to_prove, price_again, running_runs};
use bodega_domain::digest::Digest;
use bodega_domain::ids::SaleId;
use bodega_domain::pricing::{
    ARITHMETIC_VERSION, Consulted, Outcome, PricedSale, PricingInput, SkipReason, price,
};
use bodega_domain::sale::{Sale, SaleAdjustment};
use bodega_domain::validation::Checks;
use bodega_package::Manifest;
use bodega_plugin_host::{Limits, PureBasket};
use checks::check_again;
use std::sync::Arc;

pub use checks::ExplainedCheck;

/// What `explain` found.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Explanation {
    /// The sale as stored.
    pub sale: Sale,
    /// The version of the host's arithmetic it was priced with.
    pub arithmetic: u32,
    /// Who was asked, in order, and whether each says the same again.
    pub plugins: Vec<ExplainedPlugin>,
    /// Who checked it, in order, and whether each says the same again.
    pub checks: Vec<ExplainedCheck>,
    /// Every discount with who gave it.
    pub adjustments: Vec<ExplainedAdjustment>,
    /// What differs; empty = the receipt is proved.
    pub differences: Vec<String>,
}

impl Explanation {
    /// Whether everything came out again to the byte.
    pub fn is_proved(&self) -> bool {
        self.differences.is_empty()
    }
}

/// One installation that was asked.
#[derive(Clone, Debug, serde::Serialize)]
pub struct ExplainedPlugin {
    /// The plugin's name.
    pub plugin: String,
    /// Its version.
    pub version: String,
    /// Its component.
    pub component: Digest,
    /// Its snapshot.
    pub snapshot: Digest,
    /// Why it was left out, where it was.
    pub skipped: Option<SkipReason>,
    /// Whether it gave the same answer again; `None` where it was left out.
    pub is_same: Option<bool>,
}

/// One discount.
#[derive(Clone, Debug, serde::Serialize)]
pub struct ExplainedAdjustment {
    /// As stored.
    #[serde(flatten)]
    pub adjustment: SaleAdjustment,
    /// The postings that came with it, `account delta`.
    pub claims: Vec<String>,
}

/// Recomputes a stored sale from what it stores.
pub async fn explain(app: &App, cx: &OpContext, id: SaleId) -> AppResult<Explanation> {
    let sale = get_sale(app, cx, id).await?;
    let stored = app.store.sale_pricing(cx.tenant, id).await?;
    let stored =
        stored.ok_or_else(|| AppError::not_found("sale.unknown", format!("pricing of sale {id}")))?;
    let input: PricingInput = serde_json::from_str(&stored.input_json).map_err(AppError::fault)?;
    let consulted: Vec<Consulted> = serde_json::from_str(&stored.consulted_json).map_err(AppError::fault)?;
    let mut differences = Vec::new();
    if stored.arithmetic != ARITHMETIC_VERSION {
        differences.push(format!("arithmetic version {} is not known to this build", stored.arithmetic));
    }
    let (again, plugins) = ask_again(app, cx, &input, &consulted, &mut differences).await?;
    let priced = price_again(&input, &again)?;
    compare(&sale, &priced, &mut differences);
    let checked: Checks = serde_json::from_str(&stored.checks_json).map_err(AppError::fault)?;
    let checks = check_again(app, cx, &input, &priced, &checked, &mut differences).await?;
    if serde_json::to_string(&again).map_err(AppError::fault)? != stored.consulted_json {
        differences.push("the plugins' answers differ from the stored bytes".to_owned());
    }
    if serde_json::to_string(&input).map_err(AppError::fault)? != stored.input_json {
        differences.push("the pricing input does not read back to the stored bytes".to_owned());
    }
    Ok(Explanation {
        adjustments: adjustments(&sale, &consulted),
        arithmetic: stored.arithmetic,
        plugins,
        checks,
        differences,
        sale,
    })
}

async fn ask_again(
    app: &App,
    cx: &OpContext,
    input: &PricingInput,
    consulted: &[Consulted],
    differences: &mut Vec<String>,
) -> AppResult<(Vec<Consulted>, Vec<ExplainedPlugin>)> {
    let mut installed = Vec::with_capacity(consulted.len());
    for by in consulted {
        installed.push(as_it_was(app, cx, by).await?);
    }
    let basket = PureBasket::new(Arc::new(input.clone()));
    let mut again = consulted.to_vec();
    let mut plugins = Vec::new();
    let mut position = 0;
    price(input, &mut again, |units, by| {
        let (stored, installed) = (&consulted[position], &installed[position]);
        position += 1;
        let skipped = match &stored.outcome {
            Outcome::Skipped(reason) => Some(reason.clone()),
            Outcome::Answered(_) => {
                let runs = running_runs(units);
                by.outcome = ask_to_prove(app, cx.tenant, installed, &basket, &runs, &stored.declared);
                None
            }
        };
        let is_same = skipped.is_none().then(|| by.outcome == stored.outcome);
        if is_same == Some(false) {
            differences.push(format!("{} {} answers differently now", by.plugin, by.version));
        }
        plugins.push(ExplainedPlugin {
            plugin: by.plugin.clone(),
            version: by.version.clone(),
            component: by.component.clone(),
            snapshot: by.snapshot.clone(),
            skipped,
            is_same,
        });
    })?;
    Ok((again, plugins))
}

/// The installation with the component and snapshot it had, whatever is installed today.
async fn as_it_was(app: &App, cx: &OpContext, by: &Consulted) -> AppResult<InstalledPricing> {
    let snapshot = app.store.get_snapshot(cx.tenant, by.installation, &by.snapshot).await?;
    if matches!(by.outcome, Outcome::Answered(_)) {
        app.plugins.load(&by.component).await.map_err(AppError::fault)?;
    }
    let (package, manifest) = package_as_it_was(app, &by.plugin, &by.component).await?.unzip();
    let limits = manifest.as_ref().map_or_else(Limits::default, |m| Limits::default().narrowed(&m.limits));
    Ok(InstalledPricing {
        id: by.installation,
        plugin: Arc::from(by.plugin.as_str()),
        version: by.version.clone(),
        package: package.unwrap_or_else(|| by.component.clone()),
        component: by.component.clone(),
        snapshot_digest: by.snapshot.clone(),
        snapshot: snapshot.map(|snapshot| snapshot.bytes).unwrap_or_default().into(),
        needs: InputNeeds::default(),
        legends: Arc::default(),
        stage: by.stage,
        cap_ppm: by.cap_ppm,
        accounts: manifest.as_ref().map(account_kinds).unwrap_or_default().into(),
        limits: limits.price.0,
        is_trial: false,
        not_ready: None,
    })
}

/// The package that a component came in.
async fn package_as_it_was(
    app: &App,
    plugin: &str,
    component: &Digest,
) -> AppResult<Option<(Digest, Manifest)>> {
    let packages = app.store.list_packages(Some(plugin)).await?;
    let Some(package) = packages.into_iter().find(|package| package.component == *component) else {
        return Ok(None);
    };
    let manifest = manifest_of(app, &package.digest).await?;
    Ok(Some((package.digest, manifest)))
}

fn compare(sale: &Sale, priced: &PricedSale, differences: &mut Vec<String>) {
    let mut expect = |what: &str, stored: i64, again: i64| {
        if stored != again {
            differences.push(format!("{what}: stored {stored}, computed {again}"));
        }
    };
    expect("total", sale.total_minor, priced.total_minor);
    expect("subtotal", sale.subtotal_minor, priced.subtotal_minor);
    expect("discount", sale.discount_minor, priced.discount_minor);
    expect("tax", sale.tax_minor, priced.tax_minor);
    expect("lines", sale.lines.len() as i64, priced.lines.len() as i64);
    for (line, again) in sale.lines.iter().zip(&priced.lines) {
        expect(&format!("line {} amount", line.line), line.amount_minor, again.amount_minor);
        expect(&format!("line {} tax", line.line), line.tax_minor, again.tax_minor);
    }
    if sale.lines.iter().zip(&priced.lines).any(|(line, again)| line.units != again.units) {
        differences.push("unit prices differ".to_owned());
    }
    if sale.taxes != priced.taxes {
        differences.push("taxes per rate differ".to_owned());
    }
    let stored =
        sale.adjustments.iter().filter(|a| a.amount_minor != 0).map(|a| (&a.reference, &a.allocations));
    let again =
        priced.adjustments.iter().filter(|(_, a)| a.amount != 0).map(|(_, a)| (&a.reference, &a.allocations));
    if !stored.eq(again) {
        differences.push("adjustments differ".to_owned());
    }
}

fn adjustments(sale: &Sale, consulted: &[Consulted]) -> Vec<ExplainedAdjustment> {
    let claims = |adjustment: &SaleAdjustment| {
        let by = consulted.iter().find(|by| by.installation == adjustment.installation);
        let Some(Outcome::Answered(answer)) = by.map(|by| &by.outcome) else { return Vec::new() };
        let own = answer.adjustments.iter().filter(|own| own.reference == adjustment.reference);
        own.flat_map(|own| &own.claims).map(|claim| format!("{} {:+}", claim.account, claim.delta)).collect()
    };
    let explained = |adjustment: &SaleAdjustment| ExplainedAdjustment {
        claims: claims(adjustment),
        adjustment: adjustment.clone(),
    };
    sale.adjustments.iter().map(explained).collect()
}
