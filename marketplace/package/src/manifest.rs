//! The plugin's manifest, `bodega.toml`: what the author declares. The binary is checked against it at install.

use crate::rules::{is_event_type, is_field, is_point, is_unit};
use crate::{
    INDEXES_MAX, LIST_MAX, MANIFEST_BYTES_MAX, SHARDS_MAX, SUMMARY_CHARS_MAX, TITLE_CHARS_MAX, canonical,
    is_kebab_case, is_package_path, is_semver,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

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
    /// How it prices; exactly where it exports `pricing.price`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pricing: Option<Pricing>,
    /// What it hears and reports.
    #[serde(default, skip_serializing_if = "Events::is_empty")]
    pub events: Events,
    /// Kinds of ledger accounts it owns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accounts: Vec<AccountKind>,
    /// Collections of documents it owns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub collections: Vec<Collection>,
    /// Its settings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settings: Option<Settings>,
    /// Limits narrower than the host's own.
    #[serde(default, skip_serializing_if = "LimitOverrides::is_empty")]
    pub limits: LimitOverrides,
}

/// A text by language tag; `zh-CN` and `en` are always there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Localized(pub BTreeMap<String, String>);

impl Localized {
    /// The text in a language, or in English, or any.
    pub fn get(&self, language: &str) -> &str {
        let text = self.0.get(language).or_else(|| self.0.get("en")).or_else(|| self.0.values().next());
        text.map_or("", String::as_str)
    }
}

/// How a plugin prices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pricing {
    /// The stage in which it is asked.
    pub stage: PricingStage,
}

/// The stage in which a pricing plugin is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PricingStage {
    /// Discounts of goods.
    Line,
    /// Discounts of what is left.
    Order,
    /// Things spent on what is left.
    Redemption,
    /// Rounding in the customer's favour.
    Rounding,
}

/// What a plugin hears and reports.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Events {
    /// Types it is called for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subscribe: Vec<String>,
    /// Types it emits; each starts with the plugin's name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub emit: Vec<String>,
}

impl Events {
    fn is_empty(&self) -> bool {
        self.subscribe.is_empty() && self.emit.is_empty()
    }
}

/// A kind of ledger account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountKind {
    /// First segment of the account key, kebab-case.
    pub kind: String,
    /// Unit of account, e.g. `PT`.
    pub unit: String,
    /// The least balance; absent = no floor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub floor: Option<i64>,
    /// Shards that a hot account's balance is kept in.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub shards: u16,
}

fn one() -> u16 {
    1
}

fn is_one(shards: &u16) -> bool {
    *shards == 1
}

/// A collection of JSON documents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Collection {
    /// Kebab-case.
    pub name: String,
    /// Path of its JSON Schema in the package.
    pub schema: String,
    /// Whether a change of a document compiles the snapshot again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub compile: bool,
    /// Fields that queries may name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub indexes: Vec<String>,
    /// Indexed fields whose values are unique.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unique: Vec<String>,
}

/// A plugin's settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Path of their JSON Schema in the package.
    pub schema: String,
}

/// Limits narrower than the host's own; the host takes the smaller of both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitOverrides {
    /// Linear memory, bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory_bytes: Option<u64>,
    /// Cost units a call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fuel: Option<u64>,
    /// Wall clock a call, milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wall_ms: Option<u64>,
    /// Host calls a call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host_calls: Option<u64>,
    /// Bytes that host calls move in a call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host_bytes: Option<u64>,
    /// Bytes of an answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output_bytes: Option<u64>,
    /// Bytes of log lines a call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log_bytes: Option<u64>,
}

impl LimitOverrides {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
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

    /// Paths of all schemas the manifest names.
    pub fn schema_paths(&self) -> BTreeSet<&str> {
        let collections = self.collections.iter().map(|c| c.schema.as_str());
        collections.chain(self.settings.iter().map(|s| s.schema.as_str())).collect()
    }

    fn check(&self) -> Result<(), ManifestError> {
        require(is_kebab_case(&self.name), "name", "must be kebab-case, e.g. `my-plugin`")?;
        require(is_semver(&self.version), "version", "must be a semantic version, e.g. `1.2.3`")?;
        require(is_kebab_case(&self.publisher), "publisher", "must be kebab-case")?;
        check_text("title", &self.title, TITLE_CHARS_MAX)?;
        check_text("summary", &self.summary, SUMMARY_CHARS_MAX)?;
        self.check_points()?;
        self.check_events()?;
        self.check_accounts()?;
        self.check_collections()?;
        if let Some(settings) = &self.settings {
            require(
                is_package_path(&settings.schema),
                "settings.schema",
                "must be a relative path in the package",
            )?;
        }
        Ok(())
    }

    fn check_points(&self) -> Result<(), ManifestError> {
        require(!self.points.is_empty(), "points", "must name at least one extension point")?;
        check_list("points", &self.points, is_point, "must look like `pricing.price`")?;
        let prices = self.has_point("pricing.price");
        require(
            prices == self.pricing.is_some(),
            "pricing",
            "is needed exactly where `points` holds `pricing.price`; add `[pricing]` with `stage`, or drop it",
        )?;
        require(
            prices || !self.has_point("pricing.compile"),
            "points",
            "holds `pricing.compile` without `pricing.price`, which is what reads its snapshot",
        )
    }

    fn check_events(&self) -> Result<(), ManifestError> {
        let shape = "must look like `sale.committed.v1`";
        check_list("events.subscribe", &self.events.subscribe, is_event_type, shape)?;
        check_list("events.emit", &self.events.emit, is_event_type, shape)?;
        require(
            self.has_point("events.handle") != self.events.subscribe.is_empty(),
            "events.subscribe",
            "must name events exactly where `points` holds `events.handle`",
        )?;
        for (index, kind) in self.events.emit.iter().enumerate() {
            let own = kind.split('.').next() == Some(self.name.as_str());
            require(own, &format!("events.emit[{index}]"), "must start with the plugin's name and a dot")?;
        }
        Ok(())
    }

    fn check_accounts(&self) -> Result<(), ManifestError> {
        let kinds: Vec<String> = self.accounts.iter().map(|a| a.kind.clone()).collect();
        check_list("accounts", &kinds, is_kebab_case, "must have a kebab-case `kind`")?;
        for (index, account) in self.accounts.iter().enumerate() {
            let key = |name: &str| format!("accounts[{index}].{name}");
            require(
                is_unit(&account.unit),
                &key("unit"),
                "must be 1 to 16 upper-case letters, digits or `_`",
            )?;
            let problem = format!("must be 1 to {SHARDS_MAX}");
            require((1..=SHARDS_MAX).contains(&account.shards), &key("shards"), &problem)?;
        }
        Ok(())
    }

    fn check_collections(&self) -> Result<(), ManifestError> {
        let names: Vec<String> = self.collections.iter().map(|c| c.name.clone()).collect();
        check_list("collections", &names, is_kebab_case, "must have a kebab-case `name`")?;
        for (index, collection) in self.collections.iter().enumerate() {
            let key = |name: &str| format!("collections[{index}].{name}");
            let path = is_package_path(&collection.schema);
            require(path, &key("schema"), "must be a relative path in the package")?;
            let shape = "must be a field name, with dots into objects";
            check_list(&key("indexes"), &collection.indexes, is_field, shape)?;
            check_list(&key("unique"), &collection.unique, is_field, shape)?;
            let fields: BTreeSet<&String> = collection.indexes.iter().chain(&collection.unique).collect();
            let problem = format!("and `unique` may name at most {INDEXES_MAX} fields together");
            require(fields.len() <= INDEXES_MAX, &key("indexes"), &problem)?;
            require(
                !collection.compile || self.has_point("pricing.compile"),
                &key("compile"),
                "needs the point `pricing.compile`",
            )?;
        }
        Ok(())
    }
}

fn check_size(bytes: usize) -> Result<(), ManifestError> {
    if bytes > MANIFEST_BYTES_MAX { Err(ManifestError::TooLarge { bytes }) } else { Ok(()) }
}

fn require(ok: bool, key: &str, problem: &str) -> Result<(), ManifestError> {
    if ok { Ok(()) } else { Err(ManifestError::Invalid { key: key.to_owned(), problem: problem.to_owned() }) }
}

fn check_text(key: &str, text: &Localized, chars_max: usize) -> Result<(), ManifestError> {
    for language in ["zh-CN", "en"] {
        let there = text.0.get(language).is_some_and(|t| !t.trim().is_empty());
        require(there, &format!("{key}.{language}"), "is missing or empty")?;
    }
    for (language, text) in &text.0 {
        let tag = (2..=35).contains(&language.len())
            && language.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        require(tag, &format!("{key}.{language}"), "is not a language tag such as `zh-CN`")?;
        let short = text.chars().count() <= chars_max && !text.contains(|c: char| c.is_control());
        let problem = format!("must be one line of at most {chars_max} characters");
        require(short, &format!("{key}.{language}"), &problem)?;
    }
    Ok(())
}

fn check_list(
    key: &str,
    items: &[String],
    rule: fn(&str) -> bool,
    problem: &str,
) -> Result<(), ManifestError> {
    require(items.len() <= LIST_MAX, key, &format!("may have at most {LIST_MAX} entries"))?;
    let mut seen = BTreeSet::new();
    for (index, item) in items.iter().enumerate() {
        let key = format!("{key}[{index}]");
        require(rule(item), &key, problem)?;
        require(seen.insert(item), &key, "repeats an earlier entry")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
