//! Pushing blobs: in one request, in two, or in chunks that can be resumed; and mounting from another repository.
//!
//! Each chunk is an object of its own, recorded with the upload's size in one compare-and-swap, so that any node takes
//! the next chunk and of two chunks for one offset one is refused.

use crate::name::Digest;
use crate::objects::part_path;
use crate::oci::error::{OciError, OciResult, answer, write_refused};
use crate::oci::route::read_digest;
use crate::oci::{CONTENT_DIGEST, Call, about_upload, access};
use crate::store::entities::{blob, upload};
use crate::store::{from_json, now_ms, to_json};
use crate::{RegistryError, Repository};
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use object_store::path::Path;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter};
use std::collections::HashMap;
use uuid::Uuid;

/// The largest blob: a package's largest layer is its component, and an archive of all layers is no larger.
pub(crate) const BLOB_BYTES_MAX: u64 = bodega_package::PACKAGE_BYTES_MAX as u64;
/// The most chunks of an upload; at 64 KiB each they make the largest blob.
const PARTS_MAX: usize = 1024;

/// `POST /v2/<name>/blobs/uploads/`: opens an upload, takes a whole blob (`digest`), or mounts one (`mount`, `from`).
pub(crate) async fn start(call: &Call<'_>, request: Request) -> OciResult {
    let query = parameters(request.uri())?;
    if let (Some(mount), Some(from)) = (query.get("mount"), query.get("from")) {
        let digest = read_digest(mount)?;
        if mount_from(call, &digest, from, request.headers()).await? {
            return created(call, &digest);
        }
    }
    if let Some(digest) = query.get("digest") {
        let digest = read_digest(digest)?;
        let body = request.into_body().into_data_stream();
        let objects = &call.registry.inner.objects;
        let written = objects.write_blob(&digest, body, BLOB_BYTES_MAX).await.map_err(write_refused)?;
        link(call.registry.db(), &call.repository, &digest, written.size).await?;
        return created(call, &digest);
    }
    let now = now_ms();
    let row = upload::Model {
        id: Uuid::now_v7().to_string(),
        repository: call.repository.to_string(),
        size: 0,
        parts_json: "[]".to_owned(),
        digest: None,
        created_at_ms: now,
        updated_at_ms: now,
    };
    let id = row.id.clone();
    row.into_active_model().insert(call.registry.db()).await?;
    about_upload(StatusCode::ACCEPTED, call, &id, 0)
}

/// `GET /v2/<name>/blobs/uploads/<id>`: how much has arrived, to go on after a broken connection.
pub(crate) async fn status(call: &Call<'_>, id: &str) -> OciResult {
    let upload = Upload::find(call, id).await?;
    about_upload(StatusCode::NO_CONTENT, call, id, upload.size)
}

/// `PATCH /v2/<name>/blobs/uploads/<id>`: the next chunk.
pub(crate) async fn append(call: &Call<'_>, id: &str, request: Request) -> OciResult {
    let mut upload = Upload::find(call, id).await?;
    upload.take_chunk(call, request).await?;
    about_upload(StatusCode::ACCEPTED, call, id, upload.size)
}

/// `PUT /v2/<name>/blobs/uploads/<id>?digest=`: the last chunk, or none, and what all of them are.
pub(crate) async fn finish(call: &Call<'_>, id: &str, request: Request) -> OciResult {
    let mut upload = Upload::find(call, id).await?;
    let query = parameters(request.uri())?;
    let missing = || OciError::digest_invalid("the upload ends with `?digest=sha256:<hex>`");
    let digest = read_digest(query.get("digest").ok_or_else(missing)?)?;
    upload.take_chunk(call, request).await?;
    let objects = &call.registry.inner.objects;
    let joined = match (&upload.parts[..], &upload.digest) {
        // The usual case: one chunk, hashed on its way in, needs no second writing.
        ([part], Some(known)) if *known == digest => {
            objects.become_blob(&Path::from(part.as_str()), &digest).await?;
            Ok(upload.size)
        }
        (parts, _) => {
            let parts: Vec<Path> = parts.iter().map(|part| Path::from(part.as_str())).collect();
            objects.join_blob(&digest, &parts, BLOB_BYTES_MAX).await.map(|written| written.size)
        }
    };
    if joined.is_ok() {
        link(call.registry.db(), &call.repository, &digest, upload.size).await?;
    }
    upload.drop_all(call).await?;
    joined.map_err(write_refused)?;
    created(call, &digest)
}

/// `DELETE /v2/<name>/blobs/uploads/<id>`
pub(crate) async fn cancel(call: &Call<'_>, id: &str) -> OciResult {
    Upload::find(call, id).await?.drop_all(call).await?;
    answer(StatusCode::NO_CONTENT, &[])
}

/// An upload under way.
struct Upload {
    id: String,
    size: u64,
    parts: Vec<String>,
    /// Of the bytes so far, where they came in one chunk.
    digest: Option<Digest>,
}

impl Upload {
    async fn find(call: &Call<'_>, id: &str) -> OciResult<Self> {
        let row = upload::Entity::find_by_id(id.to_owned()).one(call.registry.db()).await?;
        let row = row
            .filter(|row| row.repository == call.repository.as_str())
            .ok_or_else(OciError::upload_unknown)?;
        Ok(Upload {
            id: row.id,
            size: row.size.cast_unsigned(),
            parts: from_json(&row.parts_json, "parts of an upload")?,
            digest: row.digest.as_deref().and_then(Digest::parse),
        })
    }

    /// Stores a request's body behind what is there. A body that breaks off leaves the upload as it was.
    async fn take_chunk(&mut self, call: &Call<'_>, request: Request) -> OciResult<()> {
        let (head, body) = request.into_parts();
        let declared = self.check_range(call, &head.headers)?;
        if head.headers.get(header::CONTENT_LENGTH).is_some_and(|length| length.as_bytes() == b"0") {
            return Ok(());
        }
        if self.parts.len() >= PARTS_MAX {
            let message = format!("an upload has at most {PARTS_MAX} chunks; send larger ones");
            return Err(OciError::new(StatusCode::PAYLOAD_TOO_LARGE, "SIZE_INVALID", message));
        }
        let objects = &call.registry.inner.objects;
        let path = part_path(&self.id, self.size);
        let left = BLOB_BYTES_MAX - self.size;
        let written =
            objects.write_body(&path, body.into_data_stream(), left).await.map_err(write_refused)?;
        if declared.is_some_and(|length| length != written.size) {
            objects.remove(&[path]).await?;
            let message = format!("the chunk has {} bytes, its Content-Range says otherwise", written.size);
            return Err(OciError::new(StatusCode::BAD_REQUEST, "SIZE_INVALID", message));
        }
        if written.size == 0 {
            return Ok(objects.remove(&[path]).await?);
        }
        let digest = self.parts.is_empty().then_some(written.digest);
        let mut parts = self.parts.clone();
        parts.push(path.to_string());
        let size = self.size + written.size;
        use upload::Column;
        let recorded = upload::Entity::update_many()
            .col_expr(Column::Size, Expr::value(size.cast_signed()))
            .col_expr(Column::PartsJson, Expr::value(to_json(&parts)))
            .col_expr(Column::Digest, Expr::value(digest.as_ref().map(Digest::to_string)))
            .col_expr(Column::UpdatedAtMs, Expr::value(now_ms()))
            .filter(Column::Id.eq(self.id.as_str()).and(Column::Size.eq(self.size.cast_signed())))
            .exec(call.registry.db())
            .await?;
        if recorded.rows_affected == 0 {
            objects.remove(&[path]).await?;
            return Err(self.out_of_order(call));
        }
        (self.size, self.parts, self.digest) = (size, parts, digest);
        Ok(())
    }

    /// The length that `Content-Range` declares; chunks come in order, each right behind the one before.
    fn check_range(&self, call: &Call<'_>, headers: &HeaderMap) -> OciResult<Option<u64>> {
        let Some(range) = headers.get(header::CONTENT_RANGE) else { return Ok(None) };
        let text = range.to_str().ok().map(|text| text.strip_prefix("bytes ").unwrap_or(text));
        let text = text.map(|text| text.split_once('/').map_or(text, |(range, _)| range));
        let bounds = text.and_then(|text| text.split_once('-'));
        let bounds =
            bounds.and_then(|(first, last)| Some((first.parse::<u64>().ok()?, last.parse::<u64>().ok()?)));
        match bounds {
            Some((first, last)) if first == self.size && last >= first && last < BLOB_BYTES_MAX => {
                Ok(Some(last - first + 1))
            }
            _ => Err(self.out_of_order(call)),
        }
    }

    fn out_of_order(&self, call: &Call<'_>) -> OciError {
        let message =
            format!("the next chunk starts at byte {}; ask for the upload's status to go on", self.size);
        OciError::new(StatusCode::RANGE_NOT_SATISFIABLE, "BLOB_UPLOAD_INVALID", message)
            .with(header::LOCATION, &format!("/v2/{}/blobs/uploads/{}", call.repository, self.id))
            .with(header::RANGE, &format!("0-{}", self.size.saturating_sub(1)))
    }

    async fn drop_all(&self, call: &Call<'_>) -> OciResult<()> {
        upload::Entity::delete_by_id(self.id.clone()).exec(call.registry.db()).await?;
        let parts: Vec<Path> = self.parts.iter().map(|part| Path::from(part.as_str())).collect();
        Ok(call.registry.inner.objects.remove(&parts).await?)
    }
}

/// Shows a blob in a repository.
pub(crate) async fn link(
    db: &impl ConnectionTrait,
    repository: &Repository,
    digest: &Digest,
    size: u64,
) -> Result<(), RegistryError> {
    let row = blob::Model {
        repository: repository.to_string(),
        digest: digest.to_string(),
        size: size.cast_signed(),
        touched_at_ms: now_ms(),
    };
    let again = OnConflict::columns([blob::Column::Repository, blob::Column::Digest])
        .update_column(blob::Column::TouchedAtMs)
        .to_owned();
    blob::Entity::insert(row.into_active_model()).on_conflict(again).exec_without_returning(db).await?;
    Ok(())
}

/// Shows a blob of another repository here, where the caller may pull from there.
async fn mount_from(call: &Call<'_>, digest: &Digest, from: &str, headers: &HeaderMap) -> OciResult<bool> {
    let Some(from) = Repository::parse(from) else { return Ok(false) };
    let db = call.registry.db();
    let found = blob::Entity::find_by_id((from.to_string(), digest.to_string())).one(db).await?;
    let Some(found) = found else { return Ok(false) };
    if access::check(call.registry, headers, &from, "pull").await.is_err() {
        return Ok(false);
    }
    link(db, &call.repository, digest, found.size.cast_unsigned()).await?;
    Ok(true)
}

fn created(call: &Call<'_>, digest: &Digest) -> OciResult {
    let location = format!("/v2/{}/blobs/{digest}", call.repository);
    answer(StatusCode::CREATED, &[(header::LOCATION, &location), (CONTENT_DIGEST, digest.as_str())])
}

/// The query's parameters.
pub(crate) fn parameters(uri: &Uri) -> OciResult<HashMap<String, String>> {
    let parsed = axum::extract::Query::<HashMap<String, String>>::try_from_uri(uri);
    parsed
        .map(|axum::extract::Query(parameters)| parameters)
        .map_err(|_| OciError::new(StatusCode::BAD_REQUEST, "UNSUPPORTED", "the query is not readable"))
}
