//! Charges at a party that tests simulate over HTTP, and passes on what it says, however wrong: the host has to tell.
//!
//! The party's protocol: `POST /charges`, `GET /charges/ID`, `POST /charges/ID/cancel`, `POST /refunds`, `GET /refunds/ID`, each
//! answered with `{"state": ..., "reference": ..., "amount": ..., "currency": ..., "at_ms": ...}`; 404 = it knows no such id.

use bodega_sdk::prelude::*;
use bodega_sdk::{
    CancelAnswer, Charge, Content, CryptoPart, Decline, DigestAlgorithm, EgressPart, EgressRequest,
    HttpFailure, HttpRequest, HttpResponse, Localized, PaymentFailure, PaymentOutcome, Receipt, Refund, Show,
    Waiting, json_response,
};
use serde_json::{Value, json};

/// How long the party may take, ms.
const PATIENCE_MS: u32 = 1_000;

/// The plugin.
pub struct Payer;

impl Payments for Payer {
    fn charge(charge: &Charge, host: &impl Host) -> Result<PaymentOutcome, PaymentFailure> {
        let order = json!({
            "id": charge.id, "method": charge.method, "amount": charge.amount, "currency": charge.currency,
            "number": charge.number, "code": charge.presented_code, "attempt": charge.attempt,
        });
        outcome(&send(host, "POST", "/charges", Some(&order))?)
    }

    fn query(charge: &Charge, host: &impl Host) -> Result<PaymentOutcome, PaymentFailure> {
        outcome(&send(host, "GET", &format!("/charges/{}", charge.id), None)?)
    }

    fn cancel(charge: &Charge, host: &impl Host) -> Result<CancelAnswer, PaymentFailure> {
        let said = send(host, "POST", &format!("/charges/{}/cancel", charge.id), Some(&json!({})))?;
        Ok(match said["state"].as_str() {
            Some("cancelled") => CancelAnswer::Cancelled,
            Some("paid") => CancelAnswer::Paid(receipt(&said)),
            Some("pending") => CancelAnswer::Pending(0),
            other => CancelAnswer::Other(format!("{other:?}")),
        })
    }
}

impl Refunds for Payer {
    fn refund(refund: &Refund, charge: &Charge, host: &impl Host) -> Result<PaymentOutcome, PaymentFailure> {
        let order = json!({
            "id": refund.id, "charge": charge.id, "reference": charge.reference, "amount": refund.amount,
            "reason": refund.reason,
        });
        outcome(&send(host, "POST", "/refunds", Some(&order))?)
    }

    fn query(refund: &Refund, _: &Charge, host: &impl Host) -> Result<PaymentOutcome, PaymentFailure> {
        outcome(&send(host, "GET", &format!("/refunds/{}", refund.id), None)?)
    }
}

impl Http for Payer {
    fn handle(request: &HttpRequest, body: &[u8], host: &mut impl Host) -> Result<HttpResponse, HttpFailure> {
        if request.route == "fund" {
            return fund(body, host);
        }
        let given =
            request.headers.iter().find(|(name, _)| name == "x-signature").map(|(_, value)| hex(value));
        let key = CryptoPart::Secret("hook_key".to_owned());
        let parts = [CryptoPart::Bytes(body.to_vec())];
        match host.hmac_verify(DigestAlgorithm::Sha256, &key, &parts, &given.unwrap_or_default()) {
            Ok(true) => {}
            Ok(false) => return Ok(json_response(401, &json!({ "error": "signature" }))),
            Err(error) => return Err(HttpFailure::Reject(format!("{error:?}"))),
        }
        let notice: Value = serde_json::from_slice(body).map_err(|e| HttpFailure::Reject(e.to_string()))?;
        let news = outcome(&notice).map_err(|error| HttpFailure::Reject(format!("{error:?}")))?;
        host.report_payment(notice["id"].as_str().unwrap_or_default(), &news);
        Ok(json_response(200, &json!({ "ok": true })))
    }
}

/// Puts stored value on the accounts of a holder.
fn fund(body: &[u8], host: &mut impl Host) -> Result<HttpResponse, HttpFailure> {
    let wish: Value = serde_json::from_slice(body).map_err(|e| HttpFailure::Reject(e.to_string()))?;
    let holder = wish["holder"].as_str().unwrap_or_default();
    let posting = |kind: &str| Posting {
        account: format!("{kind}/{holder}"),
        delta: wish[kind].as_i64().unwrap_or_default(),
        floor: None,
    };
    host.post(&[posting("bonus"), posting("principal")], "funded");
    Ok(json_response(200, &json!({ "ok": true })))
}

fn hex(text: &str) -> Vec<u8> {
    let pair = |i| u8::from_str_radix(text.get(i..i + 2)?, 16).ok();
    (0..text.len()).step_by(2).map_while(pair).collect()
}

fn send(host: &impl Host, method: &str, path: &str, body: Option<&Value>) -> Result<Value, PaymentFailure> {
    let settings: Value = serde_json::from_str(&host.settings()).unwrap_or_default();
    let party = settings["party"].as_str().unwrap_or_default();
    let json = vec![EgressPart::Text("application/json".to_owned())];
    let request = EgressRequest {
        method: method.to_owned(),
        url: format!("{party}{path}"),
        query: vec![],
        headers: vec![("content-type".to_owned(), json)],
        body: body.map_or(Content::Empty, |body| Content::Bytes(body.to_string().into_bytes())),
        redirects: 0,
        timeout_ms: PATIENCE_MS,
    };
    let answer = host.egress(&request).map_err(|error| PaymentFailure::Retry(format!("{error:?}")))?;
    match answer.status {
        200 => serde_json::from_slice(&answer.body).map_err(|error| PaymentFailure::Other(error.to_string())),
        404 => Ok(json!({ "state": "unknown" })),
        status => Err(PaymentFailure::Retry(format!("the party answers {status}"))),
    }
}

fn outcome(said: &Value) -> Result<PaymentOutcome, PaymentFailure> {
    let text = |name: &str| said[name].as_str().unwrap_or_default().to_owned();
    Ok(match said["state"].as_str() {
        Some("paid") => PaymentOutcome::Paid(receipt(said)),
        Some("pending") => PaymentOutcome::Pending(Waiting {
            show: if said["qr"].is_string() { Show::Qr(text("qr")) } else { Show::Nothing },
            message: vec![],
            query_after_ms: said["after_ms"].as_u64().and_then(|ms| u32::try_from(ms).ok()).unwrap_or(0),
        }),
        Some("declined") => PaymentOutcome::Declined(Decline {
            code: text("code"),
            customer: localized("The wallet says no.", "钱包拒绝付款。"),
            cashier: localized("Ask for another way to pay.", "请更换支付方式。"),
        }),
        Some("unknown") => PaymentOutcome::Unknown,
        Some("trap") => panic!("told to"),
        Some("reject") => return Err(PaymentFailure::Reject(text("code"))),
        other => PaymentOutcome::Other(format!("{other:?}")),
    })
}

fn receipt(said: &Value) -> Receipt {
    Receipt {
        reference: said["reference"].as_str().unwrap_or_default().to_owned(),
        amount: said["amount"].as_i64().unwrap_or_default(),
        currency: said["currency"].as_str().unwrap_or_default().to_owned(),
        at_ms: said["at_ms"].as_i64().unwrap_or_default(),
    }
}

fn localized(en: &str, zh: &str) -> Vec<Localized> {
    [("en", en), ("zh-CN", zh)]
        .map(|(language, text)| Localized { language: language.to_owned(), text: text.to_owned() })
        .into()
}

bodega_sdk::register!(Payer: payments, refunds, http);
