//! Adds facts up by the keys of the rollups.

use super::facts::{Moment, Moved, Places, Returned, Sold, Transferred};
use crate::StoreError;
use crate::db::{self, OnConflict};
use crate::stock::StockReason;
use bodega_domain::ids::TenantId;
use sea_orm::{DatabaseTransaction, Value};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Stands for the sales themselves in the key of their rollups.
pub(super) const WHOLE_SALES: Uuid = Uuid::nil();
/// Stands for customers who are no members.
const NO_MEMBER: Uuid = Uuid::nil();
/// Stands for lines that sold no variant.
const OPEN_LINES: Uuid = Uuid::max();

/// Measures of sales: sales, units, gross, discount, tax, net.
type SalesSums = [i64; 6];
/// Measures of stock: received, sold, adjusted.
type StockSums = [i64; 3];
/// Measures of accounts: transfers, gained, spent.
type AccountSums = [i64; 3];

/// What a batch adds.
#[derive(Debug, Default)]
pub(super) struct Sums {
    /// By business date, hour, store and variant.
    sales: BTreeMap<(String, i64, Uuid, Uuid), SalesSums>,
    /// By business day, location and variant.
    stock: BTreeMap<(String, Uuid, Uuid), StockSums>,
    /// By business date, store and member.
    members: BTreeMap<(String, Uuid, Uuid), SalesSums>,
    /// By business day and account.
    accounts: BTreeMap<(String, Uuid), AccountSums>,
}

impl Sums {
    /// A sale counts once itself, and once for each variant on it.
    pub fn add_sale(&mut self, places: &Places, sale: &Sold) {
        let hour = places.hour(&sale.at);
        self.add_to_sales(&sale.at, hour, WHOLE_SALES, [1, 0, 0, 0, 0, 0]);
        self.add_to_members(&sale.at, sale.member, [1, 0, 0, 0, 0, 0]);
        let variants: BTreeSet<Uuid> =
            sale.lines.values().map(|line| line.variant.unwrap_or(OPEN_LINES)).collect();
        for variant in variants {
            self.add_to_sales(&sale.at, hour, variant, [1, 0, 0, 0, 0, 0]);
        }
        for line in sale.lines.values() {
            let tax_within = if sale.is_tax_added { 0 } else { line.tax_minor };
            let sums = [
                0,
                line.quantity_micros,
                line.gross_minor,
                line.gross_minor - line.amount_minor,
                line.tax_minor,
                line.amount_minor - tax_within,
            ];
            self.add_to_sales(&sale.at, hour, line.variant.unwrap_or(OPEN_LINES), sums);
            self.add_to_members(&sale.at, sale.member, sums);
        }
    }

    /// A return takes goods and money back on its own day and in its own store; the sale still took place.
    pub fn add_return(&mut self, places: &Places, back: &Returned) {
        let hour = places.hour(&back.at);
        for line in &back.lines {
            let tax_within = if back.is_tax_added { 0 } else { line.tax_minor };
            let sums = [
                0,
                -line.quantity_micros,
                -line.gross_minor,
                line.amount_minor - line.gross_minor,
                -line.tax_minor,
                tax_within - line.amount_minor,
            ];
            self.add_to_sales(&back.at, hour, line.variant.unwrap_or(OPEN_LINES), sums);
            self.add_to_members(&back.at, back.member, sums);
        }
    }

    /// Returns lessen what was sold; transfers count as adjustments of both places.
    pub fn add_move(&mut self, places: &Places, moved: &Moved) {
        let day = places.business_day(moved.location, moved.occurred_at_ms);
        let sums = match moved.reason {
            StockReason::Receipt => [moved.delta_micros, 0, 0],
            StockReason::Sale | StockReason::Return => [0, -moved.delta_micros, 0],
            StockReason::Adjust | StockReason::Transfer => [0, 0, moved.delta_micros],
        };
        add(self.stock.entry((day, moved.location, moved.variant)).or_default(), sums);
    }

    /// A transfer takes from one account and gives to another.
    pub fn add_transfer(&mut self, places: &Places, transfer: &Transferred) {
        let day = places.tenant_day(transfer.posted_at_ms);
        let Transferred { debit, credit, amount, .. } = *transfer;
        add(self.accounts.entry((day.clone(), debit)).or_default(), [1, 0, amount]);
        add(self.accounts.entry((day, credit)).or_default(), [1, amount, 0]);
    }

    fn add_to_members(&mut self, at: &Moment, member: Option<Uuid>, sums: SalesSums) {
        let key = (at.business_date.clone(), at.store, member.unwrap_or(NO_MEMBER));
        add(self.members.entry(key).or_default(), sums);
    }

    fn add_to_sales(&mut self, at: &Moment, hour: i64, variant: Uuid, sums: SalesSums) {
        let key = (at.business_date.clone(), hour, at.store, variant);
        add(self.sales.entry(key).or_default(), sums);
    }

    /// Adds everything to the stored sums.
    pub async fn flush(self, tx: &DatabaseTransaction, tenant: TenantId) -> Result<(), StoreError> {
        let sales: Vec<Vec<Value>> = self
            .sales
            .into_iter()
            .map(|((date, hour, store, variant), sums)| {
                let key = [tenant.0.into(), date.into(), hour.into(), store.into(), variant.into()];
                key.into_iter().chain(sums.map(Value::from)).collect()
            })
            .collect();
        add_rows(tx, "rollup_sales", &SALES_KEY, &SALES_MEASURES, &sales).await?;
        let stock: Vec<Vec<Value>> = self
            .stock
            .into_iter()
            .map(|((day, location, variant), sums)| {
                let key = [tenant.0.into(), day.into(), location.into(), variant.into()];
                key.into_iter().chain(sums.map(Value::from)).collect()
            })
            .collect();
        add_rows(tx, "rollup_stock", &STOCK_KEY, &STOCK_MEASURES, &stock).await?;
        let members: Vec<Vec<Value>> = self
            .members
            .into_iter()
            .map(|((date, store, member), sums)| {
                let key = [tenant.0.into(), date.into(), store.into(), member.into()];
                key.into_iter().chain(sums.map(Value::from)).collect()
            })
            .collect();
        add_rows(tx, "rollup_members", &MEMBERS_KEY, &SALES_MEASURES, &members).await?;
        let accounts: Vec<Vec<Value>> = self
            .accounts
            .into_iter()
            .map(|((day, account), sums)| {
                let key = [tenant.0.into(), day.into(), account.into()];
                key.into_iter().chain(sums.map(Value::from)).collect()
            })
            .collect();
        add_rows(tx, "rollup_ledger", &LEDGER_KEY, &LEDGER_MEASURES, &accounts).await
    }
}

const SALES_KEY: [&str; 5] = ["tenant_id", "business_date", "hour", "store_id", "variant_id"];
pub(super) const SALES_MEASURES: [&str; 6] =
    ["sales", "units_micros", "gross_minor", "discount_minor", "tax_minor", "net_minor"];
const MEMBERS_KEY: [&str; 4] = ["tenant_id", "business_date", "store_id", "member_id"];
const LEDGER_KEY: [&str; 3] = ["tenant_id", "day", "account_id"];
pub(super) const LEDGER_MEASURES: [&str; 3] = ["transfers", "gained", "spent"];
const STOCK_KEY: [&str; 4] = ["tenant_id", "day", "location_id", "variant_id"];
pub(super) const STOCK_MEASURES: [&str; 3] = ["received_micros", "sold_micros", "adjusted_micros"];

fn add<const N: usize>(sums: &mut [i64; N], more: [i64; N]) {
    for (sum, more) in sums.iter_mut().zip(more) {
        *sum = sum.saturating_add(more);
    }
}

async fn add_rows(
    tx: &DatabaseTransaction,
    table: &str,
    key: &[&str],
    measures: &[&str],
    rows: &[Vec<Value>],
) -> Result<(), StoreError> {
    let set: Vec<String> = measures.iter().map(|m| format!("{m} = {table}.{m} + excluded.{m}")).collect();
    let more = format!("({}) DO UPDATE SET {}", key.join(", "), set.join(", "));
    let columns = [key, measures].concat();
    db::insert_rows(tx, table, &columns, rows, OnConflict::Do(&more)).await
}
