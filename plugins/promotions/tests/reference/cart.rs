//! Sections 3, 6 and 7: units, targets, conditions.

use super::arithmetic::{ONE, decimal, round};
use serde_json::Value;

#[derive(Clone, Debug)]
pub struct Unit {
    pub line: usize,
    pub original: i128,
    pub running: i128,
    pub minimum: i128,
    pub line_discount: i128,
    pub order_share: i128,
    pub used: bool,
    pub countable: bool,
}

impl Unit {
    pub fn headroom(&self) -> i128 {
        self.running - self.minimum
    }

    pub fn take(&mut self, amount: i128, is_line: bool) {
        self.running -= amount;
        if is_line {
            self.line_discount += amount;
        } else {
            self.order_share += amount;
        }
    }
}

pub fn is_countable(line: &Value) -> bool {
    decimal(&line["qty"]) % ONE == 0 && line["weighed"].as_bool() != Some(true)
}

pub fn flatten(cart: &Value) -> Vec<Unit> {
    let mut units = Vec::new();
    for (number, line) in cart.as_array().unwrap().iter().enumerate() {
        let price = i128::from(line["unit_price_minor"].as_i64().unwrap());
        let qty = decimal(&line["qty"]);
        let unit = |original: i128, minimum: i128, countable: bool| Unit {
            line: number,
            original,
            running: original,
            minimum,
            line_discount: 0,
            order_share: 0,
            used: false,
            countable,
        };
        if is_countable(line) {
            let minimum = i128::from(line["min_unit_price_minor"].as_i64().unwrap_or(0));
            for _ in 0..qty / ONE {
                units.push(unit(price, minimum, true));
            }
        } else if qty != 0 {
            units.push(unit(round(price * qty, ONE, "half_up"), 0, false));
        }
    }
    units
}

#[derive(Clone)]
pub struct State<'a> {
    pub case: &'a Value,
    pub cart: &'a Value,
    pub units: Vec<Unit>,
    pub gifts: Vec<(String, i128)>,
    pub applied: Vec<String>,
    /// Withheld by manual discounts.
    pub withheld: Vec<usize>,
}

impl State<'_> {
    pub fn policy(&self, option: &str) -> &str {
        let default = match option {
            "sequence" => "line_then_order",
            "rounding" => "half_up",
            "round_at" => "line",
            "percent_base" => "running",
            "proration" => "largest_remainder",
            "line_conflict" | "manual_line_discount" => "stack",
            "group_pick" => "priority",
            "priority_groups" => "none",
            other => panic!("{other}"),
        };
        self.case["rules"]["policy"][option].as_str().unwrap_or(default)
    }

    pub fn total(&self) -> i128 {
        self.units.iter().map(|unit| unit.running).sum()
    }

    pub fn lines(&self) -> usize {
        self.cart.as_array().unwrap().len()
    }

    /// The numbers of the lines that a target matches.
    pub fn matching(&self, target: &Value) -> Vec<usize> {
        (0..self.lines()).filter(|&line| self.matches(target, line)).collect()
    }

    pub fn matches(&self, target: &Value, number: usize) -> bool {
        let line = &self.cart[number];
        let has = |list: &Value, text: &Value| list.as_array().unwrap().contains(text);
        let tags = line["tags"].as_array().cloned().unwrap_or_default();
        let price = line["unit_price_minor"].as_i64().unwrap();
        (target["skus"].is_null() || has(&target["skus"], &line["sku"]))
            && (target["tags_any"].is_null() || tags.iter().any(|tag| has(&target["tags_any"], tag)))
            && (target["exclude_tags"].is_null() || !tags.iter().any(|tag| has(&target["exclude_tags"], tag)))
            && (target["exclude_discounted"].as_bool() != Some(true)
                || self.units.iter().filter(|unit| unit.line == number).all(|unit| unit.line_discount == 0))
            && target["price_gte"].as_i64().is_none_or(|least| price >= least)
            && target["price_lte"].as_i64().is_none_or(|most| price <= most)
    }

    pub fn running_of(&self, lines: &[usize]) -> i128 {
        self.units.iter().filter(|unit| lines.contains(&unit.line)).map(|unit| unit.running).sum()
    }

    pub fn original_of(&self, lines: &[usize]) -> i128 {
        self.units.iter().filter(|unit| lines.contains(&unit.line)).map(|unit| unit.original).sum()
    }

    /// Stock quantity in billionths.
    pub fn stock_of(&self, lines: &[usize]) -> i128 {
        let stock = |line: &Value| {
            decimal(&line["qty"]) * i128::from(line["stock_units_per_qty"].as_i64().unwrap_or(1))
        };
        lines.iter().map(|&line| stock(&self.cart[line])).sum()
    }

    pub fn is_eligible(&self, promotion: &Value) -> bool {
        let context = &self.case["context"];
        if let Some(code) = promotion["coupon"].as_str()
            && !context["coupons"].as_array().is_some_and(|codes| codes.iter().any(|entered| entered == code))
        {
            return false;
        }
        if promotion["enabled"].as_bool() == Some(false) {
            return false;
        }
        for member in ["per_customer", "total"] {
            if let Some(limit) = promotion["limits"][member].as_i64() {
                let usage = &context["usage"][promotion["id"].as_str().unwrap()];
                let uses = usage[member].as_i64().unwrap_or(0);
                let cancelled = usage[format!("{member}_cancelled")].as_i64().unwrap_or(0);
                if uses - cancelled >= limit {
                    return false;
                }
            }
        }
        promotion["when"]
            .as_array()
            .is_none_or(|conditions| conditions.iter().all(|condition| self.holds(condition)))
    }

    fn holds(&self, condition: &Value) -> bool {
        let context = &self.case["context"];
        let lines = self.matching(&condition["target"]);
        let amount = || i128::from(condition["amount_minor"].as_i64().unwrap());
        match condition["kind"].as_str().unwrap() {
            "min_subtotal" => {
                let total = match condition["basis"].as_str().unwrap_or("running") {
                    "running" => self.running_of(&lines),
                    "original" => self.original_of(&lines),
                    other => panic!("{other}"),
                };
                if condition["op"].as_str() == Some(">") { total > amount() } else { total >= amount() }
            }
            "subtotal_eq" => self.running_of(&lines) == amount(),
            "min_qty" => self.stock_of(&lines) >= decimal(&condition["qty"]),
            "max_qty" => self.stock_of(&lines) <= decimal(&condition["qty"]),
            "line_min_qty" => {
                lines.iter().any(|&line| decimal(&self.cart[line]["qty"]) >= decimal(&condition["qty"]))
            }
            "contains" => !lines.is_empty(),
            "customer_tag" => {
                context["customer"]["tags"].as_array().is_some_and(|tags| tags.contains(&condition["tag"]))
            }
            "order_number" => context["customer"]["order_number"]
                .as_i64()
                .is_some_and(|n| Some(n) == condition["n"].as_i64()),
            // The three are written alike, so text order is the order of instants.
            "window" => context["now"].as_str().is_some_and(|now| {
                condition["from"].as_str().unwrap() <= now && now <= condition["to"].as_str().unwrap()
            }),
            other => panic!("{other}"),
        }
    }
}
