//! Loads the whole data set: master data, a year of sales as history, campaigns with their coupons.

use crate::campaigns::coupon_campaign;
use crate::client::{Client, ClientError};
use crate::data::clock::{Clock, date_of};
use crate::data::day::{coupon_worths, paid};
use crate::data::prices::regular_prices;
use crate::data::tables::{Journey, Row};
use crate::data::{Coupon, Product};
use crate::ids::stable_at;
use crate::loader::{BATCH, Plan, Shop, batched, load, member_id};
use crate::plugins::put_campaigns;
use crate::text::{grouped, money};
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The most coupons that become rules; the data set's most redeemed ones. Each holds for up to thousands of articles.
const COUPONS_MAX: usize = 120;

/// Articles of one coupon, so that its rule stays below the 64 KiB of a document.
const COUPON_PRODUCTS_MAX: usize = 3_000;

/// What to load.
#[derive(Clone, Copy, Debug, Default)]
pub struct Scope {
    /// At most so many baskets of history, the earliest; all where it is not given.
    pub baskets: Option<usize>,
}

/// Loads `journey`; the lines say what was loaded.
///
/// # Errors
/// The first refusal of the server.
pub async fn load_journey(client: &Client, journey: &Journey, scope: Scope) -> Result<Vec<String>> {
    let stores: BTreeMap<u32, usize> = journey.stores().into_iter().map(|store| (store, 1)).collect();
    let households = journey.households();
    let sold: BTreeSet<u32> = journey.rows.iter().map(|row| row.product).collect();
    // Articles that nobody bought have no price; coupons name them, so they are loaded as well.
    let products: Vec<Product> =
        journey.products.values().filter(|product| is_goods(product)).cloned().collect();
    let prices = regular_prices(journey.rows.iter().map(paid));
    let stock = BTreeMap::new();
    let plan = Plan {
        products: &products,
        prices: &prices,
        stores: &stores,
        households: &households,
        stock: &stock,
    };
    let shop = load(client, &plan).await?;
    let history = history(client, journey, &shop, scope).await?;
    let coupons = coupons(client, journey, &sold).await?;
    let count = |number: usize| grouped(number as u64);
    Ok(vec![
        format!("{} stores, {} members", count(stores.len()), count(households.len())),
        format!("{} products, {} prices", count(products.len()), count(prices.len())),
        history,
        coupons,
        format!("left out of the transactions: {}", journey.dropped_total()),
        "not loaded: shelf and leaflet positions (`promotions`), demographics".to_owned(),
    ])
}

fn is_goods(product: &Product) -> bool {
    crate::data::clean::goods(1, &product.department, product.category.as_deref(), product.kind.as_deref())
        .is_ok()
}

async fn history(client: &Client, journey: &Journey, shop: &Shop, scope: Scope) -> Result<String> {
    let baskets: Vec<&[Row]> = journey.baskets().take(scope.baskets.unwrap_or(usize::MAX)).collect();
    let batches = baskets.chunks(BATCH).map(|batch| {
        let sales: Vec<Value> = batch.iter().filter_map(|rows| past_sale(rows, shop)).collect();
        (batch.len(), json!({ "sales": sales }))
    });
    let answers = batched(client, "sales history", "/v1/sales/history", baskets.len(), batches).await?;
    let known: u64 = answers.iter().filter_map(|answer| answer["known"].as_u64()).sum();
    let known = if known == 0 { String::new() } else { format!("; {} were there already", grouped(known)) };
    let taken: i64 = baskets.iter().flat_map(|rows| rows.iter()).map(|row| i64::from(row.taken_minor)).sum();
    let lines: usize = baskets.iter().map(|rows| rows.len()).sum();
    let (sales, lines) = (grouped(baskets.len() as u64), grouped(lines as u64));
    Ok(format!("{sales} past sales, {lines} lines, {}{known}", money(taken)))
}

/// A basket as a past sale: list price and what was taken off, as it was.
fn past_sale(rows: &[Row], shop: &Shop) -> Option<Value> {
    let first = rows.first()?;
    let (store, tills) = shop.stores.get(&first.store)?;
    let at_ms = u64::try_from(first.at_ms).ok()?;
    Some(json!({
        "id": stable_at("sale", first.basket, at_ms),
        "number": format!("{}-01-H-{}", first.store, first.basket),
        "store": store,
        "terminal": tills.first()?.id,
        "member": member_id(first.household),
        "occurred_at_ms": first.at_ms,
        "lines": rows.iter().map(past_line).collect::<Vec<_>>(),
    }))
}

fn past_line(row: &Row) -> Value {
    let (unit_price_minor, discount_minor) = list_price(row);
    json!({
        "sku": row.product.to_string(),
        "quantity": row.quantity.to_string(),
        "unit_price_minor": unit_price_minor,
        "discount_minor": discount_minor,
        "tax_ppm": 0,
    })
}

/// A list price per piece, rounded up, and the discount that leads from it to what was taken.
fn list_price(row: &Row) -> (i64, i64) {
    let pieces = i64::from(row.quantity.max(1));
    let unit = (row.regular_minor().max(i64::from(row.taken_minor)) + pieces - 1) / pieces;
    (unit, unit * pieces - i64::from(row.taken_minor))
}

async fn coupons(client: &Client, journey: &Journey, sold: &BTreeSet<u32>) -> Result<String> {
    let clock = Clock::new()?;
    let worths = coupon_worths(journey)?;
    let mut ranked: Vec<_> = journey.coupons.iter().filter(|(key, _)| worths.contains_key(key)).collect();
    ranked.sort_by_key(|(key, row)| (std::cmp::Reverse(row.redemptions.len()), **key));
    let mut campaigns = Vec::new();
    for ((upc, number), row) in ranked.into_iter().take(COUPONS_MAX) {
        let Some(campaign) = journey.campaigns.get(number) else { continue };
        let products = row.products.iter().filter(|product| sold.contains(product)).take(COUPON_PRODUCTS_MAX);
        let coupon = Coupon {
            upc: *upc,
            campaign: *number,
            campaign_type: campaign.campaign_type,
            runs: (date_of(campaign.first_day)?, date_of(campaign.last_day)?),
            worth_minor: worths[&(*upc, *number)],
            products: products.copied().collect(),
            redeemers: Vec::new(),
        };
        let mut rule = coupon_campaign(&coupon, &coupon.products);
        let at = |date: &str, seconds: u32| -> Result<String> {
            let local = clock.local(clock.instant_ms(date, seconds)?)?;
            Ok(local.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
        };
        let (from, to) = (at(&coupon.runs.0, 0)?, at(&coupon.runs.1, 86_399)?);
        rule.body["when"] = json!([{"kind": "window", "from": from, "to": to}]);
        campaigns.push(rule);
    }
    let count = campaigns.len();
    match put_campaigns(client, &campaigns).await {
        Ok(()) => Ok(format!("{count} coupons of {} campaigns as promotion rules", journey.campaigns.len())),
        Err(error) if is_not_installed(&error) => {
            Ok("coupons left out: the promotions plugin is not installed for this tenant".to_owned())
        }
        Err(error) => Err(error).context("the coupons"),
    }
}

fn is_not_installed(error: &anyhow::Error) -> bool {
    error.downcast_ref::<ClientError>().and_then(ClientError::status) == Some(404)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_past_line_leads_to_what_was_taken() {
        let row = |quantity, taken_minor, store_discount_minor| Row {
            basket: 1,
            at_ms: 0,
            store: 1,
            household: 1,
            product: 1,
            quantity,
            taken_minor,
            store_discount_minor,
            coupon_minor: 0,
        };
        for (row, unit, discount) in
            [(row(1, 199, 50), 249, 50), (row(3, 500, 0), 167, 1), (row(2, 0, 0), 0, 0)]
        {
            assert_eq!(list_price(&row), (unit, discount));
            assert_eq!(unit * i64::from(row.quantity) - discount, i64::from(row.taken_minor));
        }
        assert_eq!(list_price(&row(1, 100, -20)), (100, 0), "never a negative discount");
    }
}
