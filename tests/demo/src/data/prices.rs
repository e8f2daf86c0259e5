//! Regular prices: what most buyers would have paid for a piece without card discount and coupon.

use super::Price;
use std::collections::BTreeMap;

/// Fewest sales in one store that make a price of its own.
const STORE_SALES_MIN: usize = 6;

/// One row of the transactions, as far as prices need it.
#[derive(Clone, Copy, Debug)]
pub struct Paid {
    /// What.
    pub product: u32,
    /// Where.
    pub store: u32,
    /// Pieces, at least 1.
    pub quantity: u32,
    /// `sales_value + retail_disc + coupon_match_disc`, US cents.
    pub regular_minor: i64,
}

impl Paid {
    /// Of one piece, rounded half up; `None` where nothing was paid.
    pub fn unit_minor(&self) -> Option<i64> {
        let pieces = i64::from(self.quantity);
        let unit = (2 * self.regular_minor + pieces).div_euclid(2 * pieces);
        (unit > 0).then_some(unit)
    }
}

/// A price per product, and one per store and product where a store's differs and has enough sales.
pub fn regular_prices(rows: impl Iterator<Item = Paid>) -> Vec<Price> {
    let mut seen: BTreeMap<u32, Vec<(u32, i64)>> = BTreeMap::new();
    for row in rows {
        if let Some(unit) = row.unit_minor() {
            seen.entry(row.product).or_default().push((row.store, unit));
        }
    }
    let mut prices = Vec::with_capacity(seen.len());
    for (product, mut sales) in seen {
        let mut all: Vec<i64> = sales.iter().map(|(_, unit)| *unit).collect();
        let Some(everywhere) = usual(&mut all) else { continue };
        prices.push(Price { product, store: None, unit_minor: everywhere });
        sales.sort_unstable();
        for in_store in sales.chunk_by(|a, b| a.0 == b.0).filter(|sales| sales.len() >= STORE_SALES_MIN) {
            let mut units: Vec<i64> = in_store.iter().map(|(_, unit)| *unit).collect();
            let own = usual(&mut units).filter(|own| *own != everywhere);
            prices.extend(own.map(|unit_minor| Price { product, store: Some(in_store[0].0), unit_minor }));
        }
    }
    prices
}

/// The most frequent value; where none is frequent (weighed goods), the lower median.
pub fn usual(values: &mut [i64]) -> Option<i64> {
    values.sort_unstable();
    let (mut mode, mut times) = (None, 0);
    for equal in values.chunk_by(|a, b| a == b) {
        // Of equally frequent prices the higher is the regular one, the lower an offer.
        if equal.len() >= times {
            (mode, times) = (Some(equal[0]), equal.len());
        }
    }
    let is_frequent = times * 5 >= values.len() && (times > 1 || values.len() == 1);
    if is_frequent { mode } else { values.get(values.len().checked_sub(1)? / 2).copied() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mode_wins_and_the_median_stands_in() {
        assert_eq!(usual(&mut [199, 250, 199, 199]), Some(199));
        assert_eq!(usual(&mut [199, 250]), Some(199), "no price twice: the lower median");
        assert_eq!(usual(&mut [199, 199, 250, 250]), Some(250), "a tie: the offer is the lower one");
        assert_eq!(usual(&mut [101, 103, 250, 97, 99]), Some(101), "weighed goods");
        assert_eq!(usual(&mut [5]), Some(5));
        assert_eq!(usual(&mut []), None);
    }

    #[test]
    fn a_store_has_its_own_price_only_with_enough_sales() {
        let row = |store, regular_minor| Paid { product: 7, store, quantity: 1, regular_minor };
        let rows = [row(1, 100); 9].into_iter().chain([row(2, 120); 6]).chain([row(3, 90); 5]);
        let everywhere = Price { product: 7, store: None, unit_minor: 100 };
        let own = Price { product: 7, store: Some(2), unit_minor: 120 };
        assert_eq!(regular_prices(rows), [everywhere, own]);
    }

    #[test]
    fn a_piece_costs_its_share_and_a_free_one_says_nothing() {
        let paid =
            |quantity, regular_minor| Paid { product: 1, store: 1, quantity, regular_minor }.unit_minor();
        assert_eq!(paid(3, 500), Some(167));
        assert_eq!(paid(2, 5), Some(3));
        assert_eq!(paid(2, 0), None);
    }
}
