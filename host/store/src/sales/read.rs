//! Reads a sale back from its rows, exactly as it was committed.

use crate::{Store, StoreError};
use bodega_domain::digest::Digest;
use bodega_domain::ids::{SaleId, TenantId};
use bodega_domain::sale::Sale;

/// What `explain` needs: everything the price of a sale depended on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SalePricing {
    /// The version of the host's arithmetic.
    pub arithmetic: u32,
    /// The pricing input, byte for byte.
    pub input_json: String,
    /// The consulted installations with their answers, byte for byte.
    pub consulted_json: String,
}

/// Whether a request was seen before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Replay {
    /// Never.
    New,
    /// This very request; the sale it made.
    Same(Box<Sale>),
    /// Another request with this id.
    Other,
}

impl Store {
    /// The sale of this id.
    pub async fn get_sale(&self, tenant: TenantId, id: SaleId) -> Result<Option<Sale>, StoreError> {
        let _ = (tenant, id);
        todo!()
    }

    /// The sale of this number.
    pub async fn find_sale(&self, tenant: TenantId, number: &str) -> Result<Option<Sale>, StoreError> {
        let _ = (tenant, number);
        todo!()
    }

    /// Whether a request of this id and digest made a sale before; saves pricing it again.
    pub async fn find_replay(
        &self,
        tenant: TenantId,
        id: SaleId,
        request_digest: &Digest,
    ) -> Result<Replay, StoreError> {
        let _ = (tenant, id, request_digest);
        todo!()
    }

    /// What the price of a sale was made from.
    pub async fn sale_pricing(
        &self,
        tenant: TenantId,
        id: SaleId,
    ) -> Result<Option<SalePricing>, StoreError> {
        let _ = (tenant, id);
        todo!()
    }
}
