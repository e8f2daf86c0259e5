use super::*;
use bodega_sdk::testing::TestBasket;

/// A point a fen, in steps of 100.
fn rule() -> Redeem {
    Redeem {
        points: 100,
        value_minor: 100,
        step: 100,
        minimum: 100,
        max_share_ppm: 1_000_000,
        excluded_tags: vec![],
    }
}

/// 100 yuan of tea for a member with 5000 points.
fn basket(value: &str) -> TestBasket {
    TestBasket::new("CNY")
        .line("tea", 10, 1000, &["drink"])
        .member("m")
        .request("redeem", value)
        .balance("points/m/2026-06-30", 5000)
}

fn redeemed(rule: &Redeem, basket: &TestBasket) -> Option<Adjustment> {
    price(Some(rule), basket).unwrap().adjustments.pop()
}

fn amount(adjustment: &Adjustment) -> i64 {
    let Amount::Units(units) = &adjustment.amount else { panic!("exact units") };
    units.iter().map(|unit| unit.amount * i64::from(unit.count)).sum()
}

/// Points, minor units and the remark.
fn outcome(rule: &Redeem, basket: &TestBasket) -> (i64, i64, String) {
    let adjustment = redeemed(rule, basket).expect("an adjustment");
    let points: i64 = adjustment.claims.iter().map(|claim| -claim.delta).sum();
    assert_eq!(points_of(&adjustment.reference, amount(&adjustment)), Some(points));
    (points, amount(&adjustment), adjustment.note.unwrap_or_default())
}

#[test]
fn points_pay_what_they_are_worth() {
    assert_eq!(outcome(&rule(), &basket("500")), (500, 500, "500 PT".to_owned()));
    let half = Redeem { value_minor: 50, ..rule() };
    assert_eq!(outcome(&half, &basket("500")), (500, 250, "500 PT".to_owned()));
    let third = Redeem { points: 3, value_minor: 1, step: 3, minimum: 3, ..rule() };
    assert_eq!(outcome(&third, &basket("3000")), (3000, 1000, "3000 PT".to_owned()));
}

#[test]
fn nothing_asked_no_member_no_points_means_no_adjustment() {
    let mut nothing_asked = basket("0");
    assert_eq!(redeemed(&rule(), &nothing_asked), None);
    nothing_asked.requests.clear();
    assert_eq!(redeemed(&rule(), &nothing_asked), None);
    let mut stranger = basket("500");
    stranger.context.member = None;
    assert_eq!(redeemed(&rule(), &stranger), None);
    let mut poor = basket("max");
    poor.balances.clear();
    assert_eq!(redeemed(&rule(), &poor), None);
}

#[test]
fn garbage_is_refused() {
    for value in ["", "-1", "+5", "5.5", "1e3", "all", " 5", "９", "1000000000001", "99999999999999999999"] {
        let refusal = price(Some(&rule()), &basket(value)).unwrap_err();
        assert!(matches!(refusal, Refusal::InvalidInput(_)), "{value}: {refusal:?}");
    }
    assert!(price(Some(&rule()), &basket("100").request("redeem", "200")).is_err());
    assert!(price(None, &basket("100")).is_err());
    assert!(price(None, &TestBasket::new("CNY")).is_ok());
}

#[test]
fn the_balance_the_share_and_the_goods_limit_and_say_so() {
    assert_eq!(outcome(&rule(), &basket("5001")), (5000, 5000, "5000/5001 PT: 积分余额 balance".to_owned()));
    let third = Redeem { max_share_ppm: 333_333, ..rule() };
    assert_eq!(
        outcome(&third, &basket("4000")),
        (3300, 3300, "3300/4000 PT: 抵扣上限 maximum share".to_owned())
    );
    assert_eq!(outcome(&third, &basket("max")), (3300, 3300, "3300 PT".to_owned()));
    let no_drinks = Redeem { excluded_tags: vec!["drink".to_owned()], ..rule() };
    let mixed = basket("4000").line("pen", 1, 250, &[]);
    assert_eq!(outcome(&no_drinks, &mixed), (200, 200, "200/4000 PT: 可抵商品 eligible goods".to_owned()));
}

#[test]
fn steps_and_the_minimum_hold() {
    assert_eq!(outcome(&rule(), &basket("550")), (500, 500, "500/550 PT: 抵扣倍数 step".to_owned()));
    let thousand = Redeem { minimum: 1000, ..rule() };
    assert_eq!(outcome(&thousand, &basket("900")), (0, 0, "0/900 PT: 最低抵扣 minimum".to_owned()));
    assert_eq!(outcome(&thousand, &basket("1000")).0, 1000);
    let mut poor = basket("2000");
    poor.balances[0].available = 999;
    assert_eq!(outcome(&thousand, &poor), (0, 0, "0/2000 PT: 积分余额 balance".to_owned()));
}

#[test]
fn the_soonest_lots_are_claimed_and_expired_ones_never() {
    let basket = basket("700")
        .balance("points/m/2026-01-31", 300)
        .balance("points/m/2025-12-31", 900)
        .balance("points/m/9999-12-31", 900);
    let claims = redeemed(&rule(), &basket).unwrap().claims;
    let claims: Vec<_> =
        claims.iter().map(|claim| (claim.account.as_str(), claim.delta, claim.floor)).collect();
    assert_eq!(claims, [("points/m/2026-01-31", -300, Some(0)), ("points/m/2026-06-30", -400, Some(0))]);
}

#[test]
fn what_is_owed_cannot_be_spent() {
    assert_eq!(outcome(&rule(), &basket("max").balance("owed/m", -4500)).0, 500);
    let broke = basket("500").balance("owed/m", -6000);
    assert_eq!(outcome(&rule(), &broke).0, 0);
}

#[test]
fn the_amount_spreads_over_units_exactly() {
    let mut basket = basket("1000").line("pen", 1, 333, &[]).line("tobacco", 1, 5000, &["no-points"]);
    basket.gift_lines.push(bodega_sdk::GiftLine { line: 1, reference: String::new(), mine: false });
    basket.units = vec![
        UnitRun { line: 0, count: 3, price: 1000 },
        UnitRun { line: 0, count: 7, price: 0 },
        UnitRun { line: 1, count: 1, price: 333 },
        UnitRun { line: 2, count: 1, price: 5000 },
    ];
    let rule = Redeem { excluded_tags: vec!["no-points".to_owned()], ..rule() };
    let Amount::Units(units) = redeemed(&rule, &basket).unwrap().amount else { panic!("exact units") };
    let units: Vec<_> = units.iter().map(|unit| (unit.line, unit.first, unit.count, unit.amount)).collect();
    assert_eq!(units, [(0, 0, 1, 334), (0, 1, 2, 333)]);
}

#[test]
fn floors_and_measured_and_negative_lines_are_respected() {
    let mut basket = basket("max");
    basket.lines[0].floor = 900;
    assert_eq!(outcome(&rule(), &basket).0, 1000);
    // A floor above the running price leaves nothing to pay.
    basket.lines[0].floor = 1100;
    assert_eq!(redeemed(&rule(), &basket), None);

    let mut weighed = TestBasket { lines: vec![], tags: vec![], ..basket }.line("apples", 1, 999, &[]);
    weighed.lines[0].quantity = 1_500_000;
    weighed.lines[0].measured = true;
    let cent = Redeem { step: 1, minimum: 1, ..rule() };
    assert_eq!(outcome(&cent, &weighed).1, 1499);

    let deducted = weighed.line("deduction", 1, -500, &[]);
    assert_eq!(outcome(&cent, &deducted).1, 999, "never more than the running total");
}

#[test]
fn a_run_of_units_may_begin_in_the_middle_of_a_line() {
    let mut basket = basket("max");
    basket.units = vec![UnitRun { line: 0, count: 4, price: -5 }, UnitRun { line: 0, count: 6, price: 100 }];
    let Amount::Units(units) = redeemed(&rule(), &basket).unwrap().amount else { panic!("exact units") };
    assert_eq!(units.iter().map(|unit| unit.first).min(), Some(4));
    assert_eq!(units.iter().map(|unit| unit.amount * i64::from(unit.count)).sum::<i64>(), 500);
}

#[test]
fn a_reference_tells_its_points_whatever_the_settings_became() {
    assert_eq!(points_of("redeem:300:100", 500), Some(1500));
    for reference in ["redeem", "redeem:1", "redeem:x:1", "redeem:1:0", "other:1:1", "redeemed:1:1"] {
        assert_eq!(points_of(reference, 500), None, "{reference}");
    }
}
