//! Ends the wait for a payment: completes or voids a sale, once; finds sales that waited too long.

use crate::events::NewEvent;
use crate::{Store, StoreError};
use bodega_domain::ids::{SaleId, TenantId};
use bodega_domain::sale::{Sale, Tender};

/// The payment of a sale came in.
#[derive(Clone, Debug)]
pub struct CompletePayment {
    /// The merchant.
    pub tenant: TenantId,
    /// The sale.
    pub sale: SaleId,
    /// Tenders as they now stand; those of the same id are replaced, others stay.
    pub tenders: Vec<Tender>,
    /// When the server took it.
    pub recorded_at_ms: i64,
    /// Told in the same transaction, if the sale becomes completed by this call.
    pub events: Vec<NewEvent>,
}

/// A sale is given up before payment.
#[derive(Clone, Debug)]
pub struct VoidSale {
    /// The merchant.
    pub tenant: TenantId,
    /// The sale.
    pub sale: SaleId,
    /// Tenders as they now stand.
    pub tenders: Vec<Tender>,
    /// When the server took it.
    pub recorded_at_ms: i64,
    /// Told in the same transaction, if the sale becomes voided by this call.
    pub events: Vec<NewEvent>,
}

/// A sale whose payment is decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettledSale {
    /// The sale as stored.
    pub sale: Sale,
    /// Whether it had been decided the same way before; then nothing happened now.
    pub is_replay: bool,
}

/// Why a payment cannot complete a sale.
#[derive(Clone, Debug, thiserror::Error)]
pub enum PaymentError {
    /// There is no such sale.
    #[error("sale is unknown")]
    UnknownSale,
    /// It was voided: the money is to be refunded or shown to a person.
    #[error("sale was voided before the payment came")]
    AlreadyVoided,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a sale cannot be voided.
#[derive(Clone, Debug, thiserror::Error)]
pub enum VoidError {
    /// There is no such sale.
    #[error("sale is unknown")]
    UnknownSale,
    /// It is paid: only a return can undo it.
    #[error("sale is already completed")]
    AlreadyCompleted,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A sale that waited past its expiry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExpiredSale {
    /// The merchant.
    pub tenant: TenantId,
    /// The sale.
    pub sale: SaleId,
    /// When it expired.
    pub expires_at_ms: i64,
}

impl Store {
    /// Posts the claims and moves the stock of a sale that awaits payment; once.
    pub async fn complete_payment(&self, payment: CompletePayment) -> Result<SettledSale, PaymentError> {
        let _ = payment;
        todo!()
    }

    /// Voids the claims and releases the stock of a sale that awaits payment; once.
    pub async fn void_sale(&self, void: VoidSale) -> Result<SettledSale, VoidError> {
        let _ = void;
        todo!()
    }

    /// Sales of all tenants that await payment past their expiry, the longest first.
    pub async fn expired_sales(&self, now_ms: i64, limit: u32) -> Result<Vec<ExpiredSale>, StoreError> {
        let _ = (now_ms, limit);
        todo!()
    }
}
