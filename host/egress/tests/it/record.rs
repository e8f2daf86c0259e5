use crate::server::{Server, Step, ok, path};
use crate::{NO_SECRETS, Vault, get, local_egress, named, policy, post, secret, text};
use bodega_egress::{Body, EgressError, Recorded, Request};
use std::sync::atomic::{AtomicUsize, Ordering};

#[tokio::test]
async fn a_second_run_gets_the_answers_of_the_first_in_their_order_and_sends_only_what_is_new() {
    let count = AtomicUsize::new(0);
    let server = Server::start(move |request| {
        ok(&format!("{} {}", path(request), count.fetch_add(1, Ordering::SeqCst)))
    })
    .await;
    let (egress, policy, record) = (local_egress(), policy(&[server.port]), Recorded::default());
    let ask = async |path: &str| {
        let answer = record.send(&egress, &policy, get(server.url(path)), &NO_SECRETS).await.unwrap();
        String::from_utf8(answer.body.to_vec()).unwrap()
    };
    let first = [ask("/poll").await, ask("/pay").await, ask("/poll").await];
    assert_eq!(first, ["/poll 0", "/pay 1", "/poll 2"]);
    record.rewind();
    let second = [ask("/poll").await, ask("/poll").await, ask("/pay").await];
    assert_eq!(second, ["/poll 0", "/poll 2", "/pay 1"]);
    assert_eq!([ask("/poll").await, ask("/new").await], ["/poll 3", "/new 4"]);
    record.rewind();
    let third = [ask("/new").await, ask("/poll").await, ask("/poll").await, ask("/poll").await];
    assert_eq!(third, ["/new 4", "/poll 0", "/poll 2", "/poll 3"]);
    assert_eq!(server.received().len(), 5);
    let replayed: Vec<bool> = record.traces().iter().map(|trace| trace.is_replayed).collect();
    assert_eq!(replayed, [false, false, false, true, true, true, false, false, true, true, true, true]);
    assert!(record.take_traces().iter().all(|trace| trace.status == Some(200)));
    assert_eq!(record.traces(), []);
}

/// A request that timed out may have arrived: a conflict elsewhere must not send it again.
#[tokio::test]
async fn failures_are_answers_too() {
    let server = Server::start(|_| vec![Step::Wait(std::time::Duration::from_secs(9))]).await;
    let (egress, policy, record) = (local_egress(), policy(&[server.port]), Recorded::default());
    let request = Request { timeout_ms: 200, ..post(server.url("/pay"), Body::Empty) };
    let first = record.send(&egress, &policy, request.clone(), &NO_SECRETS).await.unwrap_err();
    record.rewind();
    let second = record.send(&egress, &policy, request, &NO_SECRETS).await.unwrap_err();
    assert_eq!((first, server.received().len()), (second, 1));
}

#[tokio::test]
async fn a_trial_run_sends_nothing() {
    let server = Server::start(|request| ok(path(request))).await;
    let (egress, policy, record) = (local_egress(), policy(&[server.port]), Recorded::default());
    record.send(&egress, &policy, get(server.url("/a")), &NO_SECRETS).await.unwrap();
    let trial = record.closed();
    let answer = trial.send(&egress, &policy, get(server.url("/a")), &NO_SECRETS).await.unwrap();
    assert_eq!(&answer.body[..], b"/a");
    for path in ["/a", "/b"] {
        let refused = trial.send(&egress, &policy, get(server.url(path)), &NO_SECRETS).await;
        assert!(matches!(refused, Err(EgressError::Other(_))), "{path}: {refused:?}");
    }
    assert_eq!((server.received().len(), record.traces().len(), trial.traces().len()), (1, 1, 3));
}

#[test]
fn requests_are_identical_only_in_everything_that_they_say() {
    let base = || Request {
        query: vec![named("a", vec![text("bc")])],
        headers: vec![named("x", vec![secret("k")])],
        ..post("https://shop.example.com/", Body::Parts(vec![text("ab"), text("c")]))
    };
    let same = Request { timeout_ms: 1, ..base() };
    assert_eq!(base().digest(), same.digest());
    let others = [
        Request { method: bodega_egress::Method::Put, ..base() },
        Request { url: "https://shop.example.com/a".to_owned(), ..base() },
        Request { query: vec![named("ab", vec![text("c")])], ..base() },
        Request { query: vec![named("a", vec![text("b"), text("c")])], ..base() },
        Request { query: Vec::new(), headers: [base().query, base().headers].concat(), ..base() },
        Request { headers: vec![named("x", vec![text("k")])], ..base() },
        Request { body: Body::Parts(vec![text("a"), text("bc")]), ..base() },
        Request { body: Body::Parts(vec![text("a\0b"), text("c")]), ..base() },
        Request { body: Body::Parts(vec![text("a"), text("b\0c")]), ..base() },
        Request { body: Body::Bytes(b"abc".to_vec()), ..base() },
        Request { body: Body::Empty, ..base() },
        Request { body: Body::Form(Vec::new()), ..base() },
        Request { redirects: 1, ..base() },
    ];
    let mut digests: Vec<_> = others.iter().chain([&base()]).map(Request::digest).collect();
    digests.sort();
    digests.dedup();
    assert_eq!(digests.len(), 14);
}

/// The digest names a secret: another value of it is the same request.
#[tokio::test]
async fn a_secret_that_changed_between_runs_is_still_the_same_request() {
    let server = Server::start(|_| ok("paid")).await;
    let (egress, policy, record) = (local_egress(), policy(&[server.port]), Recorded::default());
    let request = || Request { headers: vec![named("x-key", vec![secret("k")])], ..get(server.url("/")) };
    record.send(&egress, &policy, request(), &Vault(&[("k", "old-value")])).await.unwrap();
    record.rewind();
    record.send(&egress, &policy, request(), &Vault(&[("k", "new-value")])).await.unwrap();
    assert_eq!(server.received().len(), 1);
}
