//! Signs users in and out, and proves once more who they are.

use crate::extract::{ApiJson, Caller, Source};
use crate::problem::ApiResult;
use axum::extract::State;
use axum::http::StatusCode;
use bodega_app::App;
use bodega_app::access::{sessions, sign_in};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;
use uuid::Uuid;

/// Who wants to come in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignIn {
    /// The company's code.
    pub company: String,
    /// The user's login.
    pub login: String,
    /// Their password.
    pub password: String,
    /// A one-time code or a recovery code, for users who have them on.
    pub code: Option<String>,
}

/// A session that began. Its token is shown this once.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct SignedIn {
    /// The session's token, for `Authorization: Bearer`.
    pub token: String,
    /// The session.
    pub session: Uuid,
    /// Who signed in.
    pub user: Uuid,
    /// What others call them.
    pub name: String,
    /// When it ends unless it is used, ms since 1970 UTC.
    pub expires_at_ms: i64,
}

impl From<sign_in::SignedIn> for SignedIn {
    fn from(signed_in: sign_in::SignedIn) -> Self {
        SignedIn {
            token: signed_in.token,
            session: signed_in.session.id.0,
            user: signed_in.user.id.0,
            name: signed_in.user.name,
            expires_at_ms: signed_in.session.expires_at_ms,
        }
    }
}

/// A proof of who somebody is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StepUp {
    /// Their password.
    pub password: String,
    /// A one-time code or a recovery code, for users who have them on.
    pub code: Option<String>,
}

/// Sign in
///
/// Company, login and password are refused alike, whichever is wrong. After several wrong attempts the next has to wait.
#[utoipa::path(post, path = "/v1/sign-in", tag = "access", request_body = SignIn,
    responses((status = 200, body = SignedIn)), security(()))]
pub(crate) async fn sign_in(
    State(app): State<Arc<App>>,
    Source(from): Source,
    ApiJson(body): ApiJson<SignIn>,
) -> ApiResult<ApiJson<SignedIn>> {
    let SignIn { company, login, password, code } = body;
    let asked = sign_in::SignIn { company, login, password, code };
    Ok(ApiJson(sign_in::sign_in(&app, asked, from).await?.into()))
}

/// Sign out
#[utoipa::path(post, path = "/v1/sign-out", tag = "access", responses((status = 204)))]
pub(crate) async fn sign_out(State(app): State<Arc<App>>, caller: Caller) -> ApiResult<StatusCode> {
    let Caller(cx) = caller;
    sessions::end_own(&app, &cx, None).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Prove once more who you are, for what is dangerous
#[utoipa::path(post, path = "/v1/me/step-up", tag = "access", request_body = StepUp,
    responses((status = 204)))]
pub(crate) async fn step_up(
    State(app): State<Arc<App>>,
    caller: Caller,
    Source(from): Source,
    ApiJson(body): ApiJson<StepUp>,
) -> ApiResult<StatusCode> {
    let Caller(cx) = caller;
    sign_in::step_up(&app, &cx, body.password, body.code.as_deref(), &from).await?;
    Ok(StatusCode::NO_CONTENT)
}
