//! The public door against a server on this machine that misbehaves, a resolver that lies, and URLs that pretend.

mod addresses;
mod bounds;
mod dns;
mod headers;
mod policy;
mod proxy;
mod record;
mod redirects;
mod secrets;
mod server;
mod tls;

use bodega_egress::{
    Body, Egress, EgressError, HostRule, Method, Part, Policy, Request, Response, SecretSource,
};
use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use zeroize::Zeroizing;

pub(crate) const LOCAL: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

/// Answers name look-ups, and remembers them.
#[derive(Clone, Default)]
pub(crate) struct Names(Arc<Mutex<Vec<String>>>);

impl Names {
    pub(crate) fn asked(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    /// An egress whose names all lead to `answer`; this machine's 127.0.0.1 stands for a public address.
    pub(crate) fn leading_to(&self, answer: impl Fn(&str) -> Vec<IpAddr> + Send + Sync + 'static) -> Egress {
        let asked = self.0.clone();
        let lookup = move |name: &str| {
            asked.lock().unwrap().push(name.to_owned());
            Ok(answer(name))
        };
        Egress::for_tests(lookup, &[LOCAL], &[]).unwrap()
    }
}

/// All names lead to the test's server.
pub(crate) fn local_egress() -> Egress {
    Names::default().leading_to(|_| vec![LOCAL])
}

/// `shop.example.com` and all below `example.org`, on these ports, also without TLS.
pub(crate) fn policy(ports: &[u16]) -> Policy {
    let rule = |host| HostRule::new(host, ports).unwrap().with_plain_http();
    Policy::new(vec![rule("shop.example.com"), rule("*.example.org")])
}

pub(crate) fn get(url: impl Into<String>) -> Request {
    Request {
        method: Method::Get,
        url: url.into(),
        query: Vec::new(),
        headers: Vec::new(),
        body: Body::Empty,
        redirects: 0,
        timeout_ms: 5_000,
    }
}

pub(crate) fn post(url: impl Into<String>, body: Body) -> Request {
    Request { method: Method::Post, body, ..get(url) }
}

pub(crate) fn text(text: &str) -> Part {
    Part::Text(text.to_owned())
}

pub(crate) fn secret(name: &str) -> Part {
    Part::Secret(name.to_owned())
}

pub(crate) fn named(name: &str, parts: Vec<Part>) -> (String, Vec<Part>) {
    (name.to_owned(), parts)
}

/// Secrets of `shop.example.com` only.
pub(crate) struct Vault(pub(crate) &'static [(&'static str, &'static str)]);

pub(crate) const NO_SECRETS: Vault = Vault(&[]);

impl SecretSource for Vault {
    fn secret(&self, name: &str, host: &str) -> Option<Zeroizing<String>> {
        let found = self.0.iter().find(|(known, _)| *known == name && host == "shop.example.com");
        found.map(|(_, value)| Zeroizing::new((*value).to_owned()))
    }
}

pub(crate) async fn send(egress: &Egress, port: u16, request: Request) -> Result<Response, EgressError> {
    egress.send(&policy(&[port]), request, &NO_SECRETS).await
}
