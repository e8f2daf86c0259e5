//! What the plugin adds to the engine: documents, keys, legends, limits as claims, gift lines, refusals.

use bodega_promotions::plugin::Promotions;
use bodega_sdk::testing::{TestBasket, TestRules};
use bodega_sdk::{
    Adjustment, Amount, Answer, Compiled, GiftLine, KeyTemplate, Level, Posting, Pricing as _, Refusal,
    UnitDiscount, UnitRun,
};

fn compile(documents: &[(&str, &str)]) -> Result<Compiled, Refusal> {
    compile_under("{}", documents)
}

fn compile_under(settings: &str, documents: &[(&str, &str)]) -> Result<Compiled, Refusal> {
    let rules = TestRules::new(settings);
    Promotions::compile(
        &documents.iter().fold(rules, |rules, (key, body)| rules.document("promotions", key, body)),
    )
}

fn price(documents: &[(&str, &str)], basket: &TestBasket) -> Answer {
    Promotions::price(&compile(documents).unwrap().snapshot, basket).unwrap()
}

fn refusal(settings: &str, documents: &[(&str, &str)]) -> String {
    match compile_under(settings, documents) {
        Err(Refusal::InvalidSettings(text)) => text,
        other => panic!("not refused: {other:?}"),
    }
}

fn references(answer: &Answer) -> Vec<&str> {
    answer.adjustments.iter().map(|adjustment| adjustment.reference.as_str()).collect()
}

const TEN_OFF: &str = r#"{"scope": "order", "effect": {"type": "amount_off", "amount_minor": 10}}"#;

#[test]
fn position_and_then_key_is_the_order_of_declaration() {
    let late = TEN_OFF.replacen('{', r#"{"position": 1, "#, 1);
    let documents = [("a", late.as_str()), ("b", TEN_OFF), ("c", TEN_OFF)];
    let answer = price(&documents, &TestBasket::new("CNY").line("tea", 1, 100, &[]));
    assert_eq!(references(&answer), ["b", "c", "a"]);
}

#[test]
fn discounts_are_runs_of_units_of_the_ticket() {
    let percent = r#"{"scope": "line", "effect": {"type": "percent_off", "bp": 1000}}"#;
    let answer =
        price(&[("p", percent)], &TestBasket::new("CNY").line("cup", 0, 5, &[]).line("tea", 3, 33, &[]));
    let runs = [(0, 1, 4), (1, 2, 3)];
    let units = runs.map(|(first, count, amount)| UnitDiscount { line: 1, first, count, amount });
    assert_eq!(answer.adjustments, [Adjustment::units("p", Level::Line, units.to_vec())]);
}

#[test]
fn names_become_legends_and_the_snapshot_does_not_hold_them() {
    let named = TEN_OFF.replacen('{', r#"{"name": {"zh-CN": "立减", "en": "Ten off"}, "#, 1);
    let compiled = compile(&[("p", &named)]).unwrap();
    let labels: Vec<(&str, &str)> =
        compiled.legends[0].labels.iter().map(|label| (&*label.language, &*label.text)).collect();
    assert_eq!(compiled.legends[0].reference, "p");
    assert_eq!(labels, [("en", "Ten off"), ("zh-CN", "立减")]);
    assert_eq!(compiled.snapshot, compile(&[("p", TEN_OFF)]).unwrap().snapshot);
}

#[test]
fn a_name_in_another_shape_is_commentary() {
    let named = |name: &str| TEN_OFF.replacen('{', &format!(r#"{{"name": {name}, "#), 1);
    let plain = compile(&[("p", &named(r#""Ten off""#))]).unwrap();
    assert!(plain.legends[0].labels.iter().all(|label| label.text == "Ten off"));
    assert!(compile(&[("p", &named(r#"["Ten", "off"]"#))]).unwrap().legends.is_empty());
}

#[test]
fn limits_are_keys_and_claims() {
    let limited = TEN_OFF.replacen('{', r#"{"limits": {"total": 3, "per_customer": 1}, "#, 1);
    let documents = [("p", limited.as_str()), ("q", TEN_OFF)];
    let keys = ["use/p", "use/p/{member}"].map(|key| KeyTemplate::Balance(key.to_owned()));
    assert_eq!(compile(&documents).unwrap().keys, keys);

    let claim = |account: &str, floor| Posting { account: account.to_owned(), delta: -1, floor: Some(floor) };
    let basket = TestBasket::new("CNY").line("tea", 1, 100, &[]);
    let of_a_member = price(&documents, &basket.clone().member("m").balance("use/p", -2));
    assert_eq!(of_a_member.adjustments[0].claims, [claim("use/p", -3), claim("use/p/m", -1)]);
    assert!(of_a_member.adjustments[1].claims.is_empty());

    let of_nobody = price(&documents, &basket.clone().balance("use/p", -2));
    assert_eq!(of_nobody.adjustments[0].claims, [claim("use/p", -3)]);
    let used_up = price(&documents, &basket.clone().member("m").balance("use/p", -3));
    assert_eq!(references(&used_up), ["q"]);
    let used_by_this_one = price(&documents, &basket.member("m").balance("use/p/m", -1));
    assert_eq!(references(&used_by_this_one), ["q"]);
}

const GIFT: &str = r#"{
    "scope": "line", "limits": {"total": 9},
    "effect": {"type": "gift", "sku": "cup", "get_qty": 2, "buy": {"target": {"skus": ["tea", "cup"]}}}
}"#;

fn gift_line(line: u32, reference: &str) -> GiftLine {
    GiftLine { line, reference: reference.to_owned(), mine: !reference.is_empty() }
}

#[test]
fn a_proposed_gift_costs_no_use() {
    let answer = price(&[("g", GIFT)], &TestBasket::new("CNY").line("tea", 1, 100, &[]));
    assert_eq!((answer.gifts[0].sku.as_str(), answer.gifts[0].quantity), ("cup", 2_000_000));
    assert_eq!(answer.adjustments, [Adjustment::units("g", Level::Line, Vec::new())]);
}

#[test]
fn a_taken_gift_comes_to_zero_up_to_what_was_granted() {
    let mut basket =
        TestBasket::new("CNY").line("cup", 3, 50, &[]).line("tea", 1, 100, &[]).line("cup", 1, 50, &[]);
    basket.gift_lines = vec![gift_line(0, "g")];
    let answer = price(&[("g", GIFT), ("p", TEN_OFF)], &basket);
    let free = UnitDiscount { line: 0, first: 0, count: 2, amount: 50 };
    let gift = Adjustment::units("g", Level::Line, vec![free]).claim("use/g", -1, Some(-9));
    assert_eq!(answer.adjustments[0], gift);
    // The order discount is spread over what is no gift: 10 over 100 and 50.
    let shares = [(1, 7), (2, 3)];
    let shares = shares.map(|(line, amount)| UnitDiscount { line, first: 0, count: 1, amount });
    assert_eq!(answer.adjustments[1].amount, Amount::Units(shares.to_vec()));
}

#[test]
fn gift_lines_count_for_nothing_and_others_gifts_stay_as_they_are() {
    let mut basket = TestBasket::new("CNY").line("cup", 1, 50, &[]).line("cup", 1, 50, &[]);
    basket.gift_lines = vec![gift_line(0, ""), gift_line(1, "g")];
    let answer = price(&[("g", GIFT), ("p", TEN_OFF)], &basket);
    assert_eq!((answer.adjustments, answer.gifts), (vec![], vec![]));
}

#[test]
fn a_weighed_gift_is_free_in_proportion() {
    let mut basket = TestBasket::new("CNY").line("tea", 1, 100, &[]).line("cup", 0, 0, &[]);
    basket.lines[1].quantity = 2_500_000;
    basket.lines[1].unit_price = 40;
    basket.lines[1].measured = true;
    basket.gift_lines = vec![gift_line(1, "g")];
    let answer = price(&[("g", GIFT)], &basket);
    let free = UnitDiscount { line: 1, first: 0, count: 1, amount: 80 };
    assert_eq!(answer.adjustments[0].amount, Amount::Units(vec![free]));
}

#[test]
fn manual_lines_are_those_named_or_else_those_reduced() {
    let percent = r#"{"scope": "line", "effect": {"type": "percent_off", "bp": 1000}}"#;
    let settings = r#"{"manual_line_discount": "replaces_line_promotions"}"#;
    let snapshot = compile_under(settings, &[("p", percent)]).unwrap().snapshot;
    let mut basket =
        TestBasket::new("CNY").line("a", 1, 100, &[]).line("b", 1, 100, &[]).line("c", 1, 100, &[]);
    basket.units =
        [(0, 90), (1, 100), (2, 100)].map(|(line, price)| UnitRun { line, count: 1, price }).to_vec();
    let lines =
        |basket: &TestBasket| match &Promotions::price(&snapshot, basket).unwrap().adjustments[0].amount {
            Amount::Units(units) => units.iter().map(|unit| unit.line).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        };
    assert_eq!(lines(&basket), [1, 2]);
    assert_eq!(lines(&basket.clone().request("manual-lines", "2, 0")), [1]);
    assert_eq!(lines(&basket.request("manual-lines", "")), [0, 1, 2]);
}

#[test]
fn the_last_second_of_a_window_belongs_to_it() {
    let windowed = TEN_OFF.replacen(
        '{',
        r#"{"when": [{"kind": "window", "from": "2026-01-01T00:00:00+08:00", "to": "2026-01-01T11:59:59+08:00"}], "#,
        1,
    );
    let mut basket = TestBasket::new("CNY").line("tea", 1, 100, &[]);
    basket.context.now_ms -= 1;
    assert_eq!(references(&price(&[("p", &windowed)], &basket)), ["p"]);
    basket.context.now_ms += 1;
    assert_eq!(references(&price(&[("p", &windowed)], &basket)), Vec::<&str>::new());
}

#[test]
fn refusals_name_the_promotion_and_the_member() {
    let line = |effect: &str| format!(r#"{{"scope": "line", "effect": {effect}}}"#);
    let order = |rest: &str| TEN_OFF.replacen('{', &format!("{{{rest}, "), 1);
    let cases = [
        (
            line(r#"{"type": "percent"}"#),
            "promotion `p`: effect.type: `percent` is not an effect of scope line",
        ),
        (
            line(r#"{"type": "amount_off_every", "every_minor": 1, "amount_minor": 1}"#),
            "promotion `p`: effect.type: ",
        ),
        (line(r#"{"type": "percent_off"}"#), "promotion `p`: effect.bp: is required"),
        (line(r#"{"type": "percent_off", "bp": "10"}"#), "promotion `p`: effect.bp: expected an integer"),
        (line(r#"{"type": "percent_off", "bp": 10.5}"#), "promotion `p`: effect.bp: expected an integer"),
        (line(r#"{"type": "amount_off", "amount_minor": 1}"#), "promotion `p`: effect.per: is required"),
        (
            line(r#"{"type": "percent_off", "bp": 1, "max_units": 1, "pick": "dearest"}"#),
            "promotion `p`: effect.pick: `dearest` is not one of: most_expensive, cheapest",
        ),
        (
            line(r#"{"type": "tiered_percent", "tiers": [{"gte": 1, "bp": 1}, {"gte": "x", "bp": 1}]}"#),
            "promotion `p`: effect.tiers[1].gte: ",
        ),
        (
            line(r#"{"type": "unit_groups", "group_size": 0, "each": {"type": "percent_off", "bp": 1}}"#),
            "promotion `p`: effect.group_size: must be above 0",
        ),
        (
            order(r#""when": [{"kind": "min_total", "amount_minor": 1}]"#),
            "promotion `p`: when[0].kind: `min_total`",
        ),
        (order(r#""when": [{"kind": "min_qty", "qty": "1,5"}]"#), "promotion `p`: when[0].qty: "),
        (
            order(r#""when": [{"kind": "window", "from": "2026-01-01", "to": "2026-01-01"}]"#),
            "promotion `p`: when[0].from: ",
        ),
        (order(r#""target": {"skus": "tea"}"#), "promotion `p`: target.skus: expected a list"),
        (order(r#""target": {"skus": ["tea", 1]}"#), "promotion `p`: target.skus[1]: expected a string"),
        (order(r#""enabled": false, "priority": "high""#), "promotion `p`: priority: expected an integer"),
        (order(r#""id": "q""#), "promotion `p`: id: must be the document's key"),
        (order(r#""position": "first""#), "promotion `p`: position: "),
        (r#"{"effect": {"type": "percent_off", "bp": 1}}"#.to_owned(), "promotion `p`: scope: is required"),
        ("[]".to_owned(), "promotion `p`: the document is not an object"),
        ("{".to_owned(), "promotion `p`: "),
    ];
    for (document, expected) in cases {
        let text = refusal("{}", &[("p", &document)]);
        assert!(text.starts_with(expected), "{text}");
    }
    let limited = order(r#""limits": {"total": 1}"#);
    assert!(refusal("{}", &[("a/b", &limited)]).contains("promotion `a/b`: limits"));
}

#[test]
fn policies_refuse_what_is_not_part_of_version_1() {
    let groups = r#"{"priority_groups": "best_within_compound_across"}"#;
    assert!(refusal(groups, &[("p", TEN_OFF)]).starts_with("promotion `p`: scope: cannot be `order`"));
    let both = r#"{"priority_groups": "best_within_compound_across", "manual_line_discount": "replaces_line_promotions"}"#;
    assert!(refusal(both, &[]).starts_with("policy: manual_line_discount: "));
    assert!(
        refusal(r#"{"rounding": "up"}"#, &[]).starts_with("policy: rounding: `up` is not one of: half_up")
    );
    let line = r#"{"scope": "line", "effect": {"type": "percent_off", "bp": 1}}"#;
    let stop = r#"{"priority_groups": "compound_within_stop_across"}"#;
    assert!(refusal(stop, &[("p", line)]).starts_with("promotion `p`: combine: is required"));
    assert!(compile_under("", &[("p", line)]).is_ok());
    assert!(compile_under("null", &[("p", line)]).is_ok());
}

#[test]
fn a_foreign_snapshot_is_refused() {
    let basket = TestBasket::new("CNY");
    for snapshot in [&b""[..], b"\x00", b"\x01", b"\x01\xff\xff\xff\xff\xff\xff"] {
        assert!(matches!(Promotions::price(snapshot, &basket), Err(Refusal::Other(_))));
    }
}
