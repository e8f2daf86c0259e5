//! Recorded effects in the store's words, each checked against what the manifest declares.

use super::files::{ReadyFile, ready};
use super::run::Invocation;
use crate::app::App;
use crate::derive::derived_id;
use crate::error::AppResult;
use crate::orders::commands;
use crate::plugins::installed::resolve_postings;
use bodega_domain::ids::{EventId, MemberId, OrgUnitId, PaymentId, VariantId};
use bodega_package::MessagePurpose;
use bodega_plugin_host::{
    Effects as Recorded, EmittedEvent, Message as RecordedMessage, PaymentReport, Receipt as RecordedReceipt,
    ReceiptOf as RecordedOf, StockDocument, TagAction as RecordedTag, TagChange as RecordedChange,
};
use bodega_store::collections::DocumentWrite;
use bodega_store::effects::Effects;
use bodega_store::events::NewEvent;
use bodega_store::members::{TagAction, TagChange};
use bodega_store::messages::{NewMessage, Receipt, ReceiptOf};
use bodega_store::payments::NewReport;
use bodega_store::stock::{StockDelta, StockGuard};
use std::collections::{BTreeMap, HashMap};

/// The effects of an invocation and the bytes of its files, or why they are not allowed.
pub(super) async fn checked(
    app: &App,
    invocation: &Invocation,
    mut recorded: Recorded,
) -> AppResult<Result<(Effects, Vec<ReadyFile>), String>> {
    let stock = match stock(app, invocation, &recorded.stock).await? {
        Ok(stock) => stock,
        Err(message) => return Ok(Err(message)),
    };
    let payments = match reports(app, invocation, &recorded.payments).await? {
        Ok(payments) => payments,
        Err(message) => return Ok(Err(message)),
    };
    let orders = match commands(app, invocation, std::mem::take(&mut recorded.orders)).await? {
        Ok(orders) => orders,
        Err(message) => return Ok(Err(message)),
    };
    let ready = match ready(app, invocation, std::mem::take(&mut recorded.files)).await? {
        Ok(ready) => ready,
        Err(message) => return Ok(Err(message)),
    };
    let files = ready.iter().map(|file| file.file.clone()).collect();
    Ok(declared(app, invocation, recorded)
        .map(|effects| (Effects { stock, payments, orders, files, ..effects }, ready)))
}

/// News of the installation's own payments.
async fn reports(
    app: &App,
    invocation: &Invocation,
    recorded: &[PaymentReport],
) -> AppResult<Result<Vec<NewReport>, String>> {
    let mut reports = Vec::with_capacity(recorded.len());
    for report in recorded {
        let found = match report.payment.parse() {
            Ok(id) => app.store.get_payment(invocation.tenant, PaymentId(id)).await?,
            Err(_) => None,
        };
        let own = found.filter(|payment| payment.installation == invocation.installed.id);
        let Some(payment) = own else {
            return Ok(Err(format!("{:?} is no payment of this installation", report.payment)));
        };
        reports.push(NewReport { payment: payment.id, answer: report.answer.clone() });
    }
    Ok(Ok(reports))
}

fn declared(app: &App, invocation: &Invocation, recorded: Recorded) -> Result<Effects, String> {
    let installed = &invocation.installed;
    let mut effects = Effects::default();
    for group in &recorded.postings {
        let memo = Some(group.memo.as_str());
        let postings = resolve_postings(&installed.plugin, &installed.accounts, &group.postings, memo)?;
        effects.postings.extend(postings);
    }
    for write in recorded.documents {
        if !installed.manifest.collections.iter().any(|collection| collection.name == write.collection) {
            return Err(format!("collection {:?} is not declared in the manifest", write.collection));
        }
        let (collection, key, body, expected_version) =
            (write.collection, write.key, write.body, write.expected_version);
        effects.documents.push(DocumentWrite { collection, key, body, expected_version });
    }
    for change in recorded.tags {
        effects.member_tags.push(tag_change(&installed.plugin, change)?);
    }
    for message in recorded.messages {
        effects.messages.push(message_of(app, invocation, message)?);
    }
    for receipt in recorded.receipts {
        effects.receipts.extend(receipt_of(receipt));
    }
    for (ordinal, event) in recorded.events.into_iter().enumerate() {
        effects.events.push(event_of(app, invocation, ordinal, event)?);
    }
    Ok(effects)
}

/// A receipt for something that is no message's id is one for a message that is not there.
fn receipt_of(recorded: RecordedReceipt) -> Option<Receipt> {
    let which = match recorded.which {
        RecordedOf::Message(id) => ReceiptOf::Message(id.parse().ok()?),
        RecordedOf::Provider(id) => ReceiptOf::Provider(id.chars().filter(|c| !c.is_control()).collect()),
    };
    Some(Receipt { which, failure: recorded.failure })
}

fn tag_change(plugin: &str, change: RecordedChange) -> Result<TagChange, String> {
    Ok(TagChange {
        member: member(&change.member)?,
        tag: format!("{plugin}:{}", change.name),
        action: match change.action {
            RecordedTag::Add => TagAction::Add,
            RecordedTag::Remove => TagAction::Remove,
        },
    })
}

fn member(id: &str) -> Result<MemberId, String> {
    id.parse().map_err(|_| format!("{id:?} is not a member's id"))
}

fn event_of(
    app: &App,
    invocation: &Invocation,
    ordinal: usize,
    event: EmittedEvent,
) -> Result<NewEvent, String> {
    if !invocation.installed.manifest.events.emit.contains(&event.kind) {
        return Err(format!("event type {:?} is not declared in the manifest", event.kind));
    }
    let now = app.now_ms();
    Ok(NewEvent {
        id: EventId(derived_id(&format!("{}/{ordinal}", invocation.id))),
        event_type: event.kind,
        ordering_key: event.subject,
        subject: invocation.cause.subject,
        store: invocation.cause.store,
        occurred_at_ms: now,
        recorded_at_ms: now,
        depth: invocation.cause.depth + 1,
        payload_json: event.payload,
    })
}

/// How long a message is of use, ms.
const MESSAGE_LIFE_MS: i64 = 24 * 60 * 60 * 1000;

fn message_of(app: &App, invocation: &Invocation, message: RecordedMessage) -> Result<NewMessage, String> {
    let template = &message.template;
    let declared = invocation.installed.manifest.messages.iter().find(|m| m.template == *template);
    let declared = declared.ok_or_else(|| format!("message {template:?} is not declared in the manifest"))?;
    let purpose = match declared.purpose {
        MessagePurpose::Service => "service",
        MessagePurpose::Marketing => "marketing",
    };
    if message.purpose != purpose {
        return Err(format!("message {template:?} is declared for {purpose}, not for {:?}", message.purpose));
    }
    let texts = serde_json::from_str::<BTreeMap<String, String>>(&message.parameters);
    texts.map_err(|error| format!("parameters of message {template:?} are no object of texts: {error}"))?;
    Ok(NewMessage {
        member: member(&message.member)?,
        purpose: message.purpose,
        template: message.template,
        parameters_json: message.parameters,
        expires_at_ms: app.now_ms() + MESSAGE_LIFE_MS,
    })
}

/// Stock documents with SKUs turned into variants.
async fn stock(
    app: &App,
    invocation: &Invocation,
    documents: &[StockDocument],
) -> AppResult<Result<Vec<StockDelta>, String>> {
    let mut variants: HashMap<&str, VariantId> = HashMap::new();
    let mut deltas = Vec::new();
    for document in documents {
        let Ok(location) = document.location.parse::<OrgUnitId>() else {
            return Ok(Err(format!("{:?} is not a location's id", document.location)));
        };
        let unit = app.store.get_org_unit(invocation.tenant, location).await?;
        if unit.is_none_or(|unit| !invocation.installed.scope.covers(&unit.lineage())) {
            return Ok(Err(format!("there is no location {location}")));
        }
        for (sku, delta_micros) in &document.lines {
            if !variants.contains_key(sku.as_str()) {
                let product = app.store.find_product_by_sku(invocation.tenant, sku).await?;
                let found = product.and_then(|p| p.variants.into_iter().find(|variant| variant.sku == *sku));
                let Some(variant) = found else { return Ok(Err(format!("there is no SKU {sku:?}"))) };
                variants.insert(sku, variant.id);
            }
            let (variant, delta_micros) = (variants[sku.as_str()], *delta_micros);
            deltas.push(StockDelta { variant, location, delta_micros, guard: StockGuard::AllowNegative });
        }
    }
    Ok(Ok(deltas))
}
