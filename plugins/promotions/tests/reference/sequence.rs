//! Section 11, step by step.

use super::cart::{State, flatten};
use serde_json::Value;

fn priority(promotion: &Value) -> i64 {
    promotion["priority"].as_i64().unwrap_or(0)
}

fn id(promotion: &Value) -> String {
    promotion["id"].as_str().unwrap().to_owned()
}

fn is_line(promotion: &Value) -> bool {
    promotion["scope"] == "line"
}

/// The state in which `case`'s rules leave `cart`.
pub fn evaluate<'a>(case: &'a Value, cart: &'a Value) -> State<'a> {
    let mut state = State {
        case,
        cart,
        units: flatten(cart),
        gifts: Vec::new(),
        applied: Vec::new(),
        withheld: Vec::new(),
    };
    // Step 1
    for manual in case["context"]["manual_line_discounts"].as_array().into_iter().flatten() {
        let line = manual["line"].as_u64().unwrap() as usize;
        let units: Vec<usize> = (0..state.units.len()).filter(|&u| state.units[u].line == line).collect();
        state.give(&units, i128::from(manual["amount_minor"].as_i64().unwrap()), "running", true);
        if state.policy("manual_line_discount") == "replaces_line_promotions" {
            state.withheld.push(line);
        }
    }
    // Step 2
    let declared: Vec<&Value> = case["rules"]["promotions"].as_array().unwrap().iter().collect();
    let mut sequence = declared.clone();
    sequence.sort_by_key(|promotion| -priority(promotion));
    if state.policy("sequence") == "line_then_order" {
        sequence.sort_by_key(|promotion| !is_line(promotion));
    }
    // Step 3
    let mut exclusive: Option<&Value> = None;
    for promotion in &declared {
        if promotion["exclusive"].as_bool() == Some(true)
            && state.is_eligible(promotion)
            && exclusive.is_none_or(|kept| priority(promotion) > priority(kept))
        {
            exclusive = Some(promotion);
        }
    }
    if let Some(kept) = exclusive {
        sequence = vec![kept];
    }
    // Step 4
    let groups = state.policy("priority_groups").to_owned();
    if groups != "none" {
        priority_groups(&mut state, &sequence, &groups);
        return state;
    }
    // Step 5
    let conflict = state.policy("line_conflict").to_owned();
    if conflict != "stack" {
        let eligible: Vec<&Value> =
            sequence.iter().copied().filter(|p| is_line(p) && state.is_eligible(p)).collect();
        line_conflicts(&mut state, &eligible, &conflict);
        sequence.retain(|promotion| !is_line(promotion));
    }
    // Step 6
    walk(&mut state, &sequence);
    state
}

/// The total discount of a trial of these promotions together.
fn trial(state: &State<'_>, promotions: &[&Value]) -> i128 {
    let mut copy = state.clone();
    for promotion in promotions {
        copy.apply(promotion, &state.withheld);
    }
    state.total() - copy.total()
}

fn best<'v>(state: &State<'_>, candidates: Vec<Vec<&'v Value>>) -> Option<Vec<&'v Value>> {
    let mut best: Option<(i128, Vec<&Value>)> = None;
    for candidate in candidates {
        let discount = trial(state, &candidate);
        if best.as_ref().is_none_or(|(most, _)| discount > *most) {
            best = Some((discount, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

fn priority_groups(state: &mut State<'_>, sequence: &[&Value], mode: &str) {
    let mut priorities: Vec<i64> = sequence.iter().map(|promotion| priority(promotion)).collect();
    priorities.sort();
    priorities.dedup();
    for level in priorities.into_iter().rev() {
        let members: Vec<&Value> =
            sequence.iter().copied().filter(|p| priority(p) == level && state.is_eligible(p)).collect();
        if members.is_empty() {
            continue;
        }
        let stops = mode == "compound_within_stop_across";
        let mut candidates: Vec<Vec<&Value>> = Vec::new();
        if stops {
            let compound: Vec<&Value> =
                members.iter().copied().filter(|p| p["combine"] == "compound").collect();
            if !compound.is_empty() {
                candidates.push(compound);
            }
            candidates.extend(members.iter().filter(|p| p["combine"] == "best_price").map(|p| vec![*p]));
        } else {
            candidates.extend(members.iter().map(|p| vec![*p]));
        }
        for winner in best(state, candidates).unwrap() {
            let withheld = state.withheld.clone();
            state.apply(winner, &withheld);
            state.applied.push(id(winner));
        }
        if stops {
            return;
        }
    }
}

fn line_conflicts(state: &mut State<'_>, eligible: &[&Value], mode: &str) {
    let mut winners: Vec<Option<usize>> = vec![None; state.lines()];
    if mode == "best_per_line" {
        let trials: Vec<State<'_>> = eligible
            .iter()
            .map(|promotion| {
                let mut copy = state.clone();
                copy.apply(promotion, &state.withheld);
                copy
            })
            .collect();
        for (line, winner) in winners.iter_mut().enumerate() {
            let mut most = 0;
            for (number, end) in trials.iter().enumerate() {
                let discount: i128 =
                    end.units.iter().filter(|unit| unit.line == line).map(|unit| unit.line_discount).sum();
                if eligible[number]["effect"]["type"] != "gift" && discount > most {
                    most = discount;
                    *winner = Some(number);
                }
            }
        }
    } else {
        for (line, winner) in winners.iter_mut().enumerate() {
            for (number, promotion) in eligible.iter().enumerate() {
                if state.matches(&promotion["target"], line)
                    && winner.is_none_or(|other| priority(promotion) > priority(eligible[other]))
                {
                    *winner = Some(number);
                }
            }
        }
    }
    for (number, promotion) in eligible.iter().enumerate() {
        if winners.contains(&Some(number)) {
            let mut withheld: Vec<usize> =
                (0..state.lines()).filter(|&line| winners[line] != Some(number)).collect();
            withheld.extend(&state.withheld);
            let before: Vec<i128> = state.units.iter().map(|unit| unit.running).collect();
            state.apply(promotion, &withheld);
            if state.units.iter().map(|unit| unit.running).ne(before) {
                state.applied.push(id(promotion));
            }
        }
    }
}

fn walk(state: &mut State<'_>, sequence: &[&Value]) {
    let mut closed: Vec<&str> = Vec::new();
    for promotion in sequence {
        if !state.is_eligible(promotion) {
            continue;
        }
        let mut turn = *promotion;
        if let Some(group) = promotion["group"].as_str() {
            if closed.contains(&group) {
                continue;
            }
            closed.push(group);
            if state.policy("group_pick") == "best" {
                let members =
                    sequence.iter().copied().filter(|p| p["group"] == group && state.is_eligible(p));
                turn = best(state, members.map(|p| vec![p]).collect()).unwrap()[0];
            }
        }
        let before: Vec<i128> = state.units.iter().map(|unit| unit.running).collect();
        let withheld = state.withheld.clone();
        state.apply(turn, &withheld);
        let is_listed_gift = turn["effect"]["type"] == "gift" && !state.gifts.is_empty();
        if is_listed_gift || state.units.iter().map(|unit| unit.running).ne(before) {
            state.applied.push(id(turn));
        }
    }
}
