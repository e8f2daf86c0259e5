//! Path and query parameters.

use crate::problem::Problem;
use axum::extract::path::ErrorKind;
use axum::extract::rejection::PathRejection;
use axum::extract::{FromRequestParts, Path, Query};
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

/// Path parameters. What cannot be a parameter cannot be found: 404, except that its form is said.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ApiPath<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for ApiPath<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
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
        match Query::from_request_parts(parts, state).await {
            Ok(Query(value)) => Ok(ApiQuery(value)),
            Err(refused) => Err(Problem::new(StatusCode::BAD_REQUEST, "query.invalid", refused.body_text())),
        }
    }
}
