//! Exports: documents that people or schedules ask for. Each is leased by one node, then done with its effects in one
//! transaction, tried again, or failed.

use crate::db::{self, OnConflict, Row, Sql, narrow};
use crate::deliveries::ERROR_MAX;
use crate::ledger::ids::file_id;
use crate::store::Backend;
use crate::vault::Place;
use crate::words::words;
use crate::{PAGE_MAX, Page, PageRequest, Store, StoreError};
use bodega_domain::ids::{InstallationId, TenantId};
use sea_orm::{DatabaseTransaction, QueryResult, Value};
use uuid::Uuid;

/// An export that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewExport {
    /// Its id, and that of its invocation.
    pub id: Uuid,
    /// Whose.
    pub installation: InstallationId,
    /// The plugin's name.
    pub plugin: String,
    /// Its name in the manifest.
    pub name: String,
    /// JSON text.
    pub parameters_json: String,
    /// A BCP 47 tag.
    pub language: String,
    /// Who asked, as `user ID` or `token ID`; or `schedule`.
    pub asked_by: String,
    /// When it was asked for.
    pub created_at_ms: i64,
}

/// Where an export stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ExportState {
    /// It waits, or is being made.
    Queued,
    /// Its file is there.
    Done,
    /// There is no file, and the error says why.
    Failed,
}

words!(ExportState { Queued = "queued", Done = "done", Failed = "failed" });

/// A stored export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    /// What is asked for.
    pub export: NewExport,
    /// Where it stands.
    pub state: ExportState,
    /// Attempts so far.
    pub attempts: u32,
    /// What went wrong last.
    pub error: Option<String>,
    /// Its file.
    pub file: Option<Uuid>,
    /// When it was done or failed.
    pub ended_at_ms: Option<i64>,
}

/// The right to make an export, for a while. Its attempts are counted with this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportLease {
    /// The merchant.
    pub tenant: TenantId,
    /// What is asked for.
    pub export: Export,
    token: Uuid,
}

/// Says, with the effects of the call that made it, that an export is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportMark {
    export: Uuid,
    file: Uuid,
    token: Uuid,
}

impl ExportLease {
    /// The mark that goes with the effects; `ordinal` is the file's place among them.
    pub fn done(&self, ordinal: usize) -> ExportMark {
        let NewExport { id, installation, .. } = self.export.export;
        ExportMark { export: id, file: file_id(id, installation.0, ordinal), token: self.token }
    }
}

const COLUMNS: [&str; 12] = [
    "tenant_id",
    "id",
    "installation_id",
    "plugin",
    "name",
    "parameters_json",
    "language",
    "asked_by",
    "created_at_ms",
    "state",
    "attempts",
    "due_at_ms",
];

/// What [`read`] takes, in its order.
const READ: &str = "id, installation_id, plugin, name, parameters_json, language, asked_by, created_at_ms, state, \
                    attempts, error, file_id, ended_at_ms";

const DUE: &str = "WITH due AS MATERIALIZED (SELECT tenant_id, id FROM export_run \
                   WHERE state = 'queued' AND due_at_ms <= ? ORDER BY due_at_ms LIMIT ?";

impl Store {
    /// Queues an export; one of this id that is there stays.
    pub async fn queue_export(&self, tenant: TenantId, export: &NewExport) -> Result<(), StoreError> {
        let NewExport { id, installation, plugin, name, parameters_json, language, asked_by, created_at_ms } =
            export;
        let sealed = self.vault.keys(tenant).await?.seal(place(&id.to_string()), parameters_json)?;
        let row = vec![
            tenant.0.into(),
            (*id).into(),
            installation.0.into(),
            plugin.as_str().into(),
            name.as_str().into(),
            sealed.into(),
            language.as_str().into(),
            asked_by.as_str().into(),
            (*created_at_ms).into(),
            ExportState::Queued.as_str().into(),
            0i64.into(),
            (*created_at_ms).into(),
        ];
        let tx = self.db.begin().await?;
        db::insert_rows(&tx, "export_run", &COLUMNS, &[row], OnConflict::Keep).await?;
        Ok(tx.commit().await?)
    }

    /// Leases up to `limit` exports that are due, over all tenants, until `now_ms + lease_ms`.
    pub async fn lease_due_exports(
        &self,
        now_ms: i64,
        lease_ms: i64,
        limit: u32,
    ) -> Result<Vec<ExportLease>, StoreError> {
        // Asked beside the writer first: when nothing is due, polling costs it nothing.
        let text = "SELECT 1 FROM export_run WHERE state = 'queued' AND due_at_ms <= ? LIMIT 1";
        if Sql::with(self.backend(), text, [now_ms.into()]).one(&self.db.read).await?.is_none() {
            return Ok(Vec::new());
        }
        let token = Uuid::now_v7();
        let tx = self.db.begin().await?;
        let mut sql = Sql::with(self.backend(), DUE, [now_ms.into(), i64::from(limit.min(PAGE_MAX)).into()]);
        if self.backend() == Backend::Postgres {
            sql.push(" FOR UPDATE SKIP LOCKED");
        }
        let until: [Value; 2] = [now_ms.saturating_add(lease_ms).into(), token.into()];
        sql.push_with(
            ") UPDATE export_run SET due_at_ms = ?, lease_token = ?, attempts = attempts + 1 FROM due \
             WHERE export_run.tenant_id = due.tenant_id AND export_run.id = due.id RETURNING ",
            until,
        );
        let columns: Vec<String> =
            READ.split(',').map(|column| format!("export_run.{}", column.trim())).collect();
        sql.push(&columns.join(", ")).push(", export_run.tenant_id");
        let rows = sql.all(&tx).await?;
        let tenant = columns.len();
        let leases = rows
            .iter()
            .map(|row| Ok(ExportLease { tenant: TenantId(row.at(tenant)?), export: read(row)?, token }))
            .collect::<Result<Vec<_>, StoreError>>()?;
        tx.commit().await?;
        let mut opened = Vec::with_capacity(leases.len());
        for mut lease in leases {
            match self.open_export(lease.tenant, &mut lease.export).await {
                Ok(()) => opened.push(lease),
                // It stays leased for a while; the others must not wait for it.
                Err(StoreError::Sealed { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(opened)
    }

    /// Opens what [`read`] leaves sealed.
    async fn open_export(&self, tenant: TenantId, export: &mut Export) -> Result<(), StoreError> {
        let sealed = std::mem::take(&mut export.export.parameters_json);
        let id = export.export.id.to_string();
        export.export.parameters_json = self.vault.open(tenant, place(&id), sealed).await?;
        Ok(())
    }

    /// Gives an export back: to be tried again at `retry_at_ms`, or failed. `false` = the lease was lost.
    pub async fn fail_export(
        &self,
        lease: &ExportLease,
        message: &str,
        retry_at_ms: Option<i64>,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let message: String = message.chars().filter(|c| *c != '\0').take(ERROR_MAX).collect();
        let mut sql = Sql::with(
            self.backend(),
            "UPDATE export_run SET lease_token = NULL, error = ?",
            [message.into()],
        );
        match retry_at_ms {
            Some(retry_at_ms) => sql.push_with(", due_at_ms = ?", [retry_at_ms.into()]),
            None => sql.push_with(", state = 'failed', ended_at_ms = ?", [now_ms.into()]),
        };
        let key = [lease.tenant.0.into(), lease.export.export.id.into(), lease.token.into()];
        sql.push_with(" WHERE tenant_id = ? AND id = ? AND lease_token = ? AND state = 'queued'", key);
        Ok(sql.execute(&self.db.write).await? > 0)
    }

    /// How many exports of a tenant wait.
    pub async fn queued_exports(&self, tenant: TenantId) -> Result<u64, StoreError> {
        let text = "SELECT COUNT(*) FROM export_run WHERE tenant_id = ? AND state = 'queued'";
        let row = Sql::with(self.backend(), text, [tenant.0.into()]).one(&self.db.read).await?;
        row.map_or(Ok(0), |row| Ok(row.at::<i64>(0)?.unsigned_abs()))
    }

    /// One export.
    pub async fn get_export(&self, tenant: TenantId, id: Uuid) -> Result<Option<Export>, StoreError> {
        let text = format!("SELECT {READ} FROM export_run WHERE tenant_id = ? AND id = ?");
        let row = Sql::with(self.backend(), &text, [tenant.0.into(), id.into()]).one(&self.db.read).await?;
        let Some(row) = row else { return Ok(None) };
        let mut export = read(&row)?;
        self.open_export(tenant, &mut export).await?;
        Ok(Some(export))
    }

    /// Exports of a tenant, newest first.
    pub async fn list_exports(
        &self,
        tenant: TenantId,
        page: &PageRequest,
    ) -> Result<Page<Export>, StoreError> {
        let text = format!("SELECT {READ} FROM export_run WHERE tenant_id = ?");
        let mut sql = Sql::with(self.backend(), &text, [tenant.0.into()]);
        if let Some((at_ms, id)) = page.key::<(i64, Uuid)>()? {
            sql.push_with(" AND (created_at_ms, id) < (?, ?)", [at_ms.into(), id.into()]);
        }
        let limit = i64::try_from(page.fetch()).unwrap_or(i64::MAX);
        sql.push_with(" ORDER BY created_at_ms DESC, id DESC LIMIT ?", [limit.into()]);
        let mut rows = sql.all(&self.db.read).await?.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        for export in &mut rows {
            self.open_export(tenant, export).await?;
        }
        Ok(page.page(rows, |row| (row.export.created_at_ms, row.export.id)))
    }

    /// Deletes exports that ended before `before_ms`; gives how many.
    pub async fn purge_exports(&self, before_ms: i64) -> Result<u64, StoreError> {
        let text = "DELETE FROM export_run WHERE ended_at_ms < ?";
        Sql::with(self.backend(), text, [before_ms.into()]).execute(&self.db.write).await
    }
}

/// Marks exports as done.
pub(crate) async fn flush_exported(
    tx: &DatabaseTransaction,
    done: &[(TenantId, ExportMark, i64)],
) -> Result<(), StoreError> {
    for (tenant, mark, now_ms) in done {
        let text = "UPDATE export_run SET state = 'done', file_id = ?, ended_at_ms = ?, error = NULL, \
                    lease_token = NULL WHERE tenant_id = ? AND id = ? AND lease_token = ? AND state = 'queued'";
        let values =
            [mark.file.into(), (*now_ms).into(), tenant.0.into(), mark.export.into(), mark.token.into()];
        Sql::with(db::backend(tx), text, values).execute(tx).await?;
    }
    Ok(())
}

/// What people ask for may name somebody.
fn place(id: &str) -> Place<'_> {
    Place { table: "export_run", column: "parameters_json", row: id }
}

/// Reads an export; its parameters are still sealed.
fn read(row: &QueryResult) -> Result<Export, StoreError> {
    Ok(Export {
        export: NewExport {
            id: row.at(0)?,
            installation: InstallationId(row.at(1)?),
            plugin: row.at(2)?,
            name: row.at(3)?,
            parameters_json: row.at(4)?,
            language: row.at(5)?,
            asked_by: row.at(6)?,
            created_at_ms: row.at(7)?,
        },
        state: ExportState::read(&row.at::<String>(8)?)?,
        attempts: narrow(row.at(9)?, "attempts")?,
        error: row.at(10)?,
        file: row.at(11)?,
        ended_at_ms: row.at(12)?,
    })
}
