//! A small rule, written twice: here and in `../guest-qjs/guest.js`. Both give the same bytes for the same input.
//!
//! The rule: a rate off all units of lines that carry a tag (10 % off `tea` where the settings say nothing else, or
//! the rate that the collection `rates` holds for the line's SKU), rounded down, never below the line's soft floor.
//! It counts on the account `use/tea` how many units it was given for and numbers its offers from that account.
//! A coupon `CUP-...` brings a cup, once. The settings choose the form of the amounts, so that every arm of the
//! contract crosses the border.

use bodega_sdk::prelude::*;
use bodega_sdk::{Gift, LineDiscount};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

const REFERENCE: &str = "tea";
const ACCOUNT: &str = "use/tea";
const PPM: i64 = bodega_sdk::core::PPM;

/// What the merchant sets.
#[derive(Deserialize)]
#[serde(default)]
struct Settings {
    tag: String,
    off_ppm: i64,
    give: Give,
}

impl Default for Settings {
    fn default() -> Self {
        Settings { tag: "tea".to_owned(), off_ppm: 100_000, give: Give::Units }
    }
}

/// The form of the amounts.
#[derive(Clone, Copy, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
enum Give {
    Units,
    Lines,
    Order,
}

/// A document of the collection `rates`; its key is the SKU.
#[derive(Deserialize)]
struct Rate {
    off_ppm: i64,
}

#[derive(Deserialize, Serialize)]
struct Snapshot {
    tag: String,
    off_ppm: i64,
    give: Give,
    rates: Vec<(String, i64)>,
}

struct Tea;

impl Pricing for Tea {
    fn compile(rules: &impl CompileSource) -> Result<Compiled, Refusal> {
        let settings: Settings = serde_json::from_str(&rules.settings())
            .map_err(|_| Refusal::InvalidSettings("the settings cannot be read".to_owned()))?;
        check_rate("settings", settings.off_ppm)?;
        let mut rates = Vec::new();
        for document in rules.documents("rates") {
            let rate: Rate = serde_json::from_str(&document.body)
                .map_err(|_| Refusal::InvalidSettings(format!("rates/{} cannot be read", document.key)))?;
            check_rate(&format!("rates/{}", document.key), rate.off_ppm)?;
            rates.push((document.key, rate.off_ppm));
        }
        let Settings { tag, off_ppm, give } = settings;
        let (en, zh) = (format!("Off {tag}"), format!("{tag}优惠"));
        let snapshot = serde_json::to_vec(&Snapshot { tag, off_ppm, give, rates })
            .map_err(|error| Refusal::Other(error.to_string()))?;
        let compiled = Compiled::new(snapshot).balance(ACCOUNT).document("notes", "{store}");
        Ok(compiled.legend(REFERENCE, "zh-CN", &zh).legend(REFERENCE, "en", &en))
    }

    fn price(snapshot: &[u8], basket: &impl Basket) -> Result<Answer, Refusal> {
        let snapshot: Snapshot = serde_json::from_slice(snapshot)
            .map_err(|_| Refusal::Other("the snapshot cannot be read".to_owned()))?;
        let discounts = discounts(&snapshot, basket);
        let mut adjustments = Vec::new();
        if !discounts.is_empty() {
            let units: i64 = discounts.iter().map(|discount| i64::from(discount.count)).sum();
            let (level, amount) = amounts(snapshot.give, discounts)?;
            let note = Some(note(basket));
            let claims = vec![Posting { account: ACCOUNT.to_owned(), delta: units, floor: None }];
            adjustments.push(Adjustment { reference: REFERENCE.to_owned(), level, amount, claims, note });
        }
        let mut gifts = Vec::new();
        for code in basket.coupons().iter().filter(|code| code.starts_with("CUP-")) {
            let spent = Adjustment::order("cup", 0).claim(format!("coupon/{code}"), -1, Some(0));
            adjustments.push(spent);
            gifts.push(Gift { reference: "cup".to_owned(), sku: code.clone(), quantity: 1_000_000 });
        }
        Ok(Answer { adjustments, gifts })
    }
}

bodega_sdk::register!(Tea: pricing);

fn check_rate(place: &str, off_ppm: i64) -> Result<(), Refusal> {
    if (0..=PPM).contains(&off_ppm) {
        return Ok(());
    }
    Err(Refusal::InvalidSettings(format!("{place}: off_ppm must be from 0 to {PPM}, not {off_ppm}")))
}

/// What comes off each run of units, in order.
fn discounts(snapshot: &Snapshot, basket: &impl Basket) -> Vec<UnitDiscount> {
    let Some(tag) = basket.tag_names().iter().position(|name| *name == snapshot.tag) else {
        return Vec::new();
    };
    let gifts: BTreeSet<u32> = basket.gift_lines().iter().map(|gift| gift.line).collect();
    let refs = basket.tag_refs();
    let tagged: BTreeSet<u32> = refs.iter().filter(|r| r.tag as usize == tag).map(|r| r.line).collect();
    let lines = basket.lines();

    let mut discounts = Vec::new();
    let (mut line, mut first) = (None, 0);
    for run in basket.units() {
        if line != Some(run.line) {
            (line, first) = (Some(run.line), 0);
        }
        let at = first;
        first += run.count;
        if !tagged.contains(&run.line) || gifts.contains(&run.line) {
            continue;
        }
        let facts = &lines[run.line as usize];
        let rate =
            snapshot.rates.iter().find(|(sku, _)| *sku == facts.sku).map_or(snapshot.off_ppm, |(_, r)| *r);
        let amount = off(run.price, rate, facts.floor);
        if amount > 0 {
            discounts.push(UnitDiscount { line: run.line, first: at, count: run.count, amount });
        }
    }
    discounts
}

/// The rate off a price, rounded down, at most what leaves the floor.
fn off(price: i64, rate_ppm: i64, floor: i64) -> i64 {
    let wanted = i128::from(price) * i128::from(rate_ppm) / i128::from(PPM);
    let room = i128::from(price) - i128::from(floor);
    // Neither can pass the price, which fits.
    wanted.min(room).max(0) as i64
}

fn amounts(give: Give, discounts: Vec<UnitDiscount>) -> Result<(Level, Amount), Refusal> {
    let total = |discounts: &[UnitDiscount]| {
        let sum: i128 = discounts.iter().map(|d| i128::from(d.amount) * i128::from(d.count)).sum();
        i64::try_from(sum).map_err(|_| Refusal::InvalidInput("the discount is too large".to_owned()))
    };
    Ok(match give {
        Give::Units => (Level::Line, Amount::Units(discounts)),
        Give::Lines => {
            // One line an answer is enough to cross this arm.
            let line = discounts[0].line;
            let own: Vec<_> = discounts.into_iter().filter(|discount| discount.line == line).collect();
            (Level::Line, Amount::Line(LineDiscount { line, amount: total(&own)? }))
        }
        Give::Order => (Level::Order, Amount::Order(total(&discounts)?)),
    })
}

/// Numbers the offer, and says where and when it was given.
fn note(basket: &impl Basket) -> String {
    let balances = basket.balances();
    let used =
        balances.iter().find(|balance| balance.account == ACCOUNT).map_or(0, |balance| balance.available);
    let context = basket.context();
    let member = context.member.as_deref().unwrap_or("nobody");
    let notes = basket.documents();
    let texts: Vec<String> =
        notes.iter().map(|d| format!("{}/{} v{} {}", d.collection, d.key, d.version, d.body)).collect();
    format!(
        "no. {} for {member} in {} at {} ({} min, day {}, {} s) {}",
        i128::from(used) + 1,
        context.store,
        context.now_ms,
        context.offset_minutes,
        context.weekday,
        context.seconds_of_day,
        texts.join("; "),
    )
}
