//! Ends a leased delivery: done with its effects in one transaction, to be tried again, or dead.

use super::Lease;
use crate::effects::{Effects, EffectsApplied, EffectsRefused};
use crate::{Store, StoreError};

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

impl Store {
    /// Applies the effects and marks the delivery done, in one transaction, if the lease is still ours.
    pub async fn complete_delivery(
        &self,
        lease: &Lease,
        effects: Effects,
        now_ms: i64,
    ) -> Result<EffectsApplied, CompleteError> {
        let _ = (lease, effects, now_ms);
        todo!()
    }

    /// Gives a delivery back, to be tried again from `next_at_ms` on. `false` = the lease was lost.
    pub async fn fail_delivery(
        &self,
        lease: &Lease,
        error: &str,
        next_at_ms: i64,
    ) -> Result<bool, StoreError> {
        let _ = (lease, error, next_at_ms);
        todo!()
    }

    /// Gives a delivery up: it blocks its key until a person retries or skips it. `false` = the lease was lost.
    pub async fn bury_delivery(&self, lease: &Lease, error: &str) -> Result<bool, StoreError> {
        let _ = (lease, error);
        todo!()
    }
}
