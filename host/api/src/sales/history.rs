//! Imports past sales as facts.

use super::wire::instant;
use crate::extract::{ApiJson, Caller};
use crate::problem::{ApiResult, Problem};
use crate::quantity::Quantity;
use crate::wire::bounded;
use axum::extract::State;
use bodega_app::sales::{HistoryItem, HistoryLine, NUMBER_LEN_MAX};
use bodega_app::{App, sales};
use bodega_domain::core::PPM;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;
use uuid::Uuid;

/// The most lines of a past sale.
const LINES_MAX: usize = 2_000;
/// The longest SKU of old, characters.
const SKU_MAX: usize = 200;

/// Past sales.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct History {
    /// At most 500.
    #[schema(max_items = 500)]
    pub sales: Vec<PastSale>,
}

/// One past sale.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PastSale {
    /// Stable, so that importing again changes nothing.
    pub id: Uuid,
    /// Its number then.
    pub number: String,
    /// Where.
    pub store: Uuid,
    /// On which terminal.
    pub terminal: Uuid,
    /// Who bought, where known.
    pub member: Option<Uuid>,
    /// When, ms since 1970 UTC.
    pub occurred_at_ms: i64,
    /// What.
    pub lines: Vec<PastLine>,
}

/// One line of a past sale.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PastLine {
    /// SKU; need not be sold any more.
    pub sku: String,
    /// How much.
    pub quantity: Quantity,
    /// List price then.
    pub unit_price_minor: i64,
    /// Taken off the line then.
    #[serde(default)]
    pub discount_minor: i64,
    /// Tax rate then, parts per million.
    #[serde(default)]
    pub tax_ppm: u32,
}

/// What an import did.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Imported {
    /// Sales that are new.
    pub imported: usize,
    /// Sales that were there before.
    pub known: usize,
}

impl PastSale {
    fn into_item(self, at: &str) -> Result<HistoryItem, Problem> {
        bounded(&format!("{at}/number"), &self.number, NUMBER_LEN_MAX)?;
        if self.lines.is_empty() || self.lines.len() > LINES_MAX {
            let detail = format!("a sale has 1 to {LINES_MAX} lines");
            return Err(Problem::unprocessable("batch.size", format!("{at}/lines"), detail));
        }
        let line = |(index, line): (usize, PastLine)| {
            bounded(&format!("{at}/lines/{index}/sku"), &line.sku, SKU_MAX)?;
            if i64::from(line.tax_ppm) > PPM {
                let pointer = format!("{at}/lines/{index}/tax_ppm");
                return Err(Problem::unprocessable(
                    "field.out_of_range",
                    pointer,
                    format!("must be at most {PPM}"),
                ));
            }
            Ok(HistoryLine {
                sku: line.sku,
                quantity: line.quantity.micros(),
                unit_price_minor: line.unit_price_minor,
                discount_minor: line.discount_minor,
                tax_ppm: line.tax_ppm,
            })
        };
        Ok(HistoryItem {
            id: self.id.into(),
            number: self.number,
            store: self.store.into(),
            terminal: self.terminal.into(),
            member: self.member.map(Into::into),
            occurred_at_ms: instant(&format!("{at}/occurred_at_ms"), self.occurred_at_ms)?,
            lines: self.lines.into_iter().enumerate().map(line).collect::<Result<_, _>>()?,
        })
    }
}

/// Import past sales as facts
///
/// Prices are what was paid then: no plugin is asked, no stock moves, no event tells. Importing a sale again changes
/// nothing.
#[utoipa::path(post, path = "/v1/sales/history", tag = "sales", request_body = History,
    responses((status = 200, body = Imported)))]
pub(crate) async fn import_history(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiJson(body): ApiJson<History>,
) -> ApiResult<ApiJson<Imported>> {
    let Caller(cx) = caller;
    let sales = body.sales.into_iter().enumerate();
    let items = sales.map(|(index, sale)| sale.into_item(&format!("/sales/{index}")));
    let items: Vec<HistoryItem> = items.collect::<Result<_, _>>()?;
    let all = items.len();
    let imported = sales::import_history(&app, &cx, items).await?;
    Ok(ApiJson(Imported { imported, known: all - imported }))
}
