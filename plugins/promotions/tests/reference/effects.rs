//! Section 8: what each effect does to the state.

use super::arithmetic::{ONE, capped_split, decimal, plain_split, round};
use super::cart::State;
use serde_json::Value;

fn int(value: &Value) -> Option<i128> {
    value.as_i64().map(i128::from)
}

impl State<'_> {
    /// Applies a promotion; `withheld` are lines that steps 1 and 5 keep from it.
    pub fn apply(&mut self, promotion: &Value, withheld: &[usize]) {
        let target = &promotion["target"];
        let effect = &promotion["effect"];
        let kind = effect["type"].as_str().unwrap();
        if promotion["scope"] == "order" {
            return self.order_effect(kind, effect, target);
        }
        let lines: Vec<usize> =
            self.matching(target).into_iter().filter(|line| !withheld.contains(line)).collect();
        let covered: Vec<usize> =
            (0..self.units.len()).filter(|&u| lines.contains(&self.units[u].line)).collect();
        match kind {
            "percent_off" => {
                let selected = self.select(covered, effect, false);
                self.percent(&selected, int(&effect["bp"]).unwrap(), int(&effect["max_amount_minor"]));
            }
            "tiered_percent" => {
                let bp = self.tier_rate(effect, target);
                self.percent(&covered, bp, None);
            }
            "tiered_amount" => {
                for line in lines {
                    let value = self.running_of(&[line]);
                    let mut amount = int(&effect["base_minor"]).unwrap_or(0);
                    for tier in effect["tiers"].as_array().unwrap() {
                        if value >= int(&tier["gte"]).unwrap() {
                            amount = int(&tier["amount_minor"]).unwrap();
                        }
                    }
                    let units = self.among(&covered, line);
                    self.give(&units, amount, "running", true);
                }
            }
            "amount_off" => {
                let amount = int(&effect["amount_minor"]).unwrap();
                let selected = self.select(covered, effect, true);
                match effect["per"].as_str().unwrap() {
                    "unit" => self.off_each(&selected, amount),
                    "line" => {
                        for line in 0..self.lines() {
                            let units = self.among(&selected, line);
                            self.give(&units, amount, "running", true);
                        }
                    }
                    other => panic!("{other}"),
                }
            }
            "fixed_unit_price" => {
                let price = int(&effect["price_minor"]).unwrap();
                for u in covered {
                    let unit = &mut self.units[u];
                    let falls_to = price.max(unit.minimum);
                    if unit.running > price && falls_to < unit.running {
                        unit.take(unit.running - falls_to, true);
                    }
                }
            }
            "unit_groups" => self.unit_groups(effect, target, covered),
            "buy_x_get_y" => self.buy_x_get_y(effect, withheld),
            "bundle_price" => self.bundle_price(effect),
            "gift" => {
                let buy = &effect["buy"];
                let q = self.stock_of(&self.matching(&buy["target"]));
                let min = if buy["min_qty"].is_null() { ONE } else { decimal(&buy["min_qty"]) };
                if q >= min {
                    let times = if buy["every"].is_null() { 1 } else { q.div_euclid(decimal(&buy["every"])) };
                    let qty = times * decimal(&effect["get_qty"]);
                    if qty != 0 {
                        self.gifts.push((effect["sku"].as_str().unwrap().to_owned(), qty));
                    }
                }
            }
            other => panic!("{other}"),
        }
    }

    fn among(&self, units: &[usize], line: usize) -> Vec<usize> {
        units.iter().copied().filter(|&u| self.units[u].line == line).collect()
    }

    /// Section 9, "Give".
    pub fn give(&mut self, units: &[usize], amount: i128, weights: &str, is_line: bool) {
        let units: Vec<usize> = units.iter().copied().filter(|&u| self.units[u].headroom() > 0).collect();
        let weight = |u: &usize| match weights {
            "running" => self.units[*u].running,
            "original" => self.units[*u].original,
            other => panic!("{other}"),
        };
        let weights: Vec<i128> = units.iter().map(weight).collect();
        let caps: Vec<i128> = units.iter().map(|&u| self.units[u].headroom()).collect();
        for (&u, share) in units.iter().zip(capped_split(amount, &weights, &caps, "largest_remainder")) {
            self.units[u].take(share, is_line);
        }
    }

    /// 8.1
    fn select(&self, covered: Vec<usize>, effect: &Value, is_amount_off: bool) -> Vec<usize> {
        let mut kept: Vec<usize> = Vec::new();
        for u in covered {
            let before = kept.iter().filter(|&&k| self.units[k].line == self.units[u].line).count();
            let most = effect["max_units_per_line"].as_u64().filter(|_| is_amount_off);
            if most.is_none_or(|most| (before as u64) < most) {
                kept.push(u);
            }
        }
        if let Some(most) = effect["max_units"].as_u64() {
            match effect["pick"].as_str().unwrap_or("most_expensive") {
                "most_expensive" => kept.sort_by_key(|&u| -self.units[u].running),
                "cheapest" => kept.sort_by_key(|&u| self.units[u].running),
                other => panic!("{other}"),
            }
            kept.truncate(most as usize);
            kept.sort();
        }
        kept
    }

    fn off_each(&mut self, units: &[usize], amount: i128) {
        for &u in units {
            let unit = &mut self.units[u];
            if unit.headroom() > 0 {
                unit.take(amount.min(unit.headroom()), true);
            }
        }
    }

    /// 8.3
    fn percent(&mut self, selected: &[usize], bp: i128, max: Option<i128>) {
        let base_name = self.policy("percent_base").to_owned();
        let rounding = self.policy("rounding").to_owned();
        let base = |state: &Self, u: usize| match base_name.as_str() {
            "running" => state.units[u].running,
            _ => state.units[u].original,
        };
        let mut lines: Vec<usize> = selected.iter().map(|&u| self.units[u].line).collect();
        lines.dedup();
        let mut amounts = Vec::new();
        let mut sums = Vec::new();
        for &line in &lines {
            let bases: Vec<i128> = self.among(selected, line).iter().map(|&u| base(self, u).max(0)).collect();
            let sum: i128 = bases.iter().sum();
            sums.push(sum);
            amounts.push(match self.policy("round_at") {
                "line" => round(sum * bp, 10_000, &rounding),
                _ => bases.iter().map(|base| round(base * bp, 10_000, &rounding)).sum(),
            });
        }
        if let Some(max) = max
            && amounts.iter().sum::<i128>() > max
        {
            amounts = plain_split(max, &sums, self.policy("proration"));
        }
        for (line, amount) in lines.into_iter().zip(amounts) {
            let units = self.among(selected, line);
            self.give(&units, amount, &base_name, true);
        }
    }

    /// 8.6
    fn tier_rate(&self, effect: &Value, target: &Value) -> i128 {
        let all: Vec<usize> = (0..self.lines()).collect();
        let basis = effect["basis"].as_str().unwrap_or("order_subtotal");
        let value = match basis {
            "order_subtotal" => self.original_of(&all),
            "order_running" => self.running_of(&all),
            "target_subtotal" => self.running_of(&self.matching(target)),
            "target_qty" => self.stock_of(&self.matching(target)),
            other => panic!("{other}"),
        };
        let mut bp = int(&effect["base_bp"]).unwrap_or(0);
        for tier in effect["tiers"].as_array().unwrap() {
            let gte = if basis == "target_qty" { decimal(&tier["gte"]) } else { int(&tier["gte"]).unwrap() };
            if value >= gte {
                bp = int(&tier["bp"]).unwrap();
            }
        }
        bp
    }

    fn unit_groups(&mut self, effect: &Value, target: &Value, covered: Vec<usize>) {
        let mut units: Vec<usize> = covered.into_iter().filter(|&u| self.units[u].countable).collect();
        if effect["unit_order"] == "line_qty_desc" {
            units.sort_by_key(|&u| {
                let line = self.units[u].line;
                (-decimal(&self.cart[line]["qty"]), line, u)
            });
        }
        let size = effect["group_size"].as_u64().unwrap() as usize;
        units.truncate(units.len() / size * size);
        units.sort();
        let each = &effect["each"];
        match each["type"].as_str().unwrap() {
            "amount_off" => self.off_each(&units, int(&each["amount_minor"]).unwrap()),
            "percent_off" => self.percent(&units, int(&each["bp"]).unwrap(), None),
            "tiered_percent" => {
                let bp = self.tier_rate(each, target);
                self.percent(&units, bp, None);
            }
            other => panic!("{other}"),
        }
    }

    /// Countable unused units on these lines, dearest or cheapest first, ties to the lowest position.
    fn pool(&self, lines: &[usize], pick: &str) -> Vec<usize> {
        let mut pool: Vec<usize> = (0..self.units.len())
            .filter(|&u| {
                self.units[u].countable && !self.units[u].used && lines.contains(&self.units[u].line)
            })
            .collect();
        pool.sort_by_key(
            |&u| if pick == "cheapest" { self.units[u].running } else { -self.units[u].running },
        );
        pool
    }

    /// 8.4
    fn buy_x_get_y(&mut self, effect: &Value, withheld: &[usize]) {
        let open = |lines: Vec<usize>| -> Vec<usize> {
            lines.into_iter().filter(|l| !withheld.contains(l)).collect()
        };
        // What the promotion now running takes off does not count for `exclude_discounted`.
        let buy_lines = open(self.matching(&effect["buy"]["target"]));
        let get_lines = open(self.matching(&effect["get"]["target"]));
        let (buy_qty, get_qty) = (
            (decimal(&effect["buy"]["qty"]) / ONE) as usize,
            (decimal(&effect["get"]["qty"]) / ONE) as usize,
        );
        let repeat = effect["repeat"].as_bool() == Some(true);
        let applications = effect["max_applications"].as_u64().unwrap_or(if repeat { u64::MAX } else { 1 });
        let bp = int(&effect["discount_bp"]).unwrap_or(10_000);
        let mut done = 0;
        while done < applications {
            let buys = self.pool(&buy_lines, "most_expensive");
            if buys.len() < buy_qty {
                return;
            }
            let buys = &buys[..buy_qty];
            let mut gets = self.pool(&get_lines, effect["get_pick"].as_str().unwrap_or("cheapest"));
            gets.retain(|u| !buys.contains(u));
            gets.truncate(get_qty);
            if gets.is_empty()
                || (gets.len() < get_qty && effect["allow_partial_get"].as_bool() != Some(true))
            {
                return;
            }
            for &u in buys {
                self.units[u].used = true;
            }
            for &u in &gets {
                let amount = round(self.units[u].running * bp, 10_000, self.policy("rounding"));
                let unit = &mut self.units[u];
                unit.used = true;
                unit.take(amount.min(unit.headroom()).max(0), true);
            }
            done += 1;
        }
    }

    /// 8.5
    fn bundle_price(&mut self, effect: &Value) {
        let components: Vec<(Vec<usize>, usize)> = effect["components"]
            .as_array()
            .unwrap()
            .iter()
            .map(|c| (self.matching(&c["target"]), (decimal(&c["qty"]) / ONE) as usize))
            .collect();
        let mut done = 0;
        while done < effect["max_applications"].as_u64().unwrap_or(u64::MAX) {
            let mut taken: Vec<usize> = Vec::new();
            for (lines, qty) in &components {
                let mut pool = self.pool(lines, "most_expensive");
                pool.retain(|u| !taken.contains(u));
                if pool.len() < *qty {
                    return;
                }
                taken.extend(&pool[..*qty]);
            }
            let weights: Vec<i128> = taken.iter().map(|&u| self.units[u].running).collect();
            let discount = weights.iter().sum::<i128>() - int(&effect["price_minor"]).unwrap();
            if discount <= 0 {
                return;
            }
            for (&u, share) in taken.iter().zip(plain_split(discount, &weights, "largest_remainder")) {
                self.units[u].used = true;
                self.units[u].take(share, true);
            }
            done += 1;
        }
    }

    /// 8.7
    fn order_effect(&mut self, kind: &str, effect: &Value, target: &Value) {
        let lines = self.matching(target);
        let b = self.running_of(&lines);
        let percent = |state: &Self, bp: i128| {
            let base = if state.policy("percent_base") == "original" { state.original_of(&lines) } else { b };
            round(base.max(0) * bp, 10_000, state.policy("rounding"))
        };
        let mut amount = match kind {
            "percent_off" => percent(self, int(&effect["bp"]).unwrap()),
            "tiered_percent" => percent(self, self.tier_rate(effect, target)),
            "amount_off" => int(&effect["amount_minor"]).unwrap(),
            "amount_off_every" => {
                b.div_euclid(int(&effect["every_minor"]).unwrap()) * int(&effect["amount_minor"]).unwrap()
            }
            other => panic!("{other}"),
        };
        if let Some(max) = int(&effect["max_amount_minor"]) {
            amount = amount.min(max);
        }
        amount = amount.min(b).max(0);
        let weights: Vec<i128> = lines.iter().map(|&line| self.running_of(&[line]).max(0)).collect();
        let units_of = |state: &Self, line: usize| -> Vec<usize> {
            (0..state.units.len()).filter(|&u| state.units[u].line == line).collect()
        };
        let caps: Vec<i128> = lines
            .iter()
            .map(|&line| units_of(self, line).iter().map(|&u| self.units[u].headroom()).sum::<i128>().max(0))
            .collect();
        for (&line, share) in
            lines.iter().zip(capped_split(amount, &weights, &caps, self.policy("proration")))
        {
            let units = units_of(self, line);
            self.give(&units, share, "running", false);
        }
    }
}
