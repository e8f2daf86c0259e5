//! What installations use: added up in memory, written down every few seconds.

use crate::app::App;
use crate::check::date;
use crate::context::OpContext;
use crate::error::AppResult;
use bodega_domain::ids::{InstallationId, TenantId};
use bodega_plugin_host::{CallReport, Point};
use bodega_store::usage::{Usage, UsageDelta};
use jiff::Timestamp;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Amounts that wait to be written.
#[derive(Default)]
pub(crate) struct Meter(Mutex<HashMap<(TenantId, InstallationId, Point), Usage>>);

/// Requests to the outside of one call.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Outgoing {
    pub calls: usize,
    pub bytes: usize,
}

impl Meter {
    pub(crate) fn add(
        &self,
        tenant: TenantId,
        installation: InstallationId,
        point: Point,
        is_failure: bool,
        report: &CallReport,
        outgoing: Outgoing,
    ) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let usage = all.entry((tenant, installation, point)).or_default();
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        usage.calls += 1;
        usage.failures += i64::from(is_failure);
        usage.cost_units = usage.cost_units.saturating_add(i64::try_from(report.fuel).unwrap_or(i64::MAX));
        usage.wall_us += i64::try_from(report.wall.as_micros()).unwrap_or(i64::MAX);
        usage.peak_memory = usage.peak_memory.max(count(report.peak_memory));
        usage.egress_calls += count(outgoing.calls);
        usage.egress_bytes += count(outgoing.bytes);
    }

    fn take(&self) -> HashMap<(TenantId, InstallationId, Point), Usage> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Writes down what was used since the last time, under today's date in UTC.
pub(crate) async fn flush(app: &App) -> AppResult<()> {
    let day = Timestamp::from_millisecond(app.now_ms()).unwrap_or_default().strftime("%Y-%m-%d").to_string();
    let delta = |((tenant, installation, point), usage): ((_, _, Point), Usage)| UsageDelta {
        tenant,
        installation,
        day: day.clone(),
        point: point.as_str().to_owned(),
        usage,
    };
    let deltas: Vec<UsageDelta> = app.usage.take().into_iter().map(delta).collect();
    if !deltas.is_empty() {
        app.store.add_usage(deltas).await?;
    }
    Ok(())
}

/// What an installation used from one day to another, both included, by day and point.
pub async fn list_usage(
    app: &App,
    cx: &OpContext,
    id: InstallationId,
    from: &str,
    to: &str,
) -> AppResult<Vec<UsageDelta>> {
    date("/from", from)?;
    date("/to", to)?;
    flush(app).await?;
    Ok(app.store.list_usage(cx.tenant, Some(id), from, to).await?)
}
