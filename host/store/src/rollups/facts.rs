//! Reads what rollups are made of: sales, returns and moves, without what does not count.

use crate::StoreError;
use crate::db::{Row, Sql, backend, from_json, narrow};
use crate::stock::StockReason;
use bodega_domain::ids::TenantId;
use bodega_domain::pricing::UnitRun;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, Zoned};
use sea_orm::{DatabaseTransaction, QueryResult};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// Documents in one `IN` list.
const LOOKUP_MAX: usize = 256;

/// When and where something counts.
#[derive(Debug)]
pub(super) struct Moment {
    pub store: Uuid,
    pub occurred_at_ms: i64,
    pub business_date: String,
}

/// A completed sale.
#[derive(Debug)]
pub(super) struct Sold {
    pub at: Moment,
    pub member: Option<Uuid>,
    /// Whether tax is added to amounts.
    pub is_tax_added: bool,
    pub lines: BTreeMap<u32, SoldLine>,
}

/// A line of one.
#[derive(Debug)]
pub(super) struct SoldLine {
    pub variant: Option<Uuid>,
    pub quantity_micros: i64,
    pub gross_minor: i64,
    pub amount_minor: i64,
    pub tax_minor: i64,
    /// Units that may come back.
    pub units: u64,
}

/// A return, with the sale it is from.
#[derive(Debug)]
pub(super) struct Returned {
    pub at: Moment,
    /// Of the sale.
    pub member: Option<Uuid>,
    pub is_tax_added: bool,
    pub lines: Vec<ReturnedUnits>,
}

/// Units of one line that came back; amounts are what they were sold for.
#[derive(Debug)]
pub(super) struct ReturnedUnits {
    pub variant: Option<Uuid>,
    pub quantity_micros: i64,
    pub gross_minor: i64,
    pub amount_minor: i64,
    pub tax_minor: i64,
}

/// A stock move.
#[derive(Debug)]
pub(super) struct Moved {
    pub variant: Uuid,
    pub location: Uuid,
    pub delta_micros: i64,
    pub reason: StockReason,
    pub occurred_at_ms: i64,
}

/// A posted transfer.
#[derive(Debug)]
pub(super) struct Transferred {
    pub debit: Uuid,
    pub credit: Uuid,
    pub amount: i64,
    pub posted_at_ms: i64,
}

/// The clocks of a tenant's stores and warehouses.
#[derive(Debug)]
pub(super) struct Places {
    clocks: HashMap<Uuid, (TimeZone, i8)>,
    /// The topmost unit, whose clock is the tenant's.
    top: Uuid,
}

impl Places {
    pub async fn load(tx: &DatabaseTransaction, tenant: TenantId) -> Result<Self, StoreError> {
        let text =
            "SELECT id, time_zone, cutoff_hour, parent_id FROM org_unit WHERE tenant_id = ? ORDER BY path";
        let mut zones: HashMap<String, TimeZone> = HashMap::new();
        let (mut clocks, mut top) = (HashMap::new(), None);
        for row in Sql::with(backend(tx), text, [tenant.0.into()]).all(tx).await? {
            let name: String = row.at(1)?;
            let zone = zones
                .entry(name)
                .or_insert_with_key(|name| TimeZone::get(name).unwrap_or(TimeZone::UTC))
                .clone();
            clocks.insert(row.at(0)?, (zone, narrow(row.at(2)?, "cut-off hour")?));
            if row.at::<Option<Uuid>>(3)?.is_none() {
                top = top.or(Some(row.at(0)?));
            }
        }
        Ok(Places { clocks, top: top.unwrap_or_default() })
    }

    /// The time at a place; UTC where the place is not known, 1970 where the instant is not on the calendar.
    fn local(&self, place: Uuid, at_ms: i64) -> (Zoned, i8) {
        let instant = Timestamp::from_millisecond(at_ms).unwrap_or(Timestamp::UNIX_EPOCH);
        let (zone, cutoff) = self.clocks.get(&place).cloned().unwrap_or((TimeZone::UTC, 0));
        (instant.to_zoned(zone), cutoff)
    }

    /// The hour of the day, 0 to 23.
    pub fn hour(&self, at: &Moment) -> i64 {
        self.local(at.store, at.occurred_at_ms).0.hour().into()
    }

    /// The business day, `YYYY-MM-DD`: hours before the cut-off belong to the day before.
    pub fn business_day(&self, place: Uuid, at_ms: i64) -> String {
        let (local, cutoff) = self.local(place, at_ms);
        let date = local.date();
        let date = if local.hour() < cutoff { date.checked_sub(1.day()).unwrap_or(date) } else { date };
        date.to_string()
    }

    /// The tenant's business day, for what has no place.
    pub fn tenant_day(&self, at_ms: i64) -> String {
        self.business_day(self.top, at_ms)
    }
}

/// Reads sales that are completed; others are left out.
pub(super) async fn load_sales(
    tx: &DatabaseTransaction,
    tenant: TenantId,
    ids: &BTreeSet<Uuid>,
) -> Result<HashMap<Uuid, Sold>, StoreError> {
    let (mut sales, mut totals): (HashMap<Uuid, Sold>, HashMap<Uuid, i64>) = Default::default();
    let text = "SELECT id, store_id, occurred_at_ms, business_date, total_minor, member_id FROM sale \
                WHERE tenant_id = ? AND status = 'completed' AND id IN ";
    for row in by_id(tx, text, tenant, ids).await? {
        let id: Uuid = row.at(0)?;
        totals.insert(id, row.at(4)?);
        let (at, member) = (moment(&row)?, row.at(5)?);
        sales.insert(id, Sold { at, member, is_tax_added: false, lines: BTreeMap::new() });
    }
    let text = "SELECT sale_id, line, variant_id, quantity_micros, original_minor, amount_minor, tax_minor, units_json \
                FROM sale_line WHERE tenant_id = ? AND sale_id IN ";
    for row in by_id(tx, text, tenant, ids).await? {
        let Some(sale) = sales.get_mut(&row.at::<Uuid>(0)?) else { continue };
        let runs: Vec<UnitRun> = from_json(&row.at::<String>(7)?, "units")?;
        let line = SoldLine {
            variant: row.at(2)?,
            quantity_micros: row.at(3)?,
            gross_minor: row.at(4)?,
            amount_minor: row.at(5)?,
            tax_minor: row.at(6)?,
            units: runs.iter().map(|run| u64::from(run.count)).sum(),
        };
        sale.lines.insert(narrow(row.at(1)?, "line")?, line);
    }
    for (id, sale) in &mut sales {
        // The sale itself says whether its tax was added: the legal entity may have changed its mind since.
        let amounts: i64 = sale.lines.values().map(|line| line.amount_minor).sum();
        sale.is_tax_added = totals.get(id) != Some(&amounts);
    }
    Ok(sales)
}

/// Reads returns.
pub(super) async fn load_returns(
    tx: &DatabaseTransaction,
    tenant: TenantId,
    ids: &BTreeSet<Uuid>,
) -> Result<Vec<Returned>, StoreError> {
    let mut returns: BTreeMap<Uuid, (Uuid, Returned)> = BTreeMap::new();
    let text = "SELECT id, store_id, occurred_at_ms, business_date, sale_id FROM sale_return \
                WHERE tenant_id = ? AND id IN ";
    for row in by_id(tx, text, tenant, ids).await? {
        let back = Returned { at: moment(&row)?, member: None, is_tax_added: false, lines: Vec::new() };
        returns.insert(row.at(0)?, (row.at(4)?, back));
    }
    let sales = load_sales(tx, tenant, &returns.values().map(|(sale, _)| *sale).collect()).await?;
    let text = "SELECT return_id, line, first_unit, units, quantity_micros, amount_minor, tax_minor \
                FROM sale_return_line WHERE tenant_id = ? AND return_id IN ";
    for row in by_id(tx, text, tenant, ids).await? {
        let Some((sale, back)) = returns.get_mut(&row.at::<Uuid>(0)?) else { continue };
        let sold = sales.get(sale).ok_or_else(|| StoreError::Damaged("a return without sale".to_owned()))?;
        let line = sold.lines.get(&narrow(row.at(1)?, "line")?);
        let line = line.ok_or_else(|| StoreError::Damaged("a returned line without line".to_owned()))?;
        let (first, count): (u64, u64) = (narrow(row.at(2)?, "unit")?, narrow(row.at(3)?, "units")?);
        (back.is_tax_added, back.member) = (sold.is_tax_added, sold.member);
        back.lines.push(ReturnedUnits {
            variant: line.variant,
            quantity_micros: row.at(4)?,
            gross_minor: line.gross_until(first + count) - line.gross_until(first),
            amount_minor: row.at(5)?,
            tax_minor: row.at(6)?,
        });
    }
    Ok(returns.into_values().map(|(_, back)| back).collect())
}

impl SoldLine {
    /// What the units before `unit` cost before discounts; a difference of two loses nothing once all are back.
    fn gross_until(&self, unit: u64) -> i64 {
        let share = i128::from(self.gross_minor) * i128::from(unit) / i128::from(self.units.max(1));
        i64::try_from(share).unwrap_or(self.gross_minor)
    }
}

/// Reads the moves of documents.
pub(super) async fn load_moves(
    tx: &DatabaseTransaction,
    tenant: TenantId,
    documents: &BTreeSet<Uuid>,
) -> Result<Vec<Moved>, StoreError> {
    let text = "SELECT variant_id, location_id, delta_micros, reason, occurred_at_ms FROM stock_move \
                WHERE tenant_id = ? AND document_id IN ";
    let rows = by_id(tx, text, tenant, documents).await?;
    rows.iter()
        .map(|row| {
            Ok(Moved {
                variant: row.at(0)?,
                location: row.at(1)?,
                delta_micros: row.at(2)?,
                reason: StockReason::read(&row.at::<String>(3)?)?,
                occurred_at_ms: row.at(4)?,
            })
        })
        .collect()
}

/// Reads posted transfers.
pub(super) async fn load_transfers(
    tx: &DatabaseTransaction,
    tenant: TenantId,
    ids: &BTreeSet<Uuid>,
) -> Result<Vec<Transferred>, StoreError> {
    let text = "SELECT debit_account_id, credit_account_id, amount, created_at_ms FROM ledger_transfer \
                WHERE tenant_id = ? AND id IN ";
    let rows = by_id(tx, text, tenant, ids).await?;
    rows.iter()
        .map(|row| {
            Ok(Transferred {
                debit: row.at(0)?,
                credit: row.at(1)?,
                amount: row.at(2)?,
                posted_at_ms: row.at(3)?,
            })
        })
        .collect()
}

fn moment(row: &QueryResult) -> Result<Moment, StoreError> {
    Ok(Moment { store: row.at(1)?, occurred_at_ms: row.at(2)?, business_date: row.at(3)? })
}

/// Asks for some ids at a time.
async fn by_id(
    tx: &DatabaseTransaction,
    text: &str,
    tenant: TenantId,
    ids: &BTreeSet<Uuid>,
) -> Result<Vec<QueryResult>, StoreError> {
    let ids: Vec<Uuid> = ids.iter().copied().collect();
    let mut rows = Vec::new();
    for chunk in ids.chunks(LOOKUP_MAX) {
        let mut sql = Sql::with(backend(tx), text, [tenant.0.into()]);
        sql.list(chunk.iter().copied());
        rows.extend(sql.all(tx).await?);
    }
    Ok(rows)
}
