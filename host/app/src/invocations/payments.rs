//! Calls of payment plugins: they read and reach out, and record nothing, so there is nothing to commit or to run again.

use super::ports::PluginPorts;
use super::run::{Invocation, call};
use crate::app::App;
use bodega_domain::payment::PaymentAnswer;
use bodega_plugin_host::{CallError, Reply};
use std::sync::Arc;

/// Asks a payment plugin once.
pub(crate) async fn ask(app: &Arc<App>, invocation: &Invocation) -> Result<PaymentAnswer, CallError> {
    let ports = Arc::new(PluginPorts::new(app, invocation));
    let called = app.plugins.invoke(call(invocation, ports.clone())).await;
    let (id, point) = (invocation.installed.id, invocation.occasion.point());
    let is_failure = called.result.is_err();
    app.usage.add(invocation.tenant, id, point, is_failure, &called.report, ports.outside().outgoing());
    match called.result?.reply {
        Reply::Payment(answer) => Ok(answer),
        _ => Err(CallError::Internal("a payment gave no answer".to_owned())),
    }
}
