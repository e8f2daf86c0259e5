//! Sales that await an external tender: claims pending, stock reserved, one expiry.

use crate::both;
use bodega_testkit::{Database, Shop, id, line};
use serde_json::{Value, json};

both!(a_pending_tender_freezes_the_price_until_it_is_decided, money_that_comes_too_late_is_shown_to_a_person);

async fn pending_sale(shop: &Shop) -> (String, Value, String) {
    let rule = json!({ "id": "once", "scope": "order", "effect": { "type": "amount_off", "amount_minor": 100 }, "limits": { "total": 2 } });
    shop.promotion("once", rule).await.ok();
    let basket = shop.basket(vec![line("tea", "1")]);
    let quote = shop.quote(&basket).await;
    let tender = json!({ "id": id(), "method": "external:wechat", "amount_minor": quote["total_minor"], "pending": true });
    let request = shop.sale_request(&basket, &quote, vec![tender.clone()]);
    let sale = id();
    let answer = shop.put(&format!("/v1/sales/{sale}"), request).await.ok();
    assert_eq!(answer["status"], "awaiting_payment");
    (sale, answer, tender["id"].as_str().unwrap().to_owned())
}

async fn shop(database: Database) -> Shop {
    let shop = Shop::open(database).await;
    shop.product("tea", 1000, &[]).await;
    shop.install("promotions", json!({})).await;
    shop
}

async fn stock(shop: &Shop) -> Value {
    shop.get(&format!("/v1/stock?location={}", shop.store)).await.ok()["items"][0].clone()
}

async fn a_pending_tender_freezes_the_price_until_it_is_decided(database: Database) {
    let shop = shop(database).await;
    let (sale, _, tender) = pending_sale(&shop).await;
    assert_eq!(shop.balance("promotions", "use/once").await, -1, "held");
    assert_eq!(
        (stock(&shop).await["on_hand"].as_str(), stock(&shop).await["reserved"].as_str()),
        (Some("0"), Some("1"))
    );
    assert!(shop.events("sale.committed.v1").await.is_empty());

    let paid = json!({ "tender": tender, "outcome": "settled", "reference": "WX1" });
    let path = format!("/v1/sales/{sale}/payment");
    let completed = shop.post(&path, paid.clone()).await.ok();
    assert_eq!(completed["status"], "completed");
    assert_eq!(shop.post(&path, paid).await.ok(), completed, "the same news twice is no news");
    shop.server.drain().await;
    assert_eq!(shop.events("sale.committed.v1").await.len(), 1);
    assert_eq!(
        (stock(&shop).await["on_hand"].as_str(), stock(&shop).await["reserved"].as_str()),
        (Some("-1"), Some("0"))
    );
    assert_eq!(shop.balance("promotions", "use/once").await, -1);

    let (second, _, _) = pending_sale(&shop).await;
    assert_eq!(shop.balance("promotions", "use/once").await, -2);
    let voided =
        shop.post(&format!("/v1/sales/{second}/void"), json!({ "reason": "customer left" })).await.ok();
    assert_eq!(voided["status"], "voided");
    assert_eq!(shop.balance("promotions", "use/once").await, -1, "the claim is given up");
    assert_eq!(stock(&shop).await["reserved"], "0");
    shop.post(&format!("/v1/sales/{sale}/void"), json!({ "reason": "x" }))
        .await
        .refused(409, "sale.completed");
}

async fn money_that_comes_too_late_is_shown_to_a_person(database: Database) {
    let shop = shop(database).await;
    let (sale, _, tender) = pending_sale(&shop).await;
    shop.post(&format!("/v1/sales/{sale}/void"), json!({ "reason": "timeout" })).await.ok();
    let late = json!({ "tender": tender, "outcome": "settled", "reference": "WX9" });
    shop.post(&format!("/v1/sales/{sale}/payment"), late).await.refused(409, "payment.late");
    let exceptions = shop.get("/v1/exceptions").await.ok();
    assert_eq!(exceptions["items"][0]["kind"], "payment.late", "{exceptions:#}");
}
