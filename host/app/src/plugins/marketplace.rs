//! Where packages come from and whose signatures count. The server joins it to a registry.

use super::packages::{PublishedPackage, publish};
use crate::app::App;
use crate::context::OpContext;
use crate::error::{AppError, AppResult, ErrorKind};
use bodega_domain::digest::Digest;
use bodega_domain::ids::TenantId;
use bodega_package::{Package, SignatureError, TrustedKeys};
use bodega_store::installations::Kill;
use futures::FutureExt;
use futures::future::BoxFuture;

/// A marketplace that could not answer.
#[derive(Debug, thiserror::Error)]
#[error("the marketplace does not answer: {0}")]
pub struct MarketplaceError(pub String);

/// What a marketplace gives back, later.
pub type MarketplaceResult<'a, T> = BoxFuture<'a, Result<T, MarketplaceError>>;

/// What a marketplace withdrew after a number.
#[derive(Clone, Debug, Default)]
pub struct KillList {
    /// In the order of their numbers; empty = there are no more.
    pub items: Vec<Kill>,
    /// The greatest number there is.
    pub last: i64,
}

/// That a merchant has a version of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstalledAt {
    /// The merchant.
    pub tenant: TenantId,
    /// `publisher/name`.
    pub package: String,
    /// Version in use.
    pub version: String,
    /// The price plan that the merchant chose.
    pub plan: Option<String>,
    /// In how many stores it is on.
    pub stores: i64,
}

/// What was used of a price plan; the same id again counts once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Used {
    /// Made of installation and period.
    pub id: String,
    /// The merchant.
    pub tenant: TenantId,
    /// `publisher/name`.
    pub package: String,
    /// The price plan.
    pub plan: String,
    /// Store-months, or uses.
    pub quantity: i64,
    /// When, ms.
    pub occurred_at_ms: i64,
}

/// What a price plan counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Metered {
    /// Nothing: it is free.
    Nothing,
    /// Stores in which it is on, each month.
    StoreMonths,
    /// Uses, by the name of their meter.
    Uses(String),
}

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
    /// What was withdrawn after a number, a page at a time.
    fn kills(&self, after: i64) -> MarketplaceResult<'_, KillList>;
    /// What a price plan of `publisher/name` counts; `None` = there is no such plan.
    fn metered<'a>(&'a self, package: &'a str, plan: &'a str) -> MarketplaceResult<'a, Option<Metered>>;
    /// Tells who has what installed: all of it, so that what is not named is gone.
    fn report_installations(&self, all: Vec<InstalledAt>) -> MarketplaceResult<'_, ()>;
    /// Tells what was used; gives how much of it was new.
    fn report_usage(&self, used: Vec<Used>) -> MarketplaceResult<'_, usize>;
}

/// No marketplace: nobody's keys are known and nothing is on offer.
impl Marketplace for () {
    fn trusted_keys<'a>(&'a self, _: &'a str) -> MarketplaceResult<'a, TrustedKeys> {
        async { Ok(TrustedKeys::default()) }.boxed()
    }

    fn package<'a>(&'a self, _: &'a str, _: &'a str, _: &'a str) -> MarketplaceResult<'a, Option<Vec<u8>>> {
        async { Ok(None) }.boxed()
    }

    fn kills(&self, after: i64) -> MarketplaceResult<'_, KillList> {
        async move { Ok(KillList { items: Vec::new(), last: after }) }.boxed()
    }

    fn metered<'a>(&'a self, _: &'a str, _: &'a str) -> MarketplaceResult<'a, Option<Metered>> {
        async { Ok(None) }.boxed()
    }

    fn report_installations(&self, _: Vec<InstalledAt>) -> MarketplaceResult<'_, ()> {
        async { Ok(()) }.boxed()
    }

    fn report_usage(&self, _: Vec<Used>) -> MarketplaceResult<'_, usize> {
        async { Ok(0) }.boxed()
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
