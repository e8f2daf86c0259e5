//! Backups, the way a merchant takes them: while shops sell, proved on a scratch database, brought back after a loss.

use crate::audit::{Process, bodega, succeed, token_of};
use crate::both;
use bodega_server::backup::{Place, make_key, spawn};
use bodega_testkit::{Database, Merchant, Shop, TestDatabase, line, package_of};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

both!(what_is_lost_comes_back_as_it_was, a_backup_is_taken_when_it_is_due,);

/// A database with a place for backups and a key.
struct Site {
    database: TestDatabase,
    place: PathBuf,
    key: PathBuf,
}

impl Site {
    fn new(database: Database) -> Self {
        let database = TestDatabase::create(database);
        let (place, key) = (database.folder.join("backups"), database.folder.join("backup.key"));
        succeed(&database, &["backup", "keygen", key.to_str().expect("a path")]);
        Site { database, place, key }
    }

    fn run_with(&self, key: &Path, arguments: &[&str]) -> Output {
        let mut command = bodega(&self.database);
        command.env("BODEGA_BACKUP_TO", &self.place).env("BODEGA_BACKUP_KEY_FILE", key);
        command.args(arguments).output().expect("the binary starts")
    }

    fn succeed(&self, arguments: &[&str]) -> String {
        let output = self.run_with(&self.key, arguments);
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{arguments:?}: {out}\n{err}");
        out.into_owned()
    }

    fn refuse(&self, key: &Path, arguments: &[&str], why: &str) {
        let output = self.run_with(key, arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && said.contains(why), "{arguments:?}: {said}");
    }

    /// A file as plugins' files are kept.
    fn file(&self) -> PathBuf {
        let digest = Sha256::digest(FILE).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let folder = self.database.folder.join("files/01890000-0000-7000-8000-000000000001");
        folder.join(format!("01890000-0000-7000-8000-000000000002-{digest}"))
    }
}

const FILE: &[u8] = b"a statement of October";

/// All sales, by id.
async fn sales(shop: &Merchant) -> Vec<Value> {
    let (mut all, mut after) = (Vec::new(), String::new());
    loop {
        let page = shop.get(&format!("/v1/sales?limit=500{after}")).await.ok();
        all.extend(page["items"].as_array().expect("items").iter().cloned());
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return all,
        }
    }
}

async fn what_is_lost_comes_back_as_it_was(database: Database) {
    let site = Site::new(database);
    let file = site.file();
    std::fs::create_dir_all(file.parent().expect("a folder")).unwrap();
    std::fs::write(&file, FILE).unwrap();
    let token = token_of(&succeed(&site.database, &["tenant", "create", "kept", "Kept"]));
    let (listed, one) = {
        let process = Process::start(&site.database);
        let shop = Merchant::set_up(&process.base, "kept", &token, "inclusive").await;
        shop.product("tea", 1250, &["tea"]).await;
        shop.install_package(package_of("promotions", |manifest| manifest), json!({})).await;
        let basket = shop.basket(vec![line("tea", "2")]);
        let first = shop.sell(&basket).await;
        // Tills sell on while a backup is taken and proved.
        let is_over = AtomicBool::new(false);
        let selling = async {
            let mut sold = 0;
            while !is_over.load(Ordering::SeqCst) {
                shop.sell(&basket).await;
                sold += 1;
            }
            sold
        };
        let backing_up = async {
            let mut command = tokio::process::Command::from(bodega(&site.database));
            command.env("BODEGA_BACKUP_TO", &site.place).env("BODEGA_BACKUP_KEY_FILE", &site.key);
            let output = command.args(["backup", "--verify"]).output().await.expect("the binary starts");
            is_over.store(true, Ordering::SeqCst);
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            String::from_utf8_lossy(&output.stdout).into_owned()
        };
        let (sold, taken) = tokio::join!(selling, backing_up);
        assert!(taken.contains("is good") && sold > 0, "{sold} sales: {taken}");
        (sales(&shop).await, first)
    };
    // What is sold after it is in the next one.
    let taken = site.succeed(&["backup", "--verify"]);
    assert!(taken.contains("is good"), "{taken}");
    assert_eq!(site.succeed(&["backup", "list"]).lines().count(), 2);
    assert!(site.succeed(&["doctor"]).contains("(0 h old), sound"));

    // Nothing is overwritten, and only the key opens it.
    site.refuse(&site.key, &["restore"], "--force");
    let other = site.database.folder.join("other.key");
    make_key(&other).unwrap();
    site.refuse(&other, &["restore", "--force"], "it was sealed with key");
    let newest = taken.lines().next().unwrap().to_owned();
    damaged(&site, &newest);

    // The disk is gone; for PostgreSQL what is left of it is set aside.
    std::fs::remove_file(&file).unwrap();
    let _ = std::fs::remove_dir_all(site.database.folder.join("registry"));
    for name in
        ["bodega.db", "bodega.db-wal", "bodega.db-shm", "registry.db", "registry.db-wal", "registry.db-shm"]
    {
        let _ = std::fs::remove_file(site.database.folder.join(name));
    }
    let restored = site.succeed(&["restore", "--force"]);
    assert!(restored.contains(&newest), "{restored}");
    let books = site.succeed(&["doctor"]);
    assert!(books.contains("sound") && !books.contains("NOT SOUND"), "{books}");
    assert_eq!(std::fs::read(&file).unwrap(), FILE);
    let process = Process::start(&site.database);
    let mut shop = Merchant::unfurnished(&process.base, "kept", &token);
    assert_eq!(sales(&shop).await, listed);
    // The till sells on, with the plugin that was installed.
    (shop.store, shop.terminal) = (text(&one["store"]), text(&one["terminal"]));
    let again = shop.sell(&shop.basket(vec![line("tea", "2")])).await;
    assert_eq!(again["total_minor"], one["total_minor"]);
    let path = format!("/v1/sales/{}/explain", text(&one["id"]));
    assert_eq!(shop.get(&path).await.ok()["is_proved"], true);
    assert_eq!(site.succeed(&["backup", "prune"]), "");
    assert_eq!(site.succeed(&["backup", "list"]).lines().count(), 1, "one a day");
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// A backup that was changed or cut off is refused, whatever is asked of it.
fn damaged(site: &Site, name: &str) {
    let path = site.place.join(name);
    let good = std::fs::read(&path).unwrap();
    let mut changed = good.clone();
    let middle = changed.len() / 2;
    changed[middle] ^= 1;
    for bad in [&changed[..], &good[..good.len() - 100], &good[..good.len() / 2]] {
        std::fs::write(&path, bad).unwrap();
        site.refuse(&site.key, &["backup", "verify"], "changed or cut off");
        site.refuse(&site.key, &["restore", "--force"], "changed or cut off");
    }
    std::fs::write(&path, good).unwrap();
    assert!(site.succeed(&["backup", "verify"]).contains("is good"));
}

async fn a_backup_is_taken_when_it_is_due(database: Database) {
    let shop = Shop::open(database).await;
    let folder = shop.server.config.data_dir.clone();
    let mut config = shop.server.config.clone();
    config.backup.to = Some(folder.join("backups").to_string_lossy().into_owned());
    config.backup.schedule = Some("0 3 * * *".to_owned());
    let (_stop, stopped) = tokio::sync::watch::channel(false);
    let clock = || shop.server.app.now_ms();
    let missing = spawn(&config, shop.server.store.clone(), || 0, stopped.clone());
    assert!(missing.err().is_some_and(|error| error.to_string().contains("keygen")), "said at the start");
    config.backup.key = Some(folder.join("backup.key"));
    make_key(&folder.join("backup.key")).unwrap();
    config.backup.schedule = Some("at night".to_owned());
    assert!(spawn(&config, shop.server.store.clone(), || 0, stopped.clone()).is_err());
    config.backup.schedule = Some("0 3 * * *".to_owned());

    // A day goes by between the first look at the clock and the next.
    let (now, looks) = (clock(), Arc::new(AtomicI64::new(0)));
    let jump = move || now + if looks.fetch_add(1, Ordering::SeqCst) == 0 { 0 } else { 86_400_000 };
    let task = spawn(&config, shop.server.store.clone(), jump, stopped).unwrap().expect("a schedule");
    let place = Place::of(&config).unwrap();
    for _ in 0..600 {
        if !place.list().await.unwrap().is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let all = place.list().await.unwrap();
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].taken_at_ms / 1000, (now + 86_400_000) / 1000);
    // Nobody asked: the host's own trail tells of it.
    tokio::time::timeout(Duration::from_secs(30), async {
        loop {
            let host = bodega_app::audit::HOST_TENANT;
            let filter = bodega_app::audit::AuditFilter {
                operation: Some("take_backup".to_owned()),
                ..Default::default()
            };
            let told = shop.server.store.list_audit(host, &filter, &Default::default()).await.unwrap();
            if told.items.first().is_some_and(|entry| entry.asked.object_id == all[0].name) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    })
    .await
    .expect("an entry");
    task.abort();
}
