//! Writes and reads terminals.

use super::Terminal;
use crate::{Store, StoreError};
use bodega_domain::ids::{OrgUnitId, TenantId, TerminalId};

/// Why a terminal is refused.
#[derive(Clone, Debug, thiserror::Error)]
pub enum PutTerminalError {
    /// Another terminal of the store has this code.
    #[error("terminal code {code:?} is taken")]
    CodeTaken {
        /// The code.
        code: String,
    },
    /// There is no such store.
    #[error("store is unknown")]
    UnknownStore,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// Makes or changes a terminal.
    pub async fn put_terminal(&self, tenant: TenantId, terminal: &Terminal) -> Result<(), PutTerminalError> {
        let _ = (tenant, terminal);
        todo!()
    }

    /// The terminal of this id.
    pub async fn get_terminal(
        &self,
        tenant: TenantId,
        id: TerminalId,
    ) -> Result<Option<Terminal>, StoreError> {
        let _ = (tenant, id);
        todo!()
    }

    /// The terminals of a tenant, or of one store, by code.
    pub async fn list_terminals(
        &self,
        tenant: TenantId,
        store: Option<OrgUnitId>,
    ) -> Result<Vec<Terminal>, StoreError> {
        let _ = (tenant, store);
        todo!()
    }
}
