//! Proves a backup by restoring it to a scratch database and looking at everything that must hold there.

use super::database::{beside, few, fill_postgres};
use super::restore::check;
use super::{FILES, Manifest, POSTGRES, Place, SQLITE, Scratch, archive, key_of, sqlite_url};
use crate::audit_key::trusted_keys;
use crate::config::Config;
use anyhow::{Context, Result, bail, ensure};
use bodega_app::audit::verifies;
use bodega_domain::digest::Digest;
use bodega_store::audit::Checkpoint;
use bodega_store::snapshot::Facts;
use bodega_store::{PageRequest, Store};

/// Restores a backup, the newest where none is named, to a scratch database, and compares counts, sums, chains and files
/// with what was backed up. Gives its name and what it says of itself.
///
/// # Errors
/// What does not hold.
pub async fn verify(config: &Config, name: Option<&str>) -> Result<(String, Manifest)> {
    let place = Place::of(config)?;
    let listed = place.find(name).await?;
    let scratch = Scratch::new(&config.data_dir)?;
    let manifest = archive::read(&place.store, &listed.name, key_of(config)?, &scratch.0).await?;
    check(config, &manifest)?;
    let proved = match manifest.database.as_str() {
        "sqlite" => prove(config, &sqlite_url(&scratch.path(SQLITE)), &scratch, &manifest).await,
        _ => prove_postgres(config, &scratch, &manifest).await,
    };
    proved.with_context(|| format!("backup {} is not good", listed.name))?;
    Ok((listed.name, manifest))
}

async fn prove_postgres(config: &Config, scratch: &Scratch, manifest: &Manifest) -> Result<()> {
    let name = format!("bodega_verify_{:016x}", rand::random::<u64>());
    let server = Store::connect(&config.database_url, few()).await?;
    let made = server.create_database(&name).await.context(
        "cannot make a scratch database; give the user the right to (ALTER ROLE ... CREATEDB), or restore on another server",
    );
    let proved = match made {
        Ok(()) => {
            let url = beside(&config.database_url, &name)?;
            let proving = async {
                fill_postgres(&url, &scratch.path(POSTGRES)).await?;
                prove(config, &url, scratch, manifest).await
            };
            let proved = proving.await;
            server.drop_database(&name).await?;
            proved
        }
        Err(error) => Err(error),
    };
    server.close().await;
    proved
}

async fn prove(config: &Config, url: &str, scratch: &Scratch, manifest: &Manifest) -> Result<()> {
    let store = Store::connect(url, few()).await?;
    let proved = prove_store(config, &store, scratch, manifest).await;
    store.close().await;
    proved
}

async fn prove_store(config: &Config, store: &Store, scratch: &Scratch, manifest: &Manifest) -> Result<()> {
    let faults = store.check_file().await?;
    ensure!(faults.is_empty(), "the database file is damaged: {}", faults.join("; "));
    compare(&store.facts().await?, &manifest.facts)?;
    // A backup of an older version is looked at as this one sees it.
    store.migrate().await?;
    let keys = trusted_keys(config)?;
    let is_signed = |checkpoint: &Checkpoint| verifies(&keys, checkpoint);
    let mut page = PageRequest::default();
    loop {
        let tenants = store.list_tenants(&page).await?;
        for tenant in tenants.items {
            let code = &tenant.code;
            ensure!(store.check_ledger(tenant.id).await?.is_sound(), "{code}: the ledger is not sound");
            ensure!(
                store.check_stock(tenant.id).await?.is_empty(),
                "{code}: stock is not the sum of its moves"
            );
            let events = store.verify_chain(tenant.id).await?.fault;
            ensure!(events.is_none(), "{code}: events {events:?}");
        }
        match tenants.next {
            Some(next) => page.after = Some(next),
            None => break,
        }
    }
    for tenant in store.audited_tenants().await? {
        let audit = store.verify_audit(tenant, &[], &is_signed).await?.fault;
        ensure!(audit.is_none(), "audit of {tenant}: {audit:?}");
    }
    prove_files(scratch)
}

/// The name of a file ends with the digest of its bytes.
fn prove_files(scratch: &Scratch) -> Result<()> {
    let folder = scratch.path(FILES);
    if !folder.exists() {
        return Ok(());
    }
    for tenant in std::fs::read_dir(folder)? {
        for file in std::fs::read_dir(tenant?.path())? {
            let path = file?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let digest = Digest::of(&std::fs::read(&path)?);
            ensure!(name.ends_with(digest.hex()), "file {name} is not what its name says");
        }
    }
    Ok(())
}

/// Refuses what is not the same, and says where.
pub(super) fn compare(found: &Facts, told: &Facts) -> Result<()> {
    for (table, rows) in &told.tables {
        let now = found.tables.get(table).copied().unwrap_or_default();
        ensure!(now == *rows, "table {table} has {now} rows instead of {rows}");
    }
    if let Some(extra) = found.tables.keys().find(|table| !told.tables.contains_key(*table)) {
        bail!("table {extra} was not in the database that was backed up");
    }
    for tenant in &told.tenants {
        let now = found.tenants.iter().find(|now| now.tenant == tenant.tenant);
        ensure!(now == Some(tenant), "the books of {} are {now:?} instead of {tenant:?}", tenant.code);
    }
    Ok(())
}
