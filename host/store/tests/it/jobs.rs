//! Jobs: each planned time is run once, by one node at a time, whatever breaks.

use crate::support::{Shop, install, on_both, posting};
use bodega_domain::ids::InstallationId;
use bodega_store::effects::Effects;
use bodega_store::installations::TimelineEntry;
use bodega_store::jobs::{CompleteJobError, Job, JobLease, JobRun, JobRunStatus};
use bodega_store::{PageRequest, Store, StoreError};
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::Mutex;
use uuid::Uuid;

const NOW: i64 = 1_800_000_000_000;
const HOUR: i64 = 3_600_000;

fn job(name: &str, cron: &str, next_due_ms: i64) -> Job {
    Job { name: name.to_owned(), cron: cron.to_owned(), next_due_ms }
}

async fn planned(store: &Store, shop: &Shop, jobs: &[Job]) -> InstallationId {
    let id = install(store, shop).await;
    store.plan_jobs(shop.tenant, id, jobs).await.unwrap();
    id
}

async fn lease(store: &Store, now_ms: i64) -> Vec<JobLease> {
    store.lease_due_jobs(now_ms, 30_000, 10).await.unwrap()
}

async fn runs(store: &Store, shop: &Shop) -> Vec<JobRun> {
    store.list_job_runs(shop.tenant, None, &PageRequest::default()).await.unwrap().items
}

fn earn() -> Effects {
    Effects { postings: vec![posting("points/m1", 1)], ..Effects::default() }
}

on_both! {
    async fn a_run_is_leased_done_with_its_effects_and_the_next_planned(db) {
        let shop = Shop::open(&db.store).await;
        let id = planned(&db.store, &shop, &[job("hourly", "0 * * * *", NOW), job("later", "x", NOW + 1)]).await;
        assert!(lease(&db.store, NOW - 1).await.is_empty());
        let leases = lease(&db.store, NOW).await;
        assert_eq!(leases.len(), 1);
        let first = &leases[0];
        assert_eq!((first.installation, first.plugin.as_str(), first.job.as_str()), (id, "loyalty", "hourly"));
        assert_eq!((first.scheduled_at_ms, first.attempts, first.cron.as_str()), (NOW, 1, "0 * * * *"));
        let early = db.store.complete_job(first, earn(), NOW, NOW).await;
        assert!(matches!(early, Err(CompleteJobError::Store(StoreError::Refused(_)))), "{early:?}");
        db.store.complete_job(first, earn(), NOW + HOUR, NOW + 5).await.unwrap();
        let again = db.store.complete_job(first, earn(), NOW + HOUR, NOW).await;
        assert!(matches!(again, Err(CompleteJobError::LeaseLost)), "{again:?}");
        assert!(!db.store.fail_job(first, "late", None, NOW + HOUR, NOW).await.unwrap());
        let points = db.store.ledger_balances(shop.tenant, "loyalty", &["points/m1".to_owned()]).await.unwrap();
        assert_eq!(points[0].posted, 1);
        let jobs = db.store.list_jobs(shop.tenant, id).await.unwrap();
        assert_eq!(jobs, [job("hourly", "0 * * * *", NOW + HOUR), job("later", "x", NOW + 1)]);
        let run = &runs(&db.store, &shop).await[0];
        assert_eq!((run.status, run.attempts, run.ended_at_ms), (JobRunStatus::Done, 1, Some(NOW + 5)));
        assert_eq!(run.invocation, first.invocation);
        let second = lease(&db.store, NOW + HOUR).await;
        let second = second.iter().find(|lease| lease.job == "hourly").unwrap();
        assert_ne!(second.invocation, first.invocation);
        assert_eq!(db.store.purge_job_runs(NOW + 6).await.unwrap(), 1);
        assert_eq!(runs(&db.store, &shop).await.len(), 2, "runs under way stay");
    }
}

on_both! {
    async fn a_failed_run_comes_back_as_the_same_and_is_given_up_in_the_end(db) {
        let shop = Shop::open(&db.store).await;
        planned(&db.store, &shop, &[job("hourly", "0 * * * *", NOW)]).await;
        let first = lease(&db.store, NOW).await.remove(0);
        assert!(db.store.fail_job(&first, "no\0 net", Some(NOW + 100), NOW + HOUR, NOW).await.unwrap());
        assert_eq!(runs(&db.store, &shop).await[0].status, JobRunStatus::Waiting);
        assert!(lease(&db.store, NOW + 99).await.is_empty());
        let second = lease(&db.store, NOW + 100).await.remove(0);
        assert_eq!((second.invocation, second.attempts), (first.invocation, 2));
        assert!(!db.store.fail_job(&first, "stale", None, NOW + HOUR, NOW).await.unwrap());
        // The second attempt dies: its lease runs out.
        assert!(lease(&db.store, NOW + 30_099).await.is_empty());
        let third = lease(&db.store, NOW + 30_100).await.remove(0);
        assert_eq!((third.invocation, third.attempts), (first.invocation, 3));
        let lost = db.store.complete_job(&second, earn(), NOW + HOUR, NOW).await;
        assert!(matches!(lost, Err(CompleteJobError::LeaseLost)));
        assert!(db.store.fail_job(&third, "still", None, NOW + HOUR, NOW + 7).await.unwrap());
        let run = runs(&db.store, &shop).await.remove(0);
        assert_eq!((run.status, run.attempts, run.error.as_deref()), (JobRunStatus::GivenUp, 3, Some("still")));
        assert_eq!(run.ended_at_ms, Some(NOW + 7));
        assert!(lease(&db.store, NOW + HOUR - 1).await.is_empty());
        assert_eq!(lease(&db.store, NOW + HOUR).await.len(), 1);
        let points = db.store.ledger_balances(shop.tenant, "loyalty", &["points/m1".to_owned()]).await.unwrap();
        assert!(points.iter().all(|balance| balance.posted == 0), "nothing was applied");
    }
}

on_both! {
    async fn a_late_run_stands_in_for_those_that_were_missed(db) {
        let shop = Shop::open(&db.store).await;
        planned(&db.store, &shop, &[job("hourly", "0 * * * *", NOW)]).await;
        let first = lease(&db.store, NOW + 5 * HOUR + 1).await.remove(0);
        assert_eq!(first.scheduled_at_ms, NOW);
        let moved = db.store.skip_missed(&first, NOW + 5 * HOUR, 5).await.unwrap().unwrap();
        assert_eq!((moved.scheduled_at_ms, moved.missed), (NOW + 5 * HOUR, 5));
        assert_ne!(moved.invocation, first.invocation);
        assert!(db.store.skip_missed(&first, NOW + 6 * HOUR, 6).await.unwrap().is_none(), "it moved");
        assert!(db.store.fail_job(&moved, "once", Some(NOW + 6 * HOUR), NOW + 6 * HOUR, NOW).await.unwrap());
        let again = lease(&db.store, NOW + 6 * HOUR).await.remove(0);
        assert_eq!((again.invocation, again.attempts, again.missed), (moved.invocation, 2, 5));
        assert!(db.store.skip_missed(&again, NOW + 6 * HOUR, 6).await.unwrap().is_none(), "it may have run");
        db.store.complete_job(&again, earn(), NOW + 7 * HOUR, NOW + 6 * HOUR).await.unwrap();
        let runs = runs(&db.store, &shop).await;
        assert_eq!((runs.len(), runs[0].scheduled_at_ms, runs[0].missed), (1, NOW + 5 * HOUR, 5));
    }
}

on_both! {
    async fn planning_again_keeps_times_and_a_changed_job_starts_anew(db) {
        let shop = Shop::open(&db.store).await;
        let id = planned(&db.store, &shop, &[job("a", "1", NOW), job("b", "1", NOW), job("c", "1", NOW)]).await;
        let leases = lease(&db.store, NOW).await;
        let of = |name: &str| leases.iter().find(|lease| lease.job == name).unwrap();
        db.store.complete_job(of("c"), Effects::default(), NOW + HOUR, NOW).await.unwrap();
        // `a` as before, `b` with another expression, `c` at a time that was run, `d` is new.
        let plan = [job("a", "1", NOW + 9), job("b", "2", NOW + 50), job("c", "2", NOW), job("d", "1", NOW + 60)];
        db.store.plan_jobs(shop.tenant, id, &plan).await.unwrap();
        let jobs = db.store.list_jobs(shop.tenant, id).await.unwrap();
        let due: Vec<(&str, i64)> = jobs.iter().map(|job| (job.name.as_str(), job.next_due_ms)).collect();
        assert_eq!(due, [("a", NOW), ("b", NOW + 50), ("c", NOW + 1), ("d", NOW + 60)]);
        db.store.complete_job(of("a"), earn(), NOW + HOUR, NOW).await.unwrap();
        let lost = db.store.complete_job(of("b"), earn(), NOW + HOUR, NOW).await;
        assert!(matches!(lost, Err(CompleteJobError::LeaseLost)), "{lost:?}");
        db.store.plan_jobs(shop.tenant, id, &[]).await.unwrap();
        assert!(db.store.list_jobs(shop.tenant, id).await.unwrap().is_empty());
        assert!(lease(&db.store, NOW + HOUR).await.is_empty());
        let unknown = db.store.plan_jobs(shop.tenant, InstallationId(Uuid::now_v7()), &plan).await;
        assert!(matches!(unknown, Err(StoreError::Refused(_))), "{unknown:?}");
    }
}

on_both! {
    async fn a_disabled_installation_runs_no_job_and_an_uninstalled_one_has_none(db) {
        let shop = Shop::open(&db.store).await;
        let id = planned(&db.store, &shop, &[job("a", "1", NOW)]).await;
        let mut installation = db.store.get_installation(shop.tenant, id).await.unwrap().unwrap();
        installation.is_enabled = false;
        db.store.put_installation(shop.tenant, &installation).await.unwrap();
        assert!(lease(&db.store, NOW).await.is_empty());
        installation.is_enabled = true;
        db.store.put_installation(shop.tenant, &installation).await.unwrap();
        let held = lease(&db.store, NOW).await.remove(0);
        let gone = TimelineEntry {
            seq: 0,
            at_ms: 1,
            kind: "uninstalled".to_owned(),
            actor: "ann".to_owned(),
            details_json: "{}".to_owned(),
        };
        db.store.remove_installation(shop.tenant, id, &gone).await.unwrap();
        let late = db.store.complete_job(&held, earn(), NOW + HOUR, NOW).await;
        assert!(matches!(late, Err(CompleteJobError::LeaseLost)), "{late:?}");
        assert!(runs(&db.store, &shop).await.is_empty());
    }
}

on_both! {
    async fn nodes_share_jobs_and_no_planned_time_is_run_twice_or_left_out(db) {
        let shop = Shop::open(&db.store).await;
        let names = ["a", "b", "c", "d", "e"];
        let jobs: Vec<Job> = names.iter().map(|name| job(name, "1", NOW)).collect();
        planned(&db.store, &shop, &jobs).await;
        let nodes = [db.store.clone(), db.another().await];
        let done: Arc<Mutex<BTreeMap<String, Vec<i64>>>> = Arc::default();
        let mut tasks = Vec::new();
        for n in 0..6usize {
            let (store, done) = (nodes[n % 2].clone(), done.clone());
            tasks.push(tokio::spawn(async move {
                let mut idle = 0;
                while idle < 20 {
                    // Each planned time is one ms after the one before, up to NOW + 9.
                    let leases = store.lease_due_jobs(NOW + 9, HOUR, 2).await.unwrap();
                    idle = if leases.is_empty() { idle + 1 } else { 0 };
                    for lease in leases {
                        let next = lease.scheduled_at_ms + 1;
                        if lease.attempts == 1 && (lease.scheduled_at_ms + n as i64) % 3 == 0 {
                            assert!(store.fail_job(&lease, "flaky", Some(NOW), next, NOW).await.unwrap());
                            continue;
                        }
                        store.complete_job(&lease, earn(), next, NOW).await.unwrap();
                        done.lock().await.entry(lease.job).or_default().push(lease.scheduled_at_ms);
                    }
                    tokio::task::yield_now().await;
                }
            }));
        }
        for task in tasks {
            task.await.unwrap();
        }
        let done = done.lock().await;
        let planned: Vec<i64> = (NOW..=NOW + 9).collect();
        assert_eq!(done.len(), names.len());
        assert!(done.values().all(|times| *times == planned), "{done:?}");
        let points = db.store.ledger_balances(shop.tenant, "loyalty", &["points/m1".to_owned()]).await.unwrap();
        assert_eq!(points[0].posted, 50);
        let page = db.store.list_job_runs(shop.tenant, None, &PageRequest::first(30)).await.unwrap();
        let rest = PageRequest { after: page.next, limit: 30 };
        let rest = db.store.list_job_runs(shop.tenant, None, &rest).await.unwrap();
        assert_eq!((page.items.len(), rest.items.len()), (30, 20));
        assert!(db.store.check_ledger(shop.tenant).await.unwrap().is_sound());
        nodes[1].close().await;
    }
}
