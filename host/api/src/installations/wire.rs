//! Installations on the wire.

use crate::problem::Problem;
use crate::wire::{stored_json, wire_enum};
use bodega_app::plugins::{InstallRequest, InstallationView};
use bodega_domain::core::PPM;
use bodega_domain::digest::Digest;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

wire_enum! {
    /// The stage in which a plugin prices.
    Stage = bodega_domain::pricing::Stage {
        /// Discounts of goods.
        Line,
        /// Discounts of what is left.
        Order,
        /// Points and the like spent on what is left.
        Redemption,
        /// Rounding in the customer's favour.
        Rounding,
    }
}

/// What a merchant decides about an installation.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PutInstallation {
    /// Digest of the package; the installation stays on it until it is changed.
    #[schema(pattern = "^sha256:[0-9a-f]{64}$")]
    pub package: String,
    /// Whether it is switched on; it is where not given.
    #[serde(default = "on")]
    pub is_enabled: bool,
    /// Order within its stage, lowest first.
    #[serde(default)]
    pub position: i32,
    /// The most it may take off a basket, parts per million; no cap where not given.
    #[schema(maximum = 1_000_000)]
    pub cap_ppm: Option<u32>,
    /// Settings under the package's schema; what is stored stays where not given. A secret that is not named stays, one
    /// that is `null` goes.
    pub settings: Option<Value>,
    /// Org units where it is on, with all below them; empty = everywhere; stays as it is where not given.
    #[schema(max_items = 200)]
    pub scope: Option<Vec<Uuid>>,
    /// The price plan chosen in the marketplace; stays as it is where not given.
    #[schema(max_length = 64)]
    pub price_plan: Option<String>,
    /// Whether an older version may take the place of a newer one; not where not given.
    #[serde(default)]
    pub downgrade: bool,
    /// Digest of what the package asks for (`GET /v1/packages/{digest}/asks`), by which the merchant agrees to it; needed
    /// where that goes beyond what was agreed to before.
    #[schema(pattern = "^sha256:[0-9a-f]{64}$")]
    pub consent: Option<String>,
}

fn on() -> bool {
    true
}

impl PutInstallation {
    pub(crate) fn into_request(self) -> Result<InstallRequest, Problem> {
        let package = digest("/package", &self.package)?;
        let consent = self.consent.as_deref().map(|consent| digest("/consent", consent)).transpose()?;
        if self.cap_ppm.is_some_and(|cap| i64::from(cap) > PPM) {
            let detail = format!("must be at most {PPM}");
            return Err(Problem::unprocessable("field.out_of_range", "/cap_ppm", detail));
        }
        Ok(InstallRequest {
            package,
            is_enabled: self.is_enabled,
            position: self.position,
            cap_ppm: self.cap_ppm,
            settings: self.settings,
            scope: self.scope.map(|units| units.into_iter().map(Into::into).collect()),
            price_plan: self.price_plan,
            allows_downgrade: self.downgrade,
            consent,
        })
    }
}

/// A digest by its form.
pub(crate) fn digest(pointer: &str, text: &str) -> Result<Digest, Problem> {
    let detail = "must be sha256: and 64 hex digits";
    Digest::parse(text).ok_or_else(|| Problem::unprocessable("field.digest", pointer, detail))
}

/// A secret of an installation's settings; its value is never shown.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Secret {
    /// Its name in the settings.
    pub name: String,
    /// Whether it is set.
    pub is_set: bool,
}

wire_enum! {
    /// Where a migration stands.
    MigrationState = bodega_app::data::MigrationState {
        /// Documents are being migrated; the version in use serves.
        Running,
        /// It came to nothing; all is as it was.
        Failed,
    }
}

/// Documents on their way to the schemas of another version.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Migration {
    /// The package that is to take over.
    pub package: String,
    /// Its version.
    pub version: String,
    /// Where it stands.
    pub state: MigrationState,
    /// Documents migrated so far.
    pub migrated: u64,
    /// Documents there were when it started.
    pub total: u64,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// When it started, ms since 1970 UTC.
    pub started_at_ms: i64,
}

impl From<bodega_app::data::Migration> for Migration {
    fn from(migration: bodega_app::data::Migration) -> Self {
        let wanted = migration.wanted;
        Migration {
            package: wanted.to.to_string(),
            version: wanted.to_version,
            state: migration.state.into(),
            migrated: migration.staged,
            total: migration.total,
            error: migration.error,
            started_at_ms: wanted.started_at_ms,
        }
    }
}

/// One tenant's installation of a plugin.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Installation {
    /// Its id.
    pub id: Uuid,
    /// Plugin name.
    pub plugin: String,
    /// Version in use.
    pub version: String,
    /// Pinned package.
    pub package: String,
    /// Its component.
    pub component: String,
    /// The stage it prices in; absent where it does not price.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<Stage>,
    /// Order within its stage, lowest first.
    pub position: i32,
    /// Whether it is switched on.
    pub is_enabled: bool,
    /// The most it may take off a basket, parts per million.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cap_ppm: Option<u32>,
    /// Its settings without secrets.
    pub settings: Value,
    /// Its secrets.
    pub secrets: Vec<Secret>,
    /// Org units where it is on, with all below them; empty = everywhere.
    pub scope: Vec<Uuid>,
    /// Event types it hears of.
    pub events: Vec<String>,
    /// What its binary may do.
    pub permissions: Vec<String>,
    /// `active`, or what is wrong with it.
    pub status: String,
    /// Digest of its compiled snapshot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snapshot: Option<String>,
    /// What its author declares.
    pub manifest: Value,
    /// A version that takes over once its documents are migrated, or whose migration failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub migration: Option<Migration>,
    /// When it was installed, ms since 1970 UTC.
    pub created_at_ms: i64,
    /// When it was last changed, ms since 1970 UTC.
    pub updated_at_ms: i64,
}

impl TryFrom<InstallationView> for Installation {
    type Error = Problem;

    fn try_from(view: InstallationView) -> Result<Self, Problem> {
        let fault = |error: serde_json::Error| Problem::fault(&error.to_string());
        let row = view.row;
        Ok(Installation {
            id: row.id.0,
            plugin: row.plugin,
            version: row.version,
            package: row.package.to_string(),
            component: row.component.to_string(),
            stage: row.stage.map(Into::into),
            position: row.position,
            is_enabled: row.is_enabled,
            cap_ppm: row.cap_ppm,
            settings: stored_json(&row.settings_json)?,
            secrets: view.secrets.into_iter().map(|(name, is_set)| Secret { name, is_set }).collect(),
            scope: view.scope.into_iter().map(|unit| unit.0).collect(),
            events: row.events,
            permissions: serde_json::from_str(&row.permissions_json).map_err(fault)?,
            status: row.status,
            snapshot: row.snapshot.map(|snapshot| snapshot.to_string()),
            manifest: serde_json::to_value(&view.manifest).map_err(fault)?,
            migration: view.migration.map(Into::into),
            created_at_ms: row.created_at_ms,
            updated_at_ms: row.updated_at_ms,
        })
    }
}
