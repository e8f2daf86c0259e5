//! Lists terminals.

use super::wire::Terminal;
use crate::extract::{ApiJson, ApiQuery, Caller, Listed};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::{App, org};
use serde::Deserialize;
use std::sync::Arc;
use utoipa::IntoParams;
use uuid::Uuid;

/// Which terminals.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct TerminalsQuery {
    /// Only those of this store.
    store: Option<Uuid>,
}

/// List terminals by code
#[utoipa::path(get, path = "/v1/terminals", tag = "organisation", params(TerminalsQuery),
    responses((status = 200, body = Listed<Terminal>)))]
pub(crate) async fn list_terminals(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiQuery(query): ApiQuery<TerminalsQuery>,
) -> ApiResult<ApiJson<Listed<Terminal>>> {
    let Caller(cx) = caller;
    let terminals = org::list_terminals(&app, &cx, query.store.map(Into::into)).await?;
    Ok(ApiJson(Listed::whole(terminals)))
}
