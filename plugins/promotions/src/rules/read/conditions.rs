//! Conditions (section 7).

use super::{Invalid, Object, Tables};
use crate::rules::instant::parse_instant_ms;
use crate::rules::model::{Condition, SubtotalBasis};

pub(super) fn read_condition<'a>(object: &Object<'a>, tables: &mut Tables<'a>) -> Result<Condition, Invalid> {
    let kind = object.text("kind")?;
    Ok(match kind {
        "min_subtotal" => Condition::MinSubtotal {
            amount: object.integer("amount_minor")?,
            target: tables.target(object, "target")?,
            basis: object.choice(
                "basis",
                &[("running", SubtotalBasis::Running), ("original", SubtotalBasis::Original)],
            )?,
            strict: object.choice("op", &[(">=", false), (">", true)])?,
        },
        "subtotal_eq" => Condition::SubtotalEq {
            amount: object.integer("amount_minor")?,
            target: tables.target(object, "target")?,
        },
        "min_qty" => {
            Condition::MinQty { quantity: object.quantity("qty")?, target: tables.target(object, "target")? }
        }
        "max_qty" => {
            Condition::MaxQty { quantity: object.quantity("qty")?, target: tables.target(object, "target")? }
        }
        "line_min_qty" => Condition::LineMinQty {
            quantity: object.quantity("qty")?,
            target: tables.target(object, "target")?,
        },
        "contains" => Condition::Contains { target: tables.target(object, "target")? },
        "customer_tag" => Condition::CustomerTag { tag: tables.customer_tags.number(object.text("tag")?) },
        "order_number" => Condition::OrderNumber { n: object.integer("n")? },
        "window" => Condition::Window { from_ms: instant(object, "from")?, to_ms: instant(object, "to")? },
        unknown => return Err(object.invalid("kind", format!("`{unknown}` is not a condition"))),
    })
}

fn instant(object: &Object<'_>, name: &str) -> Result<i64, Invalid> {
    let text = object.text(name)?;
    parse_instant_ms(text).ok_or_else(|| {
        object
            .invalid(name, format!("`{text}` is not a date-time with offset, e.g. 2026-01-31T23:59:59+08:00"))
    })
}
