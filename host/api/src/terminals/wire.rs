//! Terminals on the wire.

use bodega_app::org;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A terminal to make or change.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PutTerminal {
    /// Where it stands.
    pub store: Uuid,
    /// Short name, unique in the store.
    pub code: String,
    /// Name for people.
    pub name: String,
}

impl PutTerminal {
    pub(crate) fn into_terminal(self, id: Uuid) -> org::Terminal {
        org::Terminal { id: id.into(), store: self.store.into(), code: self.code, name: self.name }
    }
}

/// A till or other device that sells. It mints its own numbers.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Terminal {
    /// Its id.
    pub id: Uuid,
    /// Where it stands.
    pub store: Uuid,
    /// Short name, unique in the store.
    pub code: String,
    /// Name for people.
    pub name: String,
}

impl From<org::Terminal> for Terminal {
    fn from(terminal: org::Terminal) -> Self {
        Terminal { id: terminal.id.0, store: terminal.store.0, code: terminal.code, name: terminal.name }
    }
}
