//! Deletes what a plugin kept, for an uninstall. Exporting it first is the caller's.

use crate::counters;
use crate::db::{Row, Sql};
use crate::{PAGE_MAX, Store, StoreError};
use bodega_domain::ids::TenantId;

impl Store {
    /// Deletes at most `max` (500 at most) documents of a plugin; gives how many. Fewer than `max` = none is left, and
    /// the declarations are gone too. Call until then.
    pub async fn delete_collections(
        &self,
        tenant: TenantId,
        plugin: &str,
        max: u32,
    ) -> Result<u64, StoreError> {
        let max = max.clamp(1, PAGE_MAX);
        let owner = || [tenant.0.into(), plugin.into()];
        let tx = self.db.begin().await?;
        counters::bump(&tx, tenant, counters::INSTALLATIONS).await?;
        let text = "SELECT collection, document_key FROM document WHERE tenant_id = ? AND plugin = ? \
                    ORDER BY collection, document_key LIMIT ?";
        let [tenant_id, name] = owner();
        let rows = Sql::with(self.backend(), text, [tenant_id, name, i64::from(max).into()]).all(&tx).await?;
        if let Some(last) = rows.last() {
            let (collection, key): (String, String) = (last.at(0)?, last.at(1)?);
            for table in ["document_field", "document"] {
                let text = format!("DELETE FROM {table} WHERE tenant_id = ? AND plugin = ?");
                let mut sql = Sql::with(self.backend(), &text, owner());
                sql.push_with(
                    " AND (collection, document_key) <= (?, ?)",
                    [collection.as_str().into(), key.as_str().into()],
                );
                sql.execute(&tx).await?;
            }
        }
        if rows.len() < max as usize {
            let text = "DELETE FROM collection WHERE tenant_id = ? AND plugin = ?";
            Sql::with(self.backend(), text, owner()).execute(&tx).await?;
        }
        tx.commit().await?;
        Ok(rows.len() as u64)
    }
}
