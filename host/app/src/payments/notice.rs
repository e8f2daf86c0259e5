//! What people are shown of payments that need them.

use crate::app::App;
use crate::error::AppResult;
use bodega_domain::digest::Digest;
use bodega_domain::ids::TenantId;
use bodega_domain::org::Reach;
use bodega_domain::payment::Payment;
use bodega_domain::sale::{Sale, Tender};
use bodega_store::exceptions::Exception;
use serde_json::json;
use uuid::Uuid;

/// What a payment may need a person for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// Nobody knows what became of it, and its time is long up.
    Unknown,
    /// The plugin said what cannot be.
    BadAnswer,
    /// Money came for a sale that it does not pay for, and its method cannot pay it back.
    Late,
    /// A refund did not go through.
    RefundFailed,
}

impl Trouble {
    fn kind(self) -> &'static str {
        match self {
            Trouble::Unknown => "payment.unknown",
            Trouble::BadAnswer => "payment.bad_answer",
            Trouble::Late => "payment.late",
            Trouble::RefundFailed => "refund.failed",
        }
    }
}

/// The same id for the same purpose of the same thing.
pub(crate) fn derived(of: Uuid, purpose: &str) -> Uuid {
    let digest = Digest::of(format!("{of}/{purpose}").as_bytes());
    let mut bytes = [0u8; 16];
    for (byte, pair) in bytes.iter_mut().zip(digest.hex().as_bytes().chunks(2)) {
        *byte = std::str::from_utf8(pair).ok().and_then(|hex| u8::from_str_radix(hex, 16).ok()).unwrap_or(0);
    }
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

/// Shows a person that a payment needs them; the same trouble of the same payment is shown once.
pub(super) async fn raise(
    app: &App,
    tenant: TenantId,
    payment: &Payment,
    trouble: Trouble,
    detail: &str,
) -> AppResult<()> {
    let kind = trouble.kind();
    let exception = Exception {
        id: derived(payment.id.0, kind),
        kind: kind.to_owned(),
        document: Some(payment.sale.0),
        message_json: json!({
            "payment": payment.id, "sale": payment.sale, "number": payment.number, "tender": payment.tender,
            "method": payment.method, "amount_minor": payment.amount_minor, "currency": payment.currency,
            "detail": detail,
        })
        .to_string(),
        raised_at_ms: app.now_ms(),
        resolved_at_ms: None,
        resolution: None,
    };
    tracing::warn!(%tenant, payment = %payment.id, "{kind}: {detail}");
    Ok(app.store.raise_exception(tenant, &exception).await?)
}

/// Shows a person that a tender of a voided sale is still with the store.
pub(super) async fn give_back(app: &App, tenant: TenantId, sale: &Sale, tender: &Tender) -> AppResult<()> {
    let exception = Exception {
        id: derived(tender.id.0, "give back"),
        kind: "tender.give_back".to_owned(),
        document: Some(sale.id.0),
        message_json: json!({
            "sale": sale.id, "number": sale.number, "tender": tender.id, "method": tender.method,
            "amount_minor": tender.amount_minor, "change_minor": sale.change_minor,
        })
        .to_string(),
        raised_at_ms: app.now_ms(),
        resolved_at_ms: None,
        resolution: None,
    };
    Ok(app.store.raise_exception(tenant, &exception).await?)
}

/// Takes back what people were shown once it is known.
pub(super) async fn settle(
    app: &App,
    tenant: TenantId,
    payment: &Payment,
    trouble: Trouble,
    resolution: &str,
) -> AppResult<()> {
    let id = derived(payment.id.0, trouble.kind());
    app.store.resolve_exception(tenant, id, resolution, app.now_ms(), &Reach::Everywhere).await?;
    Ok(())
}
