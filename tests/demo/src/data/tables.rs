//! The tables of the wheel in memory: six of the eight, and of those only the columns that a shop needs.
//!
//! Left out: `promotions` (21 million rows of shelf and leaflet positions, which Bodega has no place for) and
//! `demographics` (personal data of no use to a till).

use super::clean::{Dropped, Reason, goods};
use super::columns::Table;
use super::{Product, distinct};
use anyhow::{Context, Result, ensure};
use std::collections::BTreeMap;
use std::path::Path;

/// One row of `transactions`: goods only.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Which basket.
    pub basket: u64,
    /// ms since 1970 UTC.
    pub at_ms: i64,
    /// Which store.
    pub store: u32,
    /// Who.
    pub household: u32,
    /// What.
    pub product: u32,
    /// Pieces, at least 1.
    pub quantity: u32,
    /// What the store took, US cents.
    pub taken_minor: i32,
    /// Taken off for the loyalty card, and by the store to match a coupon; US cents.
    pub store_discount_minor: i32,
    /// Taken off by the maker's coupon, US cents.
    pub coupon_minor: i32,
}

impl Row {
    /// Before any discount, US cents.
    pub fn regular_minor(&self) -> i64 {
        i64::from(self.taken_minor) + i64::from(self.store_discount_minor)
    }
}

/// A campaign.
#[derive(Clone, Debug)]
pub struct Campaign {
    /// `A`, `B` or `C`.
    pub campaign_type: char,
    /// First day, since 1970.
    pub first_day: i32,
    /// Last day, since 1970.
    pub last_day: i32,
    /// Who got its coupons, ascending.
    pub households: Vec<u32>,
}

/// A coupon of a campaign: several campaigns may use one code.
#[derive(Clone, Debug, Default)]
pub struct CouponRow {
    /// On what, ascending.
    pub products: Vec<u32>,
    /// Household and day since 1970 of each redemption.
    pub redemptions: Vec<(u32, i32)>,
}

/// The data set.
#[derive(Debug)]
pub struct Journey {
    /// By id.
    pub products: BTreeMap<u32, Product>,
    /// By time, then basket.
    pub rows: Vec<Row>,
    /// By id.
    pub campaigns: BTreeMap<u32, Campaign>,
    /// By code and campaign.
    pub coupons: BTreeMap<(u64, u32), CouponRow>,
    /// Rows of `transactions` that are no goods, each with its time.
    pub dropped: Vec<(i64, Reason)>,
}

impl Journey {
    /// Reads the tables in `dir`.
    ///
    /// # Errors
    /// A table is missing or damaged.
    pub fn read(dir: &Path) -> Result<Self> {
        let products = read_products(dir)?;
        let (rows, dropped) = read_rows(dir, &products)?;
        let campaigns = read_campaigns(dir)?;
        let coupons = read_coupons(dir)?;
        Ok(Journey { products, rows, campaigns, coupons, dropped })
    }

    /// All that was left out, by reason.
    pub fn dropped_total(&self) -> Dropped {
        let mut total = Dropped::default();
        self.dropped.iter().for_each(|(_, reason)| total.count(*reason));
        total
    }

    /// Stores that sold, ascending.
    pub fn stores(&self) -> Vec<u32> {
        distinct(self.rows.iter().map(|row| row.store))
    }

    /// Households that bought, ascending.
    pub fn households(&self) -> Vec<u32> {
        distinct(self.rows.iter().map(|row| row.household))
    }

    /// The rows of each basket, in order of time.
    pub fn baskets(&self) -> impl Iterator<Item = &[Row]> {
        self.rows.chunk_by(|a, b| a.basket == b.basket)
    }
}

fn read_products(dir: &Path) -> Result<BTreeMap<u32, Product>> {
    let table = Table::open(dir, "products")?;
    let ids = table.integers("product_id")?;
    let mut departments = table.texts("department")?.into_iter();
    let mut brands = table.texts("brand")?.into_iter();
    let mut categories = table.texts("product_category")?.into_iter();
    let mut kinds = table.texts("product_type")?.into_iter();
    let mut sizes = table.texts("package_size")?.into_iter();
    let mut products = BTreeMap::new();
    for id in ids {
        let id = u32::try_from(id).context("a product_id does not fit")?;
        let product = Product {
            id,
            department: departments.next().flatten().unwrap_or_else(|| "MISCELLANEOUS".to_owned()),
            brand: brands.next().flatten().unwrap_or_default(),
            category: categories.next().flatten(),
            kind: kinds.next().flatten(),
            size: sizes.next().flatten(),
        };
        products.insert(id, product);
    }
    Ok(products)
}

/// Puts a value of a column into a row.
type Setter = fn(&mut Row, i64) -> Result<()>;

/// Columns of whole numbers.
const NUMBERS: &[(&str, Setter)] = &[
    ("basket_id", |row, value| put(&mut row.basket, value)),
    ("store_id", |row, value| put(&mut row.store, value)),
    ("household_id", |row, value| put(&mut row.household, value)),
];

/// Columns of amounts.
const AMOUNTS: &[(&str, Setter)] = &[
    ("sales_value", |row, value| put(&mut row.taken_minor, value)),
    ("retail_disc", |row, value| add(&mut row.store_discount_minor, value)),
    ("coupon_match_disc", |row, value| add(&mut row.store_discount_minor, value)),
    ("coupon_disc", |row, value| put(&mut row.coupon_minor, value)),
];

fn put<T: TryFrom<i64>>(field: &mut T, value: i64) -> Result<()> {
    *field = value.try_into().ok().context("too large")?;
    Ok(())
}

fn add(field: &mut i32, value: i64) -> Result<()> {
    *field = field.checked_add(value.try_into()?).context("too large")?;
    Ok(())
}

/// Rows that were left out, each with its time.
type LeftOut = Vec<(i64, Reason)>;

fn read_rows(dir: &Path, products: &BTreeMap<u32, Product>) -> Result<(Vec<Row>, LeftOut)> {
    let table = Table::open(dir, "transactions")?;
    let instants = table.instants("transaction_timestamp")?;
    // What each row is, before the columns that only goods need.
    let mut rows = Vec::with_capacity(instants.len());
    let mut dropped = Vec::new();
    let quantities = table.integers("quantity")?;
    let ids = table.integers("product_id")?;
    ensure!(quantities.len() == instants.len() && ids.len() == instants.len(), "columns differ in length");
    let mut is_goods = vec![false; instants.len()];
    for (position, (id, quantity)) in ids.iter().zip(&quantities).enumerate() {
        let product = u32::try_from(*id).ok().and_then(|id| products.get(&id));
        let judged = match product {
            Some(p) => goods(*quantity, &p.department, p.category.as_deref(), p.kind.as_deref()),
            None if *quantity <= 0 => Err(Reason::NoQuantity),
            None => Err(Reason::NoProduct),
        };
        match (judged, product) {
            (Ok(quantity), Some(product)) => {
                is_goods[position] = true;
                rows.push(Row {
                    basket: 0,
                    at_ms: instants[position],
                    store: 0,
                    household: 0,
                    product: product.id,
                    quantity,
                    taken_minor: 0,
                    store_discount_minor: 0,
                    coupon_minor: 0,
                });
            }
            (judged, _) => dropped.push((instants[position], judged.err().unwrap_or(Reason::NoProduct))),
        }
    }
    drop((instants, quantities, ids));

    let mut fill = |column: &str, values: Vec<i64>, set: Setter| -> Result<()> {
        ensure!(values.len() == is_goods.len(), "columns differ in length");
        let values = values.into_iter().zip(&is_goods).filter(|(_, goods)| **goods);
        for (row, (value, _)) in rows.iter_mut().zip(values) {
            set(row, value).with_context(|| format!("{value} does not fit the column {column}"))?;
        }
        Ok(())
    };
    for (column, set) in NUMBERS {
        fill(column, table.integers(column)?, *set)?;
    }
    for (column, set) in AMOUNTS {
        fill(column, table.cents(column)?, *set)?;
    }
    rows.sort_by_key(|row| (row.at_ms, row.basket));
    Ok((rows, dropped))
}

fn read_campaigns(dir: &Path) -> Result<BTreeMap<u32, Campaign>> {
    let table = Table::open(dir, "campaign_descriptions")?;
    let mut campaigns = BTreeMap::new();
    let days = |column: &str| -> Result<Vec<i32>> {
        // These are dates, not moments: midnight UTC means that day.
        table.instants(column)?.into_iter().map(|ms| Ok(i32::try_from(ms.div_euclid(86_400_000))?)).collect()
    };
    let types = table.texts("campaign_type")?;
    let described = table.integers("campaign_id")?.into_iter().zip(types);
    for ((id, kind), (first_day, last_day)) in
        described.zip(days("start_date")?.into_iter().zip(days("end_date")?))
    {
        let campaign_type = kind.and_then(|kind| kind.chars().last()).unwrap_or('?');
        let campaign = Campaign { campaign_type, first_day, last_day, households: Vec::new() };
        campaigns.insert(u32::try_from(id)?, campaign);
    }
    let table = Table::open(dir, "campaigns")?;
    for (id, household) in table.integers("campaign_id")?.into_iter().zip(table.integers("household_id")?) {
        if let Some(campaign) = campaigns.get_mut(&u32::try_from(id)?) {
            campaign.households.push(u32::try_from(household)?);
        }
    }
    campaigns.values_mut().for_each(|campaign| campaign.households.sort_unstable());
    Ok(campaigns)
}

fn read_coupons(dir: &Path) -> Result<BTreeMap<(u64, u32), CouponRow>> {
    let mut coupons: BTreeMap<(u64, u32), CouponRow> = BTreeMap::new();
    let key = |upc: i64, campaign: i64| -> Result<(u64, u32)> { Ok((upc.try_into()?, campaign.try_into()?)) };
    let table = Table::open(dir, "coupons")?;
    let keys = table.integers("coupon_upc")?.into_iter().zip(table.integers("campaign_id")?);
    for ((upc, campaign), product) in keys.zip(table.integers("product_id")?) {
        coupons.entry(key(upc, campaign)?).or_default().products.push(product.try_into()?);
    }
    let table = Table::open(dir, "coupon_redemptions")?;
    let keys = table.integers("coupon_upc")?.into_iter().zip(table.integers("campaign_id")?);
    let times = table.integers("household_id")?.into_iter().zip(table.instants("redemption_date")?);
    for ((upc, campaign), (household, ms)) in keys.zip(times) {
        let redemption = (household.try_into()?, i32::try_from(ms.div_euclid(86_400_000))?);
        coupons.entry(key(upc, campaign)?).or_default().redemptions.push(redemption);
    }
    for coupon in coupons.values_mut() {
        coupon.products.sort_unstable();
        coupon.products.dedup();
        coupon.redemptions.sort_unstable();
    }
    Ok(coupons)
}
