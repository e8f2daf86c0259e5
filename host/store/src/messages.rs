//! Messages to members: recorded as effects, in the transaction of the invocation that sends them, leased to the node that
//! carries them, and kept for the merchant to see. Who carries them and whether the member agreed is not the store's.

mod send;

use crate::StoreError;
use crate::db::{self, OnConflict, Row, Sql, narrow};
use crate::vault::{Place, TenantKeys};
use crate::words::words;
use crate::{Page, PageRequest, Store};
use bodega_domain::ids::{InstallationId, MemberId, TenantId};
use sea_orm::{DatabaseTransaction, QueryResult, Value};
use uuid::Uuid;

pub use send::{MessageLease, Receipt, ReceiptOf, SentMark};
pub(crate) use send::{flush_receipts, flush_sent};

/// A message that a plugin sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMessage {
    /// To whom.
    pub member: MemberId,
    /// `service` or `marketing`.
    pub purpose: String,
    /// A text of the manifest.
    pub template: String,
    /// What fills it, as a JSON object of texts.
    pub parameters_json: String,
    /// When it is of no use any more.
    pub expires_at_ms: i64,
}

/// Where a message stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MessageState {
    /// Not sent yet.
    Queued,
    /// Handed to whoever delivers it.
    Sent,
    /// It arrived.
    Delivered,
    /// It cannot be sent, or did not arrive.
    Failed,
    /// Its time was over before it was sent.
    Expired,
    /// Called back before it was sent.
    Cancelled,
}

words!(MessageState {
    Queued = "queued",
    Sent = "sent",
    Delivered = "delivered",
    Failed = "failed",
    Expired = "expired",
    Cancelled = "cancelled",
});

/// A stored message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its id: follows from the invocation, so that a re-run makes no second one.
    pub id: Uuid,
    /// Who sends it.
    pub installation: InstallationId,
    /// The plugin's name.
    pub plugin: String,
    /// What is sent.
    pub message: NewMessage,
    /// Where it stands.
    pub state: MessageState,
    /// When it was recorded.
    pub created_at_ms: i64,
    /// Attempts at sending it.
    pub attempts: u32,
    /// The channel of the last attempt.
    pub channel: Option<String>,
    /// Who made the last attempt.
    pub sender: Option<InstallationId>,
    /// Why it is not sent (yet), or did not arrive.
    pub reason: Option<String>,
    /// When it took its state.
    pub changed_at_ms: i64,
}

/// Which messages are wanted; `None` = any.
#[derive(Clone, Copy, Debug, Default)]
pub struct MessageFilter {
    /// To this member.
    pub member: Option<MemberId>,
    /// In this state.
    pub state: Option<MessageState>,
}

const COLUMNS: [&str; 14] = [
    "tenant_id",
    "id",
    "plugin",
    "installation_id",
    "member_id",
    "purpose",
    "template",
    "parameters_json",
    "state",
    "created_at_ms",
    "expires_at_ms",
    "attempts",
    "due_at_ms",
    "changed_at_ms",
];

/// What [`read`] takes, in its order.
const READ: &str = "id, plugin, installation_id, member_id, purpose, template, parameters_json, state, created_at_ms, \
                    expires_at_ms, attempts, channel, sender_id, reason, changed_at_ms";

impl Store {
    /// Messages of a tenant, newest first.
    pub async fn list_messages(
        &self,
        tenant: TenantId,
        filter: MessageFilter,
        page: &PageRequest,
    ) -> Result<Page<Message>, StoreError> {
        let text = format!("SELECT {READ} FROM message WHERE tenant_id = ?");
        let mut sql = Sql::with(self.backend(), &text, [tenant.0.into()]);
        if let Some(member) = filter.member {
            sql.push_with(" AND member_id = ?", [member.0.into()]);
        }
        if let Some(state) = filter.state {
            sql.push_with(" AND state = ?", [state.as_str().into()]);
        }
        if let Some((at_ms, id)) = page.key::<(i64, Uuid)>()? {
            sql.push_with(" AND (created_at_ms, id) < (?, ?)", [at_ms.into(), id.into()]);
        }
        let limit = i64::try_from(page.fetch()).unwrap_or(i64::MAX);
        sql.push_with(" ORDER BY created_at_ms DESC, id DESC LIMIT ?", [limit.into()]);
        let mut rows = sql.all(&self.db.read).await?.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        for message in &mut rows {
            self.open_message(tenant, message).await?;
        }
        Ok(page.page(rows, |message| (message.created_at_ms, message.id)))
    }

    /// Opens what [`read`] leaves sealed.
    async fn open_message(&self, tenant: TenantId, message: &mut Message) -> Result<(), StoreError> {
        let sealed = std::mem::take(&mut message.message.parameters_json);
        let id = message.id.to_string();
        message.message.parameters_json = self.vault.open(tenant, place(&id), sealed).await?;
        Ok(())
    }
}

/// What fills a message may name the member, or hold a code for it alone.
fn place(id: &str) -> Place<'_> {
    Place { table: "message", column: "parameters_json", row: id }
}

impl NewMessage {
    /// The row of a message just recorded; `sealed` are its parameters.
    pub(crate) fn row(
        &self,
        sealed: String,
        tenant: TenantId,
        installation: InstallationId,
        plugin: &str,
        id: Uuid,
        now_ms: i64,
    ) -> Vec<Value> {
        let NewMessage { member, purpose, template, parameters_json: _, expires_at_ms } = self;
        vec![
            tenant.0.into(),
            id.into(),
            plugin.into(),
            installation.0.into(),
            member.0.into(),
            purpose.as_str().into(),
            template.as_str().into(),
            sealed.into(),
            MessageState::Queued.as_str().into(),
            now_ms.into(),
            (*expires_at_ms).into(),
            0i64.into(),
            now_ms.into(),
            now_ms.into(),
        ]
    }
}

/// The parameters of a message, sealed.
pub(crate) fn seal_parameters(
    keys: &TenantKeys,
    id: Uuid,
    message: &NewMessage,
) -> Result<String, StoreError> {
    keys.seal(place(&id.to_string()), &message.parameters_json)
}

/// Writes rows of [`NewMessage::row`]; those that are there stay.
pub(crate) async fn write_messages(tx: &DatabaseTransaction, rows: &[Vec<Value>]) -> Result<(), StoreError> {
    db::insert_rows(tx, "message", &COLUMNS, rows, OnConflict::Keep).await
}

/// Reads a message; its parameters are still sealed.
fn read(row: &QueryResult) -> Result<Message, StoreError> {
    Ok(Message {
        id: row.at(0)?,
        plugin: row.at(1)?,
        installation: InstallationId(row.at(2)?),
        message: NewMessage {
            member: MemberId(row.at(3)?),
            purpose: row.at(4)?,
            template: row.at(5)?,
            parameters_json: row.at(6)?,
            expires_at_ms: row.at(9)?,
        },
        state: MessageState::read(&row.at::<String>(7)?)?,
        created_at_ms: row.at(8)?,
        attempts: narrow(row.at(10)?, "attempts")?,
        channel: row.at(11)?,
        sender: row.at::<Option<Uuid>>(12)?.map(InstallationId),
        reason: row.at(13)?,
        changed_at_ms: row.at(14)?,
    })
}
