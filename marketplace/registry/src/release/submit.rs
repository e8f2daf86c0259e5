//! Puts a pushed package into the catalogue's queue, in the transaction that stores its manifest.

use super::{ReleaseError, Status, Submitted, status_of};
use crate::store::entities::{package, publisher, version};
use crate::store::{now_ms, to_json};
use sea_orm::sea_query::OnConflict;
use sea_orm::{DatabaseTransaction, EntityTrait, IntoActiveModel, QuerySelect};

/// Records the release as `checking`. The same bytes of a version that is known change nothing.
pub(crate) async fn submit(tx: &DatabaseTransaction, submitted: Submitted) -> Result<(), ReleaseError> {
    let manifest = submitted.package.manifest();
    let key = format!("{}/{}", manifest.publisher, manifest.name);
    if publisher::Entity::find_by_id(manifest.publisher.clone()).one(tx).await?.is_none() {
        return Err(ReleaseError::Denied(format!("`{}` is no publisher here", manifest.publisher)));
    }
    let now = now_ms();
    let fresh = package::Model {
        package: key.clone(),
        publisher: manifest.publisher.clone(),
        name: manifest.name.clone(),
        is_public: true,
        latest: None,
        title_json: to_json(&manifest.title),
        summary_json: to_json(&manifest.summary),
        categories_json: to_json(&manifest.categories),
        search_text: String::new(),
        installs: 0,
        rating_sum: 0,
        rating_count: 0,
        created_at_ms: now,
        updated_at_ms: now,
    };
    package::Entity::insert(fresh.into_active_model()).on_conflict_do_nothing().exec(tx).await?;
    // Pushes of a package take turns from here on: what another one made of the version is seen, never overwritten.
    package::Entity::find_by_id(key.clone()).lock_exclusive().one(tx).await?;
    let known = version::Entity::find_by_id((key.clone(), manifest.version.clone())).one(tx).await?;
    if let Some(known) = &known {
        let status = status_of(known)?;
        let is_same = known.digest == submitted.digest.as_str();
        if status.is_decided() || (is_same && status != Status::Rejected) {
            return Ok(());
        }
    }
    let row = version::Model {
        package: key,
        version: manifest.version.clone(),
        digest: submitted.digest.to_string(),
        component: submitted.package.component_digest().to_owned(),
        status: Status::Checking.as_str().to_owned(),
        signer: Some(submitted.signer),
        manifest_json: to_json(manifest),
        permissions_json: to_json(&submitted.permissions),
        files_json: to_json(&submitted.files),
        findings_json: to_json(&submitted.findings),
        size: submitted.size.cast_signed(),
        submitted_at_ms: now,
        decided_at_ms: None,
        decided_by: None,
        reason: None,
    };
    use version::Column;
    let again = OnConflict::columns([Column::Package, Column::Version])
        .update_columns([
            Column::Digest,
            Column::Component,
            Column::Status,
            Column::Signer,
            Column::ManifestJson,
            Column::PermissionsJson,
            Column::FilesJson,
            Column::FindingsJson,
            Column::Size,
            Column::SubmittedAtMs,
            Column::DecidedAtMs,
            Column::DecidedBy,
            Column::Reason,
        ])
        .to_owned();
    version::Entity::insert(row.into_active_model()).on_conflict(again).exec_without_returning(tx).await?;
    Ok(())
}
