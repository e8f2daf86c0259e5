//! Every interface of the contract: name, exact version, who may call it. Import lists are checked against it,
//! and what a linker does not serve is stubbed from it. A test compares it with `wit/`.

use std::fmt;
use wasmtime::Engine;
use wasmtime::component::types::ComponentItem;

/// A version of an interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    /// Major.
    pub major: u32,
    /// Minor.
    pub minor: u32,
    /// Patch.
    pub patch: u32,
}

impl Version {
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.').map(str::parse);
        let version =
            Version { major: parts.next()?.ok()?, minor: parts.next()?.ok()?, patch: parts.next()?.ok()? };
        parts.next().is_none().then_some(version)
    }

    /// Whether both grow additively into each other: the major from 1.0 on, the minor before it.
    fn is_same_track(self, other: Version) -> bool {
        if self.major == 0 && other.major == 0 {
            self.minor == other.minor
        } else {
            self.major == other.major
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

/// Who may call an interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// Nobody: it has types only, so it is no permission.
    Types,
    /// Pure points.
    Pure,
    /// Effectful points.
    Io,
    /// The host: a component exports it.
    Export,
}

/// An interface this host knows.
pub(crate) struct Interface {
    pub name: &'static str,
    pub version: Version,
    pub class: Class,
    pub functions: &'static [&'static str],
}

impl Interface {
    /// `name@version`.
    pub(crate) fn full_name(&self) -> String {
        format!("{}@{}", self.name, self.version)
    }
}

const V0_1_0: Version = Version { major: 0, minor: 1, patch: 0 };

const fn interface(name: &'static str, class: Class, functions: &'static [&'static str]) -> Interface {
    Interface { name, version: V0_1_0, class, functions }
}

/// All interfaces.
pub(crate) const INTERFACES: &[Interface] = &[
    interface("bodega:base/types", Class::Types, &[]),
    interface(
        "bodega:basket/view",
        Class::Pure,
        &["context", "lines", "units", "tag-names", "tag-refs", "gift-lines", "coupons", "requests"],
    ),
    interface("bodega:basket/member-tags", Class::Pure, &["tags"]),
    interface("bodega:basket/totals", Class::Pure, &["summary", "tenders"]),
    interface("bodega:basket/usage", Class::Pure, &["order-number"]),
    interface("bodega:basket/balances", Class::Pure, &["fetched"]),
    interface("bodega:basket/documents", Class::Pure, &["fetched"]),
    interface("bodega:basket/compile-source", Class::Pure, &["settings", "documents"]),
    interface("bodega:data/event", Class::Io, &["current"]),
    interface("bodega:jobs/run-info", Class::Io, &["current"]),
    interface("bodega:http/incoming", Class::Io, &["current", "body"]),
    interface("bodega:actions/press", Class::Io, &["current"]),
    interface("bodega:reports/query", Class::Io, &["current"]),
    interface("bodega:payment/types", Class::Types, &[]),
    interface("bodega:payment/request", Class::Io, &["charge", "refund"]),
    interface("bodega:payment/payment-effects", Class::Io, &["report"]),
    interface("bodega:messaging/outgoing", Class::Io, &["current"]),
    interface("bodega:messaging/receipt-effects", Class::Io, &["report"]),
    interface("bodega:exports/request", Class::Io, &["current"]),
    interface("bodega:data/sales", Class::Io, &["get"]),
    interface("bodega:data/catalog", Class::Io, &["by-sku", "by-barcode", "scan"]),
    interface("bodega:data/prices", Class::Io, &["at"]),
    interface("bodega:data/stock", Class::Io, &["on-hand", "scan"]),
    interface("bodega:data/org", Class::Io, &["get", "scan"]),
    interface("bodega:data/aggregates", Class::Io, &["sum"]),
    interface("bodega:data/members", Class::Io, &["tags"]),
    interface("bodega:data/ledger", Class::Io, &["available", "scan", "sums"]),
    interface("bodega:data/ledger-effects", Class::Io, &["post"]),
    interface("bodega:data/member-effects", Class::Io, &["add-tag", "remove-tag"]),
    interface("bodega:data/event-effects", Class::Io, &["emit"]),
    interface("bodega:data/stock-effects", Class::Io, &["adjust"]),
    interface("bodega:data/message-effects", Class::Io, &["send"]),
    interface("bodega:data/orders", Class::Io, &["get", "find", "scan"]),
    interface("bodega:data/order-recipients", Class::Io, &["get"]),
    interface(
        "bodega:data/order-effects",
        Class::Io,
        &["place", "accept", "reject", "update", "cancel", "refund"],
    ),
    interface("bodega:channel/changes", Class::Io, &["current", "items", "orders"]),
    interface("bodega:host/log", Class::Io, &["write"]),
    interface("bodega:host/clock", Class::Io, &["now-ms", "local"]),
    interface("bodega:host/random", Class::Io, &["bytes"]),
    interface("bodega:host/egress", Class::Io, &["send"]),
    interface(
        "bodega:host/crypto",
        Class::Io,
        &[
            "digest",
            "hmac",
            "hmac-verify",
            "rsa-sha256-sign",
            "rsa-sha256-verify",
            "rsa-oaep-encrypt",
            "rsa-oaep-decrypt",
            "aes-gcm-encrypt",
            "aes-gcm-decrypt",
            "aes-cbc-encrypt",
            "aes-cbc-decrypt",
        ],
    ),
    interface("bodega:host/settings", Class::Io, &["get"]),
    interface("bodega:host/collections", Class::Io, &["get", "scan", "find"]),
    interface("bodega:host/collection-effects", Class::Io, &["put", "delete"]),
    interface("bodega:host/files", Class::Io, &["get", "read", "scan"]),
    interface("bodega:host/file-effects", Class::Io, &["begin", "append"]),
    interface("bodega:host/document-effects", Class::Io, &["begin", "table", "rows"]),
    interface("bodega:pricing/compile", Class::Export, &["compile"]),
    interface("bodega:pricing/price", Class::Export, &["price"]),
    interface("bodega:validation/check", Class::Export, &["check"]),
    interface("bodega:migration/run", Class::Export, &["run"]),
    interface("bodega:events/handle", Class::Export, &["handle"]),
    interface("bodega:jobs/run", Class::Export, &["run"]),
    interface("bodega:http/handle", Class::Export, &["handle"]),
    interface("bodega:actions/run", Class::Export, &["run"]),
    interface("bodega:reports/run", Class::Export, &["run"]),
    interface("bodega:payment/charge", Class::Export, &["start", "query"]),
    interface("bodega:payment/cancel", Class::Export, &["cancel"]),
    interface("bodega:payment/refund", Class::Export, &["start", "query"]),
    interface("bodega:messaging/send", Class::Export, &["send"]),
    interface("bodega:exports/run", Class::Export, &["run"]),
    interface("bodega:channel/push", Class::Export, &["push"]),
];

/// What a name in an import or export list means to this host.
pub(crate) enum Lookup {
    /// This interface, at the host's version or an older one of its track.
    Known(&'static Interface),
    /// This interface at a newer version of its track, which may have functions that this host lacks.
    Newer(&'static Interface),
    /// A version that this host does not have yet, or no longer.
    OtherVersion(&'static Interface),
    /// Nothing this host knows.
    Unknown,
}

/// Looks up `package/interface@version`. Versions are compared here, since wasmtime matches them loosely.
pub(crate) fn look_up(full_name: &str) -> Lookup {
    let Some((name, version)) = full_name.split_once('@') else { return Lookup::Unknown };
    let mut lookup = Lookup::Unknown;
    for interface in INTERFACES.iter().filter(|i| i.name == name) {
        match Version::parse(version) {
            Some(v) if v.is_same_track(interface.version) && v <= interface.version => {
                return Lookup::Known(interface);
            }
            Some(v) if v.is_same_track(interface.version) => lookup = Lookup::Newer(interface),
            _ if matches!(lookup, Lookup::Unknown) => lookup = Lookup::OtherVersion(interface),
            _ => {}
        }
    }
    lookup
}

/// What an import means to this host. A component built against a newer version of a track is served where all
/// functions that it imports are known here: interfaces only grow, and types are checked when it is linked.
pub(crate) fn look_up_import(name: &str, item: &ComponentItem, engine: &Engine) -> Lookup {
    match (look_up(name), item) {
        (Lookup::Newer(interface), ComponentItem::ComponentInstance(instance)) => {
            let mut functions = instance
                .exports(engine)
                .filter(|(_, item)| matches!(item.ty, ComponentItem::ComponentFunc(_)));
            let known = functions.all(|(function, _)| interface.functions.contains(&function));
            if known { Lookup::Known(interface) } else { Lookup::OtherVersion(interface) }
        }
        (lookup, _) => lookup,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_grow_inside_their_track_only() {
        let version = |text| Version::parse(text).unwrap();
        assert!(version("0.1.0").is_same_track(version("0.1.9")));
        assert!(!version("0.1.0").is_same_track(version("0.2.0")));
        assert!(!version("0.1.0").is_same_track(version("1.0.0")));
        assert!(version("1.0.0").is_same_track(version("1.4.2")));
        assert!(Version::parse("1.0").is_none() && Version::parse("1.0.0-rc.1").is_none());
    }

    #[test]
    fn names_are_found_exactly() {
        assert!(matches!(look_up("bodega:basket/view@0.1.0"), Lookup::Known(i) if i.class == Class::Pure));
        assert!(matches!(look_up("bodega:basket/view@0.1.1"), Lookup::Newer(_)));
        assert!(matches!(look_up("bodega:basket/view@0.2.0"), Lookup::OtherVersion(_)));
        assert!(matches!(look_up("bodega:basket/view"), Lookup::Unknown));
        assert!(matches!(look_up("wasi:cli/environment@0.2.0"), Lookup::Unknown));
        assert!(matches!(look_up("bodega:basket/views@0.1.0"), Lookup::Unknown));
    }

    /// Interfaces of the contract, in an order in which each folder only uses earlier ones.
    const FOLDERS: [&str; 16] = [
        "base",
        "basket",
        "pricing",
        "validation",
        "migration",
        "events",
        "jobs",
        "http",
        "actions",
        "reports",
        "payment",
        "messaging",
        "exports",
        "data",
        "host",
        "channel",
    ];

    #[test]
    fn the_catalogue_is_what_the_contract_says() {
        let mut resolve = wit_parser::Resolve::default();
        for folder in FOLDERS {
            let path = format!("{}/../../wit/{folder}", env!("CARGO_MANIFEST_DIR"));
            resolve.push_dir(path).unwrap();
        }
        let mut contract: Vec<(String, Vec<String>)> = Vec::new();
        for (_, interface) in resolve.interfaces.iter() {
            let package = &resolve.packages[interface.package.unwrap()].name;
            let name = interface.name.as_ref().unwrap();
            let version = package.version.as_ref().unwrap();
            let functions = interface.functions.keys().cloned().collect();
            contract.push((format!("{}:{}/{name}@{version}", package.namespace, package.name), functions));
        }
        let functions = |i: &Interface| i.functions.iter().map(ToString::to_string).collect();
        let mut catalogue: Vec<(String, Vec<String>)> =
            INTERFACES.iter().map(|i| (i.full_name(), functions(i))).collect();
        contract.sort();
        catalogue.sort();
        assert_eq!(catalogue, contract);
    }
}
