//! The keys of one tenant: made, unwrapped, sealed with.

use super::{Place, Vault, no_keys};
use crate::db::{Row, Sql};
use crate::{StoreError, db};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bodega_crypto::{IndexKey, KeyBytes, SealingKey, random_key};
use bodega_domain::ids::TenantId;
use sea_orm::{ConnectionTrait, Value};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

/// Starts every sealed value; the number of the key follows, then nonce, text and tag in base64.
pub(crate) const MARK: &str = "bv1:";
/// The first keys of a tenant.
const FIRST_DATA_KEY: i64 = 1;
const FIRST_INDEX_KEY: i64 = 2;

/// What a key is for.
pub(super) const DATA: &str = "data";
pub(super) const INDEX: &str = "index";

/// The unwrapped keys of a tenant.
#[derive(Debug)]
pub(crate) struct TenantKeys {
    pub(super) tenant: TenantId,
    /// The key that seals.
    pub(super) current: i64,
    pub(super) data: BTreeMap<i64, Arc<SealingKey>>,
    index: (i64, Arc<IndexKey>),
    /// Whether values of before the vault may still be there.
    pub(super) takes_plain: bool,
}

/// Why a value does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Closed {
    /// Its key is not among those that are known here.
    UnknownKey,
    /// It was changed or moved.
    Refused,
}

impl TenantKeys {
    /// Whose.
    pub fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// Seals a text for its place.
    pub fn seal(&self, place: Place<'_>, text: &str) -> Result<String, StoreError> {
        let key = self.data.get(&self.current).ok_or_else(|| no_keys(self.tenant))?;
        let sealed = key.seal(&self.associated(&place), text.as_bytes());
        let sealed = sealed.map_err(|error| StoreError::Keys(error.to_string()))?;
        Ok(format!("{MARK}{}:{}", self.current, URL_SAFE_NO_PAD.encode(sealed)))
    }

    /// Seals a text where there is one.
    pub fn seal_some(&self, place: Place<'_>, text: Option<&str>) -> Result<Option<String>, StoreError> {
        text.map(|text| self.seal(place, text)).transpose()
    }

    /// Opens a sealed value.
    pub(crate) fn open(&self, place: Place<'_>, sealed: &str) -> Result<String, Closed> {
        let Some(rest) = sealed.strip_prefix(MARK) else {
            return if self.takes_plain { Ok(sealed.to_owned()) } else { Err(Closed::Refused) };
        };
        let (id, text) = rest.split_once(':').ok_or(Closed::Refused)?;
        let id: i64 = id.parse().map_err(|_| Closed::Refused)?;
        let key = self.data.get(&id).ok_or(Closed::UnknownKey)?;
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| Closed::Refused)?;
        let plain = key.open(&self.associated(&place), &bytes).map_err(|_| Closed::Refused)?;
        String::from_utf8(plain.to_vec()).map_err(|_| Closed::Refused)
    }

    /// Whether a value is sealed under the key that seals now.
    pub(super) fn is_current(&self, sealed: &str) -> bool {
        let key = sealed.strip_prefix(MARK).and_then(|rest| rest.split_once(':'));
        key.is_some_and(|(id, _)| id.parse() == Ok(self.current))
    }

    /// The keyed hash of a value among those of `domain`, in hexadecimal digits.
    pub fn hash(&self, domain: &str, value: &str) -> String {
        let hash = self.index.1.hash(domain, value.as_bytes());
        hash.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn associated(&self, Place { table, column, row }: &Place<'_>) -> Vec<u8> {
        format!("bodega\0{}\0{table}\0{column}\0{row}", self.tenant).into_bytes()
    }
}

/// What a wrapped key is bound to.
pub(super) fn context(tenant: TenantId, id: i64, purpose: &str) -> Vec<u8> {
    format!("bodega key\0{tenant}\0{id}\0{purpose}").into_bytes()
}

/// A row of `vault_key`.
pub(super) struct KeyRow {
    pub id: i64,
    pub purpose: String,
    pub wrapped: Vec<u8>,
    pub by: String,
    pub retired_at_ms: Option<i64>,
}

impl Vault {
    /// Reads a tenant's keys anew; `None` = it has none.
    pub(super) async fn load(&self, tenant: TenantId) -> Result<Option<Arc<TenantKeys>>, StoreError> {
        let before = self.cached(tenant, std::time::Duration::MAX);
        let rows = self.key_rows(&self.db.read, tenant).await?;
        let (mut data, mut index, mut current) = (BTreeMap::new(), None, None);
        for row in rows {
            if row.purpose == INDEX {
                let same = before.as_ref().filter(|before| before.index.0 == row.id);
                let key = match same {
                    Some(before) => before.index.1.clone(),
                    None => Arc::new(IndexKey::new(&self.unwrap(tenant, &row).await?).map_err(failed)?),
                };
                index = Some((row.id, key));
                continue;
            }
            if row.retired_at_ms.is_none() {
                current = Some(row.id);
            }
            let same = before.as_ref().and_then(|before| before.data.get(&row.id).cloned());
            let key = match same {
                Some(key) => key,
                None => Arc::new(SealingKey::new(&self.unwrap(tenant, &row).await?).map_err(failed)?),
            };
            data.insert(row.id, key);
        }
        let (Some(current), Some(index)) = (current, index) else { return Ok(None) };
        let text = "SELECT 1 FROM vault_unsealed WHERE tenant_id = ?";
        let unsealed = Sql::with(self.db.backend, text, [tenant.0.into()]).one(&self.db.read).await?;
        let keys = Arc::new(TenantKeys { tenant, current, data, index, takes_plain: unsealed.is_some() });
        self.remember(&keys);
        Ok(Some(keys))
    }

    pub(super) async fn load_or_make(&self, tenant: TenantId) -> Result<Arc<TenantKeys>, StoreError> {
        if let Some(keys) = self.load(tenant).await? {
            return Ok(keys);
        }
        let data = self.new_key(tenant, FIRST_DATA_KEY, DATA).await?;
        let index = self.new_key(tenant, FIRST_INDEX_KEY, INDEX).await?;
        // Of two nodes that make them at once, the first one's stand.
        let tx = self.db.begin().await?;
        for row in [data, index] {
            insert(&tx, row, " ON CONFLICT DO NOTHING").await?;
        }
        tx.commit().await?;
        self.load(tenant).await?.ok_or_else(|| no_keys(tenant))
    }

    pub(super) async fn key_rows(
        &self,
        conn: &impl ConnectionTrait,
        tenant: TenantId,
    ) -> Result<Vec<KeyRow>, StoreError> {
        let text = "SELECT id, purpose, wrapped, kek_id, retired_at_ms FROM vault_key \
                    WHERE tenant_id = ? ORDER BY id";
        let rows = Sql::with(self.db.backend, text, [tenant.0.into()]).all(conn).await?;
        rows.iter()
            .map(|row| {
                Ok(KeyRow {
                    id: row.at(0)?,
                    purpose: row.at(1)?,
                    wrapped: row.at(2)?,
                    by: row.at(3)?,
                    retired_at_ms: row.at(4)?,
                })
            })
            .collect()
    }

    /// Makes and wraps a key; the row to insert.
    pub(super) async fn new_key(
        &self,
        tenant: TenantId,
        id: i64,
        purpose: &'static str,
    ) -> Result<[Value; 6], StoreError> {
        let key = random_key().map_err(failed)?;
        let wrapped = self.service()?.wrap(&context(tenant, id, purpose), &key).await;
        let wrapped = wrapped.map_err(|error| StoreError::Keys(error.to_string()))?;
        let values = [
            tenant.0.into(),
            id.into(),
            purpose.into(),
            wrapped.bytes.into(),
            wrapped.by.into(),
            now_ms().into(),
        ];
        Ok(values)
    }

    pub(super) async fn unwrap(&self, tenant: TenantId, row: &KeyRow) -> Result<KeyBytes, StoreError> {
        let context = context(tenant, row.id, &row.purpose);
        let key = self.service()?.unwrap(&row.by, &context, &row.wrapped).await;
        key.map_err(|error| StoreError::Keys(format!("key {} of tenant {tenant}: {error}", row.id)))
    }
}

/// Inserts a row of [`Vault::new_key`].
pub(super) async fn insert(
    tx: &impl ConnectionTrait,
    row: [Value; 6],
    on_conflict: &str,
) -> Result<(), StoreError> {
    let text = "INSERT INTO vault_key (tenant_id, id, purpose, wrapped, kek_id, created_at_ms) \
                VALUES (?, ?, ?, ?, ?, ?)";
    Sql::with(db::backend(tx), text, row).push(on_conflict).take().execute(tx).await.map(|_| ())
}

pub(super) fn failed(error: bodega_crypto::CryptoError) -> StoreError {
    StoreError::Keys(error.to_string())
}

/// When a key was made, for people; nothing is decided by it.
pub(super) fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
