//! Documents of OCI: descriptors, manifests, the index, and the config that a component artifact has.

use crate::TITLE_ANNOTATION;
use crate::canonical::{self, digest_of};
use crate::package::PackageError;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Media type of an artifact's manifest.
pub const MANIFEST_MEDIA_TYPE: &str = "application/vnd.oci.image.manifest.v1+json";
pub(crate) const INDEX_MEDIA_TYPE: &str = "application/vnd.oci.image.index.v1+json";
/// Annotation in `index.json` by which tools address an artifact: `oci-archive:FILE:NAME`.
const REF_ANNOTATION: &str = "org.opencontainers.image.ref.name";

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Index {
    pub schema_version: u32,
    pub media_type: Option<String>,
    pub manifests: Vec<Descriptor>,
}

impl Index {
    pub(crate) fn of(manifests: Vec<Descriptor>) -> Self {
        Index { schema_version: 2, media_type: Some(INDEX_MEDIA_TYPE.to_owned()), manifests }
    }
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OciManifest {
    pub schema_version: u32,
    pub media_type: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub artifact_type: Option<String>,
    pub config: Descriptor,
    pub layers: Vec<Descriptor>,
}

impl OciManifest {
    pub(crate) fn of(artifact_type: Option<&str>, config: Descriptor, layers: Vec<Descriptor>) -> Self {
        OciManifest {
            schema_version: 2,
            media_type: MANIFEST_MEDIA_TYPE.to_owned(),
            artifact_type: artifact_type.map(str::to_owned),
            config,
            layers,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Descriptor {
    pub media_type: String,
    pub digest: String,
    pub size: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub artifact_type: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub annotations: BTreeMap<String, String>,
}

impl Descriptor {
    pub(crate) fn of(media_type: &str, bytes: &[u8]) -> Self {
        Descriptor {
            media_type: media_type.to_owned(),
            digest: digest_of(bytes),
            size: bytes.len() as u64,
            artifact_type: None,
            annotations: BTreeMap::new(),
        }
    }

    /// A layer with a path.
    pub(crate) fn titled(self, title: &str) -> Self {
        self.annotated(TITLE_ANNOTATION, title)
    }

    /// An artifact in `index.json`.
    pub(crate) fn named(self, name: &str) -> Self {
        self.annotated(REF_ANNOTATION, name)
    }

    fn annotated(mut self, annotation: &str, value: &str) -> Self {
        self.annotations.insert(annotation.to_owned(), value.to_owned());
        self
    }

    pub(crate) fn title(&self) -> &str {
        self.annotations.get(TITLE_ANNOTATION).map_or("", String::as_str)
    }
}

pub(crate) fn parse<T: for<'a> Deserialize<'a>>(what: &'static str, bytes: &[u8]) -> Result<T, PackageError> {
    serde_json::from_slice(bytes).map_err(|error| PackageError::Oci { what, problem: error.to_string() })
}

pub(crate) fn to_json<T: Serialize>(what: &'static str, value: &T) -> Result<Vec<u8>, PackageError> {
    canonical::to_bytes(value).map_err(|error| PackageError::Oci { what, problem: error.to_string() })
}
