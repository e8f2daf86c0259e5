//! Deliveries: in order a key, applied exactly once, visible when given up.

use crate::support::{Shop, event, install, on_both, posting};
use bodega_domain::ids::MemberId;
use bodega_store::collections::{Collection, DocumentWrite};
use bodega_store::deliveries::{CompleteError, Lease};
use bodega_store::effects::{Effects, EffectsRefused};
use bodega_store::events::NewEvent;
use bodega_store::members::{TagAction, TagChange};
use bodega_store::{PageRequest, Store};
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::Mutex;
use uuid::Uuid;

/// Appends and numbers events of type `x.v1` with these ordering keys.
async fn happen(store: &Store, shop: &Shop, keys: &[&str]) -> Vec<NewEvent> {
    let events: Vec<NewEvent> = keys
        .iter()
        .map(|key| NewEvent { ordering_key: (*key).to_owned(), ..event("x.v1", Uuid::now_v7()) })
        .collect();
    store.append_events(shop.tenant, &events).await.unwrap();
    while store.sequence_events(Some(shop.tenant), 1_000).await.unwrap().has_more {}
    events
}

const NOW: i64 = 1_800_000_000_000;

async fn lease(store: &Store) -> Vec<Lease> {
    store.lease_due(NOW, 30_000, 100).await.unwrap()
}

fn earn() -> Effects {
    Effects { postings: vec![posting("points/m1", 1)], ..Effects::default() }
}

on_both! {
    async fn only_subscribers_get_events_and_a_key_has_one_in_flight(db) {
        let shop = Shop::open(&db.store).await;
        let installation = install(&db.store, &shop).await;
        db.store.append_events(shop.tenant, &[event("y.v1", Uuid::now_v7())]).await.unwrap();
        let events = happen(&db.store, &shop, &["a", "a", "b", "a"]).await;
        let first = lease(&db.store).await;
        let got: Vec<&NewEvent> = first.iter().map(|lease| &lease.event.event).collect();
        assert_eq!(got, [&events[0], &events[2]]);
        assert!(first.iter().all(|lease| lease.installation == installation && lease.attempts == 1));
        assert!(lease(&db.store).await.is_empty(), "those behind wait");
        db.store.complete_delivery(&first[0], Effects::default(), NOW).await.unwrap();
        let next = lease(&db.store).await;
        assert_eq!(next.iter().map(|lease| &lease.event.event).collect::<Vec<_>>(), [&events[1]]);
        let counts = db.store.delivery_counts(shop.tenant, installation).await.unwrap();
        assert_eq!((counts.open, counts.dead), (3, 0));
    }
}

on_both! {
    async fn all_effects_come_true_with_the_mark_and_only_once(db) {
        let shop = Shop::open(&db.store).await;
        install(&db.store, &shop).await;
        let stamps = Collection {
            name: "stamps".to_owned(),
            schema_json: r#"{"type":"object","required":["n"]}"#.to_owned(),
            is_compiled: true,
            indexed: Vec::new(),
        };
        db.store.declare_collections(shop.tenant, "loyalty", &[stamps]).await.unwrap();
        happen(&db.store, &shop, &["a"]).await;
        let leases = lease(&db.store).await;
        let member = MemberId(Uuid::now_v7());
        let write = |body: &str, expected| DocumentWrite {
            collection: "stamps".to_owned(),
            key: "m1".to_owned(),
            body: Some(body.to_owned()),
            expected_version: Some(expected),
        };
        let effects = Effects {
            documents: vec![write(r#"{"n":1}"#, 0)],
            member_tags: vec![TagChange { member, tag: "loyalty:new".to_owned(), action: TagAction::Add }],
            stock: vec![shop.less(bodega_domain::ids::VariantId(Uuid::nil()), 5)],
            events: vec![event("loyalty.earned.v1", Uuid::now_v7())],
            ..earn()
        };
        // A stale version first: nothing of the rest happens.
        let stale = Effects { documents: vec![write("{\"n\":1}", 3)], ..effects.clone() };
        let refused = db.store.complete_delivery(&leases[0], stale, NOW).await;
        let Err(CompleteError::Refused(refused)) = refused else { panic!("{refused:?}") };
        assert!(matches!(refused, EffectsRefused::VersionConflict { current: 0, .. }) && refused.is_conflict());
        let invalid = Effects { documents: vec![write("{}", 0)], ..effects.clone() };
        let refused = db.store.complete_delivery(&leases[0], invalid, NOW).await;
        let Err(CompleteError::Refused(refused)) = refused else { panic!("{refused:?}") };
        assert!(matches!(refused, EffectsRefused::InvalidDocument { .. }) && !refused.is_conflict());

        let applied = db.store.complete_delivery(&leases[0], effects.clone(), NOW).await.unwrap();
        assert_eq!(applied.compiled_collections, ["stamps"]);
        let again = db.store.complete_delivery(&leases[0], effects, NOW).await;
        assert!(matches!(again, Err(CompleteError::LeaseLost)), "{again:?}");
        let points = db.store.ledger_balances(shop.tenant, "loyalty", &["points/m1".to_owned()]).await.unwrap();
        assert_eq!(points[0].posted, 1);
        let document = db.store.get_document(shop.tenant, "loyalty", "stamps", "m1").await.unwrap().unwrap();
        assert_eq!((document.version, document.body.as_str()), (1, r#"{"n":1}"#));
        assert_eq!(db.store.member_tags(shop.tenant, member).await.unwrap(), ["loyalty:new"]);
        assert!(db.store.check_stock(shop.tenant).await.unwrap().is_empty());
        db.store.sequence_events(None, 10).await.unwrap();
        let emitted = db.store.list_events(shop.tenant, 1, 10).await.unwrap().remove(0);
        assert_eq!((emitted.event.event_type.as_str(), emitted.event.depth), ("loyalty.earned.v1", 1));
    }
}

on_both! {
    async fn a_lease_that_ran_out_is_lost_to_the_next(db) {
        let shop = Shop::open(&db.store).await;
        install(&db.store, &shop).await;
        happen(&db.store, &shop, &["a"]).await;
        let slow = lease(&db.store).await.remove(0);
        let quick = db.store.lease_due(NOW + 30_000, 30_000, 10).await.unwrap().remove(0);
        assert_eq!((slow.invocation, slow.attempts + 1), (quick.invocation, quick.attempts));
        let late = db.store.complete_delivery(&slow, earn(), NOW).await;
        assert!(matches!(late, Err(CompleteError::LeaseLost)), "{late:?}");
        assert!(!db.store.fail_delivery(&slow, "late", NOW).await.unwrap());
        db.store.complete_delivery(&quick, earn(), NOW).await.unwrap();
        let points = db.store.ledger_balances(shop.tenant, "loyalty", &["points/m1".to_owned()]).await.unwrap();
        assert_eq!(points[0].posted, 1);
    }
}

on_both! {
    async fn a_dead_delivery_blocks_its_key_until_a_person_decides(db) {
        let shop = Shop::open(&db.store).await;
        let installation = install(&db.store, &shop).await;
        let events = happen(&db.store, &shop, &["a", "a", "b"]).await;
        let leases = lease(&db.store).await;
        assert!(db.store.fail_delivery(&leases[0], "try later", NOW + 500).await.unwrap());
        assert!(lease(&db.store).await.is_empty(), "its time has not come");
        let again = db.store.lease_due(NOW + 500, 30_000, 10).await.unwrap();
        assert_eq!(again[0].attempts, 2);
        assert!(db.store.bury_delivery(&again[0], "it traps\u{0}").await.unwrap());
        assert!(db.store.lease_due(i64::MAX - 1, 0, 10).await.unwrap().iter().all(|l| l.seq == 3), "only b");

        let dead = db.store.list_dead(shop.tenant, &PageRequest::default()).await.unwrap().items;
        assert_eq!((dead.len(), dead[0].event, dead[0].attempts), (1, events[0].id, 2));
        assert_eq!(dead[0].last_error, "it traps");
        assert_eq!(db.store.delivery_counts(shop.tenant, installation).await.unwrap().dead, 1);
        assert!(db.store.retry_dead(shop.tenant, installation, 1, NOW).await.unwrap());
        assert!(!db.store.retry_dead(shop.tenant, installation, 1, NOW).await.unwrap());
        let third = db.store.lease_due(NOW + 500, 30_000, 10).await.unwrap();
        let third = third.iter().find(|lease| lease.seq == 1).unwrap();
        assert!(db.store.bury_delivery(third, "still").await.unwrap());
        assert!(db.store.skip_dead(shop.tenant, installation, 1, NOW).await.unwrap());
        let after = db.store.lease_due(NOW + 500, 30_000, 10).await.unwrap();
        assert_eq!(after[0].event.event, events[1], "those behind go on");
    }
}

on_both! {
    async fn a_disabled_installation_gets_nothing_and_keeps_its_place(db) {
        let shop = Shop::open(&db.store).await;
        let id = install(&db.store, &shop).await;
        happen(&db.store, &shop, &["a"]).await;
        let mut installation = db.store.get_installation(shop.tenant, id).await.unwrap().unwrap();
        installation.is_enabled = false;
        db.store.put_installation(shop.tenant, &installation).await.unwrap();
        happen(&db.store, &shop, &["a"]).await;
        assert!(lease(&db.store).await.is_empty());
        installation.is_enabled = true;
        db.store.put_installation(shop.tenant, &installation).await.unwrap();
        assert_eq!(lease(&db.store).await.len(), 1);
        assert_eq!(db.store.delivery_counts(shop.tenant, id).await.unwrap().open, 1);
    }
}

on_both! {
    async fn a_chain_of_events_ends_at_the_greatest_depth(db) {
        let shop = Shop::open(&db.store).await;
        install(&db.store, &shop).await;
        let deep = NewEvent { depth: 8, ..event("x.v1", Uuid::now_v7()) };
        db.store.append_events(shop.tenant, &[deep]).await.unwrap();
        db.store.sequence_events(None, 10).await.unwrap();
        let leases = lease(&db.store).await;
        let emit = Effects { events: vec![event("x.v1", Uuid::now_v7())], ..Effects::default() };
        let refused = db.store.complete_delivery(&leases[0], emit, NOW).await;
        assert!(matches!(refused, Err(CompleteError::Refused(EffectsRefused::TooDeep))), "{refused:?}");
        db.store.complete_delivery(&leases[0], earn(), NOW).await.unwrap();
    }
}

on_both! {
    async fn many_deliverers_apply_each_event_once_and_in_order(db) {
        let shop = Shop::open(&db.store).await;
        install(&db.store, &shop).await;
        let keys: Vec<String> = (0..90).map(|n| format!("k{}", n % 7)).collect();
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        happen(&db.store, &shop, &keys).await;
        let seen: Arc<Mutex<HashMap<String, Vec<i64>>>> = Arc::default();
        let nodes = [db.store.clone(), db.another().await];
        let mut tasks = Vec::new();
        for n in 0..6usize {
            let (store, seen) = (nodes[n % 2].clone(), seen.clone());
            tasks.push(tokio::spawn(async move {
                let mut idle = 0;
                while idle < 20 {
                    let leases = store.lease_due(NOW, 30_000, 3).await.unwrap();
                    idle = if leases.is_empty() { idle + 1 } else { 0 };
                    for (position, lease) in leases.iter().enumerate() {
                        if lease.attempts == 1 && (lease.seq + position as i64) % 5 == 0 {
                            store.fail_delivery(lease, "flaky", NOW).await.unwrap();
                            continue;
                        }
                        store.complete_delivery(lease, earn(), NOW).await.unwrap();
                        let key = lease.event.event.ordering_key.clone();
                        seen.lock().await.entry(key).or_default().push(lease.seq);
                    }
                    tokio::task::yield_now().await;
                }
            }));
        }
        for task in tasks {
            task.await.unwrap();
        }
        let seen = seen.lock().await;
        assert_eq!(seen.values().map(Vec::len).sum::<usize>(), 90);
        assert!(seen.values().all(|order| order.is_sorted()), "{seen:?}");
        let points = db.store.ledger_balances(shop.tenant, "loyalty", &["points/m1".to_owned()]).await.unwrap();
        assert_eq!(points[0].posted, 90);
        assert!(db.store.check_ledger(shop.tenant).await.unwrap().is_sound());
        nodes[1].close().await;
    }
}
