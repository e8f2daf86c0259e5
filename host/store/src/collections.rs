//! Collections: a plugin's own JSON documents, validated by its schema, versioned one by one.

mod about;
mod book;
mod check;
mod declare;
mod documents;
mod evolve;
pub(crate) mod generation;
mod list;
mod personal;
mod remove;
mod write;

pub use about::MemberDocument;
pub(crate) use book::{DocumentBook, DocumentKey, WriteConflict};
pub(crate) use check::{CheckedWrite, Validators};
pub use declare::DeclareError;
pub(crate) use declare::{Declared, Reindex, write as write_declarations};
pub use evolve::{RejectedDocument, SchemaCheck};
pub use list::{FieldTest, FieldValue};
pub(crate) use personal::BodyOf;
pub use write::DocumentError;

/// The largest document, bytes of JSON text.
pub const DOCUMENT_MAX: usize = 64 * 1024;

/// The longest key, bytes.
pub const DOCUMENT_KEY_MAX: usize = 200;

/// The most indexed fields of a collection.
pub const INDEXED_MAX: usize = 8;

/// The longest text value of an indexed field that is told apart, bytes; of longer ones only the start counts.
pub const INDEXED_TEXT_MAX: usize = 200;

/// What a plugin declares of a collection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collection {
    /// Name, unique in the plugin.
    pub name: String,
    /// JSON Schema, draft 2020-12.
    pub schema_json: String,
    /// Whether a change makes the plugin's snapshot stale (`x-compile`).
    pub is_compiled: bool,
    /// Names of top-level fields that lists may select by; their values are text, whole numbers or booleans.
    pub indexed: Vec<String>,
}

/// A stored document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Key, unique in the collection.
    pub key: String,
    /// Counts up from 1.
    pub version: u64,
    /// JSON text.
    pub body: String,
    /// When it was last written.
    pub updated_at_ms: i64,
}

/// A document to write or delete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentWrite {
    /// Collection.
    pub collection: String,
    /// Key.
    pub key: String,
    /// JSON text; `None` deletes.
    pub body: Option<String>,
    /// The version it must have now: 0 = it must not exist, `None` = any.
    pub expected_version: Option<u64>,
}
