//! Who may come in and what they may do there: roles, grants, users, sessions, devices, wrong guesses.

mod devices;
mod grants;
mod guesses;
mod roles;
mod sessions;
mod users;

use bodega_domain::ids::{OrgUnitId, SessionId, TenantId, TerminalId, UserId};

pub use devices::Device;
pub(crate) use grants::write_grants;
pub use guesses::Guessed;
pub use users::PutUserError;

/// A role of the tenant's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnRole {
    /// Stable, for programs.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// Patterns of permissions.
    pub permissions: Vec<String>,
}

/// A role that somebody holds at a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldRole {
    /// The role's name, built in or own.
    pub role: String,
    /// Where, and at everything below; `None` = the whole tenant.
    pub at: Option<OrgUnitId>,
    /// When it ends, ms since 1970 UTC.
    pub until_ms: Option<i64>,
}

/// Somebody who works for the merchant. Nothing is kept of them that work does not need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Their id.
    pub id: UserId,
    /// What they sign in with, unique in the tenant, in lower case.
    pub login: String,
    /// What others call them.
    pub name: String,
    /// Whether they may sign in.
    pub is_active: bool,
    /// Argon2id, a PHC string; `None` = no password yet.
    pub password_hash: Option<String>,
    /// The same of their PIN.
    pub pin_hash: Option<String>,
    /// The key of their one-time codes.
    pub totp_secret: Option<Vec<u8>>,
    /// Whether one-time codes are asked for: they proved that they have the key.
    pub totp_is_on: bool,
    /// The last step of time whose code was used.
    pub totp_step: i64,
    /// When they were entered, ms since 1970 UTC.
    pub created_at_ms: i64,
}

/// A sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Whose data.
    pub tenant: TenantId,
    /// SHA-256 of its secret.
    pub secret_sha256: [u8; 32],
    /// Who signed in.
    pub user: UserId,
    /// At which till, with a PIN.
    pub terminal: Option<TerminalId>,
    /// With which program, as it says.
    pub agent: String,
    /// From which address.
    pub address: String,
    /// When, ms since 1970 UTC.
    pub created_at_ms: i64,
    /// When they last proved who they are.
    pub proved_at_ms: i64,
    /// When it was last seen, to the minute.
    pub seen_at_ms: i64,
    /// When it ends at the latest.
    pub expires_at_ms: i64,
    /// When it was ended.
    pub ended_at_ms: Option<i64>,
}
