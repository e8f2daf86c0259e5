//! Which backups stay: the newest of each of the last days, weeks and months.

use super::Listed;
use anyhow::Result;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Deserialize;
use std::collections::BTreeSet;

/// How many backups stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Keep {
    /// Days that have a backup.
    pub daily: usize,
    /// Weeks that have one.
    pub weekly: usize,
    /// Months that have one.
    pub monthly: usize,
}

impl Default for Keep {
    fn default() -> Self {
        Keep { daily: 7, weekly: 4, monthly: 12 }
    }
}

/// Backups that need not stay, oldest first. The newest always stays, whatever is asked for.
///
/// # Errors
/// Where a time is beyond all calendars.
pub fn surplus(all: &[Listed], keep: Keep, zone: &TimeZone) -> Result<Vec<Listed>> {
    let mut newest_first: Vec<&Listed> = all.iter().collect();
    // Names tell those of one moment apart.
    newest_first.sort_by_key(|listed| std::cmp::Reverse((listed.taken_at_ms, &listed.name)));
    let mut stay: BTreeSet<&str> =
        newest_first.first().map(|listed| listed.name.as_str()).into_iter().collect();
    let (mut days, mut weeks, mut months) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for listed in newest_first {
        let day = Timestamp::from_millisecond(listed.taken_at_ms)?.to_zoned(zone.clone()).date();
        let week = day.iso_week_date();
        let is_first = [
            days.len() < keep.daily && days.insert(day),
            weeks.len() < keep.weekly && weeks.insert((week.year(), week.week())),
            months.len() < keep.monthly && months.insert((day.year(), day.month())),
        ];
        if is_first.contains(&true) {
            stay.insert(&listed.name);
        }
    }
    Ok(all.iter().filter(|listed| !stay.contains(listed.name.as_str())).cloned().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    /// Two backups a day for so many days from the first of January.
    fn year(days: i64) -> Vec<Listed> {
        let start = date(2026, 1, 1).to_zoned(TimeZone::UTC).unwrap().timestamp().as_millisecond();
        let half_days = 0..days * 2;
        let listed = half_days.map(|n| {
            let taken_at_ms = start + n * 43_200_000;
            Listed { name: format!("b{n:04}"), bytes: 1, taken_at_ms }
        });
        listed.collect()
    }

    fn kept(all: &[Listed], keep: Keep) -> Vec<String> {
        let gone = surplus(all, keep, &TimeZone::UTC).unwrap();
        all.iter().filter(|listed| !gone.contains(listed)).map(|listed| listed.name.clone()).collect()
    }

    #[test]
    fn the_newest_of_days_weeks_and_months_stay() {
        let all = year(60);
        // March 1st is a Sunday: the last days are Feb 27, 28, March 1; weeks end on Sundays.
        let days = kept(&all, Keep { daily: 3, weekly: 0, monthly: 0 });
        assert_eq!(days, ["b0115", "b0117", "b0119"]);
        let weeks = kept(&all, Keep { daily: 0, weekly: 2, monthly: 0 });
        assert_eq!(weeks, ["b0105", "b0119"]);
        let months = kept(&all, Keep { daily: 0, weekly: 0, monthly: 12 });
        assert_eq!(months, ["b0061", "b0117", "b0119"]);
        assert_eq!(kept(&all, Keep { daily: 3, weekly: 2, monthly: 12 }).len(), 5);
    }

    #[test]
    fn the_newest_stays_and_nothing_goes_where_few_are() {
        let all = year(2);
        assert_eq!(kept(&all, Keep { daily: 0, weekly: 0, monthly: 0 }), ["b0003"]);
        assert_eq!(kept(&all[3..], Keep::default()), ["b0003"]);
        assert!(surplus(&[], Keep::default(), &TimeZone::UTC).unwrap().is_empty());
    }
}
