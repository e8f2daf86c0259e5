//! Decisions about a version: approve, reject, yank and its opposite, kill. Each is one transaction that also brings the
//! listing and the search index up to date.

use super::{Status, status_of};
use crate::market::listing;
use crate::store::entities::{kill, version};
use crate::store::now_ms;
use crate::{Registry, RegistryError};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder,
};

/// Tries at the next number of the kill list, where two operators kill at the same moment.
const NUMBER_TRIES: u32 = 5;

/// What is decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// The release comes out.
    Approve,
    /// It does not, for a reason its publisher reads.
    Reject(String),
    /// It is no longer offered.
    Yank(String),
    /// It is offered again.
    Restore,
    /// No host may run it any more.
    Kill(String),
}

/// Why nothing was decided.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DecisionError {
    /// No such version.
    #[error("there is no such version")]
    Unknown,
    /// Not in this state.
    #[error("the version is {}; only {allowed} can be decided so", status.as_str())]
    WrongState {
        /// Where it is.
        status: Status,
        /// Where it would have to be.
        allowed: &'static str,
    },
    /// The registry's own failure.
    #[error(transparent)]
    Failed(#[from] RegistryError),
}

impl From<DbErr> for DecisionError {
    fn from(error: DbErr) -> Self {
        DecisionError::Failed(error.into())
    }
}

impl Decision {
    fn next(&self, status: Status) -> Result<Status, DecisionError> {
        let (from, to, allowed): (&[Status], Status, &'static str) = match self {
            Decision::Approve => (&[Status::InReview], Status::Released, "one in review"),
            Decision::Reject(_) => {
                (&[Status::Checking, Status::InReview], Status::Rejected, "one being checked or in review")
            }
            Decision::Yank(_) => (&[Status::Released], Status::Yanked, "a released one"),
            Decision::Restore => (&[Status::Yanked], Status::Released, "a yanked one"),
            Decision::Kill(_) => {
                (&[Status::Released, Status::Yanked], Status::Killed, "one that is or was out")
            }
        };
        if from.contains(&status) { Ok(to) } else { Err(DecisionError::WrongState { status, allowed }) }
    }

    fn reason(&self) -> Option<String> {
        match self {
            Decision::Reject(reason) | Decision::Yank(reason) | Decision::Kill(reason) => {
                Some(reason.clone())
            }
            Decision::Approve | Decision::Restore => None,
        }
    }
}

/// Decides, as `who`.
pub(crate) async fn decide(
    registry: &Registry,
    package: &str,
    version: &str,
    decision: &Decision,
    who: &str,
) -> Result<version::Model, DecisionError> {
    let mut tries = 0;
    loop {
        let tx = registry.inner.db.begin().await?;
        match decide_in(&tx, package, version, decision, who).await {
            Ok(row) => {
                tx.commit().await?;
                return Ok(row);
            }
            Err(DecisionError::Failed(RegistryError::Database(error)))
                if crate::store::is_taken(&error) && tries < NUMBER_TRIES =>
            {
                tx.rollback().await?;
                tries += 1;
            }
            Err(error) => return Err(error),
        }
    }
}

/// [`decide`] in a transaction that is open.
pub(crate) async fn decide_in(
    tx: &DatabaseTransaction,
    package: &str,
    version: &str,
    decision: &Decision,
    who: &str,
) -> Result<version::Model, DecisionError> {
    use version::Column;
    let key = (package.to_owned(), version.to_owned());
    let row = version::Entity::find_by_id(key.clone()).one(tx).await?.ok_or(DecisionError::Unknown)?;
    let status = status_of(&row)?;
    let next = decision.next(status)?;
    let changed = version::Entity::update_many()
        .col_expr(Column::Status, Expr::value(next.as_str()))
        .col_expr(Column::DecidedAtMs, Expr::value(now_ms()))
        .col_expr(Column::DecidedBy, Expr::value(who))
        .col_expr(Column::Reason, Expr::value(decision.reason()))
        .filter(Column::Package.eq(package).and(Column::Version.eq(version)))
        // Somebody else may have decided meanwhile, or the publisher pushed other bytes.
        .filter(Column::Status.eq(status.as_str()).and(Column::Digest.eq(row.digest.as_str())))
        .exec(tx)
        .await?;
    let row = version::Entity::find_by_id(key).one(tx).await?.ok_or(DecisionError::Unknown)?;
    if changed.rows_affected == 0 {
        return Err(DecisionError::WrongState { status: status_of(&row)?, allowed: "an unchanged one" });
    }
    if let Decision::Kill(reason) = decision {
        let last = kill::Entity::find().order_by_desc(kill::Column::Number).one(tx).await?;
        let killed = kill::Model {
            number: last.map_or(1, |last| last.number + 1),
            package: row.package.clone(),
            version: row.version.clone(),
            digest: row.digest.clone(),
            component: row.component.clone(),
            reason: reason.clone(),
            killed_at_ms: now_ms(),
        };
        killed.into_active_model().insert(tx).await?;
    }
    listing::refresh(tx, package).await?;
    Ok(row)
}
