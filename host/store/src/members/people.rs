//! Personal data: read, erased.

use super::Person;
use crate::{Store, StoreError};
use bodega_domain::ids::{MemberId, TenantId};

impl Store {
    /// The personal data of a member.
    pub async fn get_person(&self, tenant: TenantId, member: MemberId) -> Result<Option<Person>, StoreError> {
        let _ = (tenant, member);
        todo!()
    }

    /// Erases a member's personal data, tags and code; sales keep the bare id. `false` where there is none.
    pub async fn erase_member(&self, tenant: TenantId, member: MemberId) -> Result<bool, StoreError> {
        let _ = (tenant, member);
        todo!()
    }
}
