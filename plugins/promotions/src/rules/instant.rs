//! Reads RFC 3339 date-times with an offset. Hand-written because a guest carries every byte of its libraries.

/// Milliseconds since 1970-01-01T00:00:00Z of a date-time such as `2026-01-31T23:59:59+08:00`.
/// Fractions of a second count to the millisecond; what is finer is dropped.
pub fn parse_instant_ms(text: &str) -> Option<i64> {
    let mut rest = text.as_bytes();
    let year = digits(&mut rest, 4)?;
    skip(&mut rest, b"-")?;
    let month = digits(&mut rest, 2)?;
    skip(&mut rest, b"-")?;
    let day = digits(&mut rest, 2)?;
    skip(&mut rest, b"Tt")?;
    let hour = digits(&mut rest, 2)?;
    skip(&mut rest, b":")?;
    let minute = digits(&mut rest, 2)?;
    skip(&mut rest, b":")?;
    let second = digits(&mut rest, 2)?;
    let millisecond = fraction_ms(&mut rest)?;
    let offset_minutes = offset(&mut rest)?;
    // Second 60 is a leap second, which counts as the first of the next minute.
    if !rest.is_empty()
        || !(1..=days_in_month(year, month)?).contains(&day)
        || hour > 23
        || minute > 59
        || second > 60
    {
        return None;
    }
    let minutes = (days_since_1970(year, month, day) * 24 + hour) * 60 + minute - offset_minutes;
    Some((minutes * 60 + second) * 1000 + millisecond)
}

fn digits(rest: &mut &[u8], count: usize) -> Option<i64> {
    let (head, tail) = rest.split_at_checked(count)?;
    *rest = tail;
    head.iter().try_fold(0, |value, byte| byte.is_ascii_digit().then(|| value * 10 + i64::from(byte - b'0')))
}

fn skip(rest: &mut &[u8], allowed: &[u8]) -> Option<u8> {
    let (&first, tail) = rest.split_first()?;
    *rest = tail;
    allowed.contains(&first).then_some(first)
}

fn fraction_ms(rest: &mut &[u8]) -> Option<i64> {
    if rest.first() != Some(&b'.') {
        return Some(0);
    }
    let count = rest[1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut taken = &rest[1..=count];
    *rest = &rest[1 + count..];
    match count {
        0 => None,
        1 => Some(digits(&mut taken, 1)? * 100),
        2 => Some(digits(&mut taken, 2)? * 10),
        _ => digits(&mut taken, 3),
    }
}

fn offset(rest: &mut &[u8]) -> Option<i64> {
    let sign = match skip(rest, b"Zz+-")? {
        b'+' => 1,
        b'-' => -1,
        _ => return Some(0),
    };
    let hours = digits(rest, 2)?;
    skip(rest, b":")?;
    let minutes = digits(rest, 2)?;
    (hours <= 23 && minutes <= 59).then_some(sign * (hours * 60 + minutes))
}

fn days_in_month(year: i64, month: i64) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    Some(match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + i64::from(leap),
        _ => return None,
    })
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar, counting years from March.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::parse_instant_ms;

    #[test]
    fn known_instants() {
        assert_eq!(parse_instant_ms("1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(parse_instant_ms("1969-12-31T23:59:59.5Z"), Some(-500));
        assert_eq!(parse_instant_ms("2026-02-01T00:00:00+08:00"), Some(1_769_875_200_000));
        assert_eq!(parse_instant_ms("2024-02-29t12:30:15.123456-05:30"), Some(1_709_229_615_123));
        assert_eq!(parse_instant_ms("2000-03-01T00:00:00z"), Some(951_868_800_000));
    }

    #[test]
    fn what_is_not_a_date_time_is_refused() {
        for text in [
            "",
            "2026-01-01",
            "2026-01-01T00:00:00",
            "2026-01-01 00:00:00Z",
            "2026-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-01-01T24:00:00Z",
            "2026-01-01T00:00Z",
            "2026-01-01T00:00:00.Z",
            "2026-01-01T00:00:00+0800",
            "2026-01-01T00:00:00Z ",
            "2026-01-01T00:00:00\u{661}",
        ] {
            assert_eq!(parse_instant_ms(text), None, "{text}");
        }
    }
}
