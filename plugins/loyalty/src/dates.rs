//! Civil dates: days, months and weekdays of the Gregorian calendar. Time of day and zones are the host's.

use std::fmt;

/// A day. Ordered by time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    year: i32,
    month: u8,
    day: u8,
}

/// A calendar month, counted from January of year 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(i32);

const MS_PER_DAY: i64 = 86_400_000;

impl Date {
    /// The first day there is.
    pub const FIRST: Date = Date { year: 0, month: 1, day: 1 };
    /// The last day there is; as an expiry: never.
    pub const LAST: Date = Date { year: 9999, month: 12, day: 31 };

    /// Reads `YYYY-MM-DD`, and nothing else.
    pub fn parse(text: &str) -> Option<Self> {
        let (month, day) = text.split_at_checked(7)?;
        let month = Month::parse(month)?;
        let day = digits(day.strip_prefix('-')?, 2)?;
        ((1..=month.days()).contains(&day)).then_some(month.day(day))
    }

    /// The UTC day of an instant.
    pub fn of_utc_ms(ms: i64) -> Self {
        // Days are counted in eras of 400 years that begin on 1 March, so the leap day ends a year.
        const DAYS_PER_ERA: i64 = 146_097;
        const DAYS_BEFORE_1970: i64 = 719_468;
        let days = ms.div_euclid(MS_PER_DAY) + DAYS_BEFORE_1970;
        let (era, day) = (days.div_euclid(DAYS_PER_ERA), days.rem_euclid(DAYS_PER_ERA));
        let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
        let day_of_year = day - (365 * year + year / 4 - year / 100);
        let shifted = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let year = era * 400 + year + i64::from(month <= 2);
        Date { year: year as i32, month: month as u8, day: day as u8 }
    }

    /// The month the day is in.
    pub fn month(self) -> Month {
        Month(self.year * 12 + i32::from(self.month) - 1)
    }

    /// 1 = Monday ... 7 = Sunday.
    pub fn weekday(self) -> u8 {
        // Sakamoto's method: month offsets of a year that begins in March.
        const OFFSETS: [i32; 12] = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4];
        let year = if self.month < 3 { self.year - 1 } else { self.year };
        let from_sunday = year + year / 4 - year / 100
            + year / 400
            + OFFSETS[usize::from(self.month) - 1]
            + i32::from(self.day);
        match from_sunday.rem_euclid(7) {
            0 => 7,
            weekday => weekday as u8,
        }
    }

    /// The calendar year.
    pub fn year(self) -> i32 {
        self.year
    }
}

impl Month {
    /// Reads `YYYY-MM`, and nothing else.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_at_checked(4)?;
        let (year, month) = (digits(year, 4)?, digits(month.strip_prefix('-')?, 2)?);
        ((1..=12).contains(&month)).then(|| Month(year * 12 + month - 1))
    }

    /// December of a year.
    pub fn december(year: i32) -> Self {
        Month(year * 12 + 11)
    }

    /// `count` months later, or earlier where it is negative.
    pub fn plus(self, count: i32) -> Self {
        Month(self.0.saturating_add(count))
    }

    /// The last day of the month.
    pub fn last_day(self) -> Date {
        self.day(self.days())
    }

    fn day(self, day: i32) -> Date {
        Date { year: self.year(), month: self.month(), day: day as u8 }
    }

    fn year(self) -> i32 {
        self.0.div_euclid(12)
    }

    fn month(self) -> u8 {
        self.0.rem_euclid(12) as u8 + 1
    }

    fn days(self) -> i32 {
        let year = self.year();
        let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        match self.month() {
            2 if is_leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        }
    }
}

/// Exactly `length` ASCII digits.
fn digits(text: &str, length: usize) -> Option<i32> {
    let plain = text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.month())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        Date::parse(text).unwrap_or_else(|| panic!("{text}"))
    }

    #[test]
    fn dates_read_and_print_alike() {
        for text in ["0001-01-01", "1970-01-01", "2024-02-29", "2000-02-29", "2026-12-31", "9999-12-31"] {
            assert_eq!(date(text).to_string(), text);
            assert_eq!(date(text).month().to_string(), text[..7]);
        }
        for text in [
            "",
            "2026",
            "2026-1-01",
            "2026-13-01",
            "2026-00-01",
            "2026-01-00",
            "2026-01-32",
            "2026-02-29",
            "1900-02-29",
            "2026-04-31",
            "2026-01-01 ",
            "+026-01-01",
            "2026/01/01",
            "20260101",
            "年26-01-01",
        ] {
            assert_eq!(Date::parse(text), None, "{text}");
        }
    }

    #[test]
    fn weekdays_are_those_of_the_calendar() {
        let days = [
            ("1970-01-01", 4),
            ("2000-01-01", 6),
            ("2000-02-29", 2),
            ("2024-02-29", 4),
            ("2026-01-01", 4),
            ("2026-03-01", 7),
            ("2026-11-11", 3),
            ("2100-03-01", 1),
        ];
        for (text, weekday) in days {
            assert_eq!(date(text).weekday(), weekday, "{text}");
        }
    }

    #[test]
    fn instants_fall_on_their_utc_day() {
        let instants = [
            (0, "1970-01-01"),
            (-1, "1969-12-31"),
            (951_782_399_999, "2000-02-28"),
            (951_782_400_000, "2000-02-29"),
            (1_767_225_599_999, "2025-12-31"),
            (1_767_225_600_000, "2026-01-01"),
            (4_107_542_400_000, "2100-03-01"),
        ];
        for (ms, text) in instants {
            assert_eq!(Date::of_utc_ms(ms), date(text), "{ms}");
        }
    }

    #[test]
    fn every_day_of_a_century_follows_the_one_before() {
        let mut before = Date::of_utc_ms(0);
        for day in 1..36_525 {
            let next = Date::of_utc_ms(day * MS_PER_DAY);
            assert!(next > before && next.weekday() == before.weekday() % 7 + 1, "{next}");
            assert_eq!(Date::parse(&next.to_string()), Some(next));
            before = next;
        }
    }

    #[test]
    fn months_end_where_they_should() {
        let month = date("2026-01-31").month();
        assert_eq!(month.plus(1).last_day(), date("2026-02-28"));
        assert_eq!(month.plus(25).last_day(), date("2028-02-29"));
        assert_eq!(month.plus(-1).last_day(), date("2025-12-31"));
        assert_eq!(Month::december(2027).last_day(), date("2027-12-31"));
    }
}
