//! The plugin's manifest, `bodega.toml`: what the author declares. The binary is checked against it at install.

mod check;
mod files;
mod listing;
mod sections;

use crate::{MANIFEST_BYTES_MAX, canonical};
pub use files::FileKind;
pub use listing::{CATEGORIES, Localized};
pub use sections::{
    AccountKind, Action, Channel, Collection, DocumentTemplate, Egress, EgressHost, Events, Export, Http,
    HttpMethod, Job, LedgerTender, LimitOverrides, Message, MessageChannel, MessagePurpose, Messaging,
    OnMissed, Payment, PaymentFlow, Pricing, PricingStage, Refunds, Report, Route, RouteAccess, Settings,
    Subject, Validation,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Everything a plugin declares about itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Kebab-case; unique in a marketplace, prefix of the plugin's tags and events.
    pub name: String,
    /// Semantic version.
    pub version: String,
    /// Who publishes it, kebab-case.
    pub publisher: String,
    /// What the marketplace lists it as.
    pub title: Localized,
    /// One or two sentences for a merchant.
    pub summary: Localized,
    /// Extension points the component exports, e.g. `pricing.price`.
    pub points: Vec<String>,
    /// The least version of the host that it runs on; absent = any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_host: Option<String>,
    /// What the marketplace files it under: words of [`CATEGORIES`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<String>,
    /// A page about it, `https://...`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub homepage: Option<String>,
    /// SPDX expression, e.g. `Apache-2.0`, or `LicenseRef-...` for terms of one's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub license: Option<String>,
    /// Path of its changelog (Markdown) in the package.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changelog: Option<String>,
    /// Path of its icon (PNG, JPEG or WebP).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icon: Option<String>,
    /// Paths of screenshots, in the order they are shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub screenshots: Vec<String>,
    /// Paths of texts by language: flat JSON objects with the same keys.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub locales: BTreeMap<String, String>,
    /// Paths of static files of its pages and panels.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assets: Vec<String>,
    /// How it prices; exactly where it exports `pricing.price`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pricing: Option<Pricing>,
    /// What its checks look at beside the basket; only where it exports `validation.check`.
    #[serde(default, skip_serializing_if = "Validation::is_empty")]
    pub validation: Validation,
    /// What it hears and reports.
    #[serde(default, skip_serializing_if = "Events::is_empty")]
    pub events: Events,
    /// Work at set times; exactly where it exports `jobs.run`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub jobs: Vec<Job>,
    /// Routes of its own; exactly where it exports `http.handle`.
    #[serde(default, skip_serializing_if = "Http::is_empty")]
    pub http: Http,
    /// Hosts outside that it may reach once the merchant approved.
    #[serde(default, skip_serializing_if = "Egress::is_empty")]
    pub egress: Egress,
    /// Buttons it adds; exactly where it exports `actions.run`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<Action>,
    /// Tables it computes for people; exactly where it exports `reports.run`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reports: Vec<Report>,
    /// Methods of payment that it charges; exactly where it exports `payment.charge`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub payment: Vec<Payment>,
    /// Tenders that are taken from accounts it owns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tenders: Vec<LedgerTender>,
    /// Channels it carries messages over; exactly where it exports `messaging.send`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub messaging: Vec<Messaging>,
    /// Documents it makes; exactly where it exports `exports.run`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exports: Vec<Export>,
    /// Sales channels it serves; needed where it exports `channel.push`, or places orders.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    /// Texts it sends to members.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<Message>,
    /// Kinds of ledger accounts it owns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accounts: Vec<AccountKind>,
    /// Collections of documents it owns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub collections: Vec<Collection>,
    /// Its settings. Secrets are settings whose schema says `"x-secret": true`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settings: Option<Settings>,
    /// Limits narrower than the host's own.
    #[serde(default, skip_serializing_if = "LimitOverrides::is_empty")]
    pub limits: LimitOverrides,
}

/// Why a manifest was refused.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// Larger than [`MANIFEST_BYTES_MAX`].
    #[error("the manifest has {bytes} bytes; at most {MANIFEST_BYTES_MAX} are allowed")]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// Not TOML of this shape; the text names the key and line.
    #[error("bodega.toml: {0}")]
    Toml(#[from] toml::de::Error),
    /// Not JSON of this shape.
    #[error("manifest config: {0}")]
    Json(#[from] serde_json::Error),
    /// A value that is not allowed.
    #[error("bodega.toml: `{key}` {problem}")]
    Invalid {
        /// Where, e.g. `collections[1].schema`.
        key: String,
        /// What to change.
        problem: String,
    },
}

impl Manifest {
    /// Reads and checks `bodega.toml`.
    ///
    /// # Errors
    /// See [`ManifestError`]; each names the key.
    pub fn from_toml(text: &str) -> Result<Self, ManifestError> {
        check_size(text.len())?;
        let manifest: Manifest = toml::from_str(text)?;
        manifest.check()?;
        Ok(manifest)
    }

    /// Reads and checks the JSON form that packages hold.
    ///
    /// # Errors
    /// See [`ManifestError`].
    pub fn from_json(bytes: &[u8]) -> Result<Self, ManifestError> {
        check_size(bytes.len())?;
        let manifest: Manifest = serde_json::from_slice(bytes)?;
        manifest.check()?;
        Ok(manifest)
    }

    /// The canonical JSON form.
    ///
    /// # Errors
    /// Only where serde fails.
    pub fn to_canonical_json(&self) -> Result<Vec<u8>, ManifestError> {
        Ok(canonical::to_bytes(self)?)
    }

    /// Whether the plugin declares a point.
    pub fn has_point(&self, point: &str) -> bool {
        self.points.iter().any(|p| p == point)
    }
}

fn check_size(bytes: usize) -> Result<(), ManifestError> {
    if bytes > MANIFEST_BYTES_MAX { Err(ManifestError::TooLarge { bytes }) } else { Ok(()) }
}

#[cfg(test)]
mod tests;
