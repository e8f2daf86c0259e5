//! Keyset pages: a bounded number of rows and an opaque cursor to go on from.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The most rows of one page; enough for a screen, small enough to build in memory for any caller.
pub const PAGE_MAX: u32 = 500;

/// Where a list goes on. Opaque: made by a list, given back to the same list with the same filter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cursor(pub String);

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Which page is wanted.
#[derive(Clone, Debug, Default)]
pub struct PageRequest {
    /// The cursor of the page before; `None` = from the start.
    pub after: Option<Cursor>,
    /// Rows wanted; 0 or more than [`PAGE_MAX`] = [`PAGE_MAX`].
    pub limit: u32,
}

impl PageRequest {
    /// The first page of `limit` rows.
    pub fn first(limit: u32) -> Self {
        PageRequest { after: None, limit }
    }

    /// Rows to read, within bounds.
    pub(crate) fn rows(&self) -> u32 {
        if self.limit == 0 { PAGE_MAX } else { self.limit.min(PAGE_MAX) }
    }
}

/// Some rows of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Where the next page starts; `None` = this was the last.
    pub next: Option<Cursor>,
}
