//! The install probe: what is let in, and what a refusal tells its author.

use crate::support::Fixture;
use crate::support::guest::Guest;
use bodega_package::Manifest;
use bodega_plugin_host::{Inspection, InstallError, Point};

pub fn manifest(points: &[Point]) -> Manifest {
    let names: Vec<String> = points.iter().map(|p| format!("{:?}", p.as_str())).collect();
    let mut text = format!(
        "name = \"tester\"\nversion = \"0.1.0\"\npublisher = \"bodega\"\npoints = [{}]\n\
         title = {{ zh-CN = \"x\", en = \"x\" }}\nsummary = {{ zh-CN = \"x\", en = \"x\" }}\n",
        names.join(",")
    );
    if points.contains(&Point::PricingPrice) {
        text.push_str("pricing = { stage = \"line\" }\n");
    }
    if points.contains(&Point::EventsHandle) {
        text.push_str("events = { subscribe = [\"sale.committed.v1\"] }\n");
    }
    for (point, section) in [
        (Point::JobsRun, "jobs = [{ name = \"a\", cron = \"0 3 * * *\" }]"),
        (
            Point::HttpHandle,
            "http = { routes = [{ name = \"a\", methods = [\"GET\"], path = \"/a\", access = \"token\" }] }",
        ),
        (
            Point::ActionsRun,
            "actions = [{ name = \"a\", on = \"sale\", title = { zh-CN = \"x\", en = \"x\" } }]",
        ),
        (Point::ChannelPush, "channel = { names = [\"eats\"], shops = \"shops\", items = \"items\" }"),
        (Point::ReportsRun, "reports = [{ name = \"a\", title = { zh-CN = \"x\", en = \"x\" } }]"),
        (
            Point::PaymentRefund,
            "payment = [{ method = \"a\", title = { zh-CN = \"x\", en = \"x\" }, flow = \"merchant_presented\", refunds = \"full\" }]",
        ),
        (Point::MessagingSend, "messaging = [{ channel = \"sms\" }]"),
        (Point::ExportsRun, "exports = [{ name = \"a\", title = { zh-CN = \"x\", en = \"x\" } }]"),
    ] {
        if points.contains(&point) {
            text.push_str(&format!("{section}\n"));
        }
    }
    let collections = [
        (Point::ChannelPush, "{ name = \"shops\", schema = \"s.json\", unique = [\"store\"] }"),
        (Point::ChannelPush, "{ name = \"items\", schema = \"s.json\", unique = [\"sku\"] }"),
        (Point::MigrationRun, "{ name = \"a\", schema = \"a.json\", migrates = true }"),
    ];
    let collections = collections.iter().filter(|(point, _)| points.contains(point)).map(|(_, text)| *text);
    let collections = Vec::from_iter(collections).join(", ");
    if !collections.is_empty() {
        text.push_str(&format!("collections = [{collections}]\n"));
    }
    Manifest::from_toml(&text).unwrap()
}

async fn inspect(component: Vec<u8>, points: &[Point]) -> Result<Inspection, InstallError> {
    Fixture::new().host.inspect(component.into(), &manifest(points)).await
}

#[tokio::test]
async fn the_import_list_is_the_permission_list() {
    let guest = Guest::new()
        .import("bodega:basket/view@0.1.0", "units", "units", "(param i32)")
        .import("bodega:data/ledger@0.1.0", "available", "available", "(param i32 i32) (result i64)")
        .price("(i32.const 0)")
        .handle("(i32.const 0)")
        .build();
    let inspection = inspect(guest, &[Point::PricingPrice, Point::EventsHandle]).await.unwrap();
    assert_eq!(Vec::from_iter(&inspection.permissions), ["bodega:basket/view", "bodega:data/ledger"]);
    assert!(inspection.imports.contains("bodega:base/types@0.1.0"), "types are imported, but no permission");
}

#[tokio::test]
async fn points_and_manifest_must_agree() {
    let price = || Guest::pricing("(i32.const 0)");
    let error = inspect(price(), &[Point::PricingPrice, Point::EventsHandle]).await.unwrap_err();
    assert!(matches!(error, InstallError::PointMissing { point: Point::EventsHandle }), "{error}");
    let both = Guest::new().price("(i32.const 0)").handle("(i32.const 0)").build();
    let error = inspect(both, &[Point::PricingPrice]).await.unwrap_err();
    assert!(matches!(error, InstallError::PointUndeclared { point: Point::EventsHandle }), "{error}");
    let mut future = manifest(&[Point::PricingPrice]);
    future.points.push("weather.make".to_owned());
    let error = Fixture::new().host.inspect(price().into(), &future).await.unwrap_err();
    assert!(error.to_string().contains("weather.make"), "{error}");
}

#[tokio::test]
async fn unknown_imports_are_refused_whoever_offers_them() {
    let wasi = "package wasi:random@0.2.0; interface random { get: func() -> u64; }";
    let files = "package wasi:filesystem@0.2.0; interface preopens { get: func() -> u64; }";
    let sockets = "package wasi:sockets@0.2.0; interface instance-network { get: func() -> u64; }";
    let own = "package bodega:secrets@0.1.0; interface secrets { get: func() -> u64; }";
    for (package, interface) in [
        (wasi, "wasi:random/random@0.2.0"),
        (files, "wasi:filesystem/preopens@0.2.0"),
        (sockets, "wasi:sockets/instance-network@0.2.0"),
        (own, "bodega:secrets/secrets@0.1.0"),
    ] {
        let guest = Guest::new()
            .package(package)
            .import(interface, "get", "get", "(result i64)")
            .price("(drop (call $get)) (i32.const 0)")
            .build();
        let error = inspect(guest, &[Point::PricingPrice]).await.unwrap_err();
        assert!(matches!(&error, InstallError::UnknownImport { import } if import == interface), "{error}");
    }
}

/// A guest built against another version of `basket`, whose `usage` has gained a function; it calls this one.
fn usage_guest(version: &str, function: &str) -> Vec<u8> {
    let package = format!(
        "package bodega:basket@{version}; \
         interface usage {{ order-number: func() -> option<u32>; visits: func() -> option<u32>; }}"
    );
    Guest::new()
        .package(&package)
        .import(&format!("bodega:basket/usage@{version}"), function, "get", "(param i32)")
        .price("(call $get (i32.const 1024)) (i32.const 0)")
        .build()
}

#[tokio::test]
async fn versions_of_the_future_are_refused_by_name() {
    for (version, function) in [("0.1.1", "visits"), ("0.2.0", "order-number"), ("1.0.0", "order-number")] {
        let error = inspect(usage_guest(version, function), &[Point::PricingPrice]).await.unwrap_err();
        assert!(matches!(error, InstallError::OtherImportVersion { .. }), "{version}: {error}");
    }
    let future = "package bodega:events@0.2.0; interface handle { handle: func() -> u32; }";
    let guest = |version: &str, future: &str| {
        let name = format!("bodega:events/handle@{version}");
        Guest::new().package(future).export(&name, "handle", "(result i32)", "(i32.const 0)").build()
    };
    let error = inspect(guest("0.2.0", future), &[Point::EventsHandle]).await.unwrap_err();
    assert!(matches!(error, InstallError::OtherExportVersion { .. }), "{error}");
    let changed = "package bodega:events@0.1.1; interface handle { handle: func() -> u32; }";
    let error = inspect(guest("0.1.1", changed), &[Point::EventsHandle]).await.unwrap_err();
    assert!(matches!(error, InstallError::Types(_)), "{error}");
}

#[tokio::test]
async fn a_newer_sdk_is_fine_where_nothing_new_is_used() {
    let f = Fixture::new();
    let component = usage_guest("0.1.1", "order-number");
    let checked = f.host.inspect(component.clone().into(), &manifest(&[Point::PricingPrice])).await.unwrap();
    assert_eq!(Vec::from_iter(&checked.permissions), ["bodega:basket/usage"]);
    let caller = f.install(component).await;
    f.price(&caller).result.unwrap();
}

#[tokio::test]
async fn foreign_exports_are_refused() {
    let package = "package someone:else@0.1.0; interface thing { go: func(); }";
    let guest =
        Guest::new().package(package).price("(i32.const 0)").export("someone:else/thing@0.1.0", "go", "", "");
    let error = inspect(guest.build(), &[Point::PricingPrice]).await.unwrap_err();
    assert!(
        matches!(&error, InstallError::UnknownExport { export } if export == "someone:else/thing@0.1.0"),
        "{error}"
    );
}

/// A component written by hand, since no toolchain lets types go wrong.
fn component(wat: &str) -> Vec<u8> {
    wat::parse_str(wat).unwrap()
}

#[tokio::test]
async fn right_names_with_wrong_types_are_refused() {
    let export = component(
        r#"(component
            (core module $m (func (export "handle") (result i32) i32.const 0))
            (core instance $i (instantiate $m))
            (func $handle (result u32) (canon lift (core func $i "handle")))
            (instance $points (export "handle" (func $handle)))
            (export "bodega:events/handle@0.1.0" (instance $points)))"#,
    );
    let error = inspect(export, &[Point::EventsHandle]).await.unwrap_err();
    assert!(matches!(error, InstallError::Types(_)), "{error}");

    let import = component(
        r#"(component
            (import "bodega:basket/usage@0.1.0" (instance $usage (export "order-number" (func (result u32)))))
            (core func $get (canon lower (func $usage "order-number")))
            (core module $m
                (import "" "get" (func (result i32)))
                (func (export "handle") (result i32) i32.const 0))
            (core instance $i (instantiate $m (with "" (instance (export "get" (func $get))))))
            (func $handle (result u32) (canon lift (core func $i "handle")))
            (instance $points (export "handle" (func $handle)))
            (export "bodega:events/handle@0.1.0" (instance $points)))"#,
    );
    let error = inspect(import, &[Point::EventsHandle]).await.unwrap_err();
    assert!(matches!(error, InstallError::Types(_)), "{error}");
}

#[tokio::test]
async fn what_is_no_component_is_refused() {
    for bytes in [b"".to_vec(), b"junk".to_vec(), wat::parse_str("(module)").unwrap()] {
        let error = inspect(bytes, &[Point::PricingPrice]).await.unwrap_err();
        assert!(matches!(error, InstallError::Invalid(_)), "{error}");
    }
}

#[tokio::test]
async fn a_component_that_needs_too_much_is_refused() {
    let guest = Guest::new().memory_pages(2_000).price("(i32.const 0)").build();
    let error = inspect(guest, &[Point::PricingPrice]).await.unwrap_err();
    assert!(matches!(error, InstallError::TooLarge { .. } | InstallError::Invalid(_)), "{error}");
}

#[tokio::test]
async fn a_start_function_that_never_ends_is_cut_off() {
    let guest =
        Guest::new().code("(func $spin (loop $l (br $l))) (start $spin)").price("(i32.const 0)").build();
    let error = inspect(guest, &[Point::PricingPrice]).await.unwrap_err();
    assert!(matches!(error, InstallError::Start(_)), "{error}");
    assert!(error.to_string().contains("cost units"), "{error}");
}

#[tokio::test]
async fn a_start_function_that_traps_is_refused() {
    let guest = Guest::new().code("(func $boom unreachable) (start $boom)").price("(i32.const 0)").build();
    let error = inspect(guest, &[Point::PricingPrice]).await.unwrap_err();
    assert!(matches!(error, InstallError::Start(_)), "{error}");
}
