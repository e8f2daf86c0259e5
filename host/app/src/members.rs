//! Members: an opaque record that everything refers to, and personal data apart from it that nothing else shows.

mod contact;
mod held;
mod mask;

use crate::app::App;
use crate::check::{CODE_MAX, NAME_MAX, batch, date, page as page_error, refused, text};
use crate::context::OpContext;
use crate::error::{AppError, AppResult};
use bodega_domain::ids::MemberId;
pub use bodega_store::members::PersonKey;
use bodega_store::members::PutMemberError;
pub use bodega_store::members::{Member, MemberStatus, Person};
use bodega_store::{Page, PageRequest};
pub use contact::{Consent, ConsentWord, get_contact, list_consent_words, put_contact};
pub use held::{Held, erase_member, export_member};
pub use mask::{masked_address, masked_email, masked_name, masked_person, masked_phone};
use std::collections::BTreeSet;

/// The most members of one batch: each is a transaction of its own.
pub const MEMBERS_MAX: usize = 500;
/// The longest e-mail address (RFC 5321).
const EMAIL_MAX: usize = 254;

/// A member as a client sends it.
#[derive(Clone, Debug)]
pub struct PutMember {
    /// Made by the client.
    pub id: MemberId,
    /// The code on the card.
    pub code: String,
    /// `Active` or `Blocked`.
    pub status: MemberStatus,
    /// When it joined; now, or what was stored, where not given.
    pub created_at_ms: Option<i64>,
    /// Personal data; `None` leaves what is there.
    pub person: Option<Person>,
}

/// A member with what others say of it.
#[derive(Clone, Debug)]
pub struct MemberDetail {
    /// The member.
    pub member: Member,
    /// Tags that plugins set, `plugin:tag`.
    pub tags: Vec<String>,
    /// Completed sales.
    pub sales_count: i64,
}

/// Makes or changes a member.
pub async fn put_member(app: &App, cx: &OpContext, put: PutMember) -> AppResult<Member> {
    check("", &put)?;
    store_one(app, cx, "", put).await
}

/// Makes or changes members one after the other. One that is refused names its place; those before it are in, and
/// sending the whole batch again is safe.
pub async fn put_members(app: &App, cx: &OpContext, members: Vec<PutMember>) -> AppResult<usize> {
    batch("/members", members.len(), MEMBERS_MAX)?;
    let mut seen = BTreeSet::new();
    for (index, put) in members.iter().enumerate() {
        check(&format!("/members/{index}"), put)?;
        if !seen.insert(put.id) {
            let pointer = format!("/members/{index}/id");
            return Err(AppError::invalid(
                "batch.duplicate",
                pointer,
                "this member comes twice in the batch",
            ));
        }
    }
    let count = members.len();
    for (index, put) in members.into_iter().enumerate() {
        store_one(app, cx, &format!("/members/{index}"), put).await?;
    }
    Ok(count)
}

async fn store_one(app: &App, cx: &OpContext, at: &str, put: PutMember) -> AppResult<Member> {
    let before = app.store.get_member(cx.tenant, put.id).await?;
    if before.as_ref().is_some_and(|before| before.status == MemberStatus::Erased) {
        let error = AppError::conflict("member.erased", "this member was erased; make a new one");
        return Err(AppError { pointer: Some(format!("{at}/id")), ..error });
    }
    let joined = put.created_at_ms.or(before.map(|before| before.created_at_ms));
    let member = Member {
        id: put.id,
        code: put.code,
        status: put.status,
        created_at_ms: joined.unwrap_or_else(|| app.now_ms()),
    };
    let done = app.store.put_member(cx.tenant, &member, put.person.as_ref()).await;
    done.map_err(|error| match error {
        PutMemberError::Store(error) => refused(at, error),
        PutMemberError::CodeTaken => AppError {
            pointer: Some(format!("{at}/code")),
            ..AppError::conflict("member.code_taken", error.to_string())
        },
    })?;
    Ok(member)
}

/// One member with its tags, without personal data.
pub async fn get_member(app: &App, cx: &OpContext, id: MemberId) -> AppResult<MemberDetail> {
    let member = app.store.get_member(cx.tenant, id).await?.ok_or_else(|| unknown(id))?;
    let tags = app.store.member_tags(cx.tenant, id).await?;
    let sales_count = app.store.member_sales_count(cx.tenant, id).await?;
    Ok(MemberDetail { member, tags, sales_count })
}

/// The member whose card bears this code.
pub async fn find_member(app: &App, cx: &OpContext, code: &str) -> AppResult<Option<Member>> {
    Ok(app.store.find_member(cx.tenant, code).await?)
}

/// Members by code.
pub async fn list_members(app: &App, cx: &OpContext, page: &PageRequest) -> AppResult<Page<Member>> {
    app.store.list_members(cx.tenant, page).await.map_err(page_error)
}

/// Members that gave this telephone number or e-mail address, by code: more than one where it was given twice.
pub async fn find_people(app: &App, cx: &OpContext, key: &PersonKey) -> AppResult<Vec<Member>> {
    Ok(app.store.find_people(cx.tenant, key).await?)
}

/// The personal data of a member, masked unless the caller may see it.
pub async fn get_person(app: &App, cx: &OpContext, id: MemberId, may_see: bool) -> AppResult<Person> {
    if app.store.get_member(cx.tenant, id).await?.is_none() {
        return Err(unknown(id));
    }
    Ok(masked_person(app.store.get_person(cx.tenant, id).await?.unwrap_or_default(), may_see))
}

fn unknown(id: MemberId) -> AppError {
    AppError::not_found("member.unknown", format!("member {id}"))
}

fn check(at: &str, put: &PutMember) -> AppResult<()> {
    text(format!("{at}/code"), &put.code, CODE_MAX)?;
    if put.status == MemberStatus::Erased {
        let pointer = format!("{at}/status");
        return Err(AppError::invalid("member.status", pointer, "erasing is a request of its own"));
    }
    let Some(person) = &put.person else { return Ok(()) };
    let at = format!("{at}/person");
    if let Some(name) = &person.name {
        text(format!("{at}/name"), name, NAME_MAX)?;
    }
    if let Some(phone) = &person.phone {
        text(format!("{at}/phone"), phone, CODE_MAX)?;
    }
    if let Some(email) = &person.email {
        text(format!("{at}/email"), email, EMAIL_MAX)?;
        if !email.contains('@') {
            return Err(AppError::invalid(
                "email.invalid",
                format!("{at}/email"),
                "must be an e-mail address",
            ));
        }
    }
    match &person.birthday {
        Some(birthday) => date(format!("{at}/birthday"), birthday),
        None => Ok(()),
    }
}
