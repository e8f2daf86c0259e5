//! A package: manifest, component and files, with the OCI manifest whose digest names them all.

use crate::archive::{self, ArchiveError, Layout};
use crate::canonical::{self, digest_of};
use crate::{
    ARTIFACT_TYPE, COMPONENT_BYTES_MAX, COMPONENT_MEDIA_TYPE, CONFIG_MEDIA_TYPE, FILE_BYTES_MAX, FILES_MAX,
    Manifest, ManifestError, SCHEMA_MEDIA_TYPE, TITLE_ANNOTATION, is_package_path,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

const INDEX_MEDIA_TYPE: &str = "application/vnd.oci.image.index.v1+json";
const MANIFEST_MEDIA_TYPE: &str = "application/vnd.oci.image.manifest.v1+json";
const COMPONENT_TITLE: &str = "component.wasm";
/// `\0asm`, version 13, layer 1: a component, where a core module has version 1, layer 0.
const COMPONENT_MAGIC: [u8; 8] = *b"\0asm\x0d\0\x01\0";

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
    files: BTreeMap<String, Vec<u8>>,
    oci_manifest: Vec<u8>,
    digest: String,
}

/// Why a package could not be built or read.
#[derive(Debug, thiserror::Error)]
pub enum PackageError {
    /// The archive around it is unsound.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// The manifest is refused.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// `index.json` or the OCI manifest is not of the expected shape.
    #[error("{what} is not valid: {problem}")]
    Oci {
        /// Which document.
        what: &'static str,
        /// What is wrong.
        problem: String,
    },
    /// A blob that the OCI manifest names is not in the archive.
    #[error("{what} {digest} is missing from the package or has another size")]
    MissingBlob {
        /// Which document.
        what: &'static str,
        /// Its digest.
        digest: String,
    },
    /// Something in the archive that nothing names.
    #[error("blob {digest} belongs to nothing in the package; remove it")]
    StrayBlob {
        /// Its digest.
        digest: String,
    },
    /// The component is too large.
    #[error("the component has {bytes} bytes; at most {COMPONENT_BYTES_MAX} are allowed")]
    ComponentTooLarge {
        /// Its size.
        bytes: usize,
    },
    /// The component layer is something else.
    #[error(
        "the component layer is not a WebAssembly component; a core module must be wrapped with `plugin build`"
    )]
    NotAComponent,
    /// A path that is not allowed.
    #[error("file path `{path}` is not allowed: use plain relative segments such as `schemas/settings.json`")]
    BadPath {
        /// Which.
        path: String,
    },
    /// Too many files.
    #[error("the package has {count} files beside the component; at most {FILES_MAX} are allowed")]
    TooManyFiles {
        /// How many.
        count: usize,
    },
    /// A file is too large.
    #[error("file `{path}` has {bytes} bytes; at most {FILE_BYTES_MAX} are allowed")]
    FileTooLarge {
        /// Which.
        path: String,
        /// Its size.
        bytes: usize,
    },
    /// A schema that the manifest names is not there.
    #[error("the manifest names schema `{path}`, which is not in the package")]
    MissingFile {
        /// Which.
        path: String,
    },
    /// A file that the manifest does not name.
    #[error("file `{path}` is not named by the manifest; remove it or name it")]
    StrayFile {
        /// Which.
        path: String,
    },
    /// A schema that is not a JSON object.
    #[error("schema `{path}` is not a JSON object: {problem}")]
    BadSchema {
        /// Which.
        path: String,
        /// What is wrong.
        problem: String,
    },
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Index {
    schema_version: u32,
    media_type: Option<String>,
    manifests: Vec<Descriptor>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct OciManifest {
    schema_version: u32,
    media_type: String,
    artifact_type: String,
    config: Descriptor,
    layers: Vec<Descriptor>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    media_type: String,
    digest: String,
    size: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    artifact_type: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    annotations: BTreeMap<String, String>,
}

impl Descriptor {
    fn of(media_type: &str, bytes: &[u8], title: Option<&str>) -> Self {
        Descriptor {
            media_type: media_type.to_owned(),
            digest: digest_of(bytes),
            size: bytes.len() as u64,
            artifact_type: None,
            annotations: title.map(|t| (TITLE_ANNOTATION.to_owned(), t.to_owned())).into_iter().collect(),
        }
    }
}

impl Package {
    /// Builds a package from `bodega.toml`, the component and the files that the manifest names, by path.
    ///
    /// # Errors
    /// See [`PackageError`]; each says what to change.
    pub fn build(
        manifest_toml: &str,
        component: &[u8],
        files: BTreeMap<String, Vec<u8>>,
    ) -> Result<Self, PackageError> {
        Self::assemble(Manifest::from_toml(manifest_toml)?, component, files, None)
    }

    /// Reads a package file and verifies every digest in it.
    ///
    /// # Errors
    /// See [`PackageError`].
    pub fn read(bytes: &[u8]) -> Result<Self, PackageError> {
        let Layout { index, blobs } = archive::read(bytes)?;
        let index: Index = parse("index.json", &index)?;
        let [root] = index.manifests.as_slice() else {
            let problem = format!("it lists {} manifests; a package has exactly one", index.manifests.len());
            return Err(PackageError::Oci { what: "index.json", problem });
        };
        let oci_bytes = take(&blobs, "OCI manifest", root)?;
        let oci: OciManifest = parse("OCI manifest", &oci_bytes)?;
        expect("artifactType", &oci.artifact_type, ARTIFACT_TYPE)?;
        expect("config media type", &oci.config.media_type, CONFIG_MEDIA_TYPE)?;
        let manifest = Manifest::from_json(&take(&blobs, "config", &oci.config)?)?;

        let mut component = None;
        let mut files = BTreeMap::new();
        for layer in &oci.layers {
            let content = take(&blobs, "layer", layer)?;
            match layer.media_type.as_str() {
                COMPONENT_MEDIA_TYPE if component.is_none() => component = Some(content),
                SCHEMA_MEDIA_TYPE => {
                    let path = layer.annotations.get(TITLE_ANNOTATION).cloned().unwrap_or_default();
                    if files.insert(path.clone(), content).is_some() {
                        let problem = format!("two layers are titled `{path}`");
                        return Err(PackageError::Oci { what: "OCI manifest", problem });
                    }
                }
                other => {
                    let problem = format!("layer of type `{other}` is unknown, or a second component");
                    return Err(PackageError::Oci { what: "OCI manifest", problem });
                }
            }
        }
        if let Some(digest) = blobs.into_keys().find(|d| !named(&oci, root, d)) {
            return Err(PackageError::StrayBlob { digest });
        }
        let component = component.ok_or(PackageError::NotAComponent)?;
        Self::assemble(manifest, &component, files, Some(oci_bytes))
    }

    /// The package file: an OCI archive, the same bytes for the same contents.
    ///
    /// # Errors
    /// Only where writing to memory fails.
    pub fn write(&self) -> Result<Vec<u8>, PackageError> {
        let inner = &*self.inner;
        let mut root = Descriptor::of(MANIFEST_MEDIA_TYPE, &inner.oci_manifest, None);
        root.artifact_type = Some(ARTIFACT_TYPE.to_owned());
        let index =
            Index { schema_version: 2, media_type: Some(INDEX_MEDIA_TYPE.to_owned()), manifests: vec![root] };
        let index = to_json("index.json", &index)?;
        let config = inner.manifest.to_canonical_json()?;
        let files = inner.files.values().cloned();
        let blobs = [inner.oci_manifest.clone(), config, inner.component.to_vec()].into_iter().chain(files);
        let blobs = blobs.map(|bytes| (digest_of(&bytes), bytes)).collect();
        Ok(archive::write(&Layout { index, blobs })?)
    }

    /// What the plugin declares.
    pub fn manifest(&self) -> &Manifest {
        &self.inner.manifest
    }

    /// The component's bytes.
    pub fn component(&self) -> &Arc<[u8]> {
        &self.inner.component
    }

    /// A file by path.
    pub fn file(&self, path: &str) -> Option<&[u8]> {
        self.inner.files.get(path).map(Vec::as_slice)
    }

    /// All files by path.
    pub fn files(&self) -> &BTreeMap<String, Vec<u8>> {
        &self.inner.files
    }

    /// The digest of the OCI manifest, which names all contents: `sha256:<hex>`.
    pub fn digest(&self) -> &str {
        &self.inner.digest
    }

    /// The digest of the component's bytes: `sha256:<hex>`.
    pub fn component_digest(&self) -> &str {
        &self.inner.component_digest
    }

    /// Checks the contents and, for a package that was read, that its config was canonical: the same contents
    /// have one digest.
    fn assemble(
        manifest: Manifest,
        component: &[u8],
        files: BTreeMap<String, Vec<u8>>,
        read: Option<Vec<u8>>,
    ) -> Result<Self, PackageError> {
        check_component(component)?;
        check_files(&manifest, &files)?;
        let config = manifest.to_canonical_json()?;
        let mut layers = vec![Descriptor::of(COMPONENT_MEDIA_TYPE, component, Some(COMPONENT_TITLE))];
        layers.extend(files.iter().map(|(path, bytes)| Descriptor::of(SCHEMA_MEDIA_TYPE, bytes, Some(path))));
        let oci = OciManifest {
            schema_version: 2,
            media_type: MANIFEST_MEDIA_TYPE.to_owned(),
            artifact_type: ARTIFACT_TYPE.to_owned(),
            config: Descriptor::of(CONFIG_MEDIA_TYPE, &config, None),
            layers,
        };
        let oci_manifest = to_json("OCI manifest", &oci)?;
        if read.is_some_and(|read| read != oci_manifest) {
            let problem = "it is not in canonical form; pack the plugin again".to_owned();
            return Err(PackageError::Oci { what: "OCI manifest", problem });
        }
        let digest = digest_of(&oci_manifest);
        let component_digest = digest_of(component);
        let component = component.into();
        let inner = Inner { manifest, component, component_digest, files, oci_manifest, digest };
        Ok(Package { inner: Arc::new(inner) })
    }
}

fn check_component(component: &[u8]) -> Result<(), PackageError> {
    if component.len() > COMPONENT_BYTES_MAX {
        return Err(PackageError::ComponentTooLarge { bytes: component.len() });
    }
    if component.starts_with(&COMPONENT_MAGIC) { Ok(()) } else { Err(PackageError::NotAComponent) }
}

fn check_files(manifest: &Manifest, files: &BTreeMap<String, Vec<u8>>) -> Result<(), PackageError> {
    if files.len() > FILES_MAX {
        return Err(PackageError::TooManyFiles { count: files.len() });
    }
    let named = manifest.schema_paths();
    for (path, bytes) in files {
        let path = path.clone();
        if !is_package_path(&path) {
            return Err(PackageError::BadPath { path });
        }
        if bytes.len() > FILE_BYTES_MAX {
            return Err(PackageError::FileTooLarge { path, bytes: bytes.len() });
        }
        if !named.contains(path.as_str()) {
            return Err(PackageError::StrayFile { path });
        }
        if let Err(error) = serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(bytes) {
            return Err(PackageError::BadSchema { path, problem: error.to_string() });
        }
    }
    match named.into_iter().find(|path| !files.contains_key(*path)) {
        Some(path) => Err(PackageError::MissingFile { path: path.to_owned() }),
        None => Ok(()),
    }
}

/// Blobs are shared where two layers have equal bytes, so they are cloned rather than moved out.
fn take(
    blobs: &BTreeMap<String, Vec<u8>>,
    what: &'static str,
    descriptor: &Descriptor,
) -> Result<Vec<u8>, PackageError> {
    match blobs.get(&descriptor.digest) {
        Some(bytes) if bytes.len() as u64 == descriptor.size => Ok(bytes.clone()),
        _ => Err(PackageError::MissingBlob { what, digest: descriptor.digest.clone() }),
    }
}

fn named(oci: &OciManifest, root: &Descriptor, digest: &str) -> bool {
    digest == root.digest || digest == oci.config.digest || oci.layers.iter().any(|l| l.digest == digest)
}

fn parse<T: for<'a> Deserialize<'a>>(what: &'static str, bytes: &[u8]) -> Result<T, PackageError> {
    serde_json::from_slice(bytes).map_err(|error| PackageError::Oci { what, problem: error.to_string() })
}

fn to_json<T: Serialize>(what: &'static str, value: &T) -> Result<Vec<u8>, PackageError> {
    canonical::to_bytes(value).map_err(|error| PackageError::Oci { what, problem: error.to_string() })
}

fn expect(what: &'static str, found: &str, wanted: &str) -> Result<(), PackageError> {
    if found == wanted {
        return Ok(());
    }
    Err(PackageError::Oci { what, problem: format!("it is `{found}`, expected `{wanted}`") })
}

#[cfg(test)]
mod tests;
