//! Reads payments and their histories.

use super::rows::{UNREAD, read_payment, state_word};
use super::{Attempt, PaymentFilter, UnreadReport};
use crate::db::{Sql, from_json, units_within};
use crate::entities::{payment, payment_attempt};
use crate::{Page, PageRequest, Store, StoreError};
use bodega_domain::ids::{InstallationId, PaymentId, SaleId, TenantId};
use bodega_domain::payment::Payment;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

/// The latest attempts of a payment that are shown.
const ATTEMPTS_SHOWN: u64 = 100;

impl Store {
    /// The payment of this id.
    pub async fn get_payment(&self, tenant: TenantId, id: PaymentId) -> Result<Option<Payment>, StoreError> {
        let found = payment::Entity::find_by_id((tenant.0, id.0)).one(&self.db.read).await?;
        found.map(read_payment).transpose()
    }

    /// Whether something is left to do for payments of an installation.
    pub async fn has_open_payments(
        &self,
        tenant: TenantId,
        installation: InstallationId,
    ) -> Result<bool, StoreError> {
        let text = "SELECT 1 FROM payment WHERE due_at_ms IS NOT NULL AND tenant_id = ? AND installation_id = ? LIMIT 1";
        let values = [tenant.0.into(), installation.0.into()];
        Ok(Sql::with(self.backend(), text, values).one(&self.db.read).await?.is_some())
    }

    /// All charges and refunds of a sale, oldest first.
    pub async fn payments_of_sale(&self, tenant: TenantId, sale: SaleId) -> Result<Vec<Payment>, StoreError> {
        let rows = payment::Entity::find()
            .filter(payment::Column::TenantId.eq(tenant.0))
            .filter(payment::Column::SaleId.eq(sale.0))
            .order_by_asc(payment::Column::CreatedAtMs)
            .order_by_asc(payment::Column::Id)
            .all(&self.db.read)
            .await?;
        rows.into_iter().map(read_payment).collect()
    }

    /// Payments, the newest first.
    pub async fn list_payments(
        &self,
        tenant: TenantId,
        filter: &PaymentFilter,
        page: &PageRequest,
    ) -> Result<Page<Payment>, StoreError> {
        use payment::Column;
        let mut query = payment::Entity::find()
            .filter(Column::TenantId.eq(tenant.0))
            .order_by_desc(Column::CreatedAtMs)
            .order_by_desc(Column::Id)
            .limit(page.fetch());
        if let Some(units) = units_within(tenant, &filter.reach) {
            query = query.filter(Column::StoreId.in_subquery(units));
        }
        if let Some(sale) = filter.sale {
            query = query.filter(Column::SaleId.eq(sale.0));
        }
        if let Some(back) = filter.sale_return {
            query = query.filter(Column::ReturnId.eq(back.0));
        }
        if let Some(state) = filter.state {
            query = query.filter(Column::State.eq(state_word(state)));
        }
        if let Some((at_ms, id)) = page.key::<(i64, Uuid)>()? {
            query = query
                .filter(Column::CreatedAtMs.lte(at_ms))
                .filter(Condition::any().add(Column::CreatedAtMs.lt(at_ms)).add(Column::Id.lt(id)));
        }
        let page = page.page(query.all(&self.db.read).await?, |row| (row.created_at_ms, row.id));
        page.try_map(read_payment)
    }

    /// The latest attempts of a payment, oldest first.
    pub async fn payment_attempts(
        &self,
        tenant: TenantId,
        id: PaymentId,
    ) -> Result<Vec<Attempt>, StoreError> {
        let rows = payment_attempt::Entity::find()
            .filter(payment_attempt::Column::TenantId.eq(tenant.0))
            .filter(payment_attempt::Column::PaymentId.eq(id.0))
            .order_by_desc(payment_attempt::Column::Id)
            .limit(ATTEMPTS_SHOWN)
            .all(&self.db.read)
            .await?;
        let attempt = |row: payment_attempt::Model| Attempt {
            id: row.id,
            at_ms: row.at_ms,
            step: row.step,
            outcome: row.outcome,
            detail: row.detail,
        };
        Ok(rows.into_iter().rev().map(attempt).collect())
    }

    /// Reports of a payment that nobody read yet, in the order they came.
    pub async fn unread_reports(
        &self,
        tenant: TenantId,
        id: PaymentId,
    ) -> Result<Vec<UnreadReport>, StoreError> {
        let rows = payment_attempt::Entity::find()
            .filter(payment_attempt::Column::TenantId.eq(tenant.0))
            .filter(payment_attempt::Column::PaymentId.eq(id.0))
            .filter(payment_attempt::Column::Outcome.eq(UNREAD))
            .order_by_asc(payment_attempt::Column::Id)
            .all(&self.db.read)
            .await?;
        rows.into_iter()
            .map(|row| {
                let answer = row.answer_json.as_deref().unwrap_or_default();
                Ok(UnreadReport { id: row.id, at_ms: row.at_ms, answer: from_json(answer, "report")? })
            })
            .collect()
    }
}
