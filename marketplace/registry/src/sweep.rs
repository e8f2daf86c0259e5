//! Clears away what nobody finished or refers to: uploads that stand still, blobs that no manifest names.

use crate::store::entities::{blob, reference, upload};
use crate::store::now_ms;
use crate::{Digest, Registry, RegistryError};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use std::time::Duration;

/// An upload without a new chunk for so long is abandoned: a day outlasts any line that comes back.
pub const UPLOAD_IDLE_MAX: Duration = Duration::from_secs(24 * 60 * 60);
/// A blob that no manifest names yet is kept so long: a push sends the manifest last.
const BLOB_UNNAMED_MAX: Duration = Duration::from_secs(48 * 60 * 60);
/// How often to sweep: hourly is often against a day.
pub const SWEEP_EVERY: Duration = Duration::from_secs(60 * 60);
/// Rows looked at in one go.
const BATCH: u64 = 200;

/// What a sweep removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Uploads that stood still.
    pub uploads: u64,
    /// Chunks that belong to no upload.
    pub parts: u64,
    /// Blobs that no manifest of their repository names.
    pub links: u64,
    /// Blobs that no repository shows.
    pub blobs: u64,
}

impl Registry {
    /// Removes what was abandoned before now.
    ///
    /// # Errors
    /// Where the database or the object store fails; what was removed so far stays removed.
    pub async fn sweep(&self) -> Result<Swept, RegistryError> {
        self.sweep_at(now_ms()).await
    }

    /// [`Self::sweep`] as of another time.
    ///
    /// # Errors
    /// As [`Self::sweep`].
    pub async fn sweep_at(&self, now_ms: i64) -> Result<Swept, RegistryError> {
        let before = |age: Duration| now_ms - i64::try_from(age.as_millis()).unwrap_or(i64::MAX);
        let mut swept = Swept::default();
        self.sweep_uploads(before(UPLOAD_IDLE_MAX), &mut swept).await?;
        self.sweep_blobs(before(BLOB_UNNAMED_MAX), &mut swept).await?;
        Ok(swept)
    }

    async fn sweep_uploads(&self, cutoff_ms: i64, swept: &mut Swept) -> Result<(), RegistryError> {
        let db = self.db();
        let ended =
            upload::Entity::delete_many().filter(upload::Column::UpdatedAtMs.lt(cutoff_ms)).exec(db).await?;
        swept.uploads = ended.rows_affected;
        for part in self.inner.objects.parts_older_than(cutoff_ms).await? {
            // The second segment is the upload's id; an old chunk of an upload that goes on stays.
            let id = part.parts().nth(1).map(|id| id.as_ref().to_owned()).unwrap_or_default();
            if upload::Entity::find_by_id(id).count(db).await? == 0 {
                self.inner.objects.remove(&[part]).await?;
                swept.parts += 1;
            }
        }
        Ok(())
    }

    async fn sweep_blobs(&self, cutoff_ms: i64, swept: &mut Swept) -> Result<(), RegistryError> {
        let db = self.db();
        let named = Query::select()
            .expr(Expr::val(1))
            .from(reference::Entity)
            .and_where(
                Expr::col((reference::Entity, reference::Column::Repository))
                    .equals((blob::Entity, blob::Column::Repository)),
            )
            .and_where(
                Expr::col((reference::Entity, reference::Column::Digest))
                    .equals((blob::Entity, blob::Column::Digest)),
            )
            .to_owned();
        let unnamed = || blob::Column::TouchedAtMs.lt(cutoff_ms).and(Expr::not_exists(named.clone()));
        loop {
            let rows = blob::Entity::find()
                .filter(unnamed())
                .order_by_asc(blob::Column::Digest)
                .limit(BATCH)
                .all(db)
                .await?;
            for row in &rows {
                // The condition once more: a manifest may have come to name it meanwhile.
                let gone = blob::Entity::delete_many()
                    .filter(
                        blob::Column::Repository
                            .eq(row.repository.as_str())
                            .and(blob::Column::Digest.eq(row.digest.as_str())),
                    )
                    .filter(unnamed())
                    .exec(db)
                    .await?;
                swept.links += gone.rows_affected;
                let shown = blob::Entity::find()
                    .filter(blob::Column::Digest.eq(row.digest.as_str()))
                    .count(db)
                    .await?;
                let digest = Digest::parse(&row.digest)
                    .ok_or_else(|| RegistryError::damaged("digest", &row.digest))?;
                if shown == 0 && self.inner.objects.remove_blob_older_than(&digest, cutoff_ms).await? {
                    swept.blobs += 1;
                }
            }
            if (rows.len() as u64) < BATCH {
                return Ok(());
            }
        }
    }
}
