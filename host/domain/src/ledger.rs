//! Ledger postings as plugins ask for them. What an account means is the plugin's business.

use crate::ids::InstallationId;
use serde::{Deserialize, Serialize};

/// A movement on one of a plugin's own accounts; the plugin's contra account of the same unit takes the other side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posting {
    /// Account key, `kind/rest`.
    pub account: String,
    /// What the account gains or loses, in the account's unit.
    pub delta: i64,
    /// The least balance it may leave; `None` takes the floor of the account's kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub floor: Option<i64>,
}

/// A kind of account that a plugin declares in its manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountKind {
    /// First segment of the account key.
    pub kind: String,
    /// Unit of account, e.g. `PT` or `CNY`.
    pub unit: String,
    /// The least balance of such an account; `None` = no floor.
    #[serde(default)]
    pub floor: Option<i64>,
    /// Shards that a hot account's balance is kept in; 1 = not sharded.
    #[serde(default = "one")]
    pub shards: u16,
}

fn one() -> u16 {
    1
}

/// A posting that comes true with a sale and only with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Whose account it is.
    pub installation: InstallationId,
    /// What is posted.
    #[serde(flatten)]
    pub posting: Posting,
}
