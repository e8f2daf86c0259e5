//! Lists installations.

use super::wire::Installation;
use crate::extract::{ApiJson, Caller, Listed};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::{App, plugins};
use std::sync::Arc;

/// List installations in the order in which they are asked for prices
#[utoipa::path(get, path = "/v1/installations", tag = "plugins",
    responses((status = 200, body = Listed<Installation>)))]
pub(crate) async fn list_installations(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> ApiResult<ApiJson<Listed<Installation>>> {
    let Caller(cx) = caller;
    let views = plugins::list_installations(&app, &cx).await?;
    let items = views.into_iter().map(Installation::try_from).collect::<Result<_, _>>()?;
    Ok(ApiJson(Listed { items, next: None }))
}
