//! Reads returns back exactly as they were committed.

use crate::{Store, StoreError};
use bodega_domain::ids::{ReturnId, SaleId, TenantId};
use bodega_domain::sale_return::SaleReturn;

impl Store {
    /// The return of this id.
    pub async fn get_return(&self, tenant: TenantId, id: ReturnId) -> Result<Option<SaleReturn>, StoreError> {
        let _ = (tenant, id);
        todo!()
    }

    /// All returns of a sale, oldest first.
    pub async fn list_returns(&self, tenant: TenantId, sale: SaleId) -> Result<Vec<SaleReturn>, StoreError> {
        let _ = (tenant, sale);
        todo!()
    }
}
