//! The OCI distribution API, version 1.1: what `skopeo`, `oras` and `wkg` speak.
//!
//! Every request below `/v2/` is read by [`route`], its right is checked here, and one file a noun answers it.

mod access;
mod blobs;
mod error;
mod manifests;
mod referrers;
mod route;
mod tags;
mod token;
mod uploads;

use crate::Registry;
use axum::extract::{Path, Request, State};
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use axum::{Json, Router};
use error::{OciError, OciResult, answer};
use route::Target;
use serde_json::json;

pub(crate) use access::base_url;
pub(crate) use manifests::{put_manifest, read_shape};
pub(crate) use uploads::link;

/// Tells old docker clients that this is not version 1.
const API_VERSION: (header::HeaderName, &str) =
    (header::HeaderName::from_static("docker-distribution-api-version"), "registry/2.0");
/// Where a manifest's or blob's digest is told.
const CONTENT_DIGEST: header::HeaderName = header::HeaderName::from_static("docker-content-digest");

/// `/v2/` and what `wkg` reads to find components here.
pub(crate) fn router(registry: Registry) -> Router {
    Router::new()
        .route("/v2/", get(version))
        .route("/v2", get(version))
        .route("/v2/token", get(token::issue))
        .route("/v2/{*path}", any(dispatch))
        .route("/.well-known/wasm-pkg/registry.json", get(well_known))
        .with_state(registry)
}

/// `GET /v2/`: clients learn here that there is a registry, and where to get a token.
async fn version(State(registry): State<Registry>, request: Request) -> Response {
    let claims = access::claims(&registry, request.headers(), None);
    match claims {
        Ok(Some(_)) => ([API_VERSION], Json(json!({}))).into_response(),
        Ok(None) => access::challenge(&registry, request.headers(), None).into_response(),
        Err(error) => error.into_response(),
    }
}

/// Reads the path, checks the right, lets one noun answer.
async fn dispatch(State(registry): State<Registry>, Path(path): Path<String>, request: Request) -> Response {
    match handle(&registry, &path, request).await {
        Ok(mut response) => {
            response.headers_mut().insert(API_VERSION.0, header::HeaderValue::from_static(API_VERSION.1));
            response
        }
        Err(error) => error.into_response(),
    }
}

async fn handle(registry: &Registry, path: &str, request: Request) -> OciResult {
    let (repository, target) = route::parse(path)?;
    let method = request.method().clone();
    let action = if matches!(method, Method::GET | Method::HEAD) && !matches!(target, Target::Upload(_)) {
        "pull"
    } else {
        "push"
    };
    let caller = access::check(registry, request.headers(), &repository, action).await?;
    let call = Call { registry, repository, caller };
    match (target, method) {
        (Target::Blob(digest), Method::GET) => blobs::get(&call, &digest, request.headers()).await,
        (Target::Blob(digest), Method::HEAD) => blobs::head(&call, &digest).await,
        (Target::Uploads, Method::POST) => uploads::start(&call, request).await,
        (Target::Upload(id), Method::GET) => uploads::status(&call, &id).await,
        (Target::Upload(id), Method::PATCH) => uploads::append(&call, &id, request).await,
        (Target::Upload(id), Method::PUT) => uploads::finish(&call, &id, request).await,
        (Target::Upload(id), Method::DELETE) => uploads::cancel(&call, &id).await,
        (Target::Manifest(reference), Method::GET) => manifests::get(&call, &reference).await,
        (Target::Manifest(reference), Method::HEAD) => manifests::head(&call, &reference).await,
        (Target::Manifest(reference), Method::PUT) => manifests::put(&call, &reference, request).await,
        (Target::Manifest(reference), Method::DELETE) => manifests::delete(&call, &reference).await,
        (Target::Tags, Method::GET) => tags::list(&call, request.uri()).await,
        (Target::Referrers(digest), Method::GET) => referrers::list(&call, &digest, request.uri()).await,
        (Target::Blob(_), Method::DELETE) => Err(OciError::unsupported(
            "blobs go by themselves when no manifest names them; delete the manifest",
        )),
        _ => Err(OciError::unsupported("this path has other methods")),
    }
}

/// A request whose right was checked.
pub(crate) struct Call<'a> {
    pub registry: &'a Registry,
    pub repository: crate::Repository,
    pub caller: Option<crate::Role>,
}

impl Call<'_> {
    /// Whether the caller sees what is not released yet.
    pub fn sees_unreleased(&self) -> bool {
        self.caller.as_ref().is_some_and(|role| role.is_publisher(self.repository.publisher()))
    }
}

/// `GET /.well-known/wasm-pkg/registry.json`: `wkg` finds the component of `publisher:name` in `components/publisher/name`.
async fn well_known(State(registry): State<Registry>, request: Request) -> Response {
    let base = base_url(&registry, request.headers());
    let host = base.split_once("://").map_or(base.as_str(), |(_, host)| host);
    let oci = json!({ "registry": host, "namespacePrefix": format!("{}/", crate::COMPONENTS) });
    Json(json!({ "preferredProtocol": "oci", "oci": oci })).into_response()
}

/// `202` or `204` about an upload.
fn about_upload(status: StatusCode, call: &Call<'_>, id: &str, size: u64) -> OciResult {
    let location = format!("/v2/{}/blobs/uploads/{id}", call.repository);
    let range = format!("0-{}", size.saturating_sub(1));
    let upload_id = header::HeaderName::from_static("docker-upload-uuid");
    answer(status, &[(header::LOCATION, &location), (header::RANGE, &range), (upload_id, id)])
}
