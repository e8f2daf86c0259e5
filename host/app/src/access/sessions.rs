//! Sessions, and what users do with what is their own: password, one-time codes.

use super::sign_in::{From, SignedIn, accepted_step, guess, prove_password, refused, settle};
use super::users::store_password;
use crate::app::App;
use crate::auth::{IDLE_MS, SESSION_MS};
use crate::context::{Actor, OpContext};
use crate::error::{AppError, AppResult, ErrorKind};
use bodega_auth::one_time::{OneTime, SECRET_BYTES};
use bodega_auth::{CredentialKind, issue, recovery};
use bodega_domain::ids::{SessionId, TenantId, TerminalId, UserId};
pub use bodega_store::access::Session;
use bodega_store::access::User;
use uuid::Uuid;

/// The longest text kept of a program's name, characters.
const AGENT_MAX: usize = 200;

/// A session to begin.
pub(super) struct NewSession {
    pub tenant: TenantId,
    pub user: User,
    pub terminal: Option<TerminalId>,
    pub from: From,
}

pub(super) async fn begin(app: &App, new: NewSession) -> AppResult<SignedIn> {
    let NewSession { tenant, user, terminal, from } = new;
    let now = app.now_ms();
    let id = SessionId(Uuid::now_v7());
    let issued = issue(CredentialKind::Session, id.0, rand::random());
    let lasts_ms = if terminal.is_some() { SESSION_MS } else { IDLE_MS };
    let session = Session {
        id,
        tenant,
        secret_sha256: issued.secret_sha256,
        user: user.id,
        terminal,
        agent: from.agent.chars().take(AGENT_MAX).collect(),
        address: from.address,
        created_at_ms: now,
        proved_at_ms: now,
        seen_at_ms: now,
        expires_at_ms: now + lasts_ms,
        ended_at_ms: None,
    };
    app.store.start_session(&session).await?;
    if terminal.is_some() {
        // Whoever was signed in here before is not any more.
        app.access_changed(tenant);
    }
    tracing::info!(%tenant, user = %user.id, session = %id, "signed in");
    Ok(SignedIn { session, token: issued.text, user })
}

/// Who is signed in.
pub(super) async fn own(app: &App, cx: &OpContext) -> AppResult<(User, SessionId)> {
    let Actor::User { user, session, .. } = cx.actor else {
        let message = "this is for people: sign in first";
        return Err(AppError::new(ErrorKind::Forbidden, "access.person", message));
    };
    let user = app.store.get_user(cx.tenant, user).await?.ok_or_else(refused)?;
    Ok((user, session))
}

/// The user who is signed in.
pub async fn own_user(app: &App, cx: &OpContext) -> AppResult<User> {
    Ok(own(app, cx).await?.0)
}

/// The sessions of the user who is signed in, newest first.
pub async fn list_own(app: &App, cx: &OpContext) -> AppResult<Vec<Session>> {
    let (user, _) = own(app, cx).await?;
    Ok(app.store.list_sessions(cx.tenant, user.id, app.now_ms()).await?)
}

/// Ends a session of one's own; `None` = this one.
pub async fn end_own(app: &App, cx: &OpContext, id: Option<SessionId>) -> AppResult<()> {
    let (user, session) = own(app, cx).await?;
    end(app, cx, user.id, id.unwrap_or(session)).await
}

/// Ends a session of a user's.
pub async fn end(app: &App, cx: &OpContext, user: UserId, id: SessionId) -> AppResult<()> {
    if !app.store.end_session(cx.tenant, user, id, app.now_ms()).await? {
        return Err(AppError::not_found("session.unknown", format!("session {id}")));
    }
    app.access_changed(cx.tenant);
    Ok(())
}

/// The sessions of a user, newest first.
pub async fn list(app: &App, cx: &OpContext, user: UserId) -> AppResult<Vec<Session>> {
    super::users::get_user(app, cx, user).await?;
    Ok(app.store.list_sessions(cx.tenant, user, app.now_ms()).await?)
}

/// Changes one's own password; all other sessions end.
///
/// # Errors
/// `sign_in.refused` where the old one is wrong, `password.refused` where the new one is not good enough.
pub async fn change_password(
    app: &App,
    cx: &OpContext,
    old: String,
    new: &str,
    from: &From,
) -> AppResult<()> {
    let (user, _) = own(app, cx).await?;
    require_password_session(cx)?;
    let account = format!("step-up {}/{}", cx.tenant, user.id);
    guess(app, &account, from).await?;
    if !prove_password(app, Some(&user), old).await? {
        return Err(refused());
    }
    settle(app, &account, from).await?;
    store_password(app, cx, &user, new).await
}

/// A PIN opens a till, not an account.
fn require_password_session(cx: &OpContext) -> AppResult<()> {
    match cx.actor {
        Actor::User { terminal: None, .. } => Ok(()),
        _ => {
            let message = "sign in with your password, not at a till, to change how you sign in";
            Err(AppError::new(ErrorKind::Forbidden, "access.person", message))
        }
    }
}

/// Begins to set one-time codes up: gives the key, as a URI for a QR code. They count once [`confirm_codes`] proved that
/// the user has it.
pub async fn begin_codes(app: &App, cx: &OpContext) -> AppResult<String> {
    let (user, _) = own(app, cx).await?;
    require_password_session(cx)?;
    if user.totp_is_on {
        return Err(AppError::conflict("codes.on", "one-time codes are on; turn them off first"));
    }
    let secret: [u8; SECRET_BYTES] = rand::random();
    app.store.set_totp(cx.tenant, user.id, Some(&secret)).await?;
    let company = app.store.get_tenant(cx.tenant).await?;
    let issuer = company.map_or_else(|| "Bodega".to_owned(), |tenant| tenant.name);
    Ok(OneTime::new(secret).uri(&issuer, &user.login))
}

/// Turns one-time codes on, and gives the recovery codes, which nothing shows again.
///
/// # Errors
/// `sign_in.refused` where the code is not right.
pub async fn confirm_codes(app: &App, cx: &OpContext, code: &str, from: &From) -> AppResult<Vec<String>> {
    let (user, _) = own(app, cx).await?;
    require_password_session(cx)?;
    if user.totp_is_on {
        return Err(AppError::conflict("codes.on", "one-time codes are on"));
    }
    let account = format!("step-up {}/{}", cx.tenant, user.id);
    guess(app, &account, from).await?;
    let step = accepted_step(&user, code, app.now_ms()).ok_or_else(refused)?;
    settle(app, &account, from).await?;
    let codes: Vec<String> = (0..recovery::CODES).map(|_| recovery::text(rand::random())).collect();
    let digests: Vec<[u8; 32]> = codes.iter().filter_map(|code| recovery::digest(code)).collect();
    app.store.turn_totp_on(cx.tenant, user.id, step, &digests).await?;
    Ok(codes)
}

/// Turns one-time codes off, for who proved a moment ago who they are.
pub async fn end_codes(app: &App, cx: &OpContext) -> AppResult<()> {
    let (user, _) = own(app, cx).await?;
    require_password_session(cx)?;
    cx.require_proof(app)?;
    Ok(app.store.set_totp(cx.tenant, user.id, None).await?)
}
