//! One call of a payment plugin.

use crate::app::App;
use crate::invocations::{Cause, Invocation, ask as invoke};
use crate::plugins::installed::InstalledPlugin;
use bodega_domain::ids::TenantId;
use bodega_domain::payment::{Payment, PaymentAnswer, PaymentKind, PaymentStep};
use bodega_plugin_host::{CallError, ChargeDetails, Occasion, PaymentRequest, RefundDetails, Refusal};
use std::sync::Arc;
use uuid::Uuid;

/// The longest explanation that is kept, characters.
const DETAIL_MAX: usize = 300;

/// Why a call gave no answer.
#[derive(Clone, Debug)]
pub(super) struct NoAnswer {
    /// What went wrong; nothing secret.
    pub detail: String,
    /// Whether the plugin certainly did not run.
    pub is_unasked: bool,
    /// Whether asking again cannot help.
    pub is_hopeless: bool,
}

impl NoAnswer {
    pub fn not_there(plugin: &str) -> Self {
        let detail = format!("{plugin} is not installed or not switched on");
        NoAnswer { detail, is_unasked: true, is_hopeless: false }
    }
}

/// The party's order number.
pub(super) fn order_number(id: Uuid) -> String {
    id.simple().to_string()
}

/// Asks the plugin; `charge` is what a refund takes back. Each call is an invocation of its own, so that no answer from the
/// outside is used twice.
pub(super) async fn ask(
    app: &Arc<App>,
    tenant: TenantId,
    installed: Arc<InstalledPlugin>,
    step: PaymentStep,
    payment: &Payment,
    charge: &Payment,
) -> Result<PaymentAnswer, NoAnswer> {
    let id = Uuid::now_v7();
    let refund = (payment.kind == PaymentKind::Refund).then(|| RefundDetails {
        id: order_number(payment.id.0),
        amount_minor: payment.amount_minor,
        reason: payment.reason.clone().unwrap_or_default(),
        started_ms: payment.created_at_ms,
        attempt: payment.attempts,
    });
    let request = PaymentRequest {
        step,
        charge: ChargeDetails {
            id: order_number(charge.id.0),
            method: charge.method.clone(),
            amount_minor: charge.amount_minor,
            currency: charge.currency.clone(),
            sale: charge.sale.to_string(),
            number: charge.number.clone(),
            store: charge.store.to_string(),
            terminal: charge.terminal.to_string(),
            presented_code: charge.presented_code.clone().filter(|_| step == PaymentStep::Start),
            reference: charge.reference.clone(),
            started_ms: charge.created_at_ms,
            expires_ms: charge.expires_at_ms.unwrap_or(charge.created_at_ms),
            attempt: charge.attempts,
        },
        refund,
        now_ms: app.now_ms(),
    };
    let cause = Cause { subject: Some(payment.sale.0), store: Some(payment.store), depth: 0 };
    let invocation = Invocation { tenant, installed, id, occasion: Occasion::Payment(request), cause };
    invoke(app, &invocation).await.map_err(|error| NoAnswer {
        is_unasked: matches!(
            error,
            CallError::Unavailable { .. }
                | CallError::Busy
                | CallError::NotExported
                | CallError::NotLoaded { .. }
        ),
        is_hopeless: matches!(error, CallError::Refused(Refusal::Reject(_))),
        detail: redacted(&format!("{}: {error}", error.code()), charge.presented_code.as_deref()),
    })
}

/// A text without the code that the customer presented, bounded.
fn redacted(text: &str, code: Option<&str>) -> String {
    let text = match code {
        Some(code) if !code.is_empty() => text.replace(code, "***"),
        _ => text.to_owned(),
    };
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(DETAIL_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_presented_code_is_in_no_history() {
        let said = "plugin.refused: auth_code 134567890123456789\nis used up";
        let kept = redacted(said, Some("134567890123456789"));
        assert_eq!(kept, "plugin.refused: auth_code *** is used up");
        assert_eq!(redacted(&"x".repeat(5_000), None).len(), DETAIL_MAX);
    }
}
