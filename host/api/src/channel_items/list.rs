//! Lists items of sales channels: what the channels have, what waits, what they refused.

use crate::extract::{ApiJson, ApiQuery, Caller, Listed, page_request};
use crate::problem::ApiResult;
use crate::quantity::Quantity;
use crate::wire::wire_enum;
use axum::extract::State;
use bodega_app::channels::{ChannelItem as Row, ChannelItemFilter};
use bodega_app::{App, channels};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

wire_enum! {
    /// Whether the channel has an item's latest values.
    ItemState = bodega_app::channels::ItemState {
        /// It has them.
        Clean,
        /// They are to go out.
        Pending,
        /// It will not have them: look at the error, mend it, try again.
        Rejected,
    }
}

/// An item of a sales channel with its latest values.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ChannelItem {
    /// Whose mapping names it.
    pub installation: Uuid,
    /// The store.
    pub store: Uuid,
    /// SKU.
    pub sku: String,
    /// Its variant.
    pub variant: Uuid,
    /// The document that maps it.
    pub document: String,
    /// Stock units at the store.
    pub on_hand: Quantity,
    /// On hand less what is reserved.
    pub available: Quantity,
    /// Absent where it has no price.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price_minor: Option<i64>,
    /// Whether the merchant sells it.
    pub is_on_sale: bool,
    /// Whether the channel has these values.
    pub state: ItemState,
    /// Attempts at these values that failed.
    pub attempts: u32,
    /// What the plugin said last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// When the values changed, ms since 1970 UTC.
    pub changed_at_ms: i64,
}

impl From<Row> for ChannelItem {
    fn from(row: Row) -> Self {
        ChannelItem {
            installation: row.installation.0,
            store: row.store.0,
            sku: row.sku,
            variant: row.variant.0,
            document: row.document_key,
            on_hand: Quantity::from_micros(row.on_hand_micros),
            available: Quantity::from_micros(row.available_micros),
            price_minor: row.price_minor,
            is_on_sale: row.is_on_sale,
            state: row.state.into(),
            attempts: row.attempts,
            error: row.error,
            changed_at_ms: row.changed_at_ms,
        }
    }
}

/// Which items.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ChannelItemsQuery {
    /// Of this installation.
    installation: Option<Uuid>,
    /// At this store.
    store: Option<Uuid>,
    /// In this state.
    #[param(inline)]
    state: Option<ItemState>,
    /// Rows wanted, 1 to 500; 50 where not given.
    limit: Option<u32>,
    /// `next` of the page before.
    after: Option<String>,
}

/// List items of sales channels, by installation, store and SKU
#[utoipa::path(get, path = "/v1/channel-items", tag = "orders", params(ChannelItemsQuery),
    responses((status = 200, body = Listed<ChannelItem>)))]
pub(crate) async fn list_channel_items(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiQuery(query): ApiQuery<ChannelItemsQuery>,
) -> ApiResult<ApiJson<Listed<ChannelItem>>> {
    let Caller(cx) = caller;
    let page = page_request(query.limit, query.after)?;
    let filter = ChannelItemFilter {
        installation: query.installation.map(Into::into),
        store: query.store.map(Into::into),
        state: query.state.map(Into::into),
        ..ChannelItemFilter::default()
    };
    Ok(ApiJson(Listed::of(channels::list_items(&app, &cx, &filter, &page).await?)))
}
