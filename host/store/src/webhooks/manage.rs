//! Makes, changes, pauses and removes webhooks.

use super::{Webhook, WebhookSecrets, WebhookState};
use crate::db::{self, OnConflict, Row, Sql};
use crate::vault::Place;
use crate::{PAGE_MAX, Store, StoreError};
use bodega_domain::ids::{TenantId, WebhookId};
use sea_orm::{QueryResult, Value};

const COLUMNS: &str = "id, url, description, event_types_json, state, paused_reason, cursor_seq, failing_since_ms, \
                       created_at_ms";

impl Store {
    /// Stores a new webhook, which hears of what happens from now on. `false` = the id is taken, or the tenant has
    /// `webhooks_max` already.
    pub async fn create_webhook(
        &self,
        tenant: TenantId,
        webhook: &Webhook,
        secret: &[u8],
        webhooks_max: u32,
    ) -> Result<bool, StoreError> {
        let sealed = self.seal_secret(tenant, webhook.id, secret).await?;
        let tx = self.db.begin().await?;
        let text = "SELECT COUNT(*) FROM webhook WHERE tenant_id = ?";
        let row = Sql::with(self.backend(), text, [tenant.0.into()]).one(&tx).await?;
        let count: i64 = row.map_or(Ok(0), |row| row.at(0))?;
        let text = "SELECT head_seq FROM event_chain WHERE tenant_id = ?";
        let head = Sql::with(self.backend(), text, [tenant.0.into()]).one(&tx).await?;
        let head: i64 = head.map_or(Ok(0), |row| row.at(0))?;
        if count >= i64::from(webhooks_max) || find(&tx, self, tenant, webhook.id).await?.is_some() {
            return Ok(false);
        }
        let columns = [
            "tenant_id",
            "id",
            "url",
            "description",
            "event_types_json",
            "secret",
            "state",
            "cursor_seq",
            "created_at_ms",
        ];
        let row: Vec<Value> = vec![
            tenant.0.into(),
            webhook.id.0.into(),
            webhook.url.as_str().into(),
            webhook.description.as_str().into(),
            db::to_json(&webhook.event_types).into(),
            sealed.into(),
            WebhookState::On.as_str().into(),
            head.into(),
            webhook.created_at_ms.into(),
        ];
        db::insert_rows(&tx, "webhook", &columns, &[row], OnConflict::Fail).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Changes where it is, what it is for and what it hears of. `false` = there is none.
    pub async fn change_webhook(
        &self,
        tenant: TenantId,
        id: WebhookId,
        url: &str,
        description: &str,
        event_types: &[String],
    ) -> Result<bool, StoreError> {
        let text = "UPDATE webhook SET url = ?, description = ?, event_types_json = ?, failing_since_ms = NULL \
                    WHERE tenant_id = ? AND id = ?";
        let types = db::to_json(&event_types).into();
        let values = [url.into(), description.into(), types, tenant.0.into(), id.0.into()];
        Ok(Sql::with(self.backend(), text, values).execute(&self.db.write).await? > 0)
    }

    /// Puts another secret in force; deliveries are signed with both until `previous_until_ms`. `false` = there is
    /// no such webhook.
    pub async fn rotate_webhook_secret(
        &self,
        tenant: TenantId,
        id: WebhookId,
        secret: &[u8],
        previous_until_ms: i64,
    ) -> Result<bool, StoreError> {
        let text = "UPDATE webhook SET previous_secret = secret, previous_until_ms = ?, secret = ? \
                    WHERE tenant_id = ? AND id = ?";
        let sealed = self.seal_secret(tenant, id, secret).await?;
        let values = [previous_until_ms.into(), sealed.into(), tenant.0.into(), id.0.into()];
        Ok(Sql::with(self.backend(), text, values).execute(&self.db.write).await? > 0)
    }

    /// Stops sending; events wait. `false` = there is none that is on.
    pub async fn pause_webhook(
        &self,
        tenant: TenantId,
        id: WebhookId,
        reason: &str,
    ) -> Result<bool, StoreError> {
        let text = "UPDATE webhook SET state = 'paused', paused_reason = ? \
                    WHERE tenant_id = ? AND id = ? AND state = 'on'";
        let values = [reason.into(), tenant.0.into(), id.0.into()];
        Ok(Sql::with(self.backend(), text, values).execute(&self.db.write).await? > 0)
    }

    /// Sends again: what waited, or with `skips` only what happens from now on. `false` = there is none.
    pub async fn resume_webhook(
        &self,
        tenant: TenantId,
        id: WebhookId,
        skips: bool,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let tx = self.db.begin().await?;
        let text = "UPDATE webhook SET state = 'on', paused_reason = NULL, failing_since_ms = NULL \
                    WHERE tenant_id = ? AND id = ?";
        let found = Sql::with(self.backend(), text, [tenant.0.into(), id.0.into()]).execute(&tx).await? > 0;
        if found && skips {
            let text = "UPDATE webhook SET cursor_seq = COALESCE((SELECT head_seq FROM event_chain c \
                        WHERE c.tenant_id = webhook.tenant_id), cursor_seq) WHERE tenant_id = ? AND id = ?";
            Sql::with(self.backend(), text, [tenant.0.into(), id.0.into()]).execute(&tx).await?;
            let text = "UPDATE webhook_delivery SET state = 'dead', error = 'left out when the webhook was resumed', \
                        closed_at_ms = ?, lease_token = NULL \
                        WHERE tenant_id = ? AND webhook_id = ? AND closed_at_ms IS NULL";
            Sql::with(self.backend(), text, [now_ms.into(), tenant.0.into(), id.0.into()])
                .execute(&tx)
                .await?;
        } else if found {
            // What waits for a retry is tried at once: somebody has mended something.
            let text = "UPDATE webhook_delivery SET due_at_ms = ? \
                        WHERE tenant_id = ? AND webhook_id = ? AND closed_at_ms IS NULL AND state = 'pending'";
            Sql::with(self.backend(), text, [now_ms.into(), tenant.0.into(), id.0.into()])
                .execute(&tx)
                .await?;
        }
        tx.commit().await?;
        Ok(found)
    }

    /// Takes it away with its deliveries. `false` = there is none.
    pub async fn delete_webhook(&self, tenant: TenantId, id: WebhookId) -> Result<bool, StoreError> {
        let tx = self.db.begin().await?;
        let of = || [tenant.0.into(), id.0.into()];
        let text = "DELETE FROM webhook WHERE tenant_id = ? AND id = ?";
        let found = Sql::with(self.backend(), text, of()).execute(&tx).await? > 0;
        let text = "DELETE FROM webhook_delivery WHERE tenant_id = ? AND webhook_id = ?";
        Sql::with(self.backend(), text, of()).execute(&tx).await?;
        tx.commit().await?;
        Ok(found)
    }

    /// A webhook.
    pub async fn get_webhook(&self, tenant: TenantId, id: WebhookId) -> Result<Option<Webhook>, StoreError> {
        find(&self.db.read, self, tenant, id).await
    }

    /// What a webhook's deliveries are signed with at `now_ms`.
    pub async fn webhook_secrets(
        &self,
        tenant: TenantId,
        id: WebhookId,
        now_ms: i64,
    ) -> Result<Option<WebhookSecrets>, StoreError> {
        let text = "SELECT secret, CASE WHEN previous_until_ms > ? THEN previous_secret END FROM webhook \
                    WHERE tenant_id = ? AND id = ?";
        let values = [now_ms.into(), tenant.0.into(), id.0.into()];
        let row = Sql::with(self.backend(), text, values).one(&self.db.read).await?;
        let Some(row) = row else { return Ok(None) };
        let sealed = WebhookSecrets { current: row.at(0)?, previous: row.at(1)? };
        self.open_secrets(tenant, id, sealed).await.map(Some)
    }

    async fn seal_secret(
        &self,
        tenant: TenantId,
        id: WebhookId,
        secret: &[u8],
    ) -> Result<Vec<u8>, StoreError> {
        self.vault.keys(tenant).await?.seal_bytes(place(&id.0.to_string()), secret)
    }

    /// Secrets as they are stored, opened.
    pub(super) async fn open_secrets(
        &self,
        tenant: TenantId,
        id: WebhookId,
        sealed: WebhookSecrets,
    ) -> Result<WebhookSecrets, StoreError> {
        let id = id.0.to_string();
        let previous = match sealed.previous {
            Some(previous) => Some(self.vault.open_bytes(tenant, place(&id), previous).await?),
            None => None,
        };
        Ok(WebhookSecrets {
            current: self.vault.open_bytes(tenant, place(&id), sealed.current).await?,
            previous,
        })
    }

    /// All webhooks of a tenant, the oldest first.
    pub async fn list_webhooks(&self, tenant: TenantId) -> Result<Vec<Webhook>, StoreError> {
        let text =
            format!("SELECT {COLUMNS} FROM webhook WHERE tenant_id = ? ORDER BY created_at_ms, id LIMIT ?");
        let values = [tenant.0.into(), i64::from(PAGE_MAX).into()];
        Sql::with(self.backend(), &text, values).all(&self.db.read).await?.iter().map(read).collect()
    }
}

/// The secret before is the one that was, byte for byte.
fn place(id: &str) -> Place<'_> {
    Place { table: "webhook", column: "secret", row: id }
}

async fn find(
    conn: &impl sea_orm::ConnectionTrait,
    store: &Store,
    tenant: TenantId,
    id: WebhookId,
) -> Result<Option<Webhook>, StoreError> {
    let text = format!("SELECT {COLUMNS} FROM webhook WHERE tenant_id = ? AND id = ?");
    let row = Sql::with(store.backend(), &text, [tenant.0.into(), id.0.into()]).one(conn).await?;
    row.as_ref().map(read).transpose()
}

fn read(row: &QueryResult) -> Result<Webhook, StoreError> {
    Ok(Webhook {
        id: WebhookId(row.at(0)?),
        url: row.at(1)?,
        description: row.at(2)?,
        event_types: db::from_json(&row.at::<String>(3)?, "event types")?,
        state: WebhookState::read(&row.at::<String>(4)?)?,
        paused_reason: row.at(5)?,
        cursor_seq: row.at(6)?,
        failing_since_ms: row.at(7)?,
        created_at_ms: row.at(8)?,
    })
}
