//! Proves that no sealed entry was changed, dropped, put in or moved, and that the chain is the one that was signed.

use super::checkpoint::{Checkpoint, checkpoints};
use super::row::{CHAIN_START, read_hash, seal};
use crate::db::{Row, Sql, backend};
use crate::entities::audit_entry;
use crate::{Store, StoreError};
use bodega_domain::ids::TenantId;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Entries read at a time.
const PAGE: u64 = 500;

/// What a check of an audit chain found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditReport {
    /// Sealed entries read.
    pub entries: u64,
    /// The number before the first entry that is there; above 0 where older ones were pruned.
    pub base_seq: i64,
    /// The last number.
    pub head_seq: i64,
    /// Entries that are not sealed yet.
    pub unsealed: u64,
    /// Checkpoints that were compared.
    pub checkpoints: u64,
    /// The first fault; `None` = the chain holds.
    pub fault: Option<AuditFault>,
}

/// Where an audit chain breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuditFault {
    /// The entry of this number is gone, or another has its number.
    Gap {
        /// The number expected.
        seq: i64,
    },
    /// The entry is not what was sealed, or was put in, or one before it was exchanged.
    Changed {
        /// Its number.
        seq: i64,
        /// Its id.
        id: Uuid,
    },
    /// The chain's head is not its last entry: the tail was cut or put on.
    Head {
        /// The number of the head.
        seq: i64,
    },
    /// A checkpoint tells of an entry that is not there: the tail was cut.
    Cut {
        /// The checkpoint's number.
        seq: i64,
    },
    /// The chain that was signed here was another.
    Exchanged {
        /// The checkpoint's number.
        seq: i64,
    },
    /// No key that is trusted signed this checkpoint.
    Signature {
        /// The checkpoint's number.
        seq: i64,
    },
    /// Entries before this number are gone, and no checkpoint says how they ended.
    Base {
        /// The first number that should be there.
        seq: i64,
    },
}

impl Store {
    /// Reads the whole chain of a tenant. `kept` are checkpoints from outside the database; `is_signed` says whether a
    /// trusted key signed one.
    pub async fn verify_audit(
        &self,
        tenant: TenantId,
        kept: &[Checkpoint],
        is_signed: &(dyn Fn(&Checkpoint) -> bool + Sync),
    ) -> Result<AuditReport, StoreError> {
        // One snapshot, so that what goes on meanwhile is no fault.
        let tx = self.db.begin_read().await?;
        let mut all = checkpoints(&tx, tenant).await?;
        all.extend(kept.iter().filter(|checkpoint| checkpoint.end.tenant == tenant).cloned());
        let mut report = AuditReport { checkpoints: all.len() as u64, ..AuditReport::default() };
        report.unsealed = count_unsealed(&tx, tenant).await?;
        report.fault = match all.iter().find(|checkpoint| !is_signed(checkpoint)) {
            Some(forged) => Some(AuditFault::Signature { seq: forged.end.seq }),
            None => follow(&tx, tenant, &all, &mut report).await?,
        };
        tx.commit().await?;
        Ok(report)
    }

    /// Tenants that have an audit chain or entries, the host's own among them.
    pub async fn audited_tenants(&self) -> Result<Vec<TenantId>, StoreError> {
        let text = "SELECT tenant_id FROM audit_chain UNION SELECT tenant_id FROM audit_checkpoint ORDER BY tenant_id";
        let rows = Sql::new(self.backend(), text).all(&self.db.read).await?;
        rows.iter().map(|row| Ok(TenantId(row.at(0)?))).collect()
    }
}

async fn count_unsealed(tx: &DatabaseTransaction, tenant: TenantId) -> Result<u64, StoreError> {
    let text = "SELECT COUNT(*) FROM audit_entry WHERE tenant_id = ? AND seq IS NULL";
    let row = Sql::with(backend(tx), text, [tenant.0.into()]).one(tx).await?;
    Ok(row.map_or(Ok(0), |row| row.at::<i64>(0))?.unsigned_abs())
}

async fn follow(
    tx: &DatabaseTransaction,
    tenant: TenantId,
    checkpoints: &[Checkpoint],
    report: &mut AuditReport,
) -> Result<Option<AuditFault>, StoreError> {
    let text = "SELECT base_seq, base_hash, head_seq, head_hash FROM audit_chain WHERE tenant_id = ?";
    let chain = Sql::with(backend(tx), text, [tenant.0.into()]).one(tx).await?;
    let (base_seq, mut hash, head_seq, head_hash) = match chain {
        Some(row) => (row.at(0)?, read_hash(row.at(1)?)?, row.at(2)?, read_hash(row.at(3)?)?),
        None => (0, CHAIN_START, 0, CHAIN_START),
    };
    let mut signed: BTreeMap<i64, Vec<&Checkpoint>> = BTreeMap::new();
    for checkpoint in checkpoints {
        signed.entry(checkpoint.end.seq).or_default().push(checkpoint);
    }
    let is_exchanged = |seq: i64, hash: &[u8; 32]| {
        signed.get(&seq).is_some_and(|all| all.iter().any(|checkpoint| checkpoint.end.hash != *hash))
    };
    // What was pruned ended with a checkpoint, or it was never sealed by us.
    let is_based = if base_seq == 0 { hash == CHAIN_START } else { signed.contains_key(&base_seq) };
    if !is_based || is_exchanged(base_seq, &hash) {
        return Ok(Some(AuditFault::Base { seq: base_seq + 1 }));
    }
    (report.base_seq, report.head_seq) = (base_seq, base_seq);
    loop {
        let rows = audit_entry::Entity::find()
            .filter(audit_entry::Column::TenantId.eq(tenant.0))
            .filter(audit_entry::Column::Seq.gt(report.head_seq))
            .order_by_asc(audit_entry::Column::Seq)
            .limit(PAGE)
            .all(tx)
            .await?;
        if rows.is_empty() {
            break;
        }
        for row in &rows {
            let seq = report.head_seq + 1;
            if row.seq != Some(seq) {
                return Ok(Some(AuditFault::Gap { seq }));
            }
            hash = seal(&hash, row, seq);
            if row.hash.as_deref() != Some(&hash[..]) {
                return Ok(Some(AuditFault::Changed { seq, id: row.id }));
            }
            if is_exchanged(seq, &hash) {
                return Ok(Some(AuditFault::Exchanged { seq }));
            }
            (report.entries, report.head_seq) = (report.entries + 1, seq);
        }
    }
    if let Some((&seq, _)) = signed.range(report.head_seq + 1..).next() {
        return Ok(Some(AuditFault::Cut { seq }));
    }
    let is_head = (head_seq, head_hash) == (report.head_seq, hash);
    Ok((!is_head).then_some(AuditFault::Head { seq: head_seq }))
}
