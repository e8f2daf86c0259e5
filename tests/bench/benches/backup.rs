//! A rehearsal: a tenant with a million sale lines is backed up, proved, wiped and restored, on SQLite and on PostgreSQL.
//! `BODEGA_BENCH_SALES` sells less.

use bodega_bench::{ServerProcess, command, create_tenant, furnish};
use bodega_testkit::{Database, Merchant, TestDatabase, id};
use serde_json::{Value, json};
use std::path::Path;
use std::time::Instant;

/// Lines of a sale.
const LINES: usize = 20;
/// Sales where no other number is asked for: a million lines.
const SALES: usize = 50_000;
/// Sales of one request.
const BATCH: usize = 250;

#[tokio::main]
async fn main() {
    let sales = std::env::var("BODEGA_BENCH_SALES").map_or(SALES, |n| n.parse().expect("a number"));
    println!("{} lines in {sales} sales", sales * LINES);
    for kind in [Database::Sqlite, Database::Postgres] {
        let database = TestDatabase::create(kind);
        let token = create_tenant(&database, "bench");
        let server = ServerProcess::start(&database);
        let shop = furnish(&server.base, "bench", &token).await;
        let started = Instant::now();
        import(&shop, sales).await;
        server.stop();
        let name = format!("{kind:?}").to_lowercase();
        println!("{name}: imported over HTTP in {:.1} s", started.elapsed().as_secs_f64());
        let place = database.folder.join("backups");
        let key = database.folder.join("backup.key");
        timed(&database, &place, &key, "key", &["backup", "keygen", key.to_str().expect("a path")]);
        timed(&database, &place, &key, "backup", &["backup"]);
        timed(&database, &place, &key, "proof on a scratch database", &["backup", "verify"]);
        for file in [
            "bodega.db",
            "bodega.db-wal",
            "bodega.db-shm",
            "registry.db",
            "registry.db-wal",
            "registry.db-shm",
        ] {
            let _ = std::fs::remove_file(database.folder.join(file));
        }
        timed(&database, &place, &key, "restore", &["restore", "--force"]);
        timed(&database, &place, &key, "doctor", &["doctor"]);
        let bytes: u64 = std::fs::read_dir(&place)
            .expect("backups")
            .flatten()
            .filter_map(|e| Some(e.metadata().ok()?.len()))
            .sum();
        println!("{name}: the backup has {:.1} MiB", bytes as f64 / f64::from(1 << 20));
    }
}

fn timed(database: &TestDatabase, place: &Path, key: &Path, what: &str, arguments: &[&str]) {
    let started = Instant::now();
    let mut command = command(database);
    command.env("BODEGA_BACKUP_TO", place).env("BODEGA_BACKUP_KEY_FILE", key);
    let output = command.args(arguments).output().expect("the binary starts");
    assert!(output.status.success(), "{what}: {}", String::from_utf8_lossy(&output.stderr));
    println!("  {what}: {:.1} s", started.elapsed().as_secs_f64());
}

async fn import(shop: &Merchant, sales: usize) {
    for batch in 0..sales.div_ceil(BATCH) {
        let first = batch * BATCH;
        let batch: Vec<Value> = (first..sales.min(first + BATCH)).map(|n| past_sale(shop, n)).collect();
        shop.post("/v1/sales/history", json!({ "sales": batch })).await.ok();
    }
}

fn past_sale(shop: &Merchant, n: usize) -> Value {
    let line = |l: usize| {
        let product = (n * 7 + l * 3) % 40;
        json!({ "sku": format!("sku-{product}"), "quantity": "2", "unit_price_minor": 199 + 37 * product, "discount_minor": n % 50, "tax_ppm": 130_000 })
    };
    json!({
        "id": id(), "number": format!("S1-T1-H-{n}"), "store": shop.store, "terminal": shop.terminal,
        "occurred_at_ms": 1_700_000_000_000_i64 + n as i64 * 60_000, "lines": (0..LINES).map(line).collect::<Vec<_>>(),
    })
}
