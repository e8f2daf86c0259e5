//! What a manifest says, as far as a registry needs to know.

use crate::name::Digest;
use crate::oci::error::{OciError, OciResult};
use crate::oci::route::read_digest;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Manifests with a config and layers.
const IMAGE_TYPES: [&str; 2] =
    ["application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.v2+json"];
/// Lists of manifests.
const INDEX_TYPES: [&str; 2] =
    ["application/vnd.oci.image.index.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json"];
/// The most things a manifest names: packages name far fewer.
const DESCRIPTORS_MAX: usize = 512;

/// A checked manifest.
#[derive(Debug)]
pub(crate) struct Shape {
    pub media_type: String,
    pub artifact_type: Option<String>,
    pub is_index: bool,
    /// What it names, with sizes: config and layers, or manifests.
    pub descriptors: Vec<(Digest, u64)>,
    pub subject: Option<Digest>,
    pub annotations: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Manifest {
    schema_version: u32,
    media_type: Option<String>,
    artifact_type: Option<String>,
    config: Option<Descriptor>,
    layers: Option<Vec<Descriptor>>,
    manifests: Option<Vec<Descriptor>>,
    subject: Option<Descriptor>,
    #[serde(default)]
    annotations: Option<BTreeMap<String, String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    media_type: String,
    digest: String,
    size: u64,
}

impl Shape {
    /// Reads a manifest that came with this `Content-Type`.
    pub fn read(bytes: &[u8], content_type: Option<&str>) -> OciResult<Self> {
        let manifest: Manifest = serde_json::from_slice(bytes)
            .map_err(|error| OciError::manifest_invalid(format!("the manifest is not readable: {error}")))?;
        if manifest.schema_version != 2 {
            return Err(OciError::manifest_invalid("schemaVersion is 2"));
        }
        let declared = content_type.map(|text| text.split(';').next().unwrap_or(text).trim().to_owned());
        let media_type = match (manifest.media_type, declared) {
            (Some(own), Some(declared)) if own != declared => {
                let message = format!("Content-Type says {declared}, the manifest says {own}");
                return Err(OciError::manifest_invalid(message));
            }
            (Some(own), _) => own,
            (None, Some(declared)) => declared,
            (None, None) => {
                return Err(OciError::manifest_invalid("mediaType and Content-Type are both missing"));
            }
        };
        let is_index = INDEX_TYPES.contains(&media_type.as_str());
        if !is_index && !IMAGE_TYPES.contains(&media_type.as_str()) {
            return Err(OciError::manifest_invalid(format!(
                "manifests of type {media_type} are not kept here"
            )));
        }
        let config_type = manifest.config.as_ref().map(|config| config.media_type.clone());
        let named: Vec<Descriptor> = match (is_index, manifest.config, manifest.layers, manifest.manifests) {
            (true, None, None, Some(manifests)) => manifests,
            (false, Some(config), Some(layers), None) => std::iter::once(config).chain(layers).collect(),
            _ => {
                let message = "an image manifest has `config` and `layers`, an index has `manifests`";
                return Err(OciError::manifest_invalid(message));
            }
        };
        if named.len() > DESCRIPTORS_MAX {
            return Err(OciError::manifest_invalid(format!(
                "a manifest names at most {DESCRIPTORS_MAX} things"
            )));
        }
        let descriptors =
            named.iter().map(|descriptor| Ok((read_digest(&descriptor.digest)?, descriptor.size)));
        let descriptors = descriptors.collect::<OciResult<Vec<_>>>()?;
        let subject = manifest.subject.map(|subject| read_digest(&subject.digest)).transpose()?;
        // Where artifactType is missing, the config's type takes its place (OCI 1.1, referrers).
        let artifact_type = manifest.artifact_type.filter(|text| !text.is_empty()).or(config_type);
        let annotations = manifest.annotations.unwrap_or_default();
        Ok(Shape { media_type, artifact_type, is_index, descriptors, subject, annotations })
    }

    /// Whether it is one of our packages.
    pub fn is_package(&self) -> bool {
        !self.is_index && self.artifact_type.as_deref() == Some(bodega_package::ARTIFACT_TYPE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn read(manifest: Value, content_type: Option<&str>) -> OciResult<Shape> {
        Shape::read(manifest.to_string().as_bytes(), content_type)
    }

    fn descriptor(text: &str) -> Value {
        json!({ "mediaType": "application/x", "digest": Digest::of(text.as_bytes()).as_str(), "size": text.len() })
    }

    #[test]
    fn images_and_indexes_are_told_apart() {
        let image = json!({ "schemaVersion": 2, "config": descriptor("c"), "layers": [descriptor("ll")], "subject": descriptor("s") });
        let shape =
            read(image.clone(), Some("application/vnd.oci.image.manifest.v1+json; charset=utf-8")).unwrap();
        assert_eq!(shape.descriptors, [(Digest::of(b"c"), 1), (Digest::of(b"ll"), 2)]);
        assert_eq!(
            (shape.artifact_type.as_deref(), shape.subject),
            (Some("application/x"), Some(Digest::of(b"s")))
        );
        assert!(!shape.is_index);
        let index =
            json!({ "schemaVersion": 2, "mediaType": INDEX_TYPES[0], "manifests": [descriptor("m")] });
        assert!(read(index.clone(), None).unwrap().is_index);
        assert!(read(image, Some(INDEX_TYPES[0])).is_err());
        assert!(read(index, Some(IMAGE_TYPES[0])).is_err());
    }

    #[test]
    fn manifests_of_other_shapes_are_refused() {
        let oci = Some(IMAGE_TYPES[0]);
        for bad in [
            json!([]),
            json!({ "schemaVersion": 1, "config": descriptor("c"), "layers": [] }),
            json!({ "schemaVersion": 2, "layers": [] }),
            json!({ "schemaVersion": 2, "config": descriptor("c"), "layers": [{ "mediaType": "x", "digest": "md5:1", "size": 1 }] }),
            json!({ "schemaVersion": 2, "config": descriptor("c"), "layers": [{ "mediaType": "x", "digest": Digest::of(b"").as_str(), "size": -1 }] }),
        ] {
            assert!(read(bad.clone(), oci).is_err(), "{bad}");
        }
        let plain = json!({ "schemaVersion": 2, "config": descriptor("c"), "layers": [] });
        assert!(read(plain.clone(), None).is_err());
        assert!(read(plain, Some("text/plain")).is_err());
    }
}
