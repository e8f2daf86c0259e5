//! `GET /v2/token`: a long-lived secret (or nothing) goes in, an access token for what was asked and allowed comes out.

use crate::auth::{ACCESS_TOKEN_S, Access, Presented};
use crate::oci::access;
use crate::oci::error::{OciError, OciResult};
use crate::{Registry, Repository, Role};
use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use serde::Serialize;

/// The most scopes of one token: a push that mounts from another repository asks for two.
const SCOPES_MAX: usize = 16;

/// What the token endpoint answers; both names are in use.
#[derive(Debug, Serialize)]
pub(crate) struct TokenAnswer {
    token: String,
    access_token: String,
    expires_in: i64,
    issued_at: String,
}

/// Issues an access token. Scopes that are not allowed are left out, as the docker specification wants.
pub(crate) async fn issue(
    State(registry): State<Registry>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> OciResult<Json<TokenAnswer>> {
    let role = match Presented::of(headers.get(header::AUTHORIZATION)) {
        Presented::Nothing => None,
        Presented::Secret { user, secret } => match registry.who(user.as_deref(), &secret).await? {
            Some(role) => Some(role),
            None => return Err(wrong_credentials()),
        },
        Presented::Unreadable => return Err(wrong_credentials()),
    };
    let mut granted = Vec::new();
    for (repository, actions) in scopes(query.as_deref().unwrap_or_default())? {
        granted.push(grant(&registry, role.as_ref(), &repository, &actions).await?);
    }
    let (token, claims) = registry.inner.keys.sign(role.as_ref(), granted)?;
    let issued = jiff::Timestamp::from_second(claims.iat).unwrap_or_default();
    let answer = TokenAnswer {
        access_token: token.clone(),
        token,
        expires_in: ACCESS_TOKEN_S,
        issued_at: issued.to_string(),
    };
    Ok(Json(answer))
}

async fn grant(
    registry: &Registry,
    role: Option<&Role>,
    repository: &Repository,
    wanted: &[String],
) -> OciResult<Access> {
    let mut actions = Vec::new();
    for action in wanted {
        let every: &[&str] = if action == "*" { &["pull", "push", "delete"] } else { &[action] };
        for action in every {
            if access::may(registry, role, repository, action).await? {
                actions.push((*action).to_owned());
            }
        }
    }
    Ok(Access { kind: "repository".to_owned(), name: repository.to_string(), actions })
}

/// `scope=repository:NAME:ACTION,ACTION`, repeated or separated by blanks; other kinds of scope are left out.
fn scopes(query: &str) -> OciResult<Vec<(Repository, Vec<String>)>> {
    let pairs: Vec<(String, String)> =
        axum::extract::Query::try_from_uri(&format!("/?{query}").parse().map_err(|_| bad_scope())?)
            .map(|axum::extract::Query(pairs)| pairs)
            .map_err(|_| bad_scope())?;
    let mut found = Vec::new();
    let texts = pairs.iter().filter(|(key, _)| key == "scope").flat_map(|(_, value)| value.split(' '));
    for text in texts.filter(|text| !text.is_empty()) {
        let Some(rest) = text.strip_prefix("repository:") else { continue };
        let (name, actions) = rest.rsplit_once(':').ok_or_else(bad_scope)?;
        let repository = Repository::parse(name).ok_or_else(OciError::name_invalid)?;
        found.push((repository, actions.split(',').map(str::to_owned).collect()));
        if found.len() > SCOPES_MAX {
            return Err(bad_scope());
        }
    }
    Ok(found)
}

fn bad_scope() -> OciError {
    let message = format!("a scope is `repository:NAME:ACTION,ACTION`, at most {SCOPES_MAX} of them");
    OciError::new(StatusCode::BAD_REQUEST, "DENIED", message)
}

fn wrong_credentials() -> OciError {
    let message = "the user name is the publisher or host, the password its registry token; the pair is unknown, ended or revoked";
    OciError::new(StatusCode::UNAUTHORIZED, "UNAUTHORIZED", message)
}
