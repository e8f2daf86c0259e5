//! Routes of plugins' own: with a token below `/v1/plugins/{plugin}/http`, webhooks below `/v1/hooks/{tenant}/{plugin}`.
//! They are not in the OpenAPI document: each plugin documents its own.

use crate::extract::{Caller, unread};
use crate::problem::{ApiResult, Problem};
use axum::body::{Body, Bytes};
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::Response;
use bodega_app::invocations::{PluginRequest, PluginResponse, Visitor, serve_route};
use bodega_app::org::find_tenant;
use bodega_app::{App, ErrorKind};
use bodega_domain::ids::TenantId;
use std::sync::Arc;

/// The largest body that a plugin is sent, bytes.
pub(crate) const PLUGIN_BODY_MAX: usize = 2 * 1024 * 1024;

/// What came, before anybody decided who it is for.
pub(crate) struct Arrived {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
}

impl<S: Send + Sync> axum::extract::FromRequest<S> for Arrived {
    type Rejection = Problem;

    async fn from_request(request: axum::extract::Request, state: &S) -> Result<Self, Problem> {
        let (method, uri, headers) =
            (request.method().clone(), request.uri().clone(), request.headers().clone());
        let body: Result<Bytes, BytesRejection> = Bytes::from_request(request, state).await;
        Ok(Arrived { method, uri, headers, body: body.map_err(|refused| unread(&refused))? })
    }
}

/// A route of a plugin, called with a token.
pub(crate) async fn with_token(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((plugin, path)): Path<(String, String)>,
    arrived: Arrived,
) -> ApiResult<Response> {
    let Caller(cx) = caller;
    serve(&app, cx.tenant, plugin, path, Visitor::Known(cx), arrived).await
}

/// A webhook: whoever calls is unknown, and the plugin verifies the signature.
pub(crate) async fn hook(
    State(app): State<Arc<App>>,
    Path((tenant, plugin, path)): Path<(String, String, String)>,
    arrived: Arrived,
) -> ApiResult<Response> {
    // Which tenants there are is nobody's business: a missing one looks like a missing route.
    let unknown = || Problem::new(StatusCode::NOT_FOUND, "route.unknown", "no such route");
    let tenant = find_tenant(&app, &tenant).await.map_err(|error| match error.kind {
        ErrorKind::NotFound => unknown(),
        _ => error.into(),
    })?;
    serve(&app, tenant.id, plugin, path, Visitor::Public, arrived).await
}

async fn serve(
    app: &Arc<App>,
    tenant: TenantId,
    plugin: String,
    path: String,
    visitor: Visitor,
    arrived: Arrived,
) -> ApiResult<Response> {
    let headers = arrived.headers.iter().filter_map(|(name, value)| {
        value.to_str().ok().map(|value| (name.as_str().to_owned(), value.to_owned()))
    });
    let request = PluginRequest {
        tenant,
        plugin,
        visitor,
        method: arrived.method.as_str().to_owned(),
        path: format!("/{path}"),
        query: arrived.uri.query().unwrap_or("").to_owned(),
        headers: headers.collect(),
        body: arrived.body.to_vec(),
    };
    answer(serve_route(app, request).await?)
}

fn answer(given: PluginResponse) -> ApiResult<Response> {
    let status = StatusCode::from_u16(given.status);
    let mut response = Response::new(Body::from(given.body));
    *response.status_mut() = status.map_err(|_| Problem::bad_plugin_answer("the status is none"))?;
    // The app let through names and values that HTTP takes.
    for (name, value) in given.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response.headers_mut().append(name, value);
        }
    }
    let headers = response.headers_mut();
    // A plugin's answer is data: it runs no script in the API's origin and is not guessed at.
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'"));
    Ok(response)
}
