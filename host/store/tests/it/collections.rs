//! Collections: documents pass their schema, versions are checked, lists are exact.

use crate::support::{Shop, TestDb, on_both};
use bodega_store::PageRequest;
use bodega_store::collections::{
    Collection, DOCUMENT_MAX, DeclareError, DocumentError, DocumentWrite, FieldTest, FieldValue,
};

fn collection(name: &str, indexed: &[&str]) -> Collection {
    let schema = r#"{"type":"object","properties":{"n":{"type":"integer"},"code":{"pattern":"^[A-Z]+$"}}}"#;
    Collection {
        name: name.to_owned(),
        schema_json: schema.to_owned(),
        is_compiled: false,
        indexed: indexed.iter().map(|field| (*field).to_owned()).collect(),
    }
}

fn put(key: &str, body: &str, expected: Option<u64>) -> DocumentWrite {
    DocumentWrite {
        collection: "rules".to_owned(),
        key: key.to_owned(),
        body: Some(body.to_owned()),
        expected_version: expected,
    }
}

async fn declared(db: &TestDb, indexed: &[&str]) -> Shop {
    let shop = Shop::open(&db.store).await;
    db.store.declare_collections(shop.tenant, "promo", &[collection("rules", indexed)]).await.unwrap();
    shop
}

on_both! {
    async fn versions_count_up_and_a_stale_writer_is_told(db) {
        let shop = declared(&db, &[]).await;
        let write = async |writes: &[DocumentWrite]| db.store.put_documents(shop.tenant, "promo", writes, 5).await;
        assert_eq!(write(&[put("a", "{}", Some(0))]).await.unwrap(), [1]);
        assert_eq!(write(&[put("a", r#"{"n":1}"#, None), put("a", r#"{"n":2}"#, Some(2))]).await.unwrap(), [2, 3]);
        let stale = write(&[put("b", "{}", None), put("a", "{}", Some(2))]).await;
        assert!(matches!(stale, Err(DocumentError::VersionConflict { current: 3, .. })), "{stale:?}");
        assert_eq!(db.store.get_document(shop.tenant, "promo", "rules", "b").await.unwrap(), None, "all or none");
        let stored = db.store.get_document(shop.tenant, "promo", "rules", "a").await.unwrap().unwrap();
        assert_eq!((stored.version, stored.body.as_str(), stored.updated_at_ms), (3, r#"{"n":2}"#, 5));
        assert_eq!(db.store.get_document(shop.tenant, "other", "rules", "a").await.unwrap(), None);
        let delete = DocumentWrite { body: None, ..put("a", "", Some(3)) };
        assert_eq!(write(std::slice::from_ref(&delete)).await.unwrap(), [0]);
        let gone = write(&[delete]).await;
        assert!(matches!(gone, Err(DocumentError::VersionConflict { current: 0, .. })));
    }
}

on_both! {
    async fn of_writers_at_once_each_version_is_won_by_one(db) {
        let shop = declared(&db, &["n"]).await;
        let other = db.another().await;
        for version in 0..4u64 {
            let mut tasks = Vec::new();
            for n in 0..8 {
                let store = if n % 2 == 0 { db.store.clone() } else { other.clone() };
                let (tenant, write) = (shop.tenant, put("a", &format!(r#"{{"n":{n}}}"#), Some(version)));
                tasks.push(tokio::spawn(async move { store.put_documents(tenant, "promo", &[write], 1).await }));
            }
            let mut won = 0;
            for task in tasks {
                match task.await.unwrap() {
                    Ok(versions) => {
                        assert_eq!(versions, [version + 1]);
                        won += 1;
                    }
                    Err(DocumentError::VersionConflict { .. }) => {}
                    Err(error) => panic!("{error:?}"),
                }
            }
            assert_eq!(won, 1);
        }
        other.close().await;
    }
}

on_both! {
    async fn what_breaks_schema_or_limits_is_refused(db) {
        let shop = declared(&db, &[]).await;
        let refused = async |write: DocumentWrite| {
            match db.store.put_documents(shop.tenant, "promo", &[put("ok", "{}", None), write], 5).await {
                Err(DocumentError::Invalid { message, .. }) => message,
                other => panic!("{other:?}"),
            }
        };
        assert!(refused(put("a", r#"{"n":"one"}"#, None)).await.contains("/n"), "it says where");
        refused(put("a", r#"{"code":"abc"}"#, None)).await;
        refused(put("a", "not json", None)).await;
        refused(put("", "{}", None)).await;
        refused(put("a\u{0}b", "{}", None)).await;
        refused(put(&"k".repeat(201), "{}", None)).await;
        refused(put("a", &format!("\"{}\"", "x".repeat(DOCUMENT_MAX)), None)).await;
        let unknown = DocumentWrite { collection: "other".to_owned(), ..put("a", "{}", None) };
        let unknown = db.store.put_documents(shop.tenant, "promo", &[unknown], 5).await;
        assert!(matches!(unknown, Err(DocumentError::UnknownCollection { .. })));
        assert_eq!(db.store.get_document(shop.tenant, "promo", "rules", "ok").await.unwrap(), None);

        let declare = async |collection: Collection| {
            db.store.declare_collections(shop.tenant, "promo", &[collection]).await
        };
        let remote = r#"{"$ref":"https://example.com/x.json"}"#.to_owned();
        let remote = declare(Collection { schema_json: remote, ..collection("rules", &[]) }).await;
        assert!(matches!(remote, Err(DeclareError::Schema { .. })), "{remote:?}");
        let many = declare(collection("rules", &["a", "b", "c", "d", "e", "f", "g", "h", "i"])).await;
        assert!(matches!(many, Err(DeclareError::Limits { .. })));
        assert_eq!(db.store.list_collections(shop.tenant, "promo").await.unwrap(), [collection("rules", &[])]);
    }
}

on_both! {
    async fn thousands_are_written_at_once_and_listed_by_prefix(db) {
        let shop = declared(&db, &["n", "code"]).await;
        let version = db.store.installations_version(shop.tenant).await.unwrap();
        let writes: Vec<DocumentWrite> = (0..2_500)
            .map(|n| put(&format!("{}/{n:05}", if n % 2 == 0 { "even" } else { "odd" }), &format!(r#"{{"n":{n}}}"#), None))
            .collect();
        db.store.put_documents(shop.tenant, "promo", &writes, 1).await.unwrap();
        db.store.put_documents(shop.tenant, "promo", &writes, 2).await.unwrap();
        let mut page = PageRequest::default();
        let mut keys = Vec::new();
        loop {
            let list = db.store.list_documents(shop.tenant, "promo", "rules", "even/", &page).await.unwrap();
            keys.extend(list.items.into_iter().map(|document| document.key));
            match list.next {
                Some(next) => page.after = Some(next),
                None => break,
            }
        }
        assert_eq!(keys.len(), 1_250);
        assert!(keys.is_sorted() && keys.iter().all(|key| key.starts_with("even/")));
        let wanted = vec![keys[7].clone(), "nothing".to_owned()];
        let found = db.store.get_documents(shop.tenant, "promo", "rules", &wanted).await.unwrap();
        assert_eq!((found.len(), found[0].version), (1, 2));
        assert_eq!(db.store.installations_version(shop.tenant).await.unwrap(), version);
    }
}

on_both! {
    async fn indexed_fields_select_by_equality_and_range_also_after_an_index_was_added(db) {
        let shop = declared(&db, &[]).await;
        let writes: Vec<DocumentWrite> = (-20..20)
            .map(|n: i64| put(&format!("k{:02}", n + 20), &format!(r#"{{"n":{n},"code":"{}"}}"#, if n % 2 == 0 { "EVEN" } else { "ODD" }), None))
            .collect();
        db.store.put_documents(shop.tenant, "promo", &writes, 1).await.unwrap();
        db.store.declare_collections(shop.tenant, "promo", &[collection("rules", &["n", "code"])]).await.unwrap();
        let remove = DocumentWrite { body: None, ..put("k18", "", None) };
        db.store.put_documents(shop.tenant, "promo", &[remove, put("k16", r#"{"n":100}"#, None)], 1).await.unwrap();
        let tests = [
            FieldTest { field: "n".to_owned(), from: FieldValue::Number(-9), to: FieldValue::Number(3) },
            FieldTest::is("code", FieldValue::Text("EVEN".to_owned())),
        ];
        let mut numbers = Vec::new();
        let mut page = PageRequest::first(2);
        loop {
            let list = db.store.select_documents(shop.tenant, "promo", "rules", &tests, &page).await.unwrap();
            numbers.extend(list.items.iter().map(|document| {
                serde_json::from_str::<serde_json::Value>(&document.body).unwrap()["n"].as_i64().unwrap()
            }));
            match list.next {
                Some(next) => page.after = Some(next),
                None => break,
            }
        }
        assert_eq!(numbers, [-8, -6, 0, 2]);
    }
}

on_both! {
    async fn documents_that_a_new_schema_refuses_are_found(db) {
        let shop = declared(&db, &["n"]).await;
        let old: Vec<DocumentWrite> =
            (0..25).map(|n| put(&format!("k{n:02}"), &format!(r#"{{"n":{n},"code":"A"}}"#), None)).collect();
        db.store.put_documents(shop.tenant, "promo", &old, 1).await.unwrap();
        let check = async |schema: &str, after: Option<&str>| {
            db.store.check_documents(shop.tenant, "promo", "rules", schema, after, 10).await
        };
        assert!(matches!(check("{\"type\":7}", None).await, Err(DeclareError::Schema { .. })));
        let limits = r#"{"properties":{"n":{"maximum":12}}}"#;
        let first = check(limits, None).await.unwrap();
        assert_eq!((first.checked, first.next_key.as_deref(), first.rejected.len()), (10, Some("k09"), 0));
        let second = check(limits, Some("k09")).await.unwrap();
        let rejected: Vec<(&str, &str)> =
            second.rejected.iter().map(|r| (r.key.as_str(), r.pointer.as_str())).collect();
        let expected: Vec<String> = (13..20).map(|n| format!("k{n}")).collect();
        assert_eq!(rejected, expected.iter().map(|key| (key.as_str(), "/n")).collect::<Vec<_>>());
        let last = check(limits, Some("k19")).await.unwrap();
        assert_eq!((last.checked, last.next_key, last.rejected.len()), (5, None, 5));
    }
}
