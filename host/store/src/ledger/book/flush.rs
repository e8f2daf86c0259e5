//! Writes what a transaction did to the ledger.

use super::{Account, AccountKey, LedgerBook, Shard};
use crate::StoreError;
use crate::db::{self, OnConflict};
use crate::entities::{ledger_account, ledger_balance, ledger_transfer};
use crate::ledger::TransferState;
use bodega_domain::ids::TenantId;
use sea_orm::DatabaseTransaction;
use std::collections::BTreeMap;
use uuid::Uuid;

impl Shard {
    pub(super) fn is_changed(&self) -> bool {
        self.posted_delta != 0 || self.held_delta != 0
    }
}

impl Account {
    pub(super) fn row(&self, (tenant, id): AccountKey) -> ledger_account::Model {
        ledger_account::Model {
            tenant_id: tenant.0,
            id,
            plugin: self.plugin.clone(),
            account_key: self.key.clone(),
            kind: self.kind.clone(),
            unit: self.unit.clone(),
            shards: self.shards,
            share_floor: self.share_floor,
        }
    }

    fn is_touched(&self) -> bool {
        self.is_used || self.balances.values().any(Shard::is_changed)
    }
}

impl LedgerBook {
    /// Writes new accounts, transfers and the balances of plugins' accounts.
    pub async fn flush(&self, tx: &DatabaseTransaction) -> Result<(), StoreError> {
        let accounts: BTreeMap<AccountKey, &Account> =
            self.accounts.iter().filter(|(_, account)| account.is_touched()).map(|(k, a)| (*k, a)).collect();
        let made: Vec<ledger_account::Model> =
            accounts.iter().filter(|(_, a)| !a.is_stored).map(|(key, a)| a.row(*key)).collect();
        db::insert::<ledger_account::Entity>(tx, &made, OnConflict::Keep).await?;
        let changed: Vec<Vec<sea_orm::Value>> = accounts
            .iter()
            .filter(|(_, account)| account.is_changed)
            .map(|(key, a)| vec![key.0.0.into(), key.1.into(), a.shards.into(), a.share_floor.into()])
            .collect();
        let columns = ["tenant_id", "id", "shards", "share_floor"];
        db::update_many(tx, "ledger_account", &columns, 2, &changed).await?;
        db::insert::<ledger_transfer::Entity>(tx, &self.transfers, OnConflict::Fail).await?;
        let own = accounts.iter().filter(|(_, account)| !account.is_contra);
        add_to_balances(tx, own.map(|(key, account)| (*key, *account))).await
    }

    /// Transfers that count from now on.
    pub fn posted(&self) -> impl Iterator<Item = (TenantId, Uuid)> {
        let posted = self.transfers.iter().filter(|row| row.state == TransferState::Posted.as_str());
        posted.map(|row| (TenantId(row.tenant_id), row.id))
    }

    /// Writes the balances of contra accounts. They are hot: done last, so that their locks are short.
    pub async fn flush_contra(&self, tx: &DatabaseTransaction) -> Result<(), StoreError> {
        let contra: BTreeMap<AccountKey, &Account> = self
            .accounts
            .iter()
            .filter(|(_, a)| a.is_contra && a.is_touched())
            .map(|(k, a)| (*k, a))
            .collect();
        add_to_balances(tx, contra.into_iter()).await
    }
}

/// Adds to balances in the order of their keys.
async fn add_to_balances<'a>(
    tx: &DatabaseTransaction,
    accounts: impl Iterator<Item = (AccountKey, &'a Account)>,
) -> Result<(), StoreError> {
    let mut rows = Vec::new();
    for ((tenant, account_id), account) in accounts {
        rows.extend(account.balances.iter().filter(|(_, shard)| shard.is_changed()).map(|(shard, state)| {
            ledger_balance::Model {
                tenant_id: tenant.0,
                account_id,
                shard: *shard,
                posted: state.posted_delta,
                held: state.held_delta,
            }
        }));
    }
    let add = "(tenant_id, account_id, shard) DO UPDATE SET posted = ledger_balance.posted + excluded.posted, \
               held = ledger_balance.held + excluded.held";
    db::insert::<ledger_balance::Entity>(tx, &rows, OnConflict::Do(add)).await
}
