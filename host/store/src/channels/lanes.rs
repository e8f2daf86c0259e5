//! Lanes: those whose items are to be compared with the catalog, and waking them.

use super::LaneKey;
use crate::db::{Row, Sql, backend};
use crate::store::Backend;
use crate::{Store, StoreError};
use bodega_domain::ids::{InstallationId, OrgUnitId, TenantId};
use sea_orm::{DatabaseTransaction, QueryResult};
use std::collections::BTreeSet;

pub(super) fn lane_of(row: &QueryResult) -> Result<LaneKey, StoreError> {
    let (tenant, installation) = (TenantId(row.at(0)?), InstallationId(row.at(1)?));
    Ok(LaneKey { tenant, installation, store: OrgUnitId(row.at(2)?) })
}

/// A lane whose items are to be compared with the catalog.
#[derive(Clone, Debug)]
pub struct LaneToCompare {
    /// Which.
    pub lane: LaneKey,
    /// The plugin's name.
    pub plugin: String,
    /// The collection that maps SKUs.
    pub items: String,
    /// When it was taken; given back with [`Store::compared`].
    pub(super) taken_until_ms: i64,
}

impl Store {
    /// Takes up to `limit` mapped lanes of enabled installations that are due to be compared; others leave them alone
    /// until `now_ms + lease_ms`.
    pub async fn lanes_to_compare(
        &self,
        now_ms: i64,
        lease_ms: i64,
        limit: u32,
    ) -> Result<Vec<LaneToCompare>, StoreError> {
        let due = "SELECT l.tenant_id, l.installation_id, l.store_id, c.plugin, c.items FROM channel_lane l \
                   JOIN channel c ON c.tenant_id = l.tenant_id AND c.installation_id = l.installation_id \
                   JOIN installation i ON i.tenant_id = l.tenant_id AND i.id = l.installation_id AND i.is_enabled \
                   WHERE l.shop_key <> '' AND l.compare_at_ms <= ? ORDER BY l.compare_at_ms LIMIT ?";
        let values = || [now_ms.into(), i64::from(limit).into()];
        // Asked beside the writer first: when nothing is due, polling costs it nothing.
        if Sql::with(self.backend(), due, values()).one(&self.db.read).await?.is_none() {
            return Ok(Vec::new());
        }
        let taken_until_ms = now_ms.saturating_add(lease_ms);
        let tx = self.db.begin().await?;
        let mut sql = Sql::with(self.backend(), due, values());
        if self.backend() == Backend::Postgres {
            sql.push(" FOR UPDATE OF l SKIP LOCKED");
        }
        let mut lanes = Vec::new();
        for row in sql.all(&tx).await? {
            let lane = lane_of(&row)?;
            set_compare_at(&tx, lane, taken_until_ms).await?;
            lanes.push(LaneToCompare { lane, plugin: row.at(3)?, items: row.at(4)?, taken_until_ms });
        }
        tx.commit().await?;
        Ok(lanes)
    }

    /// A lane was compared: it is due again at `again_at_ms`, unless somebody made it due meanwhile.
    pub async fn compared(&self, lane: &LaneToCompare, again_at_ms: i64) -> Result<(), StoreError> {
        let text = "UPDATE channel_lane SET compare_at_ms = ? \
                    WHERE tenant_id = ? AND installation_id = ? AND store_id = ? AND compare_at_ms = ?";
        let [tenant, installation, store] = lane.lane.values();
        let values = [again_at_ms.into(), tenant, installation, store, lane.taken_until_ms.into()];
        Sql::with(self.backend(), text, values).execute(&self.db.write).await.map(drop)
    }
}

async fn set_compare_at(tx: &DatabaseTransaction, lane: LaneKey, at_ms: i64) -> Result<(), StoreError> {
    let text = "UPDATE channel_lane SET compare_at_ms = ? \
                WHERE tenant_id = ? AND installation_id = ? AND store_id = ?";
    let [tenant, installation, store] = lane.values();
    Sql::with(backend(tx), text, [at_ms.into(), tenant, installation, store]).execute(tx).await.map(drop)
}

/// Locks lanes in the order of their keys, before any of their items.
pub(super) async fn lock(tx: &DatabaseTransaction, lanes: &BTreeSet<LaneKey>) -> Result<(), StoreError> {
    if backend(tx) == Backend::Sqlite {
        return Ok(());
    }
    for lane in lanes {
        let text = "SELECT 1 FROM channel_lane WHERE tenant_id = ? AND installation_id = ? AND store_id = ?";
        Sql::with(backend(tx), text, lane.values()).for_update().take().one(tx).await?;
    }
    Ok(())
}

/// Makes locked lanes due.
pub(super) async fn wake(
    tx: &DatabaseTransaction,
    lanes: &BTreeSet<LaneKey>,
    now_ms: i64,
) -> Result<(), StoreError> {
    for lane in lanes {
        let text = "UPDATE channel_lane SET due_at_ms = ? WHERE tenant_id = ? AND installation_id = ? \
                    AND store_id = ? AND (due_at_ms IS NULL OR due_at_ms > ?)";
        let [tenant, installation, store] = lane.values();
        let values = [now_ms.into(), tenant, installation, store, now_ms.into()];
        Sql::with(backend(tx), text, values).execute(tx).await?;
    }
    Ok(())
}
