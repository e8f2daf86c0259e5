//! Applies an invocation's effects in one transaction.

use super::{ApplyEffects, ApplyError, EffectsApplied};
use crate::Store;

impl Store {
    /// Applies effects once. Answers after the transaction is durable.
    pub async fn apply_effects(&self, apply: ApplyEffects) -> Result<EffectsApplied, ApplyError> {
        let _ = apply;
        todo!()
    }
}
