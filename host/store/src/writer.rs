//! One writer task a store commits what waits as a group: one transaction, one wait for the disk.
//!
//! A piece of work says what it needs; the group reads all of that in a few statements, applies the pieces in memory
//! one after the other, refusing those that cannot be, and writes what the others did in a few statements. Nobody is
//! answered before the transaction is durable. Should the common writes fail, the pieces are done again one by one,
//! each in a savepoint: one that the database refuses cannot sink its neighbours.

mod group;
mod needs;
mod rows;

use crate::db::Db;
use crate::ledger::book::{KnownAccounts, NeedsWhole};
use crate::store::StoreOptions;
use crate::{StoreError, ledger};
use futures::FutureExt;
use sea_orm::{DatabaseTransaction, TransactionTrait};
use std::panic::AssertUnwindSafe;
use std::sync::Mutex;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tracing::{error, warn};
use uuid::Uuid;

pub(crate) use group::{Group, UnitsBack};
pub(crate) use needs::Needs;
pub(crate) use rows::Rows;

/// How often a group is tried when others hold its locks or break its deadlock.
const ATTEMPTS_MAX: u32 = 4;

/// A piece of work: a sale, a payment, a return, a delivery ...
pub(crate) trait Piece: Send {
    /// Says what must be read. Called anew for each attempt.
    fn gather(&self, needs: &mut Needs);

    /// Applies itself and keeps its own verdict. A piece that is refused leaves the group as it was. Called anew for
    /// each attempt.
    fn apply(&mut self, group: &mut Group) -> Result<(), NeedsWhole>;

    /// Tells who waits: the verdict, now durable, or that the store failed.
    fn answer(self: Box<Self>, outcome: Result<(), StoreError>);
}

/// The door to the writer task.
#[derive(Debug)]
pub(crate) struct Writer {
    queue: Mutex<Option<mpsc::Sender<Job>>>,
    task: Mutex<Option<JoinHandle<()>>>,
}

type Job = Box<dyn Piece>;

impl Writer {
    /// Starts the task. It ends when the writer is stopped or dropped and the queue is empty.
    pub fn start(db: Db, options: &StoreOptions) -> Self {
        let (queue, waiting) = mpsc::channel(options.queue_max.max(1));
        let committer = Committer {
            db,
            known: KnownAccounts::default(),
            // Any number that differs between nodes: the time part is the same, the rest is random.
            shard_hint: Uuid::now_v7().as_u64_pair().1,
        };
        let task = tokio::spawn(run(committer, waiting, options.group_max.max(1)));
        Writer { queue: Mutex::new(Some(queue)), task: Mutex::new(Some(task)) }
    }

    /// Queues a piece and waits for its answer.
    pub async fn submit<T>(&self, piece: impl FnOnce(oneshot::Sender<T>) -> Job) -> Result<T, StoreError> {
        let queue = self.queue.lock().ok().and_then(|queue| queue.clone()).ok_or(StoreError::Closed)?;
        let (reply, answer) = oneshot::channel();
        queue.try_send(piece(reply)).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => StoreError::Overloaded,
            mpsc::error::TrySendError::Closed(_) => StoreError::Closed,
        })?;
        // The sender is dropped without an answer only when the writer panicked on the group.
        answer.await.map_err(|_| StoreError::Damaged("the writer failed on this work".to_owned()))
    }

    /// Takes no more work, and waits until what was taken is committed.
    pub async fn stop(&self) {
        if let Ok(mut queue) = self.queue.lock() {
            queue.take();
        }
        let task = self.task.lock().ok().and_then(|mut task| task.take());
        if let Some(task) = task {
            let _ = task.await;
        }
    }
}

async fn run(committer: Committer, mut waiting: mpsc::Receiver<Job>, group_max: usize) {
    let mut group = Vec::with_capacity(group_max);
    while waiting.recv_many(&mut group, group_max).await > 0 {
        let pieces = std::mem::take(&mut group);
        let count = pieces.len();
        if AssertUnwindSafe(committer.commit(pieces)).catch_unwind().await.is_err() {
            error!(
                pieces = count,
                "writer panicked on a group of {count}; its callers were told, the next goes on"
            );
        }
    }
}

struct Committer {
    db: Db,
    known: KnownAccounts,
    shard_hint: u64,
}

impl Committer {
    /// Commits a group and answers all.
    async fn commit(&self, mut pieces: Vec<Job>) {
        let mut attempt = 1;
        let outcome = loop {
            match self.commit_together(&mut pieces).await {
                Err(StoreError::Busy(_)) if attempt < ATTEMPTS_MAX => attempt += 1,
                outcome => break outcome,
            }
        };
        match outcome {
            Ok(()) => pieces.into_iter().for_each(|piece| piece.answer(Ok(()))),
            Err(failure) if failure.is_retryable() || pieces.len() == 1 => {
                pieces.into_iter().for_each(|piece| piece.answer(Err(failure.clone())));
            }
            Err(failure) => {
                warn!(pieces = pieces.len(), "group failed, going one by one: {failure}");
                self.commit_apart(pieces).await;
            }
        }
    }

    /// One transaction, all pieces at once.
    async fn commit_together(&self, pieces: &mut [Job]) -> Result<(), StoreError> {
        let mut is_whole = false;
        loop {
            let tx = self.db.begin().await?;
            match self.write(&tx, pieces, is_whole).await? {
                Ok(book) => {
                    tx.commit().await?;
                    book.remember(&self.known);
                    return Ok(());
                }
                // Nothing was written yet: start anew with all shards.
                Err(NeedsWhole) if !is_whole => is_whole = true,
                Err(NeedsWhole) => {
                    return Err(StoreError::Damaged("an account cannot be read whole".to_owned()));
                }
            }
            tx.rollback().await?;
        }
    }

    /// One transaction, a savepoint a piece.
    async fn commit_apart(&self, pieces: Vec<Job>) {
        let mut outcomes: Vec<(Job, Result<(), StoreError>)> = Vec::with_capacity(pieces.len());
        let tx = match self.db.begin().await {
            Ok(tx) => tx,
            Err(failure) => {
                return pieces.into_iter().for_each(|piece| piece.answer(Err(failure.clone())));
            }
        };
        for mut piece in pieces {
            let outcome = self.write_in_savepoint(&tx, &mut piece).await;
            outcomes.push((piece, outcome));
        }
        let committed: Result<(), StoreError> = tx.commit().await.map_err(StoreError::from);
        for (piece, outcome) in outcomes {
            piece.answer(committed.clone().and(outcome));
        }
    }

    async fn write_in_savepoint(&self, tx: &DatabaseTransaction, piece: &mut Job) -> Result<(), StoreError> {
        let savepoint = tx.begin().await?;
        match self.write(&savepoint, std::slice::from_mut(piece), true).await {
            Ok(Ok(_)) => Ok(savepoint.commit().await?),
            Ok(Err(NeedsWhole)) => Err(StoreError::Damaged("an account cannot be read whole".to_owned())),
            Err(failure) => {
                savepoint.rollback().await?;
                Err(failure)
            }
        }
    }

    /// Reads what the pieces need, applies them and writes what they did.
    async fn write(
        &self,
        tx: &DatabaseTransaction,
        pieces: &mut [Job],
        is_whole: bool,
    ) -> Result<Result<ledger::book::LedgerBook, NeedsWhole>, StoreError> {
        let mut needs = Needs::default();
        pieces.iter().for_each(|piece| piece.gather(&mut needs));
        let mut group = Group::load(tx, needs, &self.known, self.shard_hint, is_whole).await?;
        for piece in pieces {
            if let Err(NeedsWhole) = piece.apply(&mut group) {
                return Ok(Err(NeedsWhole));
            }
        }
        Ok(Ok(group.flush(tx).await?))
    }
}

#[cfg(test)]
mod tests;
