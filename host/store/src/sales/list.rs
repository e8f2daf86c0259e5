//! Lists sales page by page, newest first.

use super::rows::read_status;
use crate::db::units_within;
use crate::entities::sale;
use crate::{Page, PageRequest, Store, StoreError};
use bodega_domain::ids::{MemberId, OrgUnitId, SaleId, TenantId, TerminalId};
use bodega_domain::org::Reach;
use bodega_domain::sale::SaleStatus;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

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
    /// Whose units' rows are wanted.
    pub reach: Reach,
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
        use sale::Column;
        let mut query = sale::Entity::find()
            .filter(Column::TenantId.eq(tenant.0))
            .order_by_desc(Column::RecordedAtMs)
            .order_by_desc(Column::Id)
            .limit(page.fetch());
        if let Some(store) = filter.store {
            query = query.filter(Column::StoreId.eq(store.0));
        }
        if let Some(units) = units_within(tenant, &filter.reach) {
            query = query.filter(Column::StoreId.in_subquery(units));
        }
        if let Some(member) = filter.member {
            query = query.filter(Column::MemberId.eq(member.0));
        }
        if let Some(from) = &filter.date_from {
            query = query.filter(Column::BusinessDate.gte(from.clone()));
        }
        if let Some(to) = &filter.date_to {
            query = query.filter(Column::BusinessDate.lte(to.clone()));
        }
        if let Some(status) = filter.status {
            query = query.filter(Column::Status.eq(status.as_str()));
        }
        if let Some((recorded_at_ms, id)) = page.key::<(i64, Uuid)>()? {
            // The first filter lets the index find the place, the second passes over equal times.
            query = query
                .filter(Column::RecordedAtMs.lte(recorded_at_ms))
                .filter(Condition::any().add(Column::RecordedAtMs.lt(recorded_at_ms)).add(Column::Id.lt(id)));
        }
        let page = page.page(query.all(&self.db.read).await?, |row| (row.recorded_at_ms, row.id));
        page.try_map(|row| {
            Ok(SaleSummary {
                id: SaleId(row.id),
                status: read_status(&row.status)?,
                number: row.number,
                store: OrgUnitId(row.store_id),
                terminal: TerminalId(row.terminal_id),
                member: row.member_id.map(MemberId),
                occurred_at_ms: row.occurred_at_ms,
                recorded_at_ms: row.recorded_at_ms,
                business_date: row.business_date,
                currency: row.currency,
                total_minor: row.total_minor,
                discount_minor: row.discount_minor,
            })
        })
    }
}
