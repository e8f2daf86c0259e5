use crate::server::{Step, ok, serve};
use crate::{LOCAL, NO_SECRETS, get};
use bodega_egress::{Egress, EgressError, HostRule, Policy, SetupError};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::{ServerConfig, crypto::aws_lc_rs, pki_types::PrivateKeyDer};

/// A merchant's own certificate authority.
pub(crate) struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    pub(crate) fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Authority(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    pub(crate) fn pem(&self) -> String {
        self.0.pem()
    }

    /// Serves TLS with a certificate for this name; the port.
    pub(crate) async fn serve(
        &self,
        name: &str,
        answer: impl Fn(&str) -> Vec<Step> + Send + Sync + 'static,
    ) -> u16 {
        let key = KeyPair::generate().unwrap();
        let certificate =
            CertificateParams::new(vec![name.to_owned()]).unwrap().signed_by(&key, &self.0).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(
                vec![certificate.der().clone()],
                PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
            )
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let answer = Arc::new(answer);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, answer) = (acceptor.clone(), answer.clone());
                tokio::spawn(async move {
                    if let Ok(stream) = acceptor.accept(stream).await {
                        serve(stream, &Mutex::default(), &Mutex::default(), &*answer).await;
                    }
                });
            }
        });
        port
    }
}

async fn ask(authority: &Authority, trusted: &str, served: &str) -> Result<String, EgressError> {
    let port = authority.serve(served, |_| ok("sealed")).await;
    let egress = Egress::for_tests(|_| Ok(vec![LOCAL]), &[LOCAL], trusted.as_bytes()).unwrap();
    let policy = Policy::new(vec![HostRule::new("shop.example.com", &[port]).unwrap()]);
    let answer = egress.send(&policy, get(format!("https://shop.example.com:{port}/")), &NO_SECRETS).await?;
    Ok(String::from_utf8(answer.body.to_vec()).unwrap())
}

#[tokio::test]
async fn a_merchants_own_authority_is_trusted_where_it_was_given() {
    let authority = Authority::new();
    assert_eq!(ask(&authority, &authority.pem(), "shop.example.com").await.unwrap(), "sealed");
    let two = format!("{}{}", Authority::new().pem(), authority.pem());
    assert_eq!(ask(&authority, &two, "*.example.com").await.unwrap(), "sealed");
}

#[tokio::test]
async fn other_authorities_and_other_names_are_not() {
    let authority = Authority::new();
    for (trusted, served, reason) in [
        (String::new(), "shop.example.com", "UnknownIssuer"),
        (Authority::new().pem(), "shop.example.com", ""),
        (authority.pem(), "other.example.com", "not valid for name"),
        (authority.pem(), "*.shop.example.com", "not valid for name"),
    ] {
        let error = ask(&authority, &trusted, served).await.unwrap_err();
        let is_told = matches!(&error, EgressError::Unreachable(text) if text.contains("certificate") && text.contains(reason));
        assert!(is_told, "{error:?}");
    }
}

#[tokio::test]
async fn https_to_a_server_without_tls_is_unreachable() {
    let server = crate::server::Server::start(|_| ok("plain")).await;
    let url = server.url("/").replace("http:", "https:");
    let request = bodega_egress::Request { timeout_ms: 500, ..get(url) };
    let error = crate::send(&crate::local_egress(), server.port, request).await.unwrap_err();
    assert!(matches!(error, EgressError::Unreachable(_)), "{error:?}");
}

#[test]
fn roots_that_cannot_be_read_are_refused_at_start() {
    let cut = Authority::new().pem().replace("-----END", "----END");
    assert!(matches!(Egress::new(cut.as_bytes()), Err(SetupError::Roots(_))));
    let damaged = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
    assert!(matches!(Egress::new(damaged.as_bytes()), Err(SetupError::Root(_))));
}
