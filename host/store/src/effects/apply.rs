//! Applies an invocation's effects in one transaction.

use super::{ApplyEffects, ApplyError, Effects, EffectsApplied, EffectsRefused};
use crate::channels::{PushDone, PushMark};
use crate::collections::{CheckedWrite, DocumentError, DocumentKey, WriteConflict};
use crate::entities::invocation;
use crate::jobs::RunKey;
use crate::ledger::book::{Entry, Mode, NeedsWhole, PostError};
use crate::ledger::ids::{message_id, transfer_id};
use crate::messages::seal_parameters;
use crate::orders::{OrderCommand, Owner, Teller, seal_recipient};
use crate::payments::report_row;
use crate::rollups::RollupKind;
use crate::stock::StockReason;
use crate::stock::book::{MoveSource, RanOut};
use crate::writer::{Group, Needs, Piece};
use crate::{Store, StoreError};
use bodega_domain::event::CAUSATION_DEPTH_MAX;
use bodega_domain::ids::{InstallationId, TenantId};
use bodega_domain::order::{Actor, OrderRefused};
use tokio::sync::oneshot;
use uuid::Uuid;

impl Store {
    /// Applies effects once. Answers after the transaction is durable.
    pub async fn apply_effects(&self, apply: ApplyEffects) -> Result<EffectsApplied, ApplyError> {
        let work = EffectsWork {
            tenant: apply.tenant,
            installation: apply.installation,
            plugin: apply.plugin,
            origin: Origin::Invocation,
            invocation: apply.invocation,
            recorded_at_ms: apply.recorded_at_ms,
            depth: 0,
            effects: apply.effects,
            documents: Vec::new(),
            sealed_messages: Vec::new(),
        };
        match self.apply_work(work).await {
            Ok(applied) => Ok(applied),
            Err(WorkError::Refused(refused)) => Err(refused.into()),
            Err(WorkError::Store(error)) => Err(error.into()),
            // Only deliveries have leases.
            Err(WorkError::LeaseLost) => Err(StoreError::Damaged("effects lost a lease".to_owned()).into()),
        }
    }

    /// Checks documents, seals what is personal, then queues the work.
    pub(crate) async fn apply_work(&self, mut work: EffectsWork) -> Result<EffectsApplied, WorkError> {
        if !work.effects.events.is_empty() && work.depth > CAUSATION_DEPTH_MAX {
            return Err(WorkError::Refused(EffectsRefused::TooDeep));
        }
        work.documents = self
            .check_writes(work.tenant, &work.plugin, &work.effects.documents)
            .await
            .map_err(refuse_document)?;
        self.seal_effects(&mut work).await?;
        self.writer
            .submit(|reply| Box::new(EffectsPiece { work: Box::new(work), verdict: None, reply }))
            .await?
    }

    /// Before the writer: it waits for no key.
    async fn seal_effects(&self, work: &mut EffectsWork) -> Result<(), StoreError> {
        if work.effects.orders.is_empty() && work.effects.messages.is_empty() {
            return Ok(());
        }
        let keys = self.vault.keys(work.tenant).await?;
        for command in &mut work.effects.orders {
            if let OrderCommand::Place(place) = command
                && let Some(recipient) = &mut place.recipient
            {
                *recipient = seal_recipient(&keys, place.order.id, recipient)?;
            }
        }
        for (ordinal, message) in work.effects.messages.iter().enumerate() {
            let id = message_id(work.invocation, work.installation.0, ordinal);
            work.sealed_messages.push(seal_parameters(&keys, id, message)?);
        }
        Ok(())
    }
}

/// Effects on their way to the writer.
pub(crate) struct EffectsWork {
    pub tenant: TenantId,
    pub installation: InstallationId,
    pub plugin: String,
    pub origin: Origin,
    pub invocation: Uuid,
    pub recorded_at_ms: i64,
    /// Depth of the events it emits.
    pub depth: u32,
    pub effects: Effects,
    /// The effects' documents, checked.
    pub documents: Vec<CheckedWrite>,
    /// The parameters of the effects' messages, sealed.
    pub sealed_messages: Vec<String>,
}

/// What the effects come from; tells how they are applied only once.
pub(crate) enum Origin {
    /// The invocation is marked.
    Invocation,
    /// The delivery is marked done, if the lease is still held.
    Delivery { seq: i64, token: Uuid },
    /// The run is marked done and the next one planned, if the lease is still held.
    Job(JobMark),
    /// What went out is noted and the lane freed, if the lease is still held.
    Push(Box<PushMark>),
}

/// The run of a job that effects complete.
#[derive(Clone, Debug)]
pub(crate) struct JobMark {
    pub job: String,
    pub scheduled_at_ms: i64,
    pub token: Uuid,
    pub next_due_ms: i64,
}

/// Why effects are not applied.
pub(crate) enum WorkError {
    LeaseLost,
    Refused(EffectsRefused),
    Store(StoreError),
}

impl From<StoreError> for WorkError {
    fn from(error: StoreError) -> Self {
        WorkError::Store(error)
    }
}

fn refuse_document(error: DocumentError) -> WorkError {
    match error {
        DocumentError::UnknownCollection { collection } => {
            WorkError::Refused(EffectsRefused::InvalidDocument {
                collection,
                key: String::new(),
                message: "the collection is not declared".to_owned(),
            })
        }
        DocumentError::Invalid { collection, key, message } => {
            WorkError::Refused(EffectsRefused::InvalidDocument { collection, key, message })
        }
        DocumentError::VersionConflict { collection, key, current } => {
            WorkError::Refused(EffectsRefused::VersionConflict { collection, key, current })
        }
        DocumentError::CollectionChanged { collection } => {
            WorkError::Refused(EffectsRefused::CollectionChanged { collection })
        }
        DocumentError::Store(error) => WorkError::Store(error),
    }
}

/// Effects on their way through the writer.
struct EffectsPiece {
    work: Box<EffectsWork>,
    verdict: Option<Result<EffectsApplied, WorkError>>,
    reply: oneshot::Sender<Result<EffectsApplied, WorkError>>,
}

impl EffectsWork {
    fn apply_to(&self, group: &mut Group) -> Result<EffectsApplied, Refusal> {
        match &self.origin {
            Origin::Invocation => {
                if group.invocations.contains(&(self.tenant, self.installation, self.invocation)) {
                    return Ok(EffectsApplied { is_replay: true, ..EffectsApplied::default() });
                }
            }
            Origin::Delivery { seq, token } => {
                if group.leases.get(&(self.tenant, self.installation, *seq)) != Some(token) {
                    return Err(Refusal::Work(WorkError::LeaseLost));
                }
            }
            Origin::Job(mark) => {
                if group.job_leases.get(&self.run_of(mark)) != Some(&mark.token) {
                    return Err(Refusal::Work(WorkError::LeaseLost));
                }
            }
            Origin::Push(mark) => {
                if group.push_leases.get(&mark.lane) != Some(&mark.token) {
                    return Err(Refusal::Work(WorkError::LeaseLost));
                }
            }
        }
        group.documents.check(self.tenant, &self.plugin, &self.documents)?;
        for (ordinal, posting) in self.effects.postings.iter().enumerate() {
            let entry = Entry {
                id: transfer_id(self.invocation, self.installation.0, ordinal),
                document: self.invocation,
                mode: Mode::Post,
                at_ms: self.recorded_at_ms,
            };
            group.ledger.post(self.tenant, posting, entry)?;
        }
        let source = MoveSource {
            document: self.invocation,
            reason: StockReason::Adjust,
            occurred_at_ms: self.recorded_at_ms,
            recorded_at_ms: self.recorded_at_ms,
        };
        group.stock.move_all(self.tenant, source, &self.effects.stock)?;
        let teller = Teller {
            by: Actor::Channel,
            at_ms: self.recorded_at_ms,
            recorded_at_ms: self.recorded_at_ms,
            depth: self.depth,
        };
        let owner = Owner { tenant: self.tenant, plugin: &self.plugin };
        let Group { orders, stock, rows, .. } = group;
        orders.apply(stock, rows, owner, teller, &self.effects.orders)?;
        // Nothing can refuse the effects from here on.
        self.mark_done(group);
        let mut compiled_collections: Vec<String> = self
            .documents
            .iter()
            .filter(|write| write.is_compiled)
            .map(|write| write.collection.clone())
            .collect();
        compiled_collections.sort();
        compiled_collections.dedup();
        group.documents.write(self.tenant, &self.plugin, self.documents.clone(), self.recorded_at_ms);
        let tags = self.effects.member_tags.iter().map(|change| (self.tenant, change.clone()));
        group.rows.tags.extend(tags);
        group.rows.events.extend(self.effects.events.iter().map(|event| {
            let mut row = event.row(self.tenant, None);
            row.depth = self.depth.into();
            row
        }));
        let messages = self.effects.messages.iter().zip(&self.sealed_messages).enumerate();
        group.rows.messages.extend(messages.map(|(ordinal, (message, sealed))| {
            let id = message_id(self.invocation, self.installation.0, ordinal);
            message.row(sealed.clone(), self.tenant, self.installation, &self.plugin, id, self.recorded_at_ms)
        }));
        let reports = self.effects.payments.iter();
        group.rows.payment_reports.extend(reports.map(|r| report_row(self.tenant, r, self.recorded_at_ms)));
        let (owner, now_ms) = ((self.tenant, self.installation), self.recorded_at_ms);
        let receipts = self.effects.receipts.iter();
        group.rows.receipts.extend(receipts.map(|receipt| (owner.0, owner.1, receipt.clone(), now_ms)));
        group.rows.files.extend(self.effects.files.iter().enumerate().map(|(ordinal, file)| {
            file.row(self.tenant, self.installation, &self.plugin, (self.invocation, ordinal), now_ms)
        }));
        group.rows.messages_sent.extend(self.effects.sent.iter().map(|mark| (owner.0, mark.clone(), now_ms)));
        group.rows.exported.extend(self.effects.exported.iter().map(|mark| (owner.0, mark.clone(), now_ms)));
        if !self.effects.stock.is_empty() {
            group.rows.roll_up(self.tenant, self.invocation, RollupKind::Stock, &[]);
        }
        Ok(EffectsApplied { is_replay: false, compiled_collections })
    }

    fn mark_done(&self, group: &mut Group) {
        match &self.origin {
            Origin::Invocation => {
                group.invocations.insert((self.tenant, self.installation, self.invocation));
                group.rows.invocations.push(invocation::Model {
                    tenant_id: self.tenant.0,
                    installation_id: self.installation.0,
                    id: self.invocation,
                    recorded_at_ms: self.recorded_at_ms,
                });
            }
            Origin::Delivery { seq, .. } => {
                let delivery = (self.tenant, self.installation, *seq);
                group.leases.remove(&delivery);
                group.rows.deliveries_done.insert(delivery, self.recorded_at_ms);
            }
            Origin::Job(mark) => {
                let run = self.run_of(mark);
                group.job_leases.remove(&run);
                group.rows.jobs_done.insert(run, (self.recorded_at_ms, mark.next_due_ms));
            }
            Origin::Push(mark) => {
                group.push_leases.remove(&mark.lane);
                for (order, sent, result) in &mark.orders {
                    let key = (self.tenant, *order);
                    group.orders.pushed(&mut group.rows, key, *sent, result, self.recorded_at_ms);
                }
                let done = PushDone { mark: PushMark::clone(mark), at_ms: self.recorded_at_ms };
                group.rows.pushes_done.insert(mark.lane, done);
            }
        }
    }

    fn run_of(&self, mark: &JobMark) -> RunKey {
        (self.tenant, self.installation, mark.job.clone(), mark.scheduled_at_ms)
    }
}

impl Piece for EffectsPiece {
    fn gather(&self, needs: &mut Needs) {
        let work = &*self.work;
        let owner = (work.tenant, work.installation);
        match &work.origin {
            Origin::Invocation => {
                needs.invocations.entry(owner).or_default().insert(work.invocation);
            }
            Origin::Delivery { seq, .. } => {
                needs.deliveries.entry(owner).or_default().insert(*seq);
            }
            Origin::Job(mark) => {
                needs.job_runs.insert(work.run_of(mark));
            }
            Origin::Push(mark) => {
                needs.lanes.insert(mark.lane);
                mark.orders.iter().for_each(|(order, ..)| needs.orders.order(work.tenant, *order));
            }
        }
        needs.documents.extend(work.documents.iter().map(|write| DocumentKey {
            tenant: work.tenant,
            plugin: work.plugin.clone(),
            collection: write.collection.clone(),
            key: write.key.clone(),
        }));
        work.effects.postings.iter().for_each(|posting| needs.ledger.posting(work.tenant, posting));
        needs.stock.deltas(work.tenant, &work.effects.stock);
        needs.orders.commands(work.tenant, &work.plugin, &work.effects.orders, &mut needs.stock);
    }

    fn apply(&mut self, group: &mut Group) -> Result<(), NeedsWhole> {
        group.begin();
        let verdict = match self.work.apply_to(group) {
            Ok(applied) => Ok(applied),
            Err(Refusal::NeedsWhole) => return Err(NeedsWhole),
            Err(Refusal::Work(error)) => {
                group.undo();
                Err(error)
            }
        };
        self.verdict = Some(verdict);
        Ok(())
    }

    fn answer(self: Box<Self>, outcome: Result<(), StoreError>) {
        let answer = match (outcome, self.verdict) {
            (Err(failure), _) => Err(WorkError::Store(failure)),
            (Ok(()), Some(verdict)) => verdict,
            (Ok(()), None) => {
                Err(WorkError::Store(StoreError::Damaged("effects were not applied".to_owned())))
            }
        };
        // The caller may have gone away; the effects stay.
        let _ = self.reply.send(answer);
    }
}

/// Why effects do not go into a group.
enum Refusal {
    Work(WorkError),
    NeedsWhole,
}

impl From<PostError> for Refusal {
    fn from(error: PostError) -> Self {
        match error {
            PostError::Refused(refused) => {
                Refusal::Work(WorkError::Refused(EffectsRefused::Posting(refused)))
            }
            PostError::NeedsWhole => Refusal::NeedsWhole,
        }
    }
}

impl From<RanOut> for Refusal {
    fn from(out: RanOut) -> Self {
        let (variant, location) = (out.variant, out.location);
        Refusal::Work(WorkError::Refused(EffectsRefused::OutOfStock { variant, location }))
    }
}

impl From<OrderRefused> for Refusal {
    fn from(refused: OrderRefused) -> Self {
        Refusal::Work(WorkError::Refused(EffectsRefused::Order(refused)))
    }
}

impl From<WriteConflict> for Refusal {
    fn from(conflict: WriteConflict) -> Self {
        Refusal::Work(WorkError::Refused(match conflict {
            WriteConflict::Version { collection, key, current } => {
                EffectsRefused::VersionConflict { collection, key, current }
            }
            WriteConflict::Generation { collection } => EffectsRefused::CollectionChanged { collection },
        }))
    }
}
