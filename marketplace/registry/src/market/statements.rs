//! A publisher's month: what merchants owe for its plans, and who gets how much of it, to the minor unit.
//!
//! A line is a plan of a package as one tenant used it. Its amount is price x quantity / unit, half up. The publisher's
//! share of the month's total is fixed first; the lines' shares are split from it by largest remainder, so they add up.

use crate::market::caller::Caller;
use crate::market::problem::{MarketResult, Problem, Query, bad_cursor};
use crate::market::publishers;
use crate::store::entities::{plan, publisher, statement, usage};
use crate::store::page::{Page, PageRequest};
use crate::store::{from_json, is_taken, now_ms, to_json};
use crate::{Registry, RegistryError};
use axum::Json;
use axum::extract::{Path, State};
use bodega_core::{Remainder, Rounding, div_round, split};
use sea_orm::sea_query::{Alias, Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Months are those of the operator's bookkeeping.
const ZONE: &str = "Asia/Shanghai";
/// All of it, parts per million.
const PPM: i64 = 1_000_000;
/// The most lines of a statement; a publisher with more tenants than this gets a system of its own.
const LINES_MAX: u64 = 100_000;

/// What one tenant used of one plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Line {
    package: String,
    plan: String,
    host: String,
    tenant: String,
    quantity: i64,
    amount_minor: i64,
    /// The publisher's part of it.
    publisher_minor: i64,
}

/// A month of a publisher in one currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Statement {
    publisher: String,
    month: String,
    currency: String,
    gross_minor: i64,
    publisher_minor: i64,
    operator_minor: i64,
    share_ppm: i64,
    lines: Vec<Line>,
    /// Absent in a preview.
    #[serde(skip_serializing_if = "Option::is_none")]
    closed_at_ms: Option<i64>,
}

impl TryFrom<statement::Model> for Statement {
    type Error = RegistryError;

    fn try_from(row: statement::Model) -> Result<Self, RegistryError> {
        Ok(Statement {
            lines: from_json(&row.lines_json, "lines of a statement")?,
            publisher: row.publisher,
            month: row.month,
            currency: row.currency,
            gross_minor: row.gross_minor,
            publisher_minor: row.publisher_minor,
            operator_minor: row.operator_minor,
            share_ppm: row.share_ppm,
            closed_at_ms: Some(row.closed_at_ms),
        })
    }
}

/// `2026-11` of a time.
pub(crate) fn month_of(at_ms: i64) -> MarketResult<String> {
    let at = jiff::Timestamp::from_millisecond(at_ms).and_then(|at| at.in_tz(ZONE));
    let at = at.map_err(|error| RegistryError::Damaged(format!("time {at_ms}: {error}")))?;
    Ok(at.strftime("%Y-%m").to_string())
}

fn require_month(month: &str) -> MarketResult<()> {
    let sound = month.len() == 7 && format!("{month}-01").parse::<jiff::civil::Date>().is_ok();
    if sound { Ok(()) } else { Err(Problem::invalid("/month", "must look like 2026-11")) }
}

/// `GET /publishers/{publisher}/statements`: closed months, newest first. The publisher or an operator.
pub(crate) async fn list(
    State(registry): State<Registry>,
    caller: Caller,
    Path(name): Path<String>,
    Query(request): Query<PageRequest>,
) -> MarketResult<Json<Page<Statement>>> {
    use statement::Column;
    caller.publisher(&name)?;
    let mut select = statement::Entity::find().filter(Column::Publisher.eq(name));
    if let Some((month, currency)) = request.key::<(String, String)>().map_err(bad_cursor)? {
        let later = Column::Month.eq(month.as_str()).and(Column::Currency.gt(currency));
        select = select.filter(Column::Month.lt(month).or(later));
    }
    let ordered = select.order_by_desc(Column::Month).order_by_asc(Column::Currency).limit(request.fetch());
    let page =
        request.page(ordered.all(registry.db()).await?, |row| (row.month.clone(), row.currency.clone()));
    Ok(Json(page.try_map(Statement::try_from)?))
}

/// `GET /publishers/{publisher}/statements/{month}/preview`: what a month comes to so far. The publisher or an operator.
pub(crate) async fn preview(
    State(registry): State<Registry>,
    caller: Caller,
    Path((name, month)): Path<(String, String)>,
) -> MarketResult<Json<Vec<Statement>>> {
    caller.publisher(&name)?;
    require_month(&month)?;
    let publisher = publishers::find(&registry, &name).await?;
    Ok(Json(compute(registry.db(), &publisher, &month).await?))
}

/// `POST /publishers/{publisher}/statements/{month}/close`: fixes a month that is over, a statement a currency. Operators
/// only; closing again answers with what is fixed.
pub(crate) async fn close(
    State(registry): State<Registry>,
    caller: Caller,
    Path((name, month)): Path<(String, String)>,
) -> MarketResult<Json<Vec<Statement>>> {
    use statement::Column;
    caller.operator()?;
    require_month(&month)?;
    let now = now_ms();
    if month >= month_of(now)? {
        return Err(Problem::conflict("statement.state", format!("{month} is not over yet")));
    }
    publishers::find(&registry, &name).await?;
    let tx = registry.inner.db.begin().await?;
    let publisher = publisher::Entity::find_by_id(name.clone()).lock_exclusive().one(&tx).await?;
    let publisher = publisher.ok_or_else(|| RegistryError::damaged("no publisher", &name))?;
    let closed = Column::Publisher.eq(name.as_str()).and(Column::Month.eq(month.as_str()));
    let closed = statement::Entity::find().filter(closed).order_by_asc(Column::Currency).all(&tx).await?;
    if !closed.is_empty() {
        return Ok(Json(closed.into_iter().map(Statement::try_from).collect::<Result<_, _>>()?));
    }
    let mut statements = compute(&tx, &publisher, &month).await?;
    for statement in &mut statements {
        statement.closed_at_ms = Some(now);
        let row = statement::Model {
            publisher: statement.publisher.clone(),
            month: statement.month.clone(),
            currency: statement.currency.clone(),
            gross_minor: statement.gross_minor,
            publisher_minor: statement.publisher_minor,
            operator_minor: statement.operator_minor,
            share_ppm: statement.share_ppm,
            lines_json: to_json(&statement.lines),
            closed_at_ms: now,
        };
        match row.into_active_model().insert(&tx).await {
            Ok(_) => {}
            Err(error) if is_taken(&error) => {
                return Err(Problem::conflict(
                    "statement.state",
                    "somebody else closes this month at this moment; ask again",
                ));
            }
            Err(error) => return Err(error.into()),
        }
    }
    tx.commit().await?;
    Ok(Json(statements))
}

/// A month out of its usage, a statement a currency.
async fn compute(
    db: &impl ConnectionTrait,
    publisher: &publisher::Model,
    month: &str,
) -> MarketResult<Vec<Statement>> {
    use usage::Column;
    let sum = Expr::col(Column::Quantity).sum().cast_as(Alias::new("BIGINT"));
    let rows: Vec<(String, String, String, String, i64)> = usage::Entity::find()
        .select_only()
        .columns([Column::Package, Column::Plan, Column::Host, Column::Tenant])
        .column_as(sum, "quantity")
        .filter(Column::Publisher.eq(publisher.name.as_str()).and(Column::Month.eq(month)))
        .group_by(Column::Package)
        .group_by(Column::Plan)
        .group_by(Column::Host)
        .group_by(Column::Tenant)
        .order_by_asc(Column::Package)
        .order_by_asc(Column::Plan)
        .order_by_asc(Column::Host)
        .order_by_asc(Column::Tenant)
        .limit(LINES_MAX + 1)
        .into_tuple()
        .all(db)
        .await?;
    if rows.len() as u64 > LINES_MAX {
        let detail = format!("the month has more than {LINES_MAX} lines, which one statement does not hold");
        return Err(Problem::conflict("statement.state", detail));
    }
    let mut by_currency: BTreeMap<String, Vec<Line>> = BTreeMap::new();
    let mut plans: BTreeMap<(String, String), plan::Model> = BTreeMap::new();
    for (package, plan, host, tenant, quantity) in rows {
        let key = (package.clone(), plan.clone());
        if !plans.contains_key(&key) {
            let row = plan::Entity::find_by_id(key.clone()).one(db).await?;
            plans.insert(key.clone(), row.ok_or_else(|| RegistryError::damaged("no plan", &plan))?);
        }
        let terms = &plans[&key];
        let currency =
            terms.currency.clone().ok_or_else(|| RegistryError::damaged("plan without currency", &plan))?;
        let exact = i128::from(terms.price_minor) * i128::from(quantity);
        let amount = div_round(exact, i128::from(terms.unit_quantity), Rounding::HalfUp);
        let amount_minor = i64::try_from(amount)
            .map_err(|_| RegistryError::damaged("amount beyond all bounds of", &plan))?;
        let line = Line { package, plan, host, tenant, quantity, amount_minor, publisher_minor: 0 };
        by_currency.entry(currency).or_default().push(line);
    }
    let statement = |(currency, mut lines): (String, Vec<Line>)| {
        let (gross_minor, publisher_minor) = share(&mut lines, publisher.share_ppm);
        Statement {
            publisher: publisher.name.clone(),
            month: month.to_owned(),
            currency,
            gross_minor,
            publisher_minor,
            operator_minor: gross_minor - publisher_minor,
            share_ppm: publisher.share_ppm,
            lines,
            closed_at_ms: None,
        }
    };
    Ok(by_currency.into_iter().map(statement).collect())
}

/// Shares the lines between publisher and operator; the total and the publisher's part of it.
fn share(lines: &mut [Line], share_ppm: i64) -> (i64, i64) {
    let amounts: Vec<i64> = lines.iter().map(|line| line.amount_minor).collect();
    let gross = amounts.iter().sum();
    let publisher = split(gross, &[share_ppm, PPM - share_ppm], Remainder::LargestRemainder)[0];
    let parts = split(publisher, &amounts, Remainder::LargestRemainder);
    for (line, part) in lines.iter_mut().zip(parts) {
        line.publisher_minor = part;
    }
    (gross, publisher)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(amounts: &[i64]) -> Vec<Line> {
        let line = |amount_minor: &i64| Line {
            package: "acme/x".into(),
            plan: "pro".into(),
            host: "h".into(),
            tenant: "t".into(),
            quantity: 1,
            amount_minor: *amount_minor,
            publisher_minor: 0,
        };
        amounts.iter().map(line).collect()
    }

    #[test]
    fn shares_add_up_to_the_minor_unit() {
        for (amounts, ppm) in [
            (vec![1, 1, 1], 333_333),
            (vec![100, 1, 7], 800_000),
            (vec![0, 5], 999_999),
            (vec![], 500_000),
            (vec![3], 0),
            (vec![3], PPM),
        ] {
            let mut lines = lines(&amounts);
            let (gross, publisher) = share(&mut lines, ppm);
            assert_eq!(gross, amounts.iter().sum::<i64>());
            assert_eq!(lines.iter().map(|line| line.publisher_minor).sum::<i64>(), publisher);
            assert!(
                (i128::from(publisher) * i128::from(PPM) - i128::from(gross) * i128::from(ppm)).abs()
                    < i128::from(PPM)
            );
            assert!(lines.iter().all(|line| (0..=line.amount_minor).contains(&line.publisher_minor)));
        }
    }

    #[test]
    fn months_are_those_of_shanghai() {
        let at = |text: &str| text.parse::<jiff::Timestamp>().unwrap().as_millisecond();
        assert_eq!(month_of(at("2026-10-31T15:59:59Z")).unwrap(), "2026-10");
        assert_eq!(month_of(at("2026-10-31T16:00:00Z")).unwrap(), "2026-11");
        assert!(
            require_month("2026-13").is_err()
                && require_month("2026-1").is_err()
                && require_month("2026-01").is_ok()
        );
    }
}
