//! Catalog facts of some SKUs for a store and a moment: what a quote needs, in two queries.

use super::prices::EVERYWHERE;
use super::{ProductStatus, RETAIL};
use crate::db::{Row, Sql, from_json, narrow};
use crate::org::StoreContext;
use crate::{Store, StoreError};
use bodega_domain::ids::OrgUnitId;
use bodega_domain::ids::{ProductId, TenantId, VariantId};
use sea_orm::QueryResult;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use uuid::Uuid;

/// Which facts are wanted.
#[derive(Clone, Copy, Debug)]
pub struct FactsQuery<'a> {
    /// The store, as [`Store::store_context`] gave it.
    pub store: &'a StoreContext,
    /// SKUs, duplicates allowed.
    pub skus: &'a [String],
    /// The moment for prices.
    pub now_ms: i64,
    /// The store's date for tax rates, `YYYY-MM-DD`.
    pub date: &'a str,
    /// Kind of price list, usually [`super::RETAIL`].
    pub price_kind: &'a str,
}

/// What is known of a SKU at a store and a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkuFacts {
    /// The variant.
    pub variant: VariantId,
    /// Its product.
    pub product: ProductId,
    /// Product and variant name in one.
    pub name: String,
    /// Tags of the product.
    pub tags: Vec<String>,
    /// Whether it is weighed or measured.
    pub measured: bool,
    /// Whether it is sold.
    pub is_active: bool,
    /// Stock units in one unit of quantity.
    pub stock_units: u32,
    /// The price that no discount may pass.
    pub hard_floor_minor: i64,
    /// Its price here and now; `None` = it has none.
    pub unit_price_minor: Option<i64>,
    /// What discounts should leave; 0 where there is no price.
    pub floor_minor: i64,
    /// Code of its tax class.
    pub tax_class: String,
    /// The rate on the date; `None` = the class has none for this legal entity.
    pub tax_ppm: Option<u32>,
    /// The first moment at which the price may be another without a catalog write; `i64::MAX` = never.
    pub fresh_until_ms: i64,
}

impl Store {
    /// The facts of each known SKU; unknown ones are left out. Two queries, whatever the number of SKUs. The answer
    /// may be cached under (tenant, store, SKU, date, [`Store::catalog_version`]) until `fresh_until_ms`.
    pub async fn catalog_facts(
        &self,
        tenant: TenantId,
        query: FactsQuery<'_>,
    ) -> Result<HashMap<String, SkuFacts>, StoreError> {
        let lineage = query.store.org_unit.lineage();
        let mut facts: HashMap<String, (SkuFacts, Option<Rank>)> = HashMap::with_capacity(query.skus.len());
        for row in self.variants_with_prices(tenant, query, &lineage).await? {
            let entry = match facts.entry(row.at(0)?) {
                Entry::Occupied(entry) => entry.into_mut(),
                Entry::Vacant(entry) => entry.insert((sku_facts(&row)?, None)),
            };
            if let Some(price) = candidate(&row, &lineage, query)? {
                price.offer(query.now_ms, entry);
            }
        }
        let rates = self.tax_rates_on(tenant, query).await?;
        Ok(facts
            .into_iter()
            .map(|(sku, (mut facts, _))| {
                facts.tax_ppm = rates.get(&facts.tax_class).copied();
                (sku, facts)
            })
            .collect())
    }

    /// What one unit of a SKU costs in a store at a moment, minor units; `None` = it has no price there and then.
    pub async fn price_at(
        &self,
        tenant: TenantId,
        sku: &str,
        store: OrgUnitId,
        at_ms: i64,
    ) -> Result<Option<i64>, StoreError> {
        let Some(store) = self.store_context(tenant, store).await? else {
            return Ok(None);
        };
        let lineage = store.org_unit.lineage();
        let skus = [sku.to_owned()];
        let query = FactsQuery { store: &store, skus: &skus, now_ms: at_ms, date: "", price_kind: RETAIL };
        let mut best: Option<(Rank, i64)> = None;
        for row in self.variants_with_prices(tenant, query, &lineage).await? {
            let found = candidate(&row, &lineage, query)?.filter(|price| price.valid_from_ms <= at_ms);
            let found = found.map(|price| (price.rank, price.unit_price_minor));
            best = best.into_iter().chain(found).min_by_key(|(rank, _)| *rank);
        }
        Ok(best.map(|(_, price)| price))
    }

    /// One row for each variant and price that holds now or later at the store or above it.
    async fn variants_with_prices(
        &self,
        tenant: TenantId,
        query: FactsQuery<'_>,
        lineage: &[OrgUnitId],
    ) -> Result<Vec<QueryResult>, StoreError> {
        let text = "SELECT v.sku, v.id, v.product_id, p.name, v.name, p.tags_json, p.is_measured, p.status, \
                    v.stock_units, v.hard_floor_minor, p.tax_class, l.kind, l.currency, r.list_id, r.org_unit_id, \
                    r.valid_from_ms, r.valid_to_ms, r.unit_price_minor, r.floor_minor \
                    FROM variant v \
                    JOIN product p ON p.tenant_id = v.tenant_id AND p.id = v.product_id \
                    LEFT JOIN price r ON r.tenant_id = v.tenant_id AND r.variant_id = v.id \
                    AND (r.valid_to_ms IS NULL OR r.valid_to_ms > ?) AND r.org_unit_id IN ";
        let mut sql = Sql::with(self.backend(), text, [query.now_ms.into()]);
        sql.list(std::iter::once(EVERYWHERE).chain(lineage.iter().map(|unit| unit.0)));
        sql.push(" LEFT JOIN price_list l ON l.tenant_id = r.tenant_id AND l.id = r.list_id");
        sql.push_with(" WHERE v.tenant_id = ? AND v.sku IN ", [tenant.0.into()]);
        sql.list(query.skus.iter().cloned());
        sql.all(&self.db.read).await
    }

    /// The rate of each tax class on the date.
    async fn tax_rates_on(
        &self,
        tenant: TenantId,
        query: FactsQuery<'_>,
    ) -> Result<HashMap<String, u32>, StoreError> {
        let text = "SELECT tax_class, ppm FROM tax_rate \
                    WHERE tenant_id = ? AND legal_entity_id = ? AND valid_from <= ? ORDER BY valid_from";
        let values = [tenant.0.into(), query.store.legal_entity.id.0.into(), query.date.into()];
        let rows = Sql::with(self.backend(), text, values).all(&self.db.read).await?;
        // Later rows overwrite earlier ones.
        rows.iter().map(|row| Ok((row.at(0)?, narrow(row.at(1)?, "tax rate")?))).collect()
    }
}

/// How well a price suits: the nearest org unit, then the latest start, then any fixed order.
type Rank = (usize, std::cmp::Reverse<i64>, Uuid);

/// A price that holds now or later.
struct Candidate {
    rank: Rank,
    valid_from_ms: i64,
    valid_to_ms: Option<i64>,
    unit_price_minor: i64,
    floor_minor: i64,
}

impl Candidate {
    /// Takes the price where it suits best so far, and notes when that may change.
    fn offer(self, now_ms: i64, (facts, best): &mut (SkuFacts, Option<Rank>)) {
        if self.valid_from_ms > now_ms {
            facts.fresh_until_ms = facts.fresh_until_ms.min(self.valid_from_ms);
            return;
        }
        facts.fresh_until_ms = facts.fresh_until_ms.min(self.valid_to_ms.unwrap_or(i64::MAX));
        if best.as_ref().is_none_or(|best| self.rank < *best) {
            *best = Some(self.rank);
            facts.unit_price_minor = Some(self.unit_price_minor);
            facts.floor_minor = self.floor_minor;
        }
    }
}

fn candidate(
    row: &QueryResult,
    lineage: &[OrgUnitId],
    query: FactsQuery<'_>,
) -> Result<Option<Candidate>, StoreError> {
    let (kind, currency): (Option<String>, Option<String>) = (row.at(11)?, row.at(12)?);
    let wanted = (Some(query.price_kind), Some(query.store.legal_entity.currency.as_str()));
    if (kind.as_deref(), currency.as_deref()) != wanted {
        return Ok(None);
    }
    let unit: Uuid = row.at(14)?;
    let distance = lineage.iter().position(|above| above.0 == unit).unwrap_or(usize::MAX);
    let valid_from_ms: i64 = row.at(15)?;
    Ok(Some(Candidate {
        rank: (distance, std::cmp::Reverse(valid_from_ms), row.at(13)?),
        valid_from_ms,
        valid_to_ms: row.at(16)?,
        unit_price_minor: row.at(17)?,
        floor_minor: row.at(18)?,
    }))
}

fn sku_facts(row: &QueryResult) -> Result<SkuFacts, StoreError> {
    let (product_name, variant_name): (String, String) = (row.at(3)?, row.at(4)?);
    let tags: String = row.at(5)?;
    let status: String = row.at(7)?;
    Ok(SkuFacts {
        variant: VariantId(row.at(1)?),
        product: ProductId(row.at(2)?),
        name: if variant_name.is_empty() { product_name } else { format!("{product_name} {variant_name}") },
        tags: from_json(&tags, "tags")?,
        measured: row.at(6)?,
        is_active: ProductStatus::read(&status)? == ProductStatus::Active,
        stock_units: narrow(row.at(8)?, "stock units")?,
        hard_floor_minor: row.at(9)?,
        unit_price_minor: None,
        floor_minor: 0,
        tax_class: row.at(10)?,
        tax_ppm: None,
        fresh_until_ms: i64::MAX,
    })
}
