//! A host as a merchant runs it, with the marketplace that is in it, and a fresh tenant.

use super::tools::{Ended, Running, bodega, compiled, link};
use bodega_testkit::Merchant;
use reqwest::{Client, Method};
use serde_json::{Value, json};
use tempfile::TempDir;

pub struct Market {
    pub base: String,
    pub shop: Merchant,
    operator: String,
    folder: TempDir,
    _server: Running,
}

impl Market {
    pub async fn open() -> Self {
        let folder = TempDir::new().expect("a folder");
        link(&compiled(), &folder.path().join("data/components"));
        let command = |arguments: &[&str]| {
            let mut command = bodega(folder.path());
            command.args(["--data-dir", "data", "--listen", "127.0.0.1:0"]).args(arguments);
            command
        };
        let created = Ended::of(command(&["tenant", "create", "demo", "Demo"])).ok();
        let token = created.lines().find_map(|line| line.strip_prefix("token ")).expect("a token").to_owned();
        let operator = Ended::of(command(&["marketplace", "operator-token"])).ok();
        let operator = operator.lines().find(|line| line.starts_with("bdr_")).expect("a token").to_owned();
        let mut server = Running::start(command(&["serve"]));
        let said = server.wait_for("bodega is serving on ");
        let base = said.rsplit(' ').next().expect("an address").to_owned();
        let shop = Merchant::set_up(&base, "demo", &token, "inclusive").await;
        Market { base, shop, operator, folder, _server: server }
    }

    /// Any command on the host's data.
    pub fn bodega(&self, arguments: &[&str]) -> Ended {
        let mut command = bodega(self.folder.path());
        command.args(["--data-dir", "data"]).args(arguments);
        Ended::of(command)
    }

    /// Makes a publisher; gives a token of it.
    pub async fn publisher(&self, name: &str) -> String {
        let profile = json!({ "title": "Acme", "summary": { "zh-CN": "零售插件", "en": "Retail plugins" } });
        self.call(Method::PUT, &format!("publishers/{name}"), &self.operator, profile).await;
        self.token(name).await
    }

    /// The publisher registers a public key.
    pub async fn add_key(&self, name: &str, token: &str, public_pem: &str) {
        let key = json!({ "public_pem": public_pem, "label": "release" });
        self.call(Method::POST, &format!("publishers/{name}/keys"), token, key).await;
    }

    /// One more token of a publisher.
    pub async fn token(&self, name: &str) -> String {
        let path = format!("publishers/{name}/tokens");
        let issued = self.call(Method::POST, &path, &self.operator, json!({ "label": "laptop" })).await;
        issued["token"].as_str().expect("a token").to_owned()
    }

    /// A person decides.
    pub async fn approve(&self, package: &str, version: &str) {
        let path = format!("packages/{package}/versions/{version}/approve");
        self.call(Method::POST, &path, &self.operator, json!({ "reason": "fine" })).await;
    }

    async fn call(&self, method: Method, path: &str, token: &str, body: Value) -> Value {
        let request = Client::new().request(method, format!("{}/v1/market/{path}", self.base));
        let answer = request.bearer_auth(token).json(&body).send().await.expect("the marketplace answers");
        let (status, text) = (answer.status(), answer.text().await.expect("a whole answer"));
        assert!(status.is_success(), "{path}: {status} {text}");
        serde_json::from_str(&text).unwrap_or_default()
    }
}
