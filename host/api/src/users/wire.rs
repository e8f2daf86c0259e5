//! Users, roles they hold and sessions on the wire.

use bodega_app::access::roles::HeldRole;
use bodega_app::access::sessions;
use bodega_app::access::users::{PutUser, UserWithRoles};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A role held at a node of the organisation and at everything below.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Grant {
    /// The role's name, built in or the company's own.
    pub role: String,
    /// Where; the whole company where not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Uuid>,
    /// When it ends, ms since 1970 UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until_ms: Option<i64>,
}

impl From<Grant> for HeldRole {
    fn from(grant: Grant) -> Self {
        HeldRole { role: grant.role, at: grant.at.map(Into::into), until_ms: grant.until_ms }
    }
}

impl From<HeldRole> for Grant {
    fn from(held: HeldRole) -> Self {
        Grant { role: held.role, at: held.at.map(|unit| unit.0), until_ms: held.until_ms }
    }
}

/// A user to make or change.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PutUserBody {
    /// What they sign in with, unique in the company; upper and lower case are the same.
    pub login: String,
    /// What others call them.
    pub name: String,
    /// Whether they may sign in; taking it away signs them out.
    #[serde(default = "yes")]
    pub is_active: bool,
    /// The roles that they hold from now on.
    pub grants: Vec<Grant>,
}

fn yes() -> bool {
    true
}

impl PutUserBody {
    /// What the use case takes.
    pub fn into_user(self, id: Uuid) -> PutUser {
        PutUser {
            id: id.into(),
            login: self.login,
            name: self.name,
            is_active: self.is_active,
            grants: super::grants(self.grants),
        }
    }
}

/// Somebody who works for the company.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct User {
    /// Their id.
    pub id: Uuid,
    /// What they sign in with.
    pub login: String,
    /// What others call them.
    pub name: String,
    /// Whether they may sign in.
    pub is_active: bool,
    /// Whether they have a password.
    pub has_password: bool,
    /// Whether they have a PIN for tills.
    pub has_pin: bool,
    /// Whether they are asked for one-time codes.
    pub has_codes: bool,
    /// The roles that they hold.
    pub grants: Vec<Grant>,
    /// When they were entered, ms since 1970 UTC.
    pub created_at_ms: i64,
}

impl From<UserWithRoles> for User {
    fn from(UserWithRoles { user, grants }: UserWithRoles) -> Self {
        User {
            id: user.id.0,
            login: user.login,
            name: user.name,
            is_active: user.is_active,
            has_password: user.password_hash.is_some(),
            has_pin: user.pin_hash.is_some(),
            has_codes: user.totp_is_on,
            grants: grants.into_iter().map(Into::into).collect(),
            created_at_ms: user.created_at_ms,
        }
    }
}

/// A sign-in.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Session {
    /// Its id.
    pub id: Uuid,
    /// At which till, with a PIN.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub terminal: Option<Uuid>,
    /// With which program, as it says.
    pub agent: String,
    /// From which address.
    pub address: String,
    /// When, ms since 1970 UTC.
    pub created_at_ms: i64,
    /// When it was last seen, to the minute.
    pub seen_at_ms: i64,
    /// When it ends unless it is used.
    pub expires_at_ms: i64,
}

impl From<sessions::Session> for Session {
    fn from(session: sessions::Session) -> Self {
        Session {
            id: session.id.0,
            terminal: session.terminal.map(|terminal| terminal.0),
            agent: session.agent,
            address: session.address,
            created_at_ms: session.created_at_ms,
            seen_at_ms: session.seen_at_ms,
            expires_at_ms: session.expires_at_ms,
        }
    }
}
