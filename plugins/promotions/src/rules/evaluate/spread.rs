//! The splits of section 9 over groups of equal units, by largest remainder. They give what `bodega_core` gives
//! for the units one by one; a test holds them to it.

/// `count` units of one weight and one cap, and what the split gives them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Group {
    pub count: u32,
    pub weight: i64,
    /// The most that one unit takes.
    pub cap: i64,
    /// What each unit gets.
    pub each: i64,
    /// How many units, the first ones, get one more.
    pub more: u32,
    rest: i64,
    is_active: bool,
}

impl Group {
    pub(super) fn new(count: u32, weight: i64, cap: i64) -> Self {
        Group { count, weight, cap, each: 0, more: 0, rest: 0, is_active: true }
    }

    fn sum_of(&self, value: i64) -> i64 {
        value * i64::from(self.count)
    }
}

/// The capped split of `amount` over all units of `groups`, ties to the earliest.
pub(super) fn capped(amount: i64, groups: &mut [Group]) {
    let room: i64 = groups.iter().map(|group| group.sum_of(group.cap.max(0))).sum();
    let mut left = amount.min(room);
    for group in groups.iter_mut() {
        group.is_active = group.weight > 0 && group.cap > 0;
    }
    loop {
        let total = active_weight(groups);
        if left <= 0 || total <= 0 {
            return;
        }
        let mut taken = 0;
        for group in groups.iter_mut().filter(|group| group.is_active) {
            if product_exceeds(left, group.weight, group.cap, total) {
                group.is_active = false;
                group.each = group.cap;
                taken += group.sum_of(group.cap);
            }
        }
        if taken == 0 {
            return share_out(left, total, groups);
        }
        left -= taken;
    }
}

/// The plain split of `amount` over all units of `groups`, whatever their caps. Weights are not negative.
pub(super) fn plain(amount: i64, groups: &mut [Group]) {
    let total = active_weight(groups);
    if amount > 0 && total > 0 {
        share_out(amount, total, groups);
    }
}

fn active_weight(groups: &[Group]) -> i64 {
    groups.iter().filter(|group| group.is_active).map(|group| group.sum_of(group.weight)).sum()
}

fn share_out(amount: i64, total: i64, groups: &mut [Group]) {
    let mut missing = amount;
    for group in groups.iter_mut().filter(|group| group.is_active) {
        (group.each, group.rest) = mul_div(amount, group.weight, total);
        missing -= group.sum_of(group.each);
    }
    // Each round serves the units of the largest rest; there are as many rounds as groups at most.
    while missing > 0 {
        let waiting = groups.iter_mut().filter(|group| group.is_active && group.rest > 0);
        // `max_by_key` would take the last of equals, and the earliest is due.
        let Some(group) = waiting.reduce(|best, next| if next.rest > best.rest { next } else { best }) else {
            return;
        };
        group.more = u32::try_from(missing).unwrap_or(u32::MAX).min(group.count);
        missing -= i64::from(group.more);
        group.rest = 0;
    }
}

/// Values below this multiply within 64 bits, which costs a fraction of 128 bits in WebAssembly.
const SMALL: i64 = 1 << 31;

/// `amount × weight ÷ total` and the rest of the division; none is negative.
fn mul_div(amount: i64, weight: i64, total: i64) -> (i64, i64) {
    if amount < SMALL && weight < SMALL {
        let product = amount * weight;
        return (product / total, product % total);
    }
    let (product, total) = (i128::from(amount) * i128::from(weight), i128::from(total));
    // A share is at most the amount, a rest less than the total: both fit.
    ((product / total) as i64, (product % total) as i64)
}

/// Whether `a × b` is greater than `c × d`; none is negative.
fn product_exceeds(a: i64, b: i64, c: i64, d: i64) -> bool {
    if a < SMALL && b < SMALL && c < SMALL && d < SMALL {
        a * b > c * d
    } else {
        i128::from(a) * i128::from(b) > i128::from(c) * i128::from(d)
    }
}

#[cfg(test)]
mod tests {
    use super::{Group, capped, plain};
    use bodega_core::{Remainder, capped_split, split};
    use proptest::prelude::*;

    fn units_of(groups: &[Group]) -> Vec<i64> {
        let of_group = |group: &Group| {
            let group = *group;
            (0..group.count).map(move |unit| group.each + i64::from(unit < group.more))
        };
        groups.iter().flat_map(of_group).collect()
    }

    fn expanded(groups: &[Group], value: fn(&Group) -> i64) -> Vec<i64> {
        groups.iter().flat_map(|group| std::iter::repeat_n(value(group), group.count as usize)).collect()
    }

    fn money() -> impl Strategy<Value = i64> {
        prop_oneof![0..20i64, 0..5000i64, 0..1i64 << 40]
    }

    proptest! {
        #[test]
        fn groups_get_what_their_units_get_from_core(
            amount in money(),
            groups in proptest::collection::vec((1..5u32, money(), money()), 0..6),
        ) {
            let mut groups: Vec<Group> =
                groups.into_iter().map(|(count, weight, cap)| Group::new(count, weight, cap)).collect();
            let weights = expanded(&groups, |group| group.weight);
            let caps = expanded(&groups, |group| group.cap);
            let mut uncapped = groups.clone();
            capped(amount, &mut groups);
            prop_assert_eq!(units_of(&groups), capped_split(amount, &weights, &caps, Remainder::LargestRemainder));
            plain(amount, &mut uncapped);
            prop_assert_eq!(units_of(&uncapped), split(amount, &weights, Remainder::LargestRemainder));
        }
    }
}
