//! API tokens on the wire.

use crate::users::wire::Grant;
use bodega_app::access::roles::HeldRole;
use bodega_app::org;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A token to issue.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct IssueToken {
    /// Name for people.
    pub name: String,
    /// The roles that it holds, at least one.
    pub grants: Vec<Grant>,
    /// When it ends, ms since 1970 UTC; when revoked where not given.
    pub expires_at_ms: Option<i64>,
}

/// A new token. Its text is shown this once.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct IssuedToken {
    /// Its id.
    pub id: Uuid,
    /// The whole token, for `Authorization: Bearer`.
    pub token: String,
}

/// A token without its secret.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Token {
    /// Its id.
    pub id: Uuid,
    /// Name for people.
    pub name: String,
    /// The roles that it holds.
    pub grants: Vec<Grant>,
    /// When it was made, ms since 1970 UTC.
    pub created_at_ms: i64,
    /// When it ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at_ms: Option<i64>,
    /// When it was revoked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revoked_at_ms: Option<i64>,
    /// When it was last seen, to the minute.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_used_at_ms: Option<i64>,
}

impl From<(org::ApiToken, Vec<HeldRole>)> for Token {
    fn from((token, held): (org::ApiToken, Vec<HeldRole>)) -> Self {
        Token {
            id: token.id.0,
            name: token.name,
            grants: held.into_iter().map(Into::into).collect(),
            created_at_ms: token.created_at_ms,
            expires_at_ms: token.expires_at_ms,
            revoked_at_ms: token.revoked_at_ms,
            last_used_at_ms: token.last_used_at_ms,
        }
    }
}
