//! Answers questions from the rollups: sums grouped by day, hour, place and goods.

use super::sums::{SALES_MEASURES, STOCK_MEASURES, WHOLE_SALES};
use crate::db::{Row, Sql};
use crate::{Store, StoreError};
use bodega_domain::ids::{OrgUnitId, TenantId};
use sea_orm::QueryResult;
use uuid::Uuid;

/// The most rows of one answer: a month by hour and store for seven stores; more is a question to be narrowed.
pub const AGGREGATE_ROWS_MAX: u32 = 5_000;

/// The most stores of one question.
pub const AGGREGATE_STORES_MAX: usize = 5_000;

/// What is summed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    /// Sales less returns: `sales`, `units`, `gross`, `discount`, `tax`, `net`. `gross` is before discounts, `net` after
    /// them and without tax. A sale counts once, by goods once for each; a return lessens all but `sales`, on its own day.
    Sales,
    /// Stock moves: `received`, `sold` (less what came back), `adjusted` (transfers included).
    Stock,
}

/// What sums are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// The business date.
    Day,
    /// The hour at the store, `00` to `23`; of sales only.
    Hour,
    /// The store or other stock location.
    Store,
    /// The SKU; empty for lines without one.
    Sku,
    /// The product's id; empty where there is none.
    Product,
    /// A tag of the member, as it is now; a member of two counts under both, and empty is for nobody's and untagged ones. Of
    /// sales by day and store only.
    MemberTag,
}

/// A question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// What is summed.
    pub fact: Fact,
    /// By what.
    pub groups: Vec<Group>,
    /// First business date, `YYYY-MM-DD`.
    pub from: String,
    /// Last business date.
    pub to: String,
    /// Stores or locations; empty = all.
    pub stores: Vec<OrgUnitId>,
    /// Rows at most; 0 or more than [`AGGREGATE_ROWS_MAX`] = [`AGGREGATE_ROWS_MAX`].
    pub max: u32,
}

/// One group and its sums.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AggregateRow {
    /// One a group, in their order.
    pub keys: Vec<String>,
    /// One a measure of the fact, in the order [`Fact`] names them: minor units, millionths, sales plain.
    pub sums: Vec<i64>,
}

impl Store {
    /// Sums by groups, in the order of the groups' keys.
    pub async fn aggregate(
        &self,
        tenant: TenantId,
        question: &Question,
    ) -> Result<Vec<AggregateRow>, StoreError> {
        if question.fact == Fact::Stock && question.groups.contains(&Group::Hour) {
            return Err(StoreError::Refused("stock is not summed by hour".to_owned()));
        }
        let is_by_tag = question.groups.contains(&Group::MemberTag);
        let fits = |group: &Group| matches!(group, Group::MemberTag | Group::Day | Group::Store);
        if is_by_tag && (question.fact == Fact::Stock || !question.groups.iter().all(fits)) {
            let why = "members' tags go with sales, by day and store";
            return Err(StoreError::Refused(why.to_owned()));
        }
        if question.stores.len() > AGGREGATE_STORES_MAX {
            return Err(StoreError::Refused(format!("at most {AGGREGATE_STORES_MAX} stores at once")));
        }
        let rows = self.statement(tenant, question).all(&self.db.read).await?;
        rows.iter().map(|row| read(row, question)).collect()
    }

    fn statement(&self, tenant: TenantId, question: &Question) -> Sql {
        let is_by_goods = question.groups.iter().any(|group| matches!(group, Group::Sku | Group::Product));
        let is_by_tag = question.groups.contains(&Group::MemberTag);
        let (table, day, place) = match question.fact {
            Fact::Sales if is_by_tag => ("rollup_members", "business_date", "store_id"),
            Fact::Sales => ("rollup_sales", "business_date", "store_id"),
            Fact::Stock => ("rollup_stock", "day", "location_id"),
        };
        let mut sql = Sql::new(self.backend(), "SELECT ");
        for group in &question.groups {
            match group {
                Group::Day => sql.push("r.").push(day),
                Group::Hour => sql.push("r.hour"),
                Group::Store => sql.push("r.").push(place),
                Group::Sku => sql.push("COALESCE(v.sku, '')"),
                Group::MemberTag => sql.push("COALESCE(t.tag, '')"),
                Group::Product => sql.push_with("COALESCE(v.product_id, ?)", [Uuid::nil().into()]),
            };
            sql.push(", ");
        }
        for (index, measure) in question.fact.measures().iter().enumerate() {
            sql.push(if index > 0 { ", " } else { "" });
            if *measure == "sales" && !is_by_goods && !is_by_tag {
                let text =
                    "CAST(COALESCE(SUM(CASE WHEN r.variant_id = ? THEN r.sales ELSE 0 END), 0) AS BIGINT)";
                sql.push_with(text, [WHOLE_SALES.into()]);
            } else {
                sql.push(&format!("CAST(COALESCE(SUM(r.{measure}), 0) AS BIGINT)"));
            }
        }
        sql.push(&format!(" FROM {table} r"));
        if is_by_goods {
            sql.push(" LEFT JOIN variant v ON v.tenant_id = r.tenant_id AND v.id = r.variant_id");
        }
        if is_by_tag {
            sql.push(" LEFT JOIN member_tag t ON t.tenant_id = r.tenant_id AND t.member_id = r.member_id");
        }
        sql.push_with(" WHERE r.tenant_id = ?", [tenant.0.into()]);
        sql.push(&format!(" AND r.{day} BETWEEN "));
        sql.push_with("? AND ?", [question.from.as_str().into(), question.to.as_str().into()]);
        if !question.stores.is_empty() {
            sql.push(&format!(" AND r.{place} IN ")).list(question.stores.iter().map(|store| store.0));
        }
        if is_by_goods && question.fact == Fact::Sales {
            sql.push_with(" AND r.variant_id <> ?", [WHOLE_SALES.into()]);
        }
        if !question.groups.is_empty() {
            let columns: Vec<String> = (1..=question.groups.len()).map(|n| n.to_string()).collect();
            let columns = columns.join(", ");
            sql.push(&format!(" GROUP BY {columns} ORDER BY {columns}"));
        }
        let max = if question.max == 0 { AGGREGATE_ROWS_MAX } else { question.max.min(AGGREGATE_ROWS_MAX) };
        sql.push_with(" LIMIT ?", [i64::from(max).into()]);
        sql
    }
}

impl Fact {
    fn measures(self) -> &'static [&'static str] {
        match self {
            Fact::Sales => &SALES_MEASURES,
            Fact::Stock => &STOCK_MEASURES,
        }
    }
}

fn read(row: &QueryResult, question: &Question) -> Result<AggregateRow, StoreError> {
    let mut keys = Vec::with_capacity(question.groups.len());
    for (index, group) in question.groups.iter().enumerate() {
        keys.push(match group {
            Group::Day | Group::Sku | Group::MemberTag => row.at(index)?,
            Group::Hour => format!("{:02}", row.at::<i64>(index)?),
            Group::Store => row.at::<Uuid>(index)?.to_string(),
            Group::Product => {
                let product: Uuid = row.at(index)?;
                if product.is_nil() { String::new() } else { product.to_string() }
            }
        });
    }
    let first = question.groups.len();
    let sums = (first..first + question.fact.measures().len()).map(|index| row.at(index));
    Ok(AggregateRow { keys, sums: sums.collect::<Result<_, _>>()? })
}
