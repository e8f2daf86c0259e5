//! Applies receipts, adjustments and transfers; lists moves.

use super::StockReason;
use super::book::{MoveSource, RanOut, StockBook, StockNeeds};
use super::{Applied, MoveStock, StockMove};
use crate::db::narrow;
use crate::entities::stock_move;
use crate::events::write_events;
use crate::rollups::{RollupKind, write_due};
use crate::{Page, PageRequest, Store, StoreError};
use bodega_domain::ids::{OrgUnitId, TenantId, VariantId};
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

/// Why a stock document is refused, whole.
#[derive(Clone, Debug, thiserror::Error)]
pub enum MoveStockError {
    /// The document id was used for other moves.
    #[error("document id was already used for other stock moves")]
    KeyReused,
    /// A guarded change would take more than is available.
    #[error("stock ran out for variant {variant}")]
    OutOfStock {
        /// What ran out.
        variant: VariantId,
        /// Where.
        location: OrgUnitId,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<RanOut> for MoveStockError {
    fn from(out: RanOut) -> Self {
        MoveStockError::OutOfStock { variant: out.variant, location: out.location }
    }
}

/// How often a document is tried when nodes meet at it.
const ATTEMPTS_MAX: u32 = 4;

impl Store {
    /// Applies a stock document once.
    pub async fn move_stock(&self, tenant: TenantId, document: MoveStock) -> Result<Applied, MoveStockError> {
        let mut attempts = 0;
        loop {
            attempts += 1;
            match self.try_move(tenant, &document).await {
                // The same document came twice at once, or a deadlock was broken.
                Err(MoveStockError::Store(StoreError::Taken(_) | StoreError::Busy(_)))
                    if attempts < ATTEMPTS_MAX => {}
                result => return result,
            }
        }
    }

    async fn try_move(&self, tenant: TenantId, document: &MoveStock) -> Result<Applied, MoveStockError> {
        let tx = self.db.begin().await?;
        let before = moves_of(&tx, tenant, document.document).await?;
        if !before.is_empty() {
            let is_same = before.len() == document.deltas.len()
                && before.iter().zip(&document.deltas).all(|(row, delta)| {
                    (row.variant_id, row.location_id, row.delta_micros, row.reason.as_str())
                        == (delta.variant.0, delta.location.0, delta.delta_micros, document.reason.as_str())
                });
            return if is_same { Ok(Applied::Before) } else { Err(MoveStockError::KeyReused) };
        }
        let mut needs = StockNeeds::default();
        needs.deltas(tenant, &document.deltas);
        let mut book = StockBook::load(&tx, &needs).await?;
        let source = MoveSource {
            document: document.document,
            reason: document.reason,
            occurred_at_ms: document.occurred_at_ms,
            recorded_at_ms: document.recorded_at_ms,
        };
        book.move_all(tenant, source, &document.deltas)?;
        write_events(&tx, document.events.iter().map(|event| event.row(tenant, None)).collect()).await?;
        book.flush(&tx).await?;
        write_due(&tx, &[(tenant, document.document, RollupKind::Stock)]).await?;
        tx.commit().await.map_err(StoreError::from)?;
        Ok(Applied::Now)
    }

    /// The moves of a variant at a location, newest first.
    pub async fn list_stock_moves(
        &self,
        tenant: TenantId,
        variant: VariantId,
        location: OrgUnitId,
        page: &PageRequest,
    ) -> Result<Page<StockMove>, StoreError> {
        use stock_move::Column;
        let mut query = stock_move::Entity::find()
            .filter(Column::TenantId.eq(tenant.0))
            .filter(Column::LocationId.eq(location.0))
            .filter(Column::VariantId.eq(variant.0))
            .order_by_desc(Column::RecordedAtMs)
            .order_by_desc(Column::DocumentId)
            .order_by_desc(Column::Ordinal)
            .limit(page.fetch());
        if let Some((recorded_at_ms, document, ordinal)) = page.key::<(i64, Uuid, i64)>()? {
            // The first filter lets the index find the place, the second passes over equal times.
            query = query.filter(Column::RecordedAtMs.lte(recorded_at_ms)).filter(
                Condition::any()
                    .add(Column::RecordedAtMs.lt(recorded_at_ms))
                    .add(Column::DocumentId.lt(document))
                    .add(
                        Condition::all()
                            .add(Column::DocumentId.eq(document))
                            .add(Column::Ordinal.lt(ordinal)),
                    ),
            );
        }
        let rows = query.all(&self.db.read).await?;
        let page = page.page(rows, |row| (row.recorded_at_ms, row.document_id, row.ordinal));
        page.try_map(|row| {
            Ok(StockMove {
                document: row.document_id,
                ordinal: narrow(row.ordinal, "ordinal")?,
                variant: VariantId(row.variant_id),
                location: OrgUnitId(row.location_id),
                delta_micros: row.delta_micros,
                reason: StockReason::read(&row.reason)?,
                occurred_at_ms: row.occurred_at_ms,
            })
        })
    }
}

async fn moves_of(
    tx: &DatabaseTransaction,
    tenant: TenantId,
    document: Uuid,
) -> Result<Vec<stock_move::Model>, StoreError> {
    Ok(stock_move::Entity::find()
        .filter(stock_move::Column::TenantId.eq(tenant.0))
        .filter(stock_move::Column::DocumentId.eq(document))
        .order_by_asc(stock_move::Column::Ordinal)
        .all(tx)
        .await?)
}
