//! Webhooks: signed, at least once, tried again, paused; a receiver that hangs holds up nobody.

use crate::both;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bodega_testkit::{Database, Shop, TestServer, id, line};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::{ServerConfig, crypto::aws_lc_rs, pki_types::PrivateKeyDer};

both!(
    events_arrive_signed_and_as_cloud_events,
    what_is_not_taken_is_tried_again_and_can_be_replayed,
    a_webhook_waits_while_it_is_paused,
    a_receiver_that_is_gone_is_paused_and_somebody_is_told,
    a_webhook_is_refused_where_it_leads_inside,
);

const MINUTE: i64 = 60_000;

/// A request that a receiver got.
#[derive(Clone, Debug)]
struct Got {
    path: String,
    headers: BTreeMap<String, String>,
    body: String,
}

impl Got {
    fn event(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// Whether a signature in it is of this secret, as the specification's libraries look at it.
    fn is_signed_with(&self, secret: &str) -> bool {
        use hmac::{Hmac, KeyInit, Mac};
        let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
        let mut mac = Hmac::<sha2::Sha256>::new_from_slice(&key).unwrap();
        let header = |name: &str| self.headers[name].as_str();
        mac.update(
            format!("{}.{}.{}", header("webhook-id"), header("webhook-timestamp"), self.body).as_bytes(),
        );
        let expected = format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
        header("webhook-signature").split(' ').any(|signature| signature == expected)
    }
}

/// An integrator's server with a certificate of its own authority.
struct Receiver {
    url: String,
    got: Arc<Mutex<Vec<Got>>>,
    status: Arc<Mutex<u16>>,
}

impl Receiver {
    fn take(&self) -> Vec<Got> {
        std::mem::take(&mut self.got.lock().unwrap())
    }

    fn answer(&self, status: u16) {
        *self.status.lock().unwrap() = status;
    }
}

async fn shop_and_receiver(database: Database) -> (Shop, Receiver) {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let names = vec!["api.sampler.example".to_owned()];
    let certificate = CertificateParams::new(names).unwrap().signed_by(&key, &authority).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
        )
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://api.sampler.example:{}/hooks", listener.local_addr().unwrap().port());
    let receiver = Receiver { url, got: Arc::default(), status: Arc::new(Mutex::new(204)) };
    let (got, status) = (receiver.got.clone(), receiver.status.clone());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (acceptor, got, status) = (acceptor.clone(), got.clone(), status.clone());
            tokio::spawn(async move {
                let Ok(mut stream) = acceptor.accept(stream).await else { return };
                while let Some(request) = read(&mut stream).await {
                    got.lock().unwrap().push(request);
                    let status = *status.lock().unwrap();
                    let answer =
                        format!("HTTP/1.1 {status} X\r\ncontent-length: 0\r\nlocation: /other\r\n\r\n");
                    let _ = stream.write_all(answer.as_bytes()).await;
                }
            });
        }
    });
    let shop = Shop::open_on(
        Arc::new(TestServer::start_trusting(database, &authority.pem(), |_| {}).await),
        "inclusive",
    )
    .await;
    shop.product("tea", 1000, &[]).await;
    (shop, receiver)
}

async fn read(stream: &mut (impl AsyncReadExt + Unpin)) -> Option<Got> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        if let Some(end) = bytes.windows(4).position(|w| w == b"\r\n\r\n") {
            let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
            let mut lines = head.lines();
            let path = lines.next()?.split(' ').nth(1)?.to_owned();
            let headers: BTreeMap<String, String> = lines
                .filter_map(|line| line.split_once(": "))
                .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
                .collect();
            let length: usize = headers["content-length"].parse().ok()?;
            if bytes.len() >= end + 4 + length {
                let body = String::from_utf8(bytes[end + 4..end + 4 + length].to_vec()).unwrap();
                return Some(Got { path, headers, body });
            }
        }
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return None,
            Ok(count) => bytes.extend_from_slice(&buffer[..count]),
        }
    }
}

/// Makes a webhook; gives its id and secret.
async fn hook(shop: &Shop, url: &str, event_types: Value) -> (String, String) {
    let id = id();
    let made = json!({ "id": id, "url": url, "description": "ERP", "event_types": event_types });
    let answer = shop.post("/v1/webhooks", made).await.ok();
    (id, answer["secret"].as_str().unwrap().to_owned())
}

async fn sell_and_send(shop: &Shop) -> Value {
    let sale = shop.sell(&shop.basket(vec![line("tea", "1")])).await;
    shop.server.drain().await;
    sale
}

async fn deliveries(shop: &Shop, hook: &str, filter: &str) -> Vec<Value> {
    let log = shop.get(&format!("/v1/webhooks/{hook}/deliveries?limit=100{filter}")).await.ok();
    log["items"].as_array().unwrap().clone()
}

async fn events_arrive_signed_and_as_cloud_events(database: Database) {
    let (shop, receiver) = shop_and_receiver(database).await;
    sell_and_send(&shop).await;
    let (id, secret) =
        hook(&shop, &format!("{}?shop=%E4%B8%80", receiver.url), json!(["sale.committed.v1"])).await;
    let sale = sell_and_send(&shop).await;
    let got = receiver.take();
    // Of what was before it was made it hears nothing.
    assert_eq!(got.len(), 1, "{got:#?}");
    assert!(got[0].is_signed_with(&secret));
    assert_eq!(got[0].path, "/hooks?shop=%E4%B8%80");
    assert_eq!(got[0].headers["content-type"], "application/cloudevents+json; charset=utf-8");
    let event = got[0].event();
    assert_eq!(event["id"], got[0].headers["webhook-id"].as_str());
    assert_eq!((&event["specversion"], &event["type"]), (&json!("1.0"), &json!("sale.committed.v1")));
    assert_eq!((&event["subject"], &event["store"]), (&sale["id"], &json!(shop.store)));
    assert_eq!(event["data"]["sale"]["id"], sale["id"]);
    let log = deliveries(&shop, &id, "").await;
    assert_eq!((&log[0]["state"], &log[0]["status"]), (&json!("done"), &json!(204)));

    // For a day after a change both secrets sign.
    let new = shop.post(&format!("/v1/webhooks/{id}/secret"), json!({})).await.ok();
    let new = new["secret"].as_str().unwrap();
    let both = |got: &Got| (got.is_signed_with(&secret), got.is_signed_with(new));
    sell_and_send(&shop).await;
    assert_eq!(both(&receiver.take()[0]), (true, true));
    shop.server.clock.advance(24 * 60 * MINUTE + 1);
    sell_and_send(&shop).await;
    assert_eq!(both(&receiver.take()[0]), (false, true));

    let types = shop.get("/v1/event-types").await.ok();
    assert!(types["items"].as_array().unwrap().contains(&json!("sale.returned.v1")));
    let listed = shop.get("/v1/webhooks").await.ok();
    assert_eq!(listed["items"][0]["description"], "ERP");
    assert!(!listed.to_string().contains("whsec"));
    shop.delete(&format!("/v1/webhooks/{id}")).await.ok();
    sell_and_send(&shop).await;
    assert!(receiver.take().is_empty());
    shop.get(&format!("/v1/webhooks/{id}")).await.refused(404, "webhook.unknown");
}

async fn what_is_not_taken_is_tried_again_and_can_be_replayed(database: Database) {
    let (shop, receiver) = shop_and_receiver(database).await;
    let (id, secret) = hook(&shop, &receiver.url, json!(["sale.committed.v1"])).await;
    receiver.answer(500);
    sell_and_send(&shop).await;
    let first = receiver.take();
    // A redirect is no answer either, and nobody follows it.
    receiver.answer(302);
    shop.server.clock.advance(6_000);
    shop.server.drain().await;
    receiver.answer(200);
    shop.server.clock.advance(4 * MINUTE);
    shop.server.drain().await;
    let second = receiver.take();
    assert_eq!((first.len(), second.len()), (1, 1), "the third attempt is after five minutes");
    shop.server.clock.advance(2 * MINUTE);
    shop.server.drain().await;
    let third = receiver.take();
    assert_eq!(third.len(), 1);
    // The same message all three times, each signed anew.
    for got in [&first[0], &second[0], &third[0]] {
        assert_eq!(
            (&got.headers["webhook-id"], &got.body),
            (&first[0].headers["webhook-id"], &first[0].body)
        );
        assert!(got.is_signed_with(&secret));
    }
    assert_ne!(first[0].headers["webhook-timestamp"], third[0].headers["webhook-timestamp"]);
    let log = deliveries(&shop, &id, "").await;
    assert_eq!((&log[0]["state"], &log[0]["attempts"]), (&json!("done"), &json!(3)));

    // Given up after three days of trying, then sent again because a person says so.
    receiver.answer(503);
    sell_and_send(&shop).await;
    for _ in 0..84 {
        shop.server.clock.advance(66 * MINUTE);
        shop.server.drain().await;
    }
    assert_eq!(receiver.take().len(), 10);
    let dead = deliveries(&shop, &id, "&state=dead").await;
    assert_eq!((dead.len(), &dead[0]["status"]), (1, &json!(503)));
    receiver.answer(200);
    shop.post(&format!("/v1/webhooks/{id}/deliveries/{}/retry", dead[0]["seq"]), json!({})).await.ok();
    shop.server.drain().await;
    assert_eq!(receiver.take().len(), 1);
    shop.post(&format!("/v1/webhooks/{id}/deliveries/999/retry"), json!({}))
        .await
        .refused(404, "delivery.not_closed");
    let all = shop.post(&format!("/v1/webhooks/{id}/replay"), json!({ "from_seq": 0 })).await.ok();
    assert_eq!(all["count"], 2);
    shop.server.drain().await;
    assert_eq!(receiver.take().len(), 2);
}

async fn a_webhook_waits_while_it_is_paused(database: Database) {
    let (shop, receiver) = shop_and_receiver(database).await;
    let (id, _) = hook(&shop, &receiver.url, json!(["sale.committed.v1"])).await;
    shop.post(&format!("/v1/webhooks/{id}/pause"), json!({})).await.ok();
    sell_and_send(&shop).await;
    sell_and_send(&shop).await;
    assert!(receiver.take().is_empty());
    assert_eq!(shop.get(&format!("/v1/webhooks/{id}")).await.ok()["state"], "paused");
    shop.post(&format!("/v1/webhooks/{id}/resume"), json!({})).await.ok();
    shop.server.drain().await;
    assert_eq!(receiver.take().len(), 2);

    shop.post(&format!("/v1/webhooks/{id}/pause"), json!({})).await.ok();
    sell_and_send(&shop).await;
    shop.post(&format!("/v1/webhooks/{id}/resume"), json!({ "skip_missed": true })).await.ok();
    shop.server.drain().await;
    assert!(receiver.take().is_empty());
    let sale = sell_and_send(&shop).await;
    assert_eq!(receiver.take()[0].event()["subject"], sale["id"]);

    let tried = shop.post(&format!("/v1/webhooks/{id}/test"), json!({})).await.ok();
    assert_eq!((&tried["is_taken"], &tried["status"]), (&json!(true), &json!(204)));
    assert_eq!(receiver.take()[0].event()["type"], "webhook.test.v1");
}

async fn a_receiver_that_is_gone_is_paused_and_somebody_is_told(database: Database) {
    let (shop, receiver) = shop_and_receiver(database).await;
    let (id, _) = hook(&shop, &receiver.url, json!([])).await;
    receiver.answer(410);
    sell_and_send(&shop).await;
    sell_and_send(&shop).await;
    assert_eq!(receiver.take().len(), 1);
    let webhook = shop.get(&format!("/v1/webhooks/{id}")).await.ok();
    assert_eq!(webhook["state"], "paused");
    assert!(webhook["paused_reason"].as_str().unwrap().contains("410"));
    let raised = shop.get("/v1/exceptions").await.ok();
    assert_eq!(raised["items"][0]["kind"], "webhook.paused", "{raised:#}");
}

async fn a_webhook_is_refused_where_it_leads_inside(database: Database) {
    let (shop, _receiver) = shop_and_receiver(database).await;
    for bad in [
        "http://api.sampler.example/",
        "https://127.0.0.1/",
        "https://localhost/",
        "https://u:p@api.sampler.example/",
    ] {
        let made = json!({ "id": id(), "url": bad });
        let refusal = shop.post("/v1/webhooks", made).await.refused(422, "webhook.url");
        assert_eq!(refusal["pointer"], "/url");
    }
    // A name that leads inside is found out when it is looked up.
    let (id, _) = hook(&shop, "https://inside.example/", json!([])).await;
    sell_and_send(&shop).await;
    let log = deliveries(&shop, &id, "").await;
    assert_eq!(log[0]["state"], "pending");
    assert!(log[0]["status"].is_null() && log[0]["error"].as_str().is_some(), "{log:#?}");
}
