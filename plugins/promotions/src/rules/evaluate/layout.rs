//! The basket's lines laid out for evaluation: units numbered by position, SKUs and tags matched with the rules.

use crate::rules::basket::{AMOUNT_MAX_MINOR, Basket, InvalidBasket, Line, UNITS_MAX};
use crate::rules::line_set::LineSet;
use crate::rules::model::{Rules, Target, TargetRef};
use crate::rules::packed::Numbers;
use bodega_core::{MICROS_PER_ONE, line_amount};

/// What never changes about a line while promotions are applied.
pub(super) struct LineFacts {
    /// Place in the rules' SKU table; `None` where no rule names it.
    sku: Option<u32>,
    /// List price of one selling unit.
    price: i64,
    /// Original price of each unit; of the piece, where it is one.
    pub original: i64,
    /// Least price of each unit.
    pub floor: i64,
    /// Selling quantity in millionths.
    pub quantity: i64,
    /// Stock quantity in millionths.
    pub stock_quantity: i128,
    /// Whether the line is made of countable units rather than one piece.
    pub countable: bool,
    /// Number of units.
    pub units: u32,
    /// Position of the first unit.
    pub first_unit: usize,
}

impl LineFacts {
    pub(super) fn original_total(&self) -> i64 {
        self.original * i64::from(self.units)
    }
}

/// All lines, and for each target of the rules the lines it matches, worked out when first asked for.
pub(super) struct Layout<'r> {
    targets: &'r [Target<'r>],
    pub lines: Vec<LineFacts>,
    pub original_total: i64,
    tagged: Vec<LineSet>,
    matched: Vec<Option<LineSet>>,
}

impl<'r> Layout<'r> {
    pub(super) fn new(rules: &'r Rules<'r>, basket: &Basket<'_>) -> Result<Self, InvalidBasket> {
        let mut lines = Vec::with_capacity(basket.lines.len());
        let mut units: usize = 0;
        let mut original_total: i64 = 0;
        let mut magnitude: i64 = 0;
        for line in &basket.lines {
            let facts = lay_out(line, units, rules)?;
            units += facts.units as usize;
            let total = facts.original_total();
            original_total += total;
            magnitude = magnitude.checked_add(total.abs()).ok_or(InvalidBasket::AmountTooLarge)?;
            if magnitude > AMOUNT_MAX_MINOR {
                return Err(InvalidBasket::AmountTooLarge);
            }
            lines.push(facts);
        }
        let tagged = tagged_lines(rules, basket)?;
        Ok(Layout {
            targets: &rules.targets,
            lines,
            original_total,
            tagged,
            matched: vec![None; rules.targets.len()],
        })
    }

    /// The lines that a target matches; `discounted` are those carrying a line discount now.
    pub(super) fn matching(&mut self, target: TargetRef, discounted: &LineSet) -> LineSet {
        let Some(target) = target else { return LineSet::all(self.lines.len()) };
        let index = target as usize;
        let target = &self.targets[index];
        let mut lines = match &self.matched[index] {
            Some(lines) => lines.clone(),
            None => {
                let lines = self.match_lines(target);
                self.matched[index].insert(lines).clone()
            }
        };
        if target.exclude_discounted {
            lines.remove(discounted);
        }
        lines
    }

    fn match_lines(&self, target: &Target<'_>) -> LineSet {
        let mut lines = LineSet::all(self.lines.len());
        if let Some(tags) = &target.tags_any {
            lines.keep(&self.with_any_tag(tags));
        }
        if !target.exclude_tags.is_empty() {
            lines.remove(&self.with_any_tag(&target.exclude_tags));
        }
        let mut matched = LineSet::none(self.lines.len());
        for line in lines.iter() {
            let facts = &self.lines[line];
            let named = match &target.skus {
                Some(skus) => facts.sku.is_some_and(|sku| skus.holds(sku)),
                None => true,
            };
            if named
                && target.price_gte.is_none_or(|price| facts.price >= price)
                && target.price_lte.is_none_or(|price| facts.price <= price)
            {
                matched.insert(line);
            }
        }
        matched
    }

    fn with_any_tag(&self, tags: &Numbers<'_>) -> LineSet {
        let mut lines = LineSet::none(self.lines.len());
        for tag in tags.iter() {
            lines.add(&self.tagged[tag as usize]);
        }
        lines
    }
}

/// Flattening (section 3): a line of whole quantity is that many units, any other non-empty one is a piece.
fn lay_out(line: &Line<'_>, first_unit: usize, rules: &Rules<'_>) -> Result<LineFacts, InvalidBasket> {
    let quantity = line.quantity.0;
    let countable = !line.is_measured && quantity >= 0 && quantity % MICROS_PER_ONE == 0;
    let (count, original, floor) = if countable {
        // A minimum below zero would let a discount pass zero, which nothing may.
        (quantity / MICROS_PER_ONE, line.unit_price_minor, line.unit_floor_minor.max(0))
    } else {
        let amount =
            line_amount(line.unit_price_minor, line.quantity).ok_or(InvalidBasket::AmountTooLarge)?;
        (i64::from(quantity != 0), amount, 0)
    };
    let units = u32::try_from(count).ok().filter(|units| first_unit + *units as usize <= UNITS_MAX);
    let units = units.ok_or(InvalidBasket::TooManyUnits)?;
    if original.checked_mul(count).is_none() || floor > AMOUNT_MAX_MINOR / count.max(1) {
        return Err(InvalidBasket::AmountTooLarge);
    }
    Ok(LineFacts {
        sku: rules.skus.find(line.sku).map(|place| place as u32),
        price: line.unit_price_minor,
        original,
        floor,
        quantity,
        stock_quantity: i128::from(quantity) * i128::from(line.stock_units),
        countable,
        units,
        first_unit,
    })
}

/// For each tag of the rules the lines that carry it.
fn tagged_lines(rules: &Rules<'_>, basket: &Basket<'_>) -> Result<Vec<LineSet>, InvalidBasket> {
    let mut tagged = vec![LineSet::none(basket.lines.len()); rules.tags.len()];
    let places: Vec<Option<usize>> = basket.tags.iter().map(|tag| rules.tags.find(tag)).collect();
    for &(line, tag) in &basket.line_tags {
        let place = places.get(tag as usize).ok_or(InvalidBasket::UnknownLine)?;
        if line as usize >= basket.lines.len() {
            return Err(InvalidBasket::UnknownLine);
        }
        if let Some(place) = place {
            tagged[*place].insert(line as usize);
        }
    }
    Ok(tagged)
}
