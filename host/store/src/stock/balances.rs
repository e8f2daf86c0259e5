//! Reads stock balances and checks them against the moves.

use super::StockBalance;
use crate::{Page, PageRequest, Store, StoreError};
use bodega_domain::ids::{OrgUnitId, TenantId, VariantId};

/// Which balances are wanted.
#[derive(Clone, Debug, Default)]
pub struct StockFilter {
    /// One location; `None` = all.
    pub location: Option<OrgUnitId>,
    /// Some variants, at most 500; empty = all.
    pub variants: Vec<VariantId>,
}

/// A balance that is not the sum of its moves: a fault in Bodega.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StockMismatch {
    /// What.
    pub variant: VariantId,
    /// Where.
    pub location: OrgUnitId,
    /// The balance.
    pub on_hand_micros: i64,
    /// The sum of moves.
    pub moved_micros: i64,
}

impl Store {
    /// Balances by location and variant; those never moved are left out.
    pub async fn stock_balances(
        &self,
        tenant: TenantId,
        filter: &StockFilter,
        page: &PageRequest,
    ) -> Result<Page<StockBalance>, StoreError> {
        let _ = (tenant, filter, page);
        todo!()
    }

    /// Balances that are not the sum of their moves; for `doctor` and tests. Reads all moves of the tenant.
    pub async fn check_stock(&self, tenant: TenantId) -> Result<Vec<StockMismatch>, StoreError> {
        let _ = tenant;
        todo!()
    }
}
