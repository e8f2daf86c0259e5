//! Lists roles and permissions.

use crate::extract::{ApiJson, Caller, Listed};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::App;
use bodega_app::access::roles::{self, OwnRole};
use bodega_auth::access::{BUILT_IN, BuiltIn, PERMISSIONS, PermissionFacts};
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// A role.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Role {
    /// Stable, for programs.
    pub name: String,
    /// What people call it, in Chinese; own roles have one title.
    pub title_zh: String,
    /// What people call it, in English.
    pub title_en: String,
    /// Permissions, `noun.*` for all of a noun, `plugin:NAME.*` for all of a plugin, `*` for all.
    pub permissions: Vec<String>,
    /// Whether it is built in and never changes.
    pub is_built_in: bool,
}

impl From<OwnRole> for Role {
    fn from(role: OwnRole) -> Self {
        Role {
            name: role.name,
            title_zh: role.title.clone(),
            title_en: role.title,
            permissions: role.permissions,
            is_built_in: false,
        }
    }
}

impl From<&BuiltIn> for Role {
    fn from(role: &BuiltIn) -> Self {
        Role {
            name: role.name.to_owned(),
            title_zh: role.zh.to_owned(),
            title_en: role.en.to_owned(),
            permissions: role.may.iter().map(|&may| may.to_owned()).collect(),
            is_built_in: true,
        }
    }
}

/// A permission of the host. Plugins have their own, `plugin:NAME.VERB`.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Permission {
    /// `noun.verb`.
    pub name: &'static str,
    /// What it allows, in Chinese.
    pub zh: &'static str,
    /// What it allows, in English.
    pub en: &'static str,
    /// Whether users prove who they are once more before it is used, and never have it at a till.
    pub is_dangerous: bool,
}

impl From<&PermissionFacts> for Permission {
    fn from(permission: &PermissionFacts) -> Self {
        let PermissionFacts { name, zh, en, is_dangerous } = *permission;
        Permission { name, zh, en, is_dangerous }
    }
}

/// List roles: built in, then the company's own by name
#[utoipa::path(get, path = "/v1/roles", tag = "access", responses((status = 200, body = Listed<Role>)))]
pub(crate) async fn list_roles(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> ApiResult<ApiJson<Listed<Role>>> {
    let Caller(cx) = caller;
    let own = roles::list_roles(&app, &cx).await?;
    let all: Vec<Role> = BUILT_IN.iter().map(Role::from).chain(own.into_iter().map(Role::from)).collect();
    Ok(ApiJson(Listed::whole(all)))
}

/// List the permissions that roles are made of
#[utoipa::path(get, path = "/v1/permissions", tag = "access",
    responses((status = 200, body = Listed<Permission>)))]
pub(crate) async fn list_permissions(_: Caller) -> ApiJson<Listed<Permission>> {
    ApiJson(Listed::whole(PERMISSIONS.iter().map(Permission::from).collect()))
}
