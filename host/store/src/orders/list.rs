//! Reads orders: one, by the channel's id, page by page.

use super::Recipient;
use super::rows::{read_body, recipient_place};
use crate::db::{Row, Sql};
use crate::{PAGE_MAX, Page, PageRequest, Store, StoreError};
use bodega_domain::ids::{OrderId, OrgUnitId, TenantId};
use bodega_domain::order::{Order, OrderStatus, RefundState};
use bodega_domain::org::Reach;
use uuid::Uuid;

/// Which orders are wanted; `None` = any.
#[derive(Clone, Debug, Default)]
pub struct OrderFilter {
    /// The store.
    pub store: Option<OrgUnitId>,
    /// The sales channel.
    pub channel: Option<String>,
    /// The channel's own id.
    pub external_id: Option<String>,
    /// The status.
    pub status: Option<OrderStatus>,
    /// How much went back.
    pub refund: Option<RefundState>,
    /// Whose units' rows are wanted.
    pub reach: Reach,
}

impl Store {
    /// The order of this id.
    pub async fn get_order(&self, tenant: TenantId, id: OrderId) -> Result<Option<Order>, StoreError> {
        let text = "SELECT body_json FROM sales_order WHERE tenant_id = ? AND id = ?";
        let row = Sql::with(self.backend(), text, [tenant.0.into(), id.0.into()]).one(&self.db.read).await?;
        row.map(|row| read_body(&row.at::<String>(0)?)).transpose()
    }

    /// The order of a plugin's channel by the channel's own id.
    pub async fn find_order(
        &self,
        tenant: TenantId,
        plugin: &str,
        channel: &str,
        external_id: &str,
    ) -> Result<Option<Order>, StoreError> {
        let text = "SELECT body_json FROM sales_order \
                    WHERE tenant_id = ? AND plugin = ? AND channel = ? AND external_id = ?";
        let values = [tenant.0.into(), plugin.into(), channel.into(), external_id.into()];
        let row = Sql::with(self.backend(), text, values).one(&self.db.read).await?;
        row.map(|row| read_body(&row.at::<String>(0)?)).transpose()
    }

    /// Orders that stand there, by id after `after`, at most `max` (500 at most).
    pub async fn scan_orders(
        &self,
        tenant: TenantId,
        status: OrderStatus,
        after: Option<OrderId>,
        max: u32,
    ) -> Result<Vec<Order>, StoreError> {
        let text = "SELECT body_json FROM sales_order WHERE tenant_id = ? AND status = ?";
        let mut sql = Sql::with(self.backend(), text, [tenant.0.into(), status.as_str().into()]);
        if let Some(after) = after {
            sql.push_with(" AND id > ?", [after.0.into()]);
        }
        sql.push_with(" ORDER BY id LIMIT ?", [i64::from(max.min(PAGE_MAX)).into()]);
        sql.all(&self.db.read).await?.iter().map(|row| read_body(&row.at::<String>(0)?)).collect()
    }

    /// Orders, newest first.
    pub async fn list_orders(
        &self,
        tenant: TenantId,
        filter: &OrderFilter,
        page: &PageRequest,
    ) -> Result<Page<Order>, StoreError> {
        let text = "SELECT body_json FROM sales_order WHERE tenant_id = ?";
        let mut sql = Sql::with(self.backend(), text, [tenant.0.into()]);
        if let Some(store) = filter.store {
            sql.push_with(" AND store_id = ?", [store.0.into()]);
        }
        sql.within("store_id", tenant, &filter.reach);
        let words = [
            (" AND channel = ?", filter.channel.as_deref()),
            (" AND external_id = ?", filter.external_id.as_deref()),
            (" AND status = ?", filter.status.map(OrderStatus::as_str)),
            (" AND refund = ?", filter.refund.map(RefundState::as_str)),
        ];
        for (test, word) in words {
            if let Some(word) = word {
                sql.push_with(test, [word.into()]);
            }
        }
        if let Some((recorded_at_ms, id)) = page.key::<(i64, Uuid)>()? {
            // The first test lets the index find the place, the second passes over equal times.
            let test = " AND recorded_at_ms <= ? AND (recorded_at_ms < ? OR id < ?)";
            sql.push_with(test, [recorded_at_ms.into(), recorded_at_ms.into(), id.into()]);
        }
        let limit = i64::try_from(page.fetch()).unwrap_or(i64::MAX);
        sql.push_with(" ORDER BY recorded_at_ms DESC, id DESC LIMIT ?", [limit.into()]);
        let rows = sql.all(&self.db.read).await?;
        let orders = rows.iter().map(|row| read_body(&row.at::<String>(0)?));
        let orders = orders.collect::<Result<Vec<Order>, StoreError>>()?;
        Ok(page.page(orders, |order| (order.recorded_at_ms, order.id.0)))
    }

    /// Who gets an order; `None` where the channel did not tell, or it was forgotten.
    pub async fn order_recipient(
        &self,
        tenant: TenantId,
        order: OrderId,
    ) -> Result<Option<Recipient>, StoreError> {
        let text = "SELECT name, phone, address, note FROM sales_order_recipient \
                    WHERE tenant_id = ? AND order_id = ?";
        let row =
            Sql::with(self.backend(), text, [tenant.0.into(), order.0.into()]).one(&self.db.read).await?;
        let Some(row) = row else { return Ok(None) };
        let (id, vault) = (order.0.to_string(), &self.vault);
        Ok(Some(Recipient {
            name: vault.open(tenant, recipient_place("name", &id), row.at(0)?).await?,
            phone: vault.open(tenant, recipient_place("phone", &id), row.at(1)?).await?,
            address: vault.open(tenant, recipient_place("address", &id), row.at(2)?).await?,
            note: vault.open(tenant, recipient_place("note", &id), row.at(3)?).await?,
        }))
    }

    /// Forgets the recipients of a tenant's orders that last changed before `before_ms`.
    pub async fn purge_recipients(&self, tenant: TenantId, before_ms: i64) -> Result<u64, StoreError> {
        let text = "DELETE FROM sales_order_recipient WHERE tenant_id = ? AND EXISTS (SELECT 1 FROM sales_order o \
                    WHERE o.tenant_id = sales_order_recipient.tenant_id AND o.id = sales_order_recipient.order_id \
                    AND o.changed_at_ms < ?)";
        let values = [tenant.0.into(), before_ms.into()];
        Sql::with(self.backend(), text, values).execute(&self.db.write).await
    }
}
