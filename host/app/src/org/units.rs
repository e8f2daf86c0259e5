//! Org units: head office, regions, stores, warehouses.

use crate::app::App;
use crate::check::{AMOUNT_MAX, CODE_MAX, NAME_MAX, refused, text, within};
use crate::context::OpContext;
use crate::error::{AppError, AppResult};
use bodega_domain::ids::OrgUnitId;
use bodega_store::org::{OrgUnit, PutOrgUnitError};
use jiff::tz::TimeZone;

/// Makes or changes an org unit. Moving one moves all below it.
pub async fn put_org_unit(app: &App, cx: &OpContext, unit: OrgUnit) -> AppResult<OrgUnit> {
    // Whoever changes a unit must reach it, and the one that it is put below.
    if app.store.get_org_unit(cx.tenant, unit.id).await?.is_some() {
        cx.require_at(app, unit.id).await?;
    }
    cx.require_store(app, unit.parent).await?;
    text("/code", &unit.code, CODE_MAX)?;
    text("/name", &unit.name, NAME_MAX)?;
    within("/cash_unit_minor", unit.cash_unit_minor, 1, AMOUNT_MAX)?;
    within("/cutoff_hour", i64::from(unit.cutoff_hour), 0, 23)?;
    if TimeZone::get(&unit.time_zone).is_err() {
        let message = "must be an IANA name such as Asia/Shanghai";
        return Err(AppError::invalid("time_zone.unknown", "/time_zone", message));
    }
    let done = app.store.put_org_unit(cx.tenant, &unit).await;
    app.catalog_changed(cx.tenant);
    done.map_err(|error| match error {
        PutOrgUnitError::Store(error) => refused("", error),
        PutOrgUnitError::CodeTaken { .. } => AppError {
            pointer: Some("/code".to_owned()),
            ..AppError::conflict("org_unit.code_taken", error.to_string())
        },
        PutOrgUnitError::UnknownReference => AppError::invalid("reference.unknown", "", error.to_string()),
        PutOrgUnitError::Cycle => AppError::invalid("org_unit.cycle", "/parent", error.to_string()),
    })
}

/// One org unit.
pub async fn get_org_unit(app: &App, cx: &OpContext, id: OrgUnitId) -> AppResult<OrgUnit> {
    let found = app.store.get_org_unit(cx.tenant, id).await?;
    let found = found.ok_or_else(|| AppError::not_found("org_unit.unknown", format!("org unit {id}")))?;
    cx.require_unit(&found)?;
    Ok(found)
}

/// All org units from the root down, or those at and below `under`.
pub async fn list_org_units(app: &App, cx: &OpContext, under: Option<OrgUnitId>) -> AppResult<Vec<OrgUnit>> {
    Ok(app.store.list_org_units(cx.tenant, under, &cx.reach).await?)
}
