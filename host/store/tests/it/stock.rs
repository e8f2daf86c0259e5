//! Stock: balances are the sums of moves, documents are applied once.

use crate::support::{Shop, event, on_both};
use bodega_domain::ids::{OrgUnitId, ProductId, VariantId};
use bodega_store::PageRequest;
use bodega_store::catalog::{Product, ProductStatus, Variant};
use bodega_store::stock::{
    Applied, MoveStock, MoveStockError, StockDelta, StockFilter, StockGuard, StockMismatch, StockReason,
};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use uuid::Uuid;

fn document(deltas: Vec<StockDelta>) -> MoveStock {
    MoveStock {
        document: Uuid::now_v7(),
        reason: StockReason::Receipt,
        occurred_at_ms: 1,
        recorded_at_ms: 2,
        deltas,
        events: Vec::new(),
    }
}

fn delta(shop: &Shop, variant: u128, delta_micros: i64) -> StockDelta {
    StockDelta { delta_micros, ..shop.less(VariantId(Uuid::from_u128(variant)), 0) }
}

on_both! {
    async fn a_document_is_applied_once_and_its_id_cannot_be_used_again(db) {
        let shop = Shop::open(&db.store).await;
        let mut receipt = document((0..700).map(|n| delta(&shop, n, 5_000_000)).collect());
        receipt.events = vec![event("goods.received.v1", receipt.document)];
        assert_eq!(db.store.move_stock(shop.tenant, receipt.clone()).await.unwrap(), Applied::Now);
        assert_eq!(db.store.move_stock(shop.tenant, receipt.clone()).await.unwrap(), Applied::Before);
        let mut other = receipt.clone();
        other.deltas[3].delta_micros += 1;
        assert!(matches!(db.store.move_stock(shop.tenant, other).await, Err(MoveStockError::KeyReused)));
        assert_eq!(db.store.sequence_events(None, 10).await.unwrap().events, 1);

        let place = (receipt.deltas[3].variant, shop.store);
        let adjust = MoveStock { reason: StockReason::Adjust, recorded_at_ms: 3, ..document(vec![delta(&shop, 3, -1)]) };
        db.store.move_stock(shop.tenant, adjust.clone()).await.unwrap();
        let moves =
            db.store.list_stock_moves(shop.tenant, place.0, place.1, &PageRequest::first(1)).await.unwrap();
        assert_eq!((moves.items[0].document, moves.items[0].reason), (adjust.document, StockReason::Adjust));
        let next = PageRequest { after: moves.next, limit: 5 };
        let rest = db.store.list_stock_moves(shop.tenant, place.0, place.1, &next).await.unwrap();
        assert_eq!((rest.items.len(), rest.items[0].document, rest.items[0].ordinal), (1, receipt.document, 3));

        let one = StockFilter { location: Some(shop.store), variants: vec![place.0], ..StockFilter::default() };
        let found = db.store.stock_balances(shop.tenant, &one, &PageRequest::default()).await.unwrap();
        assert_eq!(found.items[0].on_hand_micros, 4_999_999);
        let mut page = PageRequest::first(300);
        let mut count = 0;
        loop {
            let list = db.store.stock_balances(shop.tenant, &StockFilter::default(), &page).await.unwrap();
            count += list.items.len();
            match list.next {
                Some(next) => page.after = Some(next),
                None => break,
            }
        }
        assert_eq!(count, 700);
    }
}

on_both! {
    async fn a_guarded_document_is_refused_whole(db) {
        let shop = Shop::open(&db.store).await;
        db.store.move_stock(shop.tenant, document(vec![delta(&shop, 1, 10), delta(&shop, 2, 10)])).await.unwrap();
        let guarded = |n, micros| StockDelta { guard: StockGuard::RequireAvailable, ..delta(&shop, n, micros) };
        let out = db.store.move_stock(shop.tenant, document(vec![guarded(1, -5), guarded(2, -11)])).await;
        assert!(matches!(out, Err(MoveStockError::OutOfStock { variant, .. }) if variant.0.as_u128() == 2));
        // The same variant twice in one document counts twice.
        let out = db.store.move_stock(shop.tenant, document(vec![guarded(1, -6), guarded(1, -6)])).await;
        assert!(matches!(out, Err(MoveStockError::OutOfStock { .. })));
        db.store.move_stock(shop.tenant, document(vec![guarded(1, -5), guarded(1, -5)])).await.unwrap();
        assert!(db.store.check_stock(shop.tenant).await.unwrap().is_empty());
    }
}

on_both! {
    async fn a_balance_that_is_not_the_sum_of_its_moves_is_found(db) {
        let shop = Shop::open(&db.store).await;
        db.store.move_stock(shop.tenant, document(vec![delta(&shop, 1, 10)])).await.unwrap();
        db.tamper("UPDATE stock_balance SET on_hand_micros = 11").await;
        let found = db.store.check_stock(shop.tenant).await.unwrap();
        let variant = VariantId(Uuid::from_u128(1));
        assert_eq!(found, [StockMismatch { variant, location: shop.store, on_hand_micros: 11, moved_micros: 10 }]);
    }
}

on_both! {
    async fn levels_are_listed_by_sku(db) {
        let shop = Shop::open(&db.store).await;
        let variant = |n: u128| Variant {
            id: VariantId(Uuid::from_u128(n)),
            sku: format!("S{n}"),
            name: String::new(),
            stock_units: 1,
            hard_floor_minor: 0,
            barcodes: Vec::new(),
        };
        let product = Product {
            id: ProductId(Uuid::now_v7()),
            name: "Things".to_owned(),
            tags: Vec::new(),
            tax_class: "standard".to_owned(),
            unit_of_measure: "piece".to_owned(),
            measured: false,
            category: String::new(),
            status: ProductStatus::Active,
            variants: (1..=9).rev().map(variant).collect(),
        };
        db.store.upsert_products(shop.tenant, &[product]).await.unwrap();
        let receipt = document((2..=7).map(|n| delta(&shop, n, n as i64 - 4)).collect());
        db.store.move_stock(shop.tenant, receipt).await.unwrap();
        let levels = async |after, max| db.store.stock_levels(shop.tenant, shop.store, after, max).await.unwrap();
        let level = |n: i64| (format!("S{n}"), n - 4);
        assert_eq!(levels(None, 3).await, [level(2), level(3), level(4)]);
        assert_eq!(levels(Some("S4"), 500).await, [level(5), level(6), level(7)]);
        assert!(levels(Some("S7"), 500).await.is_empty());
        let elsewhere = OrgUnitId(Uuid::now_v7());
        assert!(db.store.stock_levels(shop.tenant, elsewhere, None, 10).await.unwrap().is_empty());
        for (sku, location, level) in [("S2", shop.store, -2), ("S9", shop.store, 0), ("S2", elsewhere, 0)] {
            assert_eq!(db.store.on_hand(shop.tenant, sku, location).await.unwrap(), level, "{sku}");
        }
    }
}

on_both! {
    async fn balances_are_the_sums_of_moves_under_concurrent_documents_and_sales(db) {
        let nodes = [db.store.clone(), db.another().await];
        let runtime = tokio::runtime::Handle::current();
        let playing = nodes.clone();
        tokio::task::spawn_blocking(move || {
            let change = (0..3u128, 0..2u128, -9..10i64, any::<bool>());
            let documents = proptest::collection::vec(proptest::collection::vec(change, 1..6), 4..24);
            let mut runner = TestRunner::new(Config { cases: 8, failure_persistence: None, ..Config::default() });
            runner
                .run(&documents, |documents| {
                    runtime.block_on(async {
                        let shop = Shop::open(&playing[0]).await;
                        let mut tasks = Vec::new();
                        for (number, changes) in documents.into_iter().enumerate() {
                            let (store, shop) = (playing[number % 2].clone(), shop.clone());
                            tasks.push(tokio::spawn(async move { apply(&store, &shop, number, changes).await }));
                        }
                        for task in tasks {
                            task.await.unwrap();
                        }
                        let wrong = playing[0].check_stock(shop.tenant).await.unwrap();
                        assert!(wrong.is_empty(), "{wrong:?}");
                    });
                    Ok(())
                })
                .unwrap();
        })
        .await
        .unwrap();
        nodes[1].close().await;
    }
}

async fn apply(
    store: &bodega_store::Store,
    shop: &Shop,
    number: usize,
    changes: Vec<(u128, u128, i64, bool)>,
) {
    let deltas = changes
        .into_iter()
        .map(|(variant, location, micros, is_guarded)| StockDelta {
            location: OrgUnitId(Uuid::from_u128(location)),
            guard: if is_guarded { StockGuard::RequireAvailable } else { StockGuard::AllowNegative },
            ..delta(shop, variant, micros)
        })
        .collect();
    if number.is_multiple_of(2) {
        match store.move_stock(shop.tenant, document(deltas)).await {
            Ok(_) | Err(MoveStockError::OutOfStock { .. }) => {}
            Err(error) => panic!("{error:?}"),
        }
    } else {
        let mut commit = shop.sale(1);
        commit.stock = deltas;
        match store.commit_sale(commit).await {
            Ok(_) | Err(bodega_store::sales::CommitError::OutOfStock { .. }) => {}
            Err(error) => panic!("{error:?}"),
        }
    }
}
