//! Commits a return in one transaction: return, refund tenders, ledger, stock, events.

use crate::events::NewEvent;
use crate::ledger::{LedgerPosting, PostingRefused};
use crate::stock::StockDelta;
use crate::{Store, StoreError};
use bodega_domain::digest::Digest;
use bodega_domain::ids::TenantId;
use bodega_domain::sale_return::SaleReturn;

/// A return with all that becomes true together with it.
#[derive(Clone, Debug)]
pub struct CommitReturn {
    /// The merchant.
    pub tenant: TenantId,
    /// The return, its lines worked out by the domain.
    pub sale_return: SaleReturn,
    /// Digest of the request; the same return id with another digest is refused.
    pub request_digest: Digest,
    /// Postings, e.g. of a refund to a plugin's account.
    pub claims: Vec<LedgerPosting>,
    /// What goes back to the shelf (positive).
    pub stock: Vec<StockDelta>,
    /// Told in the same transaction.
    pub events: Vec<NewEvent>,
}

/// A return that is in the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommittedReturn {
    /// The return as stored.
    pub sale_return: SaleReturn,
    /// Whether it was there before; then nothing happened now.
    pub is_replay: bool,
}

/// Why a return is refused. Nothing of it is in the database.
#[derive(Clone, Debug, thiserror::Error)]
pub enum CommitReturnError {
    /// The id was used for another request.
    #[error("return id was already used for a different return")]
    KeyReused,
    /// The number was used for another return.
    #[error("return number {number:?} is taken")]
    NumberTaken {
        /// The number.
        number: String,
    },
    /// There is no such sale.
    #[error("sale is unknown")]
    UnknownSale,
    /// The sale is not paid, so nothing can come back.
    #[error("sale is not completed")]
    NotCompleted,
    /// The sale has no such units.
    #[error("line {line} has no such units")]
    UnknownUnits {
        /// The line.
        line: u32,
    },
    /// Units came back before; work the return out again.
    #[error("units of line {line} were already returned")]
    AlreadyReturned {
        /// The line.
        line: u32,
    },
    /// A posting cannot be made.
    #[error("posting refused: {0}")]
    ClaimRefused(PostingRefused),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// Commits a return once. Answers after the transaction is durable.
    pub async fn commit_return(&self, commit: CommitReturn) -> Result<CommittedReturn, CommitReturnError> {
        let _ = commit;
        todo!()
    }
}
