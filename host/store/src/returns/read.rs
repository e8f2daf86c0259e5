//! Reads returns back exactly as they were committed.

use super::rows::{ReturnRows, return_digest};
use crate::entities::{sale_return, sale_return_line, sale_return_tender};
use crate::{Store, StoreError};
use bodega_domain::digest::Digest;
use bodega_domain::ids::{ReturnId, SaleId, TenantId};
use bodega_domain::sale_return::SaleReturn;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::HashMap;
use uuid::Uuid;

impl Store {
    /// The return of this id.
    pub async fn get_return(&self, tenant: TenantId, id: ReturnId) -> Result<Option<SaleReturn>, StoreError> {
        let found = sale_return::Entity::find_by_id((tenant.0, id.0)).one(&self.db.read).await?;
        let returns = with_lines(&self.db.read, tenant, found.into_iter().collect()).await?;
        Ok(returns.into_iter().next())
    }

    /// All returns of a sale, oldest first.
    pub async fn list_returns(&self, tenant: TenantId, sale: SaleId) -> Result<Vec<SaleReturn>, StoreError> {
        let rows = sale_return::Entity::find()
            .filter(sale_return::Column::TenantId.eq(tenant.0))
            .filter(sale_return::Column::SaleId.eq(sale.0))
            .order_by_asc(sale_return::Column::RecordedAtMs)
            .order_by_asc(sale_return::Column::Id)
            .all(&self.db.read)
            .await?;
        with_lines(&self.db.read, tenant, rows).await
    }
}

/// The digests of returns: of what is stored now, and as stored beside it.
pub(crate) async fn load_returns(
    conn: &impl ConnectionTrait,
    tenant: TenantId,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, (Digest, String)>, StoreError> {
    let rows = sale_return::Entity::find()
        .filter(sale_return::Column::TenantId.eq(tenant.0))
        .filter(sale_return::Column::Id.is_in(ids.iter().copied()))
        .all(conn)
        .await?;
    let stored: HashMap<Uuid, String> = rows.iter().map(|row| (row.id, row.digest.clone())).collect();
    let returns = with_lines(conn, tenant, rows).await?;
    Ok(returns
        .iter()
        .map(|back| (back.id.0, (return_digest(back), stored.get(&back.id.0).cloned().unwrap_or_default())))
        .collect())
}

/// Joins returns with their lines and tenders. They are written once, so any later read sees all of them.
async fn with_lines(
    conn: &impl ConnectionTrait,
    tenant: TenantId,
    heads: Vec<sale_return::Model>,
) -> Result<Vec<SaleReturn>, StoreError> {
    if heads.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = heads.iter().map(|head| head.id).collect();
    let mut lines: HashMap<Uuid, Vec<sale_return_line::Model>> = HashMap::new();
    let rows = sale_return_line::Entity::find()
        .filter(sale_return_line::Column::TenantId.eq(tenant.0))
        .filter(sale_return_line::Column::ReturnId.is_in(ids.clone()))
        .order_by_asc(sale_return_line::Column::Ordinal)
        .all(conn)
        .await?;
    rows.into_iter().for_each(|row| lines.entry(row.return_id).or_default().push(row));
    let mut tenders: HashMap<Uuid, Vec<sale_return_tender::Model>> = HashMap::new();
    let rows = sale_return_tender::Entity::find()
        .filter(sale_return_tender::Column::TenantId.eq(tenant.0))
        .filter(sale_return_tender::Column::ReturnId.is_in(ids))
        .order_by_asc(sale_return_tender::Column::Ordinal)
        .all(conn)
        .await?;
    rows.into_iter().for_each(|row| tenders.entry(row.return_id).or_default().push(row));
    heads
        .into_iter()
        .map(|head| {
            let lines = lines.remove(&head.id).unwrap_or_default();
            let tenders = tenders.remove(&head.id).unwrap_or_default();
            ReturnRows { head, lines, tenders }.read()
        })
        .collect()
}
