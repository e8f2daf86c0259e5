//! Commits a priced sale in one transaction: sale, ledger, stock, member's count, events.
//! Pricing happened earlier; nothing here calls a plugin or the network.

use crate::events::NewEvent;
use crate::ledger::{LedgerPosting, PostingRefused};
use crate::stock::StockDelta;
use crate::{Store, StoreError};
use bodega_domain::digest::Digest;
use bodega_domain::ids::{OrgUnitId, TenantId, VariantId};
use bodega_domain::sale::Sale;

/// A sale with all that becomes true together with it.
#[derive(Clone, Debug)]
pub struct CommitSale {
    /// The merchant.
    pub tenant: TenantId,
    /// The sale, footing checked. `AwaitingPayment` holds claims and reserves stock; `Completed` posts and moves.
    pub sale: Sale,
    /// Digest of the request; the same sale id with another digest is refused.
    pub request_digest: Digest,
    /// The pricing input as JSON, stored byte for byte.
    pub input_json: String,
    /// The consulted installations with their answers as JSON, stored byte for byte.
    pub consulted_json: String,
    /// Postings of adjustments and tenders, in order.
    pub claims: Vec<LedgerPosting>,
    /// What leaves the shelf (negative).
    pub stock: Vec<StockDelta>,
    /// Told in the same transaction.
    pub events: Vec<NewEvent>,
}

/// A sale that is in the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommittedSale {
    /// The sale as stored.
    pub sale: Sale,
    /// Whether it was there before; then nothing happened now.
    pub is_replay: bool,
}

/// Why a sale is refused. Nothing of it is in the database.
#[derive(Clone, Debug, thiserror::Error)]
pub enum CommitError {
    /// The id was used for another request.
    #[error("sale id was already used for a different sale")]
    KeyReused,
    /// The number was used for another sale.
    #[error("sale number {number:?} is taken")]
    NumberTaken {
        /// The number.
        number: String,
    },
    /// A claim cannot be posted: price again.
    #[error("claim refused: {0}")]
    ClaimRefused(PostingRefused),
    /// Guarded stock is not available.
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
    /// Commits a sale once, together with others that wait. Answers after the transaction is durable.
    ///
    /// # Errors
    /// [`CommitError::Store`] with a retryable cause leaves open whether the sale is in: send the same again.
    pub async fn commit_sale(&self, commit: CommitSale) -> Result<CommittedSale, CommitError> {
        let _ = commit;
        todo!()
    }
}
