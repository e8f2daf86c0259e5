//! Lists what a store's tills can offer.

use crate::extract::{ApiJson, ApiQuery, Caller, Listed};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::data::Page;
use bodega_app::{App, payments};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Which methods.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct MethodsQuery {
    /// In which store.
    store: Uuid,
}

/// A method that a plugin serves.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PaymentMethod {
    /// The method of the tender, `pay:METHOD`.
    pub method: String,
    /// What it is called, by language.
    pub title: BTreeMap<String, String>,
    /// `customer_presented`: the till scans the customer's code and sends it as the tender's `code`.
    /// `merchant_presented`: the customer scans what the payment says to show.
    pub flow: String,
    /// What it can pay back: `none`, `full`, `partial`.
    pub refunds: String,
    /// Seconds after which an undecided charge is cancelled.
    pub expires_s: u32,
    /// Who serves it.
    pub installation: Uuid,
    /// The plugin's name.
    pub plugin: String,
}

impl From<payments::PaymentMethod> for PaymentMethod {
    fn from(from: payments::PaymentMethod) -> Self {
        PaymentMethod {
            method: from.method,
            title: from.title,
            flow: from.flow.as_str().to_owned(),
            refunds: from.refunds.as_str().to_owned(),
            expires_s: from.expires_s,
            installation: from.installation.0,
            plugin: from.plugin,
        }
    }
}

/// List the methods of payment that plugins serve in a store
#[utoipa::path(get, path = "/v1/payment-methods", tag = "sales", params(MethodsQuery),
    responses((status = 200, body = Listed<PaymentMethod>)))]
pub(crate) async fn list_payment_methods(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiQuery(query): ApiQuery<MethodsQuery>,
) -> ApiResult<ApiJson<Listed<PaymentMethod>>> {
    let Caller(cx) = caller;
    let methods = payments::list_methods(&app, &cx, query.store.into()).await?;
    let items: Vec<PaymentMethod> = methods.into_iter().map(Into::into).collect();
    Ok(ApiJson(Listed::of(Page { items, next: None })))
}
