//! Tame pricing: what goes in and what comes out.

use crate::support::guest::{ANSWER_ORDER_N, Guest, every_import};
use crate::support::{Fixture, compile_call, input, price_call};
use bodega_domain::pricing::{Adjustment, Amount, Answer, Balance, DeclaredInputs, Document, Level};
use bodega_plugin_host::{COST_SCHEDULE, CallError, KeyTemplate, Point, Refusal};

fn order(reference: &str, amount: i64) -> Answer {
    let adjustment = Adjustment {
        reference: reference.to_owned(),
        level: Level::Order,
        amount: Amount::Order(amount),
        claims: vec![],
        note: None,
    };
    Answer { adjustments: vec![adjustment], gifts: vec![] }
}

/// A guest that calls a getter of lists and answers with the list's length and its bytes at `skip` as reference.
fn list_getter(interface: &str, function: &str) -> Guest {
    let interface = format!("bodega:basket/{interface}@0.1.0");
    Guest::new().import(&interface, function, "get", "(param i32)").price(&format!(
        "(call $get (i32.const 1024))
         (local.set $n (i64.extend_i32_u (i32.load (i32.const 1028))))
         (local.set $j (i32.load (i32.add (i32.load (i32.const 1024)) (i32.const 4))))
         (local.set $i (i32.load (i32.load (i32.const 1024))))
         {ANSWER_ORDER_N}"
    ))
}

#[tokio::test]
async fn an_empty_answer_is_an_answer_and_the_report_says_what_it_took() {
    let f = Fixture::new();
    let caller = f.install(Guest::pricing("(i32.const 0)")).await;
    let first = f.price(&caller);
    assert_eq!(first.result.unwrap(), Answer::default());
    assert!(first.report.fuel > 0 && first.report.peak_memory == 4 * 65_536 && first.report.host_calls == 0);
    assert_eq!(f.price(&caller).report.fuel, first.report.fuel, "cost units are the same in every run");
}

#[tokio::test]
async fn the_snapshot_reaches_the_guest() {
    let f = Fixture::new();
    let body = format!(
        "(local.set $i (local.get $ptr)) (local.set $j (local.get $len))
         (local.set $n (i64.const 7)) {ANSWER_ORDER_N}"
    );
    let caller = f.install(Guest::pricing(&body)).await;
    assert_eq!(f.price(&caller).result.unwrap(), order("snapshot", 7));
}

#[tokio::test]
async fn getters_give_the_basket_as_this_installation_sees_it() {
    let f = Fixture::new();
    let declared = DeclaredInputs {
        balances: vec![Balance { account: "points/m-1".to_owned(), available: 40 }],
        documents: vec![Document {
            collection: "cards".to_owned(),
            key: "m-1".to_owned(),
            version: 3,
            body: "{}".to_owned(),
        }],
        member_tags: vec!["loyalty:gold".to_owned(), "b".to_owned()],
        order_number: Some(1),
    };
    let cases = [
        ("view", "tag-names", "hot", 3),
        ("view", "coupons", "SPRING", 2),
        ("view", "requests", "redeem", 1),
        ("member-tags", "tags", "loyalty:gold", 2),
        ("balances", "fetched", "points/m-1", 1),
        ("documents", "fetched", "cards", 1),
    ];
    for (interface, function, first, count) in cases {
        let caller = f.install(list_getter(interface, function).build()).await;
        let mut call = price_call(&caller);
        call.input = input(&declared);
        let priced = f.host.price(&call);
        assert_eq!(priced.result.unwrap(), order(first, count), "{interface}.{function}");
        assert_eq!(priced.report.host_calls, 1);
    }
}

#[tokio::test]
async fn lines_come_in_pages() {
    let f = Fixture::new();
    let guest = |offset: u32, max: i32| {
        let body = format!(
            "(call $lines (i32.const {offset}) (i32.const {max}) (i32.const 1024))
             (local.set $n (i64.extend_i32_u (i32.load (i32.const 1028))))
             (if (i32.load (i32.const 1028)) (then
                (local.set $i (i32.load (i32.load (i32.const 1024))))
                (local.set $j (i32.load (i32.add (i32.load (i32.const 1024)) (i32.const 4))))))
             {ANSWER_ORDER_N}"
        );
        let import = ("bodega:basket/view@0.1.0", "lines", "lines", "(param i32 i32 i32)");
        Guest::new().import(import.0, import.1, import.2, import.3).price(&body).build()
    };
    for (offset, max, sku, count) in [
        (0, -1, "coffee", 3),
        (0, 3, "coffee", 3),
        (1, 1, "cake", 1),
        (1, 9, "cake", 2),
        (3, 9, "", 0),
        (9, -1, "", 0),
    ] {
        let caller = f.install(guest(offset, max)).await;
        assert_eq!(f.price(&caller).result.unwrap(), order(sku, count), "{offset} {max}");
    }
}

#[tokio::test]
async fn another_installations_gift_keeps_its_reference_to_itself() {
    let f = Fixture::new();
    // gift-line: line u32, reference (ptr, len), mine bool: 16 bytes each.
    let body = format!(
        "(call $get (i32.const 1024))
         (local.set $i (i32.load (i32.const 1024)))
         (local.set $n (i64.or
            (i64.shl (i64.load8_u (i32.add (local.get $i) (i32.const 12))) (i64.const 8))
            (i64.add (i64.load32_u (i32.add (local.get $i) (i32.const 24)))
                     (i64.load8_u (i32.add (local.get $i) (i32.const 28))))))
         (local.set $j (i32.load (i32.add (local.get $i) (i32.const 8))))
         (local.set $i (i32.load (i32.add (local.get $i) (i32.const 4))))
         {ANSWER_ORDER_N}"
    );
    let guest = Guest::new()
        .import("bodega:basket/view@0.1.0", "gift-lines", "get", "(param i32)")
        .price(&body)
        .build();
    let caller = f.install(guest).await;
    assert_eq!(
        f.price(&caller).result.unwrap(),
        order("secret", 1 << 8),
        "the second has no reference, is not mine"
    );
}

#[tokio::test]
async fn order_number_and_context_are_plain_values() {
    let f = Fixture::new();
    // order-number: option<u32> at 1024; context: currency at 1100, weekday u8 at the end.
    let body = format!(
        "(call $number (i32.const 1024)) (call $context (i32.const 1104))
         (local.set $n (i64.load32_u (i32.const 1028)))
         (local.set $i (i32.load (i32.const 1104))) (local.set $j (i32.load (i32.const 1108)))
         {ANSWER_ORDER_N}"
    );
    let guest = Guest::new()
        .import("bodega:basket/usage@0.1.0", "order-number", "number", "(param i32)")
        .import("bodega:basket/view@0.1.0", "context", "context", "(param i32)")
        .price(&body)
        .build();
    let caller = f.install(guest).await;
    let mut call = price_call(&caller);
    call.input = input(&DeclaredInputs { order_number: Some(12), ..DeclaredInputs::default() });
    assert_eq!(f.host.price(&call).result.unwrap(), order("CNY", 12));
}

#[tokio::test]
async fn compile_reads_settings_and_returns_them_as_its_snapshot() {
    let f = Fixture::new();
    // compiled at 516: snapshot, keys, legends; the snapshot is the settings, one key is `settings` as a balance.
    let guest = Guest::new()
        .import("bodega:basket/compile-source@0.1.0", "settings", "settings", "(param i32)")
        .price("(i32.const 0)")
        .compile(
            "(call $settings (i32.const 1024))
             (i64.store align=4 (i32.const 516) (i64.load (i32.const 1024)))
             (i32.store (i32.const 524) (i32.const 700)) (i32.store (i32.const 528) (i32.const 1))
             (i64.store align=4 (i32.const 704) (i64.load (i32.const 1024)))
             (i32.const 512)",
        )
        .build();
    let caller = f.install(guest).await;
    let compiled = f.host.compile(compile_call(&caller)).result.unwrap();
    assert_eq!(compiled.snapshot, br#"{"a":1}"#);
    assert_eq!(compiled.keys, [KeyTemplate::Balance(r#"{"a":1}"#.to_owned())]);
    assert!(compiled.legends.is_empty());
}

#[tokio::test]
async fn each_point_offers_its_own_functions_only() {
    let f = Fixture::new();
    let settings_while_pricing = Guest::new()
        .import("bodega:basket/compile-source@0.1.0", "settings", "get", "(param i32)")
        .price("(call $get (i32.const 1024)) (i32.const 0)")
        .build();
    let units_while_compiling = Guest::new()
        .import("bodega:basket/view@0.1.0", "units", "get", "(param i32)")
        .price("(i32.const 0)")
        .compile("(call $get (i32.const 1024)) (i32.const 0)")
        .build();
    let posting_while_pricing = Guest::new()
        .import("bodega:data/ledger-effects@0.1.0", "post", "post", "(param i32 i32 i32 i32)")
        .price("(call $post (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0)) (i32.const 0)")
        .build();
    let denied = |error: CallError| match error {
        CallError::NotPermitted { import } => import,
        other => panic!("{other:?}"),
    };
    let caller = f.install(settings_while_pricing).await;
    assert_eq!(denied(f.price(&caller).result.unwrap_err()), "bodega:basket/compile-source.settings");
    let caller = f.install(units_while_compiling).await;
    let compiled = f.host.compile(compile_call(&caller));
    assert_eq!(denied(compiled.result.unwrap_err()), "bodega:basket/view.units");
    let caller = f.install(posting_while_pricing).await;
    assert_eq!(denied(f.price(&caller).result.unwrap_err()), "bodega:data/ledger-effects.post");
}

#[tokio::test]
async fn a_refusal_is_an_outcome_that_no_breaker_counts() {
    let f = Fixture::new();
    // err(invalid-settings("no"))
    let body = "(i32.store8 (i32.const 512) (i32.const 1))
                (i32.store (i32.const 520) (i32.const 600)) (i32.store (i32.const 524) (i32.const 2))
                (i32.const 512)";
    let guest = Guest::new().code("(data (i32.const 600) \"no\")").price(body).build();
    let caller = f.install(guest).await;
    for _ in 0..20 {
        let error = f.price(&caller).result.unwrap_err();
        assert!(
            matches!(&error, CallError::Refused(Refusal::InvalidSettings(text)) if text == "no"),
            "{error:?}"
        );
        assert_eq!(error.code(), "plugin.refused");
    }
    assert!(f.heard.0.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_call_leaves_nothing_behind_for_the_next() {
    let f = Fixture::new();
    // Counts calls in memory: a fresh instance always counts one.
    let body = format!(
        "(i64.store (i32.const 2048) (i64.add (i64.load (i32.const 2048)) (i64.const 1)))
         (local.set $n (i64.load (i32.const 2048))) {ANSWER_ORDER_N}"
    );
    let caller = f.install(Guest::pricing(&body)).await;
    for _ in 0..200 {
        assert_eq!(f.price(&caller).result.unwrap(), order("", 1));
    }
}

#[tokio::test]
async fn what_a_component_lacks_is_said() {
    let f = Fixture::new();
    let caller = f.install(Guest::pricing("(i32.const 0)")).await;
    let compiled = f.host.compile(compile_call(&caller));
    assert!(matches!(compiled.result, Err(CallError::NotExported)));
    let unknown = crate::support::caller(bodega_domain::digest::Digest::of(b"nothing"));
    assert!(matches!(f.price(&unknown).result, Err(CallError::NotLoaded { .. })));
}

#[tokio::test]
async fn every_function_of_the_contract_links_with_its_real_type() {
    let f = Fixture::new();
    let manifest = crate::install::manifest(&Point::ALL);
    let inspection = f.host.inspect(every_import().into(), &manifest).await.unwrap();
    assert_eq!(Vec::from_iter(inspection.points), Point::ALL);
    assert_eq!(inspection.permissions.len(), 45);
}

#[tokio::test]
async fn the_cost_schedule_is_the_published_one() {
    let f = Fixture::new();
    // Arithmetic, memory, a call of the host with strings coming back, a copy of 4096 bytes.
    let body = "(local.set $n (i64.const 1000))
        (loop $l
            (i64.store (i32.const 2048) (i64.mul (local.get $n) (local.get $n)))
            (br_if $l (i64.ne (local.tee $n (i64.sub (local.get $n) (i64.const 1))) (i64.const 0))))
        (call $get (i32.const 1024))
        (memory.copy (i32.const 8192) (i32.const 16384) (i32.const 4096))
        (i32.const 0)";
    let guest =
        Guest::new().import("bodega:basket/view@0.1.0", "tag-names", "get", "(param i32)").price(body);
    let caller = f.install(guest.build()).await;
    assert_eq!(COST_SCHEDULE, 1);
    assert_eq!(f.price(&caller).report.fuel, 16_231, "where this moves, publish a new COST_SCHEDULE");
}
