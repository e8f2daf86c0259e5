//! Numbers entries and seals them into the chain, once it is known what came of them.

use super::UNANSWERED_MS;
use super::row::{CHAIN_START, read_hash, seal};
use crate::db::{self, Row, Sql};
use crate::entities::audit_entry;
use crate::store::Backend;
use crate::{Store, StoreError};
use bodega_domain::ids::TenantId;
use sea_orm::sea_query::{Alias, Expr};
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect,
};

/// Entries sealed in one transaction.
const BATCH: u64 = 500;

impl Store {
    /// Seals what is complete, and what nobody answered for [`UNANSWERED_MS`]; gives how many. Each tenant has its own
    /// transaction that holds its chain's row: a tenant that another node is at is passed over.
    pub async fn seal_audit(&self, now_ms: i64) -> Result<u64, StoreError> {
        let text = "SELECT DISTINCT tenant_id FROM audit_entry WHERE seq IS NULL AND (outcome <> 'asked' OR asked_at_ms <= ?)";
        let unanswered_ms = now_ms - UNANSWERED_MS;
        let tenants = Sql::with(self.backend(), text, [unanswered_ms.into()]).all(&self.db.read).await?;
        let mut sealed = 0;
        for row in tenants {
            let tenant = TenantId(row.at(0)?);
            loop {
                let count = self.seal_tenant(tenant, unanswered_ms).await?;
                sealed += count;
                if count < BATCH {
                    break;
                }
            }
        }
        Ok(sealed)
    }

    async fn seal_tenant(&self, tenant: TenantId, unanswered_ms: i64) -> Result<u64, StoreError> {
        let tx = self.db.begin().await?;
        let Some((mut seq, mut hash)) = lock_chain(&tx, tenant).await? else {
            return Ok(0);
        };
        let is_ready = Condition::any()
            .add(audit_entry::Column::Outcome.ne("asked"))
            .add(audit_entry::Column::AskedAtMs.lte(unanswered_ms));
        let rows = audit_entry::Entity::find()
            .filter(audit_entry::Column::TenantId.eq(tenant.0))
            .filter(audit_entry::Column::Seq.is_null())
            .filter(is_ready)
            .order_by(Expr::col(Alias::new("arrival")), Order::Asc)
            .limit(BATCH);
        let rows = match self.backend() {
            // A row that is being completed just now keeps still until it is sealed.
            Backend::Postgres => rows.lock_exclusive(),
            Backend::Sqlite => rows,
        };
        let rows = rows.all(&tx).await?;
        let mut sealed = Vec::with_capacity(rows.len());
        for row in &rows {
            seq += 1;
            hash = seal(&hash, row, seq);
            sealed.push(vec![tenant.0.into(), row.id.into(), seq.into(), hash.to_vec().into()]);
        }
        db::update_many(&tx, "audit_entry", &["tenant_id", "id", "seq", "hash"], 2, &sealed).await?;
        let text = "UPDATE audit_chain SET head_seq = ?, head_hash = ? WHERE tenant_id = ?";
        let values = [seq.into(), hash.to_vec().into(), tenant.0.into()];
        Sql::with(self.backend(), text, values).execute(&tx).await?;
        tx.commit().await?;
        Ok(rows.len() as u64)
    }
}

/// Locks the end of the tenant's chain, made where it is missing; `None` = another node holds it.
async fn lock_chain(
    tx: &DatabaseTransaction,
    tenant: TenantId,
) -> Result<Option<(i64, [u8; 32])>, StoreError> {
    let backend = db::backend(tx);
    let text = "INSERT INTO audit_chain (tenant_id, base_seq, base_hash, head_seq, head_hash) \
                VALUES (?, 0, ?, 0, ?) ON CONFLICT DO NOTHING";
    let start = CHAIN_START.to_vec();
    Sql::with(backend, text, [tenant.0.into(), start.clone().into(), start.into()]).execute(tx).await?;
    let text = "SELECT head_seq, head_hash FROM audit_chain WHERE tenant_id = ?";
    let mut sql = Sql::with(backend, text, [tenant.0.into()]);
    if backend == Backend::Postgres {
        sql.push(" FOR UPDATE SKIP LOCKED");
    }
    match sql.one(tx).await? {
        Some(row) => Ok(Some((row.at(0)?, read_hash(row.at(1)?)?))),
        None => Ok(None),
    }
}
