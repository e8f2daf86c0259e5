//! The catalogue's JSON API below `/v1/market`: what hosts, publishers and operators speak.
//!
//! Lists are keyset pages (`after`, `limit`; `next` in the answer); refusals are problem documents in Chinese or English.
//! Texts in several languages are objects by language tag, as in a package's manifest.

mod caller;
mod editions;
pub(crate) mod installations;
pub(crate) mod kills;
pub(crate) mod listing;
mod packages;
pub(crate) mod plans;
pub(crate) mod problem;
pub(crate) mod publishers;
mod reviews;
mod search;
mod statements;
mod tokens;
pub(crate) mod usage;
mod versions;

use crate::Registry;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::from_fn;
use axum::routing::{delete, get, post, put};
use problem::Problem;

/// The largest JSON body; a full batch of usage records is about 100 KiB.
const BODY_BYTES_MAX: usize = 256 << 10;

/// All routes of the catalogue. Each handler's documentation says who may call it.
pub(crate) fn router(registry: Registry) -> Router {
    let package = Router::new()
        .route("/", get(packages::show).patch(packages::change))
        .route("/versions", get(versions::list))
        .route("/versions/{version}", get(versions::show))
        .route("/versions/{version}/files/{*path}", get(versions::file))
        .route("/versions/{version}/{decision}", post(versions::decide))
        .route("/reviews", get(reviews::list))
        .route("/reviews/{id}/reply", put(reviews::reply))
        .route("/plans", get(plans::list))
        .route("/plans/{plan}", put(plans::put).delete(plans::retire))
        .route("/installations/{tenant}", put(installations::put).delete(installations::remove))
        .route("/installations/{tenant}/review", put(reviews::put).delete(reviews::remove));
    let publisher = Router::new()
        .route("/", get(publishers::show).put(publishers::put))
        .route("/keys", get(publishers::list_keys).post(publishers::add_key))
        .route("/keys/{id}/revoke", post(publishers::revoke_key))
        .route("/tokens", get(tokens::list_tokens).post(tokens::issue_token))
        .route("/tokens/{id}", delete(tokens::revoke_token))
        .route("/statements", get(statements::list))
        .route("/statements/{month}/preview", get(statements::preview))
        .route("/statements/{month}/close", post(statements::close));
    let market = Router::new()
        .route("/categories", get(packages::categories))
        .route("/packages", get(packages::list))
        .nest("/packages/{publisher}/{name}", package)
        .route("/review-queue", get(versions::queue))
        .nest("/publishers/{publisher}", publisher)
        .route("/hosts/{host}/tokens", get(tokens::list_host_tokens).post(tokens::issue_host_token))
        .route("/hosts/{host}/tokens/{id}", delete(tokens::revoke_host_token))
        .route("/usage", post(usage::record))
        .route("/editions", get(editions::list))
        .route("/editions/{edition}", get(editions::show).put(editions::put).delete(editions::remove))
        .route("/kill-list", get(kills::list))
        .fallback(async || Problem::new(StatusCode::NOT_FOUND, "request.invalid", "no such path"))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(from_fn(problem::in_language))
        .with_state(registry);
    Router::new().nest("/v1/market", market)
}

/// Checks a name of a publisher, host, plan or edition.
fn require_name(pointer: &str, name: &str) -> problem::MarketResult<()> {
    if bodega_package::is_kebab_case(name) {
        return Ok(());
    }
    Err(Problem::invalid(pointer, "must be kebab-case, e.g. `my-name`, at most 64 characters"))
}

/// Checks a line of text.
fn require_text(pointer: &str, text: &str, chars_max: usize) -> problem::MarketResult<()> {
    let fits = !text.trim().is_empty() && text.chars().count() <= chars_max;
    if fits && !text.chars().any(|c| c.is_control() && c != '\n') {
        return Ok(());
    }
    Err(Problem::invalid(pointer, format!("must be text of 1 to {chars_max} characters")))
}

/// Checks a text that is there in Chinese and English.
fn require_localized(
    pointer: &str,
    text: &bodega_package::Localized,
    chars_max: usize,
) -> problem::MarketResult<()> {
    for language in ["zh-CN", "en"] {
        let pointer = format!("{pointer}/{language}");
        require_text(&pointer, text.0.get(language).map_or("", String::as_str), chars_max)?;
    }
    text.0
        .iter()
        .try_for_each(|(language, text)| require_text(&format!("{pointer}/{language}"), text, chars_max))
}
