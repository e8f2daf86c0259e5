//! Reads balances and transfers.

use super::book::CONTRA_KIND;
use super::ids::account_id;
use crate::PAGE_MAX;
use crate::db::{Row, Sql};
use crate::page::after_prefix;
use crate::{Page, PageRequest, Store, StoreError};
use bodega_domain::ids::{TenantId, TransferId};
use sea_orm::QueryResult;
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
        if accounts.is_empty() {
            return Ok(Vec::new());
        }
        if accounts.len() > PAGE_MAX as usize {
            return Err(StoreError::Refused(format!("at most {PAGE_MAX} accounts at once")));
        }
        let mut sql =
            Sql::with(self.backend(), &balances_text("a.tenant_id = ? AND a.id IN "), [tenant.0.into()]);
        sql.list(accounts.iter().map(|key| account_id(plugin, key))).push(ORDER);
        sql.all(&self.db.read).await?.iter().map(balance).collect()
    }

    /// Accounts of a plugin whose key starts with `prefix`, by key, without contra accounts.
    pub async fn list_accounts(
        &self,
        tenant: TenantId,
        plugin: &str,
        prefix: &str,
        page: &PageRequest,
    ) -> Result<Page<AccountBalance>, StoreError> {
        let place = "a.tenant_id = ? AND a.plugin = ? AND a.account_key >= ? AND a.account_key <= ?";
        let values = [tenant.0.into(), plugin.into(), prefix.into(), after_prefix(prefix).into()];
        let mut sql = Sql::with(self.backend(), &balances_text(place), values);
        sql.push_with(" AND a.kind <> ?", [CONTRA_KIND.into()]);
        if let Some(key) = page.key::<String>()? {
            sql.push_with(" AND a.account_key > ?", [key.into()]);
        }
        let limit = i64::try_from(page.fetch()).unwrap_or(i64::MAX);
        sql.push(ORDER).push_with(" LIMIT ?", [limit.into()]);
        let rows =
            sql.all(&self.db.read).await?.iter().map(balance).collect::<Result<Vec<_>, StoreError>>()?;
        Ok(page.page(rows, |account| account.account.clone()))
    }

    /// The transfers of an account, newest first.
    pub async fn list_transfers(
        &self,
        tenant: TenantId,
        plugin: &str,
        account: &str,
        page: &PageRequest,
    ) -> Result<Page<LedgerTransfer>, StoreError> {
        let id = account_id(plugin, account);
        let after = page.key::<(i64, Uuid)>()?;
        let mut sql = Sql::new(self.backend(), "SELECT * FROM (");
        // Two halves, each with its own index; a transfer has the account on one side only.
        for (half, side, sign) in [(0, "debit", "-t.amount"), (1, "credit", "t.amount")] {
            sql.push(if half > 0 { " UNION ALL " } else { "" });
            let text = format!(
                "SELECT t.id, t.state, t.pending_id, {sign} AS delta, t.document_id, t.memo, t.created_at_ms \
                 FROM ledger_transfer t WHERE t.tenant_id = ? AND t.{side}_account_id = ?"
            );
            sql.push_with(&text, [tenant.0.into(), id.into()]);
            if let Some((at_ms, id)) = after {
                sql.push_with(" AND (t.created_at_ms, t.id) < (?, ?)", [at_ms.into(), id.into()]);
            }
        }
        let limit = i64::try_from(page.fetch()).unwrap_or(i64::MAX);
        sql.push_with(") AS both_sides ORDER BY created_at_ms DESC, id DESC LIMIT ?", [limit.into()]);
        let rows =
            sql.all(&self.db.read).await?.iter().map(transfer).collect::<Result<Vec<_>, StoreError>>()?;
        Ok(page.page(rows, |transfer| (transfer.created_at_ms, transfer.id.0)))
    }
}

/// Sums the shards of accounts; `place` says which. Sums row by row, so that a page costs no more than its rows.
fn balances_text(place: &str) -> String {
    let sum = |column: &str| {
        format!(
            "CAST(COALESCE((SELECT SUM(b.{column}) FROM ledger_balance b \
             WHERE b.tenant_id = a.tenant_id AND b.account_id = a.id), 0) AS BIGINT)"
        )
    };
    format!(
        "SELECT a.account_key, a.kind, a.unit, {}, {} FROM ledger_account a WHERE {place}",
        sum("posted"),
        sum("held")
    )
}

const ORDER: &str = " ORDER BY a.account_key";

fn balance(row: &QueryResult) -> Result<AccountBalance, StoreError> {
    Ok(AccountBalance {
        account: row.at(0)?,
        kind: row.at(1)?,
        unit: row.at(2)?,
        posted: row.at(3)?,
        held: row.at(4)?,
    })
}

fn transfer(row: &QueryResult) -> Result<LedgerTransfer, StoreError> {
    let state: String = row.at(1)?;
    Ok(LedgerTransfer {
        id: TransferId(row.at(0)?),
        state: TransferState::read(&state)?,
        pending: row.at::<Option<Uuid>>(2)?.map(TransferId),
        delta: row.at(3)?,
        document: row.at(4)?,
        memo: row.at(5)?,
        created_at_ms: row.at(6)?,
    })
}
