//! What tenders become before a sale is stored: charges of plugins, postings on plugins' accounts.

use super::work::LEASE_MS;
use crate::app::App;
use crate::error::{AppError, AppResult};
use crate::plugins::installed::{InstalledPlugin, resolve_postings};
use bodega_domain::ids::{OrgUnitId, PaymentId, SaleId, TenantId, TenderId, TerminalId};
use bodega_domain::ledger::Posting;
use bodega_domain::payment::{Intent, PAY_PREFIX, Payment, PaymentKind, PaymentState};
use bodega_domain::sale::{LEDGER_PREFIX, Tender, TenderPart, TenderState};
use bodega_package::{Payment as Method, PaymentFlow};
use bodega_store::ledger::LedgerPosting;
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;

/// The longest code that a customer presents, characters.
const CODE_MAX: usize = 128;
/// The longest holder of accounts, characters.
const HOLDER_MAX: usize = 128;

/// A tender as a client sends it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTender {
    /// Settled, or pending at an outside party; a tender that a plugin charges is pending whatever the client says.
    pub tender: Tender,
    /// The code that the customer presented.
    pub presented_code: Option<String>,
    /// Whose accounts a `ledger` tender is taken from, e.g. a member or a card.
    pub holder: Option<String>,
    /// For a refund: the tender of the sale that it goes back to.
    pub of: Option<TenderId>,
}

/// Where and for what tenders are given.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub sale: SaleId,
    pub number: String,
    pub store: OrgUnitId,
    pub terminal: TerminalId,
    pub currency: String,
    /// When the sale is given up, ms since 1970 UTC.
    pub expires_at_ms: i64,
}

/// Tenders with what must be stored beside them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Planned {
    pub tenders: Vec<Tender>,
    pub payments: Vec<Payment>,
    pub claims: Vec<LedgerPosting>,
}

/// The installation that serves a method in a store, and what its manifest says of it.
pub(super) async fn method_in(
    app: &App,
    tenant: TenantId,
    store: OrgUnitId,
    method: &str,
) -> AppResult<Option<(Arc<InstalledPlugin>, Method)>> {
    let unit = app.store.get_org_unit(tenant, store).await?;
    let lineage = unit.map(|unit| unit.lineage()).unwrap_or_default();
    let plugins = app.tenant_plugins(tenant).await?;
    let here = plugins.installed.values().filter(|installed| installed.scope.covers(&lineage));
    let found = here.filter_map(|installed| {
        let declared = installed.manifest.payment.iter().find(|declared| declared.method == method)?;
        Some((installed.clone(), declared.clone()))
    });
    // Installing refuses a second one; should there be two all the same, it is always the same of them.
    Ok(found.min_by_key(|(installed, _)| installed.id))
}

/// Plans the tenders of a sale.
pub(crate) async fn plan(
    app: &App,
    tenant: TenantId,
    place: &Place,
    tenders: &[NewTender],
) -> AppResult<Planned> {
    let mut planned = Planned::default();
    let mut drained = BTreeMap::new();
    for (index, new) in tenders.iter().enumerate() {
        let at = |field: &str| format!("/tenders/{index}/{field}");
        if let Some(method) = new.tender.method.strip_prefix(PAY_PREFIX) {
            let charge = charge_of(app, tenant, place, method, new, at).await?;
            let state = TenderState::Pending;
            planned.tenders.push(Tender { state, reference: None, foreign: None, ..new.tender.clone() });
            planned.payments.push(charge);
        } else if let Some(name) = new.tender.method.strip_prefix(LEDGER_PREFIX) {
            let (tender, claims) = draw(app, tenant, place, name, new, &mut drained, at).await?;
            planned.tenders.push(tender);
            planned.claims.extend(claims);
        } else {
            refuse_extras(new, &at)?;
            planned.tenders.push(new.tender.clone());
        }
    }
    Ok(planned)
}

pub(super) fn refuse_extras(new: &NewTender, at: &impl Fn(&str) -> String) -> AppResult<()> {
    let extras = [("code", new.presented_code.is_some()), ("holder", new.holder.is_some())];
    match extras.into_iter().find(|(_, is_there)| *is_there) {
        Some((field, _)) => {
            let message = "belongs to tenders of the methods `pay:` (code) and `ledger:` (holder) only";
            Err(AppError::invalid("tender.field", at(field), message))
        }
        None => Ok(()),
    }
}

async fn charge_of(
    app: &App,
    tenant: TenantId,
    place: &Place,
    method: &str,
    new: &NewTender,
    at: impl Fn(&str) -> String,
) -> AppResult<Payment> {
    let found = method_in(app, tenant, place.store, method).await?;
    let (installed, declared) = found.ok_or_else(|| {
        let message = format!("no plugin takes `{PAY_PREFIX}{method}` in this store");
        AppError::invalid("tender.method_unserved", at("method"), message)
    })?;
    let code = new.presented_code.as_deref();
    match (declared.flow, code) {
        (PaymentFlow::CustomerPresented, None) => {
            let message = "scan the code that the customer presents";
            return Err(AppError::invalid("tender.code_needed", at("code"), message));
        }
        (PaymentFlow::MerchantPresented, Some(_)) => {
            let message = "with this method the customer scans the store's code";
            return Err(AppError::invalid("tender.code_unwanted", at("code"), message));
        }
        _ => {}
    }
    let is_code =
        |code: &str| (1..=CODE_MAX).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_graphic());
    if !code.is_none_or(is_code) {
        let message = format!("a code has 1 to {CODE_MAX} printable ASCII characters");
        return Err(AppError::invalid("tender.code", at("code"), message));
    }
    if new.holder.is_some() || new.tender.reference.is_some() || new.tender.foreign.is_some() {
        let message = "a tender that a plugin charges has no holder, reference or foreign money";
        return Err(AppError::invalid("tender.field", at("method"), message));
    }
    let now = app.now_ms();
    let expires = now + i64::from(declared.expires_s) * 1000;
    Ok(Payment {
        id: PaymentId(Uuid::now_v7()),
        kind: PaymentKind::Charge,
        state: PaymentState::Starting,
        intent: Intent::Take,
        sale: place.sale,
        number: place.number.clone(),
        sale_return: None,
        tender: new.tender.id,
        charge: None,
        installation: installed.id,
        plugin: installed.plugin.to_string(),
        method: method.to_owned(),
        store: place.store,
        terminal: place.terminal,
        amount_minor: new.tender.amount_minor,
        currency: place.currency.clone(),
        presented_code: new.presented_code.clone(),
        reason: None,
        created_at_ms: now,
        expires_at_ms: Some(expires.min(place.expires_at_ms)),
        reference: None,
        paid_at_ms: None,
        waiting: None,
        decline: None,
        error: None,
        attempts: 1,
        // Should the node go down before the answer is stored, the charge is queried then.
        due_at_ms: Some(now + LEASE_MS),
        version: 1,
    })
}

/// Takes a `ledger` tender from the holder's accounts, kind after kind in the order of the manifest, as far as each goes.
async fn draw(
    app: &App,
    tenant: TenantId,
    place: &Place,
    name: &str,
    new: &NewTender,
    drained: &mut BTreeMap<String, i64>,
    at: impl Fn(&str) -> String,
) -> AppResult<(Tender, Vec<LedgerPosting>)> {
    let (plugin, name) = name.split_once('/').unwrap_or((name, ""));
    let unserved = || {
        let message = format!("no plugin offers `{}` as a tender", new.tender.method);
        AppError::invalid("tender.method_unserved", at("method"), message)
    };
    let plugins = app.tenant_plugins(tenant).await?;
    let installed = plugins.by_name(plugin).map_err(|_| unserved())?;
    let declared =
        installed.manifest.tenders.iter().find(|tender| tender.name == name).ok_or_else(unserved)?;
    let holder = new.holder.as_deref().unwrap_or_default();
    let is_holder = (1..=HOLDER_MAX).contains(&holder.len()) && holder.bytes().all(|b| b.is_ascii_graphic());
    if !is_holder {
        let message = format!("name whose accounts pay, 1 to {HOLDER_MAX} printable ASCII characters");
        return Err(AppError::invalid("tender.holder", at("holder"), message));
    }
    if new.presented_code.is_some()
        || new.tender.foreign.is_some()
        || new.tender.state != TenderState::Settled
    {
        let message = "a tender of accounts is settled with the sale, without code or foreign money";
        return Err(AppError::invalid("tender.field", at("method"), message));
    }
    let mut left = new.tender.amount_minor.max(0);
    let mut parts = Vec::new();
    for kind in &declared.accounts {
        let account = format!("{kind}/{holder}");
        let unit =
            installed.accounts.iter().find(|known| known.kind == *kind).map(|known| known.unit.as_str());
        if unit != Some(place.currency.as_str()) {
            let message = format!("accounts of the kind {kind:?} are not kept in {}", place.currency);
            return Err(AppError::invalid("tender.currency", at("method"), message));
        }
        let balances = app.store.ledger_balances(tenant, plugin, std::slice::from_ref(&account)).await?;
        let known = balances.first().map_or(0, |balance| balance.available());
        let available = known - drained.get(&account).copied().unwrap_or(0);
        let amount_minor = available.clamp(0, left);
        if amount_minor > 0 {
            left -= amount_minor;
            *drained.entry(account.clone()).or_default() += amount_minor;
            parts.push(TenderPart { account, amount_minor });
        }
    }
    if left > 0 {
        let message = "the accounts do not hold that much";
        let available = new.tender.amount_minor - left;
        return Err(AppError::conflict("tender.no_funds", message)
            .with_details(serde_json::json!({ "tender": new.tender.id, "available_minor": available })));
    }
    let memo = format!("sale {}", place.number);
    let postings: Vec<Posting> = parts
        .iter()
        .map(|part| Posting { account: part.account.clone(), delta: -part.amount_minor, floor: Some(0) })
        .collect();
    let claims = resolve_postings(plugin, &installed.accounts, &postings, Some(memo.as_str()))
        .map_err(AppError::fault)?;
    let reference = Some(holder.to_owned());
    Ok((Tender { reference, parts, ..new.tender.clone() }, claims))
}
