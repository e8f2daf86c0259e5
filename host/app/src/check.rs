//! Bounds of what clients send, with the JSON pointer of what is out of them. Texts are what people can read:
//! no control characters, which some databases refuse and no screen shows.

use crate::error::{AppError, AppResult, ErrorKind};
use bodega_store::StoreError;

/// The longest name of anything, characters.
pub(crate) const NAME_MAX: usize = 200;
/// The longest code or SKU, characters.
pub(crate) const CODE_MAX: usize = 64;
/// The largest amount of one unit in minor units; the arithmetic's own bound.
pub(crate) const AMOUNT_MAX: i64 = 1 << 50;

/// A text of 1 to `max` characters.
pub(crate) fn text(pointer: impl Into<String>, value: &str, max: usize) -> AppResult<()> {
    if value.trim().is_empty() {
        return Err(AppError::invalid("field.empty", pointer, "must not be empty"));
    }
    optional_text(pointer, value, max)
}

/// A text of at most `max` characters.
pub(crate) fn optional_text(pointer: impl Into<String>, value: &str, max: usize) -> AppResult<()> {
    if value.chars().count() > max {
        return Err(AppError::invalid(
            "field.too_long",
            pointer,
            format!("must have at most {max} characters"),
        ));
    }
    if value.chars().any(char::is_control) {
        return Err(AppError::invalid(
            "field.control_character",
            pointer,
            "must not hold control characters",
        ));
    }
    Ok(())
}

/// Whether `value` is from `least` to `most`.
pub(crate) fn within(pointer: impl Into<String>, value: i64, least: i64, most: i64) -> AppResult<()> {
    if (least..=most).contains(&value) {
        return Ok(());
    }
    Err(AppError::invalid("field.out_of_range", pointer, format!("must be from {least} to {most}")))
}

/// A list of 1 to `max` members.
pub(crate) fn batch(pointer: &str, len: usize, max: usize) -> AppResult<()> {
    if (1..=max).contains(&len) {
        return Ok(());
    }
    Err(AppError::invalid("batch.size", pointer, format!("send 1 to {max} at once")))
}

/// An ISO 4217 code by its form.
pub(crate) fn currency(pointer: impl Into<String>, code: &str) -> AppResult<()> {
    if code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Ok(());
    }
    Err(AppError::invalid("currency.invalid", pointer, "must be an ISO 4217 code such as CNY"))
}

/// A calendar day, `YYYY-MM-DD`.
pub(crate) fn date(pointer: impl Into<String>, day: &str) -> AppResult<()> {
    let is_plain = day.len() == 10 && day.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    if is_plain && day.parse::<jiff::civil::Date>().is_ok() {
        return Ok(());
    }
    Err(AppError::invalid("date.invalid", pointer, "must be a day as YYYY-MM-DD"))
}

/// What the store says to a write: a reference to nothing, or an id that is taken, is the client's to mend.
pub(crate) fn refused(pointer: &str, error: StoreError) -> AppError {
    match error {
        StoreError::Refused(why) => AppError::invalid("reference.unknown", pointer, why),
        error => error.into(),
    }
}

/// What the store says to a read of a page: a cursor of another list is the client's to mend.
pub(crate) fn page(error: StoreError) -> AppError {
    match error {
        StoreError::Refused(why) => AppError::new(ErrorKind::Invalid, "page.cursor", why),
        error => error.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_out_of_bounds_is_named() {
        let refusal = text("/products/3/name", " ", NAME_MAX).unwrap_err();
        assert_eq!((refusal.code, refusal.pointer.as_deref()), ("field.empty", Some("/products/3/name")));
        assert!(text("", "苹果", 2).is_ok());
        assert!(text("", "苹果汁", 2).is_err());
        assert!(optional_text("", "", 2).is_ok());
        assert!(optional_text("", "a\u{0}", 2).is_err());
        assert!(within("", 3, 1, 2).is_err());
        assert!(currency("", "cny").is_err());
        for day in ["2026-02-29", "2026-1-1", "20260101", "2026-01-01T00", ""] {
            assert!(date("", day).is_err(), "{day}");
        }
        assert!(date("", "2028-02-29").is_ok());
    }
}
