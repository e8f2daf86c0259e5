//! A registry in this process on a free port, a database of its own, and packages to publish.

use bodega_package::{Artifact, Package, SigningKey};
use bodega_registry::{
    Digest, NoHost, Options, Registry, ReleaseChecks, ReleasePolicy, Role, open_object_store,
};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use tempfile::TempDir;
use tokio::net::TcpListener;

/// Which database a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Database {
    Sqlite,
    Postgres,
}

/// Runs a story on both databases.
#[macro_export]
macro_rules! on_both {
    ($(async fn $name:ident($database:ident) $body:block)*) => {
        $(mod $name {
            use super::*;
            async fn story($database: $crate::support::Database) $body
            #[tokio::test]
            async fn sqlite() { story($crate::support::Database::Sqlite).await }
            #[tokio::test]
            async fn postgres() { story($crate::support::Database::Postgres).await }
        })*
    };
}

/// A PostgreSQL database that goes with the test.
struct PostgresDatabase {
    admin: String,
    name: String,
}

impl Drop for PostgresDatabase {
    fn drop(&mut self) {
        psql(&self.admin, &format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
    }
}

fn psql(url: &str, statement: &str) {
    let output = Command::new("psql")
        .args(["--quiet", "--no-psqlrc", "-v", "ON_ERROR_STOP=1", url, "-c", statement])
        .output()
        .expect("psql is installed with PostgreSQL: apt-get install postgresql-client");
    assert!(output.status.success(), "{statement}: {}", String::from_utf8_lossy(&output.stderr));
}

/// A registry and a client of it.
pub struct TestRegistry {
    pub registry: Registry,
    pub base: String,
    /// Host and port.
    pub address: String,
    pub operator: String,
    pub folder: TempDir,
    pub client: Client,
    _database: Option<PostgresDatabase>,
}

/// An answer, read whole.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: reqwest::header::HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub async fn of(response: Response) -> Self {
        let (status, headers) = (response.status(), response.headers().clone());
        Answer { status, headers, bytes: response.bytes().await.expect("a whole body").to_vec() }
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or(Value::Null)
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("text"))
    }

    /// The body of a success.
    pub fn ok(self) -> Value {
        assert!(self.status.is_success(), "{}: {}", self.status, String::from_utf8_lossy(&self.bytes));
        self.json()
    }

    /// Any answer of this status.
    pub fn status(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", String::from_utf8_lossy(&self.bytes));
        self
    }

    /// A refusal in OCI's form; its message.
    pub fn oci_refused(self, status: u16, code: &str) -> String {
        let answer = self.status(status);
        let error = answer.json()["errors"][0].clone();
        assert_eq!(error["code"], code, "{error}");
        error["message"].as_str().expect("a message").to_owned()
    }

    /// A problem document; its detail.
    pub fn refused(self, status: u16, code: &str) -> String {
        let answer = self.status(status);
        assert_eq!(answer.header("content-type"), "application/problem+json");
        let problem = answer.json();
        assert_eq!(problem["code"], code, "{problem}");
        problem["detail"].as_str().expect("a detail").to_owned()
    }
}

impl TestRegistry {
    pub async fn start(database: Database) -> Self {
        Self::start_with(database, ReleasePolicy::Review, Arc::new(NoHost)).await
    }

    pub async fn start_with(
        database: Database,
        policy: ReleasePolicy,
        checks: Arc<dyn ReleaseChecks>,
    ) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let (url, postgres) = match database {
            Database::Sqlite => {
                (format!("sqlite://{}?mode=rwc", folder.path().join("registry.db").display()), None)
            }
            Database::Postgres => {
                let admin = std::env::var("BODEGA_TEST_POSTGRES").expect(
                    "BODEGA_TEST_POSTGRES is not set: run the tests with `cargo xtask test`, or start a server with `cargo xtask postgres`",
                );
                let name = format!("registry_{}", uuid::Uuid::now_v7().simple());
                psql(&admin, &format!("CREATE DATABASE {name}"));
                let (server, _) = admin.rsplit_once('/').expect("the URL ends in a database name");
                (format!("{server}/{name}"), Some(PostgresDatabase { admin: admin.clone(), name }))
            }
        };
        let objects = folder.path().join("objects").display().to_string();
        let options = Options {
            database_url: url,
            objects: open_object_store(&objects).expect("the folder opens"),
            public_url: None,
            policy,
            checks,
        };
        let registry = Registry::open(options).await.expect("the registry opens");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address").to_string();
        let router = registry.router();
        tokio::spawn(async move { axum::serve(listener, router).await });
        let operator = registry.issue_token(&Role::Operator, "test", None).await.expect("a token").text;
        TestRegistry {
            registry,
            base: format!("http://{address}"),
            address,
            operator,
            folder,
            client: Client::new(),
            _database: postgres,
        }
    }

    pub fn request(&self, method: Method, path: &str, token: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.base));
        if token.is_empty() { request } else { request.bearer_auth(token) }
    }

    pub async fn send(&self, method: Method, path: &str, token: &str) -> Answer {
        Answer::of(self.request(method, path, token).send().await.expect("an answer")).await
    }

    pub async fn get(&self, path: &str, token: &str) -> Answer {
        self.send(Method::GET, path, token).await
    }

    /// A call of the catalogue with a JSON body.
    pub async fn call(&self, method: Method, path: &str, token: &str, body: Value) -> Answer {
        let request = self.request(method, &format!("/v1/market{path}"), token).json(&body);
        Answer::of(request.send().await.expect("an answer")).await
    }

    pub async fn market(&self, path: &str, token: &str) -> Answer {
        self.get(&format!("/v1/market{path}"), token).await
    }

    /// An access token for these scopes; no secret = anonymous.
    pub async fn access(&self, secret: &str, scopes: &[&str]) -> String {
        let query: Vec<(&str, &str)> = scopes.iter().map(|scope| ("scope", *scope)).collect();
        let mut request = self.client.get(format!("{}/v2/token", self.base)).query(&query);
        if !secret.is_empty() {
            request = request.bearer_auth(secret);
        }
        let answer = Answer::of(request.send().await.expect("an answer")).await.ok();
        answer["token"].as_str().expect("a token").to_owned()
    }

    /// Makes a publisher with a key and a token.
    pub async fn publisher(&self, name: &str) -> Publisher {
        let profile = json!({ "title": format!("{name} 软件"), "summary": { "zh-CN": "零售插件", "en": "Retail plugins" } });
        self.call(Method::PUT, &format!("/publishers/{name}"), &self.operator, profile).await.ok();
        let path = format!("/publishers/{name}/tokens");
        let token = self.call(Method::POST, &path, &self.operator, json!({ "label": "ci" }));
        let token = token.await.ok()["token"].as_str().expect("a token").to_owned();
        let key = SigningKey::from_seed(&seed(name));
        let publisher = Publisher { name: name.to_owned(), token, key };
        self.add_key(&publisher, &publisher.key).await.ok();
        publisher
    }

    pub async fn add_key(&self, publisher: &Publisher, key: &SigningKey) -> Answer {
        let pem = key.verifying_key().to_pem().expect("a PEM");
        let body = json!({ "public_pem": pem, "label": "release" });
        self.call(Method::POST, &format!("/publishers/{}/keys", publisher.name), &publisher.token, body).await
    }

    /// A host's token.
    pub async fn host(&self, name: &str) -> String {
        let path = format!("/hosts/{name}/tokens");
        let answer = self.call(Method::POST, &path, &self.operator, json!({ "label": "host" }));
        answer.await.ok()["token"].as_str().expect("a token").to_owned()
    }

    /// Pushes a blob in one request.
    pub async fn push_blob(&self, repository: &str, access: &str, bytes: &[u8]) -> Answer {
        let path = format!("/v2/{repository}/blobs/uploads/?digest={}", Digest::of(bytes));
        let request = self.request(Method::POST, &path, access).body(bytes.to_vec());
        Answer::of(request.send().await.expect("an answer")).await
    }

    pub async fn push_manifest(
        &self,
        repository: &str,
        reference: &str,
        access: &str,
        bytes: &[u8],
    ) -> Answer {
        self.push_manifest_as(repository, reference, access, bytes, OCI_MANIFEST).await
    }

    pub async fn push_manifest_as(
        &self,
        repository: &str,
        reference: &str,
        access: &str,
        bytes: &[u8],
        media: &str,
    ) -> Answer {
        let request = self.request(Method::PUT, &format!("/v2/{repository}/manifests/{reference}"), access);
        let request = request.header("content-type", media).body(bytes.to_vec());
        Answer::of(request.send().await.expect("an answer")).await
    }

    /// Pushes an artifact under a tag.
    pub async fn push_artifact(
        &self,
        repository: &str,
        tag: &str,
        access: &str,
        artifact: &Artifact<'_>,
    ) -> Answer {
        for bytes in artifact.blobs.values() {
            self.push_blob(repository, access, bytes).await.status(201);
        }
        self.push_manifest(repository, tag, access, artifact.manifest).await
    }

    /// Pushes a package to its repository, under its version.
    pub async fn push(&self, publisher: &Publisher, package: &Package) -> Answer {
        let repository = format!("{}/{}", publisher.name, package.manifest().name);
        let access = self.access(&publisher.token, &[&format!("repository:{repository}:pull,push")]).await;
        let [artifact, _] = package.artifacts();
        self.push_artifact(&repository, &package.manifest().version, &access, &artifact).await
    }

    /// Decides about a version as the operator.
    pub async fn decide(&self, package: &str, version: &str, decision: &str) -> Answer {
        let path = format!("/packages/{package}/versions/{version}/{decision}");
        self.call(Method::POST, &path, &self.operator, json!({ "reason": "because" })).await
    }

    /// Pushes, checks and approves.
    pub async fn release(&self, publisher: &Publisher, package: &Package) {
        self.push(publisher, package).await.status(201);
        self.registry.check_submitted().await.expect("checks run");
        let name = format!("{}/{}", publisher.name, package.manifest().name);
        self.decide(&name, &package.manifest().version, "approve").await.ok();
    }
}

pub const OCI_MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
pub const OCI_INDEX: &str = "application/vnd.oci.image.index.v1+json";

/// A publisher with what it needs to publish.
pub struct Publisher {
    pub name: String,
    pub token: String,
    pub key: SigningKey,
}

/// A key's seed out of a name: keys of different names differ.
pub fn seed(name: &str) -> [u8; 32] {
    let mut seed = [7; 32];
    seed.iter_mut().zip(name.bytes()).for_each(|(byte, letter)| *byte = letter);
    seed
}

/// Runs a program of Debian's; a missing one fails with the remedy.
pub fn run(program: &str, arguments: &[&str], folder: &Path) -> String {
    let output = Command::new(program).args(arguments).current_dir(folder).output();
    let output = output.unwrap_or_else(|error| {
        panic!(
            "{program} does not run ({error}): apt-get install --no-install-recommends skopeo docker-registry"
        )
    });
    assert!(output.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}
