use crate::server::{Server, answer, body, header, ok, path};
use crate::{Vault, get, local_egress, named, policy, post, secret, text};
use bodega_egress::{Body, EgressError, Part, Request};
use std::io::Write;
use std::sync::{Arc, Mutex};

const VAULT: Vault = Vault(&[
    ("app_secret", "s3cret+/= &%值"),
    ("broken", "line\r\nx-evil: 1"),
    ("empty", ""),
    ("short", "1999"),
]);

async fn received(request: impl FnOnce(&Server) -> Request) -> (String, bodega_egress::Exchange) {
    let server = Server::start(|_| ok("")).await;
    let request = request(&server);
    let exchange = local_egress().exchange(&policy(&[server.port]), &request, &VAULT).await;
    exchange.answer.as_ref().unwrap();
    (server.received().remove(0), exchange)
}

#[tokio::test]
async fn a_secret_is_put_in_its_place_in_the_encoding_of_the_place() {
    let (request, _) = received(|server| Request {
        query: vec![named("sign", vec![text("a="), secret("app_secret")])],
        headers: vec![
            named("x-key", vec![text("Key "), secret("app_secret"), text("!")]),
            named(
                "authorization",
                vec![text("Basic "), Part::Basic { user: "app".to_owned(), secret: "short".to_owned() }],
            ),
        ],
        ..get(server.url("/v1"))
    })
    .await;
    assert_eq!(path(&request), "/v1?sign=a%3Ds3cret%2B%2F%3D%20%26%25%E5%80%BC");
    assert_eq!(header(&request, "x-key"), Some("Key s3cret+/= &%值!"));
    assert_eq!(header(&request, "authorization"), Some("Basic YXBwOjE5OTk="));

    let form = Body::Form(vec![
        named("cmd", vec![text("order.get")]),
        named("secret", vec![secret("app_secret"), text("#")]),
    ]);
    let (request, _) = received(|server| post(server.url("/v1"), form)).await;
    assert_eq!(body(&request), "cmd=order.get&secret=s3cret%2B%2F%3D+%26%25%E5%80%BC%23");
    assert_eq!(header(&request, "content-type"), Some("application/x-www-form-urlencoded"));

    let parts = Body::Parts(vec![text(r#"{"corpsecret":""#), secret("app_secret"), text("\"}")]);
    let (request, _) = received(|server| post(server.url("/v1"), parts)).await;
    assert_eq!(body(&request), r#"{"corpsecret":"s3cret+/= &%值"}"#);
}

#[tokio::test]
async fn a_secret_that_cannot_be_used_is_named_and_nothing_is_sent() {
    let server = Server::start(|_| ok("")).await;
    let attempt = async |url: String, part: Part| {
        let request = Request { headers: vec![named("x-key", vec![part])], ..get(url) };
        local_egress().send(&policy(&[server.port]), request, &VAULT).await.unwrap_err()
    };
    for name in ["unknown", "empty"] {
        let error = attempt(server.url("/"), secret(name)).await;
        assert!(matches!(&error, EgressError::Invalid(text) if text.contains(name)), "{error:?}");
    }
    let elsewhere = format!("http://a.example.org:{}/", server.port);
    let error = attempt(elsewhere, secret("app_secret")).await;
    assert!(matches!(&error, EgressError::Invalid(text) if text.contains("not meant for `a.example.org`")));
    let error = attempt(server.url("/"), secret("broken")).await;
    assert!(matches!(&error, EgressError::Invalid(text) if text.contains("x-key") && !text.contains("evil")));
    let basic = Part::Basic { user: "a:b".to_owned(), secret: "short".to_owned() };
    assert!(matches!(attempt(server.url("/"), basic).await, EgressError::Invalid(_)));
    assert_eq!(server.received(), [""; 0]);
}

#[tokio::test]
async fn no_record_of_a_request_shows_a_secret() {
    let request = |server: &Server| Request {
        query: vec![named("page", vec![text("1 2")]), named("sign", vec![text("a"), secret("app_secret")])],
        headers: vec![
            named("X-Key", vec![secret("app_secret")]),
            named("authorization", vec![Part::Basic { user: "app".to_owned(), secret: "short".to_owned() }]),
        ],
        ..post(server.url("/v1"), Body::Parts(vec![text("key="), secret("app_secret")]))
    };
    let (sent, exchange) = received(request).await;
    assert!(sent.contains("s3cret"));
    let trace = &exchange.trace;
    assert!(trace.url.ends_with("/v1?page=1%202&sign=a{app_secret}"), "{}", trace.url);
    assert_eq!(trace.headers, ["x-key", "authorization"]);
    assert_eq!(trace.secrets, ["app_secret", "short"]);
    assert_eq!((trace.body_bytes, trace.status, trace.failure.as_deref()), (4, Some(200), None));
    let shown = format!("{exchange:?} {}", serde_json::to_string(trace).unwrap());
    for spelling in ["s3cret", "1999", "YXBwOjE5OTk="] {
        assert!(!shown.contains(spelling), "{shown}");
    }
}

#[tokio::test]
async fn errors_show_no_secret_whatever_breaks() {
    let request = |port: u16, to: &str| Request {
        query: vec![named("sign", vec![secret("app_secret")])],
        headers: vec![named("x-key", vec![secret("app_secret")])],
        redirects: 5,
        timeout_ms: 400,
        ..post(format!("http://shop.example.com:{port}{to}"), Body::Parts(vec![secret("app_secret")]))
    };
    let redirecting = Server::start(|request| {
        let to = format!("http://evil.test{}", path(request));
        answer("307 On", &[("location", &to)], "")
    })
    .await;
    let silent = Server::start(|_| vec![crate::server::Step::Wait(std::time::Duration::from_secs(9))]).await;
    for (port, to) in [(redirecting.port, "/"), (silent.port, "/"), (1, "/"), (7, "/")] {
        let policy = policy(&[redirecting.port, silent.port, 1]);
        let exchange = local_egress().exchange(&policy, &request(port, to), &VAULT).await;
        let error = exchange.answer.as_ref().unwrap_err();
        let shown = format!("{error} {error:?} {exchange:?}");
        assert!(!shown.contains("s3cret"), "{shown}");
    }
}

#[tokio::test]
async fn an_answer_that_repeats_a_secret_is_masked() {
    let server = Server::start(|request| {
        let echo = format!("{} {} {}", path(request), header(request, "x-key").unwrap(), body(request));
        answer("302 On", &[("location", path(request)), ("x-echo", "Bearer tok-12345678, 1999")], &echo)
    })
    .await;
    let vault = Vault(&[("token", "tok-12345678"), ("odd", "a+b/c d=e&f"), ("short", "1999")]);
    let request = Request {
        query: vec![named("t", vec![secret("token")]), named("o", vec![secret("odd")])],
        headers: vec![
            named("x-key", vec![text("<"), secret("odd"), text(">")]),
            named("x-s", vec![secret("short")]),
        ],
        ..post(server.url("/a"), Body::Form(vec![named("f", vec![secret("odd")])]))
    };
    let answer = local_egress().send(&policy(&[server.port]), request, &vault).await.unwrap();
    let body = String::from_utf8(answer.body.to_vec()).unwrap();
    let percent = "*".repeat("a%2Bb%2Fc%20d%3De%26f".len());
    let form = "*".repeat("a%2Bb%2Fc+d%3De%26f".len());
    assert_eq!(body, format!("/a?t=************&o={percent} <***********> f={form}"));
    let headers: std::collections::BTreeMap<_, _> = answer.headers.into_iter().collect();
    assert_eq!(headers["location"], format!("/a?t=************&o={percent}"));
    assert_eq!(headers["x-echo"], "Bearer ************, 1999", "what is too short is not looked for");
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The libraries below log too, at their finest level.
#[tokio::test]
async fn no_log_shows_a_secret() {
    let log = Log::default();
    let writer = log.clone();
    tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_writer(move || writer.clone())
        .init();
    let request = |server: &Server| Request {
        query: vec![named("sign", vec![secret("app_secret")])],
        headers: vec![named("x-key", vec![secret("app_secret")])],
        ..post(server.url("/v1"), Body::Parts(vec![secret("app_secret")]))
    };
    received(request).await;
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("shop.example.com"), "the libraries logged nothing: {log}");
    assert!(!log.contains("s3cret"), "{log}");
}
