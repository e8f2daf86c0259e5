//! 10 % off on Tuesdays, 3 for 2 on a product tag, a welcome on a member's first sale: the plugin that the SDK of
//! every language writes, proved by `sdk/conformance/cases.json`.

use bodega_sdk::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const TUESDAY: u8 = 2;
const BASIS_POINTS: i64 = 10_000;

/// The plugin.
pub struct Conformance;

#[derive(Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
struct Settings {
    tuesday_bp: i64,
    three_for_two_tag: String,
    welcome_template: String,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            tuesday_bp: 1000,
            three_for_two_tag: "snack".to_owned(),
            welcome_template: "welcome".to_owned(),
        }
    }
}

impl Settings {
    fn read(text: &str) -> Result<Self, String> {
        let settings: Settings = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if !text.trim_start().starts_with('{') {
            return Err("the settings must be an object".to_owned());
        }
        if !(0..=BASIS_POINTS).contains(&settings.tuesday_bp) {
            return Err(format!("tuesday_bp must be from 0 to {BASIS_POINTS}"));
        }
        if settings.welcome_template.is_empty() {
            return Err("welcome_template must name a message".to_owned());
        }
        Ok(settings)
    }
}

/// One unit of a line with what it costs and how much of that may go.
struct Unit {
    line: u32,
    unit: u32,
    price: i64,
    room: i64,
    is_tagged: bool,
    free: i64,
}

impl Pricing for Conformance {
    fn compile(rules: &impl CompileSource) -> Result<Compiled, Refusal> {
        let settings = Settings::read(&rules.settings()).map_err(Refusal::InvalidSettings)?;
        let snapshot = postcard::to_allocvec(&settings).map_err(|error| Refusal::Other(error.to_string()))?;
        Ok(Compiled::new(snapshot)
            .legend("three-for-two", "zh-CN", "买三付二")
            .legend("three-for-two", "en", "3 for 2")
            .legend("tuesday", "zh-CN", "周二优惠")
            .legend("tuesday", "en", "Tuesday discount"))
    }

    fn price(snapshot: &[u8], basket: &impl Basket) -> Result<Answer, Refusal> {
        let settings: Settings =
            postcard::from_bytes(snapshot).map_err(|error| Refusal::Other(error.to_string()))?;
        let mut units = units(basket, &settings.three_for_two_tag);
        let mut tagged: Vec<&mut Unit> = units.iter_mut().filter(|unit| unit.is_tagged).collect();
        tagged.sort_by_key(|unit| (-unit.price, unit.line, unit.unit));
        for unit in tagged.iter_mut().skip(2).step_by(3) {
            unit.free = unit.room.max(0);
        }
        let mut adjustments = Vec::new();
        add(&mut adjustments, "three-for-two", Level::Line, units.iter().map(|unit| (unit, unit.free)));
        if basket.context().weekday == TUESDAY {
            let off = |unit: &Unit| {
                let (price, room) = (unit.price - unit.free, unit.room - unit.free);
                // The product may pass 2^63; the quotient does not.
                let off = i128::from(price) * i128::from(settings.tuesday_bp);
                i64::try_from(off.div_euclid(i128::from(BASIS_POINTS))).unwrap_or(i64::MAX).min(room)
            };
            add(&mut adjustments, "tuesday", Level::Order, units.iter().map(|unit| (unit, off(unit))));
        }
        Ok(Answer { adjustments, gifts: vec![] })
    }
}

/// All units but gifts, in the order of the ticket.
fn units(basket: &impl Basket, tag: &str) -> Vec<Unit> {
    let lines = basket.lines();
    let tag = basket.tag_names().iter().position(|name| !tag.is_empty() && name == tag);
    let tagged: Vec<u32> =
        basket.tag_refs().iter().filter(|r| Some(r.tag as usize) == tag).map(|r| r.line).collect();
    let gifts: Vec<u32> = basket.gift_lines().iter().map(|gift| gift.line).collect();
    let (mut units, mut next) = (Vec::new(), BTreeMap::<u32, u32>::new());
    for run in basket.units() {
        let first = next.entry(run.line).or_default();
        let from = *first;
        *first += run.count;
        let line = &lines[run.line as usize];
        if gifts.contains(&run.line) {
            continue;
        }
        let is_tagged = tagged.contains(&run.line) && !line.measured;
        units.extend((from..from + run.count).map(|unit| Unit {
            line: run.line,
            unit,
            price: run.price,
            room: run.price - line.floor,
            is_tagged,
            free: 0,
        }));
    }
    units
}

/// Adds an adjustment of the units that get something; adjacent ones with equal amounts are one run.
fn add<'a>(
    adjustments: &mut Vec<Adjustment>,
    reference: &str,
    level: Level,
    off: impl Iterator<Item = (&'a Unit, i64)>,
) {
    let mut runs: Vec<UnitDiscount> = Vec::new();
    for (unit, amount) in off.filter(|(_, amount)| *amount > 0) {
        match runs.last_mut() {
            Some(run)
                if run.line == unit.line && run.first + run.count == unit.unit && run.amount == amount =>
            {
                run.count += 1;
            }
            _ => runs.push(UnitDiscount { line: unit.line, first: unit.unit, count: 1, amount }),
        }
    }
    if !runs.is_empty() {
        let amount = bodega_sdk::Amount::Units(runs);
        let reference = reference.to_owned();
        adjustments.push(Adjustment { reference, level, amount, claims: vec![], note: None });
    }
}

impl EventHandler for Conformance {
    fn handle(event: &Envelope, host: &mut impl Host) -> Result<(), Failure> {
        if event.type_ != "sale.committed.v1" {
            return Ok(());
        }
        let payload: Value =
            serde_json::from_str(&event.payload).map_err(|error| Failure::Reject(error.to_string()))?;
        let sale = &payload["sale"];
        let Some(member) = sale["member"].as_str() else { return Ok(()) };
        if host.document("greeted", member).is_some() {
            return Ok(());
        }
        let settings = Settings::read(&host.settings())
            .map_err(|error| Failure::Reject(format!("the settings cannot be read: {error}")))?;
        host.send_message(member, "service", &settings.welcome_template, "{}");
        host.put("greeted", member, &json!({ "sale": sale["id"] }).to_string(), Some(0));
        Ok(())
    }
}

bodega_sdk::register!(Conformance: pricing, events);
