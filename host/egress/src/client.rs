//! The HTTP client under all requests: HTTP/1.1 over rustls, no proxy, no cookies, no redirects and no decompression of its
//! own, and a resolver that lets only public addresses through.

use crate::resolve::{Guard, SystemLookup};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
#[cfg(feature = "test-hooks")]
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

/// Ms until a connection stands, TLS included.
pub const CONNECT_MS_MAX: u64 = 5_000;
/// Headers of an answer.
pub const RESPONSE_HEADERS_MAX: usize = 100;
/// Connections kept open to a host, for the next request: a TLS handshake costs two round trips.
const IDLE_PER_HOST_MAX: usize = 4;
/// Seconds that such a connection is kept.
const IDLE_SECS_MAX: u64 = 30;

/// Sends requests of plugins. One for the process: it keeps connections.
#[derive(Clone)]
pub struct Egress {
    pub(crate) client: reqwest::Client,
}

/// Why there is no client.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// They are read from a file of the merchant's.
    #[error("the extra root certificates cannot be read; give PEM certificates one after the other")]
    Roots(#[source] rustls::pki_types::pem::Error),
    /// One of them is no certificate.
    #[error("an extra root certificate is not valid")]
    Root(#[source] rustls::Error),
    /// Of rustls.
    #[error("TLS cannot be set up")]
    Tls(#[source] rustls::Error),
    /// Of reqwest.
    #[error("the HTTP client cannot be set up")]
    Client(#[from] reqwest::Error),
}

impl Egress {
    /// Trusts Mozilla's root certificates, and these in PEM beside them (a merchant's own authority); none = empty.
    ///
    /// # Errors
    /// [`SetupError`] says which certificate or library refused.
    pub fn new(extra_roots_pem: &[u8]) -> Result<Self, SetupError> {
        let guard = Guard { lookup: Arc::new(SystemLookup::new()), reachable: Vec::new() };
        Self::guarded(guard, extra_roots_pem)
    }

    /// With answers of the test's own for every name, letting it reach these addresses beside public ones.
    ///
    /// # Errors
    /// As [`Self::new`].
    #[cfg(feature = "test-hooks")]
    pub fn for_tests(
        lookup: impl Fn(&str) -> std::io::Result<Vec<IpAddr>> + Send + Sync + 'static,
        reachable: &[IpAddr],
        extra_roots_pem: &[u8],
    ) -> Result<Self, SetupError> {
        struct TestLookup<F>(F);
        impl<F: Fn(&str) -> std::io::Result<Vec<IpAddr>> + Send + Sync> crate::resolve::Lookup for TestLookup<F> {
            fn lookup(
                &self,
                name: String,
            ) -> futures::future::BoxFuture<'static, std::io::Result<Vec<IpAddr>>> {
                Box::pin(std::future::ready((self.0)(&name)))
            }
        }
        let guard = Guard { lookup: Arc::new(TestLookup(lookup)), reachable: reachable.to_vec() };
        Self::guarded(guard, extra_roots_pem)
    }

    fn guarded(guard: Guard, extra_roots_pem: &[u8]) -> Result<Self, SetupError> {
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls(extra_roots_pem)?)
            .dns_resolver(Arc::new(guard))
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .no_proxy()
            .no_gzip()
            .no_brotli()
            .no_zstd()
            .no_deflate()
            .http1_only()
            .http1_max_headers(RESPONSE_HEADERS_MAX)
            .user_agent(concat!("Bodega/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(Duration::from_millis(CONNECT_MS_MAX))
            .pool_max_idle_per_host(IDLE_PER_HOST_MAX)
            .pool_idle_timeout(Duration::from_secs(IDLE_SECS_MAX))
            .build()?;
        Ok(Egress { client })
    }
}

/// TLS as requests of plugins have it, for the host's own.
///
/// # Errors
/// As [`Egress::new`].
pub fn tls(extra_roots_pem: &[u8]) -> Result<ClientConfig, SetupError> {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    for certificate in CertificateDer::pem_slice_iter(extra_roots_pem) {
        roots.add(certificate.map_err(SetupError::Roots)?).map_err(SetupError::Root)?;
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(SetupError::Tls)?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}
