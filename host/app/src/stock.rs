//! Stock: goods that came, corrections, balances. Sales and returns move stock themselves.

use crate::app::App;
use crate::check::{batch, page as page_error, refused, within};
use crate::context::OpContext;
use crate::error::{AppError, AppResult};
use bodega_domain::ids::{OrgUnitId, VariantId};
pub use bodega_store::stock::{Applied, StockBalance, StockFilter};
use bodega_store::stock::{MoveStock, MoveStockError, StockDelta, StockGuard, StockReason};
use bodega_store::{Page, PageRequest};
use uuid::Uuid;

/// The most lines of one document.
pub const LINES_MAX: usize = 2_000;
/// The largest quantity of one line, millionths: a billion units.
const QUANTITY_MAX: i64 = 1_000_000_000 * bodega_domain::core::MICROS_PER_ONE;

/// Goods that came, or a correction.
#[derive(Clone, Debug)]
pub struct StockDocument {
    /// Made by the client; applied once.
    pub id: Uuid,
    /// Where.
    pub location: OrgUnitId,
    /// By the device, ms since 1970 UTC.
    pub occurred_at_ms: i64,
    /// What, in stock units.
    pub lines: Vec<StockLine>,
}

/// One line of a stock document.
#[derive(Clone, Copy, Debug)]
pub struct StockLine {
    /// What.
    pub variant: VariantId,
    /// Millionths of stock units; more or, in corrections, less.
    pub quantity: i64,
}

/// Takes goods in from a supplier.
pub async fn receive(app: &App, cx: &OpContext, document: StockDocument) -> AppResult<Applied> {
    apply(app, cx, document, StockReason::Receipt, 1).await
}

/// Corrects balances: counted, broken, found.
pub async fn adjust(app: &App, cx: &OpContext, document: StockDocument) -> AppResult<Applied> {
    apply(app, cx, document, StockReason::Adjust, -QUANTITY_MAX).await
}

/// Balances by location and variant; goods that never moved are left out.
pub async fn balances(
    app: &App,
    cx: &OpContext,
    filter: &StockFilter,
    page: &PageRequest,
) -> AppResult<Page<StockBalance>> {
    let filter = StockFilter { reach: cx.reach.clone(), ..filter.clone() };
    app.store.stock_balances(cx.tenant, &filter, page).await.map_err(page_error)
}

async fn apply(
    app: &App,
    cx: &OpContext,
    document: StockDocument,
    reason: StockReason,
    least: i64,
) -> AppResult<Applied> {
    batch("/lines", document.lines.len(), LINES_MAX)?;
    for (index, line) in document.lines.iter().enumerate() {
        if line.quantity < least || line.quantity == 0 || line.quantity > QUANTITY_MAX {
            let sign = if least > 0 { "more than 0" } else { "other than 0" };
            let message = format!("must be {sign} and at most a billion");
            return Err(AppError::invalid("stock.quantity", format!("/lines/{index}/quantity"), message));
        }
    }
    within("/occurred_at_ms", document.occurred_at_ms, 0, i64::MAX)?;
    let unknown = || AppError::invalid("org_unit.unknown", "/location", "no such store or warehouse");
    let unit = app.store.get_org_unit(cx.tenant, document.location).await?.ok_or_else(unknown)?;
    cx.require_unit(&unit)?;
    let variants: Vec<VariantId> = document.lines.iter().map(|line| line.variant).collect();
    let known = app.store.known_variants(cx.tenant, &variants).await?;
    if let Some(index) = variants.iter().position(|variant| !known.contains(variant)) {
        let pointer = format!("/lines/{index}/variant");
        return Err(AppError::invalid("variant.unknown", pointer, "no such variant"));
    }
    let delta = |line: &StockLine| StockDelta {
        variant: line.variant,
        location: document.location,
        delta_micros: line.quantity,
        guard: StockGuard::AllowNegative,
    };
    let moves = MoveStock {
        document: document.id,
        reason,
        occurred_at_ms: document.occurred_at_ms,
        recorded_at_ms: app.now_ms(),
        deltas: document.lines.iter().map(delta).collect(),
        events: Vec::new(),
    };
    app.store.move_stock(cx.tenant, moves).await.map_err(|error| match error {
        MoveStockError::Store(error) => refused("/lines", error),
        MoveStockError::KeyReused => AppError {
            pointer: Some("/id".to_owned()),
            ..AppError::conflict(
                "stock.key_reused",
                "this document id was already used for other stock moves",
            )
        },
        MoveStockError::OutOfStock { .. } => AppError::conflict("stock.out", error.to_string()),
    })
}
