//! What HTTP offers to clients that try again: idempotency keys, versions of documents, the documents' door.

use crate::both;
use crate::sales::tea_shop;
use bodega_testkit::{Database, Shop, id};
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::{Value, json};

both!(
    a_key_gives_the_first_answer_again,
    a_document_is_written_on_what_was_read,
    system_routes_need_no_token
);

fn request(shop: &Shop, method: Method, path: &str) -> RequestBuilder {
    Client::new().request(method, format!("{}{path}", shop.base)).bearer_auth(&shop.token)
}

async fn code(response: Response) -> (u16, String) {
    let status = response.status().as_u16();
    let body: Value = response.json().await.unwrap_or_default();
    (status, body["code"].as_str().unwrap_or_default().to_owned())
}

async fn a_key_gives_the_first_answer_again(database: Database) {
    let shop = Shop::open(database).await;
    shop.product("tea", 1250, &[]).await;
    let document = |quantity: &str| {
        json!({
            "id": id(), "location": shop.store, "occurred_at_ms": 1,
            "lines": [{ "variant": shop.variant("tea"), "quantity": quantity }],
        })
    };
    let send = async |key: &str, body: &Value| {
        request(&shop, Method::POST, "/v1/stock/receipts")
            .header("idempotency-key", key)
            .json(body)
            .send()
            .await
            .unwrap()
    };
    let body = document("3");
    let first = send("k1", &body).await;
    assert_eq!((first.status().as_u16(), first.headers().get("idempotency-replayed")), (201, None));
    let first: Value = first.json().await.unwrap();
    let again = send("k1", &body).await;
    assert_eq!(again.status().as_u16(), 201);
    assert_eq!(again.headers()["idempotency-replayed"], "true");
    assert_eq!(again.json::<Value>().await.unwrap(), first);
    assert_eq!(code(send("k1", &document("3")).await).await, (422, "idempotency.key_reused".to_owned()));

    // A refusal did nothing, so the key is free for the mended request.
    assert_eq!(code(send("k2", &document("-3")).await).await.1, "stock.quantity");
    assert_eq!(send("k2", &document("4")).await.status().as_u16(), 201);
    assert_eq!(shop.get("/v1/stock").await.ok()["items"][0]["on_hand"], "7");

    let secret = json!({ "name": "till", "grants": [{ "role": "cashier" }] });
    let issue = async || {
        let request =
            request(&shop, Method::POST, "/v1/tokens").header("idempotency-key", "k3").json(&secret);
        request.send().await.unwrap().json::<Value>().await.unwrap()["token"].clone()
    };
    assert_ne!(issue().await, issue().await, "a secret is never stored to be given again");
    let stranger =
        Client::new().post(format!("{}/v1/stock/receipts", shop.base)).header("idempotency-key", "k1");
    assert_eq!(stranger.json(&body).send().await.unwrap().status().as_u16(), 401);
}

async fn a_document_is_written_on_what_was_read(database: Database) {
    let shop = tea_shop(database).await;
    let path = "/v1/plugins/promotions/collections/promotions/documents/tea10";
    let read = request(&shop, Method::GET, path).send().await.unwrap();
    let tag = read.headers()["etag"].to_str().unwrap().to_owned();
    let document: Value = read.json().await.unwrap();
    assert_eq!(tag, format!("\"{}\"", document["version"]));
    let write = async |name: &str, value: &str| {
        let request = request(&shop, Method::PUT, path).header(name, value).json(&document["body"]);
        code(request.send().await.unwrap()).await
    };
    assert_eq!(write("if-none-match", "*").await, (412, "document.version_conflict".to_owned()));
    assert_eq!(write("if-match", &tag).await.0, 200);
    assert_eq!(write("if-match", &tag).await, (412, "document.version_conflict".to_owned()));
    assert_eq!(write("if-match", "seven").await, (400, "document.precondition".to_owned()));

    let listed = shop.get("/v1/plugins/promotions/collections/promotions/documents?prefix=tea").await.ok();
    assert_eq!(listed["items"][0]["key"], "tea10");
    let batch =
        json!({ "documents": [{ "key": "tea10", "body": null }, { "key": "five", "expected_version": 7 }] });
    let all = "/v1/plugins/promotions/collections/promotions/documents";
    shop.post(all, batch).await.refused(409, "document.version_conflict");
    shop.get(path).await.ok();
    let batch = json!({ "documents": [{ "key": "tea10", "body": null }] });
    assert_eq!(shop.post(all, batch).await.ok(), json!({ "documents": [{ "key": "tea10", "version": 0 }] }));
    shop.get(path).await.refused(404, "document.unknown");
    shop.get("/v1/plugins/promotions/collections/nothing/documents").await.refused(404, "collection.unknown");
    assert_eq!(shop.request(Method::DELETE, &format!("{all}/five"), None).await.status.as_u16(), 204);
}

async fn system_routes_need_no_token(database: Database) {
    let shop = Shop::open(database).await;
    let get = async |path: &str| Client::new().get(format!("{}{path}", shop.base)).send().await.unwrap();
    for path in ["/healthz", "/readyz", "/docs/", "/openapi.json", "/metrics"] {
        assert_eq!(get(path).await.status().as_u16(), 200, "{path}");
    }
    let document: Value = get("/openapi.json").await.json().await.unwrap();
    assert!(document["paths"]["/v1/sales/{id}"]["put"].is_object());
    let metrics = get("/metrics").await.text().await.unwrap();
    assert!(
        metrics.contains("http_requests_total{method=\"GET\",route=\"/healthz\",status=\"200\"} 1"),
        "{metrics}"
    );
    assert!(metrics.ends_with("# EOF\n"));
}
