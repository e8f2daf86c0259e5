//! Takes packages in: checked, compiled ahead of time, stored by digest.

use super::facts::PackageFacts;
use super::marketplace::verify;
use crate::app::App;
use crate::context::OpContext;
use crate::error::{AppError, AppResult, ErrorKind};
use bodega_domain::digest::Digest;
use bodega_package::{Manifest, Package};
use bodega_store::packages::PackageRecord;

/// A package that is stored here.
#[derive(Clone, Debug)]
pub struct PublishedPackage {
    /// Its digest.
    pub digest: Digest,
    /// Its component's digest.
    pub component: Digest,
    /// What the author declares.
    pub manifest: Manifest,
    /// What the binary may do: its imports.
    pub permissions: Vec<String>,
    /// When it was stored.
    pub created_at_ms: i64,
}

/// Reads, verifies, checks and stores a package. Publishing the same bytes again changes nothing.
pub async fn publish(app: &App, _cx: &OpContext, bytes: &[u8]) -> AppResult<PublishedPackage> {
    let invalid = |error: &dyn std::fmt::Display| {
        AppError::new(ErrorKind::Invalid, "package.invalid", error.to_string())
    };
    let package = Package::read(bytes).map_err(|error| invalid(&error))?;
    verify(app, &package).await?;
    let component = Digest::of(package.component());
    super::kills::refuse_killed(app, &component).await?;
    PackageFacts::read(&package)?;
    let manifest = package.manifest().clone();
    let inspection =
        app.plugins.inspect(package.component().clone(), &manifest).await.map_err(|error| invalid(&error))?;
    app.plugins.prepare(&component, package.component().clone()).await.map_err(|error| invalid(&error))?;
    let digest = Digest::parse(package.digest())
        .ok_or_else(|| AppError::fault("a package's digest has another form than the host's"))?;
    let record = PackageRecord {
        digest: digest.clone(),
        name: manifest.name.clone(),
        version: manifest.version.clone(),
        manifest_json: serde_json::to_string(&manifest).map_err(AppError::fault)?,
        component: component.clone(),
        created_at_ms: app.now_ms(),
    };
    app.store.put_package(&record, bytes, package.component()).await?;
    let permissions = inspection.imports.iter().map(ToString::to_string).collect();
    Ok(PublishedPackage { digest, component, manifest, permissions, created_at_ms: record.created_at_ms })
}

/// Packages that are stored here, newest first, or those of one plugin.
pub async fn list_packages(app: &App, _cx: &OpContext, name: Option<&str>) -> AppResult<Vec<PackageRecord>> {
    Ok(app.store.list_packages(name).await?)
}
