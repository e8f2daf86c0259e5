//! Plugins that are harmless alone: two that answer each other's events for ever, and schemas made to be slow.

use crate::both;
use bodega_testkit::{Database, Shop, line, package_of, package_with};
use serde_json::json;
use std::time::{Duration, Instant};

both!(two_plugins_that_answer_each_other_come_to_an_end, a_schema_made_to_be_slow_is_not,);

/// How many events may cause each other: see `CAUSATION_DEPTH_MAX` of the domain.
const DEPTH_MAX: usize = 8;

/// The hostile guest as `hostile-ME`, which emits `hostile-ME.ping.v1` and hears sales and `hostile-OTHER.ping.v1`.
fn echo(me: &str, other: &str) -> Vec<u8> {
    package_of("hostile", |manifest| {
        manifest
            .replace("name = \"hostile\"", &format!("name = \"hostile-{me}\""))
            .replace(
                "subscribe = [\"sale.committed.v1\"]",
                &format!("subscribe = [\"sale.committed.v1\", \"hostile-{other}.ping.v1\"]"),
            )
            .replace("emit = []", &format!("emit = [\"hostile-{me}.ping.v1\"]"))
    })
}

async fn two_plugins_that_answer_each_other_come_to_an_end(database: Database) {
    let shop = Shop::open(database).await;
    shop.product("tea", 1000, &[]).await;
    let settings = |event: &str| json!({ "handle": "echo", "emit": event });
    shop.install_package(echo("a", "b"), settings("hostile-a.ping.v1")).await;
    shop.install_package(echo("b", "a"), settings("hostile-b.ping.v1")).await;
    shop.sell(&shop.basket(vec![line("tea", "1")])).await;
    shop.server.drain().await;
    // Both answer the sale, and from then on each the other: two chains of the greatest length, then dead letters.
    let pings = shop.events("hostile-a.ping.v1").await.len() + shop.events("hostile-b.ping.v1").await.len();
    assert!((DEPTH_MAX..=2 * (DEPTH_MAX + 1)).contains(&pings), "{pings}");
    let dead = shop.get("/v1/deliveries?state=dead").await.ok();
    assert_eq!(dead["items"].as_array().unwrap().len(), 2, "{dead:#}");
    assert!(dead.to_string().contains("too deep in a chain of events"), "{dead:#}");
    assert_eq!(shop.sell(&shop.basket(vec![line("tea", "1")])).await["total_minor"], 1000);
}

/// The hostile guest with this pattern for a note's `text`.
fn with_pattern(version: &str, pattern: &str) -> Vec<u8> {
    let schema =
        json!({ "type": "object", "properties": { "text": { "type": "string", "pattern": pattern } } });
    package_with(
        "hostile",
        |manifest| manifest.replace("\"0.1.0\"", &format!("{version:?}")),
        |path, file| match path {
            "schemas/notes.json" => schema.to_string().into_bytes(),
            _ => file,
        },
    )
}

async fn a_schema_made_to_be_slow_is_not(database: Database) {
    let shop = Shop::open(database).await;
    shop.install_package(with_pattern("0.1.0", "^(a+)+$"), json!({})).await;
    let note = "/v1/plugins/hostile/collections/notes/documents/slow";
    // 2 to the power of 30,000 steps, were the engine to go back on its tracks.
    let text = format!("{}!", "a".repeat(30_000));
    let start = Instant::now();
    shop.put(note, json!({ "text": text })).await.refused(422, "document.invalid");
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
    shop.put(note, json!({ "text": "a".repeat(30_000) })).await.ok();

    // Patterns that only grow large when they are compiled, or that need to go back, are refused with their schema.
    for (version, pattern) in [("0.1.1", "(((a{1000}){1000}){1000})"), ("0.1.2", "^(a)\\1$")] {
        let start = Instant::now();
        let published = shop.publish(with_pattern(version, pattern)).await;
        let refused = match published.status.is_success() {
            false => published,
            true => {
                let digest = published.ok()["digest"].clone();
                let consent = shop.consent(&digest).await;
                let installed = shop.get("/v1/installations").await.ok()["items"][0]["id"].clone();
                let body = json!({ "package": digest, "consent": consent });
                shop.put(&format!("/v1/installations/{}", installed.as_str().unwrap()), body).await
            }
        };
        assert!(refused.status.is_client_error(), "{pattern}: {refused:?}");
        assert!(start.elapsed() < Duration::from_secs(10), "{pattern}: {:?}", start.elapsed());
    }
    shop.put(note, json!({ "text": "aaa" })).await.ok();
}
