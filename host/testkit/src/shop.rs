//! A server in this process with one merchant and one store, and a client of its API.

use crate::database::{Database, TestDatabase};
use crate::package::package_of;
use bodega_app::org::{NewTenant, create_tenant};
use bodega_app::{App, Clock, SystemClock, events};
use bodega_egress::Egress;
use bodega_server::config::{AUDIT_KEY, BackupConfig, Config, KEY_FILE};
use bodega_server::open_with;
use bodega_server::registry::Registry;
use bodega_store::Store;
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use uuid::Uuid;

/// A fresh id as text.
pub fn id() -> String {
    Uuid::now_v7().to_string()
}

/// A basket line of a SKU.
pub fn line(sku: &str, quantity: &str) -> Value {
    json!({ "sku": sku, "quantity": quantity })
}

/// A cash tender.
pub fn cash(amount_minor: i64) -> Value {
    json!({ "id": id(), "method": "cash", "amount_minor": amount_minor })
}

/// A server in this process; background work runs only when a test asks for it.
pub struct TestServer {
    pub app: Arc<App>,
    pub store: Store,
    pub base: String,
    pub config: Config,
    pub clock: Arc<TestClock>,
    pub marketplace: Registry,
    _database: TestDatabase,
}

/// The machine's clock, ahead by as much as a test says.
#[derive(Default)]
pub struct TestClock(AtomicI64);

impl TestClock {
    pub fn advance(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now_ms(&self) -> i64 {
        SystemClock.now_ms() + self.0.load(Ordering::SeqCst)
    }
}

/// The only names that a server under test finds: `api.sampler.example` and `other.example` on this machine,
/// `inside.example` in a private network.
fn names(name: &str) -> std::io::Result<Vec<IpAddr>> {
    match name {
        "api.sampler.example" | "other.example" => Ok(vec![IpAddr::from([127, 0, 0, 1])]),
        "inside.example" => Ok(vec![IpAddr::from([10, 0, 0, 1])]),
        _ => Err(std::io::ErrorKind::NotFound.into()),
    }
}

impl TestServer {
    /// Starts on a database of its own.
    pub async fn start(database: Database) -> Self {
        Self::start_with(database, |_| {}).await
    }

    /// As [`Self::start`], configured as a test says.
    pub async fn start_with(database: Database, configure: impl FnOnce(&mut Config)) -> Self {
        Self::start_trusting(database, "", configure).await
    }

    /// As [`Self::start_with`]; what it sends goes to servers with certificates of these authorities (PEM) too.
    pub async fn start_trusting(
        database: Database,
        roots_pem: &str,
        configure: impl FnOnce(&mut Config),
    ) -> Self {
        let database = TestDatabase::create(database);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let mut config = Config {
            files: database.folder.join("files").to_string_lossy().into_owned(),
            database_url: database.url.clone(),
            data_dir: database.folder.clone(),
            key_file: database.folder.join(KEY_FILE),
            listen: address,
            first_party: None,
            egress_roots: None,
            console: None,
            allow_unsigned: true,
            audit_key: database.folder.join(AUDIT_KEY),
            audit_checkpoints: None,
            backup: BackupConfig::default(),
            compiler: None,
        };
        configure(&mut config);
        let clock = Arc::new(TestClock::default());
        let local = [IpAddr::from([127, 0, 0, 1])];
        let egress = Egress::for_tests(names, &local, roots_pem.as_bytes()).expect("a client");
        let opened = open_with(&config, clock.clone(), egress).await.expect("the server opens");
        let router = bodega_api::router(opened.app.clone()).merge(opened.marketplace.router());
        tokio::spawn(async move {
            axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>()).await
        });
        TestServer {
            app: opened.app,
            store: opened.store,
            base: format!("http://{address}"),
            config,
            clock,
            marketplace: opened.marketplace,
            _database: database,
        }
    }

    /// Numbers and delivers events until nothing is due.
    pub async fn drain(&self) {
        events::drain(&self.app).await.expect("events are delivered");
    }
}

/// An answer of the API.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub body: Value,
}

impl Answer {
    /// The body of a success.
    pub fn ok(self) -> Value {
        assert!(self.status.is_success(), "{}: {:#}", self.status, self.body);
        self.body
    }

    /// The problem document of a refusal with this status and code.
    pub fn refused(self, status: u16, code: &str) -> Value {
        assert_eq!(
            (self.status.as_u16(), self.body["code"].as_str()),
            (status, Some(code)),
            "{:#}",
            self.body
        );
        self.body
    }
}

/// A merchant with one store in Shanghai and one terminal, as its administrator sees it.
pub struct Merchant {
    pub base: String,
    pub tenant: String,
    pub token: String,
    pub legal_entity: String,
    pub store: String,
    pub terminal: String,
    pub price_list: String,
    variants: Mutex<HashMap<String, String>>,
    client: Client,
}

/// A merchant on a server in this process.
pub struct Shop {
    pub server: Arc<TestServer>,
    merchant: Merchant,
}

impl Deref for Shop {
    type Target = Merchant;

    fn deref(&self) -> &Merchant {
        &self.merchant
    }
}

impl DerefMut for Shop {
    fn deref_mut(&mut self) -> &mut Merchant {
        &mut self.merchant
    }
}

impl Shop {
    /// A server with a merchant whose prices hold tax at 13 %.
    pub async fn open(database: Database) -> Self {
        Self::open_on(Arc::new(TestServer::start(database).await), "inclusive").await
    }

    /// A merchant on a server that is there.
    pub async fn open_on(server: Arc<TestServer>, tax_mode: &str) -> Self {
        let code = format!("t{}", Uuid::now_v7().simple());
        let new =
            NewTenant { id: Uuid::now_v7().into(), code: code.clone(), name: "测试连锁".to_owned() };
        let (_, issued) = create_tenant(&server.app, new).await.expect("a tenant");
        let merchant = Merchant::set_up(&server.base, &code, &issued.text, tax_mode).await;
        Shop { server, merchant }
    }
}

impl Merchant {
    /// A client with a token; nothing of the merchant is there yet.
    pub fn unfurnished(base: &str, code: &str, token: &str) -> Self {
        Merchant {
            base: base.to_owned(),
            tenant: code.to_owned(),
            token: token.to_owned(),
            legal_entity: id(),
            store: id(),
            terminal: id(),
            price_list: id(),
            variants: Mutex::default(),
            client: Client::new(),
        }
    }

    /// Gives a fresh tenant a legal entity, a store, a terminal, a tax class and a price list.
    pub async fn set_up(base: &str, code: &str, token: &str, tax_mode: &str) -> Self {
        let shop = Merchant::unfurnished(base, code, token);
        let entity = json!({ "name": "上海测试有限公司", "tax_id": "91310000", "currency": "CNY", "tax_mode": tax_mode });
        shop.put(&format!("/v1/legal-entities/{}", shop.legal_entity), entity).await.ok();
        let store = json!({
            "kind": "store", "code": "S1", "name": "一号店", "legal_entity": shop.legal_entity,
            "time_zone": "Asia/Shanghai", "cash_unit_minor": 1, "cutoff_hour": 4,
        });
        shop.put(&format!("/v1/org-units/{}", shop.store), store).await.ok();
        let terminal = json!({ "store": shop.store, "code": "T1", "name": "一号机" });
        shop.put(&format!("/v1/terminals/{}", shop.terminal), terminal).await.ok();
        let rates =
            json!([{ "legal_entity": shop.legal_entity, "valid_from": "2020-01-01", "ppm": 130_000 }]);
        shop.put("/v1/tax-classes/standard", json!({ "name": "标准", "rates": rates })).await.ok();
        let list = json!({ "name": "零售价", "currency": "CNY", "kind": "retail" });
        shop.put(&format!("/v1/price-lists/{}", shop.price_list), list).await.ok();
        shop
    }

    /// The same shop, as whoever presents another credential sees it.
    pub fn seen_with(&self, token: &str) -> Merchant {
        Merchant {
            base: self.base.clone(),
            tenant: self.tenant.clone(),
            token: token.to_owned(),
            legal_entity: self.legal_entity.clone(),
            store: self.store.clone(),
            terminal: self.terminal.clone(),
            price_list: self.price_list.clone(),
            variants: Mutex::new(self.variants.lock().expect("not poisoned").clone()),
            client: self.client.clone(),
        }
    }

    /// A new token that holds roles.
    pub async fn issue(&self, grants: Value) -> String {
        let issued = self.post("/v1/tokens", json!({ "name": "test", "grants": grants })).await.ok();
        issued["token"].as_str().expect("a token").to_owned()
    }

    /// Another store beside the first; gives its id.
    pub async fn another_store(&self) -> String {
        let store = id();
        let unit = json!({
            "kind": "store", "code": format!("S-{store}"), "name": "二号店", "legal_entity": self.legal_entity,
            "time_zone": "Asia/Shanghai", "cash_unit_minor": 1, "cutoff_hour": 4,
        });
        self.put(&format!("/v1/org-units/{store}"), unit).await.ok();
        store
    }

    /// Makes a product with one variant and a price everywhere.
    pub async fn product(&self, sku: &str, unit_price_minor: i64, tags: &[&str]) {
        self.product_with(sku, unit_price_minor, json!({ "tags": tags })).await;
    }

    /// As [`Self::product`], with members of the product or (`"variant"`) its variant replaced.
    pub async fn product_with(&self, sku: &str, unit_price_minor: i64, extra: Value) {
        let variant_id = self.variant(sku);
        let mut variant = json!({ "id": variant_id, "sku": sku, "name": "" });
        let mut product = json!({ "id": id(), "name": format!("商品 {sku}"), "category": "food", "tags": [], "tax_class": "standard" });
        for (name, value) in extra.as_object().into_iter().flatten() {
            match name.as_str() {
                "variant" => {
                    value.as_object().into_iter().flatten().for_each(|(k, v)| variant[k] = v.clone())
                }
                _ => product[name] = value.clone(),
            }
        }
        product["variants"] = json!([variant]);
        self.post("/v1/products/batch", json!({ "products": [product] })).await.ok();
        let price =
            json!({ "list": self.price_list, "variant": variant_id, "unit_price_minor": unit_price_minor });
        self.post("/v1/prices/batch", json!({ "prices": [price] })).await.ok();
    }

    /// The id that this shop gives the variant of a SKU.
    pub fn variant(&self, sku: &str) -> String {
        self.variants.lock().expect("not poisoned").entry(sku.to_owned()).or_insert_with(id).clone()
    }

    /// Takes goods in, in stock units.
    pub async fn receive(&self, sku: &str, quantity: &str) {
        let lines = json!([{ "variant": self.variant(sku), "quantity": quantity }]);
        let receipt = json!({ "id": id(), "location": self.store, "occurred_at_ms": 1_767_240_000_000_i64, "lines": lines });
        self.post("/v1/stock/receipts", receipt).await.ok();
    }

    /// Joins a member; gives its id.
    pub async fn member(&self) -> String {
        let member = id();
        self.put(&format!("/v1/members/{member}"), json!({ "code": format!("M{member}") })).await.ok();
        member
    }

    /// Publishes and installs a plugin of this tree; gives the installation's id.
    pub async fn install(&self, plugin: &str, settings: Value) -> String {
        self.install_package(package_of(plugin, |manifest| manifest), settings).await
    }

    /// Publishes and installs a package.
    pub async fn install_package(&self, package: Vec<u8>, settings: Value) -> String {
        let digest = self.publish(package).await.ok()["digest"].clone();
        let installation = id();
        let consent = self.consent(&digest).await;
        let request = json!({
            "package": digest, "is_enabled": true, "position": 0, "settings": settings, "consent": consent,
        });
        self.put(&format!("/v1/installations/{installation}"), request).await.ok();
        installation
    }

    /// The merchant reads what a package asks for and agrees.
    pub async fn consent(&self, package: &Value) -> Value {
        let digest = package.as_str().expect("a digest");
        self.get(&format!("/v1/packages/{digest}/asks")).await.ok()["consent"].clone()
    }

    /// Publishes a package.
    pub async fn publish(&self, package: Vec<u8>) -> Answer {
        let request = self.client.post(format!("{}/v1/packages", self.base)).bearer_auth(&self.token);
        Self::send(request.header("content-type", "application/octet-stream").body(package)).await
    }

    /// Writes a promotion rule.
    pub async fn promotion(&self, key: &str, body: Value) -> Answer {
        let path = format!("/v1/plugins/promotions/collections/promotions/documents/{key}");
        self.put(&path, body).await
    }

    /// A basket of this store.
    pub fn basket(&self, lines: Vec<Value>) -> Value {
        json!({ "store": self.store, "terminal": self.terminal, "channel": "pos", "lines": lines })
    }

    /// A quote of a basket.
    pub async fn quote(&self, basket: &Value) -> Value {
        self.post("/v1/quotes", basket.clone()).await.ok()
    }

    /// The request that sells a quoted basket.
    pub fn sale_request(&self, basket: &Value, quote: &Value, tenders: Vec<Value>) -> Value {
        let mut request = basket.clone();
        request["number"] = format!("S1-T1-{}", id()).into();
        request["occurred_at_ms"] = 1_767_240_000_000_i64.into();
        request["quote"] = json!({ "total_minor": quote["total_minor"], "digest": quote["digest"] });
        request["tenders"] = tenders.into();
        request
    }

    /// Quotes and sells a basket for exact cash; gives the sale.
    pub async fn sell(&self, basket: &Value) -> Value {
        let quote = self.quote(basket).await;
        let due = quote["total_minor"].as_i64().expect("a total");
        let tenders = if due == 0 { vec![] } else { vec![cash(due)] };
        let request = self.sale_request(basket, &quote, tenders);
        self.put(&format!("/v1/sales/{}", id()), request).await.ok()
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.request(Method::GET, path, None).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.request(Method::PUT, path, Some(body)).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.request(Method::POST, path, Some(body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.request(Method::DELETE, path, None).await
    }

    /// Any request with this shop's token.
    pub async fn request(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        self.try_request(method, path, body).await.expect("the server answers")
    }

    /// Any request, to a server that may be gone.
    ///
    /// # Errors
    /// There was no whole answer: the server may have done it or not.
    pub async fn try_request(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Result<Answer, reqwest::Error> {
        let request = self.client.request(method, format!("{}{path}", self.base)).bearer_auth(&self.token);
        Self::try_send(match body {
            Some(body) => request.json(&body),
            None => request,
        })
        .await
    }

    async fn send(request: reqwest::RequestBuilder) -> Answer {
        Self::try_send(request).await.expect("the server answers")
    }

    async fn try_send(request: reqwest::RequestBuilder) -> Result<Answer, reqwest::Error> {
        let response = request.send().await?;
        let status = response.status();
        let text = response.text().await?;
        let body = if text.is_empty() {
            Value::Null
        } else {
            serde_json::from_str(&text).unwrap_or(Value::String(text))
        };
        Ok(Answer { status, body })
    }

    /// What one of a plugin's accounts can spend.
    pub async fn balance(&self, plugin: &str, account: &str) -> i64 {
        let found = self.get(&format!("/v1/plugins/{plugin}/accounts?prefix={account}")).await.ok();
        let own = found["items"].as_array().into_iter().flatten().find(|item| item["account"] == account);
        own.map_or(0, |item| item["available"].as_i64().expect("a number"))
    }

    /// Events of a type, in order.
    pub async fn events(&self, event_type: &str) -> Vec<Value> {
        let found = self.get("/v1/events?after_seq=0&limit=500").await.ok();
        let items = found["items"].as_array().cloned().unwrap_or_default();
        items.into_iter().filter(|event| event["type"] == event_type).collect()
    }
}
