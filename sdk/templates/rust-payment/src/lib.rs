//! Charges wallet codes at a payment provider. Every request carries the host's own id of the payment, so that whatever is
//! repeated happens once.

use bodega_sdk::prelude::*;
use bodega_sdk::{
    CancelAnswer, Charge, Content, CryptoPart, Decline, DigestAlgorithm, EgressPart, EgressRequest,
    HttpFailure, HttpRequest, HttpResponse, Localized, PaymentFailure, PaymentOutcome, Receipt, Refund, Show,
    Waiting, json_response,
};
use serde::Deserialize;
use serde_json::{Value, json};

/// The provider.
const PROVIDER: &str = "https://api.example.com/v1";
/// How long it may take, ms.
const PATIENCE_MS: u32 = 8_000;
/// How often a customer who types a password is worth asking for, ms.
const QUERY_MS: u32 = 3_000;

/// The plugin.
pub struct Plugin;

#[derive(Deserialize)]
struct Settings {
    merchant: String,
}

/// What the provider says of an order.
#[derive(Deserialize)]
struct Order {
    state: String,
    #[serde(default)]
    transaction: String,
    #[serde(default)]
    amount: i64,
    #[serde(default)]
    currency: String,
    #[serde(default)]
    paid_at_ms: i64,
    #[serde(default)]
    reason: String,
}

impl Order {
    fn receipt(self) -> Receipt {
        Receipt {
            reference: self.transaction,
            amount: self.amount,
            currency: self.currency,
            at_ms: self.paid_at_ms,
        }
    }

    fn outcome(self) -> PaymentOutcome {
        match self.state.as_str() {
            "paid" => PaymentOutcome::Paid(self.receipt()),
            "paying" => PaymentOutcome::Pending(Waiting {
                show: Show::Nothing,
                message: texts("The customer confirms on the phone.", "等待顾客在手机上确认。"),
                query_after_ms: QUERY_MS,
            }),
            "declined" | "closed" => PaymentOutcome::Declined(Decline {
                code: self.reason,
                customer: texts("The wallet declined.", "钱包拒绝付款。"),
                cashier: texts("No money was taken; ask for another way to pay.", "未扣款，请更换支付方式。"),
            }),
            "unknown" => PaymentOutcome::Unknown,
            _ => PaymentOutcome::Other(self.state),
        }
    }
}

impl Payments for Plugin {
    fn charge(charge: &Charge, host: &impl Host) -> Result<PaymentOutcome, PaymentFailure> {
        let order = json!({
            "merchant": merchant(host)?, "order": charge.id, "code": charge.presented_code, "amount": charge.amount,
            "currency": charge.currency, "subject": charge.number, "expires_ms": charge.expires_ms,
        });
        send(host, "POST", "/orders", Some(&order)).map(Order::outcome)
    }

    fn query(charge: &Charge, host: &impl Host) -> Result<PaymentOutcome, PaymentFailure> {
        send(host, "GET", &format!("/orders/{}", charge.id), None).map(Order::outcome)
    }

    fn cancel(charge: &Charge, host: &impl Host) -> Result<CancelAnswer, PaymentFailure> {
        let order = send(host, "POST", &format!("/orders/{}/close", charge.id), Some(&json!({})))?;
        Ok(match order.state.as_str() {
            "closed" => CancelAnswer::Cancelled,
            "paid" => CancelAnswer::Paid(order.receipt()),
            "paying" => CancelAnswer::Pending(QUERY_MS),
            _ => CancelAnswer::Other(order.state),
        })
    }
}

impl Refunds for Plugin {
    fn refund(refund: &Refund, charge: &Charge, host: &impl Host) -> Result<PaymentOutcome, PaymentFailure> {
        let order = json!({
            "merchant": merchant(host)?, "refund": refund.id, "order": charge.id, "amount": refund.amount,
            "reason": refund.reason,
        });
        send(host, "POST", "/refunds", Some(&order)).map(Order::outcome)
    }

    fn query(refund: &Refund, _: &Charge, host: &impl Host) -> Result<PaymentOutcome, PaymentFailure> {
        send(host, "GET", &format!("/refunds/{}", refund.id), None).map(Order::outcome)
    }
}

impl Http for Plugin {
    fn handle(request: &HttpRequest, body: &[u8], host: &mut impl Host) -> Result<HttpResponse, HttpFailure> {
        let given = request.headers.iter().find(|(name, _)| name == "x-signature");
        let given = given.map(|(_, value)| value.as_bytes().to_vec()).unwrap_or_default();
        let key = CryptoPart::Secret("api_key".to_owned());
        let right = host.hmac_verify(
            DigestAlgorithm::Sha256,
            &key,
            &[CryptoPart::Bytes(body.to_vec())],
            &unhex(&given),
        );
        if !right.map_err(|error| HttpFailure::Reject(format!("{error:?}")))? {
            return Ok(json_response(401, &json!({ "error": "signature" })));
        }
        #[derive(Deserialize)]
        struct Notice {
            id: String,
            order: Order,
        }
        match serde_json::from_slice::<Notice>(body) {
            Ok(notice) => {
                host.report_payment(&notice.id, &notice.order.outcome());
                Ok(json_response(200, &json!({ "ok": true })))
            }
            Err(error) => Ok(json_response(422, &json!({ "error": error.to_string() }))),
        }
    }
}

fn merchant(host: &impl Host) -> Result<String, PaymentFailure> {
    let settings: Result<Settings, _> = serde_json::from_str(&host.settings());
    settings.map(|settings| settings.merchant).map_err(|error| PaymentFailure::Reject(error.to_string()))
}

/// Whatever is not a clear answer is an error: the host asks again.
fn send(host: &impl Host, method: &str, path: &str, body: Option<&Value>) -> Result<Order, PaymentFailure> {
    let bearer = vec![EgressPart::Text("Bearer ".to_owned()), EgressPart::Secret("api_key".to_owned())];
    let json = vec![EgressPart::Text("application/json".to_owned())];
    let request = EgressRequest {
        method: method.to_owned(),
        url: format!("{PROVIDER}{path}"),
        query: vec![],
        headers: vec![("authorization".to_owned(), bearer), ("content-type".to_owned(), json)],
        body: body.map_or(Content::Empty, |body| Content::Bytes(body.to_string().into_bytes())),
        redirects: 0,
        timeout_ms: PATIENCE_MS,
    };
    let answer = host.egress(&request).map_err(|error| PaymentFailure::Retry(format!("{error:?}")))?;
    match answer.status {
        200 => serde_json::from_slice(&answer.body).map_err(|error| PaymentFailure::Other(error.to_string())),
        404 => serde_json::from_value(json!({ "state": "unknown" }))
            .map_err(|e| PaymentFailure::Other(e.to_string())),
        401 | 403 => Err(PaymentFailure::Reject("the provider refuses the API key".to_owned())),
        status => Err(PaymentFailure::Retry(format!("the provider answers {status}"))),
    }
}

fn texts(en: &str, zh: &str) -> Vec<Localized> {
    let text =
        |language: &str, text: &str| Localized { language: language.to_owned(), text: text.to_owned() };
    vec![text("en", en), text("zh-CN", zh)]
}

/// Bytes from hexadecimal digits; anything else gives what no signature is.
fn unhex(digits: &[u8]) -> Vec<u8> {
    let pair = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    digits.chunks(2).map(pair).collect::<Option<_>>().unwrap_or_default()
}

bodega_sdk::register!(Plugin: payments, refunds, http);

#[cfg(test)]
mod tests {
    use super::*;
    use bodega_sdk::testing::{Effect, TestHost};
    use bodega_sdk::{EgressResponse, HttpCaller};

    fn host(answers: &[(u16, Value)]) -> TestHost {
        let host = TestHost {
            settings: r#"{"merchant":"m-1"}"#.to_owned(),
            signature: vec![0xab, 0x01],
            ..TestHost::default()
        };
        let answer = |(status, body): &(u16, Value)| {
            Ok(EgressResponse { status: *status, headers: vec![], body: body.to_string().into_bytes() })
        };
        host.answers.borrow_mut().extend(answers.iter().map(answer));
        host
    }

    fn charge() -> Charge {
        let text = |text: &str| text.to_owned();
        Charge {
            id: text("0190"),
            method: text("example-wallet"),
            amount: 990,
            currency: text("CNY"),
            sale: text("sale"),
            number: text("S1-1"),
            store: text("store"),
            terminal: text("terminal"),
            presented_code: Some(text("1345")),
            reference: None,
            started_ms: 0,
            expires_ms: 90_000,
            now_ms: 0,
            attempt: 1,
        }
    }

    fn paid() -> Value {
        json!({ "state": "paid", "transaction": "T1", "amount": 990, "currency": "CNY", "paid_at_ms": 5 })
    }

    #[test]
    fn a_charge_goes_out_under_the_hosts_id_and_says_what_the_provider_said() {
        let host = host(&[(200, paid())]);
        let PaymentOutcome::Paid(receipt) = Plugin::charge(&charge(), &host).unwrap() else { panic!() };
        assert_eq!((receipt.reference.as_str(), receipt.amount), ("T1", 990));
        let sent = host.sent.borrow();
        let Content::Bytes(body) = &sent[0].body else { panic!() };
        let body: Value = serde_json::from_slice(body).unwrap();
        assert_eq!(
            (&body["order"], &body["code"], &body["merchant"]),
            (&json!("0190"), &json!("1345"), &json!("m-1"))
        );
    }

    #[test]
    fn what_is_not_clear_is_never_guessed() {
        for (status, body) in [(500, json!({})), (200, json!("?")), (302, json!({}))] {
            let host = host(&[(status, body)]);
            assert!(<Plugin as Payments>::query(&charge(), &host).is_err(), "{status}");
        }
        let unreachable = host(&[]);
        assert!(Plugin::charge(&charge(), &unreachable).is_err());
        let missing = host(&[(404, json!({}))]);
        assert_eq!(<Plugin as Payments>::query(&charge(), &missing).unwrap(), PaymentOutcome::Unknown);
        let open = host(&[(200, json!({ "state": "paying" }))]);
        assert!(matches!(Plugin::cancel(&charge(), &open).unwrap(), CancelAnswer::Pending(_)));
    }

    #[test]
    fn only_signed_notices_are_reported() {
        let notice = json!({ "id": "0190", "order": paid() }).to_string();
        for (signature, status) in [("ab01", 200), ("ab02", 401), ("", 401), ("x", 401)] {
            let mut host = host(&[]);
            let request = HttpRequest {
                invocation: "call-1".to_owned(),
                method: "POST".to_owned(),
                path: "/notice".to_owned(),
                query: String::new(),
                headers: vec![("x-signature".to_owned(), signature.to_owned())],
                caller: HttpCaller::Public,
                route: "notice".to_owned(),
                now_ms: 5,
                body_bytes: u32::try_from(notice.len()).unwrap(),
            };
            let response = <Plugin as Http>::handle(&request, notice.as_bytes(), &mut host).unwrap();
            assert_eq!(response.status, status, "{signature}");
            let reported = matches!(host.recorded.as_slice(), [Effect::ReportPayment(id, _)] if id == "0190");
            assert_eq!(reported, status == 200);
        }
    }
}
