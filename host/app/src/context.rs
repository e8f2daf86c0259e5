//! Who asks: every use case takes it first.

use crate::app::App;
use crate::error::{AppError, AppResult, ErrorKind};
use bodega_auth::access::{Grants, PermissionName, Reach};
use bodega_domain::ids::{OrgUnitId, SessionId, TenantId, TerminalId, TokenId, UserId};
use bodega_store::org::OrgUnit;
use std::fmt;
use std::sync::Arc;

/// How long a proof of who somebody is counts for what is dangerous, ms.
const PROOF_MS: i64 = 15 * 60 * 1000;

/// Who acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Actor {
    /// The command line or background work.
    System,
    /// A program of the merchant's or an integrator's.
    Token(TokenId),
    /// Somebody who signed in.
    User {
        /// Who.
        user: UserId,
        /// In which session.
        session: SessionId,
        /// At which till, for those who signed in with a PIN.
        terminal: Option<TerminalId>,
    },
    /// A paired terminal that nobody is signed in at.
    Device(TerminalId),
}

/// Stable, for records: `user <id>`.
impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Actor::System => f.write_str("system"),
            Actor::Token(id) => write!(f, "token {id}"),
            Actor::User { user, .. } => write!(f, "user {user}"),
            Actor::Device(id) => write!(f, "terminal {id}"),
        }
    }
}

/// The caller of a use case.
#[derive(Clone, Debug)]
pub struct OpContext {
    /// Whose data.
    pub tenant: TenantId,
    /// Who acts.
    pub actor: Actor,
    /// All that the caller may do; `None` = everything.
    pub grants: Option<Arc<Grants>>,
    /// Where the caller may do what it asks for.
    pub reach: Reach,
    /// When somebody signed in last proved who they are, ms since 1970 UTC; `None` for programs.
    pub proved_at_ms: Option<i64>,
}

impl OpContext {
    /// The command line and background work: everything in one tenant.
    pub fn system(tenant: TenantId) -> Self {
        OpContext { tenant, actor: Actor::System, grants: None, reach: Reach::Everywhere, proved_at_ms: None }
    }

    /// The same caller, for something that takes another permission.
    pub fn asking(&self, permission: &PermissionName, now_ms: i64) -> OpContext {
        let reach = self.grants.as_ref().map_or(Reach::Everywhere, |grants| grants.reach(permission, now_ms));
        OpContext { reach, ..self.clone() }
    }

    /// Whether the caller holds a permission anywhere.
    pub fn holds(&self, permission: &PermissionName, now_ms: i64) -> bool {
        !self.asking(permission, now_ms).reach.is_nowhere()
    }

    /// Refuses what is done at a unit that the caller does not reach.
    ///
    /// # Errors
    /// `access.elsewhere`.
    pub fn require_unit(&self, unit: &OrgUnit) -> AppResult<()> {
        if matches!(self.reach, Reach::Everywhere) || self.reach.holds(&unit.lineage()) {
            return Ok(());
        }
        Err(elsewhere(&unit.name))
    }

    /// [`Self::require_unit`] by id. A unit that is not there is nobody's but the whole tenant's.
    pub async fn require_at(&self, app: &App, unit: OrgUnitId) -> AppResult<()> {
        if matches!(self.reach, Reach::Everywhere) {
            return Ok(());
        }
        match app.store.get_org_unit(self.tenant, unit).await? {
            Some(unit) => self.require_unit(&unit),
            None => Err(elsewhere(&unit.to_string())),
        }
    }

    /// Refuses what is done for no store in particular where the caller does not reach the whole tenant.
    pub async fn require_store(&self, app: &App, store: Option<OrgUnitId>) -> AppResult<()> {
        match store {
            Some(store) => self.require_at(app, store).await,
            None => self.require_whole(),
        }
    }

    /// Refuses what is dangerous to who did not prove a moment ago who they are. Programs have no password to ask for.
    ///
    /// # Errors
    /// `access.step_up`.
    pub fn require_proof(&self, app: &App) -> AppResult<()> {
        match self.proved_at_ms {
            Some(proved) if app.now_ms() - proved > PROOF_MS => {
                let message = "prove once more who you are: POST /v1/me/step-up, then ask again";
                Err(AppError::new(ErrorKind::Forbidden, "access.step_up", message))
            }
            _ => Ok(()),
        }
    }

    /// Refuses what concerns the whole tenant.
    ///
    /// # Errors
    /// `access.whole_company`.
    pub fn require_whole(&self) -> AppResult<()> {
        if matches!(self.reach, Reach::Everywhere) {
            return Ok(());
        }
        let message = "this concerns the whole company; your role is for a part of it";
        Err(AppError::new(ErrorKind::Forbidden, "access.whole_company", message))
    }
}

fn elsewhere(unit: &str) -> AppError {
    let message = format!("your role does not reach {unit}");
    AppError::new(ErrorKind::Forbidden, "access.elsewhere", message)
}
