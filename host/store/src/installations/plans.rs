//! What goes with an installation: consent, scope, the last good version.

use crate::counters;
use crate::db::{self, OnConflict, Row, Sql};
use crate::vault::{Place, TenantKeys};
use crate::{Store, StoreError};
use bodega_domain::ids::{InstallationId, TenantId};
use sea_orm::{DatabaseTransaction, QueryResult};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What goes with an installation. `Default` is that of one nobody decided anything about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// What the merchant approved, as JSON.
    pub consent_json: String,
    /// Who approved it.
    pub approved_by: Option<String>,
    /// When.
    pub approved_at_ms: Option<i64>,
    /// Org units where it is on, as a JSON list; `[]` = the whole tenant.
    pub scope_json: String,
    /// What it was before the last switch, as JSON, to go back to.
    pub previous_json: Option<String>,
    /// When it was last switched to another version.
    pub switched_at_ms: Option<i64>,
    /// The price plan in the marketplace; `None` = nothing is charged.
    pub price_plan: Option<String>,
}

impl Default for Plan {
    fn default() -> Self {
        Plan {
            consent_json: "{}".to_owned(),
            approved_by: None,
            approved_at_ms: None,
            scope_json: "[]".to_owned(),
            previous_json: None,
            switched_at_ms: None,
            price_plan: None,
        }
    }
}

const COLUMNS: [&str; 9] = [
    "tenant_id",
    "installation_id",
    "consent_json",
    "approved_by",
    "approved_at_ms",
    "scope_json",
    "previous_json",
    "switched_at_ms",
    "price_plan",
];

impl Store {
    /// The plan of an installation; the default where there is none.
    pub async fn get_plan(&self, tenant: TenantId, id: InstallationId) -> Result<Plan, StoreError> {
        let text = format!(
            "SELECT {} FROM installation_plan WHERE tenant_id = ? AND installation_id = ?",
            COLUMNS.join(", ")
        );
        let row = Sql::with(self.backend(), &text, [tenant.0.into(), id.0.into()]).one(&self.db.read).await?;
        match row {
            Some(row) => Ok(self.opened_plan(tenant, read(&row)?).await?.1),
            None => Ok(Plan::default()),
        }
    }

    /// The plans of a tenant; installations that have none are left out.
    pub async fn plans(&self, tenant: TenantId) -> Result<BTreeMap<InstallationId, Plan>, StoreError> {
        let text = format!("SELECT {} FROM installation_plan WHERE tenant_id = ?", COLUMNS.join(", "));
        let rows = Sql::with(self.backend(), &text, [tenant.0.into()]).all(&self.db.read).await?;
        let mut plans = BTreeMap::new();
        for row in &rows {
            let (id, plan) = self.opened_plan(tenant, read(row)?).await?;
            plans.insert(id, plan);
        }
        Ok(plans)
    }

    async fn opened_plan(
        &self,
        tenant: TenantId,
        (id, mut plan): (InstallationId, Plan),
    ) -> Result<(InstallationId, Plan), StoreError> {
        let previous = plan.previous_json.take();
        plan.previous_json = self.vault.open_some(tenant, place(&id.0.to_string()), previous).await?;
        Ok((id, plan))
    }

    /// Makes or changes the plan of an installation.
    pub async fn put_plan(
        &self,
        tenant: TenantId,
        id: InstallationId,
        plan: &Plan,
    ) -> Result<(), StoreError> {
        let keys = self.vault.keys(tenant).await?;
        let tx = self.db.begin().await?;
        counters::bump(&tx, tenant, counters::INSTALLATIONS).await?;
        write(&tx, &keys, id, plan).await?;
        Ok(tx.commit().await?)
    }
}

/// What it was before holds its secrets of then.
fn place(id: &str) -> Place<'_> {
    Place { table: "installation_plan", column: "previous_json", row: id }
}

pub(super) async fn write(
    tx: &DatabaseTransaction,
    keys: &TenantKeys,
    id: InstallationId,
    plan: &Plan,
) -> Result<(), StoreError> {
    let Plan {
        consent_json,
        approved_by,
        approved_at_ms,
        scope_json,
        previous_json,
        switched_at_ms,
        price_plan,
    } = plan.clone();
    let previous_json = keys.seal_some(place(&id.0.to_string()), previous_json.as_deref())?;
    let row = vec![
        keys.tenant().0.into(),
        id.0.into(),
        consent_json.into(),
        approved_by.into(),
        approved_at_ms.into(),
        scope_json.into(),
        previous_json.into(),
        switched_at_ms.into(),
        price_plan.into(),
    ];
    let change = "(tenant_id, installation_id) DO UPDATE SET consent_json = excluded.consent_json, \
                  approved_by = excluded.approved_by, approved_at_ms = excluded.approved_at_ms, \
                  scope_json = excluded.scope_json, previous_json = excluded.previous_json, \
                  switched_at_ms = excluded.switched_at_ms, price_plan = excluded.price_plan";
    db::insert_rows(tx, "installation_plan", &COLUMNS, &[row], OnConflict::Do(change)).await
}

/// Reads a plan; what was before is still sealed.
fn read(row: &QueryResult) -> Result<(InstallationId, Plan), StoreError> {
    let plan = Plan {
        consent_json: row.at(2)?,
        approved_by: row.at(3)?,
        approved_at_ms: row.at(4)?,
        scope_json: row.at(5)?,
        previous_json: row.at(6)?,
        switched_at_ms: row.at(7)?,
        price_plan: row.at(8)?,
    };
    Ok((InstallationId(row.at(1)?), plan))
}
