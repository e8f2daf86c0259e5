//! Reads a sale back from its rows, exactly as it was committed.

use super::load::load_sales;
use crate::db::{Row, Sql, narrow};
use crate::entities::sale_pricing;
use crate::{Store, StoreError};
use bodega_domain::digest::Digest;
use bodega_domain::ids::{SaleId, TenantId};
use bodega_domain::sale::Sale;
use sea_orm::EntityTrait;

/// What `explain` needs: everything the price of a sale depended on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SalePricing {
    /// The version of the host's arithmetic.
    pub arithmetic: u32,
    /// The pricing input, byte for byte.
    pub input_json: String,
    /// The consulted installations with their answers, byte for byte.
    pub consulted_json: String,
    /// What was checked, byte for byte; `{}` where nothing was.
    pub checks_json: String,
}

/// Whether a request was seen before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Replay {
    /// Never.
    New,
    /// This very request; the sale it made.
    Same(Box<Sale>),
    /// Another request with this id.
    Other,
}

impl Store {
    /// The sale of this id.
    pub async fn get_sale(&self, tenant: TenantId, id: SaleId) -> Result<Option<Sale>, StoreError> {
        // One snapshot: a payment between two queries must not show.
        let tx = self.db.begin_read().await?;
        let loaded = load_sales(&tx, tenant, &[id]).await?;
        tx.commit().await?;
        Ok(loaded.into_values().next().map(|loaded| loaded.sale))
    }

    /// The sale of this number.
    pub async fn find_sale(&self, tenant: TenantId, number: &str) -> Result<Option<Sale>, StoreError> {
        let text = "SELECT id FROM sale WHERE tenant_id = ? AND number = ?";
        let row =
            Sql::with(self.backend(), text, [tenant.0.into(), number.into()]).one(&self.db.read).await?;
        match row {
            Some(row) => self.get_sale(tenant, SaleId(row.at(0)?)).await,
            None => Ok(None),
        }
    }

    /// Whether a request of this id and digest made a sale before; saves pricing it again.
    pub async fn find_replay(
        &self,
        tenant: TenantId,
        id: SaleId,
        request_digest: &Digest,
    ) -> Result<Replay, StoreError> {
        let text = "SELECT request_digest FROM sale WHERE tenant_id = ? AND id = ?";
        let row = Sql::with(self.backend(), text, [tenant.0.into(), id.0.into()]).one(&self.db.read).await?;
        let Some(row) = row else {
            return Ok(Replay::New);
        };
        if row.at::<String>(0)? != request_digest.as_str() {
            return Ok(Replay::Other);
        }
        let sale = self.get_sale(tenant, id).await?;
        sale.map(|sale| Replay::Same(Box::new(sale)))
            .ok_or_else(|| StoreError::Damaged("a sale went missing".to_owned()))
    }

    /// What the price of a sale was made from.
    pub async fn sale_pricing(
        &self,
        tenant: TenantId,
        id: SaleId,
    ) -> Result<Option<SalePricing>, StoreError> {
        let found = sale_pricing::Entity::find_by_id((tenant.0, id.0)).one(&self.db.read).await?;
        found
            .map(|row| {
                Ok(SalePricing {
                    arithmetic: narrow(row.arithmetic, "arithmetic version")?,
                    input_json: row.input_json,
                    consulted_json: row.consulted_json,
                    checks_json: row.checks_json,
                })
            })
            .transpose()
    }
}
