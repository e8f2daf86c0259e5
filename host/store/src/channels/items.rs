//! The latest values of mapped items: changed, listed, tried again.

use super::collect::stock_of;
use super::lanes::{lock, wake};
use super::{ChannelItem, ItemFacts, ItemState, LaneKey};
use crate::db::{self, OnConflict, Row, Sql, backend, narrow};
use crate::store::Backend;
use crate::{PAGE_MAX, Page, PageRequest, Store, StoreError};
use bodega_domain::ids::{InstallationId, OrgUnitId, TenantId, VariantId};
use bodega_domain::org::Reach;
use sea_orm::{DatabaseTransaction, QueryResult, Value};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

const COLUMNS: &str = "installation_id, store_id, sku, variant_id, document_key, on_hand_micros, available_micros, \
                       price_minor, is_on_sale, version, state, attempts, error, changed_at_ms, due_at_ms";

/// Which items are wanted; `None` = any.
#[derive(Clone, Debug, Default)]
pub struct ChannelItemFilter {
    /// Whose mapping.
    pub installation: Option<InstallationId>,
    /// Where.
    pub store: Option<OrgUnitId>,
    /// Whether the channel has the values.
    pub state: Option<ItemState>,
    /// Whose units' rows are wanted.
    pub reach: Reach,
}

/// What is known now of an item.
#[derive(Clone, Copy, Debug)]
pub(super) struct Change<'a> {
    /// On hand and available.
    pub stock: (i64, i64),
    /// What the catalog says; `None` = as before.
    pub facts: Option<&'a ItemFacts>,
}

pub(super) fn select_items<const N: usize>(
    backend: Backend,
    tenant: TenantId,
    test: &str,
    values: [Value; N],
) -> Sql {
    let text = format!("SELECT {COLUMNS} FROM channel_item WHERE tenant_id = ?");
    let mut sql = Sql::with(backend, &text, [tenant.0.into()]);
    sql.push_with(test, values);
    sql
}

pub(super) fn read_item(row: &QueryResult) -> Result<ChannelItem, StoreError> {
    Ok(ChannelItem {
        installation: InstallationId(row.at(0)?),
        store: OrgUnitId(row.at(1)?),
        sku: row.at(2)?,
        variant: VariantId(row.at(3)?),
        document_key: row.at(4)?,
        on_hand_micros: row.at(5)?,
        available_micros: row.at(6)?,
        price_minor: row.at(7)?,
        is_on_sale: row.at(8)?,
        version: row.at(9)?,
        state: ItemState::read(&row.at::<String>(10)?)?,
        attempts: narrow(row.at(11)?, "attempts")?,
        error: row.at(12)?,
        changed_at_ms: row.at(13)?,
    })
}

/// The item with its values as they are now and when it is due, where they changed. A value that the channel refused is
/// tried again once it changes; one whose attempts fail keeps its back-off, with the newer value.
pub(super) fn change(
    before: &ChannelItem,
    now: Change<'_>,
    now_ms: i64,
) -> Option<(ChannelItem, Option<i64>)> {
    let mut item = before.clone();
    (item.on_hand_micros, item.available_micros) = now.stock;
    if let Some(facts) = now.facts {
        item.price_minor = facts.price_minor;
        item.is_on_sale = facts.is_on_sale;
        item.variant = facts.variant;
        item.document_key.clone_from(&facts.document_key);
    }
    if item == *before {
        return None;
    }
    item.version += 1;
    item.changed_at_ms = now_ms;
    if before.state == ItemState::Pending {
        // Its due time stays.
        return Some((item, None));
    }
    item.state = ItemState::Pending;
    item.attempts = 0;
    item.error = None;
    Some((item, Some(now_ms)))
}

fn new_item(lane: LaneKey, facts: &ItemFacts, (on_hand, available): (i64, i64), now_ms: i64) -> ChannelItem {
    ChannelItem {
        installation: lane.installation,
        store: lane.store,
        sku: facts.sku.clone(),
        variant: facts.variant,
        document_key: facts.document_key.clone(),
        on_hand_micros: on_hand,
        available_micros: available,
        price_minor: facts.price_minor,
        is_on_sale: facts.is_on_sale,
        version: 1,
        state: ItemState::Pending,
        attempts: 0,
        error: None,
        changed_at_ms: now_ms,
    }
}

/// Writes items of locked lanes; a due time of `None` keeps what is there.
pub(super) async fn write(
    tx: &DatabaseTransaction,
    tenant: TenantId,
    items: &[(ChannelItem, Option<i64>)],
) -> Result<(), StoreError> {
    let value = |(item, due_at_ms): &(ChannelItem, Option<i64>)| -> Vec<Value> {
        vec![
            tenant.0.into(),
            item.installation.0.into(),
            item.store.0.into(),
            item.sku.as_str().into(),
            item.variant.0.into(),
            item.document_key.as_str().into(),
            item.on_hand_micros.into(),
            item.available_micros.into(),
            item.price_minor.into(),
            item.is_on_sale.into(),
            item.version.into(),
            item.state.as_str().into(),
            (*due_at_ms).into(),
            i64::from(item.attempts).into(),
            item.error.clone().into(),
            item.changed_at_ms.into(),
        ]
    };
    let rows: Vec<Vec<Value>> = items.iter().map(value).collect();
    let columns = [
        "tenant_id",
        "installation_id",
        "store_id",
        "sku",
        "variant_id",
        "document_key",
        "on_hand_micros",
        "available_micros",
        "price_minor",
        "is_on_sale",
        "version",
        "state",
        "due_at_ms",
        "attempts",
        "error",
        "changed_at_ms",
    ];
    let change = "(tenant_id, installation_id, store_id, sku) DO UPDATE SET variant_id = excluded.variant_id, \
                  document_key = excluded.document_key, on_hand_micros = excluded.on_hand_micros, \
                  available_micros = excluded.available_micros, price_minor = excluded.price_minor, \
                  is_on_sale = excluded.is_on_sale, version = excluded.version, state = excluded.state, \
                  due_at_ms = COALESCE(excluded.due_at_ms, channel_item.due_at_ms), attempts = excluded.attempts, \
                  error = excluded.error, changed_at_ms = excluded.changed_at_ms";
    db::insert_rows(tx, "channel_item", &columns, &rows, OnConflict::Do(change)).await
}

/// Holds the balances of items that are to be made, before any lane is locked: a move under way commits first and is
/// read, a later one finds the item to mark. Without it a move that started before the item was there would be missed.
async fn hold_new(tx: &DatabaseTransaction, lane: LaneKey, facts: &[ItemFacts]) -> Result<(), StoreError> {
    let text = "SELECT sku FROM channel_item WHERE tenant_id = ? AND installation_id = ? AND store_id = ? AND sku IN ";
    let mut sql = Sql::with(backend(tx), text, lane.values());
    sql.list(facts.iter().map(|facts| facts.sku.as_str()));
    let known: BTreeSet<String> =
        sql.all(tx).await?.iter().map(|row| row.at(0)).collect::<Result<_, StoreError>>()?;
    let new: BTreeSet<Uuid> =
        facts.iter().filter(|facts| !known.contains(&facts.sku)).map(|facts| facts.variant.0).collect();
    let row = |variant: Uuid| -> Vec<Value> {
        vec![lane.tenant.0.into(), lane.store.0.into(), variant.into(), 0i64.into(), 0i64.into()]
    };
    let rows: Vec<Vec<Value>> = new.into_iter().map(row).collect();
    let columns = ["tenant_id", "location_id", "variant_id", "on_hand_micros", "reserved_micros"];
    let hold =
        "(tenant_id, location_id, variant_id) DO UPDATE SET on_hand_micros = stock_balance.on_hand_micros";
    db::insert_rows(tx, "stock_balance", &columns, &rows, OnConflict::Do(hold)).await
}

impl Store {
    /// Brings items of a lane up to date with what the catalog says, at most 500 at once; what changed is due.
    pub async fn refresh_items(
        &self,
        lane: LaneKey,
        facts: &[ItemFacts],
        now_ms: i64,
    ) -> Result<(), StoreError> {
        if facts.is_empty() {
            return Ok(());
        }
        let tx = self.db.begin().await?;
        let lanes = BTreeSet::from([lane]);
        hold_new(&tx, lane, facts).await?;
        lock(&tx, &lanes).await?;
        let test = " AND installation_id = ? AND store_id = ? AND sku IN ";
        let mut sql = select_items(
            self.backend(),
            lane.tenant,
            test,
            [lane.installation.0.into(), lane.store.0.into()],
        );
        sql.list(facts.iter().map(|facts| facts.sku.as_str())).push(" ORDER BY sku").for_update();
        let mut before = BTreeMap::new();
        for row in sql.all(&tx).await? {
            let item = read_item(&row)?;
            before.insert(item.sku.clone(), item);
        }
        let variants = facts.iter().map(|facts| facts.variant);
        let stock = stock_of(&tx, lane.tenant, lane.store, variants).await?;
        let mut changed = Vec::new();
        for facts in facts {
            let stock = stock.get(&facts.variant).copied().unwrap_or_default();
            match before.get(&facts.sku) {
                Some(item) => changed.extend(change(item, Change { stock, facts: Some(facts) }, now_ms)),
                None => changed.push((new_item(lane, facts, stock, now_ms), Some(now_ms))),
            }
        }
        if !changed.is_empty() {
            write(&tx, lane.tenant, &changed).await?;
            wake(&tx, &lanes, now_ms).await?;
        }
        Ok(tx.commit().await?)
    }

    /// The SKUs of a lane's items.
    pub async fn lane_skus(&self, lane: LaneKey) -> Result<BTreeSet<String>, StoreError> {
        let text =
            "SELECT sku FROM channel_item WHERE tenant_id = ? AND installation_id = ? AND store_id = ?";
        let rows = Sql::with(self.backend(), text, lane.values()).all(&self.db.read).await?;
        rows.iter().map(|row| row.at(0)).collect()
    }

    /// Forgets items that the mapping names no more.
    pub async fn forget_items(&self, lane: LaneKey, skus: &[String]) -> Result<(), StoreError> {
        for skus in skus.chunks(PAGE_MAX as usize) {
            let text = "DELETE FROM channel_item \
                        WHERE tenant_id = ? AND installation_id = ? AND store_id = ? AND sku IN ";
            let mut sql = Sql::with(self.backend(), text, lane.values());
            sql.list(skus.iter().map(String::as_str));
            sql.execute(&self.db.write).await?;
        }
        Ok(())
    }

    /// Items by installation, store and SKU.
    pub async fn list_channel_items(
        &self,
        tenant: TenantId,
        filter: &ChannelItemFilter,
        page: &PageRequest,
    ) -> Result<Page<ChannelItem>, StoreError> {
        let mut sql = select_items(self.backend(), tenant, "", []);
        if let Some(installation) = filter.installation {
            sql.push_with(" AND installation_id = ?", [installation.0.into()]);
        }
        if let Some(store) = filter.store {
            sql.push_with(" AND store_id = ?", [store.0.into()]);
        }
        sql.within("store_id", tenant, &filter.reach);
        if let Some(state) = filter.state {
            sql.push_with(" AND state = ?", [state.as_str().into()]);
        }
        if let Some((installation, store, sku)) = page.key::<(Uuid, Uuid, String)>()? {
            let values = [installation.into(), store.into(), sku.into()];
            sql.push_with(" AND (installation_id, store_id, sku) > (?, ?, ?)", values);
        }
        let limit = i64::try_from(page.fetch()).unwrap_or(i64::MAX);
        sql.push_with(" ORDER BY installation_id, store_id, sku LIMIT ?", [limit.into()]);
        let rows = sql.all(&self.db.read).await?;
        let items = rows.iter().map(read_item).collect::<Result<Vec<ChannelItem>, StoreError>>()?;
        Ok(page.page(items, |item| (item.installation.0, item.store.0, item.sku.clone())))
    }

    /// Makes an item due again, whatever the channel said of it. `false` = there is no such item.
    pub async fn retry_channel_item(
        &self,
        lane: LaneKey,
        sku: &str,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let tx = self.db.begin().await?;
        let lanes = BTreeSet::from([lane]);
        lock(&tx, &lanes).await?;
        let text = "UPDATE channel_item SET state = 'pending', due_at_ms = ?, attempts = 0, error = NULL \
                    WHERE tenant_id = ? AND installation_id = ? AND store_id = ? AND sku = ?";
        let [tenant, installation, store] = lane.values();
        let values = [now_ms.into(), tenant, installation, store, sku.into()];
        if Sql::with(backend(&tx), text, values).execute(&tx).await? == 0 {
            return Ok(false);
        }
        wake(&tx, &lanes, now_ms).await?;
        tx.commit().await?;
        Ok(true)
    }
}
