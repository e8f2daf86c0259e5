//! An installation becomes another: version, settings, plan, snapshot, collections and timeline change together.

use super::{Installation, Plan, Snapshot, TimelineEntry, manage, migration, plans, snapshots, timeline};
use crate::collections::{Collection, DeclareError, Reindex, write_declarations};
use crate::counters;
use crate::db::{self, Row, Sql};
use crate::vault::TenantKeys;
use crate::{Store, StoreError};
use bodega_domain::digest::Digest;
use bodega_domain::ids::TenantId;
use sea_orm::DatabaseTransaction;

/// What an installation becomes.
#[derive(Clone, Copy, Debug)]
pub struct Change<'a> {
    /// The package that must be in use, `None` = it must not be there: of two that change at once the second does nothing,
    /// and what was uninstalled meanwhile stays away.
    pub from: Option<&'a Digest>,
    /// The installation as it is from now on.
    pub to: &'a Installation,
    /// Its plan.
    pub plan: &'a Plan,
    /// Its snapshot; `None` = it has none.
    pub snapshot: Option<&'a Snapshot>,
    /// All its collections; the caller checked that the documents fit.
    pub collections: &'a [Collection],
    /// What is written down of it.
    pub entry: &'a TimelineEntry,
}

impl Store {
    /// Makes or changes an installation whole, and ends the trial of a version that takes over. `false` = another package is
    /// in use than the caller knew, the installation is gone, or the plugin is installed under another id; nothing happened.
    pub async fn change_installation(
        &self,
        tenant: TenantId,
        change: Change<'_>,
    ) -> Result<bool, DeclareError> {
        self.check_declarations(change.collections)?;
        let keys = self.vault.keys(tenant).await?;
        let tx = self.db.begin().await?;
        // Its lock makes those who change the tenant's installations take turns.
        counters::bump(&tx, tenant, counters::INSTALLATIONS).await?;
        if !write(&tx, &keys, change, Reindex::WhereIndexesChanged).await? {
            return Ok(false);
        }
        tx.commit().await.map_err(StoreError::from)?;
        Ok(true)
    }
}

pub(super) async fn write(
    tx: &DatabaseTransaction,
    keys: &TenantKeys,
    change: Change<'_>,
    again: Reindex<'_>,
) -> Result<bool, StoreError> {
    let tenant = keys.tenant();
    let Change { from, to, plan, snapshot, collections, entry } = change;
    let text = "SELECT id, package FROM installation WHERE tenant_id = ? AND (id = ? OR plugin = ?)";
    let values = [tenant.0.into(), to.id.0.into(), to.plugin.as_str().into()];
    let found = Sql::with(db::backend(tx), text, values).all(tx).await?;
    let mut in_use: Option<String> = None;
    for row in &found {
        if row.at::<uuid::Uuid>(0)? != to.id.0 {
            return Ok(false);
        }
        in_use = Some(row.at(1)?);
    }
    if in_use.as_deref() != from.map(Digest::as_str) {
        return Ok(false);
    }
    if from != Some(&to.package) {
        // What a migration was for is no more.
        migration::delete(tx, tenant, to.id).await?;
    }
    manage::write(tx, keys, to).await?;
    plans::write(tx, keys, to.id, plan).await?;
    let text =
        "DELETE FROM installation_candidate WHERE tenant_id = ? AND installation_id = ? AND package = ?";
    let values = [tenant.0.into(), to.id.0.into(), to.package.as_str().into()];
    Sql::with(db::backend(tx), text, values).execute(tx).await?;
    if let Some(snapshot) = snapshot {
        snapshots::write(tx, tenant, to.id, snapshot).await?;
    }
    let digest = snapshot.map(|snapshot| snapshot.digest.as_str().to_owned());
    let text = "UPDATE installation SET snapshot = ? WHERE tenant_id = ? AND id = ?";
    Sql::with(db::backend(tx), text, [digest.into(), tenant.0.into(), to.id.0.into()]).execute(tx).await?;
    write_declarations(tx, keys, &to.plugin, collections, again).await?;
    timeline::write(tx, tenant, to.id, entry).await?;
    Ok(true)
}
