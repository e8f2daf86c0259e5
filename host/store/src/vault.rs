//! The vault: personal data and secrets are sealed in the rows that hold them, so that a stolen database, log or backup
//! shows none of them.
//!
//! A tenant has data keys of its own, wrapped by a key of the installation that is never in the database
//! ([`KeyService`]). A sealed value names its key and opens in its own place only: tenant, table, column and row are bound
//! to it. What people are searched by is kept a second time as a keyed hash. Which columns are sealed is listed in
//! `columns`; another one goes there, or it misses the rotation of keys.

mod columns;
mod hash;
mod keys;
mod local;
mod open;
mod reseal;
mod rotate;
mod service;

use crate::db::Db;
use crate::{Store, StoreError};
use bodega_domain::ids::TenantId;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

pub use bodega_crypto::KeyBytes;
pub(crate) use columns::row_key;
pub(crate) use hash::Searched;
pub(crate) use keys::{MARK, TenantKeys};
pub use local::{LocalKeys, LocalKeysError};
pub use open::KeyCounts;
pub use reseal::Resealed;
pub use rotate::Rotated;
pub use service::{KeyService, KeyServiceError, Wrapped};

/// Tenants whose keys are kept in memory; of another one they are unwrapped again.
const TENANTS_MAX: usize = 10_000;

/// Where a sealed value stands. It opens nowhere else.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    /// The row's key after the tenant, as text; see `row_key`.
    pub row: &'a str,
}

/// Keys of this process and where they come from.
#[derive(Debug)]
pub(crate) struct Vault {
    db: Db,
    service: OnceLock<Arc<dyn KeyService>>,
    known: Mutex<HashMap<TenantId, Known>>,
    /// Since when this process knows that a key is retired.
    retired: Mutex<HashMap<(TenantId, i64), Instant>>,
    ttl: Duration,
    refused: AtomicU64,
}

#[derive(Debug)]
struct Known {
    keys: Arc<TenantKeys>,
    read_at: Instant,
}

impl Vault {
    pub fn new(db: Db, ttl: Duration) -> Self {
        Vault {
            db,
            service: OnceLock::new(),
            known: Mutex::default(),
            retired: Mutex::default(),
            ttl,
            refused: AtomicU64::new(0),
        }
    }

    fn service(&self) -> Result<&Arc<dyn KeyService>, StoreError> {
        let locked = || StoreError::Keys("the keys to sealed data were not given".to_owned());
        self.service.get().ok_or_else(locked)
    }

    /// The keys of a tenant, made where it has none. Not inside a transaction: it may write.
    pub async fn keys(&self, tenant: TenantId) -> Result<Arc<TenantKeys>, StoreError> {
        match self.cached(tenant, self.ttl) {
            Some(keys) => Ok(keys),
            None => self.load_or_make(tenant).await,
        }
    }

    /// The keys of a tenant as they are known here, however long ago they were read: to open values. A tenant of before the vault
    /// gets its keys now.
    pub async fn known(&self, tenant: TenantId) -> Result<Arc<TenantKeys>, StoreError> {
        match self.cached(tenant, Duration::MAX) {
            Some(keys) => Ok(keys),
            None => self.load_or_make(tenant).await,
        }
    }

    fn cached(&self, tenant: TenantId, ttl: Duration) -> Option<Arc<TenantKeys>> {
        let known = self.known.lock().ok()?;
        known.get(&tenant).filter(|known| known.read_at.elapsed() < ttl).map(|known| known.keys.clone())
    }

    fn remember(&self, keys: &Arc<TenantKeys>) {
        let Ok(mut known) = self.known.lock() else { return };
        if known.len() >= TENANTS_MAX && !known.contains_key(&keys.tenant) {
            known.clear();
        }
        known.insert(keys.tenant, Known { keys: keys.clone(), read_at: Instant::now() });
    }

    /// Makes this node look for newer keys of a tenant.
    fn forget(&self, tenant: TenantId) {
        if let Ok(mut known) = self.known.lock() {
            known.remove(&tenant);
        }
    }

    /// Counts and logs a value that does not open; the caller is told.
    fn refuse(&self, tenant: TenantId, place: &Place<'_>) -> StoreError {
        self.refused.fetch_add(1, Ordering::Relaxed);
        let Place { table, column, row } = place;
        tracing::error!(%tenant, "a sealed value of {table}.{column}, row {row}, does not open: changed, moved, or its key is gone");
        StoreError::Sealed { table, column }
    }
}

fn no_keys(tenant: TenantId) -> StoreError {
    StoreError::Keys(format!("tenant {tenant} has no keys"))
}

impl Store {
    /// Seals a text for its place; what is stored in its stead. The column must be listed in `vault/columns.rs`.
    ///
    /// # Errors
    /// [`StoreError::Keys`] where the tenant's keys cannot be had.
    pub async fn seal(&self, tenant: TenantId, place: Place<'_>, text: &str) -> Result<String, StoreError> {
        self.vault.keys(tenant).await?.seal(place, text)
    }

    /// Opens what [`Self::seal`] made for the same place.
    ///
    /// # Errors
    /// [`StoreError::Sealed`] where it was changed or moved, or its key is gone.
    pub async fn open(
        &self,
        tenant: TenantId,
        place: Place<'_>,
        sealed: String,
    ) -> Result<String, StoreError> {
        self.vault.open(tenant, place, sealed).await
    }

    /// How many sealed values did not open since this process started.
    pub fn refused_values(&self) -> u64 {
        self.vault.refused.load(Ordering::Relaxed)
    }
}
