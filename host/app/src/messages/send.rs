//! Sends what is due. No transaction is open while a sender is asked; what it says is written down with its effects.
//! Addresses go to the sender and nowhere else: no log, event or trace holds them.

use super::route::{Route, route};
use crate::app::App;
use crate::error::AppResult;
use crate::events::backoff_ms;
use crate::invocations::{Cause, CommitError, Invocation, Setback, run_with_reply};
use crate::plugins::installed::{InstalledPlugin, TenantPlugins};
use bodega_package::MessageChannel;
use bodega_plugin_host::{CallError, Occasion, OutgoingMessage, Refusal, Reply};
use bodega_store::effects::{ApplyEffects, Effects};
use bodega_store::messages::{MessageLease, MessageState};
use futures::{FutureExt, StreamExt};
use std::sync::Arc;

/// Messages taken at once.
const LEASES_MAX: u32 = 32;
/// How long a message is ours, ms: longer than a call may take with all its re-runs.
const LEASE_MS: i64 = 5 * 60_000;
/// When a message that has no way now is looked at again, ms.
const NO_WAY_MS: i64 = 5 * 60_000;
/// The language of messages; what a member reads is not known yet.
const LANGUAGE: &str = "zh-CN";
/// The longest id of a provider's that is kept, characters.
const PROVIDER_ID_MAX: usize = 200;

/// What becomes of a message that was not sent.
enum Unsent {
    Later { after_ms: i64, reason: String },
    Never { state: MessageState, reason: String },
}

/// Sends what is due; gives how many messages were taken.
pub(crate) async fn send_due(app: &Arc<App>) -> AppResult<usize> {
    let leases = app.store.lease_due_messages(app.now_ms(), LEASE_MS, LEASES_MAX).await?;
    let taken = leases.len();
    let sending = futures::stream::iter(leases).map(|lease| {
        let app = app.clone();
        async move {
            let (tenant, id) = (lease.tenant, lease.message.id);
            if let Err(error) = work_off(&app, lease).await {
                tracing::error!(%tenant, message.id = %id, "message {id} waits for its lease to end: {error}");
            }
        }
    });
    sending.buffer_unordered(LEASES_MAX as usize).collect::<()>().await;
    Ok(taken)
}

async fn work_off(app: &Arc<App>, lease: MessageLease) -> AppResult<()> {
    let unsent = match app.now_ms() >= lease.message.message.expires_at_ms {
        true => {
            let reason = lease.message.reason.clone();
            let reason = reason.unwrap_or_else(|| "its time was over before it could be sent".to_owned());
            Some(Unsent::Never { state: MessageState::Expired, reason })
        }
        false => attempt(app, &lease).await?,
    };
    let (tenant, id) = (lease.tenant, lease.message.id);
    match unsent {
        None => {}
        Some(Unsent::Later { after_ms, reason }) => {
            // Not past its end, so that it is seen to expire.
            let due = app.now_ms().saturating_add(after_ms).min(lease.message.message.expires_at_ms);
            app.store.defer_message(&lease, due, &reason).await?;
        }
        Some(Unsent::Never { state, reason }) => {
            app.store.end_message(&lease, state, &reason, app.now_ms()).await?;
            tracing::info!(%tenant, message.id = %id, "message {id} ended as {}", state.as_str());
        }
    }
    Ok(())
}

/// Asks the sender; `None` = it is sent.
async fn attempt(app: &Arc<App>, lease: &MessageLease) -> AppResult<Option<Unsent>> {
    let plugins = app.tenant_plugins(lease.tenant).await?;
    let later = |reason: String| Some(Unsent::Later { after_ms: NO_WAY_MS, reason });
    let (channel, address, sender) = match route(app, lease.tenant, &plugins, &lease.message.message).await? {
        Route::To(channel, address, sender) => (channel, address, sender),
        Route::Later(reason) => return Ok(later(reason)),
        Route::Never(reason) => return Ok(Some(Unsent::Never { state: MessageState::Failed, reason })),
    };
    let Some(text) = text_of(&plugins, lease) else {
        return Ok(later("plugin.off: the plugin whose message it is is switched off".to_owned()));
    };
    let Some(attempt) = app.store.begin_message(lease, channel.as_str(), sender.id).await? else {
        return Ok(None);
    };
    let outgoing = outgoing(app, lease, channel, address, text, attempt);
    send(app, lease, sender, outgoing, attempt).await
}

/// The text of the manifest it comes from, in the message's language.
fn text_of(plugins: &TenantPlugins, lease: &MessageLease) -> Option<String> {
    let installed = plugins.installed.get(&lease.message.installation)?;
    let template = &lease.message.message.template;
    let declared = installed.manifest.messages.iter().find(|declared| declared.template == *template)?;
    declared.text.0.get(LANGUAGE).cloned()
}

fn outgoing(
    app: &App,
    lease: &MessageLease,
    channel: MessageChannel,
    address: String,
    text: String,
    attempt: u32,
) -> OutgoingMessage {
    let stored = &lease.message;
    OutgoingMessage {
        message: stored.id.to_string(),
        channel: channel.as_str().to_owned(),
        address,
        purpose: stored.message.purpose.clone(),
        plugin: stored.plugin.clone(),
        template: stored.message.template.clone(),
        text,
        parameters: stored.message.parameters_json.clone(),
        language: LANGUAGE.to_owned(),
        attempt,
        expires_ms: stored.message.expires_at_ms,
        now_ms: app.now_ms(),
    }
}

async fn send(
    app: &Arc<App>,
    lease: &MessageLease,
    sender: Arc<InstalledPlugin>,
    outgoing: OutgoingMessage,
    attempt: u32,
) -> AppResult<Option<Unsent>> {
    // A version on trial is shown no addresses.
    let installed = Arc::new(InstalledPlugin { shadow: None, ..Arc::unwrap_or_clone(sender) });
    let invocation = Invocation {
        tenant: lease.tenant,
        id: lease.message.id,
        occasion: Occasion::Message(outgoing),
        cause: Cause { subject: Some(lease.message.message.member.0), ..Cause::default() },
        installed: installed.clone(),
    };
    let done = run_with_reply(app, &invocation, |effects, reply| {
        let Reply::Sent(provider_id) = reply else {
            return async { Err(CommitError::NotAllowed("a sender gave no answer".to_owned())) }.boxed();
        };
        let sent = Some(lease.sent(provider_id_of(provider_id)));
        let apply = ApplyEffects {
            tenant: lease.tenant,
            installation: installed.id,
            plugin: installed.plugin.to_string(),
            invocation: lease.message.id,
            recorded_at_ms: app.now_ms(),
            effects: Effects { sent, ..effects },
        };
        async move { Ok(app.store.apply_effects(apply).await?) }.boxed()
    });
    Ok(done.await?.err().map(|setback| unsent(setback, attempt)))
}

fn provider_id_of(given: &str) -> Option<String> {
    let id: String = given.chars().filter(|c| !c.is_control()).take(PROVIDER_ID_MAX).collect();
    (!id.is_empty()).then_some(id)
}

fn unsent(setback: Setback, attempt: u32) -> Unsent {
    let backoff = backoff_ms(attempt);
    match setback {
        Setback::Call(CallError::Refused(Refusal::RetryAfter { message, after_ms })) => {
            Unsent::Later { after_ms: backoff.max(i64::from(after_ms)), reason: message }
        }
        Setback::Call(CallError::Refused(Refusal::Retry(reason) | Refusal::Other(reason))) => {
            Unsent::Later { after_ms: backoff, reason }
        }
        Setback::Call(CallError::Refused(Refusal::Reject(message))) => {
            Unsent::Never { state: MessageState::Failed, reason: message }
        }
        setback if setback.is_hopeless() => {
            Unsent::Never { state: MessageState::Failed, reason: setback.to_string() }
        }
        setback => Unsent::Later { after_ms: backoff, reason: setback.to_string() },
    }
}
