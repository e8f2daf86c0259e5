//! Manifests, tags and referrers, as the OCI specification wants them.

use crate::support::{Database, OCI_INDEX, OCI_MANIFEST, TestRegistry};
use bodega_registry::Digest;
use reqwest::Method;
use serde_json::{Value, json};

pub fn descriptor(media_type: &str, bytes: &[u8]) -> Value {
    json!({ "mediaType": media_type, "digest": Digest::of(bytes).as_str(), "size": bytes.len() })
}

/// An image manifest of blobs, the first of which is its config.
pub fn image(blobs: &[&[u8]]) -> Vec<u8> {
    image_of(blobs, json!({}))
}

/// As [`image`], with more members.
fn image_of(blobs: &[&[u8]], more: Value) -> Vec<u8> {
    let layers: Vec<Value> =
        blobs.iter().map(|bytes| descriptor("application/octet-stream", bytes)).collect();
    let mut manifest =
        json!({ "schemaVersion": 2, "mediaType": OCI_MANIFEST, "config": layers[0], "layers": layers });
    for (name, value) in more.as_object().expect("an object") {
        manifest[name] = value.clone();
    }
    manifest.to_string().into_bytes()
}

const REPOSITORY: &str = "acme/tools";

async fn open(database: Database) -> (TestRegistry, String) {
    let registry = TestRegistry::start(database).await;
    let acme = registry.publisher("acme").await;
    let access = registry.access(&acme.token, &["repository:acme/tools:pull,push"]).await;
    registry.push_blob(REPOSITORY, &access, b"layer").await.status(201);
    registry.push_blob(REPOSITORY, &access, b"config").await.status(201);
    (registry, access)
}

crate::on_both! {
    async fn a_manifest_comes_out_by_tag_and_digest_as_it_went_in(database) {
        let (registry, access) = open(database).await;
        let bytes = image(&[b"config", b"layer"]);
        let digest = Digest::of(&bytes);
        let answer = registry.push_manifest(REPOSITORY, "dev", &access, &bytes).await.status(201);
        assert_eq!(answer.header("docker-content-digest"), digest.as_str());
        assert_eq!(answer.header("location"), format!("/v2/{REPOSITORY}/manifests/{digest}"));
        for reference in ["dev", digest.as_str()] {
            let path = format!("/v2/{REPOSITORY}/manifests/{reference}");
            let answer = registry.get(&path, "").await.status(200);
            assert_eq!(answer.bytes, bytes);
            assert_eq!(answer.header("content-type"), OCI_MANIFEST);
            let head = registry.send(Method::HEAD, &path, &access).await.status(200);
            assert_eq!(head.header("docker-content-digest"), digest.as_str());
            assert_eq!(head.header("content-length"), bytes.len().to_string());
        }
        registry.get(&format!("/v2/{REPOSITORY}/manifests/other"), &access).await.oci_refused(404, "MANIFEST_UNKNOWN");

        // A tag that is no version moves.
        let other = image(&[b"layer"]);
        registry.push_manifest(REPOSITORY, "dev", &access, &other).await.status(201);
        assert_eq!(registry.get(&format!("/v2/{REPOSITORY}/manifests/dev"), "").await.bytes, other);
        assert_eq!(registry.get(&format!("/v2/{REPOSITORY}/manifests/{digest}"), "").await.bytes, bytes);
        registry.push_manifest(REPOSITORY, digest.as_str(), &access, &bytes).await.status(201);
    }

    async fn what_a_manifest_names_must_be_there(database) {
        let (registry, access) = open(database).await;
        let missing = image(&[b"config", b"elsewhere"]);
        let message = registry.push_manifest(REPOSITORY, "dev", &access, &missing).await.oci_refused(400, "MANIFEST_BLOB_UNKNOWN");
        assert!(message.contains(Digest::of(b"elsewhere").as_str()), "{message}");
        let mut wrong_size: Value = serde_json::from_slice(&image(&[b"config"])).unwrap();
        wrong_size["config"]["size"] = json!(7);
        let wrong_size = wrong_size.to_string().into_bytes();
        registry.push_manifest(REPOSITORY, "dev", &access, &wrong_size).await.oci_refused(400, "MANIFEST_INVALID");
        let bytes = image(&[b"config"]);
        let other = Digest::of(b"other");
        registry.push_manifest(REPOSITORY, other.as_str(), &access, &bytes).await.oci_refused(400, "DIGEST_INVALID");
        registry.push_manifest_as(REPOSITORY, "dev", &access, &bytes, "text/plain").await.oci_refused(400, "MANIFEST_INVALID");
        registry.push_manifest(REPOSITORY, "dev", &access, b"{").await.oci_refused(400, "MANIFEST_INVALID");
        registry.push_manifest(REPOSITORY, "dev", &access, &vec![b' '; (4 << 20) + 1]).await.oci_refused(413, "MANIFEST_INVALID");
        registry.get(&format!("/v2/{REPOSITORY}/tags/list"), "").await.oci_refused(404, "NAME_UNKNOWN");

        let index = json!({ "schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": [descriptor(OCI_MANIFEST, &bytes)] });
        let index = index.to_string().into_bytes();
        registry.push_manifest_as(REPOSITORY, "all", &access, &index, OCI_INDEX).await.oci_refused(400, "MANIFEST_BLOB_UNKNOWN");
        registry.push_manifest(REPOSITORY, Digest::of(&bytes).as_str(), &access, &bytes).await.status(201);
        registry.push_manifest_as(REPOSITORY, "all", &access, &index, OCI_INDEX).await.status(201);
        assert_eq!(registry.get(&format!("/v2/{REPOSITORY}/manifests/all"), "").await.header("content-type"), OCI_INDEX);
    }

    async fn tags_come_in_pages(database) {
        let (registry, access) = open(database).await;
        let bytes = image(&[b"config"]);
        for tag in ["b", "a", "Z", "c", "_d"] {
            registry.push_manifest(REPOSITORY, tag, &access, &bytes).await.status(201);
        }
        let all = registry.get(&format!("/v2/{REPOSITORY}/tags/list"), "").await.ok();
        assert_eq!(all, json!({ "name": REPOSITORY, "tags": ["Z", "_d", "a", "b", "c"] }));
        let mut path = format!("/v2/{REPOSITORY}/tags/list?n=2");
        let mut seen = Vec::new();
        loop {
            let answer = registry.get(&path, "").await.status(200);
            let tags = answer.json()["tags"].as_array().unwrap().clone();
            assert!(tags.len() <= 2);
            seen.extend(tags);
            let link = answer.header("link").to_owned();
            if link.is_empty() {
                break;
            }
            path = link.split(['<', '>']).nth(1).unwrap().to_owned();
        }
        assert_eq!(seen, ["Z", "_d", "a", "b", "c"]);
        let none = registry.get(&format!("/v2/{REPOSITORY}/tags/list?n=0"), "").await.ok();
        assert_eq!(none["tags"], json!([]));
        registry.get(&format!("/v2/{REPOSITORY}/tags/list?n=x"), "").await.status(400);
    }

    async fn what_refers_to_a_manifest_is_listed(database) {
        let (registry, access) = open(database).await;
        let subject = image(&[b"config", b"layer"]);
        let subject_digest = Digest::of(&subject);
        let path = format!("/v2/{REPOSITORY}/referrers/{subject_digest}");
        assert_eq!(registry.get(&path, "").await.ok()["manifests"], json!([]));
        let reference = |kind: &str| {
            let more = json!({ "artifactType": kind, "subject": descriptor(OCI_MANIFEST, &subject), "annotations": { "by": kind } });
            image_of(&[b"config"], more)
        };
        // The subject may come later than what refers to it.
        for kind in ["application/sbom", "application/scan"] {
            let bytes = reference(kind);
            let answer = registry.push_manifest(REPOSITORY, Digest::of(&bytes).as_str(), &access, &bytes).await.status(201);
            assert_eq!(answer.header("oci-subject"), subject_digest.as_str());
        }
        registry.push_manifest(REPOSITORY, "dev", &access, &subject).await.status(201);
        let all = registry.get(&path, "").await.status(200);
        assert_eq!(all.header("content-type"), OCI_INDEX);
        assert_eq!(all.json()["manifests"].as_array().unwrap().len(), 2);
        let filtered = registry.get(&format!("{path}?artifactType=application/scan"), "").await.status(200);
        assert_eq!(filtered.header("oci-filters-applied"), "artifactType");
        let scan = reference("application/scan");
        let expected = json!([{
            "mediaType": OCI_MANIFEST, "digest": Digest::of(&scan).as_str(), "size": scan.len(),
            "artifactType": "application/scan", "annotations": { "by": "application/scan" },
        }]);
        assert_eq!(filtered.json()["manifests"], expected);
        registry.send(Method::DELETE, &format!("/v2/{REPOSITORY}/manifests/{}", Digest::of(&scan)), &access).await.status(202);
        assert_eq!(registry.get(&path, "").await.ok()["manifests"].as_array().unwrap().len(), 1);
    }

    async fn what_nothing_names_can_be_deleted(database) {
        let (registry, access) = open(database).await;
        let bytes = image(&[b"config"]);
        let by_digest = format!("/v2/{REPOSITORY}/manifests/{}", Digest::of(&bytes));
        registry.push_manifest(REPOSITORY, "dev", &access, &bytes).await.status(201);
        registry.send(Method::DELETE, &by_digest, "").await.oci_refused(401, "UNAUTHORIZED");
        registry.send(Method::DELETE, &by_digest, &access).await.oci_refused(403, "DENIED");
        let by_tag = format!("/v2/{REPOSITORY}/manifests/dev");
        registry.send(Method::DELETE, &by_tag, &access).await.status(202);
        registry.send(Method::DELETE, &by_tag, &access).await.oci_refused(404, "MANIFEST_UNKNOWN");
        assert_eq!(registry.get(&by_digest, "").await.bytes, bytes);
        registry.send(Method::DELETE, &by_digest, &access).await.status(202);
        registry.get(&by_digest, "").await.oci_refused(404, "MANIFEST_UNKNOWN");
    }
}
