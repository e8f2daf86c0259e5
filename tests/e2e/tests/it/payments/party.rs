//! A simulated party: takes orders over HTTP, and answers as a test tells it: late, twice, wrong or not at all.

use bodega_testkit::{Database, Shop, id, line, package_of};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Longer than the plugin waits.
const LATE: Duration = Duration::from_millis(1_600);
/// Longer than any call may take.
const FOREVER: Duration = Duration::from_secs(60);

/// How the party answers once, in place of the truth.
#[derive(Clone, Debug)]
pub enum Act {
    /// Does what is asked, and says this.
    Say(Value),
    /// Does nothing, and says this.
    Claim(Value),
    /// Does nothing, and answers with a status.
    Refuse(u16),
    /// Does what is asked, and answers when nobody listens any more.
    Late,
    /// Does what is asked, and never answers.
    Hang,
}

#[derive(Default)]
struct State {
    charges: BTreeMap<String, Value>,
    refunds: BTreeMap<String, Value>,
    acts: HashMap<&'static str, VecDeque<Act>>,
    calls: Vec<(&'static str, Value)>,
    pays_at_once: bool,
}

/// The party.
#[derive(Clone, Default)]
pub struct Party(Arc<Mutex<State>>);

impl Party {
    /// Answers on a port of its own.
    pub async fn open() -> (Self, u16) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let party = Party::default();
        let own = party.clone();
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let party = own.clone();
                tokio::spawn(async move { party.serve(socket).await });
            }
        });
        (party, port)
    }

    /// The next answers to `charge`, `query`, `cancel`, `refund` or `refund-query`.
    pub fn will(&self, to: &'static str, acts: impl IntoIterator<Item = Act>) {
        self.0.lock().unwrap().acts.entry(to).or_default().extend(acts);
    }

    /// Takes the money of every order as it comes.
    pub fn pays_at_once(&self) {
        self.0.lock().unwrap().pays_at_once = true;
    }

    /// The customer pays.
    pub fn pay(&self, id: &str) {
        let mut state = self.0.lock().unwrap();
        settle(state.charges.get_mut(&order(id)).unwrap());
    }

    /// The customer cannot pay.
    pub fn decline(&self, id: &str) {
        let mut state = self.0.lock().unwrap();
        let charge = state.charges.get_mut(&order(id)).unwrap();
        charge["state"] = json!("declined");
        charge["code"] = json!("no-funds");
    }

    /// How often it was asked.
    pub fn asked(&self, what: &str) -> usize {
        self.0.lock().unwrap().calls.iter().filter(|(call, _)| *call == what).count()
    }

    /// What came with a question.
    pub fn bodies(&self, what: &str) -> Vec<Value> {
        let state = self.0.lock().unwrap();
        state.calls.iter().filter(|(call, _)| *call == what).map(|(_, body)| body.clone()).collect()
    }

    /// Refunds that it made, in minor units.
    pub fn paid_back(&self) -> Vec<i64> {
        let state = self.0.lock().unwrap();
        let paid = state.refunds.values().filter(|refund| refund["state"] == "paid");
        paid.map(|refund| refund["amount"].as_i64().unwrap()).collect()
    }

    fn answer(&self, method: &str, path: &str, body: Value) -> (u16, Value, Duration) {
        let mut state = self.0.lock().unwrap();
        let parts: Vec<&str> = path.split('/').skip(1).collect();
        let what = match (method, parts.as_slice()) {
            ("POST", ["charges"]) => "charge",
            ("GET", ["charges", _]) => "query",
            ("POST", ["charges", _, "cancel"]) => "cancel",
            ("POST", ["refunds"]) => "refund",
            ("GET", ["refunds", _]) => "refund-query",
            _ => return (405, Value::Null, Duration::ZERO),
        };
        let id = body["id"].as_str().or(parts.get(1).copied()).unwrap_or_default().to_owned();
        state.calls.push((what, body.clone()));
        let act = state.acts.get_mut(what).and_then(VecDeque::pop_front);
        if let Some(Act::Refuse(status)) = act {
            return (status, Value::Null, Duration::ZERO);
        }
        if let Some(Act::Claim(said)) = act {
            return (200, said, Duration::ZERO);
        }
        let truth = state.work(what, &id, body);
        match act {
            Some(Act::Say(said)) => (200, said, Duration::ZERO),
            Some(Act::Late) => (200, truth.unwrap_or_default(), LATE),
            Some(Act::Hang) => (200, Value::Null, FOREVER),
            _ => truth.map_or((404, Value::Null, Duration::ZERO), |truth| (200, truth, Duration::ZERO)),
        }
    }

    async fn serve(&self, mut socket: TcpStream) {
        let Some((method, path, body)) = request(&mut socket).await else { return };
        let (status, said, pause) = self.answer(&method, &path, body);
        tokio::time::sleep(pause).await;
        let said = said.to_string();
        let head =
            format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", said.len());
        let _ = socket.write_all(format!("{head}{said}").as_bytes()).await;
    }
}

impl State {
    /// Does what is asked, once for each id.
    fn work(&mut self, what: &str, id: &str, body: Value) -> Option<Value> {
        match what {
            "charge" => {
                let at_once = self.pays_at_once;
                let charge = self.charges.entry(id.to_owned()).or_insert_with(|| {
                    let mut charge = body;
                    charge["state"] = json!("pending");
                    charge["qr"] = json!(format!("https://pay.example/{id}"));
                    if at_once {
                        settle(&mut charge);
                    }
                    charge
                });
                Some(charge.clone())
            }
            "query" => self.charges.get(id).cloned(),
            "cancel" => {
                let charge = self.charges.entry(id.to_owned()).or_insert_with(|| json!({ "id": id }));
                if charge["state"] != "paid" {
                    charge["state"] = json!("cancelled");
                }
                Some(charge.clone())
            }
            "refund" => {
                let currency = "CNY";
                let refund = self.refunds.entry(id.to_owned()).or_insert_with(|| {
                    let mut refund = body;
                    refund["currency"] = json!(currency);
                    settle(&mut refund);
                    refund
                });
                Some(refund.clone())
            }
            _ => self.refunds.get(id).cloned(),
        }
    }
}

/// By a clock that is three days behind.
fn settle(order: &mut Value) {
    let id = order["id"].as_str().unwrap_or_default();
    order["reference"] = json!(format!("P-{id}"));
    order["state"] = json!("paid");
    order["at_ms"] = json!(1_600_000_000_000_i64);
}

/// A payment's id as the party knows it.
fn order(id: &str) -> String {
    id.replace('-', "")
}

async fn request(socket: &mut TcpStream) -> Option<(String, String, Value)> {
    let mut bytes = Vec::new();
    loop {
        let mut piece = [0; 4096];
        let read = socket.read(&mut piece).await.ok().filter(|read| *read > 0)?;
        bytes.extend_from_slice(&piece[..read]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length =
            head.lines().find_map(|l| l.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
        if body.len() < length.unwrap_or(0) {
            continue;
        }
        let mut words = head.split(' ');
        let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
        return Some((method, path, serde_json::from_str(body).unwrap_or_default()));
    }
}

/// The secret that the party signs notices with.
const HOOK_KEY: &str = "k-1234";

/// A shop that sells tea for 10.00 and charges at a party.
pub struct PayingShop {
    pub shop: Shop,
    pub party: Party,
    pub installation: String,
}

impl PayingShop {
    pub async fn open(database: Database) -> Self {
        let shop = Shop::open(database).await;
        shop.product("tea", 1_000, &[]).await;
        let (party, port) = Party::open().await;
        let package = package_of("payer", |manifest| manifest.replace("8443", &port.to_string()));
        let settings = json!({ "party": format!("http://api.sampler.example:{port}"), "hook_key": HOOK_KEY });
        let installation = shop.install_package(package, settings).await;
        PayingShop { shop, party, installation }
    }

    /// Sells one tea for these tenders; gives the sale as the till gets it.
    pub async fn sell(&self, tenders: Vec<Value>) -> Value {
        let basket = self.shop.basket(vec![line("tea", "1")]);
        let quote = self.shop.quote(&basket).await;
        let request = self.shop.sale_request(&basket, &quote, tenders);
        self.shop.put(&format!("/v1/sales/{}", id()), request).await.ok()
    }

    pub async fn sale(&self, sale: &Value) -> Value {
        self.shop.get(&format!("/v1/sales/{}", text(&sale["id"]))).await.ok()
    }

    /// Charges and refunds of a sale, oldest first.
    pub async fn payments(&self, sale: &Value) -> Vec<Value> {
        let listed = self.shop.get(&format!("/v1/payments?sale={}", text(&sale["id"]))).await.ok();
        listed["items"].as_array().unwrap().iter().rev().cloned().collect()
    }

    /// The only charge of a sale.
    pub async fn charge(&self, sale: &Value) -> Value {
        let payments = self.payments(sale).await;
        let charges: Vec<Value> = payments.into_iter().filter(|p| p["kind"] == "charge").collect();
        assert_eq!(charges.len(), 1, "{charges:#?}");
        charges[0].clone()
    }

    /// Time passes, and the background looks at what is due.
    pub async fn pass(&self, seconds: i64) {
        self.shop.server.clock.advance(seconds * 1_000);
        bodega_app::sales::void_expired(&self.shop.server.app).await.unwrap();
        self.shop.server.drain().await;
    }

    /// The party reports by itself; gives the status of the answer.
    pub async fn notify(&self, notice: &Value) -> u16 {
        let body = notice.to_string();
        let mut mac = Hmac::<Sha256>::new_from_slice(HOOK_KEY.as_bytes()).unwrap();
        mac.update(body.as_bytes());
        let signature: String =
            mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        self.notify_signed(body, &signature).await
    }

    pub async fn notify_signed(&self, body: String, signature: &str) -> u16 {
        let url = format!("{}/v1/hooks/{}/payer/notify", self.shop.base, self.shop.tenant);
        let request = reqwest::Client::new().post(url).header("x-signature", signature).body(body);
        request.send().await.unwrap().status().as_u16()
    }

    /// What people are shown, by kind.
    pub async fn exceptions(&self) -> Vec<String> {
        let open = self.shop.get("/v1/exceptions").await.ok();
        open["items"].as_array().unwrap().iter().map(|item| text(&item["kind"])).collect()
    }
}

/// The notice that a charge was paid.
pub fn paid(charge: &Value) -> Value {
    let id = order(charge["id"].as_str().unwrap());
    json!({
        "id": id, "state": "paid", "reference": format!("P-{id}"), "amount": charge["amount_minor"],
        "currency": "CNY", "at_ms": 1_600_000_000_000_i64,
    })
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// A tender that the plugin charges.
pub fn pay(method: &str, amount_minor: i64) -> Value {
    json!({ "id": id(), "method": format!("pay:{method}"), "amount_minor": amount_minor })
}

/// A tender of the code that the customer presented.
pub fn scan(code: &str, amount_minor: i64) -> Value {
    let mut tender = pay("scan", amount_minor);
    tender["code"] = json!(code);
    tender
}
