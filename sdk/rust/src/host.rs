//! What effectful points read and record.

use crate::{
    AccountQuestion, AccountSums, Balance, CryptoFailure, CryptoPart, DigestAlgorithm, Document,
    DocumentColumn, DocumentHead, DocumentRow, EgressFailure, EgressRequest, EgressResponse, FieldTest,
    FileInfo, Found, Goods, LogLevel, MoveLine, NewOrder, OrderRef, PaymentOutcome, Posting, Question,
    ReceiptOf, ReceiptState, Recipient, Repayment, StockLevel, SumRow,
};

/// What an effectful point may read and record. Reads see what is committed, never what was just recorded.
pub trait Host {
    /// The sale as JSON text.
    fn sale(&self, id: &str) -> Option<String>;
    /// A member's tags.
    fn member_tags(&self, member: &str) -> Vec<String>;
    /// What an own account can spend.
    fn available(&self, account: &str) -> i64;
    /// Own accounts whose key starts with `prefix`, by key, at most `max`.
    fn accounts(&self, prefix: &str, max: u32) -> Vec<Balance>;
    /// Grouped sums over own accounts.
    fn account_sums(&self, question: &AccountQuestion) -> Vec<AccountSums>;
    /// Settings as JSON text.
    fn settings(&self) -> String;
    /// An own document.
    fn document(&self, collection: &str, key: &str) -> Option<Document>;
    /// Own documents whose key starts with `prefix`, after key `after`, at most `max`.
    fn documents(&self, collection: &str, prefix: &str, after: Option<&str>, max: u32) -> Vec<Document>;
    /// A line in the installation's log; no personal data.
    fn log(&self, level: LogLevel, message: &str);
    /// Records postings that hold together.
    fn post(&mut self, postings: &[Posting], memo: &str);
    /// Sets a tag on a member; the host puts the plugin's name before it.
    fn add_tag(&mut self, member: &str, name: &str);
    /// Takes an own tag from a member.
    fn remove_tag(&mut self, member: &str, name: &str);
    /// Reports an event of the plugin's own type.
    fn emit(&mut self, event_type: &str, subject: &str, payload: &str);
    /// Writes a document; see `bodega:host/collection-effects` for `expected_version`.
    fn put(&mut self, collection: &str, key: &str, body: &str, expected_version: Option<u64>);
    /// Deletes a document.
    fn delete(&mut self, collection: &str, key: &str, expected_version: Option<u64>);

    /// The product with a variant of this SKU as JSON text.
    fn product(&self, sku: &str) -> Option<String>;
    /// The SKU that a barcode stands for.
    fn barcode(&self, code: &str) -> Option<String>;
    /// Products after the id `after`, by id, at most `max`, as JSON texts.
    fn products(&self, after: Option<&str>, max: u32) -> Vec<String>;
    /// What one unit of a SKU costs in a store at an instant, minor units.
    fn price_at(&self, sku: &str, store: &str, at_ms: i64) -> Option<i64>;
    /// What of a SKU is at a location, millionths.
    fn on_hand(&self, sku: &str, location: &str) -> i64;
    /// Stock of a location after the SKU `after`, by SKU, at most `max`.
    fn stock(&self, location: &str, after: Option<&str>, max: u32) -> Vec<StockLevel>;
    /// An org unit as JSON text.
    fn org_unit(&self, id: &str) -> Option<String>;
    /// Org units after the id `after`, by id, at most `max`, as JSON texts.
    fn org_units(&self, after: Option<&str>, max: u32) -> Vec<String>;
    /// Grouped sums.
    fn sums(&self, question: &Question) -> Vec<SumRow>;
    /// Own documents whose indexed fields pass all tests; a page and the cursor of the next.
    fn find(&self, collection: &str, tests: &[FieldTest], cursor: &str, max: u32) -> Found;
    /// An order as JSON text.
    fn order(&self, id: &str) -> Option<String>;
    /// An order of one of the plugin's own channels by the channel's id, as JSON text.
    fn find_order(&self, channel: &str, external_id: &str) -> Option<String>;
    /// Orders of any channel that stand there, by id after `after`, at most `max`, as JSON texts.
    fn orders(&self, status: &str, after: Option<&str>, max: u32) -> Vec<String>;
    /// Who gets an order: personal data.
    fn order_recipient(&self, order: &str) -> Option<Recipient>;
    /// Stores an order of a channel; one that is there stays as it is. See `bodega:data/order-effects`.
    fn place_order(&mut self, order: &NewOrder);
    /// The store said yes in the channel's own app.
    fn accept_order(&mut self, order: &OrderRef, at_ms: i64);
    /// The store said no there.
    fn reject_order(&mut self, order: &OrderRef, at_ms: i64, reason: Option<&str>);
    /// The order stands there now, by the channel's news.
    fn update_order(&mut self, order: &OrderRef, at_ms: i64, status: &str);
    /// The order was called off.
    fn cancel_order(&mut self, order: &OrderRef, at_ms: i64, reason: Option<&str>, goods: Goods);
    /// Money of the order went back.
    fn refund_order(&mut self, order: &OrderRef, at_ms: i64, repayment: &Repayment);
    /// Corrects the stock of a location.
    fn adjust_stock(&mut self, location: &str, lines: &[MoveLine]);
    /// Sends a message to a member once this is committed; `template` and `purpose` are those of the manifest.
    fn send_message(&mut self, member: &str, purpose: &str, template: &str, parameters: &str);
    /// Reports what became of a payment by its id, e.g. from a webhook; twice, late or out of order does no harm.
    fn report_payment(&mut self, payment: &str, outcome: &PaymentOutcome);

    /// Reports what became of a message that this plugin sent; repeated and late reports are harmless.
    fn report_receipt(&mut self, which: &ReceiptOf, state: &ReceiptState);

    /// An own file.
    fn file(&self, id: &str) -> Option<FileInfo>;
    /// At most `max` (and at most 1 MiB) bytes of an own file from `offset`.
    fn read_file(&self, id: &str, offset: u64, max: u32) -> Vec<u8>;
    /// Own files after the id `after`, oldest first, at most `max`.
    fn files(&self, after: Option<&str>, max: u32) -> Vec<FileInfo>;
    /// Begins a file and gives its number in this invocation.
    fn begin_file(&mut self, name: &str, media_type: &str) -> u32;
    /// Adds bytes to a file begun here; in pieces of less than a MiB.
    fn append_file(&mut self, file: u32, bytes: &[u8]);
    /// Begins a document that the host makes, and gives its number in this invocation.
    fn begin_document(&mut self, head: &DocumentHead) -> u32;
    /// Begins a table in a document.
    fn begin_table(&mut self, file: u32, title: &str, columns: &[DocumentColumn]);
    /// Adds rows to the last table of a document; a few thousand at a time.
    fn add_rows(&mut self, file: u32, rows: &[DocumentRow]);

    /// The time, ms since 1970 UTC.
    fn now_ms(&self) -> i64;
    /// The tenant's date and time at an instant.
    fn local_time(&self, at_ms: i64) -> String;
    /// `count` random bytes.
    fn random(&self, count: u32) -> Vec<u8>;
    /// Sends a request to an approved host; see `bodega:host/egress`.
    ///
    /// # Errors
    /// What the host says of it; a setback of the plugin's to deal with.
    fn egress(&self, request: &EgressRequest) -> Result<EgressResponse, EgressFailure>;
    /// An HMAC with a secret of the settings, or with bytes.
    ///
    /// # Errors
    /// Where the secret is not set.
    fn hmac(
        &self,
        algorithm: DigestAlgorithm,
        key: &CryptoPart,
        parts: &[CryptoPart],
    ) -> Result<Vec<u8>, CryptoFailure>;
    /// Whether an HMAC is right, compared in constant time.
    ///
    /// # Errors
    /// Where the secret is not set.
    fn hmac_verify(
        &self,
        algorithm: DigestAlgorithm,
        key: &CryptoPart,
        parts: &[CryptoPart],
        tag: &[u8],
    ) -> Result<bool, CryptoFailure>;
    /// A digest of the parts one after the other.
    ///
    /// # Errors
    /// Where a secret is not set.
    fn digest(&self, algorithm: DigestAlgorithm, parts: &[CryptoPart]) -> Result<Vec<u8>, CryptoFailure>;
    /// RSA PKCS#1 v1.5 over SHA-256.
    ///
    /// # Errors
    /// Where the key is not set or is none.
    fn rsa_sha256_sign(&self, key: &CryptoPart, parts: &[CryptoPart]) -> Result<Vec<u8>, CryptoFailure>;
    /// Whether such a signature is right.
    ///
    /// # Errors
    /// Where the key is not set or is none.
    fn rsa_sha256_verify(
        &self,
        key: &CryptoPart,
        parts: &[CryptoPart],
        signature: &[u8],
    ) -> Result<bool, CryptoFailure>;
}
