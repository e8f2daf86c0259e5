//! Documents of an earlier version are brought to the schemas of the next before it takes over, whatever happens on the way.

use crate::both;
use crate::process::{bodega, start};
use bodega_testkit::{Database, Merchant, Shop, TestDatabase, line, package_with};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::time::Duration;

both!(
    documents_are_migrated_before_the_switch,
    what_the_old_version_writes_meanwhile_is_migrated_too,
    a_failed_migration_leaves_everything_as_it_was,
    a_version_on_trial_migrates_at_its_switch,
    a_killed_server_goes_on_where_it_was,
);

const NOTES: &str = "/v1/plugins/sampler/collections/notes/documents";
/// The longest text that the next version's schema takes.
const TEXT_MAX: usize = 20;
/// Documents of one request.
const BATCH: usize = 500;

/// Version 2.0.0: its notes have shorter texts, and it migrates those of earlier versions.
fn next() -> Vec<u8> {
    package_with(
        "sampler",
        |manifest| manifest.replace("version = \"1.0.0\"", "version = \"2.0.0\""),
        |path, file| match path {
            "schemas/note.json" => {
                String::from_utf8(file).unwrap().replace("\"maxLength\":200", "\"maxLength\":20").into_bytes()
            }
            _ => file,
        },
    )
}

fn text(n: usize) -> String {
    format!("note number {n} with a text of some length")
}

/// Writes `count` notes; every `slow`-th takes the migration some milliseconds.
async fn fill(shop: &Merchant, count: usize, slow: usize) {
    for start in (0..count).step_by(BATCH) {
        let documents: Vec<Value> = (start..(start + BATCH).min(count))
            .map(|n| {
                let text = if slow > 0 && n % slow == 0 { "slow".to_owned() } else { text(n) };
                json!({ "key": format!("n{n:05}"), "body": { "kind": format!("k{}", n % 10), "text": text } })
            })
            .collect();
        shop.post(NOTES, json!({ "documents": documents })).await.ok();
    }
}

async fn all_notes(shop: &Merchant) -> HashMap<String, Value> {
    let (mut notes, mut after) = (HashMap::new(), String::new());
    loop {
        let page = shop.get(&format!("{NOTES}?limit=500{after}")).await.ok();
        for note in page["items"].as_array().unwrap() {
            notes.insert(note["key"].as_str().unwrap().to_owned(), note.clone());
        }
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return notes,
        }
    }
}

fn length(note: &Value) -> usize {
    note["body"]["text"].as_str().unwrap().len()
}

async fn upgrade(shop: &Merchant, installation: &str) -> Value {
    let package = shop.publish(next()).await.ok()["digest"].clone();
    shop.put(&format!("/v1/installations/{installation}"), json!({ "package": package })).await.ok()
}

async fn kinds(shop: &Merchant, installation: &str) -> Vec<String> {
    let timeline = shop.get(&format!("/v1/installations/{installation}/timeline")).await.ok();
    let items = timeline["items"].as_array().unwrap().iter().rev();
    items.map(|item| item["kind"].as_str().unwrap().to_owned()).collect()
}

async fn documents_are_migrated_before_the_switch(database: Database) {
    let shop = Shop::open(database).await;
    shop.product("tea", 1000, &[]).await;
    let installation = shop.install("sampler", json!({ "bp": 1000 })).await;
    let path = format!("/v1/installations/{installation}");
    fill(&shop, 2_300, 0).await;
    shop.put(&format!("{NOTES}/short"), json!({ "kind": "k", "text": "short" })).await.ok();
    shop.put(&format!("{NOTES}/drop"), json!({ "kind": "k", "text": "drop" })).await.ok();

    let waiting = upgrade(&shop, &installation).await;
    assert_eq!((&waiting["version"], &waiting["migration"]["state"]), (&json!("1.0.0"), &json!("running")));
    assert_eq!(
        (&waiting["migration"]["version"], &waiting["migration"]["total"]),
        (&json!("2.0.0"), &json!(2_302))
    );
    // The old version serves, and its documents are what they were; decisions wait.
    assert_eq!(shop.quote(&shop.basket(vec![line("tea", "1")])).await["total_minor"], 900);
    assert_eq!(shop.get(&format!("{NOTES}/n00001")).await.ok()["body"]["text"], text(1));
    let settings = json!({ "bp": 2000 });
    shop.put(&format!("{path}/settings"), settings).await.refused(409, "migration.running");

    shop.server.drain().await;
    let now = shop.get(&path).await.ok();
    assert_eq!(
        (&now["version"], &now["migration"], &now["settings"]["bp"]),
        (&json!("2.0.0"), &Value::Null, &json!(1000))
    );
    let notes = all_notes(&shop).await;
    assert_eq!(notes.len(), 2_301, "one was dropped");
    assert!(notes.values().all(|note| length(note) <= TEXT_MAX));
    assert_eq!(notes["n00007"]["body"], json!({ "kind": "k7", "text": "1.0.0 note number 7 " }));
    assert_eq!((&notes["n00007"]["version"], &notes["short"]["version"]), (&json!(2), &json!(1)));
    assert_eq!(kinds(&shop, &installation).await, ["installed", "migration_started", "switched"]);
    let long = json!({ "kind": "k", "text": text(1) });
    shop.put(&format!("{NOTES}/long"), long).await.refused(422, "document.invalid");

    // Shorter texts fit the old schema as well: the way back is open.
    let back = shop.post(&format!("{path}/rollback"), json!({ "reason": "too short" })).await.ok();
    assert_eq!(back["version"], "1.0.0");
    shop.put(&format!("{NOTES}/long"), json!({ "kind": "k", "text": text(1) })).await.ok();
}

async fn what_the_old_version_writes_meanwhile_is_migrated_too(database: Database) {
    let shop = Shop::open(database).await;
    let installation = shop.install("sampler", json!({})).await;
    fill(&shop, 1_200, 40).await;
    upgrade(&shop, &installation).await;
    // People go on writing until the new schema refuses what they write.
    let writer = async {
        let mut written = 0;
        loop {
            let key = format!("{NOTES}/w{written:05}");
            let answer = shop.put(&key, json!({ "kind": "w", "text": text(written) })).await;
            match answer.status.as_u16() {
                200 | 201 | 204 => written += 1,
                _ => {
                    answer.refused(422, "document.invalid");
                    return written;
                }
            }
        }
    };
    let ((), written) = tokio::join!(shop.server.drain(), writer);
    assert_eq!(shop.get(&format!("/v1/installations/{installation}")).await.ok()["version"], "2.0.0");
    let notes = all_notes(&shop).await;
    assert_eq!(notes.len(), 1_200 + written, "{written} were written meanwhile");
    assert!(notes.values().all(|note| length(note) <= TEXT_MAX));
}

async fn a_failed_migration_leaves_everything_as_it_was(database: Database) {
    let shop = Shop::open(database).await;
    let installation = shop.install("sampler", json!({})).await;
    let path = format!("/v1/installations/{installation}");
    fill(&shop, 250, 0).await;
    for (text, why) in [
        ("refuse", "bad cannot be migrated"),
        ("crash", "plugin.trap"),
        ("wrong", "after its migration, document notes/bad"),
    ] {
        shop.put(&format!("{NOTES}/bad"), json!({ "kind": "k", "text": text })).await.ok();
        let before = all_notes(&shop).await;
        upgrade(&shop, &installation).await;
        shop.server.drain().await;
        let now = shop.get(&path).await.ok();
        assert_eq!((&now["version"], &now["migration"]["state"]), (&json!("1.0.0"), &json!("failed")));
        let error = now["migration"]["error"].as_str().unwrap();
        assert!(error.contains(why), "{error}");
        assert_eq!(all_notes(&shop).await, before);
    }
    // It is forgotten, or mended and tried again; one that runs can be ended.
    assert_eq!(shop.delete(&format!("{path}/migration")).await.status.as_u16(), 204);
    shop.delete(&format!("{path}/migration")).await.refused(404, "migration.unknown");
    assert_eq!(shop.get(&path).await.ok()["migration"], Value::Null);
    upgrade(&shop, &installation).await;
    assert_eq!(shop.delete(&format!("{path}/migration")).await.status.as_u16(), 204);
    shop.server.drain().await;
    assert_eq!(shop.get(&path).await.ok()["version"], "1.0.0");
    shop.put(&format!("{NOTES}/bad"), json!({ "kind": "k", "text": "good" })).await.ok();
    upgrade(&shop, &installation).await;
    shop.server.drain().await;
    assert_eq!(shop.get(&path).await.ok()["version"], "2.0.0");
    let kinds = kinds(&shop, &installation).await;
    assert_eq!(kinds[..3], ["installed", "migration_started", "migration_failed"]);
    assert_eq!(
        kinds[kinds.len() - 4..],
        ["migration_started", "migration_ended", "migration_started", "switched"]
    );
}

async fn a_version_on_trial_migrates_at_its_switch(database: Database) {
    let shop = Shop::open(database).await;
    shop.product("tea", 1000, &[]).await;
    let installation = shop.install("sampler", json!({ "bp": 1000 })).await;
    let path = format!("/v1/installations/{installation}");
    fill(&shop, 120, 0).await;
    let package = shop.publish(next()).await.ok()["digest"].clone();
    let trial =
        json!({ "package": package, "mode": "canary", "stores": [shop.store], "settings": { "bp": 2000 } });
    shop.put(&format!("{path}/trial"), trial).await.ok();
    let waiting = shop.post(&format!("{path}/trial/switch"), json!({})).await.ok();
    assert_eq!((&waiting["version"], &waiting["migration"]["state"]), (&json!("1.0.0"), &json!("running")));
    shop.get(&format!("{path}/trial")).await.ok();
    shop.server.drain().await;
    let now = shop.get(&path).await.ok();
    assert_eq!((&now["version"], &now["settings"]["bp"]), (&json!("2.0.0"), &json!(2000)));
    shop.get(&format!("{path}/trial")).await.refused(404, "trial.unknown");
    assert_eq!(length(&all_notes(&shop).await["n00001"]), TEXT_MAX);
}

/// Looks at an installation until `is_there`, for a while.
async fn until(shop: &Merchant, path: &str, pause_ms: u64, is_there: impl Fn(&Value) -> bool) -> Value {
    for _ in 0..60_000 / pause_ms {
        let seen = shop.get(path).await.ok();
        if is_there(&seen) {
            return seen;
        }
        tokio::time::sleep(Duration::from_millis(pause_ms)).await;
    }
    panic!("it does not come to that: {:#}", shop.get(path).await.ok());
}

async fn a_killed_server_goes_on_where_it_was(database: Database) {
    const NOTES_MAX: usize = 4_000;
    let database = TestDatabase::create(database);
    let output = bodega(&database).args(["tenant", "create", "kill", "Kill"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let token = text.lines().find_map(|line| line.strip_prefix("token ")).expect("a token");
    let (mut child, base) = start(&database);
    let mut shop = Merchant::set_up(&base, "kill", token, "inclusive").await;
    let installation = shop.install("sampler", json!({})).await;
    let path = format!("/v1/installations/{installation}");
    fill(&shop, NOTES_MAX, 33).await;
    upgrade(&shop, &installation).await;
    let seen =
        until(&shop, &path, 2, |now| now["migration"]["migrated"].as_u64().is_none_or(|n| n > 300)).await;
    child.kill().unwrap();
    child.wait().unwrap();
    let migrated = seen["migration"]["migrated"].as_u64().expect("it was killed in the middle");
    assert!(migrated < NOTES_MAX as u64, "{migrated}");

    let (mut child, base) = start(&database);
    shop.base = base;
    let now = shop.get(&path).await.ok();
    assert_eq!(now["version"], "1.0.0", "{now:#}");
    assert!(now["migration"]["migrated"].as_u64().unwrap() >= migrated, "what was staged stays: {now:#}");
    assert!(all_notes(&shop).await.values().any(|note| length(note) > TEXT_MAX), "nothing of it shows");
    until(&shop, &path, 200, |now| now["version"] == "2.0.0").await;
    let notes = all_notes(&shop).await;
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(notes.len(), NOTES_MAX);
    assert!(notes.values().all(|note| length(note) <= TEXT_MAX && note["version"] == 2), "each once");
}
