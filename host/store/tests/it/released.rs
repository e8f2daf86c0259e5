//! Databases of every released schema, with a little in them, brought up to date. A release adds a folder to
//! `tests/released`: a dump of each database after a few sales.

use crate::support::{Shop, TestDb, run};
use bodega_store::PageRequest;
use bodega_store::sales::SaleFilter;
use std::path::{Path, PathBuf};

/// The dumps for one database, by version.
fn dumps(name: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/released");
    let versions = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path().join(name));
    let found: Vec<PathBuf> = versions.collect();
    assert!(!found.is_empty());
    found
}

/// What was in the books is in them still, and they go on.
async fn story(db: TestDb) {
    let before = db.store.facts().await.unwrap();
    assert!(!before.tenants.is_empty() && before.tenants.iter().all(|tenant| tenant.sales > 0));
    db.store.migrate().await.unwrap();
    db.store.migrate().await.unwrap();
    let after = db.store.facts().await.unwrap();
    for (old, new) in before.tenants.iter().zip(&after.tenants) {
        assert_eq!(
            (&old.code, old.sales, old.sales_total_minor),
            (&new.code, new.sales, new.sales_total_minor)
        );
        assert_eq!((&old.events_end, old.stock_micros), (&new.events_end, new.stock_micros));
        let chain = db.store.verify_chain(new.tenant).await.unwrap();
        assert_eq!((chain.fault, chain.documents), (None, new.sales.unsigned_abs()));
        assert!(db.store.check_ledger(new.tenant).await.unwrap().is_sound());
        assert!(db.store.check_stock(new.tenant).await.unwrap().is_empty());
        let sales =
            db.store.list_sales(new.tenant, &SaleFilter::default(), &PageRequest::default()).await.unwrap();
        assert_eq!(sales.items.len() as i64, new.sales);
        assert_eq!(db.store.verify_audit(new.tenant, &[], &|_| true).await.unwrap().fault, None);
    }
    let shop = Shop::open(&db.store).await;
    db.store.commit_sale(shop.sale(1)).await.unwrap();
    while db.store.sequence_events(None, 50).await.unwrap().has_more {}
    assert_eq!(db.store.verify_chain(shop.tenant).await.unwrap().fault, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn released_schemas_come_up_to_date_on_sqlite() {
    for dump in dumps("sqlite.sql") {
        run(TestDb::dumped_sqlite(&std::fs::read_to_string(dump).unwrap()).await, story).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn released_schemas_come_up_to_date_on_postgres() {
    for dump in dumps("postgres.sql") {
        run(TestDb::dumped_postgres(&std::fs::read_to_string(dump).unwrap()).await, story).await;
    }
}
