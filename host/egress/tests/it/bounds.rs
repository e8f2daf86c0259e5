use crate::server::{Server, Step, answer, body, header, ok};
use crate::{NO_SECRETS, get, local_egress, named, policy, post, send, text};
use bodega_egress::{
    Body, EgressError, HEADER_BYTES_MAX, HEADERS_MAX, QUERY_BYTES_MAX, REQUEST_BODY_BYTES_MAX,
    RESPONSE_BODY_BYTES_MAX, RESPONSE_HEADER_BYTES_MAX, RESPONSE_HEADERS_MAX, Request,
};
use std::time::{Duration, Instant};

#[tokio::test]
async fn an_answer_may_be_as_large_as_the_bound_and_no_byte_larger() {
    for (bytes, is_taken) in [(RESPONSE_BODY_BYTES_MAX, true), (RESPONSE_BODY_BYTES_MAX + 1, false)] {
        for is_announced in [true, false] {
            let server = Server::start(move |_| {
                let length = format!("content-length: {bytes}\r\n");
                let head = format!(
                    "HTTP/1.1 200 OK\r\nconnection: close\r\n{}\r\n",
                    if is_announced { length } else { "transfer-encoding: chunked\r\n".to_owned() }
                );
                let mut sent = head.into_bytes();
                if is_announced {
                    sent.extend(vec![b'a'; bytes]);
                } else {
                    sent.extend(
                        format!("{bytes:x}\r\n").bytes().chain(vec![b'a'; bytes]).chain(*b"\r\n0\r\n\r\n"),
                    );
                }
                vec![Step::Send(sent)]
            })
            .await;
            let answer = send(&local_egress(), server.port, get(server.url("/"))).await;
            match answer {
                Ok(response) => assert!(is_taken && response.body.len() == bytes),
                Err(error) => {
                    assert!(!is_taken && error == EgressError::TooLarge(RESPONSE_BODY_BYTES_MAX), "{error}")
                }
            }
        }
    }
}

#[tokio::test]
async fn a_policy_narrows_the_bounds_and_cannot_widen_them() {
    let server = Server::start(|_| ok(&"a".repeat(1_001))).await;
    let narrow = policy(&[server.port]).with_response_bytes_max(1_000);
    let answer = local_egress().send(&narrow, get(server.url("/")), &NO_SECRETS).await;
    assert_eq!(answer, Err(EgressError::TooLarge(1_000)));
    let huge = Server::start(|_| {
        vec![Step::Send(b"HTTP/1.1 200 OK\r\ncontent-length: 9999999999\r\n\r\n".to_vec())]
    })
    .await;
    let wide = policy(&[huge.port]).with_response_bytes_max(usize::MAX).with_timeout_max(Duration::MAX);
    let answer = local_egress().send(&wide, get(huge.url("/")), &NO_SECRETS).await;
    assert_eq!(answer, Err(EgressError::TooLarge(RESPONSE_BODY_BYTES_MAX)));
}

#[tokio::test]
async fn an_endless_body_is_hung_up_on() {
    for head in [
        "HTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.0 200 OK\r\n\r\n",
        "HTTP/1.1 404 Not Found\r\ncontent-type: text/html\r\n\r\n",
    ] {
        let server = Server::start(move |_| {
            vec![Step::Send(head.as_bytes().to_vec()), Step::Flood(vec![b'a'; 64 << 10])]
        })
        .await;
        let answer = send(&local_egress(), server.port, get(server.url("/"))).await;
        assert_eq!(answer, Err(EgressError::TooLarge(RESPONSE_BODY_BYTES_MAX)));
        tokio::time::sleep(Duration::from_millis(300)).await;
        let flooded = server.flooded();
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert_eq!(server.flooded(), flooded, "the client still reads");
        assert!(flooded < 4 * RESPONSE_BODY_BYTES_MAX, "{flooded} bytes went out");
    }
}

/// 10 KiB that unpack to 10 MiB reach the plugin as 10 KiB: its own fuel and memory pay for unpacking.
#[tokio::test]
async fn a_compressed_bomb_is_not_unpacked() {
    let packed = include_bytes!("../bomb.gz");
    let server = Server::start(|_| {
        let head =
            format!("HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n", packed.len());
        vec![Step::Send([head.as_bytes(), packed].concat())]
    })
    .await;
    let mut request = get(server.url("/"));
    request.headers = vec![named("accept-encoding", vec![text("gzip, br, zstd, deflate")])];
    let answer = send(&local_egress(), server.port, request).await.unwrap();
    assert_eq!(&answer.body[..], packed);
    assert!(answer.headers.contains(&("content-encoding".to_owned(), "gzip".to_owned())));
    let plain = send(&local_egress(), server.port, get(server.url("/"))).await.unwrap();
    assert_eq!(&plain.body[..], packed);
    assert_eq!(header(&server.received()[1], "accept-encoding"), None);
}

#[tokio::test]
async fn the_head_of_an_answer_is_bounded() {
    let cases: [(Vec<Step>, bool); 5] = [
        (many_headers(RESPONSE_HEADERS_MAX - 1, 10), true),
        (many_headers(RESPONSE_HEADERS_MAX, 10), false),
        (many_headers(20, RESPONSE_HEADER_BYTES_MAX / 20 - 100), true),
        (many_headers(20, RESPONSE_HEADER_BYTES_MAX / 20), false),
        (vec![Step::Send(b"HTTP/1.1 200 OK\r\nx: ".to_vec()), Step::Flood(vec![b'a'; 64 << 10])], false),
    ];
    for (index, (steps, is_taken)) in cases.into_iter().enumerate() {
        let server = Server::start(move |_| steps.clone()).await;
        let answer = send(&local_egress(), server.port, get(server.url("/"))).await;
        match answer {
            Ok(_) => assert!(is_taken, "case {index}"),
            Err(error) => {
                assert!(!is_taken && matches!(error, EgressError::TooLarge(_)), "case {index}: {error:?}")
            }
        }
    }
}

fn many_headers(count: usize, bytes: usize) -> Vec<Step> {
    let names: Vec<String> = (0..count).map(|index| format!("x-{index}")).collect();
    let value = "a".repeat(bytes);
    let mut head = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n".to_owned();
    names.iter().for_each(|name| head.push_str(&format!("{name}: {value}\r\n")));
    vec![Step::Send(format!("{head}\r\n").into_bytes())]
}

#[tokio::test]
async fn slow_answers_are_given_up_in_time_wherever_they_are_slow() {
    let wait = Step::Wait(Duration::from_secs(20));
    let part = |text: &str| Step::Send(text.as_bytes().to_vec());
    let drip: Vec<Step> = std::iter::once(part("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n"))
        .chain((0..1_000).flat_map(|_| [part("a"), Step::Wait(Duration::from_millis(50))]))
        .collect();
    let notes: Vec<Step> = (0..1_000)
        .flat_map(|_| {
            [part("HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n"), Step::Wait(Duration::from_millis(50))]
        })
        .collect();
    for steps in [
        vec![wait.clone()],
        vec![part("HTTP/1.1 200 OK\r\nx-"), wait.clone()],
        vec![part("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nab"), wait.clone()],
        drip,
        notes,
    ] {
        let server = Server::start(move |_| steps.clone()).await;
        let start = Instant::now();
        let request = Request { timeout_ms: 400, ..get(server.url("/")) };
        let error = send(&local_egress(), server.port, request).await.unwrap_err();
        assert!(matches!(&error, EgressError::Unreachable(text) if text.contains("400 ms")), "{error:?}");
        assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    }
    let circle = Server::start(|_| {
        let mut steps = vec![Step::Wait(Duration::from_millis(200))];
        steps.extend(crate::server::redirect(302, "/"));
        steps
    })
    .await;
    let request = Request { timeout_ms: 500, redirects: 5, ..get(circle.url("/")) };
    let error = send(&local_egress(), circle.port, request).await.unwrap_err();
    assert!(matches!(error, EgressError::Unreachable(_)), "one time for all redirects: {error:?}");
}

#[tokio::test]
async fn the_policys_time_is_the_longest() {
    let server = Server::start(|_| vec![Step::Wait(Duration::from_secs(20))]).await;
    let short = policy(&[server.port]).with_timeout_max(Duration::from_millis(300));
    let request = Request { timeout_ms: u32::MAX, ..get(server.url("/")) };
    let error = local_egress().send(&short, request, &NO_SECRETS).await.unwrap_err();
    assert!(matches!(&error, EgressError::Unreachable(text) if text.contains("300 ms")), "{error:?}");
    let none = Request { timeout_ms: 0, ..get(server.url("/")) };
    assert!(matches!(send(&local_egress(), server.port, none).await, Err(EgressError::Invalid(_))));
}

#[tokio::test]
async fn broken_answers_are_errors_and_say_that_the_request_may_have_arrived() {
    for answer in [
        "",
        "not http at all\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 10\r\nconnection: close\r\n\r\nab",
        "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
    ] {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = [0; 4096];
            let _ = tokio::io::AsyncReadExt::read(&mut stream, &mut request).await;
            let _ = tokio::io::AsyncWriteExt::write_all(&mut stream, answer.as_bytes()).await;
        });
        let request = get(format!("http://shop.example.com:{port}/"));
        let error = send(&local_egress(), port, request).await.unwrap_err();
        assert!(
            matches!(&error, EgressError::Unreachable(text) if text.contains("may have arrived")),
            "{error:?}"
        );
    }
    let nobody = send(&local_egress(), 1, get("http://shop.example.com:1/")).await.unwrap_err();
    assert!(
        matches!(&nobody, EgressError::Unreachable(text) if text.starts_with("no connection")),
        "{nobody:?}"
    );
}

#[tokio::test]
async fn what_goes_out_is_bounded() {
    let server = Server::start(|request| ok(&body(request).len().to_string())).await;
    let invalid = async |request: Request| match send(&local_egress(), server.port, request).await {
        Err(EgressError::Invalid(text)) => text,
        other => panic!("{other:?}"),
    };
    let url = server.url("/");
    let full = post(&url, Body::Bytes(vec![b'a'; REQUEST_BODY_BYTES_MAX]));
    let answer = send(&local_egress(), server.port, full).await.unwrap();
    assert_eq!(answer.body, REQUEST_BODY_BYTES_MAX.to_string());
    let long = "a".repeat(REQUEST_BODY_BYTES_MAX / 2 + 1);
    invalid(post(&url, Body::Bytes(vec![b'a'; REQUEST_BODY_BYTES_MAX + 1]))).await;
    invalid(post(&url, Body::Parts(vec![text(&long), text(&long)]))).await;
    invalid(post(&url, Body::Form(vec![named("a", vec![text(&long)]), named("b", vec![text(&long)])]))).await;
    // Three bytes for each once it is encoded.
    invalid(post(&url, Body::Form(vec![named("a", vec![text(&"%".repeat(REQUEST_BODY_BYTES_MAX / 2))])])))
        .await;

    let long = "a".repeat(QUERY_BYTES_MAX / 2);
    let query = vec![named("a", vec![text(&long)]), named("b", vec![text(&long)])];
    invalid(Request { query, ..get(&url) }).await;
    let query = vec![named("a", vec![text(&"%".repeat(QUERY_BYTES_MAX / 2))])];
    invalid(Request { query, ..get(&url) }).await;
    let long = "a".repeat(HEADER_BYTES_MAX / 2);
    let headers = vec![named("x-a", vec![text(&long)]), named("x-b", vec![text(&long)])];
    invalid(Request { headers, ..get(&url) }).await;
    let headers = (0..=HEADERS_MAX).map(|index| named(&format!("x-{index}"), vec![text("a")])).collect();
    invalid(Request { headers, ..get(&url) }).await;
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn an_error_status_is_an_answer() {
    let server = Server::start(|_| answer("503 Busy", &[("Retry-After", "3")], "later")).await;
    let answer = send(&local_egress(), server.port, get(server.url("/"))).await.unwrap();
    assert_eq!((answer.status, &answer.body[..]), (503, &b"later"[..]));
    assert!(answer.headers.contains(&("retry-after".to_owned(), "3".to_owned())));
}
