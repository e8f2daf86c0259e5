//! What came of comparing a candidate with the version in use: counts, and the latest differences.

use crate::db::{self, OnConflict, Row, Sql};
use crate::{Page, PageRequest, Store, StoreError};
use bodega_domain::digest::Digest;
use bodega_domain::ids::{InstallationId, OrgUnitId, TenantId};
use sea_orm::{DatabaseTransaction, QueryResult, Value};
use uuid::Uuid;

/// Differences kept an installation, the latest: enough for a person to see what kinds there are.
pub const SHADOW_DIFFERENCES_MAX: u32 = 500;

/// The largest difference that is kept, bytes of its texts: a 500-line basket with both answers. Larger ones are
/// only counted.
pub const SHADOW_DIFFERENCE_MAX: usize = 256 * 1024;

/// How often answers were compared, and with what result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ShadowCounts {
    /// Compared.
    pub compared: i64,
    /// Not the same.
    pub different: i64,
    /// The version in use failed.
    pub live_failed: i64,
    /// The candidate failed.
    pub candidate_failed: i64,
}

/// Two answers to one input that are not the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShadowDifference {
    /// Made by whoever compared; kept once.
    pub id: Uuid,
    /// When.
    pub at_ms: i64,
    /// The store it happened in.
    pub store: Option<OrgUnitId>,
    /// What was asked, a word of `app`'s.
    pub kind: String,
    /// The answer of the version in use, as JSON.
    pub live_json: String,
    /// The candidate's, as JSON.
    pub candidate_json: String,
    /// What both were asked, as JSON.
    pub input_json: String,
}

/// What was compared for one installation since the last report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShadowReport {
    /// The merchant.
    pub tenant: TenantId,
    /// The installation.
    pub installation: InstallationId,
    /// The candidate's package: reports on one that is not on trial any more are dropped.
    pub package: Digest,
    /// To be added.
    pub counts: ShadowCounts,
    /// To be kept.
    pub differences: Vec<ShadowDifference>,
}

const COLUMNS: [&str; 9] = [
    "tenant_id",
    "installation_id",
    "id",
    "at_ms",
    "store_id",
    "kind",
    "live_json",
    "candidate_json",
    "input_json",
];

impl Store {
    /// Adds what was compared; the oldest differences beyond [`SHADOW_DIFFERENCES_MAX`] go.
    pub async fn record_shadow(&self, mut reports: Vec<ShadowReport>) -> Result<(), StoreError> {
        if reports.is_empty() {
            return Ok(());
        }
        // One order of locks for all nodes.
        reports.sort_by_key(|report| (report.tenant, report.installation));
        let tx = self.db.begin().await?;
        for report in &reports {
            add(&tx, report).await?;
        }
        Ok(tx.commit().await?)
    }

    /// The counts of the trial under way, or of the last one.
    pub async fn shadow_counts(
        &self,
        tenant: TenantId,
        id: InstallationId,
    ) -> Result<ShadowCounts, StoreError> {
        let text = "SELECT compared, different, live_failed, candidate_failed FROM shadow_count \
                    WHERE tenant_id = ? AND installation_id = ?";
        let row = Sql::with(self.backend(), text, [tenant.0.into(), id.0.into()]).one(&self.db.read).await?;
        row.map_or(Ok(ShadowCounts::default()), |row| {
            Ok(ShadowCounts {
                compared: row.at(0)?,
                different: row.at(1)?,
                live_failed: row.at(2)?,
                candidate_failed: row.at(3)?,
            })
        })
    }

    /// Differences of the trial under way, or of the last one, newest first.
    pub async fn list_shadow_differences(
        &self,
        tenant: TenantId,
        id: InstallationId,
        page: &PageRequest,
    ) -> Result<Page<ShadowDifference>, StoreError> {
        let text = format!(
            "SELECT {} FROM shadow_difference WHERE tenant_id = ? AND installation_id = ?",
            COLUMNS.join(", ")
        );
        let mut sql = Sql::with(self.backend(), &text, [tenant.0.into(), id.0.into()]);
        if let Some((at_ms, id)) = page.key::<(i64, Uuid)>()? {
            sql.push_with(" AND (at_ms, id) < (?, ?)", [at_ms.into(), id.into()]);
        }
        let limit = i64::try_from(page.fetch()).unwrap_or(i64::MAX);
        sql.push_with(" ORDER BY at_ms DESC, id DESC LIMIT ?", [limit.into()]);
        let rows = sql.all(&self.db.read).await?.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        Ok(page.page(rows, |difference| (difference.at_ms, difference.id)))
    }
}

/// Forgets what was compared.
pub(super) async fn clear(
    tx: &DatabaseTransaction,
    tenant: TenantId,
    id: InstallationId,
) -> Result<(), StoreError> {
    for table in ["shadow_difference", "shadow_count"] {
        let text = format!("DELETE FROM {table} WHERE tenant_id = ? AND installation_id = ?");
        Sql::with(db::backend(tx), &text, [tenant.0.into(), id.0.into()]).execute(tx).await?;
    }
    Ok(())
}

async fn add(tx: &DatabaseTransaction, report: &ShadowReport) -> Result<(), StoreError> {
    let owner = || [report.tenant.0.into(), report.installation.0.into()];
    let text = "SELECT package FROM installation_candidate WHERE tenant_id = ? AND installation_id = ?";
    let row = Sql::with(db::backend(tx), text, owner()).for_update().take().one(tx).await?;
    let on_trial: Option<String> = row.map(|row| row.at(0)).transpose()?;
    if on_trial.as_deref() != Some(report.package.as_str()) {
        return Ok(());
    }
    let ShadowCounts { compared, different, live_failed, candidate_failed } = report.counts;
    let mut row: Vec<Value> = owner().to_vec();
    row.extend([compared.into(), different.into(), live_failed.into(), candidate_failed.into()]);
    let columns =
        ["tenant_id", "installation_id", "compared", "different", "live_failed", "candidate_failed"];
    let more = "(tenant_id, installation_id) DO UPDATE SET compared = shadow_count.compared + excluded.compared, \
                different = shadow_count.different + excluded.different, \
                live_failed = shadow_count.live_failed + excluded.live_failed, \
                candidate_failed = shadow_count.candidate_failed + excluded.candidate_failed";
    db::insert_rows(tx, "shadow_count", &columns, &[row], OnConflict::Do(more)).await?;
    let is_kept = |difference: &&ShadowDifference| {
        let ShadowDifference { live_json, candidate_json, input_json, .. } = difference;
        live_json.len() + candidate_json.len() + input_json.len() <= SHADOW_DIFFERENCE_MAX
    };
    let rows: Vec<Vec<Value>> =
        report.differences.iter().filter(is_kept).map(|difference| row_of(report, difference)).collect();
    if rows.is_empty() {
        return Ok(());
    }
    db::insert_rows(tx, "shadow_difference", &COLUMNS, &rows, OnConflict::Keep).await?;
    let text = "DELETE FROM shadow_difference WHERE tenant_id = ? AND installation_id = ? AND (at_ms, id) <= (\
                SELECT at_ms, id FROM shadow_difference WHERE tenant_id = ? AND installation_id = ? \
                ORDER BY at_ms DESC, id DESC LIMIT 1 OFFSET ?)";
    let ([tenant, id], [same_tenant, same_id]) = (owner(), owner());
    let values = [tenant, id, same_tenant, same_id, i64::from(SHADOW_DIFFERENCES_MAX).into()];
    Sql::with(db::backend(tx), text, values).execute(tx).await.map(|_| ())
}

fn row_of(report: &ShadowReport, difference: &ShadowDifference) -> Vec<Value> {
    let ShadowDifference { id, at_ms, store, kind, live_json, candidate_json, input_json } = difference;
    vec![
        report.tenant.0.into(),
        report.installation.0.into(),
        (*id).into(),
        (*at_ms).into(),
        store.map(|store| store.0).into(),
        kind.as_str().into(),
        live_json.as_str().into(),
        candidate_json.as_str().into(),
        input_json.as_str().into(),
    ]
}

fn read(row: &QueryResult) -> Result<ShadowDifference, StoreError> {
    Ok(ShadowDifference {
        id: row.at(2)?,
        at_ms: row.at(3)?,
        store: row.at::<Option<Uuid>>(4)?.map(OrgUnitId),
        kind: row.at(5)?,
        live_json: row.at(6)?,
        candidate_json: row.at(7)?,
        input_json: row.at(8)?,
    })
}
