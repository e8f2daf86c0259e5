//! Joins the author's traits to the generated bindings.

use crate::bindings::{
    actions, channel, events, exports, http, imports::bodega as host, jobs, messaging, migration, payment,
    pricing, refunds, reports, validation,
};
use crate::channel::{
    Changes, Channel, Goods, NewOrder, OrderRef, PushAnswer, PushFailure, Recipient, Repayment,
};
use crate::events::{EventHandler, Failure};
use crate::points::*;
use crate::pricing::*;
use crate::{
    AccountQuestion, AccountSums, CryptoFailure, CryptoPart, DigestAlgorithm, DocumentColumn, DocumentHead,
    DocumentRow, EgressFailure, EgressRequest, EgressResponse, Envelope, FieldTest, FileInfo, Found, Host,
    LogLevel, MoveLine, Question, ReceiptOf, ReceiptState, StockLevel, SumRow,
};
use std::marker::PhantomData;

/// Lines a call of `lines` asks for: nearly every basket comes in one crossing.
const LINES_PAGE: u32 = 512;
/// Documents a call of `documents` asks for at compile time.
const DOCUMENTS_PAGE: u32 = 200;

/// The host's basket.
struct HostBasket;

/// Calls `page(offset, max)` until a page comes back short.
fn all_pages<T>(max: u32, mut page: impl FnMut(u32, u32) -> Vec<T>) -> Vec<T> {
    let mut all = page(0, max);
    while !all.is_empty() && all.len().is_multiple_of(max as usize) {
        let more = page(all.len() as u32, max);
        if more.is_empty() {
            break;
        }
        all.extend(more);
    }
    all
}

impl Basket for HostBasket {
    fn context(&self) -> Context {
        host::basket::view::context()
    }
    fn lines(&self) -> Vec<Line> {
        all_pages(LINES_PAGE, host::basket::view::lines)
    }
    fn units(&self) -> Vec<UnitRun> {
        host::basket::view::units()
    }
    fn tag_names(&self) -> Vec<String> {
        host::basket::view::tag_names()
    }
    fn tag_refs(&self) -> Vec<TagRef> {
        host::basket::view::tag_refs()
    }
    fn gift_lines(&self) -> Vec<GiftLine> {
        host::basket::view::gift_lines()
    }
    fn coupons(&self) -> Vec<String> {
        host::basket::view::coupons()
    }
    fn requests(&self) -> Vec<Request> {
        host::basket::view::requests()
    }
    fn member_tags(&self) -> Vec<String> {
        host::basket::member_tags::tags()
    }
    fn order_number(&self) -> Option<u32> {
        host::basket::usage::order_number()
    }
    fn balances(&self) -> Vec<Balance> {
        host::basket::balances::fetched()
    }
    fn documents(&self) -> Vec<Document> {
        host::basket::documents::fetched()
    }
}

/// The host's settings and rule documents.
struct HostRules;

impl CompileSource for HostRules {
    fn settings(&self) -> String {
        host::basket::compile_source::settings()
    }
    fn documents(&self, collection: &str) -> Vec<Document> {
        all_pages(DOCUMENTS_PAGE, |offset, max| {
            host::basket::compile_source::documents(collection, offset, max)
        })
    }
}

/// The host of an effectful point.
struct EffectsHost;

impl Host for EffectsHost {
    fn sale(&self, id: &str) -> Option<String> {
        host::data::sales::get(id)
    }
    fn member_tags(&self, member: &str) -> Vec<String> {
        host::data::members::tags(member)
    }
    fn available(&self, account: &str) -> i64 {
        host::data::ledger::available(account)
    }
    fn accounts(&self, prefix: &str, max: u32) -> Vec<Balance> {
        host::data::ledger::scan(prefix, max)
    }
    fn account_sums(&self, question: &AccountQuestion) -> Vec<AccountSums> {
        host::data::ledger::sums(question)
    }
    fn settings(&self) -> String {
        host::host::settings::get()
    }
    fn document(&self, collection: &str, key: &str) -> Option<Document> {
        host::host::collections::get(collection, key)
    }
    fn documents(&self, collection: &str, prefix: &str, after: Option<&str>, max: u32) -> Vec<Document> {
        host::host::collections::scan(collection, prefix, after, max)
    }
    fn log(&self, level: LogLevel, message: &str) {
        host::host::log::write(level, message);
    }
    fn post(&mut self, postings: &[Posting], memo: &str) {
        host::data::ledger_effects::post(postings, memo);
    }
    fn add_tag(&mut self, member: &str, name: &str) {
        host::data::member_effects::add_tag(member, name);
    }
    fn remove_tag(&mut self, member: &str, name: &str) {
        host::data::member_effects::remove_tag(member, name);
    }
    fn emit(&mut self, event_type: &str, subject: &str, payload: &str) {
        host::data::event_effects::emit(event_type, subject, payload);
    }
    fn put(&mut self, collection: &str, key: &str, body: &str, expected_version: Option<u64>) {
        host::host::collection_effects::put(collection, key, body, expected_version);
    }
    fn delete(&mut self, collection: &str, key: &str, expected_version: Option<u64>) {
        host::host::collection_effects::delete(collection, key, expected_version);
    }
    fn product(&self, sku: &str) -> Option<String> {
        host::data::catalog::by_sku(sku)
    }
    fn barcode(&self, code: &str) -> Option<String> {
        host::data::catalog::by_barcode(code)
    }
    fn products(&self, after: Option<&str>, max: u32) -> Vec<String> {
        host::data::catalog::scan(after, max)
    }
    fn price_at(&self, sku: &str, store: &str, at_ms: i64) -> Option<i64> {
        host::data::prices::at(sku, store, at_ms)
    }
    fn on_hand(&self, sku: &str, location: &str) -> i64 {
        host::data::stock::on_hand(sku, location)
    }
    fn stock(&self, location: &str, after: Option<&str>, max: u32) -> Vec<StockLevel> {
        host::data::stock::scan(location, after, max)
    }
    fn org_unit(&self, id: &str) -> Option<String> {
        host::data::org::get(id)
    }
    fn org_units(&self, after: Option<&str>, max: u32) -> Vec<String> {
        host::data::org::scan(after, max)
    }
    fn sums(&self, question: &Question) -> Vec<SumRow> {
        host::data::aggregates::sum(question)
    }
    fn find(&self, collection: &str, tests: &[FieldTest], cursor: &str, max: u32) -> Found {
        host::host::collections::find(collection, tests, cursor, max)
    }
    fn order(&self, id: &str) -> Option<String> {
        host::data::orders::get(id)
    }
    fn find_order(&self, channel: &str, external_id: &str) -> Option<String> {
        host::data::orders::find(channel, external_id)
    }
    fn orders(&self, status: &str, after: Option<&str>, max: u32) -> Vec<String> {
        host::data::orders::scan(status, after, max)
    }
    fn order_recipient(&self, order: &str) -> Option<Recipient> {
        host::data::order_recipients::get(order)
    }
    fn place_order(&mut self, order: &NewOrder) {
        host::data::order_effects::place(order);
    }
    fn accept_order(&mut self, order: &OrderRef, at_ms: i64) {
        host::data::order_effects::accept(order, at_ms);
    }
    fn reject_order(&mut self, order: &OrderRef, at_ms: i64, reason: Option<&str>) {
        host::data::order_effects::reject(order, at_ms, reason);
    }
    fn update_order(&mut self, order: &OrderRef, at_ms: i64, status: &str) {
        host::data::order_effects::update(order, at_ms, status);
    }
    fn cancel_order(&mut self, order: &OrderRef, at_ms: i64, reason: Option<&str>, goods: Goods) {
        host::data::order_effects::cancel(order, at_ms, reason, goods);
    }
    fn refund_order(&mut self, order: &OrderRef, at_ms: i64, repayment: &Repayment) {
        host::data::order_effects::refund(order, at_ms, repayment);
    }
    fn adjust_stock(&mut self, location: &str, lines: &[MoveLine]) {
        host::data::stock_effects::adjust(location, lines);
    }
    fn send_message(&mut self, member: &str, purpose: &str, template: &str, parameters: &str) {
        host::data::message_effects::send(member, purpose, template, parameters);
    }
    fn report_payment(&mut self, payment: &str, outcome: &PaymentOutcome) {
        host::payment::payment_effects::report(payment, outcome);
    }
    fn report_receipt(&mut self, which: &ReceiptOf, state: &ReceiptState) {
        host::messaging::receipt_effects::report(which, state);
    }
    fn file(&self, id: &str) -> Option<FileInfo> {
        host::host::files::get(id)
    }
    fn read_file(&self, id: &str, offset: u64, max: u32) -> Vec<u8> {
        host::host::files::read(id, offset, max)
    }
    fn files(&self, after: Option<&str>, max: u32) -> Vec<FileInfo> {
        host::host::files::scan(after, max)
    }
    fn begin_file(&mut self, name: &str, media_type: &str) -> u32 {
        host::host::file_effects::begin(name, media_type)
    }
    fn append_file(&mut self, file: u32, bytes: &[u8]) {
        host::host::file_effects::append(file, bytes);
    }
    fn begin_document(&mut self, head: &DocumentHead) -> u32 {
        host::host::document_effects::begin(head)
    }
    fn begin_table(&mut self, file: u32, title: &str, columns: &[DocumentColumn]) {
        host::host::document_effects::table(file, title, columns);
    }
    fn add_rows(&mut self, file: u32, rows: &[DocumentRow]) {
        host::host::document_effects::rows(file, rows);
    }
    fn now_ms(&self) -> i64 {
        host::host::clock::now_ms()
    }
    fn local_time(&self, at_ms: i64) -> String {
        host::host::clock::local(at_ms)
    }
    fn random(&self, count: u32) -> Vec<u8> {
        host::host::random::bytes(count)
    }
    fn egress(&self, request: &EgressRequest) -> Result<EgressResponse, EgressFailure> {
        host::host::egress::send(request)
    }
    fn hmac(
        &self,
        algorithm: DigestAlgorithm,
        key: &CryptoPart,
        parts: &[CryptoPart],
    ) -> Result<Vec<u8>, CryptoFailure> {
        host::host::crypto::hmac(algorithm, key, parts)
    }
    fn hmac_verify(
        &self,
        algorithm: DigestAlgorithm,
        key: &CryptoPart,
        parts: &[CryptoPart],
        tag: &[u8],
    ) -> Result<bool, CryptoFailure> {
        host::host::crypto::hmac_verify(algorithm, key, parts, tag)
    }
    fn digest(&self, algorithm: DigestAlgorithm, parts: &[CryptoPart]) -> Result<Vec<u8>, CryptoFailure> {
        host::host::crypto::digest(algorithm, parts)
    }
    fn rsa_sha256_sign(&self, key: &CryptoPart, parts: &[CryptoPart]) -> Result<Vec<u8>, CryptoFailure> {
        host::host::crypto::rsa_sha256_sign(key, parts)
    }
    fn rsa_sha256_verify(
        &self,
        key: &CryptoPart,
        parts: &[CryptoPart],
        signature: &[u8],
    ) -> Result<bool, CryptoFailure> {
        host::host::crypto::rsa_sha256_verify(key, parts, signature)
    }
}

/// Exports a [`Pricing`] implementation.
pub struct PricingExport<P>(PhantomData<P>);

impl<P: Pricing> pricing::exports::bodega::pricing::compile::Guest for PricingExport<P> {
    fn compile() -> Result<Compiled, Refusal> {
        P::compile(&HostRules)
    }
}

impl<P: Pricing> pricing::exports::bodega::pricing::price::Guest for PricingExport<P> {
    fn price(snapshot: Vec<u8>) -> Result<Answer, Refusal> {
        P::price(&snapshot, &HostBasket)
    }
}

/// Exports an [`EventHandler`] implementation.
pub struct EventsExport<P>(PhantomData<P>);

impl<P: EventHandler> events::exports::bodega::events::handle::Guest for EventsExport<P> {
    fn handle() -> Result<(), Failure> {
        let event: Envelope = host::data::event::current();
        P::handle(&event, &mut EffectsHost)
    }
}

/// Exports a [`Validation`] implementation.
pub struct ValidationExport<P>(PhantomData<P>);

impl<P: Validation> validation::exports::bodega::validation::check::Guest for ValidationExport<P> {
    fn check(snapshot: Vec<u8>) -> Result<Vec<Objection>, Refusal> {
        let (totals, tenders) = (host::basket::totals::summary(), host::basket::totals::tenders());
        P::check(&snapshot, &HostBasket, totals, &tenders)
    }
}

/// Exports a [`Migration`] implementation.
pub struct MigrationExport<P>(PhantomData<P>);

impl<P: Migration> migration::exports::bodega::migration::run::Guest for MigrationExport<P> {
    fn run(version: String, documents: Vec<Document>) -> Result<Vec<MigrationOutcome>, Refusal> {
        documents.iter().map(|document| P::migrate(&version, document)).collect()
    }
}

/// Exports a [`Jobs`] implementation.
pub struct JobsExport<P>(PhantomData<P>);

impl<P: Jobs> jobs::exports::bodega::jobs::run::Guest for JobsExport<P> {
    fn run() -> Result<(), JobFailure> {
        P::run(&host::jobs::run_info::current(), &mut EffectsHost)
    }
}

/// Exports an [`Http`] implementation.
pub struct HttpExport<P>(PhantomData<P>);

impl<P: Http> http::exports::bodega::http::handle::Guest for HttpExport<P> {
    fn handle() -> Result<HttpResponse, HttpFailure> {
        let request = host::http::incoming::current();
        let body = host::http::incoming::body(0, request.body_bytes);
        P::handle(&request, &body, &mut EffectsHost)
    }
}

/// Exports an [`Actions`] implementation.
pub struct ActionsExport<P>(PhantomData<P>);

impl<P: Actions> actions::exports::bodega::actions::run::Guest for ActionsExport<P> {
    fn run() -> Result<ActionAnswer, ActionFailure> {
        P::run(&host::actions::press::current(), &mut EffectsHost)
    }
}

/// Exports a [`Payments`] implementation.
pub struct PaymentsExport<P>(PhantomData<P>);

impl<P: Payments> payment::exports::bodega::payment::charge::Guest for PaymentsExport<P> {
    fn start() -> Result<PaymentOutcome, PaymentFailure> {
        P::charge(&host::payment::request::charge(), &EffectsHost)
    }

    fn query() -> Result<PaymentOutcome, PaymentFailure> {
        P::query(&host::payment::request::charge(), &EffectsHost)
    }
}

impl<P: Payments> payment::exports::bodega::payment::cancel::Guest for PaymentsExport<P> {
    fn cancel() -> Result<CancelAnswer, PaymentFailure> {
        P::cancel(&host::payment::request::charge(), &EffectsHost)
    }
}

/// Exports a [`Refunds`] implementation.
pub struct RefundsExport<P>(PhantomData<P>);

/// The refund under way and the charge that it takes back.
fn refund_under_way() -> Result<(Refund, Charge), PaymentFailure> {
    let refund = host::payment::request::refund();
    let refund = refund.ok_or_else(|| PaymentFailure::Other("the host names no refund".to_owned()))?;
    Ok((refund, host::payment::request::charge()))
}

impl<P: Refunds> refunds::exports::bodega::payment::refund::Guest for RefundsExport<P> {
    fn start() -> Result<PaymentOutcome, PaymentFailure> {
        let (refund, charge) = refund_under_way()?;
        P::refund(&refund, &charge, &EffectsHost)
    }

    fn query() -> Result<PaymentOutcome, PaymentFailure> {
        let (refund, charge) = refund_under_way()?;
        P::query(&refund, &charge, &EffectsHost)
    }
}

/// Exports a [`Channel`] implementation.
pub struct ChannelExport<P>(PhantomData<P>);

impl<P: Channel> channel::exports::bodega::channel::push::Guest for ChannelExport<P> {
    fn push() -> Result<PushAnswer, PushFailure> {
        let details = host::channel::changes::current();
        let items = host::channel::changes::items(0, details.items);
        let orders = host::channel::changes::orders(0, details.orders);
        P::push(&Changes { details, items, orders }, &mut EffectsHost)
    }
}

/// Exports a [`Reports`] implementation.
pub struct ReportsExport<P>(PhantomData<P>);

impl<P: Reports> reports::exports::bodega::reports::run::Guest for ReportsExport<P> {
    fn run() -> Result<Table, Refusal> {
        P::run(&host::reports::query::current(), &EffectsHost)
    }
}

/// Exports a [`Messaging`] implementation.
pub struct MessagingExport<P>(PhantomData<P>);

impl<P: Messaging> messaging::exports::bodega::messaging::send::Guest for MessagingExport<P> {
    fn send() -> Result<String, SendFailure> {
        P::send(&host::messaging::outgoing::current(), &mut EffectsHost)
    }
}

/// Exports an [`Exports`] implementation.
pub struct ExportsExport<P>(PhantomData<P>);

impl<P: Exports> exports::exports::bodega::exports::run::Guest for ExportsExport<P> {
    fn run() -> Result<u32, ExportFailure> {
        P::run(&host::exports::request::current(), &mut EffectsHost)
    }
}
