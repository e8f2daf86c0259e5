//! Path and query parameters.

use crate::problem::Problem;
use axum::extract::path::ErrorKind;
use axum::extract::rejection::PathRejection;
use axum::extract::{FromRequestParts, Path, Query};
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

/// Path parameters.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ApiPath<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for ApiPath<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        no_nul(parts)?;
        let refused = match Path::from_request_parts(parts, state).await {
            Ok(Path(value)) => return Ok(ApiPath(value)),
            Err(refused) => refused,
        };
        let PathRejection::FailedToDeserializePathParams(refused) = refused else {
            return Err(Problem::fault("route without path parameters"));
        };
        Err(match refused.kind() {
            ErrorKind::UnsupportedType { .. } | ErrorKind::WrongNumberOfParameters { .. } => {
                Problem::fault(&refused.body_text())
            }
            kind => Problem::bad_request("path.invalid", kind.to_string()),
        })
    }
}

/// Query parameters.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ApiQuery<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for ApiQuery<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        no_nul(parts)?;
        match Query::from_request_parts(parts, state).await {
            Ok(Query(value)) => Ok(ApiQuery(value)),
            Err(refused) => Err(Problem::new(StatusCode::BAD_REQUEST, "query.invalid", refused.body_text())),
        }
    }
}

/// Text with U+0000 can be in no document: not every database can keep it.
fn no_nul(parts: &Parts) -> Result<(), Problem> {
    let target = parts.uri.path_and_query().map_or("", |target| target.as_str());
    if target.contains("%00") {
        return Err(Problem::bad_request("path.nul", "the address must not hold U+0000"));
    }
    Ok(())
}
