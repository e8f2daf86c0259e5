//! Finding packages: search, filters, one package.

use crate::market::caller::Caller;
use crate::market::problem::{Body, MarketResult, Problem, Query, bad_cursor};
use crate::market::search::{SearchQuery, like};
use crate::store::entities::{package, version};
use crate::store::from_json;
use crate::store::page::{Page, PageRequest};
use crate::{Registry, RegistryError};
use axum::Json;
use axum::extract::{Path, State};
use bodega_package::{CATEGORIES, Localized};
use sea_orm::{ActiveModelTrait, EntityTrait, FromQueryResult, IntoActiveModel, Set, Statement, Value};
use serde::{Deserialize, Serialize};

/// What a list of packages is asked for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Wanted {
    /// Words, Chinese or Latin, also pinyin.
    q: Option<String>,
    category: Option<String>,
    publisher: Option<String>,
    #[serde(default)]
    sort: Option<Sort>,
    #[serde(flatten)]
    page: FlatPage,
}

/// `serde_urlencoded` gives flattened numbers as text.
#[derive(Debug, Default, Deserialize)]
struct FlatPage {
    after: Option<String>,
    limit: Option<String>,
}

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Sort {
    /// Best match first; without words, most installed first.
    #[default]
    Relevance,
    Installs,
    Rating,
    Newest,
}

impl Sort {
    /// What the first sort key is, as SQL over `p` (package) and `s` (score).
    fn rank(self) -> &'static str {
        match self {
            Sort::Relevance => "s.score",
            Sort::Installs => "p.installs",
            // As if five people had given three stars before anybody came: one vote makes no winner.
            Sort::Rating => "((p.rating_sum + 15) * 1000 / (p.rating_count + 5))",
            Sort::Newest => "p.updated_at_ms",
        }
    }
}

/// A package as lists show it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct PackageSummary {
    pub package: String,
    pub publisher: String,
    pub name: String,
    /// The version to install; absent where nothing is offered any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latest: Option<String>,
    pub title: Localized,
    pub summary: Localized,
    pub categories: Vec<String>,
    pub is_public: bool,
    pub installs: i64,
    /// Mean of all ratings in hundredths of a star; absent without any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rating_hundredths: Option<i64>,
    pub rating_count: i64,
    pub created_at_ms: i64,
    pub updated_at_ms: i64,
}

impl TryFrom<package::Model> for PackageSummary {
    type Error = RegistryError;

    fn try_from(row: package::Model) -> Result<Self, RegistryError> {
        let rating = (row.rating_count > 0).then(|| row.rating_sum * 100 / row.rating_count);
        Ok(PackageSummary {
            title: from_json(&row.title_json, "title")?,
            summary: from_json(&row.summary_json, "summary")?,
            categories: from_json(&row.categories_json, "categories")?,
            package: row.package,
            publisher: row.publisher,
            name: row.name,
            latest: row.latest,
            is_public: row.is_public,
            installs: row.installs,
            rating_hundredths: rating,
            rating_count: row.rating_count,
            created_at_ms: row.created_at_ms,
            updated_at_ms: row.updated_at_ms,
        })
    }
}

#[derive(Debug, FromQueryResult)]
struct Ranked {
    package: String,
    rank: i64,
    installs: i64,
}

/// `GET /categories`: the words that packages are filed under. Anybody may ask.
pub(crate) async fn categories() -> Json<&'static [&'static str]> {
    Json(&CATEGORIES)
}

/// `GET /packages?q=&category=&publisher=&sort=relevance|installs|rating|newest&after=&limit=`: packages on offer. Anybody
/// may ask; publishers also see their private ones.
pub(crate) async fn list(
    State(registry): State<Registry>,
    caller: Caller,
    Query(wanted): Query<Wanted>,
) -> MarketResult<Json<Page<PackageSummary>>> {
    let limit = wanted.page.limit.as_deref().map(str::parse).transpose();
    let limit = limit.map_err(|_| {
        Problem::new(axum::http::StatusCode::BAD_REQUEST, "request.invalid", "`limit` is a number")
    })?;
    let request = PageRequest { after: wanted.page.after.clone(), limit };
    let query = wanted.q.as_deref().map(SearchQuery::read).unwrap_or_default();
    if wanted.q.as_deref().is_some_and(|q| !q.trim().is_empty()) && query.words.is_empty() {
        return Ok(Json(Page { items: Vec::new(), next: None }));
    }
    let mut sql = Sql::default();
    let sort = wanted.sort.unwrap_or_default();
    sql.text = format!("SELECT p.package, {} AS rank, p.installs FROM registry_package p", sort.rank());
    sql.scores(&query);
    sql.text.push_str(" WHERE p.latest IS NOT NULL");
    let own = match &caller.0 {
        Some(crate::Role::Operator) => None,
        Some(crate::Role::Publisher(name)) => Some(name.clone()),
        _ => Some(String::new()),
    };
    if let Some(own) = own {
        sql.and("(p.is_public OR p.publisher = ?)", own);
    }
    if let Some(category) = wanted.category {
        sql.and("p.package IN (SELECT package FROM registry_category WHERE category = ?)", category);
    }
    if let Some(publisher) = wanted.publisher {
        sql.and("p.publisher = ?", publisher);
    }
    for word in &query.words {
        sql.and("p.search_text LIKE ? ESCAPE '\\'", like(word));
    }
    if let Some((rank, installs, package)) = request.key::<(i64, i64, String)>().map_err(bad_cursor)? {
        sql.after(sort, rank, installs, package);
    }
    sql.text.push_str(" ORDER BY rank DESC, p.installs DESC, p.package LIMIT ");
    let fetch = request.fetch().cast_signed();
    sql.bind(fetch);
    let db = registry.db();
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql.text, sql.values);
    let found = Ranked::find_by_statement(statement).all(db).await?;
    let page = request.page(found, |row| (row.rank, row.installs, row.package.clone()));
    let keys: Vec<String> = page.items.iter().map(|row| row.package.clone()).collect();
    let rows = rows_of(&registry, &keys).await?;
    let page = page.try_map(|ranked| {
        let row = rows.iter().find(|row| row.package == ranked.package);
        row.cloned().ok_or_else(|| RegistryError::damaged("no package", &ranked.package))?.try_into()
    });
    Ok(Json(page?))
}

async fn rows_of(registry: &Registry, keys: &[String]) -> Result<Vec<package::Model>, RegistryError> {
    use sea_orm::{ColumnTrait, QueryFilter};
    Ok(package::Entity::find().filter(package::Column::Package.is_in(keys)).all(registry.db()).await?)
}

/// A statement in the making; both databases read `$1`.
#[derive(Default)]
struct Sql {
    text: String,
    values: Vec<Value>,
}

impl Sql {
    fn bind(&mut self, value: impl Into<Value>) {
        self.values.push(value.into());
        self.text.push_str(&format!("${}", self.values.len()));
    }

    fn and(&mut self, condition: &str, value: impl Into<Value>) {
        self.text.push_str(" AND ");
        let (before, after) = condition.split_once('?').unwrap_or((condition, ""));
        self.text.push_str(before);
        self.bind(value);
        self.text.push_str(after);
    }

    /// Joins the score of each package that has all terms; 0 for each where there are none.
    fn scores(&mut self, query: &SearchQuery) {
        if query.terms.is_empty() {
            self.text.push_str(" CROSS JOIN (SELECT CAST(0 AS BIGINT) AS score) s");
            return;
        }
        let sum = "SELECT package, CAST(SUM(weight) AS BIGINT) AS score FROM registry_term WHERE term IN (";
        self.text.push_str(&format!(" JOIN ({sum}"));
        for (index, term) in query.terms.iter().enumerate() {
            if index > 0 {
                self.text.push_str(", ");
            }
            self.bind(term.as_str());
        }
        self.text.push_str(") GROUP BY package HAVING COUNT(*) = ");
        self.bind(query.terms.len() as i64);
        self.text.push_str(") s ON s.package = p.package");
    }

    fn after(&mut self, sort: Sort, rank: i64, installs: i64, package: String) {
        let key = sort.rank();
        self.text.push_str(&format!(" AND ({key} < "));
        self.bind(rank);
        self.text.push_str(&format!(" OR ({key} = "));
        self.bind(rank);
        self.text.push_str(" AND (p.installs < ");
        self.bind(installs);
        self.text.push_str(" OR (p.installs = ");
        self.bind(installs);
        self.text.push_str(" AND p.package > ");
        self.bind(package);
        self.text.push_str("))))");
    }
}

/// A package as its page shows it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct PackageDetail {
    #[serde(flatten)]
    pub summary: PackageSummary,
    /// Rights that the latest version asks for, from its binary.
    pub permissions: Vec<String>,
    /// Paths of icon, screenshots and changelog below `versions/{latest}/files/`.
    pub icon: Option<String>,
    pub screenshots: Vec<String>,
    pub changelog: Option<String>,
    pub homepage: Option<String>,
    pub license: Option<String>,
}

/// `GET /packages/{publisher}/{name}`: one package. Anybody may ask for a public one.
pub(crate) async fn show(
    State(registry): State<Registry>,
    caller: Caller,
    Path((publisher, name)): Path<(String, String)>,
) -> MarketResult<Json<PackageDetail>> {
    let row = find(&registry, &caller, &publisher, &name).await?;
    detail(&registry, row).await.map(Json)
}

async fn detail(registry: &Registry, row: package::Model) -> MarketResult<PackageDetail> {
    let latest = match &row.latest {
        Some(latest) => {
            version::Entity::find_by_id((row.package.clone(), latest.clone())).one(registry.db()).await?
        }
        None => None,
    };
    let manifest: Option<bodega_package::Manifest> =
        latest.as_ref().map(|latest| from_json(&latest.manifest_json, "manifest")).transpose()?;
    let permissions =
        latest.as_ref().map(|latest| from_json(&latest.permissions_json, "permissions")).transpose()?;
    let summary = PackageSummary::try_from(row)?;
    Ok(PackageDetail {
        summary,
        permissions: permissions.unwrap_or_default(),
        icon: manifest.as_ref().and_then(|manifest| manifest.icon.clone()),
        screenshots: manifest.as_ref().map(|manifest| manifest.screenshots.clone()).unwrap_or_default(),
        changelog: manifest.as_ref().and_then(|manifest| manifest.changelog.clone()),
        homepage: manifest.as_ref().and_then(|manifest| manifest.homepage.clone()),
        license: manifest.and_then(|manifest| manifest.license),
    })
}

/// What may be changed of a package without a release.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Change {
    is_public: bool,
}

/// `PATCH /packages/{publisher}/{name}`: makes it public or private. Its publisher or an operator may.
pub(crate) async fn change(
    State(registry): State<Registry>,
    caller: Caller,
    Path((publisher, name)): Path<(String, String)>,
    Body(change): Body<Change>,
) -> MarketResult<Json<PackageDetail>> {
    caller.publisher(&publisher)?;
    let mut row = find(&registry, &caller, &publisher, &name).await?.into_active_model();
    row.is_public = Set(change.is_public);
    let row = row.update(registry.db()).await?;
    detail(&registry, row).await.map(Json)
}

/// The package, where the caller sees it.
pub(crate) async fn find(
    registry: &Registry,
    caller: &Caller,
    publisher: &str,
    name: &str,
) -> MarketResult<package::Model> {
    let row = package::Entity::find_by_id(format!("{publisher}/{name}")).one(registry.db()).await?;
    let sees_all = caller.sees_unreleased(publisher);
    // A package whose versions were never out is nobody's business yet; one that was withdrawn still has a page.
    let row = row
        .filter(|row| sees_all || (row.is_public && (row.latest.is_some() || !row.search_text.is_empty())));
    row.ok_or_else(|| Problem::unknown("package.unknown", format!("{publisher}/{name} is not here")))
}
