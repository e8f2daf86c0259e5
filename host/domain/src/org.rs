//! The org tree: head office, regions, stores and warehouses, each below another.

use crate::ids::OrgUnitId;

/// Where somebody may do something: what is done there, and what a list is filtered by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Reach {
    /// In the whole tenant, also in what belongs to no unit.
    #[default]
    Everywhere,
    /// At these nodes and below; empty = nowhere.
    Below(Vec<OrgUnitId>),
}

impl Reach {
    /// Whether it holds a unit with this lineage (itself and all above it).
    pub fn holds(&self, lineage: &[OrgUnitId]) -> bool {
        match self {
            Reach::Everywhere => true,
            Reach::Below(nodes) => nodes.iter().any(|node| lineage.contains(node)),
        }
    }

    /// Whether it is nothing at all.
    pub fn is_nowhere(&self) -> bool {
        matches!(self, Reach::Below(nodes) if nodes.is_empty())
    }
}
