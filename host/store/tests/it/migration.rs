//! Documents on their way to another version's schemas: staged beside, put in place with the switch, or not at all.

use crate::support::{Shop, TestDb, digest, install, on_both};
use bodega_domain::ids::InstallationId;
use bodega_store::collections::{Collection, Document, DocumentError, DocumentWrite, FieldTest, FieldValue};
use bodega_store::effects::{ApplyEffects, ApplyError, Effects, EffectsRefused};
use bodega_store::installations::{
    Change, Finished, Installation, Migration, MigrationLease, MigrationState, NewMigration, Outcome, Plan,
    Staged, Staging, TimelineEntry,
};
use bodega_store::{PageRequest, Store};
use uuid::Uuid;

const LEASE_MS: i64 = 1_000;

fn entry(kind: &str) -> TimelineEntry {
    let (actor, details_json) = ("ann".to_owned(), "{}".to_owned());
    TimelineEntry { seq: 0, at_ms: 1, kind: kind.to_owned(), actor, details_json }
}

fn collection(schema: &str, indexed: &[&str]) -> Collection {
    Collection {
        name: "cards".to_owned(),
        schema_json: schema.to_owned(),
        is_compiled: false,
        indexed: indexed.iter().map(|field| (*field).to_owned()).collect(),
    }
}

/// Version 1 has `n`, version 2 has `m` and refuses `n`.
fn one() -> Collection {
    collection(r#"{"required":["n"]}"#, &["n"])
}

fn two() -> Collection {
    collection(r#"{"required":["m"],"not":{"required":["n"]}}"#, &["m"])
}

fn put(key: &str, body: &str) -> DocumentWrite {
    let (collection, key, body) = ("cards".to_owned(), key.to_owned(), Some(body.to_owned()));
    DocumentWrite { collection, key, body, expected_version: None }
}

/// A plugin with cards `k00` to `k24`, and its migration.
async fn begun(db: &TestDb) -> (Shop, InstallationId) {
    let shop = Shop::open(&db.store).await;
    let id = install(&db.store, &shop).await;
    db.store.declare_collections(shop.tenant, "loyalty", &[one()]).await.unwrap();
    let cards: Vec<_> = (0..25).map(|n| put(&format!("k{n:02}"), &format!(r#"{{"n":{n}}}"#))).collect();
    db.store.put_documents(shop.tenant, "loyalty", &cards, 1).await.unwrap();
    assert!(db.store.start_migration(shop.tenant, &wanted(id), &entry("started")).await.unwrap());
    assert!(!db.store.start_migration(shop.tenant, &wanted(id), &entry("again")).await.unwrap());
    (shop, id)
}

fn wanted(id: InstallationId) -> NewMigration {
    NewMigration {
        installation: id,
        plugin: "loyalty".to_owned(),
        from: digest("package"),
        from_version: "0.1.0".to_owned(),
        to: digest("package 2"),
        to_version: "0.2.0".to_owned(),
        collections: vec!["cards".to_owned()],
        target_json: "{}".to_owned(),
        started_at_ms: 1,
        started_by: "ann".to_owned(),
    }
}

/// What the new version makes of a document: `n` becomes `m`; a negative one goes.
fn migrated((collection, document): (String, Document)) -> Staged {
    let n = serde_json::from_str::<serde_json::Value>(&document.body).unwrap()["n"].as_i64().unwrap();
    let outcome = if n < 0 { Outcome::Remove } else { Outcome::Replace(format!(r#"{{"m":{n}}}"#)) };
    Staged { collection, document, outcome }
}

async fn stage(store: &Store, lease: &MigrationLease, after: &str, max: u32, now_ms: i64) -> Vec<String> {
    let found = store.documents_to_migrate(lease, ("cards", after), max).await.unwrap();
    let batch: Vec<Staged> = found.into_iter().map(migrated).collect();
    let staging = store.stage_documents(lease, &[two()], &batch, now_ms + LEASE_MS).await.unwrap();
    assert_eq!(staging, Staging::Done);
    batch.into_iter().map(|staged| staged.document.key).collect()
}

async fn finish(store: &Store, shop: &Shop, lease: &MigrationLease) -> Finished {
    let id = lease.migration.wanted.installation;
    let before = store.get_installation(shop.tenant, id).await.unwrap().unwrap();
    let to = Installation { package: digest("package 2"), version: "0.2.0".to_owned(), ..before };
    let (from, plan, switched) = (digest("package"), Plan::default(), entry("switched"));
    let change = Change {
        from: Some(&from),
        to: &to,
        plan: &plan,
        snapshot: None,
        collections: &[two()],
        entry: &switched,
    };
    store.finish_migration(lease, change, 9).await.unwrap()
}

async fn migration(store: &Store, shop: &Shop, id: InstallationId) -> Migration {
    store.get_migration(shop.tenant, id).await.unwrap().unwrap()
}

async fn bodies(store: &Store, shop: &Shop) -> Vec<(String, u64, String)> {
    let page = PageRequest::default();
    let found = store.list_documents(shop.tenant, "loyalty", "cards", "", &page).await.unwrap();
    found.items.into_iter().map(|document| (document.key, document.version, document.body)).collect()
}

async fn selected(store: &Store, shop: &Shop, field: &str, n: i64) -> usize {
    let tests = [FieldTest::is(field, FieldValue::Number(n))];
    let page = PageRequest::default();
    store.select_documents(shop.tenant, "loyalty", "cards", &tests, &page).await.unwrap().items.len()
}

on_both! {
    async fn documents_are_staged_beside_and_put_in_place_with_the_switch(db) {
        let (shop, id) = begun(&db).await;
        let before = bodies(&db.store, &shop).await;
        let lease = db.store.lease_migration(10, LEASE_MS).await.unwrap().unwrap();
        assert!(db.another().await.lease_migration(10, LEASE_MS).await.unwrap().is_none(), "one node at a time");
        assert_eq!(stage(&db.store, &lease, "", 10, 10).await.len(), 10);
        assert_eq!(bodies(&db.store, &shop).await, before, "nothing of it shows");
        assert_eq!((migration(&db.store, &shop, id).await.staged, lease.migration.total), (10, 25));

        // The node dies; another goes on where it was once the lease has run out.
        assert!(db.store.lease_migration(10 + LEASE_MS - 1, LEASE_MS).await.unwrap().is_none());
        let heir = db.store.lease_migration(10 + LEASE_MS, LEASE_MS).await.unwrap().unwrap();
        assert_eq!(heir.migration.staged, 10);
        let first = stage(&db.store, &heir, "", 10, 20).await;
        assert_eq!(first[0], "k10", "what is staged stays");
        let late: Vec<Staged> = vec![];
        let late = db.store.stage_documents(&lease, &[two()], &late, 99).await.unwrap();
        assert_eq!((late, finish(&db.store, &shop, &lease).await), (Staging::Lost, Finished::Lost));

        // The version in use writes meanwhile: a staged one, a new one, one that goes, one that is deleted.
        let writes = [
            put("k00", r#"{"n":100}"#),
            put("new", r#"{"n":7}"#),
            put("k01", r#"{"n":-1}"#),
            DocumentWrite { body: None, ..put("k02", "") },
        ];
        db.store.put_documents(shop.tenant, "loyalty", &writes, 5).await.unwrap();
        assert_eq!(stage(&db.store, &heir, "k19", 500, 30).await, ["k20", "k21", "k22", "k23", "k24", "new"]);
        assert_eq!(finish(&db.store, &shop, &heir).await, Finished::Behind);
        assert_eq!(stage(&db.store, &heir, "", 500, 40).await, ["k00", "k01"]);
        assert_eq!(finish(&db.store, &shop, &heir).await, Finished::Done);

        let after = bodies(&db.store, &shop).await;
        assert_eq!(after.len(), 24, "{after:?}");
        assert_eq!(after[0], ("k00".to_owned(), 3, r#"{"m":100}"#.to_owned()));
        assert_eq!(after[1], ("k03".to_owned(), 2, r#"{"m":3}"#.to_owned()));
        let found = (
            selected(&db.store, &shop, "n", 5).await,
            selected(&db.store, &shop, "m", 5).await,
            selected(&db.store, &shop, "m", 100).await,
        );
        assert_eq!(found, (0, 1, 1), "the index is of the new bodies");
        assert_eq!(db.store.get_migration(shop.tenant, id).await.unwrap(), None);
        assert!(db.store.lease_migration(i64::MAX / 2, LEASE_MS).await.unwrap().is_none());
        let old = db.store.put_documents(shop.tenant, "loyalty", &[put("x", r#"{"n":1}"#)], 5).await;
        assert!(matches!(old, Err(DocumentError::Invalid { .. })), "{old:?}");
    }
}

on_both! {
    async fn a_migration_that_comes_to_nothing_leaves_no_trace(db) {
        let (shop, id) = begun(&db).await;
        let before = bodies(&db.store, &shop).await;
        let lease = db.store.lease_migration(10, LEASE_MS).await.unwrap().unwrap();
        let found = db.store.documents_to_migrate(&lease, ("", ""), 5).await.unwrap();
        let kept = found.into_iter().map(|(collection, document)| Staged { collection, document, outcome: Outcome::Keep });
        let refused = db.store.stage_documents(&lease, &[two()], &kept.collect::<Vec<_>>(), 99).await;
        assert!(matches!(refused, Err(DocumentError::Invalid { ref key, .. }) if key == "k00"), "{refused:?}");
        stage(&db.store, &lease, "", 10, 10).await;
        assert!(db.store.fail_migration(&lease, "k00 does not fit", &entry("failed")).await.unwrap());
        assert!(!db.store.fail_migration(&lease, "again", &entry("failed")).await.unwrap());
        let failed = migration(&db.store, &shop, id).await;
        assert_eq!((failed.state, failed.staged), (MigrationState::Failed, 0));
        assert_eq!(failed.error.as_deref(), Some("k00 does not fit"));
        assert!(db.store.lease_migration(i64::MAX / 2, LEASE_MS).await.unwrap().is_none());
        assert_eq!(finish(&db.store, &shop, &lease).await, Finished::Lost);
        assert_eq!(bodies(&db.store, &shop).await, before);

        // Another attempt takes its place; ending it forgets it, and so does a change of the installation.
        assert!(db.store.start_migration(shop.tenant, &wanted(id), &entry("started")).await.unwrap());
        let lease = db.store.lease_migration(10, LEASE_MS).await.unwrap().unwrap();
        stage(&db.store, &lease, "", 10, 10).await;
        assert!(db.store.drop_migration(shop.tenant, id, &entry("ended")).await.unwrap());
        assert!(!db.store.drop_migration(shop.tenant, id, &entry("ended")).await.unwrap());
        let late = db.store.stage_documents(&lease, &[two()], &[], 99).await.unwrap();
        assert_eq!(late, Staging::Lost);
        assert!(db.store.start_migration(shop.tenant, &wanted(id), &entry("started")).await.unwrap());
        let lease = db.store.lease_migration(10, LEASE_MS).await.unwrap().unwrap();
        assert_eq!(lease.migration.staged, 0);
        db.store.release_migration(&lease).await.unwrap();
        assert!(db.store.lease_migration(10, LEASE_MS).await.unwrap().is_some());
        db.store.remove_installation(shop.tenant, id, &entry("uninstalled")).await.unwrap();
        assert_eq!(db.store.get_migration(shop.tenant, id).await.unwrap(), None);
    }
}

on_both! {
    async fn writers_beside_the_switch_are_migrated_or_told(db) {
        let (shop, id) = begun(&db).await;
        let lease = db.store.lease_migration(10, LEASE_MS).await.unwrap().unwrap();
        let other = db.another().await;
        let tenant = shop.tenant;
        let writer = tokio::spawn(async move {
            let mut written = Vec::new();
            for n in 0..2_000 {
                let effects = Effects {
                    documents: vec![put(&format!("w{n:04}"), &format!(r#"{{"n":{n}}}"#))],
                    ..Effects::default()
                };
                let apply = ApplyEffects {
                    tenant,
                    installation: id,
                    plugin: "loyalty".to_owned(),
                    invocation: Uuid::now_v7(),
                    recorded_at_ms: 1,
                    effects,
                };
                match other.apply_effects(apply).await {
                    Ok(_) => written.push(n),
                    // Checked before the switch, committed after it; or checked after it.
                    Err(ApplyError::Refused(
                        EffectsRefused::CollectionChanged { .. } | EffectsRefused::InvalidDocument { .. },
                    )) => break,
                    Err(error) => panic!("{error}"),
                }
            }
            written
        });
        let mut finished = Finished::Behind;
        for _ in 0..500 {
            while !stage(&db.store, &lease, "", 100, 10).await.is_empty() {}
            finished = finish(&db.store, &shop, &lease).await;
            if finished != Finished::Behind {
                break;
            }
        }
        assert_eq!(finished, Finished::Done);
        let written = writer.await.unwrap();
        let mut page = PageRequest::first(500);
        let mut stored = Vec::new();
        loop {
            let found = db.store.list_documents(tenant, "loyalty", "cards", "w", &page).await.unwrap();
            stored.extend(found.items);
            match found.next {
                Some(next) => page.after = Some(next),
                None => break,
            }
        }
        assert_eq!(stored.len(), written.len(), "every acknowledged write is there once");
        assert!(stored.iter().all(|document| document.body.contains("\"m\"")), "and all are migrated");
    }
}
