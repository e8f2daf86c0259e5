//! What surrounds every request, through the door: extractors, problems, panics, limits, the document.

use super::surround;
use crate::extract::{ApiJson, ApiPath, ApiQuery, PageParams};
use crate::metrics::HttpMetrics;
use crate::observe::answer_panic;
use crate::problem::{ApiResult, PROBLEM_JSON, Problem};
use crate::quantity::Quantity;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::DefaultBodyLimit;
use axum::http::{Request, StatusCode, header};
use axum::routing::{get, post};
use bodega_app::AppError;
use prometheus_client::registry::Registry;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;
use tower::ServiceExt as _;
use tower_http::catch_panic::CatchPanicLayer;
use uuid::Uuid;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Order {
    lines: Vec<Line>,
    #[serde(default)]
    labels: BTreeMap<String, u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    quantity: Quantity,
}

async fn take(ApiJson(order): ApiJson<Order>) -> ApiResult<ApiJson<Value>> {
    let sum: i64 = order.lines.iter().map(|line| line.quantity.micros()).sum();
    Ok(ApiJson(json!({ "sum": sum, "labels": order.labels.len() })))
}

async fn read(ApiPath(id): ApiPath<Uuid>) -> String {
    id.to_string()
}

async fn list(ApiQuery(query): ApiQuery<PageParams>) -> ApiResult<String> {
    Ok(query.request()?.limit.to_string())
}

async fn fault() -> ApiResult<()> {
    Err(AppError::fault("disk is on fire at /secret/path").into())
}

async fn changed() -> ApiResult<()> {
    let error = AppError::conflict("price_changed", "the price is not what was quoted");
    Err(error.with_details(json!({ "quote": { "total_minor": 5 }, "status": 1 })).into())
}

async fn busy() -> ApiResult<()> {
    Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "store.busy", "the database is busy"))
}

async fn panic() {
    panic!("bug in /secret/path");
}

async fn never() {
    std::future::pending::<()>().await;
}

fn door() -> Router {
    let router = Router::new()
        .route("/v1/orders", post(take))
        .route("/v1/orders/{id}", get(read))
        .route("/v1/list", get(list))
        .route("/v1/fault", get(fault))
        .route("/v1/changed", get(changed))
        .route("/v1/busy", get(busy))
        .route("/v1/panic", get(panic))
        .route("/v1/never", get(never))
        .layer(DefaultBodyLimit::max(1_000))
        .layer(CatchPanicLayer::custom(answer_panic));
    surround(router, HttpMetrics::register(&mut Registry::default()), Duration::from_millis(300))
}

struct Answer {
    status: u16,
    headers: axum::http::HeaderMap,
    body: Value,
}

impl Answer {
    fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }

    fn pointer(&self) -> &str {
        self.body["pointer"].as_str().unwrap_or("none")
    }
}

async fn send(request: Request<Body>) -> Answer {
    let response = door().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap();
    let body = serde_json::from_slice(&bytes).unwrap_or_else(|_| json!(String::from_utf8_lossy(&bytes)));
    Answer { status: parts.status.as_u16(), headers: parts.headers, body }
}

async fn get_path(path: &str) -> Answer {
    send(Request::get(path).body(Body::empty()).unwrap()).await
}

async fn post_json(body: impl Into<String>) -> Answer {
    let request = Request::post("/v1/orders").header(header::CONTENT_TYPE, "application/json; charset=utf-8");
    send(request.body(Body::from(body.into())).unwrap()).await
}

#[tokio::test]
async fn a_good_body_passes() {
    let answer = post_json(r#"{"lines":[{"quantity":"1.5"},{"quantity":2}]}"#).await;
    assert_eq!((answer.status, &answer.body["sum"]), (200, &json!(3_500_000)));
    let id = answer.headers.get("x-request-id").unwrap().to_str().unwrap();
    assert!(id.parse::<Uuid>().is_ok());
}

#[tokio::test]
async fn malformed_json_is_400() {
    for body in ["", "{", "{\"lines\":[]} x", "nope", "{\"lines\":[],}"] {
        let answer = post_json(body).await;
        assert_eq!((answer.status, answer.code()), (400, "body.json"), "{body}: {}", answer.body);
        assert_eq!(answer.headers[header::CONTENT_TYPE], PROBLEM_JSON);
    }
}

#[tokio::test]
async fn a_wrong_type_is_pointed_at() {
    let cases = [
        (r#"{"lines":[{"quantity":1},{"quantity":1.5}]}"#, "/lines/1/quantity"),
        (r#"{"lines":[{"quantity":null}]}"#, "/lines/0/quantity"),
        (r#"{"lines":{}}"#, "/lines"),
        (r#"{"lines":[],"labels":{"a/b~c":"x"}}"#, "/labels/a~1b~0c"),
        (r#"{"lines":[{}]}"#, "/lines/0"),
        (r#"{"lines":[{"quantity":1,"price":3}]}"#, "/lines/0/price"),
        (r#"{"lines":[],"limes":[]}"#, "/limes"),
        (r#"{"lines":[],"lines":[]}"#, ""),
        ("[]", ""),
        ("null", ""),
    ];
    for (body, pointer) in cases {
        let answer = post_json(body).await;
        assert_eq!((answer.status, answer.code()), (422, "body.member"), "{body}: {}", answer.body);
        assert_eq!(answer.pointer(), pointer, "{body}: {}", answer.body);
    }
}

#[tokio::test]
async fn a_text_with_nul_is_refused_before_a_database_sees_it() {
    let answer = post_json(r#"{"lines":[],"labels":{"a\u0000":1}}"#).await;
    assert_eq!((answer.status, answer.code()), (422, "body.nul"));
    assert_eq!(post_json(r#"{"lines":[],"labels":{"a\\u0000":1}}"#).await.status, 200);
}

#[tokio::test]
async fn a_body_is_json_and_not_too_large() {
    let request = Request::post("/v1/orders").header(header::CONTENT_TYPE, "text/plain");
    let answer = send(request.body(Body::from("{}")).unwrap()).await;
    assert_eq!((answer.status, answer.code()), (415, "body.content_type"));

    let answer = send(Request::post("/v1/orders").body(Body::from("{}")).unwrap()).await;
    assert_eq!(answer.status, 415);

    let answer = post_json(format!(r#"{{"lines":[],"labels":{{"{}":1}}}}"#, "x".repeat(1_000))).await;
    assert_eq!((answer.status, answer.code()), (413, "body.too_large"));
}

#[tokio::test]
async fn unknown_routes_and_methods_are_problems() {
    let answer = get_path("/v1/nothing").await;
    assert_eq!((answer.status, answer.code()), (404, "route.unknown"));
    assert_eq!(answer.body["type"], "urn:bodega:problem:route.unknown");

    let answer = get_path("/v1/orders").await;
    assert_eq!((answer.status, answer.code()), (405, "route.method"));
    assert_eq!(answer.headers[header::ALLOW], "POST");
}

#[tokio::test]
async fn parameters_that_do_not_parse_are_400() {
    assert_eq!(get_path("/v1/orders/7").await.code(), "path.invalid");
    for query in ["limit=x", "limit=0", "limit=501", "after=zz", "other=1", "after=", "limit=1&limit=2"] {
        let answer = get_path(&format!("/v1/list?{query}")).await;
        assert_eq!(answer.status, 400, "{query}: {}", answer.body);
    }
    assert_eq!(get_path("/v1/list?limit=7").await.body, json!(7));
    for path in ["/v1/orders/a%00b", "/v1/list?after=%00"] {
        assert_eq!(get_path(path).await.code(), "path.nul", "{path}");
    }
}

#[tokio::test]
async fn titles_follow_the_language() {
    let request = Request::get("/v1/changed").header(header::ACCEPT_LANGUAGE, "zh-CN,en;q=0.5");
    let answer = send(request.body(Body::empty()).unwrap()).await;
    assert_eq!((answer.status, &answer.body["title"]), (409, &json!("价格已变化")));
    assert_eq!(answer.headers[header::CONTENT_LANGUAGE], "zh-CN");
    assert_eq!(get_path("/v1/changed").await.body["title"], "The price has changed");
}

#[tokio::test]
async fn details_become_members_and_take_no_standard_ones_place() {
    let answer = get_path("/v1/changed").await;
    assert_eq!(answer.body["quote"]["total_minor"], 5);
    assert_eq!(answer.body["status"], 409);
    let instance = answer.body["instance"].as_str().unwrap();
    let id = answer.headers.get("x-request-id").unwrap().to_str().unwrap();
    assert_eq!(instance, format!("urn:uuid:{id}"));
}

#[tokio::test]
async fn faults_and_panics_show_nothing_of_themselves() {
    for path in ["/v1/fault", "/v1/panic"] {
        let answer = get_path(path).await;
        assert_eq!((answer.status, answer.code()), (500, "internal"), "{path}");
        assert!(!answer.body.to_string().contains("secret"), "{}", answer.body);
    }
}

#[tokio::test]
async fn a_busy_server_says_when_to_come_back() {
    let answer = get_path("/v1/busy").await;
    assert_eq!((answer.status, answer.code()), (503, "store.busy"));
    assert_eq!(answer.headers[header::RETRY_AFTER], "1");
}

#[tokio::test]
async fn a_request_ends_at_its_deadline() {
    let answer = get_path("/v1/never").await;
    assert_eq!((answer.status, answer.code()), (504, "timeout"));
}
