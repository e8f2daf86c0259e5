//! Stock as one transaction sees it: changes are added up by place, and checked where they are guarded.

use super::{StockDelta, StockGuard, StockReason};
use crate::StoreError;
use crate::channels;
use crate::db::{self, OnConflict, Row, Sql, backend};
use crate::entities::{stock_balance, stock_move};
use bodega_domain::ids::{OrgUnitId, TenantId, VariantId};
use sea_orm::DatabaseTransaction;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Variants in one `IN` list.
const LOOKUP_MAX: usize = 512;

/// A variant at a location. Sorts as the table's key does.
pub(crate) type Place = (TenantId, OrgUnitId, VariantId);

/// A guarded change would take more than is available.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RanOut {
    pub variant: VariantId,
    pub location: OrgUnitId,
}

/// What a transaction will touch.
#[derive(Debug, Default)]
pub(crate) struct StockNeeds {
    places: BTreeSet<Place>,
    is_guarded: bool,
}

impl StockNeeds {
    /// These changes will be applied.
    pub fn deltas(&mut self, tenant: TenantId, deltas: &[StockDelta]) {
        for delta in deltas {
            self.places.insert((tenant, delta.location, delta.variant));
            self.is_guarded |= delta.guard == StockGuard::RequireAvailable;
        }
    }
}

/// On hand and reserved: as read, or what was added.
#[derive(Clone, Copy, Debug, Default)]
struct Amounts {
    on_hand: i64,
    reserved: i64,
}

/// The stock of one transaction.
#[derive(Debug, Default)]
pub(crate) struct StockBook {
    stored: BTreeMap<Place, Amounts>,
    added: BTreeMap<Place, Amounts>,
    moves: Vec<stock_move::Model>,
    journal: Vec<(Place, Option<Amounts>)>,
    journal_moves: usize,
}

/// Where moves come from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MoveSource {
    pub document: Uuid,
    pub reason: StockReason,
    pub occurred_at_ms: i64,
    pub recorded_at_ms: i64,
}

impl StockBook {
    /// Reads balances where any change is guarded: then all that are touched, in order and under lock on PostgreSQL,
    /// so that no row is locked out of order later.
    pub async fn load(tx: &DatabaseTransaction, needs: &StockNeeds) -> Result<Self, StoreError> {
        let mut book = StockBook::default();
        if !needs.is_guarded {
            return Ok(book);
        }
        let mut by_location: BTreeMap<(TenantId, OrgUnitId), Vec<Uuid>> = BTreeMap::new();
        for (tenant, location, variant) in &needs.places {
            by_location.entry((*tenant, *location)).or_default().push(variant.0);
        }
        for ((tenant, location), variants) in by_location {
            for chunk in variants.chunks(LOOKUP_MAX) {
                let text = "SELECT variant_id, on_hand_micros, reserved_micros FROM stock_balance \
                            WHERE tenant_id = ? AND location_id = ? AND variant_id IN ";
                let mut sql = Sql::with(backend(tx), text, [tenant.0.into(), location.0.into()]);
                sql.list(chunk.iter().copied()).push(" ORDER BY variant_id").for_update();
                for row in sql.all(tx).await? {
                    let amounts = Amounts { on_hand: row.at(1)?, reserved: row.at(2)? };
                    book.stored.insert((tenant, location, VariantId(row.at(0)?)), amounts);
                }
            }
        }
        Ok(book)
    }

    /// Starts a piece of work: what follows can be undone up to here.
    pub fn begin(&mut self) {
        self.journal.clear();
        self.journal_moves = self.moves.len();
    }

    /// Takes back everything since [`Self::begin`].
    pub fn undo(&mut self) {
        for (place, before) in std::mem::take(&mut self.journal).into_iter().rev() {
            match before {
                Some(amounts) => self.added.insert(place, amounts),
                None => self.added.remove(&place),
            };
        }
        self.moves.truncate(self.journal_moves);
    }

    /// Moves stock: rows and balances.
    pub fn move_all(
        &mut self,
        tenant: TenantId,
        source: MoveSource,
        deltas: &[StockDelta],
    ) -> Result<(), RanOut> {
        for (ordinal, delta) in (0i64..).zip(deltas) {
            let place = (tenant, delta.location, delta.variant);
            self.add(place, Amounts { on_hand: delta.delta_micros, reserved: 0 });
            self.check(place, delta)?;
            self.moves.push(stock_move::Model {
                tenant_id: tenant.0,
                document_id: source.document,
                ordinal,
                variant_id: delta.variant.0,
                location_id: delta.location.0,
                delta_micros: delta.delta_micros,
                reason: source.reason.as_str().to_owned(),
                occurred_at_ms: source.occurred_at_ms,
                recorded_at_ms: source.recorded_at_ms,
            });
        }
        Ok(())
    }

    /// Reserves what the changes would take.
    pub fn reserve_all(&mut self, tenant: TenantId, deltas: &[StockDelta]) -> Result<(), RanOut> {
        for delta in deltas {
            let place = (tenant, delta.location, delta.variant);
            self.add(place, Amounts { on_hand: 0, reserved: reserved_by(delta.delta_micros) });
            self.check(place, delta)?;
        }
        Ok(())
    }

    /// Reserves what one guarded change would take where that much is available; `false` = it is not, and nothing
    /// happened.
    pub fn reserve_available(&mut self, tenant: TenantId, delta: &StockDelta) -> bool {
        let place = (tenant, delta.location, delta.variant);
        let stored = self.stored.get(&place).copied().unwrap_or_default();
        let added = self.added.get(&place).copied().unwrap_or_default();
        let on_hand = stored.on_hand.saturating_add(added.on_hand);
        let reserved = stored.reserved.saturating_add(added.reserved);
        let wanted = reserved_by(delta.delta_micros);
        if on_hand.saturating_sub(reserved) < wanted {
            return false;
        }
        self.add(place, Amounts { on_hand: 0, reserved: wanted });
        true
    }

    /// Gives back what [`Self::reserve_all`] reserved for one change.
    pub fn release(&mut self, place: Place, delta_micros: i64) {
        self.add(place, Amounts { on_hand: 0, reserved: -reserved_by(delta_micros) });
    }

    fn add(&mut self, place: Place, more: Amounts) {
        self.journal.push((place, self.added.get(&place).copied()));
        let sum = self.added.entry(place).or_default();
        sum.on_hand = sum.on_hand.saturating_add(more.on_hand);
        sum.reserved = sum.reserved.saturating_add(more.reserved);
    }

    fn check(&self, place: Place, delta: &StockDelta) -> Result<(), RanOut> {
        if delta.guard == StockGuard::AllowNegative || delta.delta_micros >= 0 {
            return Ok(());
        }
        let stored = self.stored.get(&place).copied().unwrap_or_default();
        let added = self.added.get(&place).copied().unwrap_or_default();
        let on_hand = stored.on_hand.saturating_add(added.on_hand);
        if on_hand.saturating_sub(stored.reserved.saturating_add(added.reserved)) < 0 {
            return Err(RanOut { variant: delta.variant, location: delta.location });
        }
        Ok(())
    }

    /// Writes moves and balances, in the order of their keys.
    pub async fn flush(&self, tx: &DatabaseTransaction) -> Result<(), StoreError> {
        db::insert::<stock_move::Entity>(tx, &self.moves, OnConflict::Fail).await?;
        let rows: Vec<stock_balance::Model> = self
            .added
            .iter()
            .map(|((tenant, location, variant), amounts)| stock_balance::Model {
                tenant_id: tenant.0,
                location_id: location.0,
                variant_id: variant.0,
                on_hand_micros: amounts.on_hand,
                reserved_micros: amounts.reserved,
            })
            .collect();
        let add = "(tenant_id, location_id, variant_id) DO UPDATE SET \
                   on_hand_micros = stock_balance.on_hand_micros + excluded.on_hand_micros, \
                   reserved_micros = stock_balance.reserved_micros + excluded.reserved_micros";
        db::insert::<stock_balance::Entity>(tx, &rows, OnConflict::Do(add)).await?;
        channels::mark(tx, self.added.keys()).await
    }
}

/// What a change holds back before it happens.
fn reserved_by(delta_micros: i64) -> i64 {
    delta_micros.min(0).saturating_neg()
}
