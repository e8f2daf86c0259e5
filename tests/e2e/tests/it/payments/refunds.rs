//! Refunds of returns: to the tender they came from, each once, never more than was paid.

use super::party::{Act, PayingShop, pay, scan, text};
use crate::both;
use bodega_testkit::{Database, Shop, cash, id, line};
use serde_json::{Value, json};

both!(
    a_return_pays_back_in_parts_to_where_the_money_came_from,
    a_refund_whose_answer_is_lost_is_made_once,
    a_refund_that_fails_is_a_persons_to_decide,
    two_returns_at_once_never_pay_back_too_much,
);

const CODE: &str = "134567890123456789";

async fn sold(s: &PayingShop, units: i64, tenders: Vec<Value>) -> Value {
    s.party.pays_at_once();
    let basket = s.shop.basket(vec![line("tea", &units.to_string())]);
    let quote = s.shop.quote(&basket).await;
    let request = s.shop.sale_request(&basket, &quote, tenders);
    let sale = s.shop.put(&format!("/v1/sales/{}", id()), request).await.ok();
    assert_eq!(sale["status"], "completed", "{sale:#}");
    sale
}

fn back(shop: &Shop, sale: &Value, units: u32, tenders: Vec<Value>) -> Value {
    json!({
        "sale": sale["id"], "store": shop.store, "terminal": shop.terminal, "number": format!("R-{}", id()),
        "occurred_at_ms": 1_767_240_000_000_i64, "reason": "damaged",
        "lines": [{ "line": 0, "count": units }], "tenders": tenders,
    })
}

async fn a_return_pays_back_in_parts_to_where_the_money_came_from(database: Database) {
    let s = PayingShop::open(database).await;
    let sale = sold(&s, 4, vec![cash(1_000), scan(CODE, 3_000)]).await;
    let path = format!("/v1/returns/{}", id());
    let request = back(&s.shop, &sale, 1, vec![pay("scan", 1_000)]);
    let first = s.shop.put(&path, request.clone()).await.ok();
    assert_eq!(first["tenders"][0]["state"], "pending", "the goods are back, the money is on its way");
    s.pass(1).await;
    assert_eq!(s.party.paid_back(), [1_000]);
    assert_eq!(s.shop.get(&path).await.ok()["tenders"][0]["state"], "settled");
    assert_eq!(s.shop.put(&path, request).await.ok()["id"], first["id"], "again is the same return");
    s.pass(1).await;
    assert_eq!(s.party.asked("refund"), 1);
    assert_eq!(s.party.bodies("refund")[0]["reason"], "damaged");

    let put = async |request: Value| s.shop.put(&format!("/v1/returns/{}", id()), request).await;
    let too_much =
        put(back(&s.shop, &sale, 3, vec![pay("scan", 3_000)])).await.refused(422, "refund.too_much");
    assert_eq!(too_much["left_minor"], 2_000);
    put(back(&s.shop, &sale, 1, vec![pay("show", 1_000)])).await.refused(422, "refund.no_charge");
    put(back(&s.shop, &sale, 3, vec![cash(1_000), pay("scan", 2_000)])).await.ok();
    s.pass(1).await;
    let mut paid_back = s.party.paid_back();
    paid_back.sort_unstable();
    assert_eq!(paid_back, [1_000, 2_000]);

    let whole = sold(&s, 2, vec![pay("once", 2_000)]).await;
    put(back(&s.shop, &whole, 1, vec![pay("once", 1_000)])).await.refused(422, "refund.unserved");
    put(back(&s.shop, &whole, 1, vec![cash(1_000)])).await.ok();
    let never = sold(&s, 1, vec![pay("keep", 1_000)]).await;
    put(back(&s.shop, &never, 1, vec![pay("keep", 1_000)])).await.refused(422, "refund.unserved");

    let two = sold(&s, 2, vec![scan(CODE, 1_000), scan(CODE, 1_000)]).await;
    put(back(&s.shop, &two, 1, vec![pay("scan", 1_000)])).await.refused(422, "refund.of_needed");
    let mut named = pay("scan", 1_000);
    named["of"] = two["tenders"][1]["id"].clone();
    put(back(&s.shop, &two, 1, vec![named])).await.ok();
}

async fn a_refund_whose_answer_is_lost_is_made_once(database: Database) {
    let s = PayingShop::open(database).await;
    let sale = sold(&s, 1, vec![scan(CODE, 1_000)]).await;
    s.party.will("refund", [Act::Refuse(500), Act::Late]);
    s.shop
        .put(&format!("/v1/returns/{}", id()), back(&s.shop, &sale, 1, vec![pay("scan", 1_000)]))
        .await
        .ok();
    for _ in 0..6 {
        s.pass(30).await;
    }
    // Refused, unknown to the party, started again under the same id, made without an answer, found.
    assert_eq!(s.party.paid_back(), [1_000]);
    let ids: Vec<Value> = s.party.bodies("refund").iter().map(|body| body["id"].clone()).collect();
    assert_eq!((ids.len(), &ids[0]), (2, &ids[1]));
    let refund = s.payments(&sale).await.into_iter().find(|p| p["kind"] == "refund").unwrap();
    assert_eq!(refund["state"], "paid");
    assert_eq!(s.exceptions().await, Vec::<String>::new());
}

async fn a_refund_that_fails_is_a_persons_to_decide(database: Database) {
    let s = PayingShop::open(database).await;
    let sale = sold(&s, 2, vec![scan(CODE, 2_000)]).await;
    let declined = || Act::Claim(json!({ "state": "declined", "code": "closed-account" }));
    s.party.will("refund", [declined(), declined()]);
    let path = format!("/v1/returns/{}", id());
    s.shop.put(&path, back(&s.shop, &sale, 1, vec![pay("scan", 1_000)])).await.ok();
    s.pass(1).await;
    assert_eq!(s.exceptions().await, ["refund.failed"]);
    assert_eq!(s.shop.get(&path).await.ok()["tenders"][0]["state"], "failed");
    let refund = s.payments(&sale).await.into_iter().find(|p| p["kind"] == "refund").unwrap();
    let decide = format!("/v1/payments/{}/decide", text(&refund["id"]));
    s.shop.post(&decide, json!({ "decision": "retry", "reason": "the account is open again" })).await.ok();
    s.pass(1).await;
    assert_eq!(s.shop.get(&path).await.ok()["tenders"][0]["state"], "failed", "still declined");
    let replaced = json!({ "decision": "replaced", "reason": "paid out in cash" });
    assert_eq!(s.shop.post(&decide, replaced.clone()).await.ok()["state"], "replaced");
    s.shop.post(&decide, replaced).await.refused(409, "payment.decision");
    assert_eq!(s.exceptions().await, Vec::<String>::new());
    // Paid out in another way counts as paid back.
    let again = back(&s.shop, &sale, 1, vec![pay("scan", 1_000)]);
    s.shop.put(&format!("/v1/returns/{}", id()), again).await.ok();
    s.pass(1).await;
    let left = s.payments(&sale).await.iter().filter(|p| p["kind"] == "refund").count();
    assert_eq!((left, s.party.paid_back()), (2, vec![1_000]));
}

async fn two_returns_at_once_never_pay_back_too_much(database: Database) {
    let s = PayingShop::open(database).await;
    let sale = sold(&s, 4, vec![cash(3_000), scan(CODE, 1_000)]).await;
    let put = async || {
        let request = back(&s.shop, &sale, 1, vec![pay("scan", 1_000)]);
        s.shop.put(&format!("/v1/returns/{}", id()), request).await
    };
    let (a, b, c) = tokio::join!(put(), put(), put());
    let made = [&a, &b, &c].into_iter().filter(|answer| answer.status.is_success()).count();
    assert_eq!(made, 1, "{a:?} {b:?} {c:?}");
    s.pass(1).await;
    assert_eq!(s.party.paid_back(), [1_000]);
}
