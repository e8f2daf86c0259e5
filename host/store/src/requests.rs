//! Idempotency keys of POST requests: the first answer is kept and given again.

use crate::{Store, StoreError};
use bodega_domain::digest::Digest;
use bodega_domain::ids::TenantId;

/// Which request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestKey {
    /// The merchant.
    pub tenant: TenantId,
    /// Route template, e.g. `POST /v1/members`.
    pub route: String,
    /// The client's key.
    pub key: String,
}

/// An answer as it was first given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredAnswer {
    /// HTTP-like status number; its meaning is the caller's.
    pub status: u16,
    /// Body.
    pub body: String,
}

/// What to do with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BeginRequest {
    /// Do it, then call [`Store::finish_request`].
    New,
    /// Give this answer again.
    Answered(StoredAnswer),
    /// Another call is at it: come back later.
    InProgress,
    /// The key was used for another request.
    KeyReused,
}

impl Store {
    /// Claims a key. A claim whose call died is given anew after `stale_after_ms`.
    pub async fn begin_request(
        &self,
        key: &RequestKey,
        request_digest: &Digest,
        now_ms: i64,
        stale_after_ms: i64,
    ) -> Result<BeginRequest, StoreError> {
        let _ = (key, request_digest, now_ms, stale_after_ms);
        todo!()
    }

    /// Keeps the answer of a claimed key.
    pub async fn finish_request(&self, key: &RequestKey, answer: &StoredAnswer) -> Result<(), StoreError> {
        let _ = (key, answer);
        todo!()
    }

    /// Gives a claimed key up, so that the client may try again.
    pub async fn abandon_request(&self, key: &RequestKey) -> Result<(), StoreError> {
        let _ = key;
        todo!()
    }

    /// Deletes answers older than `before_ms`; gives how many.
    pub async fn purge_requests(&self, before_ms: i64) -> Result<u64, StoreError> {
        let _ = before_ms;
        todo!()
    }
}
