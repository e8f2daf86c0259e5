//! Quote, sell, replay, explain.

use crate::both;
use bodega_testkit::{Database, Shop, cash, id, line};
use serde_json::json;

both!(
    a_sale_with_discounts_of_two_plugins_is_proved,
    the_same_request_again_gives_the_same_sale,
    a_price_that_changed_is_never_taken_in_silence,
    tax_is_added_or_included_per_line,
    weighed_goods_open_lines_and_manual_discounts_foot,
    cash_is_rounded_by_the_stores_rule,
    a_gift_is_proposed_taken_and_free,
    stock_goes_down_with_the_sale,
);

/// A tea shop with a 10 % rule on tea, an order rule, and loyalty.
pub async fn tea_shop(database: Database) -> Shop {
    let shop = Shop::open(database).await;
    shop.product("tea", 1250, &["tea"]).await;
    shop.product("cup", 2000, &[]).await;
    shop.install("promotions", json!({})).await;
    shop.install(
        "loyalty",
        json!({ "earn": { "points": 1, "per_minor": 100 }, "redeem": { "points": 1, "value_minor": 1 } }),
    )
    .await;
    let ten = json!({
        "id": "tea10", "scope": "line", "target": { "tags_any": ["tea"] },
        "effect": { "type": "percent_off", "bp": 1000 }, "name": { "zh-CN": "茶九折", "en": "Tea 10% off" },
    });
    shop.promotion("tea10", ten).await.ok();
    let five = json!({
        "id": "five", "scope": "order", "when": [{ "kind": "min_subtotal", "amount_minor": 5000 }],
        "effect": { "type": "amount_off", "amount_minor": 500 }, "name": { "zh-CN": "满50减5", "en": "5 off 50" },
    });
    shop.promotion("five", five).await.ok();
    shop
}

async fn a_sale_with_discounts_of_two_plugins_is_proved(database: Database) {
    let shop = tea_shop(database).await;
    let member = shop.member().await;
    let mut basket = shop.basket(vec![line("tea", "3"), line("cup", "2")]);
    basket["member"] = json!(member);

    let first = shop.sell(&basket).await;
    // 3750 - 375 + 4000 = 7375, less 500.
    assert_eq!(first["total_minor"], 6875);
    shop.server.drain().await;
    let points = shop.get(&format!("/v1/plugins/loyalty/accounts?prefix=points/{member}")).await.ok();
    assert_eq!(points["items"][0]["available"], 68, "{points:#}");

    basket["requests"] = json!([{ "plugin": "loyalty", "name": "redeem", "value": "50" }]);
    let second = shop.sell(&basket).await;
    let plugins: Vec<&str> =
        second["adjustments"].as_array().unwrap().iter().map(|a| a["plugin"].as_str().unwrap()).collect();
    assert!(plugins.contains(&"promotions") && plugins.contains(&"loyalty"), "{second:#}");
    let sale = second["id"].as_str().unwrap();
    let explained = shop.get(&format!("/v1/sales/{sale}/explain")).await.ok();
    assert_eq!(explained["differences"], json!([]), "{explained:#}");
    assert_eq!(explained["plugins"].as_array().unwrap().len(), 2);
    assert_eq!(shop.get(&format!("/v1/sales/{sale}")).await.ok(), second, "reads back as it was answered");
    shop.server.drain().await;
    let left = shop.get(&format!("/v1/plugins/loyalty/accounts?prefix=points/{member}")).await.ok();
    let left: i64 = left["items"].as_array().unwrap().iter().map(|a| a["available"].as_i64().unwrap()).sum();
    assert_eq!(left, 68 - 50 + 68, "50 spent as a claim, 68 earned on 6825");
}

async fn the_same_request_again_gives_the_same_sale(database: Database) {
    let shop = tea_shop(database).await;
    let basket = shop.basket(vec![line("tea", "1")]);
    let quote = shop.quote(&basket).await;
    let request = shop.sale_request(&basket, &quote, vec![cash(1125)]);
    let path = format!("/v1/sales/{}", id());
    let many = (0..8).map(|_| shop.put(&path, request.clone()));
    let answers = futures::future::join_all(many).await;
    let first = shop.get(&path).await.ok();
    for answer in answers {
        assert_eq!(answer.ok(), first);
    }
    let stock = shop.get(&format!("/v1/stock?location={}", shop.store)).await.ok();
    assert_eq!(stock["items"][0]["on_hand"], "-1", "sold once: {stock:#}");

    let mut other = request.clone();
    other["occurred_at_ms"] = 1.into();
    shop.put(&path, other).await.refused(409, "sale.key_reused");
    let mut twin = request;
    twin["tenders"] = json!([cash(1125)]);
    shop.put(&format!("/v1/sales/{}", id()), twin).await.refused(409, "sale.number_taken");
}

async fn a_price_that_changed_is_never_taken_in_silence(database: Database) {
    let shop = tea_shop(database).await;
    let basket = shop.basket(vec![line("tea", "2")]);
    let quote = shop.quote(&basket).await;
    assert_eq!(quote["total_minor"], 2250);
    let half = json!({ "id": "tea10", "scope": "line", "target": { "tags_any": ["tea"] }, "effect": { "type": "percent_off", "bp": 5000 } });
    shop.promotion("tea10", half).await.ok();
    let request = shop.sale_request(&basket, &quote, vec![cash(2250)]);
    let path = format!("/v1/sales/{}", id());
    let problem = shop.put(&path, request).await.refused(409, "price_changed");
    assert_eq!(problem["quote"]["total_minor"], 1250, "{problem:#}");
    shop.get(&path).await.refused(404, "sale.unknown");

    let request = shop.sale_request(&basket, &problem["quote"], vec![cash(1250)]);
    assert_eq!(shop.put(&path, request).await.ok()["total_minor"], 1250);
}

async fn tax_is_added_or_included_per_line(database: Database) {
    let shop = Shop::open(database).await;
    shop.product("a", 11300, &[]).await;
    let included = shop.sell(&shop.basket(vec![line("a", "1")])).await;
    assert_eq!((included["total_minor"].as_i64(), included["tax_minor"].as_i64()), (Some(11300), Some(1300)));

    let shop = Shop::open_on(shop.server.clone(), "exclusive").await;
    shop.product("a", 10000, &[]).await;
    shop.product("b", 3, &[]).await;
    let added = shop.sell(&shop.basket(vec![line("a", "1"), line("b", "1"), line("b", "1")])).await;
    assert_eq!(added["total_minor"], 11306);
    assert_eq!(added["taxes"], json!([{ "rate_ppm": 130_000, "net_minor": 10006, "tax_minor": 1300 }]));
}

async fn weighed_goods_open_lines_and_manual_discounts_foot(database: Database) {
    let shop = tea_shop(database).await;
    shop.product_with("apple", 999, json!({ "measured": true, "unit_of_measure": "kg", "tags": ["fruit"] }))
        .await;
    let mut weighed = line("apple", "1.5");
    weighed["manual_discount"] = json!({ "amount_minor": 99, "reason": "bruised" });
    let open = json!({ "open": { "name": "押金", "unit_price_minor": 250, "tax_ppm": 0 }, "quantity": 2 });
    let deduction =
        json!({ "open": { "name": "抹零", "unit_price_minor": -100, "tax_ppm": 0 }, "quantity": 1 });
    let sale = shop.sell(&shop.basket(vec![weighed, open, deduction, line("tea", "1")])).await;
    assert_eq!(sale["lines"][0]["original_minor"], 1499);
    assert_eq!(sale["lines"][0]["manual_discount_minor"], 99);
    assert_eq!(sale["total_minor"], 1400 + 500 - 100 + 1125);
}

async fn cash_is_rounded_by_the_stores_rule(database: Database) {
    let shop = Shop::open(database).await;
    let store = json!({
        "kind": "store", "code": "S1", "name": "一号店", "legal_entity": shop.legal_entity,
        "time_zone": "Asia/Shanghai", "cash_unit_minor": 10, "cutoff_hour": 4,
    });
    shop.put(&format!("/v1/org-units/{}", shop.store), store).await.ok();
    shop.product("a", 1234, &[]).await;
    let basket = shop.basket(vec![line("a", "1")]);
    let quote = shop.quote(&basket).await;
    let card = json!({ "id": id(), "method": "card", "amount_minor": 1000, "reference": "A1" });
    let request = shop.sale_request(&basket, &quote, vec![card, cash(500)]);
    let sale = shop.put(&format!("/v1/sales/{}", id()), request).await.ok();
    assert_eq!((sale["cash_rounding_minor"].as_i64(), sale["change_minor"].as_i64()), (Some(-4), Some(270)));

    let exact_card = json!({ "id": id(), "method": "card", "amount_minor": 1230 });
    let request = shop.sale_request(&basket, &quote, vec![exact_card]);
    shop.put(&format!("/v1/sales/{}", id()), request).await.refused(422, "tender.does_not_pay");
}

async fn a_gift_is_proposed_taken_and_free(database: Database) {
    let shop = tea_shop(database).await;
    let gift = json!({
        "id": "cup-gift", "scope": "order",
        "effect": { "type": "gift", "sku": "cup", "get_qty": 1, "buy": { "target": { "skus": ["tea"] }, "min_qty": 3 } },
    });
    let gift = if shop.promotion("cup-gift", gift.clone()).await.status.is_success() {
        gift
    } else {
        let mut line_scope = gift;
        line_scope["scope"] = "line".into();
        shop.promotion("cup-gift", line_scope.clone()).await.ok();
        line_scope
    };
    assert_eq!(gift["effect"]["sku"], "cup");
    let basket = shop.basket(vec![line("tea", "3")]);
    let quote = shop.quote(&basket).await;
    let proposed = &quote["gifts"][0];
    assert_eq!(
        (proposed["sku"].as_str(), proposed["quantity"].as_str()),
        (Some("cup"), Some("1")),
        "{quote:#}"
    );
    let mut taken = line("cup", "1");
    taken["gift"] = json!({ "installation": proposed["installation"], "reference": proposed["reference"] });
    let sale = shop.sell(&shop.basket(vec![line("tea", "3"), taken.clone()])).await;
    assert_eq!(sale["lines"][1]["amount_minor"], 0, "{sale:#}");
    assert_eq!(sale["total_minor"], quote["total_minor"]);

    let lonely = shop.quote(&shop.basket(vec![line("tea", "1"), taken])).await;
    assert_eq!(lonely["lines"][1]["amount_minor"], 2000, "not earned, not free");
}

async fn stock_goes_down_with_the_sale(database: Database) {
    let shop = Shop::open(database).await;
    shop.product_with("box", 5000, json!({ "variant": { "stock_units": 12 } })).await;
    shop.receive("box", "24").await;
    shop.sell(&shop.basket(vec![line("box", "3")])).await;
    let stock = shop.get(&format!("/v1/stock?location={}", shop.store)).await.ok();
    assert_eq!(
        stock["items"][0]["on_hand"], "-12",
        "24 in, 3 boxes of 12 out: a till is never blocked: {stock:#}"
    );
}
