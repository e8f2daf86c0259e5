//! What the audit trail keeps of each operation. A route without a row fails a test: whoever adds one decides.

use Rule::{Change, Journal, MarkedReading, Plain, Reading};
use State::{Answer, At, Each, Nothing, Own, Request};

/// What is kept of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    /// Nothing: it reads, and shows no personal data.
    Plain,
    /// Nothing: what it does is its own append-only journal, or nothing at all.
    Journal,
    /// That it was asked for: it shows personal data of this object (kind, id).
    Reading(&'static str, &'static str),
    /// The same, where the collection's schema marks anything as personal.
    MarkedReading(&'static str, &'static str),
    /// The change of this object (kind, id), and the object before and after.
    Change(&'static str, &'static str, State),
}

/// Where the object is read before and after. Ids are templates over the path's parameters, or `@` and a JSON pointer
/// into the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// By GET of the same path.
    Own,
    /// By GET of another path.
    At(&'static str),
    /// By GET of several paths, each a member of what is kept.
    Each(&'static [(&'static str, &'static str)]),
    /// There is no such GET: what was asked for stands for the object after.
    Request,
    /// The answer stands for the object after.
    Answer,
    /// Nothing but that it was done: it is not the host's to know what is in it.
    Nothing,
}

const INSTALLATION: State = At("/v1/installations/{id}");
const ORDER: State = At("/v1/orders/{id}");
const PAYMENT: State = At("/v1/payments/{id}");
const WEBHOOK: State = At("/v1/webhooks/{id}");
const MEMBER: State = Each(&[("member", "/v1/members/{id}"), ("person", "/v1/members/{id}/person")]);
const DOCUMENT: &str = "{plugin}/{collection}/{key}";

/// By operation id.
pub(super) const RULES: &[(&str, Rule)] = &[
    // Organisation
    ("list_legal_entities", Plain),
    ("get_legal_entity", Plain),
    ("put_legal_entity", Change("legal_entity", "{id}", Own)),
    ("list_org_units", Plain),
    ("get_org_unit", Plain),
    ("put_org_unit", Change("org_unit", "{id}", Own)),
    ("list_terminals", Plain),
    ("get_terminal", Plain),
    ("put_terminal", Change("terminal", "{id}", Own)),
    ("list_tokens", Plain),
    ("issue_token", Change("token", "@/id", Answer)),
    ("revoke_token", Change("token", "{id}", Nothing)),
    ("list_audit", Plain),
    // People, sessions, devices. Who signs in or pairs is not known before; the session and the device are the record
    ("list_users", Reading("user", "")),
    ("get_user", Reading("user", "{id}")),
    ("put_user", Change("user", "{id}", Own)),
    ("explain_access", Plain),
    ("put_password", Change("user", "{id}", Nothing)),
    ("put_pin", Change("user", "{id}", Nothing)),
    ("delete_pin", Change("user", "{id}", Nothing)),
    ("delete_codes", Change("user", "{id}", Nothing)),
    ("list_user_sessions", Reading("user", "{id}")),
    ("end_user_session", Change("session", "{session}", Nothing)),
    ("get_me", Plain),
    ("begin_codes", Change("codes", "", Nothing)),
    ("confirm_codes", Change("codes", "", Nothing)),
    ("end_codes", Change("codes", "", Nothing)),
    ("list_own_sessions", Plain),
    ("end_own_session", Change("session", "{id}", Nothing)),
    ("change_password", Change("password", "", Nothing)),
    ("sign_in", Journal),
    ("sign_out", Change("session", "", Nothing)),
    ("step_up", Change("session", "", Nothing)),
    ("begin_pairing", Change("terminal", "{id}", Nothing)),
    ("pair", Journal),
    ("get_device", Plain),
    ("unpair", Change("terminal", "{id}", Nothing)),
    ("get_till", Plain),
    ("till_sign_in", Change("session", "@/session", Nothing)),
    ("put_role", Change("role", "{name}", Request)),
    ("delete_role", Change("role", "{name}", Nothing)),
    ("list_roles", Plain),
    ("list_permissions", Plain),
    // Catalog
    ("list_tax_classes", Plain),
    ("put_tax_class", Change("tax_class", "{code}", Request)),
    ("list_products", Plain),
    ("upsert_products", Change("product", "", Request)),
    ("get_product", Plain),
    ("get_barcode", Plain),
    ("list_price_lists", Plain),
    ("put_price_list", Change("price_list", "{id}", Request)),
    ("list_prices", Plain),
    ("upsert_prices", Change("price", "", Request)),
    // Stock
    ("list_stock", Plain),
    ("receive_stock", Change("stock_document", "@/id", Request)),
    ("adjust_stock", Change("stock_document", "@/id", Request)),
    // Members
    ("list_members", Plain),
    ("upsert_members", Change("member", "", Request)),
    ("get_member", Plain),
    ("put_member", Change("member", "{id}", MEMBER)),
    ("erase_member", Change("member", "{id}", MEMBER)),
    ("get_person", Reading("member", "{id}")),
    ("get_contact", Reading("member", "{id}")),
    ("list_consent_words", Reading("member", "{id}")),
    ("export_member", Reading("member", "{id}")),
    ("get_retention", Plain),
    ("put_retention", Change("retention", "company", Own)),
    ("put_contact", Change("member", "{id}", Own)),
    ("list_messages", Reading("message", "")),
    // Sales: a sale, a return and their events are journals; what people do to a sale later is not
    ("create_quote", Journal),
    ("list_sales", Plain),
    ("import_history", Change("sale", "", Request)),
    ("get_sale", Plain),
    ("put_sale", Journal),
    ("record_payment", Change("sale", "{id}", Answer)),
    ("add_tenders", Change("sale", "{id}", Answer)),
    ("void_sale", Change("sale", "{id}", At("/v1/sales/{id}"))),
    ("list_payments", Plain),
    ("list_payment_methods", Plain),
    ("get_payment", Plain),
    ("cancel_payment", Change("payment", "{id}", PAYMENT)),
    ("decide_payment", Change("payment", "{id}", PAYMENT)),
    ("explain_sale", Plain),
    ("preview_return", Journal),
    ("get_return", Plain),
    ("put_return", Journal),
    // Orders
    ("list_orders", Plain),
    ("get_order", Plain),
    ("get_order_recipient", Reading("order", "{id}")),
    ("accept_order", Change("order", "{id}", ORDER)),
    ("prepare_order", Change("order", "{id}", ORDER)),
    ("ready_order", Change("order", "{id}", ORDER)),
    ("handover_order", Change("order", "{id}", ORDER)),
    ("complete_order", Change("order", "{id}", ORDER)),
    ("reject_order", Change("order", "{id}", ORDER)),
    ("cancel_order", Change("order", "{id}", ORDER)),
    ("list_channel_items", Plain),
    ("retry_channel_item", Change("channel_item", "", Request)),
    // Plugins
    ("list_installations", Plain),
    ("get_installation", Plain),
    ("put_installation", Change("installation", "{id}", Own)),
    ("delete_installation", Change("installation", "{id}", Own)),
    ("put_settings", Change("installation", "{id}", INSTALLATION)),
    ("get_trial", Plain),
    ("put_trial", Change("trial", "{id}", Own)),
    ("delete_trial", Change("trial", "{id}", Own)),
    ("switch_trial", Change("installation", "{id}", INSTALLATION)),
    ("list_differences", Plain),
    ("end_migration", Change("installation", "{id}", INSTALLATION)),
    ("roll_back", Change("installation", "{id}", INSTALLATION)),
    ("list_timeline", Plain),
    ("list_usage", Plain),
    ("list_job_runs", Plain),
    ("press", Change("plugin_action", "{plugin}/{action}", Nothing)),
    ("open", Reading("plugin_report", "{plugin}/{report}")),
    ("ask_export", Change("export", "@/id", Answer)),
    ("list_exports", Plain),
    ("get_export", Plain),
    ("get_export_file", Reading("export", "{id}")),
    ("delete_documents", Change("plugin", "{plugin}", Answer)),
    ("get_asks", Plain),
    ("fetch_package", Change("package", "@/digest", Answer)),
    ("list_packages", Plain),
    ("publish_package", Change("package", "@/digest", Answer)),
    ("list_documents", MarkedReading("document", "{plugin}/{collection}")),
    ("write_documents", Change("document", "{plugin}/{collection}", Request)),
    ("get_document", MarkedReading("document", DOCUMENT)),
    ("put_document", Change("document", DOCUMENT, Own)),
    ("delete_document", Change("document", DOCUMENT, Own)),
    ("list_accounts", Plain),
    // Events
    ("list_events", Plain),
    ("list_event_types", Plain),
    ("list_webhooks", Plain),
    ("create_webhook", Change("webhook", "@/id", Answer)),
    ("get_webhook", Plain),
    ("put_webhook", Change("webhook", "{id}", Own)),
    ("delete_webhook", Change("webhook", "{id}", Own)),
    ("rotate_secret", Change("webhook", "{id}", Answer)),
    ("pause_webhook", Change("webhook", "{id}", WEBHOOK)),
    ("resume_webhook", Change("webhook", "{id}", WEBHOOK)),
    ("test_webhook", Change("webhook", "{id}", Nothing)),
    ("list_webhook_deliveries", Plain),
    ("retry_webhook_delivery", Change("webhook_delivery", "{id}/{seq}", Nothing)),
    ("replay_webhook", Change("webhook", "{id}", Request)),
    ("list_deliveries", Plain),
    ("retry_delivery", Change("delivery", "{installation}/{seq}", Nothing)),
    ("skip_delivery", Change("delivery", "{installation}/{seq}", Nothing)),
    ("list_exceptions", Plain),
    ("resolve_exception", Change("exception", "{id}", Request)),
    // System
    ("healthz", Plain),
    ("readyz", Plain),
    ("metrics", Plain),
];

/// Members of an operation's object that are personal data in it and nowhere else.
pub(super) fn also_masked(operation: &str) -> &'static [&'static str] {
    match operation {
        "put_user" => &["login", "name"],
        _ => &[],
    }
}

/// A plugin's own route, called with a token by another method than GET. What a plugin shows by GET is its own data.
pub(super) const PLUGIN_ROUTE: (&str, Rule) = ("call_plugin_route", Change("plugin", "{plugin}", Nothing));

/// The rule of an operation.
pub(super) fn rule(operation: &str) -> Option<(&'static str, Rule)> {
    RULES.iter().find(|(name, _)| *name == operation).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;
    use std::collections::{BTreeMap, BTreeSet};

    /// Operation id to method and path.
    fn operations() -> BTreeMap<String, (String, String)> {
        let document = serde_json::to_value(crate::openapi()).unwrap();
        let mut found = BTreeMap::new();
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                if let Some(id) = operation.get("operationId").and_then(Value::as_str) {
                    found.insert(id.to_owned(), (method.clone(), path.clone()));
                }
            }
        }
        found
    }

    #[test]
    fn every_operation_has_a_row_and_every_row_an_operation() {
        let operations = operations();
        let named: BTreeSet<&str> = operations.keys().map(String::as_str).collect();
        let ruled: BTreeSet<&str> = RULES.iter().map(|(name, _)| *name).collect();
        let missing: Vec<_> = named.difference(&ruled).collect();
        assert!(missing.is_empty(), "say in audit/table.rs what the audit trail keeps of {missing:?}");
        let stale: Vec<_> = ruled.difference(&named).collect();
        assert!(stale.is_empty(), "there are no such operations any more: {stale:?}");
        assert_eq!(ruled.len(), RULES.len(), "an operation has two rows");
    }

    #[test]
    fn a_row_fits_its_operation() {
        let operations = operations();
        for (name, rule) in RULES {
            let (method, path) = &operations[*name];
            match rule {
                Plain | MarkedReading(..) => assert_eq!(method, "get", "{name} changes something"),
                Change(..) | Journal => assert_ne!(method, "get", "{name} changes nothing"),
                Reading(..) => {}
            }
            let has = |template: &str| {
                let names = template.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
                names.into_iter().all(|(parameter, _)| path.contains(&format!("{{{parameter}}}")))
            };
            let get =
                |path: &str| operations.values().any(|other| other == &("get".to_owned(), path.to_owned()));
            match rule {
                Change(_, id, state) => {
                    assert!(has(id), "{name} has no parameters for {id}");
                    match state {
                        Own => assert!(get(path), "{path} cannot be read"),
                        At(at) => assert!(get(at) && has(at), "{at} cannot be read for {name}"),
                        Each(all) => assert!(all.iter().all(|(_, at)| get(at) && has(at)), "{name}"),
                        Request | Answer | Nothing => {}
                    }
                }
                Reading(_, id) | MarkedReading(_, id) => {
                    assert!(has(id), "{name} has no parameters for {id}")
                }
                Plain | Journal => {}
            }
        }
    }
}
