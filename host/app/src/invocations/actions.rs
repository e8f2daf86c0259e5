//! Buttons that plugins add.

use super::http::failed;
use super::run::{Cause, Invocation, Setback, run_and_apply};
use crate::app::App;
use crate::context::OpContext;
use crate::error::{AppError, AppResult, ErrorKind};
use crate::plugins::check_against;
use bodega_domain::ids::{OrgUnitId, SaleId};
use bodega_package::Subject;
use bodega_plugin_host::{ActionAnswer, ActionPress, CallError, Occasion, Refusal, Reply};
use serde_json::Value;
use std::sync::Arc;
use uuid::Uuid;

/// A press of a button.
#[derive(Clone, Debug)]
pub struct ActionRequest {
    /// The plugin's name.
    pub plugin: String,
    /// The action's name in the manifest.
    pub action: String,
    /// What it was pressed on; empty for nothing.
    pub subject: String,
    /// The store it was pressed in; `None` = nowhere in particular.
    pub store: Option<OrgUnitId>,
    /// What the person filled in.
    pub input: Value,
    /// The person's language.
    pub language: String,
}

/// Does what a button asks for; the effects are committed before the answer comes back.
///
/// # Errors
/// `action.rejected` with the plugin's own words where it said no, `plugin.not_here` where it is not on for the store.
pub async fn run_action(app: &Arc<App>, cx: &OpContext, request: ActionRequest) -> AppResult<ActionAnswer> {
    let plugins = app.tenant_plugins(cx.tenant).await?;
    let installed = plugins.by_name(&request.plugin)?;
    let action = installed.manifest.actions.iter().find(|action| action.name == request.action);
    let action = action.ok_or_else(|| AppError::not_found("action.unknown", "an action of this name"))?;
    if (action.on == Subject::None) != request.subject.is_empty() {
        let message = "name what the action is for exactly where it is for something";
        return Err(AppError::invalid("action.subject", "/subject", message));
    }
    if let Some(schema) = &action.input {
        let facts = app.package_facts(&installed.package).await?;
        check_against(facts.schema(schema)?, &request.input, "action.input", "/input")?;
    }
    let store = store_of(app, cx, action.on, &request).await?;
    cx.require_store(app, store).await?;
    installed.scope.require(app, cx.tenant, &installed.plugin, store).await?;
    let subject = request.subject.parse().ok();
    let id = Uuid::now_v7();
    let occasion = Occasion::Action(ActionPress {
        invocation: id.to_string(),
        action: request.action,
        subject: request.subject,
        input: request.input.to_string(),
        caller: cx.actor.to_string(),
        language: request.language,
        now_ms: app.now_ms(),
    });
    let cause = Cause { subject, store, ..Cause::default() };
    let invocation = Invocation { tenant: cx.tenant, installed, id, occasion, cause };
    match run_and_apply(app, &invocation).await? {
        Ok(Reply::Action(answer)) => Ok(answer),
        Ok(_) => Err(AppError::fault("an action gave no answer")),
        Err(Setback::Call(CallError::Refused(Refusal::Reject(message) | Refusal::Other(message)))) => {
            Err(AppError::new(ErrorKind::Invalid, "action.rejected", message))
        }
        Err(setback) => Err(failed(&invocation, setback)),
    }
}

/// The store that a button is pressed for: the one named, else that of the sale it is on.
async fn store_of(
    app: &App,
    cx: &OpContext,
    on: Subject,
    request: &ActionRequest,
) -> AppResult<Option<OrgUnitId>> {
    match (request.store, on, request.subject.parse::<SaleId>()) {
        (None, Subject::Sale, Ok(sale)) => {
            Ok(app.store.get_sale(cx.tenant, sale).await?.map(|sale| sale.store))
        }
        (named, ..) => Ok(named),
    }
}
