//! What the app passes to a call and gets back.

use crate::breaker::Key;
use crate::effects::Effects;
use crate::error::CallError;
use crate::input::{CheckTotals, PureInput};
use crate::limits::CallLimits;
use crate::occasion::{Occasion, Reply};
use crate::point::Point;
use crate::ports::Ports;
use bodega_domain::digest::Digest;
use bodega_domain::ids::{InstallationId, TenantId};
use bodega_domain::pricing::{Answer, Document};
use bodega_domain::validation::Objection;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// Whose plugin is called, and which build of it.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The merchant.
    pub tenant: TenantId,
    /// The merchant's installation.
    pub installation: InstallationId,
    /// The plugin's name.
    pub plugin: Arc<str>,
    /// The component.
    pub component: Digest,
    /// Whether this build is on trial beside the one in use.
    pub is_trial: bool,
}

impl Caller {
    /// The breaker of a point.
    pub(crate) fn breaker(&self, point: Point) -> Key {
        Key { tenant: self.tenant, installation: self.installation, point, is_trial: self.is_trial }
    }
}

/// A call of `pricing.price`.
#[derive(Clone, Debug)]
pub struct PriceCall {
    /// Whose plugin.
    pub caller: Caller,
    /// What it may use, `Limits::price`.
    pub limits: CallLimits,
    /// The basket as this installation sees it.
    pub input: PureInput,
    /// What `pricing.compile` made of its settings; empty where it has no such point.
    pub snapshot: Arc<[u8]>,
}

/// A call of `pricing.compile`.
#[derive(Clone, Debug)]
pub struct CompileCall {
    /// Whose plugin.
    pub caller: Caller,
    /// What it may use, `Limits::compile`.
    pub limits: CallLimits,
    /// Settings as JSON text.
    pub settings: String,
    /// Documents of `x-compile` collections, by collection, each sorted by key.
    pub documents: BTreeMap<String, Vec<Document>>,
}

/// A call of `validation.check`.
#[derive(Clone, Debug)]
pub struct CheckCall {
    /// Whose plugin.
    pub caller: Caller,
    /// What it may use, `Limits::check`.
    pub limits: CallLimits,
    /// The basket after all discounts.
    pub input: PureInput,
    /// What it comes to.
    pub totals: Arc<CheckTotals>,
    /// What `pricing.compile` made of its settings; empty where it has no such point.
    pub snapshot: Arc<[u8]>,
}

/// A call of `migration.run`.
#[derive(Clone, Debug)]
pub struct MigrateCall {
    /// Whose plugin.
    pub caller: Caller,
    /// What it may use, `Limits::migrate`.
    pub limits: CallLimits,
    /// The version in use.
    pub version: String,
    /// A batch of its documents.
    pub documents: Vec<Document>,
}

/// What becomes of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MigratedDocument {
    /// It stays as it is.
    Keep,
    /// Its body is another, JSON text.
    Replace(String),
    /// It goes.
    Remove,
}

/// A call of an effectful point.
#[derive(Clone)]
pub struct InvokeCall {
    /// Whose plugin.
    pub caller: Caller,
    /// What it may use, of the occasion's point.
    pub limits: CallLimits,
    /// What it is about.
    pub occasion: Occasion,
    /// Settings as JSON text.
    pub settings: String,
    /// Reads, and the world outside.
    pub ports: Arc<dyn Ports>,
}

/// What an effectful invocation gave: nothing of it is written yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Invoked {
    /// Its answer.
    pub reply: Reply,
    /// For the app to check and commit.
    pub effects: Effects,
}

/// What `pricing.compile` gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compiled {
    /// Opaque bytes for `pricing.price`.
    pub snapshot: Vec<u8>,
    /// What to fetch for a basket.
    pub keys: Vec<KeyTemplate>,
    /// What references mean to people.
    pub legends: Vec<Legend>,
}

/// What to fetch for a basket; templates may hold `{member}`, `{store}`, `{coupon}` and `{sku}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyTemplate {
    /// An account, or with a trailing `*` all whose key starts so.
    Balance(String),
    /// A document.
    Document {
        /// Collection.
        collection: String,
        /// Key template.
        key: String,
    },
}

/// What a reference in an adjustment or gift means to people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Legend {
    /// The plugin's own reference.
    pub reference: String,
    /// Text by language tag.
    pub labels: BTreeMap<String, String>,
}

/// What a call used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallReport {
    /// Cost units.
    pub fuel: u64,
    /// The most linear memory, bytes.
    pub peak_memory: usize,
    /// Calls into the host.
    pub host_calls: u64,
    /// Wall clock.
    pub wall: Duration,
}

/// A call's result and what it used, also where it failed.
#[derive(Clone, Debug)]
pub struct Called<T> {
    /// What came of it.
    pub result: Result<T, CallError>,
    /// What it used; zeros where the plugin did not run.
    pub report: CallReport,
}

/// Result of [`crate::PluginHost::price`].
pub type Priced = Called<Answer>;
/// Result of [`crate::PluginHost::check`].
pub type Checked = Called<Vec<Objection>>;
/// Result of [`crate::PluginHost::migrate`]: one outcome a document.
pub type Migrated = Called<Vec<MigratedDocument>>;
/// Result of [`crate::PluginHost::invoke`].
pub type InvokeReport = Called<Invoked>;
