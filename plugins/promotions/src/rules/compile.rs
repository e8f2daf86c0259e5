//! Documents to [`Rules`], and rules to the bytes of a snapshot and back.

use super::model::{Condition, Needs, Promotion, Rules, Scope, Target};
use super::policy::{ManualLineDiscount, Sequence};
use super::read::{Invalid, Tables, read_policy, read_promotion};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt;

/// First byte of a snapshot. A component reads only what it compiled itself, so another value means damage.
const SNAPSHOT_FORMAT: u8 = 1;

/// Compiles promotions in order of declaration under a policy (`null` for the defaults).
///
/// # Errors
/// The first member that the format refuses. Nothing is skipped.
pub fn compile<'a>(policy: &Value, promotions: &'a [Value]) -> Result<Rules<'a>, Invalid> {
    let (sequence, policy) = read_policy(policy)?;
    let mut tables = Tables::default();
    let mut ids = BTreeSet::new();
    let mut compiled = Vec::with_capacity(promotions.len());
    for (declared, document) in (0u32..).zip(promotions) {
        if let Some(id) = document.get("id").and_then(Value::as_str)
            && !ids.insert(id)
        {
            let promotion = Some(id.to_owned());
            return Err(Invalid { promotion, ..Invalid::new("id", "is used by another promotion too") });
        }
        compiled.extend(read_promotion(document, declared, &policy, &mut tables)?);
    }
    sort_in_sequence(&mut compiled, sequence);
    let (skus, sku_places) = tables.skus.into_sorted();
    let (tags, tag_places) = tables.tags.into_sorted();
    let mut targets = tables.targets.into_values();
    for target in &mut targets {
        renumber(target, &sku_places, &tag_places);
    }
    let mut rules = Rules {
        policy,
        needs: Needs::default(),
        skus,
        tags,
        coupons: tables.coupons.into_values(),
        customer_tags: tables.customer_tags.into_values(),
        targets,
        promotions: compiled,
    };
    rules.needs = needs_of(&rules);
    Ok(rules)
}

fn needs_of(rules: &Rules<'_>) -> Needs {
    let has_condition = |wanted: fn(&Condition) -> bool| {
        rules.promotions.iter().any(|promotion| promotion.when.iter().any(wanted))
    };
    Needs {
        line_tags: !rules.tags.is_empty(),
        coupons: !rules.coupons.is_empty(),
        customer_tags: !rules.customer_tags.is_empty(),
        order_number: has_condition(|condition| matches!(condition, Condition::OrderNumber { .. })),
        now: has_condition(|condition| matches!(condition, Condition::Window { .. })),
        uses: rules.promotions.iter().any(|promotion| promotion.limits != Default::default()),
        manual_lines: rules.policy.manual_line_discount == ManualLineDiscount::ReplacesLinePromotions,
    }
}

/// Step 2 of section 11: by priority, high first, then by declaration; line scope before order scope or not.
fn sort_in_sequence(promotions: &mut [Promotion<'_>], sequence: Sequence) {
    promotions.sort_by_key(|promotion| {
        let late = sequence == Sequence::LineThenOrder && promotion.scope() == Scope::Order;
        (late, std::cmp::Reverse(promotion.priority), promotion.declared)
    });
}

fn renumber(target: &mut Target, sku_places: &[u32], tag_places: &[u32]) {
    let sorted = |numbers: &mut Vec<u32>, places: &[u32]| {
        for number in numbers.iter_mut() {
            *number = places[*number as usize];
        }
        numbers.sort_unstable();
        numbers.dedup();
    };
    if let Some(skus) = &mut target.skus {
        sorted(skus, sku_places);
    }
    if let Some(tags) = &mut target.tags_any {
        sorted(tags, tag_places);
    }
    sorted(&mut target.exclude_tags, tag_places);
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

impl<'a> Rules<'a> {
    /// The rules as bytes; equal rules give equal bytes.
    pub fn to_snapshot(&self) -> Vec<u8> {
        // Every field is plain data with a known length, so there is nothing postcard could refuse.
        postcard::to_extend(self, vec![SNAPSHOT_FORMAT]).unwrap_or_default()
    }

    /// Reads what [`Self::to_snapshot`] wrote; texts stay where they are.
    ///
    /// # Errors
    /// The bytes are something else.
    pub fn from_snapshot(snapshot: &'a [u8]) -> Result<Self, CorruptSnapshot> {
        match snapshot.split_first() {
            Some((&SNAPSHOT_FORMAT, bytes)) => postcard::from_bytes(bytes).map_err(|_| CorruptSnapshot),
            _ => Err(CorruptSnapshot),
        }
    }
}
