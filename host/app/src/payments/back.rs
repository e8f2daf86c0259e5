//! What the tenders of a return become before it is stored: each goes back where the sale's money came from.

use super::plan::{NewTender, Planned, refuse_extras};
use crate::app::App;
use crate::error::{AppError, AppResult};
use crate::plugins::installed::resolve_postings;
use bodega_domain::ids::{PaymentId, ReturnId, TenantId};
use bodega_domain::ledger::Posting;
use bodega_domain::payment::{Intent, PAY_PREFIX, Payment, PaymentKind, PaymentState};
use bodega_domain::sale::{LEDGER_PREFIX, Sale, Tender, TenderPart, TenderState};
use bodega_package::Refunds;
use uuid::Uuid;

/// Whether `amount_minor` of a charge can be sent back by its method; else why not, for people.
pub(crate) async fn refundable(
    app: &App,
    tenant: TenantId,
    charge: &Payment,
    amount_minor: i64,
    payments: &[Payment],
) -> AppResult<Result<(), String>> {
    let plugins = app.tenant_plugins(tenant).await?;
    let installed = plugins.installed.get(&charge.installation);
    let declared = installed.and_then(|i| i.manifest.payment.iter().find(|p| p.method == charge.method));
    let before = payments
        .iter()
        .any(|refund| refund.charge == Some(charge.id) && refund.state != PaymentState::Failed);
    Ok(match declared.map(|declared| declared.refunds) {
        None => Err(format!("{} is not installed or not switched on", charge.plugin)),
        Some(Refunds::None) => Err(format!("{PAY_PREFIX}{} pays nothing back", charge.method)),
        Some(Refunds::Full) if before || amount_minor != charge.amount_minor => {
            Err(format!("{PAY_PREFIX}{} pays back the whole amount, once", charge.method))
        }
        Some(Refunds::Full | Refunds::Partial) => Ok(()),
    })
}

/// A refund of a charge, to be started.
pub(super) fn refund_of(charge: &Payment, amount_minor: i64, reason: &str, now_ms: i64) -> Payment {
    Payment {
        id: PaymentId(Uuid::now_v7()),
        kind: PaymentKind::Refund,
        state: PaymentState::Starting,
        intent: Intent::Take,
        charge: Some(charge.id),
        amount_minor,
        presented_code: None,
        reason: Some(reason.to_owned()),
        created_at_ms: now_ms,
        expires_at_ms: None,
        reference: None,
        paid_at_ms: None,
        waiting: None,
        decline: None,
        error: None,
        attempts: 0,
        due_at_ms: Some(now_ms),
        version: 1,
        ..charge.clone()
    }
}

/// The return that refunds are planned for.
pub(crate) struct Back<'a> {
    pub id: ReturnId,
    pub number: &'a str,
    pub reason: &'a str,
    pub sale: &'a Sale,
    /// Parts of `ledger` tenders that earlier returns gave back.
    pub given_back: &'a [TenderPart],
}

/// Plans the tenders of a return: each goes back where the sale's money came from.
pub(crate) async fn plan_refunds(
    app: &App,
    tenant: TenantId,
    back: &Back<'_>,
    tenders: &[NewTender],
) -> AppResult<Planned> {
    let payments = app.store.payments_of_sale(tenant, back.sale.id).await?;
    let mut planned = Planned::default();
    let mut given: Vec<TenderPart> = back.given_back.to_vec();
    for (index, new) in tenders.iter().enumerate() {
        let at = |field: &str| format!("/tenders/{index}/{field}");
        let method = &new.tender.method;
        if let Some(name) = method.strip_prefix(PAY_PREFIX) {
            let mut known = payments.clone();
            known.extend(planned.payments.iter().cloned());
            let charge = charge_to_refund(name, new, &known, &at)?;
            if let Err(why) = refundable(app, tenant, charge, new.tender.amount_minor, &known).await? {
                return Err(AppError::invalid("refund.unserved", at("method"), why));
            }
            let refund = Payment {
                sale_return: Some(back.id),
                number: back.number.to_owned(),
                tender: new.tender.id,
                ..refund_of(charge, new.tender.amount_minor, back.reason, app.now_ms())
            };
            let tender = Tender { state: TenderState::Pending, ..new.tender.clone() };
            planned.tenders.push(tender);
            planned.payments.push(refund);
        } else if let Some(name) = method.strip_prefix(LEDGER_PREFIX) {
            let plugin = name.split('/').next().unwrap_or_default();
            let installed = app.tenant_plugins(tenant).await?.by_name(plugin)?;
            let parts = give_back(back.sale, new, &mut given, &at)?;
            let postings: Vec<Posting> = parts
                .iter()
                .map(|part| Posting { account: part.account.clone(), delta: part.amount_minor, floor: None })
                .collect();
            let memo = format!("return {}", back.number);
            let claims = resolve_postings(plugin, &installed.accounts, &postings, Some(memo.as_str()));
            planned.claims.extend(claims.map_err(AppError::fault)?);
            planned.tenders.push(Tender { parts, ..new.tender.clone() });
        } else {
            refuse_extras(new, &at)?;
            planned.tenders.push(new.tender.clone());
        }
    }
    Ok(planned)
}

/// The paid charge that a refund goes back to: the one that is named, or the only one with enough left.
fn charge_to_refund<'a>(
    method: &str,
    new: &NewTender,
    payments: &'a [Payment],
    at: &impl Fn(&str) -> String,
) -> AppResult<&'a Payment> {
    let left = |charge: &Payment| {
        let taken = payments
            .iter()
            .filter(|refund| refund.charge == Some(charge.id) && refund.state != PaymentState::Failed)
            .fold(0i64, |sum, refund| sum.saturating_add(refund.amount_minor));
        charge.amount_minor.saturating_sub(taken)
    };
    let charges: Vec<&Payment> = payments
        .iter()
        .filter(|p| p.kind == PaymentKind::Charge && p.state == PaymentState::Paid && p.method == method)
        .filter(|p| new.of.is_none_or(|of| p.tender == of))
        .collect();
    let enough: Vec<&Payment> =
        charges.iter().copied().filter(|charge| left(charge) >= new.tender.amount_minor).collect();
    match (enough.as_slice(), charges.as_slice()) {
        ([charge], _) => Ok(*charge),
        ([], []) => {
            let message = "the sale has no paid tender of this method; pay back in another way";
            Err(AppError::invalid("refund.no_charge", at("method"), message))
        }
        ([], charges) => {
            let most = charges.iter().map(|charge| left(charge)).max().unwrap_or(0);
            let message = format!("{most} are left of what was paid this way");
            Err(AppError::invalid("refund.too_much", at("amount_minor"), message)
                .with_details(serde_json::json!({ "left_minor": most })))
        }
        _ => {
            let message = "the sale has several tenders of this method; name the one by its id";
            Err(AppError::invalid("refund.of_needed", at("of"), message))
        }
    }
}

/// What of a `ledger` refund goes back to which account: the last taken first.
fn give_back(
    sale: &Sale,
    new: &NewTender,
    given: &mut Vec<TenderPart>,
    at: &impl Fn(&str) -> String,
) -> AppResult<Vec<TenderPart>> {
    let mut left = new.tender.amount_minor;
    let mut parts: Vec<TenderPart> = Vec::new();
    let taken =
        sale.tenders.iter().filter(|t| t.method == new.tender.method && t.state == TenderState::Settled);
    let taken = taken.filter(|tender| new.of.is_none_or(|of| tender.id == of));
    let mut open: Vec<TenderPart> = Vec::new();
    for part in taken.flat_map(|tender| &tender.parts) {
        match open.iter_mut().find(|known| known.account == part.account) {
            Some(known) => known.amount_minor += part.amount_minor,
            None => open.push(part.clone()),
        }
    }
    for part in open.iter().rev() {
        let before: i64 = given.iter().filter(|g| g.account == part.account).map(|g| g.amount_minor).sum();
        let amount_minor = (part.amount_minor - before).clamp(0, left.max(0));
        if amount_minor > 0 {
            left -= amount_minor;
            parts.push(TenderPart { account: part.account.clone(), amount_minor });
        }
    }
    if left > 0 {
        let message = format!("{} are left of what was paid this way", new.tender.amount_minor - left);
        return Err(AppError::invalid("refund.too_much", at("amount_minor"), message)
            .with_details(serde_json::json!({ "left_minor": new.tender.amount_minor - left })));
    }
    given.extend(parts.iter().cloned());
    Ok(parts)
}
