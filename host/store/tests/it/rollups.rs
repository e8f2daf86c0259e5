//! Rollups: equal to the sums over sales, returns and moves, whatever happened and broke in between.

mod world;

use crate::support::{Shop, on_both};
use bodega_store::rollups::{Fact, Group, Question};
use bodega_store::{Store, StoreError};
use proptest::test_runner::{Config, TestRunner};
use world::{Paid, World, steps};

async fn catch_up(store: &Store, shop: &Shop) {
    while store.sequence_events(Some(shop.tenant), 1_000).await.unwrap().has_more {}
    while store.advance_rollups(Some(shop.tenant), 7).await.unwrap().has_more {
        tokio::task::yield_now().await;
    }
}

on_both! {
    async fn rollups_are_the_sums_of_what_happened_over_crashes_and_nodes(db) {
        let nodes = [db.store.clone(), db.another().await];
        let runtime = tokio::runtime::Handle::current();
        let playing = nodes.clone();
        tokio::task::spawn_blocking(move || {
            let config = Config { cases: 16, failure_persistence: None, ..Config::default() };
            TestRunner::new(config)
                .run(&steps(), |steps| {
                    runtime.block_on(async {
                        let mut world = World::open(&playing[0]).await;
                        for (number, step) in steps.into_iter().enumerate() {
                            world.take(&playing[number % 2], step).await;
                        }
                        // Both nodes at once.
                        tokio::join!(catch_up(&playing[0], &world.shop), catch_up(&playing[1], &world.shop));
                        catch_up(&playing[0], &world.shop).await;
                        world.compare(&playing[1]).await;
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

on_both! {
    async fn an_answer_is_bounded_and_no_other_tenant_is_in_it(db) {
        let mut world = World::open(&db.store).await;
        for hour in 0..5 {
            world.sell(&db.store, vec![(1, 2, 300, 0)], hour, false, false, Paid::AtOnce).await;
        }
        let stranger = World::open(&db.store).await;
        assert_eq!(db.store.advance_rollups(None, 100).await.unwrap().documents, 0, "no event is numbered yet");
        while db.store.sequence_events(None, 100).await.unwrap().has_more {}
        assert_eq!(db.store.advance_rollups(None, 100).await.unwrap().documents, 5);
        assert_eq!(db.store.advance_rollups(None, 100).await.unwrap(), Default::default());
        let question = Question {
            fact: Fact::Sales,
            groups: vec![Group::Hour],
            from: "2023-11-14".to_owned(),
            to: "2023-11-14".to_owned(),
            stores: Vec::new(),
            max: 2,
        };
        let two = db.store.aggregate(world.shop.tenant, &question).await.unwrap();
        assert_eq!(two.iter().map(|row| row.keys[0].as_str()).collect::<Vec<_>>(), ["08", "09"]);
        assert!(db.store.aggregate(stranger.shop.tenant, &question).await.unwrap().is_empty());
        let earlier = Question { from: "2023-11-01".to_owned(), to: "2023-11-13".to_owned(), ..question.clone() };
        assert!(db.store.aggregate(world.shop.tenant, &earlier).await.unwrap().is_empty());
        let by_hour = Question { fact: Fact::Stock, ..question };
        let refused = db.store.aggregate(world.shop.tenant, &by_hour).await;
        assert!(matches!(refused, Err(StoreError::Refused(_))), "{refused:?}");
    }
}
