//! Returns of discounted lines from stored unit allocations; plugins take back what they gave.

use crate::both;
use crate::sales::tea_shop;
use bodega_testkit::{Database, cash, id, line};
use serde_json::json;

both!(returned_units_pay_back_exactly_what_was_paid, a_return_takes_points_back_in_proportion);

async fn returned_units_pay_back_exactly_what_was_paid(database: Database) {
    let shop = tea_shop(database).await;
    let sale = shop.sell(&shop.basket(vec![line("tea", "3"), line("cup", "2")])).await;
    let total = sale["total_minor"].as_i64().unwrap();
    let request = |lines: serde_json::Value, refund: i64| {
        json!({
            "sale": sale["id"], "store": shop.store, "terminal": shop.terminal, "number": format!("R-{}", id()),
            "occurred_at_ms": 1_767_240_000_000_i64, "reason": "damaged", "lines": lines,
            "tenders": if refund == 0 { json!([]) } else { json!([cash(refund)]) },
        })
    };
    let wrong = request(json!([{ "line": 0, "count": 1 }]), 1);
    let problem = shop.put(&format!("/v1/returns/{}", id()), wrong).await.refused(422, "tender.does_not_pay");
    let one = problem["refund_minor"].as_i64().unwrap();
    let path = format!("/v1/returns/{}", id());
    let first_request = request(json!([{ "line": 0, "count": 1 }]), one);
    let first = shop.put(&path, first_request.clone()).await.ok();
    assert_eq!(first["refund_minor"], one);
    assert_eq!(shop.put(&path, first_request).await.ok(), first, "again is the same return");

    let too_many = request(json!([{ "line": 0, "count": 3 }]), 1);
    shop.put(&format!("/v1/returns/{}", id()), too_many).await.refused(422, "return.units");
    let rest = request(json!([{ "line": 0, "count": 2 }, { "line": 1, "count": 2 }]), total - one);
    let rest = shop.put(&format!("/v1/returns/{}", id()), rest).await.ok();
    assert_eq!(rest["refund_minor"].as_i64().unwrap() + one, total, "all back is all paid back");
    let tax = first["tax_minor"].as_i64().unwrap() + rest["tax_minor"].as_i64().unwrap();
    assert_eq!(tax, sale["tax_minor"].as_i64().unwrap(), "and all tax");
    let stock = shop.get(&format!("/v1/stock?location={}", shop.store)).await.ok();
    assert!(stock["items"].as_array().unwrap().iter().all(|item| item["on_hand"] == "0"), "{stock:#}");
}

async fn a_return_takes_points_back_in_proportion(database: Database) {
    let shop = tea_shop(database).await;
    let member = shop.member().await;
    let mut basket = shop.basket(vec![line("cup", "4")]);
    basket["member"] = json!(member);
    let sale = shop.sell(&basket).await;
    shop.server.drain().await;
    let points = async || {
        let accounts = shop.get(&format!("/v1/plugins/loyalty/accounts?prefix=points/{member}")).await.ok();
        accounts["items"].as_array().unwrap().iter().map(|a| a["available"].as_i64().unwrap()).sum::<i64>()
    };
    assert_eq!(points().await, 75);
    let give_back = async |count: u32, refund: i64| {
        let request = json!({
            "sale": sale["id"], "store": shop.store, "terminal": shop.terminal, "number": format!("R-{}", id()),
            "occurred_at_ms": 1_767_240_000_000_i64, "lines": [{ "line": 0, "count": count }], "tenders": [cash(refund)],
        });
        shop.put(&format!("/v1/returns/{}", id()), request).await.ok();
        shop.server.drain().await;
    };
    give_back(2, 3750).await;
    let half = points().await;
    assert!((37..=38).contains(&half), "half of 75 is left, got {half}");
    give_back(2, 3750).await;
    assert_eq!(points().await, 0);
}
