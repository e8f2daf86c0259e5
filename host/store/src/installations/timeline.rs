//! What happened to each installation, for people. Kept after it is gone.

use crate::counters;
use crate::db::{self, OnConflict, Row, Sql};
use crate::{Page, PageRequest, Store, StoreError};
use bodega_domain::ids::{InstallationId, TenantId};
use sea_orm::DatabaseTransaction;

/// Something that happened to an installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimelineEntry {
    /// Counts up from 1 an installation. Set by the store; ignored in `record_timeline`.
    pub seq: i64,
    /// When.
    pub at_ms: i64,
    /// What, a word of `app`'s.
    pub kind: String,
    /// Who did it: a person, or the host.
    pub actor: String,
    /// More, as JSON.
    pub details_json: String,
}

impl Store {
    /// Writes an entry down; gives its number.
    pub async fn record_timeline(
        &self,
        tenant: TenantId,
        id: InstallationId,
        entry: &TimelineEntry,
    ) -> Result<i64, StoreError> {
        let tx = self.db.begin().await?;
        let seq = write(&tx, tenant, id, entry).await?;
        tx.commit().await?;
        Ok(seq)
    }

    /// The entries of an installation, newest first.
    pub async fn list_timeline(
        &self,
        tenant: TenantId,
        id: InstallationId,
        page: &PageRequest,
    ) -> Result<Page<TimelineEntry>, StoreError> {
        let text = "SELECT seq, at_ms, kind, actor, details_json FROM installation_event \
                    WHERE tenant_id = ? AND installation_id = ?";
        let mut sql = Sql::with(self.backend(), text, [tenant.0.into(), id.0.into()]);
        if let Some(seq) = page.key::<i64>()? {
            sql.push_with(" AND seq < ?", [seq.into()]);
        }
        let limit = i64::try_from(page.fetch()).unwrap_or(i64::MAX);
        sql.push_with(" ORDER BY seq DESC LIMIT ?", [limit.into()]);
        let rows = sql.all(&self.db.read).await?;
        let entries = rows.iter().map(|row| {
            Ok(TimelineEntry {
                seq: row.at(0)?,
                at_ms: row.at(1)?,
                kind: row.at(2)?,
                actor: row.at(3)?,
                details_json: row.at(4)?,
            })
        });
        Ok(page.page(entries.collect::<Result<Vec<_>, StoreError>>()?, |entry| entry.seq))
    }
}

/// Writes an entry down in the transaction of what it tells of, after its other locks.
pub(super) async fn write(
    tx: &DatabaseTransaction,
    tenant: TenantId,
    id: InstallationId,
    entry: &TimelineEntry,
) -> Result<i64, StoreError> {
    // Its lock makes writers of a tenant take turns, so that the next number is nobody else's.
    counters::bump(tx, tenant, counters::TIMELINE).await?;
    let text = "SELECT COALESCE(MAX(seq), 0) + 1 FROM installation_event \
                WHERE tenant_id = ? AND installation_id = ?";
    let row = Sql::with(db::backend(tx), text, [tenant.0.into(), id.0.into()]).one(tx).await?;
    let seq: i64 = row.map_or(Ok(1), |row| row.at(0))?;
    let columns = ["tenant_id", "installation_id", "seq", "at_ms", "kind", "actor", "details_json"];
    let row = vec![
        tenant.0.into(),
        id.0.into(),
        seq.into(),
        entry.at_ms.into(),
        entry.kind.as_str().into(),
        entry.actor.as_str().into(),
        entry.details_json.as_str().into(),
    ];
    db::insert_rows(tx, "installation_event", &columns, &[row], OnConflict::Fail).await?;
    Ok(seq)
}
