//! Where an installation is on, and who gets its candidate.

use bodega_domain::digest::Digest;
use bodega_domain::ids::{InstallationId, OrgUnitId, TerminalId};

/// Org units where an installation is on, with all below them; empty = the whole tenant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope(pub Vec<OrgUnitId>);

impl Scope {
    /// Whether a unit with this lineage (itself and all above it) is in it.
    pub fn covers(&self, lineage: &[OrgUnitId]) -> bool {
        self.0.is_empty() || self.0.iter().any(|unit| lineage.contains(unit))
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
