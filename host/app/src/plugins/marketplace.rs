//! Where packages come from and whose signatures count. The server joins it to a registry.

use super::packages::{PublishedPackage, publish};
use crate::app::App;
use crate::context::OpContext;
use crate::error::{AppError, AppResult, ErrorKind};
use bodega_domain::digest::Digest;
use bodega_package::{Package, SignatureError, TrustedKeys};
use futures::FutureExt;
use futures::future::BoxFuture;

/// A marketplace that could not answer.
#[derive(Debug, thiserror::Error)]
#[error("the marketplace does not answer: {0}")]
pub struct MarketplaceError(pub String);

/// What a marketplace gives back, later.
pub type MarketplaceResult<'a, T> = BoxFuture<'a, Result<T, MarketplaceError>>;

/// A marketplace as a host needs it.
pub trait Marketplace: Send + Sync + 'static {
    /// The keys that a publisher's packages are verified with, revoked ones marked.
    fn trusted_keys<'a>(&'a self, publisher: &'a str) -> MarketplaceResult<'a, TrustedKeys>;
    /// The archive of a released package; `None` = it is not there, or was killed.
    fn package<'a>(
        &'a self,
        publisher: &'a str,
        name: &'a str,
        version: &'a str,
    ) -> MarketplaceResult<'a, Option<Vec<u8>>>;
}

/// No marketplace: nobody's keys are known and nothing is on offer.
impl Marketplace for () {
    fn trusted_keys<'a>(&'a self, _: &'a str) -> MarketplaceResult<'a, TrustedKeys> {
        async { Ok(TrustedKeys::default()) }.boxed()
    }

    fn package<'a>(&'a self, _: &'a str, _: &'a str, _: &'a str) -> MarketplaceResult<'a, Option<Vec<u8>>> {
        async { Ok(None) }.boxed()
    }
}

/// Whom a host trusts.
pub struct Trust {
    /// Where keys and packages come from.
    pub marketplace: Box<dyn Marketplace>,
    /// Whether packages that no known key signed are taken: for authors at work, never for a shop.
    pub allows_unsigned: bool,
}

impl From<MarketplaceError> for AppError {
    fn from(error: MarketplaceError) -> Self {
        let message = "the marketplace does not answer; try again";
        AppError { cause: Some(error.into()), ..Self::new(ErrorKind::Busy, "marketplace.away", message) }
    }
}

/// Refuses a package that its publisher's keys do not vouch for. One that was stored before its key was revoked
/// stays good.
pub(super) async fn verify(app: &App, package: &Package) -> AppResult<()> {
    let keys = app.trust.marketplace.trusted_keys(&package.manifest().publisher).await?;
    let stored = match Digest::parse(package.digest()) {
        Some(digest) => app.store.get_package(&digest).await?,
        None => None,
    };
    let first_seen_ms = stored.map_or_else(|| app.now_ms(), |record| record.created_at_ms);
    match package.verify_seen(&keys, first_seen_ms) {
        Ok(signer) => {
            tracing::debug!(publisher = %signer.publisher, key = %signer.key, "a package is signed");
            Ok(())
        }
        // What was changed after somebody signed it is refused everywhere.
        Err(SignatureError::Unsigned | SignatureError::UnknownKey { .. }) if app.trust.allows_unsigned => {
            Ok(())
        }
        Err(error) => Err(AppError::new(ErrorKind::Invalid, "package.signature", error.to_string())),
    }
}

/// Takes a released package from the marketplace, with all the checks of one that is brought on a stick.
pub async fn fetch(
    app: &App,
    cx: &OpContext,
    publisher: &str,
    name: &str,
    version: &str,
) -> AppResult<PublishedPackage> {
    let bytes = app.trust.marketplace.package(publisher, name, version).await?;
    let bytes = bytes.ok_or_else(|| {
        AppError::not_found(
            "package.not_released",
            format!("{publisher}/{name} {version} in the marketplace"),
        )
    })?;
    publish(app, cx, &bytes).await
}
