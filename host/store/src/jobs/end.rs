//! Ends a leased run: done with its effects in one transaction, to be tried again, or given up.

use super::JobLease;
use crate::db::Sql;
use crate::deliveries::ERROR_MAX;
use crate::effects::{Effects, EffectsApplied, EffectsRefused, EffectsWork, JobMark, Origin, WorkError};
use crate::{Store, StoreError};

/// Why a run could not be completed. Nothing of its effects is in the database.
#[derive(Clone, Debug, thiserror::Error)]
pub enum CompleteJobError {
    /// The lease ran out and another took it, or the job is gone: drop the effects.
    #[error("lease is lost")]
    LeaseLost,
    /// The effects are refused; [`EffectsRefused::is_conflict`] says whether to run again.
    #[error(transparent)]
    Refused(#[from] EffectsRefused),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// Applies the effects, marks the run done and plans the next, in one transaction, if the lease is still ours.
    pub async fn complete_job(
        &self,
        lease: &JobLease,
        effects: Effects,
        next_due_ms: i64,
        now_ms: i64,
    ) -> Result<EffectsApplied, CompleteJobError> {
        refuse_past(lease, next_due_ms)?;
        let work = EffectsWork {
            tenant: lease.tenant,
            installation: lease.installation,
            plugin: lease.plugin.clone(),
            origin: Origin::Job(JobMark {
                job: lease.job.clone(),
                scheduled_at_ms: lease.scheduled_at_ms,
                token: lease.token,
                next_due_ms,
            }),
            invocation: lease.invocation,
            recorded_at_ms: now_ms,
            depth: 0,
            effects,
            documents: Vec::new(),
            sealed_messages: Vec::new(),
        };
        self.apply_work(work).await.map_err(|error| match error {
            WorkError::LeaseLost => CompleteJobError::LeaseLost,
            WorkError::Refused(refused) => CompleteJobError::Refused(refused),
            WorkError::Store(error) => CompleteJobError::Store(error),
        })
    }

    /// Gives a run back: to be tried again at `retry_at_ms`, or, where that is `None`, given up; then the job is due
    /// next at `next_due_ms`. `false` = the lease was lost.
    pub async fn fail_job(
        &self,
        lease: &JobLease,
        message: &str,
        retry_at_ms: Option<i64>,
        next_due_ms: i64,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        refuse_past(lease, next_due_ms)?;
        let message: String = message.chars().filter(|c| *c != '\0').take(ERROR_MAX).collect();
        let tx = self.db.begin().await?;
        let mut sql = match retry_at_ms {
            Some(retry_at_ms) => {
                Sql::with(self.backend(), "UPDATE job SET due_at_ms = ?", [retry_at_ms.into()])
            }
            None => Sql::with(
                self.backend(),
                "UPDATE job SET next_due_ms = ?, due_at_ms = ?",
                [next_due_ms.into(), next_due_ms.into()],
            ),
        };
        sql.push_with(
            " WHERE tenant_id = ? AND installation_id = ? AND name = ? AND next_due_ms = ?",
            lease.run_key(),
        );
        sql.execute(&tx).await?;
        let text = "UPDATE job_run SET lease_token = NULL, lease_until_ms = NULL, error = ?, status = ?, ended_at_ms = ?";
        let (status, ended) = match retry_at_ms {
            Some(_) => ("waiting", None),
            None => ("given_up", Some(now_ms)),
        };
        let mut sql = Sql::with(self.backend(), text, [message.into(), status.into(), ended.into()]);
        lease.is_held(&mut sql);
        if sql.execute(&tx).await? == 0 {
            return Ok(false);
        }
        tx.commit().await?;
        Ok(true)
    }
}

/// A job that is due next at or before its run would run twice.
fn refuse_past(lease: &JobLease, next_due_ms: i64) -> Result<(), StoreError> {
    if next_due_ms <= lease.scheduled_at_ms {
        return Err(StoreError::Refused("a job's next time comes after its last".to_owned()));
    }
    Ok(())
}
