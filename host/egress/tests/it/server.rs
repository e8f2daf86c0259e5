//! A server that answers with whatever bytes a test gives it.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;

/// A piece of an answer.
#[derive(Clone)]
pub(crate) enum Step {
    Send(Vec<u8>),
    Wait(Duration),
    /// Again and again, until the client hangs up.
    Flood(Vec<u8>),
}

pub(crate) struct Server {
    pub(crate) port: u16,
    received: Arc<Mutex<Vec<String>>>,
    flooded: Arc<Mutex<usize>>,
}

impl Server {
    pub(crate) async fn start(answer: impl Fn(&str) -> Vec<Step> + Send + Sync + 'static) -> Server {
        Self::start_on(Ipv4Addr::LOCALHOST, answer).await
    }

    pub(crate) async fn start_on(
        address: Ipv4Addr,
        answer: impl Fn(&str) -> Vec<Step> + Send + Sync + 'static,
    ) -> Server {
        let listener = TcpListener::bind(SocketAddr::from((address, 0))).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = Server { port, received: Arc::default(), flooded: Arc::default() };
        let (received, flooded, answer) = (server.received.clone(), server.flooded.clone(), Arc::new(answer));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (received, flooded, answer) = (received.clone(), flooded.clone(), answer.clone());
                tokio::spawn(async move { serve(stream, &received, &flooded, &*answer).await });
            }
        });
        server
    }

    /// Whole requests, as they came.
    pub(crate) fn received(&self) -> Vec<String> {
        self.received.lock().unwrap().clone()
    }

    /// Bytes that a flood could send.
    pub(crate) fn flooded(&self) -> usize {
        *self.flooded.lock().unwrap()
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://shop.example.com:{}{path}", self.port)
    }
}

/// Reads requests until the client hangs up, and plays the answer to each.
pub(crate) async fn serve<S: AsyncRead + AsyncWrite + Unpin>(
    mut stream: S,
    received: &Mutex<Vec<String>>,
    flooded: &Mutex<usize>,
    answer: &(dyn Fn(&str) -> Vec<Step> + Send + Sync),
) {
    let mut bytes = Vec::new();
    loop {
        let request = loop {
            if let Some(end) = whole(&bytes) {
                let rest = bytes.split_off(end);
                break String::from_utf8(std::mem::replace(&mut bytes, rest)).unwrap();
            }
            let mut piece = [0; 8192];
            match stream.read(&mut piece).await {
                Ok(0) | Err(_) => return,
                Ok(read) => bytes.extend_from_slice(&piece[..read]),
            }
        };
        received.lock().unwrap().push(request.clone());
        for step in answer(&request) {
            let sent = match step {
                Step::Send(bytes) => stream.write_all(&bytes).await,
                Step::Wait(time) => {
                    tokio::time::sleep(time).await;
                    Ok(())
                }
                Step::Flood(bytes) => loop {
                    if let Err(error) = stream.write_all(&bytes).await {
                        break Err(error);
                    }
                    *flooded.lock().unwrap() += bytes.len();
                },
            };
            if sent.is_err() {
                return;
            }
        }
        let _ = stream.flush().await;
    }
}

/// Where the first request ends.
fn whole(bytes: &[u8]) -> Option<usize> {
    let head = bytes.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let text = std::str::from_utf8(&bytes[..head]).unwrap().to_lowercase();
    let length = text.lines().find_map(|line| line.strip_prefix("content-length: "));
    let end = head + length.map_or(0, |length| length.trim().parse::<usize>().unwrap());
    (bytes.len() >= end).then_some(end)
}

pub(crate) fn answer(status: &str, headers: &[(&str, &str)], body: &str) -> Vec<Step> {
    let mut text = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n", body.len());
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    vec![Step::Send(format!("{text}\r\n{body}").into_bytes())]
}

pub(crate) fn ok(body: &str) -> Vec<Step> {
    answer("200 OK", &[], body)
}

pub(crate) fn redirect(status: u16, to: &str) -> Vec<Step> {
    answer(&format!("{status} On"), &[("location", to)], "gone on")
}

/// The path of a request.
pub(crate) fn path(request: &str) -> &str {
    request.split(' ').nth(1).unwrap()
}

/// The value of a header, if the request has it.
pub(crate) fn header<'a>(request: &'a str, name: &str) -> Option<&'a str> {
    let head = request.split("\r\n\r\n").next().unwrap();
    let found = head.lines().skip(1).filter_map(|line| line.split_once(": "));
    found.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

pub(crate) fn body(request: &str) -> &str {
    request.split_once("\r\n\r\n").unwrap().1
}
