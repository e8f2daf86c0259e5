//! The ledger: accounts owned by plugins, double entry, pending transfers. What a unit means is the plugin's business.
//!
//! A posting on an account has its other side on the plugin's contra account `contra:<unit>`, so the balances of each
//! unit sum to zero. A pending transfer that takes from an account holds the amount: `available` = posted - held. One
//! that gives is not spendable before it is posted. Balances of hot accounts are kept in shards.

mod balances;
pub(crate) mod book;
mod check;
pub(crate) mod ids;

use crate::words::words;

pub use balances::{AccountBalance, LedgerTransfer, TransferState};
pub use check::LedgerReport;

/// Start of the key of contra accounts; plugins cannot post on such keys.
pub const CONTRA_PREFIX: &str = "contra:";

/// The longest account key, bytes.
pub const ACCOUNT_KEY_MAX: usize = 200;

/// The most shards of an account.
pub const SHARDS_MAX: u16 = 64;

/// A posting with everything of its kind resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerPosting {
    /// The plugin that owns the account, by name: it outlives a re-installation.
    pub plugin: String,
    /// Account key, `kind/rest`.
    pub account: String,
    /// First segment of the key, as declared.
    pub kind: String,
    /// Unit of account; an account keeps the unit of its first posting.
    pub unit: String,
    /// What the account gains or loses.
    pub delta: i64,
    /// What must be left available where the account loses: the posting's own floor, else its kind's; `None` = no floor.
    pub floor: Option<i64>,
    /// Shards that the kind asks for; 1 = not sharded. Shards are added, never taken away.
    pub shards: u16,
    /// For people.
    pub memo: Option<String>,
}

/// Why a posting is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PostingRefused {
    /// It would pass the floor.
    #[error(
        "account {account:?} of {plugin} has {available} available, the posting takes {wanted} and must leave {floor}"
    )]
    Floor {
        /// The owner.
        plugin: String,
        /// The account.
        account: String,
        /// What could be spent.
        available: i64,
        /// What was asked for, above 0.
        wanted: i64,
        /// What must be left.
        floor: i64,
    },
    /// The account is kept in another unit.
    #[error("account {account:?} of {plugin} is kept in {unit}")]
    Unit {
        /// The owner.
        plugin: String,
        /// The account.
        account: String,
        /// Its unit.
        unit: String,
    },
    /// The key is empty, too long or that of a contra account, or the amount is out of range.
    #[error("posting on {account:?} of {plugin} is malformed: {why}")]
    Malformed {
        /// The owner.
        plugin: String,
        /// The account.
        account: String,
        /// What is wrong.
        why: &'static str,
    },
}

words!(TransferState { Pending = "pending", Posted = "posted", Voided = "voided" });
