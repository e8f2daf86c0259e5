//! Brings the documents of the version in use to the schemas of the next: batch by batch, on one node at a time, each batch
//! staged beside what is stored. The version in use serves until all is through. A node that dies leaves its lease behind;
//! another goes on with what is not staged yet. A failure leaves everything as it was.

use super::change::{Target, announce, collections_of, declare_error, remember};
use super::compile::trial_compile_of;
use super::timeline::{self, Happening};
use crate::app::App;
use crate::context::OpContext;
use crate::error::{AppError, AppResult, ErrorKind};
use bodega_domain::ids::InstallationId;
use bodega_domain::pricing::Document as Given;
use bodega_plugin_host::{CallError, Caller, Limits, MigrateCall, MigratedDocument, Point, Refusal};
use bodega_store::collections::{Collection, Document, DocumentError};
use bodega_store::installations::{
    Change, Finished, Installation, MigrationLease, NewMigration, Outcome, Plan, Snapshot, Staged, Staging,
};
use std::sync::Arc;

/// Documents of one batch.
const BATCH_MAX: u32 = 100;
/// Bytes of documents in one batch, but for a single larger one.
const BATCH_BYTES_MAX: usize = 1 << 20;
/// How long a migration is ours without a batch, ms: twice what a batch may take.
const LEASE_MS: i64 = 10_000;
/// Looks for documents that changed since they were staged; more, and they change faster than they are migrated.
const PASSES_MAX: u32 = 1_000;

/// Why a migration fails whose installation is another by then.
const OVERTAKEN: &str = "the installation was changed meanwhile";

/// Why a migration stops.
enum Halt {
    /// It came to nothing, for a reason that a person reads.
    Failed(String),
    /// Another node goes on, or this one later.
    Later(AppError),
    /// Somebody else has it, or it was ended.
    Lost,
    /// This node stops.
    Stopped,
}

impl From<AppError> for Halt {
    fn from(error: AppError) -> Self {
        match error.kind {
            ErrorKind::Invalid | ErrorKind::Conflict => Halt::Failed(error.message),
            _ => Halt::Later(error),
        }
    }
}

impl From<bodega_store::StoreError> for Halt {
    fn from(error: bodega_store::StoreError) -> Self {
        Halt::Later(error.into())
    }
}

/// Starts the migration at whose end an installation becomes what `target` says.
pub(super) async fn start(
    app: &App,
    cx: &OpContext,
    before: &Installation,
    to: &Installation,
    target: &Target,
    collections: Vec<String>,
) -> AppResult<()> {
    let new = NewMigration {
        installation: before.id,
        plugin: before.plugin.clone(),
        from: before.package.clone(),
        from_version: before.version.clone(),
        to: to.package.clone(),
        to_version: to.version.clone(),
        collections,
        target_json: serde_json::to_string(target).map_err(AppError::fault)?,
        started_at_ms: app.now_ms(),
        started_by: timeline::actor(cx),
    };
    let happening = Happening::MigrationStarted { from: before.version.clone(), to: to.version.clone() };
    let entry = timeline::entry(app, timeline::actor(cx), &happening)?;
    if !app.store.start_migration(cx.tenant, &new, &entry).await? {
        let message = "somebody else changed this installation at the same moment; look again";
        return Err(AppError::conflict("installation.changed", message));
    }
    app.migrations.notify_one();
    Ok(())
}

/// Ends a migration, or forgets one that failed; the version in use stays.
pub async fn end_migration(app: &App, cx: &OpContext, id: InstallationId) -> AppResult<()> {
    let unknown = || AppError::not_found("migration.unknown", "a migration of this installation");
    let migration = app.store.get_migration(cx.tenant, id).await?.ok_or_else(unknown)?;
    let happening = Happening::MigrationEnded { version: migration.wanted.to_version };
    let entry = timeline::entry(app, timeline::actor(cx), &happening)?;
    match app.store.drop_migration(cx.tenant, id, &entry).await? {
        true => Ok(()),
        false => Err(unknown()),
    }
}

/// Works on a migration that nobody is at, to its end or until `is_stopping`; `false` = there is none.
pub(crate) async fn run_due(app: &Arc<App>, is_stopping: impl Fn() -> bool) -> AppResult<bool> {
    let Some(lease) = app.store.lease_migration(app.now_ms(), LEASE_MS).await? else { return Ok(false) };
    let wanted = &lease.migration.wanted;
    let (tenant, plugin, version) = (lease.tenant, &wanted.plugin, &wanted.to_version);
    match advance(app, &lease, &is_stopping).await {
        Ok(()) => {
            tracing::info!(%tenant, %plugin, version, "{plugin} {version} took over after its migration")
        }
        Err(Halt::Lost) => {}
        Err(Halt::Stopped) => app.store.release_migration(&lease).await?,
        Err(Halt::Later(error)) => {
            tracing::error!(%tenant, %plugin, version, "a migration waits for its lease to end: {error}");
        }
        Err(Halt::Failed(reason)) => {
            tracing::warn!(%tenant, %plugin, version, "{plugin} stays as it is, a migration failed: {reason}");
            let happening = Happening::MigrationFailed { version: version.clone(), reason: reason.clone() };
            let entry = timeline::entry(app, "host".to_owned(), &happening)?;
            app.store.fail_migration(&lease, &reason, &entry).await?;
        }
    }
    Ok(true)
}

async fn advance(
    app: &Arc<App>,
    lease: &MigrationLease,
    is_stopping: &impl Fn() -> bool,
) -> Result<(), Halt> {
    let wanted = &lease.migration.wanted;
    let target: Target = serde_json::from_str(&wanted.target_json).map_err(AppError::fault)?;
    let facts = app.package_facts(&wanted.to).await?;
    let collections = collections_of(&facts)?;
    let row = target.row(app, wanted.installation, None).await?;
    let work = Work { lease, collections, row };
    app.plugins.load(&work.row.component).await.map_err(|error| Halt::Failed(error.to_string()))?;
    let mut ready: Option<Ready> = None;
    for _ in 0..PASSES_MAX {
        let is_stale = work.stage_all(app, is_stopping).await?;
        // Compiled first, so that nothing slow lies between the last look for documents and the switch.
        let Some(now) = ready.take().filter(|_| !is_stale) else {
            ready = Some(work.prepare(app, target.clone()).await?);
            continue;
        };
        match work.finish(app, &now).await? {
            Finished::Done => return Ok(()),
            Finished::Behind => ready = Some(now),
            Finished::Lost => return Err(Halt::Lost),
            Finished::Overtaken => return Err(Halt::Failed(OVERTAKEN.to_owned())),
        }
    }
    Err(Halt::Failed(
        "documents change faster than they are migrated; pause the plugin and try again".to_owned(),
    ))
}

/// A migration in hand.
struct Work<'a> {
    lease: &'a MigrationLease,
    collections: Vec<Collection>,
    /// The installation to be, without what it keeps of the one in use.
    row: Installation,
}

impl Work<'_> {
    /// Stages all documents that are not staged as they are; `true` = some of them are compiled.
    async fn stage_all(&self, app: &Arc<App>, is_stopping: &impl Fn() -> bool) -> Result<bool, Halt> {
        let mut after = (String::new(), String::new());
        let compiled: Vec<&str> =
            self.collections.iter().filter(|own| own.is_compiled).map(|own| own.name.as_str()).collect();
        let mut is_stale = false;
        loop {
            if is_stopping() {
                return Err(Halt::Stopped);
            }
            let found = app.store.documents_to_migrate(self.lease, (&after.0, &after.1), BATCH_MAX).await?;
            let batch = within_bytes(found);
            let Some((collection, last)) = batch.last() else { return Ok(is_stale) };
            is_stale |= batch.iter().any(|(collection, _)| compiled.contains(&collection.as_str()));
            after = (collection.clone(), last.key.clone());
            let staged = self.migrate(app, batch).await?;
            let until_ms = app.now_ms() + LEASE_MS;
            match app.store.stage_documents(self.lease, &self.collections, &staged, until_ms).await {
                Ok(Staging::Done) => {}
                Ok(Staging::Lost) => return Err(Halt::Lost),
                Err(DocumentError::Store(error)) => return Err(error.into()),
                Err(refused) => return Err(Halt::Failed(format!("after its migration, {refused}"))),
            }
        }
    }

    /// Asks the new version what becomes of a batch.
    async fn migrate(&self, app: &Arc<App>, batch: Vec<(String, Document)>) -> Result<Vec<Staged>, Halt> {
        let facts = app.package_facts(&self.row.package).await?;
        let given = |(collection, document): &(String, Document)| Given {
            collection: collection.clone(),
            key: document.key.clone(),
            version: document.version,
            body: document.body.clone(),
        };
        let call = MigrateCall {
            caller: Caller {
                tenant: self.lease.tenant,
                installation: self.row.id,
                plugin: Arc::from(self.row.plugin.as_str()),
                component: self.row.component.clone(),
                // Whatever it does, the version in use is called as before.
                is_trial: true,
            },
            limits: Limits::default().narrowed(&facts.manifest.limits).of(Point::MigrationRun),
            version: self.lease.migration.wanted.from_version.clone(),
            documents: batch.iter().map(given).collect(),
        };
        let plugins = app.plugins.clone();
        let called =
            tokio::task::spawn_blocking(move || plugins.migrate(call)).await.map_err(AppError::fault)?;
        let outcomes = called.result.map_err(halt_of)?;
        let staged = batch.into_iter().zip(outcomes).map(|((collection, document), outcome)| Staged {
            collection,
            document,
            outcome: match outcome {
                MigratedDocument::Keep => Outcome::Keep,
                MigratedDocument::Replace(body) => Outcome::Replace(body),
                MigratedDocument::Remove => Outcome::Remove,
            },
        });
        Ok(staged.collect())
    }

    /// Compiles over the staged documents.
    async fn prepare(&self, app: &App, mut target: Target) -> Result<Ready, Halt> {
        let (tenant, wanted) = (self.lease.tenant, &self.lease.migration.wanted);
        let before = app.store.get_installation(tenant, wanted.installation).await?;
        let Some(before) = before.filter(|before| before.package == wanted.from) else {
            return Err(Halt::Failed(OVERTAKEN.to_owned()));
        };
        let row = target.row(app, wanted.installation, Some(&before)).await?;
        remember(app, tenant, &mut target.plan, &before).await?;
        let mut writes = Vec::new();
        for collection in self.collections.iter().filter(|collection| collection.is_compiled) {
            if wanted.collections.contains(&collection.name) {
                writes.extend(app.store.staged_writes(tenant, &row.plugin, &collection.name).await?);
            }
        }
        let snapshot = trial_compile_of(app, tenant, &row, &writes).await?;
        Ok(Ready { row, plan: target.plan, snapshot })
    }

    /// Puts the staged documents in place and switches.
    async fn finish(&self, app: &App, ready: &Ready) -> Result<Finished, Halt> {
        let (tenant, wanted) = (self.lease.tenant, &self.lease.migration.wanted);
        let happening =
            Happening::Switched { from: wanted.from_version.clone(), to: wanted.to_version.clone() };
        let entry = timeline::entry(app, wanted.started_by.clone(), &happening)?;
        let change = Change {
            from: Some(&wanted.from),
            to: &ready.row,
            plan: &ready.plan,
            snapshot: ready.snapshot.as_ref(),
            collections: &self.collections,
            entry: &entry,
        };
        let lock = app.compile_locks.get_with(ready.row.id, Default::default);
        let _one_at_a_time = lock.lock().await;
        let finished = app.store.finish_migration(self.lease, change, app.now_ms()).await;
        let finished = finished.map_err(declare_error)?;
        if finished == Finished::Done {
            announce(app, tenant, &ready.row).await?;
        }
        Ok(finished)
    }
}

/// What an installation is about to become.
struct Ready {
    row: Installation,
    plan: Plan,
    snapshot: Option<Snapshot>,
}

/// The first documents, up to [`BATCH_BYTES_MAX`], and at least one.
fn within_bytes(mut batch: Vec<(String, Document)>) -> Vec<(String, Document)> {
    let mut bytes = 0;
    let fitting = batch.iter().take_while(|(_, document)| {
        let is_first = bytes == 0;
        bytes += document.body.len();
        is_first || bytes <= BATCH_BYTES_MAX
    });
    let count = fitting.count();
    batch.truncate(count);
    batch
}

fn halt_of(error: CallError) -> Halt {
    match error {
        CallError::Refused(
            Refusal::InvalidSettings(why) | Refusal::InvalidInput(why) | Refusal::Other(why),
        ) => Halt::Failed(why),
        error if error.is_plugin_fault() => Halt::Failed(format!("{}: {error}", error.code())),
        CallError::NotExported => Halt::Failed("the component does not serve migration.run".to_owned()),
        error => Halt::Later(AppError::fault(error)),
    }
}
