//! Roles that users and tokens hold.

use super::HeldRole;
use crate::db::{self, OnConflict, Row, Sql};
use crate::{Store, StoreError};
use bodega_domain::ids::{OrgUnitId, TenantId};
use sea_orm::{DatabaseTransaction, QueryResult, Value};
use std::collections::BTreeMap;
use uuid::Uuid;

impl Store {
    /// What a user or token holds, by role and unit.
    pub async fn list_grants(&self, tenant: TenantId, holder: Uuid) -> Result<Vec<HeldRole>, StoreError> {
        let text = "SELECT role, unit_id, until_ms FROM access_grant WHERE tenant_id = ? AND holder = ? \
                    ORDER BY role, unit_id";
        let rows =
            Sql::with(self.backend(), text, [tenant.0.into(), holder.into()]).all(&self.db.read).await?;
        rows.iter().map(|row| read(row, 0)).collect()
    }

    /// What each of several users or tokens holds; who holds nothing is not there.
    pub async fn list_grants_of(
        &self,
        tenant: TenantId,
        holders: &[Uuid],
    ) -> Result<BTreeMap<Uuid, Vec<HeldRole>>, StoreError> {
        let mut sql = Sql::with(
            self.backend(),
            "SELECT holder, role, unit_id, until_ms FROM access_grant WHERE tenant_id = ? AND holder IN ",
            [tenant.0.into()],
        );
        sql.list(holders.iter().copied()).push(" ORDER BY holder, role, unit_id");
        let mut held: BTreeMap<Uuid, Vec<HeldRole>> = BTreeMap::new();
        for row in sql.all(&self.db.read).await? {
            held.entry(row.at(0)?).or_default().push(read(&row, 1)?);
        }
        Ok(held)
    }

    /// Puts other roles in the place of those that somebody holds.
    pub async fn put_grants(
        &self,
        tenant: TenantId,
        holder: Uuid,
        grants: &[HeldRole],
    ) -> Result<(), StoreError> {
        let tx = self.db.begin().await?;
        write_grants(&tx, tenant, holder, grants).await?;
        Ok(tx.commit().await?)
    }

    /// How many users hold a role for the whole tenant and without an end, beside one of them.
    pub async fn count_holders(&self, tenant: TenantId, role: &str, beside: Uuid) -> Result<i64, StoreError> {
        let text = "SELECT COUNT(*) FROM access_grant g JOIN user_account p ON p.tenant_id = g.tenant_id AND p.id = g.holder \
                    WHERE g.tenant_id = ? AND g.role = ? AND g.unit_id = ? AND g.until_ms IS NULL AND g.holder <> ? \
                    AND p.is_active";
        let values = [tenant.0.into(), role.into(), Uuid::nil().into(), beside.into()];
        let row = Sql::with(self.backend(), text, values).one(&self.db.read).await?;
        row.map_or(Ok(0), |row| row.at(0))
    }
}

/// A role, unit and end from three columns.
fn read(row: &QueryResult, first: usize) -> Result<HeldRole, StoreError> {
    let unit: Uuid = row.at(first + 1)?;
    Ok(HeldRole {
        role: row.at(first)?,
        at: (!unit.is_nil()).then_some(OrgUnitId(unit)),
        until_ms: row.at(first + 2)?,
    })
}

/// Puts other roles in the place of those that somebody holds.
pub(crate) async fn write_grants(
    tx: &DatabaseTransaction,
    tenant: TenantId,
    holder: Uuid,
    grants: &[HeldRole],
) -> Result<(), StoreError> {
    let text = "DELETE FROM access_grant WHERE tenant_id = ? AND holder = ?";
    Sql::with(db::backend(tx), text, [tenant.0.into(), holder.into()]).execute(tx).await?;
    let rows: Vec<Vec<Value>> = grants
        .iter()
        .map(|grant| {
            let unit = grant.at.map_or(Uuid::nil(), |unit| unit.0);
            vec![
                tenant.0.into(),
                holder.into(),
                grant.role.as_str().into(),
                unit.into(),
                grant.until_ms.into(),
            ]
        })
        .collect();
    let columns = ["tenant_id", "holder", "role", "unit_id", "until_ms"];
    db::insert_rows(tx, "access_grant", &columns, &rows, OnConflict::Fail).await
}
