//! What plugins cost beside prices: a call of each point, five effects committed, an install, many tenants with many plugins,
//! pulls from the marketplace. `BODEGA_BENCH_SHORT=1` runs all of it with small numbers, to see that it runs.

use bodega_bench::{ServerProcess, create_tenant, furnish};
use bodega_package::{Package, SigningKey};
use bodega_testkit::{
    Database, Merchant, TestDatabase, cash, component_path, id, line, package_with, plugin_folder,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

/// Different plugins of each tenant.
const PLUGINS: usize = 10;
/// Pulls at the same time.
const PULLERS: usize = 8;

/// How much is done.
struct Size {
    calls: usize,
    notes: usize,
    installs: usize,
    tenants: usize,
    pulls: usize,
}

fn size() -> Size {
    match std::env::var_os("BODEGA_BENCH_SHORT") {
        Some(_) => Size { calls: 10, notes: 200, installs: 1, tenants: 3, pulls: 8 },
        None => Size { calls: 1_000, notes: 10_000, installs: 5, tenants: 200, pulls: 400 },
    }
}

#[tokio::main]
async fn main() {
    let size = size();
    points(&size).await;
    installs(&size).await;
    tenants(&size).await;
    pulls(&size).await;
}

fn p50(times: &mut [Duration]) -> f64 {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default().as_secs_f64() * 1000.0
}

async fn timed(count: usize, mut call: impl AsyncFnMut(usize)) -> Vec<Duration> {
    let mut times = Vec::with_capacity(count);
    for n in 0..count {
        let start = Instant::now();
        call(n).await;
        times.push(start.elapsed());
    }
    times
}

/// Version 2.0.0 of the sampler, which cuts its notes.
fn next_sampler() -> Vec<u8> {
    package_with(
        "sampler",
        |manifest| manifest.replace("version = \"1.0.0\"", "version = \"2.0.0\""),
        |path, file| match path {
            "schemas/note.json" => String::from_utf8(file)
                .expect("text")
                .replace("\"maxLength\":200", "\"maxLength\":20")
                .into_bytes(),
            _ => file,
        },
    )
}

/// Each point of the sampler, as the host's own books say it: wall clock and cost units a call, from instance to answer.
async fn points(size: &Size) {
    let database = TestDatabase::create(Database::Sqlite);
    let token = create_tenant(&database, "points");
    let server = ServerProcess::start(&database);
    let shop = furnish(&server.base, "points", &token).await;
    let installation = shop.install("sampler", json!({ "bp": 100 })).await;
    let path = format!("/v1/installations/{installation}");
    let member = shop.member().await;
    let mut basket = shop.basket(vec![line("sku-1", "2"), line("sku-6", "1")]);
    basket["member"] = json!(member);
    let sale = sell(&shop, &basket).await;
    for _ in 1..size.calls {
        sell(&shop, &basket).await;
    }
    for n in 0..size.calls / 10 {
        shop.put(&format!("{path}/settings"), json!({ "bp": 100 + n })).await.ok();
    }
    let own = "/v1/plugins/sampler";
    let mut none =
        timed(size.calls, async |_| drop(shop.get(&format!("{own}/http/hello/x")).await.ok())).await;
    let five = format!("{own}/http/five/{member}");
    let mut five = timed(size.calls, async |_| drop(shop.post(&five, json!({})).await.ok())).await;
    for _ in 0..size.calls {
        let press = json!({ "subject": sale, "input": { "text": "bench" } });
        shop.post(&format!("{own}/actions/mark"), press).await.ok();
        shop.post(&format!("{own}/reports/by-store"), json!({})).await.ok();
    }
    let migration = migrate(&shop, &path, size.notes).await;
    // Events are handled and usage is written down in the background.
    tokio::time::sleep(Duration::from_secs(2)).await;
    let usage = shop.get(&format!("{path}/usage?from=2000-01-01&to=2999-12-31")).await.ok();
    println!(
        "{:<18} {:>8} {:>12} {:>14} {:>12}",
        "point", "calls", "us a call", "units a call", "memory KiB"
    );
    for row in usage["items"].as_array().expect("rows") {
        let number = |name: &str| row[name].as_i64().expect("a number");
        let calls = number("calls").max(1);
        println!(
            "{:<18} {calls:>8} {:>12.1} {:>14} {:>12}",
            row["point"].as_str().expect("a point"),
            number("wall_us") as f64 / calls as f64,
            number("cost_units") / calls,
            number("peak_memory_bytes") >> 10
        );
    }
    let (none, five) = (p50(&mut none), p50(&mut five));
    println!(
        "a route through HTTP: {none:.2} ms; with five effects committed: {five:.2} ms, {:.2} ms more",
        five - none
    );
    println!("migration of {} documents and the switch: {:.2} s", size.notes, migration.as_secs_f64());
    server.stop();
}

async fn sell(shop: &Merchant, basket: &Value) -> String {
    let quote = shop.quote(basket).await;
    let request =
        shop.sale_request(basket, &quote, vec![cash(quote["total_minor"].as_i64().expect("a total"))]);
    shop.put(&format!("/v1/sales/{}", id()), request).await.ok()["id"].as_str().expect("an id").to_owned()
}

/// From the wish to the new version in use.
async fn migrate(shop: &Merchant, path: &str, notes: usize) -> Duration {
    for start in (0..notes).step_by(500) {
        let note = |n: usize| json!({ "key": format!("n{n}"), "body": { "kind": "x", "text": format!("a text of some length, {n}") } });
        let documents: Vec<Value> = (start..(start + 500).min(notes)).map(note).collect();
        shop.post("/v1/plugins/sampler/collections/notes/documents", json!({ "documents": documents }))
            .await
            .ok();
    }
    let package = shop.publish(next_sampler()).await.ok()["digest"].clone();
    let started = Instant::now();
    shop.put(path, json!({ "package": package })).await.ok();
    while shop.get(path).await.ok()["version"] != "2.0.0" {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    started.elapsed()
}

/// The TypeScript plugin of the conformance suite: about 1.8 MB of component.
fn large_package(version: &str) -> Package {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sdk/conformance/js");
    let manifest = std::fs::read_to_string(folder.join("bodega.toml")).expect("a manifest");
    let manifest = manifest.replace("version = \"0.1.0\"", &format!("version = {version:?}"));
    let component = std::fs::read(component_path("conformance-js")).expect("`cargo xtask test` builds it");
    let parsed = bodega_package::Manifest::from_toml(&manifest).expect("a valid manifest");
    let read = |path: &str| std::fs::read(folder.join(path)).expect("the manifest's files are there");
    let files = parsed.files().into_keys().map(|path| (path.to_owned(), read(path))).collect();
    Package::build(&manifest, &altered(component, version), files).expect("a valid package")
}

/// The same component under another digest: a custom section of that name is added.
fn altered(mut component: Vec<u8>, name: &str) -> Vec<u8> {
    let length = u8::try_from(name.len()).expect("a short name");
    component.extend([0, length + 1, length]);
    component.extend(name.as_bytes());
    component
}

/// From the bytes to a plugin that serves: verified, inspected, compiled, stored; then installed.
async fn installs(size: &Size) {
    let database = TestDatabase::create(Database::Sqlite);
    let token = create_tenant(&database, "installs");
    let server = ServerProcess::start(&database);
    let shop = furnish(&server.base, "installs", &token).await;
    let (mut taken_in, mut installed, mut bytes) = (Vec::new(), Vec::new(), 0);
    let installation = id();
    for n in 0..size.installs {
        let package = large_package(&format!("1.0.{n}"));
        bytes = package.component().len();
        let package = package.write().expect("it fits");
        let start = Instant::now();
        let digest = shop.publish(package).await.ok()["digest"].clone();
        taken_in.push(start.elapsed());
        let consent = shop.consent(&digest).await;
        let start = Instant::now();
        let wish = json!({ "package": digest, "settings": {}, "consent": consent });
        shop.put(&format!("/v1/installations/{installation}"), wish).await.ok();
        installed.push(start.elapsed());
    }
    println!(
        "a component of {} KiB: {:.0} ms to take it in (verify, inspect, compile), {:.0} ms to install it",
        bytes >> 10,
        p50(&mut taken_in),
        p50(&mut installed)
    );
    server.stop();
}

/// A plugin of its own component and name, made of the sampler.
fn variety(n: usize) -> Vec<u8> {
    let name = format!("bench-{n}");
    let folder = plugin_folder("sampler");
    let manifest = std::fs::read_to_string(folder.join("bodega.toml")).expect("a manifest");
    let manifest = manifest
        .replace("\"sampler\"", &format!("{name:?}"))
        .replace("sampler.greeted", &format!("{name}.greeted"));
    let component = std::fs::read(component_path("sampler")).expect("`cargo xtask plugins` builds it");
    let parsed = bodega_package::Manifest::from_toml(&manifest).expect("a valid manifest");
    let read = |path: &str| std::fs::read(folder.join(path)).expect("the manifest's files are there");
    let files: BTreeMap<String, Vec<u8>> =
        parsed.files().into_keys().map(|path| (path.to_owned(), read(path))).collect();
    let package = Package::build(&manifest, &altered(component, &name), files).expect("a valid package");
    package.write().expect("it fits")
}

/// Memory of a server whose tenants all have ten plugins, each of which is asked.
async fn tenants(size: &Size) {
    let database = TestDatabase::create(Database::Sqlite);
    let codes: Vec<String> = (0..size.tenants).map(|n| format!("t{n}")).collect();
    let tokens: Vec<String> = codes.iter().map(|code| create_tenant(&database, code)).collect();
    let server = ServerProcess::start(&database);
    let mut shops = Vec::new();
    for (code, token) in codes.iter().zip(&tokens) {
        let shop = furnish(&server.base, code, token).await;
        for n in 0..PLUGINS {
            shop.install_package(variety(n), json!({ "bp": 10 })).await;
        }
        shops.push(shop);
    }
    server.stop();
    let server = ServerProcess::start(&database);
    shops.iter_mut().for_each(|shop| shop.base.clone_from(&server.base));
    let empty = server.usage().rss_anon_kib;
    // One connection for all: a merchant's own would be kept open, and its buffers counted as the tenant's.
    let client = reqwest::Client::new();
    let quote = async |shop: &Merchant| {
        let basket = shop.basket(vec![line("sku-1", "2"), line("sku-6", "1")]);
        let request = client.post(format!("{}/v1/quotes", shop.base)).bearer_auth(&shop.token);
        let answer = request.json(&basket).send().await.expect("an answer");
        assert!(answer.status().is_success(), "{answer:?}");
        answer.bytes().await.expect("a quote");
    };
    quote(&shops[0]).await;
    let one = server.usage().rss_anon_kib;
    for shop in &shops {
        quote(shop).await;
    }
    let all = server.usage().rss_anon_kib;
    println!(
        "{} tenants with {PLUGINS} plugins: {empty} KiB at start, {one} KiB with one tenant, {all} KiB with all = {:.1} KiB a tenant",
        shops.len(),
        all.saturating_sub(one) as f64 / (shops.len().saturating_sub(1)).max(1) as f64
    );
    server.stop();
}

/// Pulls of the large component's layers from the marketplace inside the server.
async fn pulls(size: &Size) {
    let database = TestDatabase::create(Database::Sqlite);
    let shelf = database.folder.join("shelf");
    std::fs::create_dir_all(&shelf).expect("a folder");
    let key = SigningKey::from_seed(&[7; 32]);
    let package = large_package("1.0.0").sign(&key, 1_767_225_600_000).expect("a signature");
    std::fs::write(shelf.join("bench.pub.pem"), key.verifying_key().to_pem().expect("a key"))
        .expect("written");
    std::fs::write(shelf.join("bench.tar"), package.write().expect("it fits")).expect("written");
    create_tenant(&database, "pulls");
    let server = ServerProcess::start_with(&database, &["--first-party", &shelf.to_string_lossy()]);
    let repository = format!("{}/v2/bodega/conformance-js", server.base);
    let client = reqwest::Client::new();
    let manifest = client.get(format!("{repository}/manifests/1.0.0"));
    let manifest = manifest
        .header("accept", "application/vnd.oci.image.manifest.v1+json")
        .send()
        .await
        .expect("an answer");
    let manifest: Value = manifest.error_for_status().expect("a manifest").json().await.expect("JSON");
    let layers = manifest["layers"].as_array().expect("layers");
    let largest = layers.iter().max_by_key(|layer| layer["size"].as_u64()).expect("a layer");
    let blob = format!("{repository}/blobs/{}", largest["digest"].as_str().expect("a digest"));
    let started = Instant::now();
    let pullers: Vec<_> = (0..PULLERS)
        .map(|_| {
            let (client, blob, count) = (client.clone(), blob.clone(), size.pulls.div_ceil(PULLERS));
            tokio::spawn(async move {
                let mut bytes = 0;
                for _ in 0..count {
                    let answer = client.get(&blob).send().await.expect("an answer");
                    bytes +=
                        answer.error_for_status().expect("a blob").bytes().await.expect("all of it").len();
                }
                bytes
            })
        })
        .collect();
    let mut bytes = 0;
    for puller in pullers {
        bytes += puller.await.expect("a puller");
    }
    let elapsed = started.elapsed().as_secs_f64();
    println!(
        "{PULLERS} pullers of a layer of {} KiB: {:.0} MB/s, {:.0} pulls a second",
        largest["size"].as_u64().unwrap_or_default() >> 10,
        bytes as f64 / 1e6 / elapsed,
        (size.pulls.div_ceil(PULLERS) * PULLERS) as f64 / elapsed
    );
    server.stop();
}
