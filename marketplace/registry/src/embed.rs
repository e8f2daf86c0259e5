//! What a host beside the registry asks without HTTP: put first-party plugins in, take a package out, know the keys.

use crate::market::kills::{self, KillList};
use crate::market::publishers;
use crate::name::{COMPONENTS, Digest, Repository};
use crate::oci::{Call, link, put_manifest, read_shape};
use crate::release::{self, Decision, DecisionError, ReleaseError, Status};
use crate::store::entities::{manifest, publisher, publisher_key, version};
use crate::store::{now_ms, to_json};
use crate::{Registry, RegistryError, Role};
use bodega_package::{Artifact, Localized, Package, TrustedKeys, VerifyingKey};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use std::collections::BTreeMap;

/// Who decided about plugins that came with the host.
const FIRST_PARTY: &str = "first party";
/// Who decided, where the operator of the host did.
const OPERATOR: &str = "operator";
/// The publisher of plugins that came with the host gets all of what they earn.
const FIRST_PARTY_SHARE_PPM: i64 = 1_000_000;

/// Why a package could not be put in.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// The registry says no, as it would to a push.
    #[error("{package} {version} is refused: {problem}")]
    Refused {
        /// `publisher/name`.
        package: String,
        /// Its version.
        version: String,
        /// What is wrong.
        problem: String,
    },
    /// The registry's own failure.
    #[error(transparent)]
    Failed(#[from] RegistryError),
}

impl Registry {
    /// Puts packages in and releases them without a review: those that came with the host. Publisher and key are made where
    /// they are missing; what is released already stays as it is.
    ///
    /// # Errors
    /// See [`SeedError`].
    pub async fn seed(&self, key: &VerifyingKey, packages: &[Package]) -> Result<(), SeedError> {
        for package in packages {
            let publisher = &package.manifest().publisher;
            self.seed_publisher(publisher, key).await?;
            self.seed_package(publisher, package).await?;
        }
        Ok(())
    }

    async fn seed_publisher(&self, name: &str, key: &VerifyingKey) -> Result<(), RegistryError> {
        let now = now_ms();
        let summary = ["zh-CN", "en"].map(|language| (language.to_owned(), name.to_owned()));
        let row = publisher::Model {
            name: name.to_owned(),
            title: name.to_owned(),
            summary_json: to_json(&Localized(BTreeMap::from(summary))),
            homepage: None,
            contact: None,
            share_ppm: FIRST_PARTY_SHARE_PPM,
            is_trusted: true,
            created_at_ms: now,
            updated_at_ms: now,
        };
        publisher::Entity::insert(row.into_active_model()).on_conflict_do_nothing().exec(self.db()).await?;
        let key = publisher_key::Model {
            publisher: name.to_owned(),
            id: key.id().to_string(),
            public_pem: key.to_pem().map_err(|error| RegistryError::Damaged(error.to_string()))?,
            label: FIRST_PARTY.to_owned(),
            created_at_ms: now,
            revoked_at_ms: None,
            revoked_reason: None,
        };
        publisher_key::Entity::insert(key.into_active_model())
            .on_conflict_do_nothing()
            .exec(self.db())
            .await?;
        Ok(())
    }

    async fn seed_package(&self, publisher: &str, package: &Package) -> Result<(), SeedError> {
        let declared = package.manifest();
        let key = format!("{publisher}/{}", declared.name);
        let refused = |problem: String| SeedError::Refused {
            package: key.clone(),
            version: declared.version.clone(),
            problem,
        };
        // What was out already stays, also where a greater version came out since.
        let known = version::Entity::find_by_id((key.clone(), declared.version.clone())).one(self.db()).await;
        if let Some(known) = known.map_err(RegistryError::from)?
            && release::status_of(&known)?.is_decided()
        {
            return if known.digest == package.digest() {
                Ok(())
            } else {
                Err(refused("another package is released under this version; raise it".to_owned()))
            };
        }
        let [own, component] = package.artifacts();
        let repositories = [(key.clone(), own), (format!("{COMPONENTS}/{key}"), component)];
        for (repository, artifact) in &repositories {
            let repository = Repository::parse(repository)
                .ok_or_else(|| refused("its name is no repository".to_owned()))?;
            self.push_artifact(publisher, &repository, &declared.version, artifact).await.map_err(refused)?;
        }
        use version::Column;
        version::Entity::update_many()
            .col_expr(Column::Status, Expr::value(Status::InReview.as_str()))
            .filter(Column::Package.eq(key.as_str()))
            .filter(Column::Version.eq(declared.version.as_str()))
            .filter(Column::Status.eq(Status::Checking.as_str()))
            .exec(self.db())
            .await
            .map_err(RegistryError::from)?;
        match release::decide(self, &key, &declared.version, &Decision::Approve, FIRST_PARTY).await {
            // Released before, perhaps yanked since: that stays.
            Ok(_) | Err(DecisionError::WrongState { .. }) => Ok(()),
            Err(DecisionError::Failed(error)) => Err(error.into()),
            Err(error) => Err(refused(error.to_string())),
        }
    }

    async fn push_artifact(
        &self,
        publisher: &str,
        repository: &Repository,
        tag: &str,
        artifact: &Artifact<'_>,
    ) -> Result<(), String> {
        let caller = Some(Role::Publisher(publisher.to_owned()));
        let call = Call { registry: self, repository: repository.clone(), caller };
        for bytes in artifact.blobs.values() {
            let written =
                self.inner.objects.write_bytes(bytes.to_vec()).await.map_err(|error| error.to_string())?;
            let linked = link(self.db(), repository, &written.digest, written.size).await;
            linked.map_err(|error| error.to_string())?;
        }
        put_manifest(&call, tag, artifact.manifest.to_vec()).await.map_err(|error| error.message)
    }

    /// A package by version, where it is not killed; `None` = it is not here or was never out.
    ///
    /// # Errors
    /// Where the database or the object store fails, or what they hold is damaged.
    pub async fn fetch(&self, package: &str, version: &str) -> Result<Option<Package>, RegistryError> {
        let row =
            version::Entity::find_by_id((package.to_owned(), version.to_owned())).one(self.db()).await?;
        let Some(row) = row else { return Ok(None) };
        if !matches!(release::status_of(&row)?, Status::Released | Status::Yanked) {
            return Ok(None);
        }
        let stored = manifest::Entity::find_by_id((row.package, row.digest.clone())).one(self.db()).await?;
        let stored = stored.ok_or_else(|| RegistryError::damaged("no manifest", &row.digest))?;
        let shape: Vec<(Digest, u64)> = read_shape(&stored.bytes, &stored.media_type)?;
        match release::load(self, &stored.bytes, &shape).await {
            Ok(package) => Ok(Some(package)),
            Err(ReleaseError::Failed(error)) => Err(error),
            Err(error) => Err(RegistryError::Damaged(error.to_string())),
        }
    }

    /// What was withdrawn after a number, at most a page.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn kills_after(&self, number: i64) -> Result<KillList, RegistryError> {
        kills::after(self, number).await
    }

    /// Withdraws a version that is or was out; hosts stop calling it when they ask next.
    ///
    /// # Errors
    /// [`SeedError::Refused`] where there is no such version out.
    pub async fn kill(&self, package: &str, version: &str, reason: &str) -> Result<(), SeedError> {
        let decision = Decision::Kill(reason.to_owned());
        match release::decide(self, package, version, &decision, OPERATOR).await {
            Ok(_) => Ok(()),
            Err(DecisionError::Failed(error)) => Err(error.into()),
            Err(error) => Err(SeedError::Refused {
                package: package.to_owned(),
                version: version.to_owned(),
                problem: error.to_string(),
            }),
        }
    }

    /// The keys that a publisher's packages are verified with, revoked ones marked.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn trusted_keys(&self, publisher: &str) -> Result<TrustedKeys, RegistryError> {
        publishers::trusted_keys(self, publisher).await
    }
}
