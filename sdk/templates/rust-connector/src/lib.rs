//! Pushes stock to a platform, and keeps the orders that its webhook brings. Both ways are signed with a key that only the
//! host sees: the plugin names it, and the host computes with it.

use bodega_sdk::prelude::*;
use bodega_sdk::{
    Content, CryptoPart, DigestAlgorithm, EgressFailure, EgressPart, EgressRequest, HttpFailure, HttpRequest,
    HttpResponse, JobFailure, JobRun,
};
use serde::Deserialize;

const API: &str = "https://api.example.com/v1";
/// Own documents, one an order.
const ORDERS: &str = "orders";
/// Levels in a request: what the platform takes.
const BATCH: u32 = 200;
/// How long the platform may take to answer, ms.
const TIMEOUT_MS: u32 = 10_000;
/// Millionths in one piece.
const MICROS: i64 = 1_000_000;

#[derive(Deserialize)]
struct Settings {
    shop: String,
    location: String,
}

#[derive(Deserialize)]
struct Order {
    id: String,
    total: u64,
}

/// The plugin.
pub struct Plugin;

impl Jobs for Plugin {
    /// `push-stock`: whole pieces on hand, in batches. A run that is made again sends the same key for the same batch.
    fn run(run: &JobRun, host: &mut impl Host) -> Result<(), JobFailure> {
        let settings: Settings = serde_json::from_str(&host.settings())
            .map_err(|error| JobFailure::Reject(format!("the settings do not fit: {error}")))?;
        let mut after: Option<String> = None;
        for batch in 0.. {
            let levels = host.stock(&settings.location, after.as_deref(), BATCH);
            let Some(last) = levels.last() else { break };
            after = Some(last.sku.clone());
            let stock: Vec<_> = levels
                .iter()
                .map(|level| serde_json::json!({ "sku": level.sku, "pieces": (level.on_hand / MICROS).max(0) }))
                .collect();
            let body = serde_json::json!({ "shop": settings.shop, "stock": stock }).to_string();
            push(host, body, format!("{}/{batch}", run.invocation))?;
        }
        Ok(())
    }
}

/// Sends a batch. What may pass is tried again by the host; what cannot is told to people.
fn push(host: &impl Host, body: String, idempotency_key: String) -> Result<(), JobFailure> {
    let tag = host
        .hmac(DigestAlgorithm::Sha256, &key(), &[CryptoPart::Bytes(body.clone().into_bytes())])
        .map_err(|error| JobFailure::Reject(format!("the request cannot be signed: {error:?}")))?;
    let header = |name: &str, value: String| (name.to_owned(), vec![EgressPart::Text(value)]);
    let request = EgressRequest {
        method: "POST".to_owned(),
        url: format!("{API}/stock"),
        query: vec![],
        headers: vec![
            header("content-type", "application/json".to_owned()),
            header("idempotency-key", idempotency_key),
            header("x-signature", hex(&tag)),
        ],
        body: Content::Bytes(body.into_bytes()),
        redirects: 0,
        timeout_ms: TIMEOUT_MS,
    };
    match host.egress(&request) {
        Ok(answer) if answer.status < 300 => Ok(()),
        Ok(answer) if answer.status == 429 || answer.status >= 500 => {
            Err(JobFailure::Retry(format!("the platform answered {}", answer.status)))
        }
        Ok(answer) => {
            Err(JobFailure::Reject(format!("the platform answered {}: check shop and key", answer.status)))
        }
        Err(EgressFailure::Refused(reason) | EgressFailure::Invalid(reason)) => {
            Err(JobFailure::Reject(reason))
        }
        Err(error) => Err(JobFailure::Retry(format!("the platform did not answer: {error:?}"))),
    }
}

impl Http for Plugin {
    /// `POST /orders`: the platform sends an order again until it is answered with 2xx, so a known one is fine.
    fn handle(request: &HttpRequest, body: &[u8], host: &mut impl Host) -> Result<HttpResponse, HttpFailure> {
        let answer = |status| Ok(HttpResponse { status, headers: vec![], body: vec![] });
        let signature = request.headers.iter().find(|(name, _)| name == "x-signature");
        let Some(tag) = signature.and_then(|(_, value)| unhex(value)) else { return answer(401) };
        let is_signed = host
            .hmac_verify(DigestAlgorithm::Sha256, &key(), &[CryptoPart::Bytes(body.to_vec())], &tag)
            .map_err(|error| HttpFailure::Reject(format!("the signature cannot be checked: {error:?}")))?;
        if !is_signed {
            return answer(401);
        }
        let Ok(order) = serde_json::from_slice::<Order>(body) else { return answer(422) };
        if host.document(ORDERS, &order.id).is_none() {
            let kept = serde_json::json!({ "total": order.total, "received_ms": request.now_ms }).to_string();
            // The document must be new: where two calls bring the same order at once, one of them runs again.
            host.put(ORDERS, &order.id, &kept, Some(0));
        }
        answer(204)
    }
}

/// The name of the merchant's key; its value never comes here.
fn key() -> CryptoPart {
    CryptoPart::Secret("api_key".to_owned())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |c: u8| char::from(c).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let pairs = text.as_bytes().chunks(2);
    pairs.map(|pair| Some(digit(*pair.first()?)? << 4 | digit(*pair.get(1)?)?)).collect()
}

bodega_sdk::register!(Plugin: jobs, http);

#[cfg(test)]
mod tests {
    use super::*;
    use bodega_sdk::testing::TestHost;
    use bodega_sdk::{EgressResponse, HttpCaller};

    fn host() -> TestHost {
        let settings = r#"{"shop":"s-1","location":"loc"}"#.to_owned();
        TestHost { settings, signature: vec![0xab, 0x01], ..TestHost::default() }
    }

    fn run(host: &mut TestHost) -> Result<(), JobFailure> {
        let run = JobRun {
            invocation: "run-1".to_owned(),
            job: "push-stock".to_owned(),
            scheduled_ms: 0,
            scheduled_local: "2026-01-01T12:00:00+08:00".to_owned(),
            now_ms: 0,
            attempt: 1,
            missed: 0,
        };
        Plugin::run(&run, host)
    }

    fn answers(host: &TestHost, statuses: &[u16]) {
        let response = |status: &u16| Ok(EgressResponse { status: *status, headers: vec![], body: vec![] });
        host.answers.borrow_mut().extend(statuses.iter().map(response));
    }

    fn order(host: &mut TestHost, signature: &str, body: &str) -> u16 {
        let request = HttpRequest {
            invocation: "call-1".to_owned(),
            method: "POST".to_owned(),
            path: "/orders".to_owned(),
            query: String::new(),
            headers: vec![("x-signature".to_owned(), signature.to_owned())],
            caller: HttpCaller::Public,
            route: "orders".to_owned(),
            now_ms: 5,
            body_bytes: u32::try_from(body.len()).unwrap(),
        };
        let response = <Plugin as Http>::handle(&request, body.as_bytes(), host).unwrap();
        host.commit(None).unwrap();
        response.status
    }

    #[test]
    fn all_levels_go_out_in_signed_batches_with_keys_of_their_own() {
        let mut host = host();
        for sku in 0..=BATCH {
            host.stock.insert(("loc".to_owned(), format!("sku-{sku:04}")), 2_500_000);
        }
        answers(&host, &[200, 204]);
        run(&mut host).unwrap();
        let sent = host.sent.borrow();
        assert_eq!(sent.len(), 2);
        let header = |request: &EgressRequest, name: &str| {
            let (_, parts) = request.headers.iter().find(|(header, _)| header == name).unwrap().clone();
            match parts.as_slice() {
                [EgressPart::Text(text)] => text.clone(),
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(header(&sent[0], "idempotency-key"), "run-1/0");
        assert_eq!(header(&sent[1], "idempotency-key"), "run-1/1");
        assert_eq!(header(&sent[1], "x-signature"), "ab01");
        let Content::Bytes(body) = &sent[1].body else { panic!() };
        assert_eq!(
            std::str::from_utf8(body).unwrap(),
            r#"{"shop":"s-1","stock":[{"pieces":2,"sku":"sku-0200"}]}"#
        );
    }

    #[test]
    fn what_may_pass_is_tried_again_and_what_cannot_is_told() {
        for (status, is_retried) in [(500, true), (429, true), (401, false), (302, false)] {
            let mut host = host();
            host.stock.insert(("loc".to_owned(), "a".to_owned()), 1);
            answers(&host, &[status]);
            assert_eq!(matches!(run(&mut host), Err(JobFailure::Retry(_))), is_retried, "{status}");
        }
    }

    #[test]
    fn only_signed_orders_are_kept_and_each_once() {
        let mut host = host();
        let body = r#"{"id":"o-1","total":990}"#;
        for unsigned in ["", "ab02", "xyz", "a"] {
            assert_eq!(order(&mut host, unsigned, body), 401, "{unsigned}");
        }
        assert_eq!(order(&mut host, "ab01", "{}"), 422);
        assert!(host.documents.is_empty());
        assert_eq!(order(&mut host, "ab01", body), 204);
        assert_eq!(order(&mut host, "AB01", body), 204);
        assert_eq!(host.document(ORDERS, "o-1").unwrap().version, 1);
    }
}
