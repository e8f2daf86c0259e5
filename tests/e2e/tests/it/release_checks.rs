//! What a reviewer is told about a release: the host beside the registry ran it.

use bodega_package::Package;
use bodega_server::registry::{Digest, Finding, Release, ReleaseChecks, Severity};
use bodega_server::release_checks::HostChecks;
use bodega_testkit::{Database, TestServer, package_of, package_with};
use serde_json::json;

async fn findings(server: &TestServer, package: &[u8]) -> Vec<Finding> {
    let package = Package::read(package).unwrap();
    let digest = Digest::parse(package.digest()).unwrap();
    let release = Release { package, digest, previous: None };
    HostChecks(server.app.plugins.clone()).check(&release).await.unwrap()
}

fn codes(findings: &[Finding], severity: Severity) -> Vec<&str> {
    findings.iter().filter(|f| f.severity == severity).map(|f| f.code.as_str()).collect()
}

/// The hostile guest, with settings whose defaults make it behave so.
fn hostile(point: &str, mode: &str) -> Vec<u8> {
    let schema = json!({ "type": "object", "properties": { point: { "type": "string", "default": mode } } });
    package_with(
        "hostile",
        |manifest| format!("{manifest}\n[settings]\nschema = \"schemas/notes.json\"\n"),
        |path, file| match path {
            "schemas/notes.json" => schema.to_string().into_bytes(),
            _ => file,
        },
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_release_is_run_before_it_comes_out() {
    let server = TestServer::start(Database::Sqlite).await;
    for plugin in ["promotions", "loyalty"] {
        let found = findings(&server, &package_of(plugin, |manifest| manifest)).await;
        assert_eq!(codes(&found, Severity::Error), [""; 0], "{plugin}: {found:#?}");
    }
    for (point, mode, code) in [
        ("price", "loop", "budget.exceeded"),
        ("price", "memory", "budget.exceeded"),
        ("price", "trap", "sample.failed"),
        ("compile", "trap", "sample.failed"),
        ("compile", "loop", "sample.failed"),
    ] {
        let found = findings(&server, &hostile(point, mode)).await;
        assert_eq!(codes(&found, Severity::Error), [code], "{point} {mode}: {found:#?}");
    }
    let tame = findings(&server, &hostile("price", "one-off")).await;
    assert_eq!(codes(&tame, Severity::Error), [""; 0], "{tame:#?}");
    // It reads its snapshot without looking: contained, and told.
    let careless = findings(&server, &package_of("sampler", |manifest| manifest)).await;
    assert!(codes(&careless, Severity::Warning).contains(&"hostile.failed"), "{careless:#?}");
    assert_eq!(codes(&careless, Severity::Error), [""; 0], "{careless:#?}");
    // Nothing of it is left that could meet a merchant: no installation, no event, no open breaker.
    assert!(server.store.list_tenants(&Default::default()).await.unwrap().items.is_empty());
}
