//! Checks the ledger's invariants; for `doctor` and tests.

use crate::db::{Row, Sql};
use crate::{Store, StoreError};
use bodega_domain::ids::TenantId;

/// What is wrong with a ledger; all empty = nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LedgerReport {
    /// Units whose posted balances do not sum to zero, with their sum.
    pub unbalanced_units: Vec<(String, i64)>,
    /// Accounts (`plugin key`) whose balance is not the sum of their transfers, or whose holds are not those pending.
    pub wrong_accounts: Vec<String>,
}

impl LedgerReport {
    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.unbalanced_units.is_empty() && self.wrong_accounts.is_empty()
    }
}

impl Store {
    /// Compares balances with transfers and sums units. Reads all transfers of the tenant.
    pub async fn check_ledger(&self, tenant: TenantId) -> Result<LedgerReport, StoreError> {
        let backend = self.backend();
        let text = "SELECT a.unit, CAST(SUM(b.posted) AS BIGINT) FROM ledger_balance b \
                    JOIN ledger_account a ON a.tenant_id = b.tenant_id AND a.id = b.account_id \
                    WHERE b.tenant_id = ? GROUP BY a.unit HAVING SUM(b.posted) <> 0 ORDER BY a.unit";
        let rows = Sql::with(backend, text, [tenant.0.into()]).all(&self.db.read).await?;
        let unbalanced_units =
            rows.iter().map(|row| Ok((row.at(0)?, row.at(1)?))).collect::<Result<Vec<_>, StoreError>>()?;
        let rows = Sql::with(
            backend,
            WRONG_ACCOUNTS,
            [tenant.0.into(), tenant.0.into(), tenant.0.into(), tenant.0.into()],
        )
        .all(&self.db.read)
        .await?;
        let wrong_accounts = rows
            .iter()
            .map(|row| Ok(format!("{} {}", row.at::<String>(0)?, row.at::<String>(1)?)))
            .collect::<Result<Vec<_>, StoreError>>()?;
        Ok(LedgerReport { unbalanced_units, wrong_accounts })
    }
}

/// Accounts whose balance is not what their transfers say. A pending transfer is open until another names it.
const WRONG_ACCOUNTS: &str = "\
WITH posted AS (\
    SELECT account_id, SUM(delta) AS amount FROM (\
        SELECT credit_account_id AS account_id, amount AS delta FROM ledger_transfer \
        WHERE tenant_id = ? AND state = 'posted' \
        UNION ALL \
        SELECT debit_account_id AS account_id, -amount AS delta FROM ledger_transfer \
        WHERE tenant_id = ? AND state = 'posted'\
    ) AS sides GROUP BY account_id\
), held AS (\
    SELECT p.debit_account_id AS account_id, SUM(p.amount) AS amount FROM ledger_transfer p \
    WHERE p.tenant_id = ? AND p.state = 'pending' AND NOT EXISTS (\
        SELECT 1 FROM ledger_transfer s WHERE s.tenant_id = p.tenant_id AND s.pending_id = p.id\
    ) GROUP BY p.debit_account_id\
), balance AS (\
    SELECT tenant_id, account_id, SUM(posted) AS posted, SUM(held) AS held, MIN(held) AS least_held \
    FROM ledger_balance GROUP BY tenant_id, account_id\
) \
SELECT a.plugin, a.account_key FROM ledger_account a \
LEFT JOIN balance b ON b.tenant_id = a.tenant_id AND b.account_id = a.id \
LEFT JOIN posted ON posted.account_id = a.id \
LEFT JOIN held ON held.account_id = a.id \
WHERE a.tenant_id = ? AND (COALESCE(b.posted, 0) <> COALESCE(posted.amount, 0) \
    OR COALESCE(b.held, 0) <> COALESCE(held.amount, 0) OR COALESCE(b.least_held, 0) < 0) \
ORDER BY a.plugin, a.account_key";
