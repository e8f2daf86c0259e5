//! Orders of sales channels: read and moved on by people, told of by plugins, made sales once they are done.

mod booking;
mod place;

use crate::app::App;
use crate::check::page as page_error;
use crate::context::OpContext;
use crate::error::{AppError, AppResult};
use crate::members::{masked_address, masked_name, masked_phone};
use bodega_domain::ids::OrderId;
use bodega_domain::order::{Goods, Order, OrderChange, OrderRefused, OrderStatus};
use bodega_store::orders::{ChangeOrder, ChangeOrderError};
pub use bodega_store::orders::{OrderFilter, Recipient};
use bodega_store::{Page, PageRequest};

pub(crate) use booking::book_due;
pub(crate) use place::commands;

/// How long news waits for its order, ms.
pub(crate) const EARLY_NEWS_KEPT_MS: i64 = 7 * 24 * 60 * 60 * 1000;

/// What a person does to an order.
#[derive(Clone, Debug)]
pub enum OrderStep {
    /// Says yes, or that it is at a further point of its way.
    To(OrderStatus),
    /// Says no.
    Reject(String),
    /// Calls it off.
    Cancel {
        /// Why.
        reason: String,
        /// Where the goods are, if they had left.
        goods: Goods,
    },
}

/// Orders, newest first.
pub async fn list_orders(
    app: &App,
    cx: &OpContext,
    filter: &OrderFilter,
    page: &PageRequest,
) -> AppResult<Page<Order>> {
    let filter = OrderFilter { reach: cx.reach.clone(), ..filter.clone() };
    app.store.list_orders(cx.tenant, &filter, page).await.map_err(page_error)
}

/// One order.
pub async fn get_order(app: &App, cx: &OpContext, id: OrderId) -> AppResult<Order> {
    let order = app.store.get_order(cx.tenant, id).await?.ok_or_else(|| unknown(id))?;
    cx.require_at(app, order.store).await?;
    Ok(order)
}

/// Who gets an order, masked unless the caller may see it.
pub async fn get_recipient(app: &App, cx: &OpContext, id: OrderId, may_see: bool) -> AppResult<Recipient> {
    get_order(app, cx, id).await?;
    let found = app.store.order_recipient(cx.tenant, id).await?;
    let unknown = || AppError::not_found("order.no_recipient", format!("a recipient of order {id}"));
    let who = found.ok_or_else(unknown)?;
    if may_see {
        return Ok(who);
    }
    Ok(Recipient {
        name: masked_name(&who.name),
        phone: masked_phone(&who.phone),
        address: masked_address(&who.address),
        note: masked_address(&who.note),
    })
}

/// Moves an order on; one that stands there already stays as it is. The channel hears of it by its plugin.
///
/// # Errors
/// `order.status` where it cannot go there from where it stands.
pub async fn move_order(app: &App, cx: &OpContext, id: OrderId, step: OrderStep) -> AppResult<Order> {
    get_order(app, cx, id).await?;
    let change = match step {
        OrderStep::To(to) => OrderChange::Step { to, reason: None },
        OrderStep::Reject(reason) => OrderChange::Step { to: OrderStatus::Rejected, reason: Some(reason) },
        OrderStep::Cancel { reason, goods } => OrderChange::Cancel { reason: Some(reason), goods },
    };
    let change = ChangeOrder { tenant: cx.tenant, order: id, change, at_ms: app.now_ms() };
    match app.store.change_order(change).await {
        Ok(order) => {
            app.wake_outbox();
            Ok(order)
        }
        Err(ChangeOrderError::Unknown) => Err(unknown(id)),
        Err(ChangeOrderError::Refused(refused @ OrderRefused::Status { .. })) => {
            Err(AppError::conflict("order.status", refused.to_string()))
        }
        Err(ChangeOrderError::Refused(refused)) => {
            Err(AppError::invalid("order.reason", "/reason", refused.to_string()))
        }
        Err(ChangeOrderError::Store(error)) => Err(error.into()),
    }
}

fn unknown(id: OrderId) -> AppError {
    AppError::not_found("order.unknown", format!("order {id}"))
}
