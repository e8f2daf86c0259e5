//! Sums over sales, returns, stock moves and the ledger by day, hour, place, goods, member and account, for reports and
//! forecasts.
//!
//! They are kept by a cursor, not in the sale's transaction: every sale of a store and hour would meet in the same few
//! rows, and the till would wait for reports. The cursor follows the tenant's numbered events, which skip nothing; what
//! no event reports (imported sales, stock documents, posted transfers) leaves its id in `rollup_due` in its own transaction. Sums, cursor
//! and ids change together, so that a crash counts nothing twice and loses nothing. Sums are late by one run of
//! [`crate::Store::advance_rollups`].

mod accounts;
mod advance;
mod ask;
mod facts;
mod sums;

use crate::StoreError;
use crate::db::{self, OnConflict};
use crate::events::NewEvent;
use crate::words::words;
use bodega_domain::event::{SALE_COMMITTED, SALE_RETURNED};
use bodega_domain::ids::TenantId;
use sea_orm::{DatabaseTransaction, Value};
use uuid::Uuid;

pub use accounts::{AccountGroup, AccountQuestion, AccountSums};
pub use advance::Advanced;
pub use ask::{AGGREGATE_ROWS_MAX, AGGREGATE_STORES_MAX, AggregateRow, Fact, Group, Question};

/// What a document adds to the rollups.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum RollupKind {
    /// A completed sale and its stock.
    Sale,
    /// A return and its stock.
    Return,
    /// Stock moves alone.
    Stock,
    /// A posted transfer of the ledger: one for itself, for a document's are not all posted at once.
    Transfer,
}

words!(RollupKind { Sale = "sale", Return = "return", Stock = "stock", Transfer = "transfer" });

impl RollupKind {
    /// The type of event that reports such a document.
    fn event_type(self) -> Option<&'static str> {
        match self {
            RollupKind::Sale => Some(SALE_COMMITTED),
            RollupKind::Return => Some(SALE_RETURNED),
            RollupKind::Stock | RollupKind::Transfer => None,
        }
    }

    /// What a sealed event of this type reports.
    fn reported_by(event_type: &str) -> Option<Self> {
        [RollupKind::Sale, RollupKind::Return].into_iter().find(|kind| kind.event_type() == Some(event_type))
    }

    /// Whether one of a document's events will lead the cursor to it.
    pub fn is_reported(self, document: Uuid, events: &[NewEvent]) -> bool {
        events.iter().any(|event| {
            event.subject == Some(document) && Some(event.event_type.as_str()) == self.event_type()
        })
    }
}

/// Leaves the ids of documents that no event reports.
pub(crate) async fn write_due(
    tx: &DatabaseTransaction,
    documents: &[(TenantId, Uuid, RollupKind)],
) -> Result<(), StoreError> {
    let row = |(tenant, document, kind): &(TenantId, Uuid, RollupKind)| -> Vec<Value> {
        vec![tenant.0.into(), (*document).into(), kind.as_str().into()]
    };
    let rows: Vec<Vec<Value>> = documents.iter().map(row).collect();
    db::insert_rows(tx, "rollup_due", &["tenant_id", "document_id", "kind"], &rows, OnConflict::Keep).await
}
