//! Hands out deliveries that are due.

use super::Lease;
use crate::PAGE_MAX;
use crate::db::{Row, Sql, narrow};
use crate::entities::{event, installation};
use crate::events::Event;
use crate::ledger::ids::invocation_id;
use crate::store::Backend;
use crate::{Store, StoreError};
use bodega_domain::ids::{InstallationId, TenantId};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// Due deliveries that are the first open ones of their installation and key. Dead ones are open: they block. Those of
/// a version that was killed wait for another version.
const DUE: &str = "\
WITH due AS MATERIALIZED (\
    SELECT d.tenant_id, d.installation_id, d.seq FROM delivery d \
    JOIN installation i ON i.tenant_id = d.tenant_id AND i.id = d.installation_id AND i.is_enabled \
    WHERE NOT EXISTS (SELECT 1 FROM killed_package k WHERE k.component = i.component) \
    AND d.closed_at_ms IS NULL AND d.due_at_ms <= ? AND NOT EXISTS (\
        SELECT 1 FROM delivery e WHERE e.tenant_id = d.tenant_id AND e.installation_id = d.installation_id \
        AND e.ordering_key = d.ordering_key AND e.seq < d.seq AND e.closed_at_ms IS NULL\
    ) ORDER BY d.due_at_ms LIMIT ?";

/// Takes them.
const TAKE: &str = ") UPDATE delivery SET state = 'leased', attempts = attempts + 1, due_at_ms = ?, lease_token = ? \
FROM due WHERE delivery.tenant_id = due.tenant_id AND delivery.installation_id = due.installation_id \
AND delivery.seq = due.seq \
RETURNING delivery.tenant_id, delivery.installation_id, delivery.seq, delivery.event_id, delivery.attempts";

/// A delivery just taken.
struct Leased {
    tenant: TenantId,
    installation: InstallationId,
    seq: i64,
    event: Uuid,
    attempts: u32,
}

impl Store {
    /// Leases up to `limit` due deliveries of enabled installations until `now_ms + lease_ms`. Never more than one of
    /// an installation and ordering key, and never one while an earlier one of that key is open or dead.
    pub async fn lease_due(&self, now_ms: i64, lease_ms: i64, limit: u32) -> Result<Vec<Lease>, StoreError> {
        // Asked beside the writer first: when nothing is due, polling costs it nothing.
        let text = "SELECT 1 FROM delivery WHERE closed_at_ms IS NULL AND due_at_ms <= ? LIMIT 1";
        if Sql::with(self.backend(), text, [now_ms.into()]).one(&self.db.read).await?.is_none() {
            return Ok(Vec::new());
        }
        let token = Uuid::now_v7();
        let until_ms = now_ms.saturating_add(lease_ms);
        let tx = self.db.begin().await?;
        let mut sql = Sql::with(self.backend(), DUE, [now_ms.into(), i64::from(limit.min(PAGE_MAX)).into()]);
        if self.backend() == Backend::Postgres {
            sql.push(" FOR UPDATE OF d SKIP LOCKED");
        }
        sql.push_with(TAKE, [until_ms.into(), token.into()]);
        let mut leased = Vec::new();
        for row in sql.all(&tx).await? {
            leased.push(Leased {
                tenant: TenantId(row.at(0)?),
                installation: InstallationId(row.at(1)?),
                seq: row.at(2)?,
                event: row.at(3)?,
                attempts: narrow(row.at(4)?, "attempts")?,
            });
        }
        let leases = with_events(&tx, leased, token, until_ms).await?;
        tx.commit().await?;
        Ok(leases)
    }
}

/// Joins deliveries with their events and the names of their plugins.
async fn with_events(
    tx: &DatabaseTransaction,
    leased: Vec<Leased>,
    token: Uuid,
    until_ms: i64,
) -> Result<Vec<Lease>, StoreError> {
    let mut by_tenant: BTreeMap<TenantId, Vec<Leased>> = BTreeMap::new();
    leased.into_iter().for_each(|lease| by_tenant.entry(lease.tenant).or_default().push(lease));
    let mut leases = Vec::new();
    for (tenant, mut leased) in by_tenant {
        leased.sort_by_key(|lease| (lease.seq, lease.installation));
        let events = event::Entity::find()
            .filter(event::Column::TenantId.eq(tenant.0))
            .filter(event::Column::Id.is_in(leased.iter().map(|lease| lease.event)))
            .all(tx)
            .await?;
        let events: HashMap<Uuid, event::Model> = events.into_iter().map(|event| (event.id, event)).collect();
        let plugins = installation::Entity::find()
            .filter(installation::Column::TenantId.eq(tenant.0))
            .filter(installation::Column::Id.is_in(leased.iter().map(|lease| lease.installation.0)))
            .all(tx)
            .await?;
        let plugins: HashMap<Uuid, String> = plugins.into_iter().map(|row| (row.id, row.plugin)).collect();
        for lease in leased {
            let event = events.get(&lease.event).cloned();
            let event = event.ok_or_else(|| StoreError::Damaged("a delivery without event".to_owned()))?;
            leases.push(Lease {
                tenant,
                installation: lease.installation,
                plugin: plugins.get(&lease.installation.0).cloned().unwrap_or_default(),
                seq: lease.seq,
                invocation: invocation_id(lease.event, lease.installation.0),
                event: Event::try_from(event)?,
                attempts: lease.attempts,
                until_ms,
                token,
            });
        }
    }
    Ok(leases)
}
