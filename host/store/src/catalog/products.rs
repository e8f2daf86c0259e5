//! Writes products in bulk and reads them by id, SKU or barcode.

use super::{Barcode, ProductStatus, Variant};
use super::{BarcodeHit, Product};
use crate::counters;
use crate::db::{self, OnConflict, Row, Sql, from_json, narrow, to_json};
use crate::entities::{barcode, product, variant};
use crate::{Store, StoreError};
use bodega_domain::ids::VariantId;
use bodega_domain::ids::{ProductId, TenantId};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use std::collections::{BTreeMap, HashMap, HashSet};
use uuid::Uuid;

/// Why a batch of products is refused, whole.
#[derive(Clone, Debug, thiserror::Error)]
pub enum UpsertProductsError {
    /// A SKU of the batch belongs to another variant, or comes twice.
    #[error("SKU {sku:?} belongs to another variant")]
    SkuTaken {
        /// The SKU.
        sku: String,
    },
    /// A barcode of the batch belongs to another variant, or comes twice.
    #[error("barcode {code:?} belongs to another variant")]
    BarcodeTaken {
        /// The barcode.
        code: String,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// Makes or changes products with their variants and barcodes, all or none. Variants that are not named stay;
    /// the barcodes of named variants become exactly those given. Takes thousands at once.
    pub async fn upsert_products(
        &self,
        tenant: TenantId,
        products: &[Product],
    ) -> Result<(), UpsertProductsError> {
        let batch = Batch::of(tenant, products)?;
        let tx = self.db.begin().await?;
        counters::bump(&tx, tenant, counters::CATALOG).await?;
        batch.write(&tx, tenant).await?;
        Ok(tx.commit().await.map_err(StoreError::from)?)
    }

    /// The product of this id.
    pub async fn get_product(&self, tenant: TenantId, id: ProductId) -> Result<Option<Product>, StoreError> {
        let found = product::Entity::find_by_id((tenant.0, id.0)).one(&self.db.read).await?;
        let products = with_variants(&self.db.read, tenant, found.into_iter().collect()).await?;
        Ok(products.into_iter().next())
    }

    /// The product that has a variant of this SKU.
    pub async fn find_product_by_sku(
        &self,
        tenant: TenantId,
        sku: &str,
    ) -> Result<Option<Product>, StoreError> {
        let found = variant::Entity::find()
            .filter(variant::Column::TenantId.eq(tenant.0))
            .filter(variant::Column::Sku.eq(sku))
            .one(&self.db.read)
            .await?;
        match found {
            Some(variant) => self.get_product(tenant, ProductId(variant.product_id)).await,
            None => Ok(None),
        }
    }

    /// Those of `variants` that are there.
    pub async fn known_variants(
        &self,
        tenant: TenantId,
        variants: &[VariantId],
    ) -> Result<HashSet<VariantId>, StoreError> {
        let mut known = HashSet::new();
        for some in variants.chunks(LOOKUP_MAX) {
            let found = variant::Entity::find()
                .select_only()
                .column(variant::Column::Id)
                .filter(variant::Column::TenantId.eq(tenant.0))
                .filter(variant::Column::Id.is_in(some.iter().map(|id| id.0)))
                .into_tuple::<Uuid>()
                .all(&self.db.read)
                .await?;
            known.extend(found.into_iter().map(VariantId));
        }
        Ok(known)
    }

    /// What a barcode stands for.
    pub async fn find_barcode(&self, tenant: TenantId, code: &str) -> Result<Option<BarcodeHit>, StoreError> {
        let text = "SELECT v.id, v.sku, b.stock_units FROM barcode b \
                    JOIN variant v ON v.tenant_id = b.tenant_id AND v.id = b.variant_id \
                    WHERE b.tenant_id = ? AND b.code = ?";
        let row = Sql::with(self.backend(), text, [tenant.0.into(), code.into()]).one(&self.db.read).await?;
        row.map(|row| {
            Ok(BarcodeHit {
                variant: VariantId(row.at(0)?),
                sku: row.at(1)?,
                stock_units: narrow(row.at(2)?, "stock units")?,
            })
        })
        .transpose()
    }
}

/// Values in one `IN` list; well within the limits of both databases.
const LOOKUP_MAX: usize = 512;

/// A batch as rows, sorted by key so that two writers cannot lock crosswise; of what comes twice the last counts.
struct Batch {
    products: BTreeMap<Uuid, product::Model>,
    variants: BTreeMap<Uuid, variant::Model>,
    barcodes: BTreeMap<String, barcode::Model>,
}

impl Batch {
    fn of(tenant: TenantId, products: &[Product]) -> Result<Self, UpsertProductsError> {
        let mut batch =
            Batch { products: BTreeMap::new(), variants: BTreeMap::new(), barcodes: BTreeMap::new() };
        let mut skus: HashMap<&str, Uuid> = HashMap::new();
        for product in products {
            batch.products.insert(product.id.0, product_row(tenant, product));
            for variant in &product.variants {
                if skus.insert(&variant.sku, variant.id.0).is_some_and(|other| other != variant.id.0) {
                    return Err(UpsertProductsError::SkuTaken { sku: variant.sku.clone() });
                }
                batch.variants.insert(variant.id.0, variant_row(tenant, product.id, variant));
                for code in &variant.barcodes {
                    let row = barcode::Model {
                        tenant_id: tenant.0,
                        code: code.code.clone(),
                        variant_id: variant.id.0,
                        stock_units: code.stock_units.into(),
                    };
                    let before = batch.barcodes.insert(code.code.clone(), row);
                    if before.is_some_and(|other| other.variant_id != variant.id.0) {
                        return Err(UpsertProductsError::BarcodeTaken { code: code.code.clone() });
                    }
                }
            }
        }
        Ok(batch)
    }

    async fn write(self, tx: &DatabaseTransaction, tenant: TenantId) -> Result<(), UpsertProductsError> {
        let variants: Vec<variant::Model> = self.variants.into_values().collect();
        let barcodes: Vec<barcode::Model> = self.barcodes.into_values().collect();
        refuse_foreign_skus(tx, tenant, &variants).await?;
        for chunk in variants.chunks(LOOKUP_MAX) {
            Sql::with(db::backend(tx), "DELETE FROM barcode WHERE tenant_id = ?", [tenant.0.into()])
                .push(" AND variant_id IN ")
                .list(chunk.iter().map(|variant| variant.id))
                .take()
                .execute(tx)
                .await?;
        }
        let products: Vec<product::Model> = self.products.into_values().collect();
        let change = "(tenant_id, id) DO UPDATE SET name = excluded.name, tags_json = excluded.tags_json, \
                      tax_class = excluded.tax_class, unit_of_measure = excluded.unit_of_measure, \
                      is_measured = excluded.is_measured, category = excluded.category, status = excluded.status";
        db::insert::<product::Entity>(tx, &products, OnConflict::Do(change)).await?;
        let change = "(tenant_id, id) DO UPDATE SET product_id = excluded.product_id, sku = excluded.sku, \
                      name = excluded.name, stock_units = excluded.stock_units, \
                      hard_floor_minor = excluded.hard_floor_minor";
        db::insert::<variant::Entity>(tx, &variants, OnConflict::Do(change)).await?;
        refuse_foreign_barcodes(tx, tenant, &barcodes).await?;
        db::insert::<barcode::Entity>(tx, &barcodes, OnConflict::Fail).await?;
        Ok(())
    }
}

async fn refuse_foreign_skus(
    tx: &DatabaseTransaction,
    tenant: TenantId,
    variants: &[variant::Model],
) -> Result<(), UpsertProductsError> {
    for chunk in variants.chunks(LOOKUP_MAX) {
        let ours: HashMap<&str, Uuid> = chunk.iter().map(|v| (v.sku.as_str(), v.id)).collect();
        let mut sql =
            Sql::with(db::backend(tx), "SELECT sku, id FROM variant WHERE tenant_id = ?", [tenant.0.into()]);
        sql.push(" AND sku IN ").list(ours.keys().copied());
        for row in sql.all(tx).await? {
            let (sku, id): (String, Uuid) = (row.at(0)?, row.at(1)?);
            if ours.get(sku.as_str()) != Some(&id) {
                return Err(UpsertProductsError::SkuTaken { sku });
            }
        }
    }
    Ok(())
}

/// Barcodes of the batch's own variants are gone by now, so any that is left belongs to another.
async fn refuse_foreign_barcodes(
    tx: &DatabaseTransaction,
    tenant: TenantId,
    barcodes: &[barcode::Model],
) -> Result<(), UpsertProductsError> {
    for chunk in barcodes.chunks(LOOKUP_MAX) {
        let mut sql =
            Sql::with(db::backend(tx), "SELECT code FROM barcode WHERE tenant_id = ?", [tenant.0.into()]);
        sql.push(" AND code IN ").list(chunk.iter().map(|barcode| barcode.code.clone()));
        if let Some(row) = sql.one(tx).await? {
            return Err(UpsertProductsError::BarcodeTaken { code: row.at(0)? });
        }
    }
    Ok(())
}

fn product_row(tenant: TenantId, product: &Product) -> product::Model {
    product::Model {
        tenant_id: tenant.0,
        id: product.id.0,
        name: product.name.clone(),
        tags_json: to_json(&product.tags),
        tax_class: product.tax_class.clone(),
        unit_of_measure: product.unit_of_measure.clone(),
        is_measured: product.measured,
        category: product.category.clone(),
        status: product.status.as_str().to_owned(),
    }
}

fn variant_row(tenant: TenantId, product: ProductId, variant: &Variant) -> variant::Model {
    variant::Model {
        tenant_id: tenant.0,
        id: variant.id.0,
        product_id: product.0,
        sku: variant.sku.clone(),
        name: variant.name.clone(),
        stock_units: variant.stock_units.into(),
        hard_floor_minor: variant.hard_floor_minor,
    }
}

/// Joins products with their variants and barcodes: two queries for any number of products.
pub(super) async fn with_variants(
    conn: &impl ConnectionTrait,
    tenant: TenantId,
    products: Vec<product::Model>,
) -> Result<Vec<Product>, StoreError> {
    if products.is_empty() {
        return Ok(Vec::new());
    }
    let rows = variant::Entity::find()
        .filter(variant::Column::TenantId.eq(tenant.0))
        .filter(variant::Column::ProductId.is_in(products.iter().map(|product| product.id)))
        .order_by_asc(variant::Column::Sku)
        .all(conn)
        .await?;
    let codes = barcode::Entity::find()
        .filter(barcode::Column::TenantId.eq(tenant.0))
        .filter(barcode::Column::VariantId.is_in(rows.iter().map(|variant| variant.id)))
        .order_by_asc(barcode::Column::Code)
        .all(conn)
        .await?;
    let mut barcodes: HashMap<Uuid, Vec<Barcode>> = HashMap::new();
    for code in codes {
        let stock_units = narrow(code.stock_units, "stock units")?;
        barcodes.entry(code.variant_id).or_default().push(Barcode { code: code.code, stock_units });
    }
    let mut variants: HashMap<Uuid, Vec<Variant>> = HashMap::new();
    for row in rows {
        variants.entry(row.product_id).or_default().push(Variant {
            id: VariantId(row.id),
            sku: row.sku,
            name: row.name,
            stock_units: narrow(row.stock_units, "stock units")?,
            hard_floor_minor: row.hard_floor_minor,
            barcodes: barcodes.remove(&row.id).unwrap_or_default(),
        });
    }
    products
        .into_iter()
        .map(|row| {
            Ok(Product {
                id: ProductId(row.id),
                name: row.name,
                tags: from_json(&row.tags_json, "tags")?,
                tax_class: row.tax_class,
                unit_of_measure: row.unit_of_measure,
                measured: row.is_measured,
                category: row.category,
                status: ProductStatus::read(&row.status)?,
                variants: variants.remove(&row.id).unwrap_or_default(),
            })
        })
        .collect()
}
