//! Applies receipts, adjustments and transfers; lists moves.

use super::{Applied, MoveStock, StockMove};
use crate::{Page, PageRequest, Store, StoreError};
use bodega_domain::ids::{OrgUnitId, TenantId, VariantId};

/// Why a stock document is refused, whole.
#[derive(Clone, Debug, thiserror::Error)]
pub enum MoveStockError {
    /// The document id was used for other moves.
    #[error("document id was already used for other stock moves")]
    KeyReused,
    /// A guarded change would take more than is available.
    #[error("stock ran out for variant {variant}")]
    OutOfStock {
        /// What ran out.
        variant: VariantId,
        /// Where.
        location: OrgUnitId,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// Applies a stock document once.
    pub async fn move_stock(&self, tenant: TenantId, document: MoveStock) -> Result<Applied, MoveStockError> {
        let _ = (tenant, document);
        todo!()
    }

    /// The moves of a variant at a location, newest first.
    pub async fn list_stock_moves(
        &self,
        tenant: TenantId,
        variant: VariantId,
        location: OrgUnitId,
        page: &PageRequest,
    ) -> Result<Page<StockMove>, StoreError> {
        let _ = (tenant, variant, location, page);
        todo!()
    }
}
