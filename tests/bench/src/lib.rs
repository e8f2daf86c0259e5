//! What the benchmarks share: a server of its own process, and what that process used.
//!
//! Run them with `cargo xtask bench [pricing|http|tenants|plugins|backup]`.

use bodega_testkit::{Merchant, TestDatabase};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Clock ticks a second in procfs (`getconf CLK_TCK`), the same on every Linux.
const TICKS_PER_SECOND: u64 = 100;

/// A `bodega serve` of its own.
pub struct ServerProcess {
    child: Child,
    /// Its address.
    pub base: String,
    /// From start to the line that says it serves.
    pub start_up: Duration,
}

/// What a process used so far.
#[derive(Clone, Copy, Debug)]
pub struct Usage {
    /// User and system time.
    pub cpu: Duration,
    /// Anonymous resident memory, KiB: what cannot be given back.
    pub rss_anon_kib: u64,
}

/// The server's binary: `BODEGA_SERVER`, or the one of this profile.
pub fn binary() -> PathBuf {
    std::env::var_os("BODEGA_SERVER").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/release/bodega")),
        PathBuf::from,
    )
}

/// A command of the binary on a database.
pub fn command(database: &TestDatabase) -> Command {
    let mut command = Command::new(binary());
    command.env("BODEGA_DATABASE_URL", &database.url).env("BODEGA_DATA_DIR", &database.folder);
    command.env("BODEGA_LISTEN", "127.0.0.1:0").env("BODEGA_LOG", "error");
    command
}

impl ServerProcess {
    /// Starts one on a database.
    ///
    /// # Panics
    /// Where it does not start: build it with `cargo build --release -p bodega-server`.
    pub fn start(database: &TestDatabase) -> Self {
        Self::start_with(database, &[])
    }

    /// As [`Self::start`], with further arguments.
    ///
    /// # Panics
    /// As [`Self::start`].
    pub fn start_with(database: &TestDatabase, arguments: &[&str]) -> Self {
        let started = Instant::now();
        let mut child = command(database)
            .args(["--allow-unsigned", "serve"])
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}; build it first", binary().display()));
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        let first = lines.next().expect("it says where it listens").expect("text");
        let base = first.rsplit(' ').next().expect("an address").to_owned();
        ServerProcess { child, base, start_up: started.elapsed() }
    }

    /// What it used so far.
    pub fn usage(&self) -> Usage {
        let read = |file: &str| {
            std::fs::read_to_string(format!("/proc/{}/{file}", self.child.id())).expect("procfs")
        };
        let stat = read("stat");
        let fields: Vec<&str> = stat.rsplit(')').next().expect("a stat line").split_whitespace().collect();
        let ticks: u64 =
            fields[11].parse::<u64>().expect("utime") + fields[12].parse::<u64>().expect("stime");
        let status = read("status");
        let anon = status.lines().find_map(|line| line.strip_prefix("RssAnon:")).expect("RssAnon");
        Usage {
            cpu: Duration::from_millis(ticks * 1000 / TICKS_PER_SECOND),
            rss_anon_kib: anon.trim().trim_end_matches(" kB").parse().expect("a number"),
        }
    }

    /// Kills it.
    pub fn stop(mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Makes a tenant by the command line; gives its token.
///
/// # Panics
/// Where the command fails.
pub fn create_tenant(database: &TestDatabase, code: &str) -> String {
    let output = command(database).args(["tenant", "create", code, "Bench"]).output().expect("bodega runs");
    let text = String::from_utf8(output.stdout).expect("text");
    text.lines().find_map(|line| line.strip_prefix("token ")).expect("a token").to_owned()
}

/// Products of a furnished shop.
const PRODUCTS: usize = 40;

/// A shop with products and prices.
pub async fn furnish(base: &str, code: &str, token: &str) -> Merchant {
    let shop = Merchant::set_up(base, code, token, "inclusive").await;
    let products: Vec<_> = (0..PRODUCTS)
        .map(|n| {
            serde_json::json!({ "id": bodega_testkit::id(), "name": format!("商品 {n}"), "category": "food", "tags": [format!("dep-{}", n % 5)], "tax_class": "standard",
                    "variants": [{ "id": shop.variant(&format!("sku-{n}")), "sku": format!("sku-{n}"), "name": "" }] })
        })
        .collect();
    shop.post("/v1/products/batch", serde_json::json!({ "products": products })).await.ok();
    let prices: Vec<_> =
        (0..PRODUCTS).map(|n| {
            serde_json::json!({ "list": shop.price_list, "variant": shop.variant(&format!("sku-{n}")), "unit_price_minor": 199 + 37 * n })
        }).collect();
    shop.post("/v1/prices/batch", serde_json::json!({ "prices": prices })).await.ok();
    shop
}
