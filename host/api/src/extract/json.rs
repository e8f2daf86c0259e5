//! JSON bodies in, JSON bodies out.

use crate::problem::Problem;
use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_path_to_error::Segment;

/// The largest JSON body, bytes: a batch of thousands of products fits, memory for a hundred of them is there.
pub const BODY_MAX: usize = 8 * 1024 * 1024;

/// A JSON body. A refusal names the member at fault by JSON pointer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ApiJson<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for ApiJson<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            let detail = "send the body as application/json";
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "body.content_type", detail));
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|refused| unread(&refused))?;
        parse(&bytes).map(ApiJson)
    }
}

/// A body that could not be read whole.
pub(crate) fn unread(refused: &BytesRejection) -> Problem {
    match refused.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::of_status(StatusCode::PAYLOAD_TOO_LARGE),
        _ => Problem::bad_request("body.unread", "the body did not arrive whole"),
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media_type = value.split(';').next().unwrap_or_default().trim();
    let Some((kind, subtype)) = media_type.split_once('/') else { return false };
    let is_json = subtype.eq_ignore_ascii_case("json") || subtype.to_ascii_lowercase().ends_with("+json");
    kind.eq_ignore_ascii_case("application") && is_json
}

/// Reads a body; tells text that is no JSON (400) from JSON that is not what it should be (422).
fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let pointer = pointer(error.path());
        let error = error.into_inner();
        match error.classify() {
            serde_json::error::Category::Data => {
                Problem::unprocessable("body.member", pointer, error.to_string())
            }
            _ => Problem::bad_request("body.json", error.to_string()),
        }
    })?;
    json.end().map_err(|error| Problem::bad_request("body.json", error.to_string()))?;
    if holds_nul(bytes) {
        let detail = "texts must not hold U+0000: not every database can keep it";
        return Err(Problem::unprocessable("body.nul", "", detail));
    }
    Ok(value)
}

/// Whether JSON that parsed holds the escape of U+0000. An even number of backslashes before it escapes itself.
fn holds_nul(json: &[u8]) -> bool {
    json.windows(6).enumerate().any(|(at, window)| {
        let is_escape = window == br"\u0000";
        is_escape && json[..at].iter().rev().take_while(|byte| **byte == b'\\').count().is_multiple_of(2)
    })
}

/// `/lines/0/quantity`; the whole document is the empty pointer.
fn pointer(path: &serde_path_to_error::Path) -> String {
    let mut pointer = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => pointer.push_str(&format!("/{index}")),
            Segment::Map { key } => {
                pointer.push('/');
                pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
            }
            // Variants have no member of their own in the forms we use.
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    pointer
}

impl<T: Serialize> IntoResponse for ApiJson<T> {
    fn into_response(self) -> Response {
        Json(self.0).into_response()
    }
}

/// An answer to a request that made something: 201, or 200 where the same request had made it before.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Created<T> {
    /// Made now.
    Now(T),
    /// Made by the same request earlier; nothing happened.
    Before(T),
}

impl<T: Serialize> IntoResponse for Created<T> {
    fn into_response(self) -> Response {
        match self {
            Created::Now(body) => (StatusCode::CREATED, Json(body)).into_response(),
            Created::Before(body) => Json(body).into_response(),
        }
    }
}
