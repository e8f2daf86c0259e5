//! The little of the OCI distribution API that a push needs: a token, blobs, a manifest. What a registry refuses comes back
//! as it said it, with what to do.

use anyhow::{Context, Result, anyhow, bail};
use bodega_package::MANIFEST_MEDIA_TYPE;
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode, Url, header};
use serde_json::Value;
use std::time::Duration;

/// How long a piece of a package may take over a slow line.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(600);
/// How long a connection may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// A repository of a marketplace, with the right to push to it.
pub struct Remote {
    client: Client,
    base: Url,
    repository: String,
    secret: String,
    authorization: Authorization,
}

enum Authorization {
    Nobody,
    Bearer(String),
    Basic(String),
}

impl Remote {
    /// Finds the marketplace and trades the publisher's token for the right to push.
    pub async fn connect(marketplace: &str, publisher: &str, name: &str, secret: &str) -> Result<Self> {
        let base = base_of(marketplace)?;
        let client = Client::builder()
            .tls_backend_preconfigured(bodega_egress::tls(&[])?)
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(REQUEST_TIMEOUT)
            .build()?;
        let repository = format!("{publisher}/{name}");
        let authorization = Authorization::Nobody;
        let mut remote = Remote { client, base, repository, secret: secret.to_owned(), authorization };
        let answer = send(remote.client.get(remote.url("v2/")?)).await?;
        remote.authorization = match answer.status() {
            StatusCode::OK => Authorization::Nobody,
            StatusCode::UNAUTHORIZED => remote.authorize(publisher, &challenge_of(&answer)?).await?,
            status => bail!("{marketplace} is no registry: GET /v2/ answers {status}; check --marketplace"),
        };
        Ok(remote)
    }

    async fn authorize(&self, publisher: &str, challenge: &Challenge) -> Result<Authorization> {
        let Challenge::Bearer { realm, service } = challenge else {
            return Ok(Authorization::Basic(publisher.to_owned()));
        };
        let mut realm = Url::parse(realm)
            .with_context(|| format!("the registry sends us to `{realm}`, which is no URL"))?;
        if realm.origin() != self.base.origin() && realm.scheme() != "https" {
            bail!("the registry wants the token sent to {realm} without TLS: it is not sent");
        }
        let scope = format!("repository:{}:pull,push", self.repository);
        realm.query_pairs_mut().append_pair("service", service).append_pair("scope", &scope);
        let request = self.client.get(realm).basic_auth(publisher, Some(&self.secret));
        let answer = send(request).await?;
        if matches!(answer.status(), StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) {
            let said = refusal(answer).await;
            bail!(
                "the marketplace does not know this token of `{publisher}` ({said}): check --token and `publisher` in bodega.toml"
            );
        }
        let answer: Value = accepted(answer, "asking for the right to push").await?.json().await?;
        let token = answer["token"].as_str().or(answer["access_token"].as_str());
        Ok(Authorization::Bearer(token.context("the registry gave no token")?.to_owned()))
    }

    /// The digest of a tag; none = there is no such tag.
    pub async fn digest_of(&self, tag: &str) -> Result<Option<String>> {
        let request = self.request(Method::HEAD, &format!("manifests/{tag}"))?;
        let answer = send(request.header(header::ACCEPT, MANIFEST_MEDIA_TYPE)).await?;
        if answer.status() == StatusCode::NOT_FOUND {
            return Ok(None);
        }
        let answer = accepted(answer, "looking for the version").await?;
        let digest = answer.headers().get("docker-content-digest").and_then(|value| value.to_str().ok());
        Ok(digest.map(str::to_owned))
    }

    /// Pushes a blob where it is not there yet.
    pub async fn push_blob(&self, digest: &str, bytes: &[u8]) -> Result<()> {
        let known = send(self.request(Method::HEAD, &format!("blobs/{digest}"))?).await?;
        if known.status() == StatusCode::OK {
            return Ok(());
        }
        let start =
            accepted(send(self.request(Method::POST, "blobs/uploads/")?).await?, "starting an upload")
                .await?;
        let location = start.headers().get(header::LOCATION).and_then(|value| value.to_str().ok());
        let mut location = self.base.join(location.context("the registry says nowhere to upload to")?)?;
        if location.origin() != self.base.origin() && location.scheme() != "https" {
            bail!("the registry wants the package sent to {location} without TLS: it is not sent");
        }
        location.query_pairs_mut().append_pair("digest", digest);
        let request = self.authorized(self.client.put(location));
        let request = request.header(header::CONTENT_TYPE, "application/octet-stream").body(bytes.to_vec());
        accepted(send(request).await?, "pushing a piece of the package").await.map(drop)
    }

    /// Puts the manifest under its tag: from then on the version is submitted.
    pub async fn push_manifest(&self, tag: &str, manifest: &[u8]) -> Result<()> {
        let request = self.request(Method::PUT, &format!("manifests/{tag}"))?;
        let request = request.header(header::CONTENT_TYPE, MANIFEST_MEDIA_TYPE).body(manifest.to_vec());
        let answer = send(request).await?;
        if answer.status() == StatusCode::CONFLICT {
            let said = refusal(answer).await;
            bail!(
                "version {tag} exists already ({said}): raise `version` in bodega.toml, then pack and sign again"
            );
        }
        if answer.status() == StatusCode::BAD_REQUEST {
            // What the author can mend is refused at the push, and says how; a key is mended at the marketplace.
            let said = refusal(answer).await;
            let hint =
                "the publisher's public key is registered there with `POST /v1/market/publishers/NAME/keys`";
            let hint = if said.contains("known key") { format!("; {hint}") } else { String::new() };
            bail!("the marketplace refuses version {tag}: {said}{hint}");
        }
        accepted(answer, "submitting the version").await.map(drop)
    }

    /// What the catalogue says of a version; none = this registry has no catalogue.
    pub async fn version(&self, version: &str) -> Result<Option<Value>> {
        let url = self.url(&format!("v1/market/packages/{}/versions/{version}", self.repository))?;
        let answer = send(self.client.get(url).bearer_auth(&self.secret)).await?;
        if !answer.status().is_success() {
            return Ok(None);
        }
        Ok(answer.json().await.ok())
    }

    fn url(&self, path: &str) -> Result<Url> {
        Ok(self.base.join(path)?)
    }

    fn request(&self, method: Method, path: &str) -> Result<RequestBuilder> {
        let url = self.url(&format!("v2/{}/{path}", self.repository))?;
        Ok(self.authorized(self.client.request(method, url)))
    }

    fn authorized(&self, request: RequestBuilder) -> RequestBuilder {
        match &self.authorization {
            Authorization::Nobody => request,
            Authorization::Bearer(token) => request.bearer_auth(token),
            Authorization::Basic(user) => request.basic_auth(user, Some(&self.secret)),
        }
    }
}

/// The address with a slash at its end. A token goes over the line, so without TLS only to this machine.
fn base_of(marketplace: &str) -> Result<Url> {
    let base = format!("{}/", marketplace.trim_end_matches('/'));
    let base = Url::parse(&base)
        .ok()
        .filter(|url| url.has_host() && matches!(url.scheme(), "http" | "https"))
        .with_context(|| format!("`{marketplace}` is no address; write it as https://market.example.com"))?;
    let is_here = matches!(base.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    if base.scheme() == "http" && !is_here {
        bail!("{marketplace} has no TLS, and the token would be readable on the way: use https");
    }
    Ok(base)
}

#[derive(Debug, PartialEq)]
enum Challenge {
    Basic,
    Bearer { realm: String, service: String },
}

fn challenge_of(answer: &Response) -> Result<Challenge> {
    let challenge = answer.headers().get(header::WWW_AUTHENTICATE).and_then(|value| value.to_str().ok());
    read_challenge(challenge.unwrap_or_default())
        .context("the registry wants a kind of sign-in that `publish` does not know; push with skopeo")
}

fn read_challenge(text: &str) -> Option<Challenge> {
    let (scheme, rest) = text.split_once(' ').unwrap_or((text, ""));
    if scheme.eq_ignore_ascii_case("basic") {
        return Some(Challenge::Basic);
    }
    let field = |name: &str| {
        let start = rest.find(&format!("{name}=\""))? + name.len() + 2;
        rest[start..].split_once('"').map(|(value, _)| value.to_owned())
    };
    if !scheme.eq_ignore_ascii_case("bearer") {
        return None;
    }
    Some(Challenge::Bearer { realm: field("realm")?, service: field("service").unwrap_or_default() })
}

async fn send(request: RequestBuilder) -> Result<Response> {
    request.send().await.map_err(|error| {
        let place = error.url().map(|url| url.origin().ascii_serialization()).unwrap_or_default();
        anyhow!(error.without_url())
            .context(format!("{place} does not answer; check --marketplace and the network"))
    })
}

/// The answer of a success; else what the registry said.
async fn accepted(answer: Response, what: &str) -> Result<Response> {
    let status = answer.status();
    if status.is_success() {
        return Ok(answer);
    }
    let said = refusal(answer).await;
    match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
            bail!("{what} is not allowed: {said}; check --token and `publisher` in bodega.toml")
        }
        _ => bail!("{what} was refused ({status}): {said}"),
    }
}

/// The words of a refusal, in OCI's form or plain.
async fn refusal(answer: Response) -> String {
    let text = answer.text().await.unwrap_or_default();
    let json: Value = serde_json::from_str(&text).unwrap_or_default();
    let messages = json["errors"].as_array().into_iter().flatten();
    let messages: Vec<&str> = messages.filter_map(|error| error["message"].as_str()).collect();
    if messages.is_empty() { text.chars().take(400).collect() } else { messages.join("; ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_goes_nowhere_without_tls_but_to_this_machine() {
        let refused = |text: &str| base_of(text).unwrap_err().to_string();
        assert!(refused("http://market.example.com").contains("use https"));
        assert!(refused("http://localhost.example.com").contains("use https"));
        assert!(refused("market.example.com").contains("no address"));
        assert!(refused("file:///etc/passwd").contains("no address"));
        assert_eq!(base_of("http://127.0.0.1:8080").unwrap().as_str(), "http://127.0.0.1:8080/");
        assert_eq!(
            base_of("https://market.example.com/shop/").unwrap().join("v2/").unwrap().path(),
            "/shop/v2/"
        );
    }

    #[test]
    fn challenges_are_read() {
        let bearer = r#"Bearer realm="https://auth.example/token",service="registry""#;
        let expected = Challenge::Bearer {
            realm: "https://auth.example/token".to_owned(),
            service: "registry".to_owned(),
        };
        assert_eq!(read_challenge(bearer), Some(expected));
        assert_eq!(read_challenge("Basic realm=\"x\""), Some(Challenge::Basic));
        assert_eq!(read_challenge("Bearer service=\"x\""), None);
        assert_eq!(read_challenge("Negotiate"), None);
    }
}
