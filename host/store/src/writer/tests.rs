use super::*;
use crate::Store;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

type Reply = oneshot::Sender<Result<(), StoreError>>;

/// A piece that does nothing, or panics.
struct Probe {
    is_panicking: bool,
    applied: Arc<AtomicUsize>,
    reply: Reply,
}

impl Piece for Probe {
    fn gather(&self, _needs: &mut Needs) {}

    fn apply(&mut self, _group: &mut Group) -> Result<(), NeedsWhole> {
        assert!(!self.is_panicking, "as the test wants it");
        self.applied.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }

    fn answer(self: Box<Self>, outcome: Result<(), StoreError>) {
        let _ = self.reply.send(outcome);
    }
}

async fn with_store<F: Future<Output = ()>>(options: StoreOptions, story: impl FnOnce(Store) -> F) {
    let folder = std::env::temp_dir().join(format!("bodega-writer-{}", Uuid::now_v7()));
    std::fs::create_dir_all(&folder).unwrap();
    let url = format!("sqlite://{}?mode=rwc", folder.join("bodega.db").display());
    let store = Store::connect(&url, options).await.unwrap();
    story(store.clone()).await;
    store.close().await;
    std::fs::remove_dir_all(folder).unwrap();
}

fn probe(applied: &Arc<AtomicUsize>, is_panicking: bool) -> impl FnOnce(Reply) -> Job + Send + use<> {
    let applied = applied.clone();
    move |reply| Box::new(Probe { is_panicking, applied, reply })
}

#[tokio::test]
async fn a_panic_is_told_to_its_group_and_the_writer_goes_on() {
    with_store(StoreOptions::default(), async |store| {
        let applied = Arc::default();
        let broken = store.writer.submit(probe(&applied, true)).await;
        assert!(matches!(broken, Err(StoreError::Damaged(_))), "{broken:?}");
        store.writer.submit(probe(&applied, false)).await.unwrap().unwrap();
        assert_eq!(applied.load(Ordering::SeqCst), 1);
    })
    .await;
}

#[tokio::test]
async fn a_full_queue_refuses_work_instead_of_growing() {
    let options = StoreOptions { queue_max: 4, group_max: 2, ..StoreOptions::default() };
    with_store(options, async |store| {
        let applied: Arc<AtomicUsize> = Arc::default();
        // Nothing else runs on this thread while these are queued, so the writer cannot take any of them.
        let answers =
            futures::future::join_all((0..7).map(|_| store.writer.submit(probe(&applied, false)))).await;
        let refused = answers.iter().filter(|answer| matches!(answer, Err(StoreError::Overloaded))).count();
        assert_eq!((refused, applied.load(Ordering::SeqCst)), (3, 4));
        assert!(answers.iter().flatten().all(Result::is_ok));
    })
    .await;
}

#[tokio::test]
async fn what_was_queued_is_committed_before_the_store_closes() {
    with_store(StoreOptions::default(), async |store| {
        let applied: Arc<AtomicUsize> = Arc::default();
        let waiting: Vec<_> = (0..5)
            .map(|_| {
                let (store, probe) = (store.clone(), probe(&applied, false));
                tokio::spawn(async move { store.writer.submit(probe).await })
            })
            .collect();
        tokio::task::yield_now().await;
        store.close().await;
        for task in waiting {
            task.await.unwrap().unwrap().unwrap();
        }
        assert_eq!(applied.load(Ordering::SeqCst), 5);
        let late = store.writer.submit(probe(&applied, false)).await;
        assert!(matches!(late, Err(StoreError::Closed)));
    })
    .await;
}
