//! Events: numbered without gaps, sealed, under their schemas, delivered once.

use crate::both;
use crate::sales::tea_shop;
use bodega_testkit::{Database, line};
use serde_json::json;

both!(events_are_numbered_and_sealed_without_gaps, a_repeated_delivery_changes_nothing);

async fn events_are_numbered_and_sealed_without_gaps(database: Database) {
    let shop = tea_shop(database).await;
    let basket = shop.basket(vec![line("tea", "1")]);
    futures::future::join_all((0..20).map(|_| shop.sell(&basket))).await;
    shop.server.drain().await;
    let events = shop.get("/v1/events?after_seq=0&limit=500").await.ok();
    events["items"].as_array().unwrap().iter().for_each(assert_fits_its_schema);
    let numbers: Vec<i64> =
        events["items"].as_array().unwrap().iter().map(|e| e["seq"].as_i64().unwrap()).collect();
    assert!(numbers.iter().copied().eq(1..=numbers.len() as i64), "{numbers:?}");
    assert!(numbers.len() >= 20);
    let tenant = shop.server.store.find_tenant(&shop.tenant).await.unwrap().unwrap().id;
    let report = shop.server.store.verify_chain(tenant).await.unwrap();
    assert_eq!(report.fault, None);
    assert!(shop.server.store.check_ledger(tenant).await.unwrap().is_sound());
    assert!(shop.server.store.check_stock(tenant).await.unwrap().is_empty());
}

async fn a_repeated_delivery_changes_nothing(database: Database) {
    let shop = tea_shop(database).await;
    let member = shop.member().await;
    let mut basket = shop.basket(vec![line("cup", "1")]);
    basket["member"] = json!(member);
    shop.sell(&basket).await;
    // Two nodes look at the same time, again and again.
    for _ in 0..3 {
        let (a, b) = tokio::join!(shop.server.drain(), shop.server.drain());
        let ((), ()) = (a, b);
    }
    let accounts = shop.get(&format!("/v1/plugins/loyalty/accounts?prefix=points/{member}")).await.ok();
    assert_eq!(accounts["items"][0]["available"], 20, "{accounts:#}");
}

/// Payloads of the host's events fit the schemas in the tree.
pub fn assert_fits_its_schema(event: &serde_json::Value) {
    let event_type = event["type"].as_str().unwrap();
    if !bodega_domain::event::HOST_EVENT_TYPES.contains(&event_type) {
        return;
    }
    let path = format!("{}/../../host/domain/schemas/{event_type}.json", env!("CARGO_MANIFEST_DIR"));
    let schema = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(&event["payload"]).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{event_type}: {errors:?}");
}
