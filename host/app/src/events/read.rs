//! Events and dead deliveries, for people and integrators.

use crate::app::App;
use crate::context::OpContext;
use crate::error::{AppError, AppResult};
use bodega_domain::ids::InstallationId;
use bodega_store::deliveries::DeadDelivery;
use bodega_store::events::Event;
use bodega_store::{Page, PageRequest};

/// Numbered events after `after_seq`, in order.
pub async fn list_events(app: &App, cx: &OpContext, after_seq: i64, limit: u32) -> AppResult<Vec<Event>> {
    Ok(app.store.list_events(cx.tenant, after_seq, limit).await?)
}

/// Deliveries that were given up; each blocks its ordering key until a person retries or skips it.
pub async fn list_dead(app: &App, cx: &OpContext, page: &PageRequest) -> AppResult<Page<DeadDelivery>> {
    Ok(app.store.list_dead(cx.tenant, page).await?)
}

/// Puts a dead delivery back in line.
pub async fn retry_dead(app: &App, cx: &OpContext, installation: InstallationId, seq: i64) -> AppResult<()> {
    let found = app.store.retry_dead(cx.tenant, installation, seq, app.now_ms()).await?;
    app.wake_outbox();
    if found { Ok(()) } else { Err(not_dead()) }
}

/// Lets go of a dead delivery; those behind it go on.
pub async fn skip_dead(app: &App, cx: &OpContext, installation: InstallationId, seq: i64) -> AppResult<()> {
    let found = app.store.skip_dead(cx.tenant, installation, seq, app.now_ms()).await?;
    app.wake_outbox();
    if found { Ok(()) } else { Err(not_dead()) }
}

fn not_dead() -> AppError {
    AppError::not_found("delivery.not_dead", "a dead delivery of this installation and number")
}
