//! Master data: batches taken whole or refused with their place, pages, stock documents, members, tokens.

use crate::both;
use bodega_testkit::{Answer, Database, Shop, id, line};
use reqwest::Method;
use serde_json::{Value, json};

both!(
    a_batch_is_taken_whole_or_refused_with_its_place,
    lists_are_read_page_by_page,
    organisation_is_checked,
    stock_documents_are_booked_once,
    personal_data_has_one_door,
    a_revoked_token_stops_at_once,
);

fn pointer(problem: &Value) -> &str {
    problem["pointer"].as_str().unwrap_or("none")
}

fn product(sku: &str, barcode: &str) -> Value {
    json!({
        "id": id(), "name": format!("商品 {sku}"), "tax_class": "standard",
        "variants": [{ "id": id(), "sku": sku, "barcodes": [{ "code": barcode }] }],
    })
}

async fn products(shop: &Shop, products: Vec<Value>) -> Answer {
    shop.post("/v1/products/batch", json!({ "products": products })).await
}

async fn a_batch_is_taken_whole_or_refused_with_its_place(database: Database) {
    let shop = Shop::open(database).await;
    let first = product("a", "111");
    let written = products(&shop, vec![first.clone(), product("b", "222")]).await.ok();
    assert_eq!(written, json!({ "products": 2, "variants": 2 }));
    assert_eq!(products(&shop, vec![first]).await.ok()["products"], 1, "the same again changes nothing");

    let taken =
        products(&shop, vec![product("c", "333"), product("a", "444")]).await.refused(409, "sku.taken");
    assert_eq!(pointer(&taken), "/products/1/variants/0/sku");
    let taken =
        products(&shop, vec![product("c", "333"), product("d", "222")]).await.refused(409, "barcode.taken");
    assert_eq!(pointer(&taken), "/products/1/variants/0/barcodes/0/code");
    let twice =
        products(&shop, vec![product("c", "333"), product("c", "444")]).await.refused(422, "batch.duplicate");
    assert_eq!(pointer(&twice), "/products/1/variants/0/sku");
    let mut classless = product("c", "333");
    classless["tax_class"] = json!("nothing");
    let unknown = products(&shop, vec![classless]).await.refused(422, "tax_class.unknown");
    assert_eq!(pointer(&unknown), "/products/0/tax_class");
    products(&shop, vec![product("~open", "333")]).await.refused(422, "sku.reserved");
    products(&shop, vec![]).await.refused(422, "batch.size");
    shop.get("/v1/products/c").await.refused(404, "sku.unknown");

    let hit = shop.get("/v1/barcodes/222").await.ok();
    assert_eq!((hit["sku"].as_str(), &hit["stock_units"]), (Some("b"), &json!(1)));
    shop.get("/v1/barcodes/999").await.refused(404, "barcode.unknown");

    let price =
        |list: &str, variant: &Value| json!({ "list": list, "variant": variant, "unit_price_minor": 100 });
    let prices = |prices: Vec<Value>| json!({ "prices": prices });
    let nowhere = prices(vec![price(&shop.price_list, &hit["variant"]), price(&id(), &hit["variant"])]);
    let unknown = shop.post("/v1/prices/batch", nowhere).await.refused(422, "price_list.unknown");
    assert_eq!(pointer(&unknown), "/prices/1/list");
    let nothing =
        prices(vec![price(&shop.price_list, &hit["variant"]), price(&shop.price_list, &json!(id()))]);
    shop.post("/v1/prices/batch", nothing).await.refused(422, "reference.unknown");
    let path = format!("/v1/prices?variant={}", hit["variant"].as_str().unwrap());
    assert_eq!(shop.get(&path).await.ok()["items"], json!([]), "a refused batch wrote nothing");
}

async fn lists_are_read_page_by_page(database: Database) {
    let shop = Shop::open(database).await;
    let all: Vec<Value> = (0..7).map(|n| product(&format!("p{n}"), &format!("10{n}"))).collect();
    products(&shop, all).await.ok();
    let (mut skus, mut path) = (Vec::new(), "/v1/products?limit=3".to_owned());
    loop {
        let page = shop.get(&path).await.ok();
        let items = page["items"].as_array().unwrap();
        skus.extend(items.iter().map(|item| item["variants"][0]["sku"].as_str().unwrap().to_owned()));
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/v1/products?limit=3&after={next}");
    }
    assert_eq!(skus, ["p0", "p1", "p2", "p3", "p4", "p5", "p6"]);

    for path in ["products", "members", "sales", "stock", "exceptions", "deliveries?state=dead"] {
        let sign = if path.contains('?') { '&' } else { '?' };
        let answer = shop.get(&format!("/v1/{path}{sign}after=7b7d")).await;
        assert!(answer.status.is_client_error(), "{path}: {answer:?}");
    }
}

async fn organisation_is_checked(database: Database) {
    let shop = Shop::open(database).await;
    let unit = |edit: Value| {
        let mut unit = json!({
            "kind": "region", "code": "R1", "name": "华东", "legal_entity": shop.legal_entity,
            "time_zone": "Asia/Shanghai",
        });
        edit.as_object().unwrap().iter().for_each(|(name, value)| unit[name] = value.clone());
        unit
    };
    let region = id();
    let path = format!("/v1/org-units/{region}");
    shop.put(&path, unit(json!({}))).await.ok();
    for (edit, status, code, at) in [
        (json!({ "time_zone": "Mars/Olympus" }), 422, "time_zone.unknown", "/time_zone"),
        (json!({ "cutoff_hour": 24 }), 422, "field.out_of_range", "/cutoff_hour"),
        (json!({ "parent": region }), 422, "org_unit.cycle", "/parent"),
        (json!({ "code": "S1" }), 409, "org_unit.code_taken", "/code"),
        (json!({ "name": " " }), 422, "field.empty", "/name"),
        (json!({ "legal_entity": id() }), 422, "reference.unknown", ""),
        (json!({ "kind": "moon" }), 422, "body.member", "/kind"),
    ] {
        let problem = shop.put(&path, unit(edit.clone())).await.refused(status, code);
        assert_eq!(pointer(&problem), at, "{edit}");
    }
    let terminal = json!({ "store": id(), "code": "T2", "name": "二号机" });
    shop.put(&format!("/v1/terminals/{}", id()), terminal).await.refused(422, "store.unknown");
    let entity = json!({ "name": "x", "currency": "yuan", "tax_mode": "inclusive" });
    shop.put(&format!("/v1/legal-entities/{}", id()), entity).await.refused(422, "currency.invalid");
}

async fn stock_documents_are_booked_once(database: Database) {
    let shop = Shop::open(database).await;
    shop.product("tea", 1250, &[]).await;
    let document = |document: &str, quantity: &str| {
        json!({
            "id": document, "location": shop.store, "occurred_at_ms": 1_767_240_000_000_i64,
            "lines": [{ "variant": shop.variant("tea"), "quantity": quantity }],
        })
    };
    let (receipt, count) = (id(), id());
    assert_eq!(shop.post("/v1/stock/receipts", document(&receipt, "10.5")).await.status.as_u16(), 201);
    assert_eq!(shop.post("/v1/stock/receipts", document(&receipt, "10.5")).await.status.as_u16(), 200);
    shop.post("/v1/stock/receipts", document(&receipt, "11")).await.refused(409, "stock.key_reused");
    shop.post("/v1/stock/adjustments", document(&count, "-0.5")).await.ok();
    let stock = shop.get("/v1/stock").await.ok();
    assert_eq!(stock["items"][0]["on_hand"], "10", "{stock:#}");

    let negative =
        shop.post("/v1/stock/receipts", document(&id(), "-1")).await.refused(422, "stock.quantity");
    assert_eq!(pointer(&negative), "/lines/0/quantity");
    let mut lost = document(&id(), "1");
    lost["location"] = json!(id());
    shop.post("/v1/stock/receipts", lost).await.refused(422, "org_unit.unknown");
    let mut unheard_of = document(&id(), "1");
    unheard_of["lines"][0]["variant"] = json!(id());
    let refused = shop.post("/v1/stock/receipts", unheard_of).await.refused(422, "variant.unknown");
    assert_eq!(pointer(&refused), "/lines/0/variant");
}

async fn personal_data_has_one_door(database: Database) {
    let mut shop = Shop::open(database).await;
    let member = id();
    let path = format!("/v1/members/{member}");
    let body = json!({ "code": "M1", "person": { "name": "王小明", "phone": "13800000000", "birthday": "1990-02-28" } });
    shop.put(&path, body).await.ok();
    shop.put(&path, json!({ "code": "M1", "status": "blocked" })).await.ok();
    for path in [&path, "/v1/members", "/v1/members?code=M1"] {
        let text = shop.get(path).await.ok().to_string();
        assert!(text.contains("blocked") && !text.contains("王小明") && !text.contains("138"), "{text}");
    }
    let person = shop.get(&format!("{path}/person")).await.ok();
    assert_eq!(person["name"], "王小明", "what is not sent stays");

    let batch = json!({ "members": [{ "id": id(), "code": "M2" }, { "id": id(), "code": "M1" }] });
    let taken = shop.post("/v1/members/batch", batch).await.refused(409, "member.code_taken");
    assert_eq!(pointer(&taken), "/members/1/code");
    let bad = json!({ "code": "M3", "person": { "birthday": "1990-02-30" } });
    let bad = shop.put(&format!("/v1/members/{}", id()), bad).await.refused(422, "date.invalid");
    assert_eq!(pointer(&bad), "/person/birthday");

    let admin = shop.token.clone();
    let till =
        shop.post("/v1/tokens", json!({ "name": "till", "grants": [{ "role": "cashier" }] })).await.ok();
    shop.token = till["token"].as_str().unwrap().to_owned();
    shop.get(&path).await.ok();
    let masked = shop.get(&format!("{path}/person")).await.ok();
    let shown = json!({ "name": "王**", "phone": "138****0000", "birthday": "****-**-**" });
    assert_eq!(masked, shown, "a till recognises, and does not know");
    let found = shop.get("/v1/members?phone=%2B86%20138%200000%200000").await.ok();
    assert_eq!(found["items"][0]["code"], "M1");
    assert_eq!(shop.get("/v1/members?phone=1380000").await.ok()["items"], json!([]), "never by a part");
    shop.token = admin;

    shop.request(Method::DELETE, &path, None).await.ok();
    assert_eq!(shop.get(&format!("{path}/person")).await.ok(), json!({}));
    shop.put(&path, json!({ "code": "M1" })).await.refused(409, "member.erased");
    shop.put(&format!("/v1/members/{}", id()), json!({ "code": "M1" })).await.ok();
}

async fn a_revoked_token_stops_at_once(database: Database) {
    let mut shop = Shop::open(database).await;
    shop.product("tea", 1250, &[]).await;
    let admin = shop.token.clone();
    let till =
        shop.post("/v1/tokens", json!({ "name": "till", "grants": [{ "role": "cashier" }] })).await.ok();
    shop.post("/v1/tokens", json!({ "name": "old", "grants": [{ "role": "cashier" }], "expires_at_ms": 1 }))
        .await
        .refused(422, "token.expiry");
    shop.token = till["token"].as_str().unwrap().to_owned();
    shop.quote(&shop.basket(vec![line("tea", "1")])).await;
    shop.token = admin.clone();
    let listed = shop.get("/v1/tokens").await.ok();
    assert!(!listed.to_string().contains(till["token"].as_str().unwrap()), "secrets are shown once");
    shop.request(Method::DELETE, &format!("/v1/tokens/{}", till["id"].as_str().unwrap()), None).await.ok();
    shop.token = till["token"].as_str().unwrap().to_owned();
    shop.get("/v1/products").await.refused(401, "token.invalid");
    shop.token = admin;
    shop.request(Method::DELETE, &format!("/v1/tokens/{}", id()), None).await.refused(404, "token.unknown");
}
