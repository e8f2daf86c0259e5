//! Exceptions: what a person must look at, such as money that came for a voided sale.

use crate::db::{self, OnConflict, Sql};
use crate::entities::exception;
use crate::{Page, PageRequest, Store, StoreError};
use bodega_domain::ids::TenantId;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

/// Something shown to a person until it is resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    /// Its id; raising the same one twice shows it once.
    pub id: Uuid,
    /// A stable code, e.g. `payment.late`.
    pub kind: String,
    /// The document it is about.
    pub document: Option<Uuid>,
    /// What happened, as JSON.
    pub message_json: String,
    /// When it was raised.
    pub raised_at_ms: i64,
    /// When a person dealt with it.
    pub resolved_at_ms: Option<i64>,
    /// Who did, and how.
    pub resolution: Option<String>,
}

impl Store {
    /// Shows something to a person.
    pub async fn raise_exception(&self, tenant: TenantId, exception: &Exception) -> Result<(), StoreError> {
        let row = exception::Model {
            tenant_id: tenant.0,
            id: exception.id,
            kind: exception.kind.clone(),
            document_id: exception.document,
            message_json: exception.message_json.clone(),
            raised_at_ms: exception.raised_at_ms,
            resolved_at_ms: exception.resolved_at_ms,
            resolution: exception.resolution.clone(),
        };
        let tx = self.db.begin().await?;
        db::insert::<exception::Entity>(&tx, &[row], OnConflict::Keep).await?;
        Ok(tx.commit().await?)
    }

    /// Unresolved exceptions, oldest first.
    pub async fn list_exceptions(
        &self,
        tenant: TenantId,
        page: &PageRequest,
    ) -> Result<Page<Exception>, StoreError> {
        use exception::Column;
        let mut query = exception::Entity::find()
            .filter(Column::TenantId.eq(tenant.0))
            .filter(Column::ResolvedAtMs.is_null())
            .order_by_asc(Column::RaisedAtMs)
            .order_by_asc(Column::Id)
            .limit(page.fetch());
        if let Some((raised_at_ms, id)) = page.key::<(i64, Uuid)>()? {
            query = query
                .filter(Column::RaisedAtMs.gte(raised_at_ms))
                .filter(Condition::any().add(Column::RaisedAtMs.gt(raised_at_ms)).add(Column::Id.gt(id)));
        }
        let page = page.page(query.all(&self.db.read).await?, |row| (row.raised_at_ms, row.id));
        page.try_map(|row| {
            Ok(Exception {
                id: row.id,
                kind: row.kind,
                document: row.document_id,
                message_json: row.message_json,
                raised_at_ms: row.raised_at_ms,
                resolved_at_ms: row.resolved_at_ms,
                resolution: row.resolution,
            })
        })
    }

    /// Marks an exception as dealt with. `false` = there is none open.
    pub async fn resolve_exception(
        &self,
        tenant: TenantId,
        id: Uuid,
        resolution: &str,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let text = "UPDATE exception SET resolved_at_ms = ?, resolution = ? \
                    WHERE tenant_id = ? AND id = ? AND resolved_at_ms IS NULL";
        let values = [now_ms.into(), resolution.into(), tenant.0.into(), id.into()];
        Ok(Sql::with(self.backend(), text, values).execute(&self.db.write).await? > 0)
    }
}
