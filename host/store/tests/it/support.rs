//! Databases that live as long as a test, and builders for what tests put into them.

use bodega_domain::digest::Digest;
use bodega_domain::ids::{
    EventId, InstallationId, LegalEntityId, OrgUnitId, SaleId, TenantId, TenderId, TerminalId, VariantId,
};
use bodega_domain::pricing::{TaxMode, TaxTotal, UnitRun};
use bodega_domain::sale::{Sale, SaleLine, SaleStatus, Tender, TenderState};
use bodega_store::events::NewEvent;
use bodega_store::installations::Installation;
use bodega_store::ledger::LedgerPosting;
use bodega_store::org::{LegalEntity, Operation, OrgUnit, OrgUnitKind};
use bodega_store::packages::PackageRecord;
use bodega_store::sales::{ChangeError, ChangeSale, CommitSale};
use bodega_store::stock::{StockDelta, StockGuard};
use bodega_store::tenants::Tenant;
use bodega_store::vault::LocalKeys;
use bodega_store::{Store, StoreOptions};
use sea_orm::{ConnectionTrait, Database};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// Runs a story on SQLite and on PostgreSQL, as two tests.
macro_rules! on_both {
    ($(#[$meta:meta])* async fn $name:ident($db:ident) $body:block) => {
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            $(#[$meta])*
            async fn story($db: $crate::support::TestDb) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                $crate::support::run($crate::support::TestDb::sqlite().await, story).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                $crate::support::run($crate::support::TestDb::postgres().await, story).await;
            }
        }
    };
}
pub(crate) use on_both;

/// An empty, migrated database.
#[derive(Clone)]
pub struct TestDb {
    pub store: Store,
    pub url: String,
    pub place: Place,
}

#[derive(Clone)]
pub enum Place {
    Folder(PathBuf),
    Server { admin: String, name: String },
}

impl TestDb {
    pub async fn sqlite() -> Self {
        Self::made_sqlite().await.migrated().await
    }

    pub async fn postgres() -> Self {
        Self::made_postgres().await.migrated().await
    }

    /// A database of a dump, as old as that is.
    pub async fn dumped_sqlite(dump: &str) -> Self {
        Self::made_sqlite().await.filled(dump).await
    }

    /// As [`Self::dumped_sqlite`].
    pub async fn dumped_postgres(dump: &str) -> Self {
        Self::made_postgres().await.filled(dump).await
    }

    async fn made_sqlite() -> Self {
        let folder = std::env::temp_dir().join(format!("bodega-store-{}", Uuid::now_v7()));
        std::fs::create_dir_all(&folder).unwrap();
        let url = format!("sqlite://{}?mode=rwc", folder.join("bodega.db").display());
        Self::connected(url, Place::Folder(folder)).await
    }

    async fn made_postgres() -> Self {
        let admin = std::env::var("BODEGA_TEST_POSTGRES").expect(
            "BODEGA_TEST_POSTGRES is not set: run the tests with `cargo xtask test`, which starts PostgreSQL",
        );
        let name = format!("store_{}", Uuid::now_v7().simple());
        on_server(&admin, &format!("CREATE DATABASE {name}")).await;
        let (server, _) = admin.rsplit_once('/').expect("the URL ends in /<database>");
        Self::connected(format!("{server}/{name}"), Place::Server { admin, name }).await
    }

    async fn connected(url: String, place: Place) -> Self {
        let store = Store::connect(&url, options()).await.unwrap();
        TestDb { store, url, place }
    }

    async fn migrated(self) -> Self {
        self.store.migrate().await.unwrap();
        self.store.unlock(key()).await.unwrap();
        self
    }

    async fn filled(self, dump: &str) -> Self {
        self.tamper(dump).await;
        self
    }

    /// Another node on the same database.
    pub async fn another(&self) -> Store {
        let store = self.locked().await;
        store.unlock(key()).await.unwrap();
        store
    }

    /// Another node that was not given the key.
    pub async fn locked(&self) -> Store {
        Store::connect(&self.url, options()).await.unwrap()
    }

    /// Runs SQL behind the store's back.
    pub async fn tamper(&self, sql: &str) {
        let connection = Database::connect(&self.url).await.unwrap();
        connection.execute_unprepared(sql).await.unwrap();
        connection.close().await.unwrap();
    }

    async fn remove(self) {
        self.store.close().await;
        match self.place {
            Place::Folder(folder) => std::fs::remove_dir_all(folder).unwrap(),
            Place::Server { admin, name } => {
                on_server(&admin, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
            }
        }
    }
}

/// The key of all databases of tests.
pub const KEY: &str = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

fn key() -> Arc<LocalKeys> {
    Arc::new(LocalKeys::read(KEY).unwrap())
}

/// How long nodes of tests go on with keys that they know.
pub const KEYS_TTL: Duration = Duration::from_millis(500);

fn options() -> StoreOptions {
    StoreOptions { connections: 6, keys_ttl: KEYS_TTL, ..StoreOptions::default() }
}

async fn on_server(admin: &str, sql: &str) {
    let connection = Database::connect(admin).await.expect("cannot reach the server in BODEGA_TEST_POSTGRES");
    connection.execute_unprepared(sql).await.unwrap();
    connection.close().await.unwrap();
}

/// Runs a story and removes its database, also when the story fails.
pub async fn run<F: Future<Output = ()> + Send + 'static>(db: TestDb, story: impl FnOnce(TestDb) -> F) {
    let outcome = tokio::spawn(story(db.clone())).await;
    db.remove().await;
    if let Err(failure) = outcome {
        std::panic::resume_unwind(failure.into_panic());
    }
}

/// A merchant with one store, made for one test or one case.
#[derive(Clone, Debug)]
pub struct Shop {
    pub tenant: TenantId,
    pub entity: LegalEntityId,
    pub store: OrgUnitId,
    pub terminal: TerminalId,
}

impl Shop {
    pub async fn open(store: &Store) -> Shop {
        let shop = Shop {
            tenant: TenantId(Uuid::now_v7()),
            entity: LegalEntityId(Uuid::now_v7()),
            store: OrgUnitId(Uuid::now_v7()),
            terminal: TerminalId(Uuid::now_v7()),
        };
        let tenant = Tenant {
            id: shop.tenant,
            code: format!("t-{}", shop.tenant),
            name: "Corner shops".to_owned(),
            created_at_ms: 1,
        };
        store.put_tenant(&tenant).await.unwrap();
        store.put_legal_entity(shop.tenant, &shop.legal_entity()).await.unwrap();
        store.put_org_unit(shop.tenant, &shop.org_unit()).await.unwrap();
        shop
    }

    pub fn legal_entity(&self) -> LegalEntity {
        LegalEntity {
            id: self.entity,
            name: "Corner Shops Ltd".to_owned(),
            tax_id: Some("91310000".to_owned()),
            currency: "CNY".to_owned(),
            tax_mode: TaxMode::Inclusive,
        }
    }

    pub fn org_unit(&self) -> OrgUnit {
        OrgUnit {
            id: self.store,
            kind: OrgUnitKind::Store,
            operation: Operation::Direct,
            code: "s1".to_owned(),
            name: "First store".to_owned(),
            parent: None,
            legal_entity: self.entity,
            time_zone: "Asia/Shanghai".to_owned(),
            cash_unit_minor: 10,
            cutoff_hour: 4,
            path: String::new(),
        }
    }

    /// A paid sale of `lines` lines, one unit each, with its stock and one event.
    pub fn sale(&self, lines: u32) -> CommitSale {
        let id = SaleId(Uuid::now_v7());
        let variants: Vec<VariantId> = (0..lines).map(|n| VariantId(Uuid::from_u128(n.into()))).collect();
        let total = 1_000 * i64::from(lines);
        let sale = Sale {
            id,
            number: format!("s1-1-{id}"),
            status: SaleStatus::Completed,
            store: self.store,
            terminal: self.terminal,
            legal_entity: self.entity,
            member: None,
            channel: "pos".to_owned(),
            occurred_at_ms: 1_700_000_000_000,
            recorded_at_ms: 1_700_000_000_500,
            business_date: "2023-11-15".to_owned(),
            currency: "CNY".to_owned(),
            lines: (0..lines).zip(&variants).map(|(line, variant)| plain_line(line, *variant)).collect(),
            adjustments: Vec::new(),
            taxes: vec![TaxTotal {
                rate_ppm: 130_000,
                net_minor: total - total * 13 / 113,
                tax_minor: total * 13 / 113,
            }],
            tenders: vec![cash(total)],
            subtotal_minor: total,
            discount_minor: 0,
            tax_minor: total * 13 / 113,
            total_minor: total,
            cash_rounding_minor: 0,
            change_minor: 0,
            skipped: Vec::new(),
            expires_at_ms: None,
        };
        CommitSale {
            payments: Vec::new(),
            tenant: self.tenant,
            request_digest: digest(&id.to_string()),
            input_json: r#"{"arithmetic":1,"lines":[]}"#.to_owned(),
            consulted_json: "[]".to_owned(),
            checks_json: "{}".to_owned(),
            claims: Vec::new(),
            stock: variants.iter().map(|variant| self.less(*variant, 1_000_000)).collect(),
            events: vec![event("sale.committed.v1", id.0)],
            sale,
        }
    }

    /// The same, awaiting an external payment.
    pub fn awaiting_sale(&self, lines: u32) -> CommitSale {
        let mut commit = self.sale(lines);
        commit.sale.status = SaleStatus::AwaitingPayment;
        commit.sale.expires_at_ms = Some(1_700_000_900_000);
        commit.sale.tenders = vec![Tender {
            method: "external:wechat".to_owned(),
            state: TenderState::Pending,
            ..cash(commit.sale.total_minor)
        }];
        commit.events.clear();
        commit
    }

    pub fn less(&self, variant: VariantId, micros: i64) -> StockDelta {
        StockDelta { variant, location: self.store, delta_micros: -micros, guard: StockGuard::AllowNegative }
    }
}

pub fn plain_line(line: u32, variant: VariantId) -> SaleLine {
    SaleLine {
        line,
        variant: Some(variant),
        sku: format!("SKU-{line}"),
        name: format!("Thing {line}"),
        quantity: 1_000_000,
        unit_price_minor: 1_000,
        stock_units: 1,
        measured: false,
        tags: Vec::new(),
        gift: None,
        original_minor: 1_000,
        manual_discount_minor: 0,
        discount_minor: 0,
        amount_minor: 1_000,
        tax_ppm: 130_000,
        tax_minor: 115,
        units: vec![UnitRun { first: 0, count: 1, amount: 1_000 }],
    }
}

pub fn cash(amount_minor: i64) -> Tender {
    Tender {
        id: TenderId(Uuid::now_v7()),
        method: "cash".to_owned(),
        amount_minor,
        state: TenderState::Settled,
        reference: None,
        foreign: None,
        parts: Vec::new(),
    }
}

pub fn event(event_type: &str, subject: Uuid) -> NewEvent {
    NewEvent {
        id: EventId(Uuid::now_v7()),
        event_type: event_type.to_owned(),
        ordering_key: subject.to_string(),
        subject: Some(subject),
        store: None,
        occurred_at_ms: 1_700_000_000_000,
        recorded_at_ms: 1_700_000_000_500,
        depth: 0,
        payload_json: format!(r#"{{"id":"{subject}"}}"#),
    }
}

pub fn digest(text: &str) -> Digest {
    Digest::of(text.as_bytes())
}

/// A posting of the plugin `loyalty`, kind `points`, floor 0.
pub fn posting(account: &str, delta: i64) -> LedgerPosting {
    LedgerPosting {
        plugin: "loyalty".to_owned(),
        account: account.to_owned(),
        kind: account.split('/').next().unwrap_or_default().to_owned(),
        unit: "PT".to_owned(),
        delta,
        floor: Some(0),
        shards: 1,
        memo: None,
    }
}

/// Installs the plugin `loyalty`, which subscribes to `x.v1`.
pub async fn install(store: &Store, shop: &Shop) -> InstallationId {
    let package = PackageRecord {
        digest: digest("package"),
        name: "loyalty".to_owned(),
        version: "0.1.0".to_owned(),
        manifest_json: "{}".to_owned(),
        component: digest("component"),
        created_at_ms: 1,
    };
    store.put_package(&package, b"package", b"component").await.unwrap();
    let installation = Installation {
        id: InstallationId(Uuid::now_v7()),
        plugin: "loyalty".to_owned(),
        version: "0.1.0".to_owned(),
        package: package.digest,
        component: package.component,
        stage: None,
        position: 0,
        is_enabled: true,
        cap_ppm: None,
        settings_json: "{}".to_owned(),
        events: vec!["x.v1".to_owned()],
        permissions_json: "[]".to_owned(),
        status: "active".to_owned(),
        snapshot: None,
        created_at_ms: 1,
        updated_at_ms: 1,
    };
    store.put_installation(shop.tenant, &installation).await.unwrap();
    installation.id
}

/// A sale that awaits payment is paid, by whoever comes first.
#[derive(Clone, Debug)]
pub struct CompletePayment {
    pub tenant: TenantId,
    pub sale: SaleId,
    pub tenders: Vec<Tender>,
    pub recorded_at_ms: i64,
    pub events: Vec<NewEvent>,
}

/// A sale that awaits payment is given up.
#[derive(Clone, Debug)]
pub struct VoidSale {
    pub tenant: TenantId,
    pub sale: SaleId,
    pub tenders: Vec<Tender>,
    pub recorded_at_ms: i64,
    pub events: Vec<NewEvent>,
}

/// What the store says of a sale that is decided.
#[allow(async_fn_in_trait)]
pub trait Decide {
    async fn complete_payment(&self, payment: CompletePayment) -> Result<Sale, ChangeError>;
    async fn void_sale(&self, void: VoidSale) -> Result<Sale, ChangeError>;
}

impl Decide for Store {
    async fn complete_payment(&self, payment: CompletePayment) -> Result<Sale, ChangeError> {
        let CompletePayment { tenant, sale, tenders, recorded_at_ms, events } = payment;
        decide(self, tenant, sale, SaleStatus::Completed, tenders, recorded_at_ms, events).await
    }

    async fn void_sale(&self, void: VoidSale) -> Result<Sale, ChangeError> {
        let VoidSale { tenant, sale, tenders, recorded_at_ms, events } = void;
        decide(self, tenant, sale, SaleStatus::Voided, tenders, recorded_at_ms, events).await
    }
}

async fn decide(
    store: &Store,
    tenant: TenantId,
    sale: SaleId,
    status: SaleStatus,
    tenders: Vec<Tender>,
    recorded_at_ms: i64,
    events: Vec<NewEvent>,
) -> Result<Sale, ChangeError> {
    let before = store.get_sale(tenant, sale).await?.ok_or(ChangeError::UnknownSale)?;
    let tenders = if tenders.is_empty() { before.tenders.clone() } else { tenders };
    let after = Sale { status, tenders, expires_at_ms: None, ..before.clone() };
    let (claims, payments) = (Vec::new(), Vec::new());
    let change = ChangeSale { tenant, before, after, claims, payments, recorded_at_ms, events };
    store.change_sale(change).await
}
