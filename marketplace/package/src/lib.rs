//! The plugin package format: manifest, layers, digest. No I/O beyond bytes in and bytes out.
//!
//! A package is an OCI image layout in one tar (`oci-archive`), so `skopeo` and registries carry it unchanged:
//! the config is the plugin's manifest as canonical JSON, the layers are the component and its JSON Schemas.
//! Equal contents give equal bytes. Signatures are a later layer; nothing here trusts the publisher's word.
#![forbid(unsafe_code)]

mod archive;
mod canonical;
mod manifest;
mod package;
mod rules;

pub use archive::ArchiveError;
pub use manifest::{
    AccountKind, Action, CATEGORIES, Collection, Egress, EgressHost, Events, FileKind, Http, HttpMethod, Job,
    LimitOverrides, Localized, Manifest, ManifestError, Message, MessagePurpose, OnMissed, Pricing,
    PricingStage, Report, Route, RouteAccess, Settings, Subject,
};
pub use package::{Package, PackageError};
pub use rules::{is_kebab_case, is_package_path, is_semver};

/// What a package is, in OCI's `artifactType`.
pub const ARTIFACT_TYPE: &str = "application/vnd.bodega.package.v1+json";
/// Media type of the manifest, which is the artifact's config.
pub const CONFIG_MEDIA_TYPE: &str = "application/vnd.bodega.manifest.v1+json";
/// Media type of the component layer.
pub const COMPONENT_MEDIA_TYPE: &str = "application/wasm";
/// Media type of a schema layer.
pub const SCHEMA_MEDIA_TYPE: &str = "application/schema+json";
/// Media type of a locale layer.
pub const LOCALE_MEDIA_TYPE: &str = "application/vnd.bodega.locale.v1+json";
/// Media type of the changelog layer.
pub const CHANGELOG_MEDIA_TYPE: &str = "text/markdown";
/// Annotation of a layer that names its path in the package.
pub const TITLE_ANNOTATION: &str = "org.opencontainers.image.title";

/// Extension points that a manifest may name.
pub const POINTS: [&str; 8] = [
    "pricing.compile",
    "pricing.price",
    "validation.check",
    "events.handle",
    "jobs.run",
    "http.handle",
    "actions.run",
    "reports.run",
];

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
/// The most tar entries: files, component, config, OCI manifest, index, layout, folders.
pub const ENTRIES_MAX: usize = FILES_MAX + 16;
/// The longest path of a file in a package.
pub const PATH_BYTES_MAX: usize = 128;
/// The longest name of a plugin, account kind or collection.
pub const NAME_BYTES_MAX: usize = 64;
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
/// The longest text of a message: seven parts of an SMS in Chinese.
pub const MESSAGE_CHARS_MAX: usize = 469;
/// The most requests a minute on a route: a hundred a second, as much as one busy webhook sends.
pub const RATE_PER_MINUTE_MAX: u32 = 6_000;
