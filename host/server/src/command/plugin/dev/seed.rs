//! A shop to try a plugin in: one store with a till, four products with prices and stock, a member.

use super::client::Client;
use anyhow::Result;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use uuid::Uuid;

/// SKU, name, price in minor units, tags.
const PRODUCTS: [(&str, &str, i64, &[&str]); 4] = [
    ("tea", "龙井茶", 1_000, &["tea", "drink"]),
    ("crisps", "薯片", 650, &["snack"]),
    ("milk", "鲜牛奶", 590, &["drink", "fresh"]),
    ("apple", "红富士苹果", 880, &["fresh"]),
];
/// The goods that carry the words of the settings as tags, so that a rule about a tag has something to work on.
const TAGGED: &str = "tea";
/// Words of the settings that become tags.
const WORDS_MAX: usize = 20;
/// When stock came in, ms since 1970 UTC.
const RECEIVED_MS: i64 = 1_767_240_000_000;

/// What was made.
pub struct Shop {
    pub store: String,
    pub terminal: String,
    pub member: String,
    pub skus: Vec<&'static str>,
}

/// Makes the shop.
pub async fn open(client: &Client, settings: &Value) -> Result<Shop> {
    let id = || Uuid::now_v7().to_string();
    let [entity, list] = [id(), id()];
    let shop =
        Shop { store: id(), terminal: id(), member: id(), skus: PRODUCTS.map(|(sku, ..)| sku).to_vec() };
    let seller = json!({ "name": "Dev", "tax_id": "1", "currency": "CNY", "tax_mode": "inclusive" });
    client.put(&format!("/v1/legal-entities/{entity}"), seller).await?;
    let store = json!({
        "kind": "store", "code": "S1", "name": "一号店", "legal_entity": entity,
        "time_zone": "Asia/Shanghai", "cash_unit_minor": 1, "cutoff_hour": 4,
    });
    client.put(&format!("/v1/org-units/{}", shop.store), store).await?;
    let terminal = json!({ "store": shop.store, "code": "T1", "name": "一号机" });
    client.put(&format!("/v1/terminals/{}", shop.terminal), terminal).await?;
    let rates = json!([{ "legal_entity": entity, "valid_from": "2020-01-01", "ppm": 130_000 }]);
    client.put("/v1/tax-classes/standard", json!({ "name": "标准", "rates": rates })).await?;
    let retail = json!({ "name": "零售价", "currency": "CNY", "kind": "retail" });
    client.put(&format!("/v1/price-lists/{list}"), retail).await?;
    client.put(&format!("/v1/members/{}", shop.member), json!({ "code": "M1" })).await?;
    goods(client, &shop.store, &list, settings).await?;
    Ok(shop)
}

async fn goods(client: &Client, store: &str, list: &str, settings: &Value) -> Result<()> {
    let mut words = BTreeSet::new();
    collect_words(settings, &mut words);
    let (mut products, mut prices, mut stock) = (Vec::new(), Vec::new(), Vec::new());
    for (sku, name, price, tags) in PRODUCTS {
        let variant = Uuid::now_v7();
        let mut tags: BTreeSet<String> = tags.iter().map(ToString::to_string).collect();
        if sku == TAGGED {
            tags.extend(words.iter().cloned());
        }
        products.push(json!({
            "id": Uuid::now_v7(), "name": name, "category": "food", "tags": tags, "tax_class": "standard",
            "variants": [{ "id": variant, "sku": sku, "name": "" }],
        }));
        prices.push(json!({ "list": list, "variant": variant, "unit_price_minor": price }));
        stock.push(json!({ "variant": variant, "quantity": "100" }));
    }
    client.post("/v1/products/batch", json!({ "products": products })).await?;
    client.post("/v1/prices/batch", json!({ "prices": prices })).await?;
    let receipt =
        json!({ "id": Uuid::now_v7(), "location": store, "occurred_at_ms": RECEIVED_MS, "lines": stock });
    client.post("/v1/stock/receipts", receipt).await?;
    Ok(())
}

/// Texts that could be tags.
fn collect_words(value: &Value, words: &mut BTreeSet<String>) {
    match value {
        Value::String(text) if words.len() < WORDS_MAX && bodega_package::is_kebab_case(text) => {
            words.insert(text.clone());
        }
        Value::Array(list) => list.iter().for_each(|one| collect_words(one, words)),
        Value::Object(object) => object.values().for_each(|one| collect_words(one, words)),
        _ => {}
    }
}

/// Sells two of everything to the member, for cash.
pub async fn sell(client: &Client, shop: &Shop) -> Result<Value> {
    let lines: Vec<Value> = shop.skus.iter().map(|sku| json!({ "sku": sku, "quantity": "2" })).collect();
    let basket = json!({
        "store": shop.store, "terminal": shop.terminal, "channel": "pos", "member": shop.member, "lines": lines,
    });
    let quote = client.post("/v1/quotes", basket.clone()).await?;
    let mut sale = basket;
    let id = Uuid::now_v7();
    sale["number"] = format!("S1-T1-{id}").into();
    sale["occurred_at_ms"] = RECEIVED_MS.into();
    sale["quote"] = json!({ "total_minor": quote["total_minor"], "digest": quote["digest"] });
    let cash = json!({ "id": Uuid::now_v7(), "method": "cash", "amount_minor": quote["total_minor"] });
    sale["tenders"] = if quote["total_minor"] == 0 { json!([]) } else { json!([cash]) };
    client.put(&format!("/v1/sales/{id}"), sale).await
}
