//! Events: numbered without gaps, sealed so that nothing can be changed in silence.

use crate::support::{Shop, event, on_both};
use bodega_store::events::{ChainFault, NewEvent};
use uuid::Uuid;

on_both! {
    async fn numbers_have_no_gaps_over_sequencers_and_writers_at_once(db) {
        let shops = [Shop::open(&db.store).await, Shop::open(&db.store).await];
        let other = db.another().await;
        let mut tasks = Vec::new();
        for n in 0..60 {
            let store = if n % 2 == 0 { db.store.clone() } else { other.clone() };
            let commit = shops[n % 3 % 2].sale(1);
            tasks.push(tokio::spawn(async move {
                store.commit_sale(commit).await.unwrap();
                store.sequence_events(None, 7).await.unwrap();
            }));
        }
        for task in tasks {
            task.await.unwrap();
        }
        while db.store.sequence_events(None, 50).await.unwrap().has_more {}
        let mut total = 0;
        for shop in &shops {
            let events = db.store.list_events(shop.tenant, 0, 500).await.unwrap();
            let numbers: Vec<i64> = events.iter().map(|event| event.seq.unwrap()).collect();
            assert_eq!(numbers, (1..=events.len() as i64).collect::<Vec<_>>());
            let report = db.store.verify_chain(shop.tenant).await.unwrap();
            assert_eq!((report.fault, report.events), (None, events.len() as u64));
            total += events.len();
        }
        assert_eq!(total, 60);
        other.close().await;
    }
}

on_both! {
    async fn an_event_appended_twice_is_there_once_and_in_the_order_of_arrival(db) {
        let shop = Shop::open(&db.store).await;
        let events: Vec<NewEvent> = (0..5).map(|n| event(&format!("e{n}.v1"), Uuid::now_v7())).collect();
        db.store.append_events(shop.tenant, &events).await.unwrap();
        db.store.append_events(shop.tenant, &events[2..]).await.unwrap();
        assert!(db.store.list_events(shop.tenant, 0, 500).await.unwrap().is_empty(), "not numbered yet");
        db.store.sequence_events(Some(shop.tenant), 2).await.unwrap();
        assert!(db.store.sequence_events(Some(shop.tenant), 2).await.unwrap().has_more);
        db.store.sequence_events(Some(shop.tenant), 2).await.unwrap();
        let stored = db.store.list_events(shop.tenant, 0, 500).await.unwrap();
        let stored: Vec<NewEvent> = stored.into_iter().map(|stored| stored.event).collect();
        assert_eq!(stored, events);
        let one = db.store.get_event(shop.tenant, events[3].id).await.unwrap().unwrap();
        assert_eq!((one.seq, one.event), (Some(4), events[3].clone()));
        assert_eq!(db.store.list_events(shop.tenant, 4, 500).await.unwrap().len(), 1);
    }
}

on_both! {
    async fn every_kind_of_tampering_is_found(db) {
        let shop = Shop::open(&db.store).await;
        let commit = shop.sale(2);
        db.store.commit_sale(commit.clone()).await.unwrap();
        let more: Vec<NewEvent> = (0..4).map(|_| event("x.v1", Uuid::now_v7())).collect();
        db.store.append_events(shop.tenant, &more).await.unwrap();
        db.store.sequence_events(None, 100).await.unwrap();
        let fault = async || db.store.verify_chain(shop.tenant).await.unwrap().fault;
        assert_eq!(fault().await, None);
        let sale = ChainFault::Sale { sale: commit.sale.id };
        let cases = [
            ("UPDATE event SET payload_json = '{}' WHERE seq = 3", ChainFault::Hash { seq: 3 }),
            ("UPDATE event SET seq = 99 WHERE seq = 5", ChainFault::Gap { seq: 5 }),
            ("UPDATE event_chain SET head_seq = 6", ChainFault::Head),
            ("UPDATE sale_line SET amount_minor = amount_minor - 1 WHERE line = 1", sale.clone()),
            ("UPDATE sale SET digest = 'sha256:x'", sale.clone()),
        ];
        let undo = [
            format!("UPDATE event SET payload_json = '{}' WHERE seq = 3", more[1].payload_json),
            "UPDATE event SET seq = 5 WHERE seq = 99".to_owned(),
            "UPDATE event_chain SET head_seq = 5".to_owned(),
            "UPDATE sale_line SET amount_minor = amount_minor + 1 WHERE line = 1".to_owned(),
            "DELETE FROM sale".to_owned(),
        ];
        for ((tamper, expected), undo) in cases.into_iter().zip(undo) {
            db.tamper(tamper).await;
            assert_eq!(fault().await, Some(expected), "{tamper}");
            db.tamper(&undo).await;
        }
        assert_eq!(fault().await, Some(ChainFault::Missing { document: commit.sale.id.0 }));
        db.tamper("DELETE FROM event WHERE seq = 5").await;
        db.tamper("UPDATE event SET subject_digest = NULL").await;
        assert_eq!(fault().await, Some(ChainFault::Hash { seq: 1 }), "the digest is under the seal");
    }
}
