//! Paired terminals: a manager shows a code, the device types it in and keeps a key from then on.

use super::sign_in::{From, guess, refused, settle, terminal_of};
use super::users::UserWithRoles;
use crate::app::App;
use crate::context::OpContext;
use crate::error::{AppError, AppResult};
use crate::org::get_terminal;
use bodega_auth::access::permissions::SALE_CREATE;
use bodega_auth::{CredentialKind, issue};
use bodega_domain::ids::{TenantId, TerminalId};
pub use bodega_store::access::Device;
use bodega_store::access::User;
use bodega_store::{PageRequest, org::Terminal};
use sha2::{Digest, Sha256};

/// How long a pairing code is good, ms.
const CODE_MS: i64 = 10 * 60 * 1000;
/// Digits and letters that nobody mistakes for others.
const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
/// Characters of a code: 40 bits, which ten minutes and the lock-out of addresses guard.
const CODE_LEN: usize = 8;

/// A code to show to whoever stands at the device.
pub struct PairingCode {
    /// The code, `XXXX-XXXX`.
    pub code: String,
    /// Until when it is good, ms since 1970 UTC.
    pub expires_at_ms: i64,
}

/// Makes a pairing code for a terminal; an earlier one is good no more.
pub async fn begin_pairing(app: &App, cx: &OpContext, terminal: TerminalId) -> AppResult<PairingCode> {
    get_terminal(app, cx, terminal).await?;
    let random: [u8; CODE_LEN] = rand::random();
    let code: String = random.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect();
    let expires_at_ms = app.now_ms() + CODE_MS;
    app.store.put_pairing(cx.tenant, terminal, &digest(&code), expires_at_ms).await?;
    Ok(PairingCode { code: format!("{}-{}", &code[..4], &code[4..]), expires_at_ms })
}

fn digest(code: &str) -> [u8; 32] {
    Sha256::digest(code.as_bytes()).into()
}

/// A device that was paired.
pub struct Paired {
    /// Whose it is.
    pub tenant: TenantId,
    /// Which terminal it is from now on.
    pub terminal: TerminalId,
    /// Its key, shown once.
    pub token: String,
}

/// Pairs the device that presents a code. The one that was paired before is cut off.
///
/// # Errors
/// `sign_in.refused` for a code that is wrong, used or too old; `sign_in.wait`.
pub async fn pair(app: &App, code: &str, from: From) -> AppResult<Paired> {
    let account = format!("pair {}", from.address);
    guess(app, &account, &from).await?;
    let code: String = code.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase();
    let random = rand::random();
    // The key names the terminal, which is not known yet: it is made for each code anew.
    let found = app.store.pairing_of(&digest(&code), app.now_ms()).await?;
    let (_, terminal) = found.ok_or_else(refused)?;
    let issued = issue(CredentialKind::Device, terminal.0, random);
    let paired = app.store.pair(&digest(&code), &issued.secret_sha256, app.now_ms()).await?;
    let (tenant, terminal) = paired.ok_or_else(refused)?;
    settle(app, &account, &from).await?;
    app.access_changed(tenant);
    tracing::info!(%tenant, %terminal, "paired a device");
    Ok(Paired { tenant, terminal, token: issued.text })
}

/// The device of a terminal.
pub async fn get_device(app: &App, cx: &OpContext, terminal: TerminalId) -> AppResult<Device> {
    get_terminal(app, cx, terminal).await?;
    let found = app.store.get_device(cx.tenant, terminal).await?;
    found.ok_or_else(|| {
        AppError::not_found("device.unknown", format!("a device paired as terminal {terminal}"))
    })
}

/// Cuts a terminal's device off, and whoever is signed in at it.
pub async fn unpair(app: &App, cx: &OpContext, terminal: TerminalId) -> AppResult<()> {
    get_terminal(app, cx, terminal).await?;
    if !app.store.unpair(cx.tenant, terminal, app.now_ms()).await? {
        return Err(AppError::not_found("device.unknown", format!("a device paired as terminal {terminal}")));
    }
    app.access_changed(cx.tenant);
    Ok(())
}

/// The terminal that the device is, and who may sign in at it: those who have a PIN and sell here.
pub async fn own_till(app: &App, cx: &OpContext) -> AppResult<(Terminal, Vec<User>)> {
    let terminal = app.store.get_terminal(cx.tenant, terminal_of(cx)?).await?.ok_or_else(refused)?;
    let store = app.store.get_org_unit(cx.tenant, terminal.store).await?.ok_or_else(refused)?;
    let (lineage, now) = (store.lineage(), app.now_ms());
    let whole = OpContext::system(cx.tenant);
    let mut sellers = Vec::new();
    let mut page = PageRequest::default();
    loop {
        let users = super::users::list_users(app, &whole, &page).await?;
        for UserWithRoles { user, .. } in users.items {
            if !user.is_active || user.pin_hash.is_none() {
                continue;
            }
            let grants = super::roles::grants_of(app, cx.tenant, user.id.0).await?;
            if grants.decide(&SALE_CREATE, &lineage, now).is_allowed() {
                sellers.push(user);
            }
        }
        match users.next {
            Some(next) => page.after = Some(next),
            None => return Ok((terminal, sellers)),
        }
    }
}
