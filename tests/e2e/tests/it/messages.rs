//! Messages: carried by the merchant's plugins, as far as each member agreed.

use crate::both;
use bodega_testkit::{Database, Shop, id, package_of};
use serde_json::{Value, json};

both!(
    messages_go_where_the_member_agreed,
    a_message_is_tried_again_until_its_time_is_over,
    what_a_sender_says_no_to_is_told,
    receipts_come_in_any_order,
    the_first_sender_in_the_merchants_order_carries_a_channel,
    messages_wait_for_a_sender,
    contacts_are_checked_and_erased,
);

const MINUTE: i64 = 60 * 1000;
const DAY: i64 = 24 * 60 * MINUTE;

/// A member with a telephone number.
async fn member(shop: &Shop) -> String {
    let member = id();
    let person = json!({ "name": "王芳", "phone": "13800001234" });
    let put = json!({ "code": format!("M{member}"), "person": person });
    shop.put(&format!("/v1/members/{member}"), put).await.ok();
    member
}

/// Lets the sampler send a message and gives its id.
async fn send(shop: &Shop, member: &str, template: &str, parameters: Value) -> String {
    let purpose = if template == "offer" { "marketing" } else { "service" };
    let body =
        json!({ "member": member, "purpose": purpose, "template": template, "parameters": parameters });
    shop.post("/v1/plugins/sampler/http/message", body).await.ok();
    let listed = shop.get(&format!("/v1/messages?member={member}")).await.ok();
    listed["items"][0]["id"].as_str().unwrap().to_owned()
}

async fn message(shop: &Shop, id: &str) -> Value {
    let listed = shop.get("/v1/messages?limit=500").await.ok();
    listed["items"].as_array().unwrap().iter().find(|message| message["id"] == id).unwrap().clone()
}

/// What the sampler noted when it sent a message.
async fn note(shop: &Shop, id: &str) -> Option<String> {
    let path = format!("/v1/plugins/sampler/collections/notes/documents/sent%2F{id}");
    let answer = shop.get(&path).await;
    answer.status.is_success().then(|| answer.body["body"]["text"].as_str().unwrap().to_owned())
}

async fn agree(shop: &Shop, member: &str, purpose: &str, channel: &str, is_granted: bool) {
    let consent =
        json!({ "purpose": purpose, "channel": channel, "is_granted": is_granted, "source": "till" });
    shop.put(&format!("/v1/members/{member}/contact"), json!({ "consents": [consent] })).await.ok();
}

async fn messages_go_where_the_member_agreed(database: Database) {
    let shop = Shop::open(database).await;
    shop.install("sampler", json!({})).await;
    let ann = member(&shop).await;

    // About something the member did: goes without asking.
    let welcome = send(&shop, &ann, "welcome", json!({})).await;
    // To sell something: does not.
    let offer = send(&shop, &ann, "offer", json!({ "name": "王女士" })).await;
    shop.server.drain().await;
    let sent = message(&shop, &welcome).await;
    assert_eq!(
        (&sent["state"], &sent["channel"], &sent["attempts"]),
        (&json!("sent"), &json!("sms"), &json!(1))
    );
    assert_eq!(note(&shop, &welcome).await.as_deref(), Some("sms 1234 1 欢迎！"));
    let refused = message(&shop, &offer).await;
    assert_eq!(refused["state"], "failed");
    assert!(refused["reason"].as_str().unwrap().starts_with("consent.missing"), "{refused:#}");
    assert_eq!(note(&shop, &offer).await, None);

    // A yes to one channel is a yes to this channel.
    agree(&shop, &ann, "marketing", "sms", true).await;
    let offer = send(&shop, &ann, "offer", json!({ "name": "王女士" })).await;
    shop.server.drain().await;
    assert_eq!(note(&shop, &offer).await.as_deref(), Some("sms 1234 1 王女士，全场九折！"));

    // WeChat comes before a text message where the member is reached there and agreed.
    let contact = json!({ "addresses": { "wechat": "openid-9876" } });
    shop.put(&format!("/v1/members/{ann}/contact"), contact).await.ok();
    let welcome = send(&shop, &ann, "welcome", json!({})).await;
    let offer = send(&shop, &ann, "offer", json!({ "name": "王女士" })).await;
    shop.server.drain().await;
    assert_eq!(note(&shop, &welcome).await.as_deref(), Some("wechat 9876 1 欢迎！"));
    assert_eq!(note(&shop, &offer).await.as_deref(), Some("sms 1234 1 王女士，全场九折！"));

    // A no is a no, whatever the purpose.
    agree(&shop, &ann, "service", "sms", false).await;
    agree(&shop, &ann, "service", "wechat", false).await;
    let welcome = send(&shop, &ann, "welcome", json!({})).await;
    shop.server.drain().await;
    assert_eq!(message(&shop, &welcome).await["state"], "failed");

    // Nowhere to go, and nobody there.
    let bob = shop.member().await;
    let lost = send(&shop, &bob, "welcome", json!({})).await;
    shop.server.drain().await;
    assert!(message(&shop, &lost).await["reason"].as_str().unwrap().starts_with("address.missing"));
    let gone = send(&shop, &bob, "welcome", json!({})).await;
    let blocked = json!({ "code": format!("M{bob}"), "status": "blocked" });
    shop.put(&format!("/v1/members/{bob}"), blocked).await.ok();
    shop.server.drain().await;
    assert!(message(&shop, &gone).await["reason"].as_str().unwrap().starts_with("member.inactive"));
    send(&shop, &bob, "welcome", json!({})).await;
    shop.delete(&format!("/v1/members/{bob}")).await.ok();
    shop.server.drain().await;
    let left = shop.get(&format!("/v1/messages?member={bob}")).await.ok();
    assert_eq!(left["items"], json!([]), "what was sent and what was to be sent went with the member");

    // The address is in no answer but the sender's.
    let listed = shop.get("/v1/messages?limit=500").await.ok().to_string();
    assert!(!listed.contains("13800001234") && !listed.contains("openid"), "{listed}");
    let events = shop.get("/v1/events?after_seq=0&limit=500").await.ok().to_string();
    assert!(!events.contains("13800001234") && !events.contains("openid"));
}

async fn a_message_is_tried_again_until_its_time_is_over(database: Database) {
    let shop = Shop::open(database).await;
    shop.install("sampler", json!({})).await;
    let ann = member(&shop).await;
    let later = send(&shop, &ann, "welcome", json!({ "way": "later" })).await;
    shop.server.drain().await;
    let waiting = message(&shop, &later).await;
    assert_eq!((&waiting["state"], &waiting["reason"]), (&json!("queued"), &json!("the line is busy")));
    // The sender asked for two minutes; nothing of the first attempt was written.
    shop.server.clock.advance(MINUTE);
    shop.server.drain().await;
    assert_eq!(message(&shop, &later).await["attempts"], 1);
    assert_eq!(note(&shop, &later).await, None);
    shop.server.clock.advance(MINUTE);
    shop.server.drain().await;
    let sent = message(&shop, &later).await;
    assert_eq!((&sent["state"], &sent["attempts"]), (&json!("sent"), &json!(2)));
    assert_eq!(sent["reason"], Value::Null);

    let never = send(&shop, &ann, "welcome", json!({ "way": "never" })).await;
    let mut attempts = 0;
    for _ in 0..30 {
        shop.server.drain().await;
        let waiting = message(&shop, &never).await;
        if waiting["state"] != "queued" {
            break;
        }
        attempts = waiting["attempts"].as_u64().unwrap();
        shop.server.clock.advance(DAY / 20);
    }
    let expired = message(&shop, &never).await;
    assert_eq!(expired["state"], "expired", "{expired:#}");
    assert_eq!(expired["reason"], "the line is busy");
    assert!(attempts > 3, "{attempts}");
}

async fn what_a_sender_says_no_to_is_told(database: Database) {
    let shop = Shop::open(database).await;
    let installation = shop.install("sampler", json!({})).await;
    let ann = member(&shop).await;
    let no = send(&shop, &ann, "welcome", json!({ "way": "no" })).await;
    let crash = send(&shop, &ann, "welcome", json!({ "way": "crash" })).await;
    shop.server.drain().await;
    let refused = message(&shop, &no).await;
    assert_eq!((&refused["state"], &refused["reason"]), (&json!("failed"), &json!("no such number")));
    assert_eq!(refused["sender"], installation);
    // A fault of the plugin is not the message's end.
    let waiting = message(&shop, &crash).await;
    assert_eq!(waiting["state"], "queued");
    assert!(waiting["reason"].as_str().unwrap().starts_with("plugin.trap"), "{waiting:#}");
}

async fn receipts_come_in_any_order(database: Database) {
    let shop = Shop::open(database).await;
    shop.install("sampler", json!({})).await;
    let ann = member(&shop).await;
    let report = async |body: Value| shop.post("/v1/plugins/sampler/http/receipt", body).await.ok();
    let first = send(&shop, &ann, "welcome", json!({})).await;
    // Before anything was sent: nobody knows this sender yet.
    report(json!({ "message": first })).await;
    assert_eq!(message(&shop, &first).await["state"], "queued");
    shop.server.drain().await;
    report(json!({ "provider": format!("p-{first}"), "failed": "switched off" })).await;
    let failed = message(&shop, &first).await;
    assert_eq!((&failed["state"], &failed["reason"]), (&json!("failed"), &json!("switched off")));
    // It arrived after all; what is said later about a failure is old news.
    for body in [
        json!({ "message": first }),
        json!({ "message": first }),
        json!({ "provider": format!("p-{first}"), "failed": "late" }),
    ] {
        report(body).await;
        let arrived = message(&shop, &first).await;
        assert_eq!((&arrived["state"], &arrived["reason"]), (&json!("delivered"), &Value::Null));
    }
    // Of messages that are not there, or are no messages, nothing comes.
    for body in [json!({ "message": id() }), json!({ "message": "x" }), json!({ "provider": "p-none" })] {
        report(body).await;
    }

    // A report for somebody else's message is none.
    let other = Shop::open_on(shop.server.clone(), "inclusive").await;
    other.install("sampler", json!({})).await;
    let second = send(&shop, &ann, "welcome", json!({})).await;
    shop.server.drain().await;
    for body in [json!({ "message": second }), json!({ "provider": format!("p-{second}") })] {
        other.post("/v1/plugins/sampler/http/receipt", body).await.ok();
        assert_eq!(message(&shop, &second).await["state"], "sent");
    }
}

async fn the_first_sender_in_the_merchants_order_carries_a_channel(database: Database) {
    let shop = Shop::open(database).await;
    let first = shop.install("sampler", json!({})).await;
    let package = package_of("sampler", |manifest| manifest.replace("\"sampler", "\"other-sampler"));
    let second = shop.install_package(package, json!({})).await;
    let ann = member(&shop).await;
    let order = async |installation: &str, position: i64, is_enabled: bool| {
        let path = format!("/v1/installations/{installation}");
        let package = shop.get(&path).await.ok()["package"].clone();
        let put = json!({ "package": package, "is_enabled": is_enabled, "position": position });
        shop.put(&path, put).await.ok();
    };
    let carried = async || {
        let sent = send(&shop, &ann, "welcome", json!({})).await;
        shop.server.drain().await;
        let sent = message(&shop, &sent).await;
        assert_eq!(sent["state"], "sent", "{sent:#}");
        sent["sender"].clone()
    };
    order(&first, 1, true).await;
    order(&second, 2, true).await;
    assert_eq!(carried().await, first);
    order(&second, 0, true).await;
    assert_eq!(carried().await, second);
    order(&second, 0, false).await;
    assert_eq!(carried().await, first);
}

async fn messages_wait_for_a_sender(database: Database) {
    let shop = Shop::open(database).await;
    let installation = shop.install("sampler", json!({})).await;
    let ann = member(&shop).await;
    let waiting = send(&shop, &ann, "welcome", json!({})).await;
    // Paused before it went out: it waits, and goes when somebody switches the plugin on again.
    let path = format!("/v1/installations/{installation}");
    let package = shop.get(&path).await.ok()["package"].clone();
    shop.put(&path, json!({ "package": package, "is_enabled": false })).await.ok();
    shop.server.drain().await;
    let there = message(&shop, &waiting).await;
    assert_eq!(there["state"], "queued");
    assert!(there["reason"].as_str().unwrap().starts_with("sender.missing"), "{there:#}");
    shop.put(&path, json!({ "package": package, "is_enabled": true })).await.ok();
    shop.server.clock.advance(10 * MINUTE);
    shop.server.drain().await;
    assert_eq!(message(&shop, &waiting).await["state"], "sent");
}

async fn contacts_are_checked_and_erased(database: Database) {
    let shop = Shop::open(database).await;
    let ann = member(&shop).await;
    let path = format!("/v1/members/{ann}/contact");
    let consent = |purpose: &str, channel: &str, is_granted: bool, at_ms: i64| json!({ "purpose": purpose, "channel": channel, "is_granted": is_granted, "source": "till", "at_ms": at_ms });
    for (body, code) in [
        (json!({ "consents": [consent("spam", "sms", true, 1)] }), "purpose.invalid"),
        (json!({ "consents": [consent("service", "pigeon", true, 1)] }), "channel.invalid"),
        (json!({ "consents": [consent("service", "sms", true, i64::MAX)] }), "field.out_of_range"),
        (
            json!({ "consents": [consent("service", "sms", true, 1), consent("service", "sms", false, 2)] }),
            "batch.duplicate",
        ),
        (json!({ "addresses": { "sms": "1" } }), "channel.invalid"),
        (json!({ "addresses": { "wechat": " " } }), "field.empty"),
    ] {
        shop.put(&path, body.clone()).await.refused(422, code);
    }
    shop.put(&format!("/v1/members/{}/contact", id()), json!({})).await.refused(404, "member.unknown");

    // The later word counts, in whatever order the words come.
    shop.put(&path, json!({ "consents": [consent("marketing", "sms", false, 20)] })).await.ok();
    shop.put(&path, json!({ "consents": [consent("marketing", "sms", true, 10)] })).await.ok();
    let addresses = json!({ "addresses": { "wechat": "o-1", "app": "device-1" } });
    shop.put(&path, addresses).await.ok();
    shop.put(&path, json!({ "addresses": { "app": null } })).await.ok();
    let contact = shop.get(&path).await.ok();
    assert_eq!(contact["consents"], json!([consent("marketing", "sms", false, 20)]));
    assert_eq!(contact["addresses"], json!({ "wechat": "o-1" }));

    shop.delete(&format!("/v1/members/{ann}")).await.ok();
    assert_eq!(shop.get(&path).await.ok(), json!({ "consents": [], "addresses": {} }));
    shop.put(&path, json!({ "addresses": { "wechat": "o-1" } })).await.refused(409, "member.erased");
}
