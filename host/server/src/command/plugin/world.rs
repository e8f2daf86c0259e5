//! The world of a case: all that a plugin may read, written down. Requests to the outside are answered from a list.

use super::cases::input::{NOW_MS, text};
use bodega_domain::pricing::{Balance, DeclaredInputs, Document};
use bodega_plugin_host::{
    AccountQuestion, AccountSums, AggregateRow, CryptoCall, CryptoFailure, CryptoValue, EgressContent,
    EgressFailure, EgressRequest, EgressResponse, FieldTest, FieldValue, FileInfo, NamedParts, PortError,
    PortResult, Ports, Question, Recipient, TextPart,
};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, PoisonError};

/// What there is to read.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct World {
    /// The time, ms since 1970 UTC.
    pub now_ms: i64,
    /// The plugin's own documents.
    pub documents: Vec<WorldDocument>,
    /// The plugin's own accounts.
    pub balances: Vec<Balance>,
    /// Tags by member.
    pub member_tags: BTreeMap<String, Vec<String>>,
    /// For prices: which sale of the member this is, from 1.
    pub order_number: Option<u32>,
    products: Vec<Value>,
    barcodes: BTreeMap<String, String>,
    prices: Vec<Price>,
    stock: Vec<Level>,
    sales: Vec<Value>,
    orders: Vec<Value>,
    /// `name`, `phone`, `address` and `note` by order.
    recipients: BTreeMap<String, BTreeMap<String, String>>,
    org_units: Vec<Value>,
    sums: Vec<Sums>,
    account_sums: Vec<WorldAccountSums>,
    answers: Vec<Answer>,
}

impl Default for World {
    fn default() -> Self {
        World {
            now_ms: NOW_MS,
            documents: Vec::new(),
            balances: Vec::new(),
            member_tags: BTreeMap::new(),
            order_number: None,
            products: Vec::new(),
            barcodes: BTreeMap::new(),
            prices: Vec::new(),
            stock: Vec::new(),
            sales: Vec::new(),
            orders: Vec::new(),
            recipients: BTreeMap::new(),
            org_units: Vec::new(),
            sums: Vec::new(),
            account_sums: Vec::new(),
            answers: Vec::new(),
        }
    }
}

/// A document.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorldDocument {
    pub collection: String,
    pub key: String,
    #[serde(default = "first_version")]
    pub version: u64,
    pub body: Value,
}

fn first_version() -> u64 {
    1
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Price {
    sku: String,
    /// None = every store.
    store: Option<String>,
    unit_price: i64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Level {
    location: String,
    sku: String,
    /// Millionths.
    on_hand: i64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sums {
    keys: Vec<String>,
    sums: Vec<i64>,
}

/// A row of sums over own accounts.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct WorldAccountSums {
    day: String,
    account: String,
    transfers: i64,
    gained: i64,
    spent: i64,
}

/// What a request to the outside gets.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Answer {
    status: u16,
    headers: BTreeMap<String, String>,
    body: Value,
    /// Nothing comes back, for this reason.
    unreachable: Option<String>,
}

impl Default for Answer {
    fn default() -> Self {
        Answer { status: 200, headers: BTreeMap::new(), body: Value::Null, unreachable: None }
    }
}

impl World {
    /// What a price is told of it: every document and account that is written down, as the plugin's keys would fetch them.
    pub fn declared(&self, member: Option<&str>) -> DeclaredInputs {
        DeclaredInputs {
            balances: self.balances.clone(),
            documents: self.documents.iter().map(WorldDocument::document).collect(),
            member_tags: member.and_then(|member| self.member_tags.get(member)).cloned().unwrap_or_default(),
            order_number: self.order_number,
        }
    }

    /// A world with these documents and nothing else.
    pub fn of_documents(documents: impl Iterator<Item = Document>) -> Self {
        let own = |document: Document| WorldDocument {
            collection: document.collection,
            key: document.key,
            version: document.version,
            body: as_json(&document.body),
        };
        World { documents: documents.map(own).collect(), ..World::default() }
    }

    /// An event takes place: at this time, about the sale in its payload.
    pub fn take_place(&mut self, now_ms: i64, payload: &Value) {
        self.now_ms = now_ms;
        self.sales = payload.get("sale").cloned().into_iter().collect();
    }

    /// Writes what an invocation recorded: documents, balances and tags, which the next one may read.
    pub fn apply(&mut self, effects: &[Value]) {
        for effect in effects.iter().filter_map(Value::as_object).flatten() {
            let (kind, what) = effect;
            let name = |member: &str| what[member].as_str().unwrap_or_default().to_owned();
            match kind.as_str() {
                "put" | "delete" => {
                    let (collection, key) = (name("collection"), name("key"));
                    let same = |d: &WorldDocument| d.collection == collection && d.key == key;
                    let version = self.documents.iter().find(|d| same(d)).map_or(1, |d| d.version + 1);
                    self.documents.retain(|document| !same(document));
                    if kind == "put" {
                        self.documents.push(WorldDocument {
                            collection,
                            key,
                            version,
                            body: what["body"].clone(),
                        });
                    }
                }
                "post" => what["postings"].as_array().into_iter().flatten().for_each(|p| self.post(p)),
                "add_tag" => self.member_tags.entry(name("member")).or_default().push(name("name")),
                "remove_tag" => {
                    let tag = name("name");
                    self.member_tags.entry(name("member")).or_default().retain(|own| *own != tag);
                }
                _ => {}
            }
        }
    }

    fn post(&mut self, posting: &Value) {
        let account = posting["account"].as_str().unwrap_or_default();
        let delta = posting["delta"].as_i64().unwrap_or_default();
        match self.balances.iter_mut().find(|balance| balance.account == account) {
            Some(balance) => balance.available = balance.available.saturating_add(delta),
            None => self.balances.push(Balance { account: account.to_owned(), available: delta }),
        }
    }

    /// Documents of some collections, each sorted by key: what a compile reads.
    pub fn by_collection<'a>(&self, names: impl Iterator<Item = &'a str>) -> BTreeMap<String, Vec<Document>> {
        let of = |name: &str| {
            let own = self.documents.iter().filter(|document| document.collection == name);
            let mut own: Vec<Document> = own.map(WorldDocument::document).collect();
            own.sort_by(|one, other| one.key.cmp(&other.key));
            own
        };
        names.map(|name| (name.to_owned(), of(name))).collect()
    }
}

impl WorldDocument {
    fn document(&self) -> Document {
        let (collection, key) = (self.collection.clone(), self.key.clone());
        Document { collection, key, version: self.version, body: text(self.body.clone()) }
    }

    fn field(&self, path: &str) -> Value {
        let body = match &self.body {
            Value::String(text) => serde_json::from_str(text).unwrap_or_default(),
            body => body.clone(),
        };
        path.split('.').fold(body, |value, name| value[name].clone())
    }

    fn passes(&self, test: &FieldTest) -> bool {
        match (self.field(&test.field), &test.at_least, &test.at_most) {
            (Value::String(text), FieldValue::Text(from), FieldValue::Text(to)) => {
                text >= *from && text <= *to
            }
            (Value::Number(number), FieldValue::Number(from), FieldValue::Number(to)) => {
                number.as_i64().is_some_and(|number| number >= *from && number <= *to)
            }
            (Value::Bool(flag), FieldValue::Flag(from), FieldValue::Flag(to)) => flag >= *from && flag <= *to,
            _ => false,
        }
    }
}

/// Computes with a project's secrets, as the host does.
pub type Compute = dyn Fn(&CryptoCall) -> Result<CryptoValue, CryptoFailure> + Send + Sync;
/// Says why a URL may not be reached; none = it may.
pub type Forbid = dyn Fn(&str) -> Option<String> + Send + Sync;

/// A world that one call looks at, and what it sent out.
pub struct Visit {
    world: World,
    answers: Mutex<VecDeque<Answer>>,
    sent: Mutex<Vec<Value>>,
    compute: Box<Compute>,
    forbid: Box<Forbid>,
}

impl Visit {
    /// Opens a world for one call.
    pub fn new(world: World, compute: Box<Compute>, forbid: Box<Forbid>) -> Self {
        let answers = Mutex::new(world.answers.iter().cloned().collect());
        Visit { world, answers, sent: Mutex::default(), compute, forbid }
    }

    /// What was sent out.
    pub fn sent(&self) -> Vec<Value> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn give<T: Send + 'static>(&self, value: T) -> PortResult<'_, T> {
        Box::pin(std::future::ready(Ok(value)))
    }

    fn after<T>(&self, items: Vec<(String, T)>, after: Option<&str>, max: u32) -> Vec<(String, T)> {
        let later = items.into_iter().filter(|(key, _)| after.is_none_or(|after| key.as_str() > after));
        let mut later: Vec<(String, T)> = later.collect();
        later.sort_by(|(one, _), (other, _)| one.cmp(other));
        later.truncate(max as usize);
        later
    }

    fn by_id(&self, all: &[Value], after: Option<&str>, max: u32) -> Vec<String> {
        let keyed = all.iter().map(|one| (text(one["id"].clone()), one.to_string())).collect();
        self.after(keyed, after, max).into_iter().map(|(_, json)| json).collect()
    }
}

fn find(all: &[Value], id: &str) -> Option<String> {
    all.iter().find(|one| one["id"] == id).map(Value::to_string)
}

impl Ports for Visit {
    fn sale<'a>(&'a self, id: &'a str) -> PortResult<'a, Option<String>> {
        self.give(find(&self.world.sales, id))
    }

    fn order<'a>(&'a self, id: &'a str) -> PortResult<'a, Option<String>> {
        self.give(find(&self.world.orders, id))
    }

    fn order_by_ref<'a>(&'a self, channel: &'a str, external_id: &'a str) -> PortResult<'a, Option<String>> {
        let is_it = |order: &&Value| order["channel"] == channel && order["external_id"] == external_id;
        self.give(self.world.orders.iter().find(is_it).map(Value::to_string))
    }

    fn order_scan<'a>(
        &'a self,
        status: &'a str,
        after: Option<&'a str>,
        max: u32,
    ) -> PortResult<'a, Vec<String>> {
        let stand = |order: &&Value| order["status"] == status;
        let standing: Vec<Value> = self.world.orders.iter().filter(stand).cloned().collect();
        self.give(self.by_id(&standing, after, max))
    }

    fn order_recipient<'a>(&'a self, order: &'a str) -> PortResult<'a, Option<Recipient>> {
        self.give(self.world.recipients.get(order).map(|who| {
            let text = |name: &str| who.get(name).cloned().unwrap_or_default();
            let (name, phone, address, note) = (text("name"), text("phone"), text("address"), text("note"));
            Recipient { name, phone, address, note }
        }))
    }

    fn product<'a>(&'a self, sku: &'a str) -> PortResult<'a, Option<String>> {
        let has =
            |product: &&Value| product["variants"].as_array().into_iter().flatten().any(|v| v["sku"] == sku);
        self.give(self.world.products.iter().find(has).map(Value::to_string))
    }

    fn barcode<'a>(&'a self, code: &'a str) -> PortResult<'a, Option<String>> {
        self.give(self.world.barcodes.get(code).cloned())
    }

    fn product_scan<'a>(&'a self, after: Option<&'a str>, max: u32) -> PortResult<'a, Vec<String>> {
        self.give(self.by_id(&self.world.products, after, max))
    }

    fn price<'a>(&'a self, sku: &'a str, store: &'a str, _: i64) -> PortResult<'a, Option<i64>> {
        let fits = |price: &&Price| price.sku == sku && price.store.as_deref().is_none_or(|own| own == store);
        self.give(self.world.prices.iter().find(fits).map(|price| price.unit_price))
    }

    fn on_hand<'a>(&'a self, sku: &'a str, location: &'a str) -> PortResult<'a, i64> {
        let level = self.world.stock.iter().find(|level| level.sku == sku && level.location == location);
        self.give(level.map_or(0, |level| level.on_hand))
    }

    fn stock_scan<'a>(
        &'a self,
        location: &'a str,
        after: Option<&'a str>,
        max: u32,
    ) -> PortResult<'a, Vec<(String, i64)>> {
        let here = self.world.stock.iter().filter(|level| level.location == location);
        self.give(self.after(here.map(|l| (l.sku.clone(), l.on_hand)).collect(), after, max))
    }

    fn org_unit<'a>(&'a self, id: &'a str) -> PortResult<'a, Option<String>> {
        self.give(find(&self.world.org_units, id))
    }

    fn org_scan<'a>(&'a self, after: Option<&'a str>, max: u32) -> PortResult<'a, Vec<String>> {
        self.give(self.by_id(&self.world.org_units, after, max))
    }

    fn aggregate(&self, question: Question) -> PortResult<'_, Vec<AggregateRow>> {
        let rows = self.world.sums.iter().take(question.max as usize);
        self.give(rows.map(|row| AggregateRow { keys: row.keys.clone(), sums: row.sums.clone() }).collect())
    }

    fn member_tags<'a>(&'a self, member: &'a str) -> PortResult<'a, Vec<String>> {
        self.give(self.world.member_tags.get(member).cloned().unwrap_or_default())
    }

    fn ledger_available<'a>(&'a self, account: &'a str) -> PortResult<'a, i64> {
        let own = self.world.balances.iter().find(|balance| balance.account == account);
        self.give(own.map_or(0, |balance| balance.available))
    }

    fn ledger_sums(&self, question: AccountQuestion) -> PortResult<'_, Vec<AccountSums>> {
        let fitting = self.world.account_sums.iter().filter(|row| row.account.starts_with(&question.prefix));
        let row = |row: &WorldAccountSums| AccountSums {
            day: row.day.clone(),
            account: row.account.clone(),
            transfers: row.transfers,
            gained: row.gained,
            spent: row.spent,
        };
        self.give(fitting.take(question.max as usize).map(row).collect())
    }

    fn ledger_scan<'a>(&'a self, prefix: &'a str, max: u32) -> PortResult<'a, Vec<Balance>> {
        let fitting = self.world.balances.iter().filter(|balance| balance.account.starts_with(prefix));
        let keyed = fitting.map(|balance| (balance.account.clone(), balance.clone())).collect();
        self.give(self.after(keyed, None, max).into_iter().map(|(_, balance)| balance).collect())
    }

    fn document<'a>(&'a self, collection: &'a str, key: &'a str) -> PortResult<'a, Option<Document>> {
        let found = self.world.documents.iter().find(|d| d.collection == collection && d.key == key);
        self.give(found.map(WorldDocument::document))
    }

    fn document_scan<'a>(
        &'a self,
        collection: &'a str,
        prefix: &'a str,
        after: Option<&'a str>,
        max: u32,
    ) -> PortResult<'a, Vec<Document>> {
        let own =
            self.world.documents.iter().filter(|d| d.collection == collection && d.key.starts_with(prefix));
        let keyed = own.map(|document| (document.key.clone(), document.document())).collect();
        self.give(self.after(keyed, after, max).into_iter().map(|(_, document)| document).collect())
    }

    /// The cursor is the last key of a page.
    fn document_find<'a>(
        &'a self,
        collection: &'a str,
        tests: Vec<FieldTest>,
        cursor: &'a str,
        max: u32,
    ) -> PortResult<'a, (Vec<Document>, Option<String>)> {
        let own = self.world.documents.iter().filter(|document| document.collection == collection);
        let fitting = own.filter(|document| tests.iter().all(|test| document.passes(test)));
        let keyed = fitting.map(|document| (document.key.clone(), document.document())).collect();
        let after = Some(cursor).filter(|cursor| !cursor.is_empty());
        let mut page = self.after(keyed, after, max.saturating_add(1));
        let has_more = page.len() > max as usize;
        page.truncate(max as usize);
        let next = page.last().map(|(key, _)| key.clone()).filter(|_| has_more);
        self.give((page.into_iter().map(|(_, document)| document).collect(), next))
    }

    /// A case has no files from before.
    fn file<'a>(&'a self, _: &'a str) -> PortResult<'a, Option<FileInfo>> {
        self.give(None)
    }

    fn file_read<'a>(&'a self, _: &'a str, _: u64, _: u32) -> PortResult<'a, Vec<u8>> {
        self.give(Vec::new())
    }

    fn file_scan<'a>(&'a self, _: Option<&'a str>, _: u32) -> PortResult<'a, Vec<FileInfo>> {
        self.give(Vec::new())
    }

    fn local_time(&self, at_ms: i64) -> PortResult<'_, String> {
        let local = jiff::Timestamp::from_millisecond(at_ms).map(|at| {
            let shanghai = jiff::tz::Offset::constant(8);
            at.to_zoned(shanghai.to_time_zone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
        });
        Box::pin(std::future::ready(local.map_err(|error| PortError(error.to_string()))))
    }

    fn now_ms(&self) -> i64 {
        self.world.now_ms
    }

    fn egress(&self, request: EgressRequest) -> PortResult<'_, Result<EgressResponse, EgressFailure>> {
        if let Some(reason) = (self.forbid)(&request.url) {
            return self.give(Err(EgressFailure::Refused(reason)));
        }
        self.sent.lock().unwrap_or_else(PoisonError::into_inner).push(shown(&request));
        let answer = self.answers.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        let none = || "the case has no further answer: add one to `world.answers`".to_owned();
        self.give(match answer {
            Some(Answer { unreachable: None, status, headers, body }) => {
                let body = if body.is_null() { Vec::new() } else { text(body).into_bytes() };
                Ok(EgressResponse { status, headers: headers.into_iter().collect(), body })
            }
            Some(Answer { unreachable: Some(reason), .. }) => Err(EgressFailure::Unreachable(reason)),
            None => Err(EgressFailure::Unreachable(none())),
        })
    }

    fn crypto(&self, call: CryptoCall) -> PortResult<'_, Result<CryptoValue, CryptoFailure>> {
        self.give((self.compute)(&call))
    }
}

/// A request as a case would expect it; secrets stay names.
fn shown(request: &EgressRequest) -> Value {
    let named = |all: &[NamedParts]| -> BTreeMap<String, String> {
        all.iter().map(|(name, parts)| (name.clone(), joined(parts))).collect()
    };
    let body = match &request.body {
        EgressContent::Empty => Value::Null,
        EgressContent::Bytes(bytes) => as_json(&String::from_utf8_lossy(bytes)),
        EgressContent::Parts(parts) => as_json(&joined(parts)),
        EgressContent::Form(fields) => json!(named(fields)),
    };
    let mut shown =
        json!({ "method": request.method, "url": request.url, "headers": named(&request.headers) });
    if !request.query.is_empty() {
        shown["query"] = json!(named(&request.query));
    }
    if !body.is_null() {
        shown["body"] = body;
    }
    shown
}

/// What a text says, where it is JSON; else the text.
pub fn as_json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| text.into())
}

fn joined(parts: &[TextPart]) -> String {
    let part = |part: &TextPart| match part {
        TextPart::Text(text) => text.clone(),
        TextPart::Secret(name) => format!("{{secret {name}}}"),
        TextPart::Basic(user, name) => format!("{{basic {user} {name}}}"),
    };
    parts.iter().map(part).collect()
}
