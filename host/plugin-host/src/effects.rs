//! What an effectful invocation asked for. Nothing is written while it runs; the app checks and commits all of it, or none.

use crate::orders::OrderEffect;
use bodega_domain::digest::Digest;
use bodega_domain::document::Document;
use bodega_domain::ledger::Posting;
use bodega_domain::payment::PaymentAnswer;
use serde::{Serialize, Serializer};

/// Everything one invocation recorded, in order within each kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Effects {
    /// Ledger postings.
    pub postings: Vec<PostingGroup>,
    /// Writes to documents.
    pub documents: Vec<DocumentWrite>,
    /// Changes of members' tags.
    pub tags: Vec<TagChange>,
    /// Stock documents.
    pub stock: Vec<StockDocument>,
    /// Messages to members.
    pub messages: Vec<Message>,
    /// What became of messages that the plugin sent.
    pub receipts: Vec<Receipt>,
    /// Files and documents; an invocation names them by their place here.
    pub files: Vec<NewFile>,
    /// Events.
    pub events: Vec<EmittedEvent>,
    /// News of payments.
    pub payments: Vec<PaymentReport>,
    /// What is said of orders.
    pub orders: Vec<OrderEffect>,
}

impl Effects {
    /// Whether nothing was recorded.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many effects there are; each posting counts.
    pub fn len(&self) -> usize {
        let postings: usize = self.postings.iter().map(|g| g.postings.len().max(1)).sum();
        let moves: usize = self.stock.iter().map(|document| document.lines.len().max(1)).sum();
        let single = [
            self.documents.len(),
            self.tags.len(),
            self.messages.len(),
            self.receipts.len(),
            self.files.len(),
            self.events.len(),
            self.payments.len(),
        ];
        let orders: usize = self.orders.iter().map(OrderEffect::len).sum();
        postings + moves + orders + single.iter().sum::<usize>()
    }
}

/// Postings that hold together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PostingGroup {
    /// What is posted.
    pub postings: Vec<Posting>,
    /// For people who ask about the account.
    pub memo: String,
}

/// A write to a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DocumentWrite {
    /// Which collection.
    pub collection: String,
    /// Which document.
    pub key: String,
    /// JSON text; `None` deletes it.
    pub body: Option<String>,
    /// The version it must have (0 = must not exist); `None` = any.
    pub expected_version: Option<u64>,
}

/// A change of a member's tags.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TagChange {
    /// Whose.
    pub member: String,
    /// The tag without the plugin's name before it.
    pub name: String,
    /// What happens to it.
    pub action: TagAction,
}

/// What happens to a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum TagAction {
    /// It is set.
    Add,
    /// It is taken away.
    Remove,
}

/// Goods that come, go or are corrected, booked whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StockDocument {
    /// The location's id.
    pub location: String,
    /// SKU and millionths of stock units.
    pub lines: Vec<(String, i64)>,
}

/// A message to a member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Message {
    /// Whose.
    pub member: String,
    /// `service` or `marketing`: checked by the app.
    pub purpose: String,
    /// A text of the manifest.
    pub template: String,
    /// A JSON object of texts.
    pub parameters: String,
}

/// What a party reports of a payment by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PaymentReport {
    /// The payment's id.
    pub payment: String,
    /// What it says.
    pub answer: PaymentAnswer,
}

/// What became of a message that the plugin sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Receipt {
    /// Which message.
    pub which: ReceiptOf,
    /// `None` = it arrived; otherwise why not.
    pub failure: Option<String>,
}

/// How a receipt names its message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum ReceiptOf {
    /// By its own id.
    Message(String),
    /// By the provider's.
    Provider(String),
}

/// A file that the plugin writes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum NewFile {
    /// Bytes of the plugin's own.
    Bytes {
        /// Without a path: checked by the app.
        name: String,
        /// As the plugin says: checked by the app.
        media_type: String,
        /// In a comparison their digest stands for them.
        #[serde(serialize_with = "as_digest")]
        bytes: Vec<u8>,
    },
    /// Made by the host.
    Document(Document),
}

fn as_digest<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    Digest::of(bytes).serialize(serializer)
}

/// An event that the plugin reports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EmittedEvent {
    /// Type with version.
    pub kind: String,
    /// Ordering key.
    pub subject: String,
    /// JSON text.
    pub payload: String,
}
