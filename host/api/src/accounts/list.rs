//! Lists accounts.

use crate::extract::{ApiJson, ApiPath, ApiQuery, Caller, Listed, page_request};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::ledger::AccountBalance;
use bodega_app::{App, ledger};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

/// Which accounts.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AccountsQuery {
    /// The start of the key.
    #[serde(default)]
    #[param(required = false)]
    prefix: String,
    /// Rows wanted, 1 to 500; 50 where not given.
    limit: Option<u32>,
    /// `next` of the page before.
    after: Option<String>,
}

/// An account of a plugin, in the account's own unit.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Account {
    /// Account key, `kind/rest`.
    pub account: String,
    /// Kind, as the plugin declares it.
    pub kind: String,
    /// Unit of account.
    pub unit: String,
    /// Sum of posted transfers.
    pub posted: i64,
    /// Taken by transfers that are still pending.
    pub held: i64,
    /// What can be spent.
    pub available: i64,
}

impl From<AccountBalance> for Account {
    fn from(balance: AccountBalance) -> Self {
        let available = balance.available();
        Account {
            account: balance.account,
            kind: balance.kind,
            unit: balance.unit,
            posted: balance.posted,
            held: balance.held,
            available,
        }
    }
}

/// List a plugin's ledger accounts by key
#[utoipa::path(get, path = "/v1/plugins/{plugin}/accounts", tag = "plugins",
    params(("plugin" = String, Path), AccountsQuery),
    responses((status = 200, body = Listed<Account>)))]
pub(crate) async fn list_accounts(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(plugin): ApiPath<String>,
    ApiQuery(query): ApiQuery<AccountsQuery>,
) -> ApiResult<ApiJson<Listed<Account>>> {
    let Caller(cx) = caller;
    let page = page_request(query.limit, query.after)?;
    let accounts = ledger::list_accounts(&app, &cx, &plugin, &query.prefix, &page).await?;
    Ok(ApiJson(Listed::of(accounts)))
}
