//! Lists runs of jobs.

use crate::extract::{ApiJson, ApiQuery, Caller, Listed, page_request};
use crate::problem::ApiResult;
use crate::wire::wire_enum;
use axum::extract::State;
use bodega_app::{App, data, plugins};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

wire_enum! {
    /// Where a run stands.
    JobRunStatus = bodega_app::data::JobRunStatus {
        /// A node is at it.
        Running,
        /// It failed and will be tried again.
        Waiting,
        /// Its effects are in.
        Done,
        /// It failed for good, or was missed.
        GivenUp,
    }
}

/// Which runs.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct JobRunsQuery {
    /// Of one installation.
    installation: Option<Uuid>,
    /// Rows wanted, 1 to 500; 50 where not given.
    limit: Option<u32>,
    /// `next` of the page before.
    after: Option<String>,
}

/// One planned time of a job and what came of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct JobRun {
    /// Whose.
    pub installation: Uuid,
    /// The job's name.
    pub job: String,
    /// The time it was planned for, ms since 1970 UTC.
    pub scheduled_at_ms: i64,
    /// Planned times that passed before it without a run.
    pub missed: u32,
    /// Where it stands.
    pub status: JobRunStatus,
    /// Attempts so far.
    pub attempts: u32,
    /// What went wrong last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// When the last attempt began, ms since 1970 UTC.
    pub started_at_ms: i64,
    /// When it was done or given up, ms since 1970 UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at_ms: Option<i64>,
}

impl From<data::JobRun> for JobRun {
    fn from(run: data::JobRun) -> Self {
        JobRun {
            installation: run.installation.0,
            job: run.job,
            scheduled_at_ms: run.scheduled_at_ms,
            missed: run.missed,
            status: run.status.into(),
            attempts: run.attempts,
            error: run.error,
            started_at_ms: run.started_at_ms,
            ended_at_ms: run.ended_at_ms,
        }
    }
}

/// List runs of plugins' jobs, newest first
#[utoipa::path(get, path = "/v1/job-runs", tag = "plugins", params(JobRunsQuery),
    responses((status = 200, body = Listed<JobRun>)))]
pub(crate) async fn list_job_runs(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiQuery(query): ApiQuery<JobRunsQuery>,
) -> ApiResult<ApiJson<Listed<JobRun>>> {
    let Caller(cx) = caller;
    let page = page_request(query.limit, query.after)?;
    let runs = plugins::list_job_runs(&app, &cx, query.installation.map(Into::into), &page).await?;
    Ok(ApiJson(Listed::of(runs)))
}
