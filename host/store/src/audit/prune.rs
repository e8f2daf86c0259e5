//! Deletes old entries up to a checkpoint, which the rest of the chain goes on from.

use super::RETENTION_MS;
use crate::db::{Row, Sql};
use crate::{Store, StoreError};
use bodega_domain::ids::TenantId;

/// Entries deleted in one transaction.
const BATCH: i64 = 2_000;

/// What was pruned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pruned {
    /// Entries that are gone.
    pub entries: u64,
    /// The number that the chain goes on after.
    pub base_seq: i64,
}

/// Why nothing is pruned.
#[derive(Clone, Debug, thiserror::Error)]
pub enum PruneError {
    /// See [`RETENTION_MS`].
    #[error("entries are kept for 180 days at least")]
    TooYoung,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// Deletes sealed entries that were all asked for before `before_ms`, up to the last checkpoint among them.
    /// Nothing where there is no such checkpoint.
    pub async fn prune_audit(
        &self,
        tenant: TenantId,
        before_ms: i64,
        now_ms: i64,
    ) -> Result<Pruned, PruneError> {
        if before_ms > now_ms - RETENTION_MS {
            return Err(PruneError::TooYoung);
        }
        let mut entries = 0;
        loop {
            let (count, base_seq, is_done) = self.prune_batch(tenant, before_ms).await?;
            entries += count;
            if is_done {
                return Ok(Pruned { entries, base_seq });
            }
        }
    }

    /// One batch: the base moves with what is deleted, from checkpoint to checkpoint.
    async fn prune_batch(&self, tenant: TenantId, before_ms: i64) -> Result<(u64, i64, bool), StoreError> {
        let tx = self.db.begin().await?;
        let mut sql = Sql::with(
            self.backend(),
            "SELECT base_seq FROM audit_chain WHERE tenant_id = ?",
            [tenant.0.into()],
        );
        let Some(row) = sql.for_update().take().one(&tx).await? else {
            return Ok((0, 0, true));
        };
        let base: i64 = row.at(0)?;
        // The first entry that must stay bounds what may go.
        let text = "SELECT COALESCE(MIN(seq), 9223372036854775807) FROM audit_entry \
                    WHERE tenant_id = ? AND seq IS NOT NULL AND asked_at_ms >= ?";
        let kept = Sql::with(self.backend(), text, [tenant.0.into(), before_ms.into()]).one(&tx).await?;
        let kept: i64 = kept.map_or(Ok(i64::MAX), |row| row.at(0))?;
        let next = |order: &str, most: i64| {
            let text = format!(
                "SELECT seq, hash FROM audit_checkpoint WHERE tenant_id = ? AND seq > ? AND seq < ? AND seq <= ? \
                 ORDER BY seq {order} LIMIT 1"
            );
            Sql::with(self.backend(), &text, [tenant.0.into(), base.into(), kept.into(), most.into()])
        };
        // The furthest checkpoint of this batch; where checkpoints are further apart, the next one.
        let checkpoint = match next("DESC", base.saturating_add(BATCH)).one(&tx).await? {
            Some(row) => Some(row),
            None => next("ASC", i64::MAX).one(&tx).await?,
        };
        let Some(checkpoint) = checkpoint else {
            return Ok((0, base, true));
        };
        let (seq, hash): (i64, Vec<u8>) = (checkpoint.at(0)?, checkpoint.at(1)?);
        let text = "DELETE FROM audit_entry WHERE tenant_id = ? AND seq <= ?";
        let count = Sql::with(self.backend(), text, [tenant.0.into(), seq.into()]).execute(&tx).await?;
        let text = "UPDATE audit_chain SET base_seq = ?, base_hash = ? WHERE tenant_id = ?";
        let values = [seq.into(), hash.into(), tenant.0.into()];
        Sql::with(self.backend(), text, values).execute(&tx).await?;
        tx.commit().await?;
        Ok((count, seq, false))
    }
}
