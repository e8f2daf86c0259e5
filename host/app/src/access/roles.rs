//! Roles: built in and the tenant's own; what somebody holds, and why they may do something or not.

use crate::app::App;
use crate::check::{CODE_MAX, NAME_MAX, batch, text};
use crate::context::OpContext;
use crate::error::{AppError, AppResult, ErrorKind};
use bodega_auth::access::{
    BUILT_IN, BuiltIn, Decision, GRANTS_MAX, Grant, Grants, PermissionName, PermissionSet,
};
use bodega_domain::ids::{OrgUnitId, TenantId, UserId};
pub use bodega_store::access::{HeldRole, OwnRole};
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;

/// The most permissions of one role.
const PERMISSIONS_MAX: usize = 200;
/// The most roles of a tenant's own.
const ROLES_MAX: usize = 200;

/// The tenant's own roles, by name.
pub async fn list_roles(app: &App, cx: &OpContext) -> AppResult<Vec<OwnRole>> {
    Ok(app.store.list_roles(cx.tenant).await?)
}

/// Makes or changes a role of the tenant's own.
///
/// # Errors
/// `role.built_in`, `permission.unknown`, `role.more_than_own` where the caller does not hold for the whole tenant what
/// the role would.
pub async fn put_role(app: &App, cx: &OpContext, role: OwnRole) -> AppResult<()> {
    text("/name", &role.name, CODE_MAX)?;
    text("/title", &role.title, NAME_MAX)?;
    batch("/permissions", role.permissions.len(), PERMISSIONS_MAX)?;
    if BuiltIn::find(&role.name).is_some() {
        return Err(AppError::conflict(
            "role.built_in",
            "built-in roles do not change; make one of another name",
        ));
    }
    let may = permissions(&role.permissions)?;
    require_may_give(app, cx, &may, &[])?;
    let known = app.store.list_roles(cx.tenant).await?;
    if known.len() >= ROLES_MAX && known.iter().all(|other| other.name != role.name) {
        return Err(AppError::conflict("role.too_many", format!("at most {ROLES_MAX} roles")));
    }
    app.store.put_role(cx.tenant, &role).await?;
    app.access_changed(cx.tenant);
    Ok(())
}

/// Deletes a role that nobody holds.
pub async fn delete_role(app: &App, cx: &OpContext, name: &str) -> AppResult<()> {
    if app.store.delete_role(cx.tenant, name).await? {
        return Ok(());
    }
    match app.store.list_roles(cx.tenant).await?.iter().any(|role| role.name == name) {
        true => Err(AppError::conflict("role.held", "somebody holds this role; take it from them first")),
        false => Err(AppError::not_found("role.unknown", format!("role {name:?}"))),
    }
}

fn permissions(patterns: &[String]) -> AppResult<PermissionSet> {
    PermissionSet::of(patterns.iter().map(String::as_str))
        .map_err(|error| AppError::invalid("permission.unknown", "/permissions", error.to_string()))
}

/// Refuses to give what the giver does not hold there.
fn require_may_give(app: &App, cx: &OpContext, role: &PermissionSet, lineage: &[OrgUnitId]) -> AppResult<()> {
    match &cx.grants {
        Some(grants) if !grants.may_give(role, lineage, app.now_ms()) => {
            let message = "nobody gives or takes what they do not hold there themselves";
            Err(AppError::new(ErrorKind::Forbidden, "role.more_than_own", message))
        }
        _ => Ok(()),
    }
}

/// The roles that exist, by name.
async fn all(app: &App, tenant: TenantId) -> AppResult<BTreeMap<String, PermissionSet>> {
    let mut all: BTreeMap<String, PermissionSet> =
        BUILT_IN.iter().map(|role| (role.name.to_owned(), role.permissions())).collect();
    for role in app.store.list_roles(tenant).await? {
        all.insert(
            role.name,
            PermissionSet::of(role.permissions.iter().map(String::as_str)).map_err(AppError::fault)?,
        );
    }
    Ok(all)
}

/// What a user or token holds.
pub(crate) async fn grants_of(app: &App, tenant: TenantId, holder: Uuid) -> AppResult<Grants> {
    let held = app.store.list_grants(tenant, holder).await?;
    let own = match held.iter().all(|grant| BuiltIn::find(&grant.role).is_some()) {
        true => BTreeMap::new(),
        false => all(app, tenant).await?,
    };
    let grants = held.into_iter().filter_map(|HeldRole { role, at, until_ms }| {
        let may = match BuiltIn::find(&role) {
            Some(built_in) => built_in.permissions(),
            None => own.get(&role)?.clone(),
        };
        Some(Grant { role: role.into(), may: Arc::new(may), at, until_ms })
    });
    Ok(Grants(grants.collect()))
}

/// Refuses grants that name what is not there or that the caller may not give, and to take away what the caller could not
/// give.
pub(crate) async fn check_grants(
    app: &App,
    cx: &OpContext,
    before: &[HeldRole],
    after: &[HeldRole],
) -> AppResult<()> {
    if after.len() > GRANTS_MAX {
        return Err(AppError::invalid("grants.too_many", "/grants", format!("at most {GRANTS_MAX}")));
    }
    let roles = all(app, cx.tenant).await?;
    let changed =
        |a: &[HeldRole], b: &[HeldRole]| a.iter().filter(|g| !b.contains(g)).cloned().collect::<Vec<_>>();
    for (index, grant) in after.iter().enumerate() {
        let pointer = |member: &str| format!("/grants/{index}/{member}");
        if !roles.contains_key(&grant.role) {
            return Err(AppError::invalid(
                "role.unknown",
                pointer("role"),
                format!("there is no role {:?}", grant.role),
            ));
        }
        if grant.until_ms.is_some_and(|until| until <= app.now_ms()) {
            return Err(AppError::invalid("grant.over", pointer("until_ms"), "must be in the future"));
        }
        if after[..index].iter().any(|other| (&other.role, other.at) == (&grant.role, grant.at)) {
            return Err(AppError::invalid(
                "batch.duplicate",
                pointer("role"),
                "this role at this unit comes twice",
            ));
        }
        if let Some(unit) = grant.at
            && app.store.get_org_unit(cx.tenant, unit).await?.is_none()
        {
            return Err(AppError::invalid("org_unit.unknown", pointer("at"), "no such unit"));
        }
    }
    for grant in changed(after, before).iter().chain(&changed(before, after)) {
        let lineage = match grant.at {
            Some(unit) => app.store.get_org_unit(cx.tenant, unit).await?.map(|unit| unit.lineage()),
            None => None,
        };
        // A role that was deleted meanwhile gives nothing.
        if let Some(may) = roles.get(&grant.role) {
            require_may_give(app, cx, may, &lineage.unwrap_or_default())?;
        }
    }
    Ok(())
}

/// Whether a user may do something at a unit, and why.
pub async fn explain(
    app: &App,
    cx: &OpContext,
    user: UserId,
    permission: &str,
    unit: Option<OrgUnitId>,
) -> AppResult<Decision> {
    let permission = PermissionName::parse(permission)
        .map_err(|error| AppError::invalid("permission.unknown", "", error.to_string()))?;
    super::users::get_user(app, cx, user).await?;
    let lineage = match unit {
        Some(unit) => crate::org::get_org_unit(app, cx, unit).await?.lineage(),
        None => Vec::new(),
    };
    let grants = grants_of(app, cx.tenant, user.0).await?;
    Ok(grants.decide(&permission, &lineage, app.now_ms()))
}
