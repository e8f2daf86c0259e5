//! What members and cashiers live through, told through the plugin's points.
#![allow(missing_docs)]

mod shop;

use bodega_loyalty::Loyalty;
use bodega_sdk::prelude::*;
use bodega_sdk::testing::{TestHost, TestRules};
use serde_json::{Value, json};
use shop::{MEMBER, Shop};

/// A point a yuan; a hundred points pay a yuan, a fen each; points live twelve months.
fn usual() -> Value {
    json!({
        "lifetime": { "months": 12 },
        "redeem": { "points": 1, "value_minor": 1, "step": 1, "minimum": 1 },
    })
}

fn with(mut settings: Value, member: &str, value: Value) -> Value {
    settings[member] = value;
    settings
}

#[test]
fn a_sale_earns_once_however_often_its_event_comes() {
    let mut shop = Shop::new(usual());
    let sale = shop.sell("2026-01-15", &[("tea", 2, 990, &[])], None);
    assert_eq!(shop.points("2026-01-15"), 19);
    assert_eq!(shop.host.available("points/m1/2027-01-31"), 19);
    assert_eq!(
        shop.emitted("loyalty.points-earned.v1"),
        [
            json!({ "sale": sale, "member": MEMBER, "points": 19, "debt_paid": 0, "expires": "2027-01-31", "tier": null })
        ]
    );

    let again = shop.delivered[0].clone();
    shop.deliver(again).unwrap();
    assert_eq!(shop.points("2026-01-15"), 19);
    assert_eq!(shop.emitted("loyalty.points-earned.v1").len(), 1);
}

#[test]
fn points_are_gone_the_day_after_they_expire() {
    let mut shop = Shop::new(usual());
    shop.sell("2026-01-15", &[("tea", 1, 10_000, &[])], None);
    assert_eq!((shop.points("2027-01-31"), shop.points("2027-02-01")), (100, 0));
    let (_, last_day) = shop.quote("2027-01-31", &[("cup", 1, 500, &[])], Some("max"));
    assert_eq!(last_day.adjustments[0].claims[0].delta, -100);
    let (_, day_after) = shop.quote("2027-02-01", &[("cup", 1, 500, &[])], Some("max"));
    assert_eq!(day_after.adjustments, []);
}

#[test]
fn weekends_and_campaign_days_multiply() {
    let days = json!([
        { "weekdays": [6, 7], "multiplier_ppm": 2_000_000 },
        { "from": "2026-11-11", "to": "2026-11-11", "multiplier_ppm": 5_000_000 },
    ]);
    let mut shop = Shop::new(with(usual(), "earn", json!({ "days": days })));
    for (day, points) in [("2026-01-15", 10), ("2026-01-17", 30), ("2026-11-11", 80)] {
        shop.sell(day, &[("tea", 1, 1000, &[])], None);
        assert_eq!(shop.points(day), points, "after {day}");
    }
}

#[test]
fn spending_lifts_a_member_and_returning_lowers_it() {
    let tier = |tag: &str, min: i64, times: i64| {
        let name = json!({ "zh-CN": tag, "en": tag });
        json!({ "tag": tag, "name": name, "min_spend_minor": min, "window_months": 12, "multiplier_ppm": times })
    };
    let tiers = json!([tier("silver", 10_000, 1_500_000), tier("gold", 30_000, 2_000_000)]);
    let mut shop = Shop::new(with(usual(), "tiers", tiers));

    shop.sell("2026-01-15", &[("tea", 1, 12_000, &[])], None);
    assert_eq!(
        (shop.points("2026-01-15"), shop.tags()),
        (120, vec!["silver".to_owned()]),
        "the old tier multiplies"
    );
    let big = shop.sell("2026-02-15", &[("pot", 1, 20_000, &[])], None);
    assert_eq!((shop.points("2026-02-15"), shop.tags()), (120 + 300, vec!["gold".to_owned()]));
    shop.take_everything_back("2026-02-16", &big);
    assert_eq!((shop.points("2026-02-16"), shop.tags()), (120, vec!["silver".to_owned()]));

    let changes = shop.emitted("loyalty.tier-changed.v1");
    let steps: Vec<_> = changes.iter().map(|change| (&change["from"], &change["to"])).collect();
    let (none, silver, gold) = (Value::Null, json!("silver"), json!("gold"));
    assert_eq!(steps, [(&none, &silver), (&silver, &gold), (&gold, &silver)]);
    assert_eq!(changes[1]["name"]["zh-CN"], "gold");

    // A year later nothing is left in the window.
    shop.sell("2027-01-02", &[("tea", 1, 100, &[])], None);
    assert_eq!(shop.tags(), Vec::<String>::new());
    assert_eq!(shop.emitted("loyalty.points-earned.v1")[2]["tier"], Value::Null);
}

#[test]
fn returns_take_points_back_bit_by_bit_and_all_in_the_end() {
    let mut shop = Shop::new(usual());
    let sale = shop.sell("2026-01-15", &[("tea", 3, 333, &[]), ("pot", 1, 5000, &[])], None);
    assert_eq!(shop.points("2026-01-15"), 59);
    shop.take_back("2026-01-16", &sale, &[(0, 1)]);
    assert_eq!(shop.points("2026-01-16"), 56);
    shop.take_back("2026-01-17", &sale, &[(0, 1), (1, 1)]);
    assert_eq!(shop.points("2026-01-17"), 3);
    let again = shop.delivered.last().unwrap().clone();
    shop.deliver(again).unwrap();
    assert_eq!(shop.points("2026-01-17"), 3);
    shop.take_back("2026-01-18", &sale, &[(0, 1)]);
    assert_eq!((shop.points("2026-01-18"), shop.owed()), (0, 0));
    let moved = shop.emitted("loyalty.points-returned.v1");
    assert_eq!(moved.iter().map(|event| event["reversed"].as_i64().unwrap()).collect::<Vec<_>>(), [3, 53, 3]);
}

#[test]
fn points_that_were_spent_are_owed_after_the_return() {
    let mut shop = Shop::new(usual());
    let first = shop.sell("2026-01-15", &[("pot", 1, 50_000, &[])], None);
    shop.sell("2026-01-16", &[("cup", 1, 480, &[])], Some("max"));
    assert_eq!(shop.points("2026-01-16"), 20);
    shop.take_everything_back("2026-01-17", &first);
    assert_eq!((shop.points("2026-01-17"), shop.owed()), (0, 480));
    assert_eq!(shop.emitted("loyalty.points-returned.v1")[0]["owed"], 480);

    // What is earned next pays the debt first, and only then can be spent.
    shop.sell("2026-01-18", &[("tea", 1, 30_000, &[])], None);
    assert_eq!((shop.points("2026-01-18"), shop.owed()), (0, 180));
    let (_, answer) = shop.quote("2026-01-18", &[("cup", 1, 500, &[])], Some("100"));
    assert_eq!(answer.adjustments[0].claims, []);
    assert!(answer.adjustments[0].note.as_ref().unwrap().contains("积分余额"));
    shop.sell("2026-01-19", &[("tea", 1, 30_000, &[])], None);
    assert_eq!((shop.points("2026-01-19"), shop.owed()), (120, 0));
    assert_eq!(shop.emitted("loyalty.points-earned.v1").last().unwrap()["debt_paid"], 180);
}

#[test]
fn redemption_keeps_to_the_share_and_spends_what_expires_first() {
    let redeem =
        json!({ "points": 100, "value_minor": 100, "max_share_ppm": 500_000, "excluded_tags": ["tobacco"] });
    let mut shop = Shop::new(with(usual(), "redeem", redeem));
    shop.sell("2026-01-15", &[("pot", 1, 25_000, &[])], None);
    shop.sell("2026-02-15", &[("pot", 1, 90_000, &[])], None);

    let basket = [("tea", 3, 400, &[] as &[_]), ("smoke", 1, 200, &["tobacco"])];
    let (_, answer) = shop.quote("2026-03-01", &basket, Some("max"));
    let redemption = &answer.adjustments[0];
    // Half of 14.00 is 7.00: 700 points, 250 of them from the older lot.
    let claims: Vec<_> =
        redemption.claims.iter().map(|claim| (claim.account.as_str(), claim.delta)).collect();
    assert_eq!(claims, [("points/m1/2027-01-31", -250), ("points/m1/2027-02-28", -450)]);
    assert_eq!(redemption.note.as_deref(), Some("700 PT"));
    let Amount::Units(units) = &redemption.amount else { panic!("exact units") };
    assert!(units.iter().all(|unit| unit.line == 0));

    let sale = shop.sell("2026-03-01", &basket, Some("max"));
    // 7.00 were paid in money, and only they earn.
    assert_eq!(shop.points("2026-03-01"), 25_000 / 100 + 90_000 / 100 - 700 + 7);
    shop.take_back("2026-03-02", &sale, &[(1, 1)]);
    assert_eq!(shop.emitted("loyalty.points-returned.v1")[0]["given_back"], 0, "tobacco was paid in money");
    shop.take_back("2026-03-03", &sale, &[(0, 3)]);
    assert_eq!(shop.points("2026-03-03"), 25_000 / 100 + 90_000 / 100);
}

#[test]
fn gift_cards_earn_nothing() {
    let mut shop = Shop::new(with(usual(), "earn", json!({ "excluded_tenders": ["gift_card"] })));
    shop.sell_for("2026-01-15", &[("pot", 1, 10_000, &[])], &[("gift_card", 4000), ("cash", 7000)]);
    assert_eq!(shop.points("2026-01-15"), 60);
    shop.sell_for("2026-01-15", &[("pot", 1, 10_000, &[])], &[("gift_card", 10_000)]);
    assert_eq!(shop.points("2026-01-15"), 60);
}

#[test]
fn the_example_of_the_readme_is_worked_out_right() {
    let readme = include_str!("../README.md");
    let settings =
        readme.split("```json").nth(2).and_then(|rest| rest.split("```").next()).expect("an example");
    let mut shop = Shop::new(serde_json::from_str(settings).unwrap());
    let basket = [("oolong", 1, 3000, &["tea"] as &[_]), ("cup", 1, 2000, &["new"])];
    shop.sell_for("2026-01-17", &basket, &[("gift_card", 1000), ("card", 4000)]);
    assert_eq!(shop.points("2026-01-17"), 132);
}

#[test]
fn a_free_sale_earns_nothing_and_gives_its_points_back() {
    let mut shop = Shop::new(usual());
    shop.sell("2026-01-15", &[("pot", 1, 100_000, &[])], None);
    let sale = shop.sell("2026-01-16", &[("cup", 3, 300, &[])], Some("max"));
    assert_eq!(shop.points("2026-01-16"), 100);
    shop.take_back("2026-01-17", &sale, &[(0, 1)]);
    assert_eq!(shop.points("2026-01-17"), 400);
    shop.take_everything_back("2026-01-18", &sale);
    assert_eq!(shop.points("2026-01-18"), 1000);
}

#[test]
fn a_redemption_between_reading_and_commit_runs_the_return_again() {
    let mut shop = Shop::new(usual());
    let sale = shop.sell("2026-01-15", &[("pot", 1, 50_000, &[])], None);
    let event = shop.return_event("2026-01-16", &sale, &[(0, 1)]);
    Loyalty::handle(&event, &mut shop.host).unwrap();
    // While it ran, a till spent the points.
    shop.host.accounts.insert("points/m1/2027-01-31".to_owned(), 20);
    assert!(shop.host.commit(None).is_err());
    shop.host.recorded.clear();
    shop.deliver(event).unwrap();
    assert_eq!((shop.points("2026-01-16"), shop.owed()), (0, 480));
}

#[test]
fn two_sales_of_a_member_never_commit_on_one_reading() {
    let mut shop = Shop::new(usual());
    let sales = [1, 2].map(|_| shop.check_out("2026-01-15", &[("pot", 1, 1000, &[])], None, None));
    let events =
        sales.map(|sale| TestHost::event("sale.committed.v1", "s", &json!({ "sale": sale }).to_string()));
    Loyalty::handle(&events[0], &mut shop.host).unwrap();
    let first = std::mem::take(&mut shop.host.recorded);
    Loyalty::handle(&events[1], &mut shop.host).unwrap();
    let second = std::mem::replace(&mut shop.host.recorded, first);
    shop.host.commit(None).unwrap();
    shop.host.recorded = second;
    assert!(shop.host.commit(None).unwrap_err().contains("members/member/m1"));
}

#[test]
fn a_return_waits_for_its_sale_unless_it_is_older_than_the_plugin() {
    let mut shop = Shop::new(usual());
    let old = shop.check_out("2026-01-15", &[("pot", 1, 1000, &[])], None, None);
    let sale = shop.check_out("2026-01-15", &[("pot", 1, 1000, &[])], None, None);
    let back = shop.return_event("2026-01-16", sale["id"].as_str().unwrap(), &[(0, 1)]);
    assert!(matches!(shop.deliver(back.clone()), Err(Failure::Retry(_))));
    shop.deliver_sale(&sale);
    shop.deliver(back).unwrap();
    assert_eq!(shop.points("2026-01-16"), 0);

    let back = shop.return_event("2026-01-16", old["id"].as_str().unwrap(), &[(0, 1)]);
    shop.deliver(back).unwrap();
    assert_eq!((shop.points("2026-01-16"), shop.owed(), shop.host.logged.borrow().len()), (0, 0, 1));
}

#[test]
fn strangers_voided_sales_and_foreign_events_leave_no_trace() {
    let mut shop = Shop::new(usual());
    let mut sale = shop.check_out("2026-01-15", &[("pot", 1, 1000, &[])], None, None);
    sale["status"] = json!("voided");
    shop.deliver_sale(&sale);
    sale["status"] = json!("completed");
    sale.as_object_mut().unwrap().remove("member");
    shop.deliver_sale(&sale);
    shop.deliver(TestHost::event("sale.voided.v1", "s", "{}")).unwrap();
    let stranger = json!({ "return": "r", "sale": "s", "lines": [] });
    shop.deliver(TestHost::event("sale.returned.v1", "s", &stranger.to_string())).unwrap();
    assert!(shop.host.accounts.is_empty() && shop.host.documents.is_empty() && shop.host.emitted.is_empty());

    let broken = TestHost::event("sale.committed.v1", "s", r#"{"sale": {"id": 7}}"#);
    assert!(matches!(shop.deliver(broken), Err(Failure::Reject(_))));
}

#[test]
fn settings_that_contradict_themselves_are_refused_and_events_wait() {
    let settings = json!({ "redeem": { "points": 300, "value_minor": 100, "step": 100 } }).to_string();
    let refusal = Loyalty::compile(&TestRules::new(&settings)).unwrap_err();
    assert!(matches!(refusal, Refusal::InvalidSettings(text) if text.contains("`redeem.step`")));

    let mut shop = Shop::new(usual());
    let sale = shop.check_out("2026-01-15", &[("pot", 1, 1000, &[])], None, None);
    shop.host.settings = settings;
    let event = TestHost::event("sale.committed.v1", "s", &json!({ "sale": sale }).to_string());
    assert!(matches!(shop.deliver(event), Err(Failure::Retry(text)) if text.contains("`redeem.step`")));
}

#[test]
fn changed_settings_do_not_change_what_a_sale_earned_or_redeemed() {
    let mut shop = Shop::new(usual());
    shop.sell("2026-01-15", &[("pot", 1, 100_000, &[])], None);
    let sale = shop.sell("2026-01-16", &[("cup", 2, 5000, &[])], Some("1000"));
    let before = shop.points("2026-01-16");
    assert_eq!(before, 90);
    let other = json!({ "earn": { "points": 7 }, "redeem": { "points": 10, "value_minor": 1 }, "lifetime": { "months": 1 } });
    shop.host.settings = other.to_string();
    shop.take_everything_back("2026-01-17", &sale);
    assert_eq!(shop.points("2026-01-17"), 1000);
}

#[test]
fn the_snapshot_does_not_depend_on_anything_but_settings() {
    let compile = |settings: &Value| Loyalty::compile(&TestRules::new(&settings.to_string())).unwrap();
    assert_eq!(compile(&usual()), compile(&usual()));
    let compiled = compile(&usual());
    assert_eq!(compiled.legends[0].reference, "redeem:1:1");
    assert_eq!(compiled.legends[0].labels[0].text, "积分抵扣");
    assert_eq!(compile(&json!({})).keys, []);
}
