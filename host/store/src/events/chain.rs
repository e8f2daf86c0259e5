//! Proves that no sealed event, and no sale sealed with one, was changed, dropped or put in.

use super::row::{CHAIN_START, read_hash, seal};
use crate::db::{Row, Sql, backend};
use crate::entities::event;
use crate::returns::load_returns;
use crate::sales::load::load_sales;
use crate::sales::rows::sale_digest;
use crate::{Store, StoreError};
use bodega_domain::ids::ReturnId;
use bodega_domain::ids::{SaleId, TenantId};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

/// What a check of the chain found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChainReport {
    /// Sealed events read.
    pub events: u64,
    /// Sales and returns compared with their seal.
    pub documents: u64,
    /// The last number.
    pub head_seq: i64,
    /// The first fault; `None` = the chain holds.
    pub fault: Option<ChainFault>,
}

/// Where a chain breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChainFault {
    /// A number is missing or comes twice.
    Gap {
        /// The number expected.
        seq: i64,
    },
    /// The row's hash is not that of its content and the hash before.
    Hash {
        /// The row.
        seq: i64,
    },
    /// The chain's head is not the last row.
    Head,
    /// A sale's rows are not those that were sealed.
    Sale {
        /// The sale.
        sale: SaleId,
    },
    /// A return's rows are not those that were sealed.
    Return {
        /// The return.
        sale_return: ReturnId,
    },
    /// A sealed sale or return is gone.
    Missing {
        /// Its id.
        document: Uuid,
    },
}

impl Store {
    /// Reads the whole chain of a tenant, page by page.
    pub async fn verify_chain(&self, tenant: TenantId) -> Result<ChainReport, StoreError> {
        // One snapshot, so that what goes on meanwhile is no fault.
        let tx = self.db.begin_read().await?;
        let mut check = Check { tx: &tx, tenant, hash: CHAIN_START, report: ChainReport::default() };
        check.run().await?;
        let report = check.report;
        tx.commit().await?;
        Ok(report)
    }
}

/// Events read at a time.
const PAGE: u64 = 256;

/// A check under way.
struct Check<'a> {
    tx: &'a DatabaseTransaction,
    tenant: TenantId,
    hash: [u8; 32],
    report: ChainReport,
}

impl Check<'_> {
    async fn run(&mut self) -> Result<(), StoreError> {
        loop {
            let rows = event::Entity::find()
                .filter(event::Column::TenantId.eq(self.tenant.0))
                .filter(event::Column::Seq.gt(self.report.head_seq))
                .order_by_asc(event::Column::Seq)
                .limit(PAGE)
                .all(self.tx)
                .await?;
            if rows.is_empty() {
                return self.compare_head().await;
            }
            self.follow(&rows);
            if self.report.fault.is_none() {
                self.compare_documents(&rows).await?;
            }
            if self.report.fault.is_some() {
                return Ok(());
            }
        }
    }

    /// Follows the chain over a page.
    fn follow(&mut self, rows: &[event::Model]) {
        for row in rows {
            let seq = self.report.head_seq + 1;
            if row.seq != Some(seq) {
                self.report.fault = Some(ChainFault::Gap { seq });
                return;
            }
            self.hash = seal(&self.hash, row, seq);
            if row.hash.as_deref() != Some(&self.hash[..]) {
                self.report.fault = Some(ChainFault::Hash { seq });
                return;
            }
            self.report.events += 1;
            self.report.head_seq = seq;
        }
    }

    async fn compare_head(&mut self) -> Result<(), StoreError> {
        let text = "SELECT head_seq, head_hash FROM event_chain WHERE tenant_id = ?";
        let row = Sql::with(backend(self.tx), text, [self.tenant.0.into()]).one(self.tx).await?;
        let (seq, hash) = match row {
            Some(row) => (row.at(0)?, read_hash(row.at(1)?)?),
            None => (0, CHAIN_START),
        };
        if (seq, hash) != (self.report.head_seq, self.hash) {
            self.report.fault = Some(ChainFault::Head);
        }
        Ok(())
    }

    /// Compares the sales and returns that a page seals with what is stored of them now.
    async fn compare_documents(&mut self, rows: &[event::Model]) -> Result<(), StoreError> {
        let sealed: Vec<(Uuid, &str)> =
            rows.iter().filter_map(|row| Some((row.subject_id?, row.subject_digest.as_deref()?))).collect();
        let ids: Vec<Uuid> = sealed.iter().map(|(id, _)| *id).collect();
        let sales: Vec<SaleId> = ids.iter().copied().map(SaleId).collect();
        let sales = load_sales(self.tx, self.tenant, &sales).await?;
        let returns = load_returns(self.tx, self.tenant, &ids).await?;
        for (id, digest) in sealed {
            self.report.documents += 1;
            let (fault, now, stored) = if let Some(loaded) = sales.get(&SaleId(id)) {
                (ChainFault::Sale { sale: SaleId(id) }, sale_digest(&loaded.sale), loaded.digest.as_str())
            } else if let Some((now, stored)) = returns.get(&id) {
                (ChainFault::Return { sale_return: ReturnId(id) }, now.clone(), stored.as_str())
            } else {
                self.report.fault = Some(ChainFault::Missing { document: id });
                return Ok(());
            };
            // A sale that changed since, by its payment, is sealed again by a later event.
            let is_sealed = stored == digest || self.is_sealed_as(id, stored).await?;
            if now.as_str() != stored || !is_sealed {
                self.report.fault = Some(fault);
                return Ok(());
            }
        }
        Ok(())
    }

    async fn is_sealed_as(&self, document: Uuid, digest: &str) -> Result<bool, StoreError> {
        let text = "SELECT 1 FROM event WHERE tenant_id = ? AND subject_id = ? AND subject_digest = ?";
        let values = [self.tenant.0.into(), document.into(), digest.into()];
        Ok(Sql::with(backend(self.tx), text, values).one(self.tx).await?.is_some())
    }
}
