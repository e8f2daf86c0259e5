//! The store's own time of an instant, and its business date.

use jiff::{Timestamp, ToSpan, Zoned, tz::TimeZone};

/// An instant as the store's clock shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalTime {
    /// Minutes ahead of UTC.
    pub offset_minutes: i32,
    /// `YYYY-MM-DD`.
    pub date: String,
    /// Seconds since midnight.
    pub seconds_of_day: u32,
    /// 1 = Monday ... 7 = Sunday.
    pub weekday: u8,
    /// The day a sale counts for: a store with cut-off hour 4 books 01:30 on the day before.
    pub business_date: String,
}

/// Why a time cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum LocalTimeError {
    /// Not an IANA zone name.
    #[error("time zone {0:?} is not known")]
    Zone(String),
    /// Out of the calendar.
    #[error("instant {0} ms is out of range")]
    Instant(i64),
}

/// What the clock on the wall of a store in `zone` shows at `ms` since 1970 UTC.
pub fn local_time(ms: i64, zone: &str, cutoff_hour: u8) -> Result<LocalTime, LocalTimeError> {
    let zone = TimeZone::get(zone).map_err(|_| LocalTimeError::Zone(zone.to_owned()))?;
    let instant = Timestamp::from_millisecond(ms).map_err(|_| LocalTimeError::Instant(ms))?;
    let local: Zoned = instant.to_zoned(zone);
    let time = local.time();
    let seconds = i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60 + i64::from(time.second());
    let early = time.hour() < i8::try_from(cutoff_hour).unwrap_or(0);
    let business = if early {
        local.date().checked_sub(1.day()).map_err(|_| LocalTimeError::Instant(ms))?
    } else {
        local.date()
    };
    Ok(LocalTime {
        offset_minutes: local.offset().seconds().div_euclid(60),
        date: local.date().to_string(),
        seconds_of_day: u32::try_from(seconds).unwrap_or(0),
        weekday: local.weekday().to_monday_one_offset().unsigned_abs(),
        business_date: business.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_late_sale_counts_for_the_evening() {
        // 2026-01-01T17:30:00Z is 01:30 on the 2nd in Shanghai, a Friday.
        let local = local_time(1_767_288_600_000, "Asia/Shanghai", 4).unwrap();
        assert_eq!((local.date.as_str(), local.business_date.as_str()), ("2026-01-02", "2026-01-01"));
        assert_eq!((local.offset_minutes, local.seconds_of_day, local.weekday), (480, 5400, 5));
        assert_eq!(local_time(1_767_288_600_000, "Asia/Shanghai", 1).unwrap().business_date, "2026-01-02");
        assert!(local_time(0, "Mars/Olympus", 0).is_err());
    }
}
