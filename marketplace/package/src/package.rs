//! A package: manifest, component, files and signatures, as the two OCI artifacts of a release.
//!
//! The *package* artifact names all of them; its digest is what a host pins. The *component* artifact holds the component alone
//! in the CNCF's layout, for tools that know WebAssembly and not Bodega. It follows from the component, so it needs no signature.

mod error;
mod files;

use crate::archive::{self, Layout};
use crate::canonical::digest_of;
use crate::component::WasmConfig;
use crate::oci::{Descriptor, Index, MANIFEST_MEDIA_TYPE, OciManifest, parse, to_json};
use crate::signature::SignatureLayer;
use crate::{
    ARTIFACT_TYPE, COMPONENT_MEDIA_TYPE, CONFIG_MEDIA_TYPE, Interfaces, Manifest, SIGNATURE_MEDIA_TYPE,
    SIGNATURES_MAX, WASM_CONFIG_MEDIA_TYPE,
};
pub use error::PackageError;
use std::collections::BTreeMap;
use std::sync::Arc;

const COMPONENT_TITLE: &str = "component.wasm";
/// What a statement calls the manifest, which is the artifact's config and has no path.
const CONFIG_TITLE: &str = "config";

/// A checked package. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Package {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    manifest: Manifest,
    component: Arc<[u8]>,
    component_digest: String,
    interfaces: Interfaces,
    files: BTreeMap<String, Vec<u8>>,
    signatures: Vec<SignatureLayer>,
    config: Vec<u8>,
    oci_manifest: Vec<u8>,
    digest: String,
    wasm_config: Vec<u8>,
    wasm_manifest: Vec<u8>,
    wasm_digest: String,
}

/// One of the two artifacts, ready to be pushed: first the blobs, then the manifest.
#[derive(Clone, Debug)]
pub struct Artifact<'a> {
    /// How `index.json` names it: the version for the package, `component-VERSION` for the component.
    pub name: String,
    /// Digest of its manifest.
    pub digest: &'a str,
    /// Its manifest, of type [`MANIFEST_MEDIA_TYPE`].
    pub manifest: &'a [u8],
    /// Config and layers by digest.
    pub blobs: BTreeMap<String, &'a [u8]>,
}

impl Package {
    /// Builds an unsigned package from `bodega.toml`, the component and the files that the manifest names, by path.
    ///
    /// # Errors
    /// See [`PackageError`]; each says what to change.
    pub fn build(
        manifest_toml: &str,
        component: &[u8],
        files: BTreeMap<String, Vec<u8>>,
    ) -> Result<Self, PackageError> {
        let package =
            Self::assemble(Manifest::from_toml(manifest_toml)?, component.into(), files, Vec::new())?;
        package.interfaces().check_imports()?;
        Ok(package)
    }

    /// Reads a package file and verifies every digest in it. Who vouches for it is for [`Package::verify`].
    ///
    /// # Errors
    /// See [`PackageError`].
    pub fn read(bytes: &[u8]) -> Result<Self, PackageError> {
        let Layout { index, blobs } = archive::read(bytes)?;
        let index: Index = parse("index.json", &index)?;
        let invalid = |problem: &str| PackageError::Oci { what: "index.json", problem: problem.to_owned() };
        let (mut package, mut component) = (None, None);
        for root in &index.manifests {
            let manifest = take(|digest| blobs.get(digest).cloned(), "OCI manifest", root)?;
            let oci: OciManifest = parse("OCI manifest", &manifest)?;
            let slot = if oci.artifact_type.is_some() { &mut package } else { &mut component };
            if slot.replace(manifest).is_some() {
                return Err(invalid("it lists more than one package or more than one component"));
            }
        }
        let package = package.ok_or_else(|| invalid("it lists no package"))?;
        let package = Self::from_artifact(&package, |digest| blobs.get(digest).cloned())?;
        if component.as_ref().is_some_and(|manifest| *manifest != package.inner.wasm_manifest) {
            return Err(invalid("its component artifact is not that of the package"));
        }
        let artifacts = package.artifacts();
        let artifacts = if component.is_some() { &artifacts[..] } else { &artifacts[..1] };
        let belongs = |digest: &String| {
            artifacts.iter().any(|artifact| artifact.digest == digest || artifact.blobs.contains_key(digest))
        };
        match blobs.keys().find(|digest| !belongs(digest)) {
            Some(digest) => Err(PackageError::StrayBlob { digest: digest.clone() }),
            None => Ok(package),
        }
    }

    /// Reads a package from its artifact's manifest and the blobs that a registry keeps, by digest.
    ///
    /// # Errors
    /// See [`PackageError`].
    pub fn from_artifact(
        manifest: &[u8],
        blob: impl Fn(&str) -> Option<Vec<u8>>,
    ) -> Result<Self, PackageError> {
        let oci: OciManifest = parse("OCI manifest", manifest)?;
        expect("artifactType", oci.artifact_type.as_deref().unwrap_or_default(), ARTIFACT_TYPE)?;
        expect("config media type", &oci.config.media_type, CONFIG_MEDIA_TYPE)?;
        let config = Manifest::from_json(&take(&blob, "config", &oci.config)?)?;
        let mut component = None;
        let mut files = BTreeMap::new();
        let mut signatures = Vec::new();
        for layer in &oci.layers {
            let content = take(&blob, "layer", layer)?;
            let is_repeated = match layer.media_type.as_str() {
                COMPONENT_MEDIA_TYPE => component.replace(content).is_some(),
                SIGNATURE_MEDIA_TYPE => {
                    signatures.push(SignatureLayer::read(content)?);
                    false
                }
                _ => files.insert(layer.title().to_owned(), content).is_some(),
            };
            if is_repeated {
                let problem = format!("it has two layers `{}`", layer.title());
                return Err(PackageError::Oci { what: "OCI manifest", problem });
            }
        }
        let component = component.ok_or(PackageError::NoComponent)?;
        let package = Self::assemble(config, component.into(), files, signatures)?;
        // The same contents have one manifest, so sizes, types, titles, order and digests are compared all at once.
        if package.inner.oci_manifest != manifest {
            let problem = "it is not in canonical form; pack the plugin again".to_owned();
            return Err(PackageError::Oci { what: "OCI manifest", problem });
        }
        Ok(package)
    }

    /// The package file: both artifacts in one OCI archive, the same bytes for the same contents.
    ///
    /// # Errors
    /// Only where writing to memory fails.
    pub fn write(&self) -> Result<Vec<u8>, PackageError> {
        let mut blobs: BTreeMap<String, &[u8]> = BTreeMap::new();
        let mut roots = Vec::new();
        for artifact in self.artifacts() {
            let mut root = Descriptor::of(MANIFEST_MEDIA_TYPE, artifact.manifest).named(&artifact.name);
            root.artifact_type = (artifact.digest == self.digest()).then(|| ARTIFACT_TYPE.to_owned());
            roots.push(root);
            blobs.insert(artifact.digest.to_owned(), artifact.manifest);
            blobs.extend(artifact.blobs);
        }
        let index = to_json("index.json", &Index::of(roots))?;
        Ok(archive::write(&index, &blobs)?)
    }

    /// The package's artifact and the component's.
    pub fn artifacts(&self) -> [Artifact<'_>; 2] {
        let inner = &*self.inner;
        let version = &inner.manifest.version;
        let component = (inner.component_digest.clone(), &inner.component[..]);
        let signatures = inner.signatures.iter().map(|layer| &layer.bytes[..]);
        let layers = inner.files.values().map(Vec::as_slice).chain(signatures).chain([&inner.config[..]]);
        let layers = layers.map(|bytes| (digest_of(bytes), bytes)).chain([component.clone()]);
        let package = Artifact {
            name: version.clone(),
            digest: &inner.digest,
            manifest: &inner.oci_manifest,
            blobs: layers.collect(),
        };
        let component = Artifact {
            name: format!("component-{version}"),
            digest: &inner.wasm_digest,
            manifest: &inner.wasm_manifest,
            blobs: BTreeMap::from([(digest_of(&inner.wasm_config), &inner.wasm_config[..]), component]),
        };
        [package, component]
    }

    /// What the plugin declares.
    pub fn manifest(&self) -> &Manifest {
        &self.inner.manifest
    }

    /// The component's bytes.
    pub fn component(&self) -> &Arc<[u8]> {
        &self.inner.component
    }

    /// What the component imports and exports.
    pub fn interfaces(&self) -> &Interfaces {
        &self.inner.interfaces
    }

    /// A file by path.
    pub fn file(&self, path: &str) -> Option<&[u8]> {
        self.inner.files.get(path).map(Vec::as_slice)
    }

    /// All files by path.
    pub fn files(&self) -> &BTreeMap<String, Vec<u8>> {
        &self.inner.files
    }

    /// The digest of the package artifact's manifest, which names all contents and signatures: `sha256:<hex>`.
    pub fn digest(&self) -> &str {
        &self.inner.digest
    }

    /// The digest of the component's bytes: `sha256:<hex>`.
    pub fn component_digest(&self) -> &str {
        &self.inner.component_digest
    }

    pub(crate) fn signatures(&self) -> &[SignatureLayer] {
        &self.inner.signatures
    }

    pub(crate) fn with_signatures(&self, signatures: Vec<SignatureLayer>) -> Result<Self, PackageError> {
        let inner = &*self.inner;
        Self::assemble(inner.manifest.clone(), inner.component.clone(), inner.files.clone(), signatures)
    }

    /// Title, media type and digest of all that a signature covers.
    pub(crate) fn contents(&self) -> Vec<(String, String, String)> {
        let inner = &*self.inner;
        let config = Descriptor::of(CONFIG_MEDIA_TYPE, &inner.config).titled(CONFIG_TITLE);
        let layers = content_layers(&inner.manifest, &inner.component, &inner.files);
        let all = std::iter::once(config).chain(layers);
        all.map(|layer| (layer.title().to_owned(), layer.media_type.clone(), layer.digest)).collect()
    }

    fn assemble(
        manifest: Manifest,
        component: Arc<[u8]>,
        files: BTreeMap<String, Vec<u8>>,
        mut signatures: Vec<SignatureLayer>,
    ) -> Result<Self, PackageError> {
        let interfaces = Interfaces::read(&component)?;
        files::check(&manifest, &files)?;
        signatures.sort_by(|one, other| one.key.cmp(&other.key));
        if signatures.windows(2).any(|two| two[0].key == two[1].key) {
            let problem = "there are two by one key".to_owned();
            return Err(PackageError::BadSignature { problem });
        }
        if signatures.len() > SIGNATURES_MAX {
            return Err(PackageError::TooManySignatures);
        }
        let config = manifest.to_canonical_json()?;
        let mut layers = content_layers(&manifest, &component, &files);
        layers.extend(signatures.iter().map(|layer| Descriptor::of(SIGNATURE_MEDIA_TYPE, &layer.bytes)));
        let oci = OciManifest::of(Some(ARTIFACT_TYPE), Descriptor::of(CONFIG_MEDIA_TYPE, &config), layers);
        let oci_manifest = to_json("OCI manifest", &oci)?;
        let component_digest = digest_of(&component);
        let wasm_config = to_json("component config", &WasmConfig::of(&component_digest, &interfaces))?;
        let wasm_layer = Descriptor::of(COMPONENT_MEDIA_TYPE, &component);
        let wasm_descriptor = Descriptor::of(WASM_CONFIG_MEDIA_TYPE, &wasm_config);
        let wasm_manifest =
            to_json("component manifest", &OciManifest::of(None, wasm_descriptor, vec![wasm_layer]))?;
        let inner = Inner {
            digest: digest_of(&oci_manifest),
            wasm_digest: digest_of(&wasm_manifest),
            manifest,
            component,
            component_digest,
            interfaces,
            files,
            signatures,
            config,
            oci_manifest,
            wasm_config,
            wasm_manifest,
        };
        Ok(Package { inner: Arc::new(inner) })
    }
}

/// The layers that a signature covers: the component, then the files by path.
fn content_layers(
    manifest: &Manifest,
    component: &[u8],
    files: &BTreeMap<String, Vec<u8>>,
) -> Vec<Descriptor> {
    let mut layers = vec![Descriptor::of(COMPONENT_MEDIA_TYPE, component).titled(COMPONENT_TITLE)];
    let kinds = manifest.files();
    layers.extend(files.iter().filter_map(|(path, bytes)| {
        let media_type = kinds.get(path.as_str())?.media_type(path)?;
        Some(Descriptor::of(media_type, bytes).titled(path))
    }));
    layers
}

/// Blobs are shared where two layers have equal bytes, so they are cloned rather than moved out.
fn take(
    blob: impl Fn(&str) -> Option<Vec<u8>>,
    what: &'static str,
    descriptor: &Descriptor,
) -> Result<Vec<u8>, PackageError> {
    match blob(&descriptor.digest) {
        Some(bytes) if bytes.len() as u64 == descriptor.size => Ok(bytes),
        _ => Err(PackageError::MissingBlob { what, digest: descriptor.digest.clone() }),
    }
}

fn expect(what: &'static str, found: &str, wanted: &str) -> Result<(), PackageError> {
    if found == wanted {
        return Ok(());
    }
    Err(PackageError::Oci { what, problem: format!("it is `{found}`, expected `{wanted}`") })
}

#[cfg(test)]
pub(crate) mod tests;
