//! Asks the plugins that check sales. A verdict may refuse a sale; a failure only warns.

use crate::app::App;
use crate::error::{AppError, AppResult, ErrorKind};
use crate::plugins::usage::Outgoing;
use crate::pricing::{Quote, fetch};
use bodega_domain::ids::{InstallationId, OrgUnitId, TenantId};
use bodega_domain::pricing::{DeclaredInputs, PricedSale, PricingInput, SkipReason};
use bodega_domain::sale::Tender;
use bodega_domain::validation::{Check, Checks, Objection, Override, Raised, Severity, Verdict};
use bodega_plugin_host::{
    CallLimits, Caller, CheckCall, CheckTotals, Checked, Point, PureBasket, PureInput, RunningRun,
};
use std::sync::Arc;

/// Objections one plugin may raise.
const OBJECTIONS_MAX: usize = 100;
/// The longest code of an objection, bytes.
const CODE_BYTES_MAX: usize = 64;

/// What the tenant's plugins object to in a priced basket, and what they were asked; `tenders` are empty for a quote.
pub async fn objections(
    app: &App,
    tenant: TenantId,
    store: OrgUnitId,
    quote: &Quote,
    tenders: &[Tender],
) -> AppResult<(Vec<Raised>, Checks)> {
    let plugins = app.tenant_plugins(tenant).await?;
    if plugins.checks.is_empty() {
        return Ok((Vec::new(), Checks::default()));
    }
    let unit = app.store.get_org_unit(tenant, store).await?;
    let lineage = unit.map(|unit| unit.lineage()).unwrap_or_default();
    let tenders: Vec<(String, i64)> = tenders.iter().map(|t| (t.method.clone(), t.amount_minor)).collect();
    let basket = CheckedBasket::new(&quote.input, &quote.priced, &tenders);
    let (mut raised, mut checks) = (Vec::new(), Vec::new());
    for check in plugins.checks.iter().filter(|check| check.installed.scope.covers(&lineage)) {
        let installed = &check.installed;
        let declared = fetch(app, tenant, &installed.plugin, &check.needs, &quote.input).await?;
        let asked = Asked {
            caller: Caller {
                tenant,
                installation: installed.id,
                plugin: installed.plugin.clone(),
                component: installed.component.clone(),
                is_trial: false,
            },
            limits: installed.limits.check.0,
            snapshot: check.snapshot.clone(),
        };
        let verdict = ask(app, &asked, &basket, &declared);
        match &verdict {
            Verdict::Objections(objections) => {
                raised.extend(objections.iter().cloned().map(|objection| Raised {
                    installation: installed.id,
                    plugin: installed.plugin.to_string(),
                    objection,
                }));
            }
            Verdict::Failed(reason) => {
                tracing::warn!(%tenant, plugin = %installed.plugin, "a check was left out: {}", reason.message);
                raised.push(left_out(installed.id, &installed.plugin, &reason.code));
            }
        }
        checks.push(Check {
            installation: installed.id,
            plugin: installed.plugin.to_string(),
            version: installed.version.clone(),
            component: installed.component.clone(),
            snapshot: check.snapshot_digest.clone(),
            declared,
            verdict,
        });
    }
    Ok((raised, Checks { tenders, checks }))
}

/// A priced basket as checks see it.
pub(super) struct CheckedBasket {
    basket: Arc<PureBasket>,
    /// Each unit's price after all discounts.
    runs: Vec<RunningRun>,
    totals: Arc<CheckTotals>,
}

impl CheckedBasket {
    pub(super) fn new(input: &PricingInput, priced: &PricedSale, tenders: &[(String, i64)]) -> Self {
        let (original, discount) = (priced.subtotal_minor, priced.discount_minor);
        CheckedBasket {
            basket: PureBasket::new(Arc::new(input.clone())),
            runs: final_runs(priced),
            totals: CheckTotals::new(original, discount, priced.tax_minor, priced.total_minor, tenders),
        }
    }
}

/// A build that is asked.
pub(super) struct Asked {
    pub caller: Caller,
    pub limits: CallLimits,
    pub snapshot: Arc<[u8]>,
}

/// Calls one installation.
pub(super) fn ask(app: &App, by: &Asked, basket: &CheckedBasket, declared: &DeclaredInputs) -> Verdict {
    let (tenant, id) = (by.caller.tenant, by.caller.installation);
    let checked = app.plugins.check(&call(by, basket, declared));
    let (point, is_failure) = (Point::ValidationCheck, checked.result.is_err());
    app.usage.add(tenant, id, point, is_failure, &checked.report, Outgoing::default());
    verdict(checked)
}

/// As [`ask`], to prove a stored verdict: no breaker and no meter hears of it, and a withdrawn version answers too.
pub(super) fn ask_to_prove(
    app: &App,
    by: &Asked,
    basket: &CheckedBasket,
    declared: &DeclaredInputs,
) -> Verdict {
    verdict(app.plugins.check_again(&call(by, basket, declared)))
}

fn call(by: &Asked, basket: &CheckedBasket, declared: &DeclaredInputs) -> CheckCall {
    let (id, plugin) = (by.caller.installation, &by.caller.plugin);
    CheckCall {
        caller: by.caller.clone(),
        limits: by.limits,
        input: PureInput::new(&basket.basket, id, plugin, &basket.runs, declared),
        totals: basket.totals.clone(),
        snapshot: by.snapshot.clone(),
    }
}

fn verdict(checked: Checked) -> Verdict {
    match checked.result {
        Ok(objections) => {
            Verdict::Objections(objections.into_iter().take(OBJECTIONS_MAX).map(bounded).collect())
        }
        Err(error) => {
            Verdict::Failed(SkipReason { code: error.code().to_owned(), message: error.to_string() })
        }
    }
}

fn final_runs(priced: &PricedSale) -> Vec<RunningRun> {
    let of_line = |(line, priced): (u32, &bodega_domain::pricing::PricedLine)| {
        let run =
            |run: &bodega_domain::pricing::UnitRun| RunningRun { line, count: run.count, price: run.amount };
        priced.units.iter().map(run).collect::<Vec<_>>()
    };
    (0..).zip(&priced.lines).flat_map(of_line).collect()
}

fn bounded(mut objection: Objection) -> Objection {
    if objection.code.len() > CODE_BYTES_MAX || objection.code.is_empty() {
        objection.code = "unnamed".to_owned();
    }
    objection
}

/// A plugin that failed never refuses a sale; people read that it was left out.
fn left_out(installation: InstallationId, plugin: &Arc<str>, code: &str) -> Raised {
    let message = [
        ("en".to_owned(), format!("{plugin} could not check this sale ({code})")),
        ("zh-CN".to_owned(), format!("{plugin} 未能检查本单（{code}）")),
    ];
    Raised {
        installation,
        plugin: plugin.to_string(),
        objection: Objection {
            code: "check.failed".to_owned(),
            severity: Severity::Remark,
            line: None,
            message: message.into(),
        },
    }
}

/// Refuses a sale that plugins object to, unless a manager said so for each that may be overridden.
pub(super) fn require(raised: &[Raised], overrides: &[Override]) -> AppResult<()> {
    let is_overridden = |raised: &Raised| {
        overrides.iter().any(|o| o.installation == raised.installation && o.code == raised.objection.code)
    };
    let refused = raised.iter().find(|raised| raised.objection.severity == Severity::Refuse);
    let open = raised
        .iter()
        .find(|raised| raised.objection.severity == Severity::Override && !is_overridden(raised));
    let (code, first) = match (refused, open) {
        (Some(refused), _) => ("sale.refused", refused),
        (None, Some(open)) => ("sale.override_required", open),
        (None, None) => return Ok(()),
    };
    let text = first.objection.message.get("en").or_else(|| first.objection.message.values().next());
    let text = text.map_or_else(|| first.objection.code.clone(), Clone::clone);
    let error = AppError::new(ErrorKind::Conflict, code, format!("{}: {text}", first.plugin));
    Err(error.with_details(serde_json::json!({ "objections": raised })))
}
