//! From a push to a release: what is checked at once, what a host checks after, and what a person decides.
//!
//! `checking` -> `in_review` -> `released` (or `rejected`), then perhaps `yanked` or `killed`. A version that was never out
//! may be pushed again; one that was out never changes.

mod compat;
mod decide;
mod read;
mod submit;
mod work;

use crate::store::entities::version;
use crate::{Digest, RegistryError};
use bodega_package::Package;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

pub(crate) use decide::{Decision, DecisionError, decide};
pub(crate) use read::{load, read, read_version};
pub(crate) use submit::submit;

/// Where a version is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Status {
    /// Pushed; the host's checks have yet to run.
    Checking,
    /// Waits for a person.
    InReview,
    /// Refused by a check or a person; may be pushed again.
    Rejected,
    /// Out.
    Released,
    /// Out, but no longer offered: those who have it keep it.
    Yanked,
    /// Withdrawn: hosts must not run it.
    Killed,
}

impl Status {
    const ALL: [Status; 6] = [
        Status::Checking,
        Status::InReview,
        Status::Rejected,
        Status::Released,
        Status::Yanked,
        Status::Killed,
    ];

    /// The text in the database and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Checking => "checking",
            Status::InReview => "in_review",
            Status::Rejected => "rejected",
            Status::Released => "released",
            Status::Yanked => "yanked",
            Status::Killed => "killed",
        }
    }

    /// Reads [`Self::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }

    /// Whether the version was out once, so that its bytes never change.
    pub fn is_decided(self) -> bool {
        matches!(self, Status::Released | Status::Yanked | Status::Killed)
    }
}

/// The status of a row.
pub(crate) fn status_of(row: &version::Model) -> Result<Status, RegistryError> {
    Status::parse(&row.status).ok_or_else(|| RegistryError::damaged("status", &row.status))
}

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// A reviewer should look.
    Warning,
    /// The release cannot come out.
    Error,
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// How grave.
    pub severity: Severity,
    /// Stable and dotted, e.g. `budget.exceeded`.
    pub code: String,
    /// What was found and what to do about it.
    pub message: String,
}

impl Finding {
    /// A finding.
    pub fn new(severity: Severity, code: &str, message: impl Into<String>) -> Self {
        Finding { severity, code: code.to_owned(), message: message.into() }
    }
}

/// A release that passed the registry's own checks.
#[derive(Clone, Debug)]
pub struct Release {
    /// The package.
    pub package: Package,
    /// Digest of the package's OCI manifest.
    pub digest: Digest,
    /// The last version that came out before it, if any.
    pub previous: Option<String>,
}

/// The checks that need a host: runs of sample baskets within the budget, runs of hostile inputs.
#[async_trait::async_trait]
pub trait ReleaseChecks: Send + Sync {
    /// Runs them. An `Err` means that they could not be run, and they are tried again.
    async fn check(
        &self,
        release: &Release,
    ) -> Result<Vec<Finding>, Box<dyn std::error::Error + Send + Sync>>;
}

/// A registry that has no host beside it: the reviewer is told that nothing was run.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoHost;

#[async_trait::async_trait]
impl ReleaseChecks for NoHost {
    async fn check(&self, _: &Release) -> Result<Vec<Finding>, Box<dyn std::error::Error + Send + Sync>> {
        let message =
            "this registry has no host to run the plugin in: budget and hostile inputs were not tried";
        Ok(vec![Finding::new(Severity::Warning, "host.absent", message)])
    }
}

/// A package as it was pushed, read and checked.
pub(crate) struct Submitted {
    pub package: Package,
    pub digest: Digest,
    /// Id of the key that vouches for it.
    pub signer: String,
    pub permissions: Vec<String>,
    pub files: Vec<File>,
    pub findings: Vec<Finding>,
    pub size: u64,
}

/// A file of a package that the catalogue serves: icon, screenshots, changelog, schemas.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct File {
    pub path: String,
    pub media_type: String,
    pub digest: String,
    pub size: u64,
}

/// Why a push is no release.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReleaseError {
    /// The author can mend it.
    #[error("{0}")]
    Refused(String),
    /// The publisher may not.
    #[error("{0}")]
    Denied(String),
    /// The registry's own failure.
    #[error(transparent)]
    Failed(#[from] RegistryError),
}

impl From<sea_orm::DbErr> for ReleaseError {
    fn from(error: sea_orm::DbErr) -> Self {
        ReleaseError::Failed(error.into())
    }
}

/// The checks of a registry, shared.
pub(crate) type Checks = Arc<dyn ReleaseChecks>;
