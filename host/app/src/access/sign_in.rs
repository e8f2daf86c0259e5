//! Signing in: with a password and a one-time code anywhere, with a PIN at a paired terminal.

use super::sessions::{NewSession, begin};
use crate::app::App;
use crate::check::CODE_MAX;
use crate::context::{Actor, OpContext};
use crate::error::{AppError, AppResult, ErrorKind};
use bodega_auth::lockout::{FORGET_MS, Guesses};
use bodega_auth::one_time::{OneTime, SECRET_BYTES};
use bodega_auth::password::{SALT_BYTES, Verdict};
use bodega_auth::{password, pin, recovery};
use bodega_domain::ids::{TenantId, TerminalId};
use bodega_store::access::{Session, User};
use tokio::sync::Semaphore;

/// Wrong guesses of one address count as one at an account: many people share an address.
const ADDRESS_SHARE: u32 = 25;
/// Bytes of a character at most.
const MAX_UTF8: usize = 4;
/// Hashes computed at once: each takes a core and 32 MiB.
const HASHES_MAX: usize = 2;

/// Computes hashes away from the threads that serve, a few at a time.
pub(crate) struct Hashing(Semaphore);

impl Default for Hashing {
    fn default() -> Self {
        Hashing(Semaphore::new(HASHES_MAX))
    }
}

impl Hashing {
    /// Runs a computation of some ten milliseconds.
    pub async fn run<T: Send + 'static>(&self, compute: impl FnOnce() -> T + Send + 'static) -> AppResult<T> {
        let _turn = self.0.acquire().await.map_err(AppError::fault)?;
        tokio::task::spawn_blocking(compute).await.map_err(AppError::fault)
    }
}

/// From where somebody signs in.
#[derive(Clone, Debug)]
pub struct From {
    /// The address.
    pub address: String,
    /// The program, as it says.
    pub agent: String,
}

/// Who wants to come in.
pub struct SignIn {
    /// The company's code.
    pub company: String,
    /// The user's login.
    pub login: String,
    /// The password.
    pub password: String,
    /// A one-time code or a recovery code, for who has them on.
    pub code: Option<String>,
}

/// A session that began, with the text of its credential.
pub struct SignedIn {
    /// The session.
    pub session: Session,
    /// Shown once.
    pub token: String,
    /// Who.
    pub user: User,
}

/// Signs in with a password and, where the user has them on, a one-time code.
///
/// # Errors
/// `sign_in.refused` for everything that is wrong, whatever it is; `sign_in.code_needed` after a right password;
/// `sign_in.wait` after too many wrong ones.
pub async fn sign_in(app: &App, asked: SignIn, from: From) -> AppResult<SignedIn> {
    let login = asked.login.to_lowercase();
    require_short(&asked.company)?;
    require_short(&login)?;
    let tenant = app.store.find_tenant(&asked.company).await?.map(|tenant| tenant.id);
    let account = format!("login {}/{login}", asked.company);
    guess(app, &account, &from).await?;
    let user = match tenant {
        Some(tenant) => app.store.find_user(tenant, &login).await?.filter(|user| user.is_active),
        None => None,
    };
    let right = prove_password(app, user.as_ref(), asked.password).await?;
    let (Some(tenant), Some(user), true) = (tenant, user, right) else { return Err(refused()) };
    prove_code(app, tenant, &user, asked.code.as_deref()).await?;
    settle(app, &account, &from).await?;
    begin(app, NewSession { tenant, user, terminal: None, from }).await
}

/// Signs a cashier in at the terminal that asks.
///
/// # Errors
/// `sign_in.refused`, `sign_in.wait`.
pub async fn sign_in_at_till(
    app: &App,
    cx: &OpContext,
    login: &str,
    pin: String,
    from: From,
) -> AppResult<SignedIn> {
    let terminal = terminal_of(cx)?;
    let login = login.to_lowercase();
    require_short(&login)?;
    let account = format!("pin {}/{login}", cx.tenant);
    guess(app, &account, &from).await?;
    let user = app.store.find_user(cx.tenant, &login).await?.filter(|user| user.is_active);
    let stored = user.as_ref().and_then(|user| user.pin_hash.clone());
    // Where there is none, the time of a comparison passes all the same.
    let (no_pin, salt) = (stored.is_none(), [0; SALT_BYTES]);
    let compared = app.hashing.run(move || match stored {
        Some(stored) => pin::is_right(&pin, &stored),
        None => {
            pin::hash(&pin, salt);
            Ok(false)
        }
    });
    let is_right = compared.await?.map_err(AppError::fault)? && !no_pin;
    let (Some(user), true) = (user, is_right) else { return Err(refused()) };
    settle(app, &account, &from).await?;
    begin(app, NewSession { tenant: cx.tenant, user, terminal: Some(terminal), from }).await
}

/// The terminal that a device stands for.
pub(super) fn terminal_of(cx: &OpContext) -> AppResult<TerminalId> {
    match cx.actor {
        Actor::Device(terminal) => Ok(terminal),
        _ => {
            let message = "this is for paired terminals: send the terminal's own key";
            Err(AppError::new(ErrorKind::Forbidden, "access.terminal", message))
        }
    }
}

/// Proves once more who is signed in, for what is dangerous.
pub async fn step_up(
    app: &App,
    cx: &OpContext,
    given: String,
    code: Option<&str>,
    from: &From,
) -> AppResult<()> {
    let (user, session) = super::sessions::own(app, cx).await?;
    let account = format!("step-up {}/{}", cx.tenant, user.id);
    guess(app, &account, from).await?;
    if !prove_password(app, Some(&user), given).await? {
        return Err(refused());
    }
    prove_code(app, cx.tenant, &user, code).await?;
    settle(app, &account, from).await?;
    app.store.prove_session(cx.tenant, session, app.now_ms()).await?;
    app.access_changed(cx.tenant);
    Ok(())
}

/// What is longer than any name is nobody's, and is not written down.
fn require_short(name: &str) -> AppResult<()> {
    if name.len() > CODE_MAX * MAX_UTF8 { Err(refused()) } else { Ok(()) }
}

/// Compares a password; takes as long where there is nobody.
pub(super) async fn prove_password(app: &App, user: Option<&User>, given: String) -> AppResult<bool> {
    let stored = user.and_then(|user| user.password_hash.clone());
    let verdict = app.hashing.run(move || password::verify(&given, stored.as_deref())).await?;
    Ok(verdict.map_err(AppError::fault)? != Verdict::Wrong)
}

async fn prove_code(app: &App, tenant: TenantId, user: &User, code: Option<&str>) -> AppResult<()> {
    if !user.totp_is_on {
        return Ok(());
    }
    let Some(code) = code else {
        let message = "send the code that your authenticator shows, or a recovery code";
        return Err(AppError::new(ErrorKind::Unauthenticated, "sign_in.code_needed", message));
    };
    let used = match accepted_step(user, code, app.now_ms()) {
        Some(step) => app.store.use_totp_step(tenant, user.id, step).await?,
        None => match recovery::digest(code) {
            Some(digest) => app.store.use_recovery_code(tenant, user.id, &digest).await?,
            None => false,
        },
    };
    if used { Ok(()) } else { Err(refused()) }
}

/// The step of time whose code this is, where it is good now.
pub(super) fn accepted_step(user: &User, code: &str, now_ms: i64) -> Option<i64> {
    let secret: [u8; SECRET_BYTES] = user.totp_secret.as_deref()?.try_into().ok()?;
    let last = u64::try_from(user.totp_step).ok();
    OneTime::new(secret).accept(code, now_ms, last).and_then(|step| i64::try_from(step).ok())
}

/// Counts a guess before it is looked at; refuses it where it comes too early.
pub(super) async fn guess(app: &App, account: &str, from: &From) -> AppResult<()> {
    let now = app.now_ms();
    let address = format!("address {}", from.address);
    for (what, share) in [(account, 1), (&address, ADDRESS_SHARE)] {
        let found = app.store.guesses(what).await?;
        let wait_ms = Guesses { wrong: found.wrong / share, last_ms: found.last_ms }.wait_ms(now);
        if wait_ms > 0 {
            let seconds = wait_ms.div_euclid(1000) + 1;
            let message = format!("too many wrong attempts; try again in {seconds} s");
            let error = AppError::new(ErrorKind::TooMany, "sign_in.wait", message);
            return Err(error.with_details(serde_json::json!({ "retry_after_s": seconds })));
        }
    }
    app.store.count_guess(account, now, FORGET_MS).await?;
    Ok(app.store.count_guess(&address, now, FORGET_MS).await?)
}

/// The guess was right.
pub(super) async fn settle(app: &App, account: &str, from: &From) -> AppResult<()> {
    app.store.forget_guesses(account).await?;
    // Whoever has an account of their own must not guess at others' for free.
    Ok(app.store.forgive_guess(&format!("address {}", from.address)).await?)
}

pub(super) fn refused() -> AppError {
    AppError::new(ErrorKind::Unauthenticated, "sign_in.refused", "these do not belong together; check each")
}
