//! The database's part: SQLite copies itself (`VACUUM INTO`), PostgreSQL is dumped and restored by its own tools.

use super::{POSTGRES, REGISTRY, SQLITE, Scratch, sqlite_path, sqlite_url};
use crate::config::Config;
use anyhow::{Context, Result, bail};
use bodega_store::snapshot::{Facts, copy_sqlite};
use bodega_store::{Backend, Store, StoreOptions};
use std::path::{Path, PathBuf};
use tokio::process::Command;

/// Where Debian puts PostgreSQL's programs, a folder for each major version.
const DEBIAN_FOLDER: &str = "/usr/lib/postgresql";

/// A database's copy in a folder.
pub(super) struct Staged {
    /// What is in it.
    pub facts: Facts,
    /// Entries of the backup, and their files.
    pub files: Vec<(&'static str, PathBuf)>,
}

/// Copies the database in one state; `None` where another node is at a backup.
pub(super) async fn stage(config: &Config, store: &Store, scratch: &Scratch) -> Result<Option<Staged>> {
    match store.backend() {
        Backend::Sqlite => stage_sqlite(config, scratch).await.map(Some),
        Backend::Postgres => stage_postgres(config, store, scratch).await,
    }
}

async fn stage_sqlite(config: &Config, scratch: &Scratch) -> Result<Staged> {
    let copy = scratch.path(SQLITE);
    let text = |path: &Path| path.to_string_lossy().into_owned();
    copy_sqlite(&config.database_url, &text(&copy)).await.context("the database cannot be copied")?;
    let mut files = vec![(SQLITE, copy.clone())];
    let registry = config.data_dir.join(REGISTRY);
    if registry.exists() {
        let copy = scratch.path(REGISTRY);
        copy_sqlite(&sqlite_url(&registry), &text(&copy)).await.context("the registry cannot be copied")?;
        files.push((REGISTRY, copy));
    }
    // Of the copy, so that they are of its very state.
    let store = Store::connect(&sqlite_url(&copy), few()).await?;
    let facts = store.facts().await;
    store.close().await;
    Ok(Staged { facts: facts?, files })
}

async fn stage_postgres(config: &Config, store: &Store, scratch: &Scratch) -> Result<Option<Staged>> {
    let Some(held) = store.hold_snapshot().await? else { return Ok(None) };
    let dump = scratch.path(POSTGRES);
    let mut command = tool("pg_dump", &config.database_url).await?;
    command.args(["--format=custom", "--compress=1", "--no-owner", "--no-privileges"]);
    command.arg(format!("--snapshot={}", held.id)).arg("--file").arg(&dump);
    run(command, "pg_dump").await?;
    let facts = held.facts.clone();
    held.release().await?;
    Ok(Some(Staged { facts, files: vec![(POSTGRES, dump)] }))
}

/// Puts a dump into an empty PostgreSQL database, all or nothing.
pub(super) async fn fill_postgres(url: &str, dump: &Path) -> Result<()> {
    let mut command = tool("pg_restore", url).await?;
    command.args(["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]).arg(dump);
    run(command, "pg_restore").await
}

/// Few connections: for copies that nobody sells from.
pub(super) fn few() -> StoreOptions {
    StoreOptions { connections: 2, ..StoreOptions::default() }
}

/// A program of PostgreSQL on a database. The password goes by the environment: arguments are seen by everybody.
async fn tool(program: &str, url: &str) -> Result<Command> {
    let mut address = url::Url::parse(url).context("the database's URL is none")?;
    let mut command = Command::new(find(program)?);
    if let Some(password) = address.password() {
        command.env("PGPASSWORD", percent_decoded(password));
        let _ = address.set_password(None);
    }
    command.arg("--dbname").arg(address.as_str()).env("PGAPPNAME", "backup").kill_on_drop(true);
    Ok(command)
}

fn percent_decoded(text: &str) -> String {
    let encoded = format!("x={}", text.replace('+', "%2B"));
    let decoded = url::form_urlencoded::parse(encoded.as_bytes()).next();
    decoded.map(|(_, value)| value.into_owned()).unwrap_or_default()
}

/// The newest version: it reads the dumps of older ones.
fn find(program: &str) -> Result<PathBuf> {
    let mut installed: Vec<(u32, PathBuf)> = std::fs::read_dir(DEBIAN_FOLDER)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            let path = entry.path().join("bin").join(program);
            path.is_file().then_some((version, path))
        })
        .collect();
    installed.sort();
    if let Some((_, path)) = installed.pop() {
        return Ok(path);
    }
    let on_path = std::env::var_os("PATH")
        .into_iter()
        .flat_map(|path| std::env::split_paths(&path).map(|folder| folder.join(program)).collect::<Vec<_>>());
    on_path.into_iter().find(|path| path.is_file()).with_context(|| {
        format!("{program} is not installed; it comes with PostgreSQL's clients (Debian: postgresql-client)")
    })
}

async fn run(mut command: Command, name: &str) -> Result<()> {
    let output = command.output().await.with_context(|| format!("{name} does not start"))?;
    if !output.status.success() {
        bail!("{name} failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(())
}

/// The same server's database of another name.
pub(super) fn beside(url: &str, name: &str) -> Result<String> {
    let mut address = url::Url::parse(url).context("the database's URL is none")?;
    address.set_path(name);
    Ok(address.into())
}

/// The file of the configured SQLite database, and of the registry beside it.
pub(super) fn sqlite_files(config: &Config) -> Result<[(&'static str, PathBuf); 2]> {
    Ok([(SQLITE, sqlite_path(&config.database_url)?), (REGISTRY, config.data_dir.join(REGISTRY))])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_decoded_and_another_database_is_beside() {
        assert_eq!(percent_decoded("a%2Fb+c%26"), "a/b+c&");
        let url = "postgres://bodega:secret@db.example:5433/shop?sslmode=require";
        assert_eq!(
            beside(url, "copy").unwrap(),
            "postgres://bodega:secret@db.example:5433/copy?sslmode=require"
        );
    }
}
