//! What an event handler asked for. Nothing is written while it runs; the app checks and commits all of it, or none.

use bodega_domain::ledger::Posting;

/// Everything one invocation recorded, in order within each kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effects {
    /// Ledger postings.
    pub postings: Vec<PostingGroup>,
    /// Writes to documents.
    pub documents: Vec<DocumentWrite>,
    /// Changes of members' tags.
    pub tags: Vec<TagChange>,
    /// Events.
    pub events: Vec<EmittedEvent>,
}

impl Effects {
    /// Whether nothing was recorded.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many effects there are; each posting counts.
    pub fn len(&self) -> usize {
        let postings: usize = self.postings.iter().map(|g| g.postings.len().max(1)).sum();
        postings + self.documents.len() + self.tags.len() + self.events.len()
    }
}

/// Postings that hold together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostingGroup {
    /// What is posted.
    pub postings: Vec<Posting>,
    /// For people who ask about the account.
    pub memo: String,
}

/// A write to a document.
#[derive(Clone, Debug, PartialEq, Eq)]
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagChange {
    /// Whose.
    pub member: String,
    /// The tag without the plugin's name before it.
    pub name: String,
    /// What happens to it.
    pub action: TagAction,
}

/// What happens to a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TagAction {
    /// It is set.
    Add,
    /// It is taken away.
    Remove,
}

/// An event that the plugin reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmittedEvent {
    /// Type with version.
    pub kind: String,
    /// Ordering key.
    pub subject: String,
    /// JSON text.
    pub payload: String,
}
