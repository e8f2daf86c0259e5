//! Refusals on the wire: RFC 9457 `application/problem+json`, with a stable code and a title in the caller's language.
//!
//! A handler returns [`Problem`]; [`crate::observe`] writes it out, because only there the request's language and id
//! are known. A fault of ours is logged here, once, with its cause; the client sees none of it.

mod titles;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bodega_app::{AppError, ErrorKind};
use serde::Serialize;
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::sync::Arc;
use utoipa::ToSchema;

pub use titles::Language;

/// The media type of a problem.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// What a client should wait before it tries a busy server again, seconds.
const RETRY_AFTER_S: &str = "1";

/// What a handler answers.
pub type ApiResult<T> = Result<T, Problem>;

/// A refusal, not yet in any language.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    status: StatusCode,
    code: Cow<'static, str>,
    detail: String,
    pointer: Option<String>,
    details: Option<Value>,
}

impl Problem {
    /// A refusal with a stable, dotted code and one sentence for people.
    pub fn new(status: StatusCode, code: impl Into<Cow<'static, str>>, detail: impl Into<String>) -> Self {
        Problem { status, code: code.into(), detail: detail.into(), pointer: None, details: None }
    }

    /// A request that does not parse.
    pub fn bad_request(code: &'static str, detail: impl Into<String>) -> Self {
        Problem::new(StatusCode::BAD_REQUEST, code, detail)
    }

    /// A body that parses but says something impossible, at a JSON pointer.
    pub fn unprocessable(code: &'static str, pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail).at(pointer)
    }

    /// Something of ours broke where no use case was involved; `what` goes to the log only.
    pub fn fault(what: &str) -> Self {
        AppError::fault(what.to_owned()).into()
    }

    /// A plugin answered what cannot be passed on.
    pub(crate) fn bad_plugin_answer(why: &'static str) -> Self {
        Problem::new(StatusCode::BAD_GATEWAY, "plugin.bad_answer", why)
    }

    /// The problem that a bare status stands for: unknown routes, wrong methods, timeouts.
    pub(crate) fn of_status(status: StatusCode) -> Self {
        let (code, detail) = match status {
            StatusCode::NOT_FOUND => ("route.unknown", "no such path"),
            StatusCode::METHOD_NOT_ALLOWED => ("route.method", "this path has other methods"),
            StatusCode::PAYLOAD_TOO_LARGE => ("body.too_large", "the body is too large"),
            StatusCode::GATEWAY_TIMEOUT => ("timeout", "it took too long; whether it was done is unknown"),
            _ if status.is_server_error() => ("internal", FAULT),
            _ => ("request.invalid", "the request was refused"),
        };
        Problem::new(status, code, detail)
    }

    /// Names the member at fault.
    pub fn at(mut self, pointer: impl Into<String>) -> Self {
        self.pointer = Some(pointer.into());
        self
    }

    /// Adds what the client can work with; members of an object become members of the problem.
    pub fn with_details(mut self, details: Value) -> Self {
        self.details = Some(details);
        self
    }

    /// The same refusal with another status, where HTTP has a word of its own for it.
    pub(crate) fn with_status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The stable code.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The member at fault.
    pub fn pointer(&self) -> Option<&str> {
        self.pointer.as_deref()
    }

    /// The body, in `language`, of the request with this id.
    pub(crate) fn body(&self, language: Language, request_id: &str) -> ProblemBody {
        let mut extensions = match self.details.clone() {
            Some(Value::Object(members)) => members,
            Some(other) => Map::from_iter([("details".to_owned(), other)]),
            None => Map::new(),
        };
        extensions.retain(|name, _| !RESERVED.contains(&name.as_str()));
        ProblemBody {
            kind: format!("urn:bodega:problem:{}", self.code),
            title: titles::title(&self.code, self.status, language).to_owned(),
            status: self.status.as_u16(),
            detail: self.detail.clone(),
            code: self.code.clone().into_owned(),
            pointer: self.pointer.clone(),
            instance: format!("urn:uuid:{request_id}"),
            extensions,
        }
    }
}

const FAULT: &str = "something went wrong on our side; trying again is safe";

/// Members that details cannot take the place of.
const RESERVED: [&str; 7] = ["type", "title", "status", "detail", "code", "pointer", "instance"];

/// A problem as clients read it (RFC 9457). Some codes add members, such as the new `quote` of `price_changed`.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// `urn:bodega:problem:` and the code.
    #[serde(rename = "type")]
    pub kind: String,
    /// What sort of problem it is, in the caller's language.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened this time.
    pub detail: String,
    /// Stable and dotted, to decide by.
    pub code: String,
    /// JSON pointer of the request member at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// The request's id, as in the `x-request-id` header.
    pub instance: String,
    /// More to work with.
    #[serde(flatten)]
    #[schema(ignore)]
    pub extensions: Map<String, Value>,
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        let status = match error.kind {
            ErrorKind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            ErrorKind::Unauthenticated => StatusCode::UNAUTHORIZED,
            ErrorKind::Forbidden => StatusCode::FORBIDDEN,
            ErrorKind::NotFound => StatusCode::NOT_FOUND,
            ErrorKind::Conflict => StatusCode::CONFLICT,
            ErrorKind::Busy => StatusCode::SERVICE_UNAVAILABLE,
            ErrorKind::TooMany => StatusCode::TOO_MANY_REQUESTS,
            ErrorKind::BadGateway => StatusCode::BAD_GATEWAY,
            ErrorKind::Fault => StatusCode::INTERNAL_SERVER_ERROR,
        };
        if error.kind == ErrorKind::Fault {
            tracing::error!(error.code = error.code, error.cause = %causes(&error), "request failed");
        }
        if error.kind == ErrorKind::Busy {
            tracing::warn!(error.code = error.code, error.cause = %causes(&error), "request put off");
        }
        Problem {
            status,
            code: Cow::Borrowed(error.code),
            detail: error.message,
            pointer: error.pointer,
            details: error.details,
        }
    }
}

/// The chain of causes in one line.
fn causes(error: &AppError) -> String {
    let mut text = error.message.clone();
    let mut next = error.cause.as_deref().map(|cause| cause as &dyn std::error::Error);
    while let Some(cause) = next {
        text = format!("{text}: {cause}");
        next = cause.source();
    }
    text
}

/// The mark of a problem in a response, for [`crate::observe`].
#[derive(Clone)]
pub(crate) struct Marked(pub Arc<Problem>);

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        let headers = response.headers_mut();
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER_S));
        }
        response.extensions_mut().insert(Marked(Arc::new(self)));
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bodega_app::data::StoreError;

    #[test]
    fn what_the_store_refuses_is_no_fault_of_ours() {
        let refused = Problem::from(AppError::from(StoreError::Refused("no such row".to_owned())));
        assert_eq!((refused.status().as_u16(), refused.code()), (422, "request.refused"));
        let busy = Problem::from(AppError::from(StoreError::Overloaded));
        assert_eq!((busy.status().as_u16(), busy.code()), (503, "store.busy"));
        let fault = Problem::from(AppError::from(StoreError::Closed));
        assert_eq!((fault.status().as_u16(), fault.code()), (500, "internal"));
    }
}
