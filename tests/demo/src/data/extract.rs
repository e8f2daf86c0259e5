//! One day as four small text files, tab between fields: what `bodega-demo extract` writes and the demo falls
//! back on. The files in the tree are compiled in, so the demo needs no path to them.

use super::clean::Dropped;
use super::{Basket, Coupon, Day, Line, Price, Product};
use anyhow::{Context, Result, bail, ensure};
use std::fmt::Write as _;
use std::path::Path;
use std::str::{FromStr, Split};

/// Stands for a field that is empty.
const NONE: &str = "-";

/// The texts of an extract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extract<T> {
    /// `products.tsv`: id, department, brand, category, type, size.
    pub products: T,
    /// `prices.tsv`: product, store, cents.
    pub prices: T,
    /// `baskets.tsv`: rows `D` (date, dropped rows), `B` (basket, store, household, ms) and `L` (product, pieces, cents).
    pub baskets: T,
    /// `coupons.tsv`: code, campaign, type, first day, last day, cents, products, redeemers.
    pub coupons: T,
}

/// The extract in the tree.
pub const COMMITTED: Extract<&str> = Extract {
    products: include_str!("../../extract/products.tsv"),
    prices: include_str!("../../extract/prices.tsv"),
    baskets: include_str!("../../extract/baskets.tsv"),
    coupons: include_str!("../../extract/coupons.tsv"),
};

impl Extract<String> {
    /// A day as texts.
    pub fn of(day: &Day) -> Self {
        let mut products = "# product\tdepartment\tbrand\tcategory\ttype\tsize\n".to_owned();
        for product in &day.products {
            let (category, kind, size) = (text(&product.category), text(&product.kind), text(&product.size));
            let (id, department, brand) = (product.id, &product.department, &product.brand);
            row(&mut products, &[&id, department, brand, &category, &kind, &size]);
        }
        let mut prices = "# product\tstore (- = everywhere)\tUS cents\n".to_owned();
        for price in &day.prices {
            let store = price.store.map_or_else(|| NONE.to_owned(), |store| store.to_string());
            row(&mut prices, &[&price.product, &store, &price.unit_minor]);
        }
        let mut baskets = "# D date, rows left out by reason; B basket, store, household, ms UTC; \
                           L product, pieces, US cents taken\n"
            .to_owned();
        row(&mut baskets, &[&"D", &day.date, &joined(day.dropped.counts())]);
        for basket in &day.baskets {
            row(&mut baskets, &[&"B", &basket.id, &basket.store, &basket.household, &basket.at_ms]);
            for line in &basket.lines {
                row(&mut baskets, &[&"L", &line.product, &line.quantity, &line.taken_minor]);
            }
        }
        let mut coupons =
            "# code\tcampaign\ttype\tfirst day\tlast day\tUS cents\tproducts\tredeemed on the day by\n"
                .to_owned();
        for coupon in &day.coupons {
            let (products, redeemers) = (joined(&coupon.products), joined(&coupon.redeemers));
            let (campaign, kind, runs) = (coupon.campaign, coupon.campaign_type, &coupon.runs);
            let worth = coupon.worth_minor;
            row(
                &mut coupons,
                &[&coupon.upc, &campaign, &kind, &runs.0, &runs.1, &worth, &products, &redeemers],
            );
        }
        Extract { products, prices, baskets, coupons }
    }

    /// Writes the files to `dir`; returns their bytes in all.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn write(&self, dir: &Path) -> Result<usize> {
        std::fs::create_dir_all(dir)?;
        let files = [
            ("products.tsv", &self.products),
            ("prices.tsv", &self.prices),
            ("baskets.tsv", &self.baskets),
            ("coupons.tsv", &self.coupons),
        ];
        for (name, text) in files {
            std::fs::write(dir.join(name), text).with_context(|| format!("cannot write {name}"))?;
        }
        Ok(files.iter().map(|(_, text)| text.len()).sum())
    }
}

impl<T: AsRef<str>> Extract<T> {
    /// Reads the day back.
    ///
    /// # Errors
    /// A field that is missing or wrong, with its file and line.
    pub fn read(&self) -> Result<Day> {
        let mut day = Day {
            date: String::new(),
            products: Vec::new(),
            prices: Vec::new(),
            baskets: Vec::new(),
            coupons: Vec::new(),
            dropped: Dropped::default(),
        };
        each(self.products.as_ref(), "products.tsv", |fields| {
            day.products.push(Product {
                id: fields.parse()?,
                department: fields.take()?.to_owned(),
                brand: fields.take()?.to_owned(),
                category: fields.optional()?,
                kind: fields.optional()?,
                size: fields.optional()?,
            });
            Ok(())
        })?;
        each(self.prices.as_ref(), "prices.tsv", |fields| {
            let product = fields.parse()?;
            let store = fields.optional()?.map(|store| store.parse()).transpose()?;
            day.prices.push(Price { product, store, unit_minor: fields.parse()? });
            Ok(())
        })?;
        each(self.baskets.as_ref(), "baskets.tsv", |fields| read_basket_row(fields, &mut day))?;
        each(self.coupons.as_ref(), "coupons.tsv", |fields| {
            day.coupons.push(Coupon {
                upc: fields.parse()?,
                campaign: fields.parse()?,
                campaign_type: fields.parse()?,
                runs: (fields.take()?.to_owned(), fields.take()?.to_owned()),
                worth_minor: fields.parse()?,
                products: fields.list()?,
                redeemers: fields.list()?,
            });
            Ok(())
        })?;
        ensure!(!day.date.is_empty() && !day.baskets.is_empty(), "the extract is empty");
        Ok(day)
    }
}

fn read_basket_row(fields: &mut Fields<'_>, day: &mut Day) -> Result<()> {
    match fields.take()? {
        "D" => {
            fields.take()?.clone_into(&mut day.date);
            let counts: Vec<u64> = fields.list()?;
            day.dropped = Dropped::from_counts(counts.try_into().ok().context("six counts are wanted")?);
        }
        "B" => day.baskets.push(Basket {
            id: fields.parse()?,
            store: fields.parse()?,
            household: fields.parse()?,
            at_ms: fields.parse()?,
            lines: Vec::new(),
        }),
        "L" => {
            let line =
                Line { product: fields.parse()?, quantity: fields.parse()?, taken_minor: fields.parse()? };
            day.baskets.last_mut().context("a line before any basket")?.lines.push(line);
        }
        other => bail!("there is no row {other}"),
    }
    Ok(())
}

fn each(text: &str, file: &str, mut take: impl FnMut(&mut Fields<'_>) -> Result<()>) -> Result<()> {
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
        let mut fields = Fields(line.split('\t'));
        take(&mut fields).with_context(|| format!("{file}, line {}", number + 1))?;
        ensure!(fields.0.next().is_none(), "{file}, line {}: too many fields", number + 1);
    }
    Ok(())
}

struct Fields<'a>(Split<'a, char>);

impl<'a> Fields<'a> {
    fn take(&mut self) -> Result<&'a str> {
        self.0.next().context("a field is missing")
    }

    fn optional(&mut self) -> Result<Option<String>> {
        Ok(Some(self.take()?).filter(|text| *text != NONE).map(str::to_owned))
    }

    fn parse<T: FromStr>(&mut self) -> Result<T> {
        let text = self.take()?;
        text.parse().ok().with_context(|| format!("{text:?} is not what this field holds"))
    }

    fn list<T: FromStr>(&mut self) -> Result<Vec<T>> {
        let texts = self.take()?.split(' ').filter(|text| *text != NONE);
        texts.map(|text| text.parse().ok().with_context(|| format!("{text:?} is no number"))).collect()
    }
}

fn row(out: &mut String, fields: &[&dyn std::fmt::Display]) {
    for (position, field) in fields.iter().enumerate() {
        let tab = if position == 0 { "" } else { "\t" };
        // Writing to a string cannot fail.
        let _ = write!(out, "{tab}{field}");
    }
    out.push('\n');
}

fn text(value: &Option<String>) -> String {
    value.as_deref().map_or(NONE, |value| if value.is_empty() { NONE } else { value }).replace('\t', " ")
}

fn joined<T: std::fmt::Display>(values: impl IntoIterator<Item = T>) -> String {
    let texts: Vec<String> = values.into_iter().map(|value| value.to_string()).collect();
    if texts.is_empty() { NONE.to_owned() } else { texts.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_extract_is_a_whole_day() {
        let day = COMMITTED.read().unwrap();
        assert!(day.baskets.len() > 50 && day.stores().len() > 3, "{} baskets", day.baskets.len());
        let has = |id| day.products.binary_search_by_key(&id, |product| product.id).is_ok();
        assert!(day.baskets.iter().flat_map(|basket| &basket.lines).all(|line| has(line.product)));
        assert!(day.products.iter().all(|p| day.prices.iter().any(|price| price.product == p.id)));
        let again = Extract::of(&day);
        assert_eq!(again.read().unwrap(), day, "what is written reads the same");
        assert_eq!(again.baskets, COMMITTED.baskets);
    }

    #[test]
    fn a_damaged_extract_names_the_line() {
        let damaged = Extract { prices: "# head\n12\t-\tfree\n", ..COMMITTED };
        let error = format!("{:#}", damaged.read().unwrap_err());
        assert!(error.contains("prices.tsv, line 2") && error.contains("free"), "{error}");
        let damaged = Extract { baskets: "L\t1\t1\t1\n", ..COMMITTED };
        assert!(format!("{:#}", damaged.read().unwrap_err()).contains("before any basket"));
    }
}
