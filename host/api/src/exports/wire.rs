//! Exports on the wire.

use crate::problem::Problem;
use crate::wire::{stored_json, wire_enum};
use bodega_app::data;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

wire_enum! {
    /// Where an export stands.
    ExportState = bodega_app::data::ExportState {
        /// It waits, or is being made.
        Queued,
        /// Its file can be fetched.
        Done,
        /// There is no file, and `error` says why.
        Failed,
    }
}

/// An export.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Export {
    /// Its id.
    pub id: Uuid,
    /// The plugin that makes it.
    pub plugin: String,
    /// Its name in the plugin's manifest.
    pub name: String,
    /// What it was asked for with.
    pub parameters: Value,
    /// Who asked, as `user ID` or `token ID`; or `schedule`.
    pub asked_by: String,
    /// Where it stands.
    pub state: ExportState,
    /// Attempts so far.
    pub attempts: u32,
    /// What went wrong last, in words for the person who asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// When it was asked for, ms since 1970 UTC.
    pub created_at_ms: i64,
    /// When it was done or failed, ms since 1970 UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at_ms: Option<i64>,
}

impl TryFrom<data::Export> for Export {
    type Error = Problem;

    fn try_from(row: data::Export) -> Result<Self, Problem> {
        Ok(Export {
            id: row.export.id,
            plugin: row.export.plugin,
            name: row.export.name,
            parameters: stored_json(&row.export.parameters_json)?,
            asked_by: row.export.asked_by,
            state: row.state.into(),
            attempts: row.attempts,
            error: row.error,
            created_at_ms: row.export.created_at_ms,
            ended_at_ms: row.ended_at_ms,
        })
    }
}
