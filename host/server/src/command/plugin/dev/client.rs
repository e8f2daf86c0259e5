//! The author's host through its own API, as any client sees it.

use anyhow::{Context, Result, bail};
use reqwest::{Method, RequestBuilder, header};
use serde_json::Value;
use std::time::Duration;

/// Compiling the largest package on a busy machine fits.
const TIMEOUT: Duration = Duration::from_secs(120);

/// A client with a token.
pub struct Client {
    http: reqwest::Client,
    base: String,
    token: String,
}

impl Client {
    pub fn new(base: &str, token: &str) -> Result<Self> {
        let http = reqwest::Client::builder()
            .tls_backend_preconfigured(bodega_egress::tls(&[])?)
            .no_proxy()
            .timeout(TIMEOUT)
            .build()?;
        Ok(Client { http, base: base.to_owned(), token: token.to_owned() })
    }

    pub fn base(&self) -> &str {
        &self.base
    }

    pub fn token(&self) -> &str {
        &self.token
    }

    pub async fn get(&self, path: &str) -> Result<Value> {
        self.send(self.request(Method::GET, path), path).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Result<Value> {
        self.send(self.request(Method::PUT, path).json(&body), path).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Result<Value> {
        self.send(self.request(Method::POST, path).json(&body), path).await
    }

    /// Hands a package over.
    pub async fn publish(&self, package: Vec<u8>) -> Result<Value> {
        let path = "/v1/packages";
        let request = self.request(Method::POST, path);
        self.send(request.header(header::CONTENT_TYPE, "application/octet-stream").body(package), path).await
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.base)).bearer_auth(&self.token)
    }

    async fn send(&self, request: RequestBuilder, path: &str) -> Result<Value> {
        let answer = request.send().await.with_context(|| format!("{path} does not answer"))?;
        let status = answer.status();
        let text = answer.text().await.with_context(|| format!("{path} stopped in its answer"))?;
        let body: Value = serde_json::from_str(&text).unwrap_or(Value::String(text));
        if !status.is_success() {
            let said = |member: &str| body[member].as_str().unwrap_or_default().to_owned();
            let fields = body.get("errors").map(|errors| format!(" {errors}")).unwrap_or_default();
            bail!("{path} answers {status} {}: {}{fields}", said("code"), said("detail"));
        }
        Ok(body)
    }
}
