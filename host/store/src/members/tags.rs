//! Tags of members.

use super::TagChange;
use crate::{Store, StoreError};
use bodega_domain::ids::{MemberId, TenantId};

impl Store {
    /// The tags of a member, sorted.
    pub async fn member_tags(&self, tenant: TenantId, member: MemberId) -> Result<Vec<String>, StoreError> {
        let _ = (tenant, member);
        todo!()
    }

    /// Sets and takes tags, all or none.
    pub async fn change_member_tags(
        &self,
        tenant: TenantId,
        changes: &[TagChange],
    ) -> Result<(), StoreError> {
        let _ = (tenant, changes);
        todo!()
    }
}
