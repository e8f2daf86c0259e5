//! Personal data: read, erased.

use super::MemberStatus;
use super::Person;
use crate::db::Sql;
use crate::entities::member_person;
use crate::{Store, StoreError};
use bodega_domain::ids::{MemberId, TenantId};
use sea_orm::EntityTrait;

impl Store {
    /// The personal data of a member.
    pub async fn get_person(&self, tenant: TenantId, member: MemberId) -> Result<Option<Person>, StoreError> {
        let found = member_person::Entity::find_by_id((tenant.0, member.0)).one(&self.db.read).await?;
        Ok(found.map(|row| Person {
            name: row.name,
            phone: row.phone,
            email: row.email,
            birthday: row.birthday,
        }))
    }

    /// Erases a member's personal data, tags and code; sales keep the bare id. `false` where there is none.
    pub async fn erase_member(&self, tenant: TenantId, member: MemberId) -> Result<bool, StoreError> {
        let tx = self.db.begin().await?;
        for table in ["member_person", "member_tag", "member_stat", "member_address", "member_consent"] {
            let text = format!("DELETE FROM {table} WHERE tenant_id = ? AND member_id = ?");
            Sql::with(self.backend(), &text, [tenant.0.into(), member.0.into()]).execute(&tx).await?;
        }
        // The code may say who it was; the id says nothing.
        let text = "UPDATE member SET code = ?, status = ? WHERE tenant_id = ? AND id = ?";
        let code = format!("erased:{member}");
        let values = [code.into(), MemberStatus::Erased.as_str().into(), tenant.0.into(), member.0.into()];
        let changed = Sql::with(self.backend(), text, values).execute(&tx).await?;
        tx.commit().await?;
        Ok(changed > 0)
    }
}
