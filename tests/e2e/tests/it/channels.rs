//! What goes out to a sales channel: a fake one over HTTP hears of stock, prices and orders, each value once.

use crate::both;
use crate::orders::{order, placed, tell};
use bodega_testkit::{Database, Shop, package_of};
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

both!(
    only_the_latest_value_goes_out,
    prices_mappings_and_their_own_time_are_noticed,
    a_channel_that_fails_gets_the_newest_value_later,
    what_the_channel_refuses_is_for_a_person,
    people_accept_and_the_channel_hears,
    answers_that_cannot_be_count_for_nothing,
);

/// A sales channel: remembers what it was sent and answers as told, else that all is well.
#[derive(Clone, Default)]
struct FakeChannel {
    pushes: Arc<Mutex<Vec<Value>>>,
    answers: Arc<Mutex<VecDeque<(u16, Value)>>>,
}

impl FakeChannel {
    async fn serve(self, listener: TcpListener) {
        while let Ok((socket, _)) = listener.accept().await {
            let _ = self.answer(socket).await;
        }
    }

    async fn answer(&self, mut socket: TcpStream) -> std::io::Result<()> {
        let (mut read, mut buffer) = (Vec::new(), [0; 4096]);
        let body = loop {
            let count = socket.read(&mut buffer).await?;
            read.extend_from_slice(&buffer[..count]);
            let text = String::from_utf8_lossy(&read).into_owned();
            let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
            let length = head.to_lowercase().lines().find_map(|line| {
                line.strip_prefix("content-length: ").and_then(|length| length.parse::<usize>().ok())
            });
            if body.len() >= length.unwrap_or(0) || count == 0 {
                break body.to_owned();
            }
        };
        let push: Value = serde_json::from_str(&body).unwrap();
        let told = self.answers.lock().unwrap().pop_front();
        let (status, answer) = told.unwrap_or_else(|| (200, all_well(&push)));
        self.pushes.lock().unwrap().push(push);
        let answer = answer.to_string();
        let head =
            format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", answer.len());
        socket.write_all(format!("{head}{answer}").as_bytes()).await
    }

    fn will(&self, status: u16, answer: Value) {
        self.answers.lock().unwrap().push_back((status, answer));
    }

    /// What came since the last look.
    fn heard(&self) -> Vec<Value> {
        std::mem::take(&mut *self.pushes.lock().unwrap())
    }

    /// The one item that came since the last look.
    fn heard_item(&self) -> Value {
        let heard = self.heard();
        assert_eq!(heard.len(), 1, "{heard:#?}");
        assert_eq!(heard[0]["items"].as_array().unwrap().len(), 1, "{heard:#?}");
        heard[0]["items"][0].clone()
    }
}

fn all_well(push: &Value) -> Value {
    let ok = |list: &Value, name: &str| -> Value {
        let names = list.as_array().into_iter().flatten().map(|one| one[name].as_str().unwrap().to_owned());
        names.map(|name| (name, json!("ok"))).collect::<serde_json::Map<_, _>>().into()
    };
    json!({ "items": ok(&push["items"], "sku"), "orders": ok(&push["orders"], "id") })
}

const ITEMS: &str = "/v1/plugins/sampler/collections/items/documents";
const SHOPS: &str = "/v1/plugins/sampler/collections/shops/documents";
/// More than the least time between two pushes, and than the first pauses after a failure.
const GAP: i64 = 61_000;

/// A shop with tea and cups on the channel, which heard of them.
async fn open(database: Database) -> (Shop, FakeChannel, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    let channel = FakeChannel::default();
    tokio::spawn(channel.clone().serve(listener));
    let shop = Shop::open(database).await;
    for (sku, price) in [("tea", 1000), ("cups", 2000), ("unmapped", 100)] {
        shop.product(sku, price, &[]).await;
        shop.receive(sku, "10").await;
    }
    let package = package_of("sampler", |manifest| manifest.replace("8443", &port));
    let installation = shop.install_package(package, json!({})).await;
    for sku in ["tea", "cups", "ghost"] {
        shop.put(&format!("{ITEMS}/{sku}"), json!({ "sku": sku, "item": format!("dish-{sku}") })).await.ok();
    }
    let url = format!("http://api.sampler.example:{port}/push");
    shop.put(&format!("{SHOPS}/s1"), json!({ "store": shop.store, "shop": "poi-1", "url": url })).await.ok();
    next(&shop).await;
    let heard = channel.heard();
    assert_eq!(heard.len(), 1, "{heard:#?} of {:#}", shop.get("/v1/channel-items").await.body);
    assert_eq!(heard[0]["shop"], "poi-1");
    let items: Vec<&Value> = heard[0]["items"].as_array().unwrap().iter().collect();
    assert_eq!(items.len(), 2, "what is not mapped or not in the catalog does not go out: {items:#?}");
    assert_eq!(
        *items.iter().find(|item| item["sku"] == "tea").unwrap(),
        &json!({
            "sku": "tea", "item": "dish-tea", "on_hand": 10_000_000, "available": 10_000_000, "price": 1000,
            "on_sale": true,
        })
    );
    (shop, channel, installation)
}

/// Lets background work come to rest after the least time between two pushes.
async fn next(shop: &Shop) {
    shop.server.clock.advance(GAP);
    shop.server.drain().await;
}

async fn items(shop: &Shop, state: &str) -> Vec<Value> {
    let found = shop.get(&format!("/v1/channel-items?state={state}")).await.ok();
    found["items"].as_array().unwrap().clone()
}

async fn only_the_latest_value_goes_out(database: Database) {
    let (shop, channel, _) = open(database).await;
    assert_eq!(items(&shop, "clean").await.len(), 2);
    next(&shop).await;
    assert_eq!(channel.heard(), Vec::<Value>::new(), "nothing changed");

    for quantity in ["1", "1", "2"] {
        shop.sell(&shop.basket(vec![bodega_testkit::line("tea", quantity)])).await;
    }
    shop.receive("unmapped", "5").await;
    next(&shop).await;
    assert_eq!(channel.heard_item()["on_hand"], 6_000_000);
    // An order reserves: less is available, as much is there.
    assert_eq!(tell(&shop, json!([placed(&shop, "1")])).await, 200);
    next(&shop).await;
    let heard = channel.heard();
    assert_eq!(heard.len(), 1, "{heard:#?}");
    let tea = heard[0]["items"].as_array().unwrap().iter().find(|item| item["sku"] == "tea").unwrap();
    assert_eq!((&tea["on_hand"], &tea["available"]), (&json!(6_000_000), &json!(4_000_000)));
    // There and back before anybody looks: nothing to say.
    shop.receive("cups", "1").await;
    let adjust = json!({
        "id": bodega_testkit::id(), "location": shop.store, "occurred_at_ms": 1,
        "lines": [{ "variant": shop.variant("cups"), "quantity": "-1" }],
    });
    shop.post("/v1/stock/adjustments", adjust).await.ok();
    next(&shop).await;
    assert_eq!(channel.heard(), Vec::<Value>::new());

    // No more often than the manifest says, no more at once than it takes.
    for sku in ["a", "b", "c", "d"] {
        shop.product(sku, 100, &[]).await;
        shop.put(&format!("{ITEMS}/{sku}"), json!({ "sku": sku, "item": sku })).await.ok();
    }
    next(&shop).await;
    shop.server.drain().await;
    let heard = channel.heard();
    assert_eq!((heard.len(), heard[0]["items"].as_array().unwrap().len()), (1, 3), "{heard:#?}");
    next(&shop).await;
    assert_eq!(channel.heard_item()["on_sale"], true);
}

async fn prices_mappings_and_their_own_time_are_noticed(database: Database) {
    let (shop, channel, installation) = open(database).await;
    let price = |minor: i64, from: Option<i64>| {
        let mut price =
            json!({ "list": shop.price_list, "variant": shop.variant("tea"), "unit_price_minor": minor });
        if let Some(from) = from {
            price["valid_from_ms"] = json!(from);
        }
        json!({ "prices": [price] })
    };
    shop.post("/v1/prices/batch", price(1100, None)).await.ok();
    next(&shop).await;
    assert_eq!(channel.heard_item()["price"], 1100);
    // A price that begins in an hour goes out in an hour.
    let hour = 60 * 60 * 1000;
    let then = shop.server.app.now_ms() + hour;
    shop.post("/v1/prices/batch", price(900, Some(then))).await.ok();
    next(&shop).await;
    assert_eq!(channel.heard(), Vec::<Value>::new());
    shop.server.clock.advance(hour);
    next(&shop).await;
    assert_eq!(channel.heard_item()["price"], 900);
    // Taken off the mapping, it is not spoken of any more; put on it again, it is.
    shop.delete(&format!("{ITEMS}/tea")).await.ok();
    next(&shop).await;
    shop.receive("tea", "1").await;
    next(&shop).await;
    assert_eq!(channel.heard(), Vec::<Value>::new());
    shop.put(&format!("{ITEMS}/tea"), json!({ "sku": "tea", "item": "dish-9" })).await.ok();
    next(&shop).await;
    let tea = channel.heard_item();
    assert_eq!((&tea["item"], &tea["on_hand"]), (&json!("dish-9"), &json!(11_000_000)));
    // So is a whole store.
    shop.delete(&format!("{SHOPS}/s1")).await.ok();
    next(&shop).await;
    shop.receive("tea", "1").await;
    next(&shop).await;
    assert_eq!((channel.heard(), items(&shop, "clean").await), (vec![], vec![]));
    shop.delete(&format!("/v1/installations/{installation}")).await.ok();
    next(&shop).await;
    assert_eq!(channel.heard(), Vec::<Value>::new());
}

async fn a_channel_that_fails_gets_the_newest_value_later(database: Database) {
    let (shop, channel, _) = open(database).await;
    channel.will(503, json!({}));
    channel.will(200, json!("nonsense"));
    shop.receive("tea", "1").await;
    next(&shop).await;
    assert_eq!(channel.heard_item()["on_hand"], 11_000_000);
    // It keeps changing while the channel is away.
    shop.receive("tea", "1").await;
    next(&shop).await;
    shop.receive("tea", "1").await;
    next(&shop).await;
    next(&shop).await;
    let heard = channel.heard();
    let last = heard.last().unwrap();
    assert_eq!(last["items"][0]["on_hand"], 13_000_000, "{heard:#?}");
    assert_eq!((heard.len(), &heard[0]["attempt"]), (2, &json!(2)), "{heard:#?}");
    // One item is to come again: by itself, after a pause.
    shop.server.clock.advance(GAP);
    shop.server.drain().await;
    channel.heard();
    channel.will(200, json!({ "items": { "tea": "retry" }, "orders": {} }));
    shop.receive("tea", "1").await;
    shop.receive("cups", "1").await;
    next(&shop).await;
    let heard = channel.heard();
    assert_eq!(heard[0]["items"].as_array().unwrap().len(), 2);
    // Tea was told to come again, cups were not spoken of: both wait.
    assert_eq!(items(&shop, "pending").await.len(), 2);
    next(&shop).await;
    next(&shop).await;
    let again: usize = channel.heard().iter().map(|push| push["items"].as_array().unwrap().len()).sum();
    assert_eq!((again, items(&shop, "pending").await.len()), (2, 0));
}

async fn what_the_channel_refuses_is_for_a_person(database: Database) {
    let (shop, channel, installation) = open(database).await;
    let refusal = || json!({ "items": { "tea": "no such dish" }, "orders": {} });
    channel.will(200, refusal());
    shop.receive("tea", "1").await;
    next(&shop).await;
    channel.heard();
    let rejected = items(&shop, "rejected").await;
    assert_eq!((rejected.len(), &rejected[0]["error"]), (1, &json!("no such dish")));
    shop.server.clock.advance(24 * 60 * 60 * 1000);
    next(&shop).await;
    assert_eq!(channel.heard(), Vec::<Value>::new(), "it is not asked again for nothing");
    // A person mended it.
    channel.will(200, refusal());
    let wish = json!({ "installation": installation, "store": shop.store, "sku": "tea" });
    shop.post("/v1/channel-items/retry", wish.clone()).await.ok();
    next(&shop).await;
    assert_eq!(channel.heard_item()["on_hand"], 11_000_000);
    assert_eq!(items(&shop, "rejected").await.len(), 1);
    // A new value is tried by itself.
    shop.receive("tea", "1").await;
    next(&shop).await;
    assert_eq!(
        (channel.heard_item()["on_hand"].clone(), items(&shop, "rejected").await),
        (json!(12_000_000), vec![])
    );
    let ghost = json!({ "installation": installation, "store": shop.store, "sku": "ghost" });
    shop.post("/v1/channel-items/retry", ghost).await.refused(404, "channel_item.unknown");
}

async fn people_accept_and_the_channel_hears(database: Database) {
    let (shop, channel, _) = open(database).await;
    for external in ["1", "2"] {
        assert_eq!(tell(&shop, json!([placed(&shop, external)])).await, 200);
    }
    next(&shop).await;
    let heard = channel.heard();
    assert!(
        heard.iter().all(|push| push["orders"] == json!([])),
        "what the channel said it knows: {heard:#?}"
    );

    let (one, two) = (order(&shop, "1").await["id"].clone(), order(&shop, "2").await["id"].clone());
    let step = async |order: &Value, step: &str| {
        let reason = json!({ "reason": "sold out" });
        let body = if step == "reject" { reason } else { json!({}) };
        shop.post(&format!("/v1/orders/{}/{step}", order.as_str().unwrap()), body).await.ok()
    };
    step(&one, "accept").await;
    step(&one, "ready").await;
    step(&two, "reject").await;
    next(&shop).await;
    let heard: Vec<Value> =
        channel.heard().iter().flat_map(|push| push["orders"].as_array().unwrap().clone()).collect();
    let mut told: Vec<(&str, &str, &str)> = heard
        .iter()
        .map(|o| {
            (o["external"].as_str().unwrap(), o["known"].as_str().unwrap(), o["status"].as_str().unwrap())
        })
        .collect();
    told.sort_unstable();
    // Only where it stands now, with where the channel thought it stood.
    assert_eq!(told, [("1", "new", "ready"), ("2", "new", "rejected")]);
    assert_eq!(heard.iter().find(|o| o["external"] == "2").unwrap()["reason"], "sold out");
    next(&shop).await;
    assert!(channel.heard().iter().all(|push| push["orders"] == json!([])));

    // The channel is away, then says something newer itself: nothing is left to say.
    channel.will(503, json!({}));
    step(&one, "handover").await;
    next(&shop).await;
    assert_eq!(channel.heard()[0]["orders"][0]["status"], "handed_over");
    assert_eq!(tell(&shop, json!([{ "news": "completed", "id": "1" }])).await, 200);
    shop.server.clock.advance(GAP);
    next(&shop).await;
    assert!(channel.heard().iter().all(|push| push["orders"] == json!([])));

    // An order that the channel will not have is shown to a person.
    assert_eq!(tell(&shop, json!([placed(&shop, "3")])).await, 200);
    next(&shop).await;
    channel.heard();
    let three = order(&shop, "3").await["id"].clone();
    channel.will(200, json!({ "items": {}, "orders": { three.as_str().unwrap(): "already cancelled" } }));
    step(&three, "accept").await;
    next(&shop).await;
    assert_eq!(channel.heard()[0]["orders"][0]["known"], "new");
    let shown = shop.get("/v1/exceptions").await.ok();
    let shown = shown["items"].as_array().unwrap();
    assert_eq!((shown.len(), &shown[0]["kind"]), (1, &json!("order.push_rejected")), "{shown:#?}");
    assert_eq!(shown[0]["message"]["problem"], "already cancelled");
    next(&shop).await;
    assert!(channel.heard().iter().all(|push| push["orders"] == json!([])));
}

async fn answers_that_cannot_be_count_for_nothing(database: Database) {
    let (shop, channel, _) = open(database).await;
    for answer in [
        json!({ "items": { "somebody-elses": "ok", "tea": "ok" }, "orders": {} }),
        json!({ "items": { "tea": "ok" }, "orders": { bodega_testkit::id(): "ok" } }),
    ] {
        channel.will(200, answer);
        shop.receive("tea", "1").await;
        shop.server.clock.advance(GAP);
        shop.server.drain().await;
        assert_eq!(channel.heard().len(), 1);
        assert_eq!(items(&shop, "pending").await.len(), 1, "it is not taken for told");
    }
    shop.server.clock.advance(GAP);
    shop.server.drain().await;
    assert_eq!(channel.heard_item()["on_hand"], 12_000_000);
    assert_eq!(items(&shop, "pending").await, Vec::<Value>::new());
}
