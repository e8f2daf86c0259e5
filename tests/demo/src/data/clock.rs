//! The data set's stamps are UTC; its stores keep the time of New York.

use anyhow::{Context, Result};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned, civil};
use std::collections::{BTreeMap, BTreeSet};

/// The time zone of all stores, as the API takes it.
pub const ZONE: &str = "America/New_York";

/// The rules of [`ZONE`] since 2007, so that the demo needs no zone database.
const RULES: &str = "EST5EDT,M3.2.0,M11.1.0";

/// The clock of the stores.
#[derive(Clone, Debug)]
pub struct Clock(TimeZone);

impl Clock {
    /// The clock of New York.
    ///
    /// # Errors
    /// Never, unless the rules above were edited.
    pub fn new() -> Result<Self> {
        TimeZone::posix(RULES).map(Clock).context("the rules of the time zone")
    }

    /// What the clock on the wall shows.
    ///
    /// # Errors
    /// Out of the calendar.
    pub fn local(&self, at_ms: i64) -> Result<Zoned> {
        Ok(Timestamp::from_millisecond(at_ms)?.to_zoned(self.0.clone()))
    }

    /// Days since 1970 on the wall: cheap to compare and count.
    ///
    /// # Errors
    /// Out of the calendar.
    pub fn day(&self, at_ms: i64) -> Result<i32> {
        let offset = self.0.to_offset(Timestamp::from_millisecond(at_ms)?).seconds();
        let seconds = at_ms.div_euclid(1000) + i64::from(offset);
        Ok(i32::try_from(seconds.div_euclid(86_400))?)
    }

    /// The moment a wall clock shows `seconds` since midnight on `date`.
    ///
    /// # Errors
    /// No such date or time.
    pub fn instant_ms(&self, date: &str, seconds: u32) -> Result<i64> {
        let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        let date: civil::Date = date.parse().with_context(|| format!("{date} is no date"))?;
        let at = date.at(i8::try_from(hour)?, i8::try_from(minute)?, i8::try_from(second)?, 0);
        Ok(at.to_zoned(self.0.clone())?.timestamp().as_millisecond())
    }
}

/// Seconds since midnight of a local time.
pub fn seconds_of_day(local: &Zoned) -> u32 {
    let time = local.time();
    let part = |value: i8| u32::from(value.unsigned_abs());
    part(time.hour()) * 3600 + part(time.minute()) * 60 + part(time.second())
}

/// A day since 1970 as `YYYY-MM-DD`.
///
/// # Errors
/// Out of the calendar.
pub fn date_of(day: i32) -> Result<String> {
    Ok(Timestamp::from_second(i64::from(day) * 86_400)?.to_zoned(TimeZone::UTC).date().to_string())
}

/// Of `(day, basket)` pairs the day with most distinct baskets; the earliest of equals.
pub fn busiest_day(rows: impl Iterator<Item = (i32, u64)>) -> Option<i32> {
    let mut baskets: BTreeMap<i32, BTreeSet<u64>> = BTreeMap::new();
    for (day, basket) in rows {
        baskets.entry(day).or_default().insert(basket);
    }
    let most = baskets.values().map(BTreeSet::len).max()?;
    baskets.into_iter().find(|(_, found)| found.len() == most).map(|(day, _)| day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamps_are_utc_and_stores_are_in_new_york() {
        let clock = Clock::new().unwrap();
        // 2017-11-23T01:30:00Z is the evening before in winter; 2017-07-04T03:30:00Z too in summer.
        let winter = clock.local(1_511_400_600_000).unwrap();
        assert_eq!((winter.date().to_string(), seconds_of_day(&winter)), ("2017-11-22".to_owned(), 73_800));
        let summer = clock.local(1_499_139_000_000).unwrap();
        assert_eq!((summer.date().to_string(), seconds_of_day(&summer)), ("2017-07-03".to_owned(), 84_600));
        assert_eq!(date_of(clock.day(1_499_139_000_000).unwrap()).unwrap(), "2017-07-03");
        assert_eq!(clock.instant_ms("2017-11-22", 73_800).unwrap(), 1_511_400_600_000);
        assert!(clock.instant_ms("2017-13-01", 0).is_err());
    }

    #[test]
    fn rows_of_one_basket_count_once() {
        let rows = [(7, 1), (7, 1), (7, 1), (9, 2), (9, 3), (8, 4), (8, 5)];
        assert_eq!(busiest_day(rows.into_iter()), Some(8));
        assert_eq!(busiest_day(std::iter::empty()), None);
    }
}
