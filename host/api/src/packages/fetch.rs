//! Takes a package from the marketplace.

use super::wire::Package;
use crate::extract::{ApiJson, Caller, Created};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::{App, plugins};
use serde::Deserialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// A released version in the marketplace.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FetchPackage {
    /// Who publishes it.
    pub publisher: String,
    /// The plugin.
    pub name: String,
    /// The version.
    pub version: String,
}

/// Take a released package from the marketplace
///
/// Its signature is verified, and it is checked and compiled ahead of time, as one that is brought in a file.
#[utoipa::path(post, path = "/v1/packages/fetch", tag = "plugins", request_body = FetchPackage,
    responses((status = 201, body = Package)))]
pub(crate) async fn fetch_package(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiJson(body): ApiJson<FetchPackage>,
) -> ApiResult<Created<Package>> {
    let Caller(cx) = caller;
    let package = plugins::fetch(&app, &cx, &body.publisher, &body.name, &body.version).await?;
    Ok(Created::Now(package.try_into()?))
}
