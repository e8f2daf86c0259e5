//! The registry inside `bodega serve`: beside the host's own database, with the first-party plugins already in it.

use crate::config::Config;
use anyhow::{Context, Result};
use bodega_app::plugins::{
    InstalledAt, KillList, Marketplace, MarketplaceError, MarketplaceResult, Metered, Used,
};
use bodega_domain::digest::Digest;
use bodega_package::{Package, TrustedKeys, VerifyingKey};
use bodega_registry::{Options, Registry, ReleaseChecks, ReleasePolicy, open_object_store};
use bodega_store::installations::Kill;
use futures::FutureExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where the registry keeps its blobs.
pub(crate) fn blobs_folder(config: &Config) -> PathBuf {
    config.data_dir.join("registry")
}

/// Opens the registry of a host. SQLite gets a file of its own: the host's has one writer.
pub async fn open(config: &Config, checks: Arc<dyn ReleaseChecks>) -> Result<Registry> {
    let own = config.data_dir.join("registry.db");
    let database_url = match config.database_url.starts_with("sqlite:") {
        true => format!("sqlite://{}?mode=rwc", own.display()),
        false => config.database_url.clone(),
    };
    let objects = blobs_folder(config);
    let options = Options {
        database_url,
        objects: open_object_store(&objects.to_string_lossy())?,
        public_url: None,
        policy: ReleasePolicy::Review,
        checks,
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

/// The name under which the host beside the registry reports.
const THIS_HOST: &str = "this-host";

/// The registry as the app sees it.
pub struct Embedded(pub Registry);

fn away(error: bodega_registry::RegistryError) -> MarketplaceError {
    MarketplaceError(error.to_string())
}

fn kill_of(kill: bodega_registry::Kill) -> Result<Kill, MarketplaceError> {
    let digest = |text: &str| {
        Digest::parse(text).ok_or_else(|| MarketplaceError(format!("{text} in the kill list is no digest")))
    };
    Ok(Kill {
        number: kill.number,
        digest: digest(&kill.digest)?,
        component: digest(&kill.component)?,
        package: kill.package,
        version: kill.version,
        reason: kill.reason,
        killed_at_ms: kill.killed_at_ms,
    })
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

    fn kills(&self, after: i64) -> MarketplaceResult<'_, KillList> {
        async move {
            let list = self.0.kills_after(after).await.map_err(away)?;
            let items = list.items.into_iter().map(kill_of).collect::<Result<_, _>>()?;
            Ok(KillList { items, last: list.last })
        }
        .boxed()
    }

    fn metered<'a>(&'a self, package: &'a str, plan: &'a str) -> MarketplaceResult<'a, Option<Metered>> {
        async move {
            let metered = self.0.metered(package, plan).await.map_err(away)?;
            Ok(metered.map(|metered| match metered {
                bodega_registry::Metered::Nothing => Metered::Nothing,
                bodega_registry::Metered::StoreMonths => Metered::StoreMonths,
                bodega_registry::Metered::Uses(meter) => Metered::Uses(meter),
            }))
        }
        .boxed()
    }

    fn report_installations(&self, all: Vec<InstalledAt>) -> MarketplaceResult<'_, ()> {
        let report = |at: InstalledAt| bodega_registry::InstalledAt {
            tenant: at.tenant.to_string(),
            package: at.package,
            version: at.version,
            plan: at.plan,
            stores: at.stores,
        };
        let all: Vec<bodega_registry::InstalledAt> = all.into_iter().map(report).collect();
        async move { self.0.report_installations(THIS_HOST, &all).await.map_err(away) }.boxed()
    }

    fn report_usage(&self, used: Vec<Used>) -> MarketplaceResult<'_, usize> {
        let record = |used: Used| bodega_registry::Record {
            id: used.id,
            tenant: used.tenant.to_string(),
            package: used.package,
            plan: used.plan,
            quantity: used.quantity,
            occurred_at_ms: used.occurred_at_ms,
        };
        let records: Vec<bodega_registry::Record> = used.into_iter().map(record).collect();
        async move { self.0.report_usage(THIS_HOST, &records).await.map_err(away) }.boxed()
    }
}
