//! Routes of plugins: with a token below the API, without one as webhooks.

use super::run::{Cause, Invocation, Setback, run_and_apply};
use crate::app::App;
use crate::context::OpContext;
use crate::error::{AppError, AppResult, ErrorKind};
use bodega_domain::ids::{OrgUnitId, TenantId};
use bodega_package::{HttpMethod, RouteAccess};
use bodega_plugin_host::{CallError, HttpCaller, HttpRequest, HttpResponse, Occasion, Refusal, Reply};
use std::sync::Arc;
use uuid::Uuid;

/// The most headers of a request that a plugin sees, and of an answer it gives.
const HEADERS_MAX: usize = 64;
/// The longest header, bytes of name and value.
const HEADER_BYTES_MAX: usize = 8 << 10;

/// A request for one of a plugin's routes.
#[derive(Clone, Debug)]
pub struct PluginRequest {
    /// The merchant.
    pub tenant: TenantId,
    /// The plugin's name.
    pub plugin: String,
    /// Who calls.
    pub visitor: Visitor,
    /// The method.
    pub method: String,
    /// Below the plugin's prefix, percent-decoded, starting with `/`.
    pub path: String,
    /// As it came.
    pub query: String,
    /// As they came; the host's own are left out.
    pub headers: Vec<(String, String)>,
    /// The exact bytes.
    pub body: Vec<u8>,
}

/// Who calls a route.
#[derive(Clone, Debug)]
pub enum Visitor {
    /// A token of the merchant, or somebody who signed in.
    Known(OpContext),
    /// Nobody known: only routes that the manifest declares public.
    Public,
}

/// The header by which a caller with a token says which store a request is for.
const STORE_HEADER: &str = "bodega-store";

/// Headers that are the host's business: credentials, and what belongs to the connection.
const HIDDEN: [&str; 9] = [
    "authorization",
    "cookie",
    "proxy-authorization",
    "connection",
    "host",
    "keep-alive",
    "te",
    "transfer-encoding",
    "upgrade",
];

/// Lets the plugin answer. Its effects are committed before the answer goes out.
///
/// # Errors
/// `plugin.unknown` and `route.unknown` where nothing serves the request, `plugin.not_here` where the plugin is not on for
/// the store, `route.rate` where it comes too often, `plugin.*` where the plugin fails.
pub async fn serve_route(app: &Arc<App>, request: PluginRequest) -> AppResult<HttpResponse> {
    let plugins = app.tenant_plugins(request.tenant).await?;
    let installed = plugins.by_name(&request.plugin)?;
    let method = match request.method.as_str() {
        "GET" => HttpMethod::Get,
        "POST" => HttpMethod::Post,
        "PUT" => HttpMethod::Put,
        "PATCH" => HttpMethod::Patch,
        "DELETE" => HttpMethod::Delete,
        _ => return Err(no_route()),
    };
    let route = installed.manifest.http.route(method, &request.path).ok_or_else(no_route)?;
    // A route for tokens does not show to others that it exists.
    let is_public = matches!(request.visitor, Visitor::Public);
    if is_public != (route.access == RouteAccess::Public) {
        return Err(no_route());
    }
    let store = store_of(&request)?;
    if let Visitor::Known(cx) = &request.visitor {
        cx.require_store(app, store).await?;
    }
    installed.scope.require(app, request.tenant, &installed.plugin, store).await?;
    let now_ms = app.now_ms();
    if let Err(seconds) = app.rates.pass(installed.id.0, &route.name, route.rate_per_minute, now_ms) {
        let message = format!("route {:?} takes {} requests a minute", route.name, route.rate_per_minute);
        let error = AppError::new(ErrorKind::TooMany, "route.rate", message);
        return Err(error.with_details(serde_json::json!({ "retry_after_s": seconds })));
    }
    let id = Uuid::now_v7();
    let occasion = Occasion::Http(HttpRequest {
        invocation: id.to_string(),
        method: request.method,
        path: request.path,
        query: request.query,
        headers: visible(request.headers),
        caller: match request.visitor {
            Visitor::Known(cx) => HttpCaller::Token(cx.actor.to_string()),
            Visitor::Public => HttpCaller::Public,
        },
        route: route.name.clone(),
        now_ms,
        body: request.body,
    });
    let cause = Cause { store, ..Cause::default() };
    let invocation = Invocation { tenant: request.tenant, installed, id, occasion, cause };
    match run_and_apply(app, &invocation).await? {
        Ok(Reply::Http(response)) => check_response(&invocation, response),
        Ok(_) => Err(AppError::fault("a route gave no answer")),
        Err(setback) => Err(failed(&invocation, setback)),
    }
}

/// The store that a request is for. What the public says of it counts for nothing.
fn store_of(request: &PluginRequest) -> AppResult<Option<OrgUnitId>> {
    let named = request.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(STORE_HEADER));
    match (&request.visitor, named) {
        (Visitor::Known(_), Some((_, store))) => {
            let refuse = |_| AppError::invalid("store.unknown", "", format!("{STORE_HEADER} names no store"));
            store.parse().map(Some).map_err(refuse)
        }
        _ => Ok(None),
    }
}

fn no_route() -> AppError {
    AppError::not_found("route.unknown", "a route of this plugin for this method and path")
}

fn visible(headers: Vec<(String, String)>) -> Vec<(String, String)> {
    let lower = headers.into_iter().map(|(name, value)| (name.to_ascii_lowercase(), value));
    let seen = lower.filter(|(name, value)| {
        !HIDDEN.contains(&name.as_str()) && name.len() + value.len() <= HEADER_BYTES_MAX
    });
    seen.take(HEADERS_MAX).collect()
}

/// What a plugin may say to a browser or partner; the rest of the headers is the host's.
fn check_response(invocation: &Invocation, response: HttpResponse) -> AppResult<HttpResponse> {
    const ALLOWED: [&str; 4] = ["content-type", "cache-control", "etag", "location"];
    let bad = |why: String| {
        tracing::warn!(tenant = %invocation.tenant, plugin = %invocation.installed.plugin, "refused an answer: {why}");
        AppError::new(ErrorKind::BadGateway, "plugin.bad_answer", why)
    };
    if !(200..=599).contains(&response.status) {
        return Err(bad(format!("the plugin answered with status {}", response.status)));
    }
    if response.headers.len() > HEADERS_MAX {
        return Err(bad(format!("the plugin set more than {HEADERS_MAX} headers")));
    }
    for (name, value) in &response.headers {
        let known = ALLOWED.contains(&name.as_str()) || name.starts_with("x-");
        let is_name = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if !known || !is_name {
            return Err(bad(format!("the plugin set header {name:?}, which it may not")));
        }
        let is_text = value.bytes().all(|b| b == b'\t' || (0x20..0x7f).contains(&b));
        if !is_text || name.len() + value.len() > HEADER_BYTES_MAX {
            return Err(bad(format!("the plugin set header {name:?} to something that is no header value")));
        }
    }
    Ok(response)
}

/// What the caller is told where the plugin did not serve it.
pub(super) fn failed(invocation: &Invocation, setback: Setback) -> AppError {
    tracing::warn!(
        tenant = %invocation.tenant, plugin = %invocation.installed.plugin,
        point = %invocation.occasion.point(), "the plugin failed: {setback}"
    );
    let name = &invocation.installed.plugin;
    match setback {
        Setback::Call(CallError::Refused(Refusal::Retry(_)) | CallError::Busy)
        | Setback::Conflict(_)
        | Setback::Superseded => {
            AppError::new(ErrorKind::Busy, "plugin.retry", format!("{name} cannot serve this now; try again"))
        }
        Setback::Call(CallError::Unavailable { .. }) => {
            let message = format!("{name} is switched off for a while after repeated failures");
            AppError::new(ErrorKind::Busy, "plugin.unavailable", message)
        }
        Setback::Call(CallError::NotExported) => no_route(),
        Setback::Call(error) => {
            let message = format!("{name} failed; its log says why");
            AppError::new(ErrorKind::BadGateway, "plugin.failed", message)
                .with_details(serde_json::json!({ "plugin_code": error.code() }))
        }
        Setback::Effects(_) => {
            let message = format!("{name} asked for something that it may not do; its log says what");
            AppError::new(ErrorKind::BadGateway, "plugin.failed", message)
        }
    }
}
