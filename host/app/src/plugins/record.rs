//! Records what a plugin was asked by a tenant's sales and events, for its author: without settings that are secret and
//! without anything that tells who bought, where and when a voucher was whose.

mod redact;

use super::facts::PackageFacts;
use crate::app::App;
use crate::context::OpContext;
use crate::error::{AppError, AppResult};
use crate::pricing::running_runs;
use bodega_domain::ids::InstallationId;
use bodega_domain::pricing::{Consulted, DeclaredInputs, Document, Outcome, PricingInput, price};
use bodega_store::installations::Installation;
use bodega_store::sales::SaleFilter;
use bodega_store::{PAGE_MAX, PageRequest};
use redact::Redaction;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

/// Sales, and events, of one recording.
pub const RECORDED_MAX: u32 = 10_000;

/// Sales that are looked at for those that asked the plugin.
const LOOKED_AT_MAX: usize = 100_000;

/// The installation in recordings, and wherever a plugin is tried outside a tenant.
pub const RECORDED_INSTALLATION: InstallationId =
    InstallationId(Uuid::from_u128(0x0190_c0de_0000_7000_8000_0000_0000_00bb));

/// What a plugin was asked.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recording {
    /// The plugin's name.
    pub plugin: String,
    /// Its version in use.
    pub version: String,
    /// Its settings, without secrets.
    pub settings: Value,
    /// Documents of its `x-compile` collections as they are now; bodies as JSON.
    pub documents: Vec<RecordedDocument>,
    /// Baskets that it priced, oldest first.
    pub baskets: Vec<RecordedBasket>,
    /// Events that it subscribes to, oldest first.
    pub events: Vec<RecordedEvent>,
}

/// A document.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedDocument {
    /// Collection.
    pub collection: String,
    /// Key.
    pub key: String,
    /// Counts up from 1.
    pub version: u64,
    /// What it says.
    pub body: Value,
}

/// A basket as the plugin was asked about it, and what it said.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedBasket {
    /// The version that was asked.
    pub version: String,
    /// As stored with the sale.
    pub input: PricingInput,
    /// Prices as they stood.
    pub units: Vec<RecordedRun>,
    /// Accounts that were fetched for it.
    #[serde(default)]
    pub balances: Vec<bodega_domain::pricing::Balance>,
    /// Documents that were fetched for it.
    #[serde(default)]
    pub documents: Vec<RecordedDocument>,
    /// Tags of the member.
    #[serde(default)]
    pub member_tags: Vec<String>,
    /// Which sale of the member it was.
    #[serde(default)]
    pub order_number: Option<u32>,
    /// What it said, or why it was left out.
    pub outcome: Outcome,
}

/// `count` units of a line that stood at a price, minor units.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct RecordedRun {
    pub line: u32,
    pub count: u32,
    pub price: i64,
}

/// An event.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct RecordedEvent {
    pub id: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub subject: String,
    pub sequence: u64,
    pub occurred_ms: i64,
    pub recorded_ms: i64,
    pub payload: Value,
}

impl RecordedDocument {
    fn of(document: &Document) -> Self {
        let Document { collection, key, version, body } = document.clone();
        let body = serde_json::from_str(&body).unwrap_or(Value::String(body));
        RecordedDocument { collection, key, version, body }
    }

    /// As plugins read it.
    pub fn document(&self) -> Document {
        let RecordedDocument { collection, key, version, body } = self.clone();
        Document { collection, key, version, body: body.to_string() }
    }
}

impl RecordedBasket {
    /// What was fetched for it.
    pub fn declared(&self) -> DeclaredInputs {
        DeclaredInputs {
            balances: self.balances.clone(),
            documents: self.documents.iter().map(RecordedDocument::document).collect(),
            member_tags: self.member_tags.clone(),
            order_number: self.order_number,
        }
    }
}

/// Records the last sales that asked a plugin, and the last events it subscribes to, at most so many of each.
///
/// # Errors
/// Where the tenant has no such plugin.
pub async fn record(
    app: &App,
    cx: &OpContext,
    plugin: &str,
    sales: u32,
    events: u32,
) -> AppResult<Recording> {
    let installed = app.store.list_installations(cx.tenant).await?;
    let row = installed.into_iter().find(|row| row.plugin == plugin);
    let row = row.ok_or_else(|| AppError::not_found("plugin.unknown", format!("plugin {plugin:?}")))?;
    let facts = app.package_facts(&row.package).await?;
    let settings: Value = serde_json::from_str(&row.settings_json).map_err(AppError::fault)?;
    let recording = Recording {
        plugin: row.plugin.clone(),
        version: row.version.clone(),
        settings: facts.split_settings(&settings).0,
        documents: compile_documents(app, cx, &row, &facts).await?,
        baskets: baskets(app, cx, &row, sales.min(RECORDED_MAX) as usize).await?,
        events: subscribed(app, cx, &row, events.min(RECORDED_MAX)).await?,
    };
    redact(&facts, row.id, recording)
}

async fn compile_documents(
    app: &App,
    cx: &OpContext,
    row: &Installation,
    facts: &PackageFacts,
) -> AppResult<Vec<RecordedDocument>> {
    let mut documents = Vec::new();
    for collection in facts.manifest.collections.iter().filter(|collection| collection.compile) {
        let found =
            super::compile::stored_documents(app, cx.tenant, row, &collection.name, std::iter::empty())
                .await?;
        documents.extend(found.iter().map(RecordedDocument::of));
    }
    Ok(documents)
}

async fn baskets(
    app: &App,
    cx: &OpContext,
    row: &Installation,
    max: usize,
) -> AppResult<Vec<RecordedBasket>> {
    let (mut baskets, mut looked_at, mut page) = (Vec::new(), 0, PageRequest::first(PAGE_MAX));
    loop {
        let sales = app.store.list_sales(cx.tenant, &SaleFilter::default(), &page).await?;
        for sale in &sales.items {
            if baskets.len() == max {
                break;
            }
            // Sales that were imported asked nobody.
            let Some(stored) = app.store.sale_pricing(cx.tenant, sale.id).await? else { continue };
            baskets.extend(basket(&stored.input_json, &stored.consulted_json, row)?);
        }
        looked_at += sales.items.len();
        match sales.next {
            Some(next) if baskets.len() < max && looked_at < LOOKED_AT_MAX => page.after = Some(next),
            _ => break,
        }
    }
    baskets.reverse();
    Ok(baskets)
}

/// The installation's part of a stored price; none where it was not asked.
fn basket(input: &str, consulted: &str, row: &Installation) -> AppResult<Option<RecordedBasket>> {
    let mut input: PricingInput = serde_json::from_str(input).map_err(AppError::fault)?;
    let mut consulted: Vec<Consulted> = serde_json::from_str(consulted).map_err(AppError::fault)?;
    let Some(own) = consulted.iter().position(|by| by.installation == row.id) else { return Ok(None) };
    let (mut position, mut units) = (0, Vec::new());
    price(&input, &mut consulted, |running, _| {
        if position == own {
            let runs = running_runs(running).into_iter();
            units =
                runs.map(|run| RecordedRun { line: run.line, count: run.count, price: run.price }).collect();
        }
        position += 1;
    })?;
    let Consulted { declared, outcome, version, .. } = consulted.swap_remove(own);
    // What concerns other plugins and other people's words is nobody else's business.
    input.requests.retain(|request| request.plugin == row.plugin);
    input.manual_discounts.iter_mut().for_each(|discount| discount.reason = None);
    Ok(Some(RecordedBasket {
        version,
        input,
        units,
        documents: declared.documents.iter().map(RecordedDocument::of).collect(),
        balances: declared.balances,
        member_tags: declared.member_tags,
        order_number: declared.order_number,
        outcome,
    }))
}

async fn subscribed(
    app: &App,
    cx: &OpContext,
    row: &Installation,
    max: u32,
) -> AppResult<Vec<RecordedEvent>> {
    let mut found = app.store.last_events(cx.tenant, &row.events, max).await?;
    found.reverse();
    let event = |stored: bodega_store::events::Event| {
        let event = stored.event;
        Ok(RecordedEvent {
            id: event.id.to_string(),
            kind: event.event_type,
            subject: event.ordering_key,
            sequence: stored.seq.unwrap_or_default().cast_unsigned(),
            occurred_ms: event.occurred_at_ms,
            recorded_ms: event.recorded_at_ms,
            payload: serde_json::from_str(&event.payload_json).map_err(AppError::fault)?,
        })
    };
    found.into_iter().map(event).collect()
}

fn redact(facts: &PackageFacts, own: InstallationId, recording: Recording) -> AppResult<Recording> {
    let mut redaction = Redaction::new(own, RECORDED_INSTALLATION);
    for basket in &recording.baskets {
        basket.input.coupons.iter().for_each(|code| redaction.hide(code));
    }
    let schema_of = |collection: &str| {
        let declared = facts.manifest.collections.iter().find(|declared| declared.name == collection);
        declared.and_then(|declared| facts.schema(&declared.schema).ok())
    };
    let mut recording = recording;
    let own = recording.baskets.iter_mut().flat_map(|basket| &mut basket.documents);
    for document in recording.documents.iter_mut().chain(own) {
        if let Some(schema) = schema_of(&document.collection) {
            redact::hide_personal(schema, &mut document.body);
        }
    }
    let json = serde_json::to_value(&recording).map_err(AppError::fault)?;
    serde_json::from_value(redaction.apply(json)).map_err(AppError::fault)
}
