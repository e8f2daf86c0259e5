//! How a member is reached: consents and addresses.

use crate::extract::{ApiJson, ApiPath, Caller, Listed};
use crate::problem::ApiResult;
use axum::extract::State;
use axum::http::StatusCode;
use bodega_app::{App, members};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use utoipa::ToSchema;
use uuid::Uuid;

/// What a member said to messages of a purpose over a channel.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Consent {
    /// `service` or `marketing`.
    pub purpose: String,
    /// `sms`, `email`, `wechat`, `wecom` or `app`.
    pub channel: String,
    /// Yes or no.
    pub is_granted: bool,
    /// When it was said, ms since 1970 UTC; now where not given.
    #[serde(default)]
    pub at_ms: Option<i64>,
    /// Where it was said, e.g. `till`, `mini-program`.
    pub source: String,
}

/// How a member is reached.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Contact {
    /// What it agreed to or refused. Without a word, service messages go and marketing does not.
    pub consents: Vec<Consent>,
    /// Its address by channel, beside the telephone number and e-mail of its personal data.
    pub addresses: BTreeMap<String, String>,
}

/// What changes.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PutContact {
    /// One a purpose and channel; those that are not named stay. An older word than the stored one changes nothing.
    #[serde(default)]
    pub consents: Vec<Consent>,
    /// By `wechat`, `wecom` or `app`; `null` takes one away.
    #[serde(default)]
    pub addresses: BTreeMap<String, Option<String>>,
}

/// Read what a member agreed to, and where it is reached
#[utoipa::path(get, path = "/v1/members/{id}/contact", tag = "members",
    params(("id" = Uuid, Path)), responses((status = 200, body = Contact)))]
pub(crate) async fn get_contact(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<ApiJson<Contact>> {
    let Caller(cx) = caller;
    let (consents, addresses) = members::get_contact(&app, &cx, id.into()).await?;
    Ok(ApiJson(Contact { consents: consents.into_iter().map(Into::into).collect(), addresses }))
}

/// A word of a consent as it was written down.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ConsentWord {
    /// `service` or `marketing`.
    pub purpose: String,
    /// `sms`, `email`, `wechat`, `wecom` or `app`.
    pub channel: String,
    /// Yes or no.
    pub is_granted: bool,
    /// When it was said, ms since 1970 UTC.
    pub at_ms: i64,
    /// Where it was said.
    pub source: String,
    /// When it was written down, ms since 1970 UTC.
    pub recorded_at_ms: i64,
    /// By whom: a token, or `host`.
    pub recorded_by: String,
}

/// List every word of a member's consents, the latest first, at most 500
///
/// Nothing of it ever changes; it goes when the member is erased.
#[utoipa::path(get, path = "/v1/members/{id}/consents", tag = "members",
    params(("id" = Uuid, Path)), responses((status = 200, body = Listed<ConsentWord>)))]
pub(crate) async fn list_consent_words(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<ApiJson<Listed<ConsentWord>>> {
    let Caller(cx) = caller;
    let words = members::list_consent_words(&app, &cx, id.into()).await?;
    Ok(ApiJson(Listed::whole(words)))
}

impl From<members::ConsentWord> for ConsentWord {
    fn from(from: members::ConsentWord) -> Self {
        let members::ConsentWord { said, recorded_at_ms, recorded_by } = from;
        let members::Consent { purpose, channel, is_granted, at_ms, source } = said;
        ConsentWord { purpose, channel, is_granted, at_ms, source, recorded_at_ms, recorded_by }
    }
}

/// Set what a member agreed to, and where it is reached
#[utoipa::path(put, path = "/v1/members/{id}/contact", tag = "members",
    params(("id" = Uuid, Path)), request_body = PutContact, responses((status = 204)))]
pub(crate) async fn put_contact(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(body): ApiJson<PutContact>,
) -> ApiResult<StatusCode> {
    let Caller(cx) = caller;
    let now_ms = app.now_ms();
    let consents: Vec<members::Consent> = body.consents.into_iter().map(|c| c.into_consent(now_ms)).collect();
    members::put_contact(&app, &cx, id.into(), &consents, &body.addresses).await?;
    Ok(StatusCode::NO_CONTENT)
}

impl Consent {
    fn into_consent(self, now_ms: i64) -> members::Consent {
        let Consent { purpose, channel, is_granted, at_ms, source } = self;
        members::Consent { purpose, channel, is_granted, at_ms: at_ms.unwrap_or(now_ms), source }
    }
}

impl From<members::Consent> for Consent {
    fn from(from: members::Consent) -> Self {
        let members::Consent { purpose, channel, is_granted, at_ms, source } = from;
        Consent { purpose, channel, is_granted, at_ms: Some(at_ms), source }
    }
}
