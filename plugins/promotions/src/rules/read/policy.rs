//! The policy object (section 10).

use super::{Invalid, Object};
use crate::rules::policy::{
    GroupPick, LineConflict, ManualLineDiscount, PercentBase, Policy, PriorityGroups, Proration, RoundAt,
    Rounding, Sequence,
};
use serde_json::Value;

/// Reads any subset of the options; the rest take their defaults. `null` is an empty policy.
pub(in crate::rules) fn read_policy(value: &Value) -> Result<(Sequence, Policy), Invalid> {
    if value.is_null() {
        return Ok(Default::default());
    }
    let object = Object::root(value)?;
    let sequence = object.choice(
        "sequence",
        &[("line_then_order", Sequence::LineThenOrder), ("priority", Sequence::Priority)],
    )?;
    let policy = Policy {
        rounding: object.choice(
            "rounding",
            &[("half_up", Rounding::Up), ("half_down", Rounding::Down), ("half_even", Rounding::Even)],
        )?,
        round_at: object.choice("round_at", &[("line", RoundAt::Line), ("unit", RoundAt::Unit)])?,
        percent_base: object.choice(
            "percent_base",
            &[("running", PercentBase::Running), ("original", PercentBase::Original)],
        )?,
        proration: object.choice(
            "proration",
            &[
                ("largest_remainder", Proration::LargestRemainder),
                ("floor_then_first", Proration::FloorThenFirst),
                ("half_down_then_first", Proration::HalfDownThenFirst),
                ("share_last_takes_rest", Proration::ShareLastTakesRest),
            ],
        )?,
        line_conflict: object.choice(
            "line_conflict",
            &[
                ("stack", LineConflict::Stack),
                ("best_per_line", LineConflict::BestPerLine),
                ("highest_priority_only", LineConflict::HighestPriorityOnly),
            ],
        )?,
        group_pick: object
            .choice("group_pick", &[("priority", GroupPick::Priority), ("best", GroupPick::Best)])?,
        priority_groups: object.choice_or_none(
            "priority_groups",
            &[
                ("compound_within_stop_across", PriorityGroups::CompoundWithinStopAcross),
                ("best_within_compound_across", PriorityGroups::BestWithinCompoundAcross),
            ],
        )?,
        manual_line_discount: object.choice(
            "manual_line_discount",
            &[
                ("stack", ManualLineDiscount::Stack),
                ("replaces_line_promotions", ManualLineDiscount::ReplacesLinePromotions),
            ],
        )?,
    };
    if policy.priority_groups.is_some()
        && policy.manual_line_discount == ManualLineDiscount::ReplacesLinePromotions
    {
        return Err(object.invalid(
            "manual_line_discount",
            "cannot be `replaces_line_promotions` beside `priority_groups`",
        ));
    }
    Ok((sequence, policy))
}
