//! A group under way: what was read, and what its pieces did so far.

use super::needs::Needs;
use super::rows::Rows;
use crate::StoreError;
use crate::channels::{self, LaneKey};
use crate::collections::DocumentBook;
use crate::db::{Row, Sql, backend};
use crate::entities::{ledger_transfer, payment, stock_reservation};
use crate::jobs::RunKey;
use crate::ledger::book::{KnownAccounts, LedgerBook};
use crate::ledger::ids::transfer_range;
use crate::orders::OrderBook;
use crate::payments::read_payment;
use crate::sales::load::{LoadedSale, load_sales};
use crate::stock::book::StockBook;
use bodega_domain::ids::{InstallationId, ReturnId, SaleId, TenantId};
use bodega_domain::payment::Payment;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use uuid::Uuid;

/// Units of a sale's line that came back.
#[derive(Clone, Copy, Debug)]
pub(crate) struct UnitsBack {
    pub line: u32,
    pub first: u32,
    pub count: u32,
}

/// The state that pieces read and change. A piece changes plain maps and rows only once nothing can refuse it any
/// more; the books can be undone.
#[derive(Debug)]
pub(crate) struct Group {
    /// Request digests of sales that are there.
    pub sales: HashMap<(TenantId, SaleId), String>,
    pub sale_numbers: HashSet<(TenantId, String)>,
    pub loaded_sales: HashMap<(TenantId, SaleId), LoadedSale>,
    pub pending: HashMap<(TenantId, SaleId), Vec<ledger_transfer::Model>>,
    pub reserved: HashMap<(TenantId, SaleId), Vec<stock_reservation::Model>>,
    /// Request digests of returns that are there.
    pub returns: HashMap<(TenantId, ReturnId), String>,
    pub return_numbers: HashSet<(TenantId, String)>,
    pub units_back: HashMap<(TenantId, SaleId), Vec<UnitsBack>>,
    /// Charges and refunds of sales that something comes back from.
    pub sale_payments: HashMap<(TenantId, SaleId), Vec<Payment>>,
    /// Tokens of the leases that are held.
    pub leases: HashMap<(TenantId, InstallationId, i64), Uuid>,
    pub job_leases: HashMap<RunKey, Uuid>,
    pub push_leases: HashMap<LaneKey, Uuid>,
    pub invocations: HashSet<(TenantId, InstallationId, Uuid)>,
    pub documents: DocumentBook,
    pub orders: OrderBook,
    pub ledger: LedgerBook,
    pub stock: StockBook,
    pub rows: Rows,
}

impl Group {
    /// Reads everything, in a fixed order of tables and keys: on PostgreSQL all locks are taken here, or, for rows
    /// that need no check, in the same order when written.
    pub async fn load(
        tx: &DatabaseTransaction,
        mut needs: Needs,
        known: &KnownAccounts,
        writer: u64,
        is_whole: bool,
    ) -> Result<Self, StoreError> {
        let leases = read_leases(tx, &needs.deliveries).await?;
        let job_leases = read_job_leases(tx, &needs.job_runs).await?;
        // Orders before the lanes that news of them goes out on, as everywhere.
        let orders = OrderBook::load(tx, &needs.orders).await?;
        let push_leases = channels::read_leases(tx, &needs.lanes).await?;
        let mut whole_sales = needs.settled_sales.clone();
        for (tenant, sales) in &needs.returned_sales {
            whole_sales.entry(*tenant).or_default().extend(sales);
        }
        let loaded_sales = lock_sales(tx, &whole_sales).await?;
        let pending = read_pending(tx, &needs.settled_sales).await?;
        let reserved = read_reserved(tx, &needs.settled_sales).await?;
        pending.values().flatten().for_each(|transfer| needs.ledger.settle(transfer));
        let documents = DocumentBook::load(tx, std::mem::take(&mut needs.documents)).await?;
        let ledger = LedgerBook::load(tx, &needs.ledger, known, writer, is_whole).await?;
        let stock = StockBook::load(tx, &needs.stock).await?;
        // After the locks: what others committed while this group waited for them is seen.
        let (sales, sale_numbers) = read_taken(tx, "sale", &needs.new_sales, |id| id.0).await?;
        let (returns, return_numbers) = read_taken(tx, "sale_return", &needs.new_returns, |id| id.0).await?;
        Ok(Group {
            sales: sales.into_iter().map(|((tenant, id), digest)| ((tenant, SaleId(id)), digest)).collect(),
            sale_numbers,
            loaded_sales,
            pending,
            reserved,
            returns: returns
                .into_iter()
                .map(|((tenant, id), digest)| ((tenant, ReturnId(id)), digest))
                .collect(),
            return_numbers,
            units_back: read_units_back(tx, &needs.returned_sales).await?,
            sale_payments: read_sale_payments(tx, &needs.returned_sales).await?,
            leases,
            job_leases,
            push_leases,
            invocations: read_invocations(tx, &needs.invocations).await?,
            documents,
            orders,
            ledger,
            stock,
            rows: Rows::default(),
        })
    }

    /// Starts a piece: the books can be undone up to here.
    pub fn begin(&mut self) {
        self.ledger.begin();
        self.stock.begin();
    }

    /// Takes back what the books did since [`Self::begin`].
    pub fn undo(&mut self) {
        self.ledger.undo();
        self.stock.undo();
    }

    /// Writes everything. The order is that of the locks: ledger, stock, documents of the group, and contra accounts
    /// at the very end, because every posting of a plugin meets there.
    pub async fn flush(mut self, tx: &DatabaseTransaction) -> Result<LedgerBook, StoreError> {
        self.orders.flush(tx).await?;
        self.documents.flush(tx).await?;
        self.ledger.flush(tx).await?;
        self.rows.roll_up_transfers(self.ledger.posted());
        self.rows.flush(tx).await?;
        self.stock.flush(tx).await?;
        self.ledger.flush_contra(tx).await?;
        Ok(self.ledger)
    }
}

type Leases = HashMap<(TenantId, InstallationId, i64), Uuid>;

async fn read_leases(
    tx: &DatabaseTransaction,
    deliveries: &BTreeMap<(TenantId, InstallationId), BTreeSet<i64>>,
) -> Result<Leases, StoreError> {
    let mut leases = HashMap::new();
    for ((tenant, installation), seqs) in deliveries {
        let text = "SELECT seq, lease_token FROM delivery WHERE tenant_id = ? AND installation_id = ? \
                    AND state = 'leased' AND seq IN ";
        let mut sql = Sql::with(backend(tx), text, [tenant.0.into(), installation.0.into()]);
        sql.list(seqs.iter().copied()).push(" ORDER BY seq").for_update();
        for row in sql.all(tx).await? {
            if let Some(token) = row.at(1)? {
                leases.insert((*tenant, *installation, row.at(0)?), token);
            }
        }
    }
    Ok(leases)
}

/// Locks the jobs first, as everyone does who changes a run.
async fn read_job_leases(
    tx: &DatabaseTransaction,
    runs: &BTreeSet<RunKey>,
) -> Result<HashMap<RunKey, Uuid>, StoreError> {
    let mut leases = HashMap::new();
    for run in runs {
        let (tenant, installation, job, scheduled_at_ms) = run;
        let text = "SELECT 1 FROM job WHERE tenant_id = ? AND installation_id = ? AND name = ?";
        let values = [tenant.0.into(), installation.0.into(), job.as_str().into()];
        if Sql::with(backend(tx), text, values).for_update().take().one(tx).await?.is_none() {
            continue;
        }
        let text = "SELECT lease_token FROM job_run WHERE tenant_id = ? AND installation_id = ? AND job = ? \
                    AND scheduled_at_ms = ? AND status = 'running'";
        let values = [tenant.0.into(), installation.0.into(), job.as_str().into(), (*scheduled_at_ms).into()];
        if let Some(row) = Sql::with(backend(tx), text, values).one(tx).await? {
            leases.insert(run.clone(), row.at(0)?);
        }
    }
    Ok(leases)
}

async fn lock_sales(
    tx: &DatabaseTransaction,
    sales: &BTreeMap<TenantId, BTreeSet<SaleId>>,
) -> Result<HashMap<(TenantId, SaleId), LoadedSale>, StoreError> {
    let mut loaded = HashMap::new();
    for (tenant, ids) in sales {
        let mut sql =
            Sql::with(backend(tx), "SELECT id FROM sale WHERE tenant_id = ? AND id IN ", [tenant.0.into()]);
        sql.list(ids.iter().map(|id| id.0)).push(" ORDER BY id").for_update();
        let present: Vec<SaleId> =
            sql.all(tx).await?.iter().map(|row| Ok(SaleId(row.at(0)?))).collect::<Result<_, StoreError>>()?;
        for (id, sale) in load_sales(tx, *tenant, &present).await? {
            loaded.insert((*tenant, id), sale);
        }
    }
    Ok(loaded)
}

/// The pending transfers of sales that no other transfer settled yet.
async fn read_pending(
    tx: &DatabaseTransaction,
    sales: &BTreeMap<TenantId, BTreeSet<SaleId>>,
) -> Result<HashMap<(TenantId, SaleId), Vec<ledger_transfer::Model>>, StoreError> {
    let mut pending: HashMap<(TenantId, SaleId), Vec<ledger_transfer::Model>> = HashMap::new();
    for (tenant, ids) in sales {
        for id in ids {
            // Transfers of a document lie together in the key: no index on the document is needed.
            let (least, greatest) = transfer_range(id.0);
            let rows = ledger_transfer::Entity::find()
                .filter(ledger_transfer::Column::TenantId.eq(tenant.0))
                .filter(ledger_transfer::Column::Id.between(least, greatest))
                .filter(ledger_transfer::Column::DocumentId.eq(id.0))
                .order_by_asc(ledger_transfer::Column::Id)
                .all(tx)
                .await?;
            let settled: HashSet<Uuid> = rows.iter().filter_map(|row| row.pending_id).collect();
            let open = rows.into_iter().filter(|row| row.state == "pending" && !settled.contains(&row.id));
            pending.insert((*tenant, *id), open.collect());
        }
    }
    Ok(pending)
}

async fn read_reserved(
    tx: &DatabaseTransaction,
    sales: &BTreeMap<TenantId, BTreeSet<SaleId>>,
) -> Result<HashMap<(TenantId, SaleId), Vec<stock_reservation::Model>>, StoreError> {
    let mut reserved: HashMap<(TenantId, SaleId), Vec<stock_reservation::Model>> = HashMap::new();
    for (tenant, ids) in sales {
        let rows = stock_reservation::Entity::find()
            .filter(stock_reservation::Column::TenantId.eq(tenant.0))
            .filter(stock_reservation::Column::SaleId.is_in(ids.iter().map(|id| id.0)))
            .order_by_asc(stock_reservation::Column::SaleId)
            .order_by_asc(stock_reservation::Column::Ordinal)
            .all(tx)
            .await?;
        for row in rows {
            reserved.entry((*tenant, SaleId(row.sale_id))).or_default().push(row);
        }
    }
    Ok(reserved)
}

type Taken = (HashMap<(TenantId, Uuid), String>, HashSet<(TenantId, String)>);

/// Which ids (with their request digests) and numbers of `table` are there already.
async fn read_taken<Id: Copy>(
    tx: &DatabaseTransaction,
    table: &str,
    wanted: &BTreeMap<TenantId, Vec<(Id, String)>>,
    uuid: impl Fn(Id) -> Uuid,
) -> Result<Taken, StoreError> {
    let (mut ids, mut numbers) = (HashMap::new(), HashSet::new());
    for (tenant, documents) in wanted {
        let text = format!("SELECT id, request_digest FROM {table} WHERE tenant_id = ? AND id IN ");
        let mut sql = Sql::with(backend(tx), &text, [tenant.0.into()]);
        sql.list(documents.iter().map(|(id, _)| uuid(*id)));
        for row in sql.all(tx).await? {
            ids.insert((*tenant, row.at(0)?), row.at(1)?);
        }
        let text = format!("SELECT number FROM {table} WHERE tenant_id = ? AND number IN ");
        let mut sql = Sql::with(backend(tx), &text, [tenant.0.into()]);
        sql.list(documents.iter().map(|(_, number)| number.as_str()));
        for row in sql.all(tx).await? {
            numbers.insert((*tenant, row.at(0)?));
        }
    }
    Ok((ids, numbers))
}

async fn read_units_back(
    tx: &DatabaseTransaction,
    sales: &BTreeMap<TenantId, BTreeSet<SaleId>>,
) -> Result<HashMap<(TenantId, SaleId), Vec<UnitsBack>>, StoreError> {
    let mut back: HashMap<(TenantId, SaleId), Vec<UnitsBack>> = HashMap::new();
    for (tenant, ids) in sales {
        // CROSS JOIN keeps SQLite from starting with all lines of the tenant.
        let text = "SELECT r.sale_id, l.line, l.first_unit, l.units \
                    FROM sale_return r CROSS JOIN sale_return_line l \
                    WHERE l.tenant_id = r.tenant_id AND l.return_id = r.id AND r.tenant_id = ? AND r.sale_id IN ";
        let mut sql = Sql::with(backend(tx), text, [tenant.0.into()]);
        sql.list(ids.iter().map(|id| id.0));
        for row in sql.all(tx).await? {
            back.entry((*tenant, SaleId(row.at(0)?))).or_default().push(UnitsBack {
                line: crate::db::narrow(row.at(1)?, "line")?,
                first: crate::db::narrow(row.at(2)?, "unit")?,
                count: crate::db::narrow(row.at(3)?, "units")?,
            });
        }
    }
    Ok(back)
}

async fn read_sale_payments(
    tx: &DatabaseTransaction,
    sales: &BTreeMap<TenantId, BTreeSet<SaleId>>,
) -> Result<HashMap<(TenantId, SaleId), Vec<Payment>>, StoreError> {
    let mut payments: HashMap<(TenantId, SaleId), Vec<Payment>> = HashMap::new();
    for (tenant, ids) in sales {
        let rows = payment::Entity::find()
            .filter(payment::Column::TenantId.eq(tenant.0))
            .filter(payment::Column::SaleId.is_in(ids.iter().map(|id| id.0)))
            .all(tx)
            .await?;
        for row in rows {
            payments.entry((*tenant, SaleId(row.sale_id))).or_default().push(read_payment(row)?);
        }
    }
    Ok(payments)
}

async fn read_invocations(
    tx: &DatabaseTransaction,
    wanted: &BTreeMap<(TenantId, InstallationId), BTreeSet<Uuid>>,
) -> Result<HashSet<(TenantId, InstallationId, Uuid)>, StoreError> {
    let mut done = HashSet::new();
    for ((tenant, installation), ids) in wanted {
        let text = "SELECT id FROM invocation WHERE tenant_id = ? AND installation_id = ? AND id IN ";
        let mut sql = Sql::with(backend(tx), text, [tenant.0.into(), installation.0.into()]);
        sql.list(ids.iter().copied());
        for row in sql.all(tx).await? {
            done.insert((*tenant, *installation, row.at(0)?));
        }
    }
    Ok(done)
}
