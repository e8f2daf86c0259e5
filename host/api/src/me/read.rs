//! Says who asks and what they may do.

use crate::extract::{ApiJson, Caller};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::access::sessions;
use bodega_app::{Actor, App};
use bodega_auth::access::{PERMISSIONS, PermissionName, Reach};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use utoipa::ToSchema;
use uuid::Uuid;

/// Where a permission is held.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct HeldAt {
    /// In the whole company.
    pub is_everywhere: bool,
    /// At these units and below, where it is not everywhere.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<Uuid>,
}

/// Who asks.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Me {
    /// The company.
    pub company: Uuid,
    /// `token`, `user` or `terminal`.
    pub kind: &'static str,
    /// The id of the token, user or terminal.
    pub id: Uuid,
    /// A user's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The till that a user signed in at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub terminal: Option<Uuid>,
    /// The host's permissions that they hold, and where.
    pub permissions: BTreeMap<String, HeldAt>,
}

/// Say who asks and what they may do
#[utoipa::path(get, path = "/v1/me", tag = "access", responses((status = 200, body = Me)))]
pub(crate) async fn get_me(State(app): State<Arc<App>>, caller: Caller) -> ApiResult<ApiJson<Me>> {
    let Caller(cx) = caller;
    let (kind, id, terminal) = match cx.actor {
        Actor::Token(id) => ("token", id.0, None),
        Actor::User { user, terminal, .. } => ("user", user.0, terminal),
        Actor::Device(terminal) => ("terminal", terminal.0, None),
        Actor::System => ("system", Uuid::nil(), None),
    };
    let name = match cx.actor {
        Actor::User { .. } => Some(sessions::own_user(&app, &cx).await?.name),
        _ => None,
    };
    let now = app.now_ms();
    let held = PERMISSIONS.iter().filter_map(|facts| {
        let permission = PermissionName::parse(facts.name).ok()?;
        let at = match cx.asking(&permission, now).reach {
            Reach::Everywhere => HeldAt { is_everywhere: true, units: Vec::new() },
            Reach::Below(units) if units.is_empty() => return None,
            Reach::Below(units) => {
                HeldAt { is_everywhere: false, units: units.iter().map(|unit| unit.0).collect() }
            }
        };
        Some((facts.name.to_owned(), at))
    });
    Ok(ApiJson(Me {
        company: cx.tenant.0,
        kind,
        id,
        name,
        terminal: terminal.map(|terminal| terminal.0),
        permissions: held.collect(),
    }))
}
