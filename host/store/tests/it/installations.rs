//! The life of an installation: plan, trial, comparison, switch and back, timeline, uninstall.

use crate::support::{Shop, digest, event, install, on_both, posting};
use bodega_domain::ids::InstallationId;
use bodega_store::collections::{Collection, DeclareError, DocumentWrite};
use bodega_store::deliveries::CompleteError;
use bodega_store::effects::{ApplyEffects, Effects};
use bodega_store::installations::{
    Candidate, CandidateMode, Change, Installation, Plan, SHADOW_DIFFERENCE_MAX, SHADOW_DIFFERENCES_MAX,
    ShadowCounts, ShadowDifference, ShadowReport, Snapshot, TimelineEntry,
};
use bodega_store::{PageRequest, Store, StoreError};
use uuid::Uuid;

fn snapshot(text: &str) -> Snapshot {
    Snapshot {
        digest: digest(text),
        bytes: text.as_bytes().to_vec(),
        keys_json: "[]".to_owned(),
        legends_json: "{}".to_owned(),
        created_at_ms: 9,
    }
}

fn candidate(id: InstallationId, package: &str) -> Candidate {
    Candidate {
        installation: id,
        package: digest(package),
        component: digest("component 2"),
        version: "0.2.0".to_owned(),
        settings_json: r#"{"a":2}"#.to_owned(),
        snapshot: None,
        mode: CandidateMode::Canary,
        stores_json: "[\"s1\"]".to_owned(),
        permille: 50,
        started_at_ms: 7,
        started_by: "ann".to_owned(),
    }
}

fn plan(approved_by: &str) -> Plan {
    Plan {
        consent_json: r#"{"hosts":["a.example"]}"#.to_owned(),
        approved_by: Some(approved_by.to_owned()),
        approved_at_ms: Some(5),
        scope_json: r#"["01900000-0000-7000-8000-000000000001"]"#.to_owned(),
        previous_json: Some("{}".to_owned()),
        switched_at_ms: Some(6),
        price_plan: Some("pro".to_owned()),
    }
}

fn entry(kind: &str) -> TimelineEntry {
    let (actor, details_json) = ("ann".to_owned(), "{}".to_owned());
    TimelineEntry { seq: 0, at_ms: 1, kind: kind.to_owned(), actor, details_json }
}

/// The kinds of a timeline, oldest first.
async fn told(store: &Store, shop: &Shop, id: InstallationId) -> Vec<String> {
    let timeline = store.list_timeline(shop.tenant, id, &PageRequest::default()).await.unwrap();
    timeline.items.into_iter().rev().map(|entry| entry.kind).collect()
}

async fn installed(store: &Store, shop: &Shop, id: InstallationId) -> Installation {
    store.get_installation(shop.tenant, id).await.unwrap().unwrap()
}

fn difference(at_ms: i64, input: &str) -> ShadowDifference {
    ShadowDifference {
        id: Uuid::now_v7(),
        at_ms,
        store: None,
        kind: "price".to_owned(),
        live_json: "1".to_owned(),
        candidate_json: "2".to_owned(),
        input_json: input.to_owned(),
    }
}

fn report(
    shop: &Shop,
    id: InstallationId,
    package: &str,
    differences: Vec<ShadowDifference>,
) -> ShadowReport {
    let different = differences.len() as i64;
    ShadowReport {
        tenant: shop.tenant,
        installation: id,
        package: digest(package),
        counts: ShadowCounts { compared: different + 1, different, live_failed: 2, candidate_failed: 3 },
        differences,
    }
}

on_both! {
    async fn a_plan_is_kept_beside_its_installation(db) {
        let shop = Shop::open(&db.store).await;
        let id = install(&db.store, &shop).await;
        assert_eq!(db.store.get_plan(shop.tenant, id).await.unwrap(), Plan::default());
        assert!(db.store.plans(shop.tenant).await.unwrap().is_empty());
        let version = db.store.installations_version(shop.tenant).await.unwrap();
        for who in ["ann", "bob"] {
            db.store.put_plan(shop.tenant, id, &plan(who)).await.unwrap();
        }
        assert_eq!(db.store.get_plan(shop.tenant, id).await.unwrap(), plan("bob"));
        assert_eq!(db.store.plans(shop.tenant).await.unwrap().into_iter().collect::<Vec<_>>(), [(id, plan("bob"))]);
        assert_eq!(db.store.installations_version(shop.tenant).await.unwrap(), version + 2);
        let stranger = Shop::open(&db.store).await;
        assert_eq!(db.store.get_plan(stranger.tenant, id).await.unwrap(), Plan::default());
    }
}

on_both! {
    async fn a_candidate_takes_over_whole_and_the_old_version_can_come_back(db) {
        let shop = Shop::open(&db.store).await;
        let id = install(&db.store, &shop).await;
        db.store.put_snapshot(shop.tenant, id, &snapshot("old")).await.unwrap();
        let before = installed(&db.store, &shop, id).await;
        assert!(!db.store.put_candidate_snapshot(shop.tenant, id, &snapshot("new")).await.unwrap());
        assert_eq!(db.store.get_snapshot(shop.tenant, id, &digest("new")).await.unwrap(), None);
        for package in ["package 1.5", "package 2"] {
            assert!(db.store.put_candidate(shop.tenant, &candidate(id, package), None, &entry("tried")).await.unwrap());
        }
        assert!(db.store.put_candidate_snapshot(shop.tenant, id, &snapshot("new")).await.unwrap());
        let on_trial = Candidate { snapshot: Some(digest("new")), ..candidate(id, "package 2") };
        assert_eq!(db.store.candidates(shop.tenant).await.unwrap(), [on_trial]);
        assert_eq!(installed(&db.store, &shop, id).await, before, "the version in use is as it was");

        let next = Installation { package: digest("package 2"), version: "0.2.0".to_owned(), ..before.clone() };
        let (ann, new, switched) = (plan("ann"), snapshot("new"), entry("switched"));
        let switch = Change {
            from: Some(&before.package),
            to: &next,
            plan: &ann,
            snapshot: Some(&new),
            collections: &[],
            entry: &switched,
        };
        let broken = Collection {
            name: "a".to_owned(),
            schema_json: "{\"type\":7}".to_owned(),
            is_compiled: false,
            indexed: vec![],
        };
        let refused = Change { collections: std::slice::from_ref(&broken), ..switch };
        let refused = db.store.change_installation(shop.tenant, refused).await;
        assert!(matches!(refused, Err(DeclareError::Schema { .. })), "{refused:?}");
        let as_new = Change { from: None, ..switch };
        assert!(!db.store.change_installation(shop.tenant, as_new).await.unwrap(), "it is there");
        let twin = Installation { id: InstallationId(Uuid::now_v7()), ..next.clone() };
        let as_twin = Change { from: None, to: &twin, ..switch };
        assert!(!db.store.change_installation(shop.tenant, as_twin).await.unwrap(), "one installation a plugin");
        assert!(db.store.change_installation(shop.tenant, switch).await.unwrap());
        assert!(db.store.candidates(shop.tenant).await.unwrap().is_empty());
        let now = installed(&db.store, &shop, id).await;
        assert_eq!((now.version.as_str(), now.snapshot), ("0.2.0", Some(digest("new"))));
        assert_eq!(db.store.get_plan(shop.tenant, id).await.unwrap(), plan("ann"));
        assert!(!db.store.change_installation(shop.tenant, switch).await.unwrap(), "it was switched before");
        assert_eq!(told(&db.store, &shop, id).await, ["tried", "tried", "switched"]);

        let host = plan("host");
        let back = Change { from: Some(&next.package), to: &before, plan: &host, snapshot: None, ..switch };
        assert!(db.store.change_installation(shop.tenant, back).await.unwrap());
        let now = installed(&db.store, &shop, id).await;
        assert_eq!((now.package, now.snapshot), (before.package.clone(), None));
        assert!(db.store.get_snapshot(shop.tenant, id, &digest("new")).await.unwrap().is_some(), "sales refer to it");
        db.store.put_candidate(shop.tenant, &candidate(id, "package 3"), None, &entry("tried")).await.unwrap();
        assert!(db.store.drop_candidate(shop.tenant, id, &entry("ended")).await.unwrap());
        assert!(!db.store.drop_candidate(shop.tenant, id, &entry("ended")).await.unwrap());
        assert_eq!(told(&db.store, &shop, id).await[3..], ["switched", "tried", "ended"]);
    }
}

on_both! {
    async fn of_nodes_that_go_back_at_once_one_does(db) {
        let shop = Shop::open(&db.store).await;
        let id = install(&db.store, &shop).await;
        let broken = installed(&db.store, &shop, id).await;
        let nodes = [db.store.clone(), db.another().await];
        let mut tasks = Vec::new();
        for n in 0..12usize {
            let (store, broken, tenant) = (nodes[n % 2].clone(), broken.clone(), shop.tenant);
            tasks.push(tokio::spawn(async move {
                let good = Installation { package: digest("good"), ..broken.clone() };
                let (plan, entry) = (Plan::default(), entry("rolled_back"));
                let change = Change {
                    from: Some(&broken.package),
                    to: &good,
                    plan: &plan,
                    snapshot: None,
                    collections: &[],
                    entry: &entry,
                };
                store.change_installation(tenant, change).await.unwrap()
            }));
        }
        let mut switched = 0;
        for task in tasks {
            switched += u32::from(task.await.unwrap());
        }
        assert_eq!(switched, 1);
        nodes[1].close().await;
    }
}

on_both! {
    async fn comparisons_add_up_and_the_oldest_differences_go(db) {
        let shop = Shop::open(&db.store).await;
        let id = install(&db.store, &shop).await;
        db.store.record_shadow(vec![report(&shop, id, "package 2", vec![difference(1, "{}")])]).await.unwrap();
        assert_eq!(db.store.shadow_counts(shop.tenant, id).await.unwrap(), ShadowCounts::default(), "no trial");
        db.store.put_candidate(shop.tenant, &candidate(id, "package 2"), None, &entry("tried")).await.unwrap();
        let many: Vec<ShadowDifference> =
            (0..i64::from(SHADOW_DIFFERENCES_MAX) + 40).map(|n| difference(n / 3, "{}")).collect();
        let huge = difference(9_999, &"x".repeat(SHADOW_DIFFERENCE_MAX));
        let other = db.another().await;
        let late = report(&shop, id, "package 1", vec![difference(1, "late")]);
        let mut reports = vec![report(&shop, id, "package 2", vec![huge]), late];
        reports.extend(many.chunks(100).map(|chunk| report(&shop, id, "package 2", chunk.to_vec())));
        let mut tasks = Vec::new();
        for (n, report) in reports.into_iter().enumerate() {
            let store = if n % 2 == 0 { db.store.clone() } else { other.clone() };
            tasks.push(tokio::spawn(async move { store.record_shadow(vec![report]).await }));
        }
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        let counts = db.store.shadow_counts(shop.tenant, id).await.unwrap();
        let (different, reports) = (many.len() as i64 + 1, 7);
        let expected = ShadowCounts {
            compared: different + reports,
            different,
            live_failed: 2 * reports,
            candidate_failed: 3 * reports,
        };
        assert_eq!(counts, expected);
        let (mut kept, mut page) = (Vec::new(), PageRequest::first(200));
        loop {
            let found = db.store.list_shadow_differences(shop.tenant, id, &page).await.unwrap();
            kept.extend(found.items);
            page.after = found.next;
            if page.after.is_none() {
                break;
            }
        }
        let mut newest = many;
        newest.sort_by_key(|difference| std::cmp::Reverse((difference.at_ms, difference.id)));
        newest.truncate(SHADOW_DIFFERENCES_MAX as usize);
        assert_eq!(kept, newest);
        db.store.put_candidate(shop.tenant, &candidate(id, "package 3"), None, &entry("tried")).await.unwrap();
        assert_eq!(db.store.shadow_counts(shop.tenant, id).await.unwrap(), ShadowCounts::default());
        let page = db.store.list_shadow_differences(shop.tenant, id, &PageRequest::default()).await.unwrap();
        assert!(page.items.is_empty());
        other.close().await;
    }
}

on_both! {
    async fn a_timeline_counts_without_gaps_whoever_writes(db) {
        let shop = Shop::open(&db.store).await;
        let (id, other_id) = (InstallationId(Uuid::now_v7()), InstallationId(Uuid::now_v7()));
        let nodes = [db.store.clone(), db.another().await];
        let mut tasks = Vec::new();
        for n in 0..24i64 {
            let (store, tenant) = (nodes[(n % 2) as usize].clone(), shop.tenant);
            let entry = TimelineEntry {
                seq: 0,
                at_ms: n,
                kind: "paused".to_owned(),
                actor: "ann".to_owned(),
                details_json: "{}".to_owned(),
            };
            tasks.push(tokio::spawn(async move { store.record_timeline(tenant, id, &entry).await.unwrap() }));
        }
        let mut given = Vec::new();
        for task in tasks {
            given.push(task.await.unwrap());
        }
        given.sort_unstable();
        assert_eq!(given, (1..=24).collect::<Vec<i64>>());
        let first = db.store.list_timeline(shop.tenant, id, &PageRequest::first(20)).await.unwrap();
        let next = PageRequest { after: first.next, limit: 20 };
        let rest = db.store.list_timeline(shop.tenant, id, &next).await.unwrap();
        let seqs: Vec<i64> = [first.items, rest.items].concat().iter().map(|entry| entry.seq).collect();
        assert_eq!(seqs, (1..=24).rev().collect::<Vec<i64>>());
        let none = db.store.list_timeline(shop.tenant, other_id, &PageRequest::default()).await.unwrap();
        assert!(none.items.is_empty());
        nodes[1].close().await;
    }
}

on_both! {
    async fn what_is_uninstalled_stops_and_what_others_need_stays(db) {
        let shop = Shop::open(&db.store).await;
        let id = install(&db.store, &shop).await;
        db.store.put_snapshot(shop.tenant, id, &snapshot("s")).await.unwrap();
        db.store.put_plan(shop.tenant, id, &plan("ann")).await.unwrap();
        db.store.put_candidate(shop.tenant, &candidate(id, "package 2"), None, &entry("tried")).await.unwrap();
        db.store.record_shadow(vec![report(&shop, id, "package 2", vec![difference(1, "{}")])]).await.unwrap();
        db.store.record_timeline(shop.tenant, id, &entry("installed")).await.unwrap();
        let effects = Effects { postings: vec![posting("points/m1", 5)], ..Effects::default() };
        let apply = ApplyEffects {
            tenant: shop.tenant,
            installation: id,
            plugin: "loyalty".to_owned(),
            invocation: Uuid::now_v7(),
            recorded_at_ms: 1,
            effects,
        };
        db.store.apply_effects(apply).await.unwrap();
        let events: Vec<_> = (0..3).map(|_| event("x.v1", Uuid::now_v7())).collect();
        db.store.append_events(shop.tenant, &events).await.unwrap();
        db.store.sequence_events(Some(shop.tenant), 100).await.unwrap();
        let now = 1_800_000_000_000;
        let leases = db.store.lease_due(now, 1_000, 2).await.unwrap();
        db.store.complete_delivery(&leases[0], Effects::default(), now).await.unwrap();

        let known = installed(&db.store, &shop, id).await;
        assert!(db.store.remove_installation(shop.tenant, id, &entry("uninstalled")).await.unwrap());
        let (plan_now, switched) = (plan("late"), entry("switched"));
        let late = Change {
            from: Some(&known.package),
            to: &known,
            plan: &plan_now,
            snapshot: None,
            collections: &[],
            entry: &switched,
        };
        assert!(!db.store.change_installation(shop.tenant, late).await.unwrap(), "it does not come back");
        assert!(!db.store.put_candidate(shop.tenant, &candidate(id, "package 3"), None, &switched).await.unwrap());
        assert!(!db.store.remove_installation(shop.tenant, id, &entry("uninstalled")).await.unwrap());
        assert_eq!(db.store.get_installation(shop.tenant, id).await.unwrap(), None);
        let late = db.store.complete_delivery(&leases[1], Effects::default(), now).await;
        assert!(matches!(late, Err(CompleteError::LeaseLost)), "{late:?}");
        assert_eq!(db.store.delivery_counts(shop.tenant, id).await.unwrap(), Default::default());
        assert_eq!(db.store.get_plan(shop.tenant, id).await.unwrap(), Plan::default());
        assert!(db.store.candidates(shop.tenant).await.unwrap().is_empty());
        let compiled = db.store.put_snapshot(shop.tenant, id, &snapshot("late")).await;
        assert!(matches!(compiled, Err(StoreError::Refused(_))), "{compiled:?}");
        assert_eq!(db.store.get_snapshot(shop.tenant, id, &digest("s")).await.unwrap(), Some(snapshot("s")));
        assert_eq!(told(&db.store, &shop, id).await, ["tried", "installed", "uninstalled"]);
        let points = db.store.ledger_balances(shop.tenant, "loyalty", &["points/m1".to_owned()]).await.unwrap();
        assert_eq!(points[0].posted, 5);
    }
}

on_both! {
    async fn an_uninstall_beside_the_sequencer_leaves_no_delivery(db) {
        let shop = Shop::open(&db.store).await;
        let other = db.another().await;
        for _ in 0..6 {
            let id = install(&db.store, &shop).await;
            let events: Vec<_> = (0..40).map(|_| event("x.v1", Uuid::now_v7())).collect();
            db.store.append_events(shop.tenant, &events).await.unwrap();
            let (store, tenant) = (other.clone(), shop.tenant);
            let sequencer = tokio::spawn(async move {
                while store.sequence_events(Some(tenant), 7).await.unwrap().has_more {
                    tokio::task::yield_now().await;
                }
            });
            db.store.remove_installation(shop.tenant, id, &entry("uninstalled")).await.unwrap();
            sequencer.await.unwrap();
            assert_eq!(db.store.delivery_counts(shop.tenant, id).await.unwrap().open, 0);
        }
        other.close().await;
    }
}

on_both! {
    async fn documents_are_deleted_in_batches_and_then_their_declarations(db) {
        let shop = Shop::open(&db.store).await;
        let collection = |name: &str| Collection {
            name: name.to_owned(),
            schema_json: "{}".to_owned(),
            is_compiled: false,
            indexed: vec!["n".to_owned()],
        };
        for plugin in ["loyalty", "other"] {
            db.store.declare_collections(shop.tenant, plugin, &[collection("a"), collection("b")]).await.unwrap();
            let writes: Vec<DocumentWrite> = (0..25)
                .map(|n| DocumentWrite {
                    collection: if n % 2 == 0 { "a" } else { "b" }.to_owned(),
                    key: format!("k{n}"),
                    body: Some(format!(r#"{{"n":{n}}}"#)),
                    expected_version: None,
                })
                .collect();
            db.store.put_documents(shop.tenant, plugin, &writes, 1).await.unwrap();
        }
        let mut deleted = Vec::new();
        loop {
            let count = db.store.delete_collections(shop.tenant, "loyalty", 10).await.unwrap();
            deleted.push(count);
            if count < 10 {
                break;
            }
        }
        assert_eq!(deleted, [10, 10, 5]);
        assert!(db.store.list_collections(shop.tenant, "loyalty").await.unwrap().is_empty());
        assert_eq!(db.store.delete_collections(shop.tenant, "loyalty", 10).await.unwrap(), 0);
        db.store.declare_collections(shop.tenant, "loyalty", &[collection("a")]).await.unwrap();
        let page = PageRequest::default();
        let tests = [bodega_store::collections::FieldTest::is("n", bodega_store::collections::FieldValue::Number(2))];
        let found = db.store.select_documents(shop.tenant, "loyalty", "a", &tests, &page).await.unwrap();
        assert!(found.items.is_empty());
        let others = db.store.select_documents(shop.tenant, "other", "a", &tests, &page).await.unwrap();
        assert_eq!(others.items.len(), 1, "another plugin's stay");
    }
}
