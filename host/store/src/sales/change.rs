//! Changes a sale that awaits payment: its tenders, and at last whether it is completed or voided. A change is made to the sale
//! as it was read, or not at all. Also finds sales that waited too long.

use super::commit::event_rows;
use super::rows::{header_row, sale_digest, tender_rows};
use crate::db::{Row, Sql};
use crate::events::NewEvent;
use crate::ledger::book::{Entry, Mode, NeedsWhole, PostError};
use crate::ledger::ids::transfer_id;
use crate::ledger::{LedgerPosting, PostingRefused, TransferState};
use crate::payments::payment_row;
use crate::rollups::RollupKind;
use crate::stock::book::MoveSource;
use crate::stock::{StockDelta, StockGuard, StockReason};
use crate::writer::{Group, Needs, Piece};
use crate::{Store, StoreError};
use bodega_domain::ids::{OrgUnitId, SaleId, TenantId, VariantId};
use bodega_domain::payment::Payment;
use bodega_domain::sale::{Sale, SaleStatus};
use tokio::sync::oneshot;
use uuid::Uuid;

/// A change of a sale that awaits payment.
#[derive(Clone, Debug)]
pub struct ChangeSale {
    /// The merchant.
    pub tenant: TenantId,
    /// The sale as it was read; awaits payment.
    pub before: Sale,
    /// As it is to be: other tenders, what follows from them, status and expiry. `Completed` posts claims and moves
    /// stock, `Voided` gives both up.
    pub after: Sale,
    /// Postings of new tenders: held while the sale goes on waiting.
    pub claims: Vec<LedgerPosting>,
    /// New charges, or refunds of charges of a sale that is given up.
    pub payments: Vec<Payment>,
    /// When the server took it.
    pub recorded_at_ms: i64,
    /// Told in the same transaction. One of them must report on the sale (`subject`): it seals the sale as it now
    /// stands into the chain.
    pub events: Vec<NewEvent>,
}

/// Why a sale is not changed. Nothing of it is in the database.
#[derive(Clone, Debug, thiserror::Error)]
pub enum ChangeError {
    /// There is no such sale.
    #[error("sale is unknown")]
    UnknownSale,
    /// It is not as it was read, or does not await payment any more: read it again.
    #[error("sale changed meanwhile")]
    Changed,
    /// A claim cannot be posted.
    #[error("claim refused: {0}")]
    ClaimRefused(PostingRefused),
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
    /// Changes a sale that awaits payment. Answers after the transaction is durable.
    pub async fn change_sale(&self, change: ChangeSale) -> Result<Sale, ChangeError> {
        self.writer
            .submit(|reply| Box::new(ChangePiece { change: Box::new(change), verdict: None, reply }))
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

/// A change on its way through the writer.
struct ChangePiece {
    change: Box<ChangeSale>,
    verdict: Option<Result<(), ChangeError>>,
    reply: oneshot::Sender<Result<Sale, ChangeError>>,
}

impl ChangeSale {
    fn apply_to(&self, group: &mut Group) -> Result<(), Refusal> {
        let (tenant, sale) = (self.tenant, &self.after);
        let key = (tenant, sale.id);
        let loaded = group.loaded_sales.get(&key).ok_or(ChangeError::UnknownSale)?;
        let is_same = loaded.digest == sale_digest(&self.before).as_str();
        if !is_same || loaded.sale.status != SaleStatus::AwaitingPayment {
            return Err(ChangeError::Changed.into());
        }
        // The change's own name among the documents of the sale: another set of tenders is another actor.
        let actor = sale.tenders.last().map_or(Uuid::nil(), |tender| tender.id.0);
        for (ordinal, claim) in self.claims.iter().enumerate() {
            let entry = Entry {
                id: transfer_id(sale.id.0, actor, ordinal),
                document: sale.id.0,
                mode: if sale.status == SaleStatus::Completed { Mode::Post } else { Mode::Hold },
                at_ms: self.recorded_at_ms,
            };
            group.ledger.post(tenant, claim, entry)?;
        }
        // Nothing can refuse the change from here on.
        let digest = sale_digest(sale);
        if let Some(loaded) = group.loaded_sales.get_mut(&key) {
            loaded.sale = sale.clone();
            loaded.digest = digest.as_str().to_owned();
            let head = header_row(tenant, sale, &loaded.request_digest, &digest);
            group.rows.decided_sales.insert(key, (head, tender_rows(tenant, sale)));
        }
        group.rows.events.extend(event_rows(tenant, sale.id.0, &digest, &self.events));
        group.rows.payments.extend(self.payments.iter().map(|payment| payment_row(tenant, payment)));
        if sale.status != SaleStatus::AwaitingPayment {
            self.settle_claims(group);
            self.settle_stock(group);
        }
        if sale.status == SaleStatus::Completed {
            group.rows.count_sale(tenant, sale.member, self.recorded_at_ms);
            group.rows.roll_up(tenant, sale.id.0, RollupKind::Sale, &self.events);
        }
        Ok(())
    }

    fn settle_claims(&self, group: &mut Group) {
        let state = match self.after.status {
            SaleStatus::Completed => TransferState::Posted,
            _ => TransferState::Voided,
        };
        for pending in group.pending.remove(&(self.tenant, self.after.id)).unwrap_or_default() {
            group.ledger.settle(&pending, state, self.recorded_at_ms);
        }
    }

    fn settle_stock(&self, group: &mut Group) {
        let (tenant, sale) = (self.tenant, &self.after);
        let reserved = group.reserved.remove(&(tenant, sale.id)).unwrap_or_default();
        let mut moved = Vec::with_capacity(reserved.len());
        for row in reserved {
            let (location, variant) = (OrgUnitId(row.location_id), VariantId(row.variant_id));
            group.stock.release((tenant, location, variant), row.delta_micros);
            // What was promised is not refused any more.
            let guard = StockGuard::AllowNegative;
            moved.push(StockDelta { variant, location, delta_micros: row.delta_micros, guard });
        }
        if sale.status == SaleStatus::Completed {
            let source = MoveSource {
                document: sale.id.0,
                reason: StockReason::Sale,
                occurred_at_ms: sale.occurred_at_ms,
                recorded_at_ms: self.recorded_at_ms,
            };
            // Unguarded moves are never refused.
            let _ = group.stock.move_all(tenant, source, &moved);
        }
    }
}

impl Piece for ChangePiece {
    fn gather(&self, needs: &mut Needs) {
        let change = &*self.change;
        needs.settled_sales.entry(change.tenant).or_default().insert(change.after.id);
        change.claims.iter().for_each(|claim| needs.ledger.posting(change.tenant, claim));
    }

    fn apply(&mut self, group: &mut Group) -> Result<(), NeedsWhole> {
        group.begin();
        let verdict = match self.change.apply_to(group) {
            Ok(()) => Ok(()),
            Err(Refusal::NeedsWhole) => return Err(NeedsWhole),
            Err(Refusal::Change(error)) => {
                group.undo();
                Err(error)
            }
        };
        self.verdict = Some(verdict);
        Ok(())
    }

    fn answer(self: Box<Self>, outcome: Result<(), StoreError>) {
        let ChangePiece { change, verdict, reply } = *self;
        let lost = || Err(ChangeError::Store(StoreError::Damaged("a change was not applied".to_owned())));
        let answer = match outcome {
            Err(failure) => Err(ChangeError::Store(failure)),
            Ok(()) => verdict.unwrap_or_else(lost).map(|()| change.after),
        };
        // The caller may have gone away; the change stays.
        let _ = reply.send(answer);
    }
}

/// Why a change does not go into a group.
enum Refusal {
    Change(ChangeError),
    NeedsWhole,
}

impl From<ChangeError> for Refusal {
    fn from(error: ChangeError) -> Self {
        Refusal::Change(error)
    }
}

impl From<PostError> for Refusal {
    fn from(error: PostError) -> Self {
        match error {
            PostError::Refused(refused) => Refusal::Change(ChangeError::ClaimRefused(refused)),
            PostError::NeedsWhole => Refusal::NeedsWhole,
        }
    }
}
