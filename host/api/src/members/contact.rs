//! How a member is reached: consents and addresses.

use crate::extract::{ApiJson, ApiPath, Caller};
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
