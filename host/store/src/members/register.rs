//! Makes, changes and finds members.

use super::MemberStatus;
use super::people::sealed;
use super::{Member, Person};
use crate::db::{self, OnConflict, Row, Sql};
use crate::entities::{member, member_person};
use crate::{Page, PageRequest, Store, StoreError};
use bodega_domain::ids::{MemberId, TenantId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// Why a member is refused.
#[derive(Clone, Debug, thiserror::Error)]
pub enum PutMemberError {
    /// Another member has this code.
    #[error("member code is taken")]
    CodeTaken,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// Makes or changes a member; personal data where given.
    pub async fn put_member(
        &self,
        tenant: TenantId,
        member: &Member,
        person: Option<&Person>,
    ) -> Result<(), PutMemberError> {
        let row = member::Model {
            tenant_id: tenant.0,
            id: member.id.0,
            code: member.code.clone(),
            status: member.status.as_str().to_owned(),
            created_at_ms: member.created_at_ms,
        };
        let keys = self.vault.keys(tenant).await?;
        let person = person.map(|person| sealed(&keys, tenant, member.id, person)).transpose()?;
        let tx = self.db.begin().await?;
        let change =
            OnConflict::Do("(tenant_id, id) DO UPDATE SET code = excluded.code, status = excluded.status");
        db::insert::<member::Entity>(&tx, &[row], change).await.map_err(|error| {
            if error.is_taken("member_code", "member.code") {
                PutMemberError::CodeTaken
            } else {
                error.into()
            }
        })?;
        if let Some(person) = person {
            let change = OnConflict::Do(
                "(tenant_id, member_id) DO UPDATE SET name = excluded.name, phone = excluded.phone, \
                 email = excluded.email, birthday = excluded.birthday, phone_hash = excluded.phone_hash, \
                 email_hash = excluded.email_hash",
            );
            db::insert::<member_person::Entity>(&tx, &[person], change).await?;
        }
        Ok(tx.commit().await.map_err(StoreError::from)?)
    }

    /// The member of this id.
    pub async fn get_member(&self, tenant: TenantId, id: MemberId) -> Result<Option<Member>, StoreError> {
        let found = member::Entity::find_by_id((tenant.0, id.0)).one(&self.db.read).await?;
        found.map(Member::try_from).transpose()
    }

    /// The member of this code.
    pub async fn find_member(&self, tenant: TenantId, code: &str) -> Result<Option<Member>, StoreError> {
        let found = member::Entity::find()
            .filter(member::Column::TenantId.eq(tenant.0))
            .filter(member::Column::Code.eq(code))
            .one(&self.db.read)
            .await?;
        found.map(Member::try_from).transpose()
    }

    /// Members by code.
    pub async fn list_members(
        &self,
        tenant: TenantId,
        page: &PageRequest,
    ) -> Result<Page<Member>, StoreError> {
        let mut query = member::Entity::find()
            .filter(member::Column::TenantId.eq(tenant.0))
            .order_by_asc(member::Column::Code)
            .limit(page.fetch());
        if let Some(code) = page.key::<String>()? {
            query = query.filter(member::Column::Code.gt(code));
        }
        page.page(query.all(&self.db.read).await?, |row| row.code.clone()).try_map(Member::try_from)
    }

    /// How many sales of the member were completed; the next one is this and one.
    pub async fn member_sales_count(&self, tenant: TenantId, member: MemberId) -> Result<i64, StoreError> {
        let text = "SELECT sales_count FROM member_stat WHERE tenant_id = ? AND member_id = ?";
        let values = [tenant.0.into(), member.0.into()];
        match Sql::with(self.backend(), text, values).one(&self.db.read).await? {
            Some(row) => row.at(0),
            None => Ok(0),
        }
    }
}

impl TryFrom<member::Model> for Member {
    type Error = StoreError;

    fn try_from(row: member::Model) -> Result<Self, StoreError> {
        Ok(Member {
            id: MemberId(row.id),
            code: row.code,
            status: MemberStatus::read(&row.status)?,
            created_at_ms: row.created_at_ms,
        })
    }
}
