//! Sales: committed once, read back exactly, paid or voided once.

use crate::support::{CompletePayment, Decide, Shop, TestDb, VoidSale, digest, event, on_both, posting};
use bodega_domain::ids::{InstallationId, MemberId, SaleId, TenderId, VariantId};
use bodega_domain::pricing::{GiftMark, Level, SkipReason, UnitDiscount, UnitRun};
use bodega_domain::sale::{
    ForeignMoney, SaleAdjustment, SaleStatus, Skipped, Tender, TenderPart, TenderState,
};
use bodega_store::ledger::{LedgerPosting, PostingRefused};
use bodega_store::sales::{ChangeError, CommitError, CommitSale, Replay, SaleFilter};
use bodega_store::stock::{StockDelta, StockFilter, StockGuard};
use bodega_store::{PageRequest, Store};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A sale in which every optional field is set and every list has more than one entry.
fn full_sale(shop: &Shop) -> CommitSale {
    let mut commit = shop.sale(3);
    let sale = &mut commit.sale;
    let installation = InstallationId(Uuid::now_v7());
    sale.member = Some(MemberId(Uuid::now_v7()));
    sale.lines[0].tags = vec!["food".to_owned(), "生鲜".to_owned()];
    sale.lines[0].gift = Some(GiftMark { installation, reference: "r\"1".to_owned() });
    sale.lines[1].variant = None;
    sale.lines[1].measured = true;
    sale.lines[1].quantity = 1_234_567;
    sale.lines[2].quantity = 3_000_000;
    sale.lines[2].units =
        vec![UnitRun { first: 0, count: 2, amount: 333 }, UnitRun { first: 2, count: 1, amount: 334 }];
    for ordinal in 0..2 {
        sale.adjustments.push(SaleAdjustment {
            ordinal,
            installation,
            plugin: "promotions".to_owned(),
            version: "0.1.0".to_owned(),
            component: digest("component"),
            reference: format!("rule-{ordinal}"),
            labels: BTreeMap::from([
                ("en".to_owned(), "Off".to_owned()),
                ("zh".to_owned(), "满减".to_owned()),
            ]),
            note: (ordinal == 0).then(|| "a note".to_owned()),
            level: if ordinal == 0 { Level::Line } else { Level::Order },
            amount_minor: 15,
            allocations: vec![
                UnitDiscount { line: 0, first: 0, count: 1, amount: 5 },
                UnitDiscount { line: 2, first: 0, count: 2, amount: 5 },
            ],
        });
    }
    sale.taxes.push(sale.taxes[0]);
    sale.tenders.push(Tender {
        id: TenderId(Uuid::now_v7()),
        method: "card".to_owned(),
        amount_minor: 50,
        state: TenderState::Settled,
        reference: Some("auth 42".to_owned()),
        foreign: Some(ForeignMoney { currency: "USD".to_owned(), amount_minor: 7, rate_ppm: 7_100_000 }),
        parts: vec![TenderPart { account: "principal/m1".to_owned(), amount_minor: 50 }],
    });
    sale.cash_rounding_minor = -4;
    sale.change_minor = 46;
    sale.skipped = vec![Skipped {
        installation,
        plugin: "slow".to_owned(),
        reason: SkipReason { code: "plugin.deadline".to_owned(), message: "too slow".to_owned() },
    }];
    sale.expires_at_ms = Some(99);
    commit.consulted_json = r#"[ {"b":1, "a":2 } ]"#.to_owned();
    commit.checks_json = r#"{ "checks":[] }"#.to_owned();
    commit
}

on_both! {
    async fn a_sale_is_rebuilt_exactly_as_it_was_committed(db) {
        let shop = Shop::open(&db.store).await;
        let commit = full_sale(&shop);
        let committed = db.store.commit_sale(commit.clone()).await.unwrap();
        assert!(!committed.is_replay);
        let stored = db.store.get_sale(shop.tenant, commit.sale.id).await.unwrap().unwrap();
        assert_eq!(serde_json::to_string(&stored).unwrap(), serde_json::to_string(&commit.sale).unwrap());
        assert_eq!(db.store.find_sale(shop.tenant, &commit.sale.number).await.unwrap(), Some(commit.sale.clone()));
        let pricing = db.store.sale_pricing(shop.tenant, commit.sale.id).await.unwrap().unwrap();
        assert_eq!((pricing.arithmetic, pricing.input_json), (1, commit.input_json));
        assert_eq!(pricing.consulted_json, commit.consulted_json, "byte for byte");
        assert_eq!(pricing.checks_json, commit.checks_json, "byte for byte");
        let stranger = Shop::open(&db.store).await;
        assert_eq!(db.store.get_sale(stranger.tenant, commit.sale.id).await.unwrap(), None);
        let member = commit.sale.member.unwrap();
        assert_eq!(db.store.member_sales_count(shop.tenant, member).await.unwrap(), 1);
    }
}

on_both! {
    async fn sending_a_sale_again_gives_the_first_result(db) {
        let shop = Shop::open(&db.store).await;
        let commit = shop.sale(2);
        let id = commit.sale.id;
        assert_eq!(db.store.find_replay(shop.tenant, id, &commit.request_digest).await.unwrap(), Replay::New);
        db.store.commit_sale(commit.clone()).await.unwrap();
        let again = db.store.commit_sale(commit.clone()).await.unwrap();
        assert!(again.is_replay);
        assert_eq!(again.sale, commit.sale);
        let other = CommitSale { request_digest: digest("other"), ..commit.clone() };
        assert!(matches!(db.store.commit_sale(other).await, Err(CommitError::KeyReused)));
        let replay = db.store.find_replay(shop.tenant, id, &commit.request_digest).await.unwrap();
        assert_eq!(replay, Replay::Same(Box::new(commit.sale.clone())));
        assert_eq!(db.store.find_replay(shop.tenant, id, &digest("other")).await.unwrap(), Replay::Other);

        let mut twin = shop.sale(1);
        twin.sale.number = commit.sale.number.clone();
        assert!(matches!(db.store.commit_sale(twin).await, Err(CommitError::NumberTaken { .. })));
        assert!(db.store.check_stock(shop.tenant).await.unwrap().is_empty());
        let stock = db.store.stock_balances(shop.tenant, &StockFilter::default(), &PageRequest::default()).await;
        assert!(stock.unwrap().items.iter().all(|balance| balance.on_hand_micros == -1_000_000));
    }
}

on_both! {
    async fn the_same_sale_sent_many_times_at_once_is_one_sale(db) {
        let shop = Shop::open(&db.store).await;
        let other = db.another().await;
        let mut commit = shop.sale(3);
        commit.claims = vec![posting("points/m1", 10)];
        let mut tasks = Vec::new();
        for n in 0..40 {
            let store = if n % 2 == 0 { db.store.clone() } else { other.clone() };
            let commit = commit.clone();
            tasks.push(tokio::spawn(async move { store.commit_sale(commit).await.unwrap() }));
        }
        let mut new = 0;
        for task in tasks {
            let committed = task.await.unwrap();
            assert_eq!(committed.sale, commit.sale);
            new += usize::from(!committed.is_replay);
        }
        assert_eq!(new, 1);
        let points = db.store.ledger_balances(shop.tenant, "loyalty", &["points/m1".to_owned()]).await.unwrap();
        assert_eq!(points[0].posted, 10);
        assert!(db.store.check_ledger(shop.tenant).await.unwrap().is_sound());
        assert!(db.store.check_stock(shop.tenant).await.unwrap().is_empty());
        let sales = db.store.list_sales(shop.tenant, &SaleFilter::default(), &PageRequest::default()).await.unwrap();
        assert_eq!(sales.items.len(), 1);
        other.close().await;
    }
}

on_both! {
    async fn a_refused_claim_leaves_nothing_of_the_sale(db) {
        let shop = Shop::open(&db.store).await;
        let mut commit = shop.sale(2);
        commit.sale.member = Some(MemberId(Uuid::now_v7()));
        commit.claims = vec![posting("points/m1", 5), posting("coupon/A", -1)];
        let refused = db.store.commit_sale(commit.clone()).await;
        let Err(CommitError::ClaimRefused(PostingRefused::Floor { account, available, wanted, .. })) = refused else {
            panic!("{refused:?}");
        };
        assert_eq!((account.as_str(), available, wanted), ("coupon/A", 0, 1));
        assert_eq!(db.store.get_sale(shop.tenant, commit.sale.id).await.unwrap(), None);
        let accounts = db.store.list_accounts(shop.tenant, "loyalty", "", &PageRequest::default()).await.unwrap();
        assert!(accounts.items.iter().all(|account| account.posted == 0 && account.held == 0));
        let stock = db.store.stock_balances(shop.tenant, &StockFilter::default(), &PageRequest::default()).await;
        assert!(stock.unwrap().items.is_empty());
        assert_eq!(db.store.sequence_events(Some(shop.tenant), 100).await.unwrap().events, 0);
        // Priced again without the coupon it goes through, under the same id.
        commit.claims.pop();
        commit.request_digest = digest("priced again");
        assert!(!db.store.commit_sale(commit).await.unwrap().is_replay);
    }
}

on_both! {
    async fn guarded_stock_cannot_be_sold_twice(db) {
        let shop = Shop::open(&db.store).await;
        let variant = VariantId(Uuid::from_u128(0));
        let receipt = bodega_store::stock::MoveStock {
            document: Uuid::now_v7(),
            reason: bodega_store::stock::StockReason::Receipt,
            occurred_at_ms: 1,
            recorded_at_ms: 1,
            deltas: vec![shop.less(variant, -5_000_000)],
            events: Vec::new(),
        };
        db.store.move_stock(shop.tenant, receipt).await.unwrap();
        let other = db.another().await;
        let mut tasks = Vec::new();
        for n in 0..12 {
            let store = if n % 2 == 0 { db.store.clone() } else { other.clone() };
            let mut commit = if n % 3 == 0 { shop.awaiting_sale(1) } else { shop.sale(1) };
            commit.stock = vec![StockDelta { guard: StockGuard::RequireAvailable, ..shop.less(variant, 1_000_000) }];
            tasks.push(tokio::spawn(async move { store.commit_sale(commit).await }));
        }
        let mut sold = 0;
        for task in tasks {
            match task.await.unwrap() {
                Ok(_) => sold += 1,
                Err(CommitError::OutOfStock { variant: out, .. }) => assert_eq!(out, variant),
                Err(other) => panic!("{other:?}"),
            }
        }
        assert_eq!(sold, 5);
        let stock = balances(&db, &shop).await;
        assert_eq!(stock[&variant].0 - stock[&variant].1, 0);
        other.close().await;
    }
}

async fn balances(db: &TestDb, shop: &Shop) -> BTreeMap<VariantId, (i64, i64)> {
    assert!(db.store.check_stock(shop.tenant).await.unwrap().is_empty());
    let page =
        db.store.stock_balances(shop.tenant, &StockFilter::default(), &PageRequest::default()).await.unwrap();
    page.items.iter().map(|b| (b.variant, (b.on_hand_micros, b.reserved_micros))).collect()
}

async fn points(store: &Store, shop: &Shop) -> (i64, i64) {
    let found = store.ledger_balances(shop.tenant, "loyalty", &["points/m1".to_owned()]).await.unwrap();
    found.first().map_or((0, 0), |account| (account.posted, account.held))
}

/// A shop whose member has 100 points, and a sale awaiting payment that burns 60 and earns 5.
async fn with_awaiting_sale(db: &TestDb) -> (Shop, CommitSale) {
    let shop = Shop::open(&db.store).await;
    let mut earn = shop.sale(1);
    earn.claims = vec![posting("points/m1", 100)];
    db.store.commit_sale(earn).await.unwrap();
    let mut commit = shop.awaiting_sale(2);
    commit.sale.member = Some(MemberId(Uuid::now_v7()));
    commit.claims = vec![posting("points/m1", -60), posting("points/m1", 5)];
    db.store.commit_sale(commit.clone()).await.unwrap();
    (shop, commit)
}

fn settled(commit: &CommitSale) -> Vec<Tender> {
    let mut tenders = commit.sale.tenders.clone();
    tenders[0].state = TenderState::Settled;
    tenders[0].reference = Some("wx-1".to_owned());
    tenders
}

on_both! {
    async fn a_payment_posts_what_the_sale_held_and_only_once(db) {
        let (shop, commit) = with_awaiting_sale(&db).await;
        let member = commit.sale.member.unwrap();
        assert_eq!(points(&db.store, &shop).await, (100, 60), "held, and what is earned is not spendable yet");
        assert_eq!(balances(&db, &shop).await[&VariantId(Uuid::from_u128(1))], (0, 1_000_000));
        assert_eq!(db.store.member_sales_count(shop.tenant, member).await.unwrap(), 0);
        let mut greedy = shop.sale(1);
        greedy.claims = vec![posting("points/m1", -41)];
        assert!(matches!(db.store.commit_sale(greedy).await, Err(CommitError::ClaimRefused(_))));

        let payment = CompletePayment {
            tenant: shop.tenant,
            sale: commit.sale.id,
            tenders: settled(&commit),
            recorded_at_ms: 1_700_000_001_000,
            events: vec![event("sale.committed.v1", commit.sale.id.0)],
        };
        let other = db.another().await;
        let (first, second) =
            tokio::join!(db.store.complete_payment(payment.clone()), other.complete_payment(payment.clone()));
        assert_eq!([&first, &second].iter().filter(|done| done.is_ok()).count(), 1, "{first:?} {second:?}");
        let (paid, late) = if first.is_ok() { (first, second) } else { (second, first) };
        let paid = paid.unwrap();
        assert!(matches!(late, Err(ChangeError::Changed)));
        assert_eq!(paid.status, SaleStatus::Completed);
        assert_eq!(paid.expires_at_ms, None);
        assert_eq!(paid.tenders, settled(&commit));
        assert_eq!(db.store.get_sale(shop.tenant, commit.sale.id).await.unwrap(), Some(paid));
        assert_eq!(points(&db.store, &shop).await, (45, 0));
        assert_eq!(balances(&db, &shop).await[&VariantId(Uuid::from_u128(1))], (-1_000_000, 0));
        assert_eq!(db.store.member_sales_count(shop.tenant, member).await.unwrap(), 1);
        assert!(db.store.check_ledger(shop.tenant).await.unwrap().is_sound());

        let late = VoidSale {
            tenant: shop.tenant,
            sale: commit.sale.id,
            tenders: Vec::new(),
            recorded_at_ms: 2,
            events: Vec::new(),
        };
        assert!(matches!(db.store.void_sale(late).await, Err(ChangeError::Changed)));
        assert_eq!(db.store.sequence_events(Some(shop.tenant), 100).await.unwrap().events, 2);
        let chain = db.store.verify_chain(shop.tenant).await.unwrap();
        assert_eq!(chain.fault, None, "the sale's later state is sealed too");
        other.close().await;
    }
}

on_both! {
    async fn voiding_gives_everything_back_and_late_money_is_told_apart(db) {
        let (shop, commit) = with_awaiting_sale(&db).await;
        let expired = db.store.expired_sales(1_700_000_900_000, 10).await.unwrap();
        assert_eq!(expired.iter().map(|e| e.sale).collect::<Vec<_>>(), [commit.sale.id]);
        assert!(db.store.expired_sales(1_700_000_899_999, 10).await.unwrap().is_empty());
        let void = VoidSale {
            tenant: shop.tenant,
            sale: commit.sale.id,
            tenders: vec![Tender { state: TenderState::Failed, ..commit.sale.tenders[0].clone() }],
            recorded_at_ms: 1_700_000_900_001,
            events: vec![event("sale.voided.v1", commit.sale.id.0)],
        };
        let done = db.store.void_sale(void.clone()).await.unwrap();
        assert_eq!((done.status, done.tenders[0].state), (SaleStatus::Voided, TenderState::Failed));
        assert!(matches!(db.store.void_sale(void).await, Err(ChangeError::Changed)));
        assert_eq!(points(&db.store, &shop).await, (100, 0));
        assert_eq!(balances(&db, &shop).await[&VariantId(Uuid::from_u128(1))], (0, 0));
        assert!(db.store.expired_sales(i64::MAX, 10).await.unwrap().is_empty());
        assert!(db.store.check_ledger(shop.tenant).await.unwrap().is_sound());
        let late = CompletePayment {
            tenant: shop.tenant,
            sale: commit.sale.id,
            tenders: settled(&commit),
            recorded_at_ms: 3,
            events: Vec::new(),
        };
        assert!(matches!(db.store.complete_payment(late.clone()).await, Err(ChangeError::Changed)));
        let unknown = CompletePayment { sale: SaleId(Uuid::now_v7()), ..late };
        assert!(matches!(db.store.complete_payment(unknown).await, Err(ChangeError::UnknownSale)));
    }
}

on_both! {
    async fn sales_are_listed_newest_first_by_store_date_and_member(db) {
        let shop = Shop::open(&db.store).await;
        let member = MemberId(Uuid::now_v7());
        let mut ids = Vec::new();
        for n in 0..7i64 {
            let mut commit = shop.sale(1);
            commit.sale.recorded_at_ms += n / 2;
            commit.sale.business_date = format!("2023-11-{:02}", 10 + n);
            commit.sale.member = (n % 2 == 0).then_some(member);
            ids.push((commit.sale.recorded_at_ms, commit.sale.id));
            db.store.commit_sale(commit).await.unwrap();
        }
        ids.sort();
        ids.reverse();
        let mut page = PageRequest::first(3);
        let mut seen = Vec::new();
        loop {
            let filter = SaleFilter { store: Some(shop.store), ..SaleFilter::default() };
            let list = db.store.list_sales(shop.tenant, &filter, &page).await.unwrap();
            seen.extend(list.items.iter().map(|sale| (sale.recorded_at_ms, sale.id)));
            match list.next {
                Some(next) => page.after = Some(next),
                None => break,
            }
        }
        assert_eq!(seen, ids);
        let count = async |filter: SaleFilter| {
            db.store.list_sales(shop.tenant, &filter, &PageRequest::default()).await.unwrap().items.len()
        };
        assert_eq!(count(SaleFilter { member: Some(member), ..SaleFilter::default() }).await, 4);
        let (from, to) = (Some("2023-11-11".to_owned()), Some("2023-11-13".to_owned()));
        assert_eq!(count(SaleFilter { date_from: from, date_to: to, ..SaleFilter::default() }).await, 3);
        assert_eq!(count(SaleFilter { status: Some(SaleStatus::Voided), ..SaleFilter::default() }).await, 0);
    }
}

on_both! {
    async fn a_posting_of_another_unit_or_on_a_contra_account_is_refused(db) {
        let shop = Shop::open(&db.store).await;
        let mut commit = shop.sale(1);
        commit.claims = vec![posting("points/m1", 5)];
        db.store.commit_sale(commit).await.unwrap();
        let attempt = async |claim: LedgerPosting| {
            let mut commit = shop.sale(1);
            commit.claims = vec![claim];
            match db.store.commit_sale(commit).await {
                Err(CommitError::ClaimRefused(refused)) => refused,
                other => panic!("{other:?}"),
            }
        };
        let unit = attempt(LedgerPosting { unit: "CNY".to_owned(), ..posting("points/m1", 5) }).await;
        assert!(matches!(unit, PostingRefused::Unit { .. }));
        for bad in ["", "contra:PT", "a\u{0}b"] {
            assert!(matches!(attempt(posting(bad, 5)).await, PostingRefused::Malformed { .. }), "{bad:?}");
        }
        assert!(matches!(attempt(posting("points/m1", i64::MIN)).await, PostingRefused::Malformed { .. }));
        // Another plugin's account of the same key is another account.
        let mut commit = shop.sale(1);
        commit.claims = vec![LedgerPosting { plugin: "other".to_owned(), ..posting("points/m1", -1) }];
        assert!(matches!(db.store.commit_sale(commit).await, Err(CommitError::ClaimRefused(_))));
    }
}

on_both! {
    async fn what_was_acknowledged_is_there_after_reopening(db) {
        let shop = Shop::open(&db.store).await;
        let commit = shop.sale(2);
        let node = db.another().await;
        node.commit_sale(commit.clone()).await.unwrap();
        node.close().await;
        let closed = node.commit_sale(shop.sale(1)).await;
        assert!(matches!(closed, Err(CommitError::Store(bodega_store::StoreError::Closed))));
        let reopened = db.another().await;
        assert_eq!(reopened.get_sale(shop.tenant, commit.sale.id).await.unwrap(), Some(commit.sale));
        reopened.close().await;
    }
}
