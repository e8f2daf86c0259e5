//! Reads jobs and their runs; forgets old runs.

use super::{Job, JobRun, JobRunStatus};
use crate::db::{Row, Sql, narrow};
use crate::{Page, PageRequest, Store, StoreError};
use bodega_domain::ids::{InstallationId, TenantId};
use uuid::Uuid;

impl Store {
    /// The jobs of an installation, by name.
    pub async fn list_jobs(&self, tenant: TenantId, id: InstallationId) -> Result<Vec<Job>, StoreError> {
        let text = "SELECT name, cron, next_due_ms FROM job WHERE tenant_id = ? AND installation_id = ? ORDER BY name";
        let rows = Sql::with(self.backend(), text, [tenant.0.into(), id.0.into()]).all(&self.db.read).await?;
        rows.iter()
            .map(|row| Ok(Job { name: row.at(0)?, cron: row.at(1)?, next_due_ms: row.at(2)? }))
            .collect()
    }

    /// Runs of a tenant, or of one installation, the latest planned time first.
    pub async fn list_job_runs(
        &self,
        tenant: TenantId,
        installation: Option<InstallationId>,
        page: &PageRequest,
    ) -> Result<Page<JobRun>, StoreError> {
        let text = "SELECT installation_id, job, scheduled_at_ms, missed, invocation_id, status, attempts, error, \
                    started_at_ms, ended_at_ms FROM job_run WHERE tenant_id = ?";
        let mut sql = Sql::with(self.backend(), text, [tenant.0.into()]);
        if let Some(installation) = installation {
            sql.push_with(" AND installation_id = ?", [installation.0.into()]);
        }
        if let Some((at_ms, id, job)) = page.key::<(i64, Uuid, String)>()? {
            let after = [at_ms.into(), id.into(), job.into()];
            sql.push_with(" AND (scheduled_at_ms, installation_id, job) < (?, ?, ?)", after);
        }
        let limit = i64::try_from(page.fetch()).unwrap_or(i64::MAX);
        sql.push_with(
            " ORDER BY scheduled_at_ms DESC, installation_id DESC, job DESC LIMIT ?",
            [limit.into()],
        );
        let rows = sql.all(&self.db.read).await?;
        let runs = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        Ok(page.page(runs, |run| (run.scheduled_at_ms, run.installation, run.job.clone())))
    }

    /// Deletes runs that ended before `before_ms`; gives how many.
    pub async fn purge_job_runs(&self, before_ms: i64) -> Result<u64, StoreError> {
        let text = "DELETE FROM job_run WHERE ended_at_ms < ?";
        Sql::with(self.backend(), text, [before_ms.into()]).execute(&self.db.write).await
    }
}

fn read(row: &sea_orm::QueryResult) -> Result<JobRun, StoreError> {
    Ok(JobRun {
        installation: InstallationId(row.at(0)?),
        job: row.at(1)?,
        scheduled_at_ms: row.at(2)?,
        missed: narrow(row.at(3)?, "missed runs")?,
        invocation: row.at(4)?,
        status: JobRunStatus::read(&row.at::<String>(5)?)?,
        attempts: narrow(row.at(6)?, "attempts")?,
        error: row.at(7)?,
        started_at_ms: row.at(8)?,
        ended_at_ms: row.at(9)?,
    })
}
