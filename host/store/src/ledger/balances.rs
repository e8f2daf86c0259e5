//! Reads balances and transfers.

use crate::{Page, PageRequest, Store, StoreError};
use bodega_domain::ids::{TenantId, TransferId};
use uuid::Uuid;

/// An account with its balance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountBalance {
    /// Account key.
    pub account: String,
    /// Kind, as declared.
    pub kind: String,
    /// Unit of account.
    pub unit: String,
    /// Sum of posted transfers.
    pub posted: i64,
    /// Taken by transfers that are still pending.
    pub held: i64,
}

impl AccountBalance {
    /// What can be spent.
    pub fn available(&self) -> i64 {
        self.posted.saturating_sub(self.held)
    }
}

/// Where a transfer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TransferState {
    /// Holds its amount; a later row posts or voids it.
    Pending,
    /// Counts; where it names a pending transfer it posts that one.
    Posted,
    /// Gives up the pending transfer it names.
    Voided,
}

/// A row of the ledger as one account sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerTransfer {
    /// Its id.
    pub id: TransferId,
    /// Where it stands.
    pub state: TransferState,
    /// The pending transfer that it posts or voids.
    pub pending: Option<TransferId>,
    /// What the account gains or loses.
    pub delta: i64,
    /// The sale, return, event or invocation it belongs to.
    pub document: Uuid,
    /// For people.
    pub memo: Option<String>,
    /// When it was written.
    pub created_at_ms: i64,
}

impl Store {
    /// Balances of some accounts of a plugin, at most 500 keys, by key; accounts never posted on are left out.
    pub async fn ledger_balances(
        &self,
        tenant: TenantId,
        plugin: &str,
        accounts: &[String],
    ) -> Result<Vec<AccountBalance>, StoreError> {
        let _ = (tenant, plugin, accounts);
        todo!()
    }

    /// Accounts of a plugin whose key starts with `prefix`, by key, without contra accounts.
    pub async fn list_accounts(
        &self,
        tenant: TenantId,
        plugin: &str,
        prefix: &str,
        page: &PageRequest,
    ) -> Result<Page<AccountBalance>, StoreError> {
        let _ = (tenant, plugin, prefix, page);
        todo!()
    }

    /// The transfers of an account, newest first.
    pub async fn list_transfers(
        &self,
        tenant: TenantId,
        plugin: &str,
        account: &str,
        page: &PageRequest,
    ) -> Result<Page<LedgerTransfer>, StoreError> {
        let _ = (tenant, plugin, account, page);
        todo!()
    }
}
