//! Refusals in the form of the OCI distribution specification.

use crate::RegistryError;
use crate::objects::WriteError;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Json, http};
use serde_json::json;

pub(crate) type OciResult<T = Response> = Result<T, OciError>;

/// A refusal: status, code of the specification, and one sentence for people.
#[derive(Debug, thiserror::Error)]
#[error("{code}: {message}")]
pub(crate) struct OciError {
    pub status: StatusCode,
    pub code: &'static str,
    pub message: String,
    pub headers: Vec<(HeaderName, HeaderValue)>,
}

impl OciError {
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        OciError { status, code, message: message.into(), headers: Vec::new() }
    }

    pub fn with(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.push((name, value));
        }
        self
    }

    pub fn name_invalid() -> Self {
        let message = "a repository is `publisher/name` or `components/publisher/name` in lower case";
        Self::new(StatusCode::BAD_REQUEST, "NAME_INVALID", message)
    }

    pub fn name_unknown() -> Self {
        Self::new(StatusCode::NOT_FOUND, "NAME_UNKNOWN", "there is no such repository, or you may not see it")
    }

    pub fn blob_unknown() -> Self {
        Self::new(StatusCode::NOT_FOUND, "BLOB_UNKNOWN", "there is no such blob in this repository")
    }

    pub fn upload_unknown() -> Self {
        let message = "there is no such upload; it ended, or was idle for too long: start another";
        Self::new(StatusCode::NOT_FOUND, "BLOB_UPLOAD_UNKNOWN", message)
    }

    pub fn manifest_unknown() -> Self {
        Self::new(StatusCode::NOT_FOUND, "MANIFEST_UNKNOWN", "there is no such manifest in this repository")
    }

    pub fn manifest_invalid(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "MANIFEST_INVALID", message)
    }

    pub fn digest_invalid(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "DIGEST_INVALID", message)
    }

    pub fn denied(message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "DENIED", message)
    }

    pub fn unsupported(message: impl Into<String>) -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "UNSUPPORTED", message)
    }
}

impl<E: Into<RegistryError>> From<E> for OciError {
    fn from(error: E) -> Self {
        let error = error.into();
        if error.is_retryable() {
            tracing::warn!(error.cause = %error.causes(), "registry request put off");
            let busy = Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "TOOMANYREQUESTS",
                "the registry is busy; try again",
            );
            return busy.with(header::RETRY_AFTER, "1");
        }
        tracing::error!(error.cause = %error.causes(), "registry request failed");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "UNKNOWN",
            "something went wrong on our side; trying again is safe",
        )
    }
}

/// What a body that could not be stored answers.
pub(crate) fn write_refused(error: WriteError) -> OciError {
    match error {
        WriteError::TooLarge { .. } => {
            OciError::new(StatusCode::PAYLOAD_TOO_LARGE, "SIZE_INVALID", error.to_string())
        }
        WriteError::Interrupted(_) => {
            OciError::new(StatusCode::BAD_REQUEST, "BLOB_UPLOAD_INVALID", error.to_string())
        }
        WriteError::WrongDigest { .. } => {
            OciError::digest_invalid(format!("{error}, not the one of the request; send the blob again"))
        }
        WriteError::Failed(error) => error.into(),
    }
}

impl IntoResponse for OciError {
    fn into_response(self) -> Response {
        let body = json!({ "errors": [{ "code": self.code, "message": self.message }] });
        let mut response = (self.status, Json(body)).into_response();
        response.headers_mut().extend(self.headers);
        response
    }
}

/// An answer with a status and headers of text.
pub(crate) fn answer(status: StatusCode, headers: &[(HeaderName, &str)]) -> OciResult {
    let mut response = http::Response::new(axum::body::Body::empty());
    *response.status_mut() = status;
    for (name, value) in headers {
        let value = HeaderValue::from_str(value).map_err(|_| RegistryError::damaged("header", value))?;
        response.headers_mut().insert(name.clone(), value);
    }
    Ok(response)
}
