//! Reads stock balances and checks them against the moves.

use super::StockBalance;
use crate::PAGE_MAX;
use crate::db::{Row, Sql, units_within};
use crate::entities::stock_balance;
use crate::{Page, PageRequest, Store, StoreError};
use bodega_domain::ids::{OrgUnitId, TenantId, VariantId};
use bodega_domain::org::Reach;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

/// Which balances are wanted.
#[derive(Clone, Debug, Default)]
pub struct StockFilter {
    /// One location; `None` = all.
    pub location: Option<OrgUnitId>,
    /// Some variants, at most 500; empty = all.
    pub variants: Vec<VariantId>,
    /// Whose units' rows are wanted.
    pub reach: Reach,
}

/// A balance that is not the sum of its moves: a fault in Bodega.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StockMismatch {
    /// What.
    pub variant: VariantId,
    /// Where.
    pub location: OrgUnitId,
    /// The balance.
    pub on_hand_micros: i64,
    /// The sum of moves.
    pub moved_micros: i64,
}

impl Store {
    /// Balances by location and variant; those never moved are left out.
    pub async fn stock_balances(
        &self,
        tenant: TenantId,
        filter: &StockFilter,
        page: &PageRequest,
    ) -> Result<Page<StockBalance>, StoreError> {
        use stock_balance::Column;
        if filter.variants.len() > PAGE_MAX as usize {
            return Err(StoreError::Refused(format!("at most {PAGE_MAX} variants at once")));
        }
        let mut query = stock_balance::Entity::find()
            .filter(Column::TenantId.eq(tenant.0))
            .order_by_asc(Column::LocationId)
            .order_by_asc(Column::VariantId)
            .limit(page.fetch());
        if let Some(location) = filter.location {
            query = query.filter(Column::LocationId.eq(location.0));
        }
        if let Some(units) = units_within(tenant, &filter.reach) {
            query = query.filter(Column::LocationId.in_subquery(units));
        }
        if !filter.variants.is_empty() {
            query = query.filter(Column::VariantId.is_in(filter.variants.iter().map(|variant| variant.0)));
        }
        if let Some((location, variant)) = page.key::<(Uuid, Uuid)>()? {
            query = query.filter(Column::LocationId.gte(location)).filter(
                Condition::any().add(Column::LocationId.gt(location)).add(Column::VariantId.gt(variant)),
            );
        }
        let page = page.page(query.all(&self.db.read).await?, |row| (row.location_id, row.variant_id));
        page.try_map(|row| {
            Ok(StockBalance {
                variant: VariantId(row.variant_id),
                location: OrgUnitId(row.location_id),
                on_hand_micros: row.on_hand_micros,
                reserved_micros: row.reserved_micros,
            })
        })
    }

    /// Balances that are not the sum of their moves; for `doctor` and tests. Reads all moves of the tenant.
    pub async fn check_stock(&self, tenant: TenantId) -> Result<Vec<StockMismatch>, StoreError> {
        let text = "SELECT b.variant_id, b.location_id, b.on_hand_micros, CAST(COALESCE(m.moved, 0) AS BIGINT) \
                    FROM stock_balance b LEFT JOIN (\
                        SELECT location_id, variant_id, SUM(delta_micros) AS moved FROM stock_move \
                        WHERE tenant_id = ? GROUP BY location_id, variant_id\
                    ) m ON m.location_id = b.location_id AND m.variant_id = b.variant_id \
                    WHERE b.tenant_id = ? AND b.on_hand_micros <> COALESCE(m.moved, 0)";
        let rows =
            Sql::with(self.backend(), text, [tenant.0.into(), tenant.0.into()]).all(&self.db.read).await?;
        rows.iter()
            .map(|row| {
                Ok(StockMismatch {
                    variant: VariantId(row.at(0)?),
                    location: OrgUnitId(row.at(1)?),
                    on_hand_micros: row.at(2)?,
                    moved_micros: row.at(3)?,
                })
            })
            .collect()
    }
}
