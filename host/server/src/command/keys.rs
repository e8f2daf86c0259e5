//! `bodega keys`: which keys seal the database, and new ones.

use anyhow::{Context, ensure};
use bodega_server::config::Config;
use bodega_server::keys::{self, KEYS_VARIABLE};
use bodega_store::{Store, StoreOptions};
use clap::Subcommand;
use std::process::ExitCode;

/// Keys of personal data and secrets.
#[derive(Subcommand)]
pub enum Keys {
    /// Says which keys there are, and whether all of them open.
    Status,
    /// Gives every merchant a new key. What is written from now on is sealed under it; `bodega serve` seals the rest anew
    /// in the background, and drops the old keys once nothing needs them.
    Rotate {
        /// Puts a new key into the key file too, and wraps all others with it. The old one stays in the file: backups of before need it.
        #[arg(long)]
        master: bool,
    },
    /// Takes keys out of the key file that the database does not need any more. Backups of before cannot be read afterwards.
    Forget,
}

/// Runs it.
pub async fn run(config: &Config, command: Keys) -> anyhow::Result<ExitCode> {
    let is_file = std::env::var_os(KEYS_VARIABLE).is_none();
    if let Keys::Rotate { master: true } = command {
        ensure!(
            is_file,
            "the keys come from {KEYS_VARIABLE}: put a new key in front there on every node, restart them, and run `bodega keys rotate`"
        );
    }
    let store = Store::connect(&config.database_url, StoreOptions::default()).await?;
    store.migrate().await?;
    if let Keys::Rotate { master: true } = command {
        // The file is looked at before it is changed: it must be the one of this database.
        let check = Store::connect(&config.database_url, StoreOptions::default()).await?;
        keys::unlock(config, &check).await?;
        check.close().await;
        keys::add_key(&config.key_file)?;
    }
    keys::unlock(config, &store).await?;
    let code = match command {
        Keys::Status => status(&store).await?,
        Keys::Rotate { .. } => {
            let rotated = store.rotate_keys(bodega_app::Clock::now_ms(&bodega_app::SystemClock)).await?;
            println!(
                "{} merchants have a new key, {} keys were wrapped anew; `bodega serve` seals the rest in the background",
                rotated.tenants, rotated.wrapped
            );
            ExitCode::SUCCESS
        }
        Keys::Forget => {
            ensure!(is_file, "the keys come from {KEYS_VARIABLE}: take the old ones out there");
            let needed = store.wrapping_keys().await?;
            let gone = keys::drop_keys(&config.key_file, &needed).context("no key was taken out")?;
            println!("{gone} keys were taken out of {}", config.key_file.display());
            ExitCode::SUCCESS
        }
    };
    store.close().await;
    Ok(code)
}

async fn status(store: &Store) -> anyhow::Result<ExitCode> {
    for (index, id) in store.wrapping_keys().await?.iter().enumerate() {
        println!(
            "wrapped with key {id}{}",
            if index == 0 { ", in force" } else { ", until the next rotation" }
        );
    }
    let keys = store.count_keys().await?;
    println!("{} merchants, {} retired keys still in use", keys.tenants, keys.retired);
    if keys.unsealed > 0 {
        println!("{} merchants have values of before the vault, which are being sealed", keys.unsealed);
    }
    report_wrong(store).await
}

/// Tries all keys; says which do not open.
pub async fn report_wrong(store: &Store) -> anyhow::Result<ExitCode> {
    let wrong = store.check_keys().await?;
    for (tenant, why) in &wrong {
        println!("keys of tenant {tenant} do not open: {why}; put the key back that wrapped them");
    }
    Ok(if wrong.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
