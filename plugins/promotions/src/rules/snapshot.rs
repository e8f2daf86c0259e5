//! Rules as bytes. A promotion whose code is not entered or whose window is shut is passed over undecoded, so
//! campaigns that lie in wait cost next to nothing.

use super::model::{Condition, Needs, Promotion, Rules, Target};
use super::packed::Texts;
use super::policy::Policy;
use serde::{Deserialize, Serialize};
use std::fmt;

/// First byte of a snapshot. A component reads only what it compiled itself, so another value means damage.
const FORMAT: u8 = 1;

/// A snapshot whose promotions are still bytes.
pub struct Snapshot<'a> {
    header: Header<'a>,
    promotions: &'a [u8],
}

#[derive(Serialize, Deserialize)]
struct Header<'a> {
    policy: Policy,
    needs: Needs,
    #[serde(borrow)]
    skus: Texts<'a>,
    #[serde(borrow)]
    tags: Texts<'a>,
    #[serde(borrow)]
    coupons: Vec<&'a str>,
    #[serde(borrow)]
    customer_tags: Vec<&'a str>,
    #[serde(borrow)]
    targets: Vec<Target<'a>>,
    index: Vec<Entry>,
}

/// What has to hold before a promotion is worth decoding, and how long it is.
#[derive(Clone, Copy, Serialize, Deserialize)]
struct Entry {
    bytes: u32,
    /// Index into the coupons.
    coupon: Option<u32>,
    /// Its first window; both ends belong to it.
    window_ms: Option<(i64, i64)>,
}

/// The bytes are not a snapshot of this version of the engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CorruptSnapshot;

impl fmt::Display for CorruptSnapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the snapshot was not compiled by this version of the engine")
    }
}

impl std::error::Error for CorruptSnapshot {}

impl From<postcard::Error> for CorruptSnapshot {
    fn from(_: postcard::Error) -> Self {
        CorruptSnapshot
    }
}

impl Rules<'_> {
    /// The rules as bytes; equal rules give equal bytes.
    ///
    /// # Errors
    /// A promotion takes more than 4 GiB.
    pub fn to_snapshot(&self) -> Result<Vec<u8>, CorruptSnapshot> {
        let mut promotions = Vec::new();
        let mut index = Vec::with_capacity(self.promotions.len());
        for promotion in &self.promotions {
            let before = promotions.len();
            promotions = postcard::to_extend(promotion, promotions)?;
            index.push(Entry {
                bytes: u32::try_from(promotions.len() - before).map_err(|_| CorruptSnapshot)?,
                coupon: promotion.coupon,
                window_ms: promotion.when.iter().find_map(|condition| match condition {
                    Condition::Window { from_ms, to_ms } => Some((*from_ms, *to_ms)),
                    _ => None,
                }),
            });
        }
        let header = Header {
            policy: self.policy,
            needs: self.needs,
            skus: self.skus.clone(),
            tags: self.tags.clone(),
            coupons: self.coupons.clone(),
            customer_tags: self.customer_tags.clone(),
            targets: self.targets.clone(),
            index,
        };
        let mut snapshot = postcard::to_extend(&header, vec![FORMAT])?;
        snapshot.extend(promotions);
        Ok(snapshot)
    }
}

impl<'a> Snapshot<'a> {
    /// Reads what [`Rules::to_snapshot`] wrote, but for the promotions; texts stay where they are.
    ///
    /// # Errors
    /// The bytes are something else.
    pub fn open(bytes: &'a [u8]) -> Result<Self, CorruptSnapshot> {
        match bytes.split_first() {
            Some((&FORMAT, bytes)) => {
                let (header, promotions) = postcard::take_from_bytes(bytes)?;
                Ok(Snapshot { header, promotions })
            }
            _ => Err(CorruptSnapshot),
        }
    }

    /// What of a basket can matter.
    pub fn needs(&self) -> &Needs {
        &self.header.needs
    }

    /// The rules without promotions that cannot be eligible with these codes entered at this instant.
    ///
    /// # Errors
    /// The bytes are damaged.
    pub fn rules_for<T: AsRef<str>>(
        self,
        coupons: &[T],
        now_ms: Option<i64>,
    ) -> Result<Rules<'a>, CorruptSnapshot> {
        let Header { policy, needs, skus, tags, coupons: codes, customer_tags, targets, index } = self.header;
        let is_entered = |code: u32| {
            codes
                .get(code as usize)
                .is_some_and(|code| coupons.iter().any(|entered| entered.as_ref() == *code))
        };
        let mut promotions: Vec<Promotion<'a>> = Vec::with_capacity(index.len());
        let mut rest = self.promotions;
        for entry in index {
            let (bytes, after) = rest.split_at_checked(entry.bytes as usize).ok_or(CorruptSnapshot)?;
            rest = after;
            let is_open = entry
                .window_ms
                .is_none_or(|(from_ms, to_ms)| now_ms.is_some_and(|now| (from_ms..=to_ms).contains(&now)));
            if is_open && entry.coupon.is_none_or(is_entered) {
                promotions.push(postcard::from_bytes(bytes)?);
            }
        }
        Ok(Rules { policy, needs, skus, tags, coupons: codes, customer_tags, targets, promotions })
    }
}
