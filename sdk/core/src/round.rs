//! Division with a named rounding mode.

/// How an exact half is rounded; anything else goes to the nearest integer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rounding {
    /// Halves go up, towards positive infinity.
    #[default]
    HalfUp,
    /// Halves go down, towards negative infinity.
    HalfDown,
    /// Halves go to the even integer.
    HalfEven,
}

/// `numerator / denominator` rounded to the nearest integer. `denominator` must be positive.
pub fn div_round(numerator: i128, denominator: i128, rounding: Rounding) -> i128 {
    debug_assert!(denominator > 0);
    // 64-bit division is many times cheaper than 128-bit, and nearly every amount fits.
    if let (Ok(n), Ok(d)) = (i64::try_from(numerator), i64::try_from(denominator))
        && let Some(rest2) = n.rem_euclid(d).checked_mul(2)
    {
        let floor = n.div_euclid(d);
        return i128::from(floor) + i128::from(rounds_up(floor & 1 != 0, rest2.cmp(&d), rounding));
    }
    let floor = numerator.div_euclid(denominator);
    let rest = numerator.rem_euclid(denominator);
    floor + i128::from(rounds_up(floor & 1 != 0, (rest * 2).cmp(&denominator), rounding))
}

fn rounds_up(floor_is_odd: bool, against_half: core::cmp::Ordering, rounding: Rounding) -> bool {
    match against_half {
        core::cmp::Ordering::Less => false,
        core::cmp::Ordering::Greater => true,
        core::cmp::Ordering::Equal => match rounding {
            Rounding::HalfUp => true,
            Rounding::HalfDown => false,
            Rounding::HalfEven => floor_is_odd,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_follow_the_mode_on_both_sides_of_zero() {
        let cases = [(5, 3, 2, 2), (7, 4, 3, 4), (-5, -2, -3, -2), (-7, -3, -4, -4)];
        for (halves, up, down, even) in cases {
            assert_eq!(div_round(halves, 2, Rounding::HalfUp), up);
            assert_eq!(div_round(halves, 2, Rounding::HalfDown), down);
            assert_eq!(div_round(halves, 2, Rounding::HalfEven), even);
        }
    }

    #[test]
    fn large_values_take_the_wide_path() {
        assert_eq!(div_round(i128::from(i64::MAX) * 3, 2, Rounding::HalfDown), 13835058055282163710);
        assert_eq!(div_round(i128::from(i64::MAX) * 10 + 6, 10, Rounding::HalfUp), i128::from(i64::MAX) + 1);
    }
}
