//! Rollups: equal to the sums over sales, returns and moves, whatever happened and broke in between.

mod truth;
mod world;

use crate::support::{Shop, on_both};
use bodega_store::rollups::{Fact, Group, Question};
use bodega_store::{Store, StoreError};
use proptest::test_runner::{Config, TestRunner};
use world::{Paid, Step, World, steps};

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
                        world.compare_people(&playing[1]).await;
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
        let by_tag = Question { groups: vec![Group::MemberTag, Group::Sku], ..question.clone() };
        let refused = db.store.aggregate(world.shop.tenant, &by_tag).await;
        assert!(matches!(refused, Err(StoreError::Refused(_))), "{refused:?}");
        let by_hour = Question { fact: Fact::Stock, ..question };
        let refused = db.store.aggregate(world.shop.tenant, &by_hour).await;
        assert!(matches!(refused, Err(StoreError::Refused(_))), "{refused:?}");
    }
}

on_both! {
    async fn rollups_of_an_older_database_are_made_from_what_is_there(db) {
        let mut world = World::open(&db.store).await;
        for (hour, paid) in [(1, Paid::AtOnce), (20, Paid::Imported), (30, Paid::Later), (40, Paid::Never)] {
            world.sell(&db.store, vec![(1, 3, 300, 1), (0, 1, 50, 0)], hour, false, true, paid).await;
        }
        for step in [Step::Return(0, 2, 50), Step::Move(0, 2, 7, 3), Step::Effect(3, -4, 5), Step::Post(1, 9, 5), Step::Number(2)] {
            world.take(&db.store, step).await;
        }
        catch_up(&db.store, &world.shop).await;
        for table in TABLES {
            db.tamper(&format!("DROP TABLE {table}")).await;
        }
        db.tamper("DELETE FROM seaql_migrations WHERE version IN ('m0009_plugin_life', 'm0010_rollups')").await;
        let newer = db.another().await;
        newer.migrate().await.unwrap();
        catch_up(&newer, &world.shop).await;
        world.compare(&newer).await;
        world.compare_people(&newer).await;
        newer.close().await;
    }
}

/// What the ninth migration makes, and the tenth of rollups.
const TABLES: [&str; 15] = [
    "rollup_ledger",
    "rollup_members",
    "rollup_due",
    "rollup_cursor",
    "rollup_stock",
    "rollup_sales",
    "plugin_usage",
    "message",
    "job_run",
    "job",
    "installation_event",
    "shadow_count",
    "shadow_difference",
    "installation_candidate",
    "installation_plan",
];
