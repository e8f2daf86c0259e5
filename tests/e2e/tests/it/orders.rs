//! Orders of a sales channel: told twice, late and out of order, moved on by people, made sales and returns.

use crate::both;
use bodega_testkit::{Database, Shop, id, package_of};
use serde_json::{Value, json};

both!(
    an_order_told_twice_is_one_order_and_one_sale,
    news_out_of_order_ends_where_it_should,
    people_move_orders_and_stock_follows,
    what_is_not_there_is_not_reserved_and_people_are_told,
    refunds_become_returns_once,
    a_cancellation_may_overtake_its_order_or_come_late,
    who_gets_an_order_is_kept_apart,
    news_that_cannot_be_is_refused_whole,
);

/// More than 2^53: a number would lose its end.
const BIG: &str = "9007199254740993123";

pub async fn eats(database: Database) -> Shop {
    let shop = Shop::open(database).await;
    shop.product("tea", 1000, &[]).await;
    shop.product("cups", 2000, &[]).await;
    shop.receive("tea", "10").await;
    shop.receive("cups", "10").await;
    shop.install("sampler", json!({})).await;
    shop
}

/// Tells the sampler's channel news; gives the answer's status.
pub async fn tell(shop: &Shop, news: Value) -> u16 {
    let answer = shop.post("/v1/plugins/sampler/http/news", news).await;
    answer.status.as_u16()
}

/// Two teas and three cups; delivery 5.00 for the channel, packaging 1.00 for the merchant, 8.00 off by the merchant and
/// 4.00 by the channel: the customer paid 74.00, the merchant sold for 73.00.
pub fn placed(shop: &Shop, external: &str) -> Value {
    json!({
        "news": "placed", "id": external, "store": shop.store, "paid": 7400, "phone": "13800000000_1234",
        "lines": [
            { "sku": "tea", "quantity": 2, "price": 1000 },
            { "sku": "cups", "quantity": 3, "price": 2000 },
        ],
        "charges": [
            { "name": "delivery", "kind": "fee", "amount": 500, "party": "channel" },
            { "name": "packaging", "kind": "fee", "amount": 100, "party": "merchant" },
            { "name": "spend-80-save-8", "kind": "discount", "amount": 800, "party": "merchant" },
            { "name": "newcomer", "kind": "discount", "amount": 400, "party": "channel" },
            { "name": "commission", "kind": "commission", "amount": 900, "party": "channel" },
        ],
    })
}

pub fn said(news: &str, external: &str) -> Value {
    json!({ "news": news, "id": external })
}

pub async fn order(shop: &Shop, external: &str) -> Value {
    let found = shop.get(&format!("/v1/orders?channel=eats&external_id={external}")).await.ok();
    let orders = found["items"].as_array().unwrap();
    assert_eq!(orders.len(), 1, "{found:#}");
    orders[0].clone()
}

/// On hand and reserved of a SKU, as decimal texts.
async fn stock(shop: &Shop, sku: &str) -> (String, String) {
    let variant = shop.variant(sku);
    let found = shop.get(&format!("/v1/stock?location={}", shop.store)).await.ok();
    let row = found["items"].as_array().unwrap().iter().find(|row| row["variant"] == *variant).unwrap();
    (row["on_hand"].as_str().unwrap().to_owned(), row["reserved"].as_str().unwrap().to_owned())
}

fn is(stock: &(String, String), on_hand: &str, reserved: &str) {
    assert_eq!((stock.0.as_str(), stock.1.as_str()), (on_hand, reserved));
}

async fn exceptions(shop: &Shop) -> Vec<String> {
    let found = shop.get("/v1/exceptions").await.ok();
    let kinds = found["items"].as_array().unwrap().iter().map(|e| e["kind"].as_str().unwrap().to_owned());
    kinds.collect()
}

/// Every book of the shop agrees.
async fn sound(shop: &Shop) {
    shop.server.drain().await;
    let tenant = shop.server.store.find_tenant(&shop.tenant).await.unwrap().unwrap().id;
    assert!(shop.server.store.check_stock(tenant).await.unwrap().is_empty());
    assert_eq!(shop.server.store.verify_chain(tenant).await.unwrap().fault, None);
    let events = shop.get("/v1/events?after_seq=0&limit=500").await.ok();
    events["items"].as_array().unwrap().iter().for_each(crate::events::assert_fits_its_schema);
}

async fn an_order_told_twice_is_one_order_and_one_sale(database: Database) {
    let shop = eats(database).await;
    let order_now = placed(&shop, BIG);
    let (one, two) =
        tokio::join!(tell(&shop, json!([order_now])), tell(&shop, json!([order_now, order_now])));
    // On two connections at once one may be told to come again; the channel does.
    assert!(one == 200 || two == 200, "{one} {two}");
    assert_eq!(tell(&shop, json!([order_now])).await, 200);
    let stored = order(&shop, BIG).await;
    assert_eq!((&stored["external_id"], &stored["status"]), (&json!(BIG), &json!("new")));
    assert_eq!((&stored["paid_minor"], &stored["sale_minor"]), (&json!(7400), &json!(7300)));
    is(&stock(&shop, "tea").await, "10", "2");

    for _ in 0..2 {
        for news in ["accepted", "ready", "handed_over", "completed"] {
            assert_eq!(tell(&shop, json!([said(news, BIG)])).await, 200);
        }
        shop.server.drain().await;
    }
    is(&stock(&shop, "tea").await, "8", "0");
    is(&stock(&shop, "cups").await, "7", "0");
    let stored = order(&shop, BIG).await;
    let sale = shop.get(&format!("/v1/sales/{}", stored["sale"].as_str().unwrap())).await.ok();
    assert_eq!((&sale["total_minor"], &sale["channel"]), (&json!(7300), &json!("eats")));
    let tender = &sale["tenders"][0];
    assert_eq!((&tender["method"], &tender["reference"]), (&json!("channel:eats"), &json!(BIG)));
    assert_eq!((&tender["amount_minor"], &sale["adjustments"]), (&json!(7300), &json!([])));
    // 13 % are in the prices; the packaging follows the goods.
    assert_eq!(sale["lines"].as_array().unwrap().len(), 3);
    assert_eq!(sale["tax_minor"], json!(839), "{sale:#}");
    let explained = shop.get(&format!("/v1/sales/{}/explain", sale["id"].as_str().unwrap())).await.ok();
    assert_eq!(explained["differences"], json!([]));
    assert_eq!(shop.get("/v1/sales").await.ok()["items"].as_array().unwrap().len(), 1);
    for (kind, count) in [("order.placed.v1", 1), ("order.status-changed.v1", 4), ("sale.committed.v1", 1)] {
        assert_eq!(shop.events(kind).await.len(), count, "{kind}");
    }
    let table = shop.post("/v1/plugins/sampler/reports/by-store", json!({})).await.ok();
    assert_eq!(table["rows"], json!([[shop.store, 1, 7300 - 839]]), "rollups count it once");
    sound(&shop).await;
}

async fn news_out_of_order_ends_where_it_should(database: Database) {
    let shop = eats(database).await;
    // The end comes first, then the middle, then the order.
    assert_eq!(tell(&shop, json!([said("completed", "7")])).await, 200);
    assert_eq!(tell(&shop, json!([said("accepted", "7"), said("completed", "7")])).await, 200);
    assert_eq!(shop.get("/v1/orders").await.ok()["items"], json!([]));
    assert_eq!(tell(&shop, json!([placed(&shop, "7")])).await, 200);
    assert_eq!(order(&shop, "7").await["status"], "completed");
    assert_eq!(tell(&shop, json!([said("preparing", "7"), said("handed_over", "7")])).await, 200);
    let stored = order(&shop, "7").await;
    assert_eq!(stored["status"], "completed");
    is(&stock(&shop, "cups").await, "7", "0");
    shop.server.drain().await;
    assert_eq!(shop.get("/v1/sales").await.ok()["items"].as_array().unwrap().len(), 1);
    sound(&shop).await;
}

async fn people_move_orders_and_stock_follows(database: Database) {
    let shop = eats(database).await;
    for external in ["1", "2", "3"] {
        assert_eq!(tell(&shop, json!([placed(&shop, external)])).await, 200);
    }
    is(&stock(&shop, "cups").await, "10", "9");
    let path = async |external: &str, step: &str| {
        format!("/v1/orders/{}/{step}", order(&shop, external).await["id"].as_str().unwrap())
    };
    shop.post(&path("1", "ready").await, json!({})).await.refused(409, "order.status");
    for (step, status) in [
        ("accept", "accepted"),
        ("accept", "accepted"),
        ("prepare", "preparing"),
        ("ready", "ready"),
        ("handover", "handed_over"),
        ("complete", "completed"),
    ] {
        assert_eq!(shop.post(&path("1", step).await, json!({})).await.ok()["status"], status);
    }
    is(&stock(&shop, "cups").await, "7", "6");
    let reason = json!({ "reason": "sold out" });
    shop.post(&path("1", "cancel").await, reason.clone()).await.refused(409, "order.status");
    let rejected = shop.post(&path("2", "reject").await, reason.clone()).await.ok();
    assert_eq!(
        (&rejected["status"], &rejected["steps"][1]["reason"]),
        (&json!("rejected"), &json!("sold out"))
    );
    is(&stock(&shop, "cups").await, "7", "3");
    // The channel goes on with what was turned down: people are told.
    assert_eq!(tell(&shop, json!([said("completed", "2")])).await, 200);
    assert_eq!(order(&shop, "2").await["status"], "rejected");
    assert_eq!(exceptions(&shop).await, ["order.contradiction"]);

    shop.post(&path("3", "accept").await, json!({})).await.ok();
    shop.post(&path("3", "handover").await, json!({})).await.ok();
    is(&stock(&shop, "cups").await, "4", "0");
    let back = json!({ "reason": "nobody home", "goods": "back" });
    assert_eq!(shop.post(&path("3", "cancel").await, back).await.ok()["status"], "cancelled");
    is(&stock(&shop, "cups").await, "7", "0");
    shop.post(&format!("/v1/orders/{}/accept", id()), json!({})).await.refused(404, "order.unknown");
    let bad = shop.post(&path("3", "cancel").await, json!({ "reason": "" })).await;
    assert_eq!(bad.refused(422, "order.reason")["pointer"], "/reason");

    let count = async |query: &str| {
        shop.get(&format!("/v1/orders?{query}")).await.ok()["items"].as_array().unwrap().len()
    };
    assert_eq!(count("status=rejected").await, 1);
    assert_eq!(count(&format!("store={}&channel=eats&refund=none", shop.store)).await, 3);
    assert_eq!(count("channel=other").await, 0);
    let first = shop.get("/v1/orders?limit=2").await.ok();
    let next = format!("limit=2&after={}", first["next"].as_str().unwrap());
    assert_eq!(count(&next).await, 1);
    sound(&shop).await;
}

async fn what_is_not_there_is_not_reserved_and_people_are_told(database: Database) {
    let shop = eats(database).await;
    let mut large = placed(&shop, "1");
    large["lines"][1] = json!({ "sku": "cups", "quantity": 12, "price": 500 });
    assert_eq!(tell(&shop, json!([large])).await, 200);
    let stored = order(&shop, "1").await;
    assert_eq!(
        (&stored["lines"][0]["reserved"], &stored["lines"][1]["reserved"]),
        (&json!("2"), &json!("0"))
    );
    is(&stock(&shop, "cups").await, "10", "0");
    let mut strange = placed(&shop, "2");
    strange["lines"][0]["sku"] = json!("ghost");
    assert_eq!(tell(&shop, json!([strange])).await, 200);
    assert_eq!(exceptions(&shop).await, ["order.short_stock", "order.unknown_sku"]);
    // The goods went out whatever the books said; the ghost is sold and taxed as nothing known.
    assert_eq!(tell(&shop, json!([said("completed", "1"), said("completed", "2")])).await, 200);
    shop.server.drain().await;
    is(&stock(&shop, "cups").await, "-5", "0");
    is(&stock(&shop, "tea").await, "8", "0");
    let sale = order(&shop, "2").await["sale"].as_str().unwrap().to_owned();
    let sale = shop.get(&format!("/v1/sales/{sale}")).await.ok();
    assert_eq!((&sale["lines"][0]["sku"], &sale["lines"][0]["tax_ppm"]), (&json!("ghost"), &json!(0)));
    sound(&shop).await;
}

async fn refunds_become_returns_once(database: Database) {
    let shop = eats(database).await;
    let refund = |id: &str, minor: i64, lines: Value, goods: &str| {
        json!({
            "news": "refunded", "id": "1", "refund": id, "customer": minor, "merchant": minor, "lines": lines,
            "goods": goods,
        })
    };
    assert_eq!(tell(&shop, json!([placed(&shop, "1"), said("accepted", "1")])).await, 200);
    // One cup is missing: refunded before the rest goes out.
    let missing = refund("r1", 1800, json!([{ "line": 1, "units": 1, "amount": 1800 }]), "gone");
    for _ in 0..2 {
        assert_eq!(tell(&shop, json!([missing])).await, 200);
    }
    is(&stock(&shop, "cups").await, "10", "2");
    assert_eq!(tell(&shop, json!([said("completed", "1")])).await, 200);
    is(&stock(&shop, "cups").await, "8", "0");
    shop.server.drain().await;
    let stored = order(&shop, "1").await;
    let booked = stored["refunds"][0]["booked"].as_str().unwrap();
    let back = shop.get(&format!("/v1/returns/{booked}")).await.ok();
    assert_eq!((&back["refund_minor"], &back["lines"][0]["count"]), (&json!(1800), &json!(1)));
    assert_eq!(stored["refunds"][0]["is_before_hand_over"], true);
    is(&stock(&shop, "cups").await, "8", "0");

    // A broken tea comes back, and five yuan for the wait, with no goods.
    let broken = refund("r2", 900, json!([{ "line": 0, "units": 1, "amount": 900 }]), "back");
    let wait = refund("r3", 500, json!([]), "gone");
    assert_eq!(tell(&shop, json!([wait, broken, wait, broken])).await, 200);
    shop.server.drain().await;
    is(&stock(&shop, "tea").await, "9", "0");
    let stored = order(&shop, "1").await;
    assert_eq!(stored["refunds"].as_array().unwrap().len(), 3);
    let allowance = stored["refunds"].as_array().unwrap().iter().find(|r| r["id"] == "r3").unwrap();
    let back = shop.get(&format!("/v1/returns/{}", allowance["booked"].as_str().unwrap())).await.ok();
    assert_eq!(back["refund_minor"], 500);
    let lines = back["lines"].as_array().unwrap();
    assert!(lines.iter().all(|line| line["count"] == 0 && line["quantity"] == "0"), "{back:#}");
    assert_eq!(lines.iter().map(|line| line["amount_minor"].as_i64().unwrap()).sum::<i64>(), 500);

    // More than is left is refused, and so is what names units that went before.
    assert_eq!(tell(&shop, json!([refund("r4", 7000, json!([]), "gone")])).await, 502);
    let twice = refund("r5", 10, json!([{ "line": 1, "units": 3, "amount": 10 }]), "gone");
    assert_eq!(tell(&shop, json!([twice])).await, 502);

    // Called off after all: the rest goes back, once.
    let off = json!({ "news": "cancelled", "id": "1", "goods": "back", "reason": "complaint" });
    assert_eq!(tell(&shop, json!([off, off])).await, 200);
    shop.server.drain().await;
    let stored = order(&shop, "1").await;
    assert_eq!((&stored["status"], stored["refunds"].as_array().unwrap().len()), (&json!("completed"), 4));
    let returned: i64 =
        stored["refunds"].as_array().unwrap().iter().map(|r| r["merchant_minor"].as_i64().unwrap()).sum();
    assert_eq!(returned, 7300);
    assert_eq!(shop.get("/v1/orders?refund=full").await.ok()["items"].as_array().unwrap().len(), 1);
    is(&stock(&shop, "tea").await, "10", "0");
    is(&stock(&shop, "cups").await, "10", "0");
    let table = shop.post("/v1/plugins/sampler/reports/by-store", json!({})).await.ok();
    assert_eq!(table["rows"][0][2], 0, "nothing of it is left: {table:#}");
    assert_eq!(shop.events("sale.returned.v1").await.len(), 4);
    sound(&shop).await;
}

async fn a_cancellation_may_overtake_its_order_or_come_late(database: Database) {
    let shop = eats(database).await;
    let off = |external: &str| json!({ "news": "cancelled", "id": external, "reason": "changed mind" });
    assert_eq!(tell(&shop, json!([off("1")])).await, 200);
    assert_eq!(tell(&shop, json!([placed(&shop, "1")])).await, 200);
    assert_eq!(order(&shop, "1").await["status"], "cancelled");
    is(&stock(&shop, "tea").await, "10", "0");
    // All in one invocation, the wrong way round.
    assert_eq!(tell(&shop, json!([said("ready", "2"), off("2"), placed(&shop, "2")])).await, 200);
    assert_eq!(order(&shop, "2").await["status"], "cancelled");
    // Out of the store, and lost.
    assert_eq!(tell(&shop, json!([placed(&shop, "3"), said("handed_over", "3"), off("3")])).await, 200);
    assert_eq!(order(&shop, "3").await["status"], "cancelled");
    assert_eq!(exceptions(&shop).await, ["order.goods_gone"]);
    is(&stock(&shop, "tea").await, "8", "0");
    shop.server.drain().await;
    assert_eq!(shop.get("/v1/sales").await.ok()["items"], json!([]), "nothing of it is a sale");
    sound(&shop).await;
}

async fn who_gets_an_order_is_kept_apart(database: Database) {
    let shop = eats(database).await;
    assert_eq!(tell(&shop, json!([placed(&shop, "1")])).await, 200);
    let mut silent = placed(&shop, "2");
    silent.as_object_mut().unwrap().remove("phone");
    assert_eq!(tell(&shop, json!([silent])).await, 200);
    let one = order(&shop, "1").await;
    let recipient = format!("/v1/orders/{}/recipient", one["id"].as_str().unwrap());
    let who = shop.get(&recipient).await.ok();
    assert_eq!((&who["phone"], &who["note"]), (&json!("13800000000_1234"), &json!("不要辣")));
    let two = order(&shop, "2").await;
    shop.get(&format!("/v1/orders/{}/recipient", two["id"].as_str().unwrap()))
        .await
        .refused(404, "order.no_recipient");
    shop.server.drain().await;
    let events = shop.get("/v1/events?after_seq=0&limit=500").await.ok().to_string();
    for secret in ["13800000000", "南京路", "王女士", "不要辣"] {
        assert!(
            !one.to_string().contains(secret) && !events.contains(secret),
            "{secret} is in the order or events"
        );
    }
    // Weeks after the last change it is forgotten.
    let later = shop.server.app.now_ms() + 1;
    let tenant = shop.server.store.find_tenant(&shop.tenant).await.unwrap().unwrap().id;
    assert_eq!(shop.server.store.purge_recipients(tenant, later).await.unwrap(), 1);
    shop.get(&recipient).await.refused(404, "order.no_recipient");
}

async fn news_that_cannot_be_is_refused_whole(database: Database) {
    let shop = eats(database).await;
    let with = |edit: fn(&mut Value)| {
        let mut news = placed(&shop, "1");
        edit(&mut news);
        news
    };
    let good = placed(&shop, "2");
    for bad in [
        with(|news| news["paid"] = json!(7401)),
        with(|news| news["lines"][0]["price"] = json!(-1)),
        with(|news| news["charges"][0]["amount"] = json!(-500)),
        with(|news| news["store"] = json!("7")),
        with(|news| news["channel"] = json!("somebody-elses")),
        with(|news| news["id"] = json!("has space")),
        with(|news| news["at"] = json!(i64::MAX)),
        json!({ "news": "paid", "id": "2" }),
        json!({ "news": "cancelled", "id": "2", "reason": "x".repeat(300) }),
    ] {
        // What comes with it is dropped too.
        assert_eq!(tell(&shop, json!([good, bad])).await, 502, "{bad}");
    }
    // Beyond what one invocation may record.
    let flood: Vec<Value> = (0..1_001).map(|n| said("accepted", &n.to_string())).collect();
    assert_eq!(tell(&shop, json!(flood)).await, 502);
    assert_eq!(shop.get("/v1/orders").await.ok()["items"], json!([]));
    is(&stock(&shop, "tea").await, "10", "0");
    // Another plugin's news of an order with the same id is of another order.
    assert_eq!(tell(&shop, json!([placed(&shop, "77")])).await, 200);
    let hostile =
        shop.install_package(package_of("hostile", |m| m), json!({ "handle": "order-of-another" })).await;
    shop.sell(&shop.basket(vec![bodega_testkit::line("tea", "1")])).await;
    shop.server.drain().await;
    assert_eq!(shop.get("/v1/deliveries?state=dead").await.ok()["items"], json!([]), "{hostile}");
    assert_eq!(order(&shop, "77").await["status"], "new");
    is(&stock(&shop, "tea").await, "9", "2");
}
