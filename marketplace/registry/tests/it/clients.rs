//! Real clients: Debian's `skopeo` carries a package in, out, through Debian's `docker-registry`, and back.

use crate::plugin::Plugin;
use crate::support::{Database, TestRegistry, run};
use bodega_package::{Package, TrustedKey, TrustedKeys};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Debian's registry on a port of its own; it goes with the test.
struct OtherRegistry {
    process: Child,
    address: String,
}

impl OtherRegistry {
    async fn start(folder: &Path) -> Self {
        // The port is free at this moment; the registry says no where somebody was quicker.
        let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
        let address = port.expect("a free port").to_string();
        let config = format!(
            "version: 0.1\nlog:\n  level: error\nstorage:\n  filesystem:\n    rootdirectory: {}\nhttp:\n  addr: {address}\n",
            folder.join("other").display()
        );
        let path = folder.join("other.yml");
        fs::write(&path, config).expect("the folder can be written");
        let process = Command::new("docker-registry")
            .arg("serve")
            .arg(&path)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| {
                panic!("docker-registry does not run ({error}): apt-get install --no-install-recommends docker-registry")
            });
        let other = OtherRegistry { process, address };
        for _ in 0..200 {
            let url = format!("http://{}/v2/", other.address);
            if reqwest::get(&url).await.is_ok_and(|answer| answer.status().is_success()) {
                return other;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("docker-registry does not answer on {}", other.address);
    }
}

impl Drop for OtherRegistry {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// `skopeo copy`, which keeps every byte or fails; away from the test's own threads, which serve it.
async fn copy(folder: &Path, credentials: &[&str], from: &str, to: &str) {
    let mut arguments = vec![
        "--insecure-policy",
        "copy",
        "--preserve-digests",
        "--src-tls-verify=false",
        "--dest-tls-verify=false",
    ];
    arguments.extend(credentials);
    arguments.extend([from, to]);
    let arguments: Vec<String> = arguments.into_iter().map(str::to_owned).collect();
    let folder = folder.to_owned();
    let done = tokio::task::spawn_blocking(move || {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        run("skopeo", &arguments, &folder)
    });
    done.await.expect("skopeo copies");
}

/// The package in an OCI layout.
fn read_layout(layout: &Path) -> Package {
    let blob = |digest: &str| fs::read(layout.join("blobs").join(digest.replacen(':', "/", 1))).ok();
    let index: Value =
        serde_json::from_slice(&fs::read(layout.join("index.json")).expect("an index")).expect("JSON");
    let digest = index["manifests"][0]["digest"].as_str().expect("a manifest");
    Package::from_artifact(&blob(digest).expect("its bytes"), blob).expect("a sound package")
}

#[tokio::test(flavor = "multi_thread")]
async fn skopeo_carries_a_package_through_another_registry_and_back() {
    let registry = TestRegistry::start(Database::Sqlite).await;
    let folder = registry.folder.path();
    let acme = registry.publisher("acme").await;
    let package = Plugin {
        files: vec![("CHANGELOG.md", b"# 1.0.0".to_vec())],
        extra: "changelog = \"CHANGELOG.md\"",
        ..Plugin::default()
    };
    let package = package.build(&acme);
    fs::write(folder.join("points.tar"), package.write().unwrap()).unwrap();
    let ours = format!("docker://{}/acme/points:1.0.0", registry.address);

    let credentials = format!("--dest-creds=acme:{}", acme.token);
    copy(folder, &[&credentials], "oci-archive:points.tar:1.0.0", &ours).await;
    let component = format!("docker://{}/components/acme/points:1.0.0", registry.address);
    copy(folder, &[&credentials], "oci-archive:points.tar:component-1.0.0", &component).await;
    registry.registry.check_submitted().await.unwrap();
    registry.decide("acme/points", "1.0.0", "approve").await.ok();

    let other = OtherRegistry::start(folder).await;
    let theirs = format!("docker://{}/mirror/points:1.0.0", other.address);
    copy(folder, &[], &ours, &theirs).await;
    copy(folder, &[], &theirs, "oci:back:1.0.0").await;
    let back = read_layout(&folder.join("back"));
    assert_eq!(back.digest(), package.digest());
    let key = TrustedKey { publisher: "acme".into(), key: acme.key.verifying_key(), revoked_from_ms: None };
    let trusted: TrustedKeys = [key].into_iter().collect();
    assert_eq!(back.verify(&trusted).unwrap().key, acme.key.verifying_key().id());

    // And from there into our registry again: the same release.
    copy(folder, &[&credentials], &theirs, &ours).await;
    let answer = registry.get("/v2/acme/points/manifests/1.0.0", "").await.status(200);
    assert_eq!(answer.header("docker-content-digest"), package.digest());

    let address = ours.clone();
    let folder = folder.to_owned();
    let inspected = tokio::task::spawn_blocking(move || {
        run("skopeo", &["inspect", "--raw", "--tls-verify=false", &address], &folder)
    });
    assert_eq!(inspected.await.unwrap().as_bytes(), package.artifacts()[0].manifest);
}

#[tokio::test(flavor = "multi_thread")]
async fn skopeo_is_refused_without_the_publishers_token() {
    let registry = TestRegistry::start(Database::Sqlite).await;
    let folder = registry.folder.path().to_owned();
    let acme = registry.publisher("acme").await;
    let other = registry.publisher("other").await;
    fs::write(folder.join("points.tar"), Plugin::default().build(&acme).write().unwrap()).unwrap();
    let ours = format!("docker://{}/acme/points:1.0.0", registry.address);
    for credentials in
        [String::new(), format!("--dest-creds=other:{}", other.token), "--dest-creds=acme:bdr_0".to_owned()]
    {
        let mut arguments = vec![
            "--insecure-policy",
            "copy",
            "--dest-tls-verify=false",
            "oci-archive:points.tar:1.0.0",
            &ours,
        ];
        if !credentials.is_empty() {
            arguments.push(&credentials);
        }
        let mut skopeo = Command::new("skopeo");
        skopeo.args(&arguments).current_dir(&folder);
        let output = tokio::task::spawn_blocking(move || skopeo.output()).await.unwrap();
        let output = output.expect("skopeo is installed: apt-get install --no-install-recommends skopeo");
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(
            !output.status.success() && (told.contains("unauthorized") || told.contains("denied")),
            "{told}"
        );
    }
    assert!(
        registry.market("/review-queue", &registry.operator).await.ok()["items"]
            .as_array()
            .unwrap()
            .is_empty()
    );
}
