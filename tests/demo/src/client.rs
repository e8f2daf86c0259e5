//! A small client of the public API: typed refusals, bounded concurrency, retries of what is safe to repeat.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;

/// Requests under way at once, so that a loader never floods the server it measures.
const CONCURRENCY: usize = 16;

/// How often a request is sent before its failure counts; every one here is safe to repeat. With the waits between
/// them that is long enough for a server to come back.
const ATTEMPTS_MAX: u32 = 6;

/// The wait before the second attempt; it doubles.
const BACKOFF: Duration = Duration::from_millis(150);

/// The longest that one attempt may take: a batch on a busy machine, not a hanging server.
const TIMEOUT: Duration = Duration::from_secs(60);

/// A refusal as the server words it (RFC 9457).
#[derive(Clone, Debug, serde::Deserialize)]
pub struct Problem {
    /// What sort of problem it is.
    #[serde(default)]
    pub title: String,
    /// The HTTP status.
    #[serde(default)]
    pub status: u16,
    /// What happened this time.
    #[serde(default)]
    pub detail: String,
    /// Stable and dotted, to decide by.
    #[serde(default)]
    pub code: String,
    /// JSON pointer of the request member at fault.
    #[serde(default)]
    pub pointer: Option<String>,
    /// The request's id.
    #[serde(default)]
    pub instance: Option<String>,
    /// More to work with, e.g. the new `quote`.
    #[serde(flatten)]
    pub more: Map<String, Value>,
}

/// Why a request came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The server refused.
    #[error("{method} {path}: {problem}")]
    Refused {
        /// What was asked.
        method: &'static str,
        /// Where.
        path: String,
        /// The server's words.
        problem: Box<Problem>,
    },
    /// No answer, or none that makes sense.
    #[error("{method} {path}: {reason}")]
    NoAnswer {
        /// What was asked.
        method: &'static str,
        /// Where.
        path: String,
        /// What went wrong.
        reason: String,
    },
}

impl ClientError {
    /// The refusal, where it is one with this code.
    pub fn refused_with(&self, code: &str) -> Option<&Problem> {
        match self {
            ClientError::Refused { problem, .. } if problem.code == code => Some(problem),
            _ => None,
        }
    }

    /// The HTTP status of a refusal.
    pub fn status(&self) -> Option<u16> {
        match self {
            ClientError::Refused { problem, .. } => Some(problem.status),
            ClientError::NoAnswer { .. } => None,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ({})", self.status, self.title, self.code)?;
        if !self.detail.is_empty() {
            write!(f, ": {}", self.detail)?;
        }
        if let Some(pointer) = self.pointer.as_deref().filter(|pointer| !pointer.is_empty()) {
            write!(f, " at {pointer}")?;
        }
        match &self.instance {
            Some(instance) => write!(f, " [{instance}]"),
            None => Ok(()),
        }
    }
}

/// What a request took.
#[derive(Clone, Debug)]
pub struct Timing {
    /// What it was, e.g. `quote`; empty for requests that nobody measures.
    pub what: &'static str,
    /// From sending to the last byte of the answer.
    pub took: Duration,
    /// What it was about, for people.
    pub about: String,
}

/// A client of one tenant. Cheap to clone.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    token: String,
    permits: Arc<Semaphore>,
    timings: Arc<Mutex<Vec<Timing>>>,
}

impl Client {
    /// A client of the server at `base` (`http://host:port`) with a bearer token.
    ///
    /// # Errors
    /// The HTTP library cannot start.
    pub fn new(base: &str, token: &str) -> Result<Self, reqwest::Error> {
        // The demo's server is local: what a proxy variable says is about other places.
        let http = reqwest::Client::builder().no_proxy().timeout(TIMEOUT).build()?;
        Ok(Client {
            http,
            base: base.trim_end_matches('/').to_owned(),
            token: token.to_owned(),
            permits: Arc::new(Semaphore::new(CONCURRENCY)),
            timings: Arc::default(),
        })
    }

    /// The same client with another token; what is measured goes to the same record.
    pub fn with_token(&self, token: &str) -> Self {
        Client { token: token.to_owned(), ..self.clone() }
    }

    /// Where the server is.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// What was measured so far; the record starts anew.
    pub fn take_timings(&self) -> Vec<Timing> {
        self.timings.lock().map(|mut timings| std::mem::take(&mut *timings)).unwrap_or_default()
    }

    /// Reads `path`.
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, ClientError> {
        self.send("GET", path, None, &[], |_| {}).await
    }

    /// Makes or changes what `path` names.
    pub async fn put<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T, ClientError> {
        self.send("PUT", path, Some(json(body)), &[], |_| {}).await
    }

    /// Asks `path` to do something, once, however often it has to be sent.
    pub async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T, ClientError> {
        let key = uuid::Uuid::now_v7().to_string();
        self.send("POST", path, Some(json(body)), &[("idempotency-key", &key)], |_| {}).await
    }

    /// [`Self::post`] without an idempotency key, for what changes nothing; measured as `what`.
    pub async fn ask<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
        what: &'static str,
        about: &str,
    ) -> Result<T, ClientError> {
        self.send("POST", path, Some(json(body)), &[], |took| self.record(what, took, about)).await
    }

    /// [`Self::put`], measured as `what`.
    pub async fn put_timed<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
        what: &'static str,
        about: &str,
    ) -> Result<T, ClientError> {
        self.send("PUT", path, Some(json(body)), &[], |took| self.record(what, took, about)).await
    }

    fn record(&self, what: &'static str, took: Duration, about: &str) {
        if let Ok(mut timings) = self.timings.lock() {
            timings.push(Timing { what, took, about: about.to_owned() });
        }
    }

    async fn send<T: DeserializeOwned>(
        &self,
        method: &'static str,
        path: &str,
        content: Option<Content>,
        headers: &[(&str, &str)],
        measured: impl Fn(Duration),
    ) -> Result<T, ClientError> {
        let no_answer = |reason: String| ClientError::NoAnswer { method, path: path.to_owned(), reason };
        // The semaphore is never closed, so only a bug could take the permit away.
        let _permit = self.permits.acquire().await.map_err(|error| no_answer(error.to_string()))?;
        let mut wait = BACKOFF;
        for attempt in 1.. {
            let started = Instant::now();
            let answer = self.attempt(method, path, content.as_ref(), headers).await;
            let is_last = attempt >= ATTEMPTS_MAX;
            match answer {
                Ok((status, bytes)) if (200..300).contains(&status) => {
                    measured(started.elapsed());
                    // Nothing is what some answers say.
                    let bytes = if bytes.is_empty() { b"null".to_vec() } else { bytes };
                    return serde_json::from_slice(&bytes)
                        .map_err(|error| no_answer(format!("an answer of another shape: {error}")));
                }
                Ok((status, _)) if status >= 500 && !is_last => {}
                Ok((status, bytes)) => {
                    measured(started.elapsed());
                    let problem = problem(status, &bytes);
                    return Err(ClientError::Refused { method, path: path.to_owned(), problem });
                }
                Err(error) if is_last => return Err(no_answer(causes(&error))),
                Err(_) => {}
            }
            tokio::time::sleep(wait).await;
            wait *= 2;
        }
        Err(no_answer("given up".to_owned()))
    }

    async fn attempt(
        &self,
        method: &str,
        path: &str,
        content: Option<&Content>,
        headers: &[(&str, &str)],
    ) -> Result<(u16, Vec<u8>), reqwest::Error> {
        let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap_or_default();
        let mut request = self.http.request(method, format!("{}{path}", self.base)).bearer_auth(&self.token);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(content) = content {
            request = request.header("content-type", content.media_type).body(content.bytes.clone());
        }
        let answer = request.send().await?;
        let status = answer.status().as_u16();
        Ok((status, answer.bytes().await?.to_vec()))
    }
}

struct Content {
    media_type: &'static str,
    bytes: Vec<u8>,
}

fn json(body: &impl Serialize) -> Content {
    // Bodies are structs and JSON values of our own: nothing in them cannot be written.
    Content { media_type: "application/json", bytes: serde_json::to_vec(body).unwrap_or_default() }
}

fn problem(status: u16, bytes: &[u8]) -> Box<Problem> {
    let read: Option<Problem> = serde_json::from_slice(bytes).ok();
    Box::new(read.filter(|problem| problem.status != 0).unwrap_or_else(|| Problem {
        title: "an answer that is no problem document".to_owned(),
        status,
        detail: String::from_utf8_lossy(bytes).chars().take(200).collect(),
        code: String::new(),
        pointer: None,
        instance: None,
        more: Map::new(),
    }))
}

fn causes(error: &reqwest::Error) -> String {
    let mut text = error.to_string();
    let mut next = std::error::Error::source(error);
    while let Some(cause) = next {
        text = format!("{text}: {cause}");
        next = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_reads_like_a_sentence_and_keeps_what_it_carries() {
        let body =
            br#"{"type":"urn:bodega:problem:price_changed","title":"The price has changed","status":409,
            "detail":"show the customer the new quote","code":"price_changed","pointer":"/quote",
            "quote":{"total_minor":1250}}"#;
        let problem = problem(409, body);
        assert_eq!(problem.more["quote"]["total_minor"], 1250);
        let error = ClientError::Refused { method: "PUT", path: "/v1/sales/x".to_owned(), problem };
        assert_eq!(
            error.to_string(),
            "PUT /v1/sales/x: 409 The price has changed (price_changed): show the customer the new quote at /quote"
        );
        assert!(error.refused_with("price_changed").is_some() && error.refused_with("sku.unknown").is_none());
    }

    #[test]
    fn an_answer_of_a_stranger_is_quoted() {
        let problem = problem(502, b"<html>bad gateway</html>");
        assert_eq!(problem.status, 502);
        assert!(problem.to_string().contains("bad gateway"));
    }
}
