//! Documents on the wire, and the version preconditions of HTTP.

use crate::extract::ApiJson;
use crate::problem::Problem;
use crate::wire::stored_json;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bodega_app::AppError;
use bodega_app::data;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// A document of a plugin.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Document {
    /// Key, unique in the collection.
    pub key: String,
    /// Counts up from 1; also the `ETag`.
    pub version: u64,
    /// When it was last written, ms since 1970 UTC.
    pub updated_at_ms: i64,
    /// Under the collection's schema.
    pub body: Value,
}

impl TryFrom<data::Document> for Document {
    type Error = Problem;

    fn try_from(row: data::Document) -> Result<Self, Problem> {
        let body = stored_json(&row.body)?;
        Ok(Document { key: row.key, version: row.version, updated_at_ms: row.updated_at_ms, body })
    }
}

/// A document with its version as `ETag`.
pub(crate) struct Tagged<T>(pub u64, pub T);

impl<T: Serialize> IntoResponse for Tagged<T> {
    fn into_response(self) -> Response {
        let mut response = ApiJson(self.1).into_response();
        if let Ok(tag) = HeaderValue::from_str(&format!("\"{}\"", self.0)) {
            response.headers_mut().insert(header::ETAG, tag);
        }
        response
    }
}

/// A document that was written.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Written {
    /// Its key.
    pub key: String,
    /// Its version now; 0 = deleted.
    pub version: u64,
}

/// Documents to write or delete, all or none.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DocumentBatch {
    /// 1 to 500.
    #[schema(min_items = 1, max_items = 500)]
    pub documents: Vec<DocumentWrite>,
}

/// One document to write or delete.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DocumentWrite {
    /// Key.
    pub key: String,
    /// The document; `null` or nothing deletes it.
    pub body: Option<Value>,
    /// The version it must have now: 0 = it must not exist. Any where not given.
    pub expected_version: Option<u64>,
}

/// What a batch did, in its order.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct BatchWritten {
    /// The documents.
    pub documents: Vec<Written>,
}

/// The version that `If-Match` or `If-None-Match: *` asks for; 0 = it must not exist.
pub(crate) fn expected_version(headers: &HeaderMap) -> Result<Option<u64>, Problem> {
    let of = |name| headers.get(name).map(|value: &HeaderValue| value.to_str().unwrap_or_default().trim());
    match (of(header::IF_MATCH), of(header::IF_NONE_MATCH)) {
        (None, None) => Ok(None),
        (None, Some("*")) => Ok(Some(0)),
        (Some(tag), None) => {
            let version =
                tag.strip_prefix('"').and_then(|tag| tag.strip_suffix('"')).and_then(|tag| tag.parse().ok());
            version.filter(|version| *version > 0).map(Some).ok_or_else(bad_precondition)
        }
        _ => Err(bad_precondition()),
    }
}

fn bad_precondition() -> Problem {
    let detail = "send If-Match with the ETag that was read, or If-None-Match: * for a new document";
    Problem::bad_request("document.precondition", detail)
}

/// A precondition that does not hold is 412 in HTTP.
pub(crate) fn precondition_failed(error: AppError) -> Problem {
    let is_version = error.code == "document.version_conflict";
    let problem = Problem::from(error);
    if is_version { problem.with_status(StatusCode::PRECONDITION_FAILED) } else { problem }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(name: header::HeaderName, value: &str) -> Result<Option<u64>, Problem> {
        expected_version(&HeaderMap::from_iter([(name, value.parse().unwrap())]))
    }

    #[test]
    fn preconditions_name_a_version() {
        assert_eq!(version(header::IF_MATCH, "\"3\"").unwrap(), Some(3));
        assert_eq!(version(header::IF_NONE_MATCH, "*").unwrap(), Some(0));
        assert_eq!(expected_version(&HeaderMap::new()).unwrap(), None);
        for bad in ["3", "\"0\"", "W/\"3\"", "*", "\"a\"", ""] {
            assert!(version(header::IF_MATCH, bad).is_err(), "{bad}");
        }
        assert!(version(header::IF_NONE_MATCH, "\"3\"").is_err());
    }
}
