//! From a push to a release: checks, review, yank, kill, and what never changes.

use crate::plugin::Plugin;
use crate::support::{Answer, Database, TestRegistry, seed};
use bodega_package::SigningKey;
use bodega_registry::{Digest, Finding, Release, ReleaseChecks, ReleasePolicy, Severity};
use reqwest::Method;
use serde_json::{Value, json};
use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

const POINTS: &str = "acme/points";

/// Texts of the findings of a version, as its publisher sees them.
async fn findings(registry: &TestRegistry, token: &str, version: &str) -> Vec<String> {
    let detail = registry.market(&format!("/packages/{POINTS}/versions/{version}"), token).await.ok();
    let codes = detail["findings"].as_array().expect("findings").iter();
    codes.map(|finding| finding["code"].as_str().expect("a code").to_owned()).collect()
}

async fn tags(registry: &TestRegistry, access: &str) -> Vec<Value> {
    let answer = registry.get(&format!("/v2/{POINTS}/tags/list"), access).await.ok();
    answer["tags"].as_array().expect("tags").clone()
}

crate::on_both! {
    async fn a_release_waits_for_a_person_and_is_hidden_until_then(database) {
        let registry = TestRegistry::start(database).await;
        let acme = registry.publisher("acme").await;
        let package = Plugin::default().build(&acme);
        registry.push(&acme, &package).await.status(201);
        let scope = format!("repository:{POINTS}:pull");
        let (own, anonymous) = (registry.access(&acme.token, &[&scope]).await, registry.access("", &[&scope]).await);
        let by_tag = format!("/v2/{POINTS}/manifests/1.0.0");
        let by_digest = format!("/v2/{POINTS}/manifests/{}", package.digest());

        registry.get(&by_tag, &anonymous).await.oci_refused(404, "MANIFEST_UNKNOWN");
        registry.get(&by_digest, &anonymous).await.oci_refused(404, "MANIFEST_UNKNOWN");
        assert!(tags(&registry, &anonymous).await.is_empty());
        assert_eq!(tags(&registry, &own).await, ["1.0.0"]);
        assert_eq!(registry.get(&by_tag, &own).await.header("docker-content-digest"), package.digest());
        registry.market(&format!("/packages/{POINTS}"), "").await.refused(404, "package.unknown");
        registry.decide(POINTS, "1.0.0", "approve").await.refused(409, "version.state");

        assert_eq!(registry.registry.check_submitted().await.unwrap(), 1);
        assert_eq!(findings(&registry, &acme.token, "1.0.0").await, ["host.absent"]);
        let queue = registry.market("/review-queue", &registry.operator).await.ok();
        assert_eq!(queue["items"][0]["status"], "in_review");
        assert_eq!(queue["items"][0]["permissions"], json!(["data/sales"]));
        assert_eq!(queue["items"][0]["signer"], acme.key.verifying_key().id().as_str());
        registry.market("/review-queue", &acme.token).await.refused(403, "token.forbidden");
        registry.market("/review-queue", "").await.refused(401, "token.invalid");
        let path = format!("/packages/{POINTS}/versions/1.0.0/approve");
        registry.call(Method::POST, &path, &acme.token, json!({})).await.refused(403, "token.forbidden");

        assert_eq!(registry.decide(POINTS, "1.0.0", "approve").await.ok()["status"], "released");
        assert_eq!(registry.get(&by_tag, &anonymous).await.status(200).bytes, package.artifacts()[0].manifest);
        assert_eq!(tags(&registry, &anonymous).await, ["1.0.0"]);
        let page = registry.market(&format!("/packages/{POINTS}"), "").await.ok();
        assert_eq!((&page["latest"], &page["permissions"]), (&json!("1.0.0"), &json!(["data/sales"])));
        let detail = registry.market(&format!("/packages/{POINTS}/versions/1.0.0"), "").await.ok();
        assert_eq!((&detail["findings"], &detail["digest"]), (&Value::Null, &json!(package.digest())));
        registry.decide(POINTS, "1.0.0", "approve").await.refused(409, "version.state");
    }

    async fn pushes_at_the_same_moment_are_one_release(database) {
        let registry = TestRegistry::start(database).await;
        let acme = registry.publisher("acme").await;
        let package = Plugin::default().build(&acme);
        let changed = Plugin { title: ("积分", "Points"), ..Plugin::default() }.build(&acme);
        let access = registry.access(&acme.token, &[&format!("repository:{POINTS}:pull,push")]).await;
        let manifests = [&package, &changed].map(|package| package.artifacts()[0].manifest.to_vec());
        for package in [&package, &changed] {
            for bytes in package.artifacts()[0].blobs.values() {
                registry.push_blob(POINTS, &access, bytes).await.status(201);
            }
        }
        let push = |manifest: &Vec<u8>| {
            let (registry, access, manifest) = (&registry, &access, manifest.clone());
            async move { registry.push_manifest(POINTS, "1.0.0", access, &manifest).await.status.as_u16() }
        };
        // The same bytes, many times, while the release is checked and comes out.
        let decided = async {
            loop {
                registry.registry.check_submitted().await.unwrap();
                if registry.decide(POINTS, "1.0.0", "approve").await.status == 200 {
                    break;
                }
            }
        };
        let (statuses, ()) = futures::join!(futures::future::join_all((0..12).map(|_| push(&manifests[0]))), decided);
        assert!(statuses.iter().all(|status| *status == 201), "{statuses:?}");
        let path = format!("/packages/{POINTS}/versions/1.0.0");
        let detail = registry.market(&path, &acme.token).await.ok();
        assert_eq!((&detail["status"], &detail["digest"]), (&json!("released"), &json!(package.digest())));
        // Other bytes beside them: never under the tag of what is out.
        let both = (0..12).map(|n| push(&manifests[n % 2]));
        let statuses = futures::future::join_all(both).await;
        assert_eq!(statuses, [201, 409].repeat(6));
        let tag = registry.get(&format!("/v2/{POINTS}/manifests/1.0.0"), &access).await.status(200);
        assert_eq!(tag.header("docker-content-digest"), package.digest());
    }

    async fn a_released_version_never_changes(database) {
        let registry = TestRegistry::start(database).await;
        let acme = registry.publisher("acme").await;
        let package = Plugin::default().build(&acme);
        registry.release(&acme, &package).await;
        registry.push(&acme, &package).await.status(201);
        let changed = Plugin { title: ("积分", "Points"), ..Plugin::default() }.build(&acme);
        registry.push(&acme, &changed).await.oci_refused(409, "DENIED");
        let again = package.sign(&SigningKey::from_seed(&seed("second")), 1_700_000_000_001).unwrap();
        registry.push(&acme, &again).await.oci_refused(409, "DENIED");

        let access = registry.access(&acme.token, &[&format!("repository:{POINTS}:*")]).await;
        let by_tag = format!("/v2/{POINTS}/manifests/1.0.0");
        registry.send(Method::DELETE, &by_tag, &access).await.oci_refused(403, "DENIED");
        let by_digest = format!("/v2/{POINTS}/manifests/{}", package.digest());
        registry.send(Method::DELETE, &by_digest, &access).await.oci_refused(403, "DENIED");
        let older = Plugin { version: "0.9.0", ..Plugin::default() }.build(&acme);
        let message = registry.push(&acme, &older).await.oci_refused(400, "MANIFEST_INVALID");
        assert!(message.contains("not greater than 1.0.0"), "{message}");
        assert_eq!(registry.get(&by_tag, "").await.header("docker-content-digest"), package.digest());
    }

    async fn a_rejected_version_can_be_pushed_again(database) {
        let registry = TestRegistry::start(database).await;
        let acme = registry.publisher("acme").await;
        registry.push(&acme, &Plugin::default().build(&acme)).await.status(201);
        assert_eq!(registry.decide(POINTS, "1.0.0", "reject").await.ok()["reason"], "because");
        assert_eq!(registry.registry.check_submitted().await.unwrap(), 0);
        let better = Plugin { title: ("积分", "Points"), ..Plugin::default() }.build(&acme);
        registry.release(&acme, &better).await;
        let page = registry.market(&format!("/packages/{POINTS}"), "").await.ok();
        assert_eq!(page["title"]["en"], "Points");
    }

    async fn yanked_is_kept_by_those_who_have_it_and_killed_by_nobody(database) {
        let registry = TestRegistry::start(database).await;
        let acme = registry.publisher("acme").await;
        let versions = ["1.0.0", "1.1.0", "1.2.0"];
        for version in versions {
            registry.release(&acme, &Plugin { version, ..Plugin::default() }.build(&acme)).await;
        }
        let latest = async || registry.market(&format!("/packages/{POINTS}"), "").await.ok()["latest"].clone();
        assert_eq!(latest().await, "1.2.0");
        let yank = format!("/packages/{POINTS}/versions/1.2.0/yank");
        registry.call(Method::POST, &yank, &acme.token, json!({ "reason": "" })).await.refused(422, "value.invalid");
        registry.call(Method::POST, &yank, &acme.token, json!({ "reason": "rounds wrongly" })).await.ok();
        assert_eq!(latest().await, "1.1.0");
        registry.get(&format!("/v2/{POINTS}/manifests/1.2.0"), "").await.status(200);
        registry.decide(POINTS, "1.2.0", "restore").await.ok();
        assert_eq!(latest().await, "1.2.0");

        let empty = registry.market("/kill-list", "").await.ok();
        assert_eq!(empty, json!({ "items": [], "last": 0 }));
        let (one, two) = tokio::join!(registry.decide(POINTS, "1.2.0", "kill"), registry.decide(POINTS, "1.1.0", "kill"));
        one.ok();
        two.ok();
        assert_eq!(latest().await, "1.0.0");
        let list = registry.market("/kill-list", "").await.ok();
        assert_eq!((list["last"].as_i64(), list["items"].as_array().unwrap().len()), (Some(2), 2));
        let after = registry.market("/kill-list?after=1", "").await.ok();
        assert_eq!(after["items"][0]["number"], 2);
        let message = registry.get(&format!("/v2/{POINTS}/manifests/1.2.0"), "").await.oci_refused(403, "DENIED");
        assert!(message.contains("because"), "{message}");
        registry.decide(POINTS, "1.2.0", "restore").await.refused(409, "version.state");
        let lower = Plugin { version: "1.2.0", title: ("积分", "Points"), ..Plugin::default() }.build(&acme);
        registry.push(&acme, &lower).await.oci_refused(409, "DENIED");
    }

    async fn the_signature_must_be_by_a_key_in_use(database) {
        let registry = TestRegistry::start(database).await;
        let acme = registry.publisher("acme").await;
        let refused = async |package: &bodega_package::Package| {
            registry.push(&acme, package).await.oci_refused(400, "MANIFEST_INVALID")
        };
        assert!(refused(&Plugin::default().unsigned("acme")).await.contains("not signed"));
        let stranger = SigningKey::from_seed(&seed("stranger"));
        let by_stranger = Plugin::default().unsigned("acme").sign(&stranger, 1_700_000_000_000).unwrap();
        assert!(refused(&by_stranger).await.contains("no known key"));

        // Rotation: both keys sign, then the old one is revoked.
        let new = SigningKey::from_seed(&seed("new"));
        registry.add_key(&acme, &new).await.status(201);
        registry.add_key(&acme, &new).await.refused(409, "key.taken");
        let both = Plugin::default().build(&acme).sign(&new, 1_700_000_000_001).unwrap();
        let old = acme.key.verifying_key().id();
        let path = format!("/publishers/acme/keys/{old}/revoke");
        registry.call(Method::POST, &path, &acme.token, json!({ "reason": "laptop lost" })).await.ok();
        assert!(refused(&Plugin::default().build(&acme)).await.contains("revoked"));
        registry.push(&acme, &both).await.status(201);
        let keys = registry.market("/publishers/acme/keys", "").await.ok();
        let revoked: Vec<bool> = keys.as_array().unwrap().iter().map(|key| key["revoked_at_ms"].is_i64()).collect();
        assert_eq!(revoked, [true, false]);
        let future = json!({ "reason": "later", "from_ms": 9_000_000_000_000i64 });
        registry.call(Method::POST, &path, &acme.token, future).await.refused(422, "value.invalid");
    }

    async fn a_release_is_what_its_repository_and_tag_say(database) {
        let registry = TestRegistry::start(database).await;
        let acme = registry.publisher("acme").await;
        let package = Plugin::default().build(&acme);
        let [artifact, _] = package.artifacts();
        for (repository, tag, text) in [("acme/coupons", "1.0.0", "push to acme/points"), (POINTS, "1.0.1", "tag is 1.0.1"), (POINTS, "latest", "tag is latest")] {
            let access = registry.access(&acme.token, &[&format!("repository:{repository}:pull,push")]).await;
            let answer = registry.push_artifact(repository, tag, &access, &artifact).await;
            let message = answer.oci_refused(400, "MANIFEST_INVALID");
            assert!(message.contains(text), "{message}");
        }
        let other = registry.publisher("other").await;
        let stolen = Plugin::default().build(&acme);
        let access = registry.access(&other.token, &["repository:other/points:pull,push"]).await;
        let message = registry.push_artifact("other/points", "1.0.0", &access, &stolen.artifacts()[0]).await;
        assert!(message.oci_refused(400, "MANIFEST_INVALID").contains("acme/points"));
    }

    async fn event_schemas_only_grow_and_wider_rights_are_shown(database) {
        let registry = TestRegistry::start(database).await;
        let acme = registry.publisher("acme").await;
        let schema = |properties: Value| {
            let schema = json!({ "type": "object", "required": ["id"], "properties": properties });
            vec![("schemas/earned.json", schema.to_string().into_bytes())]
        };
        let text = || json!({ "type": "string" });
        let tables = "emit = [\"points.earned.v1\"]\nschemas = { \"points.earned.v1\" = \"schemas/earned.json\" }";
        let first = Plugin { tables, files: schema(json!({ "id": text(), "points": text() })), ..Plugin::default() };
        registry.release(&acme, &first.build(&acme)).await;

        let fewer = Plugin { version: "1.1.0", tables, files: schema(json!({ "id": text() })), ..Plugin::default() };
        let message = registry.push(&acme, &fewer.build(&acme)).await.oci_refused(400, "MANIFEST_INVALID");
        assert!(message.contains("`points` was removed"), "{message}");
        let silent = Plugin { version: "1.1.0", ..Plugin::default() };
        let message = registry.push(&acme, &silent.build(&acme)).await.oci_refused(400, "MANIFEST_INVALID");
        assert!(message.contains("points.earned.v1"), "{message}");

        let more = schema(json!({ "id": text(), "points": text(), "tier": text() }));
        let imports = &["sales", "members"];
        let wider = Plugin { version: "1.1.0", tables, files: more, imports, ..Plugin::default() };
        registry.push(&acme, &wider.build(&acme)).await.status(201);
        registry.registry.check_submitted().await.unwrap();
        assert_eq!(findings(&registry, &acme.token, "1.1.0").await, ["permission.added", "host.absent"]);
    }

    async fn the_hosts_checks_decide_and_are_tried_again(database) {
        let checks = Arc::new(Checks::default());
        let registry = TestRegistry::start_with(database, ReleasePolicy::Automatic, checks.clone()).await;
        let acme = registry.publisher("acme").await;
        registry.push(&acme, &Plugin::default().build(&acme)).await.status(201);
        assert_eq!(registry.registry.check_submitted().await.unwrap(), 0, "the first run fails");
        assert_eq!(registry.registry.check_submitted().await.unwrap(), 1);
        assert_eq!(checks.runs.load(Ordering::SeqCst), 2);
        let page = registry.market(&format!("/packages/{POINTS}"), "").await.ok();
        assert_eq!(page["latest"], "1.0.0");
        registry.push(&acme, &Plugin { version: "6.6.6", ..Plugin::default() }.build(&acme)).await.status(201);
        assert_eq!(registry.registry.check_submitted().await.unwrap(), 1);
        let detail = registry.market(&format!("/packages/{POINTS}/versions/6.6.6"), &acme.token).await.ok();
        assert_eq!((&detail["status"], &detail["reason"]), (&json!("rejected"), &json!("runs for ever")));
        registry.market(&format!("/packages/{POINTS}/versions/6.6.6"), "").await.refused(404, "version.unknown");
    }

    async fn trusted_publishers_need_no_person_where_the_policy_says_so(database) {
        let registry = TestRegistry::start_with(database, ReleasePolicy::TrustedPublishers, Arc::new(bodega_registry::NoHost)).await;
        for (name, trusted) in [("acme", true), ("other", false)] {
            let publisher = registry.publisher(name).await;
            let profile = json!({ "title": name, "summary": { "zh-CN": "零售", "en": "Retail" }, "is_trusted": trusted });
            let path = format!("/publishers/{name}");
            registry.call(Method::PUT, &path, &publisher.token, profile.clone()).await.refused(403, "token.forbidden");
            registry.call(Method::PUT, &path, &registry.operator, profile).await.ok();
            registry.push(&publisher, &Plugin::default().build(&publisher)).await.status(201);
            registry.registry.check_submitted().await.unwrap();
            let version = registry.market(&format!("/packages/{name}/points/versions/1.0.0"), &publisher.token).await.ok();
            assert_eq!(version["status"], if trusted { "released" } else { "in_review" });
        }
    }

    async fn plugins_that_came_with_the_host_are_out_at_once(database) {
        let registry = TestRegistry::start(database).await;
        let key = SigningKey::from_seed(&seed("house"));
        let signed = |plugin: Plugin| plugin.unsigned("house").sign(&key, 1_700_000_000_000).unwrap();
        let first = signed(Plugin::default());
        let trusted = key.verifying_key();
        registry.registry.seed(&trusted, std::slice::from_ref(&first)).await.unwrap();
        registry.registry.seed(&trusted, std::slice::from_ref(&first)).await.unwrap();
        let next = signed(Plugin { version: "1.1.0", ..Plugin::default() });
        registry.registry.seed(&trusted, &[first.clone(), next.clone()]).await.unwrap();
        registry.registry.seed(&trusted, &[first.clone(), next]).await.unwrap();
        assert_eq!(registry.market("/packages/house/points", "").await.ok()["latest"], "1.1.0");
        for repository in ["house/points", "components/house/points"] {
            registry.get(&format!("/v2/{repository}/manifests/1.1.0"), "").await.status(200);
        }
        let fetched = registry.registry.fetch("house/points", "1.0.0").await.unwrap().expect("it is there");
        assert_eq!(fetched.digest(), first.digest());
        let keys = registry.registry.trusted_keys("house").await.unwrap();
        assert_eq!(fetched.verify(&keys).unwrap().key, trusted.id());
        registry.decide("house/points", "1.0.0", "kill").await.ok();
        assert!(registry.registry.fetch("house/points", "1.0.0").await.unwrap().is_none());
        let unsigned = Plugin { version: "2.0.0", ..Plugin::default() }.unsigned("house");
        assert!(registry.registry.seed(&trusted, &[unsigned]).await.is_err());
    }

    async fn components_are_tagged_beside_their_release(database) {
        let registry = TestRegistry::start(database).await;
        let acme = registry.publisher("acme").await;
        let package = Plugin::default().build(&acme);
        let other = Plugin { imports: &["sales", "members"], ..Plugin::default() }.build(&acme);
        registry.release(&acme, &package).await;
        let repository = "components/acme/points";
        let access = registry.access(&acme.token, &[&format!("repository:{repository}:pull,push")]).await;
        let answer = registry.push_artifact(repository, "1.0.0", &access, &other.artifacts()[1]).await;
        answer.oci_refused(409, "DENIED");
        registry.push_artifact(repository, "1.0.0", &access, &package.artifacts()[1]).await.status(201);
        registry.push_artifact(repository, "1.0.0", &access, &other.artifacts()[1]).await.oci_refused(409, "DENIED");
        let blob = format!("/v2/{repository}/blobs/{}", package.component_digest());
        assert_eq!(Digest::of(&registry.get(&blob, "").await.bytes).as_str(), package.component_digest());
        registry.decide(POINTS, "1.0.0", "kill").await.ok();
        registry.get(&format!("/v2/{repository}/manifests/1.0.0"), "").await.oci_refused(403, "DENIED");
    }
}

/// A host whose first run fails, and which finds fault with version 6.6.6.
#[derive(Default)]
struct Checks {
    runs: AtomicUsize,
}

#[async_trait::async_trait]
impl ReleaseChecks for Checks {
    async fn check(&self, release: &Release) -> Result<Vec<Finding>, Box<dyn Error + Send + Sync>> {
        if self.runs.fetch_add(1, Ordering::SeqCst) == 0 {
            return Err("no memory".into());
        }
        let bad = release.package.manifest().version == "6.6.6";
        assert_eq!(release.previous.as_deref(), bad.then_some("1.0.0"));
        Ok(bad
            .then(|| Finding::new(Severity::Error, "budget.exceeded", "runs for ever"))
            .into_iter()
            .collect())
    }
}

#[tokio::test]
async fn a_changed_package_is_refused() {
    let registry = TestRegistry::start(Database::Sqlite).await;
    let acme = registry.publisher("acme").await;
    let package = Plugin::default().build(&acme);
    let [artifact, _] = package.artifacts();
    let access = registry.access(&acme.token, &[&format!("repository:{POINTS}:pull,push")]).await;
    let mut manifest: Value = serde_json::from_slice(artifact.manifest).unwrap();
    let other = Plugin { imports: &["sales", "members"], ..Plugin::default() }.build(&acme);
    for bytes in artifact.blobs.values().chain(other.artifacts()[0].blobs.values()) {
        registry.push_blob(POINTS, &access, bytes).await.status(201);
    }
    let layer = manifest["layers"].as_array_mut().unwrap().iter_mut();
    let component = layer.into_iter().find(|layer| layer["digest"] == package.component_digest()).unwrap();
    component["digest"] = json!(other.component_digest());
    component["size"] = json!(other.component().len());
    let answer = registry.push_manifest(POINTS, "1.0.0", &access, manifest.to_string().as_bytes()).await;
    answer.oci_refused(400, "MANIFEST_INVALID");
    registry.push_manifest(POINTS, "1.0.0", &access, artifact.manifest).await.status(201);
    let bad_path = format!("/v1/market/packages/{POINTS}/versions/1.0.0/files/nothing.png");
    Answer::of(registry.request(Method::GET, &bad_path, &acme.token).send().await.unwrap())
        .await
        .refused(404, "file.unknown");
}
