//! Takes backups by the clock, inside the server, and clears old ones away.

use super::{Keep, Place, surplus, take};
use crate::config::Config;
use anyhow::{Context, Result};
use bodega_app::audit::{Act, Actor, Answer, HOST_TENANT, Outcome, ask, complete};
use bodega_store::Store;
use croner::Cron;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use std::str::FromStr as _;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How often the clock is looked at: it may be set, and the machine may sleep.
const TICK: Duration = Duration::from_secs(20);
/// A backup that another node took so shortly before, ms, is the one that was due.
const SAME_MS: i64 = 5 * 60 * 1000;

/// When backups are taken.
pub struct Schedule {
    cron: Cron,
    zone: TimeZone,
}

impl Schedule {
    /// Reads a cron expression of five fields, in the machine's time zone.
    ///
    /// # Errors
    /// Where it is none.
    pub fn parse(text: &str) -> Result<Self> {
        let cron = Cron::from_str(text);
        let cron = cron.with_context(|| {
            format!("backup_schedule {text:?} is not a cron expression, such as `0 3 * * *`")
        })?;
        Ok(Schedule { cron, zone: TimeZone::system() })
    }

    /// The next time after `after_ms`.
    ///
    /// # Errors
    /// Where there is none, e.g. for February 30th.
    pub fn next_ms(&self, after_ms: i64) -> Result<i64> {
        let after: Zoned = Timestamp::from_millisecond(after_ms)?.to_zoned(self.zone.clone());
        let next = self.cron.find_next_occurrence(&after, false).context("backup_schedule never comes")?;
        Ok(next.timestamp().as_millisecond())
    }
}

/// Takes backups when they are due until told to stop; `None` where no schedule is configured.
///
/// # Errors
/// Where the schedule, the place or the key is not usable: better at the start than at night.
pub fn spawn(
    config: &Config,
    store: Store,
    now_ms: impl Fn() -> i64 + Send + 'static,
    mut stopped: watch::Receiver<bool>,
) -> Result<Option<JoinHandle<()>>> {
    let Some(text) = &config.backup.schedule else { return Ok(None) };
    let schedule = Schedule::parse(text)?;
    let mut due_ms = schedule.next_ms(now_ms())?;
    Place::of(config)?;
    super::key_of(config)?;
    let config = config.clone();
    Ok(Some(tokio::spawn(async move {
        while !*stopped.borrow() {
            if now_ms() >= due_ms {
                if let Err(error) = run(&config, &store, due_ms, now_ms()).await {
                    tracing::error!("NO BACKUP WAS TAKEN: {error:#}");
                }
                match schedule.next_ms(now_ms().max(due_ms)) {
                    Ok(next_ms) => due_ms = next_ms,
                    Err(error) => return tracing::error!("no more backups are taken: {error:#}"),
                }
            }
            tokio::select! {
                () = tokio::time::sleep(TICK) => {}
                _ = stopped.changed() => {}
            }
        }
    })))
}

async fn run(config: &Config, store: &Store, due_ms: i64, now_ms: i64) -> Result<()> {
    let place = Place::of(config)?;
    let newest = place.list().await?.pop();
    if newest.is_some_and(|newest| newest.taken_at_ms >= due_ms.min(now_ms - SAME_MS)) {
        return Ok(());
    }
    let act = Act::change(HOST_TENANT, Actor::host("schedule"), "take_backup", ("backup", String::new()));
    let asked = ask(store, now_ms, act).await?;
    let taken = take(config, store, now_ms).await;
    let answer = match &taken {
        Ok(taken) => {
            Answer { object_id: taken.as_ref().map(|taken| taken.name.clone()), ..Answer::done(None) }
        }
        Err(_) => Answer { outcome: Outcome::Failed, code: None, object_id: None, after: None },
    };
    complete(store, now_ms, asked, answer).await;
    match taken? {
        Some(taken) => {
            tracing::info!(bytes = taken.bytes, rows = taken.rows, "took backup {}", taken.name);
            clear(&place, config.backup.keep).await
        }
        None => Ok(()),
    }
}

/// Deletes what need not stay; only after a new backup is there.
pub async fn clear(place: &Place, keep: Keep) -> Result<()> {
    for old in surplus(&place.list().await?, keep, &TimeZone::system())? {
        place.delete(&old.name).await?;
        tracing::info!("deleted backup {}", old.name);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schedule_is_a_cron_expression() {
        let at_three = Schedule { zone: TimeZone::UTC, ..Schedule::parse("0 3 * * *").unwrap() };
        let day = 86_400_000;
        assert_eq!(at_three.next_ms(0).unwrap(), 3 * 3_600_000);
        assert_eq!(at_three.next_ms(3 * 3_600_000).unwrap(), day + 3 * 3_600_000);
        assert!(Schedule::parse("at night").is_err());
    }
}
