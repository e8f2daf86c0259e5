//! A party, or a plugin, that says what cannot be: refused, shown, and nothing follows from it.

use super::party::{Act, PayingShop, pay, scan, text};
use crate::both;
use bodega_testkit::{Database, cash, id, package_of};
use serde_json::{Value, json};

both!(
    what_cannot_be_is_not_believed,
    a_cancel_answered_by_a_wrong_payment_leaves_the_sale_waiting,
    a_method_has_one_plugin_and_the_merchant_agrees_to_it,
    a_plugin_that_crashes_leaves_the_charge_unknown_and_the_store_sells_on,
);

const CODE: &str = "134567890123456789";

async fn what_cannot_be_is_not_believed(database: Database) {
    let s = PayingShop::open(database).await;
    let paid = |amount: i64, currency: &str, reference: &str| {
        let (at_ms, state) = (1, "paid");
        Act::Say(
            json!({ "state": state, "amount": amount, "currency": currency, "reference": reference, "at_ms": at_ms }),
        )
    };
    let lies = [
        paid(999, "CNY", "P-1"),
        paid(1_001, "CNY", "P-1"),
        paid(-1_000, "CNY", "P-1"),
        paid(i64::MAX, "CNY", "P-1"),
        paid(1_000, "USD", "P-1"),
        paid(1_000, "CNY", ""),
        paid(1_000, "CNY", &"9".repeat(500)),
        Act::Say(json!({ "state": "pending", "qr": "x".repeat(10_000) })),
        Act::Say(json!({ "state": "declined", "code": "" })),
        Act::Say(json!({ "state": "fine" })),
        Act::Say(Value::Null),
    ];
    let count = lies.len();
    s.party.will("query", lies);
    let sale = s.sell(vec![pay("show", 1_000)]).await;
    while s.party.asked("query") < count {
        s.pass(3).await;
        assert_eq!(s.sale(&sale).await["status"], "awaiting_payment");
        assert_eq!(s.charge(&sale).await["state"], "pending");
    }
    assert_eq!(s.exceptions().await, ["payment.bad_answer"], "one for the payment");
    s.party.pay(&text(&s.charge(&sale).await["id"]));
    s.pass(31).await;
    assert_eq!(s.sale(&sale).await["status"], "completed", "the truth is still heard");
    let history = s.shop.get(&format!("/v1/payments/{}", text(&s.charge(&sale).await["id"]))).await.ok();
    let refused = history["history"].as_array().unwrap().iter().filter(|a| a["outcome"] == "refused").count();
    assert_eq!(refused, count, "{history:#}");
}

async fn a_cancel_answered_by_a_wrong_payment_leaves_the_sale_waiting(database: Database) {
    let s = PayingShop::open(database).await;
    let sale = s.sell(vec![pay("show", 1_000)]).await;
    let wrong = json!({ "state": "paid", "amount": 1, "currency": "CNY", "reference": "P-1", "at_ms": 1 });
    s.party.will("cancel", [Act::Claim(wrong), Act::Claim(json!({ "state": "unknown" }))]);
    let path = format!("/v1/sales/{}/void", text(&sale["id"]));
    let voided = s.shop.post(&path, json!({ "reason": "customer left" })).await.ok();
    assert_eq!(voided["status"], "awaiting_payment");
    assert_eq!(s.exceptions().await, ["payment.bad_answer"]);
    let tenders = json!({ "tenders": [cash(1_000)] });
    let path = format!("/v1/sales/{}/tenders", text(&sale["id"]));
    s.shop.post(&path, tenders).await.refused(409, "sale.not_awaiting");
    for _ in 0..4 {
        s.pass(60).await;
    }
    assert_eq!(s.sale(&sale).await["status"], "voided");
}

async fn a_plugin_that_crashes_leaves_the_charge_unknown_and_the_store_sells_on(database: Database) {
    let s = PayingShop::open(database).await;
    s.party.pays_at_once();
    let trap = || Act::Say(json!({ "state": "trap" }));
    s.party.will("charge", std::iter::repeat_with(trap).take(5));
    let mut sales = Vec::new();
    for _ in 0..5 {
        let sale = s.sell(vec![scan(CODE, 1_000)]).await;
        assert_eq!(sale["status"], "awaiting_payment", "the money may have moved");
        sales.push(sale);
    }
    // Switched off after five failures: nobody is asked, so nothing can have been taken.
    let sale = s.sell(vec![scan(CODE, 1_000)]).await;
    let charge = s.charge(&sale).await;
    assert_eq!((&charge["state"], &charge["decline"]["code"]), (&json!("failed"), &json!("unavailable")));
    assert_eq!(s.party.asked("charge"), 5);
    let path = format!("/v1/sales/{}/tenders", text(&sale["id"]));
    let done = s.shop.post(&path, json!({ "tenders": [cash(1_000)] })).await.ok();
    assert_eq!(done["status"], "completed");
    let basket = s.shop.basket(vec![bodega_testkit::line("tea", "1")]);
    assert_eq!(s.shop.sell(&basket).await["status"], "completed");
    // The breaker keeps real time; the charges are asked for once it lets calls through.
    tokio::time::sleep(std::time::Duration::from_secs(6)).await;
    for _ in 0..3 {
        s.pass(30).await;
    }
    for sale in sales {
        let sale = s.sale(&sale).await;
        assert_eq!(sale["status"], "completed", "{:#?}", s.payments(&sale).await);
    }
    assert_eq!(s.party.asked("charge"), 5, "and none was charged again");
}

async fn a_method_has_one_plugin_and_the_merchant_agrees_to_it(database: Database) {
    let s = PayingShop::open(database).await;
    let rename = |manifest: String| manifest.replacen("name = \"payer\"", "name = \"payer-two\"", 1);
    let digest = s.shop.publish(package_of("payer", rename)).await.ok()["digest"].clone();
    let asks = s.shop.get(&format!("/v1/packages/{}/asks", text(&digest))).await.ok();
    let money = json!(["ledger:payer-two/wallet", "pay:keep", "pay:once", "pay:scan", "pay:show"]);
    assert_eq!(asks["payments"], money);
    let mut request = json!({ "package": digest, "is_enabled": true, "position": 0, "settings": {} });
    let path = format!("/v1/installations/{}", id());
    s.shop.put(&path, request.clone()).await.refused(409, "payment.method_taken");
    s.shop.delete(&format!("/v1/installations/{}", s.installation)).await;
    s.shop.put(&path, request.clone()).await.refused(409, "consent.required");
    request["consent"] = asks["consent"].clone();
    s.shop.put(&path, request).await.ok();
}
