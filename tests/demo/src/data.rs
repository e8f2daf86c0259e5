//! The Complete Journey data as a shop needs it: products, prices, baskets, coupons.
//!
//! Read from the eight tables of the wheel ([`wheel`], [`tables`]) or, for one day, from the extract in the tree
//! ([`extract`]). What the data set lacks is made up here and named in [`SYNTHESISED`].

pub mod clean;
pub mod clock;
pub mod columns;
pub mod day;
pub mod extract;
pub mod names;
pub mod prices;
pub mod tables;
pub mod wheel;

/// What the demo made up because the data set does not have it, for people.
pub const SYNTHESISED: &[&str] = &[
    "barcodes, stock, tax classes, names of stores, tills, all campaigns but the coupons",
    "how each sale is paid, who takes gifts, spends points, has WELCOME10, brings goods back",
];

/// A product as the table `products` has it, with what is derived from that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Product {
    /// `product_id`; also the SKU.
    pub id: u32,
    /// `department`, in capitals.
    pub department: String,
    /// `brand`: `National` or `Private`.
    pub brand: String,
    /// `product_category`.
    pub category: Option<String>,
    /// `product_type`.
    pub kind: Option<String>,
    /// `package_size`.
    pub size: Option<String>,
}

/// A price of a product: everywhere, or in one store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Price {
    /// Of which product.
    pub product: u32,
    /// Where; `None` = everywhere.
    pub store: Option<u32>,
    /// Of one piece, US cents.
    pub unit_minor: i64,
}

/// What one household bought at one time in one store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basket {
    /// `basket_id`.
    pub id: u64,
    /// `store_id`.
    pub store: u32,
    /// `household_id`.
    pub household: u32,
    /// ms since 1970 UTC.
    pub at_ms: i64,
    /// In the order of the table.
    pub lines: Vec<Line>,
}

/// One product of a basket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// Which.
    pub product: u32,
    /// Pieces.
    pub quantity: u32,
    /// What the store took for it in the data set (`sales_value`), US cents.
    pub taken_minor: i64,
}

/// A coupon of a campaign of the data set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coupon {
    /// `coupon_upc`; also the code.
    pub upc: u64,
    /// `campaign_id`.
    pub campaign: u32,
    /// `A`, `B` or `C`.
    pub campaign_type: char,
    /// First and last day of the campaign, `YYYY-MM-DD`.
    pub runs: (String, String),
    /// What it is worth: the discount most redeemers got, US cents.
    pub worth_minor: i64,
    /// On what, ascending.
    pub products: Vec<u32>,
    /// Who redeemed it on the day, ascending.
    pub redeemers: Vec<u32>,
}

/// Where a day came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The wheel, fetched or found in the cache.
    Wheel,
    /// The extract in the tree.
    Extract,
}

/// One day of the data set with all that a shop needs to ring it up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// `YYYY-MM-DD`, by the clocks of the stores.
    pub date: String,
    /// Sold on the day, ascending by id.
    pub products: Vec<Product>,
    /// Of those products, ascending.
    pub prices: Vec<Price>,
    /// By time of day.
    pub baskets: Vec<Basket>,
    /// Running on the day and fit for its baskets, the best first.
    pub coupons: Vec<Coupon>,
    /// Left out of the baskets, and why.
    pub dropped: clean::Dropped,
}

impl Day {
    /// Stores that sold, ascending.
    pub fn stores(&self) -> Vec<u32> {
        distinct(self.baskets.iter().map(|basket| basket.store))
    }

    /// Households that bought, ascending.
    pub fn households(&self) -> Vec<u32> {
        distinct(self.baskets.iter().map(|basket| basket.household))
    }

    /// Lines of all baskets.
    pub fn lines(&self) -> usize {
        self.baskets.iter().map(|basket| basket.lines.len()).sum()
    }
}

/// Each value once, ascending.
pub fn distinct(values: impl Iterator<Item = u32>) -> Vec<u32> {
    values.collect::<std::collections::BTreeSet<_>>().into_iter().collect()
}
