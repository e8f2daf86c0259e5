//! Versions of a package: list, one, its files, the review queue, and what is decided about them.

use crate::Registry;
use crate::RegistryError;
use crate::market::caller::Caller;
use crate::market::packages;
use crate::market::problem::{Body, MarketResult, Problem, Query, bad_cursor, undecided};
use crate::market::require_text;
use crate::name::Digest;
use crate::release::{self, Decision, File, Finding, Status};
use crate::store::entities::version;
use crate::store::from_json;
use crate::store::page::{Page, PageRequest};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The longest reason of a decision.
const REASON_CHARS_MAX: usize = 1000;

/// A version.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct VersionDetail {
    pub package: String,
    pub version: String,
    pub status: Status,
    /// Digest of the package, to pin.
    pub digest: String,
    pub component: String,
    /// Key that signed it.
    pub signer: Option<String>,
    pub manifest: Value,
    /// Rights it asks for, from its binary.
    pub permissions: Vec<String>,
    pub files: Vec<File>,
    /// What checks found; only its publisher and operators see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub findings: Option<Vec<Finding>>,
    pub size: i64,
    pub submitted_at_ms: i64,
    pub decided_at_ms: Option<i64>,
    /// Why it was rejected, yanked or killed.
    pub reason: Option<String>,
}

fn detail(row: version::Model, with_findings: bool) -> Result<VersionDetail, RegistryError> {
    let findings = with_findings.then(|| from_json(&row.findings_json, "findings")).transpose()?;
    Ok(VersionDetail {
        status: release::status_of(&row)?,
        manifest: from_json(&row.manifest_json, "manifest")?,
        permissions: from_json(&row.permissions_json, "permissions")?,
        files: from_json(&row.files_json, "files")?,
        findings,
        package: row.package,
        version: row.version,
        digest: row.digest,
        component: row.component,
        signer: row.signer,
        size: row.size,
        submitted_at_ms: row.submitted_at_ms,
        decided_at_ms: row.decided_at_ms,
        reason: row.reason,
    })
}

fn was_out() -> Condition {
    let out = [Status::Released, Status::Yanked, Status::Killed].map(Status::as_str);
    Condition::all().add(version::Column::Status.is_in(out))
}

/// `GET /packages/{publisher}/{name}/versions`: newest first. What was never out is seen by its publisher and operators.
pub(crate) async fn list(
    State(registry): State<Registry>,
    caller: Caller,
    Path((publisher, name)): Path<(String, String)>,
    Query(request): Query<PageRequest>,
) -> MarketResult<Json<Page<VersionDetail>>> {
    use version::Column;
    packages::find(&registry, &caller, &publisher, &name).await?;
    let sees_all = caller.sees_unreleased(&publisher);
    let mut select = version::Entity::find().filter(Column::Package.eq(format!("{publisher}/{name}")));
    if !sees_all {
        select = select.filter(was_out());
    }
    if let Some((at, version)) = request.key::<(i64, String)>().map_err(bad_cursor)? {
        let later = Column::SubmittedAtMs.eq(at).and(Column::Version.gt(version));
        select = select.filter(Column::SubmittedAtMs.lt(at).or(later));
    }
    let select =
        select.order_by_desc(Column::SubmittedAtMs).order_by_asc(Column::Version).limit(request.fetch());
    let page =
        request.page(select.all(registry.db()).await?, |row| (row.submitted_at_ms, row.version.clone()));
    Ok(Json(page.try_map(|row| detail(row, sees_all))?))
}

async fn find(registry: &Registry, caller: &Caller, key: (&str, &str, &str)) -> MarketResult<version::Model> {
    let (publisher, name, version) = key;
    packages::find(registry, caller, publisher, name).await?;
    let id = (format!("{publisher}/{name}"), version.to_owned());
    let row = version::Entity::find_by_id(id).one(registry.db()).await?;
    let unknown =
        || Problem::unknown("version.unknown", format!("{publisher}/{name} has no version {version}"));
    let row = row.ok_or_else(unknown)?;
    if release::status_of(&row)?.is_decided() || caller.sees_unreleased(publisher) {
        Ok(row)
    } else {
        Err(unknown())
    }
}

/// `GET /packages/{publisher}/{name}/versions/{version}`
pub(crate) async fn show(
    State(registry): State<Registry>,
    caller: Caller,
    Path((publisher, name, version)): Path<(String, String, String)>,
) -> MarketResult<Json<VersionDetail>> {
    let row = find(&registry, &caller, (&publisher, &name, &version)).await?;
    Ok(Json(detail(row, caller.sees_unreleased(&publisher))?))
}

/// `GET /packages/{publisher}/{name}/versions/{version}/files/{path}`: a file of the package: icon, screenshot, changelog,
/// schema. Never run as a page: browsers are told to treat it as what it says and to give it no rights.
pub(crate) async fn file(
    State(registry): State<Registry>,
    caller: Caller,
    Path((publisher, name, version, path)): Path<(String, String, String, String)>,
) -> MarketResult<Response> {
    let row = find(&registry, &caller, (&publisher, &name, &version)).await?;
    let files: Vec<File> = from_json(&row.files_json, "files")?;
    let unknown = || Problem::unknown("file.unknown", format!("the package has no file {path}"));
    let file = files.into_iter().find(|file| file.path == path).ok_or_else(unknown)?;
    let digest = Digest::parse(&file.digest).ok_or_else(|| RegistryError::damaged("digest", &file.digest))?;
    let bytes = registry.inner.objects.read_blob(&digest).await?;
    let bytes = bytes.ok_or_else(|| RegistryError::damaged("no blob", digest.as_str()))?;
    let mut response = bytes.into_response();
    let media_type = HeaderValue::from_str(&file.media_type)
        .map_err(|_| RegistryError::damaged("media type", &file.media_type))?;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, media_type);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    Ok(response)
}

/// `GET /review-queue`: what waits for a person, oldest first. Operators only.
pub(crate) async fn queue(
    State(registry): State<Registry>,
    caller: Caller,
    Query(request): Query<PageRequest>,
) -> MarketResult<Json<Page<VersionDetail>>> {
    use version::Column;
    caller.operator()?;
    let waiting = [Status::Checking, Status::InReview].map(Status::as_str);
    let mut select = version::Entity::find().filter(Column::Status.is_in(waiting));
    if let Some((at, package, version)) = request.key::<(i64, String, String)>().map_err(bad_cursor)? {
        let same_package = Column::Package.eq(package.as_str()).and(Column::Version.gt(version));
        let same_time = Column::SubmittedAtMs.eq(at).and(Column::Package.gt(package).or(same_package));
        select = select.filter(Column::SubmittedAtMs.gt(at).or(same_time));
    }
    let ordered = select
        .order_by_asc(Column::SubmittedAtMs)
        .order_by_asc(Column::Package)
        .order_by_asc(Column::Version);
    let rows = ordered.limit(request.fetch()).all(registry.db()).await?;
    let page = request.page(rows, |row| (row.submitted_at_ms, row.package.clone(), row.version.clone()));
    Ok(Json(page.try_map(|row| detail(row, true))?))
}

/// Why something is decided.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reason {
    #[serde(default)]
    reason: String,
}

/// `POST /packages/{publisher}/{name}/versions/{version}/{approve|reject|yank|restore|kill}` with `{"reason": "..."}`, which
/// approve and restore do not need. Operators decide; a publisher may yank and restore its own.
pub(crate) async fn decide(
    State(registry): State<Registry>,
    caller: Caller,
    Path((publisher, name, version, decision)): Path<(String, String, String, String)>,
    Body(Reason { reason }): Body<Reason>,
) -> MarketResult<Json<VersionDetail>> {
    let role = match decision.as_str() {
        "yank" | "restore" => caller.publisher(&publisher)?,
        _ => caller.operator()?,
    };
    let decision = match decision.as_str() {
        "approve" => Decision::Approve,
        "restore" => Decision::Restore,
        "reject" => Decision::Reject(reason),
        "yank" => Decision::Yank(reason),
        "kill" => Decision::Kill(reason),
        _ => return Err(Problem::new(StatusCode::NOT_FOUND, "request.invalid", "no such decision")),
    };
    if let Decision::Reject(reason) | Decision::Yank(reason) | Decision::Kill(reason) = &decision {
        require_text("/reason", reason, REASON_CHARS_MAX)?;
    }
    let package = format!("{publisher}/{name}");
    let row =
        release::decide(&registry, &package, &version, &decision, role.subject()).await.map_err(undecided)?;
    tracing::info!(package, version, status = row.status, "decided about a release");
    Ok(Json(detail(row, true)?))
}
