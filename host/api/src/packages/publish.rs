//! Publishes a package.

use super::wire::Package;
use crate::extract::{Caller, Created, unread};
use crate::problem::ApiResult;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use bodega_app::{App, plugins};
use std::sync::Arc;

/// The largest package, bytes: a component with an embedded language runtime and its assets fit.
pub const PACKAGE_MAX: usize = 64 * 1024 * 1024;

/// Publish a package
///
/// The body is the package's archive. It is checked and compiled ahead of time; the same bytes again change nothing.
#[utoipa::path(post, path = "/v1/packages", tag = "plugins",
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, body = Package)))]
pub(crate) async fn publish_package(
    State(app): State<Arc<App>>,
    caller: Caller,
    body: Result<Bytes, BytesRejection>,
) -> ApiResult<Created<Package>> {
    let Caller(cx) = caller;
    let bytes = body.map_err(|refused| unread(&refused))?;
    let package = plugins::publish(&app, &cx, &bytes).await?;
    Ok(Created::Now(package.try_into()?))
}
