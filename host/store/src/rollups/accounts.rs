//! Answers questions about the ledger: what postings on a plugin's accounts came to, by day and account.

use super::ask::AGGREGATE_ROWS_MAX;
use super::sums::LEDGER_MEASURES;
use crate::db::{Row, Sql};
use crate::ledger::book::CONTRA_KIND;
use crate::page::after_prefix;
use crate::{Store, StoreError};
use bodega_domain::ids::TenantId;

/// What sums over accounts are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountGroup {
    /// The tenant's business day on which a posting was made.
    Day,
    /// The account.
    Account,
}

/// A question about a plugin's accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountQuestion {
    /// Accounts whose key starts so; empty = all.
    pub prefix: String,
    /// By what; day comes before account, whatever their order here.
    pub groups: Vec<AccountGroup>,
    /// First business day, `YYYY-MM-DD`.
    pub from: String,
    /// Last business day.
    pub to: String,
    /// Rows at most; 0 or more than [`AGGREGATE_ROWS_MAX`] = [`AGGREGATE_ROWS_MAX`].
    pub max: u32,
}

/// One group and its sums, in units of the accounts: ask for accounts of one kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountSums {
    /// Empty where it is not asked for.
    pub day: String,
    /// Empty where it is not asked for.
    pub account: String,
    /// How many postings.
    pub transfers: i64,
    /// What the accounts gained.
    pub gained: i64,
    /// What they lost.
    pub spent: i64,
}

impl Store {
    /// Sums over a plugin's accounts, by day, then account. As late as [`Self::aggregate`].
    pub async fn account_sums(
        &self,
        tenant: TenantId,
        plugin: &str,
        question: &AccountQuestion,
    ) -> Result<Vec<AccountSums>, StoreError> {
        let is_by = |group| question.groups.contains(&group);
        let columns = [(AccountGroup::Day, "r.day"), (AccountGroup::Account, "a.account_key")];
        let keys: Vec<&str> =
            columns.iter().filter(|(group, _)| is_by(*group)).map(|(_, column)| *column).collect();
        let mut selected: Vec<String> = keys.iter().map(ToString::to_string).collect();
        selected.extend(LEDGER_MEASURES.map(|m| format!("CAST(COALESCE(SUM(r.{m}), 0) AS BIGINT)")));
        let text = format!(
            "SELECT {} FROM rollup_ledger r JOIN ledger_account a \
             ON a.tenant_id = r.tenant_id AND a.id = r.account_id WHERE r.tenant_id = ? AND a.plugin = ? \
             AND a.kind <> ? AND r.day BETWEEN ? AND ?",
            selected.join(", ")
        );
        let values = [
            tenant.0.into(),
            plugin.into(),
            CONTRA_KIND.into(),
            question.from.as_str().into(),
            question.to.as_str().into(),
        ];
        let mut sql = Sql::with(self.backend(), &text, values);
        if !question.prefix.is_empty() {
            let bounds = [question.prefix.as_str().into(), after_prefix(&question.prefix).into()];
            sql.push_with(" AND a.account_key >= ? AND a.account_key <= ?", bounds);
        }
        if !keys.is_empty() {
            let keys = keys.join(", ");
            sql.push(&format!(" GROUP BY {keys} ORDER BY {keys}"));
        }
        let max = if question.max == 0 { AGGREGATE_ROWS_MAX } else { question.max.min(AGGREGATE_ROWS_MAX) };
        sql.push_with(" LIMIT ?", [i64::from(max).into()]);
        let rows = sql.all(&self.db.read).await?;
        rows.iter()
            .map(|row| {
                let first = keys.len();
                Ok(AccountSums {
                    day: if is_by(AccountGroup::Day) { row.at(0)? } else { String::new() },
                    account: if is_by(AccountGroup::Account) { row.at(first - 1)? } else { String::new() },
                    transfers: row.at(first)?,
                    gained: row.at(first + 1)?,
                    spent: row.at(first + 2)?,
                })
            })
            .collect()
    }
}
