//! The merchant's settings, read and checked once. Every problem names the member and how to mend it.
//! `schemas/settings.json` says the same for forms; `README.md` says it for people.

mod read;

use crate::dates::Date;

use read::Object;
pub use read::Problem;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// Once the usual points.
pub const ONCE_PPM: i64 = 1_000_000;
/// The longest window a tier may look back: what a member's document keeps.
pub const WINDOW_MONTHS_MAX: i64 = 36;

// Rates and multipliers are bounded so that every amount a shop knows stays exact in 128 bits, see `earn`.
const MULTIPLIER_MAX_PPM: i64 = 100 * ONCE_PPM;
const POINTS_MAX: i64 = 1_000_000;
const MINOR_MAX: i64 = 1_000_000_000_000;
const LIFETIME_MONTHS_MAX: i64 = 240;
const LIFETIME_YEARS_MAX: i64 = 20;
// Lists are read with every sale.
const TAGS_MAX: usize = 200;
const DAYS_MAX: usize = 100;
const TENDERS_MAX: usize = 50;
const TIERS_MAX: usize = 20;

/// Everything a merchant can set.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// How points are earned.
    pub earn: Earn,
    /// How long points live.
    pub lifetime: Lifetime,
    /// How points are spent; `None` = they are not.
    pub redeem: Option<Redeem>,
    /// From the lowest to the highest.
    pub tiers: Vec<Tier>,
}

/// How points are earned: `points` for every `per_minor` minor units paid.
#[derive(Clone, Debug, PartialEq)]
pub struct Earn {
    /// Points ...
    pub points: i64,
    /// ... for so many minor units.
    pub per_minor: i64,
    /// Goods that earn otherwise.
    pub tags: Vec<TagRule>,
    /// Goods that earn nothing and do not count for tiers.
    pub excluded_tags: Vec<String>,
    /// Days on which everything earns otherwise.
    pub days: Vec<DayRule>,
    /// Tender methods that earn nothing.
    pub excluded_tenders: Vec<String>,
}

/// Goods with `tag` earn otherwise.
#[derive(Clone, Debug, PartialEq)]
pub struct TagRule {
    /// The product tag.
    pub tag: String,
    /// Times the usual, parts per million.
    pub multiplier_ppm: Option<i64>,
    /// Points for every unit that cost something, on top.
    pub points_per_unit: i64,
}

/// Sales on these days earn otherwise.
#[derive(Clone, Debug, PartialEq)]
pub struct DayRule {
    /// 1 = Monday ... 7 = Sunday; empty = every day.
    pub weekdays: Vec<u8>,
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub to: Option<Date>,
    /// Times the usual, parts per million.
    pub multiplier_ppm: i64,
}

/// How long points live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lifetime {
    /// Points never expire.
    Forever,
    /// To the end of the month so many months after the one they were earned in.
    Months(i32),
    /// To the end of the year so many years after the one they were earned in.
    Years(i32),
}

/// How points are spent: `points` are worth `value_minor`. Also the snapshot of `pricing.compile`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redeem {
    /// So many points ...
    pub points: i64,
    /// ... are worth so many minor units.
    pub value_minor: i64,
    /// Points are spent in multiples of this; a step is worth whole minor units.
    pub step: i64,
    /// The least points that are spent at once.
    pub minimum: i64,
    /// The most of the running total that points pay, parts per million.
    pub max_share_ppm: i64,
    /// Goods that points do not pay.
    pub excluded_tags: Vec<String>,
}

impl Redeem {
    /// What a step is worth: whole minor units, as [`Settings::read`] checked.
    pub fn step_minor(&self) -> i64 {
        (i128::from(self.step) * i128::from(self.value_minor) / i128::from(self.points)) as i64
    }
}

/// A member who spent enough belongs to the tier.
#[derive(Clone, Debug, PartialEq)]
pub struct Tier {
    /// The member's tag, `loyalty:<tag>` for other plugins.
    pub tag: String,
    /// For people, by language.
    pub name: BTreeMap<String, String>,
    /// The least spend in the window.
    pub min_spend_minor: i64,
    /// Months the window is long, the current one included.
    pub window_months: i64,
    /// Times the usual points, parts per million.
    pub multiplier_ppm: i64,
}

impl Settings {
    /// Reads settings from JSON text.
    ///
    /// # Errors
    /// The first problem, with the member it is in.
    pub fn read(text: &str) -> Result<Self, Problem> {
        let value: Value = serde_json::from_str(text)
            .map_err(|error| Problem::new("settings", format!("must be JSON: {error}")))?;
        let mut root = Object::root(&value)?;
        let earn = root.object("earn")?.map_or_else(|| Ok(Earn::usual()), read_earn)?;
        let lifetime = root.object("lifetime")?.map_or(Ok(Lifetime::Forever), read_lifetime)?;
        let redeem = root.object("redeem")?.map(read_redeem).transpose()?;
        let tiers = read_tiers(root.objects("tiers", TIERS_MAX)?)?;
        root.finish()?;
        Ok(Settings { earn, lifetime, redeem, tiers })
    }
}

impl Earn {
    /// A point for a hundred minor units: a point a yuan.
    fn usual() -> Self {
        Earn {
            points: 1,
            per_minor: 100,
            tags: Vec::new(),
            excluded_tags: Vec::new(),
            days: Vec::new(),
            excluded_tenders: Vec::new(),
        }
    }
}

fn read_earn(mut object: Object) -> Result<Earn, Problem> {
    let usual = Earn::usual();
    let earn = Earn {
        points: object.integer("points", 0..=POINTS_MAX)?.unwrap_or(usual.points),
        per_minor: object.integer("per_minor", 1..=MINOR_MAX)?.unwrap_or(usual.per_minor),
        tags: read_tag_rules(object.objects("tags", TAGS_MAX)?)?,
        excluded_tags: object.texts("excluded_tags", TAGS_MAX)?,
        days: object.objects("days", DAYS_MAX)?.into_iter().map(read_day).collect::<Result<_, _>>()?,
        excluded_tenders: object.texts("excluded_tenders", TENDERS_MAX)?,
    };
    object.finish()?;
    Ok(earn)
}

fn read_tag_rules(objects: Vec<Object>) -> Result<Vec<TagRule>, Problem> {
    let mut rules: Vec<TagRule> = Vec::new();
    for mut object in objects {
        let rule = TagRule {
            tag: object.text("tag")?.to_owned(),
            multiplier_ppm: object.integer("multiplier_ppm", 0..=MULTIPLIER_MAX_PPM)?,
            points_per_unit: object.integer("points_per_unit", 0..=POINTS_MAX)?.unwrap_or(0),
        };
        if rule.multiplier_ppm.is_none() && rule.points_per_unit == 0 {
            return Err(
                object.problem("multiplier_ppm", "or `points_per_unit` is needed: the rule changes nothing")
            );
        }
        if rules.iter().any(|earlier| earlier.tag == rule.tag) {
            return Err(object.problem("tag", "has a rule already; put both into one"));
        }
        object.finish()?;
        rules.push(rule);
    }
    Ok(rules)
}

fn read_day(mut object: Object) -> Result<DayRule, Problem> {
    let weekdays = object.integers("weekdays", 1..=7, 7)?;
    let rule = DayRule {
        weekdays: weekdays.into_iter().map(|weekday| weekday as u8).collect(),
        from: object.date("from")?,
        to: object.date("to")?,
        multiplier_ppm: required(&mut object, "multiplier_ppm", 0, MULTIPLIER_MAX_PPM)?,
    };
    if rule.weekdays.is_empty() && rule.from.is_none() && rule.to.is_none() {
        return Err(object.problem("weekdays", "or a date is needed; for every day change `earn.points`"));
    }
    if let (Some(from), Some(to)) = (rule.from, rule.to)
        && from > to
    {
        return Err(object.problem("to", format!("must not be before `from`, {from}")));
    }
    object.finish()?;
    Ok(rule)
}

fn read_lifetime(mut object: Object) -> Result<Lifetime, Problem> {
    let months = object.integer("months", 0..=LIFETIME_MONTHS_MAX)?;
    let years = object.integer("years", 0..=LIFETIME_YEARS_MAX)?;
    let lifetime = match (months, years) {
        (Some(months), None) => Lifetime::Months(months as i32),
        (None, Some(years)) => Lifetime::Years(years as i32),
        (None, None) => Lifetime::Forever,
        (Some(_), Some(_)) => {
            return Err(object.problem("years", "and `months` exclude each other; keep one"));
        }
    };
    object.finish()?;
    Ok(lifetime)
}

fn read_redeem(mut object: Object) -> Result<Redeem, Problem> {
    let points = required(&mut object, "points", 1, POINTS_MAX)?;
    let value_minor = required(&mut object, "value_minor", 1, MINOR_MAX)?;
    let step = object.integer("step", 1..=POINTS_MAX)?.unwrap_or(points);
    let redeem = Redeem {
        points,
        value_minor,
        step,
        minimum: object.integer("minimum", 1..=MINOR_MAX)?.unwrap_or(step),
        max_share_ppm: object.integer("max_share_ppm", 1..=ONCE_PPM)?.unwrap_or(ONCE_PPM),
        excluded_tags: object.texts("excluded_tags", TAGS_MAX)?,
    };
    let least = points / greatest_divisor(points, value_minor);
    if step % least != 0 {
        let why = format!("must be a multiple of {least}, so that it is worth whole minor units");
        return Err(object.problem("step", why));
    }
    object.finish()?;
    Ok(redeem)
}

fn read_tiers(objects: Vec<Object>) -> Result<Vec<Tier>, Problem> {
    let mut tiers: Vec<Tier> = Vec::new();
    for mut object in objects {
        let tier = Tier {
            tag: object.text("tag")?.to_owned(),
            name: read_name(&mut object)?,
            min_spend_minor: required(&mut object, "min_spend_minor", 1, MINOR_MAX)?,
            window_months: required(&mut object, "window_months", 1, WINDOW_MONTHS_MAX)?,
            multiplier_ppm: object.integer("multiplier_ppm", 0..=MULTIPLIER_MAX_PPM)?.unwrap_or(ONCE_PPM),
        };
        if !is_tag(&tier.tag) {
            return Err(object.problem("tag", "must be lower-case letters, digits and hyphens, e.g. `gold`"));
        }
        if tiers.iter().any(|lower| lower.tag == tier.tag) {
            return Err(object.problem("tag", "is that of a lower tier; tags tell tiers apart"));
        }
        let is_below = |lower: &Tier| {
            lower.window_months == tier.window_months && lower.min_spend_minor >= tier.min_spend_minor
        };
        if let Some(lower) = tiers.iter().find(|lower| is_below(lower)) {
            let why = format!("must be more than that of `{}`: tiers go from the lowest up", lower.tag);
            return Err(object.problem("min_spend_minor", why));
        }
        object.finish()?;
        tiers.push(tier);
    }
    Ok(tiers)
}

fn read_name(object: &mut Object) -> Result<BTreeMap<String, String>, Problem> {
    let Some(mut name) = object.object("name")? else {
        return Err(object.problem("name", "must hold a name in `zh-CN` and `en`"));
    };
    let mut names = BTreeMap::new();
    for language in ["zh-CN", "en"] {
        names.insert(language.to_owned(), name.text(language)?.to_owned());
    }
    name.finish()?;
    Ok(names)
}

fn required(object: &mut Object, name: &'static str, least: i64, most: i64) -> Result<i64, Problem> {
    let number = object.integer(name, least..=most)?;
    number.ok_or_else(|| object.problem(name, format!("is missing: a whole number from {least} to {most}")))
}

/// A tag as the host takes it.
fn is_tag(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && text.len() <= 32
}

fn greatest_divisor(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { greatest_divisor(b, a % b) }
}

#[cfg(test)]
mod tests;
