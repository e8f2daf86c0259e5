//! Which orders are to become sales and returns, and which have.

use super::rows::{lock, write};
use crate::db::{Row, Sql};
use crate::{Store, StoreError};
use bodega_domain::ids::{OrderId, ReturnId, SaleId, TenantId};

/// A refund that is a return now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookedRefund {
    /// The channel's id of the refund.
    pub refund: String,
    /// The return.
    pub booked: ReturnId,
}

impl Store {
    /// Completed orders, of all tenants, whose sale or refunds are not booked, the longest first.
    pub async fn orders_to_book(
        &self,
        now_ms: i64,
        limit: u32,
    ) -> Result<Vec<(TenantId, OrderId)>, StoreError> {
        let text = "SELECT tenant_id, id FROM sales_order WHERE book_at_ms <= ? ORDER BY book_at_ms LIMIT ?";
        let values = [now_ms.into(), i64::from(limit).into()];
        let rows = Sql::with(self.backend(), text, values).all(&self.db.read).await?;
        rows.iter().map(|row| Ok((TenantId(row.at(0)?), OrderId(row.at(1)?)))).collect()
    }

    /// Notes what an order has become. What came meanwhile stays to be booked.
    pub async fn mark_booked(
        &self,
        tenant: TenantId,
        order: OrderId,
        sale: SaleId,
        refunds: &[BookedRefund],
    ) -> Result<(), StoreError> {
        let tx = self.db.begin().await?;
        let Some(mut row) = lock(&tx, tenant, [order]).await?.pop() else { return Ok(()) };
        row.order.sale = Some(sale);
        for refund in &mut row.order.refunds {
            let booked = refunds.iter().find(|booked| booked.refund == refund.id);
            refund.booked = refund.booked.or(booked.map(|booked| booked.booked));
        }
        if row.order.refunds.iter().all(|refund| refund.booked.is_some()) {
            row.book_at_ms = None;
        }
        write(&tx, [(tenant, &row)].into_iter()).await?;
        Ok(tx.commit().await?)
    }

    /// Lets the booking of an order that cannot be booked wait.
    pub async fn delay_booking(
        &self,
        tenant: TenantId,
        order: OrderId,
        until_ms: i64,
    ) -> Result<(), StoreError> {
        let text =
            "UPDATE sales_order SET book_at_ms = ? WHERE tenant_id = ? AND id = ? AND book_at_ms IS NOT NULL";
        let values = [until_ms.into(), tenant.0.into(), order.0.into()];
        Sql::with(self.backend(), text, values).execute(&self.db.write).await.map(drop)
    }
}
