//! Lists open exceptions.

use crate::extract::{ApiJson, ApiQuery, Caller, Listed, PageParams};
use crate::problem::{ApiResult, Problem};
use crate::wire::stored_json;
use axum::extract::State;
use bodega_app::data::Page;
use bodega_app::{App, exceptions};
use serde::Serialize;
use serde_json::Value;
use std::sync::Arc;
use utoipa::ToSchema;
use uuid::Uuid;

/// Something that a person must look at.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Exception {
    /// Its id.
    pub id: Uuid,
    /// A stable code, e.g. `payment.late`.
    pub kind: String,
    /// The document it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<Uuid>,
    /// What happened.
    pub message: Value,
    /// When it was raised, ms since 1970 UTC.
    pub raised_at_ms: i64,
}

impl TryFrom<exceptions::Exception> for Exception {
    type Error = Problem;

    fn try_from(row: exceptions::Exception) -> Result<Self, Problem> {
        let message = stored_json(&row.message_json)?;
        Ok(Exception {
            id: row.id,
            kind: row.kind,
            document: row.document,
            message,
            raised_at_ms: row.raised_at_ms,
        })
    }
}

/// List what nobody dealt with yet, oldest first
#[utoipa::path(get, path = "/v1/exceptions", tag = "events", params(PageParams),
    responses((status = 200, body = Listed<Exception>)))]
pub(crate) async fn list_exceptions(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiQuery(query): ApiQuery<PageParams>,
) -> ApiResult<ApiJson<Listed<Exception>>> {
    let Caller(cx) = caller;
    let Page { items, next } = exceptions::list_exceptions(&app, &cx, &query.request()?).await?;
    let items: Vec<Exception> = items.into_iter().map(Exception::try_from).collect::<Result<_, _>>()?;
    Ok(ApiJson(Listed::of(Page { items, next })))
}
