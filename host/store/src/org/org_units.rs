//! Writes and reads org units; keeps their materialised paths.

use super::{OrgUnit, StoreContext};
use crate::counters;
use crate::db::{self, OnConflict, Sql, units_within};
use crate::entities::{legal_entity, org_unit};
use crate::org::{LegalEntity, Operation, OrgUnitKind};
use crate::page::after_prefix;
use crate::{Store, StoreError};
use bodega_domain::ids::LegalEntityId;
use bodega_domain::ids::{OrgUnitId, TenantId};
use bodega_domain::org::Reach;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// Why an org unit is refused.
#[derive(Clone, Debug, thiserror::Error)]
pub enum PutOrgUnitError {
    /// Another unit has this code.
    #[error("org unit code {code:?} is taken")]
    CodeTaken {
        /// The code.
        code: String,
    },
    /// The parent or the legal entity is not there.
    #[error("parent or legal entity is unknown")]
    UnknownReference,
    /// The parent is the unit itself or below it.
    #[error("an org unit cannot be below itself")]
    Cycle,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// Makes or changes an org unit and gives it back with its path. Moving one moves all below it.
    pub async fn put_org_unit(&self, tenant: TenantId, unit: &OrgUnit) -> Result<OrgUnit, PutOrgUnitError> {
        let tx = self.db.begin().await?;
        counters::bump(&tx, tenant, counters::CATALOG).await?;
        let before = find(&tx, tenant, unit.id).await?;
        let above = match unit.parent {
            Some(parent) => find(&tx, tenant, parent).await?.ok_or(PutOrgUnitError::UnknownReference)?.path,
            None => "/".to_owned(),
        };
        let step = format!("{}/", unit.id);
        if above.contains(&format!("/{step}")) {
            return Err(PutOrgUnitError::Cycle);
        }
        let placed = OrgUnit { path: above + &step, ..unit.clone() };
        let change = OnConflict::Do(
            "(tenant_id, id) DO UPDATE SET kind = excluded.kind, operation = excluded.operation, \
             code = excluded.code, name = excluded.name, parent_id = excluded.parent_id, \
             legal_entity_id = excluded.legal_entity_id, time_zone = excluded.time_zone, \
             cash_unit_minor = excluded.cash_unit_minor, cutoff_hour = excluded.cutoff_hour, path = excluded.path",
        );
        db::insert::<org_unit::Entity>(&tx, &[row_of(tenant, &placed)], change).await.map_err(|error| {
            if error.is_taken("org_unit_code", "org_unit.code") {
                PutOrgUnitError::CodeTaken { code: unit.code.clone() }
            } else if matches!(error, StoreError::Refused(_)) {
                PutOrgUnitError::UnknownReference
            } else {
                error.into()
            }
        })?;
        if let Some(before) = before.filter(|before| before.path != placed.path) {
            // All below move along: their paths start with the unit's old path.
            let text = "UPDATE org_unit SET path = ? || substr(path, CAST(? AS INTEGER)) \
                        WHERE tenant_id = ? AND path > ? AND path <= ?";
            let rest = i64::try_from(before.path.len() + 1).unwrap_or(i64::MAX);
            let values = [
                placed.path.clone().into(),
                rest.into(),
                tenant.0.into(),
                before.path.clone().into(),
                after_prefix(&before.path).into(),
            ];
            Sql::with(self.backend(), text, values).execute(&tx).await?;
        }
        tx.commit().await.map_err(StoreError::from)?;
        Ok(placed)
    }

    /// The org unit of this id.
    pub async fn get_org_unit(&self, tenant: TenantId, id: OrgUnitId) -> Result<Option<OrgUnit>, StoreError> {
        let found = org_unit::Entity::find_by_id((tenant.0, id.0)).one(&self.db.read).await?;
        found.map(OrgUnit::try_from).transpose()
    }

    /// The org unit of this code.
    pub async fn find_org_unit(&self, tenant: TenantId, code: &str) -> Result<Option<OrgUnit>, StoreError> {
        let found = org_unit::Entity::find()
            .filter(org_unit::Column::TenantId.eq(tenant.0))
            .filter(org_unit::Column::Code.eq(code))
            .one(&self.db.read)
            .await?;
        found.map(OrgUnit::try_from).transpose()
    }

    /// The units of a tenant by path, or those at and below `under`; within reach.
    pub async fn list_org_units(
        &self,
        tenant: TenantId,
        under: Option<OrgUnitId>,
        reach: &Reach,
    ) -> Result<Vec<OrgUnit>, StoreError> {
        let mut query = org_unit::Entity::find()
            .filter(org_unit::Column::TenantId.eq(tenant.0))
            .order_by_asc(org_unit::Column::Path);
        if let Some(units) = units_within(tenant, reach) {
            query = query.filter(org_unit::Column::Id.in_subquery(units));
        }
        if let Some(under) = under {
            let Some(top) = self.get_org_unit(tenant, under).await? else {
                return Ok(Vec::new());
            };
            query = query.filter(org_unit::Column::Path.between(top.path.clone(), after_prefix(&top.path)));
        }
        query.all(&self.db.read).await?.into_iter().map(OrgUnit::try_from).collect()
    }

    /// A store with its legal entity.
    pub async fn store_context(
        &self,
        tenant: TenantId,
        store: OrgUnitId,
    ) -> Result<Option<StoreContext>, StoreError> {
        let Some(row) = org_unit::Entity::find_by_id((tenant.0, store.0)).one(&self.db.read).await? else {
            return Ok(None);
        };
        let entity =
            legal_entity::Entity::find_by_id((tenant.0, row.legal_entity_id)).one(&self.db.read).await?;
        let entity =
            entity.ok_or_else(|| StoreError::Damaged("an org unit without legal entity".to_owned()))?;
        Ok(Some(StoreContext { org_unit: row.try_into()?, legal_entity: LegalEntity::try_from(entity)? }))
    }
}

async fn find(
    conn: &impl sea_orm::ConnectionTrait,
    tenant: TenantId,
    id: OrgUnitId,
) -> Result<Option<OrgUnit>, StoreError> {
    org_unit::Entity::find_by_id((tenant.0, id.0)).one(conn).await?.map(OrgUnit::try_from).transpose()
}

fn row_of(tenant: TenantId, unit: &OrgUnit) -> org_unit::Model {
    org_unit::Model {
        tenant_id: tenant.0,
        id: unit.id.0,
        kind: unit.kind.as_str().to_owned(),
        operation: unit.operation.as_str().to_owned(),
        code: unit.code.clone(),
        name: unit.name.clone(),
        parent_id: unit.parent.map(|parent| parent.0),
        legal_entity_id: unit.legal_entity.0,
        time_zone: unit.time_zone.clone(),
        cash_unit_minor: unit.cash_unit_minor,
        cutoff_hour: unit.cutoff_hour.into(),
        path: unit.path.clone(),
    }
}

impl TryFrom<org_unit::Model> for OrgUnit {
    type Error = StoreError;

    fn try_from(row: org_unit::Model) -> Result<Self, StoreError> {
        Ok(OrgUnit {
            id: OrgUnitId(row.id),
            kind: OrgUnitKind::read(&row.kind)?,
            operation: Operation::read(&row.operation)?,
            code: row.code,
            name: row.name,
            parent: row.parent_id.map(OrgUnitId),
            legal_entity: LegalEntityId(row.legal_entity_id),
            time_zone: row.time_zone,
            cash_unit_minor: row.cash_unit_minor,
            cutoff_hour: u8::try_from(row.cutoff_hour)
                .map_err(|_| StoreError::Damaged(format!("cut-off hour {}", row.cutoff_hour)))?,
            path: row.path,
        })
    }
}
