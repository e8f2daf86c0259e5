//! Tenders taken from accounts of a plugin: stored value with a bonus, spent as a claim and given back.

use super::party::{Act, PayingShop, pay, text};
use crate::both;
use bodega_testkit::{Database, cash, id, line};
use serde_json::{Value, json};

both!(
    a_wallet_pays_from_its_accounts_in_their_order_and_gets_back_the_last_first,
    a_wallet_is_held_while_another_tender_is_awaited,
);

async fn wallet(s: &PayingShop, bonus: i64, principal: i64) -> String {
    let holder = id();
    let url = format!("{}/v1/plugins/payer/http/fund", s.shop.base);
    let body = json!({ "holder": holder, "bonus": bonus, "principal": principal }).to_string();
    let funded = reqwest::Client::new().post(url).bearer_auth(&s.shop.token).body(body).send().await.unwrap();
    assert!(funded.status().is_success());
    holder
}

fn draw(holder: &str, amount_minor: i64) -> Value {
    json!({ "id": id(), "method": "ledger:payer/wallet", "holder": holder, "amount_minor": amount_minor })
}

async fn held(s: &PayingShop, holder: &str) -> (i64, i64) {
    let of = async |kind: &str| s.shop.balance("payer", &format!("{kind}/{holder}")).await;
    (of("bonus").await, of("principal").await)
}

async fn a_wallet_pays_from_its_accounts_in_their_order_and_gets_back_the_last_first(database: Database) {
    let s = PayingShop::open(database).await;
    let holder = wallet(&s, 300, 2_000).await;
    let basket = s.shop.basket(vec![line("tea", "2")]);
    let quote = s.shop.quote(&basket).await;
    let path = format!("/v1/sales/{}", id());
    let request = s.shop.sale_request(&basket, &quote, vec![cash(900), draw(&holder, 1_100)]);
    let sale = s.shop.put(&path, request.clone()).await.ok();
    assert_eq!(sale["status"], "completed");
    assert_eq!(held(&s, &holder).await, (0, 1_200));
    let parts = json!([
        { "account": format!("bonus/{holder}"), "amount_minor": 300 },
        { "account": format!("principal/{holder}"), "amount_minor": 800 },
    ]);
    assert_eq!(sale["tenders"][1]["parts"], parts);
    assert_eq!(s.shop.put(&path, request).await.ok(), sale);
    assert_eq!(held(&s, &holder).await, (0, 1_200), "once");

    let give_back = async |tenders: Vec<Value>| {
        let request = json!({
            "sale": sale["id"], "store": s.shop.store, "terminal": s.shop.terminal, "number": format!("R-{}", id()),
            "occurred_at_ms": 1_767_240_000_000_i64, "lines": [{ "line": 0, "count": 1 }], "tenders": tenders,
        });
        s.shop.put(&format!("/v1/returns/{}", id()), request).await
    };
    let tender = |amount: i64| json!({ "id": id(), "method": "ledger:payer/wallet", "amount_minor": amount });
    give_back(vec![tender(1_000)]).await.ok();
    assert_eq!(held(&s, &holder).await, (200, 2_000), "what was taken last comes back first");
    let refused = give_back(vec![tender(1_000)]).await.refused(422, "refund.too_much");
    assert_eq!(refused["left_minor"], 100);
    give_back(vec![tender(100), cash(900)]).await.ok();
    assert_eq!(held(&s, &holder).await, (300, 2_000));

    let basket = s.shop.basket(vec![line("tea", "3")]);
    let quote = s.shop.quote(&basket).await;
    let request = s.shop.sale_request(&basket, &quote, vec![draw(&holder, 3_000)]);
    let poor = s.shop.put(&format!("/v1/sales/{}", id()), request).await.refused(409, "tender.no_funds");
    assert_eq!(poor["available_minor"], 2_300);
    let mut unserved = draw(&holder, 3_000);
    unserved["method"] = json!("ledger:payer/other");
    let request = s.shop.sale_request(&basket, &quote, vec![unserved]);
    s.shop.put(&format!("/v1/sales/{}", id()), request).await.refused(422, "tender.method_unserved");
}

async fn a_wallet_is_held_while_another_tender_is_awaited(database: Database) {
    let s = PayingShop::open(database).await;
    let holder = wallet(&s, 0, 1_000).await;
    s.party.will("query", std::iter::repeat_n(Act::Refuse(500), 5));
    let sale = s.sell(vec![draw(&holder, 400), pay("show", 600)]).await;
    assert_eq!((&sale["status"], held(&s, &holder).await), (&json!("awaiting_payment"), (0, 600)));
    let charge = s.charge(&sale).await;
    let cancel = format!("/v1/payments/{}/cancel", text(&charge["id"]));
    assert_eq!(s.shop.post(&cancel, json!({})).await.ok()["state"], "failed");
    // The rest from the same wallet: both are posted together.
    let path = format!("/v1/sales/{}/tenders", text(&sale["id"]));
    s.shop.post(&path, json!({ "tenders": [draw(&holder, 600)] })).await.ok();
    assert_eq!(
        (s.sale(&sale).await["status"].clone(), held(&s, &holder).await),
        (json!("completed"), (0, 0))
    );

    let holder = wallet(&s, 0, 1_000).await;
    let sale = s.sell(vec![draw(&holder, 400), pay("show", 600)]).await;
    let void = format!("/v1/sales/{}/void", text(&sale["id"]));
    assert_eq!(s.shop.post(&void, json!({ "reason": "changed their mind" })).await.ok()["status"], "voided");
    assert_eq!(held(&s, &holder).await, (0, 1_000), "given up with the sale");
}
