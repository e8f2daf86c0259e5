//! How long a tenant keeps personal data, and what is over its time.

use crate::db::{Row, Sql};
use crate::words::words;
use crate::{PAGE_MAX, Store, StoreError};
use bodega_domain::ids::{MemberId, TenantId};
use std::collections::BTreeMap;

/// What is kept for a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kept {
    /// Messages to members, from when they took their last state.
    Messages,
    /// Who gets a channel's order, from the order's last change.
    Recipients,
    /// Members who bought nothing, from their last sale, or from when they joined.
    InactiveMembers,
}

words!(Kept { Messages = "messages", Recipients = "recipients", InactiveMembers = "inactive_members" });

impl Store {
    /// The days that a tenant set; what it did not set is left out.
    pub async fn get_retention(&self, tenant: TenantId) -> Result<BTreeMap<Kept, u32>, StoreError> {
        let text = "SELECT subject, days FROM retention WHERE tenant_id = ?";
        let rows = Sql::with(self.backend(), text, [tenant.0.into()]).all(&self.db.read).await?;
        rows.iter()
            .map(|row| Ok((Kept::read(&row.at::<String>(0)?)?, crate::db::narrow(row.at(1)?, "days")?)))
            .collect()
    }

    /// Makes a tenant's days those given; `None` takes the setting away.
    pub async fn put_retention(
        &self,
        tenant: TenantId,
        changes: &BTreeMap<Kept, Option<u32>>,
    ) -> Result<(), StoreError> {
        let tx = self.db.begin().await?;
        for (kept, days) in changes {
            let key = [tenant.0.into(), kept.as_str().into()];
            let sql = match days {
                Some(days) => {
                    let text = "INSERT INTO retention (tenant_id, subject, days) VALUES (?, ?, ?) \
                                ON CONFLICT (tenant_id, subject) DO UPDATE SET days = excluded.days";
                    let [tenant, subject] = key;
                    Sql::with(self.backend(), text, [tenant, subject, i64::from(*days).into()])
                }
                None => Sql::with(
                    self.backend(),
                    "DELETE FROM retention WHERE tenant_id = ? AND subject = ?",
                    key,
                ),
            };
            sql.execute(&tx).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Deletes up to 500 messages of a tenant that took their last state before `before_ms`; those that are still to be sent
    /// stay. Gives how many.
    pub async fn purge_messages(&self, tenant: TenantId, before_ms: i64) -> Result<u64, StoreError> {
        let text = "DELETE FROM message WHERE tenant_id = ? AND id IN (SELECT id FROM message \
                    WHERE tenant_id = ? AND state <> 'queued' AND changed_at_ms < ? LIMIT ?)";
        let values = [tenant.0.into(), tenant.0.into(), before_ms.into(), i64::from(PAGE_MAX).into()];
        Sql::with(self.backend(), text, values).execute(&self.db.write).await
    }

    /// Active members whose last sale, or joining, was before `before_ms`, at most `max` (500 at most).
    pub async fn inactive_members(
        &self,
        tenant: TenantId,
        before_ms: i64,
        max: u32,
    ) -> Result<Vec<MemberId>, StoreError> {
        let text = "SELECT m.id FROM member m LEFT JOIN member_stat s ON s.tenant_id = m.tenant_id \
                    AND s.member_id = m.id WHERE m.tenant_id = ? AND m.status <> 'erased' \
                    AND COALESCE(s.last_sale_at_ms, m.created_at_ms) < ? AND m.created_at_ms < ? \
                    ORDER BY m.id LIMIT ?";
        let most = i64::from(max.min(PAGE_MAX));
        let values = [tenant.0.into(), before_ms.into(), before_ms.into(), most.into()];
        let rows = Sql::with(self.backend(), text, values).all(&self.db.read).await?;
        rows.iter().map(|row| Ok(MemberId(row.at(0)?))).collect()
    }
}
