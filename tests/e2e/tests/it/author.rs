//! An author's way, from nothing to a sale that the plugin changed, with the commands of the binary: `sdk/README.md` run by a
//! test. Every template is built, checked and tries its cases on the way.

mod market;
mod project;
mod tools;

use bodega_testkit::line;
use market::Market;
use project::Project;
use serde_json::{Value, json};
use tools::Language;

/// What one language's pricing template is and does: three packets of crisps at 6.50.
struct Example {
    language: Language,
    settings: Value,
    reference: &'static str,
    total_minor: i64,
}

const RUST: fn() -> Example = || Example {
    language: Language::Rust,
    settings: json!({ "tag": "snack", "percent": 10 }),
    reference: "off",
    total_minor: 1_755,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rust_from_nothing_to_a_sale() {
    let (project, market) = from_nothing_to_a_sale(RUST()).await;
    tries_before_it_publishes(&project);
    replays_what_was_sold(&project, &market).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn typescript_from_nothing_to_a_sale() {
    let settings = json!({ "tag": "snack", "percent": 10 });
    let language = Language::Typescript;
    let example = Example { language, settings, reference: "tea-time", total_minor: 1_755 };
    from_nothing_to_a_sale(example).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn python_from_nothing_to_a_sale() {
    let settings = json!({ "tag": "snack", "off_bp": 5_000 });
    let language = Language::Python;
    let example = Example { language, settings, reference: "second", total_minor: 1_625 };
    from_nothing_to_a_sale(example).await;
}

async fn from_nothing_to_a_sale(example: Example) -> (Project, Market) {
    // The author, alone.
    let project = Project::new(example.language, "tea-time", "pricing");
    project.build_and_check();
    let tested = project.run(&["test"]).ok();
    assert!(tested.contains("6 passed, 0 failed"), "{tested}");
    project.sign();

    // The marketplace: it knows the publisher and its key, nothing else lets anybody in.
    let market = Market::open().await;
    let token = market.publisher("acme").await;
    let publish = |token: &str| project.run(&["publish", "--marketplace", &market.base, "--token", token]);
    let stranger = publish("bdr_0000").refused();
    assert!(stranger.contains("does not know this token of `acme`"), "{stranger}");
    let unknown = publish(&token).refused();
    assert!(unknown.contains("no known key") && unknown.contains("publishers/NAME/keys"), "{unknown}");
    market.add_key("acme", &token, &project.public_key()).await;
    let published = publish(&token).ok();
    assert!(published.contains("acme/tea-time 0.1.0 sha256:"), "{published}");
    assert!(published.contains("in_review"), "{published}");
    assert!(publish(&token).ok().contains("in_review"), "publishing again changes nothing");
    market.approve("acme/tea-time", "0.1.0").await;

    // The merchant, on a fresh tenant: sees it in the marketplace, agrees, sells.
    let shop = &market.shop;
    shop.product("crisps", 650, &["snack"]).await;
    shop.product("tea", 1_000, &["drink"]).await;
    let basket = shop.basket(vec![line("crisps", "3")]);
    assert_eq!(shop.sell(&basket).await["total_minor"], 1_950);
    let release = json!({ "publisher": "acme", "name": "tea-time", "version": "0.1.0" });
    let package = shop.post("/v1/packages/fetch", release).await.ok()["digest"].clone();
    let consent = shop.consent(&package).await;
    let wish = json!({ "package": package, "consent": consent, "settings": example.settings });
    shop.put(&format!("/v1/installations/{}", bodega_testkit::id()), wish).await.ok();
    let sale = shop.sell(&basket).await;
    assert_eq!(sale["total_minor"], example.total_minor, "{sale:#}");
    let adjustment = &sale["adjustments"][0];
    assert_eq!(
        (&adjustment["plugin"], &adjustment["reference"]),
        (&json!("tea-time"), &json!(example.reference))
    );
    (project, market)
}

/// What an author does beside: measure, run a host of one's own.
fn tries_before_it_publishes(project: &Project) {
    let measured = project.run(&["bench", "--filter", "tagged"]).ok();
    let line = measured.lines().find(|line| line.contains("tagged goods")).expect("a line for the case");
    let cost: u64 = line.split_whitespace().next().and_then(|cost| cost.parse().ok()).expect("cost units");
    assert!(cost > 1_000, "{measured}");

    let once = project.run(&["run", "--once", "--listen", "127.0.0.1:0"]).ok();
    assert!(once.contains("call      pricing.price ok"), "{once}");
    // Two of the crisps and two of the tea, which carries the words of the settings.
    assert!(once.contains("discount  off 330") && once.contains("sale      5910 of 6240"), "{once}");

    // A case that is wrong says what it expected and what it got.
    project.write(
        "cases/wrong.json",
        &json!({ "settings": { "tag": "snack", "percent": 10 }, "cases": [{
        "name": "too cheap", "point": "pricing.price", "expect": { "total_minor": 1 },
        "input": { "lines": [{ "sku": "crisps", "unit_price": 100, "tags": ["snack"] }] },
    }] }),
    );
    let failed = project.run(&["test"]).refused();
    assert!(failed.contains("cases/wrong.json: too cheap"), "{failed}");
    assert!(failed.contains("total_minor\n  expected 1\n  got      90"), "{failed}");
    assert!(failed.contains("6 passed, 1 failed"), "{failed}");
    project.remove("cases/wrong.json");
    reloads_on_save(project);
}

/// A saved source is built and installed again; one that does not compile leaves the host as it was.
fn reloads_on_save(project: &Project) {
    let mut host = project.start(&["run", "--listen", "127.0.0.1:0"]);
    host.wait_for("watching");
    let source = project.read("src/lib.rs");
    project.write_text("src/lib.rs", &format!("{source}\nfn broken("));
    host.wait_for("save again when it is mended");
    project.write_text("src/lib.rs", &format!("{source}\n// Saved.\n"));
    host.wait_for("installed tea-time 0.1.0");
    project.write_text("src/lib.rs", &source);
}

async fn replays_what_was_sold(project: &Project, market: &Market) {
    let shop = &market.shop;
    let member = shop.member().await;
    let mut basket = shop.basket(vec![line("crisps", "2"), line("tea", "1")]);
    basket["member"] = member.clone().into();
    basket["coupons"] = json!(["SECRET-CODE"]);
    shop.sell(&basket).await;
    let recording = project.path("tea-time.recording.json");
    market.bodega(&["plugin", "record", "tea-time", "--tenant", "demo", "--output", &recording]).ok();
    let text = project.read("tea-time.recording.json");
    for secret in [&member, &shop.store, "SECRET-CODE"] {
        assert!(!text.contains(secret), "{secret} is in the recording");
    }

    // The same build says the same again.
    let same = project.run(&["replay", &recording]).ok();
    assert!(same.contains("2 asked, 2 compared, 0 differ, 0 failed"), "{same}");
    // Another build, against the package that is out.
    let source = project.read("src/lib.rs");
    project.write_text("src/lib.rs", &source.replace("rule.percent / 100", "rule.percent / 50"));
    let manifest = project.read("bodega.toml");
    project.write_text("bodega.toml", &manifest.replace("\"0.1.0\"", "\"0.2.0\""));
    project.run(&["build"]).ok();
    let other = project.run(&["replay", &recording, "--against", "target/tea-time-0.1.0.tar"]).refused();
    assert!(other.contains("basket 1: outcome.answer.adjustments[0].amount.units[0].amount"), "{other}");
    assert!(other.contains("before 65\n") && other.contains("after  130\n"), "{other}");
    assert!(
        other.contains("\"sku\":\"crisps\"") && other.contains("2 compared, 2 differ, 0 failed"),
        "{other}"
    );
    assert!(other.contains("cost units before:") && other.contains("cost units after:"), "{other}");

    // A version that is out never changes; the next one is another number.
    project.write_text("bodega.toml", &manifest);
    project.sign();
    let token = market.token("acme").await;
    let again = project.run(&["publish", "--marketplace", &market.base, "--token", &token]).refused();
    assert!(again.contains("raise `version` in bodega.toml"), "{again}");
}

#[test]
fn the_other_rust_templates_pass_their_cases() {
    others_pass(Language::Rust, &[("regulars", "events,http", 6), ("platform-link", "jobs,http", 8)]);
}

#[test]
fn the_other_typescript_templates_pass_their_cases() {
    others_pass(Language::Typescript, &[("visits", "events,http", 5), ("relay", "events,jobs", 6)]);
}

#[test]
fn the_other_python_templates_pass_their_cases() {
    others_pass(Language::Python, &[("ratings", "events,http", 7), ("platform-link", "jobs,http", 8)]);
}

fn others_pass(language: Language, templates: &[(&str, &str, usize)]) {
    for (name, points, cases) in templates {
        let project = Project::new(language, name, points);
        project.build_and_check();
        let tested = project.run(&["test"]).ok();
        assert!(tested.contains(&format!("{cases} passed, 0 failed")), "{tested}");
    }
}
