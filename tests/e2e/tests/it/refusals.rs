//! Bad input gets a clear problem, never a 500; tenants do not see each other; a till is not an administrator.

use crate::both;
use crate::sales::tea_shop;
use bodega_testkit::{Database, Shop, id, line};
use reqwest::Method;
use serde_json::{Value, json};

both!(bad_input_is_a_problem_with_a_pointer, no_token_no_data, another_tenant_sees_nothing);

async fn bad_input_is_a_problem_with_a_pointer(database: Database) {
    let shop = tea_shop(database).await;
    let good = shop.basket(vec![line("tea", "1")]);
    let with = |edit: &dyn Fn(&mut Value)| {
        let mut basket = good.clone();
        edit(&mut basket);
        basket
    };
    let cases = [
        (with(&|b| b["lines"][0]["sku"] = json!("nothing")), "/lines/0/sku"),
        (with(&|b| b["lines"][0]["quantity"] = json!("-1")), "/lines/0/quantity"),
        (with(&|b| b["lines"][0]["quantity"] = json!("1e9")), "/lines/0/quantity"),
        (with(&|b| b["lines"][0]["quantity"] = json!("99999999999")), "/lines/0/quantity"),
        (with(&|b| b["store"] = json!(id())), "/store"),
        (with(&|b| b["store"] = json!("x")), "/store"),
        (with(&|b| b["terminal"] = json!(id())), "/terminal"),
        (with(&|b| b["member"] = json!(id())), "/member"),
        (with(&|b| b["coupons"] = json!([""])), "/coupons/0"),
        (with(&|b| b["coupons"] = json!("x")), "/coupons"),
        (with(&|b| b["lines"][0]["manual_discount"] = json!({ "amount_minor": -5 })), ""),
        (with(&|b| b["surprise"] = json!(1)), ""),
    ];
    for (basket, pointer) in cases {
        let answer = shop.post("/v1/quotes", basket.clone()).await;
        assert!(answer.status.is_client_error(), "{basket}: {answer:?}");
        assert!(answer.body["code"].is_string() && answer.body["title"].is_string(), "{answer:?}");
        if !pointer.is_empty() {
            assert_eq!(answer.body["pointer"].as_str(), Some(pointer), "{answer:?}");
        }
    }
    for path in
        ["/v1/sales/x", "/v1/sales?limit=x", "/v1/sales?after=zzz", "/v1/nothing", "/v1/events?after_seq=-x"]
    {
        let answer = shop.get(path).await;
        assert!(answer.status.is_client_error(), "{path}: {answer:?}");
        assert!(answer.body["code"].is_string(), "{path}: {answer:?}");
    }
    let answer = shop.request(Method::DELETE, "/v1/quotes", None).await;
    assert_eq!(answer.status.as_u16(), 405);
}

async fn no_token_no_data(database: Database) {
    let mut shop = tea_shop(database).await;
    let sale = shop.sell(&shop.basket(vec![line("tea", "1")])).await;
    let path = format!("/v1/sales/{}", sale["id"].as_str().unwrap());
    let admin = shop.token.clone();
    let till =
        shop.post("/v1/tokens", json!({ "name": "till 1", "grants": [{ "role": "cashier" }] })).await.ok();
    let last = if admin.ends_with('0') { '1' } else { '0' };
    let other = format!("{}{last}", &admin[..admin.len() - 1]);
    for bad in ["", "x", "bdg_1_2", &other] {
        shop.token = bad.to_owned();
        assert_eq!(shop.get(&path).await.status.as_u16(), 401, "{bad:?}");
    }
    shop.token = till["token"].as_str().unwrap().to_owned();
    shop.get(&path).await.ok();
    shop.sell(&shop.basket(vec![line("tea", "1")])).await;
    let answer = shop.put(&format!("/v1/org-units/{}", id()), json!({})).await;
    answer.refused(403, "access.permission");
    assert_eq!(
        shop.post("/v1/tokens", json!({ "name": "x", "grants": [{ "role": "owner" }] }))
            .await
            .status
            .as_u16(),
        403
    );
}

async fn another_tenant_sees_nothing(database: Database) {
    let shop = tea_shop(database).await;
    let sale = shop.sell(&shop.basket(vec![line("tea", "1")])).await;
    let other = Shop::open_on(shop.server.clone(), "inclusive").await;
    let id = sale["id"].as_str().unwrap();
    other.get(&format!("/v1/sales/{id}")).await.refused(404, "sale.unknown");
    other.get(&format!("/v1/sales/{id}/explain")).await.refused(404, "sale.unknown");
    assert_eq!(other.get("/v1/sales").await.ok()["items"], json!([]));
    assert_eq!(other.get("/v1/installations").await.ok()["items"], json!([]));
    assert_eq!(other.get("/v1/events?after_seq=0").await.ok()["items"], json!([]));
    let basket = json!({ "store": shop.store, "terminal": shop.terminal, "channel": "pos", "lines": [line("tea", "1")] });
    other.post("/v1/quotes", basket).await.refused(422, "store.unknown");
}
