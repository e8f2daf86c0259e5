//! Keyset pages: a bounded number of rows and an opaque cursor to go on from.

use crate::name::hex;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The most rows of one page.
pub(crate) const PAGE_MAX: u32 = 200;
/// Rows of a page where the caller names no number.
const PAGE_DEFAULT: u32 = 50;

/// Which page is wanted, as query parameters.
#[derive(Clone, Debug, Default, serde::Deserialize)]
pub(crate) struct PageRequest {
    pub after: Option<String>,
    pub limit: Option<u32>,
}

/// A cursor that no list made.
#[derive(Debug, thiserror::Error)]
#[error("the cursor is not one of this list")]
pub(crate) struct BadCursor;

/// Some rows of a list.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Page<T> {
    pub items: Vec<T>,
    /// Give it back as `after` for the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

impl PageRequest {
    fn rows(&self) -> usize {
        self.limit.filter(|limit| *limit > 0).unwrap_or(PAGE_DEFAULT).min(PAGE_MAX) as usize
    }

    /// Rows to read: one more than the page has, which tells whether another page follows.
    pub fn fetch(&self) -> u64 {
        self.rows() as u64 + 1
    }

    /// The sort key of the last row of the page before.
    pub fn key<K: DeserializeOwned>(&self) -> Result<Option<K>, BadCursor> {
        let Some(cursor) = &self.after else { return Ok(None) };
        let digits: Option<Vec<u8>> =
            cursor.chars().map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect();
        let digits = digits.filter(|digits| digits.len() % 2 == 0).ok_or(BadCursor)?;
        let bytes: Vec<u8> = digits.chunks(2).map(|pair| pair[0] * 16 + pair[1]).collect();
        serde_json::from_slice(&bytes).map(Some).map_err(|_| BadCursor)
    }

    /// Cuts what was read down to the page; `key` gives a row's sort key.
    pub fn page<T, K: Serialize>(&self, mut items: Vec<T>, key: impl Fn(&T) -> K) -> Page<T> {
        let has_more = items.len() > self.rows();
        items.truncate(self.rows());
        let next = items.last().filter(|_| has_more);
        let next = next.map(|last| hex(&serde_json::to_vec(&key(last)).unwrap_or_default()));
        Page { items, next }
    }
}

impl<T> Page<T> {
    pub fn try_map<U, E>(self, map: impl FnMut(T) -> Result<U, E>) -> Result<Page<U>, E> {
        Ok(Page { items: self.items.into_iter().map(map).collect::<Result<_, E>>()?, next: self.next })
    }
}
