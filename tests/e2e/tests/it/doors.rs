//! Every door: each documented route with each built-in role and with those who have none, against a table that people
//! review (`doors.tsv`); and what lies behind the doors for who works in another store.

use crate::both;
use bodega_testkit::{Database, Merchant, Shop, TestServer, cash, id, line};
use reqwest::Method;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

/// The roles, each held for the whole company.
const ROLES: [&str; 7] =
    ["owner", "region-manager", "store-manager", "cashier", "stock-keeper", "accountant", "auditor"];
/// Who else comes. `store-manager@1` holds the role at one store only; `pin` is an owner who signed in at a till.
const OTHERS: [&str; 6] = ["store-manager@1", "pin", "terminal", "none", "expired", "revoked"];
/// Ends the session that asks: for the last.
const SIGN_OUT: &str = "/v1/sign-out";

both!(
    what_happened_in_another_store_stays_there,
    another_company_sees_nothing,
    doors_open_and_close_at_once,
    nobody_gives_what_they_do_not_hold,
);

/// `+` comes in, `-` may not, `!` is not known.
fn mark(status: u16, code: &str) -> char {
    match (status, code) {
        (401, "token.invalid") => '!',
        (403, "access.permission" | "access.whole_company") => '-',
        _ => '+',
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_route_lets_in_whom_the_reviewed_table_says() {
    let shop = Shop::open(Database::Sqlite).await;
    let visitors = visitors(&shop).await;
    let document = shop.get("/openapi.json").await.ok();
    let mut table = String::from("method\tpath");
    visitors.iter().for_each(|(name, _)| table += &format!("\t{name}"));
    table.push('\n');
    let mut routes: Vec<(String, String)> = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        let methods = item.as_object().expect("methods").keys();
        routes.extend(methods.map(|method| (path.clone(), method.to_uppercase())));
    }
    routes.sort_by_key(|(path, method)| (path == SIGN_OUT, path.clone(), method.clone()));
    for (path, method) in &routes {
        let _ = write!(table, "{method}\t{path}");
        for (_, visitor) in &visitors {
            let body = (method != "GET").then(|| json!({}));
            let method: Method = method.parse().expect("a method");
            let answer = visitor.request(method, &filled(path), body).await;
            assert!(answer.status.as_u16() < 500, "{path}: {:#}", answer.body);
            let code = answer.body["code"].as_str().unwrap_or_default();
            let _ = write!(table, "\t{}", mark(answer.status.as_u16(), code));
        }
        table.push('\n');
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("doors.tsv");
    if std::env::var_os("BODEGA_BLESS").is_some() {
        std::fs::write(&file, &table).expect("the table is written");
    }
    let reviewed = std::fs::read_to_string(&file).expect("the table");
    for (now, reviewed) in table.lines().zip(reviewed.lines()) {
        assert_eq!(now, reviewed, "review {} and bless it with BODEGA_BLESS=1", file.display());
    }
    assert_eq!(table.lines().count(), reviewed.lines().count(), "a route has no row, or a row no route");
}

/// A path whose parameters name nothing that is there.
fn filled(path: &str) -> String {
    let digest = format!("sha256:{}", "0".repeat(64));
    let parts = path.split('/').map(|part| match part {
        "{digest}" => digest.clone(),
        "{seq}" => "1".to_owned(),
        part if part.starts_with('{') => id(),
        part => part.to_owned(),
    });
    let path = parts.collect::<Vec<_>>().join("/");
    if path == "/v1/payment-methods" { format!("{path}?store={}", id()) } else { path }
}

async fn visitors(shop: &Shop) -> Vec<(String, Merchant)> {
    let mut visitors = Vec::new();
    for role in ROLES {
        let token = shop.issue(json!([{ "role": role }])).await;
        visitors.push((role.to_owned(), shop.seen_with(&token)));
    }
    let at_store = shop.issue(json!([{ "role": "store-manager", "at": shop.store }])).await;
    let device = paired(shop).await;
    let pin = user(shop, "pia", json!([{ "role": "owner" }])).await;
    shop.put(&format!("/v1/users/{pin}/pin"), json!({ "pin": "2580" })).await.ok();
    let till = shop.seen_with(&device);
    let signed_in = till.post("/v1/till/sign-in", json!({ "login": "pia", "pin": "2580" })).await.ok();
    let revoked =
        shop.post("/v1/tokens", json!({ "name": "lost", "grants": [{ "role": "owner" }] })).await.ok();
    shop.delete(&format!("/v1/tokens/{}", text(&revoked["id"]))).await.ok();
    let soon = shop.server.app.now_ms() + 1_000;
    let body = json!({ "name": "old", "grants": [{ "role": "owner" }], "expires_at_ms": soon });
    let expired = shop.post("/v1/tokens", body).await.ok();
    shop.server.clock.advance(2_000);
    let tokens = [
        at_store.as_str(),
        text(&signed_in["token"]),
        &device,
        "",
        text(&expired["token"]),
        text(&revoked["token"]),
    ];
    visitors
        .extend(OTHERS.iter().zip(tokens).map(|(name, token)| ((*name).to_owned(), shop.seen_with(token))));
    visitors
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

/// Makes a user; gives their id.
async fn user(shop: &Merchant, login: &str, grants: Value) -> String {
    let user = id();
    let body = json!({ "login": login, "name": login, "grants": grants });
    shop.put(&format!("/v1/users/{user}"), body).await.ok();
    user
}

/// Pairs a device with the shop's terminal; gives its key.
async fn paired(shop: &Merchant) -> String {
    let code = shop.post(&format!("/v1/terminals/{}/pairing", shop.terminal), json!({})).await.ok();
    let paired = shop.post("/v1/pair", json!({ "code": code["code"] })).await.ok();
    text(&paired["token"]).to_owned()
}

async fn what_happened_in_another_store_stays_there(database: Database) {
    let shop = Shop::open(database).await;
    shop.product("tea", 1250, &[]).await;
    let sale = shop.sell(&shop.basket(vec![line("tea", "1")])).await;
    shop.receive("tea", "5").await;
    let other = shop.another_store().await;
    let manager = shop.issue(json!([{ "role": "store-manager", "at": other }])).await;
    let manager = shop.seen_with(&manager);
    let (sale, store, terminal) = (text(&sale["id"]), &shop.store, &shop.terminal);

    for path in [
        format!("/v1/sales/{sale}"),
        format!("/v1/sales/{sale}/explain"),
        format!("/v1/org-units/{store}"),
        format!("/v1/terminals/{terminal}"),
        format!("/v1/terminals/{terminal}/device"),
        format!("/v1/payment-methods?store={store}"),
    ] {
        manager.get(&path).await.refused(403, "access.elsewhere");
    }
    manager.post("/v1/quotes", shop.basket(vec![line("tea", "1")])).await.refused(403, "access.elsewhere");
    let void = json!({ "reason": "mistake" });
    manager.post(&format!("/v1/sales/{sale}/void"), void).await.refused(403, "access.elsewhere");
    manager
        .post(&format!("/v1/terminals/{terminal}/pairing"), json!({}))
        .await
        .refused(403, "access.elsewhere");
    let moved = json!({ "store": other, "code": "T9", "name": "mine now" });
    manager.put(&format!("/v1/terminals/{terminal}"), moved).await.refused(403, "access.elsewhere");
    let lines = json!([{ "variant": shop.variant("tea"), "quantity": "1" }]);
    let receipt = json!({ "id": id(), "location": store, "occurred_at_ms": 1, "lines": lines });
    manager.post("/v1/stock/receipts", receipt).await.refused(403, "access.elsewhere");

    for (list, own) in [
        ("/v1/sales", 0),
        ("/v1/stock", 0),
        ("/v1/terminals", 0),
        ("/v1/org-units", 1),
        ("/v1/payments", 0),
        ("/v1/orders", 0),
        ("/v1/exceptions", 0),
        ("/v1/channel-items", 0),
    ] {
        let listed = manager.get(list).await.ok();
        assert_eq!(listed["items"].as_array().map(Vec::len), Some(own), "{list}: {listed:#}");
    }
    // The same role at the store itself, or above it, reaches it.
    let here = shop.seen_with(&shop.issue(json!([{ "role": "store-manager", "at": store }])).await);
    for list in ["/v1/sales", "/v1/stock", "/v1/terminals"] {
        assert_eq!(here.get(list).await.ok()["items"].as_array().map(Vec::len), Some(1), "{list}");
    }
    here.get(&format!("/v1/sales/{sale}")).await.ok();

    // What was bought in one store may come back in another.
    let till = id();
    shop.put(&format!("/v1/terminals/{till}"), json!({ "store": other, "code": "T2", "name": "二号机" }))
        .await
        .ok();
    let wanted = json!({ "sale": sale, "lines": [{ "line": 0, "units": [0] }] });
    let preview = manager.post("/v1/returns/preview", wanted).await;
    assert_ne!(preview.status.as_u16(), 403, "{:#}", preview.body);
}

async fn another_company_sees_nothing(database: Database) {
    let server = Arc::new(TestServer::start(database).await);
    let shop = Shop::open_on(server.clone(), "inclusive").await;
    let stranger = Shop::open_on(server, "inclusive").await;
    shop.product("tea", 1250, &[]).await;
    let sale = shop.sell(&shop.basket(vec![line("tea", "1")])).await;
    let user = user(&shop, "ann", json!([{ "role": "cashier" }])).await;
    for path in [
        format!("/v1/sales/{}", text(&sale["id"])),
        format!("/v1/org-units/{}", shop.store),
        format!("/v1/terminals/{}", shop.terminal),
        format!("/v1/users/{user}"),
        format!("/v1/users/{user}/sessions"),
        format!("/v1/legal-entities/{}", shop.legal_entity),
        "/v1/products/tea".to_owned(),
    ] {
        let answer = stranger.get(&path).await;
        assert_eq!(answer.status.as_u16(), 404, "{path}: {:#}", answer.body);
    }
    for list in ["/v1/sales", "/v1/users", "/v1/products"] {
        assert_eq!(stranger.get(list).await.ok()["items"], json!([]), "{list}");
    }
    let quote = shop.quote(&shop.basket(vec![line("tea", "1")])).await;
    let request = shop.sale_request(&shop.basket(vec![line("tea", "1")]), &quote, vec![cash(1250)]);
    let answer = stranger.put(&format!("/v1/sales/{}", id()), request).await;
    assert!(answer.status.is_client_error(), "{:#}", answer.body);
    stranger
        .post(&format!("/v1/terminals/{}/pairing", shop.terminal), json!({}))
        .await
        .refused(404, "terminal.unknown");
}

async fn doors_open_and_close_at_once(database: Database) {
    let shop = Shop::open(database).await;
    // A role of the company's own counts for who holds it as soon as it changes.
    let keeper = json!({ "title": "Price keeper", "permissions": ["price.*"] });
    shop.put("/v1/roles/price-keeper", keeper).await.ok();
    let token = shop.issue(json!([{ "role": "price-keeper" }])).await;
    let visitor = shop.seen_with(&token);
    visitor.get("/v1/price-lists").await.ok();
    let refused = visitor.get("/v1/products").await.refused(403, "access.permission");
    assert_eq!(refused["permission"], "catalog.read");
    let wider = json!({ "title": "Price keeper", "permissions": ["catalog.read"] });
    shop.put("/v1/roles/price-keeper", wider).await.ok();
    visitor.get("/v1/products").await.ok();
    visitor.get("/v1/price-lists").await.refused(403, "access.permission");
    let me = visitor.get("/v1/me").await.ok();
    assert_eq!(me["permissions"], json!({ "catalog.read": { "is_everywhere": true } }));
    shop.delete("/v1/roles/price-keeper").await.refused(409, "role.held");

    for (body, code) in [
        (json!({ "title": "x", "permissions": ["sale.fly"] }), "permission.unknown"),
        (json!({ "title": "", "permissions": ["sale.read"] }), "text.length"),
    ] {
        let answer = shop.put("/v1/roles/odd", body).await;
        assert_eq!(answer.status.as_u16(), 422, "{code}: {:#}", answer.body);
    }
    let body = json!({ "title": "x", "permissions": ["sale.read"] });
    shop.put("/v1/roles/cashier", body).await.refused(409, "role.built_in");

    // A role that ends, ends.
    let until = shop.server.app.now_ms() + 60_000;
    let soon = shop.issue(json!([{ "role": "auditor", "until_ms": until }])).await;
    let soon = shop.seen_with(&soon);
    soon.get("/v1/sales").await.ok();
    shop.server.clock.advance(120_000);
    soon.get("/v1/sales").await.refused(403, "access.permission");
}

async fn nobody_gives_what_they_do_not_hold(database: Database) {
    let shop = Shop::open(database).await;
    let other = shop.another_store().await;
    // A role of one's own for who hires at a store.
    let hiring = json!({ "title": "店长(可招人)", "permissions": ["role.manage", "sale.*", "catalog.read", "member.*",
        "order.read", "org.read", "plugin.use", "price.read", "return.create", "stock.read", "till.open"] });
    shop.put("/v1/roles/hiring-manager", hiring).await.ok();
    let token = shop.issue(json!([{ "role": "hiring-manager", "at": shop.store }])).await;
    let manager = shop.seen_with(&token);

    let ann = user(&manager, "ann", json!([{ "role": "cashier", "at": shop.store }])).await;
    let make = |grants: Value| {
        let path = format!("/v1/users/{}", id());
        let body = json!({ "login": format!("u-{}", id()), "name": "x", "grants": grants });
        (path, body)
    };
    for (grants, code) in [
        (json!([{ "role": "cashier", "at": other }]), "role.more_than_own"),
        (json!([{ "role": "cashier" }]), "role.more_than_own"),
        (json!([{ "role": "owner", "at": shop.store }]), "role.more_than_own"),
        (json!([{ "role": "accountant", "at": shop.store }]), "role.more_than_own"),
    ] {
        let (path, body) = make(grants);
        manager.put(&path, body).await.refused(403, code);
    }
    let (path, body) = make(json!([{ "role": "wizard" }]));
    manager.put(&path, body).await.refused(422, "role.unknown");
    let (path, body) = make(json!([]));
    manager.put(&path, body).await.refused(403, "access.whole_company");

    // Those who hold more are not theirs to change, sign in as, or even see.
    let boss = user(&shop, "boss", json!([{ "role": "owner" }])).await;
    let elsewhere = user(&shop, "eve", json!([{ "role": "cashier", "at": other }])).await;
    let listed = manager.get("/v1/users").await.ok();
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(1), "{listed:#}");
    manager.get(&format!("/v1/users/{elsewhere}")).await.refused(403, "access.elsewhere");
    for foreign in [&boss, &elsewhere] {
        let password = json!({ "password": "ein langes Wort zuviel" });
        let answer = manager.put(&format!("/v1/users/{foreign}/password"), password).await;
        assert_eq!(answer.status.as_u16(), 403, "{:#}", answer.body);
        let pin = manager.put(&format!("/v1/users/{foreign}/pin"), json!({ "pin": "2580" })).await;
        assert_eq!(pin.status.as_u16(), 403, "{:#}", pin.body);
    }
    let accountant =
        json!([{ "role": "cashier", "at": shop.store }, { "role": "accountant", "at": shop.store }]);
    let both = json!({ "login": "ann", "name": "Ann", "grants": accountant });
    shop.put(&format!("/v1/users/{ann}"), both).await.ok();
    let less = json!({ "login": "ann", "name": "Ann", "grants": [{ "role": "cashier", "at": shop.store }] });
    manager.put(&format!("/v1/users/{ann}"), less).await.refused(403, "role.more_than_own");

    // Why, in a sentence.
    let why =
        shop.get(&format!("/v1/users/{ann}/access?permission=sale.create&unit={}", shop.store)).await.ok();
    assert_eq!(why["is_allowed"], true);
    let why = shop.get(&format!("/v1/users/{ann}/access?permission=sale.create&unit={other}")).await.ok();
    assert_eq!(why["is_allowed"], false);
    assert!(text(&why["why"]).contains("only at"), "{why}");

    // The last owner stays one.
    let demoted = json!({ "login": "boss", "name": "Boss", "grants": [{ "role": "cashier" }] });
    shop.put(&format!("/v1/users/{boss}"), demoted.clone()).await.refused(409, "user.last_owner");
    user(&shop, "heir", json!([{ "role": "owner" }])).await;
    shop.put(&format!("/v1/users/{boss}"), demoted).await.ok();
    let taken = json!({ "login": "ANN", "name": "x", "grants": [{ "role": "cashier" }] });
    shop.put(&format!("/v1/users/{}", id()), taken).await.refused(409, "user.login_taken");
}
