//! Hands out payments that are due.

use super::rows::read_payment;
use crate::PAGE_MAX;
use crate::db::{Row, Sql};
use crate::entities::payment;
use crate::store::Backend;
use crate::{Store, StoreError};
use bodega_domain::ids::TenantId;
use bodega_domain::payment::Payment;
use sea_orm::EntityTrait;

const DUE: &str = "\
WITH due AS MATERIALIZED (\
    SELECT p.tenant_id, p.id FROM payment p WHERE p.due_at_ms <= ? ORDER BY p.due_at_ms LIMIT ?";

/// While a lease is held nobody finds the payment due; the version tells it from later ones.
const TAKE: &str = ") UPDATE payment SET due_at_ms = ?, version = version + 1, attempts = attempts + 1 FROM due \
WHERE payment.tenant_id = due.tenant_id AND payment.id = due.id RETURNING payment.tenant_id, payment.id";

impl Store {
    /// Leases up to `limit` payments of all tenants that are due, until `now_ms + lease_ms`: each is read as it is
    /// under the lease, with this attempt counted. Who does not change it in time loses it.
    pub async fn lease_due_payments(
        &self,
        now_ms: i64,
        lease_ms: i64,
        limit: u32,
    ) -> Result<Vec<(TenantId, Payment)>, StoreError> {
        // Asked beside the writer first: when nothing is due, polling costs it nothing.
        let text = "SELECT 1 FROM payment WHERE due_at_ms <= ? LIMIT 1";
        if Sql::with(self.backend(), text, [now_ms.into()]).one(&self.db.read).await?.is_none() {
            return Ok(Vec::new());
        }
        let tx = self.db.begin().await?;
        let mut sql = Sql::with(self.backend(), DUE, [now_ms.into(), i64::from(limit.min(PAGE_MAX)).into()]);
        if self.backend() == Backend::Postgres {
            sql.push(" FOR UPDATE SKIP LOCKED");
        }
        sql.push_with(TAKE, [now_ms.saturating_add(lease_ms).into()]);
        let mut leased = Vec::new();
        for row in sql.all(&tx).await? {
            let key: (uuid::Uuid, uuid::Uuid) = (row.at(0)?, row.at(1)?);
            if let Some(found) = payment::Entity::find_by_id(key).one(&tx).await? {
                leased.push((TenantId(key.0), read_payment(found)?));
            }
        }
        tx.commit().await?;
        Ok(leased)
    }
}
