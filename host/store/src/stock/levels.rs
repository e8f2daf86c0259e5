//! Stock on hand by SKU, as plugins ask for it.

use crate::db::{Row, Sql};
use crate::{PAGE_MAX, Store, StoreError};
use bodega_domain::ids::{OrgUnitId, TenantId};

impl Store {
    /// What is on hand of a SKU at a location, millionths; 0 for goods that never moved or are not known.
    pub async fn on_hand(&self, tenant: TenantId, sku: &str, location: OrgUnitId) -> Result<i64, StoreError> {
        let text = "SELECT b.on_hand_micros FROM variant v JOIN stock_balance b ON b.tenant_id = v.tenant_id \
                    AND b.variant_id = v.id AND b.location_id = ? WHERE v.tenant_id = ? AND v.sku = ?";
        let values = [location.0.into(), tenant.0.into(), sku.into()];
        let row = Sql::with(self.backend(), text, values).one(&self.db.read).await?;
        row.map_or(Ok(0), |row| row.at(0))
    }

    /// What is on hand at a location after the SKU `after`, by SKU, at most `max` (500 at most) SKUs that ever moved
    /// there.
    pub async fn stock_levels(
        &self,
        tenant: TenantId,
        location: OrgUnitId,
        after: Option<&str>,
        max: u32,
    ) -> Result<Vec<(String, i64)>, StoreError> {
        let text = "SELECT v.sku, b.on_hand_micros FROM variant v JOIN stock_balance b ON b.tenant_id = v.tenant_id \
                    AND b.variant_id = v.id AND b.location_id = ? WHERE v.tenant_id = ?";
        let mut sql = Sql::with(self.backend(), text, [location.0.into(), tenant.0.into()]);
        if let Some(after) = after {
            sql.push_with(" AND v.sku > ?", [after.into()]);
        }
        sql.push_with(" ORDER BY v.sku LIMIT ?", [i64::from(max.min(PAGE_MAX)).into()]);
        sql.all(&self.db.read).await?.iter().map(|row| Ok((row.at(0)?, row.at(1)?))).collect()
    }
}
