//! Where an installation is on, and who gets its candidate.

use crate::app::App;
use crate::error::{AppError, AppResult, ErrorKind};
use bodega_domain::digest::Digest;
use bodega_domain::ids::{InstallationId, OrgUnitId, TenantId, TerminalId};

/// Org units where an installation is on, with all below them; empty = the whole tenant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope(pub Vec<OrgUnitId>);

impl Scope {
    /// Whether a unit with this lineage (itself and all above it) is in it.
    pub fn covers(&self, lineage: &[OrgUnitId]) -> bool {
        self.is_everywhere() || self.0.iter().any(|unit| lineage.contains(unit))
    }

    /// Whether it is the whole tenant.
    pub fn is_everywhere(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether an org unit of the tenant is in it. A unit that is not there is only in the whole tenant.
    pub(crate) async fn holds(&self, app: &App, tenant: TenantId, unit: OrgUnitId) -> AppResult<bool> {
        if self.is_everywhere() {
            return Ok(true);
        }
        let unit = app.store.get_org_unit(tenant, unit).await?;
        Ok(unit.is_some_and(|unit| self.covers(&unit.lineage())))
    }

    /// Refuses to serve a store where the plugin is not on.
    pub(crate) async fn require(
        &self,
        app: &App,
        tenant: TenantId,
        plugin: &str,
        store: Option<OrgUnitId>,
    ) -> AppResult<()> {
        match store {
            Some(store) if !self.holds(app, tenant, store).await? => {
                let message = format!("{plugin} is not on for this store");
                Err(AppError::new(ErrorKind::NotFound, "plugin.not_here", message))
            }
            _ => Ok(()),
        }
    }
}

/// Who is served by a candidate on canary: some stores, or a share of all terminals.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CanaryShare {
    /// Stores that are in it whole.
    pub stores: Vec<OrgUnitId>,
    /// Of the other stores' terminals, so many of a thousand.
    pub permille: u32,
}

impl CanaryShare {
    /// Whether a terminal is in it. The same terminal always is or is not, so that a quote and its sale agree.
    pub fn includes(&self, installation: InstallationId, store: OrgUnitId, terminal: TerminalId) -> bool {
        if self.stores.contains(&store) {
            return true;
        }
        let digest = Digest::of(format!("{installation}/{terminal}").as_bytes());
        let draw =
            digest.hex().get(..8).and_then(|hex| u32::from_str_radix(hex, 16).ok()).unwrap_or(u32::MAX);
        draw % 1000 < self.permille
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn unit(n: u128) -> OrgUnitId {
        OrgUnitId(Uuid::from_u128(n))
    }

    #[test]
    fn a_scope_reaches_down() {
        let lineage = [unit(3), unit(2), unit(1)];
        assert!(Scope::default().covers(&lineage));
        assert!(Scope(vec![unit(9), unit(2)]).covers(&lineage));
        assert!(!Scope(vec![unit(9)]).covers(&lineage));
    }

    #[test]
    fn a_canary_takes_its_stores_and_about_its_share_of_terminals() {
        let share = CanaryShare { stores: vec![unit(1)], permille: 100 };
        let installation = InstallationId(Uuid::from_u128(7));
        let terminal = |n| TerminalId(Uuid::from_u128(n));
        assert!((0..100).all(|n| share.includes(installation, unit(1), terminal(n))));
        let chosen = (0..2000).filter(|n| share.includes(installation, unit(2), terminal(*n))).count();
        assert!((120..280).contains(&chosen), "{chosen}");
        let again = (0..2000).filter(|n| share.includes(installation, unit(2), terminal(*n))).count();
        assert_eq!(chosen, again);
    }
}
