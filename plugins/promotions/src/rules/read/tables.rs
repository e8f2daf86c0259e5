//! Texts and targets that documents share, numbered in order of first mention.

use super::{Invalid, Object};
use crate::rules::model::TargetRef;
use std::collections::BTreeMap;

/// A target as it is read: lists hold numbers of [`Tables`], in order of mention.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::rules) struct NamedTarget {
    pub skus: Option<Vec<u32>>,
    pub tags_any: Option<Vec<u32>>,
    pub exclude_tags: Vec<u32>,
    pub exclude_discounted: bool,
    pub price_gte: Option<i64>,
    pub price_lte: Option<i64>,
}

/// Collects what promotions mention while they are read.
#[derive(Default)]
pub(in crate::rules) struct Tables<'a> {
    pub skus: Table<&'a str>,
    pub tags: Table<&'a str>,
    pub coupons: Table<&'a str>,
    pub customer_tags: Table<&'a str>,
    pub groups: Table<&'a str>,
    pub targets: Table<NamedTarget>,
}

impl<'a> Tables<'a> {
    /// The member `name` of `parent` as a target (section 6); absent, `null` and empty match every line.
    pub(super) fn target(&mut self, parent: &Object<'a>, name: &str) -> Result<TargetRef, Invalid> {
        let Some(object) = parent.object_or_none(name)?.filter(|object| !object.is_empty()) else {
            return Ok(None);
        };
        let target = NamedTarget {
            skus: object.texts_or_none("skus")?.map(|skus| numbers(&mut self.skus, skus)),
            tags_any: object.texts_or_none("tags_any")?.map(|tags| numbers(&mut self.tags, tags)),
            exclude_tags: numbers(&mut self.tags, object.texts_or_none("exclude_tags")?.unwrap_or_default()),
            exclude_discounted: object.flag("exclude_discounted", false)?,
            price_gte: object.integer_or_none("price_gte")?,
            price_lte: object.integer_or_none("price_lte")?,
        };
        Ok((target != NamedTarget::default()).then(|| self.targets.number(target)))
    }
}

fn numbers<'a>(table: &mut Table<&'a str>, texts: Vec<&'a str>) -> Vec<u32> {
    texts.into_iter().map(|text| table.number(text)).collect()
}

/// Distinct values, each with the number it got when first seen.
pub(in crate::rules) struct Table<T>(BTreeMap<T, u32>);

impl<T> Default for Table<T> {
    fn default() -> Self {
        Table(BTreeMap::new())
    }
}

impl<T: Ord> Table<T> {
    pub(super) fn number(&mut self, value: T) -> u32 {
        // A document is at most 64 KiB, so a set of documents never mentions 2^32 values.
        let next = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        *self.0.entry(value).or_insert(next)
    }

    /// Values in order of their numbers.
    pub(in crate::rules) fn into_values(self) -> Vec<T> {
        let mut numbered: Vec<(u32, T)> = self.0.into_iter().map(|(value, number)| (number, value)).collect();
        numbered.sort_unstable_by_key(|(number, _)| *number);
        numbered.into_iter().map(|(_, value)| value).collect()
    }

    /// Values sorted, and for each number the place of its value.
    pub(in crate::rules) fn into_sorted(self) -> (Vec<T>, Vec<u32>) {
        let mut places = vec![0; self.0.len()];
        let mut values = Vec::with_capacity(self.0.len());
        for (place, (value, number)) in (0u32..).zip(self.0) {
            places[number as usize] = place;
            values.push(value);
        }
        (values, places)
    }
}
