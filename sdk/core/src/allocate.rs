//! Splitting an amount over weights so that the parts add up to it exactly.

use crate::round::{Rounding, div_round};
use alloc::vec;
use alloc::vec::Vec;

/// Who gets the minor units that whole shares leave over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Remainder {
    /// Shares are rounded down; missing units go to the largest fractional parts, ties to the earliest entry.
    #[default]
    LargestRemainder,
    /// Shares are rounded down; missing units go one each from the first entry on, skipping weights of 0.
    FloorThenFirst,
    /// Shares are rounded half down; surplus or deficit is corrected one unit each from the first entry on.
    HalfDownThenFirst,
    /// Every share but the last is rounded half up; the last entry takes the rest.
    LastTakesRest,
}

/// The plain split of `amount` over `weights`: all 0 where the amount is 0 or the weights add up to 0 or less.
pub fn split(amount: i64, weights: &[i64], remainder: Remainder) -> Vec<i64> {
    let mut shares = vec![0; weights.len()];
    split_into(amount, weights, remainder, &mut shares);
    shares
}

/// [`split`] into a slice of the same length as `weights`.
pub fn split_into(amount: i64, weights: &[i64], remainder: Remainder, shares: &mut [i64]) {
    debug_assert_eq!(weights.len(), shares.len());
    shares.fill(0);
    let total: i128 = weights.iter().map(|&w| i128::from(w)).sum();
    if amount == 0 || total <= 0 {
        return;
    }
    match remainder {
        Remainder::LargestRemainder => largest_remainder(amount, weights, total, shares),
        Remainder::FloorThenFirst => {
            for (share, &weight) in shares.iter_mut().zip(weights) {
                *share = narrow(exact(amount, weight).div_euclid(total));
            }
            correct_from_first(amount, weights, shares);
        }
        Remainder::HalfDownThenFirst => {
            for (share, &weight) in shares.iter_mut().zip(weights) {
                *share = narrow(div_round(exact(amount, weight), total, Rounding::HalfDown));
            }
            correct_from_first(amount, weights, shares);
        }
        Remainder::LastTakesRest => {
            let last = weights.len() - 1;
            let mut rest = amount;
            for (share, &weight) in shares.iter_mut().zip(weights).take(last) {
                *share = narrow(div_round(exact(amount, weight), total, Rounding::HalfUp));
                rest -= *share;
            }
            shares[last] = rest;
        }
    }
}

/// Splits `amount`, limited to the sum of `caps`, so that no share passes its cap: an entry whose exact share is
/// greater than its cap gets its cap, and what is left is split again over the others. Entries need a weight and
/// a cap above 0 to get anything.
pub fn capped_split(amount: i64, weights: &[i64], caps: &[i64], remainder: Remainder) -> Vec<i64> {
    let mut shares = vec![0; weights.len()];
    capped_split_into(amount, weights, caps, remainder, &mut shares);
    shares
}

/// [`capped_split`] into a slice of the same length as `weights` and `caps`.
pub fn capped_split_into(
    amount: i64,
    weights: &[i64],
    caps: &[i64],
    remainder: Remainder,
    shares: &mut [i64],
) {
    debug_assert!(weights.len() == caps.len() && weights.len() == shares.len());
    shares.fill(0);
    let room: i128 = caps.iter().map(|&c| i128::from(c.max(0))).sum();
    let mut left = i128::from(amount).min(room);
    if left <= 0 {
        return;
    }
    let mut active: Vec<usize> = (0..weights.len()).filter(|&i| weights[i] > 0 && caps[i] > 0).collect();
    loop {
        let total: i128 = active.iter().map(|&i| i128::from(weights[i])).sum();
        if total <= 0 || left <= 0 {
            return;
        }
        let over = |i: usize| left * i128::from(weights[i]) > i128::from(caps[i]) * total;
        if !active.iter().any(|&i| over(i)) {
            break;
        }
        let mut taken = 0i128;
        active.retain(|&i| {
            let leaves = over(i);
            if leaves {
                shares[i] = caps[i];
                taken += i128::from(caps[i]);
            }
            !leaves
        });
        left -= taken;
    }
    let weights: Vec<i64> = active.iter().map(|&i| weights[i]).collect();
    let parts = split(narrow(left), &weights, remainder);
    for (&i, part) in active.iter().zip(parts) {
        shares[i] = part;
    }
}

fn largest_remainder(amount: i64, weights: &[i64], total: i128, shares: &mut [i64]) {
    let mut missing = amount;
    let mut rests: Vec<(i128, usize)> = Vec::with_capacity(weights.len());
    for (i, (share, &weight)) in shares.iter_mut().zip(weights).enumerate() {
        let (floor, rest) = div_rem(exact(amount, weight), total);
        *share = narrow(floor);
        missing -= *share;
        if rest > 0 {
            rests.push((rest, i));
        }
    }
    if missing == 0 {
        return;
    }
    rests.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    for &(_, i) in rests.iter().take(usize::try_from(missing).unwrap_or(0)) {
        shares[i] += 1;
    }
}

fn correct_from_first(amount: i64, weights: &[i64], shares: &mut [i64]) {
    let mut off = i128::from(amount) - shares.iter().map(|&s| i128::from(s)).sum::<i128>();
    while off != 0 {
        for (share, _) in shares.iter_mut().zip(weights).filter(|(_, w)| **w != 0) {
            if off == 0 {
                return;
            }
            let step = off.signum();
            *share += narrow(step);
            off -= step;
        }
    }
}

fn exact(amount: i64, weight: i64) -> i128 {
    i128::from(amount) * i128::from(weight)
}

/// Euclidean quotient and rest; in 64 bits where it fits, which is several times cheaper.
fn div_rem(numerator: i128, denominator: i128) -> (i128, i128) {
    match (i64::try_from(numerator), i64::try_from(denominator)) {
        (Ok(n), Ok(d)) => (i128::from(n.div_euclid(d)), i128::from(n.rem_euclid(d))),
        _ => (numerator.div_euclid(denominator), numerator.rem_euclid(denominator)),
    }
}

/// A share never exceeds the amount in magnitude where weights are not negative; mixed weights saturate.
fn narrow(value: i128) -> i64 {
    value.clamp(i128::from(i64::MIN), i128::from(i64::MAX)) as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_add_up_in_every_mode() {
        let weights = [3000, 4000, 0, 4500, 700, 1];
        for mode in [
            Remainder::LargestRemainder,
            Remainder::FloorThenFirst,
            Remainder::HalfDownThenFirst,
            Remainder::LastTakesRest,
        ] {
            for amount in [0, 1, 2, 3, 99, 2500, 12201, 1_000_003] {
                assert_eq!(split(amount, &weights, mode).iter().sum::<i64>(), amount, "{mode:?} {amount}");
            }
        }
    }

    #[test]
    fn capped_shares_spread_the_excess_again() {
        // Worked example of the promotion rule format, version 1, section 16.
        let shares =
            capped_split(2500, &[3000, 4000, 4500, 700], &[200, 800, 4500, 700], Remainder::LargestRemainder);
        assert_eq!(shares, [200, 800, 1298, 202]);
    }

    #[test]
    fn ties_go_to_the_earliest() {
        assert_eq!(split(101, &[500, 500], Remainder::LargestRemainder), [51, 50]);
        assert_eq!(split(1000, &[3750, 2000], Remainder::LargestRemainder), [652, 348]);
    }

    #[test]
    fn no_cap_is_passed_and_nothing_is_lost_that_fits() {
        let caps = [1, 0, 5, 1000];
        for amount in [1, 6, 7, 500, 1006, 5000] {
            let shares = capped_split(amount, &[10, 10, 10, 1], &caps, Remainder::LargestRemainder);
            assert!(shares.iter().zip(caps).all(|(&s, c)| s <= c && s >= 0));
            assert_eq!(shares.iter().sum::<i64>(), amount.min(1006));
        }
    }
}
