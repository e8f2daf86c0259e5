use super::*;

const FULL: &str = r#"
name = "stamps"
version = "0.1.0"
publisher = "bodega"
points = ["pricing.compile", "pricing.price", "events.handle"]

[title]
zh-CN = "集章"
en = "Stamps"

[summary]
zh-CN = "买十送一"
en = "Buy ten, get one"

[pricing]
stage = "redemption"

[events]
subscribe = ["sale.committed.v1"]
emit = ["stamps.filled.v1"]

[[accounts]]
kind = "card"
unit = "STAMP"
floor = 0

[[collections]]
name = "card-type"
schema = "schemas/card-type.json"
compile = true
indexes = ["period.start"]
unique = ["code"]

[settings]
schema = "schemas/settings.json"

[limits]
memory_bytes = 4194304
"#;

fn refused(from: &str, to: &str) -> String {
    assert!(FULL.contains(from), "{from}");
    Manifest::from_toml(&FULL.replace(from, to)).unwrap_err().to_string()
}

#[test]
fn a_full_manifest_survives_the_way_through_json() {
    let manifest = Manifest::from_toml(FULL).unwrap();
    assert_eq!(manifest.pricing.as_ref().unwrap().stage, PricingStage::Redemption);
    assert_eq!(manifest.accounts[0].shards, 1);
    assert_eq!(manifest.title.get("fr"), "Stamps");
    assert_eq!(Vec::from_iter(manifest.schema_paths()), ["schemas/card-type.json", "schemas/settings.json"]);
    let json = manifest.to_canonical_json().unwrap();
    assert_eq!(Manifest::from_json(&json).unwrap(), manifest);
    assert!(json.starts_with(br#"{"accounts":[{"floor":0,"#));
}

#[test]
fn every_refusal_names_its_key() {
    let cases = [
        ("name = \"stamps\"", "name = \"Stamps\"", "`name`"),
        ("version = \"0.1.0\"", "version = \"1\"", "`version`"),
        ("publisher = \"bodega\"", "publisher = \"bo dega\"", "`publisher`"),
        ("publisher = \"bodega\"", "publisher = \"bodega\"\nlicence = \"x\"", "licence"),
        ("publisher = \"bodega\"", "", "publisher"),
        ("zh-CN = \"集章\"", "", "`title.zh-CN`"),
        ("stage = \"redemption\"", "stage = \"late\"", "late"),
        ("\"pricing.price\", ", "", "`pricing`"),
        ("\"events.handle\"", "\"events.handle\", \"events.handle\"", "`points[3]`"),
        (", \"events.handle\"", "", "`events.subscribe`"),
        (
            "\"events.handle\"]",
            "\"events.handle\", \"weather.make\"]",
            "`points[3]` must be one of pricing.compile",
        ),
        ("[\"sale.committed.v1\"]", "[\"sale\"]", "`events.subscribe[0]`"),
        ("stamps.filled.v1", "other.filled.v1", "`events.emit[0]`"),
        ("unit = \"STAMP\"", "unit = \"stamp\"", "`accounts[0].unit`"),
        ("floor = 0", "floor = 0\nshards = 0", "`accounts[0].shards`"),
        ("schemas/card-type.json", "../card-type.json", "`collections[0].schema`"),
        (
            "[\"period.start\"]",
            "[\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\",\"h\"]",
            "`collections[0].indexes`",
        ),
        ("schemas/settings.json", "/etc/passwd", "`settings.schema`"),
        ("memory_bytes = 4194304", "memory = 1", "memory"),
        ("memory_bytes = 4194304", "memory_bytes = -1", "memory_bytes"),
    ];
    for (from, to, key) in cases {
        let message = refused(from, to);
        assert!(message.contains(key), "{to:?}: {message}");
    }
}

#[test]
fn a_huge_manifest_is_not_parsed() {
    let text = "#".repeat(MANIFEST_BYTES_MAX + 1);
    assert!(matches!(Manifest::from_toml(&text), Err(ManifestError::TooLarge { .. })));
}

/// A plugin without prices, with every section that belongs to an effectful point.
const CONNECTOR: &str = r#"
name = "courier"
version = "1.2.3-rc.1"
publisher = "acme"
points = ["pricing.compile", "validation.check", "migration.run", "events.handle", "jobs.run", "http.handle", "channel.push", "actions.run", "reports.run", "payment.charge", "payment.cancel", "payment.refund", "messaging.send", "exports.run"]
min_host = "0.1.0"
categories = ["delivery", "integrations"]
homepage = "https://example.com/courier"
license = "Apache-2.0 OR LicenseRef-Acme"
changelog = "CHANGELOG.md"
icon = "icon.png"
screenshots = ["shots/one.webp", "shots/two.jpg"]
assets = ["ui/index.html", "ui/main.js"]
title = { zh-CN = "骑手", en = "Courier" }
summary = { zh-CN = "叫骑手送货", en = "Calls couriers" }

[locales]
zh-CN = "locales/zh-CN.json"
en = "locales/en.json"

[events]
subscribe = ["sale.committed.v1"]
emit = ["courier.called.v1"]
schemas = { "courier.called.v1" = "schemas/called.json" }

[[jobs]]
name = "poll"
cron = "*/5 * * * *"
on_missed = "skip"

[[jobs]]
name = "settle"
cron = "30 2 * * *"

[[http.routes]]
name = "webhook"
methods = ["POST"]
path = "/hook/{shop}"
access = "public"
rate_per_minute = 600

[[http.routes]]
name = "files"
methods = ["GET", "DELETE"]
path = "/files/*"
access = "token"

[[egress.hosts]]
host = "api.example.com"

[[egress.hosts]]
host = "*.sandbox.example.com"
ports = [8443]
plain_http = true

[[actions]]
name = "call"
on = "sale"
title = { zh-CN = "叫骑手", en = "Call a courier" }
input = "schemas/call.json"

[[reports]]
name = "late"
title = { zh-CN = "迟到", en = "Late deliveries" }
parameters = "schemas/late.json"

[[payment]]
method = "courier-cash"
title = { zh-CN = "货到付款", en = "Cash on delivery" }
flow = "merchant_presented"
refunds = "partial"
expires_s = 600
[[messaging]]
channel = "sms"

[[messaging]]
channel = "wechat"

[[exports]]
name = "bills"
title = { zh-CN = "账单", en = "Bills" }
parameters = "schemas/bills.json"
cron = "30 4 1 * *"

[[messages]]
template = "on-the-way"
purpose = "service"
text = { zh-CN = "{name}，骑手已出发，{minutes}分钟后到", en = "{name}, your courier is here in {minutes} minutes" }

[[accounts]]
kind = "fare"
unit = "CNY"

[[accounts]]
kind = "stamps"
unit = "STAMP"

[[tenders]]
name = "card"
title = { zh-CN = "储值卡", en = "Stored value" }
accounts = ["fare"]

[[collections]]
name = "calls"
schema = "schemas/called.json"
migrates = true

[[collections]]
name = "shops"
schema = "schemas/called.json"
unique = ["store"]

[[collections]]
name = "items"
schema = "schemas/called.json"
unique = ["sku"]

[channel]
names = ["eats", "eats-express"]
shops = "shops"
items = "items"
batch_max = 50
"#;

#[test]
fn a_connector_manifest_says_all_it_does() {
    let manifest = Manifest::from_toml(CONNECTOR).unwrap();
    let json = manifest.to_canonical_json().unwrap();
    assert_eq!(Manifest::from_json(&json).unwrap(), manifest);
    assert_eq!((manifest.jobs[0].on_missed, manifest.jobs[1].on_missed), (OnMissed::Skip, OnMissed::Once));
    assert_eq!((manifest.http.routes[0].rate_per_minute, manifest.http.routes[1].rate_per_minute), (600, 60));
    assert!(manifest.collections[0].migrates && manifest.egress.hosts[1].plain_http);
    let files = manifest.files();
    assert_eq!(files.len(), 12, "{files:?}");
    assert_eq!(files["schemas/called.json"], FileKind::Schema);
    assert_eq!(files["icon.png"].media_type("icon.png"), Some("image/png"));
    assert_eq!(manifest.schema_paths().len(), 4);
}

#[test]
fn every_section_is_checked_and_bound_to_its_point() {
    let cases = [
        ("\"jobs.run\", ", "", "`jobs` must name jobs exactly where `points` holds `jobs.run`"),
        ("\"channel.push\", ", "", "`channel.shops` must name a collection exactly where"),
        ("shops = \"shops\"", "", "`channel.shops` must name a collection exactly where"),
        (
            "items = \"items\"",
            "items = \"calls\"",
            "`channel.items` must name a collection of the manifest whose `unique`",
        ),
        ("items = \"items\"", "items = \"nowhere\"", "`channel.items`"),
        ("\"eats-express\"", "\"Eats\"", "`channel.names[1]`"),
        ("batch_max = 50", "batch_max = 201", "`channel.batch_max` must be 1 to 200"),
        ("batch_max = 50", "rate_per_minute = 0", "`channel.rate_per_minute`"),
        ("\"http.handle\", ", "", "`http.routes` must name routes"),
        ("\"actions.run\", ", "", "`actions` must name actions"),
        (", \"reports.run\"", "", "`reports` must name reports"),
        ("\"payment.charge\", ", "", "`payment` must name methods"),
        ("\"payment.cancel\", ", "", "must hold `payment.cancel` exactly"),
        (", \"payment.refund\"", "", "`payment[0].refunds`"),
        ("refunds = \"partial\"", "", "`payment[0].refunds`"),
        ("accounts = [\"fare\"]", "accounts = [\"fee\"]", "`tenders[0].accounts[0]` must be a kind of"),
        ("accounts = [\"fare\"]", "accounts = [\"fare\", \"stamps\"]", "`tenders[0].accounts[1]`"),
        ("accounts = [\"fare\"]", "accounts = []", "`tenders[0].accounts`"),
        ("courier-cash", "Courier Cash", "kebab-case `method`"),
        ("expires_s = 600", "expires_s = 5", "`payment[0].expires_s` must be 15 to 900"),
        (", \"messaging.send\"", "", "`messaging` must name channels exactly where"),
        (", \"exports.run\"", "", "`exports` must name exports"),
        ("channel = \"wechat\"", "channel = \"sms\"", "`messaging` must name each channel once"),
        ("channel = \"wechat\"", "channel = \"pigeon\"", "pigeon"),
        ("30 4 1 * *", "30 4 31 2 *", "`exports[0].cron` names a day that never comes"),
        ("schemas/bills.json", "bills.txt", "`exports[0].parameters`"),
        ("en = \"Bills\"", "", "`exports[0].title.en`"),
        ("\"validation.check\", ", "", "`points` holds `pricing.compile` without"),
        ("\"migration.run\", ", "", "`collections[0].migrates` needs the point `migration.run`"),
        ("migrates = true", "", "`points` holds `migration.run`, but no collection"),
        ("min_host = \"0.1.0\"", "min_host = \"0.1\"", "`min_host`"),
        ("\"integrations\"", "\"toys\"", "`categories[1]` must be one of accounting"),
        ("\"integrations\"", "\"delivery\"", "`categories[1]` repeats"),
        ("https://example.com/courier", "http://example.com", "`homepage`"),
        ("Apache-2.0 OR LicenseRef-Acme", "<mine>", "`license`"),
        ("CHANGELOG.md", "CHANGELOG.exe", "`changelog` is `CHANGELOG.exe`: its name must end in `.md`"),
        ("icon.png", "../icon.png", "`icon`"),
        ("icon.png", "icon.svg", "`icon`"),
        ("shots/two.jpg", "ui/index.html", "`screenshots[1]`"),
        ("ui/main.js", "icon.png", "which the manifest names as something else too"),
        ("ui/main.js", "ui/main.exe", "`assets[1]`"),
        ("en = \"locales/en.json\"", "", "`locales.en` is missing"),
        ("{ \"courier.called.v1\" =", "{ \"courier.gone.v1\" =", "`events.schemas.\"courier.gone.v1\"`"),
        ("*/5 * * * *", "*/5 * * *", "`jobs[0].cron`"),
        ("*/5 * * * *", "0 */5 * * * *", "`jobs[0].cron`"),
        ("*/5 * * * *", "@hourly", "`jobs[0].cron`"),
        ("*/5 * * * *", "0 0 30 2 *", "`jobs[0].cron` names a day that never comes"),
        ("*/5 * * * *", "61 * * * *", "`jobs[0].cron`"),
        ("\"skip\"", "\"never\"", "never"),
        ("name = \"settle\"", "name = \"poll\"", "`jobs[1]` repeats"),
        ("/hook/{shop}", "hook", "`http.routes[0].path`"),
        ("/hook/{shop}", "/hook/{shop}/{shop}", "`http.routes[0].path`"),
        ("[\"POST\"]", "[]", "`http.routes[0].methods`"),
        ("[\"POST\"]", "[\"POST\", \"POST\"]", "`http.routes[0].methods`"),
        ("[\"POST\"]", "[\"TRACE\"]", "TRACE"),
        ("\"public\"", "\"everybody\"", "everybody"),
        ("rate_per_minute = 600", "rate_per_minute = 0", "`http.routes[0].rate_per_minute`"),
        ("host = \"api.example.com\"", "host = \"169.254.169.254\"", "`egress.hosts[0].host`"),
        ("host = \"api.example.com\"", "host = \"*.sandbox.example.com\"", "`egress.hosts[1].host` repeats"),
        ("ports = [8443]", "ports = [0]", "`egress.hosts[1].ports`"),
        ("ports = [8443]", "ports = [70000]", "ports"),
        ("on = \"sale\"", "on = \"moon\"", "moon"),
        ("en = \"Call a courier\"", "", "`actions[0].title.en`"),
        ("\"service\"", "\"spam\"", "spam"),
        ("in {minutes} minutes", "soon", "must have the same parameters"),
        ("in {minutes} minutes", "in {minutes minutes", "`messages[0].text.en` has a `{`"),
        ("schemas/late.json", "icon.png", "`reports[0].parameters`"),
    ];
    for (from, to, wanted) in cases {
        assert!(CONNECTOR.contains(from), "{from}");
        let message = Manifest::from_toml(&CONNECTOR.replace(from, to)).unwrap_err().to_string();
        assert!(message.contains(wanted), "{to:?}: {message}");
    }
}

#[test]
fn what_reaches_out_or_tells_people_needs_a_point_that_can() {
    let head = FULL.split("[events]").next().unwrap().replace(", \"events.handle\"", "");
    for (section, key) in [
        (
            "[[egress.hosts]]\nhost = \"a.example.com\"",
            "`egress.hosts` needs one of the points events.handle",
        ),
        ("[events]\nemit = [\"stamps.filled.v1\"]", "`events.emit` needs"),
        (
            "[[messages]]\ntemplate=\"a\"\npurpose=\"service\"\ntext={zh-CN=\"a\",en=\"a\"}",
            "`messages` needs",
        ),
    ] {
        let message = Manifest::from_toml(&format!("{head}\n{section}")).unwrap_err().to_string();
        assert!(message.contains(key), "{message}");
    }
}

#[test]
fn routes_match_whole_segments_in_their_order() {
    let manifest = Manifest::from_toml(CONNECTOR).unwrap();
    let route = |method, path: &str| manifest.http.route(method, path).map(|r| r.name.as_str());
    assert_eq!(route(HttpMethod::Post, "/hook/s1"), Some("webhook"));
    assert_eq!(route(HttpMethod::Get, "/hook/s1"), None);
    for other in ["/hook", "/hook/", "/hook/a/b", "hook/a", "", "//hook/a"] {
        assert_eq!(route(HttpMethod::Post, other), None, "{other}");
    }
    for below in ["/files", "/files/", "/files/a", "/files/a/b"] {
        assert_eq!(route(HttpMethod::Delete, below), Some("files"), "{below}");
    }
    let twice =
        CONNECTOR.replace("path = \"/files/*\"", "path = \"/hook/{other}\"").replace("\"GET\"", "\"POST\"");
    let message = Manifest::from_toml(&twice).unwrap_err().to_string();
    assert!(message.contains("`http.routes[1].path` and its method"), "{message}");
}

#[test]
fn hours_that_a_clock_skips_or_repeats_run_a_daily_job_once() {
    let manifest = Manifest::from_toml(CONNECTOR).unwrap();
    let [poll, settle] = manifest.jobs.as_slice() else { panic!() };
    let at = |text: &str| text.parse::<jiff::Zoned>().unwrap();
    let runs = |job: &Job, from: &str, count: usize| -> Vec<String> {
        let mut now = at(from);
        let mut next = || {
            now = job.next_after(&now).unwrap();
            now.strftime("%d %H:%M %:z").to_string()
        };
        (0..count).map(|_| next()).collect()
    };
    // 02:30 does not exist on 29 March 2026 in Berlin, and comes twice on 25 October.
    let skipped = runs(settle, "2026-03-28T12:00:00[Europe/Berlin]", 2);
    assert_eq!(skipped, ["29 03:00 +02:00", "30 02:30 +02:00"]);
    let repeated = runs(settle, "2026-10-24T12:00:00[Europe/Berlin]", 2);
    assert_eq!(repeated, ["25 02:30 +02:00", "26 02:30 +01:00"]);
    assert_eq!(runs(settle, "2026-03-28T12:00:00[Asia/Shanghai]", 1), ["29 02:30 +08:00"]);
    // A job at intervals follows the time that passes.
    let through = runs(poll, "2026-10-25T02:55:00+02:00[Europe/Berlin]", 2);
    assert_eq!(through, ["25 02:00 +01:00", "25 02:05 +01:00"]);
}
