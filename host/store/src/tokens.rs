//! API tokens, found by the hash of their secret. The secret itself is never stored.

use crate::{Store, StoreError};
use bodega_domain::ids::{TenantId, TokenId};

/// An API token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiToken {
    /// Its id.
    pub id: TokenId,
    /// Whose it is.
    pub tenant: TenantId,
    /// Name for people.
    pub name: String,
    /// SHA-256 of the secret.
    pub secret_sha256: [u8; 32],
    /// What it may do, in the words of `auth`.
    pub scopes: String,
    /// When it was made.
    pub created_at_ms: i64,
    /// When it ends; `None` = when revoked.
    pub expires_at_ms: Option<i64>,
    /// When it was revoked.
    pub revoked_at_ms: Option<i64>,
    /// When it was last seen, to the minute.
    pub last_used_at_ms: Option<i64>,
}

impl Store {
    /// Stores a new token.
    pub async fn create_token(&self, token: &ApiToken) -> Result<(), StoreError> {
        let _ = token;
        todo!()
    }

    /// The token whose secret has this hash, whatever its state: the caller checks expiry and revocation.
    pub async fn find_token(&self, secret_sha256: &[u8; 32]) -> Result<Option<ApiToken>, StoreError> {
        let _ = secret_sha256;
        todo!()
    }

    /// The tokens of a tenant, newest first.
    pub async fn list_tokens(&self, tenant: TenantId) -> Result<Vec<ApiToken>, StoreError> {
        let _ = tenant;
        todo!()
    }

    /// Revokes a token; `false` where there is none.
    pub async fn revoke_token(&self, tenant: TenantId, id: TokenId, now_ms: i64) -> Result<bool, StoreError> {
        let _ = (tenant, id, now_ms);
        todo!()
    }

    /// Notes that a token was used. Writes at most once a minute a token.
    pub async fn touch_token(&self, tenant: TenantId, id: TokenId, now_ms: i64) -> Result<(), StoreError> {
        let _ = (tenant, id, now_ms);
        todo!()
    }
}
