//! Points beside pricing and events: what each is told, and what each may not do.

use crate::support::Fixture;
use crate::support::guest::Guest;
use crate::support::ports::{NOW_MS, SWIFT};
use bodega_domain::payment::{PaymentAnswer, PaymentStep, Receipt};
use bodega_domain::pricing::DeclaredInputs;
use bodega_plugin_host::{
    ActionPress, CallError, Called, ChannelPush, ChargeDetails, CheckCall, CheckTotals, EGRESS_CALLS_MAX,
    HttpCaller, HttpRequest, InvokeCall, Invoked, JobRun, Limits, Occasion, PaymentRequest, Point,
    RefundDetails, Reply, ReportQuery,
};
use std::sync::Arc;

const TAG: &str = "bodega:data/member-effects@0.1.0";
const RESULT: &str = "(result i32)";

fn job() -> Occasion {
    Occasion::Job(JobRun {
        invocation: "i".to_owned(),
        job: "nightly".to_owned(),
        scheduled_ms: NOW_MS,
        scheduled_local: "2026-01-01T08:00:00+08:00".to_owned(),
        now_ms: NOW_MS,
        attempt: 1,
        missed: 0,
    })
}

fn http(body: &[u8]) -> Occasion {
    Occasion::Http(HttpRequest {
        invocation: "i".to_owned(),
        method: "POST".to_owned(),
        path: "/x".to_owned(),
        query: String::new(),
        headers: vec![],
        caller: HttpCaller::Public,
        route: "x".to_owned(),
        now_ms: NOW_MS,
        body: body.to_vec(),
    })
}

fn press() -> Occasion {
    let text = || "x".to_owned();
    Occasion::Action(ActionPress {
        invocation: text(),
        action: text(),
        subject: text(),
        input: text(),
        caller: text(),
        language: text(),
        now_ms: NOW_MS,
    })
}

fn report() -> Occasion {
    let text = || "x".to_owned();
    Occasion::Report(ReportQuery { report: text(), parameters: text(), language: text(), now_ms: NOW_MS })
}

fn payment(step: PaymentStep, refund: Option<RefundDetails>) -> Occasion {
    let text = || "x".to_owned();
    let charge = ChargeDetails {
        id: text(),
        method: text(),
        amount_minor: 990,
        currency: text(),
        sale: text(),
        number: text(),
        store: text(),
        terminal: text(),
        presented_code: Some("1345".to_owned()),
        reference: None,
        started_ms: NOW_MS,
        expires_ms: NOW_MS,
        attempt: 1,
    };
    Occasion::Payment(PaymentRequest { step, charge, refund, now_ms: NOW_MS })
}

fn push() -> Occasion {
    Occasion::Push(ChannelPush {
        invocation: "i".to_owned(),
        store: "s".to_owned(),
        shop: None,
        now_ms: NOW_MS,
        attempt: 1,
        items: Vec::new(),
        orders: Vec::new(),
    })
}

async fn invoke(f: &Fixture, component: Vec<u8>, occasion: Occasion) -> Called<Invoked> {
    let caller = f.install(component).await;
    let limits = Limits::default().of(occasion.point());
    let ports = Arc::new(SWIFT);
    f.host.invoke(InvokeCall { caller, limits, occasion, settings: "{}".to_owned(), ports }).await
}

fn denied(called: &Called<Invoked>) -> &str {
    match &called.result {
        Err(CallError::NotPermitted { import }) => import,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_job_is_told_which_and_ends_with_nothing_to_say() {
    let f = Fixture::new();
    let guest = Guest::new().import("bodega:jobs/run-info@0.1.0", "current", "current", "(param i32)").point(
        Point::JobsRun,
        "run",
        RESULT,
        // Invocation, then the job's name: `nightly` has 7 letters.
        "(call $current (i32.const 1024))
         (if (i32.ne (i32.load (i32.const 1036)) (i32.const 7)) (then unreachable)) (i32.const 0)",
    );
    let called = invoke(&f, guest.build(), job()).await;
    assert_eq!(called.result.unwrap().reply, Reply::Done);
}

#[tokio::test]
async fn a_body_comes_in_pieces_and_exactly() {
    let f = Fixture::new();
    let body = "(call $body (i32.const 1) (i32.const 2) (i32.const 1024))
                (if (i32.ne (i32.load16_u (i32.load (i32.const 1024))) (i32.const 0xFF00)) (then unreachable))
                (if (i32.ne (i32.load (i32.const 1028)) (i32.const 2)) (then unreachable))
                (i32.store16 (i32.const 516) (i32.const 204)) (i32.const 512)";
    let guest = Guest::new()
        .import("bodega:http/incoming@0.1.0", "body", "body", "(param i32 i32 i32)")
        .point(Point::HttpHandle, "handle", RESULT, body);
    let called = invoke(&f, guest.build(), http(&[b'a', 0x00, 0xFF, b'b'])).await;
    let Reply::Http(response) = called.result.unwrap().reply else { panic!("no response") };
    assert_eq!((response.status, response.body.len()), (204, 0));
}

#[tokio::test]
async fn what_a_call_is_about_answers_in_its_own_point_only() {
    let f = Fixture::new();
    let asks_for_event = |point, function: &str| {
        Guest::new()
            .import("bodega:data/event@0.1.0", "current", "current", "(param i32)")
            .point(point, function, RESULT, "(call $current (i32.const 1024)) (i32.const 0)")
            .build()
    };
    for (point, function, occasion) in [
        (Point::JobsRun, "run", job()),
        (Point::HttpHandle, "handle", http(b"")),
        (Point::ActionsRun, "run", press()),
        (Point::ReportsRun, "run", report()),
        (Point::PaymentCancel, "cancel", payment(PaymentStep::Cancel, None)),
        (Point::ChannelPush, "push", push()),
    ] {
        let called = invoke(&f, asks_for_event(point, function), occasion).await;
        assert_eq!(denied(&called), "bodega:data/event.current", "{point}");
    }
}

#[tokio::test]
async fn a_report_records_nothing() {
    let f = Fixture::new();
    let guest = |point, function: &str| {
        Guest::new()
            .import(TAG, "add-tag", "add_tag", "(param i32 i32 i32 i32)")
            .point(
                point,
                function,
                RESULT,
                "(call $add_tag (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0)) (i32.const 0)",
            )
            .build()
    };
    let called = invoke(&f, guest(Point::ReportsRun, "run"), report()).await;
    assert_eq!(denied(&called), "bodega:data/member-effects.add-tag");
    let called = invoke(&f, guest(Point::ActionsRun, "run"), press()).await;
    assert_eq!(called.result.unwrap().effects.len(), 1, "a button may");
}

#[tokio::test]
async fn a_payment_has_the_function_of_its_step_and_records_nothing() {
    let f = Fixture::new();
    let charge = Guest::new()
        .import(TAG, "add-tag", "add_tag", "(param i32 i32 i32 i32)")
        .import("bodega:payment/request@0.1.0", "charge", "charge", "(param i32)")
        .point(
            Point::PaymentCharge,
            "start",
            RESULT,
            "(call $add_tag (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0)) (i32.const 0)",
        )
        .point(
            Point::PaymentCharge,
            "query",
            RESULT,
            // The amount comes after two texts.
            "(call $charge (i32.const 1024))
             (if (i64.ne (i64.load (i32.const 1040)) (i64.const 990)) (then unreachable)) (i32.const 0)",
        )
        .build();
    let start = payment(PaymentStep::Start, None);
    assert!(!format!("{start:?}").contains("1345"), "a presented code is never printed");
    let called = invoke(&f, charge.clone(), start).await;
    assert_eq!(denied(&called), "bodega:data/member-effects.add-tag");
    let called = invoke(&f, charge.clone(), payment(PaymentStep::Query, None)).await;
    let receipt = Receipt { reference: String::new(), amount_minor: 0, currency: String::new(), at_ms: 0 };
    assert_eq!(
        called.result.unwrap().reply,
        Reply::Payment(PaymentAnswer::Paid(receipt)),
        "as the plugin says"
    );
    let refund = RefundDetails {
        id: String::new(),
        amount_minor: 1,
        reason: String::new(),
        started_ms: 0,
        attempt: 1,
    };
    let called = invoke(&f, charge, payment(PaymentStep::Query, Some(refund))).await;
    assert!(matches!(called.result, Err(CallError::NotExported)));
}

#[tokio::test]
async fn requests_to_the_outside_are_counted() {
    let f = Fixture::new();
    let guest = Guest::new()
        .import("bodega:host/egress@0.1.0", "send", "send", &format!("(param {})", "i32 ".repeat(14)))
        .point(
            Point::JobsRun,
            "run",
            RESULT,
            // An empty request, and 1024 for the answer.
            &format!(
                "(loop $l (call $send {} (i32.const 1024)) (br $l)) (i32.const 0)",
                "(i32.const 0) ".repeat(13)
            ),
        )
        .build();
    let called = invoke(&f, guest, job()).await;
    let error = called.result.unwrap_err();
    assert!(matches!(error, CallError::EgressLimit { limit: EGRESS_CALLS_MAX }), "{error:?}");
    assert_eq!(called.report.host_calls, u64::from(EGRESS_CALLS_MAX) + 1);
}

#[tokio::test]
async fn a_check_sees_the_totals_and_pricing_does_not() {
    let f = Fixture::new();
    let body = "(call $summary (i32.const 1024)) (i32.const 0)";
    let guest =
        |guest: Guest| guest.import("bodega:basket/totals@0.1.0", "summary", "summary", "(param i32)");
    let signature = "(param $ptr i32) (param $len i32) (result i32)";
    let check = guest(Guest::new()).point(Point::ValidationCheck, "check", signature, body).build();
    let caller = f.install(check).await;
    let checked = f.host.check(&CheckCall {
        caller,
        limits: Limits::default().check.0,
        input: crate::support::input(&DeclaredInputs::default()),
        totals: CheckTotals::new(100, 10, 5, 90, &[("cash".to_owned(), 90)]),
        snapshot: Vec::new().into(),
    });
    assert_eq!(checked.result.unwrap(), []);
    let caller = f.install(guest(Guest::new()).price(body).build()).await;
    let error = f.price(&caller).result.unwrap_err();
    assert!(
        matches!(&error, CallError::NotPermitted { import } if import == "bodega:basket/totals.summary"),
        "{error:?}"
    );
}
