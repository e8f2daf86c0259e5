//! Roles of a tenant's own.

use super::OwnRole;
use crate::db::{self, OnConflict, Row, Sql};
use crate::{Store, StoreError};
use bodega_domain::ids::TenantId;
use sea_orm::QueryResult;

impl Store {
    /// The tenant's own roles, by name.
    pub async fn list_roles(&self, tenant: TenantId) -> Result<Vec<OwnRole>, StoreError> {
        let text = "SELECT name, title, permissions FROM access_role WHERE tenant_id = ? ORDER BY name";
        let rows = Sql::with(self.backend(), text, [tenant.0.into()]).all(&self.db.read).await?;
        rows.iter().map(read).collect()
    }

    /// Makes or changes a role.
    pub async fn put_role(&self, tenant: TenantId, role: &OwnRole) -> Result<(), StoreError> {
        let tx = self.db.begin().await?;
        let row = vec![
            tenant.0.into(),
            role.name.as_str().into(),
            role.title.as_str().into(),
            db::to_json(&role.permissions).into(),
        ];
        let change =
            "(tenant_id, name) DO UPDATE SET title = excluded.title, permissions = excluded.permissions";
        let columns = ["tenant_id", "name", "title", "permissions"];
        db::insert_rows(&tx, "access_role", &columns, &[row], OnConflict::Do(change)).await?;
        Ok(tx.commit().await?)
    }

    /// Deletes a role that nobody holds; `false` = somebody holds it, or there is none.
    pub async fn delete_role(&self, tenant: TenantId, name: &str) -> Result<bool, StoreError> {
        let text = "DELETE FROM access_role WHERE tenant_id = ? AND name = ? AND NOT EXISTS \
                    (SELECT 1 FROM access_grant g WHERE g.tenant_id = access_role.tenant_id AND g.role = access_role.name)";
        let values = [tenant.0.into(), name.into()];
        Ok(Sql::with(self.backend(), text, values).execute(&self.db.write).await? > 0)
    }
}

fn read(row: &QueryResult) -> Result<OwnRole, StoreError> {
    let permissions: String = row.at(2)?;
    Ok(OwnRole {
        name: row.at(0)?,
        title: row.at(1)?,
        permissions: db::from_json(&permissions, "permissions of a role")?,
    })
}
