use crate::server::{Server, answer, ok};
use crate::{LOCAL, Names, get, send};
use bodega_egress::{Egress, EgressError, HostRule, Policy};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::atomic::{AtomicUsize, Ordering};

const OTHER_LOCAL: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);

fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

#[tokio::test]
async fn a_public_name_with_a_private_address_is_refused_and_nothing_is_sent() {
    let server = Server::start_on(OTHER_LOCAL, |_| ok("internal")).await;
    for address in [
        "127.0.0.2",
        "10.1.2.3",
        "169.254.169.254",
        "100.100.100.200",
        "fd00:ec2::254",
        "::1",
        "::ffff:127.0.0.1",
    ] {
        let egress = Names::default().leading_to(move |_| vec![ip(address)]);
        let error = send(&egress, server.port, get(server.url("/"))).await.unwrap_err();
        assert!(matches!(&error, EgressError::Refused(text) if text.contains(address)), "{error:?}");
    }
    assert_eq!(server.received(), [""; 0]);
}

#[tokio::test]
async fn one_private_address_among_public_ones_refuses_the_name_whole() {
    let server = Server::start(|_| ok("reached")).await;
    for place in 0..3 {
        let egress = Names::default().leading_to(move |_| {
            let mut addresses = vec![LOCAL; 2];
            addresses.insert(place, ip("192.168.1.1"));
            addresses
        });
        let error = send(&egress, server.port, get(server.url("/"))).await.unwrap_err();
        assert_eq!(
            error,
            EgressError::Refused("192.168.1.1 is private, which no plugin may reach".to_owned())
        );
    }
    let many = Names::default().leading_to(|_| [vec![LOCAL; 40], vec![ip("10.0.0.1")]].concat());
    let error = send(&many, server.port, get(server.url("/"))).await.unwrap_err();
    assert!(matches!(error, EgressError::Refused(_)), "{error:?}");
    assert_eq!(server.received(), [""; 0]);
}

#[tokio::test]
async fn a_name_that_answers_differently_the_next_time_gains_nothing() {
    let public = Server::start(|_| answer("200 OK", &[("connection", "close")], "public")).await;
    let internal = Server::start_on(OTHER_LOCAL, |_| ok("internal")).await;
    let asked = std::sync::Arc::new(AtomicUsize::new(0));
    let counter = asked.clone();
    let names = Names::default();
    let egress = names.leading_to(move |_| {
        vec![if counter.fetch_add(1, Ordering::SeqCst) == 0 { LOCAL } else { OTHER_LOCAL.into() }]
    });
    let answer = send(&egress, public.port, get(public.url("/"))).await.unwrap();
    assert_eq!((&answer.body[..], asked.load(Ordering::SeqCst)), (&b"public"[..], 1));
    for port in [public.port, internal.port] {
        let error = send(&egress, port, get(format!("http://shop.example.com:{port}/"))).await.unwrap_err();
        assert!(matches!(error, EgressError::Refused(_)), "{error:?}");
    }
    assert_eq!((public.received().len(), internal.received().len()), (1, 0));
}

#[tokio::test]
async fn a_name_without_an_address_is_unreachable() {
    let egress = Egress::for_tests(
        |_| Err(std::io::Error::new(std::io::ErrorKind::NotFound, "no such name")),
        &[LOCAL],
        &[],
    )
    .unwrap();
    let error = send(&egress, 80, get("http://shop.example.com/")).await.unwrap_err();
    assert_eq!(error, EgressError::Unreachable("the name has no address: no such name".to_owned()));
}

/// RFC 6761 keeps `.invalid` free of addresses.
#[tokio::test]
async fn the_systems_resolver_says_so_too() {
    let rule = HostRule::new("shop.invalid", &[]).unwrap();
    let request = get("https://shop.invalid/");
    let answer = Egress::new(&[]).unwrap().send(&Policy::new(vec![rule]), request, &crate::NO_SECRETS).await;
    assert!(matches!(answer, Err(EgressError::Unreachable(_))), "{answer:?}");
}
