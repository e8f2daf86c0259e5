//! What a host beside the registry reports without HTTP: who has what installed, and what was used of paid plans.

use crate::market::installations::{self, Report};
use crate::market::plans::{Plan, Terms};
use crate::market::problem::{MarketResult, Problem};
use crate::market::usage::{self, RECORDS_MAX, Record};
use crate::store::entities::{installation, plan};
use crate::{Registry, RegistryError};
use axum::http::StatusCode;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::collections::BTreeMap;

/// That a tenant has a version of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstalledAt {
    /// The host's tenant.
    pub tenant: String,
    /// `publisher/name`.
    pub package: String,
    /// Version in use.
    pub version: String,
    /// The price plan that the tenant chose.
    pub plan: Option<String>,
    /// In how many stores it is on.
    pub stores: i64,
}

/// What a price plan counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Metered {
    /// Nothing: it is free.
    Nothing,
    /// Stores in which it is on, each month.
    StoreMonths,
    /// Uses, by the name of their meter.
    Uses(String),
}

impl Registry {
    /// Brings the catalogue up to date with all that a host's tenants have: `all` is complete, what is not in it is gone.
    /// Packages that are not from here are left out.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn report_installations(&self, host: &str, all: &[InstalledAt]) -> Result<(), RegistryError> {
        use installation::Column;
        let of_host = Column::Host.eq(host).and(Column::RemovedAtMs.is_null());
        let known = installation::Entity::find().filter(of_host).all(self.db()).await?;
        let mut known: BTreeMap<(String, String), installation::Model> =
            known.into_iter().map(|row| ((row.package.clone(), row.tenant.clone()), row)).collect();
        for new in all {
            let before = known.remove(&(new.package.clone(), new.tenant.clone()));
            let is_same = |row: &installation::Model| {
                row.version == new.version && row.plan == new.plan && row.stores == new.stores
            };
            if before.as_ref().is_some_and(is_same) {
                continue;
            }
            let report = Report { version: new.version.clone(), plan: new.plan.clone(), stores: new.stores };
            let recorded = installations::record(self, host, &new.package, &new.tenant, report).await;
            foreign_is_fine(recorded.map(drop))?;
        }
        for (package, tenant) in known.into_keys() {
            foreign_is_fine(installations::forget(self, host, &package, &tenant).await)?;
        }
        Ok(())
    }

    /// What a price plan of a package counts; `None` = there is no such plan.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn metered(&self, package: &str, plan: &str) -> Result<Option<Metered>, RegistryError> {
        let row = plan::Entity::find_by_id((package.to_owned(), plan.to_owned())).one(self.db()).await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(match Plan::try_from(row)?.terms {
            Terms::Free => Metered::Nothing,
            Terms::PerStoreMonth { .. } => Metered::StoreMonths,
            Terms::PerUse { meter, .. } => Metered::Uses(meter),
        }))
    }

    /// Writes down what a host's tenants used; what is known already changes nothing. Gives how many were new.
    ///
    /// # Errors
    /// Where the database fails, or a record is not sound.
    pub async fn report_usage(&self, host: &str, records: &[Record]) -> Result<usize, RegistryError> {
        let mut new = 0;
        for chunk in records.chunks(RECORDS_MAX) {
            let recorded = usage::record_all(self, host, chunk).await;
            new += recorded.map_err(|problem| RegistryError::Damaged(problem.detail))?.recorded;
        }
        Ok(new)
    }
}

/// A package, version or plan that is not in this catalogue is no fault of the report's: it came from a stick.
fn foreign_is_fine(reported: MarketResult<()>) -> Result<(), RegistryError> {
    match reported {
        Err(Problem { status: StatusCode::NOT_FOUND, .. }) | Ok(()) => Ok(()),
        Err(problem) => Err(RegistryError::Damaged(problem.detail)),
    }
}
