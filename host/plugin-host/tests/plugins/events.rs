//! Effectful calls: reads through ports, effects recorded and never written, deadlines that waiting counts towards.

use crate::support::Fixture;
use crate::support::guest::Guest;
use crate::support::ports::{Little, SWIFT};
use bodega_domain::ledger::Posting;
use bodega_plugin_host::{
    CallError, Called, Caller, DocumentWrite, EFFECTS_MAX, Effects, EmittedEvent, EventEnvelope, InvokeCall,
    Limits, Occasion, PortError, PostingGroup, Refusal, TagAction, TagChange,
};
use std::sync::Arc;
use std::time::{Duration, Instant};

fn event_call(caller: &Caller, ports: Little) -> InvokeCall {
    InvokeCall {
        caller: caller.clone(),
        limits: Limits::default().handle.0,
        occasion: Occasion::Event(EventEnvelope {
            id: "e-1".to_owned(),
            kind: "sale.committed.v1".to_owned(),
            subject: "sale-1".to_owned(),
            sequence: 1,
            occurred_ms: 2,
            recorded_ms: 3,
            payload: "{}".to_owned(),
        }),
        settings: "{}".to_owned(),
        ports: Arc::new(ports),
    }
}

async fn handle(f: &Fixture, call: InvokeCall) -> Called<Effects> {
    let Called { result, report } = f.host.invoke(call).await;
    Called { result: result.map(|invoked| invoked.effects), report }
}

/// `"abc"` at 100, and a posting of 5 on account `abc` at 200: account, delta, floor none.
const DATA: &str = r#"(data (i32.const 100) "abc")
    (data (i32.const 200) "\64\00\00\00\03\00\00\00\05\00\00\00\00\00\00\00\00")"#;

fn with_effects() -> Guest {
    Guest::new()
        .code(DATA)
        .import("bodega:data/ledger-effects@0.1.0", "post", "post", "(param i32 i32 i32 i32)")
        .import("bodega:data/member-effects@0.1.0", "add-tag", "add_tag", "(param i32 i32 i32 i32)")
        .import("bodega:data/event-effects@0.1.0", "emit", "emit", "(param i32 i32 i32 i32 i32 i32)")
        .import(
            "bodega:host/collection-effects@0.1.0",
            "put",
            "put",
            "(param i32 i32 i32 i32 i32 i32 i32 i64)",
        )
        .import("bodega:host/log@0.1.0", "write", "log", "(param i32 i32 i32)")
}

const ABC: &str = "(i32.const 100) (i32.const 3)";

#[tokio::test]
async fn effects_come_back_in_order_for_the_app_to_commit() {
    let f = Fixture::new();
    let body = format!(
        "(call $log (i32.const 1) {ABC})
         (call $post (i32.const 200) (i32.const 1) {ABC})
         (call $add_tag {ABC} {ABC})
         (call $emit {ABC} {ABC} {ABC})
         (call $put {ABC} {ABC} {ABC} (i32.const 1) (i64.const 4))
         (i32.const 0)"
    );
    let caller = f.install(with_effects().handle(&body).build()).await;
    let handled = handle(&f, event_call(&caller, SWIFT)).await;
    let effects = handled.result.unwrap();
    let abc = || "abc".to_owned();
    let posting = Posting { account: abc(), delta: 5, floor: None };
    assert_eq!(effects.postings, [PostingGroup { postings: vec![posting], memo: abc() }]);
    assert_eq!(effects.tags, [TagChange { member: abc(), name: abc(), action: TagAction::Add }]);
    assert_eq!(effects.events, [EmittedEvent { kind: abc(), subject: abc(), payload: abc() }]);
    let write = DocumentWrite { collection: abc(), key: abc(), body: Some(abc()), expected_version: Some(4) };
    assert_eq!(effects.documents, [write]);
    assert_eq!(handled.report.host_calls, 5);
}

#[tokio::test]
async fn a_failure_or_crash_gives_no_effects() {
    let f = Fixture::new();
    // err(retry("abc"))
    let body = format!(
        "(call $add_tag {ABC} {ABC})
         (i32.store8 (i32.const 512) (i32.const 1))
         (i32.store (i32.const 520) (i32.const 100)) (i32.store (i32.const 524) (i32.const 3))
         (i32.const 512)"
    );
    let caller = f.install(with_effects().handle(&body).build()).await;
    let error = handle(&f, event_call(&caller, SWIFT)).await.result.unwrap_err();
    assert!(matches!(&error, CallError::Refused(Refusal::Retry(text)) if text == "abc"), "{error:?}");

    let caller =
        f.install(with_effects().handle(&format!("(call $add_tag {ABC} {ABC}) unreachable")).build()).await;
    let error = handle(&f, event_call(&caller, SWIFT)).await.result.unwrap_err();
    assert!(matches!(error, CallError::Trap { .. }), "{error:?}");
}

fn reader() -> Vec<u8> {
    Guest::new()
        .code(DATA)
        .import("bodega:data/event@0.1.0", "current", "current", "(param i32)")
        .import("bodega:data/sales@0.1.0", "get", "sale", "(param i32 i32 i32)")
        .import("bodega:data/ledger@0.1.0", "available", "available", "(param i32 i32) (result i64)")
        .import("bodega:data/ledger@0.1.0", "scan", "scan", "(param i32 i32 i32 i32)")
        .handle(
            // The event's subject (at 1024 + 16) names the sale; the account `abc` has 3; a scan of 1 gives 1.
            "(call $current (i32.const 1024))
             (call $sale (i32.load (i32.const 1040)) (i32.load (i32.const 1044)) (i32.const 2048))
             (if (i32.eqz (i32.load8_u (i32.const 2048))) (then unreachable))
             (if (i64.ne (call $available (i32.const 100) (i32.const 3)) (i64.const 3)) (then unreachable))
             (call $scan (i32.const 100) (i32.const 3) (i32.const 1) (i32.const 2056))
             (if (i32.ne (i32.load (i32.const 2060)) (i32.const 1)) (then unreachable))
             (i32.const 0)",
        )
        .build()
}

#[tokio::test]
async fn reads_go_through_the_ports() {
    let f = Fixture::new();
    let caller = f.install(reader()).await;
    let handled = handle(&f, event_call(&caller, SWIFT)).await;
    assert!(handled.result.unwrap().is_empty());
    let slow = Little { delay: Duration::from_millis(20), ..SWIFT };
    handle(&f, event_call(&caller, slow)).await.result.unwrap();
}

#[tokio::test]
async fn a_port_that_fails_is_not_the_plugins_fault() {
    let f = Fixture::new();
    let caller = f.install(reader()).await;
    let broken = Little { is_broken: true, ..SWIFT };
    let error = handle(&f, event_call(&caller, broken)).await.result.unwrap_err();
    assert!(matches!(&error, CallError::Port(PortError(text)) if text == "database is away"), "{error:?}");
    assert!(!error.is_plugin_fault());
}

#[tokio::test]
async fn waiting_counts_towards_the_deadline() {
    let f = Fixture::new();
    let caller = f.install(reader()).await;
    let mut call = event_call(&caller, Little { delay: Duration::from_secs(600), ..SWIFT });
    call.limits.wall = Duration::from_millis(30);
    let handled = handle(&f, call).await;
    assert!(
        matches!(handled.result, Err(CallError::DeadlineExceeded { limit_ms: 30 })),
        "{:?}",
        handled.result
    );
    // The slot is free again, and the next call runs in it.
    handle(&f, event_call(&caller, SWIFT)).await.result.unwrap();
}

#[tokio::test]
async fn a_busy_loop_lets_other_tasks_run_and_is_cut_off() {
    let f = Fixture::new();
    let caller = f.install(Guest::new().handle("(loop $l (br $l)) (i32.const 0)").build()).await;
    let mut call = event_call(&caller, SWIFT);
    call.limits.fuel_base = u64::MAX;
    call.limits.fuel_max = u64::MAX;
    call.limits.wall = Duration::from_millis(100);
    let start = Instant::now();
    // On one thread: the sleep only ends in time where the loop yields.
    let sleep = async {
        tokio::time::sleep(Duration::from_millis(10)).await;
        start.elapsed()
    };
    let (handled, slept) = tokio::join!(handle(&f, call), sleep);
    assert!(matches!(handled.result, Err(CallError::DeadlineExceeded { .. })));
    assert!(slept < handled.report.wall, "{slept:?}");
}

#[tokio::test]
async fn effects_bytes_and_log_lines_are_bounded() {
    let f = Fixture::new();
    let run = async |body: String| {
        let caller = f.install(with_effects().handle(&body).build()).await;
        f.host.reset_breakers(caller.tenant, caller.installation);
        handle(&f, event_call(&caller, SWIFT)).await.result
    };
    let error =
        run(format!("(loop $l (call $add_tag {ABC} {ABC}) (br $l)) (i32.const 0)")).await.unwrap_err();
    assert!(matches!(error, CallError::TooManyEffects { limit: EFFECTS_MAX }), "{error:?}");

    let huge = "(i32.const 0) (i32.const 200000)";
    let body =
        format!("(loop $l (call $put {ABC} {ABC} {huge} (i32.const 0) (i64.const 0)) (br $l)) (i32.const 0)");
    let error = run(body).await.unwrap_err();
    assert!(matches!(error, CallError::HostBytesLimit { .. }), "{error:?}");

    // 2 MB in one argument, more than a host call may take.
    let body = format!(
        "(drop (memory.grow (i32.const 60)))
         (call $put {ABC} {ABC} (i32.const 0) (i32.const 2000000) (i32.const 0) (i64.const 0)) (i32.const 0)"
    );
    let error = run(body).await.unwrap_err();
    assert!(
        matches!(error, CallError::OutputTooLarge { .. } | CallError::HostBytesLimit { .. }),
        "{error:?}"
    );

    // Logging too much is cut, not punished.
    let body = "(loop $l (call $log (i32.const 1) (i32.const 0) (i32.const 60000))
                 (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 100))))
                (i32.const 0)";
    run(body.to_owned()).await.unwrap();
}

#[tokio::test]
async fn a_component_with_both_kinds_of_points_serves_each_from_its_own_pool() {
    let f = Fixture::new();
    let guest = with_effects()
        .import("bodega:basket/view@0.1.0", "units", "units", "(param i32)")
        .price("(call $units (i32.const 1024)) (i32.const 0)")
        .handle(&format!("(call $add_tag {ABC} {ABC}) (i32.const 0)"))
        .build();
    let caller = f.install(guest).await;
    f.price(&caller).result.unwrap();
    assert_eq!(handle(&f, event_call(&caller, SWIFT)).await.result.unwrap().len(), 1);

    let wrong = with_effects()
        .import("bodega:basket/view@0.1.0", "units", "units", "(param i32)")
        .handle("(call $units (i32.const 1024)) (i32.const 0)")
        .build();
    let caller = f.install(wrong).await;
    let error = handle(&f, event_call(&caller, SWIFT)).await.result.unwrap_err();
    assert!(
        matches!(&error, CallError::NotPermitted { import } if import == "bodega:basket/view.units"),
        "{error:?}"
    );
}
