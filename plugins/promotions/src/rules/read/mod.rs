//! Reads promotion documents and policies from JSON. A member that is `null` counts as left out; members the
//! format does not know are commentary; a wrong type, an unknown kind or an unknown option is refused with an
//! error that names the member.

mod conditions;
mod effects;
mod object;
mod policy;
mod promotion;
mod tables;

pub(super) use object::Object;
pub(super) use policy::read_policy;
pub(super) use promotion::read_promotion;
pub(super) use tables::{NamedTarget, Tables};

use std::fmt;

/// Why a document or a policy is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid {
    /// The promotion's id; none for the policy.
    pub promotion: Option<String>,
    /// Path of the member, e.g. `effect.tiers[1].gte`.
    pub member: String,
    /// What is wrong with it.
    pub problem: String,
}

impl Invalid {
    pub(super) fn new(member: impl Into<String>, problem: impl Into<String>) -> Self {
        Invalid { promotion: None, member: member.into(), problem: problem.into() }
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.promotion {
            Some(id) => write!(f, "promotion `{id}`: ")?,
            None => f.write_str("policy: ")?,
        }
        write!(f, "{}: {}", self.member, self.problem)
    }
}

impl std::error::Error for Invalid {}
