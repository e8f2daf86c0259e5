//! Writes price lists, prices, tax classes and rates in bulk; lists them.

use super::{Price, PriceList, TaxClass, TaxRate};
use crate::counters;
use crate::db::{self, OnConflict};
use crate::entities::{price, price_list, tax_class, tax_rate};
use crate::{Store, StoreError};
use bodega_domain::ids::{LegalEntityId, OrgUnitId, PriceListId};
use bodega_domain::ids::{TenantId, VariantId};
use sea_orm::{ColumnTrait, EntityTrait, ModelTrait, QueryFilter, QueryOrder};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Stands for no org unit in a price's key.
pub(super) const EVERYWHERE: Uuid = Uuid::nil();

impl Store {
    /// Makes or changes price lists.
    pub async fn upsert_price_lists(&self, tenant: TenantId, lists: &[PriceList]) -> Result<(), StoreError> {
        let rows: Vec<price_list::Model> = lists
            .iter()
            .map(|list| price_list::Model {
                tenant_id: tenant.0,
                id: list.id.0,
                name: list.name.clone(),
                currency: list.currency.clone(),
                kind: list.kind.clone(),
            })
            .collect();
        let change = "(tenant_id, id) DO UPDATE SET name = excluded.name, currency = excluded.currency, \
                      kind = excluded.kind";
        self.upsert_catalog::<price_list::Entity, _>(tenant, rows, change, |row| row.id).await
    }

    /// The price lists of a tenant, by name.
    pub async fn list_price_lists(&self, tenant: TenantId) -> Result<Vec<PriceList>, StoreError> {
        let rows = price_list::Entity::find()
            .filter(price_list::Column::TenantId.eq(tenant.0))
            .order_by_asc(price_list::Column::Name)
            .order_by_asc(price_list::Column::Id)
            .all(&self.db.read)
            .await?;
        Ok(rows
            .into_iter()
            .map(|row| PriceList {
                id: PriceListId(row.id),
                name: row.name,
                currency: row.currency,
                kind: row.kind,
            })
            .collect())
    }

    /// Makes or changes prices; a price is the same one when list, variant, org unit and start are. Takes thousands.
    pub async fn upsert_prices(&self, tenant: TenantId, prices: &[Price]) -> Result<(), StoreError> {
        let rows: Vec<price::Model> = prices
            .iter()
            .map(|price| price::Model {
                tenant_id: tenant.0,
                variant_id: price.variant.0,
                list_id: price.list.0,
                org_unit_id: price.org_unit.map_or(EVERYWHERE, |unit| unit.0),
                valid_from_ms: price.valid_from_ms,
                valid_to_ms: price.valid_to_ms,
                unit_price_minor: price.unit_price_minor,
                floor_minor: price.floor_minor,
            })
            .collect();
        let change = "(tenant_id, variant_id, list_id, org_unit_id, valid_from_ms) DO UPDATE SET \
                      valid_to_ms = excluded.valid_to_ms, unit_price_minor = excluded.unit_price_minor, \
                      floor_minor = excluded.floor_minor";
        let key = |row: &price::Model| (row.variant_id, row.list_id, row.org_unit_id, row.valid_from_ms);
        self.upsert_catalog::<price::Entity, _>(tenant, rows, change, key).await
    }

    /// All prices of a variant.
    pub async fn list_prices(&self, tenant: TenantId, variant: VariantId) -> Result<Vec<Price>, StoreError> {
        let rows = price::Entity::find()
            .filter(price::Column::TenantId.eq(tenant.0))
            .filter(price::Column::VariantId.eq(variant.0))
            .order_by_asc(price::Column::ListId)
            .order_by_asc(price::Column::OrgUnitId)
            .order_by_asc(price::Column::ValidFromMs)
            .all(&self.db.read)
            .await?;
        Ok(rows
            .into_iter()
            .map(|row| Price {
                list: PriceListId(row.list_id),
                variant: VariantId(row.variant_id),
                org_unit: Some(row.org_unit_id).filter(|unit| *unit != EVERYWHERE).map(OrgUnitId),
                unit_price_minor: row.unit_price_minor,
                floor_minor: row.floor_minor,
                valid_from_ms: row.valid_from_ms,
                valid_to_ms: row.valid_to_ms,
            })
            .collect())
    }

    /// Makes or changes tax classes.
    pub async fn upsert_tax_classes(&self, tenant: TenantId, classes: &[TaxClass]) -> Result<(), StoreError> {
        let rows: Vec<tax_class::Model> = classes
            .iter()
            .map(|class| tax_class::Model {
                tenant_id: tenant.0,
                code: class.code.clone(),
                name: class.name.clone(),
            })
            .collect();
        let change = "(tenant_id, code) DO UPDATE SET name = excluded.name";
        self.upsert_catalog::<tax_class::Entity, _>(tenant, rows, change, |row| row.code.clone()).await
    }

    /// The tax classes of a tenant.
    pub async fn list_tax_classes(&self, tenant: TenantId) -> Result<Vec<TaxClass>, StoreError> {
        let rows = tax_class::Entity::find()
            .filter(tax_class::Column::TenantId.eq(tenant.0))
            .order_by_asc(tax_class::Column::Code)
            .all(&self.db.read)
            .await?;
        Ok(rows.into_iter().map(|row| TaxClass { code: row.code, name: row.name }).collect())
    }

    /// Makes or changes tax rates; a rate is the same one when class, legal entity and first day are.
    pub async fn upsert_tax_rates(&self, tenant: TenantId, rates: &[TaxRate]) -> Result<(), StoreError> {
        let rows: Vec<tax_rate::Model> = rates
            .iter()
            .map(|rate| tax_rate::Model {
                tenant_id: tenant.0,
                legal_entity_id: rate.legal_entity.0,
                tax_class: rate.tax_class.clone(),
                valid_from: rate.valid_from.clone(),
                ppm: rate.ppm.into(),
            })
            .collect();
        let change = "(tenant_id, legal_entity_id, tax_class, valid_from) DO UPDATE SET ppm = excluded.ppm";
        let key =
            |row: &tax_rate::Model| (row.legal_entity_id, row.tax_class.clone(), row.valid_from.clone());
        self.upsert_catalog::<tax_rate::Entity, _>(tenant, rows, change, key).await
    }

    /// The tax rates of a tenant.
    pub async fn list_tax_rates(&self, tenant: TenantId) -> Result<Vec<TaxRate>, StoreError> {
        let rows = tax_rate::Entity::find()
            .filter(tax_rate::Column::TenantId.eq(tenant.0))
            .order_by_asc(tax_rate::Column::LegalEntityId)
            .order_by_asc(tax_rate::Column::TaxClass)
            .order_by_asc(tax_rate::Column::ValidFrom)
            .all(&self.db.read)
            .await?;
        rows.into_iter()
            .map(|row| {
                Ok(TaxRate {
                    tax_class: row.tax_class,
                    legal_entity: LegalEntityId(row.legal_entity_id),
                    valid_from: row.valid_from,
                    ppm: crate::db::narrow(row.ppm, "tax rate")?,
                })
            })
            .collect()
    }

    /// Writes rows of the catalog and counts its version up. Of rows with the same key the last counts: PostgreSQL
    /// refuses an upsert that meets a row twice. Rows are sorted, so that two writers cannot lock crosswise.
    async fn upsert_catalog<E, K: Ord>(
        &self,
        tenant: TenantId,
        rows: Vec<E::Model>,
        change: &str,
        key: impl Fn(&E::Model) -> K,
    ) -> Result<(), StoreError>
    where
        E: EntityTrait,
        E::Model: ModelTrait<Entity = E> + Sync,
    {
        let rows: BTreeMap<K, E::Model> = rows.into_iter().map(|row| (key(&row), row)).collect();
        let rows: Vec<E::Model> = rows.into_values().collect();
        let tx = self.db.begin().await?;
        counters::bump(&tx, tenant, counters::CATALOG).await?;
        db::insert::<E>(&tx, &rows, OnConflict::Do(change)).await?;
        Ok(tx.commit().await?)
    }
}
