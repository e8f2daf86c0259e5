//! What the pieces of a group must know before they are applied.

use crate::channels::LaneKey;
use crate::collections::DocumentKey;
use crate::jobs::RunKey;
use crate::ledger::book::LedgerNeeds;
use crate::orders::OrderNeeds;
use crate::stock::book::StockNeeds;
use bodega_domain::ids::{InstallationId, ReturnId, SaleId, TenantId};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Everything to be read, sorted.
#[derive(Debug, Default)]
pub(crate) struct Needs {
    /// Sales that may be there already, with their numbers.
    pub new_sales: BTreeMap<TenantId, Vec<(SaleId, String)>>,
    /// Sales whose payment is decided: read whole, with their pending transfers and reservations.
    pub settled_sales: BTreeMap<TenantId, BTreeSet<SaleId>>,
    /// Sales that units come back from: read whole, with what came back before.
    pub returned_sales: BTreeMap<TenantId, BTreeSet<SaleId>>,
    /// Returns that may be there already, with their numbers.
    pub new_returns: BTreeMap<TenantId, Vec<(ReturnId, String)>>,
    /// Leased deliveries by number.
    pub deliveries: BTreeMap<(TenantId, InstallationId), BTreeSet<i64>>,
    /// Leased runs of jobs.
    pub job_runs: BTreeSet<RunKey>,
    /// Invocations that may have been applied.
    pub invocations: BTreeMap<(TenantId, InstallationId), BTreeSet<Uuid>>,
    /// Documents that will be written.
    pub documents: BTreeSet<DocumentKey>,
    /// Lanes of pushes that end.
    pub lanes: BTreeSet<LaneKey>,
    /// Orders of sales channels.
    pub orders: OrderNeeds,
    /// Accounts.
    pub ledger: LedgerNeeds,
    /// Stock.
    pub stock: StockNeeds,
}
