//! Ends the wait for a payment: completes or voids a sale, once; finds sales that waited too long.

use super::commit::event_rows;
use super::rows::{header_row, sale_digest, tender_rows};
use crate::db::{Row, Sql};
use crate::events::NewEvent;
use crate::ledger::TransferState;
use crate::ledger::book::NeedsWhole;
use crate::rollups::RollupKind;
use crate::stock::book::MoveSource;
use crate::stock::{StockDelta, StockGuard, StockReason};
use crate::writer::{Group, Needs, Piece};
use crate::{Store, StoreError};
use bodega_domain::ids::{OrgUnitId, VariantId};
use bodega_domain::ids::{SaleId, TenantId};
use bodega_domain::sale::SaleStatus;
use bodega_domain::sale::{Sale, Tender};
use tokio::sync::oneshot;

/// The payment of a sale came in.
#[derive(Clone, Debug)]
pub struct CompletePayment {
    /// The merchant.
    pub tenant: TenantId,
    /// The sale.
    pub sale: SaleId,
    /// Tenders as they now stand; those of the same id are replaced, others stay.
    pub tenders: Vec<Tender>,
    /// When the server took it.
    pub recorded_at_ms: i64,
    /// Told in the same transaction, if the sale becomes completed by this call. One of them must report on the sale
    /// (`subject`): it seals the sale as it now stands into the chain.
    pub events: Vec<NewEvent>,
}

/// A sale is given up before payment.
#[derive(Clone, Debug)]
pub struct VoidSale {
    /// The merchant.
    pub tenant: TenantId,
    /// The sale.
    pub sale: SaleId,
    /// Tenders as they now stand.
    pub tenders: Vec<Tender>,
    /// When the server took it.
    pub recorded_at_ms: i64,
    /// Told in the same transaction, if the sale becomes voided by this call. One of them must report on the sale.
    pub events: Vec<NewEvent>,
}

/// A sale whose payment is decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettledSale {
    /// The sale as stored.
    pub sale: Sale,
    /// Whether it had been decided the same way before; then nothing happened now.
    pub is_replay: bool,
}

/// Why a payment cannot complete a sale.
#[derive(Clone, Debug, thiserror::Error)]
pub enum PaymentError {
    /// There is no such sale.
    #[error("sale is unknown")]
    UnknownSale,
    /// It was voided: the money is to be refunded or shown to a person.
    #[error("sale was voided before the payment came")]
    AlreadyVoided,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a sale cannot be voided.
#[derive(Clone, Debug, thiserror::Error)]
pub enum VoidError {
    /// There is no such sale.
    #[error("sale is unknown")]
    UnknownSale,
    /// It is paid: only a return can undo it.
    #[error("sale is already completed")]
    AlreadyCompleted,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A sale that waited past its expiry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExpiredSale {
    /// The merchant.
    pub tenant: TenantId,
    /// The sale.
    pub sale: SaleId,
    /// When it expired.
    pub expires_at_ms: i64,
}

impl Store {
    /// Posts the claims and moves the stock of a sale that awaits payment; once.
    pub async fn complete_payment(&self, payment: CompletePayment) -> Result<SettledSale, PaymentError> {
        let decision = Decision {
            tenant: payment.tenant,
            sale: payment.sale,
            to: SaleStatus::Completed,
            tenders: payment.tenders,
            recorded_at_ms: payment.recorded_at_ms,
            events: payment.events,
        };
        match self.decide(decision).await? {
            Decided::Done(settled) => Ok(*settled),
            Decided::Unknown => Err(PaymentError::UnknownSale),
            Decided::Otherwise => Err(PaymentError::AlreadyVoided),
        }
    }

    /// Voids the claims and releases the stock of a sale that awaits payment; once.
    pub async fn void_sale(&self, void: VoidSale) -> Result<SettledSale, VoidError> {
        let decision = Decision {
            tenant: void.tenant,
            sale: void.sale,
            to: SaleStatus::Voided,
            tenders: void.tenders,
            recorded_at_ms: void.recorded_at_ms,
            events: void.events,
        };
        match self.decide(decision).await? {
            Decided::Done(settled) => Ok(*settled),
            Decided::Unknown => Err(VoidError::UnknownSale),
            Decided::Otherwise => Err(VoidError::AlreadyCompleted),
        }
    }

    async fn decide(&self, decision: Decision) -> Result<Decided, StoreError> {
        self.writer
            .submit(|reply| Box::new(DecisionPiece { decision: Box::new(decision), verdict: None, reply }))
            .await?
    }

    /// Sales of all tenants that await payment past their expiry, the longest first.
    pub async fn expired_sales(&self, now_ms: i64, limit: u32) -> Result<Vec<ExpiredSale>, StoreError> {
        let text = "SELECT tenant_id, id, expires_at_ms FROM sale \
                    WHERE status = 'awaiting_payment' AND expires_at_ms <= ? ORDER BY expires_at_ms LIMIT ?";
        let values = [now_ms.into(), i64::from(limit).into()];
        let rows = Sql::with(self.backend(), text, values).all(&self.db.read).await?;
        rows.iter()
            .map(|row| {
                Ok(ExpiredSale {
                    tenant: TenantId(row.at(0)?),
                    sale: SaleId(row.at(1)?),
                    expires_at_ms: row.at(2)?,
                })
            })
            .collect()
    }
}

/// Either way a wait for payment ends.
struct Decision {
    tenant: TenantId,
    sale: SaleId,
    to: SaleStatus,
    tenders: Vec<Tender>,
    recorded_at_ms: i64,
    events: Vec<NewEvent>,
}

/// What came of a decision.
enum Decided {
    Done(Box<SettledSale>),
    Unknown,
    /// It had been decided the other way.
    Otherwise,
}

/// A decision on its way through the writer.
struct DecisionPiece {
    decision: Box<Decision>,
    verdict: Option<Decided>,
    reply: oneshot::Sender<Result<Decided, StoreError>>,
}

impl Decision {
    fn apply_to(&self, group: &mut Group) -> Decided {
        let key = (self.tenant, self.sale);
        let Some(loaded) = group.loaded_sales.get_mut(&key) else {
            return Decided::Unknown;
        };
        if loaded.sale.status != SaleStatus::AwaitingPayment {
            if loaded.sale.status != self.to {
                return Decided::Otherwise;
            }
            return Decided::Done(Box::new(SettledSale { sale: loaded.sale.clone(), is_replay: true }));
        }
        loaded.sale.status = self.to;
        loaded.sale.expires_at_ms = None;
        for tender in &self.tenders {
            match loaded.sale.tenders.iter_mut().find(|known| known.id == tender.id) {
                Some(known) => *known = tender.clone(),
                None => loaded.sale.tenders.push(tender.clone()),
            }
        }
        let sale = loaded.sale.clone();
        let digest = sale_digest(&sale);
        loaded.digest = digest.as_str().to_owned();
        let head = header_row(self.tenant, &sale, &loaded.request_digest, &digest);
        group.rows.decided_sales.insert(key, (head, tender_rows(self.tenant, &sale)));
        group.rows.events.extend(event_rows(self.tenant, self.sale.0, &digest, &self.events));
        self.settle_claims(group);
        self.settle_stock(group, &sale);
        if self.to == SaleStatus::Completed {
            group.rows.count_sale(self.tenant, sale.member, self.recorded_at_ms);
            group.rows.roll_up(self.tenant, self.sale.0, RollupKind::Sale, &self.events);
        }
        Decided::Done(Box::new(SettledSale { sale, is_replay: false }))
    }

    fn settle_claims(&self, group: &mut Group) {
        let state = match self.to {
            SaleStatus::Completed => TransferState::Posted,
            _ => TransferState::Voided,
        };
        for pending in group.pending.remove(&(self.tenant, self.sale)).unwrap_or_default() {
            group.ledger.settle(&pending, state, self.recorded_at_ms);
        }
    }

    fn settle_stock(&self, group: &mut Group, sale: &Sale) {
        let reserved = group.reserved.remove(&(self.tenant, self.sale)).unwrap_or_default();
        let mut moved = Vec::with_capacity(reserved.len());
        for row in reserved {
            let (location, variant) = (OrgUnitId(row.location_id), VariantId(row.variant_id));
            group.stock.release((self.tenant, location, variant), row.delta_micros);
            // What was promised is not refused any more.
            let guard = StockGuard::AllowNegative;
            moved.push(StockDelta { variant, location, delta_micros: row.delta_micros, guard });
        }
        if self.to == SaleStatus::Completed {
            let source = MoveSource {
                document: self.sale.0,
                reason: StockReason::Sale,
                occurred_at_ms: sale.occurred_at_ms,
                recorded_at_ms: self.recorded_at_ms,
            };
            // Unguarded moves are never refused.
            let _ = group.stock.move_all(self.tenant, source, &moved);
        }
    }
}

impl Piece for DecisionPiece {
    fn gather(&self, needs: &mut Needs) {
        needs.settled_sales.entry(self.decision.tenant).or_default().insert(self.decision.sale);
    }

    fn apply(&mut self, group: &mut Group) -> Result<(), NeedsWhole> {
        group.begin();
        self.verdict = Some(self.decision.apply_to(group));
        Ok(())
    }

    fn answer(self: Box<Self>, outcome: Result<(), StoreError>) {
        let verdict = self.verdict.ok_or_else(|| StoreError::Damaged("a payment was not applied".to_owned()));
        // The caller may have gone away; the decision stays.
        let _ = self.reply.send(outcome.and(verdict));
    }
}
