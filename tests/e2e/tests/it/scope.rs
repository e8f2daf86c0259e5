//! An installation that is on for some stores only: what it hears, sees, does and answers.

use crate::both;
use bodega_testkit::{Database, Shop, id, line};
use reqwest::Method;
use serde_json::{Value, json};

both!(
    a_store_event_goes_where_the_plugin_is_on,
    other_stores_look_as_if_they_were_not_there,
    a_store_where_it_is_not_on_is_not_served,
    a_region_takes_its_stores_along,
);

const INSIDE: &str = "/v1/plugins/sampler";

/// A shop whose sampler is on for another store than the shop's; gives the installation and that store.
async fn shop_with_scope(database: Database) -> (Shop, String, String) {
    let shop = Shop::open(database).await;
    shop.product("tea", 1000, &[]).await;
    let installation = shop.install("sampler", json!({})).await;
    let elsewhere = shop.another_store().await;
    narrow(&shop, &installation, json!([elsewhere])).await;
    (shop, installation, elsewhere)
}

async fn narrow(shop: &Shop, installation: &str, scope: Value) {
    let path = format!("/v1/installations/{installation}");
    let package = shop.get(&path).await.ok()["package"].clone();
    shop.put(&path, json!({ "package": package, "scope": scope })).await.ok();
}

/// Sells to a new member in a store; gives the sale's id.
async fn sell_in(shop: &Shop, store: &str) -> String {
    let terminal = id();
    let unit = json!({ "store": store, "code": format!("T-{terminal}"), "name": "机" });
    shop.put(&format!("/v1/terminals/{terminal}"), unit).await.ok();
    let basket = json!({
        "store": store, "terminal": terminal, "channel": "pos", "lines": [line("tea", "1")],
        "member": shop.member().await,
    });
    shop.sell(&basket).await["id"].as_str().unwrap().to_owned()
}

async fn a_store_event_goes_where_the_plugin_is_on(database: Database) {
    let (shop, installation, elsewhere) = shop_with_scope(database).await;
    sell_in(&shop, &shop.store).await;
    shop.server.drain().await;
    assert_eq!(shop.events("sampler.greeted.v1").await.len(), 0, "it is not on there");
    sell_in(&shop, &elsewhere).await;
    shop.server.drain().await;
    assert_eq!(shop.events("sampler.greeted.v1").await.len(), 1);
    // What happened before it was on stays unheard.
    narrow(&shop, &installation, json!([])).await;
    shop.server.drain().await;
    assert_eq!(shop.events("sampler.greeted.v1").await.len(), 1);
    sell_in(&shop, &shop.store).await;
    shop.server.drain().await;
    assert_eq!(shop.events("sampler.greeted.v1").await.len(), 2);
}

async fn other_stores_look_as_if_they_were_not_there(database: Database) {
    let (shop, installation, elsewhere) = shop_with_scope(database).await;
    shop.receive("tea", "5").await;
    for store in [&shop.store, &elsewhere] {
        sell_in(&shop, store).await;
    }
    shop.server.drain().await;
    let seen = async |store: &str| shop.get(&format!("{INSIDE}/http/seen/{store}")).await.ok();
    let there = json!({
        "units": [elsewhere], "unit": true, "price": 1000, "on_hand": -1_000_000, "levels": 1, "sums": 1,
    });
    assert_eq!(seen(&elsewhere).await, there);
    let nothing = json!({
        "units": [elsewhere], "unit": false, "price": null, "on_hand": 0, "levels": 0, "sums": 0,
    });
    assert_eq!(seen(&shop.store).await, nothing);
    let report = async || shop.post(&format!("{INSIDE}/reports/by-store"), json!({})).await.ok();
    let rows = report().await["rows"].clone();
    assert_eq!(rows.as_array().unwrap().len(), 1, "no store named = those it sees: {rows}");

    // It cannot touch stock that it does not see.
    let wish = |store: &str| json!({ "sku": "tea", "location": store, "quantity": 1_000_000 });
    shop.post(&format!("{INSIDE}/http/stock"), wish(&shop.store)).await.refused(502, "plugin.failed");
    shop.post(&format!("{INSIDE}/http/stock"), wish(&elsewhere)).await.ok();

    narrow(&shop, &installation, json!([])).await;
    assert_eq!(seen(&shop.store).await["on_hand"], 4_000_000);
    assert_eq!(report().await["rows"].as_array().unwrap().len(), 2);
}

async fn a_store_where_it_is_not_on_is_not_served(database: Database) {
    let (shop, _, elsewhere) = shop_with_scope(database).await;
    let here = sell_in(&shop, &shop.store).await;
    let there = sell_in(&shop, &elsewhere).await;

    let press = |sale: &str| json!({ "subject": sale, "input": { "text": "x" } });
    let mark = format!("{INSIDE}/actions/mark");
    shop.post(&mark, press(&here)).await.refused(404, "plugin.not_here");
    shop.post(&mark, press(&there)).await.ok();
    let mut wrong_store = press(&there);
    wrong_store["store"] = json!(shop.store);
    shop.post(&mark, wrong_store).await.refused(404, "plugin.not_here");

    let report = format!("{INSIDE}/reports/by-store");
    shop.post(&report, json!({ "store": shop.store })).await.refused(404, "plugin.not_here");
    shop.post(&report, json!({ "store": elsewhere })).await.ok();
    shop.post(&report, json!({})).await.ok();

    let hello = async |store: &str| {
        let client = reqwest::Client::new();
        let request = client.request(Method::GET, format!("{}{INSIDE}/http/hello/x", shop.base));
        let answer = request.bearer_auth(&shop.token).header("bodega-store", store).send().await.unwrap();
        let status = answer.status().as_u16();
        (status, answer.json::<Value>().await.unwrap()["code"].clone())
    };
    assert_eq!(hello(&shop.store).await, (404, json!("plugin.not_here")));
    assert_eq!(hello("nowhere").await, (422, json!("store.unknown")));
    assert_eq!(hello(&id()).await, (404, json!("plugin.not_here")));
    assert_eq!(hello(&elsewhere).await.0, 200);
}

async fn a_region_takes_its_stores_along(database: Database) {
    let (shop, installation, _) = shop_with_scope(database).await;
    let (region, below) = (id(), id());
    let unit = |kind: &str, code: &str, parent: Option<&str>| {
        let mut unit = json!({
            "kind": kind, "code": code, "name": code, "legal_entity": shop.legal_entity,
            "time_zone": "Asia/Shanghai", "cash_unit_minor": 1, "cutoff_hour": 4,
        });
        if let Some(parent) = parent {
            unit["parent"] = json!(parent);
        }
        unit
    };
    shop.put(&format!("/v1/org-units/{region}"), unit("region", "R1", None)).await.ok();
    shop.put(&format!("/v1/org-units/{below}"), unit("store", "R1S1", Some(&region))).await.ok();
    narrow(&shop, &installation, json!([region])).await;
    sell_in(&shop, &below).await;
    sell_in(&shop, &shop.store).await;
    shop.server.drain().await;
    assert_eq!(shop.events("sampler.greeted.v1").await.len(), 1);
    let seen = shop.get(&format!("{INSIDE}/http/seen/{below}")).await.ok();
    let mut units: Vec<&str> =
        seen["units"].as_array().unwrap().iter().map(|u| u.as_str().unwrap()).collect();
    units.sort_unstable();
    let mut expected = [region.as_str(), below.as_str()];
    expected.sort_unstable();
    assert_eq!((units.as_slice(), &seen["unit"]), (&expected[..], &json!(true)));
    // A store that moves out of the region is out of the scope.
    shop.put(&format!("/v1/org-units/{below}"), unit("store", "R1S1", None)).await.ok();
    sell_in(&shop, &below).await;
    shop.server.drain().await;
    assert_eq!(shop.events("sampler.greeted.v1").await.len(), 1);
}
