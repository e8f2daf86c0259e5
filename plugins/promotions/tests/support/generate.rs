//! Random small cases: few distinct prices, tags and ids, so that ties, floors and empty matches are common.

use proptest::collection::vec;
use proptest::option::{of, weighted};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Map, Value, json};

const SKUS: [&str; 4] = ["A", "B", "C", "D"];
const TAGS: [&str; 3] = ["x", "y", "z"];

/// A whole case that the format allows.
pub fn case() -> impl Strategy<Value = Value> {
    (policy(), vec(line(), 0..6), 0..6usize).prop_flat_map(|(policy, cart, promotions)| {
        let by_groups = policy.get("priority_groups").is_some_and(|groups| !groups.is_null());
        let has_deduction = cart.iter().any(|line| line["unit_price_minor"].as_i64() < Some(0));
        let lines = cart.len();
        let promotion = promotion(by_groups, has_deduction).boxed();
        (Just(policy), Just(cart), vec(promotion, promotions), context(lines), of(refund(lines))).prop_map(
            |(policy, cart, mut promotions, context, refund)| {
                for (place, promotion) in promotions.iter_mut().enumerate() {
                    promotion["id"] = json!(format!("p{}", (place * 3 + 1) % 7));
                }
                json!({
                    "cart": cart, "context": context, "refund": refund,
                    "rules": {"policy": policy, "promotions": promotions},
                })
            },
        )
    })
}

/// An object of the members that are there.
fn object(members: Vec<(&str, Option<Value>)>) -> Value {
    members
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)))
        .collect::<Map<_, _>>()
        .into()
}

fn option(values: &'static [&'static str]) -> impl Strategy<Value = Option<Value>> {
    weighted(0.4, select(values).prop_map(|value| json!(value)))
}

fn policy() -> impl Strategy<Value = Value> {
    (
        option(&["line_then_order", "priority"]),
        option(&["half_up", "half_down", "half_even"]),
        option(&["line", "unit"]),
        option(&["running", "original"]),
        option(&["largest_remainder", "floor_then_first", "half_down_then_first", "share_last_takes_rest"]),
        option(&["stack", "best_per_line", "highest_priority_only"]),
        option(&["priority", "best"]),
        weighted(0.15, select(&["compound_within_stop_across", "best_within_compound_across"][..])),
        option(&["stack", "replaces_line_promotions"]),
    )
        .prop_map(|(sequence, rounding, at, base, proration, conflict, pick, groups, manual)| {
            object(vec![
                ("sequence", sequence),
                ("rounding", rounding),
                ("round_at", at),
                ("percent_base", base),
                ("proration", proration),
                ("line_conflict", conflict),
                ("group_pick", pick),
                ("priority_groups", Some(json!(groups))),
                ("manual_line_discount", manual.filter(|_| groups.is_none())),
            ])
        })
}

fn price() -> impl Strategy<Value = i64> {
    prop_oneof![4 => select(&[0, 1, 5, 10, 33, 100][..]), 4 => 0..60i64, 1 => 0..5000i64, 1 => -40..0i64]
}

fn quantity() -> impl Strategy<Value = Value> {
    select(vec![
        json!(0),
        json!(1),
        json!(1),
        json!(2),
        json!(3),
        json!("2.0"),
        json!(1.5),
        json!("0.25"),
        json!(5),
    ])
}

fn line() -> impl Strategy<Value = Value> {
    (
        select(&SKUS[..]),
        price(),
        quantity(),
        weighted(0.7, subsequence(&TAGS[..], 0..=3)),
        weighted(0.15, any::<bool>()),
        weighted(0.3, 0..40i64),
        weighted(0.2, 1..4i64),
    )
        .prop_map(|(sku, price, qty, tags, weighed, min, stock)| {
            object(vec![
                ("sku", Some(json!(sku))),
                ("unit_price_minor", Some(json!(price))),
                ("qty", Some(qty)),
                ("tags", tags.map(|tags| json!(tags))),
                ("weighed", weighed.map(|weighed| json!(weighed))),
                ("min_unit_price_minor", min.map(|min| json!(min))),
                ("stock_units_per_qty", stock.map(|stock| json!(stock))),
            ])
        })
}

fn context(lines: usize) -> impl Strategy<Value = Value> {
    let manual =
        (0..lines.max(1), 0..30i64).prop_map(|(line, amount)| json!({"line": line, "amount_minor": amount}));
    let manual = vec(manual, 0..if lines == 0 { 1 } else { 3 });
    let uses = (0..3i64, 0..2i64).prop_map(|(uses, cancelled)| {
        json!({"p1": {"per_customer": uses, "per_customer_cancelled": cancelled, "total": uses + 1}, "p4": {"total": 1}})
    });
    (
        weighted(0.7, subsequence(&["K", "L", "K"][..], 0..=3)),
        weighted(0.3, uses),
        weighted(0.5, (subsequence(&["vip", "new"][..], 0..=2), weighted(0.7, 1..3i64))),
        weighted(0.4, manual),
    )
        .prop_map(|(coupons, usage, customer, manual)| {
            object(vec![
                ("coupons", coupons.map(|coupons| json!(coupons))),
                ("usage", usage),
                ("customer", Some(json!(customer.map(|(tags, n)| json!({"tags": tags, "order_number": n}))))),
                ("now", Some(json!("2026-01-31T12:00:00+08:00"))),
                ("manual_line_discounts", manual.map(|manual| json!(manual))),
            ])
        })
}

fn target() -> impl Strategy<Value = Option<Value>> {
    let target = (
        weighted(0.3, subsequence(&SKUS[..], 0..=3)),
        weighted(0.3, subsequence(&TAGS[..], 0..=2)),
        weighted(0.15, subsequence(&TAGS[..], 0..=1)),
        weighted(0.2, any::<bool>()),
        weighted(0.1, 0..30i64),
        weighted(0.1, 10..100i64),
    )
        .prop_map(|(skus, any, exclude, discounted, gte, lte)| {
            object(vec![
                ("skus", skus.map(|v| json!(v))),
                ("tags_any", any.map(|v| json!(v))),
                ("exclude_tags", exclude.map(|v| json!(v))),
                ("exclude_discounted", discounted.map(|v| json!(v))),
                ("price_gte", gte.map(|v| json!(v))),
                ("price_lte", lte.map(|v| json!(v))),
            ])
        });
    weighted(0.6, target)
}

fn condition() -> impl Strategy<Value = Value> {
    let window =
        select(&["2026-01-31T12:00:00+08:00", "2026-01-31T11:59:59+08:00", "2026-02-01T00:00:00+08:00"][..]);
    let from = window.clone();
    prop_oneof![
        3 => (0..150i64, target(), option(&["running", "original"]), option(&[">=", ">"])).prop_map(|(a, t, b, op)| {
            object(vec![
                ("kind", Some(json!("min_subtotal"))), ("amount_minor", Some(json!(a))), ("target", t), ("basis", b), ("op", op),
            ])
        }),
        1 => (0..60i64, target()).prop_map(|(a, t)| json!({"kind": "subtotal_eq", "amount_minor": a, "target": t})),
        3 => (select(&["min_qty", "max_qty", "line_min_qty"][..]), quantity(), target())
            .prop_map(|(kind, qty, t)| json!({"kind": kind, "qty": qty, "target": t})),
        1 => target().prop_map(|t| json!({"kind": "contains", "target": t})),
        1 => select(&["vip", "new", "old"][..]).prop_map(|tag| json!({"kind": "customer_tag", "tag": tag})),
        1 => (1..3i64).prop_map(|n| json!({"kind": "order_number", "n": n})),
        1 => (from, window).prop_map(|(from, to)| json!({"kind": "window", "from": from, "to": to})),
    ]
}

fn promotion(by_groups: bool, has_deduction: bool) -> impl Strategy<Value = Value> {
    let effect = if by_groups {
        line_effect(has_deduction).prop_map(|effect| ("line", effect)).boxed()
    } else {
        prop_oneof![
            3 => line_effect(has_deduction).prop_map(|effect| ("line", effect)),
            2 => order_effect().prop_map(|effect| ("order", effect)),
        ]
        .boxed()
    };
    (
        effect,
        weighted(0.5, 0..3i64),
        weighted(0.05, any::<bool>()),
        weighted(0.1, any::<bool>()),
        weighted(0.3, select(&["g", "h"][..])),
        select(&["compound", "best_price"][..]),
        weighted(0.2, select(&["K", "L", "M"][..])),
        weighted(0.4, vec(condition(), 0..3)),
        target(),
        weighted(0.2, (weighted(0.5, 0..3i64), weighted(0.5, 0..3i64))),
    )
        .prop_map(
            |(
                (scope, effect),
                priority,
                enabled,
                exclusive,
                group,
                combine,
                coupon,
                when,
                target,
                limits,
            )| {
                object(vec![
                    ("scope", Some(json!(scope))),
                    ("effect", Some(effect)),
                    ("priority", priority.map(|v| json!(v))),
                    ("enabled", enabled.map(|v| json!(v))),
                    ("exclusive", exclusive.map(|v| json!(v))),
                    ("group", group.map(|v| json!(v))),
                    ("combine", Some(json!(combine))),
                    ("coupon", coupon.map(|v| json!(v))),
                    ("when", when.map(|v| json!(v))),
                    ("target", target),
                    (
                        "limits",
                        limits.map(|(customer, total)| {
                            object(vec![
                                ("per_customer", customer.map(|v| json!(v))),
                                ("total", total.map(|v| json!(v))),
                            ])
                        }),
                    ),
                ])
            },
        )
}

fn bp() -> impl Strategy<Value = i64> {
    prop_oneof![select(&[0, 500, 1000, 2500, 3333, 5000, 10_000, 12_000][..]), 0..10_000i64]
}

fn tiers(value: &'static str, amounts: BoxedStrategy<i64>) -> impl Strategy<Value = Value> {
    vec((0..120i64, amounts), 0..4).prop_map(move |tiers| {
        tiers.into_iter().map(|(gte, amount)| json!({"gte": gte, value: amount})).collect::<Vec<_>>().into()
    })
}

fn tiered_percent() -> impl Strategy<Value = Value> {
    (
        tiers("bp", bp().boxed()),
        weighted(0.4, bp()),
        option(&["order_subtotal", "order_running", "target_subtotal", "target_qty"]),
    )
        .prop_map(|(tiers, base, basis)| {
            object(vec![
                ("type", Some(json!("tiered_percent"))),
                ("tiers", Some(tiers)),
                ("base_bp", base.map(|v| json!(v))),
                ("basis", basis),
            ])
        })
}

fn units(count: std::ops::Range<i64>) -> impl Strategy<Value = Value> {
    (target(), count).prop_map(|(target, qty)| json!({"target": target, "qty": qty}))
}

fn line_effect(has_deduction: bool) -> BoxedStrategy<Value> {
    let selection =
        || (weighted(0.4, 0..4i64), option(&["most_expensive", "cheapest"]), weighted(0.3, 0..3i64));
    let percent = (bp(), selection(), weighted(0.3, 0..60i64)).prop_map(|(bp, (units, pick, _), max)| {
        object(vec![
            ("type", Some(json!("percent_off"))),
            ("bp", Some(json!(bp))),
            ("max_units", units.map(|v| json!(v))),
            ("pick", pick),
            ("max_amount_minor", max.map(|v| json!(v))),
        ])
    });
    let amount = (0..60i64, select(&["unit", "line"][..]), selection()).prop_map(
        |(amount, per, (units, pick, per_line))| {
            object(vec![
                ("type", Some(json!("amount_off"))),
                ("amount_minor", Some(json!(amount))),
                ("per", Some(json!(per))),
                ("max_units", units.map(|v| json!(v))),
                ("pick", pick),
                ("max_units_per_line", per_line.map(|v| json!(v))),
            ])
        },
    );
    let tiered_amount = (tiers("amount_minor", (0..60i64).boxed()), weighted(0.5, 0..20i64))
        .prop_map(|(tiers, base)| json!({"type": "tiered_amount", "tiers": tiers, "base_minor": base}));
    let each = prop_oneof![
        (0..50i64).prop_map(|amount| json!({"type": "amount_off", "amount_minor": amount})),
        bp().prop_map(|bp| json!({"type": "percent_off", "bp": bp})),
        tiered_percent(),
    ];
    let groups = (1..4i64, weighted(0.5, Just("line_qty_desc")), each)
        .prop_map(|(size, order, each)| json!({"type": "unit_groups", "group_size": size, "unit_order": order, "each": each}));
    let buy_get = (
        units(0..4),
        units(0..4),
        weighted(0.5, any::<bool>()),
        weighted(0.3, 0..3i64),
        option(&["cheapest", "most_expensive"]),
        weighted(0.5, bp()),
        weighted(0.3, any::<bool>()),
    )
        .prop_map(|(buy, get, repeat, max, pick, bp, partial)| {
            object(vec![
                ("type", Some(json!("buy_x_get_y"))),
                ("buy", Some(buy)),
                ("get", Some(get)),
                ("repeat", repeat.map(|v| json!(v))),
                ("max_applications", max.map(|v| json!(v))),
                ("get_pick", pick),
                ("discount_bp", bp.map(|v| json!(v))),
                ("allow_partial_get", partial.map(|v| json!(v))),
            ])
        })
        .boxed();
    let bundle =
        (vec(units(1..3), 1..4), 0..120i64, weighted(0.2, 0..3i64)).prop_map(|(components, price, max)| {
            object(vec![
                ("type", Some(json!("bundle_price"))),
                ("components", Some(json!(components))),
                ("price_minor", Some(json!(price))),
                ("max_applications", max.map(|v| json!(v))),
            ])
        });
    let quantities = || select(vec![json!(1), json!(2), json!("0.5"), json!(3)]);
    let gift = (target(), weighted(0.5, quantities()), weighted(0.5, quantities()), quantities()).prop_map(
        |(target, min, every, get)| {
            let buy = object(vec![("target", target), ("min_qty", min), ("every", every)]);
            json!({"type": "gift", "sku": "G", "get_qty": get, "buy": buy})
        },
    );
    let fixed = (0..40i64).prop_map(|price| json!({"type": "fixed_unit_price", "price_minor": price}));
    prop_oneof![
        4 => percent,
        2 => tiered_percent(),
        1 => tiered_amount,
        3 => amount,
        1 => fixed,
        2 => groups,
        // A bundle is not meant to contain a deduction line (section 15), so the two never meet here.
        4 => if has_deduction { buy_get.clone() } else { bundle.boxed() },
        4 => buy_get,
        2 => gift,
    ]
    .boxed()
}

fn order_effect() -> impl Strategy<Value = Value> {
    let kind = prop_oneof![
        bp().prop_map(|bp| json!({"type": "percent_off", "bp": bp})),
        tiered_percent(),
        (0..120i64).prop_map(|amount| json!({"type": "amount_off", "amount_minor": amount})),
        (1..60i64, 0..30i64).prop_map(|(every, amount)| {
            json!({"type": "amount_off_every", "every_minor": every, "amount_minor": amount})
        }),
    ];
    (kind, weighted(0.3, 0..60i64)).prop_map(|(mut effect, max)| {
        if let Some(max) = max {
            effect["max_amount_minor"] = json!(max);
        }
        effect
    })
}

fn refund(lines: usize) -> BoxedStrategy<Value> {
    let returned = (0..lines.max(1), 0..4u32).prop_map(|(line, units)| json!({"line": line, "units": units}));
    let step = vec(returned, 0..if lines == 0 { 1 } else { 3 });
    (select(&["paid_share", "reprice_remaining", "redistribute_promotion"][..]), vec(step, 0..4))
        .prop_map(|(policy, steps)| json!({"policy": policy, "steps": steps}))
        .boxed()
}
