//! Objections to a sale, as plugins that check sales raise them.

use crate::digest::Digest;
use crate::ids::InstallationId;
use crate::pricing::{DeclaredInputs, SkipReason};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What an objection asks for, mildest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// People read it; the sale goes on.
    Remark,
    /// The sale goes on when a manager says so.
    Override,
    /// The sale is refused.
    Refuse,
}

/// Why a sale should not be as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objection {
    /// The plugin's own stable name of the rule.
    pub code: String,
    /// What it asks for.
    pub severity: Severity,
    /// The line at fault.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// What to do about it, by language.
    pub message: BTreeMap<String, String>,
}

/// An objection and who raised it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raised {
    /// By whom.
    pub installation: InstallationId,
    /// The plugin's name.
    pub plugin: String,
    /// What.
    #[serde(flatten)]
    pub objection: Objection,
}

/// One installation that was asked whether a sale may be: with what, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// Which installation.
    pub installation: InstallationId,
    /// The plugin's name.
    pub plugin: String,
    /// The plugin's version.
    pub version: String,
    /// The component's digest.
    pub component: Digest,
    /// The snapshot's digest; `None` = it has no snapshot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snapshot: Option<Digest>,
    /// What was fetched for it.
    #[serde(default)]
    pub declared: DeclaredInputs,
    /// What it said.
    pub verdict: Verdict,
}

/// What a check's call gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Its objections, as the host took them.
    Objections(Vec<Objection>),
    /// No answer, and why; the sale went on without it.
    Failed(SkipReason),
}

/// All that was checked before a sale was committed: kept with it, to be asked again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Checks {
    /// Method and amount (minor units) of each tender that the checks saw.
    pub tenders: Vec<(String, i64)>,
    /// In the order of asking.
    pub checks: Vec<Check>,
}

/// A manager's word for one objection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Override {
    /// Who raised it.
    pub installation: InstallationId,
    /// Its code.
    pub code: String,
    /// Who says so.
    pub by: String,
    /// Why.
    pub reason: String,
}
