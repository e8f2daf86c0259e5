//! Components made to blow the compiler up: they end in a process of their own, and the store goes on selling meanwhile.

use crate::crash::server;
use bodega_package::Package;
use bodega_testkit::{Database, Shop, TestServer, line};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;
use std::time::{Duration, Instant};

const MANIFEST: &str = "name = \"bomb\"\nversion = \"0.1.0\"\npublisher = \"bodega-tests\"\npoints = [\"jobs.run\"]\n\
    title = { zh-CN = \"x\", en = \"x\" }\nsummary = { zh-CN = \"x\", en = \"x\" }\n\
    [[jobs]]\nname = \"a\"\ncron = \"0 3 * * *\"\n";

/// How long the door may take with a bomb: the compiler's own bounds, and a busy machine.
const PATIENCE: Duration = Duration::from_secs(300);
/// What the server may grow by while a worker compiles: the package and its copies, not the compiler's memory.
const GROWTH_BYTES_MAX: usize = 256 << 20;

/// A package whose component exports the right names, has nothing behind them, and holds this core module.
fn package(module: &str) -> Vec<u8> {
    let wat = format!(
        "(component (core module {module}) (instance $points) (export \"bodega:jobs/run@0.1.0\" (instance $points)))"
    );
    let component = wat::parse_str(&wat).expect("the bomb is a component");
    let package = Package::build(MANIFEST, &component, BTreeMap::new()).expect("a package");
    package.write().expect("it fits")
}

/// Loops within loops, each of which all locals flow through: what the compiler keeps of them grows with the product.
fn many_locals_in_deep_loops(locals: usize, depth: usize) -> String {
    let mut body = "loop ".repeat(depth);
    for n in 0..locals {
        write!(body, "local.get {n} i32.const 1 i32.add local.set {n} ").expect("a string");
    }
    body.push_str(&"local.get 0 br_if 0 end ".repeat(depth));
    format!("(func (local {}) {body})", "i32 ".repeat(locals))
}

/// One function of straight code.
fn huge_function(instructions: usize) -> String {
    let body =
        "local.get 0 local.get 1 i32.load i32.add i32.const 3 i32.mul local.set 0 ".repeat(instructions);
    format!("(memory 1) (func (local i32 i32) {body})")
}

/// One table of jumps out of nested blocks.
fn huge_br_table(targets: usize) -> String {
    let labels: String = (0..targets).map(|n| format!("{} ", n % 1000)).collect();
    let (open, close) = ("block ".repeat(1001), "end ".repeat(1001));
    format!("(func (param i32) {open} local.get 0 br_table {labels} {close})")
}

/// Many small functions.
fn many_functions(functions: usize) -> String {
    "(func (param i64) (result i64) (i64.add (local.get 0) (i64.const 1)))".repeat(functions)
}

fn resident_bytes() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
    statm.split(' ').nth(1).unwrap().parse::<usize>().unwrap() * 4096
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_compile_bomb_goes_off_in_a_process_of_its_own() {
    let server = TestServer::start_with(Database::Sqlite, |config| config.compiler = Some(server()));
    let shop = Arc::new(Shop::open_on(Arc::new(server.await), "inclusive").await);
    shop.product("tea", 1000, &[]).await;
    let bombs = [
        ("many locals in deep loops", many_locals_in_deep_loops(20_000, 4_000)),
        ("a huge function", huge_function(150_000)),
        ("a huge table of jumps", huge_br_table(60_000)),
        ("many functions", many_functions(50_000)),
    ];
    for (name, module) in bombs {
        let (bomb, before, start) = (package(&module), resident_bytes(), Instant::now());
        drop(module);
        let publishing = tokio::spawn({
            let shop = shop.clone();
            async move { shop.publish(bomb).await }
        });
        // Tills are served all the while.
        let mut sales = 0;
        while !publishing.is_finished() || sales == 0 {
            let sale = shop.sell(&shop.basket(vec![line("tea", "1")])).await;
            assert_eq!(sale["total_minor"], 1000);
            sales += 1;
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let refused = publishing.await.unwrap().refused(422, "package.invalid");
        let (grown, took) = (resident_bytes().saturating_sub(before), start.elapsed());
        eprintln!("{name}: {took:?}, {sales} sales meanwhile, {} MiB, {}", grown >> 20, refused["detail"]);
        assert!(took < PATIENCE, "{name}: {took:?}");
        assert!(grown < GROWTH_BYTES_MAX, "{name}: {} MiB", grown >> 20);
    }
    let metrics = reqwest::get(format!("{}/metrics", shop.server.base)).await.unwrap().text().await.unwrap();
    assert!(metrics.contains("bodega_plugin_compile_failures_total{why=\"too_costly\"}"), "{metrics}");
    // And what is no bomb still compiles there.
    shop.install("promotions", serde_json::json!({})).await;
}
