//! `bodega backup` and `bodega restore`.

use super::account;
use anyhow::{Context, Result};
use bodega_app::audit::{Act, Answer, HOST_TENANT, Outcome, ask, complete};
use bodega_app::{Clock as _, SystemClock};
use bodega_server::backup::{self, AGE_MAX_MS, Listed, Place, Taken};
use bodega_server::config::Config;
use bodega_store::{Store, StoreOptions};
use clap::{Args, Subcommand};
use jiff::Timestamp;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

/// Backups.
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Backup {
    /// Restores the new backup to a scratch database and compares it with what was backed up.
    #[arg(long)]
    verify: bool,
    #[command(subcommand)]
    command: Option<BackupCommand>,
}

#[derive(Subcommand)]
enum BackupCommand {
    /// Shows what backups there are.
    List,
    /// Restores a backup to a scratch database and compares it with what was backed up.
    Verify {
        /// Its name; the newest where not given.
        name: Option<String>,
    },
    /// Deletes backups that need not stay (`backup_keep`), as `bodega serve` does after each scheduled one.
    Prune,
    /// Makes the key that seals backups.
    Keygen {
        /// Its file.
        #[arg(default_value = "backup.key")]
        output: PathBuf,
    },
}

/// What to bring back. Stop the server first.
#[derive(Args)]
pub struct Restore {
    /// The backup's name; the newest where not given.
    name: Option<String>,
    /// Sets aside what is there already, under another name.
    #[arg(long)]
    force: bool,
}

/// Runs it.
pub async fn run(config: &Config, wanted: Backup) -> Result<ExitCode> {
    match wanted.command {
        None => {
            let taken = take(config).await?;
            println!("{}", taken.name);
            eprintln!("  {} KiB, {} rows", taken.bytes >> 10, taken.rows);
            if wanted.verify {
                verify(config, Some(&taken.name)).await?;
            }
        }
        Some(BackupCommand::List) => {
            for Listed { name, bytes, .. } in Place::of(config)?.list().await? {
                println!("{name}  {} KiB", bytes >> 10);
            }
        }
        Some(BackupCommand::Verify { name }) => verify(config, name.as_deref()).await?,
        Some(BackupCommand::Prune) => backup::clear(&Place::of(config)?, config.backup.keep).await?,
        Some(BackupCommand::Keygen { output }) => {
            let key = backup::make_key(&output)?;
            println!("{}", key.id());
            eprintln!(
                "  {}: without it no backup can be read; keep a copy apart from this machine",
                output.display()
            );
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn take(config: &Config) -> Result<Taken> {
    std::fs::create_dir_all(&config.data_dir)?;
    let store = Store::connect(&config.database_url, StoreOptions::default()).await?;
    let now_ms = SystemClock.now_ms();
    let act = Act::change(HOST_TENANT, account(), "take_backup", ("backup", String::new()));
    // Not brought up to date here: a backup is what one takes before that, and there may be no trail yet.
    let asked = ask(&store, now_ms, act).await;
    let taken = backup::take(config, &store, now_ms).await;
    match asked {
        Ok(asked) => {
            let answer = match &taken {
                Ok(taken) => {
                    Answer { object_id: taken.as_ref().map(|taken| taken.name.clone()), ..Answer::done(None) }
                }
                Err(_) => Answer { outcome: Outcome::Failed, code: None, object_id: None, after: None },
            };
            complete(&store, SystemClock.now_ms(), asked, answer).await;
        }
        Err(error) => tracing::warn!("the audit trail does not tell of this backup: {error}"),
    }
    store.close().await;
    taken?.context("another node is taking a backup just now")
}

async fn verify(config: &Config, name: Option<&str>) -> Result<()> {
    let started = Instant::now();
    let (name, manifest) = backup::verify(config, name).await?;
    let rows: i64 = manifest.facts.tables.values().sum();
    println!(
        "{name} is good: {} tables, {rows} rows, as of {}",
        manifest.facts.tables.len(),
        time(manifest.taken_at_ms)
    );
    eprintln!("  restored to a scratch database and compared in {:.1} s", started.elapsed().as_secs_f64());
    Ok(())
}

fn time(at_ms: i64) -> String {
    Timestamp::from_millisecond(at_ms).map_or_else(|_| at_ms.to_string(), |time| time.to_string())
}

/// Runs it.
pub async fn restore(config: &Config, wanted: Restore) -> Result<ExitCode> {
    std::fs::create_dir_all(&config.data_dir)?;
    let started = Instant::now();
    let restored =
        backup::restore(config, wanted.name.as_deref(), wanted.force, SystemClock.now_ms()).await?;
    let store = Store::connect(&config.database_url, StoreOptions::default()).await?;
    let act = Act::change(HOST_TENANT, account(), "restore_backup", ("backup", restored.name.clone()));
    let asked = ask(&store, SystemClock.now_ms(), act).await?;
    complete(&store, SystemClock.now_ms(), asked, Answer::done(None)).await;
    store.close().await;
    let rows: i64 = restored.manifest.facts.tables.values().sum();
    println!("restored {}, as of {}, {rows} rows", restored.name, time(restored.manifest.taken_at_ms));
    for place in &restored.set_aside {
        println!("  set aside: {place}");
    }
    eprintln!("  in {:.1} s; `bodega doctor` checks the books", started.elapsed().as_secs_f64());
    Ok(ExitCode::SUCCESS)
}

/// Says how old the newest backup is, and the remedy where it is too old; `false` = something is wrong.
pub async fn report(config: &Config) -> bool {
    if config.backup.to.is_none() {
        println!("backups: none are configured; set `backup_to`, `backup_key` and `backup_schedule`");
        return true;
    }
    let newest = async { Place::of(config)?.find(None).await };
    match newest.await {
        Ok(newest) => {
            let age_ms = SystemClock.now_ms() - newest.taken_at_ms;
            let is_fresh = age_ms <= AGE_MAX_MS;
            let hours = age_ms / 3_600_000;
            let verdict = match is_fresh {
                true => "sound",
                false => {
                    "NOT SOUND: run `bodega backup --verify`, and see in the server's log why none was taken"
                }
            };
            println!("backups: the newest is {} ({hours} h old), {verdict}", newest.name);
            is_fresh
        }
        Err(error) => {
            println!("backups: NOT SOUND: {error:#}; run `bodega backup --verify`");
            false
        }
    }
}
