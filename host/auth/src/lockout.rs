//! Wrong guesses make the next one wait, longer each time. Counted for each account and, with a higher bar, for each
//! address, so that neither one account nor many can be guessed at.

/// Wrong guesses for free: people mistype.
pub const FREE: u32 = 4;
/// The first wait, ms; it doubles with each further wrong guess.
pub const WAIT_BASE_MS: i64 = 5_000;
/// The longest wait, ms. An account is never locked for good: that would let anybody lock anybody out.
pub const WAIT_MAX_MS: i64 = 15 * 60 * 1000;
/// After so long without a wrong guess, ms, the count starts anew.
pub const FORGET_MS: i64 = 24 * 60 * 60 * 1000;

/// Wrong guesses so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Guesses {
    /// In a row.
    pub wrong: u32,
    /// When the last one was, ms since 1970 UTC.
    pub last_ms: i64,
}

impl Guesses {
    /// How long the next guess has to wait, ms; 0 = now. A guess that comes earlier is not even looked at.
    pub fn wait_ms(self, now_ms: i64) -> i64 {
        let Some(doublings) = self.wrong.checked_sub(FREE + 1) else { return 0 };
        let wait = (WAIT_BASE_MS << doublings.min(20)).min(WAIT_MAX_MS);
        // A clock that was set back must not lock anybody out for longer than the wait.
        (self.last_ms + wait - now_ms).clamp(0, wait)
    }

    /// After another wrong guess.
    #[must_use]
    pub fn after_wrong(self, now_ms: i64) -> Guesses {
        let is_old = now_ms.saturating_sub(self.last_ms) > FORGET_MS;
        Guesses { wrong: if is_old { 1 } else { self.wrong.saturating_add(1) }, last_ms: now_ms }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(count: u32, at_ms: i64) -> Guesses {
        (0..count).fold(Guesses::default(), |guesses, _| guesses.after_wrong(at_ms))
    }

    #[test]
    fn waits_grow_up_to_a_bound_and_are_never_forever() {
        let now = 1_800_000_000_000;
        assert_eq!(after(FREE, now).wait_ms(now), 0);
        assert_eq!(after(FREE + 1, now).wait_ms(now), WAIT_BASE_MS);
        assert_eq!(after(FREE + 2, now).wait_ms(now), 2 * WAIT_BASE_MS);
        assert_eq!(after(FREE + 2, now).wait_ms(now + 2 * WAIT_BASE_MS), 0);
        assert_eq!(after(u16::MAX.into(), now).wait_ms(now), WAIT_MAX_MS);
    }

    #[test]
    fn a_clock_set_back_waits_no_longer_than_the_wait() {
        let now = 1_800_000_000_000;
        assert_eq!(after(FREE + 1, now).wait_ms(now - 10 * FORGET_MS), WAIT_BASE_MS);
    }

    #[test]
    fn a_day_later_the_count_starts_anew() {
        let now = 1_800_000_000_000;
        let old = after(50, now);
        assert_eq!(old.after_wrong(now + FORGET_MS + 1).wrong, 1);
        assert_eq!(old.after_wrong(now + FORGET_MS).wrong, 51);
    }

    /// Guessing at full speed for a year finds a PIN of six digits with a chance below 1 in 25.
    #[test]
    fn a_year_of_guessing_gets_nowhere() {
        let (mut guesses, mut now_ms, mut tries) = (Guesses::default(), 1_800_000_000_000_i64, 0_u64);
        let end_ms = now_ms + 365 * 24 * 60 * 60 * 1000;
        while now_ms < end_ms {
            now_ms += guesses.wait_ms(now_ms).max(1);
            guesses = guesses.after_wrong(now_ms);
            tries += 1;
        }
        assert!(tries * 25 < 1_000_000, "{tries}");
    }
}
