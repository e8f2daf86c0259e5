//! Tables that are read where they lie: decoding a snapshot does not walk them, however long they are.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Numbers as little-endian bytes, four each.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Numbers<'a>(#[serde(borrow)] Cow<'a, [u8]>);

impl Numbers<'_> {
    const BYTES: usize = size_of::<u32>();

    pub(super) fn new(numbers: impl IntoIterator<Item = u32>) -> Self {
        Numbers(Cow::Owned(numbers.into_iter().flat_map(u32::to_le_bytes).collect()))
    }

    pub(super) fn len(&self) -> usize {
        self.0.len() / Self::BYTES
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = u32> {
        self.0
            .chunks_exact(Self::BYTES)
            .map(|bytes| u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
    }

    fn get(&self, place: usize) -> u32 {
        let bytes = &self.0[place * Self::BYTES..][..Self::BYTES];
        u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])
    }

    /// Whether ascending numbers hold this one.
    pub(super) fn holds(&self, number: u32) -> bool {
        find(self.len(), |place| self.get(place).cmp(&number)).is_some()
    }
}

/// Sorted distinct texts, back to back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Texts<'a> {
    #[serde(borrow)]
    joined: Cow<'a, str>,
    /// Where each text ends.
    #[serde(borrow)]
    ends: Numbers<'a>,
}

impl Texts<'_> {
    pub(super) fn new(sorted: &[&str]) -> Self {
        let ends = sorted.iter().scan(0, |end, text| {
            *end += text.len() as u32;
            Some(*end)
        });
        Texts { ends: Numbers::new(ends), joined: Cow::Owned(sorted.concat()) }
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The place of a text.
    pub(super) fn find(&self, text: &str) -> Option<usize> {
        // Bytes compare as the texts do, and need no check of character boundaries.
        let joined = self.joined.as_bytes();
        find(self.len(), |place| {
            let start = if place == 0 { 0 } else { self.ends.get(place - 1) };
            joined[start as usize..self.ends.get(place) as usize].cmp(text.as_bytes())
        })
    }
}

/// Binary search over `0..len`; `order` tells how the entry at a place compares with what is sought.
fn find(len: usize, order: impl Fn(usize) -> std::cmp::Ordering) -> Option<usize> {
    let (mut low, mut high) = (0, len);
    while low < high {
        let middle = low + (high - low) / 2;
        match order(middle) {
            std::cmp::Ordering::Less => low = middle + 1,
            std::cmp::Ordering::Equal => return Some(middle),
            std::cmp::Ordering::Greater => high = middle,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{Numbers, Texts};

    #[test]
    fn every_text_is_found_at_its_place_and_no_other() {
        for texts in [&[][..], &["a"], &["", "a", "ab", "b", "茶", "茶杯"]] {
            let packed = Texts::new(texts);
            assert_eq!(packed.len(), texts.len());
            for (place, text) in texts.iter().enumerate() {
                assert_eq!(packed.find(text), Some(place));
            }
            assert_eq!(packed.find("aa"), None);
            assert_eq!(packed.find("茶杯2"), None);
        }
    }

    #[test]
    fn numbers_hold_what_they_were_made_of() {
        let packed = Numbers::new([1, 5, 7, 1_000_000]);
        assert_eq!(packed.iter().collect::<Vec<_>>(), [1, 5, 7, 1_000_000]);
        assert!([1, 5, 7, 1_000_000].into_iter().all(|number| packed.holds(number)));
        assert!([0, 2, 6, 8, 2_000_000].into_iter().all(|number| !packed.holds(number)));
    }
}
