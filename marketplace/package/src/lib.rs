//! The plugin package format: manifest, layers, digest, signatures. No I/O beyond bytes in and bytes out.
//!
//! A release is one tar (`oci-archive`) of an OCI image layout with two artifacts, so `skopeo` and registries carry it unchanged:
//! the package (its config is the plugin's manifest as canonical JSON, its layers are the component, the files and the
//! signatures) and the component alone, as the CNCF lays out WebAssembly. Equal contents give equal bytes. Nothing here trusts
//! the publisher's word: reading checks every digest, [`Package::verify`] checks who vouches for them.
#![forbid(unsafe_code)]

mod archive;
mod canonical;
mod component;
mod keys;
mod manifest;
mod oci;
mod package;
mod rules;
mod signature;

pub use archive::ArchiveError;
pub use component::{ComponentError, Interfaces};
pub use keys::{KeyError, KeyId, SigningKey, VerifyingKey};
pub use manifest::{
    AccountKind, Action, CATEGORIES, Channel, Collection, DocumentTemplate, Egress, EgressHost, Events,
    Export, FileKind, Http, HttpMethod, Job, LedgerTender, LimitOverrides, Localized, Manifest,
    ManifestError, Message, MessageChannel, MessagePurpose, Messaging, OnMissed, Payment, PaymentFlow,
    Pricing, PricingStage, Refunds, Report, Route, RouteAccess, Settings, Subject, Validation,
};
pub use oci::MANIFEST_MEDIA_TYPE;
pub use package::{Artifact, Package, PackageError};
pub use rules::{is_kebab_case, is_package_path, is_semver};
pub use signature::{SignatureError, Signer, TrustedKey, TrustedKeys};

/// What a package is, in OCI's `artifactType`.
pub const ARTIFACT_TYPE: &str = "application/vnd.bodega.package.v1+json";
/// Media type of the manifest, which is the artifact's config.
pub const CONFIG_MEDIA_TYPE: &str = "application/vnd.bodega.manifest.v1+json";
/// Media type of the component layer.
pub const COMPONENT_MEDIA_TYPE: &str = "application/wasm";
/// Media type of a component artifact's config.
pub const WASM_CONFIG_MEDIA_TYPE: &str = "application/vnd.wasm.config.v0+json";
/// Media type of a signature layer: a DSSE envelope.
pub const SIGNATURE_MEDIA_TYPE: &str = "application/vnd.bodega.signature.v1+json";
/// Media type of a schema layer.
pub const SCHEMA_MEDIA_TYPE: &str = "application/schema+json";
/// Media type of a locale layer.
pub const LOCALE_MEDIA_TYPE: &str = "application/vnd.bodega.locale.v1+json";
/// Media type of the changelog layer.
pub const CHANGELOG_MEDIA_TYPE: &str = "text/markdown";
/// Annotation of a layer that names its path in the package.
pub const TITLE_ANNOTATION: &str = "org.opencontainers.image.title";

/// Extension points that a manifest may name.
pub const POINTS: [&str; 15] = [
    "pricing.compile",
    "pricing.price",
    "validation.check",
    "migration.run",
    "events.handle",
    "jobs.run",
    "http.handle",
    "actions.run",
    "reports.run",
    "payment.charge",
    "payment.cancel",
    "payment.refund",
    "messaging.send",
    "exports.run",
    "channel.push",
];

/// The shortest time that a charge is waited for, seconds.
pub const PAYMENT_SECONDS_MIN: u32 = 15;
/// The longest one: a sale holds its price and stock for 15 minutes.
pub const PAYMENT_SECONDS_MAX: u32 = 900;

/// The largest component. Python's runtime makes components of 18 MB, JavaScript's (StarlingMonkey) of 14 MB.
pub const COMPONENT_BYTES_MAX: usize = 32 << 20;
/// The largest manifest, as TOML or JSON; a full one is about 4 KiB.
pub const MANIFEST_BYTES_MAX: usize = 64 << 10;
/// The largest other file.
pub const FILE_BYTES_MAX: usize = 1 << 20;
/// The most other files.
pub const FILES_MAX: usize = 64;
/// The largest package file: a component, all files and what tar adds.
pub const PACKAGE_BYTES_MAX: usize = COMPONENT_BYTES_MAX + (32 << 20);
/// The most signatures: one a key; a change of keys needs two.
pub const SIGNATURES_MAX: usize = 8;
/// The most imports or exports of a component; the whole contract has about fifty.
pub const INTERFACES_MAX: usize = 512;
/// The most tar entries: files, signatures, component, two configs, two OCI manifests, index, layout, folders.
pub const ENTRIES_MAX: usize = FILES_MAX + SIGNATURES_MAX + 16;
/// The longest path of a file in a package.
pub const PATH_BYTES_MAX: usize = 128;
/// The longest name of a plugin, account kind or collection.
pub const NAME_BYTES_MAX: usize = 64;
/// The longest key of a document or account, bytes: what the host stores.
pub const KEY_BYTES_MAX: usize = 200;
/// The longest version.
pub const VERSION_BYTES_MAX: usize = 64;
/// The longest title.
pub const TITLE_CHARS_MAX: usize = 80;
/// The longest summary.
pub const SUMMARY_CHARS_MAX: usize = 400;
/// The most points, subscriptions, emitted types, accounts or collections, each.
pub const LIST_MAX: usize = 64;
/// The most indexed fields of a collection, unique ones included.
pub const INDEXES_MAX: usize = 8;
/// The most shards of an account kind.
pub const SHARDS_MAX: u16 = 64;
/// The most categories: a plugin that is in every drawer is found in none.
pub const CATEGORIES_MAX: usize = 5;
/// The most screenshots; people look at the first few.
pub const SCREENSHOTS_MAX: usize = 8;
/// The most static files of pages: all other files of a full manifest fit into [`FILES_MAX`] beside them.
pub const ASSETS_MAX: usize = 32;
/// The most ports of a host.
pub const EGRESS_PORTS_MAX: usize = 8;
/// The most items that one push to a sales channel takes; what platforms take at once is 50 to 200.
pub const PUSH_BATCH_MAX: u32 = 200;
/// The longest text of a message: seven parts of an SMS in Chinese.
pub const MESSAGE_CHARS_MAX: usize = 469;
/// The most requests a minute on a route: a hundred a second, as much as one busy webhook sends.
pub const RATE_PER_MINUTE_MAX: u32 = 6_000;
