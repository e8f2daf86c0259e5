//! Another version of a plugin, tried beside the one in use or for some, before it takes over.

use super::wire::{Installation, digest};
use crate::extract::{ApiJson, ApiPath, ApiQuery, Caller, Listed, PageParams};
use crate::problem::{ApiResult, Problem};
use crate::wire::{stored_json, wire_enum};
use axum::extract::State;
use axum::http::StatusCode;
use bodega_app::App;
use bodega_app::data::{CandidateMode, ShadowDifference};
use bodega_app::plugins::{self, TrialRequest, TrialView};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::Arc;
use utoipa::ToSchema;
use uuid::Uuid;

wire_enum! {
    /// How a version is tried.
    TrialMode = bodega_app::data::CandidateMode {
        /// Beside the one in use: answers are compared and dropped.
        Shadow,
        /// Instead of it, for some.
        Canary,
    }
}

/// A version to try.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PutTrial {
    /// Digest of its package, of the same plugin.
    #[schema(pattern = "^sha256:[0-9a-f]{64}$")]
    pub package: String,
    /// How.
    pub mode: TrialMode,
    /// Stores that are on the canary.
    #[serde(default)]
    pub stores: Vec<Uuid>,
    /// How many of a thousand terminals of the other stores are; a terminal always is or is not.
    #[serde(default)]
    #[schema(maximum = 1000)]
    pub permille: u32,
    /// Its settings; those in use where not given.
    pub settings: Option<Value>,
    /// As for an installation.
    #[schema(pattern = "^sha256:[0-9a-f]{64}$")]
    pub consent: Option<String>,
}

impl PutTrial {
    fn into_request(self) -> Result<TrialRequest, Problem> {
        Ok(TrialRequest {
            package: digest("/package", &self.package)?,
            settings: self.settings,
            trial: match self.mode {
                TrialMode::Shadow => plugins::Trial::Shadow,
                TrialMode::Canary => plugins::Trial::Canary {
                    stores: self.stores.into_iter().map(Into::into).collect(),
                    permille: self.permille,
                },
            },
            consent: self.consent.as_deref().map(|consent| digest("/consent", consent)).transpose()?,
        })
    }
}

/// A version on trial and what came of it so far.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Trial {
    /// Its package.
    pub package: String,
    /// Its version.
    pub version: String,
    /// How it is tried.
    pub mode: TrialMode,
    /// Since when, ms since 1970 UTC.
    pub started_at_ms: i64,
    /// By whom.
    pub started_by: String,
    /// Answers compared.
    pub compared: i64,
    /// Those that were not the same.
    pub different: i64,
    /// Where the version in use failed.
    pub live_failed: i64,
    /// Where this one failed.
    pub candidate_failed: i64,
}

impl From<TrialView> for Trial {
    fn from(view: TrialView) -> Self {
        let (candidate, counts) = (view.candidate, view.counts);
        let mode: CandidateMode = candidate.mode;
        Trial {
            package: candidate.package.to_string(),
            version: candidate.version,
            mode: mode.into(),
            started_at_ms: candidate.started_at_ms,
            started_by: candidate.started_by,
            compared: counts.compared,
            different: counts.different,
            live_failed: counts.live_failed,
            candidate_failed: counts.candidate_failed,
        }
    }
}

/// Two answers to one question.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Difference {
    /// Its id.
    pub id: Uuid,
    /// When, ms since 1970 UTC.
    pub at_ms: i64,
    /// The store it happened in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub store: Option<Uuid>,
    /// The extension point.
    pub point: String,
    /// What both were asked, without personal data.
    pub input: Value,
    /// What the version in use said.
    pub live: Value,
    /// What the one on trial said.
    pub candidate: Value,
}

impl TryFrom<ShadowDifference> for Difference {
    type Error = Problem;

    fn try_from(row: ShadowDifference) -> Result<Self, Problem> {
        Ok(Difference {
            id: row.id,
            at_ms: row.at_ms,
            store: row.store.map(|store| store.0),
            point: row.kind,
            input: stored_json(&row.input_json)?,
            live: stored_json(&row.live_json)?,
            candidate: stored_json(&row.candidate_json)?,
        })
    }
}

/// Try another version of an installed plugin
///
/// Refused like an installation where it asks for more than was agreed to, or does not compile.
#[utoipa::path(put, path = "/v1/installations/{id}/trial", tag = "plugins",
    params(("id" = Uuid, Path)), request_body = PutTrial, responses((status = 200, body = Trial)))]
pub(crate) async fn put_trial(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(body): ApiJson<PutTrial>,
) -> ApiResult<ApiJson<Trial>> {
    let Caller(cx) = caller;
    let view = plugins::start_trial(&app, &cx, id.into(), body.into_request()?).await?;
    Ok(ApiJson(view.into()))
}

/// Read what came of a trial so far
#[utoipa::path(get, path = "/v1/installations/{id}/trial", tag = "plugins",
    params(("id" = Uuid, Path)), responses((status = 200, body = Trial)))]
pub(crate) async fn get_trial(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<ApiJson<Trial>> {
    let Caller(cx) = caller;
    Ok(ApiJson(plugins::get_trial(&app, &cx, id.into()).await?.into()))
}

/// End a trial; the version in use stays
#[utoipa::path(delete, path = "/v1/installations/{id}/trial", tag = "plugins",
    params(("id" = Uuid, Path)), responses((status = 204)))]
pub(crate) async fn delete_trial(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<StatusCode> {
    let Caller(cx) = caller;
    plugins::end_trial(&app, &cx, id.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Let the version on trial take over
///
/// What was in use is kept to go back to, and comes back by itself where the new one keeps failing.
#[utoipa::path(post, path = "/v1/installations/{id}/trial/switch", tag = "plugins",
    params(("id" = Uuid, Path)), responses((status = 200, body = Installation)))]
pub(crate) async fn switch_trial(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<ApiJson<Installation>> {
    let Caller(cx) = caller;
    plugins::switch_trial(&app, &cx, id.into()).await?;
    Ok(ApiJson(plugins::get_installation(&app, &cx, id.into()).await?.try_into()?))
}

/// List what the two versions answered differently, newest first
#[utoipa::path(get, path = "/v1/installations/{id}/trial/differences", tag = "plugins",
    params(("id" = Uuid, Path), PageParams), responses((status = 200, body = Listed<Difference>)))]
pub(crate) async fn list_differences(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
    ApiQuery(page): ApiQuery<PageParams>,
) -> ApiResult<ApiJson<Listed<Difference>>> {
    let Caller(cx) = caller;
    let page = plugins::list_differences(&app, &cx, id.into(), &page.request()?).await?;
    let items = page.items.into_iter().map(Difference::try_from).collect::<Result<_, _>>()?;
    Ok(ApiJson(Listed { items, next: page.next.map(|cursor| cursor.0) }))
}
