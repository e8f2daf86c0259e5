//! Opens values, and the vault itself at the start.

use super::keys::{Closed, TenantKeys, now_ms};
use super::{KeyService, Place, Vault};
use crate::db::{self, Row, Sql};
use crate::store::Backend;
use crate::{Store, StoreError};
use bodega_domain::ids::TenantId;
use std::sync::Arc;

/// What there is of keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyCounts {
    /// Tenants with keys.
    pub tenants: u64,
    /// Keys that values are still sealed under, and nothing new.
    pub retired: u64,
    /// Tenants with values of before the vault.
    pub unsealed: u64,
}

/// Any number of its own.
const ROOT_LOCK: i64 = 0x7661_756c_7400;

impl Vault {
    /// Opens a value; where another node sealed it under a key that is new here, the keys are read anew.
    pub async fn open(
        &self,
        tenant: TenantId,
        place: Place<'_>,
        sealed: String,
    ) -> Result<String, StoreError> {
        let keys = self.known(tenant).await?;
        match keys.open(place, &sealed) {
            Ok(text) => Ok(text),
            Err(Closed::Refused) => Err(self.refuse(tenant, &place)),
            Err(Closed::UnknownKey) => {
                let keys: Option<Arc<TenantKeys>> = self.load(tenant).await?;
                let opened = keys.and_then(|keys| keys.open(place, &sealed).ok());
                opened.ok_or_else(|| self.refuse(tenant, &place))
            }
        }
    }

    /// As [`Self::open`], where there is a value.
    pub async fn open_some(
        &self,
        tenant: TenantId,
        place: Place<'_>,
        sealed: Option<String>,
    ) -> Result<Option<String>, StoreError> {
        match sealed {
            Some(sealed) => self.open(tenant, place, sealed).await.map(Some),
            None => Ok(None),
        }
    }

    /// Opens a column of bytes, which holds a sealed text.
    pub async fn open_bytes(
        &self,
        tenant: TenantId,
        place: Place<'_>,
        sealed: Vec<u8>,
    ) -> Result<Vec<u8>, StoreError> {
        let text = match String::from_utf8(sealed) {
            Ok(text) if text.starts_with(super::keys::MARK) => text,
            // Bytes of before the vault.
            Ok(plain) if self.known(tenant).await?.takes_plain => return Ok(plain.into_bytes()),
            Err(plain) if self.known(tenant).await?.takes_plain => return Ok(plain.into_bytes()),
            _ => return Err(self.refuse(tenant, &place)),
        };
        from_hex(&self.open(tenant, place, text).await?).ok_or_else(|| self.refuse(tenant, &place))
    }
}

impl TenantKeys {
    /// Seals bytes, for a column of bytes.
    pub fn seal_bytes(&self, place: Place<'_>, bytes: &[u8]) -> Result<Vec<u8>, StoreError> {
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(self.seal(place, &hex)?.into_bytes())
    }
}

pub(super) fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u32>> = text.chars().map(|digit| digit.to_digit(16)).collect();
    digits?.chunks(2).map(|pair| u8::try_from(pair.first()? * 16 + pair.get(1)?).ok()).collect()
}

impl Store {
    /// The ids of the keys that wrap what this database holds, the one in force first; none = nothing was sealed yet.
    pub async fn wrapping_keys(&self) -> Result<Vec<String>, StoreError> {
        let text = "SELECT kek_id FROM vault_root ORDER BY is_current DESC, created_at_ms DESC";
        let rows = Sql::new(self.backend(), text).all(&self.db.read).await?;
        rows.iter().map(|row| row.at(0)).collect()
    }

    /// Gives the store the key that wraps its keys, after [`Self::migrate`]. The first one ever given is taken down; another one
    /// later is refused, so that nothing is sealed under a key that nobody keeps.
    ///
    /// # Errors
    /// [`StoreError::Keys`] where keys that the database needs are missing, or do not open what they wrapped.
    pub async fn unlock(&self, service: Arc<dyn KeyService>) -> Result<(), StoreError> {
        let current = service.current();
        let tx = self.db.begin().await?;
        if self.backend() == Backend::Postgres {
            let text = "SELECT pg_advisory_xact_lock(?)";
            Sql::with(self.backend(), text, [ROOT_LOCK.into()]).one(&tx).await?;
        }
        let text = "SELECT kek_id FROM vault_root ORDER BY is_current DESC, created_at_ms DESC";
        let rows = Sql::new(self.backend(), text).all(&tx).await?;
        let wanted = rows.iter().map(|row| row.at(0)).collect::<Result<Vec<String>, StoreError>>()?;
        if let Some(missing) = wanted.iter().find(|id| !service.has(id)) {
            return Err(StoreError::Keys(format!(
                "this database is sealed with key {missing}, which is not among the keys given (first of them: {current})"
            )));
        }
        if wanted.is_empty() {
            let text = "INSERT INTO vault_root (kek_id, is_current, created_at_ms) VALUES (?, ?, ?)";
            let values = [current.into(), true.into(), now_ms().into()];
            Sql::with(db::backend(&tx), text, values).execute(&tx).await?;
        }
        tx.commit().await?;
        if self.vault.service.set(service).is_err() {
            return Err(StoreError::Keys("the store was unlocked before".to_owned()));
        }
        // Of the key itself, not of its name only: one tenant's keys must open.
        let text = "SELECT tenant_id FROM vault_key ORDER BY tenant_id LIMIT 1";
        if let Some(row) = Sql::new(self.backend(), text).one(&self.db.read).await? {
            self.vault.load(TenantId(row.at(0)?)).await?;
        }
        Ok(())
    }

    /// How many keys there are, and what is to be sealed anew.
    pub async fn count_keys(&self) -> Result<KeyCounts, StoreError> {
        let count = async |text: &str| -> Result<u64, StoreError> {
            let row = Sql::new(self.backend(), text).one(&self.db.read).await?;
            row.map_or(Ok(0), |row| Ok(row.at::<i64>(0)?.unsigned_abs()))
        };
        Ok(KeyCounts {
            tenants: count("SELECT COUNT(DISTINCT tenant_id) FROM vault_key").await?,
            retired: count("SELECT COUNT(*) FROM vault_key WHERE retired_at_ms IS NOT NULL").await?,
            unsealed: count("SELECT COUNT(*) FROM vault_unsealed").await?,
        })
    }

    /// Unwraps the keys of every tenant; the tenants whose keys do not open, with the reason.
    pub async fn check_keys(&self) -> Result<Vec<(TenantId, String)>, StoreError> {
        let text = "SELECT DISTINCT tenant_id FROM vault_key ORDER BY tenant_id";
        let mut wrong = Vec::new();
        for row in Sql::new(self.backend(), text).all(&self.db.read).await? {
            let tenant = TenantId(row.at(0)?);
            self.vault.forget(tenant);
            if let Err(error) = self.vault.load(tenant).await {
                wrong.push((tenant, error.to_string()));
            }
        }
        Ok(wrong)
    }
}
