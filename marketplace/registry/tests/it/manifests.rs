//! manifests

use bodega_registry::Digest;
use serde_json::{Value, json};

pub fn descriptor(media_type: &str, bytes: &[u8]) -> Value {
    json!({ "mediaType": media_type, "digest": Digest::of(bytes).as_str(), "size": bytes.len() })
}

/// An image manifest of blobs, the first of which is its config.
pub fn image(blobs: &[&[u8]]) -> Vec<u8> {
    let layers: Vec<Value> =
        blobs.iter().map(|bytes| descriptor("application/octet-stream", bytes)).collect();
    let manifest = json!({
        "schemaVersion": 2,
        "mediaType": crate::support::OCI_MANIFEST,
        "config": layers[0],
        "layers": layers,
    });
    manifest.to_string().into_bytes()
}
