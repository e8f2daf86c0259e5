//! `GET /v2/<name>/tags/list`, in pages of `n` after `last`.

use crate::oci::error::{OciError, OciResult};
use crate::oci::uploads::parameters;
use crate::oci::{Call, manifests};
use crate::store::entities::{manifest, tag};
use axum::Json;
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::IntoResponse;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::json;

/// The most tags of one page.
const TAGS_MAX: u64 = 1000;

/// Tags in order of bytes; releases that are not out are seen by their publisher only.
pub(crate) async fn list(call: &Call<'_>, uri: &Uri) -> OciResult {
    let query = parameters(uri)?;
    let db = call.registry.db();
    let repository = call.repository.as_str();
    let unreadable = || OciError::new(StatusCode::BAD_REQUEST, "UNSUPPORTED", "`n` is a number");
    let wanted = match query.get("n") {
        Some(text) => text.parse::<u64>().map_err(|_| unreadable())?.min(TAGS_MAX),
        None => TAGS_MAX,
    };
    if manifest::Entity::find().filter(manifest::Column::Repository.eq(repository)).count(db).await? == 0 {
        return Err(OciError::name_unknown());
    }
    let mut select = tag::Entity::find().filter(tag::Column::Repository.eq(repository));
    if let Some(last) = query.get("last") {
        select = select.filter(tag::Column::Name.gt(last.as_str()));
    }
    if let Some(hidden) = manifests::hidden_tags(call).await?.filter(|hidden| !hidden.is_empty()) {
        select = select.filter(tag::Column::Name.is_not_in(hidden));
    }
    let mut tags: Vec<String> = Vec::new();
    if wanted > 0 {
        let rows = select.order_by_asc(tag::Column::Name).limit(wanted + 1).all(db).await?;
        tags.extend(rows.into_iter().map(|row| row.name));
    }
    let has_more = tags.len() as u64 > wanted;
    tags.truncate(usize::try_from(wanted).unwrap_or(usize::MAX));
    let link = tags.last().filter(|_| has_more);
    let link = link.map(|last| format!("</v2/{repository}/tags/list?n={wanted}&last={last}>; rel=\"next\""));
    let mut response = Json(json!({ "name": repository, "tags": tags })).into_response();
    if let Some(link) = link.and_then(|link| HeaderValue::from_str(&link).ok()) {
        response.headers_mut().insert(header::LINK, link);
    }
    Ok(response)
}
