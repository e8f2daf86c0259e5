//! What a return takes back: the points its goods earned, the points that paid for them, and what they counted for
//! the tier. Amounts follow the money: each is worked out from all that came back so far and rounded half up, and a
//! return moves the difference, so that parts add up and a full return takes back exactly everything.

use crate::payload::ReturnedLine;
use crate::record::{Part, Record};
use bodega_sdk::core::{Rounding, div_round};

/// What one return changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reversal {
    /// Earned points to take back.
    pub reversed: i64,
    /// Redeemed points to give back.
    pub given_back: i64,
    /// What no longer counts for the tier, minor units.
    pub spend_minor: i64,
}

/// Books returned units in the record and says what that changes: nothing where they are booked already.
pub fn reverse(record: &mut Record, returned: &[ReturnedLine]) -> Reversal {
    record.mark(returned);
    let reversed = record.lines.iter().map(|line| share(line.points, line.paid())).sum();
    let spend = sum(record.lines.iter().filter(|line| line.counts).map(|line| line.paid()));
    let redeemed = sum(record.lines.iter().map(|line| line.redeemed()));
    Reversal {
        reversed: raise(&mut record.reversed, reversed),
        given_back: raise(&mut record.given_back, share(record.redeemed, redeemed)),
        spend_minor: raise(&mut record.spend_back_minor, share(record.spend_minor, spend)),
    }
}

/// `amount` for the part that came back.
fn share(amount: i64, part: Part) -> i64 {
    if part.whole <= 0 {
        return 0;
    }
    div_round(i128::from(amount) * i128::from(part.back), i128::from(part.whole), Rounding::HalfUp) as i64
}

fn sum(parts: impl Iterator<Item = Part>) -> Part {
    parts
        .fold(Part::default(), |sum, part| Part { back: sum.back + part.back, whole: sum.whole + part.whole })
}

/// Raises `done` to `target` and gives the difference.
fn raise(done: &mut i64, target: i64) -> i64 {
    let more = (target - *done).max(0);
    *done += more;
    more
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{RecordLine, Units};

    fn line(line: u32, points: i64, units: &[Units]) -> RecordLine {
        RecordLine { line, counts: true, points, units: units.to_vec(), back: Vec::new() }
    }

    fn record(redeemed: i64, lines: Vec<RecordLine>) -> Record {
        Record {
            member: "m".to_owned(),
            number: "1".to_owned(),
            month: "2026-01".to_owned(),
            lot: "points/m/9999-12-31".to_owned(),
            points: lines.iter().map(|line| line.points).sum(),
            reversed: 0,
            redeemed,
            given_back: 0,
            spend_minor: lines.iter().filter(|line| line.counts).map(|line| line.paid().whole).sum(),
            spend_back_minor: 0,
            lines,
        }
    }

    fn back(line: u32, first: u32, count: u32) -> ReturnedLine {
        ReturnedLine { line, first, count }
    }

    #[test]
    fn three_thirds_of_ten_points_are_ten() {
        let mut record = record(0, vec![line(0, 10, &[Units(3, 333, 0)])]);
        let reversed: Vec<i64> =
            (0..3).map(|unit| reverse(&mut record, &[back(0, unit, 1)]).reversed).collect();
        assert_eq!(reversed, [3, 4, 3]);
        assert_eq!((record.reversed, record.spend_back_minor), (10, 999));
    }

    #[test]
    fn goods_take_back_the_points_they_earned() {
        let mut record =
            record(0, vec![line(0, 100, &[Units(1, 1000, 0)]), line(1, 10, &[Units(1, 1000, 0)])]);
        assert_eq!(reverse(&mut record, &[back(0, 0, 1)]).reversed, 100);
        assert_eq!(reverse(&mut record, &[back(1, 0, 1)]).reversed, 10);
    }

    #[test]
    fn redeemed_points_come_back_with_the_units_they_paid_for() {
        let lines = vec![line(0, 9, &[Units(2, 450, 50)]), line(1, 10, &[Units(1, 1000, 0)])];
        let mut record = record(200, lines);
        assert_eq!(reverse(&mut record, &[back(1, 0, 1)]).given_back, 0);
        assert_eq!(reverse(&mut record, &[back(0, 0, 1)]).given_back, 100);
        assert_eq!(reverse(&mut record, &[back(0, 1, 1)]).given_back, 100);
    }

    #[test]
    fn a_line_that_points_paid_in_full_gives_them_back() {
        let mut record = record(30, vec![line(0, 0, &[Units(3, 0, 10)])]);
        let reversal = reverse(&mut record, &[back(0, 0, 2)]);
        assert_eq!(reversal, Reversal { reversed: 0, given_back: 20, spend_minor: 0 });
    }

    #[test]
    fn the_same_return_twice_is_one_return() {
        let mut record = record(0, vec![line(0, 10, &[Units(2, 500, 0)])]);
        assert_eq!(reverse(&mut record, &[back(0, 0, 1)]).reversed, 5);
        let before = record.clone();
        assert_eq!(reverse(&mut record, &[back(0, 0, 1), back(7, 0, 1)]), Reversal::default());
        assert_eq!(record, before);
    }

    #[test]
    fn lines_that_do_not_count_keep_the_tier() {
        let mut tobacco = line(1, 0, &[Units(1, 800, 200)]);
        tobacco.counts = false;
        let mut record = record(200, vec![line(0, 10, &[Units(1, 1000, 0)]), tobacco]);
        assert_eq!(
            reverse(&mut record, &[back(1, 0, 1)]),
            Reversal { reversed: 0, given_back: 200, spend_minor: 0 }
        );
        assert_eq!(reverse(&mut record, &[back(0, 0, 1)]).spend_minor, 1000);
    }
}
