//! A thousand tenants with both plugins installed: memory a tenant, and the time to a first sale after a restart.

use bodega_bench::{ServerProcess, create_tenant, furnish};
use bodega_testkit::{Database, Merchant, TestDatabase, line, package_of};
use serde_json::json;
use std::time::Instant;

const TENANTS: usize = 1_000;

#[tokio::main]
async fn main() {
    let database = TestDatabase::create(Database::Sqlite);
    let mut tokens = Vec::with_capacity(TENANTS);
    for n in 0..TENANTS {
        tokens.push(create_tenant(&database, &format!("t{n}")));
    }
    let server = ServerProcess::start(&database);
    let mut shops: Vec<Merchant> = Vec::with_capacity(TENANTS);
    for (n, token) in tokens.iter().enumerate() {
        let shop = furnish(&server.base, &format!("t{n}"), token).await;
        for plugin in ["promotions", "loyalty"] {
            let settings = if plugin == "loyalty" {
                json!({ "earn": { "points": 1, "per_minor": 100 } })
            } else {
                json!({})
            };
            shop.install_package(package_of(plugin, |manifest| manifest), settings).await;
        }
        let rule = json!({ "id": "dep1", "scope": "line", "target": { "tags_any": ["dep-1"] }, "effect": { "type": "percent_off", "bp": 1000 } });
        shop.promotion("dep1", rule).await.ok();
        shops.push(shop);
    }
    server.stop();

    let restarted = Instant::now();
    let server = ServerProcess::start(&database);
    shops.iter_mut().for_each(|shop| shop.base.clone_from(&server.base));
    let basket = |shop: &Merchant| shop.basket(vec![line("sku-1", "2"), line("sku-6", "1")]);
    shops[0].sell(&basket(&shops[0])).await;
    println!(
        "start to serving {} ms, restart to first sale {} ms",
        server.start_up.as_millis(),
        restarted.elapsed().as_millis()
    );
    // One connection for all: a merchant's own would be kept open, and its buffers counted as the tenant's.
    let client = reqwest::Client::new();
    let quote = async |shop: &Merchant| {
        let request = client.post(format!("{}/v1/quotes", shop.base)).bearer_auth(&shop.token);
        let answer = request.json(&basket(shop)).send().await.expect("an answer");
        assert!(answer.status().is_success(), "{answer:?}");
        answer.bytes().await.expect("a quote");
    };
    quote(&shops[0]).await;
    let before = server.usage().rss_anon_kib;
    let started = Instant::now();
    for shop in &shops[1..] {
        quote(shop).await;
    }
    let first_quotes = started.elapsed();
    let grown = server.usage().rss_anon_kib.saturating_sub(before);
    println!(
        "{TENANTS} tenants: {before} KiB with one, {grown} KiB more with all = {:.1} KiB a tenant; first quote of a tenant {:.1} ms",
        grown as f64 / (TENANTS - 1) as f64,
        first_quotes.as_secs_f64() * 1000.0 / (TENANTS - 1) as f64
    );
    server.stop();
}
