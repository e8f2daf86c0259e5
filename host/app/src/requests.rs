//! Requests that carry an idempotency key: the first answer is kept and given again.

use crate::app::App;
use crate::context::OpContext;
use crate::error::{AppError, AppResult, ErrorKind};
use bodega_domain::digest::Digest;
use bodega_store::requests::BeginRequest;
pub use bodega_store::requests::{RequestKey, StoredAnswer};

/// When a request whose node died may be taken up again: well past any deadline of a request.
const STALE_AFTER_MS: i64 = 10 * 60 * 1000;

/// How long an answer is kept for a client that asks again, ms: a till that was off over the weekend still gets it.
const KEPT_MS: i64 = 7 * 24 * 60 * 60 * 1000;

/// What to do with a request that carries a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Begun {
    /// Do it, then [`finish`] or [`abandon`].
    New(RequestKey),
    /// Give this answer again.
    Answered(StoredAnswer),
}

/// Claims `key` for a request of this digest on `route`.
///
/// # Errors
/// `idempotency.key_reused` where the key belongs to another request, `idempotency.in_progress` where the first
/// one still runs.
pub async fn begin(app: &App, cx: &OpContext, route: &str, key: &str, digest: &Digest) -> AppResult<Begun> {
    let key = RequestKey { tenant: cx.tenant, route: route.to_owned(), key: key.to_owned() };
    match app.store.begin_request(&key, digest, app.now_ms(), STALE_AFTER_MS).await? {
        BeginRequest::New => Ok(Begun::New(key)),
        BeginRequest::Answered(answer) => Ok(Begun::Answered(answer)),
        BeginRequest::InProgress => {
            let message = "the first request with this key is still running; ask again in a moment";
            Err(AppError::conflict("idempotency.in_progress", message))
        }
        BeginRequest::KeyReused => {
            let message = "this key was already used for a different request";
            Err(AppError::new(ErrorKind::Invalid, "idempotency.key_reused", message))
        }
    }
}

/// Keeps the answer of a claimed key.
pub async fn finish(app: &App, key: &RequestKey, answer: &StoredAnswer) -> AppResult<()> {
    Ok(app.store.finish_request(key, answer).await?)
}

/// Gives a claimed key up: nothing was done, so the client may try again with it.
pub async fn abandon(app: &App, key: &RequestKey) -> AppResult<()> {
    Ok(app.store.abandon_request(key).await?)
}

/// Forgets answers that nobody will ask for any more; gives how many.
pub async fn purge(app: &App) -> AppResult<u64> {
    Ok(app.store.purge_requests(app.now_ms() - KEPT_MS).await?)
}
