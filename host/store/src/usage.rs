//! What installations used, by day and extension point.

use crate::db::{self, OnConflict, Row, Sql};
use crate::{Store, StoreError};
use bodega_domain::ids::{InstallationId, TenantId};
use sea_orm::Value;
use std::collections::BTreeMap;

/// The most rows of one list: a year of an installation with a dozen points, or a month of thirty.
pub const USAGE_ROWS_MAX: u32 = 10_000;

/// What an installation used on a day at one point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsageDelta {
    /// The merchant.
    pub tenant: TenantId,
    /// The installation.
    pub installation: InstallationId,
    /// The day, `YYYY-MM-DD`.
    pub day: String,
    /// The extension point.
    pub point: String,
    /// How much.
    pub usage: Usage,
}

/// Amounts of use. Sums, but for the peak.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Calls.
    pub calls: i64,
    /// Calls that failed.
    pub failures: i64,
    /// Cost units.
    pub cost_units: i64,
    /// Wall time, microseconds.
    pub wall_us: i64,
    /// The most memory one call held, bytes.
    pub peak_memory: i64,
    /// Requests to the outside.
    pub egress_calls: i64,
    /// Bytes of those requests and their answers.
    pub egress_bytes: i64,
}

impl Usage {
    /// Adds more; of peaks the higher one.
    pub fn add(&mut self, more: &Usage) {
        self.calls = self.calls.saturating_add(more.calls);
        self.failures = self.failures.saturating_add(more.failures);
        self.cost_units = self.cost_units.saturating_add(more.cost_units);
        self.wall_us = self.wall_us.saturating_add(more.wall_us);
        self.peak_memory = self.peak_memory.max(more.peak_memory);
        self.egress_calls = self.egress_calls.saturating_add(more.egress_calls);
        self.egress_bytes = self.egress_bytes.saturating_add(more.egress_bytes);
    }
}

const COLUMNS: [&str; 11] = [
    "tenant_id",
    "installation_id",
    "day",
    "point",
    "calls",
    "failures",
    "cost_units",
    "wall_us",
    "peak_memory",
    "egress_calls",
    "egress_bytes",
];

impl Store {
    /// Adds what was used, over all tenants.
    pub async fn add_usage(&self, deltas: Vec<UsageDelta>) -> Result<(), StoreError> {
        // One row a key, in the order of keys: PostgreSQL refuses an upsert that meets a row twice, and two nodes
        // cannot lock crosswise.
        let mut sums: BTreeMap<(TenantId, InstallationId, String, String), Usage> = BTreeMap::new();
        for delta in deltas {
            let key = (delta.tenant, delta.installation, delta.day, delta.point);
            sums.entry(key).or_default().add(&delta.usage);
        }
        if sums.is_empty() {
            return Ok(());
        }
        let rows: Vec<Vec<Value>> = sums.into_iter().map(|(key, usage)| row_of(key, usage)).collect();
        let add = "(tenant_id, installation_id, day, point) DO UPDATE SET \
                   calls = plugin_usage.calls + excluded.calls, \
                   failures = plugin_usage.failures + excluded.failures, \
                   cost_units = plugin_usage.cost_units + excluded.cost_units, \
                   wall_us = plugin_usage.wall_us + excluded.wall_us, \
                   peak_memory = CASE WHEN excluded.peak_memory > plugin_usage.peak_memory \
                   THEN excluded.peak_memory ELSE plugin_usage.peak_memory END, \
                   egress_calls = plugin_usage.egress_calls + excluded.egress_calls, \
                   egress_bytes = plugin_usage.egress_bytes + excluded.egress_bytes";
        let tx = self.db.begin().await?;
        db::insert_rows(&tx, "plugin_usage", &COLUMNS, &rows, OnConflict::Do(add)).await?;
        Ok(tx.commit().await?)
    }

    /// What a tenant's installations, or one of them, used from one day to another, both included; by day,
    /// installation and point, at most [`USAGE_ROWS_MAX`] rows.
    pub async fn list_usage(
        &self,
        tenant: TenantId,
        installation: Option<InstallationId>,
        from_day: &str,
        to_day: &str,
    ) -> Result<Vec<UsageDelta>, StoreError> {
        let text = format!("SELECT {} FROM plugin_usage WHERE tenant_id = ?", COLUMNS.join(", "));
        let mut sql = Sql::with(self.backend(), &text, [tenant.0.into()]);
        if let Some(installation) = installation {
            sql.push_with(" AND installation_id = ?", [installation.0.into()]);
        }
        sql.push_with(" AND day >= ? AND day <= ?", [from_day.into(), to_day.into()]);
        sql.push_with(" ORDER BY day, installation_id, point LIMIT ?", [i64::from(USAGE_ROWS_MAX).into()]);
        let rows = sql.all(&self.db.read).await?;
        rows.iter()
            .map(|row| {
                Ok(UsageDelta {
                    tenant,
                    installation: InstallationId(row.at(1)?),
                    day: row.at(2)?,
                    point: row.at(3)?,
                    usage: Usage {
                        calls: row.at(4)?,
                        failures: row.at(5)?,
                        cost_units: row.at(6)?,
                        wall_us: row.at(7)?,
                        peak_memory: row.at(8)?,
                        egress_calls: row.at(9)?,
                        egress_bytes: row.at(10)?,
                    },
                })
            })
            .collect()
    }
}

fn row_of(key: (TenantId, InstallationId, String, String), usage: Usage) -> Vec<Value> {
    let (tenant, installation, day, point) = key;
    let Usage { calls, failures, cost_units, wall_us, peak_memory, egress_calls, egress_bytes } = usage;
    let mut row: Vec<Value> = vec![tenant.0.into(), installation.0.into(), day.into(), point.into()];
    let amounts = [calls, failures, cost_units, wall_us, peak_memory, egress_calls, egress_bytes];
    row.extend(amounts.map(Value::from));
    row
}
