//! Ends a leased delivery: done with its effects in one transaction, to be tried again, or dead.

use super::Lease;
use crate::db::Sql;
use crate::effects::{Effects, EffectsApplied, EffectsRefused};
use crate::effects::{EffectsWork, Origin, WorkError};
use crate::{Store, StoreError};
use sea_orm::Value;

/// Why a delivery could not be completed. Nothing of its effects is in the database.
#[derive(Clone, Debug, thiserror::Error)]
pub enum CompleteError {
    /// The lease ran out and another took it, or it was done: drop the effects.
    #[error("lease is lost")]
    LeaseLost,
    /// The effects are refused; [`EffectsRefused::is_conflict`] says whether to run again.
    #[error(transparent)]
    Refused(#[from] EffectsRefused),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Characters kept of an error.
pub(crate) const ERROR_MAX: usize = 2_000;

impl Store {
    /// Applies the effects and marks the delivery done, in one transaction, if the lease is still ours.
    pub async fn complete_delivery(
        &self,
        lease: &Lease,
        effects: Effects,
        now_ms: i64,
    ) -> Result<EffectsApplied, CompleteError> {
        let work = EffectsWork {
            tenant: lease.tenant,
            installation: lease.installation,
            plugin: lease.plugin.clone(),
            origin: Origin::Delivery { seq: lease.seq, token: lease.token },
            invocation: lease.invocation,
            recorded_at_ms: now_ms,
            depth: lease.event.event.depth.saturating_add(1),
            effects,
            documents: Vec::new(),
            sealed_messages: Vec::new(),
        };
        self.apply_work(work).await.map_err(|error| match error {
            WorkError::LeaseLost => CompleteError::LeaseLost,
            WorkError::Refused(refused) => CompleteError::Refused(refused),
            WorkError::Store(error) => CompleteError::Store(error),
        })
    }

    /// Gives a delivery back, to be tried again from `next_at_ms` on. `false` = the lease was lost.
    pub async fn fail_delivery(
        &self,
        lease: &Lease,
        error: &str,
        next_at_ms: i64,
    ) -> Result<bool, StoreError> {
        self.release(lease, "pending", error, next_at_ms).await
    }

    /// Gives a delivery up: it blocks its key until a person retries or skips it. `false` = the lease was lost.
    pub async fn bury_delivery(&self, lease: &Lease, error: &str) -> Result<bool, StoreError> {
        self.release(lease, "dead", error, i64::MAX).await
    }

    async fn release(
        &self,
        lease: &Lease,
        state: &str,
        error: &str,
        due_at_ms: i64,
    ) -> Result<bool, StoreError> {
        let error: String = error.chars().filter(|c| *c != '\0').take(ERROR_MAX).collect();
        let values: [Value; 3] = [state.into(), due_at_ms.into(), error.into()];
        let text = "UPDATE delivery SET state = ?, due_at_ms = ?, last_error = ?, lease_token = NULL";
        let mut sql = Sql::with(self.backend(), text, values);
        sql.push_with(
            " WHERE tenant_id = ? AND installation_id = ? AND seq = ? AND state = 'leased' AND lease_token = ?",
            [lease.tenant.0.into(), lease.installation.0.into(), lease.seq.into(), lease.token.into()],
        );
        Ok(sql.execute(&self.db.write).await? > 0)
    }
}
