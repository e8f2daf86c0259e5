//! The queue of messages: leased to one node at a time, begun, put off, ended; and what senders report afterwards.

use super::{Message, MessageState, READ, read};
use crate::PAGE_MAX;
use crate::db::{self, Row, Sql, narrow};
use crate::deliveries::ERROR_MAX;
use crate::scrub::scrubbed;
use crate::store::Backend;
use crate::{Store, StoreError};
use bodega_domain::ids::{InstallationId, TenantId};
use sea_orm::DatabaseTransaction;
use uuid::Uuid;

/// The right to send a message, for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageLease {
    /// The merchant.
    pub tenant: TenantId,
    /// The message; its attempts are those before this one.
    pub message: Message,
    token: Uuid,
}

/// Says, with the effects of the call that sent it, that a message is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentMark {
    /// Which message.
    pub message: Uuid,
    /// The provider's id of it.
    pub provider_id: Option<String>,
    token: Uuid,
}

/// What became of a message that an installation sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Which message.
    pub which: ReceiptOf,
    /// `None` = it arrived; otherwise why not.
    pub failure: Option<String>,
}

/// How a receipt names its message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReceiptOf {
    /// By its own id.
    Message(Uuid),
    /// By the provider's.
    Provider(String),
}

impl MessageLease {
    /// The mark that goes with the effects of the call that sent it.
    pub fn sent(&self, provider_id: Option<String>) -> SentMark {
        SentMark { message: self.message.id, provider_id, token: self.token }
    }

    /// Appends the condition that this lease is still ours.
    fn is_held(&self, sql: &mut Sql) {
        let key = [self.tenant.0.into(), self.message.id.into(), self.token.into()];
        sql.push_with(" WHERE tenant_id = ? AND id = ? AND lease_token = ? AND state = 'queued'", key);
    }
}

const DUE: &str = "WITH due AS MATERIALIZED (SELECT tenant_id, id FROM message \
                   WHERE state = 'queued' AND due_at_ms <= ? ORDER BY due_at_ms LIMIT ?";

impl Store {
    /// Leases up to `limit` messages that are due, over all tenants, until `now_ms + lease_ms`.
    pub async fn lease_due_messages(
        &self,
        now_ms: i64,
        lease_ms: i64,
        limit: u32,
    ) -> Result<Vec<MessageLease>, StoreError> {
        // Asked beside the writer first: when nothing is due, polling costs it nothing.
        let text = "SELECT 1 FROM message WHERE state = 'queued' AND due_at_ms <= ? LIMIT 1";
        if Sql::with(self.backend(), text, [now_ms.into()]).one(&self.db.read).await?.is_none() {
            return Ok(Vec::new());
        }
        let token = Uuid::now_v7();
        let tx = self.db.begin().await?;
        let mut sql = Sql::with(self.backend(), DUE, [now_ms.into(), i64::from(limit.min(PAGE_MAX)).into()]);
        if self.backend() == Backend::Postgres {
            sql.push(" FOR UPDATE SKIP LOCKED");
        }
        let until = [now_ms.saturating_add(lease_ms).into(), token.into()];
        sql.push_with(") UPDATE message SET due_at_ms = ?, lease_token = ? FROM due ", until);
        sql.push("WHERE message.tenant_id = due.tenant_id AND message.id = due.id RETURNING ");
        let columns: Vec<String> =
            READ.split(',').map(|column| format!("message.{}", column.trim())).collect();
        sql.push(&columns.join(", ")).push(", message.tenant_id");
        let rows = sql.all(&tx).await?;
        let tenant = columns.len();
        let leases = rows
            .iter()
            .map(|row| Ok(MessageLease { tenant: TenantId(row.at(tenant)?), message: read(row)?, token }))
            .collect::<Result<Vec<_>, StoreError>>()?;
        tx.commit().await?;
        let mut opened = Vec::with_capacity(leases.len());
        for mut lease in leases {
            match self.open_message(lease.tenant, &mut lease.message).await {
                Ok(()) => opened.push(lease),
                // It stays leased for a while; the others must not wait for it.
                Err(StoreError::Sealed { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(opened)
    }

    /// Says that a sender is about to be asked; gives the number of the attempt. `None` = the lease was lost.
    pub async fn begin_message(
        &self,
        lease: &MessageLease,
        channel: &str,
        sender: InstallationId,
    ) -> Result<Option<u32>, StoreError> {
        let text = "UPDATE message SET attempts = attempts + 1, channel = ?, sender_id = ?";
        let mut sql = Sql::with(self.backend(), text, [channel.into(), sender.0.into()]);
        lease.is_held(&mut sql);
        sql.push(" RETURNING attempts");
        let row = sql.one(&self.db.write).await?;
        row.map(|row| narrow(row.at(0)?, "attempts")).transpose()
    }

    /// Gives a message back to be sent later. `false` = the lease was lost.
    pub async fn defer_message(
        &self,
        lease: &MessageLease,
        due_at_ms: i64,
        reason: &str,
    ) -> Result<bool, StoreError> {
        let text = "UPDATE message SET due_at_ms = ?, reason = ?, lease_token = NULL";
        let mut sql = Sql::with(self.backend(), text, [due_at_ms.into(), short(reason).into()]);
        lease.is_held(&mut sql);
        Ok(sql.execute(&self.db.write).await? > 0)
    }

    /// Ends a message that is not sent. `false` = the lease was lost.
    pub async fn end_message(
        &self,
        lease: &MessageLease,
        state: MessageState,
        reason: &str,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let text = "UPDATE message SET state = ?, reason = ?, changed_at_ms = ?, lease_token = NULL";
        let values = [state.as_str().into(), short(reason).into(), now_ms.into()];
        let mut sql = Sql::with(self.backend(), text, values);
        lease.is_held(&mut sql);
        Ok(sql.execute(&self.db.write).await? > 0)
    }
}

fn short(reason: &str) -> String {
    scrubbed(&reason.chars().filter(|c| *c != '\0').take(ERROR_MAX).collect::<String>())
}

/// Marks messages as sent, those that were not heard of meanwhile.
pub(crate) async fn flush_sent(
    tx: &DatabaseTransaction,
    sent: &[(TenantId, SentMark, i64)],
) -> Result<(), StoreError> {
    for (tenant, mark, now_ms) in sent {
        let text = "UPDATE message SET provider_id = ?, lease_token = NULL, reason = NULL, changed_at_ms = ?, \
                    state = 'sent' WHERE tenant_id = ? AND id = ? AND lease_token = ? AND state = 'queued'";
        let values = [
            mark.provider_id.clone().into(),
            (*now_ms).into(),
            tenant.0.into(),
            mark.message.into(),
            mark.token.into(),
        ];
        Sql::with(db::backend(tx), text, values).execute(tx).await?;
    }
    Ok(())
}

/// Takes reports of senders: one that it arrived is the last word, one that it failed counts until then. A report may
/// overtake the call that sends the message; then the call has nothing more to say.
pub(crate) async fn flush_receipts(
    tx: &DatabaseTransaction,
    receipts: &[(TenantId, InstallationId, Receipt, i64)],
) -> Result<(), StoreError> {
    for (tenant, sender, receipt, now_ms) in receipts {
        let (state, before) = match receipt.failure {
            None => ("delivered", "('queued', 'sent', 'failed', 'expired')"),
            Some(_) => ("failed", "('queued', 'sent')"),
        };
        let text = "UPDATE message SET state = ?, reason = ?, changed_at_ms = ? WHERE tenant_id = ? AND sender_id = ?";
        let reason = receipt.failure.as_deref().map(short);
        let values = [state.into(), reason.into(), (*now_ms).into(), tenant.0.into(), sender.0.into()];
        let mut sql = Sql::with(db::backend(tx), text, values);
        sql.push(" AND state IN ").push(before);
        match &receipt.which {
            ReceiptOf::Message(id) => sql.push_with(" AND id = ?", [(*id).into()]),
            ReceiptOf::Provider(id) => sql.push_with(" AND provider_id = ?", [id.as_str().into()]),
        };
        sql.execute(tx).await?;
    }
    Ok(())
}
