//! The next version of an installation, tried beside the one in use: in the shadow, or for some sales. One at a time.

use super::{Snapshot, TimelineEntry, shadow, snapshots, timeline};
use crate::counters;
use crate::db::{self, OnConflict, Row, Sql, narrow};
use crate::entities::installation;
use crate::vault::{Place, TenantKeys};
use crate::words::words;
use crate::{Store, StoreError};
use bodega_domain::digest::Digest;
use bodega_domain::ids::{InstallationId, TenantId};
use sea_orm::{DatabaseTransaction, EntityTrait, QueryResult};

/// How a candidate is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CandidateMode {
    /// Asked beside the version in use; its answers are compared and dropped.
    Shadow,
    /// Asked instead of the version in use, for some.
    Canary,
}

words!(CandidateMode { Shadow = "shadow", Canary = "canary" });

/// A version on trial.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Of which installation.
    pub installation: InstallationId,
    /// Its package.
    pub package: Digest,
    /// Its component.
    pub component: Digest,
    /// Its version.
    pub version: String,
    /// Its settings as JSON.
    pub settings_json: String,
    /// Its snapshot, stored with it; [`Store::put_candidate_snapshot`] brings another.
    pub snapshot: Option<Digest>,
    /// How it is tried.
    pub mode: CandidateMode,
    /// Stores that are on the canary, as a JSON list.
    pub stores_json: String,
    /// How many of a thousand others are.
    pub permille: u32,
    /// Since when.
    pub started_at_ms: i64,
    /// By whom.
    pub started_by: String,
}

const COLUMNS: [&str; 12] = [
    "tenant_id",
    "installation_id",
    "package",
    "component",
    "version",
    "settings_json",
    "snapshot",
    "mode",
    "stores_json",
    "permille",
    "started_at_ms",
    "started_by",
];

impl Store {
    /// Puts a version on trial, in place of any other, with its snapshot, starts its comparison anew, and writes it down.
    /// `false` = the installation is gone.
    pub async fn put_candidate(
        &self,
        tenant: TenantId,
        candidate: &Candidate,
        snapshot: Option<&Snapshot>,
        entry: &TimelineEntry,
    ) -> Result<bool, StoreError> {
        let keys = self.vault.keys(tenant).await?;
        let tx = self.db.begin().await?;
        counters::bump(&tx, tenant, counters::INSTALLATIONS).await?;
        let id = candidate.installation;
        if installation::Entity::find_by_id((tenant.0, id.0)).one(&tx).await?.is_none() {
            return Ok(false);
        }
        shadow::clear(&tx, tenant, id).await?;
        if let Some(snapshot) = snapshot {
            snapshots::write(&tx, tenant, id, snapshot).await?;
        }
        let change = "(tenant_id, installation_id) DO UPDATE SET package = excluded.package, \
                      component = excluded.component, version = excluded.version, \
                      settings_json = excluded.settings_json, snapshot = excluded.snapshot, \
                      mode = excluded.mode, stores_json = excluded.stores_json, permille = excluded.permille, \
                      started_at_ms = excluded.started_at_ms, started_by = excluded.started_by";
        let row = row_of(&keys, candidate)?;
        db::insert_rows(&tx, "installation_candidate", &COLUMNS, &[row], OnConflict::Do(change)).await?;
        timeline::write(&tx, tenant, id, entry).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Stores a snapshot and makes it that of the candidate; the one in use stays. `false` = there is no candidate.
    pub async fn put_candidate_snapshot(
        &self,
        tenant: TenantId,
        id: InstallationId,
        snapshot: &Snapshot,
    ) -> Result<bool, StoreError> {
        let tx = self.db.begin().await?;
        counters::bump(&tx, tenant, counters::INSTALLATIONS).await?;
        let text =
            "UPDATE installation_candidate SET snapshot = ? WHERE tenant_id = ? AND installation_id = ?";
        let values = [snapshot.digest.as_str().into(), tenant.0.into(), id.0.into()];
        if Sql::with(self.backend(), text, values).execute(&tx).await? == 0 {
            return Ok(false);
        }
        snapshots::write(&tx, tenant, id, snapshot).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Ends a trial and writes it down; what was compared stays to be read. `false` = there was none.
    pub async fn drop_candidate(
        &self,
        tenant: TenantId,
        id: InstallationId,
        entry: &TimelineEntry,
    ) -> Result<bool, StoreError> {
        let tx = self.db.begin().await?;
        counters::bump(&tx, tenant, counters::INSTALLATIONS).await?;
        let dropped = delete(&tx, tenant, id).await?;
        if dropped {
            timeline::write(&tx, tenant, id, entry).await?;
        }
        tx.commit().await?;
        Ok(dropped)
    }

    /// The versions on trial of a tenant.
    pub async fn candidates(&self, tenant: TenantId) -> Result<Vec<Candidate>, StoreError> {
        let text = format!(
            "SELECT {} FROM installation_candidate WHERE tenant_id = ? ORDER BY installation_id",
            COLUMNS.join(", ")
        );
        let rows = Sql::with(self.backend(), &text, [tenant.0.into()]).all(&self.db.read).await?;
        let mut candidates = Vec::with_capacity(rows.len());
        for row in &rows {
            let mut candidate = read(row)?;
            let id = candidate.installation.0.to_string();
            candidate.settings_json = self.vault.open(tenant, place(&id), candidate.settings_json).await?;
            candidates.push(candidate);
        }
        Ok(candidates)
    }
}

/// Ends a trial, if there is one.
pub(super) async fn delete(
    tx: &DatabaseTransaction,
    tenant: TenantId,
    id: InstallationId,
) -> Result<bool, StoreError> {
    let text = "DELETE FROM installation_candidate WHERE tenant_id = ? AND installation_id = ?";
    Ok(Sql::with(db::backend(tx), text, [tenant.0.into(), id.0.into()]).execute(tx).await? > 0)
}

/// Settings hold secrets.
fn place(id: &str) -> Place<'_> {
    Place { table: "installation_candidate", column: "settings_json", row: id }
}

fn row_of(keys: &TenantKeys, candidate: &Candidate) -> Result<Vec<sea_orm::Value>, StoreError> {
    let sealed = keys.seal(place(&candidate.installation.0.to_string()), &candidate.settings_json)?;
    Ok(vec![
        keys.tenant().0.into(),
        candidate.installation.0.into(),
        candidate.package.as_str().into(),
        candidate.component.as_str().into(),
        candidate.version.as_str().into(),
        sealed.into(),
        candidate.snapshot.as_ref().map(|digest| digest.as_str().to_owned()).into(),
        candidate.mode.as_str().into(),
        candidate.stores_json.as_str().into(),
        i64::from(candidate.permille).into(),
        candidate.started_at_ms.into(),
        candidate.started_by.as_str().into(),
    ])
}

/// Reads a candidate; its settings are still sealed.
fn read(row: &QueryResult) -> Result<Candidate, StoreError> {
    Ok(Candidate {
        installation: InstallationId(row.at(1)?),
        package: db::digest(row.at(2)?)?,
        component: db::digest(row.at(3)?)?,
        version: row.at(4)?,
        settings_json: row.at(5)?,
        snapshot: row.at::<Option<String>>(6)?.map(db::digest).transpose()?,
        mode: CandidateMode::read(&row.at::<String>(7)?)?,
        stores_json: row.at(8)?,
        permille: narrow(row.at(9)?, "permille")?,
        started_at_ms: row.at(10)?,
        started_by: row.at(11)?,
    })
}
