//! How often something may be asked: fixed windows of a minute, counted on each node.

use moka::sync::Cache;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use uuid::Uuid;

const MINUTE_MS: i64 = 60_000;
/// Windows kept; what falls out early forgives a few calls.
const WINDOWS_MAX: u64 = 100_000;

/// Counts of the minutes that run.
pub(crate) struct RateLimits(Cache<(Uuid, String, i64), Arc<AtomicU32>>);

impl Default for RateLimits {
    fn default() -> Self {
        RateLimits(Cache::builder().max_capacity(WINDOWS_MAX).time_to_live(Duration::from_secs(120)).build())
    }
}

impl RateLimits {
    /// Counts a call; `Err` with the seconds to wait where the minute's are used up.
    pub(crate) fn pass(&self, whose: Uuid, what: &str, per_minute: u32, now_ms: i64) -> Result<(), i64> {
        let window = now_ms.div_euclid(MINUTE_MS);
        let count = self.0.get_with((whose, what.to_owned(), window), Default::default);
        if count.fetch_add(1, Ordering::Relaxed) < per_minute {
            return Ok(());
        }
        Err((MINUTE_MS - now_ms.rem_euclid(MINUTE_MS)) / 1000 + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_has_so_many_calls_and_the_next_one_as_many_again() {
        let (limits, installation) = (RateLimits::default(), Uuid::from_u128(1));
        for _ in 0..3 {
            limits.pass(installation, "orders", 3, 59_000).unwrap();
        }
        assert_eq!(limits.pass(installation, "orders", 3, 59_000), Err(2));
        limits.pass(installation, "stock", 3, 59_000).unwrap();
        limits.pass(installation, "orders", 3, 60_000).unwrap();
    }
}
