//! Editions: named bundles of plugins for a kind of shop, put together by an operator.

use crate::Registry;
use crate::RegistryError;
use crate::market::caller::Caller;
use crate::market::problem::{Body, MarketResult, Problem, Query, bad_cursor};
use crate::market::{require_localized, require_name};
use crate::store::entities::{edition, package};
use crate::store::page::{Page, PageRequest};
use crate::store::{from_json, now_ms, to_json};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use bodega_package::Localized;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use serde::{Deserialize, Serialize};

/// The longest title and summary.
const TITLE_CHARS_MAX: usize = 80;
const SUMMARY_CHARS_MAX: usize = 400;
/// The most plugins of an edition.
const ITEMS_MAX: usize = 100;

/// A plugin of an edition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Item {
    /// `publisher/name`; its latest version is installed.
    package: String,
    /// Whether it is taken unless the merchant says no.
    #[serde(default)]
    is_optional: bool,
}

/// An edition as an operator writes it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewEdition {
    title: Localized,
    summary: Localized,
    /// Kebab-case, e.g. `convenience-store`.
    shop_type: String,
    items: Vec<Item>,
}

/// An edition.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Edition {
    name: String,
    title: Localized,
    summary: Localized,
    shop_type: String,
    items: Vec<Item>,
    updated_at_ms: i64,
}

impl TryFrom<edition::Model> for Edition {
    type Error = RegistryError;

    fn try_from(row: edition::Model) -> Result<Self, RegistryError> {
        Ok(Edition {
            title: from_json(&row.title_json, "title of an edition")?,
            summary: from_json(&row.summary_json, "summary of an edition")?,
            items: from_json(&row.items_json, "items of an edition")?,
            name: row.name,
            shop_type: row.shop_type,
            updated_at_ms: row.updated_at_ms,
        })
    }
}

/// `GET /editions`: all of them by name. Anybody may ask.
pub(crate) async fn list(
    State(registry): State<Registry>,
    Query(request): Query<PageRequest>,
) -> MarketResult<Json<Page<Edition>>> {
    let mut select = edition::Entity::find();
    if let Some(name) = request.key::<String>().map_err(bad_cursor)? {
        select = select.filter(edition::Column::Name.gt(name));
    }
    let rows = select.order_by_asc(edition::Column::Name).limit(request.fetch()).all(registry.db()).await?;
    Ok(Json(request.page(rows, |row| row.name.clone()).try_map(Edition::try_from)?))
}

/// `GET /editions/{edition}`
pub(crate) async fn show(
    State(registry): State<Registry>,
    Path(name): Path<String>,
) -> MarketResult<Json<Edition>> {
    let row = edition::Entity::find_by_id(name.clone()).one(registry.db()).await?;
    let row =
        row.ok_or_else(|| Problem::unknown("edition.unknown", format!("there is no edition {name}")))?;
    Ok(Json(row.try_into()?))
}

/// `PUT /editions/{edition}`: makes or changes one. Operators only; every plugin in it is on offer to everybody.
pub(crate) async fn put(
    State(registry): State<Registry>,
    caller: Caller,
    Path(name): Path<String>,
    Body(new): Body<NewEdition>,
) -> MarketResult<Json<Edition>> {
    caller.operator()?;
    require_name("/edition", &name)?;
    require_name("/shop_type", &new.shop_type)?;
    require_localized("/title", &new.title, TITLE_CHARS_MAX)?;
    require_localized("/summary", &new.summary, SUMMARY_CHARS_MAX)?;
    if new.items.is_empty() || new.items.len() > ITEMS_MAX {
        return Err(Problem::invalid("/items", format!("must be 1 to {ITEMS_MAX} plugins")));
    }
    for (index, item) in new.items.iter().enumerate() {
        let pointer = format!("/items/{index}/package");
        if new.items[..index].iter().any(|other| other.package == item.package) {
            return Err(Problem::invalid(&pointer, "repeats an earlier plugin"));
        }
        let listed = package::Entity::find_by_id(item.package.clone()).one(registry.db()).await?;
        if !listed.is_some_and(|listed| listed.is_public && listed.latest.is_some()) {
            return Err(Problem::invalid(&pointer, format!("{} is not on offer", item.package)));
        }
    }
    let now = now_ms();
    let known = edition::Entity::find_by_id(name.clone()).one(registry.db()).await?;
    let row = edition::Model {
        name,
        title_json: to_json(&new.title),
        summary_json: to_json(&new.summary),
        shop_type: new.shop_type,
        items_json: to_json(&new.items),
        created_at_ms: known.as_ref().map_or(now, |known| known.created_at_ms),
        updated_at_ms: now,
    };
    let row = match known {
        Some(_) => row.into_active_model().reset_all().update(registry.db()).await?,
        None => row.into_active_model().insert(registry.db()).await?,
    };
    Ok(Json(row.try_into()?))
}

/// `DELETE /editions/{edition}`: operators only; what was installed from it stays.
pub(crate) async fn remove(
    State(registry): State<Registry>,
    caller: Caller,
    Path(name): Path<String>,
) -> MarketResult<StatusCode> {
    caller.operator()?;
    let gone = edition::Entity::delete_by_id(name.clone()).exec(registry.db()).await?;
    if gone.rows_affected > 0 {
        return Ok(StatusCode::NO_CONTENT);
    }
    Err(Problem::unknown("edition.unknown", format!("there is no edition {name}")))
}
