//! Jobs: planned times of installations, each run leased by one node, then done, tried again or given up. The store
//! knows no calendar: the caller reads cron expressions and says when a job is due next.

mod end;
mod lease;
mod list;
mod plan;

use crate::words::words;
use bodega_domain::ids::{InstallationId, TenantId};
use uuid::Uuid;

pub use end::CompleteJobError;
pub(crate) use lease::RunKey;

/// A job of an installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Its name in the manifest.
    pub name: String,
    /// Its cron expression.
    pub cron: String,
    /// The planned time of the run that is next or under way.
    pub next_due_ms: i64,
}

/// The right to run a job, for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobLease {
    /// The merchant.
    pub tenant: TenantId,
    /// Whose job.
    pub installation: InstallationId,
    /// The plugin's name.
    pub plugin: String,
    /// The job's name.
    pub job: String,
    /// Its cron expression.
    pub cron: String,
    /// The time it was planned for.
    pub scheduled_at_ms: i64,
    /// Planned times that passed before it without a run.
    pub missed: u32,
    /// Stays the same over all attempts.
    pub invocation: Uuid,
    /// Attempts with this one.
    pub attempts: u32,
    /// When others may take it.
    pub until_ms: i64,
    /// Tells this lease from later ones.
    pub(crate) token: Uuid,
}

/// Where a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum JobRunStatus {
    /// A node is at it, or was until its lease ran out.
    Running,
    /// It failed and will be tried again.
    Waiting,
    /// Its effects are in.
    Done,
    /// It failed for good.
    GivenUp,
}

words!(JobRunStatus { Running = "running", Waiting = "waiting", Done = "done", GivenUp = "given_up" });

/// One planned time of a job and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobRun {
    /// Whose job.
    pub installation: InstallationId,
    /// The job's name.
    pub job: String,
    /// The time it was planned for.
    pub scheduled_at_ms: i64,
    /// Planned times that passed before it without a run.
    pub missed: u32,
    /// The invocation's id.
    pub invocation: Uuid,
    /// Where it stands.
    pub status: JobRunStatus,
    /// Attempts so far.
    pub attempts: u32,
    /// What went wrong last.
    pub error: Option<String>,
    /// When the last attempt began.
    pub started_at_ms: i64,
    /// When it was done or given up.
    pub ended_at_ms: Option<i64>,
}
