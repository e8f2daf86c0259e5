//! Guests that mean harm, or are merely broken: each breach has its own error, and the host goes on.

use crate::support::guest::Guest;
use crate::support::{Fixture, price_call};
use bodega_plugin_host::{BreakerState, CallError, CallLimits, Caller, FAILURES_MAX, Point};
use std::time::{Duration, Instant};

async fn attack(body: &str, limits: impl FnOnce(&mut CallLimits)) -> CallError {
    attack_with(Guest::new().price(body), limits).await
}

async fn attack_with(guest: Guest, limits: impl FnOnce(&mut CallLimits)) -> CallError {
    let f = Fixture::new();
    let caller = f.install(guest.build()).await;
    let mut call = price_call(&caller);
    limits(&mut call.limits);
    let error = f.host.price(&call).result.unwrap_err();
    assert!(error.is_plugin_fault(), "{error:?}");
    // The host is well: a tame guest prices as ever.
    let tame = f.install(Guest::pricing("(i32.const 0)")).await;
    let tame = Caller { installation: crate::support::OTHER_INSTALLATION.parse().unwrap(), ..tame };
    f.price(&tame).result.unwrap();
    error
}

#[tokio::test]
async fn an_endless_loop_runs_out_of_cost_units() {
    let error = attack("(loop $l (br $l)) (i32.const 0)", |_| {}).await;
    assert!(matches!(error, CallError::OutOfFuel { limit: 23_000_000 }), "{error:?}");
    assert_eq!(error.code(), "plugin.fuel");
}

#[tokio::test]
async fn an_endless_loop_meets_its_deadline_where_fuel_is_plenty() {
    let start = Instant::now();
    let error = attack("(loop $l (br $l)) (i32.const 0)", |limits| {
        limits.fuel_base = u64::MAX;
        limits.fuel_max = u64::MAX;
        limits.wall = Duration::from_millis(50);
    })
    .await;
    assert!(matches!(error, CallError::DeadlineExceeded { limit_ms: 50 }), "{error:?}");
    assert!(start.elapsed() < Duration::from_secs(20));
}

#[tokio::test]
async fn a_trap_names_what_happened_and_where() {
    let guest =
        Guest::new().code("(func $deep_inside unreachable)").price("(call $deep_inside) (i32.const 0)");
    let CallError::Trap { message, backtrace } = attack_with(guest, |_| {}).await else { panic!() };
    assert!(message.contains("unreachable"), "{message}");
    assert!(backtrace.contains("deep_inside"), "{backtrace}");
}

#[tokio::test]
async fn memory_is_bounded_whether_asked_for_at_once_or_bit_by_bit() {
    let at_once = attack("(drop (memory.grow (i32.const 400))) (i32.const 0)", |_| {}).await;
    assert!(matches!(at_once, CallError::OutOfMemory { limit: 16_777_216, .. }), "{at_once:?}");
    let bit_by_bit =
        attack("(loop $l (drop (memory.grow (i32.const 1))) (br $l)) (i32.const 0)", |_| {}).await;
    assert!(matches!(bit_by_bit, CallError::OutOfMemory { .. }), "{bit_by_bit:?}");
    let at_start = attack_with(Guest::new().memory_pages(300).price("(i32.const 0)"), |_| {}).await;
    assert!(matches!(at_start, CallError::OutOfMemory { .. }), "{at_start:?}");
}

#[tokio::test]
async fn endless_recursion_exhausts_its_own_stack_only() {
    let guest = Guest::new()
        .code("(func $deeper (param i64) (call $deeper (i64.add (local.get 0) (i64.const 1))))")
        .price("(call $deeper (i64.const 0)) (i32.const 0)");
    let error = attack_with(guest, |limits| {
        limits.fuel_base = 1_000_000_000;
    })
    .await;
    assert!(matches!(error, CallError::StackOverflow), "{error:?}");
}

#[tokio::test]
async fn an_answer_has_a_size() {
    // One adjustment whose reference is all of 3 MB of memory.
    let body = "(drop (memory.grow (i32.const 60)))
                (i32.store (i32.const 516) (i32.const 640)) (i32.store (i32.const 520) (i32.const 1))
                (i32.store (i32.const 644) (i32.const 3000000)) (i32.const 512)";
    let error = attack(body, |_| {}).await;
    assert!(matches!(error, CallError::OutputTooLarge { .. }), "{error:?}");
    // A list of 4 billion adjustments does not fit its memory, nor anything.
    let body = "(i32.store (i32.const 520) (i32.const -1)) (i32.const 512)";
    let error = attack(body, |_| {}).await;
    assert!(matches!(error, CallError::Trap { .. } | CallError::OutputTooLarge { .. }), "{error:?}");
}

#[tokio::test]
async fn an_answer_that_is_no_answer_is_a_trap() {
    let bodies = [
        "(i32.const -8)",                                             // outside memory
        "(i32.const 3)",                                              // not aligned
        "(i32.store8 (i32.const 512) (i32.const 9)) (i32.const 512)", // no such variant
        "(i32.store (i32.const 516) (i32.const -4)) (i32.store (i32.const 520) (i32.const 9)) (i32.const 512)",
    ];
    for body in bodies {
        let error = attack(body, |_| {}).await;
        assert!(matches!(error, CallError::Trap { .. }), "{body}: {error:?}");
    }
    // A reference that is not UTF-8.
    let guest = Guest::new().code("(data (i32.const 900) \"\\ff\\fe\")").price(
        "(i32.store (i32.const 516) (i32.const 640)) (i32.store (i32.const 520) (i32.const 1))
         (i32.store (i32.const 640) (i32.const 900)) (i32.store (i32.const 644) (i32.const 2)) (i32.const 512)",
    );
    let error = attack_with(guest, |_| {}).await;
    assert!(matches!(error, CallError::Trap { .. }), "{error:?}");
}

#[tokio::test]
async fn host_calls_and_the_bytes_they_move_are_counted() {
    let guest = || {
        Guest::new()
            .import("bodega:basket/view@0.1.0", "tag-names", "get", "(param i32)")
            .price("(loop $l (global.set $heap (i32.const 65536)) (call $get (i32.const 1024)) (br $l)) (i32.const 0)")
    };
    let calls = attack_with(guest(), |_| {}).await;
    assert!(matches!(calls, CallError::HostCallLimit { limit: 1_000 }), "{calls:?}");
    let bytes = attack_with(guest(), |limits| limits.host_bytes = 4_096).await;
    assert!(matches!(bytes, CallError::HostBytesLimit { limit: 4_096 }), "{bytes:?}");
}

#[tokio::test]
async fn a_hostile_allocator_gets_nowhere() {
    // The host writes where `cabi_realloc` says; an address outside memory is a trap of the guest.
    let wat = |at: &str| {
        Guest::new()
            .import("bodega:basket/view@0.1.0", "tag-names", "get", "(param i32)")
            .price(&format!("(global.set $heap (i32.const {at})) (call $get (i32.const 1024)) (i32.const 0)"))
    };
    let error = attack_with(wat("-100"), |_| {}).await;
    assert!(error.is_plugin_fault(), "{error:?}");
    // A return area outside memory.
    let guest = Guest::new()
        .import("bodega:basket/view@0.1.0", "tag-names", "get", "(param i32)")
        .price("(call $get (i32.const -4)) (i32.const 0)");
    let error = attack_with(guest, |_| {}).await;
    assert!(matches!(error, CallError::Trap { .. }), "{error:?}");
}

#[tokio::test]
async fn a_plugin_that_keeps_failing_is_switched_off_and_told_of_once() {
    let f = Fixture::new();
    let caller = f.install(Guest::pricing("unreachable")).await;
    for _ in 0..FAILURES_MAX {
        assert!(matches!(f.price(&caller).result, Err(CallError::Trap { .. })));
    }
    let refused = f.price(&caller);
    assert!(matches!(refused.result, Err(CallError::Unavailable { .. })));
    assert_eq!(refused.report.fuel, 0, "it did not run");
    let state = f.host.breaker_state(caller.tenant, caller.installation, Point::PricingPrice);
    assert!(matches!(state, BreakerState::Open { .. }));
    assert!(matches!(f.heard.0.lock().unwrap()[..], [(Point::PricingPrice, BreakerState::Open { .. })]));

    let tenant = crate::support::OTHER_INSTALLATION.parse().unwrap();
    let neighbour = Caller { tenant, ..caller.clone() };
    assert!(matches!(f.price(&neighbour).result, Err(CallError::Trap { .. })), "another tenant's is its own");

    f.host.reset_breakers(caller.tenant, caller.installation);
    assert!(matches!(f.price(&caller).result, Err(CallError::Trap { .. })));
}

#[tokio::test]
async fn bad_answers_switch_a_plugin_off() {
    let f = Fixture::new();
    let caller = f.install(Guest::pricing("(i32.const 0)")).await;
    for _ in 0..FAILURES_MAX {
        f.price(&caller).result.unwrap();
        f.host.report_bad_answer(&caller, Point::PricingPrice);
    }
    assert!(matches!(f.price(&caller).result, Err(CallError::Unavailable { .. })));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn more_calls_than_slots_wait_for_their_turn() {
    let f = Fixture::new();
    // About 2 ms each.
    let spin = "(local.set $n (i64.const 2000000))
                (loop $l (br_if $l (i64.ne (local.tee $n (i64.sub (local.get $n) (i64.const 1))) (i64.const 0))))
                (i32.const 0)";
    let caller = f.install(Guest::pricing(spin)).await;
    let calls = (0..200).map(|_| {
        let (host, call) = (f.host.clone(), price_call(&caller));
        let call = bodega_plugin_host::PriceCall {
            limits: CallLimits { wall: Duration::from_secs(60), ..call.limits },
            ..call
        };
        tokio::task::spawn_blocking(move || host.price(&call).result.map(drop))
    });
    for call in futures::future::join_all(calls).await {
        call.unwrap().unwrap();
    }
}
