//! The audit trail, through the door and the command line: every change leaves one entry, nothing personal is in it,
//! and nobody changes it in silence.

use crate::both;
use crate::crash::server;
use bodega_app::audit::{Act, Actor, Answer, AuditFilter, HOST_TENANT, Outcome, ask, complete};
use bodega_testkit::{Database, Merchant, Shop, TestDatabase, id, line, package_of, package_with};
use reqwest::Method;
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

both!(
    each_mutating_route_leaves_exactly_one_entry,
    before_and_after_are_kept_and_nothing_personal,
    a_change_that_a_crash_interrupts_stays_asked,
    the_command_line_proves_exports_and_signs,
    an_answer_that_comes_late_is_an_entry_of_its_own,
);

/// Operations that are journals of their own, or change nothing: they leave no entry.
const JOURNALS: [&str; 6] = ["create_quote", "pair", "preview_return", "put_return", "put_sale", "sign_in"];

/// All entries of a filter, newest first.
async fn entries(shop: &Merchant, filter: &str) -> Vec<Value> {
    let (mut all, mut after) = (Vec::new(), String::new());
    loop {
        let page = shop.get(&format!("/v1/audit?limit=500{filter}{after}")).await.ok();
        all.extend(page["items"].as_array().expect("items").iter().cloned());
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return all,
        }
    }
}

async fn each_mutating_route_leaves_exactly_one_entry(database: Database) {
    let shop = Shop::open(database).await;
    let document = shop.get("/openapi.json").await.ok();
    let mut seen = entries(&shop, "").await.len();
    let mut tried = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let Some(name) = operation["operationId"].as_str().filter(|_| path.starts_with("/v1/")) else {
                continue;
            };
            if method == "get" {
                continue;
            }
            // Ids of nothing: most of these are refused, which is an entry too.
            let filled: Vec<String> = path
                .split('/')
                .map(|part| match part {
                    "{seq}" => "1".to_owned(),
                    part if part.starts_with('{') => id(),
                    part => part.to_owned(),
                })
                .collect();
            let method: Method = method.to_uppercase().parse().unwrap();
            let answer = shop.request(method, &filled.join("/"), Some(json!({}))).await;
            let all = entries(&shop, "").await;
            let fresh = all.len() - seen;
            seen = all.len();
            if JOURNALS.contains(&name) {
                assert_eq!(fresh, 0, "{name} is written twice");
                continue;
            }
            tried += 1;
            assert_eq!(fresh, 1, "{name}: {answer:?}");
            let entry = &all[0];
            assert_eq!(entry["operation"], name, "{entry:#}");
            assert_eq!((&entry["actor_kind"], &entry["address"]), (&json!("token"), &json!("127.0.0.1")));
            assert!(shop.token.contains(&entry["actor_id"].as_str().unwrap().replace('-', "")), "{entry:#}");
            assert_ne!(entry["outcome"], "asked", "{entry:#}");
            if answer.status.is_client_error() {
                assert_eq!(
                    (&entry["outcome"], &entry["code"]),
                    (&json!("refused"), &answer.body["code"]),
                    "{name}"
                );
                let request = answer.body["instance"].as_str().unwrap().trim_start_matches("urn:uuid:");
                assert_eq!(entry["request_id"], request, "{name}");
            } else {
                assert_eq!(entry["outcome"], "done", "{name}: {answer:?}");
            }
        }
    }
    assert!(tried > 40, "{tried} operations");
    // A plugin's own route, and one that nobody is allowed to call.
    shop.post("/v1/plugins/nothing/http/a/b", json!({})).await;
    let all = entries(&shop, "&operation=call_plugin_route").await;
    assert_eq!((all.len(), &all[0]["object_id"]), (1, &json!("nothing")));
    let before = entries(&shop, "").await.len();
    let nobody = format!("bdg_{}_{}", "0".repeat(32), "a".repeat(64));
    let stranger = Merchant::unfurnished(&shop.base, "nobody", &nobody);
    assert_eq!(stranger.post("/v1/tokens", json!({})).await.status.as_u16(), 401);
    assert_eq!(entries(&shop, "").await.len(), before, "nobody's request is in nobody's trail");
}

async fn before_and_after_are_kept_and_nothing_personal(database: Database) {
    let shop = Shop::open(database).await;
    // What was there and what came.
    let path = format!("/v1/terminals/{}", shop.terminal);
    let terminal = json!({ "store": shop.store, "code": "T1", "name": "改名" });
    shop.put(&path, terminal).await.ok();
    let entry = &entries(&shop, &format!("&object_id={}", shop.terminal)).await[0];
    assert_eq!((&entry["before"]["name"], &entry["after"]["name"]), (&json!("一号机"), &json!("改名")));
    assert_eq!((&entry["object_kind"], &entry["kind"]), (&json!("terminal"), &json!("change")));

    // A person: written, read, written again, erased.
    let member = shop.member().await;
    let path = format!("/v1/members/{member}");
    let person = |phone: &str| json!({ "name": "欧阳审计", "phone": phone, "email": "ouyang@audit.example", "birthday": "1980-02-03" });
    shop.put(&path, json!({ "code": "A1", "person": person("13812340001") })).await.ok();
    shop.put(&path, json!({ "code": "A2", "person": person("13812340002") })).await.ok();
    shop.get(&format!("{path}/person")).await.ok();
    let contact = json!({ "addresses": { "wechat": "openid-of-ouyang" } });
    shop.put(&format!("{path}/contact"), contact).await.ok();
    shop.get(&format!("{path}/contact")).await.ok();
    let batch = json!({ "members": [{ "id": id(), "code": "A3", "person": person("13812340003") }] });
    shop.post("/v1/members/batch", batch).await.ok();
    shop.delete(&path).await.ok();
    let about = entries(&shop, &format!("&object_id={member}")).await;
    let told: Vec<(&str, &str)> = about
        .iter()
        .rev()
        .map(|entry| (entry["operation"].as_str().unwrap(), entry["kind"].as_str().unwrap()))
        .collect();
    let expected = [
        ("put_member", "change"),
        ("put_member", "change"),
        ("put_member", "change"),
        ("get_person", "reading"),
        ("put_contact", "change"),
        ("get_contact", "reading"),
        ("erase_member", "change"),
    ];
    assert_eq!(told, expected);
    let renamed = &about[4];
    assert_eq!(
        (&renamed["before"]["member"]["code"], &renamed["after"]["member"]["code"]),
        (&json!("A1"), &json!("A2"))
    );
    assert_eq!(
        (&renamed["before"]["person"], &renamed["after"]["person"]),
        (&json!("***"), &json!("*** (changed)"))
    );

    // Secrets, and what a plugin's schema calls personal.
    let issued =
        shop.post("/v1/tokens", json!({ "name": "till", "grants": [{ "role": "cashier" }] })).await.ok();
    let entry = &entries(&shop, "&operation=issue_token").await[0];
    assert_eq!((&entry["object_id"], &entry["after"]["token"]), (&issued["id"], &json!("***")));
    let marked = |path: &str, bytes: Vec<u8>| match path {
        "schemas/note.json" => String::from_utf8(bytes)
            .unwrap()
            .replace(r#""maxLength":200"#, r#""maxLength":200,"x-personal":true"#)
            .into_bytes(),
        _ => bytes,
    };
    let package = package_with("sampler", |manifest| manifest, marked);
    shop.install_package(package, json!({ "bp": 1000 })).await;
    let documents = "/v1/plugins/sampler/collections/notes/documents";
    let note = |text: &str| json!({ "kind": "vip", "text": text });
    shop.put(&format!("{documents}/n1"), note("note about ouyang")).await.ok();
    shop.put(&format!("{documents}/n1"), note("other note on ouyang")).await.ok();
    let batch = json!({ "documents": [{ "key": "n2", "body": note("third note on ouyang") }] });
    shop.post(documents, batch).await.ok();
    shop.get(&format!("{documents}/n1")).await.ok();
    shop.get("/v1/plugins/sampler/collections/pins/documents").await.ok();
    let changed = &entries(&shop, "&operation=put_document").await[0];
    assert_eq!(changed["object_id"], "sampler/notes/n1");
    assert_eq!(changed["after"]["body"], json!({ "kind": "vip", "text": "*** (changed)" }));
    assert_eq!(entries(&shop, "&operation=get_document&kind=reading").await.len(), 1);
    assert_eq!(entries(&shop, "&operation=list_documents").await.len(), 0, "pins are nobody's");

    let all = Value::from(entries(&shop, "").await).to_string();
    let planted = ["1381234000", "欧阳", "ouyang", "1980-02-03", issued["token"].as_str().unwrap()];
    for planted in planted {
        assert!(!all.contains(planted), "{planted} is in the trail");
    }

    // Of a repeated request there is one change, and one entry.
    let key = id();
    let body = json!({ "id": id(), "location": shop.store, "occurred_at_ms": 1_767_240_000_000_i64,
        "lines": [{ "variant": shop.variant("tea"), "quantity": "1" }] });
    shop.product("tea", 100, &[]).await;
    for _ in 0..2 {
        let request =
            reqwest::Client::new().post(format!("{}/v1/stock/receipts", shop.base)).bearer_auth(&shop.token);
        let sent = request.header("idempotency-key", &key).json(&body).send().await.unwrap();
        assert!(sent.status().is_success(), "{sent:?}");
    }
    assert_eq!(entries(&shop, "&operation=receive_stock").await.len(), 1);

    // A sale leaves no entry; what a person does to it later does.
    let sale = shop.sell(&shop.basket(vec![line("tea", "1")])).await;
    let sale = sale["id"].as_str().unwrap();
    assert_eq!(entries(&shop, &format!("&object_id={sale}")).await.len(), 0);
    shop.post(&format!("/v1/sales/{sale}/void"), json!({ "reason": "x" })).await;
    assert_eq!(entries(&shop, &format!("&object_id={sale}")).await.len(), 1);

    // A till sees none of it, and the chain of all this holds.
    shop.server.drain().await;
    let sealed = entries(&shop, "").await;
    assert!(sealed.iter().all(|entry| entry["seq"].is_number() && entry["hash"].is_string()));
    let till = Merchant::unfurnished(&shop.base, &shop.tenant, issued["token"].as_str().unwrap());
    till.get("/v1/audit").await.refused(403, "access.permission");
    shop.get("/v1/audit?limit=0").await.refused(400, "page.limit");
}

/// A server of its own on a database.
pub struct Process {
    child: Child,
    pub base: String,
}

pub fn bodega(database: &TestDatabase) -> Command {
    let mut command = Command::new(server());
    command.env("BODEGA_DATABASE_URL", &database.url).env("BODEGA_DATA_DIR", &database.folder);
    command.env("BODEGA_LISTEN", "127.0.0.1:0").env("BODEGA_LOG", "error").env("USER", "auditor");
    command.env_remove("SUDO_USER");
    command
}

pub fn run(database: &TestDatabase, arguments: &[&str]) -> Output {
    bodega(database).args(arguments).output().expect("the binary starts")
}

pub fn succeed(database: &TestDatabase, arguments: &[&str]) -> String {
    let output = run(database, arguments);
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{arguments:?}: {out}\n{err}");
    out.into_owned()
}

impl Process {
    pub fn start(database: &TestDatabase) -> Self {
        let mut child = bodega(database)
            .args(["--allow-unsigned", "serve"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut line).expect("a line");
        let base = line.trim().rsplit(' ').next().expect("an address").to_owned();
        Process { child, base }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn token_of(created: &str) -> String {
    created.lines().find_map(|line| line.strip_prefix("token ")).expect("a token").to_owned()
}

async fn a_change_that_a_crash_interrupts_stays_asked(database: Database) {
    let database = TestDatabase::create(database);
    let token = token_of(&succeed(&database, &["tenant", "create", "torn", "Torn"]));
    let mut process = Process::start(&database);
    let shop = Merchant::unfurnished(&process.base, "torn", &token);
    // Compiling takes long enough to be killed in the middle of.
    let publishing = shop.publish(package_of("promotions", |manifest| manifest));
    let killing = async {
        loop {
            let asked = entries(&shop, "&operation=publish_package").await;
            if let Some(entry) = asked.first() {
                process.child.kill().expect("it is there");
                process.child.wait().expect("it ends");
                return entry.clone();
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let entry = tokio::select! {
        entry = killing => entry,
        _ = publishing => panic!("it was published before it could be interrupted"),
    };
    assert_eq!(entry["outcome"], "asked");
    let process = Process::start(&database);
    let shop = Merchant::unfurnished(&process.base, "torn", &token);
    let after = entries(&shop, "&operation=publish_package").await;
    assert_eq!((after.len(), &after[0]["outcome"]), (1, &json!("asked")), "nobody knows what came of it");
    drop(process);
    assert!(succeed(&database, &["audit", "verify"]).contains("1 not sealed yet"));
}

/// Runs SQL behind everybody's back.
pub fn tamper(database: &TestDatabase, sql: &str) {
    let status = match database.url.strip_prefix("sqlite://") {
        Some(path) => {
            let path = path.split('?').next().expect("a path");
            let script = "import sqlite3,sys; db=sqlite3.connect(sys.argv[1]); db.executescript(sys.argv[2]); db.commit()";
            Command::new("python3").args(["-c", script, path, sql]).status()
        }
        None => Command::new("psql")
            .args(["--quiet", "--no-psqlrc", "-v", "ON_ERROR_STOP=1", &database.url, "-c", sql])
            .status(),
    };
    assert!(status.expect("it runs").success(), "{sql}");
}

async fn the_command_line_proves_exports_and_signs(database: Database) {
    let database = TestDatabase::create(database);
    let kept = database.folder.join("checkpoints.jsonl");
    let kept = kept.to_str().expect("a path");
    let created = succeed(&database, &["tenant", "create", "signed", "Signed"]);
    {
        let process = Process::start(&database);
        let shop = Merchant::unfurnished(&process.base, "signed", &token_of(&created));
        for n in 0..3 {
            let entity = json!({ "name": format!("E{n}"), "tax_id": "=1+1", "currency": "CNY", "tax_mode": "inclusive" });
            shop.put(&format!("/v1/legal-entities/{}", id()), entity).await.ok();
        }
    }
    assert_eq!(
        succeed(&database, &["audit", "checkpoint", "--audit-checkpoints", kept]).trim(),
        "1 chains signed"
    );
    assert_eq!(
        succeed(&database, &["audit", "checkpoint", "--audit-checkpoints", kept]).trim(),
        "0 chains signed"
    );
    let verify = ["audit", "verify", "--tenant", "signed", "--checkpoints", kept];
    let proved = succeed(&database, &verify);
    assert!(
        proved.contains("4 entries sealed from 1 to 4, 0 not sealed yet")
            && proved.trim().ends_with(" sound"),
        "{proved}"
    );
    succeed(&database, &["doctor"]);

    // Both forms say the same of each entry.
    let lines = succeed(&database, &["audit", "export", "--tenant", "signed"]);
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 4);
    assert_eq!((&lines[0]["operation"], &lines[0]["actor_id"]), (&json!("create_tenant"), &json!("auditor")));
    assert_eq!((&lines[3]["seq"], &lines[3]["operation"]), (&json!("4"), &json!("put_legal_entity")));
    let csv = succeed(&database, &["audit", "export", "--tenant", "signed", "--format", "csv"]);
    assert_eq!(csv.lines().count(), 5);
    assert!(csv.lines().nth(4).unwrap().contains(lines[3]["hash"].as_str().unwrap()));

    // Nothing is old enough to go.
    let refused = run(&database, &["audit", "prune", "--tenant", "signed", "--before", "2999-01-01"]);
    assert!(!refused.status.success());
    assert!(String::from_utf8_lossy(&refused.stderr).contains("180 days"));

    // Somebody with the database in hand.
    let found = |expected: &str| {
        let output = run(&database, &verify);
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(!output.status.success() && text.contains(expected), "{text}");
    };
    tamper(&database, "UPDATE audit_entry SET actor_id = 'somebody else' WHERE seq = 2");
    found("entry 2 (");
    assert!(!run(&database, &["doctor"]).status.success());
    tamper(
        &database,
        &format!(
            "UPDATE audit_entry SET actor_id = '{}' WHERE seq = 2",
            lines[1]["actor_id"].as_str().unwrap()
        ),
    );
    succeed(&database, &verify);
    tamper(&database, "DELETE FROM audit_entry WHERE seq >= 4");
    tamper(
        &database,
        "UPDATE audit_chain SET head_seq = 3, head_hash = (SELECT hash FROM audit_entry WHERE seq = 3)",
    );
    tamper(&database, "DELETE FROM audit_checkpoint");
    found("the tail was cut");
    // And with the file, but without the key.
    let forged = std::fs::read_to_string(kept).unwrap().replace("\"seq\":4", "\"seq\":3");
    std::fs::write(kept, forged).unwrap();
    found("no trusted key signed");
}

async fn an_answer_that_comes_late_is_an_entry_of_its_own(database: Database) {
    let shop = Shop::open(database).await;
    let store = &shop.server.store;
    let act = Act::change(HOST_TENANT, Actor::host("schedule"), "take_backup", ("backup", String::new()));
    let asked = ask(store, 1_000, act).await.unwrap();
    // An hour: it was given up meanwhile.
    assert!(store.seal_audit(3_600_000).await.unwrap() > 0);
    complete(store, 3_600_001, asked, Answer::done(None)).await;
    let told =
        store.list_audit(HOST_TENANT, &AuditFilter::default(), &Default::default()).await.unwrap().items;
    assert_eq!(told.iter().map(|entry| entry.outcome).collect::<Vec<_>>(), [Outcome::Done, Outcome::Asked]);
    assert_eq!(
        (told[0].asked.object_kind.as_str(), &told[0].asked.object_id),
        ("audit_entry", &told[1].asked.id.to_string())
    );
}
