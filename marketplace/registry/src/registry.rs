//! The registry as a value: what it is opened with, and the router over it.

use crate::objects::Objects;
use crate::release::Checks;
use crate::store::entities::secret;
use crate::store::{Db, now_ms};
use crate::{RegistryError, auth, market, oci};
use axum::Router;
use object_store::ObjectStore;
use object_store::local::LocalFileSystem;
use sea_orm::{EntityTrait, IntoActiveModel, TryInsertResult};
use std::path::Path;
use std::sync::Arc;

/// Name of the row that holds the key of access tokens.
const TOKEN_SECRET: &str = "access-token";
/// Bytes of the key of access tokens: as many as HMAC-SHA-256 gives.
const TOKEN_SECRET_BYTES: usize = 32;

/// What happens to a release that passed all checks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum ReleasePolicy {
    /// A person decides about each release.
    #[default]
    Review,
    /// Releases of trusted publishers come out at once; a person decides about the others.
    TrustedPublishers,
    /// Everything that passes comes out: for a registry of one's own.
    Automatic,
}

/// What a registry is opened with.
#[derive(Clone)]
pub struct Options {
    /// `sqlite://FILE?mode=rwc` or `postgres://...`.
    pub database_url: String,
    /// Where blobs are kept; see [`open_object_store`].
    pub objects: Arc<dyn ObjectStore>,
    /// Where clients reach it, e.g. `https://registry.example`; absent = what the request's `Host` says, by plain HTTP.
    pub public_url: Option<String>,
    /// What happens to a release that passed all checks.
    pub policy: ReleasePolicy,
    /// The checks that need a host: budget runs and hostile inputs.
    pub checks: Arc<dyn crate::ReleaseChecks>,
}

/// An open registry. Cheap to clone.
#[derive(Clone)]
pub struct Registry {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub db: Db,
    pub objects: Objects,
    pub keys: auth::TokenKeys,
    pub public_url: Option<String>,
    pub policy: ReleasePolicy,
    pub checks: Checks,
    /// Tells the worker that something was pushed.
    pub wake: tokio::sync::Notify,
}

impl Registry {
    /// Opens the registry and brings its tables up to date.
    ///
    /// # Errors
    /// Where the database cannot be reached or a setting is wrong.
    pub async fn open(options: Options) -> Result<Self, RegistryError> {
        let db = Db::open(&options.database_url).await?;
        let keys = auth::TokenKeys::new(&shared_secret(&db).await?);
        let public_url = options.public_url.map(|url| url.trim_end_matches('/').to_owned());
        let inner = Inner {
            db,
            objects: Objects::new(options.objects),
            keys,
            public_url,
            policy: options.policy,
            checks: options.checks,
            wake: tokio::sync::Notify::new(),
        };
        Ok(Registry { inner: Arc::new(inner) })
    }

    /// `/v2/`, `/v1/market/` and `/.well-known/wasm-pkg/registry.json`, to be merged into a server's router.
    pub fn router(&self) -> Router {
        oci::router(self.clone()).merge(market::router(self.clone()))
    }

    pub(crate) fn db(&self) -> &sea_orm::DatabaseConnection {
        &self.inner.db.connection
    }
}

impl std::fmt::Debug for Registry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Registry").field("public_url", &self.inner.public_url).finish_non_exhaustive()
    }
}

/// A folder on this machine (made where it is missing, written durably), or `s3://bucket/prefix` with the settings of the
/// environment: `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_REGION`, `AWS_ENDPOINT`, `AWS_ALLOW_HTTP`.
///
/// # Errors
/// Where the folder cannot be made or the URL is not understood.
pub fn open_object_store(location: &str) -> Result<Arc<dyn ObjectStore>, RegistryError> {
    let setting = "the registry's object store";
    let wrong = |problem: String| RegistryError::Setting { setting, problem };
    if let Some(rest) = location.strip_prefix("s3://") {
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        let s3 = object_store::aws::AmazonS3Builder::from_env().with_bucket_name(bucket).build()?;
        return Ok(match prefix.trim_matches('/') {
            "" => Arc::new(s3),
            prefix => Arc::new(object_store::prefix::PrefixStore::new(s3, prefix)),
        });
    }
    if location.contains("://") {
        return Err(wrong(format!("{location} is neither a folder nor s3://bucket/prefix")));
    }
    let folder = Path::new(location);
    std::fs::create_dir_all(folder).map_err(|error| wrong(format!("{location}: {error}")))?;
    Ok(Arc::new(LocalFileSystem::new_with_prefix(folder)?.with_fsync(true).with_automatic_cleanup(false)))
}

/// The key of access tokens, made by the first node that opens the database.
async fn shared_secret(db: &Db) -> Result<Vec<u8>, RegistryError> {
    let fresh: [u8; TOKEN_SECRET_BYTES] = rand::random();
    let row = secret::Model { name: TOKEN_SECRET.to_owned(), bytes: fresh.to_vec(), created_at_ms: now_ms() };
    let insert = secret::Entity::insert(row.into_active_model()).on_conflict_do_nothing();
    let _: TryInsertResult<_> = insert.exec(&db.connection).await?;
    let stored = secret::Entity::find_by_id(TOKEN_SECRET.to_owned()).one(&db.connection).await?;
    Ok(stored.ok_or_else(|| RegistryError::damaged("no row", TOKEN_SECRET))?.bytes)
}
