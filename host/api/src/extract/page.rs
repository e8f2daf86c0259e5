//! Keyset pages: `limit` and `after` in, `items` and `next` out.

use crate::problem::Problem;
use bodega_app::data::{Cursor, Page, PageRequest};
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;
use utoipa::{IntoParams, ToSchema};

/// The most rows of one page.
pub(crate) const PAGE_MAX: u32 = 500;
/// Rows of a page where none are asked for: a screenful.
const PAGE_DEFAULT: u32 = 50;

/// Which page of a list without filters is wanted.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PageParams {
    /// Rows wanted, 1 to 500; 50 where not given.
    #[param(minimum = 1, maximum = 500)]
    pub limit: Option<u32>,
    /// `next` of the page before.
    pub after: Option<String>,
}

impl PageParams {
    /// What the store is asked for.
    pub fn request(self) -> Result<PageRequest, Problem> {
        page_request(self.limit, self.after)
    }
}

/// What the store is asked for, by the two parameters that every list has.
pub(crate) fn page_request(limit: Option<u32>, after: Option<String>) -> Result<PageRequest, Problem> {
    let after = after.map(|text| keyset_of(&text)).transpose()?;
    Ok(PageRequest { after: after.map(Cursor), limit: rows(limit)? })
}

/// Rows wanted, within bounds.
pub(crate) fn rows(limit: Option<u32>) -> Result<u32, Problem> {
    match limit.unwrap_or(PAGE_DEFAULT) {
        rows @ 1..=PAGE_MAX => Ok(rows),
        _ => Err(Problem::bad_request("page.limit", format!("limit must be from 1 to {PAGE_MAX}"))),
    }
}

/// One page of a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Listed<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Give this as `after`, with the same filters, for the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

impl<T> Listed<T> {
    /// A page of rows as they look on the wire.
    pub fn of<Row: Into<T>>(page: Page<Row>) -> Self {
        Listed {
            items: page.items.into_iter().map(Into::into).collect(),
            next: page.next.map(|cursor| cursor_text(&cursor.0)),
        }
    }

    /// A list that is short enough to be given whole.
    pub fn whole<Row: Into<T>>(rows: Vec<Row>) -> Self {
        Listed { items: rows.into_iter().map(Into::into).collect(), next: None }
    }
}

/// A store's cursor as clients see it: hex, so that nobody builds one by hand and it needs no escaping.
fn cursor_text(keyset: &str) -> String {
    keyset.bytes().fold(String::with_capacity(keyset.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Reads [`cursor_text`].
fn keyset_of(text: &str) -> Result<String, Problem> {
    let bad = || Problem::bad_request("page.cursor", "after is not a cursor that this list gave");
    let is_hex = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_hex || !text.len().is_multiple_of(2) {
        return Err(bad());
    }
    let byte = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).map_err(|_| bad());
    let bytes: Vec<u8> = (0..text.len()).step_by(2).map(byte).collect::<Result<_, _>>()?;
    String::from_utf8(bytes).map_err(|_| bad())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_the_wire_and_others_are_refused() {
        let keyset = r#"["苹果","01900000"]"#;
        assert_eq!(keyset_of(&cursor_text(keyset)).unwrap(), keyset);
        for bad in ["", "0", "zz", "+1", "ff", "苹果"] {
            assert!(keyset_of(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_page_has_one_to_five_hundred_rows() {
        assert_eq!(rows(None).unwrap(), PAGE_DEFAULT);
        assert_eq!(rows(Some(500)).unwrap(), 500);
        assert_eq!(rows(Some(0)).unwrap_err().code(), "page.limit");
        assert!(rows(Some(501)).is_err());
    }
}
