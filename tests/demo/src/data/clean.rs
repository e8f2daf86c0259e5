//! What of the transactions is no sale of goods, and is left out and counted.

use std::fmt;

/// More pieces than anybody carries: such rows are measured fuel under another label.
pub const QUANTITY_MAX: i64 = 1_000;

/// Why a row is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Nothing was sold: `quantity` is 0.
    NoQuantity,
    /// Fuel, sold by the thousandth of a gallon.
    Fuel,
    /// A coupon or other posting that is no article.
    Pseudo,
    /// More than [`QUANTITY_MAX`].
    TooMany,
    /// The products table does not have it.
    NoProduct,
    /// Nobody ever paid for it, so there is no price.
    NoPrice,
}

/// How many rows were left out, by reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dropped {
    /// `quantity` 0.
    pub no_quantity: u64,
    /// Fuel.
    pub fuel: u64,
    /// Coupons and other postings.
    pub pseudo: u64,
    /// More than [`QUANTITY_MAX`].
    pub too_many: u64,
    /// Not in the products table.
    pub no_product: u64,
    /// Without any price.
    pub no_price: u64,
}

impl Dropped {
    /// Counts one row.
    pub fn count(&mut self, reason: Reason) {
        *match reason {
            Reason::NoQuantity => &mut self.no_quantity,
            Reason::Fuel => &mut self.fuel,
            Reason::Pseudo => &mut self.pseudo,
            Reason::TooMany => &mut self.too_many,
            Reason::NoProduct => &mut self.no_product,
            Reason::NoPrice => &mut self.no_price,
        } += 1;
    }

    /// The counts in order of declaration, as the extract keeps them.
    pub fn counts(&self) -> [u64; 6] {
        [self.no_quantity, self.fuel, self.pseudo, self.too_many, self.no_product, self.no_price]
    }

    /// Reads [`Self::counts`].
    pub fn from_counts(counts: [u64; 6]) -> Self {
        let [no_quantity, fuel, pseudo, too_many, no_product, no_price] = counts;
        Dropped { no_quantity, fuel, pseudo, too_many, no_product, no_price }
    }

    /// All of them.
    pub fn total(&self) -> u64 {
        self.counts().iter().sum()
    }
}

impl fmt::Display for Dropped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = ["quantity 0", "fuel", "coupon postings", "over 1000 pieces", "no product", "no price"];
        let parts: Vec<String> = what
            .iter()
            .zip(self.counts())
            .filter(|(_, count)| *count > 0)
            .map(|(what, count)| format!("{count} {what}"))
            .collect();
        match parts.is_empty() {
            true => f.write_str("none"),
            false => f.write_str(&parts.join(", ")),
        }
    }
}

/// Judges one row by its quantity and its product's department, category and type; `Ok` = goods.
///
/// # Errors
/// The reason to leave it out.
pub fn goods(
    quantity: i64,
    department: &str,
    category: Option<&str>,
    kind: Option<&str>,
) -> Result<u32, Reason> {
    if quantity <= 0 {
        return Err(Reason::NoQuantity);
    }
    let is_fuel = |text: &str| text == "FUEL" || text.starts_with("GASOLINE");
    if is_fuel(department) || category.is_some_and(is_fuel) || kind.is_some_and(is_fuel) {
        return Err(Reason::Fuel);
    }
    if department.starts_with("COUPON") || category.is_some_and(|category| category.starts_with("COUPON")) {
        return Err(Reason::Pseudo);
    }
    match u32::try_from(quantity) {
        Ok(pieces) if quantity <= QUANTITY_MAX => Ok(pieces),
        _ => Err(Reason::TooMany),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goods_stay_and_all_else_is_named() {
        let soup = (Some("SOUP"), Some("CONDENSED SOUP"));
        assert_eq!(goods(2, "GROCERY", soup.0, soup.1), Ok(2));
        assert_eq!(goods(0, "GROCERY", soup.0, soup.1), Err(Reason::NoQuantity));
        assert_eq!(goods(1001, "GROCERY", soup.0, soup.1), Err(Reason::TooMany));
        assert_eq!(goods(3, "MISCELLANEOUS", None, None), Ok(3));
        let gas = Some("GASOLINE-REG UNLEADED");
        assert_eq!(goods(9082, "FUEL", Some("COUPON/MISC ITEMS"), gas), Err(Reason::Fuel));
        assert_eq!(goods(1, "MISCELLANEOUS", Some("COUPON/MISC ITEMS"), gas), Err(Reason::Fuel));
        assert_eq!(goods(1, "GROCERY", Some("COUPON/MISC ITEMS"), None), Err(Reason::Pseudo));
        assert_eq!(goods(1, "COUPON", Some("COUPONS/STORE & MFG"), None), Err(Reason::Pseudo));
    }

    #[test]
    fn counts_survive_the_extract_and_read_well() {
        let mut dropped = Dropped::default();
        assert_eq!(dropped.to_string(), "none");
        for reason in [Reason::Fuel, Reason::Fuel, Reason::NoProduct] {
            dropped.count(reason);
        }
        assert_eq!(dropped.to_string(), "2 fuel, 1 no product");
        assert_eq!(Dropped::from_counts(dropped.counts()), dropped);
        assert_eq!(dropped.total(), 3);
    }
}
