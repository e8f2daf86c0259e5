//! Caches what quotes look up: stores and the catalog facts of SKUs. An entry counts for one catalog version.

use crate::error::{AppError, AppResult};
use bodega_domain::ids::{OrgUnitId, TenantId, TerminalId};
use bodega_store::Store;
use bodega_store::catalog::{FactsQuery, RETAIL, SkuFacts};
use bodega_store::org::StoreContext;
use moka::sync::Cache;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

/// Stores kept.
const STORES_MAX: u64 = 10_000;
/// SKU facts kept, over all tenants and stores: about 500 bytes each.
const FACTS_MAX: u64 = 200_000;

type FactKey = (TenantId, OrgUnitId, Arc<str>);

/// What is known of a SKU on one date under one catalog version.
#[derive(Clone)]
struct Dated {
    version: i64,
    date: Arc<str>,
    facts: Option<Arc<SkuFacts>>,
}

/// The cache.
pub struct FactsCache {
    versions: Cache<TenantId, i64>,
    stores: Cache<(TenantId, OrgUnitId), (i64, Arc<StoreContext>)>,
    terminals: Cache<(TenantId, TerminalId), (i64, OrgUnitId)>,
    facts: Cache<FactKey, Dated>,
}

impl FactsCache {
    /// Trusts a catalog version for `ttl`.
    pub fn new(ttl: Duration) -> Self {
        FactsCache {
            versions: Cache::builder().max_capacity(STORES_MAX).time_to_live(ttl).build(),
            stores: Cache::new(STORES_MAX),
            terminals: Cache::new(STORES_MAX),
            facts: Cache::new(FACTS_MAX),
        }
    }

    /// Asks the store for the version again at the next look-up.
    pub fn forget(&self, tenant: TenantId) {
        self.versions.invalidate(&tenant);
    }

    async fn version(&self, store: &Store, tenant: TenantId) -> AppResult<i64> {
        if let Some(version) = self.versions.get(&tenant) {
            return Ok(version);
        }
        let version = store.catalog_version(tenant).await?;
        self.versions.insert(tenant, version);
        Ok(version)
    }

    /// A store with its legal entity.
    pub async fn store_context(
        &self,
        store: &Store,
        tenant: TenantId,
        id: OrgUnitId,
    ) -> AppResult<Arc<StoreContext>> {
        let version = self.version(store, tenant).await?;
        if let Some((cached, context)) = self.stores.get(&(tenant, id))
            && cached == version
        {
            return Ok(context);
        }
        let context = store.store_context(tenant, id).await?;
        let context =
            Arc::new(context.ok_or_else(|| AppError::invalid("store.unknown", "/store", "no such store"))?);
        self.stores.insert((tenant, id), (version, context.clone()));
        Ok(context)
    }

    /// The store a terminal stands in.
    pub async fn terminal_store(
        &self,
        store: &Store,
        tenant: TenantId,
        id: TerminalId,
    ) -> AppResult<OrgUnitId> {
        let version = self.version(store, tenant).await?;
        if let Some((cached, place)) = self.terminals.get(&(tenant, id))
            && cached == version
        {
            return Ok(place);
        }
        let terminal = store.get_terminal(tenant, id).await?;
        let unknown = || AppError::invalid("terminal.unknown", "/terminal", "no such terminal");
        let place = terminal.ok_or_else(unknown)?.store;
        self.terminals.insert((tenant, id), (version, place));
        Ok(place)
    }

    /// Facts of SKUs in a store at a moment; unknown SKUs are left out.
    pub async fn sku_facts(
        &self,
        store: &Store,
        tenant: TenantId,
        context: &StoreContext,
        skus: &[String],
        now_ms: i64,
        date: &str,
    ) -> AppResult<HashMap<String, Arc<SkuFacts>>> {
        let version = self.version(store, tenant).await?;
        let place = context.org_unit.id;
        let mut known = HashMap::with_capacity(skus.len());
        let mut missing: Vec<String> = Vec::new();
        for sku in skus {
            if known.contains_key(sku) || missing.contains(sku) {
                continue;
            }
            match self.facts.get(&(tenant, place, Arc::from(sku.as_str()))) {
                Some(dated)
                    if dated.version == version
                        && *dated.date == *date
                        && dated.facts.as_ref().is_none_or(|facts| facts.fresh_until_ms > now_ms) =>
                {
                    if let Some(facts) = dated.facts {
                        known.insert(sku.clone(), facts);
                    }
                }
                _ => missing.push(sku.clone()),
            }
        }
        if missing.is_empty() {
            return Ok(known);
        }
        let query = FactsQuery { store: context, skus: &missing, now_ms, date, price_kind: RETAIL };
        let mut found = store.catalog_facts(tenant, query).await?;
        let date: Arc<str> = Arc::from(date);
        for sku in missing {
            let facts = found.remove(&sku).map(Arc::new);
            let dated = Dated { version, date: date.clone(), facts: facts.clone() };
            self.facts.insert((tenant, place, Arc::from(sku.as_str())), dated);
            if let Some(facts) = facts {
                known.insert(sku, facts);
            }
        }
        Ok(known)
    }
}
