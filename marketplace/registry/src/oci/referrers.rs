//! `GET /v2/<name>/referrers/<digest>`: the manifests whose subject this is.

use crate::name::Digest;
use crate::oci::Call;
use crate::oci::error::OciResult;
use crate::oci::uploads::parameters;
use crate::store::entities::manifest;
use crate::store::from_json;
use axum::http::{HeaderName, HeaderValue, Uri, header};
use axum::response::{IntoResponse, Response};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::{Value, json};

const INDEX_MEDIA_TYPE: &str = "application/vnd.oci.image.index.v1+json";
const FILTERS_APPLIED: HeaderName = HeaderName::from_static("oci-filters-applied");
/// The most referrers told; the specification knows pages, but nobody hangs so many things on a package.
const REFERRERS_MAX: u64 = 500;

/// An image index of descriptors; empty where there are none, never 404.
pub(crate) async fn list(call: &Call<'_>, subject: &Digest, uri: &Uri) -> OciResult {
    use manifest::Column;
    let query = parameters(uri)?;
    let mut select = manifest::Entity::find()
        .filter(Column::Repository.eq(call.repository.as_str()))
        .filter(Column::Subject.eq(subject.as_str()));
    let filter = query.get("artifactType");
    if let Some(artifact_type) = filter {
        select = select.filter(Column::ArtifactType.eq(artifact_type.as_str()));
    }
    let order = select.order_by_asc(Column::CreatedAtMs).order_by_asc(Column::Digest).limit(REFERRERS_MAX);
    let rows = order.all(call.registry.db()).await?;
    let descriptors: Result<Vec<Value>, _> = rows.iter().map(descriptor).collect();
    let index = json!({ "schemaVersion": 2, "mediaType": INDEX_MEDIA_TYPE, "manifests": descriptors? });
    let mut response: Response = index.to_string().into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(INDEX_MEDIA_TYPE));
    if filter.is_some() {
        response.headers_mut().insert(FILTERS_APPLIED, HeaderValue::from_static("artifactType"));
    }
    Ok(response)
}

fn descriptor(row: &manifest::Model) -> Result<Value, crate::RegistryError> {
    let annotations: Value = from_json(&row.annotations_json, "annotations of a manifest")?;
    let mut descriptor = json!({ "mediaType": row.media_type, "digest": row.digest, "size": row.size });
    if let Some(artifact_type) = &row.artifact_type {
        descriptor["artifactType"] = json!(artifact_type);
    }
    if annotations.as_object().is_some_and(|annotations| !annotations.is_empty()) {
        descriptor["annotations"] = annotations;
    }
    Ok(descriptor)
}
