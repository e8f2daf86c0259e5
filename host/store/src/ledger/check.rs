//! Checks the ledger's invariants; for `doctor` and tests.

use crate::{Store, StoreError};
use bodega_domain::ids::TenantId;

/// What is wrong with a ledger; all empty = nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LedgerReport {
    /// Units whose posted balances do not sum to zero, with their sum.
    pub unbalanced_units: Vec<(String, i64)>,
    /// Accounts (`plugin key`) whose balance is not the sum of their transfers, or whose holds are not those pending.
    pub wrong_accounts: Vec<String>,
}

impl LedgerReport {
    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.unbalanced_units.is_empty() && self.wrong_accounts.is_empty()
    }
}

impl Store {
    /// Compares balances with transfers and sums units. Reads all transfers of the tenant.
    pub async fn check_ledger(&self, tenant: TenantId) -> Result<LedgerReport, StoreError> {
        let _ = tenant;
        todo!()
    }
}
