//! Packages, installations, snapshots; requests done once; exceptions for people.

use crate::support::{Shop, digest, on_both};
use bodega_domain::ids::InstallationId;
use bodega_domain::org::Reach;
use bodega_domain::pricing::Stage;
use bodega_store::exceptions::Exception;
use bodega_store::installations::{Installation, Snapshot};
use bodega_store::packages::PackageRecord;
use bodega_store::requests::{BeginRequest, RequestKey, StoredAnswer};
use bodega_store::{Backend, PageRequest, StoreError};
use uuid::Uuid;

on_both! {
    async fn an_installation_keeps_its_snapshot_and_old_snapshots_stay(db) {
        let shop = Shop::open(&db.store).await;
        let package = PackageRecord {
            digest: digest("p"),
            name: "promotions".to_owned(),
            version: "1.0.0".to_owned(),
            manifest_json: r#"{"name":"promotions"}"#.to_owned(),
            component: digest("c"),
            created_at_ms: 3,
        };
        db.store.put_package(&package, b"bytes", b"wasm").await.unwrap();
        db.store.put_package(&package, b"other", b"other").await.unwrap();
        assert_eq!(db.store.get_package(&package.digest).await.unwrap(), Some(package.clone()));
        assert_eq!(db.store.package_bytes(&package.digest).await.unwrap().unwrap(), b"bytes", "immutable");
        assert_eq!(db.store.component_bytes(&package.component).await.unwrap().unwrap(), b"wasm");
        assert_eq!(db.store.component_bytes(&digest("x")).await.unwrap(), None);
        assert_eq!(db.store.list_packages(Some("promotions")).await.unwrap(), std::slice::from_ref(&package));
        assert!(db.store.list_packages(Some("other")).await.unwrap().is_empty());

        let installation = Installation {
            id: InstallationId(Uuid::now_v7()),
            plugin: "promotions".to_owned(),
            version: "1.0.0".to_owned(),
            package: package.digest.clone(),
            component: package.component.clone(),
            stage: Some(Stage::Redemption),
            position: -3,
            is_enabled: true,
            cap_ppm: Some(500_000),
            settings_json: r#"{"a":1}"#.to_owned(),
            events: vec!["sale.committed.v1".to_owned()],
            permissions_json: "[]".to_owned(),
            status: "active".to_owned(),
            snapshot: None,
            created_at_ms: 1,
            updated_at_ms: 2,
        };
        let version = db.store.installations_version(shop.tenant).await.unwrap();
        db.store.put_installation(shop.tenant, &installation).await.unwrap();
        assert_eq!(db.store.list_installations(shop.tenant).await.unwrap(), std::slice::from_ref(&installation));
        assert_eq!(db.store.current_snapshot(shop.tenant, installation.id).await.unwrap(), None);
        let snapshot = |text: &str| Snapshot {
            digest: digest(text),
            bytes: text.as_bytes().to_vec(),
            keys_json: "[]".to_owned(),
            legends_json: "{}".to_owned(),
            created_at_ms: 9,
        };
        for text in ["one", "two"] {
            db.store.put_snapshot(shop.tenant, installation.id, &snapshot(text)).await.unwrap();
        }
        db.store.put_installation(shop.tenant, &Installation { position: 4, ..installation.clone() }).await.unwrap();
        let stored = db.store.get_installation(shop.tenant, installation.id).await.unwrap().unwrap();
        assert_eq!((stored.position, stored.snapshot), (4, Some(digest("two"))));
        let current = db.store.current_snapshot(shop.tenant, installation.id).await.unwrap();
        assert_eq!(current, Some(snapshot("two")));
        let old = db.store.get_snapshot(shop.tenant, installation.id, &digest("one")).await.unwrap();
        assert_eq!(old, Some(snapshot("one")));
        assert_eq!(db.store.installations_version(shop.tenant).await.unwrap(), version + 4);
        let stranger = Shop::open(&db.store).await;
        assert_eq!(db.store.get_installation(stranger.tenant, installation.id).await.unwrap(), None);
    }
}

on_both! {
    async fn a_request_is_done_once_and_answered_the_same(db) {
        let shop = Shop::open(&db.store).await;
        let key = RequestKey { tenant: shop.tenant, route: "POST /v1/members".to_owned(), key: "k1".to_owned() };
        let begin = async |body: &str, now_ms| db.store.begin_request(&key, &digest(body), now_ms, 1_000).await.unwrap();
        assert_eq!(begin("a", 0).await, BeginRequest::New);
        assert_eq!(begin("a", 10).await, BeginRequest::InProgress);
        assert_eq!(begin("b", 10).await, BeginRequest::KeyReused);
        assert_eq!(begin("a", 1_000).await, BeginRequest::New, "the first call died");
        assert_eq!(begin("a", 1_010).await, BeginRequest::InProgress);
        db.store.abandon_request(&key).await.unwrap();
        assert_eq!(begin("c", 1_020).await, BeginRequest::New);
        let answer = StoredAnswer { status: 201, body: r#"{"id":1}"#.to_owned() };
        db.store.finish_request(&key, &answer).await.unwrap();
        assert_eq!(begin("c", 9_999).await, BeginRequest::Answered(answer));
        db.store.abandon_request(&key).await.unwrap();
        assert!(matches!(begin("c", 9_999).await, BeginRequest::Answered(_)), "an answer is not given up");
        assert_eq!(db.store.purge_requests(9_000).await.unwrap(), 1);
        assert_eq!(begin("d", 9_999).await, BeginRequest::New);
    }
}

on_both! {
    async fn exceptions_wait_for_a_person(db) {
        let shop = Shop::open(&db.store).await;
        let exception = |raised_at_ms| Exception {
            id: Uuid::now_v7(),
            kind: "payment.late".to_owned(),
            document: Some(Uuid::now_v7()),
            message_json: "{}".to_owned(),
            raised_at_ms,
            resolved_at_ms: None,
            resolution: None,
        };
        let all = [exception(1), exception(1), exception(2)];
        for exception in &all {
            db.store.raise_exception(shop.tenant, exception).await.unwrap();
            db.store.raise_exception(shop.tenant, exception).await.unwrap();
        }
        let first = db.store.list_exceptions(shop.tenant, &Reach::Everywhere, &PageRequest::first(2)).await.unwrap();
        let next = PageRequest { after: first.next, limit: 2 };
        let rest = db.store.list_exceptions(shop.tenant, &Reach::Everywhere, &next).await.unwrap();
        assert_eq!([first.items, rest.items].concat(), all);
        assert!(db.store.resolve_exception(shop.tenant, all[0].id, "refunded", 5, &Reach::Everywhere).await.unwrap());
        assert!(!db.store.resolve_exception(shop.tenant, all[0].id, "again", 6, &Reach::Everywhere).await.unwrap());
        assert_eq!(db.store.list_exceptions(shop.tenant, &Reach::Everywhere, &PageRequest::default()).await.unwrap().items.len(), 2);
    }
}

on_both! {
    async fn a_backup_is_a_database_of_its_own(db) {
        let shop = Shop::open(&db.store).await;
        let commit = shop.sale(1);
        db.store.commit_sale(commit.clone()).await.unwrap();
        let path = std::env::temp_dir().join(format!("bodega-backup-{}.db", Uuid::now_v7()));
        let copied = db.store.backup_to(&path.display().to_string()).await;
        if db.store.backend() == Backend::Postgres {
            assert!(matches!(copied, Err(StoreError::Refused(_))));
            return;
        }
        copied.unwrap();
        let url = format!("sqlite://{}?mode=rwc", path.display());
        let copy = bodega_store::Store::connect(&url, Default::default()).await.unwrap();
        assert_eq!(copy.get_sale(shop.tenant, commit.sale.id).await.unwrap(), Some(commit.sale));
        copy.close().await;
        std::fs::remove_file(path).unwrap();
    }
}
