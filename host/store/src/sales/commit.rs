//! Commits a priced sale in one transaction: sale, ledger, stock, member's count, events.
//! Pricing happened earlier; nothing here calls a plugin or the network.

use super::rows::{SaleRows, pricing_row, sale_digest};
use crate::entities::{event, sale_pricing, stock_reservation};
use crate::events::NewEvent;
use crate::ledger::book::{Entry, Mode, NeedsWhole, PostError};
use crate::ledger::ids::transfer_id;
use crate::ledger::{LedgerPosting, PostingRefused};
use crate::payments::payment_row;
use crate::rollups::RollupKind;
use crate::stock::StockDelta;
use crate::stock::StockReason;
use crate::stock::book::{MoveSource, RanOut};
use crate::writer::{Group, Needs, Piece};
use crate::{Store, StoreError};
use bodega_domain::digest::Digest;
use bodega_domain::ids::{OrgUnitId, TenantId, VariantId};
use bodega_domain::payment::Payment;
use bodega_domain::sale::Sale;
use bodega_domain::sale::SaleStatus;
use serde::Deserialize;
use tokio::sync::oneshot;
use uuid::Uuid;

/// A sale with all that becomes true together with it.
#[derive(Clone, Debug)]
pub struct CommitSale {
    /// The merchant.
    pub tenant: TenantId,
    /// The sale, footing checked. `AwaitingPayment` holds claims and reserves stock; `Completed` posts and moves.
    pub sale: Sale,
    /// Digest of the request; the same sale id with another digest is refused.
    pub request_digest: Digest,
    /// The pricing input as JSON, stored byte for byte.
    pub input_json: String,
    /// The consulted installations with their answers as JSON, stored byte for byte.
    pub consulted_json: String,
    /// What was checked, as JSON, stored byte for byte.
    pub checks_json: String,
    /// Postings of adjustments and tenders, in order.
    pub claims: Vec<LedgerPosting>,
    /// What leaves the shelf (negative).
    pub stock: Vec<StockDelta>,
    /// Told in the same transaction.
    pub events: Vec<NewEvent>,
    /// Charges of its tenders that plugins move; nobody is asked before they are stored.
    pub payments: Vec<Payment>,
}

/// A sale that is in the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommittedSale {
    /// The sale as stored.
    pub sale: Sale,
    /// Whether it was there before; then nothing happened now.
    pub is_replay: bool,
}

/// Why a sale is refused. Nothing of it is in the database.
#[derive(Clone, Debug, thiserror::Error)]
pub enum CommitError {
    /// The id was used for another request.
    #[error("sale id was already used for a different sale")]
    KeyReused,
    /// The number was used for another sale.
    #[error("sale number {number:?} is taken")]
    NumberTaken {
        /// The number.
        number: String,
    },
    /// A claim cannot be posted: price again.
    #[error("claim refused: {0}")]
    ClaimRefused(PostingRefused),
    /// Guarded stock is not available.
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

impl Store {
    /// Commits a sale once, together with others that wait. Answers after the transaction is durable.
    ///
    /// # Errors
    /// [`CommitError::Store`] with a retryable cause leaves open whether the sale is in: send the same again.
    pub async fn commit_sale(&self, commit: CommitSale) -> Result<CommittedSale, CommitError> {
        if commit.sale.status == SaleStatus::Voided {
            return Err(StoreError::Refused("a sale is not born voided".to_owned()).into());
        }
        let (tenant, id) = (commit.tenant, commit.sale.id);
        // Rows are made here, on the caller's thread: the writer only joins them.
        let rows = Box::new(CommitRows::of(&commit)?);
        let verdict = self
            .writer
            .submit(|reply| {
                Box::new(SalePiece { commit: Box::new(commit), rows: Some(rows), verdict: None, reply })
            })
            .await??;
        match verdict {
            Verdict::Committed(sale) => Ok(CommittedSale { sale: *sale, is_replay: false }),
            Verdict::Replay => {
                let sale = self.get_sale(tenant, id).await?;
                let sale = sale.ok_or_else(|| StoreError::Damaged("a sale went missing".to_owned()))?;
                Ok(CommittedSale { sale, is_replay: true })
            }
        }
    }
}

/// What the writer says of a sale.
#[derive(Debug)]
enum Verdict {
    Committed(Box<Sale>),
    Replay,
}

/// The rows of a sale that need nothing but the sale itself.
#[derive(Debug)]
struct CommitRows {
    sale: SaleRows,
    pricing: sale_pricing::Model,
    reservations: Vec<stock_reservation::Model>,
    events: Vec<event::Model>,
}

impl CommitRows {
    fn of(commit: &CommitSale) -> Result<Self, StoreError> {
        #[derive(Deserialize)]
        struct Version {
            arithmetic: u32,
        }
        let version: Version = serde_json::from_str(&commit.input_json)
            .map_err(|error| StoreError::Refused(format!("pricing input: {error}")))?;
        let (tenant, sale) = (commit.tenant, &commit.sale);
        let digest = sale_digest(sale);
        let reservations = match sale.status {
            SaleStatus::AwaitingPayment => (0i64..)
                .zip(&commit.stock)
                .map(|(ordinal, delta)| stock_reservation::Model {
                    tenant_id: tenant.0,
                    sale_id: sale.id.0,
                    ordinal,
                    variant_id: delta.variant.0,
                    location_id: delta.location.0,
                    delta_micros: delta.delta_micros,
                })
                .collect(),
            _ => Vec::new(),
        };
        Ok(CommitRows {
            sale: SaleRows::of(tenant, sale, commit.request_digest.as_str(), &digest),
            pricing: pricing_row(tenant, sale.id, version.arithmetic, commit),
            reservations,
            events: event_rows(tenant, sale.id.0, &digest, &commit.events),
        })
    }
}

/// Rows of a document's events; those that report on the document seal its digest.
pub(crate) fn event_rows(
    tenant: TenantId,
    document: Uuid,
    digest: &Digest,
    events: &[NewEvent],
) -> Vec<event::Model> {
    events
        .iter()
        .map(|event| event.row(tenant, (event.subject == Some(document)).then_some(digest)))
        .collect()
}

/// A sale on its way through the writer.
struct SalePiece {
    commit: Box<CommitSale>,
    /// Taken by the first attempt; made again by later ones.
    rows: Option<Box<CommitRows>>,
    verdict: Option<Result<bool, CommitError>>,
    reply: oneshot::Sender<Result<Verdict, CommitError>>,
}

impl SalePiece {
    /// `true` = committed now, `false` = a replay.
    fn apply_to(&mut self, group: &mut Group) -> Result<bool, Refusal> {
        let commit = &*self.commit;
        let (tenant, sale) = (commit.tenant, &commit.sale);
        if let Some(digest) = group.sales.get(&(tenant, sale.id)) {
            let is_same = digest == commit.request_digest.as_str();
            return if is_same { Ok(false) } else { Err(CommitError::KeyReused.into()) };
        }
        let number = (tenant, sale.number.clone());
        if group.sale_numbers.contains(&number) {
            return Err(CommitError::NumberTaken { number: number.1 }.into());
        }
        let is_paid = sale.status == SaleStatus::Completed;
        for (ordinal, claim) in commit.claims.iter().enumerate() {
            let entry = Entry {
                id: transfer_id(sale.id.0, Uuid::nil(), ordinal),
                document: sale.id.0,
                mode: if is_paid { Mode::Post } else { Mode::Hold },
                at_ms: sale.recorded_at_ms,
            };
            group.ledger.post(tenant, claim, entry)?;
        }
        if is_paid {
            let source = MoveSource {
                document: sale.id.0,
                reason: StockReason::Sale,
                occurred_at_ms: sale.occurred_at_ms,
                recorded_at_ms: sale.recorded_at_ms,
            };
            group.stock.move_all(tenant, source, &commit.stock)?;
        } else {
            group.stock.reserve_all(tenant, &commit.stock)?;
        }
        let rows = match self.rows.take() {
            Some(rows) => *rows,
            None => CommitRows::of(commit).map_err(CommitError::Store)?,
        };
        // Nothing can refuse the sale from here on.
        if is_paid {
            group.rows.count_sale(tenant, sale.member, sale.recorded_at_ms);
            group.rows.roll_up(tenant, sale.id.0, RollupKind::Sale, &commit.events);
        }
        group.sales.insert((tenant, sale.id), commit.request_digest.as_str().to_owned());
        group.sale_numbers.insert(number);
        group.rows.sales.push(rows.sale);
        group.rows.pricings.push(rows.pricing);
        group.rows.reservations.extend(rows.reservations);
        group.rows.events.extend(rows.events);
        group.rows.payments.extend(commit.payments.iter().map(|payment| payment_row(tenant, payment)));
        Ok(true)
    }
}

impl Piece for SalePiece {
    fn gather(&self, needs: &mut Needs) {
        let (tenant, sale) = (self.commit.tenant, &self.commit.sale);
        needs.new_sales.entry(tenant).or_default().push((sale.id, sale.number.clone()));
        self.commit.claims.iter().for_each(|claim| needs.ledger.posting(tenant, claim));
        needs.stock.deltas(tenant, &self.commit.stock);
    }

    fn apply(&mut self, group: &mut Group) -> Result<(), NeedsWhole> {
        group.begin();
        let verdict = match self.apply_to(group) {
            Ok(is_new) => Ok(is_new),
            Err(Refusal::NeedsWhole) => return Err(NeedsWhole),
            Err(Refusal::Commit(error)) => {
                group.undo();
                Err(error)
            }
        };
        self.verdict = Some(verdict);
        Ok(())
    }

    fn answer(self: Box<Self>, outcome: Result<(), StoreError>) {
        let SalePiece { commit, verdict, reply, .. } = *self;
        let answer = match (outcome, verdict) {
            (Err(failure), _) => Err(CommitError::Store(failure)),
            (Ok(()), Some(Ok(true))) => Ok(Verdict::Committed(Box::new(commit.sale))),
            (Ok(()), Some(Ok(false))) => Ok(Verdict::Replay),
            (Ok(()), Some(Err(error))) => Err(error),
            (Ok(()), None) => {
                Err(CommitError::Store(StoreError::Damaged("a sale was not applied".to_owned())))
            }
        };
        // The caller may have gone away; the sale stays.
        let _ = reply.send(answer);
    }
}

/// Why a sale does not go into a group.
enum Refusal {
    Commit(CommitError),
    NeedsWhole,
}

impl From<CommitError> for Refusal {
    fn from(error: CommitError) -> Self {
        Refusal::Commit(error)
    }
}

impl From<PostError> for Refusal {
    fn from(error: PostError) -> Self {
        match error {
            PostError::Refused(refused) => Refusal::Commit(CommitError::ClaimRefused(refused)),
            PostError::NeedsWhole => Refusal::NeedsWhole,
        }
    }
}

impl From<RanOut> for Refusal {
    fn from(out: RanOut) -> Self {
        Refusal::Commit(CommitError::OutOfStock { variant: out.variant, location: out.location })
    }
}
