//! A percentage off all goods that carry a tag. Tag and percentage are settings.

use bodega_sdk::prelude::*;
use serde::{Deserialize, Serialize};

/// The settings, and the snapshot that prices read.
#[derive(Serialize, Deserialize)]
struct Rule {
    tag: String,
    percent: i64,
}

/// The plugin.
pub struct Plugin;

impl Pricing for Plugin {
    /// Called when somebody saves the settings, never while a customer waits.
    fn compile(rules: &impl CompileSource) -> Result<Compiled, Refusal> {
        let rule: Rule = serde_json::from_str(&rules.settings())
            .map_err(|error| Refusal::InvalidSettings(format!("the settings do not fit: {error}")))?;
        if !(1..=100).contains(&rule.percent) {
            return Err(Refusal::InvalidSettings("percent must be 1 to 100".to_owned()));
        }
        let snapshot = postcard::to_allocvec(&rule).map_err(|error| Refusal::Other(error.to_string()))?;
        Ok(Compiled::new(snapshot).legend("off", "zh-CN", &format!("优惠{}%", rule.percent)).legend(
            "off",
            "en",
            &format!("{}% off", rule.percent),
        ))
    }

    /// Called for every quote and sale. It sees the snapshot and the basket, and nothing else.
    fn price(snapshot: &[u8], basket: &impl Basket) -> Result<Answer, Refusal> {
        let rule: Rule = postcard::from_bytes(snapshot).map_err(|error| Refusal::Other(error.to_string()))?;
        let tags = basket.tag_names();
        let Some(tag) = (0..).zip(&tags).find(|(_, name)| **name == rule.tag).map(|(index, _)| index) else {
            return Ok(Answer { adjustments: vec![], gifts: vec![] });
        };
        let tagged: Vec<u32> = basket.tag_refs().iter().filter(|r| r.tag == tag).map(|r| r.line).collect();
        let gifts: Vec<u32> = basket.gift_lines().iter().map(|gift| gift.line).collect();
        let lines = basket.lines();
        // Units of a line are numbered from 0; a line may come in several runs of different prices.
        let mut next = vec![0; lines.len()];
        let mut units = Vec::new();
        for run in basket.units() {
            let line = run.line as usize;
            let first = next[line];
            next[line] += run.count;
            // Minor units, rounded down, and never through the floor.
            let amount = (run.price * rule.percent / 100).min(run.price - lines[line].floor).max(0);
            if amount > 0 && tagged.contains(&run.line) && !gifts.contains(&run.line) {
                units.push(UnitDiscount { line: run.line, first, count: run.count, amount });
            }
        }
        let adjustments = match units.is_empty() {
            true => vec![],
            false => vec![Adjustment::units("off", Level::Line, units)],
        };
        Ok(Answer { adjustments, gifts: vec![] })
    }
}

bodega_sdk::register!(Plugin: pricing);

#[cfg(test)]
mod tests {
    use super::*;
    use bodega_sdk::testing::{TestBasket, TestRules};

    fn off(basket: &TestBasket) -> Vec<(u32, u32, u32, i64)> {
        let compiled = Plugin::compile(&TestRules::new(r#"{"tag":"snack","percent":10}"#)).unwrap();
        let answer = Plugin::price(&compiled.snapshot, basket).unwrap();
        let units = answer.adjustments.into_iter().flat_map(|adjustment| match adjustment.amount {
            Amount::Units(units) => units,
            other => panic!("{other:?}"),
        });
        units.map(|unit| (unit.line, unit.first, unit.count, unit.amount)).collect()
    }

    #[test]
    fn tagged_goods_cost_less_and_others_do_not() {
        let basket =
            TestBasket::new("CNY").line("crisps", 3, 995, &["snack"]).line("tea", 1, 2_000, &["drink"]);
        assert_eq!(off(&basket), [(0, 0, 3, 99)]);
        assert_eq!(off(&TestBasket::new("CNY").line("tea", 1, 2_000, &[])), []);
    }

    #[test]
    fn no_unit_goes_through_its_floor() {
        let mut basket = TestBasket::new("CNY").line("crisps", 1, 1_000, &["snack"]);
        basket.lines[0].floor = 950;
        assert_eq!(off(&basket), [(0, 0, 1, 50)]);
    }

    #[test]
    fn settings_that_make_no_sense_are_refused_in_words() {
        for settings in ["{}", r#"{"tag":"snack","percent":0}"#, r#"{"tag":"snack","percent":101}"#] {
            assert!(matches!(Plugin::compile(&TestRules::new(settings)), Err(Refusal::InvalidSettings(_))));
        }
    }
}
