//! Commits a return in one transaction: return, refund tenders, ledger, stock, events.

use super::rows::{ReturnRows, return_digest};
use crate::events::NewEvent;
use crate::ledger::book::{Entry, Mode, NeedsWhole, PostError};
use crate::ledger::ids::transfer_id;
use crate::ledger::{LedgerPosting, PostingRefused};
use crate::payments::{counted_refunds, payment_row};
use crate::rollups::RollupKind;
use crate::sales::event_rows;
use crate::stock::StockDelta;
use crate::stock::StockReason;
use crate::stock::book::{MoveSource, RanOut};
use crate::writer::{Group, Needs, Piece, UnitsBack};
use crate::{Store, StoreError};
use bodega_domain::digest::Digest;
use bodega_domain::ids::PaymentId;
use bodega_domain::ids::TenantId;
use bodega_domain::payment::{Payment, PaymentState};
use bodega_domain::sale::{Sale, SaleStatus};
use bodega_domain::sale_return::ReturnedLine;
use bodega_domain::sale_return::SaleReturn;
use tokio::sync::oneshot;
use uuid::Uuid;

/// A return with all that becomes true together with it.
#[derive(Clone, Debug)]
pub struct CommitReturn {
    /// The merchant.
    pub tenant: TenantId,
    /// The return, its lines worked out by the domain.
    pub sale_return: SaleReturn,
    /// Digest of the request; the same return id with another digest is refused.
    pub request_digest: Digest,
    /// Postings, e.g. of a refund to a plugin's account.
    pub claims: Vec<LedgerPosting>,
    /// What goes back to the shelf (positive).
    pub stock: Vec<StockDelta>,
    /// Told in the same transaction.
    pub events: Vec<NewEvent>,
    /// Refunds of charges of the sale; all refunds of a charge together never exceed it.
    pub payments: Vec<Payment>,
    /// Lines that were back when the return was worked out; where there are others it is to be worked out again.
    pub lines_before: Option<usize>,
}

/// A return that is in the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommittedReturn {
    /// The return as stored.
    pub sale_return: SaleReturn,
    /// Whether it was there before; then nothing happened now.
    pub is_replay: bool,
}

/// Why a return is refused. Nothing of it is in the database.
#[derive(Clone, Debug, thiserror::Error)]
pub enum CommitReturnError {
    /// The id was used for another request.
    #[error("return id was already used for a different return")]
    KeyReused,
    /// The number was used for another return.
    #[error("return number {number:?} is taken")]
    NumberTaken {
        /// The number.
        number: String,
    },
    /// There is no such sale.
    #[error("sale is unknown")]
    UnknownSale,
    /// The sale is not paid, so nothing can come back.
    #[error("sale is not completed")]
    NotCompleted,
    /// The sale has no such units.
    #[error("line {line} has no such units")]
    UnknownUnits {
        /// The line.
        line: u32,
    },
    /// Units came back before; work the return out again.
    #[error("units of line {line} were already returned")]
    AlreadyReturned {
        /// The line.
        line: u32,
    },
    /// More would be paid back than a charge took.
    #[error("{left} of the charge are left to pay back")]
    TooMuch {
        /// The charge.
        charge: PaymentId,
        /// Minor units.
        left: i64,
    },
    /// A posting cannot be made.
    #[error("posting refused: {0}")]
    ClaimRefused(PostingRefused),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// Commits a return once. Answers after the transaction is durable.
    pub async fn commit_return(&self, commit: CommitReturn) -> Result<CommittedReturn, CommitReturnError> {
        let (tenant, id) = (commit.tenant, commit.sale_return.id);
        let verdict = self
            .writer
            .submit(|reply| Box::new(ReturnPiece { commit: Box::new(commit), verdict: None, reply }))
            .await??;
        match verdict {
            Verdict::Committed(sale_return) => {
                Ok(CommittedReturn { sale_return: *sale_return, is_replay: false })
            }
            Verdict::Replay => {
                let stored = self.get_return(tenant, id).await?;
                let sale_return =
                    stored.ok_or_else(|| StoreError::Damaged("a return went missing".to_owned()))?;
                Ok(CommittedReturn { sale_return, is_replay: true })
            }
        }
    }
}

/// What the writer says of a return.
#[derive(Debug)]
enum Verdict {
    Committed(Box<SaleReturn>),
    Replay,
}

/// A return on its way through the writer.
struct ReturnPiece {
    commit: Box<CommitReturn>,
    verdict: Option<Result<bool, CommitReturnError>>,
    reply: oneshot::Sender<Result<Verdict, CommitReturnError>>,
}

impl CommitReturn {
    /// `true` = committed now, `false` = a replay.
    fn apply_to(&self, group: &mut Group) -> Result<bool, Refusal> {
        let (tenant, back) = (self.tenant, &self.sale_return);
        if let Some(digest) = group.returns.get(&(tenant, back.id)) {
            let is_same = digest == self.request_digest.as_str();
            return if is_same { Ok(false) } else { Err(CommitReturnError::KeyReused.into()) };
        }
        let number = (tenant, back.number.clone());
        if group.return_numbers.contains(&number) {
            return Err(CommitReturnError::NumberTaken { number: number.1 }.into());
        }
        let sale = group.loaded_sales.get(&(tenant, back.sale)).ok_or(CommitReturnError::UnknownSale)?;
        if sale.sale.status != SaleStatus::Completed {
            return Err(CommitReturnError::NotCompleted.into());
        }
        let earlier = group.units_back.get(&(tenant, back.sale)).map_or(&[][..], Vec::as_slice);
        if self.lines_before.is_some_and(|count| count != earlier.len()) {
            let line = back.lines.first().map_or(0, |line| line.line);
            return Err(CommitReturnError::AlreadyReturned { line }.into());
        }
        check_units(&sale.sale, earlier, &back.lines)?;
        let known = group.sale_payments.get(&(tenant, back.sale)).map_or(&[][..], Vec::as_slice);
        check_refunds(known, &self.payments)?;
        for (ordinal, claim) in self.claims.iter().enumerate() {
            let entry = Entry {
                id: transfer_id(back.id.0, Uuid::nil(), ordinal),
                document: back.id.0,
                mode: Mode::Post,
                at_ms: back.recorded_at_ms,
            };
            group.ledger.post(tenant, claim, entry)?;
        }
        let source = MoveSource {
            document: back.id.0,
            reason: StockReason::Return,
            occurred_at_ms: back.occurred_at_ms,
            recorded_at_ms: back.recorded_at_ms,
        };
        group.stock.move_all(tenant, source, &self.stock)?;
        // Nothing can refuse the return from here on.
        let digest = return_digest(back);
        let rows = ReturnRows::of(tenant, back, self.request_digest.as_str(), &digest);
        group.rows.returns.push(rows.head);
        group.rows.return_lines.extend(rows.lines);
        group.rows.return_tenders.extend(rows.tenders);
        group.rows.events.extend(event_rows(tenant, back.id.0, &digest, &self.events));
        group.rows.roll_up(tenant, back.id.0, RollupKind::Return, &self.events);
        group.returns.insert((tenant, back.id), self.request_digest.as_str().to_owned());
        group.return_numbers.insert(number);
        group.rows.payments.extend(self.payments.iter().map(|refund| payment_row(tenant, refund)));
        group.sale_payments.entry((tenant, back.sale)).or_default().extend(self.payments.iter().cloned());
        let units =
            back.lines.iter().map(|line| UnitsBack { line: line.line, first: line.first, count: line.count });
        group.units_back.entry((tenant, back.sale)).or_default().extend(units);
        Ok(true)
    }
}

/// Checks that each charge was paid and has enough left.
fn check_refunds(known: &[Payment], refunds: &[Payment]) -> Result<(), CommitReturnError> {
    for (position, refund) in refunds.iter().enumerate() {
        let Some(id) = refund.charge else { continue };
        let charge = known.iter().find(|p| p.id == id && p.state == PaymentState::Paid);
        let paid = charge.map_or(0, |charge| charge.amount_minor);
        let here = counted_refunds(&refunds[..position], id);
        let left = paid.saturating_sub(counted_refunds(known, id)).saturating_sub(here);
        if refund.amount_minor > left {
            return Err(CommitReturnError::TooMuch { charge: id, left });
        }
    }
    Ok(())
}

/// Checks that each unit is on the sale and comes back once, here and over all returns before.
fn check_units(sale: &Sale, earlier: &[UnitsBack], lines: &[ReturnedLine]) -> Result<(), CommitReturnError> {
    for (position, back) in lines.iter().enumerate() {
        let line = back.line;
        let sold = sale.lines.iter().find(|sold| sold.line == line);
        // An allowance: money back for a line of which nothing comes back.
        if back.count == 0 && back.first == 0 && back.quantity == 0 && sold.is_some() {
            continue;
        }
        let units: u64 = sold.map_or(0, |sold| sold.units.iter().map(|run| u64::from(run.count)).sum());
        let end = |first: u32, count: u32| u64::from(first) + u64::from(count);
        if back.count == 0 || end(back.first, back.count) > units {
            return Err(CommitReturnError::UnknownUnits { line });
        }
        let here = lines[..position].iter().map(|other| (other.line, other.first, other.count));
        let before = earlier.iter().map(|other| (other.line, other.first, other.count));
        let overlaps = |(other, first, count): (u32, u32, u32)| {
            other == line
                && u64::from(first) < end(back.first, back.count)
                && u64::from(back.first) < end(first, count)
        };
        if here.chain(before).any(overlaps) {
            return Err(CommitReturnError::AlreadyReturned { line });
        }
    }
    Ok(())
}

impl Piece for ReturnPiece {
    fn gather(&self, needs: &mut Needs) {
        let (tenant, back) = (self.commit.tenant, &self.commit.sale_return);
        needs.new_returns.entry(tenant).or_default().push((back.id, back.number.clone()));
        needs.returned_sales.entry(tenant).or_default().insert(back.sale);
        self.commit.claims.iter().for_each(|claim| needs.ledger.posting(tenant, claim));
        needs.stock.deltas(tenant, &self.commit.stock);
    }

    fn apply(&mut self, group: &mut Group) -> Result<(), NeedsWhole> {
        group.begin();
        let verdict = match self.commit.apply_to(group) {
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
        let ReturnPiece { commit, verdict, reply } = *self;
        let answer = match (outcome, verdict) {
            (Err(failure), _) => Err(CommitReturnError::Store(failure)),
            (Ok(()), Some(Ok(true))) => Ok(Verdict::Committed(Box::new(commit.sale_return))),
            (Ok(()), Some(Ok(false))) => Ok(Verdict::Replay),
            (Ok(()), Some(Err(error))) => Err(error),
            (Ok(()), None) => {
                Err(CommitReturnError::Store(StoreError::Damaged("a return was not applied".to_owned())))
            }
        };
        // The caller may have gone away; the return stays.
        let _ = reply.send(answer);
    }
}

/// Why a return does not go into a group.
enum Refusal {
    Commit(CommitReturnError),
    NeedsWhole,
}

impl From<CommitReturnError> for Refusal {
    fn from(error: CommitReturnError) -> Self {
        Refusal::Commit(error)
    }
}

impl From<PostError> for Refusal {
    fn from(error: PostError) -> Self {
        match error {
            PostError::Refused(refused) => Refusal::Commit(CommitReturnError::ClaimRefused(refused)),
            PostError::NeedsWhole => Refusal::NeedsWhole,
        }
    }
}

impl From<RanOut> for Refusal {
    fn from(out: RanOut) -> Self {
        // Returns bring goods; one that takes some, under guard, asks for what the API does not offer.
        let refused = StoreError::Refused(format!("stock ran out for variant {}", out.variant));
        Refusal::Commit(CommitReturnError::Store(refused))
    }
}
