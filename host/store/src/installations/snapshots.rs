//! Stores snapshots and says which one is in use.

use super::Snapshot;
use crate::counters;
use crate::db::{self, OnConflict, Sql};
use crate::entities::{installation, snapshot};
use crate::{Store, StoreError};
use bodega_domain::digest::Digest;
use bodega_domain::ids::{InstallationId, TenantId};
use sea_orm::{DatabaseTransaction, EntityTrait};

impl Store {
    /// Stores a snapshot and makes it the one in use.
    pub async fn put_snapshot(
        &self,
        tenant: TenantId,
        installation: InstallationId,
        snapshot: &Snapshot,
    ) -> Result<(), StoreError> {
        let tx = self.db.begin().await?;
        counters::bump(&tx, tenant, counters::INSTALLATIONS).await?;
        write(&tx, tenant, installation, snapshot).await?;
        let text = "UPDATE installation SET snapshot = ?, updated_at_ms = ? WHERE tenant_id = ? AND id = ?";
        let values = [
            snapshot.digest.as_str().into(),
            snapshot.created_at_ms.into(),
            tenant.0.into(),
            installation.0.into(),
        ];
        if Sql::with(self.backend(), text, values).execute(&tx).await? == 0 {
            return Err(StoreError::Refused("the installation is not there".to_owned()));
        }
        Ok(tx.commit().await?)
    }

    /// The snapshot in use.
    pub async fn current_snapshot(
        &self,
        tenant: TenantId,
        installation: InstallationId,
    ) -> Result<Option<Snapshot>, StoreError> {
        let found = installation::Entity::find_by_id((tenant.0, installation.0)).one(&self.db.read).await?;
        match found.and_then(|row| row.snapshot) {
            Some(digest) => self.get_snapshot(tenant, installation, &db::digest(digest)?).await,
            None => Ok(None),
        }
    }

    /// Any snapshot the installation ever used.
    pub async fn get_snapshot(
        &self,
        tenant: TenantId,
        installation: InstallationId,
        digest: &Digest,
    ) -> Result<Option<Snapshot>, StoreError> {
        let key = (tenant.0, installation.0, digest.as_str().to_owned());
        let found = snapshot::Entity::find_by_id(key).one(&self.db.read).await?;
        found
            .map(|row| {
                Ok(Snapshot {
                    digest: db::digest(row.digest)?,
                    bytes: row.bytes,
                    keys_json: row.keys_json,
                    legends_json: row.legends_json,
                    created_at_ms: row.created_at_ms,
                })
            })
            .transpose()
    }
}

/// Stores a snapshot; which one is in use stays.
pub(super) async fn write(
    tx: &DatabaseTransaction,
    tenant: TenantId,
    installation: InstallationId,
    snapshot: &Snapshot,
) -> Result<(), StoreError> {
    let row = snapshot::Model {
        tenant_id: tenant.0,
        installation_id: installation.0,
        digest: snapshot.digest.as_str().to_owned(),
        bytes: snapshot.bytes.clone(),
        keys_json: snapshot.keys_json.clone(),
        legends_json: snapshot.legends_json.clone(),
        created_at_ms: snapshot.created_at_ms,
    };
    // The same bytes may come with other keys or legends after an upgrade: the latest are the ones in use.
    let change = OnConflict::Do(
        "(tenant_id, installation_id, digest) DO UPDATE SET keys_json = excluded.keys_json, \
         legends_json = excluded.legends_json",
    );
    db::insert::<snapshot::Entity>(tx, &[row], change).await
}
