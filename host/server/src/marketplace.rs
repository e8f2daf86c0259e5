//! The registry inside `bodega serve`: beside the host's own database, with the first-party plugins already in it.

use crate::config::Config;
use anyhow::{Context, Result};
use bodega_app::plugins::{Marketplace, MarketplaceError, MarketplaceResult};
use bodega_package::{Package, TrustedKeys, VerifyingKey};
use bodega_registry::{NoHost, Options, Registry, ReleasePolicy, open_object_store};
use futures::FutureExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Opens the registry of a host. SQLite gets a file of its own: the host's has one writer.
pub async fn open(config: &Config) -> Result<Registry> {
    let own = config.data_dir.join("registry.db");
    let database_url = match config.database_url.starts_with("sqlite:") {
        true => format!("sqlite://{}?mode=rwc", own.display()),
        false => config.database_url.clone(),
    };
    let objects = config.data_dir.join("registry");
    let options = Options {
        database_url,
        objects: open_object_store(&objects.to_string_lossy())?,
        public_url: None,
        policy: ReleasePolicy::Review,
        checks: Arc::new(NoHost),
    };
    let registry = Registry::open(options).await.context("the marketplace does not open")?;
    if let Some(folder) = &config.first_party {
        seed(&registry, folder).await.with_context(|| format!("cannot take in {}", folder.display()))?;
    }
    Ok(registry)
}

/// Puts the packages of a folder in, each under the key in it that signed it.
async fn seed(registry: &Registry, folder: &Path) -> Result<()> {
    let mut keys = Vec::new();
    for path in files(folder, ".pub.pem")? {
        let key = VerifyingKey::from_pem(&std::fs::read_to_string(&path)?);
        keys.push(key.with_context(|| format!("{} is no public key", path.display()))?);
    }
    for path in files(folder, ".tar")? {
        let package = Package::read(&std::fs::read(&path)?);
        let package = package.with_context(|| format!("{} is no package", path.display()))?;
        let signers = package.signed_by();
        let key = keys.iter().find(|key| signers.contains(&key.id()));
        let key = key.with_context(|| format!("no key in the folder signed {}", path.display()))?;
        registry.seed(key, &[package]).await?;
    }
    Ok(())
}

fn files(folder: &Path, ending: &str) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.to_string_lossy().ends_with(ending) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// The registry as the app sees it.
pub struct Embedded(pub Registry);

fn away(error: bodega_registry::RegistryError) -> MarketplaceError {
    MarketplaceError(error.to_string())
}

impl Marketplace for Embedded {
    fn trusted_keys<'a>(&'a self, publisher: &'a str) -> MarketplaceResult<'a, TrustedKeys> {
        async move { self.0.trusted_keys(publisher).await.map_err(away) }.boxed()
    }

    fn package<'a>(
        &'a self,
        publisher: &'a str,
        name: &'a str,
        version: &'a str,
    ) -> MarketplaceResult<'a, Option<Vec<u8>>> {
        async move {
            let package = self.0.fetch(&format!("{publisher}/{name}"), version).await.map_err(away)?;
            package.map(|package| package.write().map_err(|e| MarketplaceError(e.to_string()))).transpose()
        }
        .boxed()
    }
}
