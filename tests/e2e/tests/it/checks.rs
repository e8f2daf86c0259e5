//! Declared inputs of checks: fetched for each basket, kept with the sale, asked again years later.

use crate::both;
use bodega_testkit::{Database, Shop, cash, id, line};
use serde_json::{Value, json};

both!(checks_see_tags_accounts_and_documents, a_check_proves_itself_after_all_of_it_changed,);

const NOTES: &str = "/v1/plugins/sampler/collections/notes/documents";

async fn shop_with_strikes(database: Database) -> (Shop, String) {
    let shop = Shop::open(database).await;
    for sku in ["tea", "ban", "rope"] {
        shop.product(sku, 1000, &[]).await;
    }
    shop.put(&format!("{NOTES}/watch%2Frope"), json!({})).await.refused(404, "collection.unknown");
    let installation = shop.install("sampler", json!({ "bp": 1000, "strike": true })).await;
    (shop, installation)
}

fn basket(shop: &Shop, sku: &str, member: &str) -> Value {
    let mut basket = shop.basket(vec![line(sku, "1")]);
    basket["member"] = json!(member);
    basket
}

async fn codes(shop: &Shop, basket: &Value) -> Vec<String> {
    let quote = shop.quote(basket).await;
    let objections = quote["objections"].as_array().cloned().unwrap_or_default();
    objections.iter().map(|objection| objection["code"].as_str().unwrap().to_owned()).collect()
}

async fn checks_see_tags_accounts_and_documents(database: Database) {
    let (shop, _) = shop_with_strikes(database).await;
    let member = shop.member().await;
    // A document that only baskets with this SKU ask for.
    assert_eq!(codes(&shop, &basket(&shop, "rope", &member)).await, [""; 0]);
    shop.put(&format!("{NOTES}/watch%2Frope"), json!({ "kind": "x", "text": "y" })).await.ok();
    assert_eq!(codes(&shop, &basket(&shop, "rope", &member)).await, ["watched"]);
    assert_eq!(codes(&shop, &basket(&shop, "tea", &member)).await, [""; 0]);

    // An account of the member, to the unit.
    shop.sell(&basket(&shop, "tea", &member)).await;
    assert_eq!(codes(&shop, &basket(&shop, "tea", &member)).await, [""; 0]);
    shop.sell(&basket(&shop, "tea", &member)).await;
    assert_eq!(codes(&shop, &basket(&shop, "tea", &member)).await, ["strikes"]);
    let other = shop.member().await;
    assert_eq!(codes(&shop, &basket(&shop, "tea", &other)).await, [""; 0]);

    // A tag that the plugin's own handler set.
    shop.sell(&basket(&shop, "ban", &other)).await;
    shop.server.drain().await;
    let wish = basket(&shop, "tea", &other);
    let quote = shop.quote(&wish).await;
    assert_eq!(quote["objections"][0]["code"], "banned");
    let request = shop.sale_request(&wish, &quote, vec![cash(900)]);
    shop.put(&format!("/v1/sales/{}", id()), request).await.refused(409, "sale.refused");
    // Without a member there is nothing to fetch.
    assert_eq!(codes(&shop, &shop.basket(vec![line("tea", "1")])).await, [""; 0]);
}

async fn a_check_proves_itself_after_all_of_it_changed(database: Database) {
    let (shop, installation) = shop_with_strikes(database).await;
    let member = shop.member().await;
    shop.put(&format!("{NOTES}/watch%2Frope"), json!({ "kind": "x", "text": "y" })).await.ok();
    let sale = shop.sell(&basket(&shop, "rope", &member)).await;
    let explain = format!("/v1/sales/{}/explain", sale["id"].as_str().unwrap());
    let before = shop.get(&explain).await.ok();
    assert_eq!((&before["is_proved"], &before["checks"][0]["is_same"]), (&json!(true), &json!(true)));
    assert_eq!(before["checks"][0]["objections"], json!(["watched"]));
    assert_eq!(shop.delete(&format!("{NOTES}/watch%2Frope")).await.status.as_u16(), 204);
    shop.delete(&format!("/v1/installations/{installation}")).await;
    assert_eq!(shop.get(&explain).await.ok()["checks"], before["checks"]);
    assert_eq!(shop.get(&explain).await.ok()["differences"], json!([]));
}
