//! Who presents a credential: looked up by its secret's hash, remembered for seconds, cut off when it ends.

use crate::access::roles::grants_of;
use crate::app::App;
use crate::context::{Actor, OpContext};
use crate::error::{AppError, AppResult, ErrorKind};
use bodega_auth::access::{Grant, Grants, PermissionSet};
use bodega_auth::{CredentialKind, Presented};
use bodega_domain::ids::{TenantId, TerminalId};
use bodega_domain::org::Reach;
use bodega_store::access::Session;
use moka::sync::Cache;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// How long a credential that was good is taken to be good still: the most that a revocation, a lost terminal or a change
/// of roles is late on another node.
const TRUST: Duration = Duration::from_secs(5);
/// Credentials remembered.
const KNOWN_MAX: u64 = 100_000;
/// Requests of one credential in a minute, on each node: a busy till asks some hundred, a nightly import a thousand a second.
const REQUESTS_PER_MINUTE: u32 = 120_000;
/// Requests of all credentials of a tenant in a minute, on each node: one tenant leaves room for others.
const TENANT_PER_MINUTE: u32 = 600_000;
/// Requests without a good credential from one address in a minute, on each node.
const UNKNOWN_PER_MINUTE: u32 = 600;
/// How exact the time of last use is: a write a minute, not one a request.
const TOUCH_EVERY_MS: i64 = 60_000;
/// A session in a browser ends when nothing was done for so long, ms.
pub(crate) const IDLE_MS: i64 = 2 * 60 * 60 * 1000;
/// A session ends after so long at the latest, ms: a long day in a shop.
pub(crate) const SESSION_MS: i64 = 14 * 60 * 60 * 1000;
/// What a terminal may do while nobody is signed in at it: keep its copy of the shop up to date.
const DEVICE_MAY: [&str; 4] = ["catalog.read", "org.read", "price.read", "stock.read"];

/// A credential that was good a moment ago.
#[derive(Clone)]
struct Known {
    id: Uuid,
    tenant: TenantId,
    actor: Actor,
    grants: Arc<Grants>,
    /// When somebody signed in last proved who they are.
    proved_at_ms: Option<i64>,
    ends_ms: Option<i64>,
}

/// Credentials that were good a moment ago, by the hash of their secret.
pub struct KnownCredentials(Cache<[u8; 32], Known>);

impl Default for KnownCredentials {
    fn default() -> Self {
        KnownCredentials(Cache::builder().max_capacity(KNOWN_MAX).time_to_live(TRUST).build())
    }
}

impl App {
    /// Call after a credential ended or what somebody may do changed: it counts at once on this node.
    pub(crate) fn access_changed(&self, tenant: TenantId) {
        for (secret, known) in &self.auth.0 {
            if known.tenant == tenant {
                self.auth.0.invalidate(secret.as_ref());
            }
        }
    }
}

/// Who presents the credential, from which address. Every failure looks alike.
///
/// # Errors
/// `token.invalid`; `rate.requests` where too much is asked in a minute.
pub async fn authenticate(app: &App, presented: Option<&Presented>, address: &str) -> AppResult<OpContext> {
    let Some((presented, known)) = find(app, presented).await? else {
        limit(app, Uuid::nil(), address, UNKNOWN_PER_MINUTE)?;
        let message = "send a credential that is valid (still) as Authorization: Bearer";
        return Err(AppError::new(ErrorKind::Unauthenticated, "token.invalid", message));
    };
    limit(app, presented.id, "requests", REQUESTS_PER_MINUTE)?;
    limit(app, known.tenant.0, "requests", TENANT_PER_MINUTE)?;
    Ok(OpContext {
        tenant: known.tenant,
        actor: known.actor,
        grants: Some(known.grants),
        reach: Reach::Below(Vec::new()),
        proved_at_ms: known.proved_at_ms,
    })
}

/// What is known of a credential that is good now.
async fn find<'a>(app: &App, presented: Option<&'a Presented>) -> AppResult<Option<(&'a Presented, Known)>> {
    let Some(presented) = presented else { return Ok(None) };
    let secret = presented.secret_sha256();
    let known = match app.auth.0.get(secret) {
        Some(known) => known,
        None => {
            let Some(known) = look_up(app, presented).await? else { return Ok(None) };
            app.auth.0.insert(*secret, known.clone());
            known
        }
    };
    let is_good = known.id == presented.id && known.ends_ms.is_none_or(|end| end > app.now_ms());
    Ok(is_good.then_some((presented, known)))
}

fn limit(app: &App, whose: Uuid, what: &str, per_minute: u32) -> AppResult<()> {
    app.rates.pass(whose, what, per_minute, app.now_ms()).map_err(|seconds| {
        let message = format!("more than {per_minute} requests in a minute; try again in {seconds} s");
        let error = AppError::new(ErrorKind::TooMany, "rate.requests", message);
        error.with_details(serde_json::json!({ "retry_after_s": seconds }))
    })
}

async fn look_up(app: &App, presented: &Presented) -> AppResult<Option<Known>> {
    match presented.kind {
        CredentialKind::Token => token(app, presented).await,
        CredentialKind::Session => session(app, presented).await,
        CredentialKind::Device => device(app, presented).await,
    }
}

async fn token(app: &App, presented: &Presented) -> AppResult<Option<Known>> {
    let found = app.store.find_token(presented.secret_sha256()).await?;
    let Some(token) = found.filter(|token| token.revoked_at_ms.is_none()) else { return Ok(None) };
    app.store.touch_token(token.tenant, token.id, app.now_ms()).await?;
    Ok(Some(Known {
        id: token.id.0,
        tenant: token.tenant,
        actor: Actor::Token(token.id),
        grants: Arc::new(grants_of(app, token.tenant, token.id.0).await?),
        proved_at_ms: None,
        ends_ms: token.expires_at_ms,
    }))
}

async fn session(app: &App, presented: &Presented) -> AppResult<Option<Known>> {
    let now = app.now_ms();
    let found = app.store.find_session(presented.secret_sha256()).await?;
    let is_on = |session: &Session| session.ended_at_ms.is_none() && session.expires_at_ms > now;
    let Some(session) = found.filter(is_on) else { return Ok(None) };
    let Session { tenant, id, user, terminal, .. } = session;
    let mut grants = grants_of(app, tenant, user.0).await?;
    let mut ends_ms = session.expires_at_ms;
    if let Some(terminal) = terminal {
        grants = at_terminal(app, tenant, terminal, &grants).await?;
    } else {
        ends_ms = (session.created_at_ms + SESSION_MS).min(now + IDLE_MS);
    }
    if now - session.seen_at_ms >= TOUCH_EVERY_MS {
        app.store.touch_session(tenant, id, now, ends_ms).await?;
    }
    Ok(Some(Known {
        id: id.0,
        tenant,
        actor: Actor::User { user, session: id, terminal },
        grants: Arc::new(grants),
        proved_at_ms: Some(session.proved_at_ms),
        ends_ms: Some(ends_ms),
    }))
}

async fn device(app: &App, presented: &Presented) -> AppResult<Option<Known>> {
    let now = app.now_ms();
    let Some(device) = app.store.find_device(presented.secret_sha256()).await? else { return Ok(None) };
    let Some(terminal) = app.store.get_terminal(device.tenant, device.terminal).await? else {
        return Ok(None);
    };
    if device.seen_at_ms.is_none_or(|seen| now - seen >= TOUCH_EVERY_MS) {
        app.store.touch_device(device.tenant, device.terminal, now).await?;
    }
    let may = PermissionSet::of(DEVICE_MAY).map_err(AppError::fault)?;
    let grant =
        Grant { role: "terminal".into(), may: Arc::new(may), at: Some(terminal.store), until_ms: None };
    Ok(Some(Known {
        id: device.terminal.0,
        tenant: device.tenant,
        actor: Actor::Device(device.terminal),
        grants: Arc::new(Grants(vec![grant])),
        proved_at_ms: None,
        ends_ms: None,
    }))
}

/// What somebody who came in with a PIN may do: what they may do at the till's store, there only, and nothing that is
/// dangerous, because a PIN is soon seen over a shoulder.
async fn at_terminal(
    app: &App,
    tenant: TenantId,
    terminal: TerminalId,
    grants: &Grants,
) -> AppResult<Grants> {
    let Some(terminal) = app.store.get_terminal(tenant, terminal).await? else {
        return Ok(Grants::default());
    };
    let Some(store) = app.store.get_org_unit(tenant, terminal.store).await? else {
        return Ok(Grants::default());
    };
    Ok(grants.only_at(&store.lineage()))
}
