//! Changes a payment as it was read, together with what was asked and said.

use super::Attempt;
use super::rows::payment_row;
use crate::db::{self, OnConflict, Sql};
use crate::entities::{payment, payment_attempt};
use crate::{Store, StoreError};
use bodega_domain::ids::TenantId;
use bodega_domain::payment::Payment;
use sea_orm::Value;
use uuid::Uuid;

impl Store {
    /// Stores new payments; those that are there stay as they are.
    pub async fn add_payments(&self, tenant: TenantId, payments: &[Payment]) -> Result<(), StoreError> {
        let rows: Vec<payment::Model> = payments.iter().map(|payment| payment_row(tenant, payment)).collect();
        let tx = self.db.begin().await?;
        db::insert::<payment::Entity>(&tx, &rows, OnConflict::Keep).await?;
        Ok(tx.commit().await?)
    }

    /// Writes a payment if it is still at the version that was read, which goes up by one; adds `attempts`, and marks
    /// the reports in `read` with what came of each. `false` = somebody else changed it first: nothing was written.
    pub async fn change_payment(
        &self,
        tenant: TenantId,
        payment: &Payment,
        attempts: &[Attempt],
        read: &[(Uuid, Attempt)],
    ) -> Result<bool, StoreError> {
        let row = payment_row(tenant, payment);
        let text = "UPDATE payment SET state = ?, intent = ?, presented_code = ?, reference = ?, paid_at_ms = ?, \
                    waiting_json = ?, decline_json = ?, error = ?, due_at_ms = ?, version = version + 1 \
                    WHERE tenant_id = ? AND id = ? AND version = ?";
        let values: [Value; 12] = [
            row.state.into(),
            row.intent.into(),
            row.presented_code.into(),
            row.reference.into(),
            row.paid_at_ms.into(),
            row.waiting_json.into(),
            row.decline_json.into(),
            row.error.into(),
            row.due_at_ms.into(),
            row.tenant_id.into(),
            row.id.into(),
            row.version.into(),
        ];
        let tx = self.db.begin().await?;
        if Sql::with(self.backend(), text, values).execute(&tx).await? == 0 {
            return Ok(false);
        }
        let new: Vec<payment_attempt::Model> = attempts
            .iter()
            .map(|attempt| payment_attempt::Model {
                tenant_id: tenant.0,
                payment_id: payment.id.0,
                id: attempt.id,
                at_ms: attempt.at_ms,
                step: attempt.step.clone(),
                outcome: attempt.outcome.clone(),
                detail: attempt.detail.clone(),
                answer_json: None,
            })
            .collect();
        db::insert::<payment_attempt::Entity>(&tx, &new, OnConflict::Fail).await?;
        for (id, attempt) in read {
            let text = "UPDATE payment_attempt SET outcome = ?, detail = ?, answer_json = NULL \
                        WHERE tenant_id = ? AND payment_id = ? AND id = ?";
            let values: [Value; 5] = [
                attempt.outcome.as_str().into(),
                attempt.detail.clone().into(),
                tenant.0.into(),
                payment.id.0.into(),
                (*id).into(),
            ];
            Sql::with(self.backend(), text, values).execute(&tx).await?;
        }
        tx.commit().await?;
        Ok(true)
    }
}
