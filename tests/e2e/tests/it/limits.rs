//! Claims hold to the last unit under any concurrency.

use crate::both;
use bodega_testkit::{Database, Shop, cash, id, line};
use serde_json::json;

both!(a_limit_holds_to_the_last_unit, points_cannot_be_spent_twice);

async fn a_limit_holds_to_the_last_unit(database: Database) {
    let shop = Shop::open(database).await;
    shop.product("tea", 1000, &[]).await;
    shop.install("promotions", json!({})).await;
    let rule = json!({ "id": "first5", "scope": "order", "effect": { "type": "amount_off", "amount_minor": 100 }, "limits": { "total": 5 } });
    shop.promotion("first5", rule).await.ok();
    let basket = shop.basket(vec![line("tea", "1")]);
    let quote = shop.quote(&basket).await;
    assert_eq!(quote["total_minor"], 900);
    // All of them saw the discount; only five can have it, the others hear that the price changed.
    let sales = (0..24).map(|_| {
        let request = shop.sale_request(&basket, &quote, vec![cash(900)]);
        let (shop, path) = (&shop, format!("/v1/sales/{}", id()));
        async move { shop.put(&path, request).await }
    });
    let answers = futures::future::join_all(sales).await;
    let sold = answers.iter().filter(|answer| answer.status.is_success()).count();
    assert_eq!(sold, 5);
    for answer in answers.into_iter().filter(|answer| !answer.status.is_success()) {
        let problem = answer.refused(409, "price_changed");
        assert_eq!(problem["quote"]["total_minor"], 1000);
    }
    assert_eq!(shop.balance("promotions", "use/first5").await, -5);
}

async fn points_cannot_be_spent_twice(database: Database) {
    let shop = crate::sales::tea_shop(database).await;
    let member = shop.member().await;
    let mut basket = shop.basket(vec![line("cup", "5")]);
    basket["member"] = json!(member);
    shop.sell(&basket).await;
    shop.server.drain().await;
    // 10000 less 5 off 50 = 9500: 95 points, worth 95.
    basket["requests"] = json!([{ "plugin": "loyalty", "name": "redeem", "value": "95" }]);
    let quote = shop.quote(&basket).await;
    let due = quote["total_minor"].as_i64().unwrap();
    assert_eq!(due, 9500 - 95);
    let sales = (0..6).map(|_| {
        let request = shop.sale_request(&basket, &quote, vec![cash(due)]);
        let (shop, path) = (&shop, format!("/v1/sales/{}", id()));
        async move { shop.put(&path, request).await.status.is_success() }
    });
    let sold = futures::future::join_all(sales).await.into_iter().filter(|sold| *sold).count();
    assert_eq!(sold, 1);
}
