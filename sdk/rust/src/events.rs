//! The events point as a plugin author sees it.

pub use crate::bindings::events::exports::bodega::events::handle::Failure;
use crate::{Balance, Document, Envelope, LogLevel, Posting};

/// Serves `events.handle`.
pub trait EventHandler {
    /// Handles one event. What it records through `host` is committed with the delivery mark after it returned
    /// ok, or not at all; a conflict at commit (an account below its floor, a stale document) calls it again.
    ///
    /// # Errors
    /// [`Failure::Retry`] to be called again later, [`Failure::Reject`] where that cannot help.
    fn handle(event: &Envelope, host: &mut impl Host) -> Result<(), Failure>;
}

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
}

/// Sum of what the accounts can spend.
pub fn ledger_total(balances: &[Balance]) -> i64 {
    balances.iter().map(|balance| balance.available).sum()
}
