//! Takes what was pushed through the host's checks, and sweeps: the registry's work between requests.

use super::{Decision, Finding, Release, ReleaseError, Severity, Status, decide, load};
use crate::store::entities::{manifest, package, publisher, version};
use crate::store::{from_json, to_json};
use crate::sweep::SWEEP_EVERY;
use crate::{Digest, Registry, RegistryError, ReleasePolicy};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::time::Duration;
use tokio::time::Instant;

/// How long to wait for a push of another node, or after checks that could not be run.
const CHECK_EVERY: Duration = Duration::from_secs(15);
/// Releases taken from the queue in one go.
const BATCH: u64 = 20;
/// Who decided, where no person did.
const POLICY: &str = "policy";
const CHECKS: &str = "checks";

impl Registry {
    /// Checks what is pushed and sweeps, until the task is dropped. Faults are logged and tried again.
    pub async fn work(&self) {
        let mut next_sweep = Instant::now();
        loop {
            if let Err(error) = self.check_submitted().await {
                tracing::error!(error.cause = %error.causes(), "checking releases failed; trying again");
            }
            if Instant::now() >= next_sweep {
                match self.sweep().await {
                    Ok(swept) => tracing::info!(?swept, "swept the registry"),
                    Err(error) => {
                        tracing::error!(error.cause = %error.causes(), "sweeping failed; trying again")
                    }
                }
                next_sweep = Instant::now() + SWEEP_EVERY;
            }
            let _ = tokio::time::timeout(CHECK_EVERY, self.inner.wake.notified()).await;
        }
    }

    /// Checks what is pushed now; the number of releases that left the queue.
    ///
    /// # Errors
    /// Where the database or the object store fails. Checks that could not be run leave their release in the queue.
    pub async fn check_submitted(&self) -> Result<usize, RegistryError> {
        use version::Column;
        let waiting = version::Entity::find()
            .filter(Column::Status.eq(Status::Checking.as_str()))
            .order_by_asc(Column::SubmittedAtMs)
            .limit(BATCH)
            .all(self.db())
            .await?;
        let mut done = 0;
        for row in waiting {
            done += usize::from(self.check_one(&row).await?);
        }
        Ok(done)
    }

    async fn check_one(&self, row: &version::Model) -> Result<bool, RegistryError> {
        let mut findings: Vec<Finding> = from_json(&row.findings_json, "findings")?;
        match self.host_findings(row).await {
            Ok(more) => findings.extend(more),
            Err(error) => {
                tracing::warn!(package = row.package, version = row.version, %error, "checks could not be run");
                return Ok(false);
            }
        }
        use version::Column;
        let passed = findings.iter().all(|finding| finding.severity < Severity::Error);
        let next = if passed { Status::InReview } else { Status::Rejected };
        let reason = findings.iter().find(|finding| finding.severity == Severity::Error);
        let moved = version::Entity::update_many()
            .col_expr(Column::Status, Expr::value(next.as_str()))
            .col_expr(Column::FindingsJson, Expr::value(to_json(&findings)))
            .col_expr(Column::Reason, Expr::value(reason.map(|finding| finding.message.clone())))
            .col_expr(Column::DecidedBy, Expr::value(reason.map(|_| CHECKS)))
            .filter(Column::Package.eq(row.package.as_str()).and(Column::Version.eq(row.version.as_str())))
            .filter(Column::Status.eq(Status::Checking.as_str()).and(Column::Digest.eq(row.digest.as_str())))
            .exec(self.db())
            .await?;
        if moved.rows_affected > 0 && passed && self.comes_out_by_policy(row).await? {
            match decide(self, &row.package, &row.version, &Decision::Approve, POLICY).await {
                // A person was quicker, or the publisher pushed again: their word counts.
                Ok(_) | Err(super::DecisionError::Unknown | super::DecisionError::WrongState { .. }) => {}
                Err(super::DecisionError::Failed(error)) => return Err(error),
            }
        }
        Ok(moved.rows_affected > 0)
    }

    async fn host_findings(
        &self,
        row: &version::Model,
    ) -> Result<Vec<Finding>, Box<dyn std::error::Error + Send + Sync>> {
        let key = (row.package.clone(), row.digest.clone());
        let stored = manifest::Entity::find_by_id(key).one(self.db()).await.map_err(RegistryError::from)?;
        let stored = stored.ok_or_else(|| RegistryError::damaged("no manifest", &row.digest))?;
        let digest =
            Digest::parse(&row.digest).ok_or_else(|| RegistryError::damaged("digest", &row.digest))?;
        let shape = crate::oci::read_shape(&stored.bytes, &stored.media_type)?;
        let package = match load(self, &stored.bytes, &shape).await {
            Ok(package) => package,
            Err(ReleaseError::Failed(error)) => return Err(error.into()),
            Err(error) => return Err(error.to_string().into()),
        };
        let listed = package::Entity::find_by_id(row.package.clone())
            .one(self.db())
            .await
            .map_err(RegistryError::from)?;
        let release = Release { package, digest, previous: listed.and_then(|listed| listed.latest) };
        self.inner.checks.check(&release).await
    }

    async fn comes_out_by_policy(&self, row: &version::Model) -> Result<bool, RegistryError> {
        Ok(match self.inner.policy {
            ReleasePolicy::Review => false,
            ReleasePolicy::Automatic => true,
            ReleasePolicy::TrustedPublishers => {
                let name = row.package.split('/').next().unwrap_or_default().to_owned();
                let publisher = publisher::Entity::find_by_id(name).one(self.db()).await?;
                publisher.is_some_and(|publisher| publisher.is_trusted)
            }
        })
    }
}
