//! Effects by scope (section 8).

use super::{Invalid, Object, Tables};
use crate::rules::model::{
    Bundle, BuyGet, Effect, GiftEffect, GroupEffect, LineEffect, OrderAmount, OrderEffect, Pick, Scope,
    Selection, Tier, TierBasis, TieredRate, Tiers, UnitOrder, Units,
};
use bodega_core::{BASIS_POINTS, MICROS_PER_ONE};

const PICKS: [(&str, Pick); 2] = [("most_expensive", Pick::MostExpensive), ("cheapest", Pick::Cheapest)];

pub(super) fn read_effect<'a>(
    scope: Scope,
    object: &Object<'a>,
    tables: &mut Tables<'a>,
) -> Result<Effect<'a>, Invalid> {
    match scope {
        Scope::Line => read_line_effect(object, tables).map(Effect::Line),
        Scope::Order => read_order_effect(object).map(Effect::Order),
    }
}

fn read_line_effect<'a>(object: &Object<'a>, tables: &mut Tables<'a>) -> Result<LineEffect<'a>, Invalid> {
    Ok(match object.text("type")? {
        "percent_off" => LineEffect::PercentOff {
            bp: object.integer("bp")?,
            // `max_units_per_line` belongs to `amount_off` only.
            selection: Selection { per_line: None, ..read_selection(object)? },
            max_amount: object.integer_or_none("max_amount_minor")?,
        },
        "tiered_percent" => LineEffect::TieredPercent(read_tiered_rate(object)?),
        "tiered_amount" => LineEffect::TieredAmount(Tiers {
            steps: read_tiers(object, "amount_minor", false)?,
            base: object.integer_or_none("base_minor")?.unwrap_or(0),
        }),
        "amount_off" => read_amount_off(object)?,
        "fixed_unit_price" => LineEffect::FixedUnitPrice { price: object.integer("price_minor")? },
        "unit_groups" => read_unit_groups(object)?,
        "buy_x_get_y" => LineEffect::BuyGet(read_buy_get(object, tables)?),
        "bundle_price" => LineEffect::Bundle(read_bundle(object, tables)?),
        "gift" => LineEffect::Gift(read_gift(object, tables)?),
        unknown => return Err(object.invalid("type", format!("`{unknown}` is not an effect of scope line"))),
    })
}

fn read_order_effect(object: &Object<'_>) -> Result<OrderEffect, Invalid> {
    let amount = match object.text("type")? {
        "percent_off" => OrderAmount::Percent { bp: object.integer("bp")? },
        "tiered_percent" => OrderAmount::TieredPercent(read_tiered_rate(object)?),
        "amount_off" => OrderAmount::Fixed { amount: object.integer("amount_minor")? },
        "amount_off_every" => {
            let every = object.integer("every_minor")?;
            if every <= 0 {
                return Err(object.invalid("every_minor", "must be above 0"));
            }
            OrderAmount::Every { every, amount: object.integer("amount_minor")? }
        }
        unknown => return Err(object.invalid("type", format!("`{unknown}` is not an effect of scope order"))),
    };
    Ok(OrderEffect { amount, max_amount: object.integer_or_none("max_amount_minor")? })
}

fn read_selection(object: &Object<'_>) -> Result<Selection, Invalid> {
    Ok(Selection {
        per_line: object.count_or_none("max_units_per_line")?,
        units: object.count_or_none("max_units")?,
        pick: object.choice("pick", &PICKS)?,
    })
}

fn read_amount_off<'a>(object: &Object<'a>) -> Result<LineEffect<'a>, Invalid> {
    let amount = object.integer("amount_minor")?;
    let selection = read_selection(object)?;
    match object.choice_or_none("per", &[("unit", true), ("line", false)])? {
        Some(true) => Ok(LineEffect::AmountOffUnit { amount, selection }),
        Some(false) => Ok(LineEffect::AmountOffLine { amount, selection }),
        None => Err(object.invalid("per", "is required")),
    }
}

fn read_tiered_rate(object: &Object<'_>) -> Result<TieredRate, Invalid> {
    let basis = object.choice(
        "basis",
        &[
            ("order_subtotal", TierBasis::OrderSubtotal),
            ("order_running", TierBasis::OrderRunning),
            ("target_subtotal", TierBasis::TargetSubtotal),
            ("target_qty", TierBasis::TargetQty),
        ],
    )?;
    let steps = read_tiers(object, "bp", basis == TierBasis::TargetQty)?;
    let base = object.integer_or_none("base_bp")?.unwrap_or(0);
    Ok(TieredRate { tiers: Tiers { steps, base }, basis })
}

fn read_tiers(object: &Object<'_>, value: &str, by_quantity: bool) -> Result<Vec<Tier>, Invalid> {
    let read = |tier: &Object<'_>| {
        let gte = if by_quantity { tier.quantity("gte")? } else { tier.integer("gte")? };
        Ok(Tier { gte, value: tier.integer(value)? })
    };
    object.required_objects("tiers")?.iter().map(read).collect()
}

fn read_unit_groups<'a>(object: &Object<'a>) -> Result<LineEffect<'a>, Invalid> {
    let size =
        object.count_or_none("group_size")?.ok_or_else(|| object.invalid("group_size", "is required"))?;
    if size == 0 {
        return Err(object.invalid("group_size", "must be above 0"));
    }
    // The format names no value for the default order; `position` is what it calls that order elsewhere.
    let order = object.choice(
        "unit_order",
        &[("position", UnitOrder::Position), ("line_qty_desc", UnitOrder::LineQtyDesc)],
    )?;
    let each = object.object("each")?;
    let each = match each.text("type")? {
        "amount_off" => GroupEffect::AmountOff { amount: each.integer("amount_minor")? },
        "percent_off" => GroupEffect::PercentOff { bp: each.integer("bp")? },
        "tiered_percent" => GroupEffect::TieredPercent(read_tiered_rate(&each)?),
        unknown => return Err(each.invalid("type", format!("`{unknown}` is not an effect of unit_groups"))),
    };
    Ok(LineEffect::UnitGroups { size, order, each })
}

fn read_units<'a>(object: &Object<'a>, tables: &mut Tables<'a>) -> Result<Units, Invalid> {
    Ok(Units { target: tables.target(object, "target")?, count: object.whole_quantity("qty")? })
}

fn read_buy_get<'a>(object: &Object<'a>, tables: &mut Tables<'a>) -> Result<BuyGet, Invalid> {
    let repeat = object.flag("repeat", false)?;
    let applications_max = object.count_or_none("max_applications")?;
    Ok(BuyGet {
        buy: read_units(&object.object("buy")?, tables)?,
        get: read_units(&object.object("get")?, tables)?,
        applications_max: applications_max.or(if repeat { None } else { Some(1) }),
        get_pick: object.choice_or_none("get_pick", &PICKS)?.unwrap_or(Pick::Cheapest),
        discount_bp: object.integer_or_none("discount_bp")?.unwrap_or(BASIS_POINTS),
        allow_partial_get: object.flag("allow_partial_get", false)?,
    })
}

fn read_bundle<'a>(object: &Object<'a>, tables: &mut Tables<'a>) -> Result<Bundle, Invalid> {
    let components = object.required_objects("components")?;
    Ok(Bundle {
        components: components
            .iter()
            .map(|component| read_units(component, tables))
            .collect::<Result<_, _>>()?,
        price: object.integer("price_minor")?,
        applications_max: object.count_or_none("max_applications")?,
    })
}

fn read_gift<'a>(object: &Object<'a>, tables: &mut Tables<'a>) -> Result<GiftEffect<'a>, Invalid> {
    let buy = object.object("buy")?;
    let every = buy.quantity_or_none("every")?;
    if every.is_some_and(|every| every <= 0) {
        return Err(buy.invalid("every", "must be above 0"));
    }
    Ok(GiftEffect {
        sku: object.text("sku")?,
        get: object.quantity("get_qty")?,
        buy_target: tables.target(&buy, "target")?,
        buy_min: buy.quantity_or_none("min_qty")?.unwrap_or(MICROS_PER_ONE),
        buy_every: every,
    })
}
