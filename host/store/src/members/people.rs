//! Personal data: sealed, read, found by a keyed hash, erased.

use super::MemberStatus;
use super::{Member, Person};
use crate::db::{Row, Sql, to_json};
use crate::entities::member_person;
use crate::events::{NewEvent, write_events};
use crate::vault::{Place, Searched, TenantKeys};
use crate::{PAGE_MAX, Store, StoreError};
use bodega_domain::event::{MEMBER_ERASED, MemberErased};
use bodega_domain::ids::{EventId, MemberId, TenantId};
use sea_orm::EntityTrait;
use uuid::Uuid;

/// What members are found by, beside their code. Equal numbers are found however they are written; nothing is found by a
/// part of it, or by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PersonKey {
    /// A telephone number.
    Phone(String),
    /// An e-mail address.
    Email(String),
}

const TABLE: &str = "member_person";

fn place<'a>(column: &'static str, row: &'a str) -> Place<'a> {
    Place { table: TABLE, column, row }
}

/// The row of a person.
pub(super) fn sealed(
    keys: &TenantKeys,
    tenant: TenantId,
    member: MemberId,
    person: &Person,
) -> Result<member_person::Model, StoreError> {
    let id = member.0.to_string();
    let hash = |value: Option<Searched<'_>>| value.and_then(|value| keys.searched(value));
    Ok(member_person::Model {
        tenant_id: tenant.0,
        member_id: member.0,
        name: keys.seal_some(place("name", &id), person.name.as_deref())?,
        phone: keys.seal_some(place("phone", &id), person.phone.as_deref())?,
        email: keys.seal_some(place("email", &id), person.email.as_deref())?,
        birthday: keys.seal_some(place("birthday", &id), person.birthday.as_deref())?,
        phone_hash: hash(person.phone.as_deref().map(Searched::Phone)),
        email_hash: hash(person.email.as_deref().map(Searched::Email)),
    })
}

impl Store {
    /// The personal data of a member.
    pub async fn get_person(&self, tenant: TenantId, member: MemberId) -> Result<Option<Person>, StoreError> {
        let found = member_person::Entity::find_by_id((tenant.0, member.0)).one(&self.db.read).await?;
        let Some(row) = found else { return Ok(None) };
        let (id, vault) = (member.0.to_string(), &self.vault);
        Ok(Some(Person {
            name: vault.open_some(tenant, place("name", &id), row.name).await?,
            phone: vault.open_some(tenant, place("phone", &id), row.phone).await?,
            email: vault.open_some(tenant, place("email", &id), row.email).await?,
            birthday: vault.open_some(tenant, place("birthday", &id), row.birthday).await?,
        }))
    }

    /// Members that have this number or address, by code; more than one where it was given twice. At most 500.
    pub async fn find_people(&self, tenant: TenantId, key: &PersonKey) -> Result<Vec<Member>, StoreError> {
        let (column, searched) = match key {
            PersonKey::Phone(phone) => ("phone_hash", Searched::Phone(phone)),
            PersonKey::Email(email) => ("email_hash", Searched::Email(email)),
        };
        let Some(hash) = self.vault.keys(tenant).await?.searched(searched) else { return Ok(Vec::new()) };
        let text = format!(
            "SELECT m.id, m.code, m.status, m.created_at_ms FROM member_person p \
             JOIN member m ON m.tenant_id = p.tenant_id AND m.id = p.member_id \
             WHERE p.tenant_id = ? AND p.{column} = ? ORDER BY m.code LIMIT ?"
        );
        let values = [tenant.0.into(), hash.into(), i64::from(PAGE_MAX).into()];
        let rows = Sql::with(self.backend(), &text, values).all(&self.db.read).await?;
        rows.iter()
            .map(|row| {
                Ok(Member {
                    id: MemberId(row.at(0)?),
                    code: row.at(1)?,
                    status: MemberStatus::read(&row.at::<String>(2)?)?,
                    created_at_ms: row.at(3)?,
                })
            })
            .collect()
    }

    /// Erases what is held of a member: personal data, tags, addresses, consents, messages, its code. Sales and transfers
    /// keep the bare id. An event tells plugins; once, however often it is asked for. `false` where there is no member.
    pub async fn erase_member(
        &self,
        tenant: TenantId,
        member: MemberId,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let of = || [tenant.0.into(), member.0.into()];
        let tx = self.db.begin().await?;
        let text = "SELECT status FROM member WHERE tenant_id = ? AND id = ?";
        let row = Sql::with(self.backend(), text, of()).for_update().take().one(&tx).await?;
        let status = row.map(|row| MemberStatus::read(&row.at::<String>(0)?)).transpose()?;
        for table in OF_MEMBER {
            let text = format!("DELETE FROM {table} WHERE tenant_id = ? AND member_id = ?");
            Sql::with(self.backend(), &text, of()).execute(&tx).await?;
        }
        // The code may say who it was; the id says nothing.
        let text = "UPDATE member SET code = ?, status = ? WHERE tenant_id = ? AND id = ?";
        let [tenant_id, id] = of();
        let code = format!("erased:{member}");
        let values = [code.into(), MemberStatus::Erased.as_str().into(), tenant_id, id];
        Sql::with(self.backend(), text, values).execute(&tx).await?;
        if status.is_some_and(|status| status != MemberStatus::Erased) {
            let event = NewEvent {
                id: EventId(Uuid::now_v7()),
                event_type: MEMBER_ERASED.to_owned(),
                ordering_key: member.to_string(),
                subject: Some(member.0),
                store: None,
                occurred_at_ms: now_ms,
                recorded_at_ms: now_ms,
                depth: 0,
                payload_json: to_json(&MemberErased { member }),
            };
            write_events(&tx, vec![event.row(tenant, None)]).await?;
        }
        tx.commit().await?;
        Ok(status.is_some())
    }
}

/// Tables whose rows are a member's own, by its column `member_id`.
const OF_MEMBER: [&str; 7] = [
    TABLE,
    "member_tag",
    "member_stat",
    "member_address",
    "member_consent",
    "member_consent_word",
    "message",
];
