//! Gives out all that is held of a member.

use super::contact::ConsentWord;
use super::wire::{MemberDetail, Person};
use crate::accounts::list::Account;
use crate::documents::wire::Document;
use crate::extract::{ApiJson, ApiPath, Caller};
use crate::messages::list::Message;
use crate::problem::{ApiResult, Problem};
use crate::sales::wire::SaleSummary;
use axum::extract::State;
use bodega_app::data::MemberDocument as DocumentRow;
use bodega_app::{App, members};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use utoipa::ToSchema;
use uuid::Uuid;

/// All that is held of a member.
#[derive(Serialize, ToSchema)]
pub(crate) struct MemberExport {
    /// The member, its tags, how often it bought.
    pub member: MemberDetail,
    /// Its personal data.
    pub person: Person,
    /// Its addresses by channel, beside telephone and e-mail.
    pub addresses: BTreeMap<String, String>,
    /// Every word of its consents, the latest first.
    pub consents: Vec<ConsentWord>,
    /// Messages to it, the newest first.
    pub messages: Vec<Message>,
    /// Its sales, the newest first.
    pub sales: Vec<SaleSummary>,
    /// Plugins' accounts that are kept under its id.
    pub accounts: Vec<MemberAccount>,
    /// Plugins' documents that are about it.
    pub documents: Vec<MemberDocument>,
    /// Whether a list had more than 20,000 entries and was cut.
    pub is_cut: bool,
}

/// An account of a plugin that is kept under a member's id.
#[derive(Serialize, ToSchema)]
pub(crate) struct MemberAccount {
    /// The plugin.
    pub plugin: String,
    /// The account.
    #[serde(flatten)]
    pub account: Account,
}

/// A document of a plugin that is about a member.
#[derive(Serialize, ToSchema)]
pub(crate) struct MemberDocument {
    /// The plugin.
    pub plugin: String,
    /// The collection.
    pub collection: String,
    /// The document.
    #[serde(flatten)]
    pub document: Document,
}

impl TryFrom<DocumentRow> for MemberDocument {
    type Error = Problem;

    fn try_from(row: DocumentRow) -> Result<Self, Problem> {
        let DocumentRow { plugin, collection, document } = row;
        Ok(MemberDocument { plugin, collection, document: document.try_into()? })
    }
}

impl TryFrom<members::Held> for MemberExport {
    type Error = Problem;

    fn try_from(held: members::Held) -> Result<Self, Problem> {
        let accounts = held.accounts.into_iter();
        Ok(MemberExport {
            member: held.member.into(),
            person: held.person.into(),
            addresses: held.addresses,
            consents: held.consents.into_iter().map(Into::into).collect(),
            messages: held.messages.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?,
            sales: held.sales.into_iter().map(Into::into).collect(),
            accounts: accounts
                .map(|(plugin, account)| MemberAccount { plugin, account: account.into() })
                .collect(),
            documents: held.documents.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?,
            is_cut: held.is_cut,
        })
    }
}

/// Give out all that is held of a member
///
/// What the host has, plugins' accounts under its id, and plugins' documents that are marked as about it: what a person
/// may ask for.
#[utoipa::path(get, path = "/v1/members/{id}/export", tag = "members",
    params(("id" = Uuid, Path)), responses((status = 200, body = MemberExport)))]
pub(crate) async fn export_member(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<ApiJson<MemberExport>> {
    let Caller(cx) = caller;
    Ok(ApiJson(members::export_member(&app, &cx, id.into()).await?.try_into()?))
}
