//! Uninstalls. Snapshots and the timeline stay, and so do ledger accounts and documents; see
//! [`Store::delete_collections`].

use super::{TimelineEntry, candidates, migration, shadow, timeline};
use crate::channels;
use crate::counters;
use crate::db::Sql;
use crate::events::wait_for_chain;
use crate::{Store, StoreError};
use bodega_domain::ids::{InstallationId, TenantId};

impl Store {
    /// Deletes an installation with its plan, trial, migration, jobs, what waits to go out to channels and deliveries that
    /// are not done, and writes it down. What is under way loses its lease. `false` = it was not there.
    pub async fn remove_installation(
        &self,
        tenant: TenantId,
        id: InstallationId,
        entry: &TimelineEntry,
    ) -> Result<bool, StoreError> {
        let tx = self.db.begin().await?;
        counters::bump(&tx, tenant, counters::INSTALLATIONS).await?;
        // The sequencer is kept from making deliveries for what it saw a moment ago.
        wait_for_chain(&tx, tenant).await?;
        let key = || [tenant.0.into(), id.0.into()];
        let text = "DELETE FROM installation WHERE tenant_id = ? AND id = ?";
        let removed = Sql::with(self.backend(), text, key()).execute(&tx).await? > 0;
        candidates::delete(&tx, tenant, id).await?;
        shadow::clear(&tx, tenant, id).await?;
        migration::delete(&tx, tenant, id).await?;
        for rest in [
            "DELETE FROM installation_plan WHERE tenant_id = ? AND installation_id = ?",
            "DELETE FROM delivery WHERE tenant_id = ? AND installation_id = ? AND closed_at_ms IS NULL",
            "DELETE FROM job WHERE tenant_id = ? AND installation_id = ?",
            "DELETE FROM job_run WHERE tenant_id = ? AND installation_id = ? AND ended_at_ms IS NULL",
        ] {
            Sql::with(self.backend(), rest, key()).execute(&tx).await?;
        }
        channels::forget(&tx, tenant, id).await?;
        if removed {
            timeline::write(&tx, tenant, id, entry).await?;
        }
        tx.commit().await?;
        Ok(removed)
    }
}
