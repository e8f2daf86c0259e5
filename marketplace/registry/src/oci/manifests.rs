//! `GET`, `HEAD`, `PUT` and `DELETE` of manifests. A package that is put under a version's tag is a release; such tags
//! never move once the release is out.

mod shape;

use crate::name::Digest;
use crate::oci::error::{OciError, OciResult, answer};
use crate::oci::route::Reference;
use crate::oci::{CONTENT_DIGEST, Call};
use crate::release::{self, ReleaseError, Status};
use crate::store::entities::{blob, manifest, reference, tag, version};
use crate::store::{now_ms, to_json};
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderName, StatusCode, header};
use bodega_package::is_semver;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QuerySelect,
    TryInsertResult,
};
use shape::Shape;

/// The largest manifest: what the specification asks of registries at least.
const MANIFEST_BYTES_MAX: usize = 4 << 20;
const SUBJECT: HeaderName = HeaderName::from_static("oci-subject");

/// What a stored manifest names.
pub(crate) fn read_shape(bytes: &[u8], media_type: &str) -> Result<Vec<(Digest, u64)>, crate::RegistryError> {
    let shape = Shape::read(bytes, Some(media_type));
    shape.map(|shape| shape.descriptors).map_err(|error| crate::RegistryError::Damaged(error.to_string()))
}

/// `GET /v2/<name>/manifests/<reference>`
pub(crate) async fn get(call: &Call<'_>, reference: &Reference) -> OciResult {
    let row = find(call, reference).await?;
    let mut response = headers_of(&row)?;
    *response.body_mut() = Body::from(row.bytes);
    Ok(response)
}

/// `HEAD /v2/<name>/manifests/<reference>`
pub(crate) async fn head(call: &Call<'_>, reference: &Reference) -> OciResult {
    headers_of(&find(call, reference).await?)
}

fn headers_of(row: &manifest::Model) -> OciResult {
    let headers = [
        (header::CONTENT_TYPE, row.media_type.as_str()),
        (header::CONTENT_LENGTH, &row.size.to_string()),
        (header::ETAG, &format!("\"{}\"", row.digest)),
        (CONTENT_DIGEST, &row.digest),
    ];
    answer(StatusCode::OK, &headers)
}

async fn find(call: &Call<'_>, reference: &Reference) -> OciResult<manifest::Model> {
    let db = call.registry.db();
    let repository = call.repository.to_string();
    let (digest, tags) = match reference {
        Reference::Tag(name) => {
            let row = tag::Entity::find_by_id((repository.clone(), name.clone())).one(db).await?;
            (row.ok_or_else(OciError::manifest_unknown)?.digest, vec![name.clone()])
        }
        Reference::Digest(digest) => {
            let by_digest =
                tag::Column::Repository.eq(repository.as_str()).and(tag::Column::Digest.eq(digest.as_str()));
            let rows = tag::Entity::find().filter(by_digest).all(db).await?;
            (digest.to_string(), rows.into_iter().map(|row| row.name).collect())
        }
    };
    if let Some(hidden) = hidden_tags(call).await?
        && !tags.is_empty()
        && tags.iter().all(|tag| hidden.contains(tag))
    {
        return Err(refused_tag(call, &tags).await?);
    }
    let row = manifest::Entity::find_by_id((repository, digest)).one(db).await?;
    row.ok_or_else(OciError::manifest_unknown)
}

/// Tags of releases that this caller does not get; `None` = the caller gets all.
pub(crate) async fn hidden_tags(call: &Call<'_>) -> OciResult<Option<Vec<String>>> {
    if call.sees_unreleased() {
        return Ok(None);
    }
    use version::Column;
    let hidden = version::Entity::find()
        .select_only()
        .column(Column::Version)
        .filter(Column::Package.eq(call.repository.package()))
        .filter(Column::Status.is_not_in([Status::Released.as_str(), Status::Yanked.as_str()]));
    Ok(Some(hidden.into_tuple().all(call.registry.db()).await?))
}

/// A killed release says so; others are not known yet.
async fn refused_tag(call: &Call<'_>, tags: &[String]) -> OciResult<OciError> {
    use version::Column;
    let killed = version::Entity::find()
        .filter(Column::Package.eq(call.repository.package()).and(Column::Version.is_in(tags)))
        .filter(Column::Status.eq(Status::Killed.as_str()))
        .one(call.registry.db())
        .await?;
    Ok(match killed {
        Some(row) => OciError::denied(format!(
            "{} {} was withdrawn and must not run: {}",
            row.package,
            row.version,
            row.reason.unwrap_or_default()
        )),
        None => OciError::manifest_unknown(),
    })
}

/// `PUT /v2/<name>/manifests/<reference>`
pub(crate) async fn put(call: &Call<'_>, reference: &Reference, request: Request) -> OciResult {
    let (head, body) = request.into_parts();
    let too_large = |_| {
        let message = format!("a manifest has at most {MANIFEST_BYTES_MAX} bytes");
        OciError::new(StatusCode::PAYLOAD_TOO_LARGE, "MANIFEST_INVALID", message)
    };
    let bytes = to_bytes(body, MANIFEST_BYTES_MAX).await.map_err(too_large)?;
    let content_type = head.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let (digest, subject) = put_bytes(call, reference, &bytes, content_type).await?;
    let location = format!("/v2/{}/manifests/{digest}", call.repository);
    let mut headers = vec![(header::LOCATION, location.as_str()), (CONTENT_DIGEST, digest.as_str())];
    if let Some(subject) = &subject {
        headers.push((SUBJECT, subject.as_str()));
    }
    answer(StatusCode::CREATED, &headers)
}

/// As [`put`] under a tag, for a host beside the registry.
pub(crate) async fn put_manifest(call: &Call<'_>, tag: &str, bytes: Vec<u8>) -> OciResult<()> {
    put_bytes(call, &Reference::Tag(tag.to_owned()), &bytes, None).await.map(|_| ())
}

/// Checks and stores a manifest; its digest and its subject's.
async fn put_bytes(
    call: &Call<'_>,
    reference: &Reference,
    bytes: &[u8],
    content_type: Option<&str>,
) -> OciResult<(Digest, Option<Digest>)> {
    let shape = Shape::read(bytes, content_type)?;
    let digest = Digest::of(bytes);
    if let Reference::Digest(wanted) = reference
        && *wanted != digest
    {
        return Err(OciError::digest_invalid(format!("the manifest has the digest {digest}")));
    }
    let release = match reference {
        Reference::Tag(tag) if call.repository.holds_releases() && shape.is_package() => Some(
            release::read(call, tag, bytes, &digest, &shape.descriptors).await.map_err(release_refused)?,
        ),
        _ => None,
    };

    let tx = call.registry.inner.db.begin().await?;
    require_references(call, &tx, &shape).await?;
    store(call, &tx, &shape, bytes, &digest).await?;
    // First: it makes pushes of a package take turns, so that the tag below moves by what is true now.
    if let Some(release) = release {
        release::submit(&tx, release).await.map_err(release_refused)?;
    }
    if let Reference::Tag(name) = reference {
        require_movable(call, &tx, name, &digest, &shape).await?;
        let row = tag::Model {
            repository: call.repository.to_string(),
            name: name.clone(),
            digest: digest.to_string(),
            updated_at_ms: now_ms(),
        };
        let moved = OnConflict::columns([tag::Column::Repository, tag::Column::Name])
            .update_columns([tag::Column::Digest, tag::Column::UpdatedAtMs])
            .to_owned();
        tag::Entity::insert(row.into_active_model()).on_conflict(moved).exec_without_returning(&tx).await?;
    }
    tx.commit().await?;
    call.registry.inner.wake.notify_one();
    Ok((digest, shape.subject))
}

fn release_refused(error: ReleaseError) -> OciError {
    match error {
        ReleaseError::Refused(message) => OciError::manifest_invalid(message),
        ReleaseError::Denied(message) => OciError::denied(message),
        ReleaseError::Failed(error) => error.into(),
    }
}

/// Everything the manifest names is in this repository, in the size it says. Touching the rows keeps the sweep away.
async fn require_references(call: &Call<'_>, tx: &DatabaseTransaction, shape: &Shape) -> OciResult<()> {
    let unknown = |digest: &Digest| {
        let message = format!("the manifest names {digest}, which is not in this repository; push it first");
        OciError::new(StatusCode::BAD_REQUEST, "MANIFEST_BLOB_UNKNOWN", message)
    };
    let wrong_size = |digest: &Digest| OciError::manifest_invalid(format!("{digest} has another size"));
    for (digest, size) in &shape.descriptors {
        if shape.is_index {
            let key = (call.repository.to_string(), digest.to_string());
            let row = manifest::Entity::find_by_id(key).one(tx).await?.ok_or_else(|| unknown(digest))?;
            if row.size.cast_unsigned() != *size {
                return Err(wrong_size(digest));
            }
            continue;
        }
        use blob::Column;
        let here = Column::Repository.eq(call.repository.as_str()).and(Column::Digest.eq(digest.as_str()));
        let touched = blob::Entity::update_many()
            .col_expr(Column::TouchedAtMs, Expr::value(now_ms()))
            .filter(here.clone())
            .exec(tx)
            .await?;
        if touched.rows_affected == 0 {
            return Err(unknown(digest));
        }
        let right = here.and(Column::Size.eq(size.cast_signed()));
        if blob::Entity::find().filter(right).count(tx).await? == 0 {
            return Err(wrong_size(digest));
        }
    }
    Ok(())
}

async fn store(
    call: &Call<'_>,
    tx: &DatabaseTransaction,
    shape: &Shape,
    bytes: &[u8],
    digest: &Digest,
) -> OciResult<()> {
    let row = manifest::Model {
        repository: call.repository.to_string(),
        digest: digest.to_string(),
        media_type: shape.media_type.clone(),
        artifact_type: shape.artifact_type.clone(),
        subject: shape.subject.as_ref().map(Digest::to_string),
        annotations_json: to_json(&shape.annotations),
        size: bytes.len() as i64,
        bytes: bytes.to_vec(),
        created_at_ms: now_ms(),
    };
    let stored = manifest::Entity::insert(row.into_active_model()).on_conflict_do_nothing().exec(tx).await?;
    if !matches!(stored, TryInsertResult::Inserted(_)) {
        return Ok(());
    }
    let mut named: Vec<&Digest> = shape.descriptors.iter().map(|(digest, _)| digest).collect();
    named.sort();
    named.dedup();
    let rows = named.into_iter().map(|named| reference::Model {
        repository: call.repository.to_string(),
        manifest: digest.to_string(),
        digest: named.to_string(),
    });
    let rows: Vec<_> = rows.map(IntoActiveModel::into_active_model).collect();
    if !rows.is_empty() {
        reference::Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// A tag of a version that is out stays where it is; a component's tag may still be added, for its very component.
async fn require_movable(
    call: &Call<'_>,
    tx: &DatabaseTransaction,
    name: &str,
    digest: &Digest,
    shape: &Shape,
) -> OciResult<()> {
    if !is_semver(name) {
        return Ok(());
    }
    let row = version::Entity::find_by_id((call.repository.package(), name.to_owned())).one(tx).await?;
    let Some(row) = row else { return Ok(()) };
    if !release::status_of(&row)?.is_decided() {
        return Ok(());
    }
    let current = tag::Entity::find_by_id((call.repository.to_string(), name.to_owned())).one(tx).await?;
    let fits = match current {
        Some(current) => current.digest == digest.as_str(),
        None => shape.descriptors.iter().any(|(layer, _)| layer.as_str() == row.component),
    };
    if fits {
        return Ok(());
    }
    let message = format!("{} {name} is released and never changes; release a greater version", row.package);
    Err(OciError::new(StatusCode::CONFLICT, "DENIED", message))
}

/// `DELETE /v2/<name>/manifests/<reference>`: a tag, or a manifest that no tag and no index names.
pub(crate) async fn delete(call: &Call<'_>, reference: &Reference) -> OciResult {
    let tx = call.registry.inner.db.begin().await?;
    let repository = call.repository.to_string();
    match reference {
        Reference::Tag(name) => {
            let row = version::Entity::find_by_id((call.repository.package(), name.clone())).one(&tx).await?;
            if row.is_some() {
                return Err(OciError::denied("the tag of a release stays; yank the version instead"));
            }
            let gone = tag::Entity::delete_by_id((repository, name.clone())).exec(&tx).await?;
            if gone.rows_affected == 0 {
                return Err(OciError::manifest_unknown());
            }
        }
        Reference::Digest(digest) => {
            let tagged =
                tag::Column::Repository.eq(repository.as_str()).and(tag::Column::Digest.eq(digest.as_str()));
            if tag::Entity::find().filter(tagged).count(&tx).await? > 0 {
                return Err(OciError::denied("a tag names this manifest; delete the tag first"));
            }
            let listed = reference::Column::Repository
                .eq(repository.as_str())
                .and(reference::Column::Digest.eq(digest.as_str()));
            if reference::Entity::find().filter(listed).count(&tx).await? > 0 {
                return Err(OciError::denied("an index names this manifest; delete the index first"));
            }
            let gone = manifest::Entity::delete_by_id((repository, digest.to_string())).exec(&tx).await?;
            if gone.rows_affected == 0 {
                return Err(OciError::manifest_unknown());
            }
        }
    }
    tx.commit().await?;
    answer(StatusCode::ACCEPTED, &[])
}
