//! Terminals.

use crate::app::App;
use crate::check::{CODE_MAX, NAME_MAX, refused, text};
use crate::context::OpContext;
use crate::error::{AppError, AppResult};
use bodega_domain::ids::{OrgUnitId, TerminalId};
use bodega_store::org::{PutTerminalError, Terminal};

/// Makes or changes a terminal.
pub async fn put_terminal(app: &App, cx: &OpContext, terminal: Terminal) -> AppResult<Terminal> {
    if let Some(before) = app.store.get_terminal(cx.tenant, terminal.id).await? {
        cx.require_at(app, before.store).await?;
    }
    cx.require_at(app, terminal.store).await?;
    text("/code", &terminal.code, CODE_MAX)?;
    text("/name", &terminal.name, NAME_MAX)?;
    let done = app.store.put_terminal(cx.tenant, &terminal).await;
    app.catalog_changed(cx.tenant);
    done.map_err(|error| match error {
        PutTerminalError::Store(error) => refused("", error),
        PutTerminalError::CodeTaken { .. } => AppError {
            pointer: Some("/code".to_owned()),
            ..AppError::conflict("terminal.code_taken", error.to_string())
        },
        PutTerminalError::UnknownStore => AppError::invalid("store.unknown", "/store", error.to_string()),
    })?;
    Ok(terminal)
}

/// One terminal.
pub async fn get_terminal(app: &App, cx: &OpContext, id: TerminalId) -> AppResult<Terminal> {
    let found = app.store.get_terminal(cx.tenant, id).await?;
    let found = found.ok_or_else(|| AppError::not_found("terminal.unknown", format!("terminal {id}")))?;
    cx.require_at(app, found.store).await?;
    Ok(found)
}

/// All terminals, or those of one store, by code.
pub async fn list_terminals(app: &App, cx: &OpContext, store: Option<OrgUnitId>) -> AppResult<Vec<Terminal>> {
    Ok(app.store.list_terminals(cx.tenant, store, &cx.reach).await?)
}
