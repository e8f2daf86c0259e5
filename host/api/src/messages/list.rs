//! Lists messages to members.

use crate::extract::{ApiJson, ApiQuery, Caller, Listed, page_request};
use crate::problem::{ApiResult, Problem};
use crate::wire::{stored_json, wire_enum};
use axum::extract::State;
use bodega_app::{App, data, messages};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

wire_enum! {
    /// Where a message stands.
    MessageState = bodega_app::data::MessageState {
        /// Not sent yet.
        Queued,
        /// Handed to whoever delivers it.
        Sent,
        /// It arrived.
        Delivered,
        /// It could not be sent, or did not arrive; `reason` says why.
        Failed,
        /// Its time was over before it was sent.
        Expired,
        /// It was called back.
        Cancelled,
    }
}

/// Which messages.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct MessagesQuery {
    /// To one member.
    member: Option<Uuid>,
    /// In one state.
    #[param(inline)]
    state: Option<MessageState>,
    /// Rows wanted, 1 to 500; 50 where not given.
    limit: Option<u32>,
    /// `next` of the page before.
    after: Option<String>,
}

/// A message to a member; the address is looked up when it goes out.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Message {
    /// Its id.
    pub id: Uuid,
    /// To whom.
    pub member: Uuid,
    /// The plugin that sends it.
    pub plugin: String,
    /// `service` or `marketing`.
    pub purpose: String,
    /// A text of the plugin's manifest.
    pub template: String,
    /// What fills it.
    pub parameters: Value,
    /// Where it stands.
    pub state: MessageState,
    /// Attempts at sending it.
    pub attempts: u32,
    /// The channel of the last attempt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// The installation that made the last attempt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sender: Option<Uuid>,
    /// Why it is not sent (yet), or did not arrive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// When it took its state, ms since 1970 UTC.
    pub changed_at_ms: i64,
    /// When it was recorded, ms since 1970 UTC.
    pub created_at_ms: i64,
    /// When it is of no use any more, ms since 1970 UTC.
    pub expires_at_ms: i64,
}

impl TryFrom<data::Message> for Message {
    type Error = Problem;

    fn try_from(row: data::Message) -> Result<Self, Problem> {
        Ok(Message {
            id: row.id,
            member: row.message.member.0,
            plugin: row.plugin,
            purpose: row.message.purpose,
            template: row.message.template,
            parameters: stored_json(&row.message.parameters_json)?,
            state: row.state.into(),
            attempts: row.attempts,
            channel: row.channel,
            sender: row.sender.map(|sender| sender.0),
            reason: row.reason,
            changed_at_ms: row.changed_at_ms,
            created_at_ms: row.created_at_ms,
            expires_at_ms: row.message.expires_at_ms,
        })
    }
}

/// List messages of plugins to members, newest first
#[utoipa::path(get, path = "/v1/messages", tag = "members", params(MessagesQuery),
    responses((status = 200, body = Listed<Message>)))]
pub(crate) async fn list_messages(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiQuery(query): ApiQuery<MessagesQuery>,
) -> ApiResult<ApiJson<Listed<Message>>> {
    let Caller(cx) = caller;
    let filter =
        data::MessageFilter { member: query.member.map(Into::into), state: query.state.map(Into::into) };
    let page = messages::list_messages(&app, &cx, filter, &page_request(query.limit, query.after)?).await?;
    let items = page.items.into_iter().map(Message::try_from).collect::<Result<_, _>>()?;
    Ok(ApiJson(Listed { items, next: page.next.map(|cursor| cursor.0) }))
}
