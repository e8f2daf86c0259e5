//! The rows a group writes, and the order they are written in.

use crate::StoreError;
use crate::channels::{LaneKey, PushDone, flush_pushes};
use crate::db::{self, OnConflict, Sql, backend};
use crate::entities::{
    event, exception, invocation, member_stat, payment, payment_attempt, sale, sale_adjustment,
    sale_allocation, sale_line, sale_pricing, sale_return, sale_return_line, sale_return_tender, sale_tax,
    sale_tender, stock_reservation,
};
use crate::events::{NewEvent, write_events};
use crate::exports::{ExportMark, flush_exported};
use crate::files::write_files;
use crate::jobs::RunKey;
use crate::members::{TagChange, write_tags};
use crate::messages::{Receipt, SentMark, flush_receipts, flush_sent, write_messages};
use crate::rollups::{RollupKind, write_due};
use crate::sales::rows::SaleRows;
use bodega_domain::ids::{InstallationId, MemberId, SaleId, TenantId};
use bodega_domain::sale::SaleStatus;
use sea_orm::DatabaseTransaction;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Rows by table. Balances of ledger and stock are kept by their books.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    pub sales: Vec<SaleRows>,
    pub pricings: Vec<sale_pricing::Model>,
    pub reservations: Vec<stock_reservation::Model>,
    /// Sales whose tenders changed, as they now stand.
    pub decided_sales: BTreeMap<(TenantId, SaleId), (sale::Model, Vec<sale_tender::Model>)>,
    /// New ones; one that is there stays as it is.
    pub payments: Vec<payment::Model>,
    /// What parties report; each makes its payment due.
    pub payment_reports: Vec<payment_attempt::Model>,
    pub returns: Vec<sale_return::Model>,
    pub return_lines: Vec<sale_return_line::Model>,
    pub return_tenders: Vec<sale_return_tender::Model>,
    pub events: Vec<event::Model>,
    /// Completed sales a member, and the time of the last.
    pub member_sales: BTreeMap<(TenantId, MemberId), (i64, i64)>,
    pub tags: Vec<(TenantId, TagChange)>,
    pub invocations: Vec<invocation::Model>,
    /// Deliveries done, with the time.
    pub deliveries_done: BTreeMap<(TenantId, InstallationId, i64), i64>,
    /// Runs of jobs done, with the time and when the job is due next.
    pub jobs_done: BTreeMap<RunKey, (i64, i64)>,
    pub messages: Vec<Vec<sea_orm::Value>>,
    /// Messages sent, with the time.
    pub messages_sent: Vec<(TenantId, SentMark, i64)>,
    /// What senders report, with the time.
    pub receipts: Vec<(TenantId, InstallationId, Receipt, i64)>,
    pub files: Vec<Vec<sea_orm::Value>>,
    /// Exports done, with the time.
    pub exported: Vec<(TenantId, ExportMark, i64)>,
    /// Pushes to channels done.
    pub pushes_done: BTreeMap<LaneKey, PushDone>,
    /// What a person must look at; raised once.
    pub exceptions: Vec<exception::Model>,
    /// Documents that rollups learn of from no event.
    rollups_due: Vec<(TenantId, Uuid, RollupKind)>,
}

impl Rows {
    /// Counts a completed sale of a member.
    pub fn count_sale(&mut self, tenant: TenantId, member: Option<MemberId>, at_ms: i64) {
        if let Some(member) = member {
            let (count, last) = self.member_sales.entry((tenant, member)).or_default();
            (*count, *last) = (*count + 1, at_ms.max(*last));
        }
    }

    /// Leaves a document for the rollups, unless one of its events leads them to it.
    pub fn roll_up(&mut self, tenant: TenantId, document: Uuid, kind: RollupKind, events: &[NewEvent]) {
        if !kind.is_reported(document, events) {
            self.rollups_due.push((tenant, document, kind));
        }
    }

    /// Leaves transfers for the rollups.
    pub fn roll_up_transfers(&mut self, transfers: impl Iterator<Item = (TenantId, Uuid)>) {
        self.rollups_due.extend(transfers.map(|(tenant, id)| (tenant, id, RollupKind::Transfer)));
    }

    /// Writes everything but documents and balances. New sales are sorted by id, so that two nodes that were sent the
    /// same ones wait for each other in one direction.
    pub async fn flush(mut self, tx: &DatabaseTransaction) -> Result<(), StoreError> {
        self.sales.sort_by_key(|rows| (rows.sale.tenant_id, rows.sale.id));
        self.flush_sales(tx).await?;
        self.flush_decided(tx).await?;
        db::insert::<stock_reservation::Entity>(tx, &self.reservations, OnConflict::Fail).await?;
        db::insert::<sale_return::Entity>(tx, &self.returns, OnConflict::Fail).await?;
        db::insert::<sale_return_line::Entity>(tx, &self.return_lines, OnConflict::Fail).await?;
        db::insert::<sale_return_tender::Entity>(tx, &self.return_tenders, OnConflict::Fail).await?;
        db::insert::<payment::Entity>(tx, &self.payments, OnConflict::Keep).await?;
        self.payment_reports.sort_by_key(|report| (report.tenant_id, report.payment_id));
        flush_reports(tx, &self.payment_reports).await?;
        write_events(tx, self.events).await?;
        write_tags(tx, self.tags.iter().map(|(tenant, change)| (*tenant, change))).await?;
        db::insert::<invocation::Entity>(tx, &self.invocations, OnConflict::Fail).await?;
        flush_deliveries(tx, &self.deliveries_done).await?;
        flush_jobs(tx, &self.jobs_done).await?;
        flush_pushes(tx, &self.pushes_done).await?;
        write_messages(tx, &self.messages).await?;
        flush_sent(tx, &self.messages_sent).await?;
        flush_receipts(tx, &self.receipts).await?;
        write_files(tx, &self.files).await?;
        flush_exported(tx, &self.exported).await?;
        db::insert::<exception::Entity>(tx, &self.exceptions, OnConflict::Keep).await?;
        write_due(tx, &self.rollups_due).await?;
        flush_member_sales(tx, &self.member_sales).await
    }

    async fn flush_sales(&mut self, tx: &DatabaseTransaction) -> Result<(), StoreError> {
        let (mut sales, mut lines, mut adjustments) = (Vec::new(), Vec::new(), Vec::new());
        let (mut allocations, mut taxes, mut tenders) = (Vec::new(), Vec::new(), Vec::new());
        for rows in self.sales.drain(..) {
            sales.push(rows.sale);
            lines.extend(rows.lines);
            adjustments.extend(rows.adjustments);
            allocations.extend(rows.allocations);
            taxes.extend(rows.taxes);
            tenders.extend(rows.tenders);
        }
        db::insert::<sale::Entity>(tx, &sales, OnConflict::Fail).await?;
        db::insert::<sale_line::Entity>(tx, &lines, OnConflict::Fail).await?;
        db::insert::<sale_adjustment::Entity>(tx, &adjustments, OnConflict::Fail).await?;
        db::insert::<sale_allocation::Entity>(tx, &allocations, OnConflict::Fail).await?;
        db::insert::<sale_tax::Entity>(tx, &taxes, OnConflict::Fail).await?;
        db::insert::<sale_tender::Entity>(tx, &tenders, OnConflict::Fail).await?;
        db::insert::<sale_pricing::Entity>(tx, &self.pricings, OnConflict::Fail).await
    }

    async fn flush_decided(&mut self, tx: &DatabaseTransaction) -> Result<(), StoreError> {
        let decided = std::mem::take(&mut self.decided_sales);
        let mut by_tenant: BTreeMap<TenantId, BTreeSet<SaleId>> = BTreeMap::new();
        for (tenant, sale) in decided.keys() {
            by_tenant.entry(*tenant).or_default().insert(*sale);
        }
        let (sales, tenders): (Vec<sale::Model>, Vec<Vec<sale_tender::Model>>) =
            decided.into_values().unzip();
        let awaiting = SaleStatus::AwaitingPayment.as_str();
        let waiting: BTreeSet<Uuid> =
            sales.iter().filter(|sale| sale.status == awaiting).map(|sale| sale.id).collect();
        let change = "(tenant_id, id) DO UPDATE SET status = excluded.status, digest = excluded.digest, \
                      cash_rounding_minor = excluded.cash_rounding_minor, change_minor = excluded.change_minor, \
                      expires_at_ms = excluded.expires_at_ms";
        db::insert::<sale::Entity>(tx, &sales, OnConflict::Do(change)).await?;
        // Tenders may have become fewer.
        delete_of_sales(tx, "sale_tender", &by_tenant).await?;
        db::insert::<sale_tender::Entity>(tx, &tenders.concat(), OnConflict::Fail).await?;
        for sales in by_tenant.values_mut() {
            sales.retain(|sale| !waiting.contains(&sale.0));
        }
        delete_of_sales(tx, "stock_reservation", &by_tenant).await
    }
}

async fn delete_of_sales(
    tx: &DatabaseTransaction,
    table: &str,
    sales: &BTreeMap<TenantId, BTreeSet<SaleId>>,
) -> Result<(), StoreError> {
    for (tenant, sales) in sales {
        let text = format!("DELETE FROM {table} WHERE tenant_id = ? AND sale_id IN ");
        let mut sql = Sql::with(backend(tx), &text, [tenant.0.into()]);
        sql.list(sales.iter().map(|sale| sale.0));
        sql.execute(tx).await?;
    }
    Ok(())
}

async fn flush_reports(
    tx: &DatabaseTransaction,
    reports: &[payment_attempt::Model],
) -> Result<(), StoreError> {
    db::insert::<payment_attempt::Entity>(tx, reports, OnConflict::Fail).await?;
    let due: BTreeMap<(Uuid, Uuid), i64> =
        reports.iter().map(|report| ((report.tenant_id, report.payment_id), report.at_ms)).collect();
    let rows: Vec<Vec<sea_orm::Value>> = due
        .into_iter()
        .map(|((tenant, payment), at_ms)| vec![tenant.into(), payment.into(), at_ms.into()])
        .collect();
    db::update_many(tx, "payment", &["tenant_id", "id", "due_at_ms"], 2, &rows).await
}

async fn flush_deliveries(
    tx: &DatabaseTransaction,
    done: &BTreeMap<(TenantId, InstallationId, i64), i64>,
) -> Result<(), StoreError> {
    let rows: Vec<Vec<sea_orm::Value>> = done
        .iter()
        .map(|((tenant, installation, seq), at_ms)| {
            vec![tenant.0.into(), installation.0.into(), (*seq).into(), "done".into(), (*at_ms).into()]
        })
        .collect();
    let columns = ["tenant_id", "installation_id", "seq", "state", "closed_at_ms"];
    db::update_many(tx, "delivery", &columns, 3, &rows).await
}

async fn flush_jobs(tx: &DatabaseTransaction, done: &BTreeMap<RunKey, (i64, i64)>) -> Result<(), StoreError> {
    let (mut jobs, mut runs) = (Vec::new(), Vec::new());
    for ((tenant, installation, job, scheduled_at_ms), (at_ms, next_due_ms)) in done {
        let key = [tenant.0.into(), installation.0.into(), job.as_str().into()];
        jobs.push([&key[..], &[(*next_due_ms).into(), (*next_due_ms).into()]].concat());
        runs.push([&key[..], &[(*scheduled_at_ms).into(), "done".into(), (*at_ms).into()]].concat());
    }
    let columns = ["tenant_id", "installation_id", "name", "next_due_ms", "due_at_ms"];
    db::update_many(tx, "job", &columns, 3, &jobs).await?;
    let columns = ["tenant_id", "installation_id", "job", "scheduled_at_ms", "status", "ended_at_ms"];
    db::update_many(tx, "job_run", &columns, 4, &runs).await
}

async fn flush_member_sales(
    tx: &DatabaseTransaction,
    sales: &BTreeMap<(TenantId, MemberId), (i64, i64)>,
) -> Result<(), StoreError> {
    let rows: Vec<member_stat::Model> = sales
        .iter()
        .map(|((tenant, member), (count, last))| member_stat::Model {
            tenant_id: tenant.0,
            member_id: member.0,
            sales_count: *count,
            last_sale_at_ms: *last,
        })
        .collect();
    // MAX of two values is a scalar function on SQLite only.
    let add = "(tenant_id, member_id) DO UPDATE SET sales_count = member_stat.sales_count + excluded.sales_count, \
               last_sale_at_ms = CASE WHEN excluded.last_sale_at_ms > member_stat.last_sale_at_ms \
               THEN excluded.last_sale_at_ms ELSE member_stat.last_sale_at_ms END";
    db::insert::<member_stat::Entity>(tx, &rows, OnConflict::Do(add)).await
}
