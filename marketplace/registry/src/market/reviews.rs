//! Ratings and reviews, one a tenant, by those who have the plugin installed; the publisher may answer.

use crate::Registry;
use crate::market::caller::Caller;
use crate::market::problem::{Body, MarketResult, Problem, Query, bad_cursor};
use crate::market::{installations, packages, require_text};
use crate::store::entities::{installation, package, review};
use crate::store::now_ms;
use crate::store::page::{Page, PageRequest};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, ModelTrait,
    QueryFilter, QueryOrder, QuerySelect, Set,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The longest review or reply.
const BODY_CHARS_MAX: usize = 2000;
/// The longest name under which a review is shown.
const AUTHOR_CHARS_MAX: usize = 40;

/// What a tenant says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewReview {
    /// 1 to 5 stars.
    rating: i64,
    /// Text; may be empty.
    #[serde(default)]
    body: String,
    /// The name to show, chosen by the tenant.
    author: String,
}

/// A review as everybody sees it: the tenant is not told.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Review {
    id: String,
    version: String,
    rating: i64,
    body: String,
    author: String,
    reply: Option<String>,
    created_at_ms: i64,
    updated_at_ms: i64,
}

impl From<review::Model> for Review {
    fn from(row: review::Model) -> Self {
        Review {
            id: row.id,
            version: row.version,
            rating: row.rating,
            body: row.body,
            author: row.author,
            reply: row.reply,
            created_at_ms: row.created_at_ms,
            updated_at_ms: row.updated_at_ms,
        }
    }
}

/// `GET /packages/{publisher}/{name}/reviews`: newest first. Anybody may ask.
pub(crate) async fn list(
    State(registry): State<Registry>,
    caller: Caller,
    Path((publisher, name)): Path<(String, String)>,
    Query(request): Query<PageRequest>,
) -> MarketResult<Json<Page<Review>>> {
    let package = packages::find(&registry, &caller, &publisher, &name).await?.package;
    let mut select = review::Entity::find().filter(review::Column::Package.eq(package));
    if let Some(id) = request.key::<String>().map_err(bad_cursor)? {
        select = select.filter(review::Column::Id.lt(id));
    }
    // Ids are UUIDs of version 7: they sort by time.
    let rows = select.order_by_desc(review::Column::Id).limit(request.fetch()).all(registry.db()).await?;
    let page = request.page(rows, |row| row.id.clone());
    Ok(Json(page.try_map(|row| Ok::<_, Problem>(row.into()))?))
}

/// `PUT /packages/{publisher}/{name}/installations/{tenant}/review`: the review of a tenant of the calling host; once more
/// replaces it. Only while the plugin is installed.
pub(crate) async fn put(
    State(registry): State<Registry>,
    caller: Caller,
    Path((publisher, name, tenant)): Path<(String, String, String)>,
    Body(new): Body<NewReview>,
) -> MarketResult<Json<Review>> {
    let host = caller.host()?.to_owned();
    if !(1..=5).contains(&new.rating) {
        return Err(Problem::invalid("/rating", "must be 1 to 5"));
    }
    if !new.body.is_empty() {
        require_text("/body", &new.body, BODY_CHARS_MAX)?;
    }
    require_text("/author", &new.author, AUTHOR_CHARS_MAX)?;
    let package = format!("{publisher}/{name}");
    let tx = registry.inner.db.begin().await?;
    installations::lock(&tx, &package).await?;
    let key = (package.clone(), host.clone(), tenant.clone());
    let installed = installation::Entity::find_by_id(key.clone()).one(&tx).await?;
    let installed = installed.filter(|installed| installed.removed_at_ms.is_none());
    let installed = installed.ok_or_else(|| {
        let detail = format!("{tenant} does not have {package} installed");
        Problem::new(StatusCode::FORBIDDEN, "review.not_installed", detail)
    })?;
    let now = now_ms();
    let known = review::Entity::find_by_id(key).one(&tx).await?;
    let row = match known {
        Some(known) => {
            rate(&tx, &package, new.rating - known.rating, 0).await?;
            let mut row = known.into_active_model();
            row.version = Set(installed.version);
            row.rating = Set(new.rating);
            row.body = Set(new.body);
            row.author = Set(new.author);
            row.updated_at_ms = Set(now);
            row.update(&tx).await?
        }
        None => {
            rate(&tx, &package, new.rating, 1).await?;
            let row = review::Model {
                package,
                host,
                tenant,
                id: Uuid::now_v7().to_string(),
                version: installed.version,
                rating: new.rating,
                body: new.body,
                author: new.author,
                reply: None,
                created_at_ms: now,
                updated_at_ms: now,
            };
            row.into_active_model().insert(&tx).await?
        }
    };
    tx.commit().await?;
    Ok(Json(row.into()))
}

/// `DELETE /packages/{publisher}/{name}/installations/{tenant}/review`: takes it back, also after uninstalling.
pub(crate) async fn remove(
    State(registry): State<Registry>,
    caller: Caller,
    Path((publisher, name, tenant)): Path<(String, String, String)>,
) -> MarketResult<StatusCode> {
    let host = caller.host()?.to_owned();
    let package = format!("{publisher}/{name}");
    let tx = registry.inner.db.begin().await?;
    installations::lock(&tx, &package).await?;
    if let Some(known) = review::Entity::find_by_id((package.clone(), host, tenant)).one(&tx).await? {
        rate(&tx, &package, -known.rating, -1).await?;
        known.delete(&tx).await?;
    }
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A publisher's answer; empty takes it back.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reply {
    reply: String,
}

/// `PUT /packages/{publisher}/{name}/reviews/{id}/reply`: its publisher answers.
pub(crate) async fn reply(
    State(registry): State<Registry>,
    caller: Caller,
    Path((publisher, name, id)): Path<(String, String, String)>,
    Body(Reply { reply }): Body<Reply>,
) -> MarketResult<Json<Review>> {
    caller.publisher(&publisher)?;
    if !reply.is_empty() {
        require_text("/reply", &reply, BODY_CHARS_MAX)?;
    }
    let of = review::Column::Package.eq(format!("{publisher}/{name}")).and(review::Column::Id.eq(id));
    let row = review::Entity::find().filter(of).one(registry.db()).await?;
    let row = row.ok_or_else(|| Problem::unknown("package.unknown", "there is no such review"))?;
    let mut row = row.into_active_model();
    row.reply = Set(Some(reply).filter(|reply| !reply.is_empty()));
    Ok(Json(row.update(registry.db()).await?.into()))
}

async fn rate(tx: &DatabaseTransaction, package: &str, stars: i64, votes: i64) -> MarketResult<()> {
    use package::Column;
    package::Entity::update_many()
        .col_expr(Column::RatingSum, Expr::col(Column::RatingSum).add(stars))
        .col_expr(Column::RatingCount, Expr::col(Column::RatingCount).add(votes))
        .filter(Column::Package.eq(package))
        .exec(tx)
        .await?;
    Ok(())
}
