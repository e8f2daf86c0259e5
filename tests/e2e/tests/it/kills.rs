//! What a marketplace withdraws: yanked versions stay where they are, killed ones are not called any more.

use crate::both;
use bodega_package::{Package, SigningKey};
use bodega_server::registry::Role;
use bodega_testkit::{Database, Shop, TestServer, id, line, package_with};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;

both!(a_killed_version_is_not_called_but_to_prove_receipts, a_killed_trial_ends_and_the_version_in_use_stays,);

/// A signed release with a component of its own: a kill means the code.
fn release(version: &str) -> Vec<u8> {
    let package = package_with(
        "sampler",
        |manifest| manifest.replace("\"1.0.0\"", &format!("{version:?}")),
        |path, mut file| {
            if path == "component.wasm" {
                file.extend(custom_section(version));
            }
            file
        },
    );
    let signed = Package::read(&package).unwrap().sign(&SigningKey::from_seed(&[1; 32]), 1_767_225_600_000);
    signed.unwrap().write().unwrap()
}

/// A section that changes the digest of a component and nothing else.
fn custom_section(text: &str) -> Vec<u8> {
    let mut section = vec![0, u8::try_from(text.len() + 2).unwrap(), 1, b'v'];
    section.extend(text.as_bytes());
    section
}

/// A server whose marketplace has these versions, and an operator's token for it.
pub async fn marketplace(database: Database, versions: &[&str]) -> (Shop, String) {
    let shelf = tempfile::tempdir().unwrap();
    let key = SigningKey::from_seed(&[1; 32]).verifying_key().to_pem().unwrap();
    std::fs::write(shelf.path().join("us.pub.pem"), key).unwrap();
    for version in versions {
        std::fs::write(shelf.path().join(format!("{version}.tar")), release(version)).unwrap();
    }
    let folder: &Path = shelf.path();
    let server = TestServer::start_with(database, |config| {
        config.allow_unsigned = false;
        config.first_party = Some(folder.to_owned());
    });
    let server = Arc::new(server.await);
    let operator = server.marketplace.issue_token(&Role::Operator, "test", None).await.unwrap().text;
    (Shop::open_on(server, "inclusive").await, operator)
}

async fn decide(shop: &Shop, operator: &str, version: &str, decision: &str) {
    let base = &shop.server.base;
    let url = format!("{base}/v1/market/packages/bodega-tests/sampler/versions/{version}/{decision}");
    let request = reqwest::Client::new().post(url).bearer_auth(operator);
    let answer = request.json(&json!({ "reason": "it sends prices abroad" })).send().await.unwrap();
    assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
}

pub async fn fetch(shop: &Shop, version: &str) -> bodega_testkit::Answer {
    let release = json!({ "publisher": "bodega-tests", "name": "sampler", "version": version });
    shop.post("/v1/packages/fetch", release).await
}

async fn install(shop: &Shop, version: &str) -> (String, Value) {
    let package = fetch(shop, version).await.ok()["digest"].clone();
    let consent = shop.consent(&package).await;
    let installation = id();
    let body = json!({ "package": package, "consent": consent, "settings": { "bp": 1000 } });
    shop.put(&format!("/v1/installations/{installation}"), body).await.ok();
    shop.product("tea", 1000, &[]).await;
    (installation, package)
}

async fn timeline(shop: &Shop, installation: &str) -> Vec<Value> {
    let timeline = shop.get(&format!("/v1/installations/{installation}/timeline")).await.ok();
    timeline["items"].as_array().unwrap().clone()
}

async fn poll(shop: &Shop) -> usize {
    bodega_app::plugins::obey_kills(&shop.server.app).await.unwrap()
}

async fn a_killed_version_is_not_called_but_to_prove_receipts(database: Database) {
    let (shop, operator) = marketplace(database, &["1.0.0", "1.0.1"]).await;
    let (installation, package) = install(&shop, "1.0.0").await;
    let path = format!("/v1/installations/{installation}");
    let before = shop.sell(&shop.basket(vec![line("tea", "1")])).await;
    assert_eq!(before["total_minor"], 900);

    // Yanked: no longer offered, but those who have it keep it.
    decide(&shop, &operator, "1.0.0", "yank").await;
    assert_eq!(poll(&shop).await, 0);
    assert_eq!(shop.sell(&shop.basket(vec![line("tea", "1")])).await["total_minor"], 900);

    decide(&shop, &operator, "1.0.0", "kill").await;
    assert_eq!(poll(&shop).await, 1);
    assert_eq!(poll(&shop).await, 0, "once");
    let mut basket = shop.basket(vec![line("tea", "1")]);
    let member = shop.member().await;
    basket["member"] = json!(member);
    let sale = shop.sell(&basket).await;
    assert_eq!((&sale["total_minor"], &sale["skipped"][0]["code"]), (&json!(1000), &json!("plugin.killed")));
    shop.server.drain().await;
    assert!(shop.events("sampler.greeted.v1").await.is_empty(), "its handler is not called either");
    assert_eq!(shop.get("/v1/deliveries?state=dead").await.ok()["items"], json!([]), "its events wait");
    shop.get("/v1/plugins/sampler/http/hello/x").await.refused(409, "plugin.killed");
    let killed = &timeline(&shop, &installation).await[0];
    assert_eq!((&killed["kind"], &killed["actor"]), (&json!("killed"), &json!("marketplace")));
    assert!(killed.to_string().contains("it sends prices abroad"), "{killed:#}");
    assert_eq!(shop.get(&path).await.ok()["status"], "killed");
    // What it answered before is proved all the same.
    let proof = shop.get(&format!("/v1/sales/{}/explain", before["id"].as_str().unwrap())).await.ok();
    assert_eq!(proof["differences"], json!([]), "{proof:#}");
    // It comes back by no door.
    fetch(&shop, "1.0.0").await.refused(404, "package.not_released");
    shop.publish(release("1.0.0")).await.refused(409, "package.killed");
    let again = json!({ "package": package, "settings": { "bp": 2000 } });
    shop.put(&path, again).await.refused(409, "package.killed");

    // Another version sets everything going again, also the events that waited.
    let next = fetch(&shop, "1.0.1").await.ok()["digest"].clone();
    shop.put(&path, json!({ "package": next })).await.ok();
    assert_eq!(shop.sell(&shop.basket(vec![line("tea", "1")])).await["total_minor"], 900);
    shop.server.drain().await;
    assert_eq!(shop.events("sampler.greeted.v1").await.len(), 1);
    shop.post(&format!("{path}/rollback"), json!({ "reason": "x" })).await.refused(409, "package.killed");
}

async fn a_killed_trial_ends_and_the_version_in_use_stays(database: Database) {
    let (shop, operator) = marketplace(database, &["1.0.0", "1.0.1"]).await;
    let (installation, _) = install(&shop, "1.0.0").await;
    let path = format!("/v1/installations/{installation}/trial");
    let next = fetch(&shop, "1.0.1").await.ok()["digest"].clone();
    let trial =
        json!({ "package": next, "mode": "canary", "stores": [shop.store], "settings": { "bp": 2000 } });
    shop.put(&path, trial.clone()).await.ok();
    assert_eq!(shop.sell(&shop.basket(vec![line("tea", "1")])).await["total_minor"], 800);
    decide(&shop, &operator, "1.0.1", "kill").await;
    assert_eq!(poll(&shop).await, 1);
    let sale = shop.sell(&shop.basket(vec![line("tea", "1")])).await;
    assert_eq!((&sale["total_minor"], &sale["skipped"]), (&json!(900), &Value::Null));
    shop.get(&path).await.refused(404, "trial.unknown");
    shop.put(&path, trial).await.refused(409, "package.killed");
    assert_eq!(timeline(&shop, &installation).await[0]["kind"], "killed");
}
