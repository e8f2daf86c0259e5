//! Reads whole sales, many at a time: six queries whatever their number.

use super::rows::{SaleRows, read_sale};
use crate::StoreError;
use crate::entities::{sale, sale_adjustment, sale_allocation, sale_line, sale_tax, sale_tender};
use bodega_domain::ids::{SaleId, TenantId};
use bodega_domain::sale::Sale;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::HashMap;
use uuid::Uuid;

/// A sale with what is stored beside it.
#[derive(Clone, Debug)]
pub(crate) struct LoadedSale {
    pub sale: Sale,
    pub request_digest: String,
    pub digest: String,
}

/// Sales read at a time.
const SALES_MAX: usize = 256;

/// Reads sales of a tenant; unknown ones are left out.
pub(crate) async fn load_sales(
    conn: &impl ConnectionTrait,
    tenant: TenantId,
    ids: &[SaleId],
) -> Result<HashMap<SaleId, LoadedSale>, StoreError> {
    let mut loaded = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(SALES_MAX) {
        for rows in load_rows(conn, tenant, chunk).await? {
            let (request_digest, digest) = (rows.sale.request_digest.clone(), rows.sale.digest.clone());
            let sale = read_sale(rows)?;
            loaded.insert(sale.id, LoadedSale { sale, request_digest, digest });
        }
    }
    Ok(loaded)
}

/// Reads the rows of one table that belong to the sales, in order, and gives each to its sale.
macro_rules! children {
    ($conn:ident, $tenant:ident, $ids:ident, $sales:ident, $table:ident, $field:ident, [$($order:ident),*]) => {
        let rows = $table::Entity::find()
            .filter($table::Column::TenantId.eq($tenant.0))
            .filter($table::Column::SaleId.is_in($ids.clone()))
            $(.order_by_asc($table::Column::$order))*
            .all($conn)
            .await?;
        for row in rows {
            if let Some(sale) = $sales.get_mut(&row.sale_id) {
                sale.$field.push(row);
            }
        }
    };
}

async fn load_rows(
    conn: &impl ConnectionTrait,
    tenant: TenantId,
    ids: &[SaleId],
) -> Result<Vec<SaleRows>, StoreError> {
    let heads = sale::Entity::find()
        .filter(sale::Column::TenantId.eq(tenant.0))
        .filter(sale::Column::Id.is_in(padded(ids.iter().map(|id| id.0).collect())))
        .all(conn)
        .await?;
    if heads.is_empty() {
        return Ok(Vec::new());
    }
    let ids = padded(heads.iter().map(|head| head.id).collect());
    let mut sales: HashMap<Uuid, SaleRows> = heads
        .into_iter()
        .map(|sale| {
            let rows = SaleRows {
                sale,
                lines: Vec::new(),
                adjustments: Vec::new(),
                allocations: Vec::new(),
                taxes: Vec::new(),
                tenders: Vec::new(),
            };
            (rows.sale.id, rows)
        })
        .collect();
    children!(conn, tenant, ids, sales, sale_line, lines, [Line]);
    children!(conn, tenant, ids, sales, sale_adjustment, adjustments, [Ordinal]);
    children!(conn, tenant, ids, sales, sale_allocation, allocations, [Adjustment, Ordinal]);
    children!(conn, tenant, ids, sales, sale_tax, taxes, [Ordinal]);
    children!(conn, tenant, ids, sales, sale_tender, tenders, [Ordinal]);
    Ok(sales.into_values().collect())
}

/// Fills a list up to a power of two with its last value: lists of all lengths share a few prepared statements.
fn padded(mut ids: Vec<Uuid>) -> Vec<Uuid> {
    if let Some(last) = ids.last().copied() {
        ids.resize(ids.len().next_power_of_two(), last);
    }
    ids
}
