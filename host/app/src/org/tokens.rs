//! API tokens: issued once, shown once, revoked.

use crate::access::roles::check_grants;
use crate::app::App;
use crate::check::{NAME_MAX, refused, text};
use crate::context::OpContext;
use crate::error::{AppError, AppResult};
use bodega_auth::{CredentialKind, issue};
use bodega_domain::ids::TokenId;
use bodega_store::access::HeldRole;
use bodega_store::tokens::ApiToken;
use uuid::Uuid;

/// A new token with its text, which nothing can show again.
pub struct Issued {
    /// What is stored of it.
    pub token: ApiToken,
    /// The whole token, to hand to who asked for it.
    pub text: String,
}

/// Issues a token.
pub async fn issue_token(
    app: &App,
    cx: &OpContext,
    name: &str,
    grants: &[HeldRole],
    expires_at_ms: Option<i64>,
) -> AppResult<Issued> {
    text("/name", name, NAME_MAX)?;
    let now = app.now_ms();
    if expires_at_ms.is_some_and(|end| end <= now) {
        return Err(AppError::invalid("token.expiry", "/expires_at_ms", "must be in the future"));
    }
    if grants.is_empty() {
        return Err(AppError::invalid("token.grants", "/grants", "name at least one role"));
    }
    check_grants(app, cx, &[], grants).await?;
    let id = TokenId(Uuid::now_v7());
    let issued = issue(CredentialKind::Token, id.0, rand::random());
    let token = ApiToken {
        id,
        tenant: cx.tenant,
        name: name.to_owned(),
        secret_sha256: issued.secret_sha256,
        created_at_ms: now,
        expires_at_ms,
        revoked_at_ms: None,
        last_used_at_ms: None,
    };
    app.store.create_token(&token, grants).await.map_err(|error| refused("", error))?;
    tracing::info!(tenant = %cx.tenant, token.id = %token.id, "issued token {}", token.id);
    Ok(Issued { token, text: issued.text })
}

/// The tokens of the tenant, newest first, without their secrets, with what each may do.
pub async fn list_tokens(app: &App, cx: &OpContext) -> AppResult<Vec<(ApiToken, Vec<HeldRole>)>> {
    let tokens = app.store.list_tokens(cx.tenant).await?;
    let ids: Vec<Uuid> = tokens.iter().map(|token| token.id.0).collect();
    let mut held = app.store.list_grants_of(cx.tenant, &ids).await?;
    let mut with_roles = Vec::with_capacity(tokens.len());
    for token in tokens {
        let grants = held.remove(&token.id.0).unwrap_or_default();
        with_roles.push((token, grants));
    }
    Ok(with_roles)
}

/// Revokes a token; it stops working here at once and on other nodes within seconds.
pub async fn revoke_token(app: &App, cx: &OpContext, id: TokenId) -> AppResult<()> {
    if !app.store.revoke_token(cx.tenant, id, app.now_ms()).await? {
        return Err(AppError::not_found("token.unknown", format!("token {id}")));
    }
    app.access_changed(cx.tenant);
    tracing::info!(tenant = %cx.tenant, token.id = %id, "revoked token {id}");
    Ok(())
}
