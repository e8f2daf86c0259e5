//! May this request do that? Access tokens are read here; what is missing is told by a challenge.

use crate::auth::{Claims, Presented, SERVICE};
use crate::oci::error::{OciError, OciResult};
use crate::store::entities::package;
use crate::{Registry, RegistryError, Repository, Role};
use axum::http::{HeaderMap, StatusCode, header};
use sea_orm::EntityTrait;

/// The access token of a request, made for `wanted`; `None` = there is none.
pub(crate) fn claims(
    registry: &Registry,
    headers: &HeaderMap,
    wanted: Option<(&Repository, &str)>,
) -> OciResult<Option<Claims>> {
    let claims = match Presented::of(headers.get(header::AUTHORIZATION)) {
        Presented::Nothing => return Ok(None),
        Presented::Secret { user: None, secret } => registry.inner.keys.read(&secret),
        _ => None,
    };
    claims.map(Some).ok_or_else(|| challenge(registry, headers, wanted))
}

/// Who calls, where they may do `action`; a challenge or a refusal where not.
pub(crate) async fn check(
    registry: &Registry,
    headers: &HeaderMap,
    repository: &Repository,
    action: &str,
) -> OciResult<Option<Role>> {
    let claims = claims(registry, headers, Some((repository, action)))?;
    let role = claims.as_ref().and_then(Claims::role);
    if may(registry, role.as_ref(), repository, action).await? {
        // Somebody who may pull without any token may do so with one for another repository, too.
        let opened = claims.as_ref().is_some_and(|claims| claims.opens(repository, action));
        if opened || may(registry, None, repository, action).await? {
            return Ok(role);
        }
        return Err(challenge(registry, headers, Some((repository, action))));
    }
    if role.is_none() {
        return Err(challenge(registry, headers, Some((repository, action))));
    }
    if action == "pull" {
        return Err(OciError::name_unknown());
    }
    Err(OciError::denied(format!("only `{}` may push to {repository}", repository.publisher())))
}

/// What a role may do: anybody pulls what is public, a publisher everything of its own, operators pull everything.
pub(crate) async fn may(
    registry: &Registry,
    role: Option<&Role>,
    repository: &Repository,
    action: &str,
) -> Result<bool, RegistryError> {
    match (action, role) {
        ("pull", Some(role)) if role.is_publisher(repository.publisher()) => Ok(true),
        ("pull", _) => {
            let row = package::Entity::find_by_id(repository.package()).one(registry.db()).await?;
            Ok(row.is_none_or(|row| row.is_public))
        }
        ("push" | "delete", Some(role)) => Ok(role.may_push(repository)),
        _ => Ok(false),
    }
}

/// `401` that tells where a token for this is to be had.
pub(crate) fn challenge(
    registry: &Registry,
    headers: &HeaderMap,
    wanted: Option<(&Repository, &str)>,
) -> OciError {
    let scope = wanted.map_or_else(String::new, |(repository, action)| {
        let actions = if action == "pull" { "pull" } else { "pull,push" };
        format!(r#",scope="repository:{repository}:{actions}""#)
    });
    let realm = base_url(registry, headers);
    let header_value = format!(r#"Bearer realm="{realm}/v2/token",service="{SERVICE}"{scope}"#);
    OciError::new(StatusCode::UNAUTHORIZED, "UNAUTHORIZED", "a token is needed for this")
        .with(header::WWW_AUTHENTICATE, &header_value)
        .with(super::API_VERSION.0, super::API_VERSION.1)
}

/// Where clients reach the registry.
pub(crate) fn base_url(registry: &Registry, headers: &HeaderMap) -> String {
    if let Some(url) = &registry.inner.public_url {
        return url.clone();
    }
    let sound = |host: &&str| host.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.:[]_".contains(&b));
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).filter(sound);
    format!("http://{}", host.unwrap_or("localhost"))
}
