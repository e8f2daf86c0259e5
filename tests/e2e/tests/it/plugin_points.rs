//! Every extension point through the whole host: what plugins answer, record and may not do.

use crate::both;
use bodega_testkit::{Database, Shop, cash, id, line, package_of};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

both!(
    routes_answer_and_are_kept_in_bounds,
    a_webhook_proves_itself_and_counts_once,
    effects_of_a_route_are_committed_before_its_answer,
    buttons_do_or_say_why_not,
    a_report_sums_what_was_sold,
    sums_tell_members_tags_and_own_accounts_apart,
    jobs_run_once_at_their_time_and_catch_up,
    checks_remark_ask_for_a_manager_or_refuse,
    events_greet_a_member_once,
    the_outside_is_what_the_merchant_approved,
    a_secret_goes_only_where_the_manifest_binds_it,
);

const TEN_MINUTES: i64 = 10 * 60 * 1000;

async fn shop_with(database: Database, settings: Value) -> (Shop, String) {
    let shop = Shop::open(database).await;
    shop.product("tea", 1000, &[]).await;
    let installation = shop.install("sampler", settings).await;
    (shop, installation)
}

fn at(path: &str) -> String {
    format!("/v1/plugins/sampler/http{path}")
}

async fn routes_answer_and_are_kept_in_bounds(database: Database) {
    let (shop, _) = shop_with(database, json!({})).await;
    let hello = shop.get(&at("/hello/%E5%B0%8F%E6%9D%8E?x=1")).await.ok();
    assert_eq!(hello, json!({ "hello": "小李", "query": "x=1", "by": "token", "saw_token": false }));

    for (way, code) in
        [("cookie", "plugin.bad_answer"), ("split", "plugin.bad_answer"), ("status", "plugin.bad_answer")]
    {
        shop.get(&at(&format!("/bad/{way}"))).await.refused(502, code);
    }
    shop.get(&at("/bad/crash")).await.refused(502, "plugin.failed");
    shop.get(&at("/bad/schema")).await.refused(502, "plugin.failed");
    shop.get(&at("/bad/later")).await.refused(503, "plugin.retry");

    shop.get(&at("/nowhere")).await.refused(404, "route.unknown");
    shop.post(&at("/hello/x"), json!({})).await.refused(404, "route.unknown");
    shop.get("/v1/plugins/nobody/http/x").await.refused(404, "plugin.unknown");
    // Public routes are not for tokens, and those for tokens not for the public.
    shop.post(&at("/paid"), json!({})).await.refused(404, "route.unknown");
    let hook = format!("/v1/hooks/{}/sampler/hello/x", shop.tenant);
    shop.get(&hook).await.refused(404, "route.unknown");
    shop.get("/v1/hooks/nobody/sampler/hello/x").await.refused(404, "route.unknown");

    let wish = json!({ "sku": "tea", "location": shop.store, "quantity": 1_000_000 });
    for _ in 0..3 {
        shop.post(&at("/stock"), wish.clone()).await.ok();
    }
    let refused = shop.post(&at("/stock"), wish.clone()).await.refused(429, "route.rate");
    assert!(refused["retry_after_s"].as_i64().unwrap() <= 60);
    shop.server.clock.advance(60_000);
    assert_eq!(shop.post(&at("/stock"), wish).await.ok()["before"], 3_000_000);
}

/// SHA-256 HMAC as the other side would make it.
fn signature(key: &str, body: &str) -> String {
    use hmac::{Hmac, KeyInit, Mac};
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(key.as_bytes()).unwrap();
    mac.update(body.as_bytes());
    mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

async fn a_webhook_proves_itself_and_counts_once(database: Database) {
    let (shop, installation) = shop_with(database, json!({ "hook_key": "k1" })).await;
    let url = format!("{}/v1/hooks/{}/sampler/paid", shop.server.base, shop.tenant);
    let body = r#"{"id":"n-1",  "paid":true}"#;
    let send = async |signature: &str| {
        let request = reqwest::Client::new().post(&url).header("x-signature", signature).body(body);
        request.send().await.unwrap().status().as_u16()
    };
    assert_eq!(send(&signature("k1", body)).await, 200);
    // The same notice again, and twice at once: noted once.
    let right = signature("k1", body);
    let (one, two) = tokio::join!(send(&right), send(&right));
    assert_eq!((one, two), (200, 200));
    assert_eq!(send(&signature("other", body)).await, 401);
    let note = shop.get("/v1/plugins/sampler/collections/notes/documents/paid%2Fn-1").await.ok();
    assert_eq!((&note["version"], &note["body"]["text"]), (&json!(1), &json!("once")));

    // The secret is never shown, stays when it is not named, and goes when it is null.
    let view = shop.get(&format!("/v1/installations/{installation}")).await.ok();
    assert_eq!(view["settings"], json!({}));
    let secrets = json!([{ "name": "api_key", "is_set": false }, { "name": "hook_key", "is_set": true }]);
    assert_eq!(view["secrets"], secrets);
    let settings = format!("/v1/installations/{installation}/settings");
    shop.put(&settings, json!({ "bp": 100 })).await.ok();
    assert_eq!(send(&signature("k1", body)).await, 200);
    shop.put(&settings, json!({ "hook_key": null })).await.ok();
    assert_eq!(send(&signature("k1", body)).await, 502);
}

async fn effects_of_a_route_are_committed_before_its_answer(database: Database) {
    let (shop, _) = shop_with(database, json!({})).await;
    let wish = |sku: &str| json!({ "sku": sku, "location": shop.store, "quantity": 2_500_000 });
    assert_eq!(shop.post(&at("/stock"), wish("tea")).await.ok()["before"], 0);
    assert_eq!(shop.get("/v1/stock").await.ok()["items"][0]["on_hand"], "2.5");
    // A SKU that is not there: nothing is booked and the caller is told that it failed.
    shop.post(&at("/stock"), wish("ghost")).await.refused(502, "plugin.failed");
    assert_eq!(shop.get("/v1/stock").await.ok()["items"].as_array().unwrap().len(), 1);
}

async fn buttons_do_or_say_why_not(database: Database) {
    let (shop, _) = shop_with(database, json!({})).await;
    let sale = shop.sell(&shop.basket(vec![line("tea", "2")])).await;
    let mark = "/v1/plugins/sampler/actions/mark";
    let press = |subject: &Value, input: Value| json!({ "subject": subject, "input": input });
    let answer = shop.post(mark, press(&sale["id"], json!({ "text": "seen" }))).await.ok();
    assert_eq!((&answer["message"], &answer["data"]["total_minor"]), (&json!("marked: seen"), &json!(2000)));

    let said = shop.post(mark, press(&sale["id"], json!({ "text": "no" }))).await;
    assert_eq!(said.refused(422, "action.rejected")["detail"], "not this one");
    let empty = shop.post(mark, press(&sale["id"], json!({ "text": "" }))).await.refused(422, "action.input");
    assert_eq!(empty["pointer"], "/input/text");
    shop.post(mark, press(&json!(""), json!({ "text": "x" }))).await.refused(422, "action.subject");
    shop.post("/v1/plugins/sampler/actions/none", press(&json!(""), json!({})))
        .await
        .refused(404, "action.unknown");
}

async fn a_report_sums_what_was_sold(database: Database) {
    let (shop, _) = shop_with(database, json!({})).await;
    for quantity in ["1", "2"] {
        shop.sell(&shop.basket(vec![line("tea", quantity)])).await;
    }
    shop.server.drain().await;
    let table = shop.post("/v1/plugins/sampler/reports/by-store", json!({})).await.ok();
    // Net of 13 % tax, which the prices hold.
    assert_eq!(table["rows"], json!([[shop.store, 2, 2655]]), "{table:#}");
    assert_eq!((&table["plot"], &table["columns"][2]["currency"]), (&json!("bar"), &json!("CNY")));
    shop.post("/v1/plugins/sampler/reports/none", json!({})).await.refused(404, "report.unknown");
}

async fn notes(shop: &Shop, prefix: &str) -> Vec<Value> {
    let path = format!("/v1/plugins/sampler/collections/notes/documents?prefix={prefix}");
    shop.get(&path).await.ok()["items"].as_array().unwrap().clone()
}

async fn sums_tell_members_tags_and_own_accounts_apart(database: Database) {
    let (shop, _) = shop_with(database, json!({ "bp": 1000, "strike": true })).await;
    shop.product("ban", 2000, &[]).await;
    let (plain, banned) = (shop.member().await, shop.member().await);
    let sell = async |sku: &str, member: Option<&str>| {
        let mut basket = shop.basket(vec![line(sku, "1")]);
        if let Some(member) = member {
            basket["member"] = json!(member);
        }
        shop.sell(&basket).await;
    };
    sell("tea", None).await;
    sell("tea", Some(&plain)).await;
    sell("tea", Some(&plain)).await;
    sell("ban", Some(&banned)).await;
    shop.server.drain().await;
    let sums = shop.get(&at("/sums")).await.ok();
    // 900 with 13 % tax in it are 796 net, 1800 are 1593. The tag counts for what was bought before it was set.
    assert_eq!(sums["tags"], json!([["", 3, 3 * 796], ["sampler:banned", 1, 1593]]));
    let mut strikes =
        [json!([format!("strikes/{plain}"), 2, 2, 0]), json!([format!("strikes/{banned}"), 1, 1, 0])];
    strikes.sort_by_key(|row| row[0].to_string());
    assert_eq!(sums["strikes"], json!(strikes));
}

async fn jobs_run_once_at_their_time_and_catch_up(database: Database) {
    let (shop, installation) = shop_with(database, json!({})).await;
    shop.server.drain().await;
    assert!(notes(&shop, "tick/").await.is_empty(), "nothing is due yet");
    shop.server.clock.advance(TEN_MINUTES);
    shop.server.drain().await;
    shop.server.drain().await;
    let ran = notes(&shop, "tick/").await;
    assert_eq!(ran.len(), 1, "{ran:#?}");
    let text = ran[0]["body"]["text"].as_str().unwrap();
    assert!(text.contains("+08:00 missed 0 attempt 1"), "{text}");

    // Nobody was there for an hour: one run stands in for the six.
    shop.server.clock.advance(6 * TEN_MINUTES);
    shop.server.drain().await;
    let ran = notes(&shop, "tick/").await;
    assert_eq!(ran.len(), 2, "{ran:#?}");
    assert!(ran[1]["body"]["text"].as_str().unwrap().contains("missed 5"), "{ran:#?}");

    // The other job fails at first and is tried again.
    shop.server.clock.advance(TEN_MINUTES);
    shop.server.drain().await;
    let flaky = notes(&shop, "flaky/").await;
    assert!(
        flaky.iter().all(|note| note["body"]["text"].as_str().unwrap().contains("attempt 2")),
        "{flaky:#?}"
    );
    assert!(!flaky.is_empty());

    let runs = shop.get(&format!("/v1/job-runs?installation={installation}")).await.ok();
    let done = runs["items"].as_array().unwrap().iter().filter(|run| run["status"] == "done").count();
    assert!(done >= 3, "{runs:#}");

    // Paused: nothing runs, whatever time passes.
    let view = shop.get(&format!("/v1/installations/{installation}")).await.ok();
    let paused = json!({ "package": view["package"], "is_enabled": false });
    shop.put(&format!("/v1/installations/{installation}"), paused).await.ok();
    let before = notes(&shop, "tick/").await.len();
    shop.server.clock.advance(10 * TEN_MINUTES);
    shop.server.drain().await;
    assert_eq!(notes(&shop, "tick/").await.len(), before);
}

async fn checks_remark_ask_for_a_manager_or_refuse(database: Database) {
    let (shop, installation) = shop_with(database, json!({})).await;
    for (sku, tag) in [("noted", "remarkable"), ("wine", "adults"), ("bad", "recalled")] {
        shop.product(sku, 500, &[tag]).await;
    }
    let quoted = |basket: Value| {
        let shop = &shop;
        async move {
            let quote = shop.quote(&basket).await;
            let due = quote["total_minor"].as_i64().unwrap();
            (quote["objections"].clone(), shop.sale_request(&basket, &quote, vec![cash(due)]))
        }
    };
    let (objections, sale) = quoted(shop.basket(vec![line("tea", "1"), line("noted", "1")])).await;
    assert_eq!((&objections[0]["severity"], &objections[0]["line"]), (&json!("remark"), &json!(1)));
    assert_eq!(objections[0]["message"]["zh-CN"], "此商品：remarkable");
    shop.put(&format!("/v1/sales/{}", id()), sale).await.ok();

    let (_, mut sale) = quoted(shop.basket(vec![line("wine", "1")])).await;
    let refused = shop.put(&format!("/v1/sales/{}", id()), sale.clone()).await;
    assert_eq!(refused.refused(409, "sale.override_required")["objections"][0]["code"], "adults");
    sale["overrides"] =
        json!([{ "installation": installation, "code": "adults", "by": "王经理", "reason": "ID seen" }]);
    shop.put(&format!("/v1/sales/{}", id()), sale).await.ok();

    let (_, mut sale) = quoted(shop.basket(vec![line("bad", "1")])).await;
    sale["overrides"] =
        json!([{ "installation": installation, "code": "recalled", "by": "x", "reason": "x" }]);
    shop.put(&format!("/v1/sales/{}", id()), sale).await.refused(409, "sale.refused");

    shop.server.drain().await;
    let events = shop.events("sale.objected.v1").await;
    assert_eq!(events.len(), 2, "{events:#?}");
    assert_eq!(events[1]["payload"]["overrides"][0]["by"], "王经理");
}

async fn events_greet_a_member_once(database: Database) {
    let (shop, _) = shop_with(database, json!({})).await;
    let member = shop.member().await;
    for _ in 0..2 {
        let mut basket = shop.basket(vec![line("tea", "1")]);
        basket["member"] = json!(member);
        shop.sell(&basket).await;
    }
    shop.server.drain().await;
    let messages = shop.get(&format!("/v1/messages?member={member}")).await.ok();
    let messages = messages["items"].as_array().unwrap();
    assert_eq!(messages.len(), 1, "{messages:#?}");
    assert_eq!((&messages[0]["template"], &messages[0]["plugin"]), (&json!("welcome"), &json!("sampler")));
    assert_eq!(shop.events("sampler.greeted.v1").await.len(), 1);
}

/// Answers every request with its `authorization` header, and counts them.
async fn mirror(listener: TcpListener, requests: Arc<AtomicUsize>) {
    loop {
        let Ok((mut socket, _)) = listener.accept().await else { return };
        requests.fetch_add(1, Ordering::SeqCst);
        let mut head = vec![0; 8192];
        let read = socket.read(&mut head).await.unwrap_or(0);
        let head = String::from_utf8_lossy(&head[..read]).to_lowercase();
        let sent = head.lines().find_map(|l| l.strip_prefix("authorization: ")).unwrap_or("none").to_owned();
        let answer =
            format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{sent}", sent.len());
        let _ = socket.write_all(answer.as_bytes()).await;
    }
}

async fn a_secret_goes_only_where_the_manifest_binds_it(database: Database) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let shop = Shop::open(database).await;
    let two_hosts = |manifest: String| {
        let other = "secrets = [\"api_key\"]\n[[egress.hosts]]\nhost = \"other.example\"\nports = [8443]\nplain_http = true\n";
        manifest.replace("secrets = [\"api_key\"]\n", other).replace("8443", &port.to_string())
    };
    let unknown = package_of("sampler", |manifest| manifest.replace("[\"api_key\"]", "[\"no_key\"]"));
    shop.publish(unknown).await.refused(422, "package.secret");
    let package = package_of("sampler", two_hosts);
    let digest = shop.publish(package.clone()).await.ok()["digest"].as_str().unwrap().to_owned();
    let asks = shop.get(&format!("/v1/packages/{digest}/asks")).await.ok();
    assert_eq!(asks["secrets"], json!(["api_key -> api.sampler.example"]));
    shop.install_package(package, json!({ "api_key": "geheim" })).await;
    let requests = Arc::new(AtomicUsize::new(0));
    let server = tokio::spawn(mirror(listener, requests.clone()));
    let ask = async |host: &str| {
        let client = reqwest::Client::new().post(format!("{}{}", shop.server.base, at("/outside")));
        let answer = client.bearer_auth(&shop.token).body(format!("http://{host}:{port}/"));
        answer.send().await.unwrap().json::<Value>().await.unwrap()
    };
    let refused = ask("other.example").await;
    assert!(refused["invalid"].as_str().unwrap().contains("not meant for `other.example`"), "{refused}");
    assert_eq!(ask("api.sampler.example").await["body"], "bearer geheim");
    assert_eq!(requests.load(Ordering::SeqCst), 1);
    server.abort();
}

async fn the_outside_is_what_the_merchant_approved(database: Database) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let shop = Shop::open(database).await;
    let package = package_of("sampler", |manifest| manifest.replace("8443", &port.to_string()));
    let installation = shop.install_package(package, json!({ "api_key": "geheim" })).await;
    let requests = Arc::new(AtomicUsize::new(0));
    let server = tokio::spawn(mirror(listener, requests.clone()));
    let ask = async |url: &str| {
        let client = reqwest::Client::new().post(format!("{}{}", shop.server.base, at("/outside")));
        let answer = client.bearer_auth(&shop.token).body(url.replace("PORT", &port.to_string()));
        answer.send().await.unwrap().json::<Value>().await.unwrap()
    };
    let answer = ask("http://api.sampler.example:PORT/orders").await;
    assert_eq!(answer, json!({ "status": 200, "body": "bearer geheim" }));
    for url in [
        "http://other.example:PORT/",
        "http://api.sampler.example:1/",
        "http://127.0.0.1:PORT/",
        "http://inside.example:PORT/",
        "http://[::1]:PORT/",
        "http://169.254.169.254/latest/meta-data",
    ] {
        let answer = ask(url).await;
        assert!(answer["refused"].is_string() || answer["invalid"].is_string(), "{url}: {answer}");
    }
    assert_eq!(requests.load(Ordering::SeqCst), 1);
    server.abort();
    let usage = format!("/v1/installations/{installation}/usage?from=2020-01-01&to=2999-12-31");
    let usage = shop.get(&usage).await.ok();
    let rows = usage["items"].as_array().unwrap();
    let http = rows.iter().find(|row| row["point"] == "http.handle").unwrap();
    assert_eq!((&http["calls"], &http["failures"], &http["egress_calls"]), (&json!(7), &json!(0), &json!(7)));
}
