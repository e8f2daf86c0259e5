//! Payments: stored with their sale, leased by one node, changed only as they were read, reported with effects.

use crate::support::{Shop, TestDb, event, on_both};
use bodega_domain::ids::{InstallationId, PaymentId};
use bodega_domain::payment::{
    Decline, Intent, Payment, PaymentAnswer, PaymentKind, PaymentState, Show, Waiting,
};
use bodega_domain::sale::{Sale, SaleStatus, Tender, TenderState};
use bodega_store::effects::{ApplyEffects, Effects};
use bodega_store::payments::{Attempt, NewReport, PaymentFilter};
use bodega_store::sales::{ChangeError, ChangeSale, CommitSale};
use bodega_store::{PageRequest, Store};
use uuid::Uuid;

const NOW: i64 = 1_700_000_000_000;

/// A charge of the sale's only tender in which every optional field is set.
fn charge(commit: &CommitSale) -> Payment {
    let sale = &commit.sale;
    Payment {
        id: PaymentId(Uuid::now_v7()),
        kind: PaymentKind::Charge,
        state: PaymentState::Pending,
        intent: Intent::Take,
        sale: sale.id,
        number: sale.number.clone(),
        sale_return: Some(Uuid::now_v7().into()),
        tender: sale.tenders[0].id,
        charge: Some(Uuid::now_v7().into()),
        installation: InstallationId(Uuid::from_u128(7)),
        plugin: "wallet".to_owned(),
        method: "scan".to_owned(),
        store: sale.store,
        terminal: sale.terminal,
        amount_minor: sale.total_minor,
        currency: "CNY".to_owned(),
        presented_code: Some("1345".to_owned()),
        reason: Some("why".to_owned()),
        created_at_ms: NOW,
        expires_at_ms: Some(NOW + 60_000),
        reference: Some("r-1".to_owned()),
        paid_at_ms: Some(5),
        waiting: Some(Waiting {
            show: Show::Qr("qr".to_owned()),
            message: [("en".to_owned(), "m".to_owned())].into(),
            query_after_ms: 9,
        }),
        decline: Some(Decline { code: "no".to_owned(), ..Decline::default() }),
        error: Some("e".to_owned()),
        attempts: 1,
        due_at_ms: Some(NOW + 10),
        version: 1,
    }
}

async fn with_charge(db: &TestDb) -> (Shop, CommitSale, Payment) {
    let shop = Shop::open(&db.store).await;
    let mut commit = shop.awaiting_sale(1);
    let charge = charge(&commit);
    commit.payments = vec![charge.clone()];
    db.store.commit_sale(commit.clone()).await.unwrap();
    (shop, commit, charge)
}

fn attempt(outcome: &str) -> Attempt {
    let (step, outcome) = ("query".to_owned(), outcome.to_owned());
    Attempt { id: Uuid::now_v7(), at_ms: NOW, step, outcome, detail: None }
}

fn settle(shop: &Shop, before: &Sale, reference: &str) -> ChangeSale {
    let tenders = before.tenders.iter().map(|tender| Tender {
        state: TenderState::Settled,
        reference: Some(reference.to_owned()),
        ..tender.clone()
    });
    let after = Sale {
        status: SaleStatus::Completed,
        tenders: tenders.collect(),
        expires_at_ms: None,
        ..before.clone()
    };
    ChangeSale {
        tenant: shop.tenant,
        before: before.clone(),
        after,
        claims: Vec::new(),
        payments: Vec::new(),
        recorded_at_ms: NOW,
        events: vec![event("sale.committed.v1", before.id.0)],
    }
}

async fn unread(store: &Store, shop: &Shop, payment: &Payment) -> usize {
    store.unread_reports(shop.tenant, payment.id).await.unwrap().len()
}

on_both! {
    async fn a_payment_is_stored_with_its_sale_and_read_back_exactly(db) {
        let (shop, commit, charge) = with_charge(&db).await;
        assert_eq!(db.store.get_payment(shop.tenant, charge.id).await.unwrap(), Some(charge.clone()));
        let other = Payment { id: PaymentId(Uuid::now_v7()), amount_minor: 1, ..charge.clone() };
        let again = CommitSale { payments: vec![other], ..commit.clone() };
        assert!(db.store.commit_sale(again).await.unwrap().is_replay);
        let twin = Payment { amount_minor: 1, ..charge.clone() };
        db.store.add_payments(shop.tenant, &[twin]).await.unwrap();
        let of_sale = db.store.payments_of_sale(shop.tenant, commit.sale.id).await.unwrap();
        assert_eq!(of_sale, std::slice::from_ref(&charge));
        let filter = PaymentFilter { state: Some(PaymentState::Pending), ..PaymentFilter::default() };
        let listed = db.store.list_payments(shop.tenant, &filter, &PageRequest::default()).await.unwrap();
        assert_eq!(listed.items, [charge]);
        let other_shop = Shop::open(&db.store).await;
        let none = db.store.payments_of_sale(other_shop.tenant, commit.sale.id).await.unwrap();
        assert!(none.is_empty());
    }
}

on_both! {
    async fn a_due_payment_is_leased_by_one_node_and_changed_only_as_it_was_read(db) {
        let (shop, _, charge) = with_charge(&db).await;
        assert!(db.store.lease_due_payments(NOW, 1_000, 10).await.unwrap().is_empty(), "not due yet");
        let other = db.another().await;
        let (mine, theirs) = tokio::join!(
            db.store.lease_due_payments(NOW + 10, 1_000, 10),
            other.lease_due_payments(NOW + 10, 1_000, 10)
        );
        let (mine, theirs) = (mine.unwrap(), theirs.unwrap());
        assert_eq!(mine.len() + theirs.len(), 1);
        let (tenant, leased) = mine.into_iter().chain(theirs).next().unwrap();
        assert_eq!((tenant, leased.version, leased.attempts), (shop.tenant, 2, 2));
        let stale = db.store.change_payment(tenant, &charge, &[attempt("stale")], &[]).await.unwrap();
        assert!(!stale, "as it was before the lease");
        let again = db.store.lease_due_payments(NOW + 1_010, 1_000, 10).await.unwrap();
        assert_eq!(again[0].1.attempts, 3, "a lease that ran out is taken by the next");
        assert!(!db.store.change_payment(tenant, &leased, &[], &[]).await.unwrap());
        let paid = Payment { state: PaymentState::Paid, due_at_ms: None, ..again[0].1.clone() };
        assert!(db.store.change_payment(tenant, &paid, &[attempt("paid")], &[]).await.unwrap());
        assert!(db.store.lease_due_payments(i64::MAX, 1, 10).await.unwrap().is_empty());
        let attempts = db.store.payment_attempts(tenant, charge.id).await.unwrap();
        assert_eq!(attempts.iter().map(|a| a.outcome.as_str()).collect::<Vec<_>>(), ["paid"]);
        other.close().await;
    }
}

on_both! {
    async fn a_report_comes_with_its_effects_once_and_makes_the_payment_due(db) {
        let (shop, _, charge) = with_charge(&db).await;
        let rest = Payment { due_at_ms: None, ..charge.clone() };
        assert!(db.store.change_payment(shop.tenant, &rest, &[], &[]).await.unwrap());
        let report = NewReport { payment: charge.id, answer: PaymentAnswer::Unknown };
        let work = ApplyEffects {
            tenant: shop.tenant,
            installation: charge.installation,
            plugin: "wallet".to_owned(),
            invocation: Uuid::now_v7(),
            recorded_at_ms: NOW,
            effects: Effects { payments: vec![report.clone(), report], ..Effects::default() },
        };
        db.store.apply_effects(work.clone()).await.unwrap();
        assert!(db.store.apply_effects(work).await.unwrap().is_replay);
        assert_eq!(unread(&db.store, &shop, &charge).await, 2);
        let leased = db.store.lease_due_payments(NOW, 1_000, 10).await.unwrap();
        let reports = db.store.unread_reports(shop.tenant, charge.id).await.unwrap();
        assert_eq!(reports[0].answer, PaymentAnswer::Unknown);
        let read: Vec<_> = reports.iter().map(|report| (report.id, attempt("stale"))).collect();
        assert!(db.store.change_payment(shop.tenant, &leased[0].1, &[], &read).await.unwrap());
        assert_eq!(unread(&db.store, &shop, &charge).await, 0);
    }
}

on_both! {
    async fn a_sale_is_changed_as_it_was_read_or_not_at_all(db) {
        let (shop, commit, charge) = with_charge(&db).await;
        let before = commit.sale;
        let mut tendered = settle(&shop, &before, "first");
        tendered.after.status = SaleStatus::AwaitingPayment;
        tendered.after.tenders.clear();
        tendered.events = vec![event("sale.tendered.v1", before.id.0)];
        let other = db.another().await;
        let (a, b) = tokio::join!(
            db.store.change_sale(tendered.clone()),
            other.change_sale(settle(&shop, &before, "second"))
        );
        let changed = [&a, &b].iter().filter(|result| matches!(result, Err(ChangeError::Changed))).count();
        assert_eq!(changed, 1, "{a:?} {b:?}");
        let stored = db.store.get_sale(shop.tenant, before.id).await.unwrap().unwrap();
        assert_eq!(stored, a.or(b).unwrap());
        if stored.status == SaleStatus::AwaitingPayment {
            let refund = Payment { id: PaymentId(Uuid::now_v7()), kind: PaymentKind::Refund, ..charge };
            let mut done = settle(&shop, &stored, "third");
            done.payments = vec![refund.clone()];
            db.store.change_sale(done).await.unwrap();
            assert!(db.store.get_payment(shop.tenant, refund.id).await.unwrap().is_some());
        }
        db.store.sequence_events(Some(shop.tenant), 100).await.unwrap();
        assert_eq!(db.store.verify_chain(shop.tenant).await.unwrap().fault, None, "each state is sealed");
        other.close().await;
    }
}
