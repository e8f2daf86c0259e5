//! Sends one request, follows its redirects under the same rules, and reads the answer within bounds.

use crate::fill::{Filled, SecretSource, Secrets, fill};
use crate::redirect::{self, Leg};
use crate::request::{REDIRECTS_MAX, Request, Response};
use crate::trace::{Exchange, Hop, Trace};
use crate::{Egress, EgressError, Policy};
use bytes::{Bytes, BytesMut};
use http::HeaderMap;
use std::time::{Duration, Instant};

/// Bytes of an answer's headers together. Platforms send less than 2 KiB, content networks up to 8.
pub const RESPONSE_HEADER_BYTES_MAX: usize = 32 << 10;

impl Egress {
    /// Sends a request and hands the answer back.
    ///
    /// # Errors
    /// [`EgressError`]; a status of 400 and above is an answer, not an error.
    pub async fn send(
        &self,
        policy: &Policy,
        request: Request,
        secrets: &dyn SecretSource,
    ) -> Result<Response, EgressError> {
        self.exchange(policy, &request, secrets).await.answer
    }

    /// The same, with the record for the author.
    pub async fn exchange(&self, policy: &Policy, request: &Request, secrets: &dyn SecretSource) -> Exchange {
        let mut trace = Trace::of(request);
        let start = Instant::now();
        let answer = self.run(policy, request, secrets, &mut trace.redirects).await;
        trace.took_ms = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
        trace.finish(&answer);
        Exchange { trace, answer }
    }

    async fn run(
        &self,
        policy: &Policy,
        request: &Request,
        secrets: &dyn SecretSource,
        hops: &mut Vec<Hop>,
    ) -> Result<Response, EgressError> {
        if request.redirects > REDIRECTS_MAX {
            return Err(EgressError::invalid(format!("at most {REDIRECTS_MAX} redirects can be followed")));
        }
        if request.timeout_ms == 0 {
            return Err(EgressError::invalid("a timeout of 0 ms leaves no time to answer"));
        }
        let timeout = policy.timeout_max.min(Duration::from_millis(u64::from(request.timeout_ms)));
        let url = policy.check_text(&request.url)?;
        let Filled { url, headers, body, has_secret_in_body, secrets } = fill(request, url, secrets)?;
        let method = http::Method::from_bytes(request.method.as_str().as_bytes())
            .map_err(|_| EgressError::invalid("the method is none"))?;
        let leg = Leg { method, url, headers, body, has_secret_in_body };
        let work = self.follow(policy, leg, request.redirects, &secrets, hops);
        tokio::time::timeout(timeout, work).await.unwrap_or_else(|_| {
            let text =
                format!("no whole answer within {} ms, the request may have arrived", timeout.as_millis());
            Err(EgressError::Unreachable(text))
        })
    }

    async fn follow(
        &self,
        policy: &Policy,
        mut leg: Leg,
        redirects_max: u32,
        secrets: &Secrets,
        hops: &mut Vec<Hop>,
    ) -> Result<Response, EgressError> {
        loop {
            let mut request =
                self.client.request(leg.method.clone(), leg.url.clone()).headers(leg.headers.clone());
            if let Some(body) = leg.body.clone() {
                request = request.body(body);
            }
            let answer =
                request.send().await.map_err(|e| EgressError::of_client(e, RESPONSE_HEADER_BYTES_MAX))?;
            let status = answer.status();
            match redirect::location(status, answer.headers()) {
                Some(location) if (hops.len() as u32) < redirects_max => {
                    leg = leg.follow(policy, status, location)?;
                    hops.push(Hop::new(status.as_u16(), &leg.url));
                }
                _ => return read(answer, policy.response_bytes_max, secrets).await,
            }
        }
    }
}

async fn read(
    mut answer: reqwest::Response,
    bytes_max: usize,
    secrets: &Secrets,
) -> Result<Response, EgressError> {
    let headers = headers(answer.headers(), secrets)?;
    let announced = answer.content_length().unwrap_or(0);
    if usize::try_from(announced).map_or(true, |announced| announced > bytes_max) {
        return Err(EgressError::TooLarge(bytes_max));
    }
    let mut body = BytesMut::new();
    while let Some(chunk) =
        answer.chunk().await.map_err(|e| EgressError::of_client(e, RESPONSE_HEADER_BYTES_MAX))?
    {
        if body.len() + chunk.len() > bytes_max {
            return Err(EgressError::TooLarge(bytes_max));
        }
        body.extend_from_slice(&chunk);
    }
    let body = secrets.mask(&body).map_or_else(|| body.freeze(), Bytes::from);
    Ok(Response { status: answer.status().as_u16(), headers, body })
}

fn headers(headers: &HeaderMap, secrets: &Secrets) -> Result<Vec<(String, String)>, EgressError> {
    let bytes: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    if bytes > RESPONSE_HEADER_BYTES_MAX {
        return Err(EgressError::TooLarge(RESPONSE_HEADER_BYTES_MAX));
    }
    let shown = |value: &[u8]| {
        let masked = secrets.mask(value);
        String::from_utf8_lossy(masked.as_deref().unwrap_or(value)).into_owned()
    };
    Ok(headers.iter().map(|(name, value)| (name.as_str().to_owned(), shown(value.as_bytes()))).collect())
}
