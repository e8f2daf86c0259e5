//! Asks the server about the day it has just seen, and compares its books with what the tills were told.

use crate::campaigns::WELCOME_USES;
use crate::checkout::Rung;
use crate::client::Client;
use crate::loader::{store_id, variant_id};
use crate::returns::Back;
use crate::text::{grouped, money};
use crate::totals::Totals;
use crate::wire::{Account, Explanation, Page};
use anyhow::{Result, ensure};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// Rows of a page: the most that the server gives.
const ROWS: usize = 500;

/// The most pages of one list: far more than a day has.
const PAGES_MAX: usize = 2_000;

/// The longest that events may take to reach the loyalty plugin after the last sale.
const SETTLE_LIMIT: Duration = Duration::from_secs(90);

/// Receipts that are proved again.
const PROOFS: usize = 25;

/// The server's books.
#[derive(Clone, Debug, Default)]
pub struct Books {
    /// Points that sales gave.
    pub points_given: i64,
    /// Points that customers spent.
    pub points_spent: i64,
    /// Points that returns took back.
    pub points_back: i64,
    /// Points on all accounts.
    pub points_left: i64,
    /// Members that have points.
    pub members_with_points: usize,
    /// Members by tier.
    pub tiers: BTreeMap<String, usize>,
    /// From the last sale until loyalty had heard of all.
    pub settled_after: Duration,
    /// What was compared.
    pub checks: Vec<Check>,
}

/// One comparison.
#[derive(Clone, Debug)]
pub struct Check {
    /// Whether both sides agree.
    pub is_good: bool,
    /// What was compared, with the numbers.
    pub text: String,
}

impl Books {
    /// Whether all comparisons agree.
    pub fn agree(&self) -> bool {
        self.checks.iter().all(|check| check.is_good)
    }

    /// `3 gold, 12 silver`.
    pub fn tiers_text(&self) -> String {
        let tiers: Vec<String> = self.tiers.iter().map(|(tier, count)| format!("{count} {tier}")).collect();
        if tiers.is_empty() { "none".to_owned() } else { tiers.join(", ") }
    }

    fn check(&mut self, is_good: bool, text: String) {
        self.checks.push(Check { is_good, text });
    }
}

/// What the tills know of the day.
pub struct Told<'a> {
    /// Sales.
    pub rung: &'a [Rung],
    /// Their sums.
    pub totals: &'a Totals,
    /// Returns.
    pub back: &'a [Back],
    /// When the last till closed.
    pub closed: Instant,
    /// What was put on the shelves at the start.
    pub stock: &'a BTreeMap<u32, Vec<(u32, u64)>>,
}

/// Compares.
///
/// # Errors
/// The server does not answer; disagreement is no error but a check that is not good.
pub async fn audit(client: &Client, told: &Told<'_>) -> Result<Books> {
    let mut books = Books::default();
    loyalty(client, told, &mut books).await?;
    sales(client, told, &mut books).await?;
    coupons(client, told, &mut books).await?;
    stock(client, told, &mut books).await?;
    proofs(client, told, &mut books).await?;
    deliveries(client, &mut books).await?;
    Ok(books)
}

#[derive(Deserialize)]
struct SaleRow {
    id: Uuid,
    total_minor: i64,
}

async fn sales(client: &Client, told: &Told<'_>, books: &mut Books) -> Result<()> {
    let rows: Vec<SaleRow> = all(client, "/v1/sales", "").await?;
    let ids: BTreeSet<Uuid> = rows.iter().map(|row| row.id).collect();
    let total: i64 = rows.iter().map(|row| row.total_minor).sum();
    let known = told.rung.iter().filter(|rung| ids.contains(&rung.sale.id)).count();
    let is_good = known == told.rung.len() && rows.len() == known && total == told.totals.total_minor;
    let text =
        format!("{} sales for {} are in the books, each once", grouped(rows.len() as u64), money(total));
    let repeated = told.totals.repeated;
    books.check(is_good, format!("{text}; {repeated} were sent twice and came back the same"));
    Ok(())
}

#[derive(Deserialize)]
struct Document<T> {
    body: T,
}

#[derive(Deserialize)]
struct Earning {
    points: i64,
    reversed: i64,
    redeemed: i64,
    given_back: i64,
    #[serde(default)]
    lines: Vec<EarningLine>,
}

#[derive(Deserialize)]
struct EarningLine {
    #[serde(default)]
    back: Vec<Value>,
}

async fn loyalty(client: &Client, told: &Told<'_>, books: &mut Books) -> Result<()> {
    let started = Instant::now();
    let returned =
        told.back.iter().filter(|back| back.is_member).map(|back| back.sale).collect::<BTreeSet<_>>();
    // Points are given by events after the sale; wait until the plugin has heard of everything.
    let earnings = loop {
        let path = "/v1/plugins/loyalty/collections/earnings/documents";
        let earnings: Vec<Document<Earning>> = all(client, path, "").await?;
        let heard_back =
            earnings.iter().filter(|e| e.body.lines.iter().any(|line| !line.back.is_empty())).count();
        let is_done = earnings.len() >= told.totals.to_members && heard_back >= returned.len();
        if is_done || started.elapsed() > SETTLE_LIMIT {
            break earnings;
        }
        tokio::time::sleep(Duration::from_millis(250)).await;
    };
    books.settled_after = told.closed.elapsed();
    let sum = |of: fn(&Earning) -> i64| -> i64 { earnings.iter().map(|earning| of(&earning.body)).sum() };
    books.points_given = sum(|earning| earning.points);
    books.points_spent = sum(|earning| earning.redeemed - earning.given_back);
    books.points_back = sum(|earning| earning.reversed);
    let accounts: Vec<Account> = all(client, "/v1/plugins/loyalty/accounts", "").await?;
    let of = |kind: &str| -> Vec<&Account> {
        accounts.iter().filter(|account| account.account.split('/').next() == Some(kind)).collect()
    };
    let (points, owed) = (of("points"), of("owed"));
    books.points_left = points.iter().map(|account| account.posted).sum();
    let holders = points.iter().filter(|account| account.posted > 0);
    let holders: BTreeSet<&str> = holders.filter_map(|account| account.account.split('/').nth(1)).collect();
    books.members_with_points = holders.len();
    let owed: i64 = owed.iter().map(|account| account.posted).sum();
    let expected = books.points_given - books.points_spent - books.points_back;
    let (to_members, heard) = (told.totals.to_members, earnings.len());
    let is_good = expected == books.points_left + owed && heard == to_members;
    let (given, left) =
        (grouped(books.points_given.unsigned_abs()), grouped(books.points_left.unsigned_abs()));
    books.check(
        is_good,
        format!(
            "points add up: {given} given by {heard} of {to_members} sales to members, {left} left, {} owed",
            grouped(owed.unsigned_abs())
        ),
    );
    let members: Vec<Document<Value>> =
        all(client, "/v1/plugins/loyalty/collections/members/documents", "").await?;
    for member in members {
        let tier = member.body["tier"].as_str().unwrap_or("without").to_owned();
        *books.tiers.entry(tier).or_default() += 1;
    }
    Ok(())
}

async fn coupons(client: &Client, told: &Told<'_>, books: &mut Books) -> Result<()> {
    let sum = told.totals.campaigns.iter().find(|campaign| campaign.reference == "welcome-10");
    let used = sum.map_or(0, |campaign| campaign.sales);
    let accounts: Vec<Account> =
        all(client, "/v1/plugins/promotions/accounts", "prefix=use/welcome-10").await?;
    let all_together =
        accounts.iter().filter(|account| account.posted == -i64::try_from(used).unwrap_or(0)).count();
    let is_good = i64::try_from(used)? <= WELCOME_USES && (used == 0 || all_together > 0);
    books.check(
        is_good,
        format!("the coupon for {WELCOME_USES} was used {used} times, never more, by tills at once"),
    );
    Ok(())
}

#[derive(Deserialize)]
struct Balance {
    variant: Uuid,
    location: Uuid,
    on_hand: String,
}

async fn stock(client: &Client, told: &Told<'_>, books: &mut Books) -> Result<()> {
    let mut expected: BTreeMap<(Uuid, Uuid), i64> = BTreeMap::new();
    for (store, lines) in told.stock {
        for (product, pieces) in lines {
            expected.insert((store_id(*store), variant_id(*product)), i64::try_from(*pieces)?);
        }
    }
    let mut moved = |store: u32, sku: &str, by: i64| -> Result<()> {
        *expected.entry((store_id(store), variant_id(sku.parse()?))).or_default() += by;
        Ok(())
    };
    for rung in told.rung {
        for line in &rung.sale.lines {
            moved(rung.store, &line.sku, -line.quantity.parse::<i64>()?)?;
        }
    }
    for back in told.back {
        moved(back.store, &back.sku, 1)?;
    }
    let balances: Vec<Balance> = all(client, "/v1/stock", "").await?;
    let differ = balances
        .iter()
        .filter(|balance| {
            let should = expected.get(&(balance.location, balance.variant));
            should.map(ToString::to_string) != Some(balance.on_hand.clone())
        })
        .count();
    let is_good = differ == 0 && balances.len() == expected.len();
    let text = match is_good {
        true => "are what came in, less sales, plus returns".to_owned(),
        false => format!("of {} expected, {differ} differ", expected.len()),
    };
    books.check(is_good, format!("{} stock balances {text}", grouped(balances.len() as u64)));
    Ok(())
}

async fn proofs(client: &Client, told: &Told<'_>, books: &mut Books) -> Result<()> {
    let step = (told.rung.len() / PROOFS).max(1);
    let (mut proved, mut asked) = (0, 0);
    for rung in told.rung.iter().step_by(step).take(PROOFS) {
        let explanation: Explanation = client.get(&format!("/v1/sales/{}/explain", rung.sale.id)).await?;
        asked += 1;
        proved += usize::from(explanation.differences.is_empty());
    }
    books.check(
        proved == asked,
        format!("{proved} of {asked} receipts proved again to the byte by the plugins that priced them"),
    );
    Ok(())
}

async fn deliveries(client: &Client, books: &mut Books) -> Result<()> {
    let dead: Vec<Value> = all(client, "/v1/deliveries", "state=dead").await?;
    books.check(dead.is_empty(), format!("{} events that no plugin could take", dead.len()));
    Ok(())
}

/// All rows of a list.
async fn all<T: DeserializeOwned>(client: &Client, path: &str, filter: &str) -> Result<Vec<T>> {
    let mut rows = Vec::new();
    let mut after = String::new();
    for _ in 0..PAGES_MAX {
        let filter = if filter.is_empty() { String::new() } else { format!("&{filter}") };
        let page: Page<T> = client.get(&format!("{path}?limit={ROWS}{filter}{after}")).await?;
        rows.extend(page.items);
        match page.next {
            Some(next) => after = format!("&after={next}"),
            None => return Ok(rows),
        }
    }
    ensure!(false, "{path} has more than {PAGES_MAX} pages");
    Ok(rows)
}
