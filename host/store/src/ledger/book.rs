//! The ledger as one transaction sees it: balances read under lock, postings applied in memory one after the other,
//! all written at the end.
//!
//! Shards. A sharded account's balance is the sum of its shards. When all shards hold at least their share of a floor
//! (`share_floor`), a posting under that floor may take from one shard alone without looking at the others: locks on
//! PostgreSQL then meet only where two nodes use one shard, and each node has its preferred one. Otherwise the account
//! must be *whole*, that is, all shards are read and locked: then the sum is checked, and what is left is spread
//! evenly, so that the short way works again. Limits hold to the last unit either way.

mod flush;
mod load;

use super::ids::{account_id, settlement_id};
use super::{ACCOUNT_KEY_MAX, CONTRA_PREFIX, LedgerPosting, PostingRefused, SHARDS_MAX, TransferState};
use crate::entities::ledger_transfer;
use crate::store::Backend;
use bodega_domain::ids::TenantId;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

pub(crate) use load::{KnownAccounts, LedgerNeeds};

/// Kind of contra accounts.
pub(crate) const CONTRA_KIND: &str = "contra";
/// Shards of contra accounts on PostgreSQL, where nodes post at once. SQLite has one writer.
const CONTRA_SHARDS: i64 = 8;
/// The largest amount of one posting: integers in JSON stay exact, and sums stay far from overflow.
const AMOUNT_MAX: u64 = 1 << 53;

/// Which account.
pub(crate) type AccountKey = (TenantId, Uuid);

/// A sharded account must be read whole; the transaction starts anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NeedsWhole;

/// Why a posting was not applied.
#[derive(Clone, Debug)]
pub(crate) enum PostError {
    Refused(PostingRefused),
    NeedsWhole,
}

/// Whether a transfer counts at once or holds until it is settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Post,
    Hold,
}

/// What a transfer is part of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub id: Uuid,
    pub document: Uuid,
    pub mode: Mode,
    pub at_ms: i64,
}

/// The accounts of one transaction.
#[derive(Debug)]
pub(crate) struct LedgerBook {
    backend: Backend,
    /// Chooses the shards this writer prefers.
    writer: u64,
    accounts: HashMap<AccountKey, Account>,
    transfers: Vec<ledger_transfer::Model>,
    journal: Vec<Undo>,
    journal_transfers: usize,
}

#[derive(Debug)]
struct Account {
    plugin: String,
    key: String,
    kind: String,
    unit: String,
    shards: i64,
    share_floor: Option<i64>,
    /// Whether `shards` or `share_floor` differ from the stored row.
    is_changed: bool,
    is_stored: bool,
    is_whole: bool,
    is_contra: bool,
    /// Whether a transfer of this transaction names it.
    is_used: bool,
    balances: BTreeMap<i64, Shard>,
}

/// A shard as read, and what was added since.
#[derive(Clone, Copy, Debug, Default)]
struct Shard {
    posted: i64,
    held: i64,
    posted_delta: i64,
    held_delta: i64,
}

impl Shard {
    fn available(&self) -> i64 {
        self.posted + self.posted_delta - self.held - self.held_delta
    }
}

#[derive(Debug)]
enum Undo {
    Shard { account: AccountKey, shard: i64, before: Shard },
    Floor { account: AccountKey, share_floor: Option<i64>, is_changed: bool },
    Used { account: AccountKey },
}

impl LedgerBook {
    /// Starts a piece of work: what follows can be undone up to here.
    pub fn begin(&mut self) {
        self.journal.clear();
        self.journal_transfers = self.transfers.len();
    }

    /// Takes back everything since [`Self::begin`].
    pub fn undo(&mut self) {
        for step in std::mem::take(&mut self.journal).into_iter().rev() {
            match step {
                Undo::Shard { account, shard, before } => {
                    if let Some(account) = self.accounts.get_mut(&account) {
                        account.balances.insert(shard, before);
                    }
                }
                Undo::Floor { account, share_floor, is_changed } => {
                    if let Some(account) = self.accounts.get_mut(&account) {
                        (account.share_floor, account.is_changed) = (share_floor, is_changed);
                    }
                }
                Undo::Used { account } => {
                    if let Some(account) = self.accounts.get_mut(&account) {
                        account.is_used = false;
                    }
                }
            }
        }
        self.transfers.truncate(self.journal_transfers);
    }

    /// Applies a posting with its other side. A posting of nothing does nothing.
    pub fn post(&mut self, tenant: TenantId, posting: &LedgerPosting, entry: Entry) -> Result<(), PostError> {
        check_form(posting).map_err(PostError::Refused)?;
        if posting.delta == 0 {
            return Ok(());
        }
        let amount = posting.delta.unsigned_abs() as i64;
        let own = (tenant, account_id(&posting.plugin, &posting.account));
        let contra = self.contra(tenant, posting);
        let account = self.accounts.get(&own).ok_or_else(|| malformed(posting, "it was not read"))?;
        if account.unit != posting.unit {
            return Err(PostError::Refused(PostingRefused::Unit {
                plugin: posting.plugin.clone(),
                account: posting.account.clone(),
                unit: account.unit.clone(),
            }));
        }
        let (own_shard, contra_shard) = if posting.delta < 0 {
            (self.shard_to_debit(own, amount, posting)?, self.preferred(contra))
        } else {
            (self.preferred(own), self.preferred(contra))
        };
        let (debit, credit) = if posting.delta < 0 {
            ((own, own_shard), (contra, contra_shard))
        } else {
            ((contra, contra_shard), (own, own_shard))
        };
        match entry.mode {
            Mode::Post => {
                self.change(debit, -amount, 0);
                self.change(credit, amount, 0);
            }
            Mode::Hold => self.change(debit, 0, amount),
        }
        self.mark_used(own);
        self.mark_used(contra);
        self.transfers.push(ledger_transfer::Model {
            tenant_id: tenant.0,
            id: entry.id,
            state: match entry.mode {
                Mode::Post => TransferState::Posted.as_str().to_owned(),
                Mode::Hold => TransferState::Pending.as_str().to_owned(),
            },
            pending_id: None,
            debit_account_id: debit.0.1,
            debit_shard: debit.1,
            credit_account_id: credit.0.1,
            credit_shard: credit.1,
            amount,
            document_id: entry.document,
            memo: posting.memo.clone(),
            created_at_ms: entry.at_ms,
        });
        Ok(())
    }

    /// Posts or voids a pending transfer. Never refused: what it takes is held already.
    pub fn settle(&mut self, pending: &ledger_transfer::Model, state: TransferState, at_ms: i64) {
        let tenant = TenantId(pending.tenant_id);
        let debit = ((tenant, pending.debit_account_id), pending.debit_shard);
        let credit = ((tenant, pending.credit_account_id), pending.credit_shard);
        if state == TransferState::Posted {
            self.change(debit, -pending.amount, -pending.amount);
            self.change(credit, pending.amount, 0);
        } else {
            self.change(debit, 0, -pending.amount);
        }
        self.transfers.push(ledger_transfer::Model {
            id: settlement_id(pending.id),
            state: state.as_str().to_owned(),
            pending_id: Some(pending.id),
            created_at_ms: at_ms,
            ..pending.clone()
        });
    }

    /// The contra account of a posting; it needs no reading, as it has no floor.
    fn contra(&mut self, tenant: TenantId, posting: &LedgerPosting) -> AccountKey {
        let key = format!("{CONTRA_PREFIX}{}", posting.unit);
        let contra = (tenant, account_id(&posting.plugin, &key));
        let shards = if self.backend == Backend::Postgres { CONTRA_SHARDS } else { 1 };
        self.accounts.entry(contra).or_insert_with(|| Account {
            plugin: posting.plugin.clone(),
            key,
            kind: CONTRA_KIND.to_owned(),
            unit: posting.unit.clone(),
            shards,
            share_floor: None,
            is_changed: false,
            is_stored: false,
            is_whole: false,
            is_contra: true,
            is_used: false,
            balances: BTreeMap::new(),
        });
        contra
    }

    fn preferred(&self, account: AccountKey) -> i64 {
        let shards = self.accounts.get(&account).map_or(1, |account| account.shards);
        preferred_shard(self.writer, shards)
    }

    fn change(&mut self, (key, shard): (AccountKey, i64), posted: i64, held: i64) {
        let Some(account) = self.accounts.get_mut(&key) else { return };
        let state = account.balances.entry(shard).or_default();
        self.journal.push(Undo::Shard { account: key, shard, before: *state });
        state.posted_delta += posted;
        state.held_delta += held;
    }

    /// An account that a transfer names must be there, even if the transfer changes no balance yet.
    fn mark_used(&mut self, key: AccountKey) {
        if let Some(account) = self.accounts.get_mut(&key).filter(|account| !account.is_used) {
            account.is_used = true;
            self.journal.push(Undo::Used { account: key });
        }
    }

    fn set_share_floor(&mut self, key: AccountKey, share_floor: Option<i64>) {
        let Some(account) = self.accounts.get_mut(&key) else { return };
        if account.share_floor != share_floor {
            let (before, is_changed) = (account.share_floor, account.is_changed);
            self.journal.push(Undo::Floor { account: key, share_floor: before, is_changed });
            (account.share_floor, account.is_changed) = (share_floor, true);
        }
    }

    /// The shard that `amount` is taken from, after spreading the balance where that is needed.
    fn shard_to_debit(
        &mut self,
        key: AccountKey,
        amount: i64,
        posting: &LedgerPosting,
    ) -> Result<i64, PostError> {
        let preferred = self.preferred(key);
        let account = self.accounts.get(&key).ok_or_else(|| malformed(posting, "it was not read"))?;
        let left = account.balances.get(&preferred).map_or(0, Shard::available) - amount;
        let share = |floor: i64| share_of(floor, account.shards, preferred);
        let is_shared = account.shards > 1;
        if is_shared && !account.is_whole {
            let is_safe = match (posting.floor, account.share_floor) {
                (None, None) => true,
                (Some(floor), Some(shared)) => floor == shared && left >= share(shared),
                (None, Some(shared)) => left >= share(shared),
                (Some(_), None) => false,
            };
            return if is_safe { Ok(preferred) } else { Err(PostError::NeedsWhole) };
        }
        let available: i64 = account.balances.values().map(Shard::available).sum();
        let Some(floor) = posting.floor else {
            if is_shared && account.share_floor.is_some_and(|shared| left < share(shared)) {
                self.set_share_floor(key, None);
            }
            return Ok(preferred);
        };
        if available - amount < floor {
            return Err(PostError::Refused(PostingRefused::Floor {
                plugin: posting.plugin.clone(),
                account: posting.account.clone(),
                available,
                wanted: amount,
                floor,
            }));
        }
        if is_shared && (account.share_floor != Some(floor) || left < share(floor)) {
            self.spread(key, preferred, amount, available, floor);
        }
        Ok(preferred)
    }

    /// Moves balance between shards so that, once `amount` is taken from `preferred`, each holds its share of the
    /// floor and of what is left above it. The account's sum stays.
    fn spread(&mut self, key: AccountKey, preferred: i64, amount: i64, available: i64, floor: i64) {
        let Some(account) = self.accounts.get(&key) else { return };
        let (shards, above) = (account.shards, available - amount - floor);
        let moves: Vec<(i64, i64)> = (0..shards)
            .map(|shard| {
                let target = share_of(floor, shards, shard) + share_of(above, shards, shard);
                let taken = if shard == preferred { amount } else { 0 };
                let now = account.balances.get(&shard).map_or(0, Shard::available);
                (shard, target + taken - now)
            })
            .collect();
        for (shard, delta) in moves {
            if delta != 0 {
                self.change((key, shard), delta, 0);
            }
        }
        self.set_share_floor(key, Some(floor));
    }
}

fn preferred_shard(writer: u64, shards: i64) -> i64 {
    (writer % shards.max(1) as u64) as i64
}

/// The part of `amount` that falls to `shard` of `shards`; the parts add up to it exactly.
fn share_of(amount: i64, shards: i64, shard: i64) -> i64 {
    amount.div_euclid(shards) + i64::from(shard < amount.rem_euclid(shards))
}

fn malformed(posting: &LedgerPosting, why: &'static str) -> PostError {
    PostError::Refused(refusal(posting, why))
}

fn refusal(posting: &LedgerPosting, why: &'static str) -> PostingRefused {
    PostingRefused::Malformed { plugin: posting.plugin.clone(), account: posting.account.clone(), why }
}

/// Checks what can be checked without the account.
fn check_form(posting: &LedgerPosting) -> Result<(), PostingRefused> {
    let key = posting.account.as_str();
    if key.is_empty() || key.len() > ACCOUNT_KEY_MAX || key.contains(char::is_control) {
        return Err(refusal(posting, "a key is 1 to 200 bytes without control characters"));
    }
    if key.starts_with(CONTRA_PREFIX) || posting.kind == CONTRA_KIND {
        return Err(refusal(posting, "contra accounts are the host's"));
    }
    if posting.delta.unsigned_abs() > AMOUNT_MAX {
        return Err(refusal(posting, "the amount is too large"));
    }
    if posting.floor.is_some_and(|floor| floor.unsigned_abs() > AMOUNT_MAX) {
        return Err(refusal(posting, "the floor is out of range"));
    }
    if posting.shards == 0 || posting.shards > SHARDS_MAX {
        return Err(refusal(posting, "an account has 1 to 64 shards"));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
