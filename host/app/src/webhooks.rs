//! Webhooks for integrators: events in CloudEvents form, signed after the Standard Webhooks specification
//! (<https://www.standardwebhooks.com>), sent at least once, tried again with growing pauses.

mod send;
mod sign;

use crate::app::App;
use crate::check::{self, optional_text};
use crate::context::OpContext;
use crate::error::{AppError, AppResult};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bodega_domain::event::HOST_EVENT_TYPES;
use bodega_domain::ids::WebhookId;
use bodega_store::webhooks::{Webhook, WebhookDelivery, WebhookDeliveryState, WebhookState};
use bodega_store::{Page, PageRequest};
use url::Url;

pub(crate) use send::{Sending, drain, start_due};
pub use send::{TestResult, send_test};

/// Webhooks of one tenant.
pub const WEBHOOKS_MAX: u32 = 50;
/// Event types that one webhook may name.
pub const EVENT_TYPES_MAX: usize = 100;
/// The longest URL, bytes.
const URL_MAX: usize = 2_000;
/// Random bytes of a signing secret.
const SECRET_BYTES: usize = 32;
/// How long the secret before goes on signing beside the new one, ms.
pub const ROTATION_MS: i64 = 24 * 60 * 60 * 1000;

/// What a webhook is.
#[derive(Clone, Debug)]
pub struct WebhookDraft {
    /// Where to, `https`.
    pub url: String,
    /// What it is for, for people.
    pub description: String,
    /// Which events; empty = all.
    pub event_types: Vec<String>,
}

/// All event types that a webhook of this tenant may hear of: the host's and those of installed plugins.
pub async fn event_types(app: &App, cx: &OpContext) -> AppResult<Vec<String>> {
    let mut types: Vec<String> = HOST_EVENT_TYPES.iter().map(ToString::to_string).collect();
    let plugins = app.tenant_plugins(cx.tenant).await?;
    for installed in plugins.installed.values() {
        types.extend(installed.manifest.events.emit.iter().cloned());
    }
    types.sort();
    types.dedup();
    Ok(types)
}

/// Makes a webhook, which hears of what happens from now on. Gives its signing secret, which nothing shows again.
///
/// # Errors
/// `webhook.url`, `webhook.event_types`; `webhook.taken` where the id is taken or there are [`WEBHOOKS_MAX`] already.
pub async fn create_webhook(
    app: &App,
    cx: &OpContext,
    id: WebhookId,
    draft: WebhookDraft,
) -> AppResult<String> {
    check(&draft)?;
    let secret: [u8; SECRET_BYTES] = rand::random();
    let webhook = Webhook {
        id,
        url: draft.url,
        description: draft.description,
        event_types: draft.event_types,
        state: WebhookState::On,
        paused_reason: None,
        cursor_seq: 0,
        failing_since_ms: None,
        created_at_ms: app.now_ms(),
    };
    if !app.store.create_webhook(cx.tenant, &webhook, &secret, WEBHOOKS_MAX).await? {
        let message = format!("the id is taken, or there are {WEBHOOKS_MAX} webhooks already");
        return Err(AppError::conflict("webhook.taken", message));
    }
    tracing::info!(tenant = %cx.tenant, webhook = %id, "webhook {id} was made");
    Ok(secret_text(&secret))
}

/// Changes where it is, what it is for and what it hears of.
///
/// # Errors
/// As [`create_webhook`]; `webhook.unknown`.
pub async fn change_webhook(
    app: &App,
    cx: &OpContext,
    id: WebhookId,
    draft: WebhookDraft,
) -> AppResult<Webhook> {
    check(&draft)?;
    let (url, about) = (&draft.url, &draft.description);
    found(app.store.change_webhook(cx.tenant, id, url, about, &draft.event_types).await?)?;
    get_webhook(app, cx, id).await
}

/// A webhook.
///
/// # Errors
/// `webhook.unknown`.
pub async fn get_webhook(app: &App, cx: &OpContext, id: WebhookId) -> AppResult<Webhook> {
    app.store.get_webhook(cx.tenant, id).await?.ok_or_else(unknown)
}

/// All webhooks, the oldest first.
pub async fn list_webhooks(app: &App, cx: &OpContext) -> AppResult<Vec<Webhook>> {
    Ok(app.store.list_webhooks(cx.tenant).await?)
}

/// Takes a webhook away, with its log.
///
/// # Errors
/// `webhook.unknown`.
pub async fn delete_webhook(app: &App, cx: &OpContext, id: WebhookId) -> AppResult<()> {
    found(app.store.delete_webhook(cx.tenant, id).await?)
}

/// Puts a new secret in force and gives it; for [`ROTATION_MS`] deliveries carry the signature of the old one too.
///
/// # Errors
/// `webhook.unknown`.
pub async fn rotate_secret(app: &App, cx: &OpContext, id: WebhookId) -> AppResult<String> {
    let secret: [u8; SECRET_BYTES] = rand::random();
    let until_ms = app.now_ms() + ROTATION_MS;
    found(app.store.rotate_webhook_secret(cx.tenant, id, &secret, until_ms).await?)?;
    Ok(secret_text(&secret))
}

/// Stops sending; events wait.
///
/// # Errors
/// `webhook.unknown` where there is none that is on.
pub async fn pause_webhook(app: &App, cx: &OpContext, id: WebhookId) -> AppResult<()> {
    found(app.store.pause_webhook(cx.tenant, id, "paused by a person").await?)
}

/// Sends again: what waited, or with `skips` only what happens from now on.
///
/// # Errors
/// `webhook.unknown`.
pub async fn resume_webhook(app: &App, cx: &OpContext, id: WebhookId, skips: bool) -> AppResult<()> {
    found(app.store.resume_webhook(cx.tenant, id, skips, app.now_ms()).await?)?;
    app.webhooks.notify_one();
    Ok(())
}

/// Deliveries of a webhook, the latest event first.
///
/// # Errors
/// `webhook.unknown`.
pub async fn list_deliveries(
    app: &App,
    cx: &OpContext,
    id: WebhookId,
    state: Option<WebhookDeliveryState>,
    page: &PageRequest,
) -> AppResult<Page<WebhookDelivery>> {
    get_webhook(app, cx, id).await?;
    app.store.list_webhook_deliveries(cx.tenant, id, state, page).await.map_err(check::page)
}

/// Sends what was done or given up again: one delivery, or all from event number `seq` on. Gives how many.
///
/// # Errors
/// `webhook.unknown`; `delivery.not_closed` where one is wanted that is not there or still open.
pub async fn replay(app: &App, cx: &OpContext, id: WebhookId, seq: i64, only: bool) -> AppResult<u64> {
    get_webhook(app, cx, id).await?;
    let count = app.store.replay_webhook(cx.tenant, id, seq, only, app.now_ms()).await?;
    if only && count == 0 {
        let what = "a delivery of this number that was done or given up";
        return Err(AppError::not_found("delivery.not_closed", what));
    }
    app.webhooks.notify_one();
    Ok(count)
}

fn unknown() -> AppError {
    AppError::not_found("webhook.unknown", "a webhook of this id")
}

fn found(is_there: bool) -> AppResult<()> {
    if is_there { Ok(()) } else { Err(unknown()) }
}

/// The secret as the specification writes it.
fn secret_text(secret: &[u8]) -> String {
    format!("whsec_{}", STANDARD.encode(secret))
}

fn check(draft: &WebhookDraft) -> AppResult<()> {
    optional_text("/description", &draft.description, check::NAME_MAX)?;
    let refuse = |why: &str| Err(AppError::invalid("webhook.url", "/url", why));
    if draft.url.len() > URL_MAX {
        return refuse("must have at most 2,000 bytes");
    }
    let Ok(url) = Url::parse(&draft.url) else { return refuse("is no URL") };
    if url.scheme() != "https" {
        return refuse("must begin with https://");
    }
    if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
        return refuse("must hold no user and no fragment; deliveries are proved by their signature");
    }
    if let Err(error) = send::policy(&url) {
        return refuse(&error);
    }
    if draft.event_types.len() > EVENT_TYPES_MAX {
        let message = format!("at most {EVENT_TYPES_MAX}; leave the list empty for all events");
        return Err(AppError::invalid("webhook.event_types", "/event_types", message));
    }
    for (index, name) in draft.event_types.iter().enumerate() {
        if !is_event_type(name) {
            let message = "is no event type, `name.v1`; GET /v1/event-types lists them";
            return Err(AppError::invalid("webhook.event_types", format!("/event_types/{index}"), message));
        }
    }
    Ok(())
}

/// `sale.committed.v1`: a type may be named before a plugin that emits it is installed.
fn is_event_type(name: &str) -> bool {
    let Some((name, version)) = name.rsplit_once(".v") else { return false };
    let is_inside = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-_".contains(&byte);
    (1..=100).contains(&name.len()) && name.bytes().all(is_inside) && version.parse::<u16>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(url: &str, event_types: &[&str]) -> WebhookDraft {
        let event_types = event_types.iter().map(ToString::to_string).collect();
        WebhookDraft { url: url.to_owned(), description: String::new(), event_types }
    }

    #[test]
    fn a_webhook_is_a_public_https_address() {
        for good in ["https://shop.example.com/hooks?tenant=7", "https://hooks.example.cn:8443/"] {
            assert!(check(&draft(good, &[])).is_ok(), "{good}");
        }
        for bad in [
            "http://shop.example.com/",
            "https://user:pass@shop.example.com/",
            "https://127.0.0.1/",
            "https://[::1]/",
            "https://localhost/",
            "https://shop.example.com/#x",
            "shop.example.com",
            "ftp://shop.example.com/",
        ] {
            assert_eq!(check(&draft(bad, &[])).unwrap_err().code, "webhook.url", "{bad}");
        }
    }

    #[test]
    fn event_types_have_a_name_and_a_version() {
        let url = "https://shop.example.com/";
        assert!(check(&draft(url, &["sale.committed.v1", "coupon.issue.v12"])).is_ok());
        for bad in ["", "sale.committed", "sale.*", ".v1", "Sale.v1", "sale.committed.v"] {
            let refusal = check(&draft(url, &["sale.voided.v1", bad])).unwrap_err();
            assert_eq!(
                (refusal.code, refusal.pointer.as_deref()),
                ("webhook.event_types", Some("/event_types/1"))
            );
        }
    }
}
