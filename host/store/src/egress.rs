//! Answers of the outside to an invocation's requests, kept for a while: a re-run gets them instead of asking again.

use crate::db::{self, OnConflict, Row, Sql, narrow};
use crate::{Store, StoreError};
use bodega_domain::digest::Digest;
use bodega_domain::ids::TenantId;
use uuid::Uuid;

/// How long answers are kept: longer than an invocation is tried again.
pub const EGRESS_KEPT_MS: i64 = 24 * 60 * 60 * 1000;

/// One request of an invocation and its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EgressRecord {
    /// The invocation.
    pub invocation: Uuid,
    /// Its place among the invocation's requests.
    pub ordinal: u32,
    /// Digest of the request, secrets and all.
    pub request: Digest,
    /// The answer; opaque.
    pub answer: Vec<u8>,
    /// When it came.
    pub at_ms: i64,
}

impl Store {
    /// Keeps an answer; the first one of a place stays.
    pub async fn record_egress(&self, tenant: TenantId, record: &EgressRecord) -> Result<(), StoreError> {
        let columns = ["tenant_id", "invocation_id", "ordinal", "request_digest", "answer", "at_ms"];
        let row = vec![
            tenant.0.into(),
            record.invocation.into(),
            i64::from(record.ordinal).into(),
            record.request.as_str().into(),
            record.answer.clone().into(),
            record.at_ms.into(),
        ];
        let tx = self.db.begin().await?;
        db::insert_rows(&tx, "egress_record", &columns, &[row], OnConflict::Keep).await?;
        Ok(tx.commit().await?)
    }

    /// The answers an invocation got so far, in order.
    pub async fn recorded_egress(
        &self,
        tenant: TenantId,
        invocation: Uuid,
    ) -> Result<Vec<EgressRecord>, StoreError> {
        let text = "SELECT ordinal, request_digest, answer, at_ms FROM egress_record \
                    WHERE tenant_id = ? AND invocation_id = ? ORDER BY ordinal";
        let values = [tenant.0.into(), invocation.into()];
        let rows = Sql::with(self.backend(), text, values).all(&self.db.read).await?;
        rows.iter()
            .map(|row| {
                Ok(EgressRecord {
                    invocation,
                    ordinal: narrow(row.at(0)?, "ordinal")?,
                    request: db::digest(row.at(1)?)?,
                    answer: row.at(2)?,
                    at_ms: row.at(3)?,
                })
            })
            .collect()
    }

    /// Deletes answers that are older than [`EGRESS_KEPT_MS`]; gives how many.
    pub async fn purge_egress(&self, now_ms: i64) -> Result<u64, StoreError> {
        let before_ms = now_ms.saturating_sub(EGRESS_KEPT_MS);
        let text = "DELETE FROM egress_record WHERE at_ms < ?";
        Sql::with(self.backend(), text, [before_ms.into()]).execute(&self.db.write).await
    }
}
