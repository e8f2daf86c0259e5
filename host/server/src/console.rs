//! The screens: built files that a browser gets from the origin of the API.

use anyhow::ensure;
use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::middleware::{Next, from_fn};
use axum::response::{Redirect, Response};
use axum::routing::get;
use std::path::Path;
use tower_http::services::{ServeDir, ServeFile};

/// Own scripts only, no inline code, nothing from elsewhere, in nobody's frame.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
                      connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'none'";

/// The API, and the screens of a folder beside it.
///
/// # Errors
/// The folder holds no screens.
pub fn with_console(api: Router, folder: Option<&Path>) -> anyhow::Result<Router> {
    let Some(folder) = folder else { return Ok(api) };
    let pos = folder.join("pos");
    let page = pos.join("index.html");
    ensure!(page.is_file(), "{} holds no pos/index.html; build the screens first", folder.display());
    // The till's own addresses are drawn by its page.
    let files = ServeDir::new(pos).fallback(ServeFile::new(page));
    let screens = Router::new()
        .nest_service("/pos", files)
        .route("/", get(async || Redirect::temporary("/pos/")))
        .layer(from_fn(protect));
    Ok(screens.merge(api))
}

async fn protect(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    // A browser asks whether its copy is still right; what the service worker keeps is told apart by its name.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}
