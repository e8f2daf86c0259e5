//! Reads a pushed package out of the object store and makes the checks that need no host. What the author can mend is
//! refused at once, so that the push says it; what a reviewer should know is noted.

use super::{File, Finding, ReleaseError, Severity, Submitted, compat};
use crate::Digest;
use crate::market::publishers::trusted_keys;
use crate::oci::Call;
use crate::store::entities::version;
use crate::store::from_json;
use crate::{Registry, RegistryError};
use bodega_package::{ComponentError, Manifest, PACKAGE_BYTES_MAX, Package};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use semver::Version;
use serde_json::Value;
use std::collections::BTreeMap;

/// Reads the package that is being put under `tag`.
pub(crate) async fn read(
    call: &Call<'_>,
    tag: &str,
    manifest: &[u8],
    digest: &Digest,
    descriptors: &[(Digest, u64)],
) -> Result<Submitted, ReleaseError> {
    let package = load(call.registry, manifest, descriptors).await?;
    let declared = package.manifest();
    let repository = format!("{}/{}", declared.publisher, declared.name);
    if repository != call.repository.as_str() {
        let message = format!(
            "the manifest says {repository}, the repository is {}; push to {repository}",
            call.repository
        );
        return Err(ReleaseError::Refused(message));
    }
    if declared.version != tag {
        let message = format!(
            "the manifest says version {}, the tag is {tag}; they are equal in a release",
            declared.version
        );
        return Err(ReleaseError::Refused(message));
    }
    let signer = verify_signature(call.registry, call.repository.publisher(), &package).await?;
    let refused = |error: ComponentError| ReleaseError::Refused(error.to_string());
    package.interfaces().check_imports().map_err(refused)?;
    package.interfaces().check_points(declared).map_err(refused)?;
    let permissions = permissions(&package);
    let mut findings = Vec::new();
    if let Some(previous) = previous(call.registry, &repository, &declared.version).await? {
        compare(call.registry, &package, &permissions, &previous, &mut findings).await?;
    }
    let size = descriptors.iter().map(|(_, size)| size).sum();
    let files = files(&package);
    Ok(Submitted { package, digest: digest.clone(), signer, permissions, files, findings, size })
}

/// A package out of its blobs, with every digest verified.
pub(crate) async fn load(
    registry: &Registry,
    manifest: &[u8],
    descriptors: &[(Digest, u64)],
) -> Result<Package, ReleaseError> {
    let total: u64 = descriptors.iter().map(|(_, size)| size).sum();
    if total > PACKAGE_BYTES_MAX as u64 {
        let message = format!("the package has {total} bytes; at most {PACKAGE_BYTES_MAX} are allowed");
        return Err(ReleaseError::Refused(message));
    }
    let mut blobs: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for (blob, _) in descriptors {
        if !blobs.contains_key(blob.as_str()) {
            let missing = || {
                ReleaseError::Refused(format!("the manifest names {blob}, which is not here; push it first"))
            };
            let bytes = registry.inner.objects.read_blob(blob).await?.ok_or_else(missing)?;
            blobs.insert(blob.to_string(), bytes.to_vec());
        }
    }
    let manifest = manifest.to_vec();
    // Hashing and parsing tens of megabytes would hold up other requests of this thread.
    let read = tokio::task::spawn_blocking(move || {
        Package::from_artifact(&manifest, |digest| blobs.get(digest).cloned())
    })
    .await;
    let read = read.map_err(|error| RegistryError::Damaged(format!("reading a package: {error}")))?;
    read.map_err(|error| ReleaseError::Refused(error.to_string()))
}

/// Whether a key of the publisher vouches for the package; the key's id.
async fn verify_signature(
    registry: &Registry,
    publisher: &str,
    package: &Package,
) -> Result<String, ReleaseError> {
    let trusted = trusted_keys(registry, publisher).await?;
    match package.verify(&trusted) {
        Ok(signer) => Ok(signer.key.to_string()),
        Err(error) => Err(ReleaseError::Refused(error.to_string())),
    }
}

/// `package/interface` of every import but those of types, which give no right: what a merchant consents to.
fn permissions(package: &Package) -> Vec<String> {
    let plain = |import: &String| {
        let name = import.strip_prefix("bodega:").unwrap_or(import);
        name.split('@').next().unwrap_or(name).to_owned()
    };
    let mut names: Vec<String> = package.interfaces().imports.iter().map(plain).collect();
    names.retain(|name| !name.ends_with("/types"));
    names.dedup();
    names
}

/// The greatest version that was out; a new one must be greater still.
async fn previous(
    registry: &Registry,
    package: &str,
    new: &str,
) -> Result<Option<version::Model>, ReleaseError> {
    let rows =
        version::Entity::find().filter(version::Column::Package.eq(package)).all(registry.db()).await?;
    let mut greatest: Option<(Version, version::Model)> = None;
    for row in rows {
        if !super::status_of(&row)?.is_decided() {
            continue;
        }
        let version = read_version(&row.version)?;
        if greatest.as_ref().is_none_or(|(known, _)| version > *known) {
            greatest = Some((version, row));
        }
    }
    let Some((known, row)) = greatest else { return Ok(None) };
    let new_version = Version::parse(new).map_err(|error| ReleaseError::Refused(error.to_string()))?;
    match new_version.cmp(&known) {
        std::cmp::Ordering::Greater => Ok(Some(row)),
        // The same bytes again are no new release: the push is repeated, e.g. by a copy of a whole repository.
        std::cmp::Ordering::Equal => Ok(None),
        std::cmp::Ordering::Less => {
            let message =
                format!("version {new} is not greater than {known}, which is released; raise `version`");
            Err(ReleaseError::Refused(message))
        }
    }
}

/// Reads a stored version.
pub(crate) fn read_version(text: &str) -> Result<Version, RegistryError> {
    Version::parse(text).map_err(|_| RegistryError::damaged("version", text))
}

/// What changed against the last version: broken event schemas are refused, wider rights are shown to the reviewer.
async fn compare(
    registry: &Registry,
    package: &Package,
    permissions: &[String],
    previous: &version::Model,
    findings: &mut Vec<Finding>,
) -> Result<(), ReleaseError> {
    let before: Vec<String> = from_json(&previous.permissions_json, "permissions")?;
    for permission in permissions.iter().filter(|permission| !before.contains(permission)) {
        let message = format!("asks for {permission}, which {} did not", previous.version);
        findings.push(Finding::new(Severity::Warning, "permission.added", message));
    }
    let old: Manifest = Manifest::from_json(previous.manifest_json.as_bytes())
        .map_err(|error| RegistryError::Damaged(format!("manifest of {}: {error}", previous.version)))?;
    let new = package.manifest();
    for host in new.egress.hosts.iter().filter(|host| !old.egress.hosts.contains(host)) {
        let message = format!("may reach {}, which {} did not", host.host, previous.version);
        findings.push(Finding::new(Severity::Warning, "egress.added", message));
    }
    let files: Vec<File> = from_json(&previous.files_json, "files")?;
    for (event, path) in &old.events.schemas {
        let Some(new_path) = new.events.schemas.get(event) else {
            let message = format!(
                "the event {event} of {} is gone; keep emitting it, and its schema",
                previous.version
            );
            return Err(ReleaseError::Refused(message));
        };
        let Some(file) = files.iter().find(|file| file.path == *path) else {
            return Err(RegistryError::damaged("no file", path).into());
        };
        let digest =
            Digest::parse(&file.digest).ok_or_else(|| RegistryError::damaged("digest", &file.digest))?;
        let bytes = registry.inner.objects.read_blob(&digest).await?;
        let bytes = bytes.ok_or_else(|| RegistryError::damaged("no blob", digest.as_str()))?;
        let parse = |bytes: &[u8]| {
            serde_json::from_slice::<Value>(bytes).map_err(|e| RegistryError::Damaged(e.to_string()))
        };
        let (old_schema, new_schema) = (parse(&bytes)?, parse(package.file(new_path).unwrap_or_default())?);
        if let Some(breach) = compat::breaches(&old_schema, &new_schema).first() {
            let message = format!(
                "{new_path}: {event} is no longer what {} promised ({breach}); add a new version of the event",
                previous.version
            );
            return Err(ReleaseError::Refused(message));
        }
    }
    Ok(())
}

/// Files that the catalogue serves.
fn files(package: &Package) -> Vec<File> {
    let kinds = package.manifest().files();
    let file = |(path, bytes): (&String, &Vec<u8>)| {
        let media_type = kinds.get(path.as_str()).and_then(|kind| kind.media_type(path));
        File {
            path: path.clone(),
            media_type: media_type.unwrap_or("application/octet-stream").to_owned(),
            digest: Digest::of(bytes).to_string(),
            size: bytes.len() as u64,
        }
    };
    package.files().iter().map(file).collect()
}
