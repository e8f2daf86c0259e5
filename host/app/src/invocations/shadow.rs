//! A version on trial beside the one in use: its answers are compared and dropped, nothing it does is committed.

use super::effects::checked;
use super::ports::PluginPorts;
use super::run::{Invocation, call};
use crate::app::App;
use crate::plugins::shadow::{Comparison, Side};
use bodega_plugin_host::Invoked;
use std::sync::Arc;

/// Runs the candidate of an invocation before the live one is committed, so that both see the same state, with the
/// answers from outside that the live run got; says how the two differ.
pub(super) async fn dry_run(
    app: &Arc<App>,
    invocation: &Invocation,
    ports: &PluginPorts,
    live: &Invoked,
) -> Option<Comparison> {
    let candidate = invocation.installed.shadow.clone()?;
    if !candidate.manifest.has_point(invocation.occasion.point().as_str()) {
        return None;
    }
    let trial = Invocation {
        tenant: invocation.tenant,
        installed: candidate.clone(),
        id: invocation.id,
        occasion: invocation.occasion.clone(),
        cause: invocation.cause,
    };
    let ports = Arc::new(ports.closed_for(candidate.clone()));
    let answered = match app.plugins.invoke(call(&trial, ports)).await.result {
        Err(error) => Side::Failed(format!("{}: {error}", error.code())),
        // What would be refused at commit is a failure as well.
        Ok(invoked) => match checked(app, &trial, invoked.effects.clone()).await {
            Ok(Ok(_)) => Side::answer(&invoked),
            Ok(Err(message)) => Side::Failed(message),
            Err(error) => {
                tracing::warn!(tenant = %trial.tenant, "a trial run was lost: {error}");
                return None;
            }
        },
    };
    Some(Comparison {
        tenant: invocation.tenant,
        installation: candidate.id,
        package: candidate.package.clone(),
        at_ms: app.now_ms(),
        store: invocation.cause.store,
        kind: invocation.occasion.point().as_str(),
        input: serde_json::json!({ "invocation": invocation.id, "subject": invocation.cause.subject }),
        live: Side::answer(live),
        candidate: answered,
    })
}
