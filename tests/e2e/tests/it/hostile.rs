//! A plugin replaced by one that loops, traps, eats memory or returns nonsense leaves checkout working and says so.

use crate::both;
use bodega_testkit::{Database, Shop, cash, id, line, package_of};
use serde_json::json;

both!(
    checkout_works_beside_every_misbehaviour,
    a_plugin_that_does_not_compile_is_refused_with_its_reason,
    a_failing_plugin_is_switched_off_for_a_while,
    a_handler_that_misbehaves_ends_in_the_dead_letters,
);

const PRICE_MODES: [(&str, &str); 16] = [
    ("loop", "plugin.fuel"),
    ("trap", "plugin.trap"),
    ("memory", "plugin.memory"),
    ("recurse", "plugin."),
    ("refuse", "plugin.refused"),
    ("unknown-line", "answer.unknown_line"),
    ("unknown-unit", "answer.unknown_units"),
    ("negative", "answer.negative"),
    ("below-zero", "answer.below_floor"),
    ("too-much", "answer.does_not_fit"),
    ("empty-reference", "answer.reference"),
    ("unknown-account", "answer.unknown_account"),
    ("many-answers", "plugin."),
    ("many-host-calls", "plugin."),
    ("claim-without-funds", ""),
    ("one-off", ""),
];

async fn checkout_works_beside_every_misbehaviour(database: Database) {
    let shop = Shop::open(database).await;
    shop.product("tea", 1000, &[]).await;
    let installation = shop.install("hostile", json!({})).await;
    for (mode, code) in PRICE_MODES {
        let settings = json!({ "price": mode });
        shop.put(&format!("/v1/installations/{installation}/settings"), settings).await.ok();
        shop.server.app.plugins.reset_breakers(shop_tenant(&shop).await, installation.parse().unwrap());
        let basket = shop.basket(vec![line("tea", "2")]);
        let quote = shop.quote(&basket).await;
        match mode {
            "one-off" => assert_eq!(quote["total_minor"], 1999),
            // The ledger refuses the claim, not the host's checks: the sale is refused until the claim is gone.
            "claim-without-funds" => {
                let due = quote["total_minor"].as_i64().unwrap();
                let request = shop.sale_request(&basket, &quote, vec![cash(due)]);
                shop.put(&format!("/v1/sales/{}", id()), request).await.refused(409, "sale.claim_refused");
                continue;
            }
            _ => {
                assert_eq!(quote["total_minor"], 2000, "{mode}");
                let reason = quote["skipped"][0]["code"].as_str().unwrap_or_default();
                assert!(reason.starts_with(code), "{mode}: {:#}", quote["skipped"]);
            }
        }
        let sale = shop.sell(&basket).await;
        assert_eq!(sale["total_minor"], quote["total_minor"], "{mode}");
        if mode != "one-off" {
            assert_eq!(sale["skipped"][0]["plugin"], "hostile", "{mode}: the record says who was left out");
        }
        let explained = shop.get(&format!("/v1/sales/{}/explain", sale["id"].as_str().unwrap())).await.ok();
        assert_eq!(explained["differences"], json!([]), "{mode}");
    }
    shop.server.drain().await;
    assert_eq!(shop.events("plugin.skipped.v1").await.len(), PRICE_MODES.len() - 2);
}

async fn shop_tenant(shop: &Shop) -> bodega_domain::ids::TenantId {
    shop.server.store.find_tenant(&shop.tenant).await.unwrap().unwrap().id
}

async fn a_plugin_that_does_not_compile_is_refused_with_its_reason(database: Database) {
    let shop = Shop::open(database).await;
    shop.product("tea", 1000, &[]).await;
    let installation = shop.install("hostile", json!({})).await;
    for mode in ["trap", "loop", "memory"] {
        let settings = json!({ "compile": mode });
        let answer = shop.put(&format!("/v1/installations/{installation}/settings"), settings).await;
        answer.refused(422, "plugin.compile_failed");
    }
    let quote = shop.quote(&shop.basket(vec![line("tea", "1")])).await;
    assert_eq!(quote["skipped"], json!([]), "the settings that worked are still in force");

    shop.install("promotions", json!({})).await;
    let wrong = json!({ "id": "x", "scope": "line", "effect": { "type": "no_such_effect" } });
    let answer = shop.promotion("x", wrong).await;
    assert!(answer.status.is_client_error(), "{answer:?}");

    // The binary exports a point that this manifest hides.
    let hidden = package_of("hostile", |manifest| {
        manifest
            .replace(", \"events.handle\"]", "]")
            .replace("subscribe = [\"sale.committed.v1\"]", "subscribe = []")
            .replace("[[messages]]\ntemplate = \"hello\"\npurpose = \"service\"\n", "")
            .replace("text = { en = \"Hello!\", zh-CN = \"您好！\" }\n", "")
            .replace("[channel]\nnames = [\"dark-kitchen\"]\n", "")
    });
    shop.publish(hidden).await.refused(422, "package.invalid");
    let garbage = shop.publish(b"not a package".to_vec()).await;
    garbage.refused(422, "package.invalid");
}

async fn a_failing_plugin_is_switched_off_for_a_while(database: Database) {
    let shop = Shop::open(database).await;
    shop.product("tea", 1000, &[]).await;
    shop.install("hostile", json!({ "price": "trap" })).await;
    let basket = shop.basket(vec![line("tea", "1")]);
    let mut last = String::new();
    for _ in 0..40 {
        last = shop.quote(&basket).await["skipped"][0]["code"].as_str().unwrap_or_default().to_owned();
        if last == "plugin.unavailable" {
            break;
        }
    }
    assert_eq!(last, "plugin.unavailable");
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    shop.server.drain().await;
    assert_eq!(shop.events("plugin.breaker.v1").await.len(), 1);
}

async fn a_handler_that_misbehaves_ends_in_the_dead_letters(database: Database) {
    let shop = Shop::open(database).await;
    shop.product("tea", 1000, &[]).await;
    let installation = shop.install("hostile", json!({ "handle": "foreign-account" })).await;
    let path = format!("/v1/installations/{installation}/settings");
    let modes = [
        "foreign-account",
        "foreign-collection",
        "emit-foreign",
        "reject",
        "order-foreign-channel",
        "order-foreign-store",
        "order-negative",
        "order-overflow",
        "order-unbalanced",
        "order-long",
        "order-state",
        "order-future",
    ];
    for mode in modes {
        shop.put(&path, json!({ "handle": mode })).await.ok();
        shop.sell(&shop.basket(vec![line("tea", "1")])).await;
        shop.server.drain().await;
    }
    let dead = shop.get("/v1/deliveries?state=dead").await.ok();
    assert_eq!(dead["items"].as_array().unwrap().len(), modes.len(), "{dead:#}");
    assert_eq!(
        shop.get("/v1/plugins/hostile/accounts?prefix=").await.ok()["items"],
        json!([]),
        "nothing was posted"
    );
    assert_eq!(shop.get("/v1/orders").await.ok()["items"], json!([]), "no order was placed");

    shop.put(&path, json!({})).await.ok();
    let first = &dead["items"][0];
    let retry = format!("/v1/deliveries/{installation}/{}/retry", first["seq"]);
    shop.post(&retry, json!({})).await.ok();
    let skip = format!("/v1/deliveries/{installation}/{}/skip", dead["items"][1]["seq"]);
    shop.post(&skip, json!({})).await.ok();
    shop.post(&skip, json!({})).await.refused(404, "delivery.not_dead");
    shop.server.drain().await;
    let left = shop.get("/v1/deliveries?state=dead").await.ok();
    assert_eq!(left["items"].as_array().unwrap().len(), modes.len() - 2);
}
