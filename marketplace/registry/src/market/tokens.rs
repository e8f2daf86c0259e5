//! The long-lived tokens of publishers and hosts: list, issue, revoke.

use crate::auth::CREDENTIALS_MAX;
use crate::market::caller::Caller;
use crate::market::problem::{Body, MarketResult, Problem};
use crate::market::{publishers, require_name, require_text};
use crate::store::entities::credential;
use crate::{Registry, Role};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

/// The longest label.
const LABEL_CHARS_MAX: usize = 80;

/// A token without its secret.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Token {
    id: String,
    label: String,
    created_at_ms: i64,
    expires_at_ms: Option<i64>,
    revoked_at_ms: Option<i64>,
}

impl From<credential::Model> for Token {
    fn from(row: credential::Model) -> Self {
        Token {
            id: row.id,
            label: row.label,
            created_at_ms: row.created_at_ms,
            expires_at_ms: row.expires_at_ms,
            revoked_at_ms: row.revoked_at_ms,
        }
    }
}

/// A token as it is asked for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewToken {
    label: String,
    #[serde(default)]
    expires_at_ms: Option<i64>,
}

/// A token with its secret, which is shown this once.
#[derive(Debug, Serialize)]
pub(crate) struct NewSecret {
    id: String,
    token: String,
}

async fn issue(
    registry: &Registry,
    role: &Role,
    new: NewToken,
) -> MarketResult<(StatusCode, Json<NewSecret>)> {
    require_text("/label", &new.label, LABEL_CHARS_MAX)?;
    let live =
        registry.list_tokens(role).await?.iter().filter(|row| row.revoked_at_ms.is_none()).count() as u64;
    if live >= CREDENTIALS_MAX {
        return Err(Problem::invalid("/label", format!("at most {CREDENTIALS_MAX} tokens; revoke one")));
    }
    let issued = registry.issue_token(role, &new.label, new.expires_at_ms).await?;
    Ok((StatusCode::CREATED, Json(NewSecret { id: issued.id, token: issued.text })))
}

async fn revoke(registry: &Registry, role: &Role, id: &str) -> MarketResult<StatusCode> {
    if registry.revoke_token(role, id).await? {
        return Ok(StatusCode::NO_CONTENT);
    }
    Err(Problem::unknown("key.unknown", format!("there is no token {id} in use")))
}

async fn tokens(registry: &Registry, role: &Role) -> MarketResult<Json<Vec<Token>>> {
    Ok(Json(registry.list_tokens(role).await?.into_iter().map(Token::from).collect()))
}

/// `GET /publishers/{publisher}/tokens`: the newest, without what is secret. The publisher or an operator.
pub(crate) async fn list_tokens(
    State(registry): State<Registry>,
    caller: Caller,
    Path(name): Path<String>,
) -> MarketResult<Json<Vec<Token>>> {
    caller.publisher(&name)?;
    tokens(&registry, &Role::Publisher(name)).await
}

/// `POST /publishers/{publisher}/tokens`: a secret to push and publish with. The publisher or an operator.
pub(crate) async fn issue_token(
    State(registry): State<Registry>,
    caller: Caller,
    Path(name): Path<String>,
    Body(new): Body<NewToken>,
) -> MarketResult<(StatusCode, Json<NewSecret>)> {
    caller.publisher(&name)?;
    publishers::find(&registry, &name).await?;
    issue(&registry, &Role::Publisher(name), new).await
}

/// `DELETE /publishers/{publisher}/tokens/{id}`: ends it. The publisher or an operator.
pub(crate) async fn revoke_token(
    State(registry): State<Registry>,
    caller: Caller,
    Path((name, id)): Path<(String, String)>,
) -> MarketResult<StatusCode> {
    caller.publisher(&name)?;
    revoke(&registry, &Role::Publisher(name), &id).await
}

/// `GET /hosts/{host}/tokens`: operators only.
pub(crate) async fn list_host_tokens(
    State(registry): State<Registry>,
    caller: Caller,
    Path(host): Path<String>,
) -> MarketResult<Json<Vec<Token>>> {
    caller.operator()?;
    tokens(&registry, &Role::Host(host)).await
}

/// `POST /hosts/{host}/tokens`: a secret for a Bodega installation to report with. Operators only.
pub(crate) async fn issue_host_token(
    State(registry): State<Registry>,
    caller: Caller,
    Path(host): Path<String>,
    Body(new): Body<NewToken>,
) -> MarketResult<(StatusCode, Json<NewSecret>)> {
    caller.operator()?;
    require_name("/host", &host)?;
    issue(&registry, &Role::Host(host), new).await
}

/// `DELETE /hosts/{host}/tokens/{id}`: operators only.
pub(crate) async fn revoke_host_token(
    State(registry): State<Registry>,
    caller: Caller,
    Path((host, id)): Path<(String, String)>,
) -> MarketResult<StatusCode> {
    caller.operator()?;
    revoke(&registry, &Role::Host(host), &id).await
}
