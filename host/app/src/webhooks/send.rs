//! Sends deliveries: one POST each, to public addresses only, without redirects.

use super::sign::signature;
use crate::app::App;
use crate::context::OpContext;
use crate::error::{AppError, AppResult};
use bodega_domain::ids::{EventId, TenantId, WebhookId};
use bodega_egress::{Body, EgressError, HostRule, Method, Part, Policy, Request, Response, SecretSource};
use bodega_store::events::{Event, NewEvent};
use bodega_store::exceptions::Exception;
use bodega_store::webhooks::{DeliveryEnd, WebhookLease, WebhookSecrets};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;
use url::Url;
use uuid::Uuid;
use zeroize::Zeroizing;

/// Deliveries made of events in one transaction.
const FAN_OUT_BATCH: u32 = 500;
/// Deliveries under way on this node at once.
const CONCURRENT_MAX: usize = 32;
/// How long a receiver has to answer.
const TIMEOUT_MS: u32 = 15_000;
/// How long a delivery is ours, ms: longer than it may take.
const LEASE_MS: i64 = 60_000;
/// Bytes of an answer that are read: nothing in it counts but the status.
const ANSWER_BYTES_MAX: usize = 64 << 10;
/// The longest note of what went wrong, characters.
const ERROR_MAX: usize = 300;

/// Pauses before attempts 2, 3, ..., ms: the schedule that the specification recommends, three days in all.
const PAUSES_MS: [i64; 9] = [
    5_000,
    5 * MINUTE_MS,
    30 * MINUTE_MS,
    120 * MINUTE_MS,
    300 * MINUTE_MS,
    600 * MINUTE_MS,
    840 * MINUTE_MS,
    1200 * MINUTE_MS,
    1440 * MINUTE_MS,
];
const MINUTE_MS: i64 = 60_000;
/// The longest pause that a receiver may ask for with `retry-after`, ms.
const RETRY_AFTER_MAX_MS: i64 = 24 * 60 * MINUTE_MS;
/// A webhook whose deliveries have all failed for so long is paused, ms.
const PAUSE_AFTER_MS: i64 = 5 * 24 * 60 * MINUTE_MS;

/// What came of a test.
#[derive(Clone, Debug)]
pub struct TestResult {
    /// The receiver's status; `None` = there was no answer.
    pub status: Option<u16>,
    /// Why it does not count as taken.
    pub error: Option<String>,
    /// From sending to the answer, ms.
    pub took_ms: i64,
}

/// Deliveries under way on this node.
pub(crate) type Sending = JoinSet<AppResult<()>>;

/// Makes deliveries of new events and begins to send what is due, beside what is under way; `true` = there was
/// something. A slow receiver keeps no other waiting: [`bodega_store::webhooks::IN_FLIGHT_MAX`].
pub(crate) async fn start_due(app: &Arc<App>, sending: &mut Sending) -> AppResult<bool> {
    let (made, has_more) = app.store.fan_out_webhooks(FAN_OUT_BATCH, app.now_ms()).await?;
    let room = u32::try_from(CONCURRENT_MAX.saturating_sub(sending.len())).unwrap_or(0);
    if room == 0 {
        return Ok(false);
    }
    let leases = app.store.lease_webhook_deliveries(app.now_ms(), LEASE_MS, room).await?;
    let started = leases.len();
    for lease in leases {
        let app = app.clone();
        sending.spawn(async move { deliver(&app, &lease).await });
    }
    Ok(has_more || made > 0 || started > 0)
}

/// Sends until nothing is due; `true` = there was something.
pub(crate) async fn drain(app: &Arc<App>) -> AppResult<bool> {
    let (mut sending, mut worked) = (Sending::new(), false);
    while start_due(app, &mut sending).await? {
        worked = true;
        while let Some(ended) = sending.join_next().await {
            ended.map_err(AppError::fault)??;
        }
    }
    Ok(worked)
}

async fn deliver(app: &App, lease: &WebhookLease) -> AppResult<()> {
    let sent = send(app, lease.tenant, &lease.url, &lease.secrets, &lease.event).await?;
    let now_ms = app.now_ms();
    let error = sent.refusal();
    let end = match &error {
        None => DeliveryEnd::Done,
        Some(_) => next(&sent, lease.attempts, now_ms),
    };
    let status = sent.status();
    let is_kept = app
        .store
        .end_webhook_delivery(lease, end.clone(), status, error.as_deref(), sent.took_ms, now_ms)
        .await?;
    let Some(error) = error.filter(|_| is_kept) else { return Ok(()) };
    let (tenant, webhook, attempts) = (lease.tenant, lease.webhook, lease.attempts);
    tracing::warn!(%tenant, %webhook, attempts, "delivery to webhook {webhook} failed, then {end:?}: {error}");
    let is_gone = status == Some(GONE);
    let is_failing = lease.failing_since_ms.is_some_and(|since| now_ms - since > PAUSE_AFTER_MS);
    if is_gone || is_failing {
        let reason = match is_gone {
            true => "the receiver answered 410 Gone".to_owned(),
            false => format!("no delivery was taken for five days; the last one: {error}"),
        };
        pause(app, tenant, webhook, &reason).await?;
    }
    Ok(())
}

/// The receiver wants no more, ever.
const GONE: u16 = 410;

/// Pauses a webhook and tells a person.
async fn pause(app: &App, tenant: TenantId, webhook: WebhookId, reason: &str) -> AppResult<()> {
    if !app.store.pause_webhook(tenant, webhook, reason).await? {
        return Ok(());
    }
    let exception = Exception {
        id: Uuid::now_v7(),
        kind: "webhook.paused".to_owned(),
        document: Some(webhook.0),
        message_json: json!({ "webhook": webhook, "reason": reason }).to_string(),
        raised_at_ms: app.now_ms(),
        resolved_at_ms: None,
        resolution: None,
    };
    Ok(app.store.raise_exception(tenant, &exception).await?)
}

/// When a failed delivery is tried again. Pauses differ a little, so that what failed together does not come back
/// together.
fn next(sent: &Sent, attempts: u32, now_ms: i64) -> DeliveryEnd {
    if sent.status() == Some(GONE) {
        return DeliveryEnd::Dead;
    }
    let pause = usize::try_from(attempts.saturating_sub(1)).ok().and_then(|index| PAUSES_MS.get(index));
    let Some(pause) = pause else { return DeliveryEnd::Dead };
    let spread = pause / 10;
    let pause = pause + rand::random_range(0..=spread);
    DeliveryEnd::Retry(now_ms + pause.max(sent.retry_after_ms().min(RETRY_AFTER_MAX_MS)))
}

/// Sends a `webhook.test.v1` event at once and tells what came of it. It is in no log.
///
/// # Errors
/// `webhook.unknown`.
pub async fn send_test(app: &App, cx: &OpContext, id: WebhookId) -> AppResult<TestResult> {
    let webhook = super::get_webhook(app, cx, id).await?;
    let secrets = app.store.webhook_secrets(cx.tenant, id, app.now_ms()).await?.ok_or_else(super::unknown)?;
    let now_ms = app.now_ms();
    let event = NewEvent {
        id: EventId(Uuid::now_v7()),
        event_type: "webhook.test.v1".to_owned(),
        ordering_key: id.to_string(),
        subject: Some(id.0),
        store: None,
        occurred_at_ms: now_ms,
        recorded_at_ms: now_ms,
        depth: 0,
        payload_json: json!({ "webhook": id }).to_string(),
    };
    let sent = send(app, cx.tenant, &webhook.url, &secrets, &Event { event, seq: None, hash: None }).await?;
    Ok(TestResult { status: sent.status(), error: sent.refusal(), took_ms: sent.took_ms })
}

struct Sent {
    answer: Result<Response, EgressError>,
    took_ms: i64,
}

impl Sent {
    fn status(&self) -> Option<u16> {
        self.answer.as_ref().ok().map(|answer| answer.status)
    }

    /// Why it does not count as taken.
    fn refusal(&self) -> Option<String> {
        let text = match &self.answer {
            Ok(answer) if (200..300).contains(&answer.status) => return None,
            Ok(answer) => format!("the receiver answered {}", answer.status),
            Err(error) => error.to_string(),
        };
        Some(text.chars().take(ERROR_MAX).collect())
    }

    /// What the receiver asks for with `retry-after` in seconds, ms; 0 where it does not.
    fn retry_after_ms(&self) -> i64 {
        let Ok(answer) = &self.answer else { return 0 };
        let named = answer.headers.iter().find(|(name, _)| name == "retry-after");
        named
            .and_then(|(_, value)| value.trim().parse::<u32>().ok())
            .map_or(0, |seconds| i64::from(seconds) * 1000)
    }
}

async fn send(
    app: &App,
    tenant: TenantId,
    url: &str,
    secrets: &WebhookSecrets,
    event: &Event,
) -> AppResult<Sent> {
    let body = cloud_event(tenant, event)?.to_string().into_bytes();
    let id = event.event.id.to_string();
    let timestamp_s = app.now_ms().div_euclid(1000);
    let keys: Vec<&[u8]> = [Some(&secrets.current), secrets.previous.as_ref()]
        .into_iter()
        .flatten()
        .map(Vec::as_slice)
        .collect();
    let signed = signature(&keys, &id, timestamp_s, &body).map_err(AppError::fault)?;
    let header = |name: &str, value: String| (name.to_owned(), vec![Part::Text(value)]);
    let url = Url::parse(url).map_err(AppError::fault)?;
    let mut target = url.clone();
    target.set_query(None);
    let request = Request {
        method: Method::Post,
        url: target.into(),
        query: url.query_pairs().map(|(name, value)| header(&name, value.into_owned())).collect(),
        headers: vec![
            header("content-type", "application/cloudevents+json; charset=utf-8".to_owned()),
            header("webhook-id", id),
            header("webhook-timestamp", timestamp_s.to_string()),
            header("webhook-signature", signed),
        ],
        body: Body::Bytes(body),
        redirects: 0,
        timeout_ms: TIMEOUT_MS,
    };
    let policy = policy(&url).map_err(AppError::fault)?;
    let exchange = app.egress.exchange(&policy, &request, &NoSecrets).await;
    Ok(Sent { answer: exchange.answer, took_ms: i64::try_from(exchange.trace.took_ms).unwrap_or(i64::MAX) })
}

/// What may be reached for a webhook: its own host and port, and no private address by any name.
pub(super) fn policy(url: &Url) -> Result<Policy, String> {
    let host = url.host_str().ok_or("names no host")?;
    let rule = HostRule::new(host, &[url.port_or_known_default().unwrap_or(443)]);
    let rule =
        rule.map_err(|_| "must name a public host, not an address or a name of this network".to_owned())?;
    let timeout = Duration::from_millis(u64::from(TIMEOUT_MS));
    Ok(Policy::new(vec![rule]).with_response_bytes_max(ANSWER_BYTES_MAX).with_timeout_max(timeout))
}

struct NoSecrets;

impl SecretSource for NoSecrets {
    fn secret(&self, _: &str, _: &str) -> Option<Zeroizing<String>> {
        None
    }
}

/// An event in CloudEvents 1.0 form (structured JSON). `sequence` is the tenant's own number; `store` the store's id.
fn cloud_event(tenant: TenantId, event: &Event) -> AppResult<Value> {
    let NewEvent { id, event_type, subject, store, occurred_at_ms, recorded_at_ms, payload_json, .. } =
        &event.event;
    let data: Value = serde_json::from_str(payload_json).map_err(AppError::fault)?;
    let mut envelope = json!({
        "specversion": "1.0",
        "id": id,
        "source": format!("urn:bodega:tenant:{tenant}"),
        "type": event_type,
        "time": rfc3339(*occurred_at_ms)?,
        "recordedtime": rfc3339(*recorded_at_ms)?,
        "datacontenttype": "application/json",
        "data": data,
    });
    if let Some(subject) = subject {
        envelope["subject"] = json!(subject);
    }
    if let Some(store) = store {
        envelope["store"] = json!(store);
    }
    if let Some(seq) = event.seq {
        envelope["sequence"] = json!(seq.to_string());
    }
    Ok(envelope)
}

fn rfc3339(ms: i64) -> AppResult<String> {
    Ok(jiff::Timestamp::from_millisecond(ms).map_err(AppError::fault)?.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(status: u16, headers: &[(&str, &str)]) -> Sent {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Sent { answer: Ok(Response { status, headers, body: Default::default() }), took_ms: 1 }
    }

    #[test]
    fn pauses_grow_for_three_days_and_then_it_is_given_up() {
        let failed = answered(500, &[]);
        let mut at_ms = 0;
        for attempts in 1..=9 {
            let DeliveryEnd::Retry(due_ms) = next(&failed, attempts, at_ms) else { panic!("{attempts}") };
            let pause = PAUSES_MS[attempts as usize - 1];
            assert!((at_ms + pause..=at_ms + pause * 11 / 10).contains(&due_ms), "{attempts}");
            at_ms = due_ms;
        }
        assert_eq!(next(&failed, 10, at_ms), DeliveryEnd::Dead);
    }

    #[test]
    fn a_receiver_may_ask_for_time_and_may_be_gone() {
        let DeliveryEnd::Retry(due_ms) = next(&answered(429, &[("retry-after", "3600")]), 1, 0) else {
            panic!()
        };
        assert_eq!(due_ms, 3_600_000);
        let DeliveryEnd::Retry(due_ms) = next(&answered(503, &[("retry-after", "4000000000")]), 1, 0) else {
            panic!()
        };
        assert_eq!(due_ms, RETRY_AFTER_MAX_MS);
        assert_eq!(next(&answered(410, &[]), 1, 0), DeliveryEnd::Dead);
    }

    #[test]
    fn only_a_2xx_is_taken() {
        assert_eq!(answered(204, &[]).refusal(), None);
        for status in [199, 301, 302, 400, 404, 500] {
            assert!(answered(status, &[]).refusal().is_some(), "{status}");
        }
    }
}
