//! People come in: with passwords, one-time codes, PINs at paired terminals; and are kept out.

use crate::both;
use crate::process::{bodega, start};
use bodega_testkit::{Answer, Database, Merchant, Shop, TestDatabase, id, line};
use serde_json::{Value, json};

const PASSWORD: &str = "Drei Kannen Oolong am Fenster";
const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;

both!(
    a_password_opens_a_session_until_it_ends,
    whoever_guesses_learns_nothing_and_waits,
    one_time_codes_are_good_once,
    what_is_dangerous_takes_a_fresh_proof,
    a_terminal_is_paired_and_cashiers_sign_in_at_it,
    a_lost_terminal_is_cut_off_at_once,
    whoever_asks_too_often_waits,
    the_first_user_comes_from_the_command_line,
);

/// A user with a password; gives their id.
async fn user(shop: &Merchant, login: &str, grants: Value) -> String {
    let user = id();
    let body = json!({ "login": login, "name": login, "grants": grants });
    shop.put(&format!("/v1/users/{user}"), body).await.ok();
    shop.put(&format!("/v1/users/{user}/password"), json!({ "password": PASSWORD })).await.ok();
    user
}

async fn try_sign_in(shop: &Merchant, login: &str, password: &str, code: Option<&str>) -> Answer {
    let mut body = json!({ "company": shop.tenant, "login": login, "password": password });
    if let Some(code) = code {
        body["code"] = code.into();
    }
    shop.seen_with("").post("/v1/sign-in", body).await
}

async fn sign_in(shop: &Merchant, login: &str) -> Merchant {
    let signed_in = try_sign_in(shop, login, PASSWORD, None).await.ok();
    shop.seen_with(text(&signed_in["token"]))
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

async fn a_password_opens_a_session_until_it_ends(database: Database) {
    let shop = Shop::open(database).await;
    let ann = user(&shop, "Ann", json!([{ "role": "owner" }])).await;
    let first = sign_in(&shop, "ann").await;
    let second = sign_in(&shop, "ANN").await;
    let me = first.get("/v1/me").await.ok();
    assert_eq!((&me["kind"], &me["id"], &me["name"]), (&json!("user"), &json!(ann), &json!("Ann")));
    first.get("/v1/sales").await.ok();

    let sessions = first.get("/v1/me/sessions").await.ok();
    assert_eq!(sessions["items"].as_array().map(Vec::len), Some(2));
    assert_eq!(sessions["items"][0]["address"], "127.0.0.1");
    // The newest first: the second one ends from the first.
    let path = format!("/v1/me/sessions/{}", text(&sessions["items"][0]["id"]));
    first.delete(&path).await.ok();
    second.get("/v1/me").await.refused(401, "token.invalid");

    // A new password ends all sessions but the one that set it.
    let third = sign_in(&shop, "ann").await;
    let other = "Vier Kannen Oolong im Garten";
    let change = json!({ "old": "not it", "password": other });
    third.put("/v1/me/password", change).await.refused(401, "sign_in.refused");
    for weak in ["kurz", "12345678", "password1", "Ann"] {
        let change = json!({ "old": PASSWORD, "password": weak });
        third.put("/v1/me/password", change).await.refused(422, "password.refused");
    }
    third.put("/v1/me/password", json!({ "old": PASSWORD, "password": other })).await.ok();
    first.get("/v1/me").await.refused(401, "token.invalid");
    third.get("/v1/me").await.ok();
    try_sign_in(&shop, "ann", PASSWORD, None).await.refused(401, "sign_in.refused");
    let fourth = try_sign_in(&shop, "ann", other, None).await.ok();
    let fourth = shop.seen_with(text(&fourth["token"]));

    // Used, it goes on; idle, it ends; after a long day it ends in any case.
    shop.server.clock.advance(HOUR_MS);
    fourth.get("/v1/me").await.ok();
    shop.server.clock.advance(HOUR_MS + 30 * MINUTE_MS);
    fourth.get("/v1/me").await.ok();
    third.get("/v1/me").await.refused(401, "token.invalid");
    for _ in 0..8 {
        shop.server.clock.advance(HOUR_MS + 30 * MINUTE_MS);
        let _ = fourth.get("/v1/me").await;
    }
    fourth.get("/v1/me").await.refused(401, "token.invalid");

    // Whoever leaves is out at once.
    let fifth = try_sign_in(&shop, "ann", other, None).await.ok();
    let fifth = shop.seen_with(text(&fifth["token"]));
    user(&shop, "heir", json!([{ "role": "owner" }])).await;
    let body = json!({ "login": "ann", "name": "Ann", "is_active": false, "grants": [{ "role": "owner" }] });
    shop.put(&format!("/v1/users/{ann}"), body).await.ok();
    fifth.get("/v1/me").await.refused(401, "token.invalid");
    try_sign_in(&shop, "ann", other, None).await.refused(401, "sign_in.refused");

    let sixth = sign_in(&shop, "heir").await;
    sixth.post("/v1/sign-out", json!({})).await.ok();
    sixth.get("/v1/me").await.refused(401, "token.invalid");
}

async fn whoever_guesses_learns_nothing_and_waits(database: Database) {
    let shop = Shop::open(database).await;
    user(&shop, "ann", json!([{ "role": "cashier" }])).await;
    let mut nowhere = shop.seen_with("");
    nowhere.tenant = "no-such-company".to_owned();
    let wrong = try_sign_in(&shop, "ann", "wrong", None).await.refused(401, "sign_in.refused");
    let nobody = try_sign_in(&shop, "nobody", "wrong", None).await.refused(401, "sign_in.refused");
    let no_company = try_sign_in(&nowhere, "ann", PASSWORD, None).await.refused(401, "sign_in.refused");
    let strip = |mut body: Value| {
        body.as_object_mut().expect("an object").remove("request_id");
        body.as_object_mut().expect("an object").remove("instance");
        body
    };
    let (wrong, nobody, no_company) = (strip(wrong), strip(nobody), strip(no_company));
    assert_eq!(wrong, nobody);
    assert_eq!(wrong, no_company);

    // Somebody who is there and somebody who is not wait alike.
    for login in ["ann", "nobody"] {
        for _ in 0..4 {
            try_sign_in(&shop, login, "wrong", None).await.refused(401, "sign_in.refused");
        }
        let waits = try_sign_in(&shop, login, PASSWORD, None).await.refused(429, "sign_in.wait");
        assert!(waits["retry_after_s"].as_i64().is_some_and(|seconds| seconds > 0), "{waits}");
    }
    shop.server.clock.advance(MINUTE_MS);
    sign_in(&shop, "ann").await;
    // It was right, so the count starts anew.
    for _ in 0..4 {
        try_sign_in(&shop, "ann", "wrong", None).await.refused(401, "sign_in.refused");
    }
    sign_in(&shop, "ann").await;
}

/// The authenticator of an `otpauth://` URI, as an app on a phone would read it.
fn authenticator(uri: &str) -> impl Fn(i64) -> String {
    let secret = uri.split("secret=").nth(1).expect("a secret").split('&').next().expect("a secret");
    let mut bits = String::new();
    for letter in secret.bytes() {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            _ => letter - b'2' + 26,
        };
        bits.push_str(&format!("{value:05b}"));
    }
    let bytes: Vec<u8> = (0..bits.len() / 8)
        .map(|at| u8::from_str_radix(&bits[at * 8..at * 8 + 8], 2).expect("bits"))
        .collect();
    let key: [u8; 20] = bytes.try_into().expect("20 bytes");
    move |now_ms| {
        // RFC 6238, as any authenticator computes it.
        let mac = hmac_sha1(&key, &(now_ms / 30_000).to_be_bytes());
        let at = usize::from(mac[19] & 15);
        let word = u32::from_be_bytes(mac[at..at + 4].try_into().expect("4 bytes")) & 0x7fff_ffff;
        format!("{:06}", word % 1_000_000)
    }
}

fn hmac_sha1(key: &[u8], message: &[u8]) -> [u8; 20] {
    use hmac::{Hmac, KeyInit, Mac};
    let mut mac = Hmac::<sha1::Sha1>::new_from_slice(key).expect("a key");
    mac.update(message);
    mac.finalize().into_bytes().into()
}

async fn one_time_codes_are_good_once(database: Database) {
    let shop = Shop::open(database).await;
    let ann = user(&shop, "ann", json!([{ "role": "owner" }])).await;
    let session = sign_in(&shop, "ann").await;
    let begun = session.post("/v1/me/codes", json!({})).await.ok();
    let code_at = authenticator(text(&begun["uri"]));
    let now = || shop.server.app.now_ms();
    // Not asked for before it is proved.
    sign_in(&shop, "ann").await;
    session.post("/v1/me/codes/confirm", json!({ "code": "000000" })).await.refused(401, "sign_in.refused");
    let code = code_at(now());
    let recovery = session.post("/v1/me/codes/confirm", json!({ "code": code })).await.ok();
    let recovery: Vec<String> =
        recovery["codes"].as_array().expect("codes").iter().map(|code| text(code).to_owned()).collect();

    try_sign_in(&shop, "ann", PASSWORD, None).await.refused(401, "sign_in.code_needed");
    try_sign_in(&shop, "ann", "wrong", None).await.refused(401, "sign_in.refused");
    // Used to set up, so used.
    try_sign_in(&shop, "ann", PASSWORD, Some(&code)).await.refused(401, "sign_in.refused");
    shop.server.clock.advance(2 * MINUTE_MS);
    let code = code_at(now());
    try_sign_in(&shop, "ann", PASSWORD, Some(&code)).await.ok();
    try_sign_in(&shop, "ann", PASSWORD, Some(&code)).await.refused(401, "sign_in.refused");
    try_sign_in(&shop, "ann", PASSWORD, Some(&recovery[0])).await.ok();
    try_sign_in(&shop, "ann", PASSWORD, Some(&recovery[0])).await.refused(401, "sign_in.refused");
    try_sign_in(&shop, "ann", PASSWORD, Some(&recovery[1].to_uppercase())).await.ok();

    // Who lost the phone asks whoever manages users.
    shop.delete(&format!("/v1/users/{ann}/codes")).await.ok();
    sign_in(&shop, "ann").await;
    try_sign_in(&shop, "ann", PASSWORD, Some(&recovery[2])).await.ok();
}

async fn what_is_dangerous_takes_a_fresh_proof(database: Database) {
    let shop = Shop::open(database).await;
    user(&shop, "ann", json!([{ "role": "owner" }])).await;
    let session = sign_in(&shop, "ann").await;
    let issue = json!({ "name": "x", "grants": [{ "role": "auditor" }] });
    session.post("/v1/tokens", issue.clone()).await.ok();
    shop.server.clock.advance(20 * MINUTE_MS);
    session.post("/v1/tokens", issue.clone()).await.refused(403, "access.step_up");
    session.get("/v1/tokens").await.ok();
    session.delete("/v1/me/codes").await.refused(403, "access.step_up");
    session.post("/v1/me/step-up", json!({ "password": "wrong" })).await.refused(401, "sign_in.refused");
    session.post("/v1/me/step-up", json!({ "password": PASSWORD })).await.ok();
    session.post("/v1/tokens", issue.clone()).await.ok();
    // A program has nobody to ask.
    shop.post("/v1/tokens", issue).await.ok();
}

/// Pairs a device with the shop's terminal; gives it.
async fn paired(shop: &Merchant) -> Merchant {
    let path = format!("/v1/terminals/{}/pairing", shop.terminal);
    let code = shop.post(&path, json!({})).await.ok();
    let typed = text(&code["code"]).to_lowercase().replace('-', " ");
    let paired = shop.seen_with("").post("/v1/pair", json!({ "code": typed })).await.ok();
    assert_eq!(paired["terminal"], shop.terminal.as_str());
    shop.seen_with("").post("/v1/pair", json!({ "code": typed })).await.refused(401, "sign_in.refused");
    shop.seen_with(text(&paired["token"]))
}

async fn a_terminal_is_paired_and_cashiers_sign_in_at_it(database: Database) {
    let shop = Shop::open(database).await;
    shop.product("tea", 1250, &[]).await;
    let other = shop.another_store().await;
    let device = paired(&shop).await;
    device.get("/v1/products").await.ok();
    device.get("/v1/sales").await.refused(403, "access.permission");
    device.post("/v1/quotes", shop.basket(vec![line("tea", "1")])).await.refused(403, "access.permission");

    // The owner has a PIN too; the last one works elsewhere, the one before has none.
    let both = json!([{ "role": "cashier", "at": shop.store }, { "role": "cashier", "at": other }]);
    let ann = user(&shop, "ann", both).await;
    let boss = user(&shop, "boss", json!([{ "role": "owner" }])).await;
    user(&shop, "cat", json!([{ "role": "cashier", "at": shop.store }])).await;
    let dan = user(&shop, "dan", json!([{ "role": "cashier", "at": other }])).await;
    for weak in ["1234", "0000", "12", "abcd"] {
        shop.put(&format!("/v1/users/{ann}/pin"), json!({ "pin": weak })).await.refused(422, "pin.refused");
    }
    for user in [&ann, &boss, &dan] {
        shop.put(&format!("/v1/users/{user}/pin"), json!({ "pin": "2580" })).await.ok();
    }
    let till = device.get("/v1/till").await.ok();
    let logins: Vec<&str> =
        till["cashiers"].as_array().expect("cashiers").iter().map(|user| text(&user["login"])).collect();
    assert_eq!(logins, ["ann", "boss"]);
    assert_eq!(till["store"], shop.store.as_str());

    let pin = |login: &str| json!({ "login": login, "pin": "2580" });
    // A PIN is good at a paired terminal only.
    shop.post("/v1/till/sign-in", pin("ann")).await.refused(403, "access.terminal");
    device
        .post("/v1/till/sign-in", json!({ "login": "ann", "pin": "2581" }))
        .await
        .refused(401, "sign_in.refused");
    device.post("/v1/till/sign-in", pin("cat")).await.refused(401, "sign_in.refused");
    let signed_in = device.post("/v1/till/sign-in", pin("ann")).await.ok();
    let ann = shop.seen_with(text(&signed_in["token"]));
    ann.sell(&shop.basket(vec![line("tea", "1")])).await;

    // At this till's store only, whatever they hold elsewhere.
    let foreign =
        json!({ "store": other, "terminal": shop.terminal, "channel": "pos", "lines": [line("tea", "1")] });
    let refused = ann.post("/v1/quotes", foreign).await;
    assert!(refused.status.is_client_error(), "{:#}", refused.body);
    assert_eq!(ann.get("/v1/org-units").await.ok()["items"].as_array().map(Vec::len), Some(1));

    // The next cashier takes over; an owner at a till is no owner of the company.
    let signed_in = device.post("/v1/till/sign-in", pin("boss")).await.ok();
    ann.get("/v1/me").await.refused(401, "token.invalid");
    let boss = shop.seen_with(text(&signed_in["token"]));
    boss.sell(&shop.basket(vec![line("tea", "1")])).await;
    boss.get("/v1/tokens").await.refused(403, "access.permission");
    boss.get("/v1/legal-entities").await.ok();
    let issue = json!({ "name": "x", "grants": [{ "role": "owner" }] });
    boss.post("/v1/tokens", issue).await.refused(403, "access.permission");
    let change = json!({ "old": PASSWORD, "password": "Sechs Kannen Oolong am See" });
    boss.put("/v1/me/password", change).await.refused(403, "access.person");

    // Wrong PINs wait, for each cashier.
    for _ in 0..5 {
        device
            .post("/v1/till/sign-in", json!({ "login": "ann", "pin": "9999" }))
            .await
            .refused(401, "sign_in.refused");
    }
    device.post("/v1/till/sign-in", pin("ann")).await.refused(429, "sign_in.wait");
    device.post("/v1/till/sign-in", pin("boss")).await.ok();
}

async fn a_lost_terminal_is_cut_off_at_once(database: Database) {
    let shop = Shop::open(database).await;
    let device = paired(&shop).await;
    let boss = user(&shop, "boss", json!([{ "role": "owner" }])).await;
    shop.put(&format!("/v1/users/{boss}/pin"), json!({ "pin": "2580" })).await.ok();
    let pin = json!({ "login": "boss", "pin": "2580" });
    let session = device.post("/v1/till/sign-in", pin.clone()).await.ok();
    let session = shop.seen_with(text(&session["token"]));
    session.get("/v1/me").await.ok();
    let path = format!("/v1/terminals/{}/device", shop.terminal);
    assert!(shop.get(&path).await.ok()["paired_at_ms"].is_i64());
    shop.delete(&path).await.ok();
    shop.delete(&path).await.refused(404, "device.unknown");
    device.get("/v1/till").await.refused(401, "token.invalid");
    session.get("/v1/me").await.refused(401, "token.invalid");

    // Paired anew, the old device is out as well.
    let first = paired(&shop).await;
    let second = paired(&shop).await;
    first.get("/v1/till").await.refused(401, "token.invalid");
    second.get("/v1/till").await.ok();

    // A code is good for ten minutes.
    let code = shop.post(&format!("/v1/terminals/{}/pairing", shop.terminal), json!({})).await.ok();
    shop.server.clock.advance(11 * MINUTE_MS);
    shop.seen_with("")
        .post("/v1/pair", json!({ "code": code["code"] }))
        .await
        .refused(401, "sign_in.refused");
    second.get("/v1/till").await.ok();
}

async fn whoever_asks_too_often_waits(database: Database) {
    let shop = Shop::open(database).await;
    let stranger = shop.seen_with("");
    // To the beginning of a minute, so that all fall into one.
    shop.server.clock.advance(MINUTE_MS - shop.server.app.now_ms().rem_euclid(MINUTE_MS));
    for _ in 0..600 {
        stranger.get("/v1/me").await.refused(401, "token.invalid");
    }
    let waits = stranger.get("/v1/me").await.refused(429, "rate.requests");
    assert!(waits["retry_after_s"].as_i64().is_some_and(|seconds| (1..=60).contains(&seconds)), "{waits}");
    // Who is known is not kept waiting by who is not.
    shop.get("/v1/me").await.ok();
    shop.server.clock.advance(MINUTE_MS);
    stranger.get("/v1/me").await.refused(401, "token.invalid");
}

async fn the_first_user_comes_from_the_command_line(database: Database) {
    let database = TestDatabase::create(database);
    let run = |args: &[&str]| {
        let output = bodega(&database).args(args).output().expect("the command runs");
        let words = String::from_utf8(output.stdout).expect("text");
        let find = |name: &str| words.lines().find_map(|line| Some(line.strip_prefix(name)?.to_owned()));
        (output.status.success(), find("token "), find("password "))
    };
    let (_, token, _) = run(&["tenant", "create", "first", "First"]);
    let (_, _, password) = run(&["user", "create", "first", "Ann", "--name", "安"]);
    assert!(!run(&["user", "create", "first", "ann"]).0, "she is there");
    assert!(!run(&["user", "create", "nowhere", "ann"]).0, "no such company");
    let (_, _, newer) = run(&["user", "password", "first", "ann"]);
    let (mut child, base) = start(&database);
    let shop = Merchant::set_up(&base, "first", &token.expect("a token"), "inclusive").await;
    let old = password.expect("a password");
    try_sign_in(&shop, "ann", &old, None).await.refused(401, "sign_in.refused");
    let signed_in = try_sign_in(&shop, "ann", &newer.expect("a password"), None).await.ok();
    let ann = shop.seen_with(text(&signed_in["token"]));
    let me = ann.get("/v1/me").await.ok();
    assert_eq!(me["permissions"]["role.manage"]["is_everywhere"], true);
    assert_eq!(me["name"], "安");
    child.kill().expect("it was there");
    child.wait().expect("it ended");
}
