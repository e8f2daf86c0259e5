//! A plugin that walks every capability with the ids of another merchant: nothing is found, nothing is written.

use crate::both;
use bodega_testkit::{Database, Shop, TestServer, line};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

both!(another_merchants_ids_open_nothing,);

/// What a capability says where there is nothing.
const NOTHING: [&str; 5] = ["None", "[]", "0", "false", "Some(0)"];

/// Interfaces of the contract that take or give a merchant's data.
fn data_interfaces() -> BTreeSet<String> {
    let wit = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../wit/data/data.wit");
    let text = std::fs::read_to_string(wit).expect("the contract is there");
    let names = text.lines().filter_map(|line| line.strip_prefix("interface ")?.split(' ').next());
    names.map(|name| format!("bodega:data/{name}")).collect()
}

/// A member, stock, a product with a barcode and a sale of them, with the member's purse and a note of the plugin.
async fn furnish(shop: &Shop, sku: &str, barcode: &str) -> Value {
    shop.product_with(sku, 1000, json!({ "variant": { "barcodes": [{ "code": barcode }] } })).await;
    shop.receive(sku, "7").await;
    let member = shop.member().await;
    let mut basket = shop.basket(vec![line(sku, "1")]);
    basket["member"] = json!(member);
    let sale = shop.sell(&basket).await;
    let note = format!("/v1/plugins/hostile/collections/notes/documents/of%2F{member}");
    shop.put(&note, json!({ "of": "the other" })).await.ok();
    json!({ "sale": sale["id"], "member": member, "store": shop.store, "sku": sku, "barcode": barcode })
}

async fn another_merchants_ids_open_nothing(database: Database) {
    let server = Arc::new(TestServer::start(database).await);
    let victim = Shop::open_on(server.clone(), "inclusive").await;
    victim.install("hostile", json!({})).await;
    let ids = furnish(&victim, "their-tea", "6900000000004").await;
    server.drain().await;

    let thief = Shop::open_on(server.clone(), "inclusive").await;
    let digest = thief.publish(bodega_testkit::package_of("hostile", |m| m)).await.ok()["digest"].clone();
    let asks = thief.get(&format!("/v1/packages/{}/asks", digest.as_str().unwrap())).await.ok();
    let walked: BTreeSet<String> = serde_json::from_value(asks["permissions"].clone()).unwrap();
    let forgotten: Vec<String> = data_interfaces().difference(&walked).cloned().collect();
    assert!(
        forgotten.is_empty(),
        "tests/hostile/src/trespass.rs does not walk {forgotten:?}: add them there"
    );

    thief.product("tea", 1000, &[]).await;
    let settings = |mode: &str| {
        let mut settings = ids.clone();
        settings["handle"] = json!(mode);
        settings
    };
    let installation = thief.install("hostile", settings("trespass")).await;
    thief.sell(&thief.basket(vec![line("tea", "1")])).await;
    server.drain().await;
    let found = thief.get("/v1/plugins/hostile/collections/notes/documents/found").await.ok();
    let found = found["body"].as_object().expect("it looked").clone();
    assert!(found.len() >= 16, "{found:#?}");
    for (capability, seen) in &found {
        assert!(NOTHING.contains(&seen.as_str().unwrap()), "{capability} gave {seen}");
    }

    let books = async || {
        json!({
            "accounts": victim.get("/v1/plugins/hostile/accounts?prefix=").await.ok()["items"],
            "notes": victim.get("/v1/plugins/hostile/collections/notes/documents").await.ok()["items"],
            "stock": victim.get(&format!("/v1/stock?location={}", victim.store)).await.ok()["items"],
            "member": victim.get(&format!("/v1/members/{}", ids["member"].as_str().unwrap())).await.ok(),
            "messages": victim.get("/v1/messages").await.ok()["items"],
        })
    };
    let before = books().await;
    for mode in ["trespass-post", "trespass-tag", "trespass-stock", "trespass-message", "trespass-put"] {
        thief.put(&format!("/v1/installations/{installation}/settings"), settings(mode)).await.ok();
        thief.sell(&thief.basket(vec![line("tea", "1")])).await;
        server.drain().await;
        assert_eq!(books().await, before, "{mode}");
    }
    // What names something of the other merchant is refused; a key of its own is written for the thief alone.
    let dead = thief.get("/v1/deliveries?state=dead").await.ok();
    assert!(!dead["items"].as_array().unwrap().is_empty(), "{dead:#}");
}
