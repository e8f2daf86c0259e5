//! Groups: work that is committed together stands or falls each on its own.

use crate::support::{Shop, event, on_both, posting};
use bodega_store::PageRequest;
use bodega_store::StoreError;
use bodega_store::sales::{CommitError, SaleFilter};

on_both! {
    async fn a_poisoned_sale_does_not_sink_its_neighbours(db) {
        let shop = Shop::open(&db.store).await;
        let taken = event("sale.committed.v1", uuid::Uuid::now_v7());
        db.store.append_events(shop.tenant, std::slice::from_ref(&taken)).await.unwrap();
        let mut tasks = Vec::new();
        for n in 0..30 {
            let mut commit = shop.sale(2);
            commit.claims = vec![posting("points/m1", 1)];
            let is_poisoned = n % 10 == 4;
            if is_poisoned {
                // The database refuses it only when it is written: nothing in memory knows the event.
                commit.events[0].id = taken.id;
            }
            let store = db.store.clone();
            tasks.push(tokio::spawn(async move { (is_poisoned, store.commit_sale(commit).await) }));
        }
        for task in tasks {
            let (is_poisoned, outcome) = task.await.unwrap();
            if is_poisoned {
                assert!(matches!(outcome, Err(CommitError::Store(StoreError::Taken(_)))), "{outcome:?}");
            } else {
                assert!(!outcome.unwrap().is_replay);
            }
        }
        let sales = db.store.list_sales(shop.tenant, &SaleFilter::default(), &PageRequest::default()).await.unwrap();
        assert_eq!(sales.items.len(), 27);
        let points = db.store.ledger_balances(shop.tenant, "loyalty", &["points/m1".to_owned()]).await.unwrap();
        assert_eq!(points[0].posted, 27);
        assert!(db.store.check_ledger(shop.tenant).await.unwrap().is_sound());
        assert!(db.store.check_stock(shop.tenant).await.unwrap().is_empty());
        assert_eq!(db.store.sequence_events(None, 1_000).await.unwrap().events, 28);
        assert_eq!(db.store.verify_chain(shop.tenant).await.unwrap().fault, None);
    }
}

on_both! {
    async fn sales_of_many_tenants_share_a_group_and_nothing_else(db) {
        let mut tasks = Vec::new();
        let mut shops = Vec::new();
        for _ in 0..5 {
            shops.push(Shop::open(&db.store).await);
        }
        for n in 0..50 {
            let shop = &shops[n % shops.len()];
            let mut commit = shop.sale(3);
            commit.claims = vec![posting("points/m1", 2), posting("points/m1", -1)];
            let store = db.store.clone();
            tasks.push(tokio::spawn(async move { store.commit_sale(commit).await.unwrap() }));
        }
        for task in tasks {
            task.await.unwrap();
        }
        for shop in &shops {
            let points = db.store.ledger_balances(shop.tenant, "loyalty", &["points/m1".to_owned()]).await.unwrap();
            assert_eq!(points[0].posted, 10);
            assert!(db.store.check_ledger(shop.tenant).await.unwrap().is_sound());
            let all = SaleFilter::default();
            let sales = db.store.list_sales(shop.tenant, &all, &PageRequest::default()).await.unwrap();
            assert_eq!(sales.items.len(), 10);
        }
    }
}

on_both! {
    async fn a_large_sale_does_not_pass_the_limits_of_a_statement(db) {
        let shop = Shop::open(&db.store).await;
        let commit = shop.sale(3_000);
        db.store.commit_sale(commit.clone()).await.unwrap();
        assert_eq!(db.store.get_sale(shop.tenant, commit.sale.id).await.unwrap(), Some(commit.sale));
        assert!(db.store.check_stock(shop.tenant).await.unwrap().is_empty());
    }
}
