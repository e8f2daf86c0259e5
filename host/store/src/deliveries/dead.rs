//! Dead deliveries: shown to a person, retried or skipped by one.

use super::DeadDelivery;
use crate::db::{Row, Sql, narrow};
use crate::{Page, PageRequest, Store, StoreError};
use bodega_domain::ids::EventId;
use bodega_domain::ids::{InstallationId, TenantId};
use sea_orm::Value;
use uuid::Uuid;

/// How many deliveries of an installation are not done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DeliveryCounts {
    /// Waiting or leased.
    pub open: i64,
    /// Dead.
    pub dead: i64,
}

impl Store {
    /// Dead deliveries of a tenant by number.
    pub async fn list_dead(
        &self,
        tenant: TenantId,
        page: &PageRequest,
    ) -> Result<Page<DeadDelivery>, StoreError> {
        let text = "SELECT d.installation_id, d.seq, d.event_id, e.event_type, d.ordering_key, d.attempts, d.last_error \
                    FROM delivery d JOIN event e ON e.tenant_id = d.tenant_id AND e.id = d.event_id \
                    WHERE d.state = 'dead' AND d.tenant_id = ?";
        let mut sql = Sql::with(self.backend(), text, [tenant.0.into()]);
        if let Some((seq, installation)) = page.key::<(i64, Uuid)>()? {
            sql.push_with(" AND (d.seq, d.installation_id) > (?, ?)", [seq.into(), installation.into()]);
        }
        let limit = i64::try_from(page.fetch()).unwrap_or(i64::MAX);
        sql.push_with(" ORDER BY d.seq, d.installation_id LIMIT ?", [limit.into()]);
        let rows = sql.all(&self.db.read).await?;
        let dead = rows.iter().map(read).collect::<Result<Vec<_>, StoreError>>()?;
        Ok(page.page(dead, |delivery| (delivery.seq, delivery.installation.0)))
    }

    /// Puts a dead delivery back in line. `false` = it is not dead.
    pub async fn retry_dead(
        &self,
        tenant: TenantId,
        installation: InstallationId,
        seq: i64,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let set = Sql::with(
            self.backend(),
            "UPDATE delivery SET state = 'pending', due_at_ms = ?",
            [now_ms.into()],
        );
        self.change_dead(set, [tenant.0.into(), installation.0.into(), seq.into()]).await
    }

    /// Lets go of a dead delivery; those behind it go on. `false` = it is not dead.
    pub async fn skip_dead(
        &self,
        tenant: TenantId,
        installation: InstallationId,
        seq: i64,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let set = Sql::with(
            self.backend(),
            "UPDATE delivery SET state = 'skipped', closed_at_ms = ?",
            [now_ms.into()],
        );
        self.change_dead(set, [tenant.0.into(), installation.0.into(), seq.into()]).await
    }

    async fn change_dead(&self, mut set: Sql, key: [Value; 3]) -> Result<bool, StoreError> {
        set.push_with(" WHERE tenant_id = ? AND installation_id = ? AND seq = ? AND state = 'dead'", key);
        Ok(set.execute(&self.db.write).await? > 0)
    }

    /// Open and dead deliveries of an installation.
    pub async fn delivery_counts(
        &self,
        tenant: TenantId,
        installation: InstallationId,
    ) -> Result<DeliveryCounts, StoreError> {
        let text = "SELECT CAST(COALESCE(SUM(CASE WHEN state = 'dead' THEN 0 ELSE 1 END), 0) AS BIGINT), \
                    CAST(COALESCE(SUM(CASE WHEN state = 'dead' THEN 1 ELSE 0 END), 0) AS BIGINT) \
                    FROM delivery WHERE tenant_id = ? AND installation_id = ? AND closed_at_ms IS NULL";
        let values = [tenant.0.into(), installation.0.into()];
        let row = Sql::with(self.backend(), text, values).one(&self.db.read).await?;
        row.map_or(Ok(DeliveryCounts::default()), |row| {
            Ok(DeliveryCounts { open: row.at(0)?, dead: row.at(1)? })
        })
    }
}

fn read(row: &sea_orm::QueryResult) -> Result<DeadDelivery, StoreError> {
    Ok(DeadDelivery {
        installation: InstallationId(row.at(0)?),
        seq: row.at(1)?,
        event: EventId(row.at(2)?),
        event_type: row.at(3)?,
        ordering_key: row.at(4)?,
        attempts: narrow(row.at(5)?, "attempts")?,
        last_error: row.at::<Option<String>>(6)?.unwrap_or_default(),
    })
}
