//! Collects comparisons between a version in use and one on trial, and writes them down in batches.

use crate::app::App;
use crate::error::AppResult;
use bodega_domain::digest::Digest;
use bodega_domain::ids::{InstallationId, OrgUnitId, TenantId};
use bodega_store::installations::{ShadowCounts, ShadowDifference, ShadowReport};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use uuid::Uuid;

/// Comparisons waiting to be written; beyond it they are dropped: a trial never holds a till up.
const WAITING_MAX: usize = 2_000;
/// Differences of one installation kept from one batch: enough to see what is wrong.
const DIFFERENCES_MAX: usize = 50;

/// One side of a comparison.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Side {
    /// What it answered, as JSON.
    Answered(Value),
    /// Why it did not.
    Failed(String),
}

impl Side {
    /// An answer as JSON.
    pub(crate) fn answer(answer: &impl Serialize) -> Self {
        match serde_json::to_value(answer) {
            Ok(value) => Side::Answered(value),
            Err(error) => Side::Failed(error.to_string()),
        }
    }

    fn json(&self) -> String {
        match self {
            Side::Answered(value) => value.to_string(),
            Side::Failed(message) => serde_json::json!({ "failed": message }).to_string(),
        }
    }
}

/// Two answers to one input.
#[derive(Clone, Debug)]
pub(crate) struct Comparison {
    pub tenant: TenantId,
    pub installation: InstallationId,
    /// Of the candidate.
    pub package: Digest,
    pub at_ms: i64,
    pub store: Option<OrgUnitId>,
    pub kind: &'static str,
    /// What both were asked; without personal data.
    pub input: Value,
    pub live: Side,
    pub candidate: Side,
}

/// Comparisons that wait to be written.
#[derive(Default)]
pub(crate) struct Comparisons(Mutex<Vec<Comparison>>);

impl Comparisons {
    pub(crate) fn push(&self, comparison: Comparison) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() < WAITING_MAX {
            waiting.push(comparison);
        }
    }

    fn take(&self) -> Vec<Comparison> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Writes down what was compared since the last time.
pub(crate) async fn flush(app: &App) -> AppResult<()> {
    let mut reports: BTreeMap<(TenantId, InstallationId, Digest), ShadowReport> = BTreeMap::new();
    for comparison in app.shadows.take() {
        let Comparison { tenant, installation, package, .. } = &comparison;
        let key = (*tenant, *installation, package.clone());
        let report = reports.entry(key).or_insert_with(|| ShadowReport {
            tenant: *tenant,
            installation: *installation,
            package: package.clone(),
            counts: ShadowCounts::default(),
            differences: Vec::new(),
        });
        add(report, comparison);
    }
    app.store.record_shadow(reports.into_values().collect()).await?;
    Ok(())
}

fn add(report: &mut ShadowReport, comparison: Comparison) {
    let is_same = comparison.live == comparison.candidate;
    report.counts.compared += 1;
    report.counts.different += i64::from(!is_same);
    report.counts.live_failed += i64::from(matches!(comparison.live, Side::Failed(_)));
    report.counts.candidate_failed += i64::from(matches!(comparison.candidate, Side::Failed(_)));
    if is_same || report.differences.len() >= DIFFERENCES_MAX {
        return;
    }
    report.differences.push(ShadowDifference {
        id: Uuid::now_v7(),
        at_ms: comparison.at_ms,
        store: comparison.store,
        kind: comparison.kind.to_owned(),
        live_json: comparison.live.json(),
        candidate_json: comparison.candidate.json(),
        input_json: comparison.input.to_string(),
    });
}
