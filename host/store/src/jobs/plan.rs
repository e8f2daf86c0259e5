//! Says which jobs an installation has.

use super::Job;
use crate::db::{self, OnConflict, Row, Sql};
use crate::{Store, StoreError};
use bodega_domain::ids::{InstallationId, TenantId};
use sea_orm::Value;
use std::collections::BTreeMap;

impl Store {
    /// Makes the installation's jobs those given. One that is there with the same cron expression keeps its planned
    /// time, so that planning again at each start loses no run; another takes the time given, or the first moment
    /// after its last run where that is later. Runs under way of jobs that change or go lose their lease.
    pub async fn plan_jobs(
        &self,
        tenant: TenantId,
        installation: InstallationId,
        jobs: &[Job],
    ) -> Result<(), StoreError> {
        let owner = || [tenant.0.into(), installation.0.into()];
        // Of jobs of one name the last counts.
        let mut jobs: BTreeMap<&str, &Job> = jobs.iter().map(|job| (job.name.as_str(), job)).collect();
        let tx = self.db.begin().await?;
        // Planners of an installation take turns.
        let text = "SELECT 1 FROM installation WHERE tenant_id = ? AND id = ?";
        if Sql::with(self.backend(), text, owner()).for_update().take().one(&tx).await?.is_none() {
            return Err(StoreError::Refused("the installation is not there".to_owned()));
        }
        let text = "SELECT name, cron FROM job WHERE tenant_id = ? AND installation_id = ? ORDER BY name";
        let (mut stale, mut last_run) = (Vec::new(), BTreeMap::new());
        for row in Sql::with(self.backend(), text, owner()).for_update().take().all(&tx).await? {
            let (name, cron): (String, String) = (row.at(0)?, row.at(1)?);
            if jobs.get(name.as_str()).is_some_and(|job| job.cron == cron) {
                jobs.remove(name.as_str());
            } else {
                stale.push(name);
            }
        }
        for rest in [
            "DELETE FROM job WHERE tenant_id = ? AND installation_id = ? AND name IN ",
            "DELETE FROM job_run WHERE tenant_id = ? AND installation_id = ? AND ended_at_ms IS NULL AND job IN ",
        ] {
            let mut sql = Sql::with(self.backend(), rest, owner());
            sql.list(stale.iter().cloned());
            sql.execute(&tx).await?;
        }
        let text = "SELECT job, MAX(scheduled_at_ms) FROM job_run \
                    WHERE tenant_id = ? AND installation_id = ? GROUP BY job";
        for row in Sql::with(self.backend(), text, owner()).all(&tx).await? {
            last_run.insert(row.at::<String>(0)?, row.at::<i64>(1)?);
        }
        let rows: Vec<Vec<Value>> = jobs
            .values()
            .map(|job| {
                let after = last_run.get(&job.name).map_or(i64::MIN, |last| last.saturating_add(1));
                let due = job.next_due_ms.max(after);
                let mut row = owner().to_vec();
                row.extend([job.name.as_str().into(), job.cron.as_str().into(), due.into(), due.into()]);
                row
            })
            .collect();
        let columns = ["tenant_id", "installation_id", "name", "cron", "next_due_ms", "due_at_ms"];
        db::insert_rows(&tx, "job", &columns, &rows, OnConflict::Fail).await?;
        Ok(tx.commit().await?)
    }
}
