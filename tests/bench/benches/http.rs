//! Quote and sale through HTTP at 1, 8 and 32 clients, on SQLite and on PostgreSQL: latency, sales a second, and the
//! server's own CPU a sale (the load generator is another process and is not counted).

use bodega_bench::{ServerProcess, create_tenant, furnish};
use bodega_testkit::{Database, Merchant, TestDatabase, cash, id, line, package_of};
use serde_json::json;
use std::sync::Arc;
use std::time::{Duration, Instant};

const MEASURE_FOR: Duration = Duration::from_secs(6);
const WARM_UP: Duration = Duration::from_secs(2);
const LINES: usize = 5;

#[tokio::main]
async fn main() {
    println!("{LINES}-line baskets, two plugins, a claim with a limit, loyalty points by event");
    println!(
        "{:<10} {:>7} {:>10} {:>10} {:>10} {:>10} {:>9} {:>12}",
        "database", "clients", "quote p50", "quote p99", "sale p50", "sale p99", "sales/s", "CPU ms/sale"
    );
    for kind in [Database::Sqlite, Database::Postgres] {
        let database = TestDatabase::create(kind);
        let token = create_tenant(&database, "bench");
        let server = ServerProcess::start(&database);
        let shop = Arc::new(furnish(&server.base, "bench", &token).await);
        for plugin in ["promotions", "loyalty"] {
            let settings = if plugin == "loyalty" {
                json!({ "earn": { "points": 1, "per_minor": 100 } })
            } else {
                json!({})
            };
            shop.install_package(package_of(plugin, |manifest| manifest), settings).await;
        }
        for rule in [
            json!({ "id": "dep1", "scope": "line", "target": { "tags_any": ["dep-1"] }, "effect": { "type": "percent_off", "bp": 1000 } }),
            json!({ "id": "order", "scope": "order", "when": [{ "kind": "min_subtotal", "amount_minor": 1000 }],
                    "effect": { "type": "amount_off", "amount_minor": 100 }, "limits": { "total": 100_000_000 } }),
        ] {
            let key = rule["id"].as_str().expect("an id").to_owned();
            shop.promotion(&key, rule).await.ok();
        }
        let member = shop.member().await;
        for clients in [1, 8, 32] {
            run(&shop, &member, clients, WARM_UP).await;
            let (before, started) = (server.usage().cpu, Instant::now());
            let (mut quotes, mut sales) = run(&shop, &member, clients, MEASURE_FOR).await;
            let (elapsed, cpu) = (started.elapsed(), server.usage().cpu - before);
            println!(
                "{:<10} {clients:>7} {:>10} {:>10} {:>10} {:>10} {:>9.0} {:>12.2}",
                format!("{kind:?}").to_lowercase(),
                percentile(&mut quotes, 50),
                percentile(&mut quotes, 99),
                percentile(&mut sales, 50),
                percentile(&mut sales, 99),
                sales.len() as f64 / elapsed.as_secs_f64(),
                cpu.as_secs_f64() * 1000.0 / sales.len() as f64
            );
        }
        println!("{:<10} start to serving {} ms", "", server.start_up.as_millis());
        server.stop();
    }
}

async fn run(
    shop: &Arc<Merchant>,
    member: &str,
    clients: usize,
    lasting: Duration,
) -> (Vec<Duration>, Vec<Duration>) {
    let tasks: Vec<_> = (0..clients)
        .map(|client| {
            let (shop, member) = (shop.clone(), member.to_owned());
            tokio::spawn(async move {
                let (started, mut quotes, mut sales, mut n) =
                    (Instant::now(), Vec::new(), Vec::new(), client * 7);
                while started.elapsed() < lasting {
                    let lines =
                        (0..LINES).map(|l| line(&format!("sku-{}", (n * 3 + l * 11) % 40), "2")).collect();
                    let mut basket = shop.basket(lines);
                    if n % 3 == 0 {
                        basket["member"] = json!(member);
                    }
                    n += 1;
                    let start = Instant::now();
                    let quote = shop.quote(&basket).await;
                    quotes.push(start.elapsed());
                    let request = shop.sale_request(
                        &basket,
                        &quote,
                        vec![cash(quote["total_minor"].as_i64().expect("a total"))],
                    );
                    let start = Instant::now();
                    shop.put(&format!("/v1/sales/{}", id()), request).await.ok();
                    sales.push(start.elapsed());
                }
                (quotes, sales)
            })
        })
        .collect();
    let (mut quotes, mut sales) = (Vec::new(), Vec::new());
    for task in tasks {
        let (of_quotes, of_sales) = task.await.expect("a client");
        quotes.extend(of_quotes);
        sales.extend(of_sales);
    }
    (quotes, sales)
}

fn percentile(times: &mut [Duration], percent: usize) -> String {
    times.sort();
    let time = times
        .get((times.len() * percent / 100).min(times.len().saturating_sub(1)))
        .copied()
        .unwrap_or_default();
    format!("{:.1} ms", time.as_secs_f64() * 1000.0)
}
