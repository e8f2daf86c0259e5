//! Background work of a node: numbers events, delivers them, runs jobs and migrations, moves payments on, sends messages,
//! makes exports, gives up unpaid sales, seals audit entries, seals values anew under new keys, clears old answers away. A signal wakes it; polling is the safety net. Nodes keep
//! no state here that another could not take over.

use super::deliver::{LEASES_MAX, deliver_due};
use crate::app::App;
use crate::error::AppResult;
use crate::pricing::compare_waiting;
use crate::requests;
use crate::sales::void_expired;
use crate::{channels, exports, files, messages, orders, payments, plugins, retention, vault, webhooks};
use bodega_auth::lockout::FORGET_MS;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How long a node sleeps when nobody wakes it.
const POLL: Duration = Duration::from_millis(200);
/// How long it lets events gather before a round: each round is three transactions, whatever their number.
const GATHER: Duration = Duration::from_millis(20);
/// How long it waits after the store failed.
const PAUSE_AFTER_FAULT: Duration = Duration::from_secs(1);
/// How often unpaid sales are looked for.
const EXPIRY_POLL: Duration = Duration::from_secs(1);
/// How long it is known that a route's or button's effects were applied, ms: longer than any request is re-run.
const INVOCATIONS_KEPT_MS: i64 = 24 * 60 * 60 * 1000;
/// How long runs of jobs and exports can be looked up, ms.
const RUNS_KEPT_MS: i64 = 90 * 24 * 60 * 60 * 1000;
/// How long deliveries to webhooks can be looked up and sent again, ms.
const WEBHOOK_LOG_KEPT_MS: i64 = 30 * 24 * 60 * 60 * 1000;
/// How often jobs are looked for, trials compared and sums brought up to date: what dashboards are behind.
const PLUGINS_POLL: Duration = Duration::from_millis(500);
/// How often the marketplace is asked what it withdrew: what a killed version outlives its kill by.
const MARKETPLACE_POLL: Duration = Duration::from_secs(30);
/// How often the marketplace is told who has what, and what was used.
const REPORT_EVERY: Duration = Duration::from_secs(3600);
/// How often migrations are looked for that another node left behind.
const MIGRATIONS_POLL: Duration = Duration::from_secs(1);
/// How often audit entries are sealed: how long one can be changed without a trace.
const AUDIT_POLL: Duration = Duration::from_secs(1);
/// Events added to rollups in one transaction.
const ROLLUP_BATCH: u32 = 500;
/// How often what is kept for a while only is cleared away.
const HOUSEKEEPING_POLL: Duration = Duration::from_secs(3600);
/// How often values are looked for that are to be sealed anew.
const VAULT_POLL: Duration = Duration::from_secs(15);
/// How long such values rest that do not open: a person must look.
const DAMAGED_PAUSE: Duration = Duration::from_secs(3600);
/// Events numbered in one transaction.
const SEQUENCE_BATCH: u32 = 500;

/// The background tasks of a node.
pub struct Background {
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

impl Background {
    /// Lets each task finish what it is at.
    pub async fn stop(self) {
        let _ = self.stop.send(true);
        for task in self.tasks {
            let _ = task.await;
        }
    }
}

/// Starts the background tasks.
pub fn spawn(app: Arc<App>) -> Background {
    let (stop, stopped) = watch::channel(false);
    let outbox = tokio::spawn(outbox_loop(app.clone(), stopped.clone()));
    let expiry = tokio::spawn(expiry_loop(app.clone(), stopped.clone()));
    let plugins = tokio::spawn(plugins_loop(app.clone(), stopped.clone()));
    let payments = tokio::spawn(payments_loop(app.clone(), stopped.clone()));
    let marketplace = tokio::spawn(marketplace_loop(app.clone(), stopped.clone()));
    let migrations = tokio::spawn(migrations_loop(app.clone(), stopped.clone()));
    let webhooks = tokio::spawn(webhooks_loop(app.clone(), stopped.clone()));
    let audit = tokio::spawn(audit_loop(app.clone(), stopped.clone()));
    let vault = tokio::spawn(vault_loop(app.clone(), stopped.clone()));
    let housekeeping = tokio::spawn(housekeeping_loop(app, stopped));
    let tasks = vec![
        outbox,
        expiry,
        plugins,
        webhooks,
        payments,
        marketplace,
        migrations,
        audit,
        vault,
        housekeeping,
    ];
    Background { stop, tasks }
}

/// Numbers, delivers, runs jobs, moves payments on, sends messages, makes exports, compares and adds up until nothing is due; for tests and shutdown.
pub async fn drain(app: &Arc<App>) -> AppResult<()> {
    while work(app).await? != Round::Idle
        || plugin_work(app).await?
        || payments::run_due(app).await? > 0
        || plugins::migrate::run_due(app, || false).await?
        || webhooks::drain(app).await?
    {}
    app.store.seal_audit(app.now_ms()).await?;
    Ok(())
}

/// What a round of the outbox found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Round {
    /// Nothing to do.
    Idle,
    /// Something, and there may be a little more.
    Worked,
    /// As much as a round takes.
    Full,
}

/// One round of what plugins have beside events; `true` = there may be more.
async fn plugin_work(app: &Arc<App>) -> AppResult<bool> {
    let jobs = plugins::jobs::run_due(app).await?;
    let messages = messages::send_due(app).await?;
    let exports = exports::run_due(app).await?;
    let booked = orders::book_due(app).await?;
    let pushed = channels::work(app).await?;
    compare_waiting(app).await?;
    plugins::shadow::flush(app).await?;
    plugins::usage::flush(app).await?;
    let rollups = app.store.advance_rollups(None, ROLLUP_BATCH).await?;
    Ok(jobs + messages + exports > 0 || booked > 0 || pushed > 0 || rollups.has_more)
}

async fn plugins_loop(app: Arc<App>, mut stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        let pause = match plugin_work(&app).await {
            Ok(true) => continue,
            Ok(false) => PLUGINS_POLL,
            Err(error) => {
                tracing::error!("jobs, pushes, trials and sums wait: {error}");
                PAUSE_AFTER_FAULT
            }
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stopped.changed() => {}
        }
    }
}

/// One round of the outbox.
async fn work(app: &Arc<App>) -> AppResult<Round> {
    let sequenced = app.store.sequence_events(None, SEQUENCE_BATCH).await?;
    if sequenced.events > 0 {
        app.webhooks.notify_one();
    }
    let delivered = deliver_due(app).await?;
    Ok(if sequenced.has_more || delivered.done >= LEASES_MAX as usize {
        Round::Full
    } else if sequenced.events > 0 || delivered.done > 0 {
        Round::Worked
    } else {
        Round::Idle
    })
}

/// Beside the others: a large migration holds up no job.
async fn migrations_loop(app: Arc<App>, mut stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        let is_stopping = stopped.clone();
        let pause = match plugins::migrate::run_due(&app, || *is_stopping.borrow()).await {
            Ok(true) => continue,
            Ok(false) => MIGRATIONS_POLL,
            Err(error) => {
                tracing::error!("migrations wait: {error}");
                PAUSE_AFTER_FAULT
            }
        };
        tokio::select! {
            () = app.migrations.notified() => {}
            () = tokio::time::sleep(pause) => {}
            _ = stopped.changed() => {}
        }
    }
}

async fn outbox_loop(app: Arc<App>, mut stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        let pause = match work(&app).await {
            Ok(Round::Full) => continue,
            Ok(Round::Worked) => GATHER,
            Ok(Round::Idle) => {
                tokio::select! {
                    () = app.outbox.notified() => GATHER,
                    () = tokio::time::sleep(POLL) => continue,
                    _ = stopped.changed() => continue,
                }
            }
            Err(error) => {
                tracing::error!("events wait: {error}");
                PAUSE_AFTER_FAULT
            }
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stopped.changed() => {}
        }
    }
}

/// A loop of its own: a party that is slow keeps nothing else waiting.
async fn payments_loop(app: Arc<App>, mut stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        let pause = match payments::run_due(&app).await {
            Ok(0) => POLL,
            Ok(_) => continue,
            Err(error) => {
                tracing::error!("payments wait: {error}");
                PAUSE_AFTER_FAULT
            }
        };
        tokio::select! {
            () = app.payments_due.notified() => {}
            () = tokio::time::sleep(pause) => {}
            _ = stopped.changed() => {}
        }
    }
}

async fn webhooks_loop(app: Arc<App>, mut stopped: watch::Receiver<bool>) {
    let mut sending = webhooks::Sending::new();
    while !*stopped.borrow() {
        while let Some(ended) = sending.try_join_next() {
            if let Ok(Err(error)) = ended {
                tracing::error!(
                    "what became of a webhook's delivery could not be kept; it is sent again: {error}"
                );
            }
        }
        let pause = match webhooks::start_due(&app, &mut sending).await {
            Ok(true) => GATHER,
            Ok(false) => PLUGINS_POLL,
            Err(error) => {
                tracing::error!("webhooks wait: {error}");
                PAUSE_AFTER_FAULT
            }
        };
        tokio::select! {
            () = app.webhooks.notified() => {}
            () = tokio::time::sleep(pause) => {}
            _ = stopped.changed() => {}
        }
    }
    // What is under way has its lease; what is not told any more is sent again by whoever comes next.
    while sending.join_next().await.is_some() {}
}

async fn audit_loop(app: Arc<App>, mut stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        if let Err(error) = app.store.seal_audit(app.now_ms()).await {
            tracing::error!("audit entries are not sealed for now: {error}");
        }
        tokio::select! {
            () = tokio::time::sleep(AUDIT_POLL) => {}
            _ = stopped.changed() => {}
        }
    }
}

async fn expiry_loop(app: Arc<App>, mut stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        if let Err(error) = void_expired(&app).await {
            tracing::error!("unpaid sales stay for now: {error}");
        }
        tokio::select! {
            () = tokio::time::sleep(EXPIRY_POLL) => {}
            _ = stopped.changed() => {}
        }
    }
}

async fn marketplace_loop(app: Arc<App>, mut stopped: watch::Receiver<bool>) {
    let mut next_report = Instant::now();
    while !*stopped.borrow() {
        if Instant::now() >= next_report {
            if let Err(error) = plugins::report_to_marketplace(&app).await {
                tracing::error!("the marketplace was not told what is installed and used: {error}");
            }
            next_report = Instant::now() + REPORT_EVERY;
        }
        if let Err(error) = plugins::obey_kills(&app).await {
            tracing::error!("the marketplace's kill list is not known: {error}");
        }
        tokio::select! {
            () = tokio::time::sleep(MARKETPLACE_POLL) => {}
            _ = stopped.changed() => {}
        }
    }
}

async fn vault_loop(app: Arc<App>, mut stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        let is_stopping = stopped.clone();
        let pause = match vault::reseal(&app, move || *is_stopping.borrow()).await {
            Ok(done) if done.damaged > 0 => DAMAGED_PAUSE,
            Ok(_) => VAULT_POLL,
            Err(error) => {
                tracing::error!("values under old keys stay for now: {error}");
                VAULT_POLL
            }
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stopped.changed() => {}
        }
    }
}

async fn housekeeping_loop(app: Arc<App>, mut stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        match requests::purge(&app).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "forgot {count} old answers of idempotent requests"),
            Err(error) => tracing::error!("old answers stay for now: {error}"),
        }
        let now_ms = app.now_ms();
        let old = async {
            app.store.purge_invocations(now_ms - INVOCATIONS_KEPT_MS).await?;
            app.store.purge_job_runs(now_ms - RUNS_KEPT_MS).await?;
            app.store.purge_exports(now_ms - RUNS_KEPT_MS).await?;
            app.store.purge_sessions(now_ms - RUNS_KEPT_MS).await?;
            app.store.purge_guesses(now_ms - FORGET_MS).await?;
            app.store.purge_early_news(now_ms - orders::EARLY_NEWS_KEPT_MS).await?;
            retention::keep_to(&app).await?;
            app.store.purge_webhook_deliveries(now_ms - WEBHOOK_LOG_KEPT_MS).await?;
            files::purge(&app).await
        };
        if let Err(error) = old.await {
            tracing::error!("old runs, files and personal data over its time stay for now: {error}");
        }
        tokio::select! {
            () = tokio::time::sleep(HOUSEKEEPING_POLL) => {}
            _ = stopped.changed() => {}
        }
    }
}
