//! Reads entries: the newest first by filter, or all in the chain's order.

use super::{ActKind, ActorKind, AuditEntry};
use crate::entities::audit_entry;
use crate::{Page, PageRequest, Store, StoreError};
use bodega_domain::ids::TenantId;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

/// Which entries; all where nothing is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Of this kind of caller.
    pub actor_kind: Option<ActorKind>,
    /// Of this caller.
    pub actor_id: Option<String>,
    /// About this kind of object.
    pub object_kind: Option<String>,
    /// About this object.
    pub object_id: Option<String>,
    /// Of this operation.
    pub operation: Option<String>,
    /// Of this sort.
    pub kind: Option<ActKind>,
    /// Asked for at this time or later, ms since 1970 UTC.
    pub from_ms: Option<i64>,
    /// Asked for before this time, ms since 1970 UTC.
    pub until_ms: Option<i64>,
}

impl AuditFilter {
    fn condition(&self, tenant: TenantId) -> Condition {
        use audit_entry::Column;
        Condition::all()
            .add(Column::TenantId.eq(tenant.0))
            .add_option(self.actor_kind.map(|kind| Column::ActorKind.eq(kind.as_str())))
            .add_option(self.actor_id.as_ref().map(|id| Column::ActorId.eq(id)))
            .add_option(self.object_kind.as_ref().map(|kind| Column::ObjectKind.eq(kind)))
            .add_option(self.object_id.as_ref().map(|id| Column::ObjectId.eq(id)))
            .add_option(self.operation.as_ref().map(|operation| Column::Operation.eq(operation)))
            .add_option(self.kind.map(|kind| Column::Kind.eq(kind.as_str())))
            .add_option(self.from_ms.map(|from| Column::AskedAtMs.gte(from)))
            .add_option(self.until_ms.map(|until| Column::AskedAtMs.lt(until)))
    }
}

impl Store {
    /// Entries of a tenant, newest first; those that are not sealed yet among them.
    pub async fn list_audit(
        &self,
        tenant: TenantId,
        filter: &AuditFilter,
        page: &PageRequest,
    ) -> Result<Page<AuditEntry>, StoreError> {
        use audit_entry::Column;
        let mut condition = filter.condition(tenant);
        if let Some((at_ms, id)) = page.key::<(i64, Uuid)>()? {
            let same_time = Condition::all().add(Column::AskedAtMs.eq(at_ms)).add(Column::Id.lt(id));
            condition = condition.add(Condition::any().add(Column::AskedAtMs.lt(at_ms)).add(same_time));
        }
        let rows = audit_entry::Entity::find()
            .filter(condition)
            .order_by_desc(Column::AskedAtMs)
            .order_by_desc(Column::Id)
            .limit(page.fetch())
            .all(&self.db.read)
            .await?;
        let rows = page.page(rows, |row| (row.asked_at_ms, row.id));
        rows.try_map(AuditEntry::try_from)
    }

    /// Sealed entries after `after_seq` that were asked for before `until_ms`, in the chain's order, at most `limit`.
    pub async fn read_audit_chain(
        &self,
        tenant: TenantId,
        after_seq: i64,
        until_ms: i64,
        limit: u32,
    ) -> Result<Vec<AuditEntry>, StoreError> {
        use audit_entry::Column;
        let rows = audit_entry::Entity::find()
            .filter(Column::TenantId.eq(tenant.0))
            .filter(Column::Seq.gt(after_seq))
            .filter(Column::AskedAtMs.lt(until_ms))
            .order_by_asc(Column::Seq)
            .limit(u64::from(limit))
            .all(&self.db.read)
            .await?;
        rows.into_iter().map(AuditEntry::try_from).collect()
    }
}
