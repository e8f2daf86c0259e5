//! What a sale earned and redeemed, by unit: document `sale/<id>` in the collection `earnings`.
//! It marks a sale as done, and knows what a return takes back without asking the settings of that day again.

use crate::earn::Earned;
use crate::payload::{Allocation, ReturnedLine, Sale, SaleLine};
use crate::redeem;
use serde::{Deserialize, Serialize};

/// Our name in a sale's adjustments.
const PLUGIN: &str = "loyalty";

/// What a member earned and redeemed in a sale, and how much of it was taken back since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Whose points.
    pub member: String,
    /// The number people read.
    pub number: String,
    /// The month of the sale, `YYYY-MM`.
    pub month: String,
    /// The account that earned points go to, and that redeemed points come back to.
    pub lot: String,
    /// Points earned.
    pub points: i64,
    /// Of these, taken back by returns.
    pub reversed: i64,
    /// Points redeemed.
    pub redeemed: i64,
    /// Of these, given back by returns.
    pub given_back: i64,
    /// What counted for the tier.
    pub spend_minor: i64,
    /// Of this, taken back by returns.
    pub spend_back_minor: i64,
    /// Lines that earned, redeemed or counted.
    pub lines: Vec<RecordLine>,
}

/// A line of a sale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordLine {
    /// Line number.
    pub line: u32,
    /// Whether it counts for the tier.
    pub counts: bool,
    /// Points it earned.
    pub points: i64,
    /// Its units in order, all of them.
    pub units: Vec<Units>,
    /// Units that came back, in order, apart from each other.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub back: Vec<Range>,
}

/// Alike units: how many, what was paid for each, what points took off each. An array, to keep documents small.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Units(pub u32, pub i64, pub i64);

/// The first unit and how many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Range(pub u32, pub u32);

/// What part of something came back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// Minor units that came back ...
    pub back: i64,
    /// ... of so many.
    pub whole: i64,
}

impl Record {
    /// The record of a sale that has just been paid.
    pub fn new(sale: &Sale, member: &str, month: String, lot: String, earned: &Earned) -> Self {
        let (redeemed, allocations) = redeemed(sale);
        let lines = sale.lines.iter().filter_map(|line| {
            let own = earned.lines.iter().find(|own| own.line == line.line);
            let units = units(line, &allocations);
            let counts = own.is_some();
            let matters = line.amount_minor > 0 && counts || units.iter().any(|units| units.2 > 0);
            let points = own.map_or(0, |own| own.points);
            matters.then_some(RecordLine { line: line.line, counts, points, units, back: Vec::new() })
        });
        Record {
            member: member.to_owned(),
            number: sale.number.clone(),
            month,
            lot,
            points: earned.points,
            reversed: 0,
            redeemed,
            given_back: 0,
            spend_minor: earned.spend_minor,
            spend_back_minor: 0,
            lines: lines.collect(),
        }
    }

    /// Marks units as returned. Units that are marked already, and lines that never mattered, change nothing.
    pub fn mark(&mut self, returned: &[ReturnedLine]) {
        for unit in returned {
            if let Some(line) = self.lines.iter_mut().find(|line| line.line == unit.line) {
                line.mark(Range(unit.first, unit.count));
            }
        }
    }
}

impl RecordLine {
    fn mark(&mut self, range: Range) {
        let count: u32 = self.units.iter().map(|units| units.0).sum();
        let first = range.0.min(count);
        self.back.push(Range(first, range.1.min(count - first)));
        self.back.sort_unstable();
        let mut merged: Vec<Range> = Vec::with_capacity(self.back.len());
        for next in self.back.drain(..).filter(|range| range.1 > 0) {
            match merged.last_mut() {
                Some(last) if next.0 <= last.0 + last.1 => last.1 = last.1.max(next.0 + next.1 - last.0),
                _ => merged.push(next),
            }
        }
        self.back = merged;
    }

    /// What came back of the money paid.
    pub fn paid(&self) -> Part {
        self.part(|units| units.1)
    }

    /// What came back of the money that points stood for.
    pub fn redeemed(&self) -> Part {
        self.part(|units| units.2)
    }

    fn part(&self, each: fn(&Units) -> i64) -> Part {
        let (mut part, mut first) = (Part::default(), 0);
        for units in &self.units {
            let end = first + units.0;
            let back: u32 = self
                .back
                .iter()
                .map(|range| (range.0 + range.1).min(end).saturating_sub(range.0.max(first)))
                .sum();
            part.back += each(units) * i64::from(back);
            part.whole += each(units) * i64::from(units.0);
            first = end;
        }
        part
    }
}

/// The points redeemed in a sale, and off which units.
fn redeemed(sale: &Sale) -> (i64, Vec<Allocation>) {
    let (mut points, mut allocations) = (0, Vec::new());
    for adjustment in sale.adjustments.iter().filter(|adjustment| adjustment.plugin == PLUGIN) {
        let amount = adjustment.allocations.iter().map(|part| part.amount * i64::from(part.count)).sum();
        if let Some(redeemed) = redeem::points_of(&adjustment.reference, amount) {
            points += redeemed;
            allocations.extend(&adjustment.allocations);
        }
    }
    (points, allocations)
}

/// A line's units with what points took off each.
fn units(line: &SaleLine, allocations: &[Allocation]) -> Vec<Units> {
    let own: Vec<&Allocation> = allocations.iter().filter(|part| part.line == line.line).collect();
    let mut units = Vec::new();
    for run in &line.units {
        let end = run.first + run.count;
        let mut at = run.first;
        while at < end {
            let part = own.iter().find(|part| part.first <= at && at < part.first + part.count);
            let next_part = own.iter().map(|part| part.first).filter(|&first| first > at).min();
            let stop = part.map_or(next_part.unwrap_or(end), |part| part.first + part.count).min(end);
            units.push(Units(stop - at, run.amount, part.map_or(0, |part| part.amount)));
            at = stop;
        }
    }
    units
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payload::UnitRun;

    fn run(first: u32, count: u32, amount: i64) -> UnitRun {
        UnitRun { first, count, amount }
    }

    fn off(line: u32, first: u32, count: u32, amount: i64) -> Allocation {
        Allocation { line, first, count, amount }
    }

    #[test]
    fn units_are_cut_where_price_or_points_change() {
        let line = SaleLine { units: vec![run(0, 3, 90), run(3, 2, 45)], ..SaleLine::default() };
        let parts = [off(0, 1, 3, 10), off(1, 0, 5, 99)];
        let expected = [Units(1, 90, 0), Units(2, 90, 10), Units(1, 45, 10), Units(1, 45, 0)];
        assert_eq!(units(&line, &parts), expected);
        assert_eq!(units(&line, &[]), [Units(3, 90, 0), Units(2, 45, 0)]);
    }

    #[test]
    fn returned_units_are_counted_once() {
        let units = vec![Units(2, 90, 10), Units(3, 50, 0)];
        let mut line = RecordLine { line: 0, counts: true, points: 3, units, back: Vec::new() };
        line.mark(Range(1, 2));
        assert_eq!(
            (line.paid(), line.redeemed()),
            (Part { back: 140, whole: 330 }, Part { back: 10, whole: 20 })
        );
        line.mark(Range(1, 2));
        line.mark(Range(4, 900));
        assert_eq!(line.back, [Range(1, 2), Range(4, 1)]);
        line.mark(Range(0, 4));
        line.mark(Range(9, 1));
        assert_eq!(line.back, [Range(0, 5)]);
        assert_eq!(line.paid(), Part { back: 330, whole: 330 });
    }
}
