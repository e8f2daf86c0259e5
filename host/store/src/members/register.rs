//! Makes, changes and finds members.

use super::{Member, Person};
use crate::{Page, PageRequest, Store, StoreError};
use bodega_domain::ids::{MemberId, TenantId};

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
        let _ = (tenant, member, person);
        todo!()
    }

    /// The member of this id.
    pub async fn get_member(&self, tenant: TenantId, id: MemberId) -> Result<Option<Member>, StoreError> {
        let _ = (tenant, id);
        todo!()
    }

    /// The member of this code.
    pub async fn find_member(&self, tenant: TenantId, code: &str) -> Result<Option<Member>, StoreError> {
        let _ = (tenant, code);
        todo!()
    }

    /// Members by code.
    pub async fn list_members(
        &self,
        tenant: TenantId,
        page: &PageRequest,
    ) -> Result<Page<Member>, StoreError> {
        let _ = (tenant, page);
        todo!()
    }

    /// How many sales of the member were completed; the next one is this and one.
    pub async fn member_sales_count(&self, tenant: TenantId, member: MemberId) -> Result<i64, StoreError> {
        let _ = (tenant, member);
        todo!()
    }
}
