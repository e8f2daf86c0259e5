//! What invocations leave beside their effects: messages, answers of the outside, usage.

use crate::support::{Shop, install, on_both, posting};
use bodega_domain::ids::{InstallationId, MemberId};
use bodega_store::PageRequest;
use bodega_store::effects::{ApplyEffects, Effects};
use bodega_store::messages::{MessageFilter, MessageState, NewMessage};
use bodega_store::usage::{Usage, UsageDelta};
use std::collections::BTreeSet;
use uuid::Uuid;

fn message(member: MemberId, template: &str) -> NewMessage {
    NewMessage {
        member,
        purpose: "service".to_owned(),
        template: template.to_owned(),
        parameters_json: r#"{"name":"王"}"#.to_owned(),
        expires_at_ms: 99,
    }
}

fn apply(shop: &Shop, installation: InstallationId, at_ms: i64, effects: Effects) -> ApplyEffects {
    ApplyEffects {
        tenant: shop.tenant,
        installation,
        plugin: "loyalty".to_owned(),
        invocation: Uuid::now_v7(),
        recorded_at_ms: at_ms,
        effects,
    }
}

on_both! {
    async fn messages_come_with_their_effects_and_only_once(db) {
        let shop = Shop::open(&db.store).await;
        let id = install(&db.store, &shop).await;
        let (ann, bob) = (MemberId(Uuid::now_v7()), MemberId(Uuid::now_v7()));
        let both = Effects { messages: vec![message(ann, "hello"), message(ann, "hello")], ..Effects::default() };
        let first = apply(&shop, id, 1, both);
        db.store.apply_effects(first.clone()).await.unwrap();
        assert!(db.store.apply_effects(first).await.unwrap().is_replay);
        let refused = Effects {
            messages: vec![message(bob, "never")],
            postings: vec![posting("points/m1", -1)],
            ..Effects::default()
        };
        db.store.apply_effects(apply(&shop, id, 2, refused)).await.unwrap_err();
        for n in 0..5 {
            let one = Effects { messages: vec![message(bob, "later")], ..Effects::default() };
            db.store.apply_effects(apply(&shop, id, 3 + n / 2, one)).await.unwrap();
        }
        let list = async |filter: MessageFilter, page: PageRequest| {
            db.store.list_messages(shop.tenant, filter, &page).await.unwrap()
        };
        let to_ann = list(MessageFilter { member: Some(ann), ..Default::default() }, PageRequest::default()).await;
        assert_eq!(to_ann.items.len(), 2);
        let stored = &to_ann.items[0];
        assert_eq!(stored.message, message(ann, "hello"));
        assert_eq!((stored.installation, stored.plugin.as_str()), (id, "loyalty"));
        assert_eq!((stored.state, stored.created_at_ms, stored.attempts), (MessageState::Queued, 1, 0));
        let sent = MessageFilter { state: Some(MessageState::Sent), ..Default::default() };
        assert!(list(sent, PageRequest::default()).await.items.is_empty());
        let queued = MessageFilter { state: Some(MessageState::Queued), ..Default::default() };
        let (mut seen, mut page) = (Vec::new(), PageRequest::first(2));
        loop {
            let found = list(queued, page.clone()).await;
            seen.extend(found.items);
            page.after = found.next;
            if page.after.is_none() {
                break;
            }
        }
        assert_eq!(seen.iter().map(|message| message.id).collect::<BTreeSet<_>>().len(), 7);
        assert!(seen.is_sorted_by_key(|message| std::cmp::Reverse(message.created_at_ms)));
        let stranger = Shop::open(&db.store).await;
        let none = db.store.list_messages(stranger.tenant, MessageFilter::default(), &PageRequest::default()).await;
        assert!(none.unwrap().items.is_empty());
    }
}

on_both! {
    async fn marks_of_invocations_are_forgotten_when_nobody_runs_them_again(db) {
        let shop = Shop::open(&db.store).await;
        let id = install(&db.store, &shop).await;
        let apply = |invocation, recorded_at_ms| ApplyEffects {
            tenant: shop.tenant,
            installation: id,
            plugin: "loyalty".to_owned(),
            invocation,
            recorded_at_ms,
            effects: Effects { postings: vec![posting("points/m", 1)], ..Effects::default() },
        };
        let (old, new) = (Uuid::now_v7(), Uuid::now_v7());
        for (invocation, at_ms) in [(old, 10), (new, 20)] {
            assert!(!db.store.apply_effects(apply(invocation, at_ms)).await.unwrap().is_replay);
        }
        assert_eq!(db.store.purge_invocations(10).await.unwrap(), 0);
        assert_eq!(db.store.purge_invocations(20).await.unwrap(), 1);
        assert!(db.store.apply_effects(apply(new, 20)).await.unwrap().is_replay);
    }
}

on_both! {
    async fn usage_adds_up_over_nodes_and_peaks_are_kept(db) {
        let shop = Shop::open(&db.store).await;
        let stranger = Shop::open(&db.store).await;
        let ids = [InstallationId(Uuid::from_u128(1)), InstallationId(Uuid::from_u128(2))];
        let delta = |shop: &Shop, id, day: &str, peak_memory| UsageDelta {
            tenant: shop.tenant,
            installation: id,
            day: day.to_owned(),
            point: "pricing.price".to_owned(),
            usage: Usage {
                calls: 1,
                failures: 2,
                cost_units: 3,
                wall_us: 4,
                peak_memory,
                egress_calls: 5,
                egress_bytes: 6,
            },
        };
        let nodes = [db.store.clone(), db.another().await];
        let mut tasks = Vec::new();
        for n in 0..10i64 {
            let store = nodes[(n % 2) as usize].clone();
            let mut batch: Vec<UsageDelta> = ["2026-01-01", "2026-01-02", "2026-01-01"]
                .iter()
                .flat_map(|day| ids.map(|id| delta(&shop, id, day, n)))
                .collect();
            batch.push(delta(&stranger, ids[0], "2026-01-01", 1_000));
            tasks.push(tokio::spawn(async move { store.add_usage(batch).await }));
        }
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        db.store.add_usage(Vec::new()).await.unwrap();
        let list = async |id, from: &str, to: &str| db.store.list_usage(shop.tenant, id, from, to).await.unwrap();
        let all = list(None, "2026-01-01", "2026-01-31").await;
        let keys: Vec<(&str, InstallationId)> =
            all.iter().map(|row| (row.day.as_str(), row.installation)).collect();
        let (first, second) = ("2026-01-01", "2026-01-02");
        assert_eq!(keys, [(first, ids[0]), (first, ids[1]), (second, ids[0]), (second, ids[1])]);
        let expected = Usage {
            calls: 20,
            failures: 40,
            cost_units: 60,
            wall_us: 80,
            peak_memory: 9,
            egress_calls: 100,
            egress_bytes: 120,
        };
        assert_eq!(all[0].usage, expected);
        assert_eq!(list(Some(ids[1]), second, second).await, all[3..]);
        assert!(list(None, "2026-01-03", "2026-02-01").await.is_empty());
        nodes[1].close().await;
    }
}
