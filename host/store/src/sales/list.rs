//! Lists sales page by page, newest first.

use crate::{Page, PageRequest, Store, StoreError};
use bodega_domain::ids::{MemberId, OrgUnitId, SaleId, TenantId, TerminalId};
use bodega_domain::sale::SaleStatus;

/// Which sales are wanted; `None` = any.
#[derive(Clone, Debug, Default)]
pub struct SaleFilter {
    /// The store.
    pub store: Option<OrgUnitId>,
    /// The member.
    pub member: Option<MemberId>,
    /// First business date, `YYYY-MM-DD`.
    pub date_from: Option<String>,
    /// Last business date.
    pub date_to: Option<String>,
    /// The status.
    pub status: Option<SaleStatus>,
}

/// A sale without its lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaleSummary {
    /// Its id.
    pub id: SaleId,
    /// The number people read.
    pub number: String,
    /// Where it stands.
    pub status: SaleStatus,
    /// The store.
    pub store: OrgUnitId,
    /// The terminal.
    pub terminal: TerminalId,
    /// The member.
    pub member: Option<MemberId>,
    /// By the device.
    pub occurred_at_ms: i64,
    /// By the server; the order of the list.
    pub recorded_at_ms: i64,
    /// The day it counts for.
    pub business_date: String,
    /// ISO 4217 code.
    pub currency: String,
    /// What was owed.
    pub total_minor: i64,
    /// Sum of discounts.
    pub discount_minor: i64,
}

impl Store {
    /// Sales, newest first.
    pub async fn list_sales(
        &self,
        tenant: TenantId,
        filter: &SaleFilter,
        page: &PageRequest,
    ) -> Result<Page<SaleSummary>, StoreError> {
        let _ = (tenant, filter, page);
        todo!()
    }
}
