//! Brings a package's listing up to date with its versions: what is latest, its texts, categories and search index.

use crate::RegistryError;
use crate::market::search::Index;
use crate::release::{Status, read_version};
use crate::store::entities::{category, package, publisher, term, version};
use crate::store::{from_json, now_ms, to_json};
use bodega_package::Manifest;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, Set,
};

/// How much a word counts by where it stands.
const TITLE_WEIGHT: i64 = 8;
const NAME_WEIGHT: i64 = 6;
const CATEGORY_WEIGHT: i64 = 3;
const PUBLISHER_WEIGHT: i64 = 3;
const SUMMARY_WEIGHT: i64 = 1;
/// Terms inserted in one statement; three columns each stay far below the databases' limit of parameters.
const TERMS_AT_ONCE: usize = 500;

/// Refreshes a package after a decision about one of its versions.
pub(crate) async fn refresh(tx: &DatabaseTransaction, package: &str) -> Result<(), RegistryError> {
    let listed = package::Entity::find_by_id(package.to_owned()).one(tx).await?;
    let listed = listed.ok_or_else(|| RegistryError::damaged("no package", package))?;
    let released = version::Entity::find()
        .filter(
            version::Column::Package.eq(package).and(version::Column::Status.eq(Status::Released.as_str())),
        )
        .all(tx)
        .await?;
    let mut latest: Option<(semver::Version, version::Model)> = None;
    for row in released {
        let candidate = read_version(&row.version)?;
        // A finished version goes before any preview.
        let rank = |version: &semver::Version| (version.pre.is_empty(), version.clone());
        if latest.as_ref().is_none_or(|(known, _)| rank(&candidate) > rank(known)) {
            latest = Some((candidate, row));
        }
    }
    category::Entity::delete_many().filter(category::Column::Package.eq(package)).exec(tx).await?;
    term::Entity::delete_many().filter(term::Column::Package.eq(package)).exec(tx).await?;
    let Some((_, latest)) = latest else {
        // Nothing is offered any more; those who have it still find it by its name.
        let mut row = listed.into_active_model();
        row.latest = Set(None);
        row.updated_at_ms = Set(now_ms());
        row.update(tx).await?;
        return Ok(());
    };
    let manifest: Manifest = from_json(&latest.manifest_json, "manifest of a version")?;
    let publisher = publisher::Entity::find_by_id(listed.publisher.clone()).one(tx).await?;
    let index = index(&manifest, publisher.as_ref().map_or("", |publisher| publisher.title.as_str()));

    let rows: Vec<_> = manifest
        .categories
        .iter()
        .map(|name| {
            category::Model { category: name.clone(), package: package.to_owned() }.into_active_model()
        })
        .collect();
    if !rows.is_empty() {
        category::Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    let terms: Vec<_> = index
        .terms
        .into_iter()
        .map(|(term, weight)| term::Model { term, package: package.to_owned(), weight }.into_active_model())
        .collect();
    for some in terms.chunks(TERMS_AT_ONCE) {
        term::Entity::insert_many(some.to_vec()).exec_without_returning(tx).await?;
    }
    let mut row = listed.into_active_model();
    row.latest = Set(Some(latest.version));
    row.title_json = Set(to_json(&manifest.title));
    row.summary_json = Set(to_json(&manifest.summary));
    row.categories_json = Set(to_json(&manifest.categories));
    row.search_text = Set(index.text);
    row.updated_at_ms = Set(now_ms());
    row.update(tx).await?;
    Ok(())
}

fn index(manifest: &Manifest, publisher: &str) -> Index {
    let mut index = Index::default();
    manifest.title.0.values().for_each(|text| index.add(text, TITLE_WEIGHT));
    index.add(&manifest.name, NAME_WEIGHT);
    manifest.categories.iter().for_each(|name| index.add(name, CATEGORY_WEIGHT));
    index.add(&manifest.publisher, PUBLISHER_WEIGHT);
    index.add(publisher, PUBLISHER_WEIGHT);
    manifest.summary.0.values().for_each(|text| index.add(text, SUMMARY_WEIGHT));
    index
}
