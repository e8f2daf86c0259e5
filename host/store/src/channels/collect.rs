//! Marks of moved stock: written with the move, collected into the values of items.

use super::items::{Change, change, read_item, select_items, write};
use super::lanes::{lane_of, lock, wake};
use super::{ChannelItem, LaneKey};
use crate::StoreError;
use crate::db::{self, Row, Sql, backend};
use crate::stock::book::Place;
use crate::store::Backend;
use crate::{PAGE_MAX, Store};
use bodega_domain::ids::{OrgUnitId, TenantId, VariantId};
use sea_orm::{DatabaseTransaction, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Marks places whose stock changed, where an item of a channel is kept there. One statement, which finds nothing for
/// most tenants. It counts up rather than keep what is there: the count's lock makes a collector wait for the commit.
pub(crate) async fn mark(
    tx: &DatabaseTransaction,
    places: impl Iterator<Item = &Place>,
) -> Result<(), StoreError> {
    let rows: Vec<Vec<Value>> = places
        .map(|(tenant, store, variant)| vec![tenant.0.into(), store.0.into(), variant.0.into()])
        .collect();
    let statement = "INSERT INTO channel_mark (tenant_id, store_id, variant_id, moves) \
                     SELECT DISTINCT v.tenant_id, v.store_id, v.variant_id, 1 FROM v JOIN channel_item i \
                     ON i.tenant_id = v.tenant_id AND i.store_id = v.store_id AND i.variant_id = v.variant_id \
                     WHERE i.version > 0 ORDER BY v.tenant_id, v.store_id, v.variant_id \
                     ON CONFLICT (tenant_id, store_id, variant_id) DO UPDATE SET moves = channel_mark.moves + 1";
    db::with_values(tx, &["tenant_id", "store_id", "variant_id"], &rows, statement).await
}

type Marked = BTreeMap<(TenantId, OrgUnitId), BTreeSet<VariantId>>;

impl Store {
    /// Reads the stock of marked items anew and makes what changed due; gives how many marks were collected. Marks of
    /// moves that are not committed yet are left for the next time.
    pub async fn collect_marks(&self, now_ms: i64, limit: u32) -> Result<usize, StoreError> {
        let text = "SELECT 1 FROM channel_mark LIMIT 1";
        if Sql::new(self.backend(), text).one(&self.db.read).await?.is_none() {
            return Ok(0);
        }
        let tx = self.db.begin().await?;
        let (marked, count) = take_marks(&tx, limit.min(PAGE_MAX)).await?;
        for ((tenant, store), variants) in &marked {
            collect(&tx, (*tenant, *store), variants, now_ms).await?;
        }
        tx.commit().await?;
        Ok(count)
    }
}

async fn take_marks(tx: &DatabaseTransaction, limit: u32) -> Result<(Marked, usize), StoreError> {
    let text = "SELECT tenant_id, store_id, variant_id FROM channel_mark \
                ORDER BY tenant_id, store_id, variant_id LIMIT ?";
    let mut sql = Sql::with(backend(tx), text, [i64::from(limit).into()]);
    if backend(tx) == Backend::Postgres {
        sql.push(" FOR UPDATE SKIP LOCKED");
    }
    let rows = sql.all(tx).await?;
    let mut marked = Marked::new();
    for row in &rows {
        let (tenant, store) = (TenantId(row.at(0)?), OrgUnitId(row.at(1)?));
        marked.entry((tenant, store)).or_default().insert(VariantId(row.at(2)?));
    }
    for ((tenant, store), variants) in &marked {
        let text = "DELETE FROM channel_mark WHERE tenant_id = ? AND store_id = ? AND variant_id IN ";
        let mut sql = Sql::with(backend(tx), text, [tenant.0.into(), store.0.into()]);
        sql.list(variants.iter().map(|variant| variant.0));
        sql.execute(tx).await?;
    }
    Ok((marked, rows.len()))
}

async fn collect(
    tx: &DatabaseTransaction,
    (tenant, store): (TenantId, OrgUnitId),
    variants: &BTreeSet<VariantId>,
    now_ms: i64,
) -> Result<(), StoreError> {
    let text = "SELECT DISTINCT tenant_id, installation_id, store_id FROM channel_item \
                WHERE tenant_id = ? AND store_id = ? AND variant_id IN ";
    let mut sql = Sql::with(backend(tx), text, [tenant.0.into(), store.0.into()]);
    sql.list(variants.iter().map(|variant| variant.0));
    let lanes = sql.all(tx).await?.iter().map(lane_of).collect::<Result<BTreeSet<LaneKey>, StoreError>>()?;
    lock(tx, &lanes).await?;
    let mut sql = select_items(backend(tx), tenant, " AND store_id = ? AND variant_id IN ", [store.0.into()]);
    sql.list(variants.iter().map(|variant| variant.0)).push(" ORDER BY installation_id, sku").for_update();
    let items = sql.all(tx).await?.iter().map(read_item).collect::<Result<Vec<ChannelItem>, StoreError>>()?;
    let stock = stock_of(tx, tenant, store, variants.iter().copied()).await?;
    let mut changed = Vec::new();
    for item in items {
        let stock = stock.get(&item.variant).copied().unwrap_or_default();
        let now = Change { stock, facts: None };
        changed.extend(change(&item, now, now_ms));
    }
    let due: BTreeSet<LaneKey> = changed
        .iter()
        .map(|(item, _)| LaneKey { tenant, installation: item.installation, store: item.store })
        .collect();
    write(tx, tenant, &changed).await?;
    wake(tx, &due, now_ms).await
}

/// On hand and available of variants at a store, as they stand in this transaction.
pub(super) async fn stock_of(
    tx: &DatabaseTransaction,
    tenant: TenantId,
    store: OrgUnitId,
    variants: impl Iterator<Item = VariantId>,
) -> Result<BTreeMap<VariantId, (i64, i64)>, StoreError> {
    let text = "SELECT variant_id, on_hand_micros, reserved_micros FROM stock_balance \
                WHERE tenant_id = ? AND location_id = ? AND variant_id IN ";
    let mut sql = Sql::with(backend(tx), text, [tenant.0.into(), store.0.into()]);
    sql.list(variants.map(|variant| variant.0));
    let mut stock = BTreeMap::new();
    for row in sql.all(tx).await? {
        let (on_hand, reserved): (i64, i64) = (row.at(1)?, row.at(2)?);
        stock.insert(VariantId(row.at(0)?), (on_hand, on_hand.saturating_sub(reserved)));
    }
    Ok(stock)
}
