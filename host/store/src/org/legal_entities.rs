//! Writes and reads legal entities.

use super::LegalEntity;
use crate::counters;
use crate::db::{self, OnConflict};
use crate::entities::legal_entity;
use crate::{Store, StoreError};
use bodega_domain::ids::{LegalEntityId, TenantId};
use bodega_domain::pricing::TaxMode;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

impl Store {
    /// Makes or changes a legal entity.
    pub async fn put_legal_entity(&self, tenant: TenantId, entity: &LegalEntity) -> Result<(), StoreError> {
        let row = legal_entity::Model {
            tenant_id: tenant.0,
            id: entity.id.0,
            name: entity.name.clone(),
            tax_id: entity.tax_id.clone(),
            currency: entity.currency.clone(),
            tax_mode: entity.tax_mode.as_str().to_owned(),
        };
        let tx = self.db.begin().await?;
        counters::bump(&tx, tenant, counters::CATALOG).await?;
        let change = OnConflict::Do(
            "(tenant_id, id) DO UPDATE SET name = excluded.name, tax_id = excluded.tax_id, \
             currency = excluded.currency, tax_mode = excluded.tax_mode",
        );
        db::insert::<legal_entity::Entity>(&tx, &[row], change).await?;
        Ok(tx.commit().await?)
    }

    /// The legal entity of this id.
    pub async fn get_legal_entity(
        &self,
        tenant: TenantId,
        id: LegalEntityId,
    ) -> Result<Option<LegalEntity>, StoreError> {
        let found = legal_entity::Entity::find_by_id((tenant.0, id.0)).one(&self.db.read).await?;
        found.map(LegalEntity::try_from).transpose()
    }

    /// All legal entities of a tenant, by name.
    pub async fn list_legal_entities(&self, tenant: TenantId) -> Result<Vec<LegalEntity>, StoreError> {
        let rows = legal_entity::Entity::find()
            .filter(legal_entity::Column::TenantId.eq(tenant.0))
            .order_by_asc(legal_entity::Column::Name)
            .order_by_asc(legal_entity::Column::Id)
            .all(&self.db.read)
            .await?;
        rows.into_iter().map(LegalEntity::try_from).collect()
    }
}

impl TryFrom<legal_entity::Model> for LegalEntity {
    type Error = StoreError;

    fn try_from(row: legal_entity::Model) -> Result<Self, StoreError> {
        Ok(LegalEntity {
            id: LegalEntityId(row.id),
            name: row.name,
            tax_id: row.tax_id,
            currency: row.currency,
            tax_mode: TaxMode::parse(&row.tax_mode)
                .ok_or_else(|| StoreError::damaged("tax mode", &row.tax_mode))?,
        })
    }
}
