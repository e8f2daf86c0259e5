//! What happens around every request: its id, its span, its metrics, and problems written out in its language.
//!
//! Spans and labels hold route templates, never paths: a path may hold a member's code or a plugin's key.

use crate::metrics::HttpMetrics;
use crate::problem::{Language, Marked, PROBLEM_JSON, Problem};
use axum::body::{Body, HttpBody};
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::any::Any;
use std::sync::Arc;
use std::time::Instant;
use tracing::Instrument as _;
use uuid::Uuid;

/// The header that tells a client the id of its request, to quote when it asks for help.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The id of a request, for what is inside.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RequestId(pub Uuid);

/// The middleware; the outermost one.
pub(crate) async fn observe(
    State(metrics): State<HttpMetrics>,
    mut request: Request,
    next: Next,
) -> Response {
    let started = Instant::now();
    let id = Uuid::now_v7();
    request.extensions_mut().insert(RequestId(id));
    let id = id.hyphenated().to_string();
    let language = Language::of(request.headers());
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or("unmatched", MatchedPath::as_str);

    let span = tracing::info_span!("request", request.id = %id, http.method = %method, http.route = route);
    let response = async {
        let mut response = next.run(request).await;
        if let Some(problem) = problem_of(&response) {
            response = write_out(&problem, response, language, &id);
        }
        let (status, elapsed) = (response.status().as_u16(), started.elapsed());
        metrics.count(&method, route, status, elapsed);
        let duration_ms = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
        if route.starts_with("/v1/") {
            tracing::info!(http.status = status, duration_ms, "{method} {route} answered {status}");
        } else {
            tracing::debug!(http.status = status, duration_ms, "{method} {route} answered {status}");
        }
        response
    };
    let mut response = response.instrument(span).await;
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    protect(response.headers_mut());
    response
}

/// What keeps a browser from taking an answer for something else, showing it in a frame, or keeping it. What a handler
/// said already stays; the pages of the documentation have scripts and styles of their own.
fn protect(headers: &mut HeaderMap) {
    let is_page =
        headers.get(header::CONTENT_TYPE).is_some_and(|value| value.as_bytes().starts_with(b"text/"));
    let policy =
        (!is_page).then_some((header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"));
    let all = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    for (name, value) in all.into_iter().chain(policy) {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
}

/// The problem that a response stands for: one that a handler returned, or a bare error status.
fn problem_of(response: &Response) -> Option<Arc<Problem>> {
    if let Some(Marked(problem)) = response.extensions().get::<Marked>() {
        return Some(problem.clone());
    }
    let status = response.status();
    let is_bare = response.body().size_hint().exact() == Some(0);
    let is_error = status.is_client_error() || status.is_server_error();
    (is_bare && is_error).then(|| Arc::new(Problem::of_status(status)))
}

/// Gives the response the problem as its body and keeps its headers, such as `Allow`.
fn write_out(problem: &Problem, response: Response, language: Language, id: &str) -> Response {
    let (mut parts, _) = response.into_parts();
    let body = serde_json::to_vec(&problem.body(language, id)).unwrap_or_default();
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
    parts.headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
    Response::from_parts(parts, Body::from(body))
}

/// What a panic in a handler turns into. The server goes on.
pub(crate) fn answer_panic(panic: Box<dyn Any + Send>) -> Response {
    let text = panic.downcast_ref::<&str>().copied().map(str::to_owned);
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
    Problem::fault(&format!("handler panicked: {text}")).into_response()
}
