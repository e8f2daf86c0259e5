//! Writes entries: before the act, then what came of it.

use super::{Completion, NewEntry};
use crate::db::{self, OnConflict, Sql};
use crate::entities::audit_entry;
use crate::{Store, StoreError};
use bodega_domain::ids::TenantId;
use uuid::Uuid;

impl Store {
    /// Writes down what is about to be done. Once this returns it cannot be done without a trace.
    pub async fn ask_audit(&self, entry: &NewEntry) -> Result<(), StoreError> {
        let tx = self.db.begin().await?;
        db::insert::<audit_entry::Entity>(&tx, &[entry.row()], OnConflict::Fail).await?;
        Ok(tx.commit().await?)
    }

    /// Writes down what came of it. `false` where the entry was sealed meanwhile, or there is none: nothing is written.
    pub async fn complete_audit(
        &self,
        tenant: TenantId,
        id: Uuid,
        completion: &Completion,
    ) -> Result<bool, StoreError> {
        let text = "UPDATE audit_entry SET outcome = ?, code = ?, done_at_ms = ?, after_json = ?, \
                    object_id = COALESCE(?, object_id) \
                    WHERE tenant_id = ? AND id = ? AND seq IS NULL AND outcome = 'asked'";
        let values = [
            completion.outcome.as_str().into(),
            completion.code.clone().into(),
            completion.done_at_ms.into(),
            completion.after_json.clone().into(),
            completion.object_id.clone().into(),
            tenant.0.into(),
            id.into(),
        ];
        let tx = self.db.begin().await?;
        let changed = Sql::with(self.backend(), text, values).execute(&tx).await?;
        tx.commit().await?;
        Ok(changed > 0)
    }
}
