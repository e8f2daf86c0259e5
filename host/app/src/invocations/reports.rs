//! Reports: tables that plugins compute for people. They record nothing.

use super::http::failed;
use super::run::{Cause, Invocation, Setback, run_and_apply};
use crate::app::App;
use crate::context::OpContext;
use crate::error::{AppError, AppResult, ErrorKind};
use crate::plugins::check_against;
use bodega_domain::ids::OrgUnitId;
use bodega_plugin_host::{CallError, Occasion, Refusal, Reply, ReportQuery, ReportTable};
use serde_json::Value;
use std::sync::Arc;
use uuid::Uuid;

/// The most columns and rows of a report: more is an export.
const COLUMNS_MAX: usize = 50;
const ROWS_MAX: usize = 5_000;

/// A report that somebody opens.
#[derive(Clone, Debug)]
pub struct ReportRequest {
    /// The plugin's name.
    pub plugin: String,
    /// The report's name in the manifest.
    pub report: String,
    /// The store it is opened for; `None` = all that the plugin sees.
    pub store: Option<OrgUnitId>,
    /// Under the report's schema.
    pub parameters: Value,
    /// The reader's language.
    pub language: String,
}

/// Computes a report.
///
/// # Errors
/// `report.refused` with the plugin's own words where it said no, `plugin.not_here` where it is not on for the store.
pub async fn run_report(app: &Arc<App>, cx: &OpContext, request: ReportRequest) -> AppResult<ReportTable> {
    let ReportRequest { plugin, report, store, parameters, language } = request;
    let plugins = app.tenant_plugins(cx.tenant).await?;
    let installed = plugins.by_name(&plugin)?;
    cx.require_store(app, store).await?;
    installed.scope.require(app, cx.tenant, &plugin, store).await?;
    let declared = installed.manifest.reports.iter().find(|declared| declared.name == report);
    let declared = declared.ok_or_else(|| AppError::not_found("report.unknown", "a report of this name"))?;
    if let Some(schema) = &declared.parameters {
        let facts = app.package_facts(&installed.package).await?;
        check_against(facts.schema(schema)?, &parameters, "report.parameters", "/parameters")?;
    }
    let occasion = Occasion::Report(ReportQuery {
        report,
        parameters: parameters.to_string(),
        language,
        now_ms: app.now_ms(),
    });
    let (tenant, id, cause) = (cx.tenant, Uuid::now_v7(), Cause { store, ..Cause::default() });
    let invocation = Invocation { tenant, installed, id, occasion, cause };
    match run_and_apply(app, &invocation).await? {
        Ok(Reply::Report(table)) => check_table(table),
        Ok(_) => Err(AppError::fault("a report gave no table")),
        Err(Setback::Call(CallError::Refused(
            Refusal::InvalidSettings(message) | Refusal::InvalidInput(message) | Refusal::Other(message),
        ))) => Err(AppError::new(ErrorKind::Invalid, "report.refused", message)),
        Err(setback) => Err(failed(&invocation, setback)),
    }
}

fn check_table(table: ReportTable) -> AppResult<ReportTable> {
    let bad = |why: String| AppError::new(ErrorKind::BadGateway, "plugin.bad_answer", why);
    if table.columns.len() > COLUMNS_MAX || table.rows.len() > ROWS_MAX {
        return Err(bad(format!("a report has at most {COLUMNS_MAX} columns and {ROWS_MAX} rows")));
    }
    match table.rows.iter().position(|row| row.len() != table.columns.len()) {
        Some(row) => Err(bad(format!("row {row} of the report has another number of cells than columns"))),
        None => Ok(table),
    }
}
