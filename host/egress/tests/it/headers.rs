use crate::server::{Server, body, header, ok, path};
use crate::{get, local_egress, named, post, send, text};
use bodega_egress::{Body, EgressError, Method, Request};

#[tokio::test]
async fn no_value_or_name_makes_another_header() {
    let server = Server::start(|_| ok("")).await;
    for value in ["a\r\nx-evil: 1", "a\nx-evil: 1", "a\rx", "a\0b", "a\u{7f}", "\u{1}"] {
        let headers = vec![named("x-note", vec![text("fine "), text(value)])];
        let answer = send(&local_egress(), server.port, Request { headers, ..get(server.url("/")) }).await;
        assert!(matches!(answer, Err(EgressError::Invalid(_))), "{value:?}: {answer:?}");
    }
    for name in ["", "a b", "a:b", "a\r\nx-evil", "x\0", "x-ü", "(x)", "x\t"] {
        let headers = vec![named(name, vec![text("fine")])];
        let answer = send(&local_egress(), server.port, Request { headers, ..get(server.url("/")) }).await;
        assert!(matches!(answer, Err(EgressError::Invalid(_))), "{name:?}: {answer:?}");
    }
    assert_eq!(server.received(), [""; 0]);
}

#[tokio::test]
async fn headers_of_the_connection_and_of_browsers_are_not_a_plugins_to_set() {
    let server = Server::start(|_| ok("")).await;
    for name in [
        "host",
        "Host",
        "Content-Length",
        "Transfer-Encoding",
        "TE",
        "Trailer",
        "Connection",
        "Keep-Alive",
        "Upgrade",
        "Expect",
        "Cookie",
        "Proxy-Authorization",
        "proxy-connection",
        "Proxy-Whatever",
        "Via",
        "Forwarded",
        "X-Forwarded-For",
        "Sec-Fetch-Site",
        "HTTP2-Settings",
    ] {
        let headers = vec![named(name, vec![text("1")])];
        let answer = send(&local_egress(), server.port, Request { headers, ..get(server.url("/")) }).await;
        assert!(
            matches!(&answer, Err(EgressError::Invalid(text)) if text.contains("not a plugin's")),
            "{name}"
        );
    }
    assert_eq!(server.received(), [""; 0]);
}

#[tokio::test]
async fn what_goes_out_is_what_was_asked_for_and_little_else() {
    let server = Server::start(|_| ok("")).await;
    let mut request = post(server.url("/v1/订单/../%E5%BA%97"), Body::Bytes(b"{}".to_vec()));
    request.headers = vec![
        named("Content-Type", vec![text("application/json")]),
        named("X-Twice", vec![text("1")]),
        named("x-twice", vec![text("2")]),
        named("x-name", vec![text("门店")]),
    ];
    request.query = vec![named("名", vec![text("a b&c=d"), text("+%")]), named("e", vec![])];
    send(&local_egress(), server.port, request).await.unwrap();
    let received = server.received().remove(0);
    assert_eq!(path(&received), "/v1/%E5%BA%97?%E5%90%8D=a%20b%26c%3Dd%2B%25&e=");
    assert_eq!(header(&received, "host"), Some(format!("shop.example.com:{}", server.port).as_str()));
    assert_eq!((header(&received, "content-length"), body(&received)), (Some("2"), "{}"));
    let names: Vec<String> = received
        .lines()
        .skip(1)
        .take_while(|line| !line.is_empty())
        .map(|line| line.split_once(':').unwrap().0.to_lowercase())
        .collect();
    let mut sorted = names.clone();
    sorted.sort();
    let expected =
        ["accept", "content-length", "content-type", "host", "user-agent", "x-name", "x-twice", "x-twice"];
    assert_eq!(sorted, expected);
    assert!(received.contains("门店") && header(&received, "user-agent").unwrap().starts_with("Bodega/"));
}

#[test]
fn methods_are_five_and_in_capitals() {
    for name in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
        assert_eq!(Method::parse(name).unwrap().as_str(), name);
    }
    for name in ["get", "HEAD", "CONNECT", "TRACE", "OPTIONS", "", "GET /", "GET\r\n"] {
        assert!(matches!(Method::parse(name), Err(EgressError::Invalid(_))), "{name}");
    }
}
