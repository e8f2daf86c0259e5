//! Keyset pages: a bounded number of rows and an opaque cursor to go on from.

use crate::StoreError;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The most rows of one page; enough for a screen, small enough to build in memory for any caller.
pub const PAGE_MAX: u32 = 500;

/// Where a list goes on. Opaque: made by a list, given back to the same list with the same filter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cursor(pub String);

impl Cursor {
    /// Keys are strings, numbers and ids: they always serialise.
    fn of<K: Serialize>(key: &K) -> Self {
        Cursor(to_hex(&serde_json::to_vec(key).unwrap_or_default()))
    }
}

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

    /// The page after a sort key that the caller knows, for lists ordered by one.
    pub fn after_key<K: Serialize>(key: &K, limit: u32) -> Self {
        PageRequest { after: Some(Cursor::of(key)), limit }
    }

    /// Rows of the page, within bounds.
    fn rows(&self) -> usize {
        if self.limit == 0 { PAGE_MAX as usize } else { self.limit.min(PAGE_MAX) as usize }
    }

    /// Rows to read: one more than the page has, which tells whether another page follows.
    pub(crate) fn fetch(&self) -> u64 {
        self.rows() as u64 + 1
    }

    /// The sort key of the last row of the page before.
    pub(crate) fn key<K: DeserializeOwned>(&self) -> Result<Option<K>, StoreError> {
        let Some(cursor) = &self.after else {
            return Ok(None);
        };
        let bytes = from_hex(&cursor.0).ok_or_else(bad_cursor)?;
        serde_json::from_slice(&bytes).map(Some).map_err(|_| bad_cursor())
    }

    /// Cuts what was read down to the page; `key` gives a row's sort key.
    pub(crate) fn page<T, K: Serialize>(&self, mut items: Vec<T>, key: impl Fn(&T) -> K) -> Page<T> {
        let has_more = items.len() > self.rows();
        items.truncate(self.rows());
        let next = items.last().filter(|_| has_more).map(|last| Cursor::of(&key(last)));
        Page { items, next }
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

impl<T> Page<T> {
    /// The same page of other things.
    pub(crate) fn try_map<U, E>(self, map: impl FnMut(T) -> Result<U, E>) -> Result<Page<U>, E> {
        let items = self.items.into_iter().map(map).collect::<Result<Vec<U>, E>>()?;
        Ok(Page { items, next: self.next })
    }
}

fn bad_cursor() -> StoreError {
    StoreError::Refused("the cursor is not one of this list".to_owned())
}

fn to_hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u32>> = text.chars().map(|digit| digit.to_digit(16)).collect();
    let digits = digits?;
    (digits.len() % 2 == 0).then(|| digits.chunks(2).map(|pair| (pair[0] * 16 + pair[1]) as u8).collect())
}

/// The largest string that starts with `prefix` sorts before this one.
pub(crate) fn after_prefix(prefix: &str) -> String {
    format!("{prefix}\u{10FFFF}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_leads_to_the_row_after_the_page() {
        let request = PageRequest::first(2);
        let page = request.page(vec!["a", "b", "c"], |item| (item.to_string(), 7i64));
        assert_eq!(page.items, ["a", "b"]);
        let next = PageRequest { after: page.next, limit: 2 };
        assert_eq!(next.key::<(String, i64)>().unwrap(), Some(("b".to_owned(), 7)));
        assert!(request.page(vec![1, 2], |item| *item).next.is_none());
        assert!(PageRequest { after: Some(Cursor("7g".to_owned())), limit: 1 }.key::<i64>().is_err());
    }
}
