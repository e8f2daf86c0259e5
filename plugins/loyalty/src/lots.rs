//! Points on the ledger: one account a lot, one lot a member and expiry, and what a member owes.
//!
//! `points/<member>/<expiry>` never falls below 0. `owed/<member>` is 0 or less: points that were taken back after
//! they had been spent. What a member has is the sum of both, over lots that have not expired on the day of reading.

use crate::dates::{Date, Month};
use crate::settings::Lifetime;
use bodega_sdk::prelude::*;

/// Points of one member that expire together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lot {
    /// The ledger account.
    pub account: String,
    /// The last day the points can be spent on.
    pub expiry: Date,
    /// Points.
    pub available: i64,
}

/// The account of a lot.
pub fn lot_account(member: &str, expiry: Date) -> String {
    format!("points/{member}/{expiry}")
}

/// What all accounts of a member's lots start with.
pub fn lots_prefix(member: &str) -> String {
    format!("points/{member}/")
}

/// The account of what a member owes.
pub fn owed_account(member: &str) -> String {
    format!("owed/{member}")
}

/// The last day on which points earned on `day` can be spent.
pub fn expiry_of(day: Date, lifetime: Lifetime) -> Date {
    let expiry = match lifetime {
        Lifetime::Forever => Date::LAST,
        Lifetime::Months(months) => day.month().plus(months).last_day(),
        Lifetime::Years(years) => Month::december(day.year() + years).last_day(),
    };
    expiry.min(Date::LAST)
}

/// The lots among `balances` that hold points which can be spent on `today`, soonest expiry first.
pub fn alive(balances: &[Balance], member: &str, today: Date) -> Vec<Lot> {
    let prefix = lots_prefix(member);
    let lot = |balance: &Balance| {
        let expiry = Date::parse(balance.account.strip_prefix(&prefix)?)?;
        let is_alive = expiry >= today && balance.available > 0;
        is_alive.then(|| Lot { account: balance.account.clone(), expiry, available: balance.available })
    };
    let mut lots: Vec<Lot> = balances.iter().filter_map(lot).collect();
    lots.sort_by_key(|lot| lot.expiry);
    lots
}

/// Takes `points` from `lots` in their order; a posting a lot. What they do not hold is the second value.
pub fn take(lots: &[Lot], points: i64) -> (Vec<Posting>, i64) {
    let mut left = points;
    let mut postings = Vec::new();
    for lot in lots {
        let part = left.min(lot.available);
        if part > 0 {
            postings.push(Posting { account: lot.account.clone(), delta: -part, floor: Some(0) });
            left -= part;
        }
    }
    (postings, left)
}

/// Gives points to a member: first to what is owed, the rest to a lot. The second value is what was owed and is not
/// any more.
pub fn give(member: &str, lot: &str, points: i64, debt: i64) -> (Vec<Posting>, i64) {
    let paid = points.min(debt);
    let to = |account: String, delta| Posting { account, delta, floor: None };
    let parts = [to(owed_account(member), paid), to(lot.to_owned(), points - paid)];
    (parts.into_iter().filter(|posting| posting.delta > 0).collect(), paid)
}

/// Takes points back from a member: from `own`, the lot they went to, expired or not; then from lots alive `today`;
/// the rest is owed. `balances` are those of all the member's lots. The second value is what is newly owed.
pub fn take_back(
    member: &str,
    own: &str,
    balances: &[Balance],
    today: Date,
    points: i64,
) -> (Vec<Posting>, i64) {
    let (from_own, others): (Vec<Lot>, Vec<Lot>) =
        alive(balances, member, Date::FIRST).into_iter().partition(|lot| lot.account == own);
    let others = others.into_iter().filter(|lot| lot.expiry >= today);
    let lots: Vec<Lot> = from_own.into_iter().chain(others).collect();
    let (mut postings, owed) = take(&lots, points);
    if owed > 0 {
        postings.push(Posting { account: owed_account(member), delta: -owed, floor: None });
    }
    (postings, owed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    fn balance(account: &str, available: i64) -> Balance {
        Balance { account: account.to_owned(), available }
    }

    fn deltas(postings: &[Posting]) -> Vec<(&str, i64)> {
        postings.iter().map(|posting| (posting.account.as_str(), posting.delta)).collect()
    }

    #[test]
    fn points_live_to_the_end_of_a_month_or_year() {
        let day = date("2026-01-31");
        assert_eq!(expiry_of(day, Lifetime::Months(0)), date("2026-01-31"));
        assert_eq!(expiry_of(day, Lifetime::Months(1)), date("2026-02-28"));
        assert_eq!(expiry_of(day, Lifetime::Months(12)), date("2027-01-31"));
        assert_eq!(expiry_of(day, Lifetime::Years(1)), date("2027-12-31"));
        assert_eq!(expiry_of(day, Lifetime::Forever), Date::LAST);
        assert_eq!(expiry_of(date("9999-05-01"), Lifetime::Months(12)), Date::LAST);
    }

    #[test]
    fn a_lot_lives_through_its_last_day() {
        let balances = [
            balance("points/m/2026-03-31", 30),
            balance("points/m/2026-02-28", 20),
            balance("points/m/2026-01-31", 10),
            balance("points/m/9999-12-31", 0),
            balance("points/mm/2026-03-31", 99),
            balance("points/m/soon", 99),
            balance("owed/m", -5),
        ];
        let lots =
            |today| alive(&balances, "m", date(today)).iter().map(|lot| lot.available).collect::<Vec<_>>();
        assert_eq!(lots("2026-01-31"), [10, 20, 30]);
        assert_eq!(lots("2026-02-01"), [20, 30]);
        assert!(lots("2026-04-01").is_empty());
    }

    #[test]
    fn the_soonest_points_go_first() {
        let balances = [balance("points/m/2026-03-31", 30), balance("points/m/2026-02-28", 20)];
        let (postings, left) = take(&alive(&balances, "m", date("2026-01-01")), 45);
        assert_eq!(deltas(&postings), [("points/m/2026-02-28", -20), ("points/m/2026-03-31", -25)]);
        assert!(postings.iter().all(|posting| posting.floor == Some(0)));
        assert_eq!(left, 0);
    }

    #[test]
    fn what_is_owed_is_paid_first() {
        assert_eq!(give("m", "points/m/x", 10, 0).0.len(), 1);
        let (postings, paid) = give("m", "points/m/x", 10, 4);
        assert_eq!((deltas(&postings), paid), (vec![("owed/m", 4), ("points/m/x", 6)], 4));
        let (postings, paid) = give("m", "points/m/x", 10, 14);
        assert_eq!((deltas(&postings), paid), (vec![("owed/m", 10)], 10));
    }

    #[test]
    fn points_are_taken_back_from_their_own_lot_first() {
        let balances = [
            balance("points/m/2026-01-31", 3),
            balance("points/m/2026-02-28", 2),
            balance("points/m/2026-04-30", 7),
            balance("points/m/2026-05-31", 5),
        ];
        let taken = |own: &str, today, points| {
            let (postings, owed) = take_back("m", own, &balances, date(today), points);
            let total: i64 = postings.iter().map(|posting| posting.delta).sum();
            assert_eq!(total, -points);
            (postings.iter().map(|posting| posting.delta).collect::<Vec<_>>(), owed)
        };
        assert_eq!(taken("points/m/2026-05-31", "2026-02-01", 10), (vec![-5, -2, -3], 0));
        assert_eq!(taken("points/m/2026-05-31", "2026-02-01", 20), (vec![-5, -2, -7, -6], 6));
        // Points that nobody can spend any more are still the ones that were earned.
        assert_eq!(taken("points/m/2026-01-31", "2026-05-01", 4), (vec![-3, -1], 0));
        assert_eq!(taken("points/m/2026-03-31", "2026-06-01", 4), (vec![-4], 4));
    }
}
