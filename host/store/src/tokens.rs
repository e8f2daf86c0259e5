//! API tokens, found by the hash of their secret. The secret itself is never stored.

use crate::access::{HeldRole, write_grants};
use crate::db::{self, OnConflict, Sql};
use crate::entities::api_token;
use crate::{PAGE_MAX, Store, StoreError};
use bodega_domain::ids::{TenantId, TokenId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// How exact the time of last use is: a write a minute a token, not one a request.
const TOUCH_EVERY_MS: i64 = 60_000;

/// An API token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiToken {
    /// Its id.
    pub id: TokenId,
    /// Whose it is.
    pub tenant: TenantId,
    /// Name for people.
    pub name: String,
    /// SHA-256 of the secret.
    pub secret_sha256: [u8; 32],
    /// When it was made.
    pub created_at_ms: i64,
    /// When it ends; `None` = when revoked.
    pub expires_at_ms: Option<i64>,
    /// When it was revoked.
    pub revoked_at_ms: Option<i64>,
    /// When it was last seen, to the minute.
    pub last_used_at_ms: Option<i64>,
}

impl Store {
    /// Stores a new token with what it may do.
    pub async fn create_token(&self, token: &ApiToken, grants: &[HeldRole]) -> Result<(), StoreError> {
        let row = api_token::Model {
            tenant_id: token.tenant.0,
            id: token.id.0,
            name: token.name.clone(),
            secret_sha256: token.secret_sha256.to_vec(),
            created_at_ms: token.created_at_ms,
            expires_at_ms: token.expires_at_ms,
            revoked_at_ms: token.revoked_at_ms,
            last_used_at_ms: token.last_used_at_ms,
        };
        let tx = self.db.begin().await?;
        db::insert::<api_token::Entity>(&tx, &[row], OnConflict::Fail).await?;
        write_grants(&tx, token.tenant, token.id.0, grants).await?;
        Ok(tx.commit().await?)
    }

    /// The token whose secret has this hash, whatever its state: the caller checks expiry and revocation.
    pub async fn find_token(&self, secret_sha256: &[u8; 32]) -> Result<Option<ApiToken>, StoreError> {
        let secret = api_token::Column::SecretSha256.eq(secret_sha256.to_vec());
        api_token::Entity::find().filter(secret).one(&self.db.read).await?.map(ApiToken::try_from).transpose()
    }

    /// The tokens of a tenant, newest first; at most 500.
    pub async fn list_tokens(&self, tenant: TenantId) -> Result<Vec<ApiToken>, StoreError> {
        let rows = api_token::Entity::find()
            .filter(api_token::Column::TenantId.eq(tenant.0))
            .order_by_desc(api_token::Column::CreatedAtMs)
            .order_by_asc(api_token::Column::Id)
            .limit(u64::from(PAGE_MAX))
            .all(&self.db.read)
            .await?;
        rows.into_iter().map(ApiToken::try_from).collect()
    }

    /// Revokes a token; `false` where there is none.
    pub async fn revoke_token(&self, tenant: TenantId, id: TokenId, now_ms: i64) -> Result<bool, StoreError> {
        let text =
            "UPDATE api_token SET revoked_at_ms = COALESCE(revoked_at_ms, ?) WHERE tenant_id = ? AND id = ?";
        let changed = Sql::with(self.backend(), text, [now_ms.into(), tenant.0.into(), id.0.into()])
            .execute(&self.db.write)
            .await?;
        Ok(changed > 0)
    }

    /// Notes that a token was used. Writes at most once a minute a token.
    pub async fn touch_token(&self, tenant: TenantId, id: TokenId, now_ms: i64) -> Result<(), StoreError> {
        let text = "SELECT 1 FROM api_token WHERE tenant_id = ? AND id = ? \
                    AND (last_used_at_ms IS NULL OR last_used_at_ms <= ?)";
        let values = [tenant.0.into(), id.0.into(), (now_ms - TOUCH_EVERY_MS).into()];
        if Sql::with(self.backend(), text, values).one(&self.db.read).await?.is_none() {
            return Ok(());
        }
        let text = "UPDATE api_token SET last_used_at_ms = ? WHERE tenant_id = ? AND id = ?";
        let values = [now_ms.into(), tenant.0.into(), id.0.into()];
        Sql::with(self.backend(), text, values).execute(&self.db.write).await.map(|_| ())
    }
}

impl TryFrom<api_token::Model> for ApiToken {
    type Error = StoreError;

    fn try_from(row: api_token::Model) -> Result<Self, StoreError> {
        Ok(ApiToken {
            id: TokenId(row.id),
            tenant: TenantId(row.tenant_id),
            name: row.name,
            secret_sha256: row
                .secret_sha256
                .try_into()
                .map_err(|_| StoreError::Damaged("length of a token's hash".to_owned()))?,
            created_at_ms: row.created_at_ms,
            expires_at_ms: row.expires_at_ms,
            revoked_at_ms: row.revoked_at_ms,
            last_used_at_ms: row.last_used_at_ms,
        })
    }
}
