//! Documents to [`Rules`].

use super::model::{Condition, Needs, Promotion, Rules, Scope, Target};
use super::packed::{Numbers, Texts};
use super::policy::{ManualLineDiscount, Sequence};
use super::read::{Invalid, NamedTarget, Tables, read_policy, read_promotion};
use serde_json::Value;
use std::collections::BTreeSet;

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
    let targets = tables.targets.into_values();
    let targets = targets.into_iter().map(|target| pack(target, &sku_places, &tag_places)).collect();
    let mut rules = Rules {
        policy,
        needs: Needs::default(),
        skus: Texts::new(&skus),
        tags: Texts::new(&tags),
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
    promotions.sort_unstable_by_key(|promotion| {
        let late = sequence == Sequence::LineThenOrder && promotion.scope() == Scope::Order;
        (late, std::cmp::Reverse(promotion.priority), promotion.declared)
    });
}

/// Numbers a target's lists by the places of the sorted tables.
fn pack(target: NamedTarget, sku_places: &[u32], tag_places: &[u32]) -> Target<'static> {
    let packed = |numbers: Vec<u32>, places: &[u32]| {
        let mut places: Vec<u32> = numbers.into_iter().map(|number| places[number as usize]).collect();
        places.sort_unstable();
        places.dedup();
        Numbers::new(places)
    };
    Target {
        skus: target.skus.map(|skus| packed(skus, sku_places)),
        tags_any: target.tags_any.map(|tags| packed(tags, tag_places)),
        exclude_tags: packed(target.exclude_tags, tag_places),
        exclude_discounted: target.exclude_discounted,
        price_gte: target.price_gte,
        price_lte: target.price_lte,
    }
}
