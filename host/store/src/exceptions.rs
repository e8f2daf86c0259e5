//! Exceptions: what a person must look at, such as money that came for a voided sale.

use crate::{Page, PageRequest, Store, StoreError};
use bodega_domain::ids::TenantId;
use uuid::Uuid;

/// Something shown to a person until it is resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    /// Its id; raising the same one twice shows it once.
    pub id: Uuid,
    /// A stable code, e.g. `payment.late`.
    pub kind: String,
    /// The document it is about.
    pub document: Option<Uuid>,
    /// What happened, as JSON.
    pub message_json: String,
    /// When it was raised.
    pub raised_at_ms: i64,
    /// When a person dealt with it.
    pub resolved_at_ms: Option<i64>,
    /// Who did, and how.
    pub resolution: Option<String>,
}

impl Store {
    /// Shows something to a person.
    pub async fn raise_exception(&self, tenant: TenantId, exception: &Exception) -> Result<(), StoreError> {
        let _ = (tenant, exception);
        todo!()
    }

    /// Unresolved exceptions, oldest first.
    pub async fn list_exceptions(
        &self,
        tenant: TenantId,
        page: &PageRequest,
    ) -> Result<Page<Exception>, StoreError> {
        let _ = (tenant, page);
        todo!()
    }

    /// Marks an exception as dealt with. `false` = there is none open.
    pub async fn resolve_exception(
        &self,
        tenant: TenantId,
        id: Uuid,
        resolution: &str,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let _ = (tenant, id, resolution, now_ms);
        todo!()
    }
}
