//! `Idempotency-Key` on POST requests: the first good answer is kept and given again; the same key with another
//! body is refused. Only answers that did something are kept: after a refusal nothing was done, so trying again
//! with the key is right.

use crate::extract::{BODY_MAX, Caller};
use crate::problem::Problem;
use axum::body::{Body, to_bytes};
use axum::extract::{FromRequestParts as _, MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bodega_app::requests::{self, Begun, RequestKey, StoredAnswer};
use bodega_app::{App, AppResult};
use bodega_domain::digest::Digest;
use std::sync::Arc;

/// The request header.
pub(crate) const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// Marks an answer that was given before.
pub(crate) const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// The longest key, bytes.
const KEY_MAX: usize = 255;

/// Routes whose answers hold a secret, which is never stored, or that take raw bytes and are idempotent by digest.
const EXEMPT: [&str; 11] = [
    "/v1/me/codes",
    "/v1/me/codes/confirm",
    "/v1/packages",
    "/v1/pair",
    "/v1/sign-in",
    "/v1/terminals/{id}/pairing",
    "/v1/till/sign-in",
    "/v1/me/step-up",
    "/v1/tokens",
    "/v1/webhooks",
    "/v1/webhooks/{id}/secret",
];

/// The middleware. Requests without the header pass through.
pub(crate) async fn idempotency(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let route =
        request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned()).unwrap_or_default();
    if request.method() != Method::POST || !request.headers().contains_key(IDEMPOTENCY_KEY) {
        return next.run(request).await;
    }
    if EXEMPT.contains(&route.as_str()) {
        return next.run(request).await;
    }
    once(&app, &format!("POST {route}"), request, next).await.unwrap_or_else(IntoResponse::into_response)
}

async fn once(app: &Arc<App>, route: &str, request: Request, next: Next) -> Result<Response, Problem> {
    let key = key_of(request.headers())?;
    let (mut parts, body) = request.into_parts();
    let caller = Caller::from_request_parts(&mut parts, app).await?;
    let bytes =
        to_bytes(body, BODY_MAX).await.map_err(|_| Problem::of_status(StatusCode::PAYLOAD_TOO_LARGE))?;
    let target = parts.uri.path_and_query().map_or("", |target| target.as_str());
    let digest = Digest::of(&[target.as_bytes(), b"\n", &bytes].concat());
    let claim = match requests::begin(app, &caller.0, route, &key, &digest).await? {
        Begun::Answered(answer) => return Ok(replay(answer)),
        Begun::New(claim) => claim,
    };
    let response = next.run(Request::from_parts(parts, Body::from(bytes))).await;
    Ok(keep(app, &claim, response).await)
}

fn key_of(headers: &HeaderMap) -> Result<String, Problem> {
    let key = headers.get(IDEMPOTENCY_KEY).and_then(|value| value.to_str().ok()).unwrap_or_default().trim();
    if (1..=KEY_MAX).contains(&key.len()) {
        return Ok(key.to_owned());
    }
    let detail = format!("the key must have 1 to {KEY_MAX} visible ASCII characters");
    Err(Problem::bad_request("idempotency.key_invalid", detail))
}

/// Keeps a good answer; lets go of the key after any other. The answer goes out either way: what was done is done.
async fn keep(app: &App, claim: &RequestKey, response: Response) -> Response {
    let (parts, body) = response.into_parts();
    let kept = if parts.status.is_success() {
        let Ok(bytes) = to_bytes(body, usize::MAX).await else {
            return Problem::fault("an answer could not be read back").into_response();
        };
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let answer = StoredAnswer { status: parts.status.as_u16(), body: text };
        log_failure(requests::finish(app, claim, &answer).await);
        Body::from(bytes)
    } else {
        log_failure(requests::abandon(app, claim).await);
        body
    };
    Response::from_parts(parts, kept)
}

fn log_failure(done: AppResult<()>) {
    if let Err(error) = done {
        tracing::error!(error.code = error.code, "an idempotency key could not be settled: {error}");
    }
}

fn replay(answer: StoredAnswer) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    let is_empty = answer.body.is_empty();
    let mut response = (status, answer.body).into_response();
    let headers = response.headers_mut();
    if is_empty {
        headers.remove(header::CONTENT_TYPE);
    } else {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    headers.insert(REPLAYED, HeaderValue::from_static("true"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_short_visible_text() {
        let of = |value: &[u8]| {
            key_of(&HeaderMap::from_iter([(IDEMPOTENCY_KEY, HeaderValue::from_bytes(value).unwrap())]))
        };
        assert_eq!(of(b" order-7 ").unwrap(), "order-7");
        for bad in [b"".as_slice(), b"  ", &[b'a'; 256], "单".as_bytes()] {
            assert_eq!(of(bad).unwrap_err().code(), "idempotency.key_invalid");
        }
    }
}
