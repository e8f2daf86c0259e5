//! What was used of paid plans: hosts report it, once an id, for their tenants' installations.

use crate::Registry;
use crate::market::caller::Caller;
use crate::market::installations::{TENANT_BYTES_MAX, require_tenant};
use crate::market::problem::{Body, MarketResult, Problem};
use crate::market::statements::month_of;
use crate::store::entities::{plan, publisher, statement, usage};
use crate::store::now_ms;
use axum::Json;
use axum::extract::State;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QuerySelect,
};
use serde::{Deserialize, Serialize};

/// The most records of one request.
pub(crate) const RECORDS_MAX: usize = 500;
/// The most uses of one record: more are two records.
const QUANTITY_MAX: i64 = 1_000_000_000_000;
/// How far a host's clock may run ahead, ms.
const AHEAD_MS_MAX: i64 = 5 * 60 * 1000;

/// Something that was used.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// The host's own id: sent again it counts once.
    pub id: String,
    /// The host's tenant.
    pub tenant: String,
    /// `publisher/name`.
    pub package: String,
    /// The price plan.
    pub plan: String,
    /// Store-months, or uses.
    pub quantity: i64,
    /// When, ms; its month is the one it is charged in.
    pub occurred_at_ms: i64,
}

/// Records of one host.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Records {
    records: Vec<Record>,
}

/// How many were new; the others were there already.
#[derive(Debug, Serialize)]
pub(crate) struct Recorded {
    pub recorded: usize,
    known: usize,
}

/// `POST /usage` with `{"records": [...]}`: all of them or none. Hosts only. What is reported for a month whose statement
/// is closed counts in the current one.
pub(crate) async fn record(
    State(registry): State<Registry>,
    caller: Caller,
    Body(Records { records }): Body<Records>,
) -> MarketResult<Json<Recorded>> {
    let host = caller.host()?.to_owned();
    Ok(Json(record_all(&registry, &host, &records).await?))
}

/// Writes down what a host reports: all of it or nothing.
pub(crate) async fn record_all(
    registry: &Registry,
    host: &str,
    records: &[Record],
) -> MarketResult<Recorded> {
    if records.len() > RECORDS_MAX {
        return Err(Problem::invalid("/records", format!("at most {RECORDS_MAX} records a request")));
    }
    let now = now_ms();
    let tx = registry.inner.db.begin().await?;
    let mut recorded = Recorded { recorded: 0, known: 0 };
    for (index, record) in records.iter().enumerate() {
        let at = |problem: Problem| Problem {
            pointer: problem.pointer.map(|pointer| format!("/records/{index}{pointer}")),
            ..problem
        };
        check(record, now).map_err(at)?;
        if take(&tx, host, record, now).await.map_err(at)? {
            recorded.recorded += 1;
        } else {
            recorded.known += 1;
        }
    }
    tx.commit().await?;
    Ok(recorded)
}

fn check(record: &Record, now: i64) -> MarketResult<()> {
    require_tenant(&record.tenant)?;
    let id_fits = !record.id.is_empty() && record.id.len() <= TENANT_BYTES_MAX && record.id.is_ascii();
    if !id_fits {
        return Err(Problem::invalid("/id", format!("must be 1 to {TENANT_BYTES_MAX} ASCII characters")));
    }
    if !(1..=QUANTITY_MAX).contains(&record.quantity) {
        return Err(Problem::invalid("/quantity", format!("must be 1 to {QUANTITY_MAX}")));
    }
    if !(0..=now + AHEAD_MS_MAX).contains(&record.occurred_at_ms) {
        return Err(Problem::invalid("/occurred_at_ms", "must not lie in the future"));
    }
    Ok(())
}

/// Records one; `false` = it was there already.
async fn take(tx: &DatabaseTransaction, host: &str, record: &Record, now: i64) -> MarketResult<bool> {
    if let Some(known) = usage::Entity::find_by_id((host.to_owned(), record.id.clone())).one(tx).await? {
        let is_same = known.tenant == record.tenant
            && known.package == record.package
            && known.plan == record.plan
            && known.quantity == record.quantity
            && known.occurred_at_ms == record.occurred_at_ms;
        if is_same {
            return Ok(false);
        }
        return Err(Problem::conflict(
            "usage.conflict",
            format!("id {} was used for other usage", record.id),
        ));
    }
    let plan = plan::Entity::find_by_id((record.package.clone(), record.plan.clone())).one(tx).await?;
    let unknown =
        || Problem::unknown("plan.unknown", format!("{} has no plan {}", record.package, record.plan));
    let plan = plan.ok_or_else(unknown)?;
    if plan.kind == "free" {
        return Err(Problem::invalid("/plan", "a free plan has no usage to report"));
    }
    let publisher = record.package.split('/').next().unwrap_or_default().to_owned();
    // Closing a month holds the same row: a record is in the statement or in the month after, never lost between.
    publisher::Entity::find_by_id(publisher.clone()).lock_shared().one(tx).await?;
    let mut month = month_of(record.occurred_at_ms)?;
    let closed =
        statement::Column::Publisher.eq(publisher.as_str()).and(statement::Column::Month.eq(month.as_str()));
    if statement::Entity::find().filter(closed).count(tx).await? > 0 {
        month = month_of(now)?;
    }
    let row = usage::Model {
        host: host.to_owned(),
        id: record.id.clone(),
        tenant: record.tenant.clone(),
        package: record.package.clone(),
        publisher,
        plan: record.plan.clone(),
        month,
        quantity: record.quantity,
        occurred_at_ms: record.occurred_at_ms,
        recorded_at_ms: now,
    };
    row.into_active_model().insert(tx).await?;
    Ok(true)
}
