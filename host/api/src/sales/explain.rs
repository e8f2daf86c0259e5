//! Proves a receipt.

use super::wire::{Sale, SaleAdjustment};
use crate::extract::{ApiJson, ApiPath, Caller};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::{App, sales};
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;
use uuid::Uuid;

/// How the price of a sale came about, and whether it comes out again.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Explanation {
    /// Whether everything came out again to the byte.
    pub is_proved: bool,
    /// What differs; empty where the receipt is proved.
    pub differences: Vec<String>,
    /// The version of the host's arithmetic it was priced with.
    pub arithmetic: u32,
    /// Who was asked, in order.
    pub plugins: Vec<ExplainedPlugin>,
    /// Who checked it, in order.
    pub checks: Vec<ExplainedCheck>,
    /// Every discount with what came with it.
    pub adjustments: Vec<ExplainedAdjustment>,
    /// The sale as stored.
    pub sale: Sale,
}

/// One installation that was asked.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ExplainedPlugin {
    /// The plugin's name.
    pub plugin: String,
    /// Its version.
    pub version: String,
    /// Its component's digest.
    pub component: String,
    /// Its snapshot's digest.
    pub snapshot: String,
    /// Why it was left out, where it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skipped: Option<SkipReason>,
    /// Whether it gave the same answer again; absent where it was left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_same: Option<bool>,
}

/// One installation that checked the sale.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ExplainedCheck {
    /// The plugin's name.
    pub plugin: String,
    /// Its version.
    pub version: String,
    /// Its component's digest.
    pub component: String,
    /// Codes of its objections.
    pub objections: Vec<String>,
    /// Why it was left out, where it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skipped: Option<SkipReason>,
    /// Whether it says the same again; absent where it was left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_same: Option<bool>,
}

/// Why an installation was left out of a price.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct SkipReason {
    /// A stable code, e.g. `plugin.trap`.
    pub code: String,
    /// For people.
    pub message: String,
}

/// One discount with what came with it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ExplainedAdjustment {
    /// As stored.
    pub adjustment: SaleAdjustment,
    /// The postings that came with it, `account delta`.
    pub claims: Vec<String>,
}

impl From<sales::Explanation> for Explanation {
    fn from(explanation: sales::Explanation) -> Self {
        Explanation {
            is_proved: explanation.is_proved(),
            differences: explanation.differences,
            arithmetic: explanation.arithmetic,
            plugins: explanation.plugins.into_iter().map(Into::into).collect(),
            checks: explanation.checks.into_iter().map(Into::into).collect(),
            adjustments: explanation.adjustments.into_iter().map(Into::into).collect(),
            sale: explanation.sale.into(),
        }
    }
}

impl From<sales::ExplainedPlugin> for ExplainedPlugin {
    fn from(plugin: sales::ExplainedPlugin) -> Self {
        ExplainedPlugin {
            plugin: plugin.plugin,
            version: plugin.version,
            component: plugin.component.to_string(),
            snapshot: plugin.snapshot.to_string(),
            skipped: plugin.skipped.map(|reason| SkipReason { code: reason.code, message: reason.message }),
            is_same: plugin.is_same,
        }
    }
}

impl From<sales::ExplainedCheck> for ExplainedCheck {
    fn from(check: sales::ExplainedCheck) -> Self {
        ExplainedCheck {
            plugin: check.plugin,
            version: check.version,
            component: check.component.to_string(),
            objections: check.objections,
            skipped: check.skipped.map(|reason| SkipReason { code: reason.code, message: reason.message }),
            is_same: check.is_same,
        }
    }
}

impl From<sales::ExplainedAdjustment> for ExplainedAdjustment {
    fn from(explained: sales::ExplainedAdjustment) -> Self {
        ExplainedAdjustment { adjustment: explained.adjustment.into(), claims: explained.claims }
    }
}

/// Prove a receipt
///
/// Asks the very components again with the very inputs, prices again and compares byte for byte.
#[utoipa::path(get, path = "/v1/sales/{id}/explain", tag = "sales",
    params(("id" = Uuid, Path)), responses((status = 200, body = Explanation)))]
pub(crate) async fn explain_sale(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<ApiJson<Explanation>> {
    let Caller(cx) = caller;
    let explanation = sales::explain(&app, &cx, id.into()).await?;
    Ok(ApiJson(explanation.into()))
}
