//! Quantities in millionths and line amounts.

use crate::round::{Rounding, div_round};
use core::fmt;

/// Millionths in one.
pub const MICROS_PER_ONE: i64 = 1_000_000;

/// A quantity in millionths of the line's unit of measure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Micros(pub i64);

/// Why a text is not a quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseQuantityError;

impl fmt::Display for ParseQuantityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a decimal number with at most six places")
    }
}

impl core::error::Error for ParseQuantityError {}

impl Micros {
    /// `count` whole units, or `None` where that does not fit.
    pub fn from_units(count: i64) -> Option<Self> {
        count.checked_mul(MICROS_PER_ONE).map(Micros)
    }

    /// The number of whole units, where the quantity is whole and not negative.
    pub fn whole_units(self) -> Option<u32> {
        if self.0 % MICROS_PER_ONE != 0 {
            return None;
        }
        u32::try_from(self.0 / MICROS_PER_ONE).ok()
    }

    /// Reads `2`, `1.25`, `-0.5`: a decimal with at most six places (further zeros are allowed).
    pub fn parse(text: &str) -> Result<Self, ParseQuantityError> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        if whole.is_empty() || (digits.contains('.') && fraction.is_empty()) {
            return Err(ParseQuantityError);
        }
        let mut value: i64 = 0;
        for byte in whole.bytes() {
            value = push_digit(value, byte)?;
        }
        for place in 0..fraction.len().max(6) {
            let byte = fraction.as_bytes().get(place).copied().unwrap_or(b'0');
            if place < 6 {
                value = push_digit(value, byte)?;
            } else if byte != b'0' {
                return Err(ParseQuantityError);
            }
        }
        Ok(Micros(if negative { -value } else { value }))
    }
}

fn push_digit(value: i64, byte: u8) -> Result<i64, ParseQuantityError> {
    if !byte.is_ascii_digit() {
        return Err(ParseQuantityError);
    }
    value.checked_mul(10).and_then(|v| v.checked_add(i64::from(byte - b'0'))).ok_or(ParseQuantityError)
}

impl fmt::Display for Micros {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let value = self.0.unsigned_abs();
        let (whole, mut fraction) = (value / 1_000_000, value % 1_000_000);
        if fraction == 0 {
            return write!(f, "{sign}{whole}");
        }
        let mut places = 6;
        while fraction.is_multiple_of(10) {
            fraction /= 10;
            places -= 1;
        }
        write!(f, "{sign}{whole}.{fraction:0places$}")
    }
}

/// `unit_price_minor` times `quantity`, rounded half up to a minor unit; `None` where it does not fit.
pub fn line_amount(unit_price_minor: i64, quantity: Micros) -> Option<i64> {
    let exact = i128::from(unit_price_minor) * i128::from(quantity.0);
    i64::try_from(div_round(exact, i128::from(MICROS_PER_ONE), Rounding::HalfUp)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn decimals_read_and_print_alike() {
        for text in ["0", "2", "1.2", "-0.5", "0.000001", "9223372036854.775807"] {
            assert_eq!(Micros::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(Micros::parse("2.0").unwrap(), Micros(2_000_000));
        assert_eq!(Micros::parse("1.2500000").unwrap(), Micros(1_250_000));
        for text in ["", ".5", "1.", "1.0000001", "1e3", "+1", "0x1", "9223372036855", "1 "] {
            assert!(Micros::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_weighed_line_rounds_half_up() {
        assert_eq!(line_amount(999, Micros(1_500_000)), Some(1499));
        assert_eq!(line_amount(-999, Micros(1_500_000)), Some(-1498));
        assert_eq!(line_amount(i64::MAX, Micros(2_000_000)), None);
    }
}
