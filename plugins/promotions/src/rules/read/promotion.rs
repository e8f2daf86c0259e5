//! A promotion document (section 5).

use super::conditions::read_condition;
use super::effects::read_effect;
use super::{Invalid, Object, Tables};
use crate::rules::model::{Combine, Limits, Promotion, Scope};
use crate::rules::policy::{Policy, PriorityGroups};
use serde_json::Value;

/// Reads the promotion at place `declared`; `None` for one that is valid but not enabled, which is never eligible.
pub(in crate::rules) fn read_promotion<'a>(
    value: &'a Value,
    declared: u32,
    policy: &Policy,
    tables: &mut Tables<'a>,
) -> Result<Option<Promotion<'a>>, Invalid> {
    let at_place = |error: Invalid| Invalid { promotion: Some(format!("#{declared}")), ..error };
    let object = Object::root(value).map_err(at_place)?;
    let id = object.text("id").map_err(at_place)?;
    read_members(id, &object, declared, policy, tables)
        .map_err(|error| Invalid { promotion: Some(id.to_owned()), ..error })
}

fn read_members<'a>(
    id: &'a str,
    object: &Object<'a>,
    declared: u32,
    policy: &Policy,
    tables: &mut Tables<'a>,
) -> Result<Option<Promotion<'a>>, Invalid> {
    let scope = object
        .choice_or_none("scope", &[("line", Scope::Line), ("order", Scope::Order)])?
        .ok_or_else(|| object.invalid("scope", "is required"))?;
    if scope == Scope::Order && policy.priority_groups.is_some() {
        return Err(object.invalid("scope", "cannot be `order` under the policy's `priority_groups`"));
    }
    let conditions = object.objects("when")?;
    let promotion = Promotion {
        id,
        declared,
        priority: object.integer_or_none("priority")?.unwrap_or(0),
        exclusive: object.flag("exclusive", false)?,
        group: object.text_or_none("group")?.map(|group| tables.groups.number(group)),
        combine: read_combine(object, policy)?,
        coupon: object.text_or_none("coupon")?.map(|code| tables.coupons.number(code)),
        limits: read_limits(object)?,
        when: conditions
            .iter()
            .map(|condition| read_condition(condition, tables))
            .collect::<Result<_, _>>()?,
        target: tables.target(object, "target")?,
        effect: read_effect(scope, &object.object("effect")?, tables)?,
    };
    Ok(object.flag("enabled", true)?.then_some(promotion))
}

/// `combine` is read, and required, only where the policy compounds inside a priority.
fn read_combine(object: &Object<'_>, policy: &Policy) -> Result<Combine, Invalid> {
    if policy.priority_groups != Some(PriorityGroups::CompoundWithinStopAcross) {
        return Ok(Combine::Compound);
    }
    object
        .choice_or_none("combine", &[("compound", Combine::Compound), ("best_price", Combine::BestPrice)])?
        .ok_or_else(|| {
            object.invalid("combine", "is required under the policy's `compound_within_stop_across`")
        })
}

fn read_limits(object: &Object<'_>) -> Result<Limits, Invalid> {
    let Some(limits) = object.object_or_none("limits")? else { return Ok(Limits::default()) };
    Ok(Limits {
        per_customer: limits.integer_or_none("per_customer")?,
        total: limits.integer_or_none("total")?,
    })
}
