//! Guests that are hostile by their shape: tables, handles, destructors, strings, thousands of exports. And what a
//! thousand of them leave behind: nothing.

use crate::install::manifest;
use crate::support::guest::Guest;
use crate::support::{Fixture, price_call};
use bodega_plugin_host::{CallError, Point};
use std::time::{Duration, Instant};
use wit_component::StringEncoding;

/// Pages of memory that this process holds, from `/proc`.
fn resident_bytes() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
    statm.split(' ').nth(1).unwrap().parse::<usize>().unwrap() * 4096
}

/// The error of a price, which the metrics count under its code and after which a tame guest prices as ever.
async fn attack(guest: Guest) -> CallError {
    let f = Fixture::new();
    let caller = f.install(guest.build()).await;
    let error = f.price(&caller).result.unwrap_err();
    assert!(error.is_plugin_fault(), "{error:?}");
    let counted = format!("point=\"pricing.price\",verdict=\"{}\"}} 1", error.code());
    assert!(f.metrics().contains(&counted), "{counted}");
    let tame = f.install(Guest::pricing("(i32.const 0)")).await;
    f.price(&tame).result.unwrap();
    error
}

#[tokio::test]
async fn a_table_ends_at_its_bound() {
    let grow = |by: u32| {
        Guest::new()
            .code("(table $t 1 funcref)")
            .price(&format!("(drop (table.grow $t (ref.null func) (i32.const {by}))) (i32.const 0)"))
    };
    let error = attack(grow(19_999 + 1)).await;
    assert!(matches!(error, CallError::TableTooLarge { wanted: 20_001, limit: 20_000 }), "{error:?}");
    assert_eq!(error.code(), "plugin.table");
    let endless = "(loop $l (drop (table.grow $t (ref.null func) (i32.const 1000))) (br $l)) (i32.const 0)";
    let error = attack(Guest::new().code("(table $t 1 funcref)").price(endless)).await;
    assert!(matches!(error, CallError::TableTooLarge { .. }), "{error:?}");
    let f = Fixture::new();
    let caller = f.install(grow(19_999).build()).await;
    f.price(&caller).result.unwrap();
}

#[tokio::test]
async fn a_component_with_too_large_a_table_is_refused() {
    for code in ["(table 20001 funcref)", "(table 10000000 funcref)"] {
        let f = Fixture::new();
        let guest = Guest::new().code(code).price("(i32.const 0)").build();
        let error = f.host.inspect(guest.into(), &manifest(&[Point::PricingPrice])).await.unwrap_err();
        assert!(["install.too_large", "install.invalid"].contains(&error.code()), "{error}");
        assert!(f.metrics().contains(&format!("refused_total{{why=\"{}\"}} 1", error.code())));
    }
}

#[tokio::test]
async fn element_segments_fill_tables_and_nothing_else() {
    let many = "$f ".repeat(20_000);
    let fill = |offset: u32| {
        Guest::new()
            .code(&format!("(table 20000 funcref) (func $f) (elem (i32.const {offset}) func {many})"))
            .price("(i32.const 0)")
    };
    let f = Fixture::new();
    let caller = f.install(fill(0).build()).await;
    f.price(&caller).result.unwrap();
    // One past the end: it does not even start.
    let error = f.host.inspect(fill(1).build().into(), &manifest(&[Point::PricingPrice])).await.unwrap_err();
    assert_eq!(error.code(), "install.start", "{error}");
}

/// A guest with a resource type of its own, which it makes, drops and destroys itself. The door for packages refuses the
/// export that it needs; this goes past the door.
fn resourceful(dtor: &str, price: &str) -> Guest {
    const THINGS: &str = "someone:else/things@0.1.0";
    let package = "package someone:else@0.1.0; interface things { resource thing { constructor(); } }";
    Guest::new()
        .package(package)
        .import_core(&format!("[export]{THINGS}"), "[resource-new]thing", "new", "(param i32) (result i32)")
        .import_core(&format!("[export]{THINGS}"), "[resource-drop]thing", "drop", "(param i32)")
        .import_core(&format!("[export]{THINGS}"), "[resource-rep]thing", "rep", "(param i32) (result i32)")
        .export(THINGS, "[constructor]thing", "(result i32)", "(call $new (i32.const 1))")
        .code(&format!("(func (export \"{THINGS}#[dtor]thing\") (param i32) {dtor})"))
        .price(price)
}

#[tokio::test]
async fn handles_are_counted() {
    let error =
        attack(resourceful("", "(loop $l (drop (call $new (i32.const 7))) (br $l)) (i32.const 0)")).await;
    assert!(matches!(error, CallError::TooManyHandles { limit: 256 }), "{error:?}");
    assert_eq!(error.code(), "plugin.handles");
    // Those that are given back do not count, and those that are left at the end are gone with the instance.
    let f = Fixture::new();
    let tidy = "(loop $l (call $drop (call $new (i32.const 7)))
                 (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 5000))))
                (i32.const 0)";
    let caller = f.install(resourceful("", tidy).build()).await;
    f.price(&caller).result.unwrap();
    let leak = "(loop $l (drop (call $new (i32.const 7)))
                 (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 200))))
                (i32.const 0)";
    let caller = f.install(resourceful("", leak).build()).await;
    for _ in 0..20 {
        f.price(&caller).result.unwrap();
    }
}

#[tokio::test]
async fn a_forged_handle_is_a_trap() {
    for forged in ["0", "1", "77", "-1", "268435455"] {
        for function in ["drop", "rep"] {
            let call = format!("(call ${function} (i32.const {forged}))");
            let call = if function == "rep" { format!("(drop {call})") } else { call };
            let error = attack(resourceful("", &format!("{call} (i32.const 0)"))).await;
            assert!(matches!(error, CallError::Trap { .. }), "{function} {forged}: {error:?}");
        }
    }
    // Given back twice.
    let twice =
        "(local.set $i (call $new (i32.const 1))) (call $drop (local.get $i)) (call $drop (local.get $i))";
    let error = attack(resourceful("", &format!("{twice} (i32.const 0)"))).await;
    assert!(matches!(error, CallError::Trap { .. }), "{error:?}");
}

#[tokio::test]
async fn a_resource_of_its_own_does_not_pass_the_door() {
    let f = Fixture::new();
    let guest = resourceful("", "(i32.const 0)").build();
    let error = f.host.inspect(guest.into(), &manifest(&[Point::PricingPrice])).await.unwrap_err();
    assert_eq!(error.code(), "install.unknown_export", "{error}");
}

#[tokio::test]
async fn a_trap_in_a_destructor_or_after_the_answer_is_a_trap() {
    let error =
        attack(resourceful("unreachable", "(call $drop (call $new (i32.const 1))) (i32.const 0)")).await;
    assert!(matches!(error, CallError::Trap { .. }), "{error:?}");
    let looping = resourceful("(loop $l (br $l))", "(call $drop (call $new (i32.const 1))) (i32.const 0)");
    assert!(matches!(attack(looping).await, CallError::OutOfFuel { .. }));

    let after = |body: &str| {
        let export = "cabi_post_bodega:pricing/price@0.1.0#price";
        let code = format!("(func (export \"{export}\") (param i32) {body})");
        Guest::new().code(&code).price("(i32.const 0)")
    };
    let error = attack(after("unreachable")).await;
    assert!(matches!(error, CallError::Trap { .. }), "{error:?}");
    assert!(matches!(attack(after("(loop $l (br $l))")).await, CallError::OutOfFuel { .. }));
}

#[tokio::test]
async fn arguments_that_are_no_text_are_a_trap() {
    let reads = |encoding, data: &str, length: u32| {
        Guest::new()
            .encoding(encoding)
            .code(&format!("(data (i32.const 900) \"{data}\")"))
            .import(
                "bodega:basket/compile-source@0.1.0",
                "documents",
                "documents",
                "(param i32 i32 i32 i32 i32)",
            )
            .price(&format!(
                "(call $documents (i32.const 900) (i32.const {length}) (i32.const 0) (i32.const 1) (i32.const 1024))
                 (i32.const 0)"
            ))
    };
    let latin_or_wide = 0x8000_0000_u32; // the mark of UTF-16 in a latin1+utf16 length
    for (encoding, data, length) in [
        (StringEncoding::UTF8, "\\ff\\fe", 2),
        (StringEncoding::UTF8, "\\c0\\80", 2),          // an overlong NUL
        (StringEncoding::UTF8, "\\ed\\a0\\80", 3),      // a surrogate
        (StringEncoding::UTF8, "\\f0\\9f\\98", 3),      // cut off
        (StringEncoding::UTF16, "\\00\\d8", 1),         // a lone surrogate
        (StringEncoding::UTF16, "\\00\\dc\\00\\d8", 2), // a pair the wrong way round
        (StringEncoding::CompactUTF16, "\\00\\d8", latin_or_wide | 1),
        (StringEncoding::UTF8, "", u32::MAX),
        (StringEncoding::UTF16, "", 0x4000_0000),
    ] {
        let error = attack(reads(encoding, data, length)).await;
        assert!(
            matches!(error, CallError::Trap { .. } | CallError::OutputTooLarge { .. }),
            "{encoding:?} {data}: {error:?}"
        );
    }
}

#[tokio::test]
async fn time_and_chance_are_closed_to_pure_points() {
    let (many, zeros) = (format!("(param {})", "i32 ".repeat(14)), "(i32.const 0) ".repeat(14));
    let send = format!("(call $get {zeros})");
    for (function, signature, call) in [
        ("clock", "(result i64)", "(drop (call $get))"),
        ("random", "(param i32 i32)", "(call $get (i32.const 8) (i32.const 1024))"),
        ("egress", &many, &send),
    ] {
        let name = match function {
            "clock" => "now-ms",
            "random" => "bytes",
            _ => "send",
        };
        let interface = format!("bodega:host/{function}@0.1.0");
        let guest = Guest::new().import(&interface, name, "get", signature);
        let error = attack(guest.price(&format!("{call} (i32.const 0)"))).await;
        let CallError::NotPermitted { import } = error else { panic!("{function}: {error:?}") };
        assert_eq!(import, format!("bodega:host/{function}.{name}"));
    }
}

#[tokio::test]
async fn ten_thousand_exports_are_refused_at_once() {
    let functions: String = (0..10_000).map(|n| format!("(export \"f{n}\" (func $f))")).collect();
    let component = format!(
        "(component (core module $m (func (export \"f\"))) (core instance $i (instantiate $m))
           (func $f (canon lift (core func $i \"f\"))) {functions})"
    );
    let f = Fixture::new();
    let start = Instant::now();
    let component = wat::parse_str(component).unwrap();
    let error = f.host.inspect(component.into(), &manifest(&[Point::PricingPrice])).await.unwrap_err();
    assert_eq!(error.code(), "install.unknown_export", "{error}");
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
    // In its core module: a valid plugin, whatever it may be good for.
    let core: String = (0..10_000).map(|n| format!("(func (export \"x{n}\"))")).collect();
    let caller = f.install(Guest::new().code(&core).price("(i32.const 0)").build()).await;
    f.price(&caller).result.unwrap();
}

#[tokio::test]
async fn a_thousand_hostile_calls_leave_nothing_behind() {
    /// What may stay: the allocator's own caches, not a slot's memory a call (16 MiB x 1,000).
    const STAYS_BYTES_MAX: usize = 64 << 20;
    let f = Fixture::new();
    let guests = [
        Guest::new().price("(loop $l (drop (memory.grow (i32.const 1))) (br $l)) (i32.const 0)"),
        // Touches every page that it gets.
        Guest::new().price(
            "(drop (memory.grow (i32.const 200)))
             (loop $l (i32.store8 (local.get $i) (i32.const 1))
              (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 4096))) (i32.const 13000000))))
             unreachable",
        ),
        Guest::new().price("unreachable"),
        Guest::new().price("(loop $l (br $l)) (i32.const 0)"),
        Guest::new()
            .code("(table $t 1 funcref)")
            .price("(drop (table.grow $t (ref.null func) (i32.const 19999))) unreachable"),
        resourceful("", "(loop $l (drop (call $new (i32.const 7))) (br $l)) (i32.const 0)"),
        Guest::new().price(
            "(drop (memory.grow (i32.const 60)))
             (i32.store (i32.const 516) (i32.const 640)) (i32.store (i32.const 520) (i32.const 1))
             (i32.store (i32.const 644) (i32.const 3000000)) (i32.const 512)",
        ),
    ];
    let mut callers = Vec::new();
    for guest in guests {
        callers.push(f.install(guest.build()).await);
    }
    let run = |calls: usize| {
        for n in 0..calls {
            let caller = &callers[n % callers.len()];
            f.host.reset_breakers(caller.tenant, caller.installation);
            let mut call = price_call(caller);
            call.limits.fuel_base = 2_000_000;
            assert!(f.host.price(&call).result.unwrap_err().is_plugin_fault());
        }
    };
    run(200);
    let before = resident_bytes();
    run(1_000);
    let after = resident_bytes();
    assert!(after < before + STAYS_BYTES_MAX, "{} MiB, then {} MiB", before >> 20, after >> 20);
}
