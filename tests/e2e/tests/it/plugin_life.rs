//! The life of an installation: consent, scope, trial, switch, roll-back, end.

use crate::both;
use bodega_testkit::{Database, Shop, id, line, package_of};
use serde_json::{Value, json};

both!(
    a_merchant_agrees_to_what_the_binary_asks_for,
    an_upgrade_that_asks_for_more_needs_another_consent,
    a_shadow_is_compared_and_changes_nothing,
    a_crashing_shadow_leaves_the_version_in_use_alone,
    a_canary_serves_its_stores_and_the_switch_serves_all,
    a_canary_that_keeps_failing_leaves_its_tills_to_the_version_in_use,
    a_version_that_fails_after_its_switch_goes_back_by_itself,
    a_schema_that_stored_documents_break_is_refused,
    a_scope_keeps_a_plugin_to_its_stores,
    what_is_taken_away_leaves_its_books_and_a_timeline,
);

fn release(version: &str, edit: impl Fn(String) -> String) -> Vec<u8> {
    package_of("sampler", |manifest| {
        edit(manifest.replace("version = \"1.0.0\"", &format!("version = {version:?}")))
    })
}

async fn publish(shop: &Shop, version: &str) -> Value {
    shop.publish(release(version, |manifest| manifest)).await.ok()["digest"].clone()
}

async fn install(shop: &Shop, settings: Value) -> String {
    shop.product("tea", 1000, &[]).await;
    shop.install_package(release("1.0.0", |manifest| manifest), settings).await
}

async fn kinds(shop: &Shop, installation: &str) -> Vec<String> {
    let timeline = shop.get(&format!("/v1/installations/{installation}/timeline")).await.ok();
    let items = timeline["items"].as_array().unwrap().iter().rev();
    items.map(|item| item["kind"].as_str().unwrap().to_owned()).collect()
}

async fn total(shop: &Shop) -> i64 {
    shop.quote(&shop.basket(vec![line("tea", "1")])).await["total_minor"].as_i64().unwrap()
}

async fn a_merchant_agrees_to_what_the_binary_asks_for(database: Database) {
    let shop = Shop::open(database).await;
    let digest = publish(&shop, "1.0.0").await;
    let asks = shop.get(&format!("/v1/packages/{}/asks", digest.as_str().unwrap())).await.ok();
    let permissions: Vec<&str> =
        asks["permissions"].as_array().unwrap().iter().map(|p| p.as_str().unwrap()).collect();
    for needed in ["bodega:host/egress", "bodega:data/message-effects", "bodega:data/stock-effects"] {
        assert!(permissions.contains(&needed), "{permissions:?}");
    }
    assert!(!permissions.contains(&"bodega:data/ledger-effects"), "it never posts: {permissions:?}");
    assert_eq!(asks["hosts"], json!(["http://api.sampler.example:8443"]));
    assert_eq!(asks["public_routes"], json!(["POST /paid"]));
    assert_eq!(asks["messages"], json!(["offer (marketing)", "welcome (service)"]));

    let path = format!("/v1/installations/{}", id());
    let refused = shop.put(&path, json!({ "package": digest })).await.refused(409, "consent.required");
    assert_eq!((&refused["consent"], &refused["new"]["hosts"]), (&asks["consent"], &asks["hosts"]));
    let wrong = json!({ "package": digest, "consent": format!("sha256:{}", "0".repeat(64)) });
    shop.put(&path, wrong).await.refused(409, "consent.required");
    shop.put(&path, json!({ "package": digest, "consent": asks["consent"] })).await.ok();
    // What was agreed to once holds for later changes.
    shop.put(&path, json!({ "package": digest, "position": 3 })).await.ok();
}

async fn an_upgrade_that_asks_for_more_needs_another_consent(database: Database) {
    let shop = Shop::open(database).await;
    let installation = install(&shop, json!({})).await;
    let same = publish(&shop, "1.0.1").await;
    let path = format!("/v1/installations/{installation}");
    shop.put(&path, json!({ "package": same })).await.ok();
    let wider = release("1.1.0", |manifest| manifest.replace("api.sampler.example", "*.sampler.example"));
    let wider = shop.publish(wider).await.ok()["digest"].clone();
    let refused = shop.put(&path, json!({ "package": wider })).await.refused(409, "consent.required");
    assert_eq!(refused["new"]["hosts"], json!(["http://*.sampler.example:8443"]));
    assert_eq!(refused["new"]["permissions"], json!([]));
    let trial = json!({ "package": wider, "mode": "shadow" });
    shop.put(&format!("{path}/trial"), trial).await.refused(409, "consent.required");
    shop.put(&path, json!({ "package": wider, "consent": refused["consent"] })).await.ok();
    assert_eq!(kinds(&shop, &installation).await, ["installed", "switched", "switched"]);
}

async fn a_shadow_is_compared_and_changes_nothing(database: Database) {
    let shop = Shop::open(database).await;
    let installation = install(&shop, json!({ "bp": 1000 })).await;
    let next = publish(&shop, "2.0.0").await;
    let path = format!("/v1/installations/{installation}/trial");
    let trial = json!({ "package": next, "mode": "shadow", "settings": { "bp": 2000 } });
    let trial = shop.put(&path, trial).await.ok();
    assert_eq!((&trial["version"], &trial["mode"]), (&json!("2.0.0"), &json!("shadow")));

    let member = shop.member().await;
    let mut basket = shop.basket(vec![line("tea", "1")]);
    basket["member"] = json!(member);
    let sale = shop.sell(&basket).await;
    assert_eq!(sale["total_minor"], 900, "the version in use serves");
    shop.server.drain().await;

    let counts = shop.get(&path).await.ok();
    // The price differs; what both would do on the event is the same.
    assert_eq!((&counts["compared"], &counts["different"]), (&json!(2), &json!(1)), "{counts:#}");
    let differences = shop.get(&format!("{path}/differences")).await.ok();
    let difference = &differences["items"][0];
    assert_eq!(difference["point"], "pricing.price");
    assert_eq!(difference["live"]["adjustments"][0]["amount"], json!({ "order": 100 }), "{difference:#}");
    assert_eq!(difference["candidate"]["adjustments"][0]["amount"], json!({ "order": 200 }));
    assert_eq!(difference["input"]["lines"][0]["sku"], "tea");
    assert!(!difference.to_string().contains(&member), "a difference names no person");
    // The dry run of the event sent nothing: one message, one event.
    let messages = shop.get(&format!("/v1/messages?member={member}")).await.ok();
    assert_eq!(messages["items"].as_array().unwrap().len(), 1);
    assert_eq!(shop.events("sampler.greeted.v1").await.len(), 1);

    assert_eq!(shop.delete(&path).await.status.as_u16(), 204);
    shop.get(&path).await.refused(404, "trial.unknown");
    assert_eq!(kinds(&shop, &installation).await, ["installed", "trial_started", "trial_ended"]);
}

async fn a_crashing_shadow_leaves_the_version_in_use_alone(database: Database) {
    let shop = Shop::open(database).await;
    let installation = install(&shop, json!({ "bp": 1000 })).await;
    let path = format!("/v1/installations/{installation}");
    // A switch just before: failures of the version in use would bring 1.0.0 back.
    let live = publish(&shop, "1.1.0").await;
    shop.put(&path, json!({ "package": live })).await.ok();
    let next = publish(&shop, "2.0.0").await;
    let trial = json!({ "package": next, "mode": "shadow", "settings": { "crash": true } });
    shop.put(&format!("{path}/trial"), trial).await.ok();
    for _ in 0..8 {
        assert_eq!(shop.sell(&shop.basket(vec![line("tea", "1")])).await["total_minor"], 900);
        shop.server.drain().await;
    }
    let counts = shop.get(&format!("{path}/trial")).await.ok();
    assert!(counts["candidate_failed"].as_i64().unwrap() >= 8, "{counts:#}");
    assert_eq!(total(&shop).await, 900);
    assert_eq!(kinds(&shop, &installation).await, ["installed", "switched", "trial_started"]);
    let older = json!({ "package": publish(&shop, "1.0.9").await, "mode": "shadow" });
    shop.put(&format!("{path}/trial"), older).await.refused(409, "installation.downgrade");
}

async fn a_canary_serves_its_stores_and_the_switch_serves_all(database: Database) {
    let shop = Shop::open(database).await;
    let installation = install(&shop, json!({ "bp": 1000 })).await;
    let next = publish(&shop, "2.0.0").await;
    let path = format!("/v1/installations/{installation}");
    let canary = |stores: Value| json!({ "package": next, "mode": "canary", "stores": stores, "settings": { "bp": 2000 } });
    shop.put(&format!("{path}/trial"), canary(json!([]))).await.ok();
    assert_eq!(total(&shop).await, 900);
    shop.put(&format!("{path}/trial"), canary(json!([shop.store]))).await.ok();
    assert_eq!(total(&shop).await, 800);
    let sale = shop.sell(&shop.basket(vec![line("tea", "1")])).await;
    assert_eq!(sale["adjustments"][0]["version"], "2.0.0");

    let switched = shop.post(&format!("{path}/trial/switch"), json!({})).await.ok();
    assert_eq!((&switched["version"], &switched["settings"]["bp"]), (&json!("2.0.0"), &json!(2000)));
    assert_eq!(total(&shop).await, 800);
    shop.get(&format!("{path}/trial")).await.refused(404, "trial.unknown");

    let back = shop.post(&format!("{path}/rollback"), json!({ "reason": "too cheap" })).await.ok();
    assert_eq!((&back["version"], &back["settings"]["bp"]), (&json!("1.0.0"), &json!(1000)));
    assert_eq!(total(&shop).await, 900);
    shop.post(&format!("{path}/rollback"), json!({ "reason": "again" }))
        .await
        .refused(409, "rollback.nothing");
    let kinds = kinds(&shop, &installation).await;
    assert_eq!(kinds, ["installed", "trial_started", "trial_started", "switched", "rolled_back"]);
    // The sale of the version that is gone still proves itself.
    let proof = shop.get(&format!("/v1/sales/{}/explain", sale["id"].as_str().unwrap())).await.ok();
    assert_eq!(proof["differences"], json!([]), "{proof:#}");
}

async fn a_canary_that_keeps_failing_leaves_its_tills_to_the_version_in_use(database: Database) {
    let shop = Shop::open(database).await;
    let installation = install(&shop, json!({ "bp": 1000 })).await;
    let next = publish(&shop, "2.0.0").await;
    let path = format!("/v1/installations/{installation}");
    let settings = json!({ "bp": 2000, "crash": true });
    let canary = json!({ "package": next, "mode": "canary", "stores": [shop.store], "settings": settings });
    shop.put(&format!("{path}/trial"), canary).await.ok();
    let mut totals = Vec::new();
    for _ in 0..8 {
        totals.push(total(&shop).await);
    }
    // Left out until its breaker opens, then the version in use serves its tills.
    assert_eq!(totals, [1000, 1000, 1000, 1000, 1000, 900, 900, 900]);
    for _ in 0..3 {
        assert_eq!(shop.sell(&shop.basket(vec![line("tea", "1")])).await["total_minor"], 900);
    }
    shop.server.drain().await;
    let counts = shop.get(&format!("{path}/trial")).await.ok();
    assert_eq!((&counts["compared"], &counts["candidate_failed"]), (&json!(3), &json!(3)), "{counts:#}");
    assert_eq!(shop.get(&path).await.ok()["version"], "1.0.0");
    assert_eq!(kinds(&shop, &installation).await, ["installed", "trial_started"]);
}

async fn a_version_that_fails_after_its_switch_goes_back_by_itself(database: Database) {
    let shop = Shop::open(database).await;
    let installation = install(&shop, json!({ "bp": 1000 })).await;
    let broken = publish(&shop, "2.0.0").await;
    let path = format!("/v1/installations/{installation}");
    shop.put(&path, json!({ "package": broken, "settings": { "bp": 1000, "crash": true } })).await.ok();
    for _ in 0..20 {
        // Sales go on without the plugin while it fails.
        assert!([1000, 900].contains(&total(&shop).await));
        if shop.get(&path).await.ok()["version"] == "1.0.0" {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(shop.get(&path).await.ok()["version"], "1.0.0");
    assert_eq!(total(&shop).await, 900);
    let kinds = kinds(&shop, &installation).await;
    assert_eq!(kinds[..3], ["installed", "switched", "breaker_opened"]);
    assert!(kinds[3..].contains(&"rolled_back".to_owned()), "{kinds:?}");
}

async fn a_schema_that_stored_documents_break_is_refused(database: Database) {
    let shop = Shop::open(database).await;
    let installation = install(&shop, json!({})).await;
    let note = "/v1/plugins/sampler/collections/pins/documents/old";
    shop.put(note, json!({ "kind": "x", "text": "a text of some length" })).await.ok();
    let stricter = bodega_testkit::package_with(
        "sampler",
        |manifest| manifest.replace("version = \"1.0.0\"", "version = \"1.1.0\""),
        |path, file| match path {
            "schemas/pin.json" => String::from_utf8(file).unwrap().replace("200", "5").into_bytes(),
            _ => file,
        },
    );
    let stricter = shop.publish(stricter).await.ok()["digest"].clone();
    let path = format!("/v1/installations/{installation}");
    let refused =
        shop.put(&path, json!({ "package": stricter })).await.refused(409, "collection.incompatible");
    assert_eq!((&refused["collection"], &refused["key"]), (&json!("pins"), &json!("old")));
    assert_eq!(shop.get(&path).await.ok()["version"], "1.0.0");
    shop.put(note, json!({ "kind": "x", "text": "short" })).await.ok();
    shop.put(&path, json!({ "package": stricter })).await.ok();
}

async fn a_scope_keeps_a_plugin_to_its_stores(database: Database) {
    let shop = Shop::open(database).await;
    let installation = install(&shop, json!({ "bp": 1000 })).await;
    let path = format!("/v1/installations/{installation}");
    let package = shop.get(&path).await.ok()["package"].clone();
    let elsewhere = shop.another_store().await;
    shop.put(&path, json!({ "package": package, "scope": [elsewhere] })).await.ok();
    assert_eq!(total(&shop).await, 1000);
    shop.put(&path, json!({ "package": package, "scope": [elsewhere, shop.store] })).await.ok();
    assert_eq!(total(&shop).await, 900);
    let unknown = json!({ "package": package, "scope": [id()] });
    let refused = shop.put(&path, unknown).await.refused(422, "org_unit.unknown");
    assert_eq!(refused["pointer"], "/scope/0");
}

async fn what_is_taken_away_leaves_its_books_and_a_timeline(database: Database) {
    let shop = Shop::open(database).await;
    let installation = install(&shop, json!({ "bp": 1000 })).await;
    let sale = shop.sell(&shop.basket(vec![line("tea", "1")])).await;
    let notes = "/v1/plugins/sampler/collections/notes/documents";
    shop.put(&format!("{notes}/kept"), json!({ "kind": "x", "text": "y" })).await.ok();
    shop.delete("/v1/plugins/sampler/documents").await.refused(409, "plugin.installed");
    let path = format!("/v1/installations/{installation}");
    assert_eq!(shop.delete(&path).await.status.as_u16(), 204);
    shop.get(&path).await.refused(404, "installation.unknown");
    assert_eq!(total(&shop).await, 1000);
    assert_eq!(kinds(&shop, &installation).await, ["installed", "uninstalled"]);
    let proof = shop.get(&format!("/v1/sales/{}/explain", sale["id"].as_str().unwrap())).await.ok();
    assert_eq!(proof["differences"], json!([]), "{proof:#}");
    // Its documents are exported first, then deleted.
    assert_eq!(shop.get(notes).await.ok()["items"][0]["key"], "kept");
    assert_eq!(shop.delete("/v1/plugins/sampler/documents").await.ok()["documents"], 1);
    shop.get(notes).await.refused(404, "collection.unknown");
}
