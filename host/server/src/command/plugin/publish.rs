//! `bodega plugin publish`: pushes a signed package to a marketplace, where it lands in the review queue.

mod oci;

use super::progress::Step;
use super::project::{Project, read};
use anyhow::{Context, Result, bail};
use bodega_package::Package;
use clap::Args;
use oci::Remote;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

/// How long to wait for the marketplace's checks before a person is told to look later.
const CHECKS_WAIT: Duration = Duration::from_secs(180);
/// How often it is asked.
const CHECKS_POLL: Duration = Duration::from_millis(500);

/// What is published, and where.
#[derive(Args)]
pub struct Publish {
    /// A signed package file, or a project's folder whose package is in `target`.
    #[arg(default_value = ".")]
    package: PathBuf,
    /// The marketplace's address, e.g. `https://market.example.com`.
    #[arg(long, env = "BODEGA_MARKETPLACE_URL")]
    marketplace: Option<String>,
    /// The publisher's token there.
    #[arg(long, env = "BODEGA_MARKETPLACE_TOKEN", hide_env_values = true)]
    token: Option<String>,
}

/// Pushes it and says where it stands; fails where the marketplace refuses it.
pub async fn run(publish: &Publish) -> Result<ExitCode> {
    let package = open(&publish.package)?;
    let marketplace = publish
        .marketplace
        .as_deref()
        .context("which marketplace? add --marketplace https://..., or set BODEGA_MARKETPLACE_URL")?;
    let token = publish.token.as_deref().context(
        "publishing needs the publisher's token: add --token, or set BODEGA_MARKETPLACE_TOKEN; \
         the marketplace's operator issues it",
    )?;
    let manifest = package.manifest();
    let remote = Remote::connect(marketplace, &manifest.publisher, &manifest.name, token).await?;
    if remote.digest_of(&manifest.version).await?.as_deref() == Some(package.digest()) {
        eprintln!("  {} {} is there already, byte for byte", manifest.name, manifest.version);
    } else {
        push(&remote, &package).await?;
    }
    println!("{}/{} {} {}", manifest.publisher, manifest.name, manifest.version, package.digest());
    settle(&remote, &manifest.version).await
}

fn open(path: &Path) -> Result<Package> {
    let file = if path.is_dir() { Project::open(path)?.package_path() } else { path.to_owned() };
    if !file.is_file() {
        bail!(
            "{} is not there: make it with `bodega plugin pack`, then `bodega plugin sign`",
            file.display()
        );
    }
    let package = Package::read(&read(&file)?).with_context(|| format!("{} is refused", file.display()))?;
    if package.signed_by().is_empty() {
        bail!("{0} is not signed: `bodega plugin sign {0} --key KEY.pem`", file.display());
    }
    Ok(package)
}

async fn push(remote: &Remote, package: &Package) -> Result<()> {
    let [own, _] = package.artifacts();
    let progress = Step::of("pushing pieces", own.blobs.len());
    for (digest, bytes) in &own.blobs {
        remote.push_blob(digest, bytes).await?;
        progress.add(1);
    }
    remote.push_manifest(&own.name, own.manifest).await
}

/// Waits for the checks of the marketplace and says what they found.
async fn settle(remote: &Remote, version: &str) -> Result<ExitCode> {
    let step = Step::start("waiting for the marketplace's checks");
    let deadline = tokio::time::Instant::now() + CHECKS_WAIT;
    let found = loop {
        let found = remote.version(version).await?;
        let is_open = found.as_ref().is_some_and(|found| found["status"] == "checking");
        if !is_open || tokio::time::Instant::now() >= deadline {
            break found;
        }
        tokio::time::sleep(CHECKS_POLL).await;
    };
    drop(step);
    let Some(found) = found else {
        eprintln!("  pushed; this registry has no catalogue to say more");
        return Ok(ExitCode::SUCCESS);
    };
    for finding in found["findings"].as_array().into_iter().flatten() {
        let text = |member: &str| finding[member].as_str().unwrap_or_default().to_owned();
        eprintln!("  {}: {} ({})", text("severity"), text("message"), text("code"));
    }
    Ok(tell(&found))
}

fn tell(found: &Value) -> ExitCode {
    let status = found["status"].as_str().unwrap_or_default();
    println!("{status}");
    match status {
        "checking" => {
            eprintln!("  the checks still run; `bodega plugin publish` again shows where it stands")
        }
        "in_review" => eprintln!("  it waits for the marketplace's reviewer"),
        "released" => eprintln!("  merchants find it now"),
        "rejected" => {
            let reason = found["reason"].as_str().unwrap_or("the findings above say why");
            eprintln!("  {reason}; mend it, then build, pack, sign and publish again");
            return ExitCode::FAILURE;
        }
        _ => eprintln!("  {}", found["reason"].as_str().unwrap_or("it is not offered")),
    }
    ExitCode::SUCCESS
}
