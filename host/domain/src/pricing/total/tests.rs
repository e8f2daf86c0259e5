//! The arithmetic as a story, and a property test that tries to break the first invariant.

use super::*;
use crate::digest::Digest;
use crate::ids::InstallationId;
use crate::pricing::{
    Adjustment, Amount, Answer, Context, DeclaredInputs, Level, Line, ManualDiscount, Stage, UnitDiscount,
};
use proptest::prelude::*;

fn line(unit_price: i64, quantity: i64) -> Line {
    Line {
        sku: "tea".to_owned(),
        quantity,
        unit_price,
        floor: 0,
        hard_floor: 0,
        stock_units: 1,
        measured: false,
        tags: Vec::new(),
        tax_ppm: 130_000,
        gift: None,
    }
}

fn input(lines: Vec<Line>, tax_mode: TaxMode) -> PricingInput {
    PricingInput {
        arithmetic: crate::pricing::ARITHMETIC_VERSION,
        context: Context {
            currency: "CNY".to_owned(),
            store: "s".to_owned(),
            channel: "pos".to_owned(),
            member: None,
            now_ms: 0,
            offset_minutes: 480,
            date: "2026-01-01".to_owned(),
            seconds_of_day: 0,
            weekday: 4,
            tax_mode,
        },
        lines,
        manual_discounts: Vec::new(),
        coupons: Vec::new(),
        requests: Vec::new(),
    }
}

fn consulted(adjustments: Vec<Adjustment>) -> Consulted {
    Consulted {
        installation: InstallationId(uuid::Uuid::nil()),
        plugin: "p".to_owned(),
        version: "0.1.0".to_owned(),
        component: Digest::of(b""),
        snapshot: Digest::of(b""),
        stage: Stage::Line,
        cap_ppm: None,
        declared: DeclaredInputs::default(),
        outcome: Outcome::Answered(Answer { adjustments, gifts: Vec::new() }),
    }
}

fn take(amount: Amount) -> Adjustment {
    Adjustment { reference: "r".to_owned(), level: Level::Line, amount, claims: Vec::new(), note: None }
}

fn assert_foots(priced: &PricedSale) {
    for line in &priced.lines {
        let units: i64 = line.units.iter().map(|u| u.amount * i64::from(u.count)).sum();
        assert_eq!(units, line.amount_minor);
        assert_eq!(line.original_minor - line.manual_discount_minor - line.discount_minor, line.amount_minor);
        assert!(line.original_minor < 0 || line.units.iter().all(|u| u.amount >= 0));
    }
    let discounts: i64 = priced.lines.iter().map(|l| l.discount_minor).sum();
    assert_eq!(discounts, priced.adjustments.iter().map(|(_, a)| a.amount).sum::<i64>());
    assert_eq!(priced.total_minor, priced.subtotal_minor - priced.discount_minor + priced.added_tax_minor());
    assert_eq!(priced.tax_minor, priced.taxes.iter().map(|t| t.tax_minor).sum::<i64>());
}

#[test]
fn an_order_amount_is_split_to_the_unit() {
    let input = input(vec![line(1250, 3_000_000), line(2000, 1_000_000)], TaxMode::Inclusive);
    let mut asked = [consulted(vec![take(Amount::Order(1000))])];
    let priced = price(&input, &mut asked, |_, _| {}).unwrap();
    assert_foots(&priced);
    assert_eq!(priced.total_minor, 4750);
    let units = |first, count, amount| UnitRun { first, count, amount };
    assert_eq!(priced.lines[0].units, [units(0, 1, 1032), units(1, 2, 1033)]);
    assert_eq!(priced.lines[1].units, [units(0, 1, 1652)]);
}

#[test]
fn an_answer_is_taken_whole_or_not_at_all() {
    let input = input(vec![line(500, 2_000_000)], TaxMode::Exclusive);
    let good = take(Amount::Line { line: 0, amount: 100 });
    let bad = [
        (
            take(Amount::Units(vec![UnitDiscount { line: 7, first: 0, count: 1, amount: 1 }])),
            "answer.unknown_line",
        ),
        (
            take(Amount::Units(vec![UnitDiscount { line: 0, first: 1, count: 2, amount: 1 }])),
            "answer.unknown_units",
        ),
        (
            take(Amount::Units(vec![UnitDiscount { line: 0, first: 0, count: 1, amount: 501 }])),
            "answer.below_floor",
        ),
        (
            take(Amount::Units(vec![UnitDiscount { line: 0, first: 0, count: 1, amount: -1 }])),
            "answer.negative",
        ),
        (
            take(Amount::Units(vec![UnitDiscount { line: 0, first: u32::MAX, count: u32::MAX, amount: 1 }])),
            "answer.unknown_units",
        ),
        (take(Amount::Order(1000)), "answer.does_not_fit"),
        (take(Amount::Order(i64::MIN)), "answer.negative"),
        (take(Amount::Line { line: 0, amount: i64::MAX }), "answer.does_not_fit"),
        (Adjustment { reference: String::new(), ..take(Amount::Order(1)) }, "answer.reference"),
    ];
    for (bad, code) in bad {
        let mut asked = [consulted(vec![good.clone(), bad])];
        let priced = price(&input, &mut asked, |_, _| {}).unwrap();
        assert_foots(&priced);
        assert_eq!(priced.discount_minor, 0, "{code}");
        assert!(
            matches!(&asked[0].outcome, Outcome::Skipped(reason) if reason.code == code),
            "{:?}",
            asked[0].outcome
        );
    }
    let mut capped = [Consulted { cap_ppm: Some(50_000), ..consulted(vec![good]) }];
    price(&input, &mut capped, |_, _| {}).unwrap();
    assert!(matches!(&capped[0].outcome, Outcome::Skipped(reason) if reason.code == "answer.above_cap"));
}

#[test]
fn hopeless_quantities_are_refused_before_anyone_is_asked() {
    for bad in [line(100, -1), line(100, i64::MAX), line(i64::MAX, 2_000_000), line(i64::MAX, 1_000_000)] {
        let input = input(vec![bad], TaxMode::Inclusive);
        assert!(price(&input, &mut [], |_, _| panic!("asked")).is_err());
    }
}

proptest! {
    #[test]
    fn every_price_foots(
        lines in prop::collection::vec((0i64..5000, 0i64..12, 0u32..3, any::<bool>()), 1..6),
        manual in prop::collection::vec((0u32..6, 0i64..3000), 0..3),
        amounts in prop::collection::vec((0u8..3, 0u32..6, 0u32..4, 0u32..4, 0i64..4000), 0..6),
        exclusive in any::<bool>(),
    ) {
        let count = lines.len() as u32;
        let lines = lines
            .into_iter()
            .map(|(price, quantity, odd, measured)| Line {
                measured,
                floor: price / 3,
                ..line(price, quantity * 1_000_000 + i64::from(odd) * 333_333)
            })
            .collect();
        let mode = if exclusive { TaxMode::Exclusive } else { TaxMode::Inclusive };
        let mut input = input(lines, mode);
        input.manual_discounts = manual
            .into_iter()
            .filter(|(line, _)| *line < count)
            .map(|(line, amount)| ManualDiscount { line, amount, reason: None })
            .collect();
        let mut asked: Vec<Consulted> = amounts
            .into_iter()
            .map(|(kind, line, first, units, amount)| {
                consulted(vec![take(match kind {
                    0 => Amount::Units(vec![UnitDiscount { line, first, count: units, amount: amount / 4 }]),
                    1 => Amount::Line { line, amount },
                    _ => Amount::Order(amount),
                })])
            })
            .collect();
        let priced = price(&input, &mut asked, |_, _| {}).unwrap();
        assert_foots(&priced);
        // Byte for byte again from what is stored.
        let again = price(&input, &mut asked.clone(), |_, _| {}).unwrap();
        prop_assert_eq!(again, priced);
    }
}
