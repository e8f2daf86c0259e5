//! Personal data and secrets at rest: what a thief finds, what a bent row does, keys that come and go.

mod keys;
mod stolen;

use crate::support::{Shop, TestDb, install, on_both};
use bodega_domain::digest::Digest;
use bodega_domain::ids::{InstallationId, MemberId, OrderId, VariantId, WebhookId};
use bodega_domain::order::{Fulfilment, NewOrder, NewOrderLine, Order};
use bodega_store::collections::{Collection, DocumentWrite, FieldTest, FieldValue};
use bodega_store::effects::{ApplyEffects, Effects};
use bodega_store::exports::NewExport;
use bodega_store::installations::{Candidate, CandidateMode, NewMigration, Plan, TimelineEntry};
use bodega_store::members::{Member, MemberStatus, Person, PersonKey};
use bodega_store::messages::{MessageFilter, NewMessage};
use bodega_store::orders::{OrderCommand, PlaceOrder, Recipient};
use bodega_store::requests::{RequestKey, StoredAnswer};
use bodega_store::vault::Place;
use bodega_store::webhooks::{Webhook, WebhookState};
use bodega_store::{PageRequest, Store, StoreError};
use std::collections::BTreeMap;
use std::time::Instant;
use stolen::shows;
use uuid::Uuid;

/// Every word that must not be found. Each is in one place only, so that a find says where.
const PLANTED: [&str; 19] = [
    "欧阳春晓",
    "13912340001",
    "chunxiao.ouyang@example.net",
    "1987-06-05",
    "wx_openid_7fQ2",
    "慕容收件",
    "13912340002",
    "中山东路九十九号",
    "门口放下别按铃",
    "尉迟参数",
    "诸葛导出",
    "answer-13912340003",
    "settings-secret-4711",
    "previous-secret-4712",
    "candidate-secret-4713",
    "target-secret-4714",
    "webhook-secret-4715",
    "司马文档",
    "13912340004",
];

/// A shop in which every planted word is stored.
pub struct Planted {
    pub shop: Shop,
    pub member: MemberId,
    pub order: OrderId,
    pub installation: InstallationId,
    pub webhook: WebhookId,
    pub export: Uuid,
    pub request: RequestKey,
}

fn timeline() -> TimelineEntry {
    let (kind, actor) = ("tested".to_owned(), "ann".to_owned());
    TimelineEntry { seq: 0, at_ms: 1, kind, actor, details_json: "{}".to_owned() }
}

fn person() -> Person {
    let [name, phone, email, birthday, ..] = PLANTED.map(|word| Some(word.to_owned()));
    Person { name, phone, email, birthday }
}

pub fn member(code: &str) -> Member {
    let (id, code) = (MemberId(Uuid::now_v7()), code.to_owned());
    Member { id, code, status: MemberStatus::Active, created_at_ms: 1 }
}

fn recipient() -> Recipient {
    let word = |at: usize| PLANTED[at].to_owned();
    Recipient { name: word(5), phone: word(6), address: word(7), note: word(8) }
}

fn cards() -> Collection {
    let schema = r#"{"properties":{"holder":{"type":"string","x-personal":true},
        "phone":{"type":"string","x-personal":true},"level":{"type":"integer"}}}"#;
    let indexed = ["phone", "level"].map(str::to_owned).to_vec();
    Collection { name: "cards".to_owned(), schema_json: schema.to_owned(), is_compiled: false, indexed }
}

pub fn card(key: &str, phone: &str, level: i64) -> DocumentWrite {
    let body = serde_json::json!({ "holder": PLANTED[17], "phone": phone, "level": level }).to_string();
    let (collection, key) = ("cards".to_owned(), key.to_owned());
    DocumentWrite { collection, key, body: Some(body), expected_version: None }
}

fn order(shop: &Shop) -> Order {
    let line = NewOrderLine {
        sku: "tea".to_owned(),
        variant: Some(VariantId(Uuid::now_v7())),
        name: "Tea".to_owned(),
        quantity: 1_000_000,
        unit_price_minor: 1_000,
        discount_minor: 0,
        stock_units: 1,
        is_measured: false,
    };
    let new = NewOrder {
        id: OrderId(Uuid::now_v7()),
        plugin: "loyalty".to_owned(),
        channel: "eats".to_owned(),
        external_id: "e1".to_owned(),
        number: "#1".to_owned(),
        store: shop.store,
        legal_entity: shop.entity,
        fulfilment: Fulfilment::Pickup,
        currency: "CNY".to_owned(),
        placed_at_ms: 1,
        wanted_at_ms: None,
        recorded_at_ms: 1,
        lines: vec![line],
        charges: Vec::new(),
        paid_minor: 1_000,
    };
    Order::place(new).unwrap()
}

pub async fn plant(store: &Store) -> Planted {
    let shop = Shop::open(store).await;
    let who = member("m1");
    store.put_member(shop.tenant, &who, Some(&person())).await.unwrap();
    let wechat = BTreeMap::from([("wechat".to_owned(), Some(PLANTED[4].to_owned()))]);
    store.put_member_addresses(shop.tenant, who.id, &wechat).await.unwrap();
    let installation = install(store, &shop).await;
    plant_settings(store, &shop, installation).await;
    store.declare_collections(shop.tenant, "loyalty", &[cards()]).await.unwrap();
    store.put_documents(shop.tenant, "loyalty", &[card("c1", PLANTED[18], 3)], 1).await.unwrap();
    let order = order(&shop);
    let message = NewMessage {
        member: who.id,
        purpose: "service".to_owned(),
        template: "hello".to_owned(),
        parameters_json: format!(r#"{{"name":"{}"}}"#, PLANTED[9]),
        expires_at_ms: i64::MAX,
    };
    let id = order.id;
    let place = PlaceOrder { order, recipient: Some(recipient()) };
    let apply = ApplyEffects {
        tenant: shop.tenant,
        installation,
        plugin: "loyalty".to_owned(),
        invocation: Uuid::now_v7(),
        recorded_at_ms: 1,
        effects: Effects {
            orders: vec![OrderCommand::Place(Box::new(place))],
            messages: vec![message],
            ..Effects::default()
        },
    };
    store.apply_effects(apply).await.unwrap();
    let export = Uuid::now_v7();
    let asked = NewExport {
        id: export,
        installation,
        plugin: "loyalty".to_owned(),
        name: "statement".to_owned(),
        parameters_json: format!(r#"{{"of":"{}"}}"#, PLANTED[10]),
        language: "zh-CN".to_owned(),
        asked_by: "ann".to_owned(),
        created_at_ms: 1,
    };
    store.queue_export(shop.tenant, &asked).await.unwrap();
    let request = RequestKey { tenant: shop.tenant, route: "POST /v1/x".to_owned(), key: "k".to_owned() };
    store.begin_request(&request, &Digest::of(b"x"), 1, 10).await.unwrap();
    let answer = StoredAnswer { status: 200, body: PLANTED[11].to_owned() };
    store.finish_request(&request, &answer).await.unwrap();
    let webhook = plant_webhook(store, &shop).await;
    Planted { shop, member: who.id, order: id, installation, webhook, export, request }
}

async fn plant_settings(store: &Store, shop: &Shop, id: InstallationId) {
    let settings = |secret: &str| format!(r#"{{"key":"{secret}"}}"#);
    let mut row = store.get_installation(shop.tenant, id).await.unwrap().unwrap();
    row.settings_json = settings(PLANTED[12]);
    store.put_installation(shop.tenant, &row).await.unwrap();
    let plan = Plan { previous_json: Some(settings(PLANTED[13])), ..Plan::default() };
    store.put_plan(shop.tenant, id, &plan).await.unwrap();
    let candidate = Candidate {
        installation: id,
        package: row.package.clone(),
        component: row.component.clone(),
        version: "0.2.0".to_owned(),
        settings_json: settings(PLANTED[14]),
        snapshot: None,
        mode: CandidateMode::Canary,
        stores_json: "[]".to_owned(),
        permille: 50,
        started_at_ms: 7,
        started_by: "ann".to_owned(),
    };
    assert!(store.put_candidate(shop.tenant, &candidate, None, &timeline()).await.unwrap());
    let migration = NewMigration {
        installation: id,
        plugin: row.plugin.clone(),
        from: row.package.clone(),
        from_version: row.version.clone(),
        to: Digest::of(b"other"),
        to_version: "0.2.0".to_owned(),
        collections: vec!["cards".to_owned()],
        target_json: settings(PLANTED[15]),
        started_at_ms: 1,
        started_by: "ann".to_owned(),
    };
    assert!(store.start_migration(shop.tenant, &migration, &timeline()).await.unwrap());
}

async fn plant_webhook(store: &Store, shop: &Shop) -> WebhookId {
    let webhook = Webhook {
        id: WebhookId(Uuid::now_v7()),
        url: "https://hooks.example.net/".to_owned(),
        description: String::new(),
        event_types: Vec::new(),
        state: WebhookState::On,
        paused_reason: None,
        cursor_seq: 0,
        failing_since_ms: None,
        created_at_ms: 1,
    };
    assert!(store.create_webhook(shop.tenant, &webhook, PLANTED[16].as_bytes(), 10).await.unwrap());
    assert!(store.rotate_webhook_secret(shop.tenant, webhook.id, b"another one", i64::MAX).await.unwrap());
    webhook.id
}

/// Everything planted reads as it was written.
pub async fn assert_readable(store: &Store, planted: &Planted) {
    let Planted { shop, member, order, installation, webhook, export, request } = planted;
    assert_eq!(store.get_person(shop.tenant, *member).await.unwrap(), Some(person()));
    let wechat = store.member_addresses(shop.tenant, *member).await.unwrap();
    assert_eq!(wechat["wechat"], PLANTED[4]);
    assert_eq!(store.order_recipient(shop.tenant, *order).await.unwrap(), Some(recipient()));
    let page = PageRequest::default();
    let messages = store.list_messages(shop.tenant, MessageFilter::default(), &page).await.unwrap();
    assert_eq!(messages.items[0].message.parameters_json, format!(r#"{{"name":"{}"}}"#, PLANTED[9]));
    let asked = store.get_export(shop.tenant, *export).await.unwrap().unwrap();
    assert!(asked.export.parameters_json.contains(PLANTED[10]));
    let again = store.begin_request(request, &Digest::of(b"x"), 2, 10).await.unwrap();
    assert!(format!("{again:?}").contains(PLANTED[11]), "{again:?}");
    let row = store.get_installation(shop.tenant, *installation).await.unwrap().unwrap();
    assert!(row.settings_json.contains(PLANTED[12]));
    assert_eq!(store.list_installations(shop.tenant).await.unwrap(), [row]);
    let plan = store.get_plan(shop.tenant, *installation).await.unwrap();
    assert!(plan.previous_json.as_ref().unwrap().contains(PLANTED[13]));
    assert_eq!(store.plans(shop.tenant).await.unwrap()[installation], plan);
    assert!(store.candidates(shop.tenant).await.unwrap()[0].settings_json.contains(PLANTED[14]));
    let migration = store.get_migration(shop.tenant, *installation).await.unwrap().unwrap();
    assert!(migration.wanted.target_json.contains(PLANTED[15]));
    let secrets = store.webhook_secrets(shop.tenant, *webhook, 5).await.unwrap().unwrap();
    assert_eq!(
        (secrets.current, secrets.previous),
        (b"another one".to_vec(), Some(PLANTED[16].as_bytes().to_vec()))
    );
    let card = store.get_document(shop.tenant, "loyalty", "cards", "c1").await.unwrap().unwrap();
    assert!(card.body.contains(PLANTED[17]) && card.body.contains(PLANTED[18]));
}

on_both! {
    async fn a_stolen_database_shows_no_person_and_no_secret(db) {
        let planted = plant(&db.store).await;
        assert_readable(&db.store, &planted).await;
        assert_eq!(shows(&db, &PLANTED).await, Default::default());
        // The search itself finds what is there.
        let code = member("visible-4716");
        db.store.put_member(planted.shop.tenant, &code, None).await.unwrap();
        assert!(shows(&db, &["visible-4716"]).await.contains("visible-4716 as text"));
    }
}

on_both! {
    async fn people_are_found_by_number_and_address_and_nothing_else(db) {
        let Planted { shop, member: first, .. } = plant(&db.store).await;
        let twin = member("m2");
        let phone = Some("+86 139-1234-0001".to_owned());
        let who = Person { phone, email: Some("A@B.example".to_owned()), ..Person::default() };
        db.store.put_member(shop.tenant, &twin, Some(&who)).await.unwrap();
        let find = async |key: PersonKey| {
            let found = db.store.find_people(shop.tenant, &key).await.unwrap();
            found.into_iter().map(|member| member.id).collect::<Vec<_>>()
        };
        for way in ["13912340001", "139 1234 0001", "8613912340001"] {
            assert_eq!(find(PersonKey::Phone(way.to_owned())).await, [first, twin.id], "{way}: both who gave it");
        }
        assert_eq!(find(PersonKey::Email(" a@b.EXAMPLE ".to_owned())).await, [twin.id]);
        for nobody in ["1391234000", "13912340009", ""] {
            assert!(find(PersonKey::Phone(nobody.to_owned())).await.is_empty(), "{nobody}");
        }
        let stranger = Shop::open(&db.store).await;
        let key = PersonKey::Phone("13912340001".to_owned());
        assert!(db.store.find_people(stranger.tenant, &key).await.unwrap().is_empty());
        db.store.put_member(shop.tenant, &twin, Some(&Person::default())).await.unwrap();
        assert_eq!(find(key).await, [first], "a number that was taken away finds nobody");
    }
}

on_both! {
    async fn personal_fields_of_documents_are_found_by_equality_only(db) {
        let Planted { shop, .. } = plant(&db.store).await;
        let more = [card("c2", "13900000000", 5), card("c3", "13900000000", 7)];
        db.store.put_documents(shop.tenant, "loyalty", &more, 1).await.unwrap();
        let select = async |tests: &[FieldTest]| {
            let page = PageRequest::default();
            let found = db.store.select_documents(shop.tenant, "loyalty", "cards", tests, &page).await?;
            Ok::<_, StoreError>(found.items.into_iter().map(|document| document.key).collect::<Vec<_>>())
        };
        let phone = |phone: &str| FieldTest::is("phone", FieldValue::Text(phone.to_owned()));
        let (from, to) = (FieldValue::Number(4), FieldValue::Number(6));
        let level = FieldTest { field: "level".to_owned(), from, to };
        assert_eq!(select(&[phone(PLANTED[18])]).await.unwrap(), ["c1"]);
        assert_eq!(select(&[phone("13900000000")]).await.unwrap(), ["c2", "c3"]);
        assert_eq!(select(&[phone("13900000000"), level.clone()]).await.unwrap(), ["c2"]);
        assert_eq!(select(&[level]).await.unwrap(), ["c2"]);
        let text = |text: &str| FieldValue::Text(text.to_owned());
        let range = FieldTest { field: "phone".to_owned(), from: text("1"), to: text("2") };
        assert!(matches!(select(&[range]).await, Err(StoreError::Refused(why)) if why.contains("equality")));

        // A schema without marks: everything is as before the marks, and the other way round.
        let plain = Collection { schema_json: "{}".to_owned(), ..cards() };
        db.store.declare_collections(shop.tenant, "loyalty", &[plain]).await.unwrap();
        assert!(!shows(&db, &["13900000000"]).await.is_empty(), "nobody asked for it to be sealed");
        assert_eq!(select(&[phone("13900000000")]).await.unwrap(), ["c2", "c3"]);
        db.store.declare_collections(shop.tenant, "loyalty", &[cards()]).await.unwrap();
        assert_eq!(select(&[phone("13900000000")]).await.unwrap(), ["c2", "c3"]);
        let c2 = db.store.get_document(shop.tenant, "loyalty", "cards", "c2").await.unwrap().unwrap();
        assert!(c2.body.contains("13900000000"));
        let sealed = "SELECT 1 FROM document WHERE body NOT LIKE 'bv1:%'";
        assert_eq!(count(&db, sealed).await, 0);
    }
}

pub async fn count(db: &TestDb, sql: &str) -> usize {
    use sea_orm::{ConnectionTrait, Database, Statement};
    let connection = Database::connect(&db.url).await.unwrap();
    let statement = Statement::from_string(connection.get_database_backend(), sql.to_owned());
    let rows = connection.query_all_raw(statement).await.unwrap().len();
    connection.close().await.unwrap();
    rows
}

on_both! {
    async fn a_changed_or_moved_value_is_refused_by_name(db) {
        let planted = plant(&db.store).await;
        let shop = &planted.shop;
        let other = member("m2");
        db.store.put_member(shop.tenant, &other, Some(&Person { name: Some("孙".to_owned()), ..Person::default() })).await.unwrap();
        let refused = async |who: MemberId| {
            let before = db.store.refused_values();
            let error = db.store.get_person(shop.tenant, who).await.unwrap_err();
            assert!(matches!(error, StoreError::Sealed { table: "member_person", .. }), "{error}");
            assert!(!error.to_string().contains("bv1"), "{error}");
            assert_eq!(db.store.refused_values(), before + 1, "it is counted");
        };
        // From another row, from another column, cut, and in the clear.
        db.tamper("UPDATE member_person SET name = (SELECT name FROM member_person WHERE phone_hash IS NOT NULL)").await;
        refused(other.id).await;
        assert_eq!(db.store.get_person(shop.tenant, planted.member).await.unwrap(), Some(person()), "its own stays good");
        db.tamper("UPDATE member_person SET name = email").await;
        refused(planted.member).await;
        db.tamper("UPDATE member_person SET name = substr(email, 1, 40)").await;
        refused(planted.member).await;
        db.tamper("UPDATE member_person SET name = 'Eve'").await;
        refused(planted.member).await;
        db.tamper("UPDATE member_person SET name = 'bv1:99:AAAA'").await;
        refused(planted.member).await;
        // Of another tenant, which has keys of its own.
        plant(&db.store).await;
        db.tamper(
            "UPDATE webhook SET secret = (SELECT w.secret FROM webhook w WHERE w.tenant_id <> webhook.tenant_id)",
        ).await;
        let moved = db.store.webhook_secrets(shop.tenant, planted.webhook, 1).await;
        assert!(matches!(moved, Err(StoreError::Sealed { table: "webhook", .. })));
    }
}

on_both! {
    async fn sealing_costs_little_beside_the_read(db) {
        const READS: u32 = 500;
        let Planted { shop, member, .. } = plant(&db.store).await;
        let place = Place { table: "member_person", column: "name", row: "r" };
        let sealed = db.store.seal(shop.tenant, place, PLANTED[2]).await.unwrap();
        let started = Instant::now();
        for _ in 0..READS {
            // As many as a member has.
            for _ in 0..4 {
                db.store.open(shop.tenant, place, sealed.clone()).await.unwrap();
            }
        }
        let opening = started.elapsed() / READS;
        let started = Instant::now();
        for _ in 0..READS {
            db.store.get_person(shop.tenant, member).await.unwrap();
        }
        let whole = started.elapsed() / READS;
        println!("a member's four values open in {opening:?}; its read takes {whole:?}");
        assert!(opening.as_micros() < 1_000, "{opening:?}");
    }
}
