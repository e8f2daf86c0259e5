//! What the component may do against what the manifest says about it: a right without its section cannot be used, a section
//! without its right asks the merchant for nothing.

use super::{Finding, MANIFEST};
use bodega_package::{Interfaces, Manifest};

struct Rule {
    interfaces: &'static [&'static str],
    key: &'static str,
    is_declared: fn(&Manifest) -> bool,
}

const RULES: [Rule; 7] = [
    Rule {
        interfaces: &["bodega:host/egress"],
        key: "egress.hosts",
        is_declared: |m| !m.egress.hosts.is_empty(),
    },
    Rule {
        interfaces: &["bodega:data/message-effects"],
        key: "messages",
        is_declared: |m| !m.messages.is_empty(),
    },
    Rule {
        interfaces: &["bodega:data/event-effects"],
        key: "events.emit",
        is_declared: |m| !m.events.emit.is_empty(),
    },
    Rule {
        interfaces: &["bodega:data/ledger", "bodega:data/ledger-effects", "bodega:basket/balances"],
        key: "accounts",
        is_declared: |m| !m.accounts.is_empty(),
    },
    Rule {
        interfaces: &["bodega:host/collections", "bodega:host/collection-effects", "bodega:basket/documents"],
        key: "collections",
        is_declared: |m| !m.collections.is_empty(),
    },
    Rule { interfaces: &["bodega:data/order-effects"], key: "channel", is_declared: |m| m.channel.is_some() },
    Rule { interfaces: &["bodega:host/settings"], key: "settings", is_declared: |m| m.settings.is_some() },
];
/// Sections that other rights use too: claims post on accounts, `compile-source` reads collections and settings, and so do
/// pushes to channels.
const ALSO_USED: [&str; 4] = ["accounts", "channel", "collections", "settings"];

pub(super) fn check(manifest: &Manifest, interfaces: &Interfaces) -> Vec<Finding> {
    let imports =
        |name: &str| interfaces.imports.iter().any(|i| i.split_once('@').is_some_and(|(i, _)| i == name));
    let mut findings = Vec::new();
    for rule in &RULES {
        let place = format!("{MANIFEST}: `{}`", rule.key);
        let imported = rule.interfaces.iter().copied().find(|name| imports(name));
        match (imported, (rule.is_declared)(manifest)) {
            (Some(name), false) => {
                let problem =
                    format!("is missing, but the component uses `{name}`: declare it, or do not call it");
                findings.push(Finding::error(place, problem));
            }
            (None, true) if !ALSO_USED.contains(&rule.key) => {
                let problem =
                    format!("is declared, but the component does not use `{}`: drop it", rule.interfaces[0]);
                findings.push(Finding::warning(place, problem));
            }
            _ => {}
        }
    }
    findings
}
