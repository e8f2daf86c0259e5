//! Messages on their way to members: the queue is worked off by whichever node is up. Who carries a channel is the
//! merchant's first installation that offers it (by position, then id); what a member agreed to decides whether a message goes.

mod route;
mod send;

use crate::app::App;
use crate::check::page as page_error;
use crate::context::OpContext;
use crate::error::AppResult;
pub use bodega_package::MessageChannel;
use bodega_store::messages::{Message, MessageFilter};
use bodega_store::{Page, PageRequest};
pub(crate) use send::send_due;

/// Messages of plugins to members, newest first.
pub async fn list_messages(
    app: &App,
    cx: &OpContext,
    filter: MessageFilter,
    page: &PageRequest,
) -> AppResult<Page<Message>> {
    app.store.list_messages(cx.tenant, filter, page).await.map_err(page_error)
}
