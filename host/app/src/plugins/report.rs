//! What a host tells its marketplace: who has what installed, and what was used of paid plans. Every record's id is made of
//! installation and period, so that telling twice counts once.

use super::marketplace::{InstalledAt, Metered, Used};
use crate::app::App;
use crate::error::{AppError, AppResult};
use bodega_domain::ids::TenantId;
use bodega_domain::org::Reach;
use bodega_package::Manifest;
use bodega_store::PageRequest;
use bodega_store::installations::Installation;
use bodega_store::org::OrgUnitKind;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use std::collections::BTreeMap;

/// How many days of uses are told again: a host that was cut off from its marketplace catches up for so long.
const DAYS_TOLD: i64 = 31;
/// The zone whose months a marketplace charges by.
const MONTHS_OF: &str = "Asia/Shanghai";
/// Meters that a plan per use may name: answered calls of all points, and requests to the outside.
const CALLS: &str = "calls";
/// See [`CALLS`].
const REQUESTS: &str = "requests";

/// Tells the marketplace what is installed now, and what was used up to yesterday; gives how many records were new.
///
/// # Errors
/// Where the marketplace or the store is away: the next time tells the same.
pub async fn report_to_marketplace(app: &App) -> AppResult<usize> {
    super::usage::flush(app).await?;
    let (mut installed, mut used) = (Vec::new(), Vec::new());
    let mut page = PageRequest::default();
    loop {
        let tenants = app.store.list_tenants(&page).await?;
        for tenant in tenants.items {
            for row in app.store.list_installations(tenant.id).await? {
                let at = installed_at(app, tenant.id, &row).await?;
                if let Some(plan) = &at.plan {
                    used.extend(used_of(app, &row, &at, plan).await?);
                }
                installed.push(at);
            }
        }
        match tenants.next {
            Some(next) => page.after = Some(next),
            None => break,
        }
    }
    app.trust.marketplace.report_installations(installed).await?;
    Ok(app.trust.marketplace.report_usage(used).await?)
}

/// Refuses a price plan that the marketplace does not have, or whose meter this host does not read.
pub(super) async fn require_plan(app: &App, manifest: &Manifest, plan: &str) -> AppResult<()> {
    let package = format!("{}/{}", manifest.publisher, manifest.name);
    let problem = match app.trust.marketplace.metered(&package, plan).await? {
        None => format!("{package} has no price plan {plan:?}"),
        Some(Metered::Uses(meter)) if ![CALLS, REQUESTS].contains(&meter.as_str()) => {
            format!("price plan {plan:?} counts {meter:?}, which this host does not")
        }
        Some(_) => return Ok(()),
    };
    Err(AppError::invalid("installation.price_plan", "/price_plan", problem))
}

async fn installed_at(app: &App, tenant: TenantId, row: &Installation) -> AppResult<InstalledAt> {
    let manifest = app.package_facts(&row.package).await?.manifest.clone();
    let plan = app.store.get_plan(tenant, row.id).await?;
    let scope = super::installed::scope_of(&plan)?;
    let units = app.store.list_org_units(tenant, None, &Reach::Everywhere).await?;
    let stores = units.iter().filter(|unit| unit.kind == OrgUnitKind::Store && scope.covers(&unit.lineage()));
    let stores = if row.is_enabled { stores.count() } else { 0 };
    Ok(InstalledAt {
        tenant,
        package: format!("{}/{}", manifest.publisher, manifest.name),
        version: row.version.clone(),
        plan: plan.price_plan,
        stores: i64::try_from(stores).map_err(AppError::fault)?,
    })
}

async fn used_of(app: &App, row: &Installation, at: &InstalledAt, plan: &str) -> AppResult<Vec<Used>> {
    let record = |period: String, quantity: i64, occurred_at_ms: i64| Used {
        id: format!("{}/{period}", row.id),
        tenant: at.tenant,
        package: at.package.clone(),
        plan: plan.to_owned(),
        quantity,
        occurred_at_ms,
    };
    let now = Timestamp::from_millisecond(app.now_ms()).map_err(AppError::fault)?;
    match app.trust.marketplace.metered(&at.package, plan).await? {
        Some(Metered::StoreMonths) => {
            let zone = TimeZone::get(MONTHS_OF).map_err(AppError::fault)?;
            let first = now.to_zoned(zone).first_of_month().and_then(|day| day.start_of_day());
            let first = first.map_err(AppError::fault)?;
            let (month, start_ms) = (first.strftime("%Y-%m").to_string(), first.timestamp().as_millisecond());
            // One record a store: more stores later in the month are more records, fewer change nothing.
            Ok((1..=at.stores).map(|store| record(format!("{month}/{store}"), 1, start_ms)).collect())
        }
        Some(Metered::Uses(meter)) => {
            // Today is not over: it is told tomorrow.
            let today = now.to_zoned(TimeZone::UTC).date();
            let from = today.checked_sub(DAYS_TOLD.days()).map_err(AppError::fault)?;
            let yesterday = today.yesterday().map_err(AppError::fault)?;
            let days = (from.to_string(), yesterday.to_string());
            let rows = app.store.list_usage(at.tenant, Some(row.id), &days.0, &days.1).await?;
            let mut uses: BTreeMap<String, i64> = BTreeMap::new();
            for row in rows {
                let usage = row.usage;
                let count = if meter == REQUESTS { usage.egress_calls } else { usage.calls - usage.failures };
                *uses.entry(row.day).or_default() += count;
            }
            let uses = uses.into_iter().filter(|(_, quantity)| *quantity > 0);
            let told = |(day, quantity): (String, i64)| -> AppResult<Used> {
                let end_ms = end_of(&day)?;
                Ok(record(day, quantity, end_ms))
            };
            uses.map(told).collect()
        }
        Some(Metered::Nothing) | None => Ok(Vec::new()),
    }
}

/// The last second of a day in UTC, ms.
fn end_of(day: &str) -> AppResult<i64> {
    let day: Date = day.parse().map_err(AppError::fault)?;
    let next = day.tomorrow().and_then(|next| next.to_zoned(TimeZone::UTC)).map_err(AppError::fault)?;
    Ok(next.timestamp().as_millisecond() - 1_000)
}
