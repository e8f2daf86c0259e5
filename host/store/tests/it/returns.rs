//! Returns: units come back once.

use crate::support::{Shop, cash, digest, event, on_both, posting};
use bodega_domain::ids::{ReturnId, SaleId};
use bodega_domain::pricing::{TaxMode, UnitRun};
use bodega_domain::sale_return::{ReturnedLine, SaleReturn, Wanted, refund_minor, returned_lines};
use bodega_store::returns::{CommitReturn, CommitReturnError};
use bodega_store::sales::CommitSale;
use bodega_store::stock::StockFilter;
use bodega_store::{PageRequest, Store};
use uuid::Uuid;

/// A sale with one line of five units at two prices.
async fn sold(store: &Store, shop: &Shop) -> CommitSale {
    let mut commit = shop.sale(1);
    let line = &mut commit.sale.lines[0];
    line.quantity = 5_000_000;
    line.units =
        vec![UnitRun { first: 0, count: 3, amount: 300 }, UnitRun { first: 3, count: 2, amount: 50 }];
    store.commit_sale(commit.clone()).await.unwrap();
    commit
}

fn back(shop: &Shop, sale: &CommitSale, lines: Vec<ReturnedLine>) -> CommitReturn {
    let id = ReturnId(Uuid::now_v7());
    let refund = refund_minor(&lines, TaxMode::Inclusive);
    CommitReturn {
        payments: Vec::new(),
        lines_before: None,
        tenant: shop.tenant,
        sale_return: SaleReturn {
            id,
            number: format!("r-{id}"),
            sale: sale.sale.id,
            store: shop.store,
            terminal: shop.terminal,
            legal_entity: shop.entity,
            occurred_at_ms: 10,
            recorded_at_ms: 11,
            business_date: "2023-11-16".to_owned(),
            currency: "CNY".to_owned(),
            reason: Some("too small".to_owned()),
            tax_minor: lines.iter().map(|line| line.tax_minor).sum(),
            refund_minor: refund,
            cash_rounding_minor: 0,
            tenders: vec![cash(refund), cash(1)],
            lines,
        },
        request_digest: digest(&id.to_string()),
        claims: Vec::new(),
        stock: vec![shop.less(sale.stock[0].variant, -1_000_000)],
        events: vec![bodega_store::events::NewEvent {
            ordering_key: sale.sale.id.to_string(),
            ..event("sale.returned.v1", id.0)
        }],
    }
}

fn wanted(sale: &CommitSale, earlier: &[ReturnedLine], count: u32) -> Vec<ReturnedLine> {
    returned_lines(&sale.sale.lines, earlier, &[Wanted { line: 0, count }]).unwrap()
}

on_both! {
    async fn a_return_is_rebuilt_exactly_and_sent_again_gives_the_first(db) {
        let shop = Shop::open(&db.store).await;
        let sale = sold(&db.store, &shop).await;
        let mut commit = back(&shop, &sale, wanted(&sale, &[], 4));
        commit.claims = vec![posting("points/m1", 7)];
        let first = db.store.commit_return(commit.clone()).await.unwrap();
        assert!(!first.is_replay);
        let again = db.store.commit_return(commit.clone()).await.unwrap();
        assert!(again.is_replay);
        assert_eq!(again.sale_return, commit.sale_return);
        let stored = db.store.get_return(shop.tenant, commit.sale_return.id).await.unwrap();
        assert_eq!(stored, Some(commit.sale_return.clone()));
        assert_eq!(db.store.list_returns(shop.tenant, sale.sale.id).await.unwrap(), [commit.sale_return.clone()]);
        let other = CommitReturn { request_digest: digest("other"), ..commit.clone() };
        assert!(matches!(db.store.commit_return(other).await, Err(CommitReturnError::KeyReused)));
        let mut twin = back(&shop, &sale, wanted(&sale, &commit.sale_return.lines, 1));
        twin.sale_return.number = commit.sale_return.number.clone();
        assert!(matches!(db.store.commit_return(twin).await, Err(CommitReturnError::NumberTaken { .. })));

        let points = db.store.ledger_balances(shop.tenant, "loyalty", &["points/m1".to_owned()]).await.unwrap();
        assert_eq!(points[0].posted, 7);
        assert!(db.store.check_stock(shop.tenant).await.unwrap().is_empty());
        let stock = db.store.stock_balances(shop.tenant, &StockFilter::default(), &PageRequest::default()).await;
        assert_eq!(stock.unwrap().items[0].on_hand_micros, 0);
        assert_eq!(db.store.sequence_events(None, 10).await.unwrap().events, 2);
        let chain = db.store.verify_chain(shop.tenant).await.unwrap();
        assert_eq!((chain.fault, chain.documents), (None, 2));
    }
}

on_both! {
    async fn units_that_are_not_there_or_came_back_before_are_refused(db) {
        let shop = Shop::open(&db.store).await;
        let sale = sold(&db.store, &shop).await;
        let lines = wanted(&sale, &[], 2);
        db.store.commit_return(back(&shop, &sale, lines.clone())).await.unwrap();
        let again = db.store.commit_return(back(&shop, &sale, lines.clone())).await;
        assert!(matches!(again, Err(CommitReturnError::AlreadyReturned { line: 0 })), "{again:?}");
        let units = |first, count| vec![ReturnedLine { first, count, ..lines[0].clone() }];
        for (first, count) in [(1, 2), (0, 5)] {
            let overlap = db.store.commit_return(back(&shop, &sale, units(first, count))).await;
            assert!(matches!(overlap, Err(CommitReturnError::AlreadyReturned { .. })), "{first} {count}");
        }
        for (first, count) in [(5, 1), (4, 2), (2, 0), (u32::MAX, u32::MAX)] {
            let unknown = db.store.commit_return(back(&shop, &sale, units(first, count))).await;
            assert!(matches!(unknown, Err(CommitReturnError::UnknownUnits { .. })), "{first} {count}");
        }
        let twice = [units(2, 1), units(2, 1)].concat();
        let twice = db.store.commit_return(back(&shop, &sale, twice)).await;
        assert!(matches!(twice, Err(CommitReturnError::AlreadyReturned { .. })));
        let mut lost = back(&shop, &sale, units(2, 1));
        lost.sale_return.sale = SaleId(Uuid::now_v7());
        assert!(matches!(db.store.commit_return(lost).await, Err(CommitReturnError::UnknownSale)));
        let mut unpaid = shop.awaiting_sale(1);
        unpaid.sale.lines[0].units = sale.sale.lines[0].units.clone();
        db.store.commit_sale(unpaid.clone()).await.unwrap();
        let early = db.store.commit_return(back(&shop, &unpaid, units(2, 1))).await;
        assert!(matches!(early, Err(CommitReturnError::NotCompleted)));
        db.store.commit_return(back(&shop, &sale, units(2, 3))).await.unwrap();
    }
}

on_both! {
    async fn of_returns_of_the_same_units_at_once_one_goes_through(db) {
        let shop = Shop::open(&db.store).await;
        let sale = sold(&db.store, &shop).await;
        let other = db.another().await;
        let mut tasks = Vec::new();
        for n in 0..20u32 {
            let store = if n % 2 == 0 { db.store.clone() } else { other.clone() };
            let line = ReturnedLine { first: n % 5, count: 1, ..wanted(&sale, &[], 1)[0].clone() };
            let commit = back(&shop, &sale, vec![line]);
            tasks.push(tokio::spawn(async move { store.commit_return(commit).await }));
        }
        let mut through = 0;
        for task in tasks {
            match task.await.unwrap() {
                Ok(_) => through += 1,
                Err(CommitReturnError::AlreadyReturned { .. }) => {}
                Err(error) => panic!("{error:?}"),
            }
        }
        assert_eq!(through, 5);
        assert!(db.store.check_stock(shop.tenant).await.unwrap().is_empty());
        other.close().await;
    }
}

on_both! {
    async fn a_return_worked_out_on_old_news_is_worked_out_again(db) {
        let shop = Shop::open(&db.store).await;
        let sale = sold(&db.store, &shop).await;
        let first = CommitReturn { lines_before: Some(0), ..back(&shop, &sale, wanted(&sale, &[], 1)) };
        db.store.commit_return(first.clone()).await.unwrap();
        let lines = wanted(&sale, &first.sale_return.lines, 1);
        let late = CommitReturn { lines_before: Some(0), ..back(&shop, &sale, lines.clone()) };
        let refused = db.store.commit_return(late).await;
        assert!(matches!(refused, Err(CommitReturnError::AlreadyReturned { .. })), "{refused:?}");
        let again = CommitReturn { lines_before: Some(1), ..back(&shop, &sale, lines) };
        db.store.commit_return(again).await.unwrap();
    }
}
