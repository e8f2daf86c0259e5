//! Hands out runs of jobs that are due.

use super::JobLease;
use crate::PAGE_MAX;
use crate::db::{self, OnConflict, Row, Sql, narrow};
use crate::ledger::ids::job_invocation_id;
use crate::store::Backend;
use crate::{Store, StoreError};
use bodega_domain::ids::{InstallationId, TenantId};
use sea_orm::{DatabaseTransaction, Value};
use std::collections::BTreeMap;
use uuid::Uuid;

const DUE: &str = "\
WITH due AS MATERIALIZED (\
    SELECT j.tenant_id, j.installation_id, j.name FROM job j \
    JOIN installation i ON i.tenant_id = j.tenant_id AND i.id = j.installation_id AND i.is_enabled \
    WHERE NOT EXISTS (SELECT 1 FROM killed_package k WHERE k.component = i.component) \
    AND j.due_at_ms <= ? ORDER BY j.due_at_ms LIMIT ?";

/// While a lease is held nobody finds the job due: one run at a time.
const TAKE: &str = ") UPDATE job SET due_at_ms = ? FROM due WHERE job.tenant_id = due.tenant_id \
AND job.installation_id = due.installation_id AND job.name = due.name \
RETURNING job.tenant_id, job.installation_id, job.name, job.cron, job.next_due_ms";

/// A run of a job: its job and planned time.
pub(crate) type RunKey = (TenantId, InstallationId, String, i64);

impl Store {
    /// Leases up to `limit` jobs of enabled installations that are due, over all tenants, until `now_ms + lease_ms`.
    /// A run whose lease ran out or that is to be tried again comes back with the same invocation.
    pub async fn lease_due_jobs(
        &self,
        now_ms: i64,
        lease_ms: i64,
        limit: u32,
    ) -> Result<Vec<JobLease>, StoreError> {
        // Asked beside the writer first: when nothing is due, polling costs it nothing.
        let text = "SELECT 1 FROM job WHERE due_at_ms <= ? LIMIT 1";
        if Sql::with(self.backend(), text, [now_ms.into()]).one(&self.db.read).await?.is_none() {
            return Ok(Vec::new());
        }
        let token = Uuid::now_v7();
        let until_ms = now_ms.saturating_add(lease_ms);
        let tx = self.db.begin().await?;
        let mut sql = Sql::with(self.backend(), DUE, [now_ms.into(), i64::from(limit.min(PAGE_MAX)).into()]);
        if self.backend() == Backend::Postgres {
            sql.push(" FOR UPDATE OF j SKIP LOCKED");
        }
        sql.push_with(TAKE, [until_ms.into()]);
        let mut leases: BTreeMap<RunKey, JobLease> = BTreeMap::new();
        for row in sql.all(&tx).await? {
            let (tenant, installation) = (TenantId(row.at(0)?), InstallationId(row.at(1)?));
            let (job, scheduled_at_ms): (String, i64) = (row.at(2)?, row.at(4)?);
            let lease = JobLease {
                tenant,
                installation,
                plugin: String::new(),
                cron: row.at(3)?,
                scheduled_at_ms,
                missed: 0,
                invocation: job_invocation_id(installation.0, &job, scheduled_at_ms),
                attempts: 1,
                until_ms,
                token,
                job: job.clone(),
            };
            leases.insert((tenant, installation, job, scheduled_at_ms), lease);
        }
        begin_runs(&tx, &leases, now_ms).await?;
        read_runs(&tx, &mut leases).await?;
        tx.commit().await?;
        Ok(leases.into_values().collect())
    }

    /// Lets a first attempt stand in for the planned times that passed since it was due: it becomes the run of the
    /// last of them, `scheduled_at_ms`, and says how many were missed before. `None` = the lease was lost, or an
    /// earlier attempt may have used the invocation.
    pub async fn skip_missed(
        &self,
        lease: &JobLease,
        scheduled_at_ms: i64,
        missed: u32,
    ) -> Result<Option<JobLease>, StoreError> {
        if lease.attempts != 1 || scheduled_at_ms <= lease.scheduled_at_ms {
            return Ok(None);
        }
        let invocation = job_invocation_id(lease.installation.0, &lease.job, scheduled_at_ms);
        let tx = self.db.begin().await?;
        // The job first, as everywhere.
        let mut sql = Sql::with(self.backend(), "UPDATE job SET next_due_ms = ?", [scheduled_at_ms.into()]);
        sql.push_with(
            " WHERE tenant_id = ? AND installation_id = ? AND name = ? AND next_due_ms = ?",
            lease.run_key(),
        );
        sql.execute(&tx).await?;
        let values: [Value; 3] = [scheduled_at_ms.into(), invocation.into(), i64::from(missed).into()];
        let text = "UPDATE job_run SET scheduled_at_ms = ?, invocation_id = ?, missed = ?";
        let mut sql = Sql::with(self.backend(), text, values);
        lease.is_held(&mut sql);
        if sql.execute(&tx).await? == 0 {
            return Ok(None);
        }
        tx.commit().await?;
        Ok(Some(JobLease { scheduled_at_ms, missed, invocation, ..lease.clone() }))
    }
}

impl JobLease {
    pub(super) fn run_key(&self) -> [Value; 4] {
        [
            self.tenant.0.into(),
            self.installation.0.into(),
            self.job.as_str().into(),
            self.scheduled_at_ms.into(),
        ]
    }

    /// Appends the condition on `job_run` that this lease is still ours.
    pub(super) fn is_held(&self, sql: &mut Sql) {
        sql.push_with(
            " WHERE tenant_id = ? AND installation_id = ? AND job = ? AND scheduled_at_ms = ?",
            self.run_key(),
        );
        sql.push_with(" AND status = 'running' AND lease_token = ?", [self.token.into()]);
    }
}

async fn begin_runs(
    tx: &DatabaseTransaction,
    leases: &BTreeMap<RunKey, JobLease>,
    now_ms: i64,
) -> Result<(), StoreError> {
    let rows: Vec<Vec<Value>> = leases
        .values()
        .map(|lease| {
            let mut row = lease.run_key().to_vec();
            row.extend([
                lease.invocation.into(),
                "running".into(),
                1i64.into(),
                0i64.into(),
                lease.token.into(),
                lease.until_ms.into(),
                now_ms.into(),
            ]);
            row
        })
        .collect();
    let columns = [
        "tenant_id",
        "installation_id",
        "job",
        "scheduled_at_ms",
        "invocation_id",
        "status",
        "attempts",
        "missed",
        "lease_token",
        "lease_until_ms",
        "started_at_ms",
    ];
    let again = "(tenant_id, installation_id, job, scheduled_at_ms) DO UPDATE SET status = excluded.status, \
                 attempts = job_run.attempts + 1, lease_token = excluded.lease_token, \
                 lease_until_ms = excluded.lease_until_ms, started_at_ms = excluded.started_at_ms";
    db::insert_rows(tx, "job_run", &columns, &rows, OnConflict::Do(again)).await
}

/// Reads what earlier attempts left, and whose jobs they are.
async fn read_runs(
    tx: &DatabaseTransaction,
    leases: &mut BTreeMap<RunKey, JobLease>,
) -> Result<(), StoreError> {
    for lease in leases.values_mut() {
        let text = "SELECT attempts, missed, invocation_id, (SELECT plugin FROM installation i \
                    WHERE i.tenant_id = job_run.tenant_id AND i.id = job_run.installation_id) FROM job_run";
        let mut sql = Sql::new(db::backend(tx), text);
        lease.is_held(&mut sql);
        if let Some(row) = sql.one(tx).await? {
            lease.attempts = narrow(row.at(0)?, "attempts")?;
            lease.missed = narrow(row.at(1)?, "missed runs")?;
            lease.invocation = row.at(2)?;
            lease.plugin = row.at::<Option<String>>(3)?.unwrap_or_default();
        }
    }
    Ok(())
}
