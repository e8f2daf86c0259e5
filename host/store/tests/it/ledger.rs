//! The ledger: nothing is made or lost, no account passes its floor, whoever posts at the same time.

use crate::support::{CompletePayment, Decide, Shop, TestDb, VoidSale, event, on_both, posting};
use bodega_domain::ids::InstallationId;
use bodega_store::PageRequest;
use bodega_store::Store;
use bodega_store::effects::{ApplyEffects, ApplyError, Effects, EffectsRefused};
use bodega_store::ledger::{LedgerPosting, PostingRefused, TransferState};
use bodega_store::sales::CommitError;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use uuid::Uuid;

fn postings(shop: &Shop, postings: Vec<LedgerPosting>) -> ApplyEffects {
    ApplyEffects {
        tenant: shop.tenant,
        installation: InstallationId(Uuid::from_u128(7)),
        plugin: "loyalty".to_owned(),
        invocation: Uuid::now_v7(),
        recorded_at_ms: 1_700_000_000_000,
        effects: Effects { postings, ..Effects::default() },
    }
}

async fn available(store: &Store, shop: &Shop, account: &str) -> i64 {
    let found = store.ledger_balances(shop.tenant, "loyalty", &[account.to_owned()]).await.unwrap();
    found.first().map_or(0, |account| account.available())
}

on_both! {
    async fn an_invocation_is_applied_once_and_its_transfers_are_listed(db) {
        let shop = Shop::open(&db.store).await;
        let mut apply = postings(&shop, vec![posting("points/m1", 30), posting("points/m1", -10)]);
        apply.effects.postings[0].memo = Some("welcome".to_owned());
        assert!(!db.store.apply_effects(apply.clone()).await.unwrap().is_replay);
        assert!(db.store.apply_effects(apply.clone()).await.unwrap().is_replay);
        assert_eq!(available(&db.store, &shop, "points/m1").await, 20);
        let first = db.store.list_transfers(shop.tenant, "loyalty", "points/m1", &PageRequest::first(1)).await.unwrap();
        let next = PageRequest { after: first.next.clone(), limit: 5 };
        let rest = db.store.list_transfers(shop.tenant, "loyalty", "points/m1", &next).await.unwrap();
        let mut all: Vec<_> = first.items.iter().chain(&rest.items).map(|t| (t.delta, t.memo.clone())).collect();
        all.sort();
        assert_eq!(all, [(-10, None), (30, Some("welcome".to_owned()))]);
        assert!(first.items.iter().all(|t| t.state == TransferState::Posted && t.document == apply.invocation));
    }
}

on_both! {
    async fn accounts_are_listed_by_prefix_without_contra_accounts(db) {
        let shop = Shop::open(&db.store).await;
        let keys = ["coupon/a", "coupon/b", "coupon/c", "coupons", "points/m"];
        let all = keys.iter().map(|key| posting(key, 1)).collect();
        db.store.apply_effects(postings(&shop, all)).await.unwrap();
        let first = db.store.list_accounts(shop.tenant, "loyalty", "coupon/", &PageRequest::first(2)).await.unwrap();
        let next = PageRequest { after: first.next.clone(), limit: 2 };
        let rest = db.store.list_accounts(shop.tenant, "loyalty", "coupon/", &next).await.unwrap();
        let found: Vec<&str> = first.items.iter().chain(&rest.items).map(|a| a.account.as_str()).collect();
        assert_eq!(found, ["coupon/a", "coupon/b", "coupon/c"]);
        let all = db.store.list_accounts(shop.tenant, "loyalty", "", &PageRequest::default()).await.unwrap();
        assert_eq!(all.items.len(), keys.len());
        let other = db.store.list_accounts(shop.tenant, "other", "", &PageRequest::default()).await.unwrap();
        assert!(other.items.is_empty());
    }
}

on_both! {
    async fn an_explicit_floor_below_zero_is_a_limit_of_use(db) {
        let shop = Shop::open(&db.store).await;
        let used = |floor| LedgerPosting { floor: Some(floor), ..posting("used/rule-1", -1) };
        for _ in 0..3 {
            db.store.apply_effects(postings(&shop, vec![used(-3)])).await.unwrap();
        }
        let refused = db.store.apply_effects(postings(&shop, vec![used(-3)])).await;
        let Err(ApplyError::Refused(refused)) = refused else { panic!("{refused:?}") };
        assert!(refused.is_conflict());
        // The merchant raises the limit by one; an account without floor knows none.
        db.store.apply_effects(postings(&shop, vec![used(-4)])).await.unwrap();
        assert!(db.store.apply_effects(postings(&shop, vec![used(-4)])).await.is_err());
        let free = LedgerPosting { floor: None, ..posting("used/rule-1", -100) };
        db.store.apply_effects(postings(&shop, vec![free])).await.unwrap();
        assert_eq!(available(&db.store, &shop, "used/rule-1").await, -104);
    }
}

/// Takes one unit at a time from several nodes until nothing is left; gives how many were taken.
async fn drain(db: &TestDb, shop: &Shop, one: LedgerPosting, attempts: usize) -> usize {
    let nodes = [db.store.clone(), db.another().await, db.another().await];
    let mut tasks = Vec::new();
    for n in 0..attempts {
        let (store, shop, one) = (nodes[n % nodes.len()].clone(), shop.clone(), one.clone());
        tasks.push(tokio::spawn(async move {
            let mut commit = if n % 4 == 0 { shop.awaiting_sale(1) } else { shop.sale(1) };
            commit.claims = vec![one];
            loop {
                match store.commit_sale(commit.clone()).await {
                    Ok(_) => return true,
                    Err(CommitError::ClaimRefused(PostingRefused::Floor { .. })) => return false,
                    Err(CommitError::Store(error)) if error.is_retryable() => continue,
                    Err(error) => panic!("{error:?}"),
                }
            }
        }));
    }
    let mut taken = 0;
    for task in tasks {
        taken += usize::from(task.await.unwrap());
    }
    for node in &nodes[1..] {
        node.close().await;
    }
    taken
}

on_both! {
    async fn a_limit_holds_to_the_last_unit_over_nodes_and_shards(db) {
        for shards in [1u16, 4] {
            // A stock of 50, filled first: floor 0.
            let shop = Shop::open(&db.store).await;
            let fill = LedgerPosting { shards, ..posting("flash/sku", 50) };
            db.store.apply_effects(postings(&shop, vec![fill])).await.unwrap();
            let one = LedgerPosting { shards, ..posting("flash/sku", -1) };
            assert_eq!(drain(&db, &shop, one, 80).await, 50, "{shards} shards");
            assert_eq!(available(&db.store, &shop, "flash/sku").await, 0);
            assert!(db.store.check_ledger(shop.tenant).await.unwrap().is_sound());

            // A budget of 33 that nobody fills: floor -33, shared out over the shards.
            let shop = Shop::open(&db.store).await;
            let one = LedgerPosting { shards, floor: Some(-33), ..posting("budget/x", -1) };
            assert_eq!(drain(&db, &shop, one, 60).await, 33, "{shards} shards");
            assert_eq!(available(&db.store, &shop, "budget/x").await, -33);
            assert!(db.store.check_ledger(shop.tenant).await.unwrap().is_sound());
        }
    }
}

on_both! {
    async fn an_account_that_is_split_later_keeps_its_balance_and_its_limit(db) {
        let shop = Shop::open(&db.store).await;
        let other = db.another().await;
        db.store.apply_effects(postings(&shop, vec![posting("flash/sku", 20)])).await.unwrap();
        other.apply_effects(postings(&shop, vec![posting("flash/sku", -1)])).await.unwrap();
        let split = |delta| LedgerPosting { shards: 5, ..posting("flash/sku", delta) };
        db.store.apply_effects(postings(&shop, vec![split(-4)])).await.unwrap();
        assert_eq!(available(&db.store, &shop, "flash/sku").await, 15);
        // The other node remembers the account as one piece, and its kind as well.
        other.apply_effects(postings(&shop, vec![posting("flash/sku", -10)])).await.unwrap();
        assert!(other.apply_effects(postings(&shop, vec![posting("flash/sku", -6)])).await.is_err());
        db.store.apply_effects(postings(&shop, vec![split(-5)])).await.unwrap();
        assert!(db.store.apply_effects(postings(&shop, vec![split(-1)])).await.is_err());
        assert!(db.store.check_ledger(shop.tenant).await.unwrap().is_sound());
        other.close().await;
    }
}

/// One thing that may happen to the ledger.
#[derive(Clone, Debug)]
enum Step {
    Post { account: u8, delta: i64, floor: Option<i64> },
    Hold { account: u8, delta: i64 },
    Complete { of: usize },
    Void { of: usize },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..4u8, -20..30i64, prop_oneof![3 => Just(Some(0)), 1 => Just(Some(-15)), 1 => Just(None)])
            .prop_map(|(account, delta, floor)| Step::Post { account, delta, floor }),
        3 => (0..4u8, -20..30i64).prop_map(|(account, delta)| Step::Hold { account, delta }),
        2 => (0..8usize).prop_map(|of| Step::Complete { of }),
        2 => (0..8usize).prop_map(|of| Step::Void { of }),
    ]
}

fn account(number: u8) -> LedgerPosting {
    // Two plain accounts, two in shards.
    let shards = if number < 2 { 1 } else { 3 };
    LedgerPosting { shards, ..posting(&format!("points/{number}"), 0) }
}

/// Does the steps, several at a time and on two nodes, and checks what must always hold.
async fn play(nodes: &[Store], steps: Vec<Step>) {
    let shop = Shop::open(&nodes[0]).await;
    let mut awaiting = Vec::new();
    for (number, chunk) in steps.chunks(5).enumerate() {
        let mut tasks = Vec::new();
        for (position, step) in chunk.iter().cloned().enumerate() {
            let (store, shop) = (nodes[(number + position) % nodes.len()].clone(), shop.clone());
            let known: Vec<_> = awaiting.clone();
            tasks.push(tokio::spawn(async move { one_step(&store, &shop, step, &known).await }));
        }
        for task in tasks {
            awaiting.extend(task.await.unwrap());
        }
        let report = nodes[0].check_ledger(shop.tenant).await.unwrap();
        assert!(report.is_sound(), "{report:?}");
    }
    let accounts = nodes[0].list_accounts(shop.tenant, "loyalty", "", &PageRequest::default()).await.unwrap();
    for account in accounts.items {
        assert!(account.held >= 0 && account.held <= account.posted.max(0) + 1_000, "{account:?}");
        // Account 0 is only ever posted on under floor 0 (see `one_step`).
        assert!(account.account != "points/0" || account.available() >= 0, "{account:?}");
        assert!(account.account != "points/2" || account.available() >= 0, "{account:?}");
    }
    let stock = nodes[0].check_stock(shop.tenant).await.unwrap();
    assert!(stock.is_empty(), "{stock:?}");
}

async fn one_step(
    store: &Store,
    shop: &Shop,
    step: Step,
    awaiting: &[bodega_domain::ids::SaleId],
) -> Option<bodega_domain::ids::SaleId> {
    let pick = |of: usize| awaiting.get(of % awaiting.len().max(1)).copied();
    let mut commit = match &step {
        Step::Post { .. } => shop.sale(1),
        _ => shop.awaiting_sale(1),
    };
    match step {
        Step::Post { account: number, delta, floor } => {
            // Even accounts always keep floor 0.
            let floor = if number % 2 == 0 { Some(0) } else { floor };
            commit.claims = vec![LedgerPosting { delta, floor, ..account(number) }];
        }
        Step::Hold { account: number, delta } => {
            commit.claims = vec![LedgerPosting { delta, ..account(number) }];
        }
        Step::Complete { of } => {
            let sale = pick(of)?;
            let (tenders, events) = (Vec::new(), vec![event("sale.committed.v1", sale.0)]);
            let payment = CompletePayment { tenant: shop.tenant, sale, tenders, recorded_at_ms: 9, events };
            let _ = store.complete_payment(payment).await;
            return None;
        }
        Step::Void { of } => {
            let sale = pick(of)?;
            let (tenders, events) = (Vec::new(), vec![event("sale.voided.v1", sale.0)]);
            let void = VoidSale { tenant: shop.tenant, sale, tenders, recorded_at_ms: 9, events };
            let _ = store.void_sale(void).await;
            return None;
        }
    }
    let is_held = commit.sale.expires_at_ms.is_some();
    let id = commit.sale.id;
    match store.commit_sale(commit).await {
        Ok(_) => is_held.then_some(id),
        Err(CommitError::ClaimRefused(PostingRefused::Floor { .. })) => None,
        Err(CommitError::Store(error)) if error.is_retryable() => None,
        Err(error) => panic!("{error:?}"),
    }
}

on_both! {
    async fn random_postings_never_make_or_lose_anything_nor_pass_a_floor(db) {
        let nodes = [db.store.clone(), db.another().await];
        let runtime = tokio::runtime::Handle::current();
        let playing = nodes.clone();
        tokio::task::spawn_blocking(move || {
            let mut runner = TestRunner::new(Config { cases: 12, failure_persistence: None, ..Config::default() });
            runner
                .run(&proptest::collection::vec(step(), 10..60), |steps| {
                    runtime.block_on(play(&playing, steps));
                    Ok(())
                })
                .unwrap();
        })
        .await
        .unwrap();
        nodes[1].close().await;
    }
}

on_both! {
    async fn effects_stand_or_fall_together(db) {
        let shop = Shop::open(&db.store).await;
        let mut apply = postings(&shop, vec![posting("points/m1", 5), posting("coupon/x", -1)]);
        apply.effects.events = vec![event("loyalty.earned.v1", Uuid::now_v7())];
        let refused = db.store.apply_effects(apply.clone()).await;
        assert!(matches!(refused, Err(ApplyError::Refused(EffectsRefused::Posting(_)))), "{refused:?}");
        assert_eq!(available(&db.store, &shop, "points/m1").await, 0);
        assert_eq!(db.store.sequence_events(None, 10).await.unwrap().events, 0);
        // The re-run asks for less; the invocation is still new.
        apply.effects.postings.pop();
        assert!(!db.store.apply_effects(apply).await.unwrap().is_replay);
        assert_eq!(available(&db.store, &shop, "points/m1").await, 5);
    }
}
