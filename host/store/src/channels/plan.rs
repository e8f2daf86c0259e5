//! Which installations push, and to which stores their mappings reach.

use super::{ChannelPlan, LaneKey};
use crate::db::{self, OnConflict, Row, Sql, narrow};
use crate::{Store, StoreError, counters};
use bodega_domain::ids::{InstallationId, OrgUnitId, TenantId};
use sea_orm::{DatabaseTransaction, Value};
use std::collections::BTreeMap;

impl Store {
    /// Notes how an installation pushes, or that it does not; then nothing waits to go out any more.
    pub async fn plan_channel(
        &self,
        tenant: TenantId,
        installation: InstallationId,
        plan: Option<&ChannelPlan>,
    ) -> Result<(), StoreError> {
        let tx = self.db.begin().await?;
        match plan {
            Some(plan) => write_plan(&tx, tenant, installation, plan).await?,
            None => forget(&tx, tenant, installation).await?,
        }
        Ok(tx.commit().await?)
    }

    /// Enabled installations that push, of all tenants, whose catalog or mappings changed since they were last
    /// compared: their lanes are brought up to date and made due to be compared. Gives how many.
    pub async fn notice_changes(&self, now_ms: i64) -> Result<usize, StoreError> {
        let text = "SELECT c.tenant_id, c.installation_id, c.plugin, c.shops, c.items, c.batch_max, c.gap_ms, c.compared \
                    FROM channel c JOIN installation i ON i.tenant_id = c.tenant_id AND i.id = c.installation_id \
                    AND i.is_enabled ORDER BY c.tenant_id, c.installation_id";
        let mut noticed = 0;
        for row in Sql::new(self.backend(), text).all(&self.db.read).await? {
            let (tenant, installation) = (TenantId(row.at(0)?), InstallationId(row.at(1)?));
            let plan = ChannelPlan {
                plugin: row.at(2)?,
                shops: row.at(3)?,
                items: row.at(4)?,
                batch_max: narrow(row.at(5)?, "batch")?,
                gap_ms: row.at(6)?,
            };
            let stamp = self.stamp(tenant, &plan).await?;
            if stamp != row.at::<String>(7)? {
                self.sync_lanes(tenant, installation, &plan, &stamp, now_ms).await?;
                noticed += 1;
            }
        }
        Ok(noticed)
    }

    /// Another text whenever the catalog or a mapping document has changed. It is read before what it stands for, so that
    /// a change in between is noticed the next time.
    async fn stamp(&self, tenant: TenantId, plan: &ChannelPlan) -> Result<String, StoreError> {
        let catalog = counters::value(&self.db.read, tenant, counters::CATALOG).await?;
        let text = "SELECT COUNT(*), CAST(COALESCE(SUM(version), 0) AS BIGINT), COALESCE(MAX(updated_at_ms), 0) \
                    FROM document WHERE tenant_id = ? AND plugin = ? AND collection IN (?, ?)";
        let values = [
            tenant.0.into(),
            plan.plugin.as_str().into(),
            plan.shops.as_str().into(),
            plan.items.as_str().into(),
        ];
        let row = Sql::with(self.backend(), text, values).one(&self.db.read).await?;
        let (count, versions, newest): (i64, i64, i64) = match row {
            Some(row) => (row.at(0)?, row.at(1)?, row.at(2)?),
            None => (0, 0, 0),
        };
        Ok(format!("{catalog}/{count}/{versions}/{newest}"))
    }

    /// Makes a lane for each store that the mapping names, and forgets the items of those that it names no more.
    async fn sync_lanes(
        &self,
        tenant: TenantId,
        installation: InstallationId,
        plan: &ChannelPlan,
        stamp: &str,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        let shops = self.mapped_stores(tenant, plan).await?;
        let tx = self.db.begin().await?;
        let key = [tenant.0.into(), installation.0.into()];
        let text = "UPDATE channel SET compared = ? WHERE tenant_id = ? AND installation_id = ?";
        let values: [Value; 3] = [stamp.into(), tenant.0.into(), installation.0.into()];
        Sql::with(self.backend(), text, values).execute(&tx).await?;
        let text = "SELECT store_id FROM channel_lane WHERE tenant_id = ? AND installation_id = ? \
                    AND shop_key <> '' ORDER BY store_id";
        for row in Sql::with(self.backend(), text, key).for_update().take().all(&tx).await? {
            let store = OrgUnitId(row.at(0)?);
            if !shops.contains_key(&store) {
                unmap(&tx, LaneKey { tenant, installation, store }).await?;
            }
        }
        let rows: Vec<Vec<Value>> = shops
            .into_iter()
            .map(|(store, shop_key)| {
                let mut row = vec![tenant.0.into(), installation.0.into(), store.0.into(), shop_key.into()];
                row.extend([0i64.into(), 0i64.into(), 0i64.into(), now_ms.into()]);
                row
            })
            .collect();
        let columns = [
            "tenant_id",
            "installation_id",
            "store_id",
            "shop_key",
            "next_push_ms",
            "lease_until_ms",
            "attempts",
            "compare_at_ms",
        ];
        let change = "(tenant_id, installation_id, store_id) DO UPDATE SET shop_key = excluded.shop_key, \
                      compare_at_ms = excluded.compare_at_ms";
        db::insert_rows(&tx, "channel_lane", &columns, &rows, OnConflict::Do(change)).await?;
        Ok(tx.commit().await?)
    }

    /// Stores that the mapping names, with the documents that do.
    async fn mapped_stores(
        &self,
        tenant: TenantId,
        plan: &ChannelPlan,
    ) -> Result<BTreeMap<OrgUnitId, String>, StoreError> {
        let text = "SELECT f.value, f.document_key FROM document_field f WHERE f.tenant_id = ? AND f.plugin = ? \
                    AND f.collection = ? AND f.field = 'store' ORDER BY f.value";
        let values = [tenant.0.into(), plan.plugin.as_str().into(), plan.shops.as_str().into()];
        let rows = Sql::with(self.backend(), text, values).all(&self.db.read).await?;
        let mut stores = BTreeMap::new();
        for row in rows {
            let (value, key): (String, String) = (row.at(0)?, row.at(1)?);
            // Indexed texts are stored after a letter for their type.
            if let Some(Ok(store)) = value.strip_prefix('s').map(str::parse::<OrgUnitId>) {
                stores.insert(store, key);
            }
        }
        Ok(stores)
    }
}

async fn write_plan(
    tx: &DatabaseTransaction,
    tenant: TenantId,
    installation: InstallationId,
    plan: &ChannelPlan,
) -> Result<(), StoreError> {
    let row = vec![
        tenant.0.into(),
        installation.0.into(),
        plan.plugin.as_str().into(),
        plan.shops.as_str().into(),
        plan.items.as_str().into(),
        i64::from(plan.batch_max).into(),
        plan.gap_ms.into(),
        "".into(),
    ];
    let columns =
        ["tenant_id", "installation_id", "plugin", "shops", "items", "batch_max", "gap_ms", "compared"];
    let change = "(tenant_id, installation_id) DO UPDATE SET plugin = excluded.plugin, shops = excluded.shops, \
                  items = excluded.items, batch_max = excluded.batch_max, gap_ms = excluded.gap_ms, \
                  compared = excluded.compared";
    db::insert_rows(tx, "channel", &columns, &[row], OnConflict::Do(change)).await
}

/// Forgets how an installation pushes and all that waits to go out.
pub(crate) async fn forget(
    tx: &DatabaseTransaction,
    tenant: TenantId,
    installation: InstallationId,
) -> Result<(), StoreError> {
    // Lanes before items, as everywhere.
    for table in ["channel", "channel_lane", "channel_item"] {
        let text = format!("DELETE FROM {table} WHERE tenant_id = ? AND installation_id = ?");
        let values = [tenant.0.into(), installation.0.into()];
        Sql::with(db::backend(tx), &text, values).execute(tx).await?;
    }
    Ok(())
}

/// The store is on the channel no more: its items go, news of its orders still goes out.
async fn unmap(tx: &DatabaseTransaction, lane: LaneKey) -> Result<(), StoreError> {
    for text in [
        "UPDATE channel_lane SET shop_key = '' WHERE tenant_id = ? AND installation_id = ? AND store_id = ?",
        "DELETE FROM channel_item WHERE tenant_id = ? AND installation_id = ? AND store_id = ?",
    ] {
        Sql::with(db::backend(tx), text, lane.values()).execute(tx).await?;
    }
    Ok(())
}
