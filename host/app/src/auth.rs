//! Who presents a token: looked up by its secret's hash, remembered for seconds, cut off when revoked or expired.

use crate::app::App;
use crate::context::OpContext;
use crate::error::{AppError, AppResult, ErrorKind};
use bodega_auth::{PresentedToken, Scope};
use bodega_domain::ids::TokenId;
use bodega_store::tokens::ApiToken;
use moka::sync::Cache;
use std::time::Duration;

/// How long a token that was good is taken to be good still: the most that a revocation is late on a node.
const TRUST: Duration = Duration::from_secs(5);
/// Tokens remembered.
const TOKENS_MAX: u64 = 100_000;

/// Tokens that were good a moment ago, by the hash of their secret.
pub struct TokenCache(Cache<[u8; 32], ApiToken>);

impl Default for TokenCache {
    fn default() -> Self {
        TokenCache(Cache::builder().max_capacity(TOKENS_MAX).time_to_live(TRUST).build())
    }
}

impl App {
    /// Forgets a token at once, on this node.
    pub fn token_revoked(&self, id: TokenId) {
        for (secret, token) in &self.auth.0 {
            if token.id == id {
                self.auth.0.invalidate(secret.as_ref());
            }
        }
    }
}

/// Who presents the token. Every failure looks alike.
pub async fn authenticate(app: &App, presented: &PresentedToken) -> AppResult<OpContext> {
    let refused =
        || AppError::new(ErrorKind::Unauthenticated, "token.invalid", "the token is not valid (any more)");
    let now = app.now_ms();
    let token = match app.auth.0.get(presented.secret_sha256()) {
        Some(token) => token,
        None => {
            let token = app.store.find_token(presented.secret_sha256()).await?.ok_or_else(refused)?;
            app.auth.0.insert(*presented.secret_sha256(), token.clone());
            app.store.touch_token(token.tenant, token.id, now).await?;
            token
        }
    };
    let is_over = token.revoked_at_ms.is_some() || token.expires_at_ms.is_some_and(|end| end <= now);
    if token.id != presented.id || is_over {
        return Err(refused());
    }
    let scope = Scope::parse(&token.scopes).ok_or_else(refused)?;
    Ok(OpContext { tenant: token.tenant, token: Some(token.id), scope })
}
