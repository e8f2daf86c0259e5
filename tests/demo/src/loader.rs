//! Loads a shop through the public API: legal entity, stores, tills, taxes, products, prices, members, stock.
//!
//! Ids are stable and calls safe to repeat, so loading again changes nothing; only opening stock would come twice.

use crate::client::{Client, ClientError};
use crate::data::clock::ZONE;
use crate::data::{Price, Product};
use crate::ids::stable;
use crate::progress::Progress;
use crate::text::grouped;
use anyhow::Result;
use futures::{StreamExt, TryStreamExt, stream};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Things in one call: large enough that calls cost little, small enough that one is done in well under a second.
pub const BATCH: usize = 500;

/// Calls of one step under way at once: the server writes one after the other anyway.
const ABREAST: usize = 4;

/// Prices hold from here on: before anything that the data set tells.
const VALID_FROM: &str = "2016-01-01";

/// Parts per million that goods other than food pay: made up, as rates differ by county.
const SALES_TAX_PPM: u32 = 67_500;

/// What is loaded.
pub struct Plan<'a> {
    /// Of which products.
    pub products: &'a [Product],
    /// Their prices.
    pub prices: &'a [Price],
    /// Stores and how many tills each has.
    pub stores: &'a BTreeMap<u32, usize>,
    /// Households that are members.
    pub households: &'a [u32],
    /// Store, product and pieces put on the shelf at the start.
    pub stock: &'a BTreeMap<u32, Vec<(u32, u64)>>,
}

/// A till.
#[derive(Clone, Copy, Debug)]
pub struct Till {
    /// Its id.
    pub id: Uuid,
    /// From 1.
    pub number: usize,
}

/// The shop as it stands in the server.
#[derive(Clone, Debug)]
pub struct Shop {
    /// Store and tills by the store's number in the data set.
    pub stores: BTreeMap<u32, (Uuid, Vec<Till>)>,
}

/// Loads all of `plan`.
///
/// # Errors
/// The first refusal of the server, with its words.
pub async fn load(client: &Client, plan: &Plan<'_>) -> Result<Shop> {
    let shop = organisation(client, plan).await?;
    products(client, plan.products).await?;
    prices(client, plan.prices, &shop).await?;
    members(client, plan.households).await?;
    if !plan.stock.is_empty() {
        stock(client, plan.stock, &shop).await?;
    }
    Ok(shop)
}

/// The id of a household as a member.
pub fn member_id(household: u32) -> Uuid {
    stable("member", u64::from(household))
}

/// The id of an article: each product of the data set has one variant.
pub fn variant_id(product: u32) -> Uuid {
    stable("variant", u64::from(product))
}

/// The id of a store.
pub fn store_id(store: u32) -> Uuid {
    stable("store", u64::from(store))
}

async fn organisation(client: &Client, plan: &Plan<'_>) -> Result<Shop> {
    let entity = stable("legal-entity", 1);
    let body = json!({
        "name": "Complete Journey Grocers, Inc.",
        "tax_id": "00-0000000",
        "currency": "USD",
        "tax_mode": "exclusive",
    });
    done(client.put(&format!("/v1/legal-entities/{entity}"), &body).await)?;
    let unit = |kind: &str, code: &str, name: &str, parent: Option<Uuid>| {
        json!({
            "kind": kind,
            "operation": "direct",
            "code": code,
            "name": name,
            "parent": parent,
            "legal_entity": entity,
            "time_zone": ZONE,
            "cash_unit_minor": 1,
            "cutoff_hour": 0,
        })
    };
    let head = stable("hq", 1);
    done(client.put(&format!("/v1/org-units/{head}"), &unit("hq", "HQ", "Head office", None)).await)?;
    for (code, name, ppm) in [("food", "Food", 0), ("general", "General merchandise", SALES_TAX_PPM)] {
        let rates = json!([{"legal_entity": entity, "valid_from": VALID_FROM, "ppm": ppm}]);
        done(client.put(&format!("/v1/tax-classes/{code}"), &json!({"name": name, "rates": rates})).await)?;
    }
    let tills: usize = plan.stores.values().sum();
    let progress = Progress::new("stores and tills", plan.stores.len() + tills);
    let mut shop = Shop { stores: BTreeMap::new() };
    for (number, tills) in plan.stores {
        let store = store_id(*number);
        let body = unit("store", &number.to_string(), &format!("Store {number}"), Some(head));
        done(client.put(&format!("/v1/org-units/{store}"), &body).await)?;
        let mut placed = Vec::with_capacity(*tills);
        for till in 1..=*tills {
            let id = stable("till", u64::from(*number) * 1000 + till as u64);
            let body = json!({"store": store, "code": format!("{till:02}"), "name": format!("Till {till}")});
            done(client.put(&format!("/v1/terminals/{id}"), &body).await)?;
            placed.push(Till { id, number: till });
        }
        progress.add(1 + tills);
        shop.stores.insert(*number, (store, placed));
    }
    progress.finish(&format!("{} stores, {tills} tills", plan.stores.len()));
    Ok(shop)
}

async fn products(client: &Client, products: &[Product]) -> Result<()> {
    let batches = products.chunks(BATCH).map(|batch| {
        let body: Vec<Value> = batch.iter().map(product).collect();
        (batch.len(), json!({ "products": body }))
    });
    batched(client, "products", "/v1/products/batch", products.len(), batches).await.map(drop)
}

fn product(product: &Product) -> Value {
    json!({
        "id": stable("product", u64::from(product.id)),
        "name": product.name(),
        "category": product.path(),
        "tags": product.tags(),
        "tax_class": product.tax_class(),
        "unit_of_measure": "piece",
        "measured": false,
        "variants": [{
            "id": variant_id(product.id),
            "sku": product.id.to_string(),
            "name": product.variant_name(),
            "stock_units": 1,
            "barcodes": [{"code": product.gtin(), "stock_units": 1}],
        }],
    })
}

async fn prices(client: &Client, prices: &[Price], shop: &Shop) -> Result<()> {
    let list = stable("price-list", 1);
    let body = json!({"name": "Shelf prices", "currency": "USD", "kind": "retail"});
    done(client.put(&format!("/v1/price-lists/{list}"), &body).await)?;
    let batches = prices.chunks(BATCH).map(|batch| {
        let body: Vec<Value> = batch
            .iter()
            .filter(|price| price.store.is_none_or(|store| shop.stores.contains_key(&store)))
            .map(|price| {
                json!({
                    "list": list,
                    "variant": variant_id(price.product),
                    "org_unit": price.store.map(store_id),
                    "unit_price_minor": price.unit_minor,
                })
            })
            .collect();
        (batch.len(), json!({ "prices": body }))
    });
    batched(client, "prices", "/v1/prices/batch", prices.len(), batches).await.map(drop)
}

async fn members(client: &Client, households: &[u32]) -> Result<()> {
    let batches = households.chunks(BATCH).map(|batch| {
        let member =
            |household: &u32| json!({"id": member_id(*household), "code": format!("H{household:05}")});
        (batch.len(), json!({"members": batch.iter().map(member).collect::<Vec<_>>()}))
    });
    batched(client, "members", "/v1/members/batch", households.len(), batches).await.map(drop)
}

async fn stock(client: &Client, stock: &BTreeMap<u32, Vec<(u32, u64)>>, shop: &Shop) -> Result<()> {
    let total = stock.values().map(Vec::len).sum();
    let now_ms = jiff::Timestamp::now().as_millisecond();
    let receipts = stock.iter().filter_map(|(store, lines)| Some((shop.stores.get(store)?.0, lines)));
    let batches = receipts.flat_map(|(store, lines)| {
        lines.chunks(BATCH).map(move |batch| {
            let line = |(product, pieces): &(u32, u64)| {
                json!({"variant": variant_id(*product), "quantity": pieces.to_string()})
            };
            let lines: Vec<Value> = batch.iter().map(line).collect();
            let id = Uuid::now_v7();
            (batch.len(), json!({"id": id, "location": store, "occurred_at_ms": now_ms, "lines": lines}))
        })
    });
    batched(client, "stock", "/v1/stock/receipts", total, batches).await.map(drop)
}

/// Posts batches, a few at a time, and shows how far it is; gives the answers.
pub async fn batched(
    client: &Client,
    what: &str,
    path: &str,
    total: usize,
    batches: impl Iterator<Item = (usize, Value)>,
) -> Result<Vec<Value>> {
    let progress = Progress::new(what, total);
    let answers = stream::iter(batches)
        .map(|(count, body)| {
            let progress = &progress;
            async move {
                let answer: Value = client.post(path, &body).await?;
                progress.add(count);
                Ok::<Value, ClientError>(answer)
            }
        })
        .buffer_unordered(ABREAST)
        .try_collect()
        .await?;
    progress.finish(&grouped(total as u64));
    Ok(answers)
}

/// An answer that only says that it is done.
fn done(answer: Result<Value, ClientError>) -> Result<(), ClientError> {
    answer.map(drop)
}
