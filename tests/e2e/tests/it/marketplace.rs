//! What a host tells its marketplace: who has what installed, and what was used of paid plans, each once.

use crate::both;
use crate::kills::{fetch, marketplace};
use bodega_app::plugins::report_to_marketplace;
use bodega_server::registry::Role;
use bodega_testkit::{Database, Shop, id, line};
use serde_json::{Value, json};

both!(installs_and_uses_are_told_once,);

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

async fn market(shop: &Shop, path: &str, token: &str) -> Value {
    let mut request = reqwest::Client::new().get(format!("{}/v1/market{path}", shop.server.base));
    if !token.is_empty() {
        request = request.bearer_auth(token);
    }
    request.send().await.unwrap().json().await.unwrap()
}

async fn add_plan(shop: &Shop, name: &str, terms: Value) {
    let publisher = Role::Publisher("bodega-tests".to_owned());
    let token = shop.server.marketplace.issue_token(&publisher, "test", None).await.unwrap().text;
    let url = format!("{}/v1/market/packages/bodega-tests/sampler/plans/{name}", shop.server.base);
    let mut plan = terms;
    plan["title"] = json!({ "zh-CN": "专业版", "en": "Pro" });
    let answer = reqwest::Client::new().put(url).bearer_auth(token).json(&plan).send().await.unwrap();
    assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
}

async fn installs_and_uses_are_told_once(database: Database) {
    let (shop, operator) = marketplace(database, &["1.0.0"]).await;
    let per_use = json!({ "kind": "per_use", "currency": "CNY", "price_minor": 100, "unit_quantity": 1, "meter": "calls" });
    add_plan(&shop, "pro", per_use).await;
    let odd = json!({ "kind": "per_use", "currency": "CNY", "price_minor": 1, "unit_quantity": 1, "meter": "miles" });
    add_plan(&shop, "odd", odd).await;
    add_plan(&shop, "store", json!({ "kind": "per_store_month", "currency": "CNY", "price_minor": 9900 }))
        .await;

    // What follows is yesterday's.
    shop.server.clock.advance(-DAY_MS);
    let package = fetch(&shop, "1.0.0").await.ok()["digest"].clone();
    let path = format!("/v1/installations/{}", id());
    let body = |plan: Value, consent: &Value| json!({ "package": package, "consent": consent, "settings": { "bp": 1000 }, "price_plan": plan });
    let consent = shop.consent(&package).await;
    for unknown in ["nope", "odd"] {
        let refused = shop.put(&path, body(json!(unknown), &consent)).await;
        assert_eq!(refused.refused(422, "installation.price_plan")["pointer"], "/price_plan");
    }
    shop.put(&path, body(json!("pro"), &consent)).await.ok();
    shop.product("tea", 1000, &[]).await;
    for _ in 0..3 {
        shop.sell(&shop.basket(vec![line("tea", "1")])).await;
    }
    let usage = shop.get(&format!("{path}/usage?from=2020-01-01&to=2999-12-31")).await.ok();
    let answered = |row: &Value| row["calls"].as_i64().unwrap() - row["failures"].as_i64().unwrap();
    let calls: i64 = usage["items"].as_array().unwrap().iter().map(answered).sum();
    assert!(calls >= 6, "{usage:#}");

    // Today is not over.
    assert_eq!(report_to_marketplace(&shop.server.app).await.unwrap(), 0);
    shop.server.clock.advance(DAY_MS);
    assert_eq!(report_to_marketplace(&shop.server.app).await.unwrap(), 1);
    assert_eq!(report_to_marketplace(&shop.server.app).await.unwrap(), 0, "once");
    let listed = market(&shop, "/packages/bodega-tests/sampler", "").await;
    assert_eq!(listed["installs"], 1, "{listed:#}");
    // The last second of yesterday in UTC is this morning in Shanghai.
    let month = jiff::Zoned::now().with_time_zone(jiff::tz::TimeZone::UTC).strftime("%Y-%m").to_string();
    let preview = format!("/publishers/bodega-tests/statements/{month}/preview");
    let preview = market(&shop, &preview, &operator).await;
    assert!(
        preview.to_string().contains(&format!("\"gross_minor\":{}", calls * 100)),
        "{calls}: {preview:#}"
    );

    // Another plan counts stores; then it is gone.
    shop.put(&path, body(json!("store"), &consent)).await.ok();
    assert_eq!(report_to_marketplace(&shop.server.app).await.unwrap(), 1, "one store, this month");
    shop.another_store().await;
    assert_eq!(report_to_marketplace(&shop.server.app).await.unwrap(), 1, "the second store");
    assert_eq!(shop.delete(&path).await.status.as_u16(), 204);
    assert_eq!(report_to_marketplace(&shop.server.app).await.unwrap(), 0);
    assert_eq!(market(&shop, "/packages/bodega-tests/sampler", "").await["installs"], 0);
}
