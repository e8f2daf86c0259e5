//! Which addresses no plugin may reach. IPv4 is a list of what is not public, after IANA's special-purpose registry;
//! IPv6 is the other way round: only global unicast, less what is carved out of it.

use ipnet::{Ipv4Net, Ipv6Net};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// An address that no plugin may reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{address} is {kind}, which no plugin may reach")]
pub struct Forbidden {
    /// The address.
    pub address: IpAddr,
    /// What it is for.
    pub kind: &'static str,
}

const fn v4(a: u8, b: u8, c: u8, d: u8, prefix: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), prefix)
}

const fn v6(a: u16, b: u16, c: u16, prefix: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0), prefix)
}

/// Narrow before wide, so that the reason given is the best one.
const FORBIDDEN_V4: &[(Ipv4Net, &str)] = &[
    (v4(169, 254, 169, 254, 32), "a cloud's metadata service"),
    (v4(169, 254, 170, 2, 32), "a cloud's metadata service"),
    (v4(100, 100, 100, 200, 32), "a cloud's metadata service"),
    (v4(192, 0, 0, 192, 32), "a cloud's metadata service"),
    // The one of them that looks public.
    (v4(168, 63, 129, 16, 32), "a cloud's metadata service"),
    (v4(0, 0, 0, 0, 8), "this network"),
    (v4(10, 0, 0, 0, 8), "private"),
    (v4(100, 64, 0, 0, 10), "shared by a carrier's customers"),
    (v4(127, 0, 0, 0, 8), "loopback"),
    (v4(169, 254, 0, 0, 16), "link-local"),
    (v4(172, 16, 0, 0, 12), "private"),
    (v4(192, 0, 0, 0, 24), "kept for protocols"),
    (v4(192, 0, 2, 0, 24), "for documentation"),
    (v4(192, 88, 99, 0, 24), "a 6to4 relay"),
    (v4(192, 168, 0, 0, 16), "private"),
    (v4(198, 18, 0, 0, 15), "for benchmarks"),
    (v4(198, 51, 100, 0, 24), "for documentation"),
    (v4(203, 0, 113, 0, 24), "for documentation"),
    (v4(224, 0, 0, 0, 4), "multicast"),
    (v4(255, 255, 255, 255, 32), "broadcast"),
    (v4(240, 0, 0, 0, 4), "reserved"),
];

const GLOBAL_V6: Ipv6Net = v6(0x2000, 0, 0, 3);

/// Inside [`GLOBAL_V6`].
const CARVED_OUT_V6: &[(Ipv6Net, &str)] = &[
    (v6(0x2001, 0, 0, 32), "Teredo, which carries an IPv4 address"),
    (v6(0x2001, 0, 0, 23), "kept for protocols"),
    (v6(0x2001, 0xdb8, 0, 32), "for documentation"),
    (v6(0x2002, 0, 0, 16), "6to4, which carries an IPv4 address"),
    (v6(0x3fff, 0, 0, 20), "for documentation"),
];

/// Outside [`GLOBAL_V6`]: forbidden in any case, listed for the reason.
const OUTSIDE_V6: &[(Ipv6Net, &str)] = &[
    (Ipv6Net::new_assert(Ipv6Addr::UNSPECIFIED, 128), "no address"),
    (Ipv6Net::new_assert(Ipv6Addr::LOCALHOST, 128), "loopback"),
    (Ipv6Net::new_assert(Ipv6Addr::new(0, 0, 0, 0, 0, 0xffff, 0, 0), 96), "an IPv4 address in other clothes"),
    (Ipv6Net::new_assert(Ipv6Addr::UNSPECIFIED, 96), "an IPv4 address in other clothes"),
    (v6(0x64, 0xff9b, 0, 96), "NAT64, which carries an IPv4 address"),
    (v6(0x64, 0xff9b, 1, 48), "NAT64, which carries an IPv4 address"),
    (v6(0xfd00, 0x0ec2, 0, 32), "a cloud's metadata service"),
    (v6(0xfc00, 0, 0, 7), "private"),
    (v6(0xfe80, 0, 0, 10), "link-local"),
    (v6(0xfec0, 0, 0, 10), "private"),
    (v6(0xff00, 0, 0, 8), "multicast"),
];

/// Refuses every address that is not on the public internet.
///
/// # Errors
/// [`Forbidden`] names the address and what it is for.
pub fn check_public(address: IpAddr) -> Result<(), Forbidden> {
    let kind = match address {
        IpAddr::V4(v4) => kind_of(FORBIDDEN_V4, |net| net.contains(&v4)),
        IpAddr::V6(v6) if GLOBAL_V6.contains(&v6) => kind_of(CARVED_OUT_V6, |net| net.contains(&v6)),
        IpAddr::V6(v6) => kind_of(OUTSIDE_V6, |net| net.contains(&v6)).or(Some("not assigned")),
    };
    kind.map_or(Ok(()), |kind| Err(Forbidden { address, kind }))
}

fn kind_of<N>(table: &[(N, &'static str)], is_in: impl Fn(&N) -> bool) -> Option<&'static str> {
    table.iter().find(|(net, _)| is_in(net)).map(|(_, kind)| *kind)
}
