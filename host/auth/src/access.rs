//! Who may do what, where. A permission is a string; a role is a set of them; a person or token holds roles at nodes of
//! the org tree, and each reaches down to everything below its node.

pub mod permissions;
mod roles;

pub use permissions::{PERMISSIONS, PermissionError, PermissionFacts, PermissionName};
pub use roles::{BUILT_IN, BuiltIn};

use bodega_domain::ids::OrgUnitId;
pub use bodega_domain::org::Reach;
use std::fmt;
use std::sync::Arc;

/// The most grants of one person or token.
pub const GRANTS_MAX: usize = 200;

/// Some permissions: names, `noun.*` for all of a noun, `plugin:NAME.*` for all of a plugin, `*` for all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PermissionSet(Vec<Arc<str>>);

impl PermissionSet {
    /// Of patterns.
    ///
    /// # Errors
    /// The first that is neither a known permission nor a pattern; those of plugins are known by their form only.
    pub fn of<'a>(patterns: impl IntoIterator<Item = &'a str>) -> Result<Self, PermissionError> {
        patterns
            .into_iter()
            .map(|p| permissions::pattern(p).map(Arc::from))
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Whether one of the patterns covers it.
    pub fn has(&self, permission: &PermissionName) -> bool {
        self.0.iter().any(|pattern| match pattern.strip_suffix('*') {
            Some("") => true,
            Some(noun) => permission.as_str().starts_with(noun),
            None => **pattern == *permission.as_str(),
        })
    }

    /// The same without the host's dangerous permissions.
    pub fn harmless(&self) -> PermissionSet {
        let host = PERMISSIONS.iter().filter(|permission| !permission.is_dangerous);
        let host = host
            .filter(|permission| PermissionName::parse(permission.name).is_ok_and(|name| self.has(&name)));
        let plugins = self.0.iter().filter(|pattern| pattern.starts_with("plugin:")).cloned();
        PermissionSet(host.map(|permission| Arc::from(permission.name)).chain(plugins).collect())
    }

    /// The patterns, as they were given.
    pub fn patterns(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|pattern| &**pattern)
    }
}

/// A role that somebody holds at a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The role's name, for people.
    pub role: Arc<str>,
    /// What the role may do.
    pub may: Arc<PermissionSet>,
    /// Where, and at everything below; `None` = the whole tenant.
    pub at: Option<OrgUnitId>,
    /// When it ends, ms since 1970 UTC.
    pub until_ms: Option<i64>,
}

impl Grant {
    fn is_over(&self, now_ms: i64) -> bool {
        self.until_ms.is_some_and(|until| until <= now_ms)
    }

    fn reaches(&self, lineage: &[OrgUnitId]) -> bool {
        self.at.is_none_or(|node| lineage.contains(&node))
    }
}

/// Everything that somebody holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grants(pub Vec<Grant>);

/// Whether somebody may do something, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// This role at this node allows it.
    Allowed {
        /// The role's name.
        role: Arc<str>,
        /// Where it is held.
        at: Option<OrgUnitId>,
    },
    /// No role of theirs has the permission.
    NoRole,
    /// A role has it, but is held elsewhere: at these nodes.
    Elsewhere(Vec<OrgUnitId>),
    /// A role had it here until this moment, ms since 1970 UTC.
    Over(i64),
}

impl Decision {
    /// Whether they may.
    pub fn is_allowed(&self) -> bool {
        matches!(self, Decision::Allowed { .. })
    }
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Decision::Allowed { role, at: None } => write!(f, "allowed by role {role} in the whole company"),
            Decision::Allowed { role, at: Some(node) } => write!(f, "allowed by role {role} held at {node}"),
            Decision::NoRole => f.write_str("no role allows it"),
            Decision::Elsewhere(nodes) => {
                let nodes: Vec<String> = nodes.iter().map(ToString::to_string).collect();
                write!(f, "a role allows it, but only at {}", nodes.join(", "))
            }
            Decision::Over(ms) => write!(f, "the role that allowed it ended at {ms} ms"),
        }
    }
}

impl Grants {
    /// Whether `permission` is held for a unit with this lineage (itself and all above it); an empty lineage is what
    /// belongs to no unit, which only grants for the whole tenant reach.
    pub fn decide(&self, permission: &PermissionName, lineage: &[OrgUnitId], now_ms: i64) -> Decision {
        let (mut elsewhere, mut over) = (Vec::new(), None);
        for grant in self.0.iter().filter(|grant| grant.may.has(permission)) {
            match (grant.is_over(now_ms), grant.reaches(lineage)) {
                (false, true) => return Decision::Allowed { role: grant.role.clone(), at: grant.at },
                (false, false) => elsewhere.extend(grant.at),
                (true, true) => over = over.max(grant.until_ms),
                (true, false) => {}
            }
        }
        match (over, elsewhere.is_empty()) {
            (Some(until_ms), _) => Decision::Over(until_ms),
            (None, false) => Decision::Elsewhere(elsewhere),
            (None, true) => Decision::NoRole,
        }
    }

    /// Where `permission` is held.
    pub fn reach(&self, permission: &PermissionName, now_ms: i64) -> Reach {
        let holding = self.0.iter().filter(|grant| !grant.is_over(now_ms) && grant.may.has(permission));
        let mut nodes = Vec::new();
        for grant in holding {
            match grant.at {
                None => return Reach::Everywhere,
                Some(node) if !nodes.contains(&node) => nodes.push(node),
                Some(_) => {}
            }
        }
        Reach::Below(nodes)
    }

    /// What is left of them at one unit, there only, without what is dangerous.
    pub fn only_at(&self, lineage: &[OrgUnitId]) -> Grants {
        let here = self.0.iter().filter(|grant| grant.reaches(lineage));
        let at = lineage.first().copied();
        Grants(here.map(|grant| Grant { may: Arc::new(grant.may.harmless()), at, ..grant.clone() }).collect())
    }

    /// Whether somebody who holds these may give `role` at a node: nobody gives what they do not hold there themselves.
    pub fn may_give(&self, role: &PermissionSet, lineage: &[OrgUnitId], now_ms: i64) -> bool {
        let held = || self.0.iter().filter(|grant| !grant.is_over(now_ms) && grant.reaches(lineage));
        role.patterns().all(|pattern| match pattern.strip_suffix('*') {
            None => PermissionName::parse(pattern).is_ok_and(|name| held().any(|grant| grant.may.has(&name))),
            // A pattern is held where one at least as wide is.
            Some(noun) => held().any(|grant| {
                grant.may.patterns().any(|p| p.strip_suffix('*').is_some_and(|wide| noun.starts_with(wide)))
            }),
        })
    }
}

#[cfg(test)]
mod tests;
