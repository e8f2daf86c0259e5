//! Members on the wire. Personal data goes in with a member and comes out only by its own endpoint.

use crate::wire::wire_enum;
use bodega_app::members;
use serde::{Deserialize, Serialize};
use std::fmt;
use utoipa::ToSchema;
use uuid::Uuid;

wire_enum! {
    /// Whether a member takes part.
    MemberStatus = bodega_app::members::MemberStatus {
        /// Takes part.
        Active,
        /// Blocked by the merchant.
        Blocked,
        /// Erased on request; only the id is left. Cannot be set.
        Erased,
    }
}

/// A member to make or change.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PutMember {
    /// The code on the card, unique in the tenant.
    pub code: String,
    /// `active` where not given.
    #[serde(default = "active")]
    pub status: MemberStatus,
    /// When it joined, ms since 1970 UTC; now where not given.
    pub created_at_ms: Option<i64>,
    /// Personal data; what is stored stays where this is not given.
    pub person: Option<Person>,
}

/// A member of a batch.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BatchMember {
    /// Made by the client.
    pub id: Uuid,
    /// The code on the card, unique in the tenant.
    pub code: String,
    /// `active` where not given.
    #[serde(default = "active")]
    pub status: MemberStatus,
    /// When it joined, ms since 1970 UTC; now where not given.
    pub created_at_ms: Option<i64>,
    /// Personal data; what is stored stays where this is not given.
    pub person: Option<Person>,
}

fn active() -> MemberStatus {
    MemberStatus::Active
}

impl PutMember {
    pub(crate) fn into_put(self, id: Uuid) -> members::PutMember {
        members::PutMember {
            id: id.into(),
            code: self.code,
            status: self.status.into(),
            created_at_ms: self.created_at_ms,
            person: self.person.map(Into::into),
        }
    }
}

impl From<BatchMember> for members::PutMember {
    fn from(member: BatchMember) -> Self {
        members::PutMember {
            id: member.id.into(),
            code: member.code,
            status: member.status.into(),
            created_at_ms: member.created_at_ms,
            person: member.person.map(Into::into),
        }
    }
}

/// Members to make or change, one after the other.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MemberBatch {
    /// 1 to 500.
    #[schema(min_items = 1, max_items = 500)]
    pub members: Vec<BatchMember>,
}

/// How many were written.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct MembersWritten {
    /// Members.
    pub members: usize,
}

/// A member, without personal data.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Member {
    /// Its id.
    pub id: Uuid,
    /// The code on the card.
    pub code: String,
    /// Whether it takes part.
    pub status: MemberStatus,
    /// When it joined, ms since 1970 UTC.
    pub created_at_ms: i64,
}

impl From<members::Member> for Member {
    fn from(member: members::Member) -> Self {
        Member {
            id: member.id.0,
            code: member.code,
            status: member.status.into(),
            created_at_ms: member.created_at_ms,
        }
    }
}

/// A member with what others say of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct MemberDetail {
    /// Its id.
    pub id: Uuid,
    /// The code on the card.
    pub code: String,
    /// Whether it takes part.
    pub status: MemberStatus,
    /// When it joined, ms since 1970 UTC.
    pub created_at_ms: i64,
    /// Tags that plugins set, `plugin:tag`.
    pub tags: Vec<String>,
    /// Completed sales.
    pub sales_count: i64,
}

impl From<members::MemberDetail> for MemberDetail {
    fn from(detail: members::MemberDetail) -> Self {
        let member = Member::from(detail.member);
        MemberDetail {
            id: member.id,
            code: member.code,
            status: member.status,
            created_at_ms: member.created_at_ms,
            tags: detail.tags,
            sales_count: detail.sales_count,
        }
    }
}

/// Personal data of a member.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Person {
    /// Name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Telephone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// E-mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub birthday: Option<String>,
}

/// Personal data is not for logs.
impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Person { .. }")
    }
}

impl From<Person> for members::Person {
    fn from(person: Person) -> Self {
        members::Person {
            name: person.name,
            phone: person.phone,
            email: person.email,
            birthday: person.birthday,
        }
    }
}

impl From<members::Person> for Person {
    fn from(person: members::Person) -> Self {
        Person { name: person.name, phone: person.phone, email: person.email, birthday: person.birthday }
    }
}
