//! Checkpoints: the chain's end at a moment, signed by the host, so that nobody can make another chain.

use super::row::read_hash;
use crate::db::{self, OnConflict, Row, Sql};
use crate::entities::audit_checkpoint;
use crate::{Store, StoreError};
use bodega_domain::ids::TenantId;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

/// The end of a tenant's chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainEnd {
    /// Whose.
    pub tenant: TenantId,
    /// The number of the last entry.
    pub seq: i64,
    /// Its hash.
    pub hash: [u8; 32],
}

/// A chain's end, signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// What was signed.
    pub end: ChainEnd,
    /// When, ms since 1970 UTC.
    pub signed_at_ms: i64,
    /// With which key.
    pub key_id: String,
    /// An ed25519 signature.
    pub signature: Vec<u8>,
}

impl Store {
    /// Ends of chains that are `entries` further than their last checkpoint, or further at all where that one is from
    /// before `before_ms`; [`HOST_TENANT`](super::HOST_TENANT) is one of them.
    pub async fn audit_checkpoints_due(
        &self,
        entries: i64,
        before_ms: i64,
    ) -> Result<Vec<ChainEnd>, StoreError> {
        let text = "SELECT c.tenant_id, c.head_seq, c.head_hash FROM audit_chain c LEFT JOIN \
                    (SELECT tenant_id, MAX(seq) AS seq, MAX(signed_at_ms) AS signed_at_ms FROM audit_checkpoint GROUP BY tenant_id) p \
                    ON p.tenant_id = c.tenant_id \
                    WHERE c.head_seq > COALESCE(p.seq, 0) \
                    AND (c.head_seq >= COALESCE(p.seq, 0) + ? OR COALESCE(p.signed_at_ms, 0) < ?) ORDER BY c.tenant_id";
        let rows =
            Sql::with(self.backend(), text, [entries.into(), before_ms.into()]).all(&self.db.read).await?;
        rows.iter()
            .map(|row| {
                Ok(ChainEnd { tenant: TenantId(row.at(0)?), seq: row.at(1)?, hash: read_hash(row.at(2)?)? })
            })
            .collect()
    }

    /// Keeps a checkpoint; one of the same number that another node signed stays.
    pub async fn add_audit_checkpoint(&self, checkpoint: &Checkpoint) -> Result<(), StoreError> {
        let row = audit_checkpoint::Model {
            tenant_id: checkpoint.end.tenant.0,
            seq: checkpoint.end.seq,
            hash: checkpoint.end.hash.to_vec(),
            signed_at_ms: checkpoint.signed_at_ms,
            key_id: checkpoint.key_id.clone(),
            signature: checkpoint.signature.clone(),
        };
        let tx = self.db.begin().await?;
        db::insert::<audit_checkpoint::Entity>(&tx, &[row], OnConflict::Keep).await?;
        Ok(tx.commit().await?)
    }
}

/// All checkpoints of a tenant, in order.
pub(super) async fn checkpoints(
    conn: &impl ConnectionTrait,
    tenant: TenantId,
) -> Result<Vec<Checkpoint>, StoreError> {
    let rows = audit_checkpoint::Entity::find()
        .filter(audit_checkpoint::Column::TenantId.eq(tenant.0))
        .order_by_asc(audit_checkpoint::Column::Seq)
        .all(conn)
        .await?;
    rows.into_iter()
        .map(|row| {
            let end = ChainEnd { tenant, seq: row.seq, hash: read_hash(row.hash)? };
            Ok(Checkpoint {
                end,
                signed_at_ms: row.signed_at_ms,
                key_id: row.key_id,
                signature: row.signature,
            })
        })
        .collect()
}
