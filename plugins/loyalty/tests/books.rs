//! The books balance: whatever is sold, redeemed and returned in whatever order, no lot falls below zero, events may
//! repeat, and when everything is back, nothing is left.
#![allow(missing_docs)]

mod shop;

use proptest::prelude::*;
use serde_json::{Value, json};
use shop::{Item, MEMBER, Shop};

const SKUS: [(&str, &[&str]); 4] =
    [("tea", &["drink"]), ("pen", &[]), ("smoke", &["tobacco"]), ("new", &["new", "drink"])];

#[derive(Clone, Debug)]
enum Step {
    /// SKU, units and price of each line; points to redeem; a gift card's share of the total in percent.
    Sell { lines: Vec<(usize, u32, i64)>, redeem: Option<u32>, gift_card: i64 },
    /// One of the sales made so far, a line and a number of units.
    TakeBack { sale: usize, line: u32 },
    /// One of the events delivered so far comes again.
    Repeat(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let lines = prop::collection::vec((0..SKUS.len(), 1u32..4, 0i64..5000), 1..4);
    let redeem = prop_oneof![Just(None), (0u32..800).prop_map(Some), Just(Some(u32::MAX))];
    let sell = (lines, redeem, prop_oneof![Just(0i64), 0i64..=100])
        .prop_map(|(lines, redeem, gift_card)| Step::Sell { lines, redeem, gift_card });
    let back = (0usize..20, 0u32..3).prop_map(|(sale, line)| Step::TakeBack { sale, line });
    let step = prop_oneof![3 => sell, 3 => back, 1 => (0usize..40).prop_map(Step::Repeat)];
    prop::collection::vec(step, 1..25)
}

fn settings(value: i64, share: i64) -> Value {
    let name = json!({ "zh-CN": "x", "en": "x" });
    json!({
        "earn": {
            "points": 3, "per_minor": 70,
            "tags": [{ "tag": "drink", "multiplier_ppm": 1_700_000 }, { "tag": "new", "points_per_unit": 7 }],
            "excluded_tags": ["tobacco"], "excluded_tenders": ["gift_card"],
        },
        "lifetime": { "months": 12 },
        "redeem": { "points": value, "value_minor": 1, "max_share_ppm": share, "excluded_tags": ["tobacco"] },
        "tiers": [{ "tag": "gold", "name": name, "min_spend_minor": 9000, "window_months": 3, "multiplier_ppm": 2_300_000 }],
    })
}

fn check(shop: &Shop) -> Result<(), TestCaseError> {
    for (account, balance) in &shop.host.accounts {
        let is_lot = account.starts_with("points/");
        prop_assert!(if is_lot { *balance >= 0 } else { *balance <= 0 }, "{account}: {balance}");
    }
    prop_assert!(shop.owed() == 0 || shop.points(DAY) == 0, "owes while holding points");
    Ok(())
}

const DAY: &str = "2026-01-15";

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_left_when_everything_came_back(
        steps in steps(), value in 1i64..4, share in 200_000i64..=1_000_000,
    ) {
        let mut shop = Shop::new(settings(value, share));
        let mut sales: Vec<(String, Vec<u32>)> = Vec::new();
        for step in steps {
            match step {
                Step::Sell { lines, redeem, gift_card } => {
                    let items: Vec<Item> =
                        lines.iter().map(|&(sku, count, price)| (SKUS[sku].0, count, price, SKUS[sku].1)).collect();
                    let redeem = redeem.map(|points| if points == u32::MAX { "max".to_owned() } else { points.to_string() });
                    let mut sale = shop.check_out(DAY, &items, redeem.as_deref(), None);
                    check(&shop)?;
                    let total = sale["total_minor"].as_i64().unwrap();
                    let by_gift_card = total * gift_card / 100;
                    let tender = |method, amount| json!({ "method": method, "amount_minor": amount, "state": "settled" });
                    sale["tenders"] = json!([tender("gift_card", by_gift_card), tender("card", total - by_gift_card)]);
                    shop.deliver_sale(&sale);
                    let left = lines.iter().map(|line| line.1).collect();
                    sales.push((sale["id"].as_str().unwrap().to_owned(), left));
                }
                Step::TakeBack { sale, line } => {
                    let count = sales.len().max(1);
                    let Some((id, left)) = sales.get_mut(sale % count) else { continue };
                    let line = line as usize % left.len();
                    if left[line] > 0 {
                        left[line] -= 1;
                        let id = id.clone();
                        shop.take_back(DAY, &id, &[(line as u32, 1)]);
                    }
                }
                Step::Repeat(event) => {
                    let count = shop.delivered.len().max(1);
                    let Some(event) = shop.delivered.get(event % count).cloned() else { continue };
                    let before = (shop.host.accounts.clone(), shop.host.documents.clone(), shop.host.emitted.len());
                    shop.deliver(event).unwrap();
                    let after = (shop.host.accounts.clone(), shop.host.documents.clone(), shop.host.emitted.len());
                    prop_assert_eq!(before, after);
                }
            }
            check(&shop)?;
        }
        for (sale, _) in &sales {
            shop.take_everything_back(DAY, sale);
            check(&shop)?;
        }
        prop_assert!(shop.host.accounts.values().all(|balance| *balance == 0), "{:?}", shop.host.accounts);
        prop_assert!(shop.tags().is_empty());
        if let Some(member) = shop.host.documents.get(&("members".to_owned(), format!("member/{MEMBER}"))) {
            prop_assert_eq!(&member.body, r#"{"tier":null,"spend_minor_by_month":{}}"#);
        }
    }
}
