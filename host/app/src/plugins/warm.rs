//! Compiled components, made ahead of calls: after an upgrade of wasmtime, or on a node that has not seen them yet. One at
//! a time and never on the way of a request: a plugin that is not compiled yet is left out, and the sale says so.

use crate::app::App;
use crate::error::{AppError, AppResult};
use bodega_domain::digest::Digest;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// Components of installations, in use or on trial, that have no compiled form of this engine.
///
/// # Errors
/// Where the store is away.
pub async fn not_compiled(app: &App) -> AppResult<Vec<Digest>> {
    let installed = app.store.installed_components().await?;
    Ok(installed.into_iter().filter(|component| !app.plugins.is_compiled(component)).collect())
}

/// Compiles what is installed and not compiled yet, then removes what other engines left.
pub async fn compile_installed(app: Arc<App>) {
    if let Err(error) = compile_all(&app).await {
        tracing::error!(
            "not all components are compiled for this engine; each will be when it is used: {error}"
        );
    }
}

async fn compile_all(app: &App) -> AppResult<()> {
    let (start, waiting) = (Instant::now(), not_compiled(app).await?);
    for component in &waiting {
        app.plugins.load(component).await.map_err(AppError::fault)?;
    }
    app.plugins.remove_foreign_artefacts().map_err(AppError::fault)?;
    if !waiting.is_empty() {
        let seconds = start.elapsed().as_secs_f64();
        tracing::info!(components = waiting.len(), seconds, "compiled {} components anew", waiting.len());
    }
    Ok(())
}

/// Components that are being compiled (`true`), and those for which it failed on this node.
#[derive(Clone, Default)]
pub(crate) struct Compiling(Arc<Mutex<HashMap<Digest, bool>>>);

impl Compiling {
    fn all(&self) -> MutexGuard<'_, HashMap<Digest, bool>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Compiles a component behind its callers' back, once; `false` = that was tried, and failed.
    pub(super) fn start(&self, app: &App, component: &Digest) -> bool {
        if let Some(is_running) = self.all().get(component) {
            return *is_running;
        }
        self.all().insert(component.clone(), true);
        let (compiling, plugins, component) = (self.clone(), app.plugins.clone(), component.clone());
        tokio::spawn(async move {
            match plugins.load(&component).await {
                Ok(()) => drop(compiling.all().remove(&component)),
                Err(error) => {
                    compiling.all().insert(component.clone(), false);
                    tracing::error!(%component, "component {component} stays out: {error}");
                }
            }
        });
        true
    }
}
