//! Exceptions: what a person must look at, such as money that came for a voided sale.

use crate::db::{self, OnConflict, Row, Sql};
use crate::entities::exception;
use crate::{Page, PageRequest, Store, StoreError};
use bodega_domain::ids::TenantId;
use bodega_domain::org::Reach;
use sea_orm::QueryResult;
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

    /// Unresolved exceptions, oldest first. Those about no sale, return or order are the whole tenant's.
    pub async fn list_exceptions(
        &self,
        tenant: TenantId,
        reach: &Reach,
        page: &PageRequest,
    ) -> Result<Page<Exception>, StoreError> {
        let text = "SELECT id, kind, document_id, message_json, raised_at_ms, resolved_at_ms, resolution FROM exception \
                    WHERE tenant_id = ? AND resolved_at_ms IS NULL";
        let mut sql = Sql::with(self.backend(), text, [tenant.0.into()]);
        documents_within(&mut sql, tenant, reach);
        if let Some((raised_at_ms, id)) = page.key::<(i64, Uuid)>()? {
            sql.push_with(" AND (raised_at_ms, id) > (?, ?)", [raised_at_ms.into(), id.into()]);
        }
        let limit = i64::try_from(page.fetch()).unwrap_or(i64::MAX);
        sql.push_with(" ORDER BY raised_at_ms, id LIMIT ?", [limit.into()]);
        let rows = sql.all(&self.db.read).await?.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        Ok(page.page(rows, |exception| (exception.raised_at_ms, exception.id)))
    }

    /// Marks an exception as dealt with. `false` = there is none open within reach.
    pub async fn resolve_exception(
        &self,
        tenant: TenantId,
        id: Uuid,
        resolution: &str,
        now_ms: i64,
        reach: &Reach,
    ) -> Result<bool, StoreError> {
        let text = "UPDATE exception SET resolved_at_ms = ?, resolution = ? \
                    WHERE tenant_id = ? AND id = ? AND resolved_at_ms IS NULL";
        let values = [now_ms.into(), resolution.into(), tenant.0.into(), id.into()];
        let mut sql = Sql::with(self.backend(), text, values);
        documents_within(&mut sql, tenant, reach);
        Ok(sql.execute(&self.db.write).await? > 0)
    }
}

/// Narrows to exceptions about documents of units within reach.
fn documents_within(sql: &mut Sql, tenant: TenantId, reach: &Reach) {
    if matches!(reach, Reach::Everywhere) {
        return;
    }
    sql.push(" AND (1 = 0");
    for table in ["sale", "sale_return", "sales_order"] {
        let text = format!(" OR document_id IN (SELECT d.id FROM {table} d WHERE d.tenant_id = ?");
        sql.push_with(&text, [tenant.0.into()]).within("d.store_id", tenant, reach).push(")");
    }
    sql.push(")");
}

fn read(row: &QueryResult) -> Result<Exception, StoreError> {
    Ok(Exception {
        id: row.at(0)?,
        kind: row.at(1)?,
        document: row.at(2)?,
        message_json: row.at(3)?,
        raised_at_ms: row.at(4)?,
        resolved_at_ms: row.at(5)?,
        resolution: row.at(6)?,
    })
}
