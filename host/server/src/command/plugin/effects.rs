//! Recorded effects as cases write them, and what the host would refuse of them before it writes anything.

use super::project::Files;
use super::world::as_json;
use bodega_domain::pricing::Answer;
use bodega_egress::{HostRule, Policy};
use bodega_package::{EgressHost, Manifest, MessagePurpose};
use bodega_plugin_host::{DocumentWrite, Effects, OrderEffect, TagAction};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// One object each, kind by kind.
pub fn listed(effects: &Effects) -> Vec<Value> {
    let mut list = Vec::new();
    for group in &effects.postings {
        list.push(json!({ "post": { "postings": group.postings, "memo": group.memo } }));
    }
    for DocumentWrite { collection, key, body, expected_version } in &effects.documents {
        list.push(match body {
            Some(body) => json!({ "put": {
                "collection": collection, "key": key, "body": as_json(body), "expected_version": expected_version,
            } }),
            None => json!({ "delete": {
                "collection": collection, "key": key, "expected_version": expected_version,
            } }),
        });
    }
    for change in &effects.tags {
        let kind = match change.action {
            TagAction::Add => "add_tag",
            TagAction::Remove => "remove_tag",
        };
        list.push(json!({ kind: { "member": change.member, "name": change.name } }));
    }
    for document in &effects.stock {
        let line = |(sku, delta): &(String, i64)| json!({ "sku": sku, "delta": delta });
        let lines: Vec<Value> = document.lines.iter().map(line).collect();
        list.push(json!({ "move": { "location": document.location, "lines": lines } }));
    }
    for message in &effects.messages {
        list.push(json!({ "send": {
            "member": message.member, "purpose": message.purpose, "template": message.template,
            "parameters": as_json(&message.parameters),
        } }));
    }
    list.extend(effects.receipts.iter().map(|receipt| json!({ "receipt": receipt })));
    list.extend(effects.files.iter().map(|file| json!({ "file": file })));
    for event in &effects.events {
        let payload = as_json(&event.payload);
        list.push(json!({ "emit": { "type": event.kind, "subject": event.subject, "payload": payload } }));
    }
    for report in &effects.payments {
        list.push(json!({ "report_payment": { "payment": report.payment, "answer": report.answer } }));
    }
    list.extend(effects.orders.iter().map(|order| json!({ "order": order })));
    list
}

/// Why the host would refuse the effects, as far as the package decides it.
pub fn undeclared(manifest: &Manifest, files: &Files, effects: &Effects) -> Option<String> {
    let postings = effects.postings.iter().flat_map(|group| &group.postings);
    let accounts = postings.map(|posting| posting.account.as_str());
    let problem = unknown_account(manifest, accounts);
    let problem =
        problem.or_else(|| effects.documents.iter().find_map(|w| document_problem(manifest, files, w)));
    let problem =
        problem.or_else(|| effects.orders.iter().find_map(|order| channel_problem(manifest, order)));
    problem.or_else(|| message_problem(manifest, effects)).or_else(|| event_problem(manifest, files, effects))
}

/// Why the host would refuse an answer's claims.
pub fn undeclared_claims(manifest: &Manifest, answer: &Answer) -> Option<String> {
    let claims = answer.adjustments.iter().flat_map(|adjustment| &adjustment.claims);
    unknown_account(manifest, claims.map(|claim| claim.account.as_str()))
}

fn channel_problem(manifest: &Manifest, order: &OrderEffect) -> Option<String> {
    let channel = match order {
        OrderEffect::Place(order) => &order.channel,
        OrderEffect::Tell { channel, .. } => channel,
    };
    let names = manifest.channel.as_ref().map_or(&[][..], |declared| &declared.names);
    (!names.contains(channel))
        .then(|| format!("channel `{channel}` is not in `channel.names` of bodega.toml"))
}

fn unknown_account<'a>(manifest: &Manifest, mut accounts: impl Iterator<Item = &'a str>) -> Option<String> {
    let unknown = accounts.find(|account| {
        let kind = account.split('/').next().unwrap_or_default();
        !manifest.accounts.iter().any(|declared| declared.kind == kind)
    })?;
    Some(format!("account `{unknown}`: its kind is not in `accounts` of bodega.toml"))
}

fn document_problem(manifest: &Manifest, files: &Files, write: &DocumentWrite) -> Option<String> {
    let DocumentWrite { collection, key, body, .. } = write;
    let Some(declared) = manifest.collections.iter().find(|declared| declared.name == *collection) else {
        return Some(format!("collection `{collection}` is not in `collections` of bodega.toml"));
    };
    let problem = unfit(files, &declared.schema, body.as_deref()?)?;
    Some(format!("document {collection}/{key} does not fit {}: {problem}", declared.schema))
}

fn message_problem(manifest: &Manifest, effects: &Effects) -> Option<String> {
    effects.messages.iter().find_map(|message| {
        let template = &message.template;
        let declared = manifest.messages.iter().find(|declared| declared.template == *template);
        let Some(declared) = declared else {
            return Some(format!("message `{template}` is not in `messages` of bodega.toml"));
        };
        let purpose = match declared.purpose {
            MessagePurpose::Service => "service",
            MessagePurpose::Marketing => "marketing",
        };
        if message.purpose != purpose {
            return Some(format!(
                "message `{template}` is declared for {purpose}, not for {}",
                message.purpose
            ));
        }
        let texts = serde_json::from_str::<BTreeMap<String, String>>(&message.parameters);
        Some(format!("parameters of message `{template}` are no object of texts: {}", texts.err()?))
    })
}

fn event_problem(manifest: &Manifest, files: &Files, effects: &Effects) -> Option<String> {
    effects.events.iter().find_map(|event| {
        if !manifest.events.emit.contains(&event.kind) {
            return Some(format!("event `{}` is not in `events.emit` of bodega.toml", event.kind));
        }
        let schema = manifest.events.schemas.get(&event.kind)?;
        Some(format!(
            "event `{}` does not fit {schema}: {}",
            event.kind,
            unfit(files, schema, &event.payload)?
        ))
    })
}

/// Why a JSON text does not fit a schema.
fn unfit(files: &Files, schema: &str, json: &str) -> Option<String> {
    let value: Value = match serde_json::from_str(json) {
        Ok(value) => value,
        Err(error) => return Some(format!("it is no JSON: {error}")),
    };
    let schema: Value = serde_json::from_slice(files.get(schema)?).ok()?;
    let options = jsonschema::options().offline().with_pattern_options(jsonschema::PatternOptions::regex());
    // A schema that is none is for `check` to tell.
    let validator = options.build(&schema).ok()?;
    let error = validator.iter_errors(&value).next()?;
    Some(format!("at `{}`: {error}", error.instance_path()))
}

/// Why a URL may not be reached, by the manifest.
pub fn forbidden(hosts: &[EgressHost], url: &str) -> Option<String> {
    let mut rules = Vec::new();
    for host in hosts {
        let rule = HostRule::new(&host.host, &host.ports).ok()?;
        rules.push(if host.plain_http { rule.with_plain_http() } else { rule });
    }
    Policy::new(rules).refusal(url).map(|error| error.to_string())
}
