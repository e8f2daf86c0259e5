//! Moves the cursor: reads what is new, adds it up, writes sums and cursor in one transaction.

use super::RollupKind;
use super::facts::{Places, load_moves, load_returns, load_sales, load_transfers};
use super::sums::Sums;
use crate::db::{self, Row, Sql};
use crate::store::Backend;
use crate::{Store, StoreError};
use bodega_domain::ids::TenantId;
use sea_orm::DatabaseTransaction;
use std::collections::BTreeSet;
use uuid::Uuid;

/// The most events, and documents without one, of one transaction: it holds SQLite's only writer meanwhile.
const BATCH_MAX: u32 = 500;

/// What a run did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Advanced {
    /// Sales, returns and stock documents whose sums are in now.
    pub documents: u64,
    /// Whether more may be waiting.
    pub has_more: bool,
}

/// Documents to add.
#[derive(Debug, Default)]
struct Fresh {
    sales: BTreeSet<Uuid>,
    returns: BTreeSet<Uuid>,
    moves: BTreeSet<Uuid>,
    transfers: BTreeSet<Uuid>,
    /// Those that no event reports, with the words they are stored under.
    due: Vec<(Uuid, RollupKind)>,
    /// The last event read.
    seq: i64,
    has_more: bool,
}

impl Store {
    /// Adds up to `batch` events, and as many documents without one, of each tenant (or of one), each tenant in its
    /// own transaction that holds the tenant's cursor. A tenant that another node is at is passed over.
    pub async fn advance_rollups(
        &self,
        tenant: Option<TenantId>,
        batch: u32,
    ) -> Result<Advanced, StoreError> {
        let mut done = Advanced::default();
        for tenant in self.tenants_to_advance(tenant).await? {
            let advanced = self.advance_tenant(tenant, batch.clamp(1, BATCH_MAX)).await?;
            done.documents += advanced.documents;
            done.has_more |= advanced.has_more;
        }
        Ok(done)
    }

    /// Tenants with something new; read beside the writer, which is left alone when there is nothing to do.
    async fn tenants_to_advance(&self, tenant: Option<TenantId>) -> Result<Vec<TenantId>, StoreError> {
        let text = "SELECT t.tenant_id FROM tenant t WHERE (\
                    EXISTS (SELECT 1 FROM rollup_due d WHERE d.tenant_id = t.tenant_id) OR EXISTS (\
                    SELECT 1 FROM event_chain c WHERE c.tenant_id = t.tenant_id AND c.head_seq > COALESCE((\
                    SELECT seq FROM rollup_cursor r WHERE r.tenant_id = t.tenant_id), 0)))";
        let mut sql = Sql::new(self.backend(), text);
        if let Some(tenant) = tenant {
            sql.push_with(" AND t.tenant_id = ?", [tenant.0.into()]);
        }
        sql.all(&self.db.read).await?.iter().map(|row| Ok(TenantId(row.at(0)?))).collect()
    }

    async fn advance_tenant(&self, tenant: TenantId, batch: u32) -> Result<Advanced, StoreError> {
        let tx = self.db.begin().await?;
        let Some(seq) = lock_cursor(&tx, tenant).await? else {
            return Ok(Advanced { has_more: true, ..Advanced::default() });
        };
        let fresh = read_fresh(&tx, tenant, seq, batch).await?;
        let places = Places::load(&tx, tenant).await?;
        let mut sums = Sums::default();
        for sale in load_sales(&tx, tenant, &fresh.sales).await?.values() {
            sums.add_sale(&places, sale);
        }
        for back in load_returns(&tx, tenant, &fresh.returns).await? {
            sums.add_return(&places, &back);
        }
        for moved in load_moves(&tx, tenant, &fresh.moves).await? {
            sums.add_move(&places, &moved);
        }
        for transfer in load_transfers(&tx, tenant, &fresh.transfers).await? {
            sums.add_transfer(&places, &transfer);
        }
        sums.flush(&tx, tenant).await?;
        forget_due(&tx, tenant, &fresh.due).await?;
        let text = "UPDATE rollup_cursor SET seq = ? WHERE tenant_id = ?";
        Sql::with(self.backend(), text, [fresh.seq.into(), tenant.0.into()]).execute(&tx).await?;
        tx.commit().await?;
        Ok(Advanced { documents: fresh.moves.len() as u64, has_more: fresh.has_more })
    }
}

/// Locks the tenant's cursor, made where it is missing; `None` = another node holds it.
async fn lock_cursor(tx: &DatabaseTransaction, tenant: TenantId) -> Result<Option<i64>, StoreError> {
    let backend = db::backend(tx);
    let text = "SELECT seq FROM rollup_cursor WHERE tenant_id = ?";
    if Sql::with(backend, text, [tenant.0.into()]).one(tx).await?.is_none() {
        let text = "INSERT INTO rollup_cursor (tenant_id, seq) VALUES (?, 0) ON CONFLICT DO NOTHING";
        Sql::with(backend, text, [tenant.0.into()]).execute(tx).await?;
    }
    let mut sql = Sql::with(backend, text, [tenant.0.into()]);
    if backend == Backend::Postgres {
        sql.push(" FOR UPDATE SKIP LOCKED");
    }
    sql.one(tx).await?.map(|row| row.at(0)).transpose()
}

async fn read_fresh(
    tx: &DatabaseTransaction,
    tenant: TenantId,
    seq: i64,
    batch: u32,
) -> Result<Fresh, StoreError> {
    let mut fresh = Fresh { seq, ..Fresh::default() };
    // Only the store's own events carry a digest: a plugin cannot count a sale again.
    let text = "SELECT seq, event_type, CASE WHEN subject_digest IS NULL THEN NULL ELSE subject_id END FROM event \
                WHERE tenant_id = ? AND seq > ? ORDER BY seq LIMIT ?";
    let values = [tenant.0.into(), seq.into(), i64::from(batch).into()];
    let rows = Sql::with(db::backend(tx), text, values).all(tx).await?;
    fresh.has_more |= rows.len() == batch as usize;
    for row in rows {
        fresh.seq = row.at(0)?;
        let event_type: String = row.at(1)?;
        if let (Some(kind), Some(document)) = (RollupKind::reported_by(&event_type), row.at(2)?) {
            fresh.take(document, kind);
        }
    }
    let text =
        "SELECT document_id, kind FROM rollup_due WHERE tenant_id = ? ORDER BY document_id, kind LIMIT ?";
    let rows = Sql::with(db::backend(tx), text, [tenant.0.into(), i64::from(batch).into()]).all(tx).await?;
    fresh.has_more |= rows.len() == batch as usize;
    for row in rows {
        let (document, kind) = (row.at(0)?, RollupKind::read(&row.at::<String>(1)?)?);
        fresh.take(document, kind);
        fresh.due.push((document, kind));
    }
    Ok(fresh)
}

impl Fresh {
    fn take(&mut self, document: Uuid, kind: RollupKind) {
        match kind {
            RollupKind::Sale => self.sales.insert(document),
            RollupKind::Return => self.returns.insert(document),
            RollupKind::Stock => false,
            RollupKind::Transfer => {
                self.transfers.insert(document);
                return;
            }
        };
        self.moves.insert(document);
    }
}

async fn forget_due(
    tx: &DatabaseTransaction,
    tenant: TenantId,
    due: &[(Uuid, RollupKind)],
) -> Result<(), StoreError> {
    for kind in [RollupKind::Sale, RollupKind::Return, RollupKind::Stock, RollupKind::Transfer] {
        let documents: Vec<Uuid> =
            due.iter().filter(|(_, other)| *other == kind).map(|(document, _)| *document).collect();
        if documents.is_empty() {
            continue;
        }
        let text = "DELETE FROM rollup_due WHERE tenant_id = ? AND kind = ? AND document_id IN ";
        let mut sql = Sql::with(db::backend(tx), text, [tenant.0.into(), kind.as_str().into()]);
        sql.list(documents);
        sql.execute(tx).await?;
    }
    Ok(())
}
