//! Tags of members.

use super::TagAction;
use super::TagChange;
use crate::db::{self, OnConflict, Sql, backend};
use crate::entities::member_tag;
use crate::{Store, StoreError};
use bodega_domain::ids::{MemberId, TenantId};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder};
use std::collections::BTreeMap;

impl Store {
    /// The tags of a member, sorted.
    pub async fn member_tags(&self, tenant: TenantId, member: MemberId) -> Result<Vec<String>, StoreError> {
        let rows = member_tag::Entity::find()
            .filter(member_tag::Column::TenantId.eq(tenant.0))
            .filter(member_tag::Column::MemberId.eq(member.0))
            .order_by_asc(member_tag::Column::Tag)
            .all(&self.db.read)
            .await?;
        Ok(rows.into_iter().map(|row| row.tag).collect())
    }

    /// Sets and takes tags, all or none.
    pub async fn change_member_tags(
        &self,
        tenant: TenantId,
        changes: &[TagChange],
    ) -> Result<(), StoreError> {
        let tx = self.db.begin().await?;
        write_tags(&tx, changes.iter().map(|change| (tenant, change))).await?;
        Ok(tx.commit().await?)
    }
}

/// Writes changes of tags; of several changes of one tag the last counts.
pub(crate) async fn write_tags<'a>(
    tx: &DatabaseTransaction,
    changes: impl Iterator<Item = (TenantId, &'a TagChange)>,
) -> Result<(), StoreError> {
    // Sorted, so that two writers cannot lock crosswise.
    let last: BTreeMap<_, TagAction> = changes
        .map(|(tenant, change)| ((tenant, change.member, change.tag.as_str()), change.action))
        .collect();
    let mut added = Vec::new();
    for ((tenant, member, tag), action) in last {
        match action {
            TagAction::Add => added.push(member_tag::Model {
                tenant_id: tenant.0,
                member_id: member.0,
                tag: tag.to_owned(),
            }),
            TagAction::Remove => {
                let text = "DELETE FROM member_tag WHERE tenant_id = ? AND member_id = ? AND tag = ?";
                let values = [tenant.0.into(), member.0.into(), tag.into()];
                Sql::with(backend(tx), text, values).execute(tx).await?;
            }
        }
    }
    db::insert::<member_tag::Entity>(tx, &added, OnConflict::Keep).await
}
