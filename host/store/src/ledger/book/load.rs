//! Reads and locks the accounts of a transaction.

use super::{Account, AccountKey, CONTRA_KIND, LedgerBook, Shard, check_form, preferred_shard};
use crate::StoreError;
use crate::db::{self, OnConflict, Row, Sql, backend};
use crate::entities::{ledger_account, ledger_balance, ledger_transfer};
use crate::ledger::LedgerPosting;
use crate::ledger::ids::account_id;
use crate::store::Backend;
use bodega_domain::ids::TenantId;
use moka::sync::Cache;
use sea_orm::DatabaseTransaction;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use uuid::Uuid;

/// Accounts remembered by a writer: about 200 bytes each.
const KNOWN_MAX: u64 = 200_000;

/// Accounts that are in the database for certain, with what never changes of them: saves reading them again. Only
/// unsharded accounts and contra accounts; of sharded ones the row is needed anyway.
#[derive(Clone, Debug)]
pub(crate) struct KnownAccounts(Cache<AccountKey, Arc<str>>);

impl Default for KnownAccounts {
    fn default() -> Self {
        KnownAccounts(Cache::new(KNOWN_MAX))
    }
}

/// What a transaction needs of the ledger.
#[derive(Debug, Default)]
pub(crate) struct LedgerNeeds {
    /// Accounts to post on, with the posting that describes them best.
    postings: BTreeMap<AccountKey, LedgerPosting>,
    /// Shards that settled transfers touch.
    settled: BTreeMap<AccountKey, BTreeSet<i64>>,
}

impl LedgerNeeds {
    /// A posting will be applied.
    pub fn posting(&mut self, tenant: TenantId, posting: &LedgerPosting) {
        if check_form(posting).is_err() {
            return;
        }
        let key = (tenant, account_id(&posting.plugin, &posting.account));
        let known = self.postings.entry(key).or_insert_with(|| posting.clone());
        known.shards = known.shards.max(posting.shards);
    }

    /// A pending transfer will be posted or voided.
    pub fn settle(&mut self, pending: &ledger_transfer::Model) {
        let tenant = TenantId(pending.tenant_id);
        let debit = ((tenant, pending.debit_account_id), pending.debit_shard);
        let credit = ((tenant, pending.credit_account_id), pending.credit_shard);
        for (account, shard) in [debit, credit] {
            self.settled.entry(account).or_default().insert(shard);
        }
    }
}

impl LedgerBook {
    /// Reads the accounts, in a fixed order under lock on PostgreSQL. `is_whole` = sharded accounts with all shards.
    pub async fn load(
        tx: &DatabaseTransaction,
        needs: &LedgerNeeds,
        known: &KnownAccounts,
        writer: u64,
        is_whole: bool,
    ) -> Result<Self, StoreError> {
        let backend = backend(tx);
        let mut book = LedgerBook {
            backend,
            writer,
            accounts: HashMap::new(),
            transfers: Vec::new(),
            journal: Vec::new(),
            journal_transfers: 0,
        };
        // SQLite's write transaction holds everything anyway.
        let is_whole = is_whole || backend == Backend::Sqlite;
        book.read_accounts(tx, needs, known, is_whole).await?;
        if backend == Backend::Postgres {
            book.make_missing(tx).await?;
            book.lock_sharded(tx).await?;
        }
        book.read_balances(tx, needs, is_whole).await?;
        Ok(book)
    }

    /// Remembers the accounts that are stored, after their transaction was committed.
    pub fn remember(self, known: &KnownAccounts) {
        for (key, account) in self.accounts {
            if (account.is_stored || account.is_used) && (account.shards == 1 || account.is_contra) {
                known.0.insert(key, account.unit.into());
            }
        }
    }

    async fn read_accounts(
        &mut self,
        tx: &DatabaseTransaction,
        needs: &LedgerNeeds,
        known: &KnownAccounts,
        is_whole: bool,
    ) -> Result<(), StoreError> {
        let mut unknown: BTreeSet<AccountKey> = needs.settled.keys().copied().collect();
        for (key, posting) in &needs.postings {
            match known.0.get(key) {
                Some(unit) if posting.shards == 1 => {
                    let account = Account { is_stored: true, unit: unit.to_string(), ..described(posting) };
                    self.accounts.insert(*key, account);
                }
                _ => {
                    unknown.insert(*key);
                }
            }
            // Contra accounts that are known need no insert.
            let contra = self.contra(key.0, posting);
            if known.0.get(&contra).is_some()
                && let Some(account) = self.accounts.get_mut(&contra)
            {
                account.is_stored = true;
            }
        }
        for (tenant, ids) in by_tenant(unknown.iter().copied()) {
            let text = "SELECT id, plugin, account_key, kind, unit, shards, share_floor FROM ledger_account \
                        WHERE tenant_id = ? AND id IN ";
            let mut sql = Sql::with(backend(tx), text, [tenant.0.into()]);
            sql.list(ids);
            for row in sql.all(tx).await? {
                let kind: String = row.at(3)?;
                let account = Account {
                    plugin: row.at(1)?,
                    key: row.at(2)?,
                    unit: row.at(4)?,
                    shards: row.at(5)?,
                    share_floor: row.at(6)?,
                    is_changed: false,
                    is_stored: true,
                    is_whole: false,
                    is_contra: kind == CONTRA_KIND,
                    is_used: false,
                    balances: BTreeMap::new(),
                    kind,
                };
                self.accounts.insert((tenant, row.at(0)?), account);
            }
        }
        if needs.settled.keys().any(|key| !self.accounts.contains_key(key)) {
            return Err(StoreError::Damaged("a pending transfer without account".to_owned()));
        }
        for (key, posting) in &needs.postings {
            let account = self.accounts.entry(*key).or_insert_with(|| described(posting));
            let wanted = i64::from(posting.shards);
            if wanted > account.shards {
                // More shards: the shares are others. Needs the whole account under lock.
                (account.shards, account.share_floor, account.is_changed) = (wanted, None, account.is_stored);
            }
            account.is_whole = is_whole || account.is_changed;
        }
        Ok(())
    }

    /// Makes accounts that are not there yet, so that there are rows to lock: two nodes that meet at a new account
    /// must not both find it empty. What stays empty because the posting is refused is harmless.
    async fn make_missing(&mut self, tx: &DatabaseTransaction) -> Result<(), StoreError> {
        let missing: BTreeMap<AccountKey, &Account> = self
            .accounts
            .iter()
            .filter(|(_, account)| !account.is_contra && (!account.is_stored || account.is_changed))
            .map(|(key, account)| (*key, account))
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        let rows: Vec<ledger_account::Model> = missing
            .iter()
            .filter(|(_, account)| !account.is_stored)
            .map(|(key, account)| account.row(*key))
            .collect();
        db::insert::<ledger_account::Entity>(tx, &rows, OnConflict::Keep).await?;
        let shards: Vec<ledger_balance::Model> = missing
            .iter()
            .flat_map(|(key, account)| (0..account.shards).map(|shard| empty_shard(*key, shard)))
            .collect();
        db::insert::<ledger_balance::Entity>(tx, &shards, OnConflict::Keep).await
    }

    /// Locks the rows of sharded accounts: shared where one shard will do, else alone; and reads their floor again.
    async fn lock_sharded(&mut self, tx: &DatabaseTransaction) -> Result<(), StoreError> {
        let sharded = |book: &Self, whole: bool| -> BTreeSet<AccountKey> {
            let wanted =
                book.accounts.iter().filter(|(_, a)| !a.is_contra && a.shards > 1 && a.is_whole == whole);
            wanted.map(|(key, _)| *key).collect()
        };
        for (whole, lock) in [(true, " ORDER BY id FOR UPDATE"), (false, " ORDER BY id FOR SHARE")] {
            for (tenant, ids) in by_tenant(sharded(self, whole).into_iter()) {
                let text =
                    "SELECT id, shards, share_floor FROM ledger_account WHERE tenant_id = ? AND id IN ";
                let mut sql = Sql::with(backend(tx), text, [tenant.0.into()]);
                sql.list(ids).push(lock);
                for row in sql.all(tx).await? {
                    let Some(account) = self.accounts.get_mut(&(tenant, row.at(0)?)) else { continue };
                    let stored: i64 = row.at(1)?;
                    if stored >= account.shards {
                        // Nobody asked for more, or another node was first.
                        (account.shards, account.is_changed) = (stored, false);
                        account.share_floor = row.at(2)?;
                    }
                }
            }
        }
        Ok(())
    }

    async fn read_balances(
        &mut self,
        tx: &DatabaseTransaction,
        needs: &LedgerNeeds,
        is_whole: bool,
    ) -> Result<(), StoreError> {
        let mut all: BTreeSet<AccountKey> = BTreeSet::new();
        let mut some: BTreeSet<(TenantId, Uuid, i64)> = BTreeSet::new();
        for (key, account) in &self.accounts {
            // Contra accounts are never checked, so never read.
            if account.is_contra {
                continue;
            }
            if account.shards == 1 || account.is_whole || is_whole {
                all.insert(*key);
                continue;
            }
            some.insert((key.0, key.1, preferred_shard(self.writer, account.shards)));
            some.extend(needs.settled.get(key).into_iter().flatten().map(|shard| (key.0, key.1, *shard)));
        }
        const TEXT: &str =
            "SELECT account_id, shard, posted, held FROM ledger_balance WHERE tenant_id = ? AND ";
        const ORDER: &str = " ORDER BY account_id, shard";
        for (tenant, ids) in by_tenant(all.into_iter()) {
            let mut sql = Sql::with(backend(tx), TEXT, [tenant.0.into()]);
            sql.push("account_id IN ").list(ids).push(ORDER).for_update();
            self.take_balances(tenant, sql.all(tx).await?)?;
        }
        let mut by_shard: BTreeMap<(TenantId, i64), Vec<Uuid>> = BTreeMap::new();
        for (tenant, id, shard) in some {
            by_shard.entry((tenant, shard)).or_default().push(id);
        }
        for ((tenant, shard), ids) in by_shard {
            let mut sql = Sql::with(backend(tx), TEXT, [tenant.0.into()]);
            sql.push_with("shard = ? AND account_id IN ", [shard.into()]);
            sql.list(ids).push(ORDER).for_update();
            self.take_balances(tenant, sql.all(tx).await?)?;
        }
        Ok(())
    }

    fn take_balances(&mut self, tenant: TenantId, rows: Vec<sea_orm::QueryResult>) -> Result<(), StoreError> {
        for row in rows {
            if let Some(account) = self.accounts.get_mut(&(tenant, row.at(0)?)) {
                let number: i64 = row.at(1)?;
                if number >= account.shards {
                    // Another node split a remembered account. All its rows are read and locked: it is whole.
                    (account.shards, account.share_floor, account.is_whole) = (number + 1, None, true);
                }
                let shard = Shard { posted: row.at(2)?, held: row.at(3)?, ..Shard::default() };
                account.balances.insert(number, shard);
            }
        }
        Ok(())
    }
}

/// An account as a posting describes it, not stored yet.
fn described(posting: &LedgerPosting) -> Account {
    Account {
        plugin: posting.plugin.clone(),
        key: posting.account.clone(),
        kind: posting.kind.clone(),
        unit: posting.unit.clone(),
        shards: posting.shards.into(),
        share_floor: None,
        is_changed: false,
        is_stored: false,
        is_whole: false,
        is_contra: false,
        is_used: false,
        balances: BTreeMap::new(),
    }
}

fn empty_shard((tenant, account): AccountKey, shard: i64) -> ledger_balance::Model {
    ledger_balance::Model { tenant_id: tenant.0, account_id: account, shard, posted: 0, held: 0 }
}

/// Sorted keys by tenant, in lists that fit into one statement.
fn by_tenant(keys: impl Iterator<Item = AccountKey>) -> Vec<(TenantId, Vec<Uuid>)> {
    const IDS_MAX: usize = 4096;
    let mut lists: Vec<(TenantId, Vec<Uuid>)> = Vec::new();
    for (tenant, id) in keys {
        match lists.last_mut() {
            Some((same, ids)) if *same == tenant && ids.len() < IDS_MAX => ids.push(id),
            _ => lists.push((tenant, vec![id])),
        }
    }
    lists
}
