//! Tax arithmetic: a rate in parts per million, rounded half up per line.

use bodega_core::{PPM, Rounding, div_round};
use serde::{Deserialize, Serialize};

/// Whether prices hold tax.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaxMode {
    /// Prices hold tax (China, EU consumers).
    Inclusive,
    /// Tax is added to prices (US).
    Exclusive,
}

impl TaxMode {
    /// The text in databases and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            TaxMode::Inclusive => "inclusive",
            TaxMode::Exclusive => "exclusive",
        }
    }

    /// Reads [`Self::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        [TaxMode::Inclusive, TaxMode::Exclusive].into_iter().find(|mode| mode.as_str() == text)
    }
}

/// The tax in (inclusive) or on (exclusive) `amount` minor units at `ppm` parts per million.
pub fn tax_of(amount: i64, ppm: u32, mode: TaxMode) -> i64 {
    let base = match mode {
        TaxMode::Inclusive => i128::from(PPM) + i128::from(ppm),
        TaxMode::Exclusive => i128::from(PPM),
    };
    let tax = div_round(i128::from(amount) * i128::from(ppm), base, Rounding::HalfUp);
    // At most 4,294 times the amount, and amounts stay far below 2^50.
    tax.clamp(i128::from(i64::MIN), i128::from(i64::MAX)) as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vat_of_thirteen_percent() {
        assert_eq!(tax_of(11300, 130_000, TaxMode::Inclusive), 1300);
        assert_eq!(tax_of(10000, 130_000, TaxMode::Exclusive), 1300);
        assert_eq!(tax_of(1, 130_000, TaxMode::Inclusive), 0);
        assert_eq!(tax_of(5, 130_000, TaxMode::Inclusive), 1);
        assert_eq!(tax_of(999, 0, TaxMode::Exclusive), 0);
    }
}
