use bodega_egress::check_public;
use proptest::prelude::*;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

#[test]
fn addresses_of_no_plugins_business_are_refused_by_kind() {
    for (address, kind) in [
        ("0.0.0.0", "this network"),
        ("0.1.2.3", "this network"),
        ("10.0.0.1", "private"),
        ("100.64.0.1", "shared by a carrier's customers"),
        ("100.127.255.255", "shared by a carrier's customers"),
        ("100.100.100.200", "a cloud's metadata service"),
        ("127.0.0.1", "loopback"),
        ("127.255.255.254", "loopback"),
        ("168.63.129.16", "a cloud's metadata service"),
        ("169.254.0.1", "link-local"),
        ("169.254.169.254", "a cloud's metadata service"),
        ("172.16.0.1", "private"),
        ("172.31.255.255", "private"),
        ("192.0.0.8", "kept for protocols"),
        ("192.0.0.192", "a cloud's metadata service"),
        ("192.0.2.1", "for documentation"),
        ("192.88.99.1", "a 6to4 relay"),
        ("192.168.255.255", "private"),
        ("198.18.0.1", "for benchmarks"),
        ("198.19.255.255", "for benchmarks"),
        ("198.51.100.7", "for documentation"),
        ("203.0.113.7", "for documentation"),
        ("224.0.0.1", "multicast"),
        ("239.255.255.250", "multicast"),
        ("240.0.0.1", "reserved"),
        ("255.255.255.255", "broadcast"),
        ("::", "no address"),
        ("::1", "loopback"),
        ("::7f00:1", "an IPv4 address in other clothes"),
        ("::ffff:8.8.8.8", "an IPv4 address in other clothes"),
        ("::ffff:0:808:808", "not assigned"),
        ("64:ff9b::808:808", "NAT64, which carries an IPv4 address"),
        ("64:ff9b:1::a00:1", "NAT64, which carries an IPv4 address"),
        ("100::1", "not assigned"),
        ("2001::1", "Teredo, which carries an IPv4 address"),
        ("2001:2::1", "kept for protocols"),
        ("2001:10::1", "kept for protocols"),
        ("2001:db8::1", "for documentation"),
        ("2002:a00:1::1", "6to4, which carries an IPv4 address"),
        ("3fff::1", "for documentation"),
        ("5f00::1", "not assigned"),
        ("fc00::1", "private"),
        ("fd00:ec2::254", "a cloud's metadata service"),
        ("fdff::1", "private"),
        ("fe80::1", "link-local"),
        ("fec0::1", "private"),
        ("ff02::1", "multicast"),
    ] {
        let address: IpAddr = address.parse().unwrap();
        let refused = check_public(address).expect_err(&address.to_string());
        assert_eq!((refused.address, refused.kind), (address, kind));
    }
}

#[test]
fn neighbours_of_what_is_refused_are_public() {
    for address in [
        "1.0.0.0",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "168.63.129.15",
        "168.63.129.17",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "191.255.255.255",
        "192.0.1.0",
        "192.0.3.0",
        "192.88.98.255",
        "192.88.100.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "198.51.99.255",
        "198.51.101.0",
        "203.0.112.255",
        "203.0.114.0",
        "223.255.255.255",
        "8.8.8.8",
        "119.29.29.29",
        "2000::1",
        "2001:200::1",
        "2001:4860:4860::8888",
        "2001:db7::1",
        "2001:db9::1",
        "2003::1",
        "2400:3200::1",
        "3ffe:ffff::1",
        "3fff:1000::1",
    ] {
        assert_eq!(check_public(address.parse().unwrap()), Ok(()), "{address}");
    }
}

proptest! {
    /// The standard library's own opinion is the second implementation.
    #[test]
    fn what_the_standard_library_knows_to_be_special_is_refused(bits: u32) {
        let address = Ipv4Addr::from_bits(bits);
        let is_special = address.is_private() || address.is_loopback() || address.is_link_local()
            || address.is_multicast() || address.is_broadcast() || address.is_documentation()
            || address.is_unspecified();
        if is_special {
            prop_assert!(check_public(address.into()).is_err());
        }
    }

    #[test]
    fn special_networks_are_refused_in_every_address(net in 0usize..8, low: u32) {
        let (base, prefix) = [
            (0x0a00_0000, 8), (0x7f00_0000, 8), (0xac10_0000, 12), (0xc0a8_0000, 16), (0xa9fe_0000, 16),
            (0x6440_0000, 10), (0xe000_0000, 3), (0, 8),
        ][net];
        let address = Ipv4Addr::from_bits(base | (low & (u32::MAX >> prefix)));
        prop_assert!(check_public(address.into()).is_err());
    }

    #[test]
    fn no_ipv6_clothing_gets_an_ipv4_address_through(bits: u32, low: u64) {
        let (high, half) = ((bits >> 16) as u16, bits as u16);
        let [a, b, c, d] = [(low >> 48) as u16, (low >> 32) as u16, (low >> 16) as u16, low as u16];
        for address in [
            Ipv4Addr::from_bits(bits).to_ipv6_mapped(),
            Ipv6Addr::new(0, 0, 0, 0, 0, 0, high, half),
            Ipv6Addr::new(0, 0, 0, 0, 0xffff, 0, high, half),
            Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, high, half),
            Ipv6Addr::new(0x64, 0xff9b, 1, a, b, c, high, half),
            Ipv6Addr::new(0x2002, high, half, a, b, c, d, 1),
            Ipv6Addr::new(0x2001, 0, high, half, a, b, c, d),
        ] {
            prop_assert!(check_public(address.into()).is_err(), "{address}");
        }
    }

    #[test]
    fn ipv6_outside_global_unicast_is_refused(bits: u128) {
        let address = Ipv6Addr::from_bits(bits);
        if bits >> 125 != 0b001 {
            prop_assert!(check_public(address.into()).is_err());
        }
    }
}
