//! Switches an installation's point off after repeated failures, and tries it again with growing pauses.
//! A breaker guards one point, so an event that its handler cannot stomach does not take its discounts away.

use crate::error::CallError;
use crate::point::Point;
use crate::ports::BreakerListener;
use bodega_domain::ids::{InstallationId, TenantId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Failures in a row that open a breaker; and bad answers among twice as many.
pub const FAILURES_MAX: u32 = 5;
/// The first pause.
pub const BACKOFF_FIRST: Duration = Duration::from_secs(5);
/// The longest pause; each is twice the one before.
pub const BACKOFF_MAX: Duration = Duration::from_secs(600);
/// Successes after which the next pause is the first again.
const CALM_SUCCESSES: u32 = 20;

/// Whether an installation's point is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BreakerState {
    /// It is called.
    Closed,
    /// It is not called.
    Open {
        /// When it is tried again.
        until: Instant,
    },
    /// One call is trying it.
    HalfOpen,
}

/// What time it is; tests bring their own.
pub type Clock = Arc<dyn Fn() -> Instant + Send + Sync>;

/// Which breaker. A version on trial has its own: whatever it does, the version in use is called as before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    pub tenant: TenantId,
    pub installation: InstallationId,
    pub point: Point,
    pub is_trial: bool,
}

#[derive(Debug, Default)]
struct Entry {
    /// Failures since the last success.
    failures: u32,
    /// Answers and the bad ones among them, counted up to twice [`FAILURES_MAX`] answers.
    answers: u32,
    bad_answers: u32,
    open_until: Option<Instant>,
    is_probing: bool,
    /// How often it opened since it was calm.
    level: u32,
    successes: u32,
}

impl Entry {
    fn state(&self, now: Instant) -> BreakerState {
        match self.open_until {
            None => BreakerState::Closed,
            Some(_) if self.is_probing => BreakerState::HalfOpen,
            Some(until) if now >= until => BreakerState::HalfOpen,
            Some(until) => BreakerState::Open { until },
        }
    }

    fn open(&mut self, now: Instant) -> BreakerState {
        let pause = BACKOFF_FIRST.saturating_mul(1 << self.level.min(16)).min(BACKOFF_MAX);
        let until = now + pause;
        let level = self.level.saturating_add(1);
        *self = Entry { open_until: Some(until), level, ..Entry::default() };
        BreakerState::Open { until }
    }
}

/// All breakers of a host.
pub(crate) struct Breakers {
    entries: Mutex<HashMap<Key, Entry>>,
    clock: Clock,
    listener: Arc<dyn BreakerListener>,
}

impl Breakers {
    pub(crate) fn new(clock: Clock, listener: Arc<dyn BreakerListener>) -> Self {
        Breakers { entries: Mutex::default(), clock, listener }
    }

    /// Asks to make a call.
    pub(crate) fn admit(&self, key: Key) -> Result<Admission<'_>, Instant> {
        let now = (self.clock)();
        self.with(key, |entry| match entry.open_until {
            None => Ok(Admission { breakers: self, key, is_settled: false }),
            Some(until) if entry.is_probing || now < until => Err(until),
            Some(_) => {
                entry.is_probing = true;
                Ok(Admission { breakers: self, key, is_settled: false })
            }
        })
    }

    /// An answer that looked sound turned out bad when the app checked it.
    pub(crate) fn bad_answer(&self, key: Key) {
        let now = (self.clock)();
        let opened = self.with(key, |entry| {
            entry.bad_answers += 1;
            // A bad answer right after a pause means that the pause did not help.
            let relapsed = entry.level > 0 && entry.successes <= 1;
            let due = entry.open_until.is_none() && (entry.bad_answers >= FAILURES_MAX || relapsed);
            due.then(|| entry.open(now))
        });
        self.tell(key, opened);
    }

    /// The state of one breaker.
    pub(crate) fn state(&self, key: Key) -> BreakerState {
        let now = (self.clock)();
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.get(&key).map_or(BreakerState::Closed, |entry| entry.state(now))
    }

    /// Forgets what happened, e.g. after an upgrade or a change of settings.
    pub(crate) fn reset(&self, tenant: TenantId, installation: InstallationId) {
        let keys = Point::ALL
            .into_iter()
            .flat_map(|point| [false, true].map(|is_trial| Key { tenant, installation, point, is_trial }));
        for key in keys {
            let was_open = {
                let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
                entries.remove(&key).is_some_and(|e| e.open_until.is_some())
            };
            self.tell(key, was_open.then_some(BreakerState::Closed));
        }
    }

    fn success(&self, key: Key) {
        let closed = self.with(key, |entry| {
            let was_open = entry.open_until.take().is_some();
            entry.is_probing = false;
            entry.failures = 0;
            entry.successes = entry.successes.saturating_add(1);
            if entry.successes >= CALM_SUCCESSES {
                entry.level = 0;
            }
            entry.answers += 1;
            if entry.answers > 2 * FAILURES_MAX {
                (entry.answers, entry.bad_answers) = (1, 0);
            }
            was_open.then_some(BreakerState::Closed)
        });
        self.tell(key, closed);
    }

    fn failure(&self, key: Key) {
        let now = (self.clock)();
        let opened = self.with(key, |entry| {
            entry.failures += 1;
            entry.successes = 0;
            let due = entry.is_probing || (entry.open_until.is_none() && entry.failures >= FAILURES_MAX);
            due.then(|| entry.open(now))
        });
        self.tell(key, opened);
    }

    fn release(&self, key: Key) {
        self.with(key, |entry| entry.is_probing = false);
    }

    fn with<R>(&self, key: Key, change: impl FnOnce(&mut Entry) -> R) -> R {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        change(entries.entry(key).or_default())
    }

    /// What becomes of a trial shows in its counts; listeners hear of versions in use.
    fn tell(&self, key: Key, state: Option<BreakerState>) {
        if let Some(state) = state.filter(|_| !key.is_trial) {
            self.listener.on_breaker(key.tenant, key.installation, key.point, state);
        }
    }
}

/// Leave to make one call. Dropped without a verdict it counts neither way: the call was cancelled or never ran.
pub(crate) struct Admission<'a> {
    breakers: &'a Breakers,
    key: Key,
    is_settled: bool,
}

impl Admission<'_> {
    /// Tells what came of the call: nothing, or why it failed. Failures that are not the plugin's count neither way.
    pub(crate) fn settle(mut self, error: Option<&CallError>) {
        match error {
            None | Some(CallError::Refused(_)) => {
                self.is_settled = true;
                self.breakers.success(self.key);
            }
            Some(error) if error.is_plugin_fault() => {
                self.is_settled = true;
                self.breakers.failure(self.key);
            }
            Some(_) => {}
        }
    }
}

impl Drop for Admission<'_> {
    fn drop(&mut self) {
        if !self.is_settled {
            self.breakers.release(self.key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Heard(Mutex<Vec<BreakerState>>);

    impl BreakerListener for Heard {
        fn on_breaker(&self, _: TenantId, _: InstallationId, _: Point, state: BreakerState) {
            self.0.lock().unwrap().push(state);
        }
    }

    struct Fixture {
        breakers: Breakers,
        now: Arc<Mutex<Instant>>,
        heard: Arc<Heard>,
    }

    impl Fixture {
        fn new() -> Self {
            let now = Arc::new(Mutex::new(Instant::now()));
            let heard = Arc::new(Heard::default());
            let clock = now.clone();
            let breakers = Breakers::new(Arc::new(move || *clock.lock().unwrap()), heard.clone());
            Fixture { breakers, now, heard }
        }

        fn pass(&self, time: Duration) {
            *self.now.lock().unwrap() += time;
        }

        fn fail(&self) {
            self.breakers.admit(KEY()).ok().unwrap().settle(Some(&CallError::StackOverflow));
        }

        fn succeed(&self) {
            self.breakers.admit(KEY()).ok().unwrap().settle(None);
        }

        fn is_open(&self) -> bool {
            self.breakers.admit(KEY()).is_err()
        }
    }

    const KEY: fn() -> Key = || {
        let id = "01900000-0000-7000-8000-000000000001";
        let (tenant, installation) = (id.parse().unwrap(), id.parse().unwrap());
        Key { tenant, installation, point: Point::PricingPrice, is_trial: false }
    };

    #[test]
    fn a_trial_has_a_breaker_of_its_own_and_nobody_hears_of_it() {
        let f = Fixture::new();
        let trial = Key { is_trial: true, ..KEY() };
        for _ in 0..FAILURES_MAX {
            f.breakers.admit(trial).ok().unwrap().settle(Some(&CallError::StackOverflow));
        }
        assert!(f.breakers.admit(trial).is_err());
        assert!(!f.is_open());
        assert!(f.heard.0.lock().unwrap().is_empty());
        f.breakers.reset(trial.tenant, trial.installation);
        assert!(f.breakers.admit(trial).is_ok());
    }

    #[test]
    fn it_opens_after_failures_in_a_row_and_pauses_longer_each_time() {
        let f = Fixture::new();
        for _ in 1..FAILURES_MAX {
            f.fail();
        }
        f.succeed();
        for _ in 0..FAILURES_MAX {
            assert!(!f.is_open());
            f.fail();
        }
        assert!(f.is_open());
        f.pass(BACKOFF_FIRST);
        assert_eq!(f.breakers.state(KEY()), BreakerState::HalfOpen);
        f.fail();
        f.pass(BACKOFF_FIRST);
        assert!(f.is_open(), "the second pause is longer");
        f.pass(BACKOFF_FIRST);
        f.succeed();
        assert_eq!(f.breakers.state(KEY()), BreakerState::Closed);
        let heard = f.heard.0.lock().unwrap();
        assert!(matches!(
            heard[..],
            [BreakerState::Open { .. }, BreakerState::Open { .. }, BreakerState::Closed]
        ));
    }

    #[test]
    fn one_call_at_a_time_tries_a_breaker_and_a_cancelled_one_makes_room() {
        let f = Fixture::new();
        (0..FAILURES_MAX).for_each(|_| f.fail());
        f.pass(BACKOFF_FIRST);
        let probe = f.breakers.admit(KEY()).ok().unwrap();
        assert!(f.is_open());
        drop(probe);
        assert!(!f.is_open());
    }

    #[test]
    fn bad_answers_open_it_although_each_call_succeeded() {
        let f = Fixture::new();
        for _ in 0..FAILURES_MAX {
            assert!(!f.is_open());
            f.succeed();
            f.succeed();
            f.breakers.bad_answer(KEY());
        }
        assert!(f.is_open());
        f.pass(BACKOFF_FIRST);
        f.succeed();
        f.breakers.bad_answer(KEY());
        assert!(f.is_open(), "a relapse after the pause opens it at once");
        f.breakers.reset(KEY().tenant, KEY().installation);
        assert!(!f.is_open());
    }

    #[test]
    fn rare_bad_answers_do_not_open_it() {
        let f = Fixture::new();
        for _ in 0..100 {
            for _ in 0..4 {
                f.succeed();
            }
            f.breakers.bad_answer(KEY());
        }
        assert!(!f.is_open());
    }
}
