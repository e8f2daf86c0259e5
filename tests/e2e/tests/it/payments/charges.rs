//! Charges: taken once, queried until known, cancelled when their time is up; money that comes late goes back.

use super::party::{Act, PayingShop, paid, pay, scan, text};
use crate::both;
use bodega_testkit::{Database, cash, id};
use serde_json::json;

both!(
    a_code_on_the_till_is_paid_when_the_party_says_so,
    a_presented_code_pays_at_once_and_is_shown_to_nobody,
    an_answer_that_came_too_late_is_asked_for_and_nobody_charged_twice,
    a_node_that_went_down_asks_what_became_of_its_charge,
    a_charge_that_the_party_never_saw_is_cancelled,
    the_rest_is_paid_in_another_way,
    two_wallets_pay_for_one_sale,
    unpaid_is_cancelled_first_and_voided_then,
    what_nobody_knows_waits_for_a_person,
    a_voided_sale_sends_money_back,
    reports_may_come_twice_late_and_in_any_order,
    money_that_cannot_go_back_is_shown,
);

const CODE: &str = "134567890123456789";

async fn a_code_on_the_till_is_paid_when_the_party_says_so(database: Database) {
    let s = PayingShop::open(database).await;
    let methods = s.shop.get(&format!("/v1/payment-methods?store={}", s.shop.store)).await.ok();
    let names: Vec<&str> =
        methods["items"].as_array().unwrap().iter().map(|m| m["method"].as_str().unwrap()).collect();
    assert_eq!(names, ["pay:keep", "pay:once", "pay:scan", "pay:show"]);

    let sale = s.sell(vec![pay("show", 1_000)]).await;
    assert_eq!(
        (&sale["status"], &sale["tenders"][0]["state"]),
        (&json!("awaiting_payment"), &json!("pending"))
    );
    let charge = s.charge(&sale).await;
    assert_eq!(charge["state"], "pending");
    let order = text(&charge["id"]).replace('-', "");
    assert_eq!(charge["waiting"]["qr"], format!("https://pay.example/{order}"));
    let gone = s.shop.delete(&format!("/v1/installations/{}", s.installation)).await;
    gone.refused(409, "installation.payments_open");
    s.pass(5).await;
    assert_eq!(s.charge(&sale).await["waiting"]["qr"], charge["waiting"]["qr"], "it stays on the screen");

    s.party.pay(&text(&charge["id"]));
    s.pass(40).await;
    let sale = s.sale(&sale).await;
    assert_eq!((&sale["status"], &sale["tenders"][0]["state"]), (&json!("completed"), &json!("settled")));
    assert_eq!(sale["tenders"][0]["reference"], format!("P-{order}"));
    let asked = s.party.asked("query");
    s.pass(400).await;
    assert_eq!(s.party.asked("query"), asked, "what is known is not asked for");
    assert_eq!((s.party.asked("charge"), s.party.asked("cancel")), (1, 0));
    assert_eq!(s.shop.events("sale.committed.v1").await.len(), 1);
    let gone = s.shop.delete(&format!("/v1/installations/{}", s.installation)).await;
    assert_eq!(gone.status, 204);
}

async fn a_presented_code_pays_at_once_and_is_shown_to_nobody(database: Database) {
    let s = PayingShop::open(database).await;
    s.party.pays_at_once();
    let sale = s.sell(vec![scan(CODE, 1_000)]).await;
    assert_eq!(sale["status"], "completed");
    assert_eq!(s.party.bodies("charge")[0]["code"], CODE);
    let charge = s.charge(&sale).await;
    let history = s.shop.get(&format!("/v1/payments/{}", text(&charge["id"]))).await.ok();
    let steps: Vec<&str> =
        history["history"].as_array().unwrap().iter().map(|a| a["step"].as_str().unwrap()).collect();
    assert_eq!(steps, ["start"]);
    s.shop.server.drain().await;
    let events = s.shop.get("/v1/events?after_seq=0&limit=500").await.ok();
    for shown in [&sale, &history, &events] {
        assert!(!shown.to_string().contains(CODE), "{shown:#}");
    }
    for (tender, code) in
        [(pay("scan", 1_000), "tender.code_needed"), (pay("gone", 1_000), "tender.method_unserved")]
    {
        let basket = s.shop.basket(vec![bodega_testkit::line("tea", "1")]);
        let quote = s.shop.quote(&basket).await;
        let request = s.shop.sale_request(&basket, &quote, vec![tender]);
        s.shop.put(&format!("/v1/sales/{}", id()), request).await.refused(422, code);
    }
}

async fn an_answer_that_came_too_late_is_asked_for_and_nobody_charged_twice(database: Database) {
    let s = PayingShop::open(database).await;
    s.party.pays_at_once();
    s.party.will("charge", [Act::Late]);
    s.party.will("query", [Act::Refuse(500), Act::Late]);
    let sale = s.sell(vec![scan(CODE, 1_000)]).await;
    assert_eq!(sale["status"], "awaiting_payment", "not guessed");
    for _ in 0..4 {
        s.pass(8).await;
    }
    assert_eq!(s.sale(&sale).await["status"], "completed");
    assert_eq!((s.party.asked("charge"), s.party.asked("cancel")), (1, 0));
    assert_eq!(s.party.bodies("query").len(), 3);
}

async fn a_node_that_went_down_asks_what_became_of_its_charge(database: Database) {
    let s = PayingShop::open(database).await;
    s.party.pays_at_once();
    // The call never comes back, as if the node had gone down in it: the charge is stored, its answer is not.
    s.party.will("charge", [Act::Hang]);
    let basket = s.shop.basket(vec![bodega_testkit::line("tea", "1")]);
    let quote = s.shop.quote(&basket).await;
    let request = s.shop.sale_request(&basket, &quote, vec![pay("show", 1_000)]);
    let path = format!("/v1/sales/{}", id());
    let shop = &s.shop;
    let put = async { shop.put(&path, request.clone()).await };
    let look = async {
        while s.party.asked("charge") == 0 {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        // Long before the call ends its lease is over.
        s.pass(61).await;
        let found = s.shop.get(&path).await.ok();
        assert_eq!(found["status"], "completed", "{found:#}");
        assert_eq!(
            s.shop.put(&path, request.clone()).await.ok()["status"],
            "completed",
            "the same sale again"
        );
    };
    let (put, ()) = tokio::join!(put, look);
    assert_eq!(put.ok()["status"], "completed");
    assert_eq!((s.party.asked("charge"), s.party.asked("query"), s.party.asked("cancel")), (1, 1, 0));
}

async fn a_charge_that_the_party_never_saw_is_cancelled(database: Database) {
    let s = PayingShop::open(database).await;
    s.party.will("charge", [Act::Refuse(502)]);
    let sale = s.sell(vec![scan(CODE, 1_000)]).await;
    assert_eq!(s.charge(&sale).await["state"], "pending");
    s.pass(5).await;
    assert_eq!(s.charge(&sale).await["state"], "pending", "the request may still be on its way");
    s.pass(40).await;
    s.pass(1).await;
    assert_eq!(s.charge(&sale).await["state"], "failed");
    assert_eq!((s.party.asked("charge"), s.party.asked("cancel")), (1, 1));
    assert_eq!(s.sale(&sale).await["status"], "awaiting_payment", "another tender may pay");
}

async fn the_rest_is_paid_in_another_way(database: Database) {
    let s = PayingShop::open(database).await;
    let sale = s.sell(vec![cash(400), pay("show", 600)]).await;
    let charge = s.charge(&sale).await;
    let path = format!("/v1/sales/{}/tenders", text(&sale["id"]));
    s.shop.post(&path, json!({ "tenders": [cash(600)] })).await.refused(409, "tender.none_failed");
    s.party.decline(&text(&charge["id"]));
    s.pass(10).await;
    let failed = s.sale(&sale).await;
    assert_eq!(
        (&failed["status"], &failed["tenders"][1]["state"]),
        (&json!("awaiting_payment"), &json!("failed"))
    );
    let decline = s.charge(&sale).await["decline"].clone();
    assert_eq!(
        (&decline["code"], &decline["cashier"]["zh-CN"]),
        (&json!("no-funds"), &json!("请更换支付方式。"))
    );

    s.shop.post(&path, json!({ "tenders": [cash(500)] })).await.refused(422, "tender.does_not_pay");
    let done = s.shop.post(&path, json!({ "tenders": [cash(700)] })).await.ok();
    assert_eq!((&done["status"], &done["change_minor"]), (&json!("completed"), &json!(100)));
    assert_eq!(done["tenders"].as_array().unwrap().len(), 2);
    s.shop.post(&path, json!({ "tenders": [cash(1)] })).await.refused(409, "sale.not_awaiting");
    s.shop.server.drain().await;
    assert_eq!(s.shop.events("sale.committed.v1").await.len(), 1);

    // The customer had paid after all: the party's late word sends the money back.
    assert_eq!(s.notify(&paid(&charge)).await, 200);
    s.pass(1).await;
    assert_eq!(s.party.paid_back(), [600]);
    assert_eq!(s.sale(&sale).await, done);
}

async fn two_wallets_pay_for_one_sale(database: Database) {
    let s = PayingShop::open(database).await;
    let sale = s.sell(vec![pay("show", 300), pay("once", 700)]).await;
    let charges = s.payments(&sale).await;
    assert_eq!(charges.len(), 2);
    let of = |amount: i64| charges.iter().find(|c| c["amount_minor"] == amount).unwrap();
    s.party.pay(&text(&of(700)["id"]));
    s.pass(10).await;
    let half = s.sale(&sale).await;
    assert_eq!(half["status"], "awaiting_payment");
    let states: Vec<&str> =
        half["tenders"].as_array().unwrap().iter().map(|t| t["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["pending", "settled"]);
    // The other customer goes away; a third wallet pays.
    let path = format!("/v1/payments/{}/cancel", text(&of(300)["id"]));
    assert_eq!(s.shop.post(&path, json!({})).await.ok()["state"], "failed");
    s.shop.post(&path, json!({})).await.refused(409, "payment.decided");
    s.party.pays_at_once();
    let tenders = json!({ "tenders": [scan(CODE, 300)] });
    let done = s.shop.post(&format!("/v1/sales/{}/tenders", text(&sale["id"])), tenders).await.ok();
    assert_eq!(done["status"], "completed", "{done:#}");
}

async fn unpaid_is_cancelled_first_and_voided_then(database: Database) {
    let s = PayingShop::open(database).await;
    let sale = s.sell(vec![cash(400), pay("show", 600)]).await;
    s.party.will("cancel", [Act::Refuse(503), Act::Claim(json!({ "state": "pending" }))]);
    s.pass(16 * 60).await;
    assert_eq!(s.sale(&sale).await["status"], "awaiting_payment", "the party has not confirmed");
    let stock = s.shop.get(&format!("/v1/stock?location={}", s.shop.store)).await.ok();
    assert_eq!(stock["items"][0]["reserved"], "1", "{stock:#}");
    for _ in 0..3 {
        s.pass(60).await;
    }
    assert_eq!(s.sale(&sale).await["status"], "voided");
    assert_eq!(s.charge(&sale).await["state"], "failed");
    assert_eq!(s.party.asked("cancel"), 3);
    assert_eq!(s.exceptions().await, ["tender.give_back"], "the cash is still in the drawer");
    let stock = s.shop.get(&format!("/v1/stock?location={}", s.shop.store)).await.ok();
    assert_eq!(stock["items"][0]["reserved"], "0", "{stock:#}");

    // Paid in the very last moment: what is paid when all is known completes the sale.
    let sale = s.sell(vec![pay("show", 1_000)]).await;
    let charge = s.charge(&sale).await;
    s.party.pay(&text(&charge["id"]));
    s.party.will("query", std::iter::repeat_n(Act::Refuse(500), 50));
    s.pass(16 * 60).await;
    assert_eq!(s.sale(&sale).await["status"], "completed");
}

async fn what_nobody_knows_waits_for_a_person(database: Database) {
    let s = PayingShop::open(database).await;
    let sale = s.sell(vec![pay("show", 1_000)]).await;
    let other = s.sell(vec![pay("show", 1_000)]).await;
    s.party.will("cancel", std::iter::repeat_n(Act::Refuse(500), 200));
    for _ in 0..5 {
        s.pass(5 * 60).await;
    }
    assert_eq!(s.sale(&sale).await["status"], "awaiting_payment", "nobody guesses");
    assert_eq!(s.exceptions().await, ["payment.unknown", "payment.unknown"]);
    let decide = async |sale: &serde_json::Value, decision: serde_json::Value| {
        let path = format!("/v1/payments/{}/decide", text(&s.charge(sale).await["id"]));
        s.shop.post(&path, decision).await
    };
    decide(&sale, json!({ "decision": "paid", "reason": "console" })).await.refused(422, "field.missing");
    decide(&sale, json!({ "decision": "retry", "reason": "console" })).await.refused(409, "payment.decision");
    decide(&sale, json!({ "decision": "failed", "reason": "not in the party's console" })).await.ok();
    decide(&other, json!({ "decision": "paid", "reference": "4200", "reason": "seen in the console" }))
        .await
        .ok();
    assert_eq!(s.sale(&sale).await["status"], "voided");
    assert_eq!(s.sale(&other).await["status"], "completed");
    assert_eq!(s.exceptions().await, Vec::<String>::new());
    let history = s.shop.get(&format!("/v1/payments/{}", text(&s.charge(&other).await["id"]))).await.ok();
    let last = history["history"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&last["step"], &last["outcome"]), (&json!("decision"), &json!("paid")));
}

async fn a_voided_sale_sends_money_back(database: Database) {
    let s = PayingShop::open(database).await;
    let sale = s.sell(vec![pay("show", 300), pay("once", 700)]).await;
    let charges = s.payments(&sale).await;
    let of = |amount: i64| charges.iter().find(|c| c["amount_minor"] == amount).unwrap();
    s.party.pay(&text(&of(700)["id"]));
    s.pass(10).await;
    let path = format!("/v1/sales/{}/void", text(&sale["id"]));
    let voided = s.shop.post(&path, json!({ "reason": "customer left" })).await.ok();
    assert_eq!(voided["status"], "voided");
    assert_eq!(s.shop.post(&path, json!({ "reason": "again" })).await.ok()["status"], "voided");
    s.pass(1).await;
    assert_eq!(s.party.paid_back(), [700]);
    s.pass(600).await;
    assert_eq!((s.party.paid_back(), s.party.asked("refund")), (vec![700], 1), "once");
    let refund = s.payments(&sale).await.into_iter().find(|p| p["kind"] == "refund").unwrap();
    assert_eq!((&refund["state"], &refund["charge"]), (&json!("paid"), &of(700)["id"]));
}

async fn reports_may_come_twice_late_and_in_any_order(database: Database) {
    let s = PayingShop::open(database).await;
    let sale = s.sell(vec![pay("show", 1_000)]).await;
    let charge = s.charge(&sale).await;
    let id = text(&charge["id"]).replace('-', "");
    assert_eq!(s.notify_signed(paid(&charge).to_string(), "00").await, 401);
    s.pass(0).await;
    assert_eq!(s.sale(&sale).await["status"], "awaiting_payment");
    for notice in [
        paid(&charge),
        paid(&charge),
        json!({ "id": id, "state": "pending" }),
        json!({ "id": id, "state": "declined", "code": "late" }),
    ] {
        assert_eq!(s.notify(&notice).await, 200);
    }
    s.pass(0).await;
    assert_eq!(s.sale(&sale).await["status"], "completed");
    assert_eq!(s.party.asked("query"), 0, "told, not asked");
    let twice = serde_json::Value::Object(
        paid(&charge)
            .as_object()
            .unwrap()
            .clone()
            .into_iter()
            .chain([("reference".to_owned(), json!("P-other"))])
            .collect(),
    );
    assert_eq!(s.notify(&twice).await, 200);
    s.pass(1).await;
    assert_eq!(s.exceptions().await, ["payment.bad_answer"], "a second receipt is for a person");

    let foreign = json!({ "id": uuid::Uuid::now_v7().simple().to_string(), "state": "unknown" });
    assert_eq!(s.notify(&foreign).await, 502, "no payment of this installation");
    let history = s.shop.get(&format!("/v1/payments/{}", text(&charge["id"]))).await.ok();
    let outcomes: Vec<&str> =
        history["history"].as_array().unwrap().iter().map(|a| a["outcome"].as_str().unwrap()).collect();
    assert_eq!(outcomes, ["pending", "paid", "stale", "stale", "stale", "refused"]);
}

async fn money_that_cannot_go_back_is_shown(database: Database) {
    let s = PayingShop::open(database).await;
    let sale = s.sell(vec![pay("keep", 1_000)]).await;
    let charge = s.charge(&sale).await;
    let path = format!("/v1/sales/{}/void", text(&sale["id"]));
    assert_eq!(s.shop.post(&path, json!({ "reason": "customer left" })).await.ok()["status"], "voided");
    for _ in 0..2 {
        assert_eq!(s.notify(&paid(&charge)).await, 200);
        s.pass(1).await;
    }
    assert_eq!(s.exceptions().await, ["payment.late"]);
    assert_eq!(s.party.asked("refund"), 0);
    assert_eq!(s.sale(&sale).await["status"], "voided");
}
