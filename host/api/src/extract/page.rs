//! Keyset pages: `limit` and `after` in, `items` and `next` out.

use crate::problem::Problem;
use bodega_app::data::{Cursor, Page, PageRequest};
use serde::{Deserialize, Serialize};
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
    Ok(PageRequest { after: after.map(cursor).transpose()?, limit: rows(limit)? })
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
            next: page.next.map(|cursor| cursor.0),
        }
    }

    /// A list that is short enough to be given whole.
    pub fn whole<Row: Into<T>>(rows: Vec<Row>) -> Self {
        Listed { items: rows.into_iter().map(Into::into).collect(), next: None }
    }
}

/// The longest cursor: a few keys of a sort order in hex.
const CURSOR_MAX: usize = 4_096;

/// A cursor by its form. Whether it is of this list, the store says.
fn cursor(text: String) -> Result<Cursor, Problem> {
    let is_hex =
        !text.is_empty() && text.len() <= CURSOR_MAX && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_hex {
        return Ok(Cursor(text));
    }
    Err(Problem::bad_request("page.cursor", "after is not a cursor that this list gave"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_list_gives_is_no_cursor() {
        assert_eq!(cursor("5b2230".to_owned()).unwrap().0, "5b2230");
        for bad in ["", "zz", "+1", "苹果", &"a".repeat(CURSOR_MAX + 1)] {
            assert_eq!(cursor(bad.to_owned()).unwrap_err().code(), "page.cursor");
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
