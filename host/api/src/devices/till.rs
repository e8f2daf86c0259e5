//! What a paired terminal asks: who it is, and who signs in at it.

use crate::extract::{ApiJson, Caller, Source};
use crate::me::sign_in::SignedIn;
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::App;
use bodega_app::access::{devices, sign_in};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;
use uuid::Uuid;

/// Somebody who may sign in at a till.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Cashier {
    /// What they sign in with.
    pub login: String,
    /// What others call them.
    pub name: String,
}

/// The terminal that a device is.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Till {
    /// The company.
    pub company: Uuid,
    /// The terminal.
    pub terminal: Uuid,
    /// Its code, part of the numbers that it mints.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub store: Uuid,
    /// Who may sign in at it, by login.
    pub cashiers: Vec<Cashier>,
}

/// Who signs in at a till.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TillSignIn {
    /// The user's login.
    pub login: String,
    /// Their PIN.
    pub pin: String,
}

/// Say which terminal this device is, and who may sign in at it
#[utoipa::path(get, path = "/v1/till", tag = "access", responses((status = 200, body = Till)))]
pub(crate) async fn get_till(State(app): State<Arc<App>>, caller: Caller) -> ApiResult<ApiJson<Till>> {
    let Caller(cx) = caller;
    let (terminal, users) = devices::own_till(&app, &cx).await?;
    Ok(ApiJson(Till {
        company: cx.tenant.0,
        terminal: terminal.id.0,
        code: terminal.code,
        name: terminal.name,
        store: terminal.store.0,
        cashiers: users.into_iter().map(|user| Cashier { login: user.login, name: user.name }).collect(),
    }))
}

/// Sign in at this till with a PIN
///
/// Whoever was signed in before is signed out. The session reaches the till's store only, and nothing dangerous.
#[utoipa::path(post, path = "/v1/till/sign-in", tag = "access", request_body = TillSignIn,
    responses((status = 200, body = SignedIn)))]
pub(crate) async fn till_sign_in(
    State(app): State<Arc<App>>,
    caller: Caller,
    Source(from): Source,
    ApiJson(body): ApiJson<TillSignIn>,
) -> ApiResult<ApiJson<SignedIn>> {
    let Caller(cx) = caller;
    Ok(ApiJson(sign_in::sign_in_at_till(&app, &cx, &body.login, body.pin, from).await?.into()))
}
