//! Makes, changes and lists installations.

use super::Installation;
use crate::counters;
use crate::db::{self, OnConflict, Row, Sql, from_json, narrow, to_json};
use crate::entities::installation;
use crate::vault::{Place, TenantKeys};
use crate::{Store, StoreError};
use bodega_domain::digest::Digest;
use bodega_domain::ids::{InstallationId, TenantId};
use bodega_domain::pricing::Stage;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder};

impl Store {
    /// Makes or changes an installation's row alone; its snapshot stays. An installation that is switched on gets the events
    /// numbered from then on. See [`Self::change_installation`] for the whole of it.
    pub async fn put_installation(
        &self,
        tenant: TenantId,
        installation: &Installation,
    ) -> Result<(), StoreError> {
        let keys = self.vault.keys(tenant).await?;
        let tx = self.db.begin().await?;
        counters::bump(&tx, tenant, counters::INSTALLATIONS).await?;
        write(&tx, &keys, installation).await?;
        Ok(tx.commit().await?)
    }

    /// The installation of this id.
    pub async fn get_installation(
        &self,
        tenant: TenantId,
        id: InstallationId,
    ) -> Result<Option<Installation>, StoreError> {
        let found = installation::Entity::find_by_id((tenant.0, id.0)).one(&self.db.read).await?;
        match found {
            Some(row) => self.opened(row).await.map(Some),
            None => Ok(None),
        }
    }

    /// All installations of a tenant, by position, then id.
    pub async fn list_installations(&self, tenant: TenantId) -> Result<Vec<Installation>, StoreError> {
        let rows = installation::Entity::find()
            .filter(installation::Column::TenantId.eq(tenant.0))
            .order_by_asc(installation::Column::Position)
            .order_by_asc(installation::Column::Id)
            .all(&self.db.read)
            .await?;
        let mut installations = Vec::with_capacity(rows.len());
        for row in rows {
            installations.push(self.opened(row).await?);
        }
        Ok(installations)
    }

    async fn opened(&self, mut row: installation::Model) -> Result<Installation, StoreError> {
        let (tenant, id) = (TenantId(row.tenant_id), row.id.to_string());
        row.settings_json = self.vault.open(tenant, place(&id), row.settings_json).await?;
        Installation::try_from(row)
    }

    /// Components of all tenants' installations that are switched on, and of versions on trial, each once.
    pub async fn installed_components(&self) -> Result<Vec<Digest>, StoreError> {
        let text = "SELECT component FROM installation WHERE is_enabled UNION \
                    SELECT component FROM installation_candidate ORDER BY 1";
        let rows = Sql::new(self.backend(), text).all(&self.db.read).await?;
        rows.iter().map(|row| db::digest(row.at(0)?)).collect()
    }

    /// Counts up with each change of the tenant's installations, snapshots and collections, for caches.
    pub async fn installations_version(&self, tenant: TenantId) -> Result<i64, StoreError> {
        counters::value(&self.db.read, tenant, counters::INSTALLATIONS).await
    }
}

/// Settings hold secrets.
fn place(id: &str) -> Place<'_> {
    Place { table: "installation", column: "settings_json", row: id }
}

/// Writes an installation; its snapshot stays.
pub(super) async fn write(
    tx: &DatabaseTransaction,
    keys: &TenantKeys,
    installation: &Installation,
) -> Result<(), StoreError> {
    let change = OnConflict::Do(
        "(tenant_id, id) DO UPDATE SET plugin = excluded.plugin, version = excluded.version, \
         package = excluded.package, component = excluded.component, stage = excluded.stage, \
         position = excluded.position, is_enabled = excluded.is_enabled, cap_ppm = excluded.cap_ppm, \
         settings_json = excluded.settings_json, events_json = excluded.events_json, \
         permissions_json = excluded.permissions_json, status = excluded.status, \
         updated_at_ms = excluded.updated_at_ms",
    );
    db::insert::<installation::Entity>(tx, &[row_of(keys, installation)?], change).await
}

fn row_of(keys: &TenantKeys, installation: &Installation) -> Result<installation::Model, StoreError> {
    let id = installation.id.0.to_string();
    Ok(installation::Model {
        tenant_id: keys.tenant().0,
        id: installation.id.0,
        plugin: installation.plugin.clone(),
        version: installation.version.clone(),
        package: installation.package.as_str().to_owned(),
        component: installation.component.as_str().to_owned(),
        stage: installation.stage.map(|stage| stage_word(stage).to_owned()),
        position: installation.position.into(),
        is_enabled: installation.is_enabled,
        cap_ppm: installation.cap_ppm.map(i64::from),
        settings_json: keys.seal(place(&id), &installation.settings_json)?,
        events_json: to_json(&installation.events),
        permissions_json: installation.permissions_json.clone(),
        status: installation.status.clone(),
        snapshot: None,
        created_at_ms: installation.created_at_ms,
        updated_at_ms: installation.updated_at_ms,
    })
}

impl TryFrom<installation::Model> for Installation {
    type Error = StoreError;

    fn try_from(row: installation::Model) -> Result<Self, StoreError> {
        Ok(Installation {
            id: InstallationId(row.id),
            plugin: row.plugin,
            version: row.version,
            package: db::digest(row.package)?,
            component: db::digest(row.component)?,
            stage: row.stage.as_deref().map(read_stage).transpose()?,
            position: narrow(row.position, "position")?,
            is_enabled: row.is_enabled,
            cap_ppm: row.cap_ppm.map(|cap| narrow(cap, "cap")).transpose()?,
            settings_json: row.settings_json,
            events: from_json(&row.events_json, "event types")?,
            permissions_json: row.permissions_json,
            status: row.status,
            snapshot: row.snapshot.map(db::digest).transpose()?,
            created_at_ms: row.created_at_ms,
            updated_at_ms: row.updated_at_ms,
        })
    }
}

fn stage_word(stage: Stage) -> &'static str {
    match stage {
        Stage::Line => "line",
        Stage::Order => "order",
        Stage::Redemption => "redemption",
        Stage::Rounding => "rounding",
    }
}

fn read_stage(word: &str) -> Result<Stage, StoreError> {
    [Stage::Line, Stage::Order, Stage::Redemption, Stage::Rounding]
        .into_iter()
        .find(|stage| stage_word(*stage) == word)
        .ok_or_else(|| StoreError::damaged("stage", word))
}
