//! Who has what installed: hosts report it for their tenants. Counts, reviews and usage rest on it.

use crate::Registry;
use crate::market::caller::Caller;
use crate::market::problem::{Body, MarketResult, Problem};
use crate::release::{Status, status_of};
use crate::store::entities::{installation, package, plan, version};
use crate::store::now_ms;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    QuerySelect, Set,
};
use serde::{Deserialize, Serialize};

/// The longest id of a tenant, which is the host's own.
pub(crate) const TENANT_BYTES_MAX: usize = 64;
/// The most stores of a tenant: more than any chain has.
const STORES_MAX: i64 = 1_000_000;

/// What a host reports.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Report {
    pub version: String,
    /// The price plan that the tenant chose; absent where there is none to choose.
    #[serde(default)]
    pub plan: Option<String>,
    /// In how many stores it is enabled.
    pub stores: i64,
}

/// An installation.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Installation {
    package: String,
    tenant: String,
    version: String,
    plan: Option<String>,
    stores: i64,
    installed_at_ms: i64,
    updated_at_ms: i64,
    removed_at_ms: Option<i64>,
}

impl From<installation::Model> for Installation {
    fn from(row: installation::Model) -> Self {
        Installation {
            package: row.package,
            tenant: row.tenant,
            version: row.version,
            plan: row.plan,
            stores: row.stores,
            installed_at_ms: row.installed_at_ms,
            updated_at_ms: row.updated_at_ms,
            removed_at_ms: row.removed_at_ms,
        }
    }
}

/// `PUT /packages/{publisher}/{name}/installations/{tenant}`: a tenant of the calling host has this version. Repeatable.
pub(crate) async fn put(
    State(registry): State<Registry>,
    caller: Caller,
    Path((publisher, name, tenant)): Path<(String, String, String)>,
    Body(report): Body<Report>,
) -> MarketResult<Json<Installation>> {
    let host = caller.host()?.to_owned();
    let package = format!("{publisher}/{name}");
    Ok(Json(record(&registry, &host, &package, &tenant, report).await?))
}

/// Writes down what a host reports.
pub(crate) async fn record(
    registry: &Registry,
    host: &str,
    package: &str,
    tenant: &str,
    report: Report,
) -> MarketResult<Installation> {
    let (host, package, tenant) = (host.to_owned(), package.to_owned(), tenant.to_owned());
    require_tenant(&tenant)?;
    if !(0..=STORES_MAX).contains(&report.stores) {
        return Err(Problem::invalid("/stores", format!("must be 0 to {STORES_MAX}")));
    }
    let tx = registry.inner.db.begin().await?;
    let listed = lock(&tx, &package).await?;
    let row = version::Entity::find_by_id((package.clone(), report.version.clone())).one(&tx).await?;
    // A yanked version stays where it is; a killed one is gone from every host.
    match row.as_ref().map(status_of).transpose()? {
        Some(Status::Released | Status::Yanked) => {}
        _ => {
            return Err(Problem::unknown(
                "version.unknown",
                format!("{package} has no version {} that is out", report.version),
            ));
        }
    }
    if let Some(chosen) = &report.plan {
        let known = plan::Entity::find_by_id((package.clone(), chosen.clone())).one(&tx).await?;
        known.ok_or_else(|| Problem::unknown("plan.unknown", format!("{package} has no plan {chosen}")))?;
    }
    let now = now_ms();
    let key = (package.clone(), host.clone(), tenant.clone());
    let known = installation::Entity::find_by_id(key).one(&tx).await?;
    let was_active = known.as_ref().is_some_and(|known| known.removed_at_ms.is_none());
    let row = installation::Model {
        package: package.clone(),
        host,
        tenant,
        version: report.version,
        plan: report.plan,
        stores: report.stores,
        installed_at_ms: known.as_ref().filter(|_| was_active).map_or(now, |known| known.installed_at_ms),
        updated_at_ms: now,
        removed_at_ms: None,
    };
    let row = match known {
        Some(_) => row.into_active_model().reset_all().update(&tx).await?,
        None => row.into_active_model().insert(&tx).await?,
    };
    if !was_active {
        count(&tx, &listed.package, 1).await?;
    }
    tx.commit().await?;
    Ok(row.into())
}

/// `DELETE /packages/{publisher}/{name}/installations/{tenant}`: the tenant has it no longer.
pub(crate) async fn remove(
    State(registry): State<Registry>,
    caller: Caller,
    Path((publisher, name, tenant)): Path<(String, String, String)>,
) -> MarketResult<StatusCode> {
    let host = caller.host()?.to_owned();
    forget(&registry, &host, &format!("{publisher}/{name}"), &tenant).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Writes down that a tenant has it no longer.
pub(crate) async fn forget(registry: &Registry, host: &str, package: &str, tenant: &str) -> MarketResult<()> {
    let (host, package, tenant) = (host.to_owned(), package.to_owned(), tenant.to_owned());
    let tx = registry.inner.db.begin().await?;
    lock(&tx, &package).await?;
    let known = installation::Entity::find_by_id((package.clone(), host, tenant.clone())).one(&tx).await?;
    let unknown = || Problem::unknown("installation.unknown", format!("{tenant} never had {package}"));
    let known = known.ok_or_else(unknown)?;
    if known.removed_at_ms.is_none() {
        let now = now_ms();
        let mut row = known.into_active_model();
        row.removed_at_ms = Set(Some(now));
        row.updated_at_ms = Set(now);
        row.update(&tx).await?;
        count(&tx, &package, -1).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// The package, held against others who would change its counts.
pub(crate) async fn lock(tx: &DatabaseTransaction, package: &str) -> MarketResult<package::Model> {
    let row = package::Entity::find_by_id(package.to_owned()).lock_exclusive().one(tx).await?;
    row.ok_or_else(|| Problem::unknown("package.unknown", format!("{package} is not here")))
}

async fn count(tx: &DatabaseTransaction, package: &str, change: i64) -> MarketResult<()> {
    use package::Column;
    let installs = Expr::col(Column::Installs).add(change);
    let update = package::Entity::update_many().col_expr(Column::Installs, installs);
    update.filter(Column::Package.eq(package)).exec(tx).await?;
    Ok(())
}

/// Checks a tenant's id.
pub(crate) fn require_tenant(tenant: &str) -> MarketResult<()> {
    let sound = |b: u8| b.is_ascii_alphanumeric() || b"-_.".contains(&b);
    if !tenant.is_empty() && tenant.len() <= TENANT_BYTES_MAX && tenant.bytes().all(sound) {
        return Ok(());
    }
    Err(Problem::invalid(
        "/tenant",
        format!("must be 1 to {TENANT_BYTES_MAX} letters, digits, `-`, `_` and `.`"),
    ))
}
