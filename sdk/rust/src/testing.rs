//! Runs points natively: a basket, rules and a host made of plain values.
//!
//! ```
//! use bodega_sdk::testing::TestBasket;
//! use bodega_sdk::Basket;
//!
//! let basket = TestBasket::new("CNY").line("tea", 2, 990, &["drink"]);
//! assert_eq!(basket.units()[0].count, 2);
//! ```

use crate::core::{Micros, line_amount};
use crate::pricing::*;
use crate::{
    AccountQuestion, AccountSums, CryptoFailure, CryptoPart, DigestAlgorithm, DocumentColumn, DocumentHead,
    DocumentRow, EgressFailure, EgressRequest, EgressResponse, Envelope, FieldTest, FieldValue, FileInfo,
    Found, Goods, Host, LogLevel, MoveLine, NewOrder, OrderRef, PaymentOutcome, Question, ReceiptOf,
    ReceiptState, Recipient, Repayment, StockLevel, SumRow,
};
use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};

/// A basket made of plain values.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct TestBasket {
    pub context: Context,
    pub lines: Vec<Line>,
    pub tags: Vec<Vec<String>>,
    /// Running prices; worked out from the lines where left empty.
    pub units: Vec<UnitRun>,
    pub gift_lines: Vec<GiftLine>,
    pub coupons: Vec<String>,
    pub requests: Vec<Request>,
    pub member_tags: Vec<String>,
    pub order_number: Option<u32>,
    pub balances: Vec<Balance>,
    pub documents: Vec<Document>,
}

impl TestBasket {
    /// An empty basket on Thursday 2026-01-01, noon in Shanghai.
    pub fn new(currency: &str) -> Self {
        TestBasket {
            context: Context {
                currency: currency.to_owned(),
                store: "store".to_owned(),
                channel: "pos".to_owned(),
                member: None,
                now_ms: 1_767_240_000_000,
                offset_minutes: 480,
                date: "2026-01-01".to_owned(),
                seconds_of_day: 43_200,
                weekday: 4,
            },
            lines: Vec::new(),
            tags: Vec::new(),
            units: Vec::new(),
            gift_lines: Vec::new(),
            coupons: Vec::new(),
            requests: Vec::new(),
            member_tags: Vec::new(),
            order_number: None,
            balances: Vec::new(),
            documents: Vec::new(),
        }
    }

    /// Adds a line of `count` units.
    pub fn line(mut self, sku: &str, count: u32, unit_price: i64, tags: &[&str]) -> Self {
        self.lines.push(Line {
            sku: sku.to_owned(),
            quantity: i64::from(count) * 1_000_000,
            unit_price,
            floor: 0,
            stock_units: 1,
            measured: false,
        });
        self.tags.push(tags.iter().map(|&tag| tag.to_owned()).collect());
        self
    }

    /// Shows a member.
    pub fn member(mut self, id: &str) -> Self {
        self.context.member = Some(id.to_owned());
        self
    }

    /// Asks the plugin for something.
    pub fn request(mut self, name: &str, value: &str) -> Self {
        self.requests.push(Request { name: name.to_owned(), value: value.to_owned() });
        self
    }

    /// Gives an own account a balance.
    pub fn balance(mut self, account: &str, available: i64) -> Self {
        self.balances.push(Balance { account: account.to_owned(), available });
        self
    }

    fn distinct_tags(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for tag in self.tags.iter().flatten() {
            if !names.contains(tag) {
                names.push(tag.clone());
            }
        }
        names
    }
}

impl Basket for TestBasket {
    fn context(&self) -> Context {
        self.context.clone()
    }
    fn lines(&self) -> Vec<Line> {
        self.lines.clone()
    }
    fn units(&self) -> Vec<UnitRun> {
        if !self.units.is_empty() {
            return self.units.clone();
        }
        let run = |(number, line): (u32, &Line)| {
            let quantity = Micros(line.quantity);
            let (count, price) = match quantity.whole_units() {
                Some(0) => return None,
                Some(count) if !line.measured => (count, line.unit_price),
                _ => (1, line_amount(line.unit_price, quantity).expect("amounts of tests fit")),
            };
            Some(UnitRun { line: number, count, price })
        };
        (0..).zip(&self.lines).filter_map(run).collect()
    }
    fn tag_names(&self) -> Vec<String> {
        self.distinct_tags()
    }
    fn tag_refs(&self) -> Vec<TagRef> {
        let names = self.distinct_tags();
        let index = |tag: &String| names.iter().position(|name| name == tag).expect("collected above") as u32;
        (0..)
            .zip(&self.tags)
            .flat_map(|(line, tags)| tags.iter().map(move |tag| (line, tag)))
            .map(|(line, tag)| TagRef { line, tag: index(tag) })
            .collect()
    }
    fn gift_lines(&self) -> Vec<GiftLine> {
        self.gift_lines.clone()
    }
    fn coupons(&self) -> Vec<String> {
        self.coupons.clone()
    }
    fn requests(&self) -> Vec<Request> {
        self.requests.clone()
    }
    fn member_tags(&self) -> Vec<String> {
        self.member_tags.clone()
    }
    fn order_number(&self) -> Option<u32> {
        self.order_number
    }
    fn balances(&self) -> Vec<Balance> {
        self.balances.clone()
    }
    fn documents(&self) -> Vec<Document> {
        self.documents.clone()
    }
}

/// Settings and rule documents made of plain values.
#[derive(Clone, Debug, Default)]
pub struct TestRules {
    /// JSON text.
    pub settings: String,
    /// By collection.
    pub documents: BTreeMap<String, Vec<Document>>,
}

impl TestRules {
    /// Rules with these settings and no documents.
    pub fn new(settings: &str) -> Self {
        TestRules { settings: settings.to_owned(), documents: BTreeMap::new() }
    }

    /// Adds a document.
    pub fn document(mut self, collection: &str, key: &str, body: &str) -> Self {
        let (collection, key, body) = (collection.to_owned(), key.to_owned(), body.to_owned());
        let documents = self.documents.entry(collection.clone()).or_default();
        documents.push(Document { collection, key, version: 1, body });
        documents.sort_by(|a, b| a.key.cmp(&b.key));
        self
    }
}

impl CompileSource for TestRules {
    fn settings(&self) -> String {
        self.settings.clone()
    }
    fn documents(&self, collection: &str) -> Vec<Document> {
        self.documents.get(collection).cloned().unwrap_or_default()
    }
}

/// A host that records effects and can commit them to its own accounts, documents and tags.
#[derive(Debug, Default)]
#[allow(missing_docs)]
pub struct TestHost {
    pub settings: String,
    pub sales: BTreeMap<String, String>,
    pub accounts: BTreeMap<String, i64>,
    pub documents: BTreeMap<(String, String), Document>,
    pub member_tags: BTreeMap<String, Vec<String>>,
    pub emitted: Vec<(String, String, String)>,
    pub logged: RefCell<Vec<String>>,
    pub recorded: Vec<Effect>,
    /// JSON text by SKU.
    pub products: BTreeMap<String, String>,
    /// SKU by barcode.
    pub barcodes: BTreeMap<String, String>,
    /// Minor units by SKU and store.
    pub prices: BTreeMap<(String, String), i64>,
    /// Millionths by location and SKU.
    pub stock: BTreeMap<(String, String), i64>,
    /// JSON text by id.
    pub org_units: BTreeMap<String, String>,
    /// What `sums` answers.
    pub sums: Vec<SumRow>,
    /// JSON text by id.
    pub orders: BTreeMap<String, String>,
    /// By order id.
    pub recipients: BTreeMap<String, Recipient>,
    /// What `account_sums` answers.
    pub account_sums: Vec<AccountSums>,
    pub now_ms: i64,
    pub local_time: String,
    /// What the world outside answers, one after the other.
    pub answers: RefCell<VecDeque<Result<EgressResponse, EgressFailure>>>,
    /// What was sent there.
    pub sent: RefCell<Vec<EgressRequest>>,
    /// Own files with their bytes, by id.
    pub files: BTreeMap<String, (FileInfo, Vec<u8>)>,
    /// What signatures, digests and HMACs come out as, and the only ones that are right.
    pub signature: Vec<u8>,
}

/// An effect as it was recorded.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub enum Effect {
    Post(Vec<Posting>, String),
    AddTag(String, String),
    RemoveTag(String, String),
    Emit(String, String, String),
    Put(String, String, String, Option<u64>),
    Delete(String, String, Option<u64>),
    AdjustStock(String, Vec<MoveLine>),
    SendMessage(String, String, String, String),
    ReportPayment(String, PaymentOutcome),
    ReportReceipt(ReceiptOf, ReceiptState),
    BeginFile(String, String),
    AppendFile(u32, Vec<u8>),
    BeginDocument(DocumentHead),
    BeginTable(u32, String, Vec<DocumentColumn>),
    AddRows(u32, Vec<DocumentRow>),
    PlaceOrder(NewOrder),
    AcceptOrder(OrderRef, i64),
    RejectOrder(OrderRef, i64, Option<String>),
    UpdateOrder(OrderRef, i64, String),
    CancelOrder(OrderRef, i64, Option<String>, Goods),
    RefundOrder(OrderRef, i64, Repayment),
}

impl TestHost {
    /// Records the begin of a file and gives its number.
    fn begin(&mut self, effect: Effect) -> u32 {
        let is_begin = |effect: &&Effect| matches!(effect, Effect::BeginFile(..) | Effect::BeginDocument(_));
        let number = self.recorded.iter().filter(is_begin).count() as u32;
        self.recorded.push(effect);
        number
    }

    /// An event envelope for [`crate::EventHandler::handle`].
    pub fn event(event_type: &str, subject: &str, payload: &str) -> Envelope {
        Envelope {
            id: format!("{event_type}/{subject}"),
            type_: event_type.to_owned(),
            subject: subject.to_owned(),
            sequence: 1,
            occurred_ms: 1_767_240_000_000,
            recorded_ms: 1_767_240_000_000,
            payload: payload.to_owned(),
        }
    }

    /// Applies what was recorded, as the host does after a point returned ok. `floor` is the floor of every
    /// account without one in the posting.
    ///
    /// # Errors
    /// Names the account that would pass its floor or the document whose version is stale; nothing is applied then.
    pub fn commit(&mut self, floor: Option<i64>) -> Result<(), String> {
        let (mut accounts, mut documents) = (self.accounts.clone(), self.documents.clone());
        for effect in &self.recorded {
            match effect {
                Effect::Post(postings, _) => {
                    for posting in postings {
                        let balance = accounts.entry(posting.account.clone()).or_default();
                        *balance += posting.delta;
                        if posting.delta < 0 && posting.floor.or(floor).is_some_and(|floor| *balance < floor)
                        {
                            return Err(format!("{} would pass its floor", posting.account));
                        }
                    }
                }
                Effect::Put(collection, key, _, expected) | Effect::Delete(collection, key, expected) => {
                    let id = (collection.clone(), key.clone());
                    let version = documents.get(&id).map_or(0, |document| document.version);
                    if expected.is_some_and(|expected| expected != version) {
                        return Err(format!("{collection}/{key} is at version {version}"));
                    }
                    let (collection, key) = id.clone();
                    match effect {
                        Effect::Put(_, _, body, _) => {
                            let version = version + 1;
                            documents.insert(id, Document { collection, key, version, body: body.clone() });
                        }
                        _ => drop(documents.remove(&id)),
                    }
                }
                _ => {}
            }
        }
        (self.accounts, self.documents) = (accounts, documents);
        for effect in std::mem::take(&mut self.recorded) {
            match effect {
                Effect::AddTag(member, name) => {
                    let tags = self.member_tags.entry(member).or_default();
                    if !tags.contains(&name) {
                        tags.push(name);
                    }
                }
                Effect::RemoveTag(member, name) => {
                    self.member_tags.entry(member).or_default().retain(|tag| *tag != name);
                }
                Effect::Emit(event_type, subject, payload) => {
                    self.emitted.push((event_type, subject, payload))
                }
                _ => {}
            }
        }
        Ok(())
    }
}

impl Host for TestHost {
    fn sale(&self, id: &str) -> Option<String> {
        self.sales.get(id).cloned()
    }
    fn member_tags(&self, member: &str) -> Vec<String> {
        self.member_tags.get(member).cloned().unwrap_or_default()
    }
    fn available(&self, account: &str) -> i64 {
        self.accounts.get(account).copied().unwrap_or(0)
    }
    fn accounts(&self, prefix: &str, max: u32) -> Vec<Balance> {
        let starts = self.accounts.iter().filter(|(account, _)| account.starts_with(prefix));
        let balance =
            |(account, &available): (&String, &i64)| Balance { account: account.clone(), available };
        starts.take(max as usize).map(balance).collect()
    }
    fn settings(&self) -> String {
        self.settings.clone()
    }
    fn document(&self, collection: &str, key: &str) -> Option<Document> {
        self.documents.get(&(collection.to_owned(), key.to_owned())).cloned()
    }
    fn documents(&self, collection: &str, prefix: &str, after: Option<&str>, max: u32) -> Vec<Document> {
        let wanted = |document: &&Document| {
            document.collection == collection
                && document.key.starts_with(prefix)
                && after.is_none_or(|after| document.key.as_str() > after)
        };
        self.documents.values().filter(wanted).take(max as usize).cloned().collect()
    }
    fn log(&self, _level: LogLevel, message: &str) {
        self.logged.borrow_mut().push(message.to_owned());
    }
    fn post(&mut self, postings: &[Posting], memo: &str) {
        self.recorded.push(Effect::Post(postings.to_vec(), memo.to_owned()));
    }
    fn add_tag(&mut self, member: &str, name: &str) {
        self.recorded.push(Effect::AddTag(member.to_owned(), name.to_owned()));
    }
    fn remove_tag(&mut self, member: &str, name: &str) {
        self.recorded.push(Effect::RemoveTag(member.to_owned(), name.to_owned()));
    }
    fn emit(&mut self, event_type: &str, subject: &str, payload: &str) {
        self.recorded.push(Effect::Emit(event_type.to_owned(), subject.to_owned(), payload.to_owned()));
    }
    fn put(&mut self, collection: &str, key: &str, body: &str, expected_version: Option<u64>) {
        let (collection, key, body) = (collection.to_owned(), key.to_owned(), body.to_owned());
        self.recorded.push(Effect::Put(collection, key, body, expected_version));
    }
    fn delete(&mut self, collection: &str, key: &str, expected_version: Option<u64>) {
        self.recorded.push(Effect::Delete(collection.to_owned(), key.to_owned(), expected_version));
    }
    fn product(&self, sku: &str) -> Option<String> {
        self.products.get(sku).cloned()
    }
    fn barcode(&self, code: &str) -> Option<String> {
        self.barcodes.get(code).cloned()
    }
    fn products(&self, _: Option<&str>, max: u32) -> Vec<String> {
        self.products.values().take(max as usize).cloned().collect()
    }
    fn price_at(&self, sku: &str, store: &str, _: i64) -> Option<i64> {
        self.prices.get(&(sku.to_owned(), store.to_owned())).copied()
    }
    fn on_hand(&self, sku: &str, location: &str) -> i64 {
        self.stock.get(&(location.to_owned(), sku.to_owned())).copied().unwrap_or(0)
    }
    fn stock(&self, location: &str, after: Option<&str>, max: u32) -> Vec<StockLevel> {
        let here = self
            .stock
            .iter()
            .filter(|((at, sku), _)| at == location && after.is_none_or(|after| sku.as_str() > after));
        let level = |((location, sku), &on_hand): (&(String, String), &i64)| StockLevel {
            sku: sku.clone(),
            location: location.clone(),
            on_hand,
        };
        here.take(max as usize).map(level).collect()
    }
    fn org_unit(&self, id: &str) -> Option<String> {
        self.org_units.get(id).cloned()
    }
    fn org_units(&self, after: Option<&str>, max: u32) -> Vec<String> {
        let later = self.org_units.iter().filter(|(id, _)| after.is_none_or(|after| id.as_str() > after));
        later.take(max as usize).map(|(_, unit)| unit.clone()).collect()
    }
    fn account_sums(&self, _: &AccountQuestion) -> Vec<AccountSums> {
        self.account_sums.clone()
    }
    fn sums(&self, _: &Question) -> Vec<SumRow> {
        self.sums.clone()
    }
    /// Documents in whose JSON every tested field is at the top and equal to the test's lower end.
    fn find(&self, collection: &str, tests: &[FieldTest], _: &str, max: u32) -> Found {
        let passes = |document: &&Document| {
            let body: serde_json::Value = serde_json::from_str(&document.body).unwrap_or_default();
            document.collection == collection
                && tests.iter().all(|test| match &test.at_least {
                    FieldValue::Text(text) => body[&test.field] == text.as_str(),
                    FieldValue::Number(number) => body[&test.field] == *number,
                    FieldValue::Flag(flag) => body[&test.field] == *flag,
                })
        };
        let documents = self.documents.values().filter(passes).take(max as usize).cloned().collect();
        Found { documents, next: None }
    }
    fn order(&self, id: &str) -> Option<String> {
        self.orders.get(id).cloned()
    }
    /// The order in whose JSON both are at the top.
    fn find_order(&self, channel: &str, external_id: &str) -> Option<String> {
        let is_it = |order: &&String| {
            let order: serde_json::Value = serde_json::from_str(order).unwrap_or_default();
            order["channel"] == channel && order["external_id"] == external_id
        };
        self.orders.values().find(is_it).cloned()
    }
    fn orders(&self, status: &str, after: Option<&str>, max: u32) -> Vec<String> {
        let stands = |order: &str| {
            serde_json::from_str::<serde_json::Value>(order).unwrap_or_default()["status"] == status
        };
        let later = self.orders.iter().filter(|(id, _)| after.is_none_or(|after| id.as_str() > after));
        later.map(|(_, order)| order.clone()).filter(|order| stands(order)).take(max as usize).collect()
    }
    fn order_recipient(&self, order: &str) -> Option<Recipient> {
        self.recipients.get(order).cloned()
    }
    fn place_order(&mut self, order: &NewOrder) {
        self.recorded.push(Effect::PlaceOrder(order.clone()));
    }
    fn accept_order(&mut self, order: &OrderRef, at_ms: i64) {
        self.recorded.push(Effect::AcceptOrder(order.clone(), at_ms));
    }
    fn reject_order(&mut self, order: &OrderRef, at_ms: i64, reason: Option<&str>) {
        self.recorded.push(Effect::RejectOrder(order.clone(), at_ms, reason.map(str::to_owned)));
    }
    fn update_order(&mut self, order: &OrderRef, at_ms: i64, status: &str) {
        self.recorded.push(Effect::UpdateOrder(order.clone(), at_ms, status.to_owned()));
    }
    fn cancel_order(&mut self, order: &OrderRef, at_ms: i64, reason: Option<&str>, goods: Goods) {
        self.recorded.push(Effect::CancelOrder(order.clone(), at_ms, reason.map(str::to_owned), goods));
    }
    fn refund_order(&mut self, order: &OrderRef, at_ms: i64, repayment: &Repayment) {
        self.recorded.push(Effect::RefundOrder(order.clone(), at_ms, repayment.clone()));
    }
    fn adjust_stock(&mut self, location: &str, lines: &[MoveLine]) {
        self.recorded.push(Effect::AdjustStock(location.to_owned(), lines.to_vec()));
    }
    fn send_message(&mut self, member: &str, purpose: &str, template: &str, parameters: &str) {
        let texts = [member, purpose, template, parameters].map(str::to_owned);
        let [member, purpose, template, parameters] = texts;
        self.recorded.push(Effect::SendMessage(member, purpose, template, parameters));
    }
    fn report_payment(&mut self, payment: &str, outcome: &PaymentOutcome) {
        self.recorded.push(Effect::ReportPayment(payment.to_owned(), outcome.clone()));
    }
    fn report_receipt(&mut self, which: &ReceiptOf, state: &ReceiptState) {
        self.recorded.push(Effect::ReportReceipt(which.clone(), state.clone()));
    }
    fn file(&self, id: &str) -> Option<FileInfo> {
        self.files.get(id).map(|(info, _)| info.clone())
    }
    fn read_file(&self, id: &str, offset: u64, max: u32) -> Vec<u8> {
        let bytes = self.files.get(id).map(|(_, bytes)| bytes.iter());
        bytes.into_iter().flatten().skip(offset as usize).take(max as usize).copied().collect()
    }
    fn files(&self, after: Option<&str>, max: u32) -> Vec<FileInfo> {
        let later = self.files.iter().filter(|(id, _)| after.is_none_or(|after| id.as_str() > after));
        later.take(max as usize).map(|(_, (info, _))| info.clone()).collect()
    }
    fn begin_file(&mut self, name: &str, media_type: &str) -> u32 {
        self.begin(Effect::BeginFile(name.to_owned(), media_type.to_owned()))
    }
    fn append_file(&mut self, file: u32, bytes: &[u8]) {
        self.recorded.push(Effect::AppendFile(file, bytes.to_vec()));
    }
    fn begin_document(&mut self, head: &DocumentHead) -> u32 {
        self.begin(Effect::BeginDocument(head.clone()))
    }
    fn begin_table(&mut self, file: u32, title: &str, columns: &[DocumentColumn]) {
        self.recorded.push(Effect::BeginTable(file, title.to_owned(), columns.to_vec()));
    }
    fn add_rows(&mut self, file: u32, rows: &[DocumentRow]) {
        self.recorded.push(Effect::AddRows(file, rows.to_vec()));
    }
    fn now_ms(&self) -> i64 {
        self.now_ms
    }
    fn local_time(&self, _: i64) -> String {
        self.local_time.clone()
    }
    fn random(&self, count: u32) -> Vec<u8> {
        vec![7; count as usize]
    }
    fn egress(&self, request: &EgressRequest) -> Result<EgressResponse, EgressFailure> {
        self.sent.borrow_mut().push(request.clone());
        let none = || Err(EgressFailure::Unreachable("the test has no more answers".to_owned()));
        self.answers.borrow_mut().pop_front().unwrap_or_else(none)
    }
    fn hmac(&self, _: DigestAlgorithm, _: &CryptoPart, _: &[CryptoPart]) -> Result<Vec<u8>, CryptoFailure> {
        Ok(self.signature.clone())
    }
    fn hmac_verify(
        &self,
        _: DigestAlgorithm,
        _: &CryptoPart,
        _: &[CryptoPart],
        tag: &[u8],
    ) -> Result<bool, CryptoFailure> {
        Ok(tag == self.signature)
    }
    fn digest(&self, _: DigestAlgorithm, _: &[CryptoPart]) -> Result<Vec<u8>, CryptoFailure> {
        Ok(self.signature.clone())
    }
    fn rsa_sha256_sign(&self, _: &CryptoPart, _: &[CryptoPart]) -> Result<Vec<u8>, CryptoFailure> {
        Ok(self.signature.clone())
    }
    fn rsa_sha256_verify(
        &self,
        _: &CryptoPart,
        _: &[CryptoPart],
        signature: &[u8],
    ) -> Result<bool, CryptoFailure> {
        Ok(signature == self.signature)
    }
}
