//! Writes and reads terminals.

use super::Terminal;
use crate::counters;
use crate::db::{self, OnConflict, units_within};
use crate::entities::terminal;
use crate::{Store, StoreError};
use bodega_domain::ids::{OrgUnitId, TenantId, TerminalId};
use bodega_domain::org::Reach;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

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
        let row = terminal::Model {
            tenant_id: tenant.0,
            id: terminal.id.0,
            store_id: terminal.store.0,
            code: terminal.code.clone(),
            name: terminal.name.clone(),
        };
        let tx = self.db.begin().await?;
        counters::bump(&tx, tenant, counters::CATALOG).await?;
        let change = OnConflict::Do(
            "(tenant_id, id) DO UPDATE SET store_id = excluded.store_id, code = excluded.code, name = excluded.name",
        );
        db::insert::<terminal::Entity>(&tx, &[row], change).await.map_err(|error| {
            if error.is_taken("terminal_code", "terminal.code") {
                PutTerminalError::CodeTaken { code: terminal.code.clone() }
            } else if matches!(error, StoreError::Refused(_)) {
                PutTerminalError::UnknownStore
            } else {
                error.into()
            }
        })?;
        Ok(tx.commit().await.map_err(StoreError::from)?)
    }

    /// The terminal of this id.
    pub async fn get_terminal(
        &self,
        tenant: TenantId,
        id: TerminalId,
    ) -> Result<Option<Terminal>, StoreError> {
        Ok(terminal::Entity::find_by_id((tenant.0, id.0)).one(&self.db.read).await?.map(Terminal::from))
    }

    /// The terminals of a tenant, or of one store, within reach, by code.
    pub async fn list_terminals(
        &self,
        tenant: TenantId,
        store: Option<OrgUnitId>,
        reach: &Reach,
    ) -> Result<Vec<Terminal>, StoreError> {
        let mut query = terminal::Entity::find()
            .filter(terminal::Column::TenantId.eq(tenant.0))
            .order_by_asc(terminal::Column::Code)
            .order_by_asc(terminal::Column::Id);
        if let Some(units) = units_within(tenant, reach) {
            query = query.filter(terminal::Column::StoreId.in_subquery(units));
        }
        if let Some(store) = store {
            query = query.filter(terminal::Column::StoreId.eq(store.0));
        }
        Ok(query.all(&self.db.read).await?.into_iter().map(Terminal::from).collect())
    }
}

impl From<terminal::Model> for Terminal {
    fn from(row: terminal::Model) -> Self {
        Terminal { id: TerminalId(row.id), store: OrgUnitId(row.store_id), code: row.code, name: row.name }
    }
}
