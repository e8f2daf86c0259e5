//! Who asks: every use case takes it first.

use bodega_auth::Scope;
use bodega_domain::ids::{TenantId, TokenId};

/// The caller of a use case.
#[derive(Clone, Copy, Debug)]
pub struct OpContext {
    /// Whose data.
    pub tenant: TenantId,
    /// With which token; `None` for the command line and background work.
    pub token: Option<TokenId>,
    /// What the caller may do.
    pub scope: Scope,
}

impl OpContext {
    /// The command line and background work: everything in one tenant.
    pub fn system(tenant: TenantId) -> Self {
        OpContext { tenant, token: None, scope: Scope::Admin }
    }
}
