//! Members: an opaque record, personal data apart from it, tags that plugins set, and how often each bought.

mod consents;
mod people;
mod register;
mod tags;

use crate::words::words;
use bodega_domain::ids::MemberId;

pub use consents::{Consent, ConsentWord};
pub use people::PersonKey;
pub use register::PutMemberError;
pub(crate) use tags::write_tags;

/// Whether a member takes part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MemberStatus {
    /// Takes part.
    Active,
    /// Blocked by the merchant.
    Blocked,
    /// Erased on request; only the id is left.
    Erased,
}

/// A member, without personal data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its id.
    pub id: MemberId,
    /// The code on the card, unique in the tenant.
    pub code: String,
    /// Whether it takes part.
    pub status: MemberStatus,
    /// When it joined.
    pub created_at_ms: i64,
}

/// Personal data of a member, in the clear; rows hold it sealed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// Name.
    pub name: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// E-mail.
    pub email: Option<String>,
    /// `YYYY-MM-DD`.
    pub birthday: Option<String>,
}

/// A tag set on or taken from a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagChange {
    /// Whom.
    pub member: MemberId,
    /// `plugin:tag`.
    pub tag: String,
    /// What is done.
    pub action: TagAction,
}

/// What is done with a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TagAction {
    /// Set it.
    Add,
    /// Take it away.
    Remove,
}

words!(MemberStatus { Active = "active", Blocked = "blocked", Erased = "erased" });
