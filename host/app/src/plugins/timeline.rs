//! What happened to an installation, for a merchant to read.

use crate::app::App;
use crate::context::{Actor, OpContext};
use crate::error::{AppError, AppResult};
use bodega_domain::ids::InstallationId;
use bodega_store::installations::TimelineEntry;
use serde::Serialize;

/// A thing that happens to an installation.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Happening {
    /// It is new.
    Installed { version: String },
    /// Another version took over.
    Switched { from: String, to: String },
    /// A failing version gave way to the last good one.
    RolledBack { from: String, to: String, reason: String },
    /// Its settings changed.
    SettingsChanged,
    /// Its order, cap or scope changed.
    Changed,
    /// It was switched off.
    Paused,
    /// It was switched on.
    Resumed,
    /// Another version is tried beside it.
    TrialStarted { version: String, mode: &'static str },
    /// The trial ended without a switch.
    TrialEnded { version: String },
    /// Documents are being brought to another version's schemas; it takes over when they are.
    MigrationStarted { from: String, to: String },
    /// They could not be; all is as it was.
    MigrationFailed { version: String, reason: String },
    /// Somebody ended it; all is as it was.
    MigrationEnded { version: String },
    /// It failed too often and is left out for a while.
    BreakerOpened { point: String },
    /// It answers again.
    BreakerClosed { point: String },
    /// The marketplace withdrew this version: it is not called any more.
    Killed { version: String, reason: String },
    /// It is gone.
    Uninstalled { version: String },
}

impl Happening {
    /// Its stable word.
    pub fn kind(&self) -> &'static str {
        match self {
            Happening::Installed { .. } => "installed",
            Happening::Switched { .. } => "switched",
            Happening::RolledBack { .. } => "rolled_back",
            Happening::SettingsChanged => "settings_changed",
            Happening::Changed => "changed",
            Happening::Paused => "paused",
            Happening::Resumed => "resumed",
            Happening::TrialStarted { .. } => "trial_started",
            Happening::TrialEnded { .. } => "trial_ended",
            Happening::MigrationStarted { .. } => "migration_started",
            Happening::MigrationFailed { .. } => "migration_failed",
            Happening::MigrationEnded { .. } => "migration_ended",
            Happening::BreakerOpened { .. } => "breaker_opened",
            Happening::BreakerClosed { .. } => "breaker_closed",
            Happening::Killed { .. } => "killed",
            Happening::Uninstalled { .. } => "uninstalled",
        }
    }
}

/// What is to be written down together with what happens.
pub(crate) fn entry(app: &App, actor: String, happening: &Happening) -> AppResult<TimelineEntry> {
    Ok(TimelineEntry {
        seq: 0,
        at_ms: app.now_ms(),
        kind: happening.kind().to_owned(),
        actor,
        details_json: serde_json::to_string(happening).map_err(AppError::fault)?,
    })
}

/// Writes down what changed nothing in the database.
pub(crate) async fn record(
    app: &App,
    cx: &OpContext,
    id: InstallationId,
    happening: &Happening,
) -> AppResult<()> {
    let entry = entry(app, actor(cx), happening)?;
    app.store.record_timeline(cx.tenant, id, &entry).await?;
    Ok(())
}

/// Who does it: a token, or the host itself.
pub(crate) fn actor(cx: &OpContext) -> String {
    match cx.actor {
        Actor::System => "host".to_owned(),
        actor => actor.to_string(),
    }
}
