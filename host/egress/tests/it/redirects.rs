use crate::server::{Server, body, header, ok, path, redirect};
use crate::{LOCAL, Names, Vault, get, local_egress, named, policy, post, secret, send, text};
use bodega_egress::{Body, EgressError, HostRule, Method, Policy, Request};

fn following(redirects: u32, request: Request) -> Request {
    Request { redirects, ..request }
}

#[tokio::test]
async fn redirects_are_followed_as_far_as_asked() {
    let server = Server::start(|request| match path(request) {
        "/end" => ok("there"),
        path => redirect(302, &format!("/{}", path.len()).replace("/4", "/end").replace("/2", "/abc")),
    })
    .await;
    let egress = local_egress();
    let first = send(&egress, server.port, get(server.url("/a"))).await.unwrap();
    assert_eq!((first.status, &first.body[..]), (302, &b"gone on"[..]));
    let second = send(&egress, server.port, following(1, get(server.url("/a")))).await.unwrap();
    assert_eq!(second.status, 302);
    let end = send(&egress, server.port, following(5, get(server.url("/a")))).await.unwrap();
    assert_eq!((end.status, &end.body[..]), (200, &b"there"[..]));
    let error = send(&egress, server.port, following(6, get(server.url("/a")))).await.unwrap_err();
    assert!(matches!(error, EgressError::Invalid(_)));
}

#[tokio::test]
async fn a_circle_ends() {
    let server = Server::start(|_| redirect(307, "/")).await;
    let answer = send(&local_egress(), server.port, following(5, get(server.url("/")))).await.unwrap();
    assert_eq!((answer.status, server.received().len()), (307, 6));
}

#[tokio::test]
async fn a_redirect_reaches_only_what_a_request_may() {
    for (to, reason) in [
        ("http://evil.test/", "not in the manifest"),
        ("//evil.test/", "not in the manifest"),
        ("http://127.0.0.1/", "is an address"),
        ("http://2130706433/", "is an address"),
        ("http://[::1]/", "is an address"),
        ("http://169.254.169.254/latest/meta-data", "is an address"),
        ("http://shop.example.com:1/", "not with http on port 1"),
        ("http://user:password@shop.example.com/", "holds a user"),
        ("file:///etc/passwd", "not https or http"),
        ("gopher://shop.example.com/", "not https or http"),
        ("http://internal.example.org:{port}/", "127.0.0.9 is loopback"),
    ] {
        let server = Server::start(|request| match header(request, "x-to") {
            Some(to) => redirect(302, to),
            None => ok("reached"),
        })
        .await;
        let egress = Names::default().leading_to(|name| match name {
            "internal.example.org" => vec!["127.0.0.9".parse().unwrap()],
            _ => vec![LOCAL],
        });
        let to = to.replace("{port}", &server.port.to_string());
        let mut request = following(5, get(server.url("/")));
        request.headers = vec![named("x-to", vec![text(&to)])];
        let error = send(&egress, server.port, request).await.unwrap_err();
        assert!(matches!(&error, EgressError::Refused(text) if text.contains(reason)), "{to}: {error:?}");
        assert_eq!(server.received().len(), 1, "{to}");
    }
}

#[tokio::test]
async fn a_location_that_is_no_url_is_an_error() {
    for to in ["http://", "/a b", "\\\\evil.test", "/\tx", "http://[::1"] {
        let server = Server::start(move |_| redirect(302, to)).await;
        let error = send(&local_egress(), server.port, following(1, get(server.url("/")))).await.unwrap_err();
        assert!(matches!(&error, EgressError::Other(_)), "{to:?}: {error:?}");
    }
}

#[tokio::test]
async fn methods_and_bodies_change_as_in_browsers() {
    for (status, method, expected, sent) in [
        (301, Method::Post, "GET", ""),
        (302, Method::Post, "GET", ""),
        (303, Method::Post, "GET", ""),
        (303, Method::Put, "GET", ""),
        (301, Method::Put, "PUT", "body"),
        (302, Method::Delete, "DELETE", "body"),
        (307, Method::Post, "POST", "body"),
        (308, Method::Patch, "PATCH", "body"),
    ] {
        let server = Server::start(move |request| match path(request) {
            "/" => redirect(status, "/next"),
            _ => ok("there"),
        })
        .await;
        let mut request = following(1, post(server.url("/"), Body::Bytes(b"body".to_vec())));
        request.method = method;
        request.headers = vec![named("content-type", vec![text("text/plain")])];
        send(&local_egress(), server.port, request).await.unwrap();
        let received = server.received();
        assert!(received[1].starts_with(&format!("{expected} /next ")), "{status}: {}", received[1]);
        assert_eq!(body(&received[1]), sent);
        assert_eq!(header(&received[1], "content-type").is_some(), !sent.is_empty());
    }
}

#[tokio::test]
async fn secrets_stay_with_their_origin() {
    let vault = Vault(&[("token", "s3cret-token")]);
    let server = Server::start(|request| match path(request) {
        path if path.starts_with("/same") => redirect(307, "/end"),
        path if path.starts_with("/other") => {
            let port = header(request, "host").unwrap().split_once(':').unwrap().1.to_owned();
            redirect(307, &format!("http://b.example.org:{port}/end"))
        }
        _ => ok("there"),
    })
    .await;
    let is_other = |request: &str| header(request, "host").unwrap().starts_with("b.");
    let egress = local_egress();
    let policy = policy(&[server.port]);
    let with_headers = |path: &str| {
        let mut request = following(1, get(server.url(path)));
        request.headers = vec![
            named("authorization", vec![text("Bearer plain")]),
            named("x-key", vec![text("k="), secret("token")]),
            named("x-plain", vec![text("stays")]),
        ];
        request.query = vec![named("t", vec![secret("token")])];
        request
    };
    egress.send(&policy, with_headers("/same"), &vault).await.unwrap();
    egress.send(&policy, with_headers("/other"), &vault).await.unwrap();
    let received = server.received();
    assert_eq!(path(&received[0]), "/same?t=s3cret-token");
    let same = &received[1];
    assert_eq!((path(same), header(same, "authorization")), ("/end", Some("Bearer plain")));
    assert_eq!(header(same, "x-key"), Some("k=s3cret-token"));

    let other = received.iter().find(|request| is_other(request)).unwrap();
    assert_eq!((path(other), header(other, "x-plain")), ("/end", Some("stays")));
    assert!(header(other, "authorization").is_none() && !other.contains("s3cret"), "{other}");

    let body = Body::Parts(vec![text("key="), secret("token")]);
    let error =
        egress.send(&policy, following(1, post(server.url("/other"), body)), &vault).await.unwrap_err();
    assert!(matches!(&error, EgressError::Refused(text) if text.contains("secret in the body")), "{error:?}");
    assert_eq!(server.received().iter().filter(|request| is_other(request)).count(), 1);
}

#[tokio::test]
async fn tls_is_not_given_up_on_the_way() {
    let plain = Server::start(|_| ok("plain")).await;
    let authority = crate::tls::Authority::new();
    let to = plain.url("/");
    let port = authority.serve("shop.example.com", move |_| redirect(302, &to)).await;
    let egress =
        bodega_egress::Egress::for_tests(|_| Ok(vec![LOCAL]), &[LOCAL], authority.pem().as_bytes()).unwrap();
    let rule = HostRule::new("shop.example.com", &[port, plain.port]).unwrap().with_plain_http();
    let request = following(1, get(format!("https://shop.example.com:{port}/")));
    let error = egress.send(&Policy::new(vec![rule]), request, &crate::NO_SECRETS).await.unwrap_err();
    assert_eq!(error, EgressError::Refused("a redirect leads from https to http".to_owned()));
    assert_eq!(plain.received(), [""; 0]);
}
