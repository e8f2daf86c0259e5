//! Versions that the marketplace withdrew. What counts is the component: another package of the same code is withdrawn too.

use super::{TimelineEntry, candidates, timeline};
use crate::counters;
use crate::db::{self, Row, Sql};
use crate::{Store, StoreError};
use bodega_domain::digest::Digest;
use bodega_domain::ids::{InstallationId, TenantId};
use sea_orm::DatabaseTransaction;
use std::collections::{BTreeMap, BTreeSet};

/// A withdrawn version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kill {
    /// Its place in the marketplace's list.
    pub number: i64,
    /// `publisher/name`.
    pub package: String,
    /// Version.
    pub version: String,
    /// Digest of the package.
    pub digest: Digest,
    /// Digest of its component.
    pub component: Digest,
    /// Why, for people.
    pub reason: String,
    /// When the marketplace withdrew it, ms.
    pub killed_at_ms: i64,
}

/// An installation that a kill met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KillHit {
    /// Whose.
    pub tenant: TenantId,
    /// Which.
    pub installation: InstallationId,
    /// The plugin.
    pub plugin: String,
}

impl Store {
    /// The greatest number of the marketplace's list that is known here; 0 = none.
    pub async fn last_kill(&self) -> Result<i64, StoreError> {
        let sql = Sql::new(self.backend(), "SELECT COALESCE(MAX(number), 0) FROM killed_package");
        sql.one(&self.db.read).await?.map_or(Ok(0), |row| row.at(0))
    }

    /// Writes a kill down with what it means to each installation of that component: an entry on its timeline, the end
    /// of its trial. Gives those installations; nothing happens where the kill is known.
    pub async fn add_kill(&self, kill: &Kill, entry: &TimelineEntry) -> Result<Vec<KillHit>, StoreError> {
        let tx = self.db.begin().await?;
        let text = "INSERT INTO killed_package (digest, component, number, package, version, reason, killed_at_ms) \
                    VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (digest) DO NOTHING";
        let values = [
            kill.digest.as_str().into(),
            kill.component.as_str().into(),
            kill.number.into(),
            kill.package.as_str().into(),
            kill.version.as_str().into(),
            kill.reason.as_str().into(),
            kill.killed_at_ms.into(),
        ];
        if Sql::with(self.backend(), text, values).execute(&tx).await? == 0 {
            return Ok(Vec::new());
        }
        let hits = hits(&tx, &kill.component).await?;
        let tenants: BTreeSet<TenantId> = hits.iter().map(|(hit, _)| hit.tenant).collect();
        for tenant in tenants {
            counters::bump(&tx, tenant, counters::INSTALLATIONS).await?;
        }
        for (hit, is_trial) in &hits {
            timeline::write(&tx, hit.tenant, hit.installation, entry).await?;
            if *is_trial {
                candidates::delete(&tx, hit.tenant, hit.installation).await?;
            }
        }
        tx.commit().await?;
        Ok(hits.into_iter().map(|(hit, _)| hit).collect())
    }

    /// Why a component was withdrawn; `None` = it was not.
    pub async fn kill_of(&self, component: &Digest) -> Result<Option<Kill>, StoreError> {
        let text = "SELECT number, package, version, digest, component, reason, killed_at_ms FROM killed_package \
                    WHERE component = ? ORDER BY number LIMIT 1";
        let row = Sql::with(self.backend(), text, [component.as_str().into()]).one(&self.db.read).await?;
        let read = |row: sea_orm::QueryResult| {
            Ok(Kill {
                number: row.at(0)?,
                package: row.at(1)?,
                version: row.at(2)?,
                digest: db::digest(row.at(3)?)?,
                component: db::digest(row.at(4)?)?,
                reason: row.at(5)?,
                killed_at_ms: row.at(6)?,
            })
        };
        row.map(read).transpose()
    }

    /// Withdrawn components among the installations of a tenant, with the reasons.
    pub async fn kills_in_use(&self, tenant: TenantId) -> Result<BTreeMap<Digest, String>, StoreError> {
        let text = "SELECT DISTINCT k.component, k.reason FROM killed_package k \
                    JOIN installation i ON i.component = k.component WHERE i.tenant_id = ?";
        let rows = Sql::with(self.backend(), text, [tenant.0.into()]).all(&self.db.read).await?;
        rows.iter().map(|row| Ok((db::digest(row.at(0)?)?, row.at(1)?))).collect()
    }
}

/// Installations of a component, in use or (`true`) on trial, in the order of their tenants.
async fn hits(tx: &DatabaseTransaction, component: &Digest) -> Result<Vec<(KillHit, bool)>, StoreError> {
    let text = "SELECT tenant_id, id, plugin, 0 FROM installation WHERE component = ? UNION ALL \
                SELECT i.tenant_id, i.id, i.plugin, 1 FROM installation_candidate c \
                JOIN installation i ON i.tenant_id = c.tenant_id AND i.id = c.installation_id \
                WHERE c.component = ? ORDER BY 1, 2";
    let digest = || component.as_str().into();
    let rows = Sql::with(db::backend(tx), text, [digest(), digest()]).all(tx).await?;
    let read = |row: &sea_orm::QueryResult| {
        let hit = KillHit {
            tenant: TenantId(row.at(0)?),
            installation: InstallationId(row.at(1)?),
            plugin: row.at(2)?,
        };
        let is_trial: i32 = row.at(3)?;
        Ok((hit, is_trial == 1))
    };
    rows.iter().map(read).collect()
}
