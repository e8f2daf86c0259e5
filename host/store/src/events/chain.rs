//! Proves that no sealed event, and no sale sealed with one, was changed, dropped or put in.

use crate::{Store, StoreError};
use bodega_domain::ids::{SaleId, TenantId};

/// What a check of the chain found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChainReport {
    /// Sealed events read.
    pub events: u64,
    /// Sales compared with their seal.
    pub sales: u64,
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
}

impl Store {
    /// Reads the whole chain of a tenant, page by page.
    pub async fn verify_chain(&self, tenant: TenantId) -> Result<ChainReport, StoreError> {
        let _ = tenant;
        todo!()
    }
}
