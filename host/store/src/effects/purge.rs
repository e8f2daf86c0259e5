//! Forgets which invocations were applied, once nobody runs them again.

use crate::db::Sql;
use crate::{Store, StoreError};

impl Store {
    /// Deletes marks of invocations that were applied before; gives how many. A delivery and a job's run have marks of their
    /// own.
    pub async fn purge_invocations(&self, before_ms: i64) -> Result<u64, StoreError> {
        let text = "DELETE FROM invocation WHERE recorded_at_ms < ?";
        Sql::with(self.backend(), text, [before_ms.into()]).execute(&self.db.write).await
    }
}
