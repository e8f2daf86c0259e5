use crate::{NO_SECRETS, Names, get, policy};
use bodega_egress::{EgressError, HostRule, Policy};
use proptest::prelude::*;

/// What came of a URL: the names that were looked up, and the error that no address there is.
fn attempt(policy: &Policy, url: &str) -> (Vec<String>, EgressError) {
    let names = Names::default();
    let egress = names.leading_to(|_| Vec::new());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let answer = runtime.block_on(egress.send(policy, get(url), &NO_SECRETS));
    (names.asked(), answer.unwrap_err())
}

fn reached(policy: &Policy, url: &str) -> Vec<String> {
    let (asked, error) = attempt(policy, url);
    assert!(matches!(error, EgressError::Unreachable(_)), "{url}: {error}");
    asked
}

#[test]
fn spellings_of_an_approved_host_are_one_host() {
    let policy = Policy::new(vec![
        HostRule::new("API.Example.COM.", &[]).unwrap(),
        HostRule::new("*.example.org", &[8443]).unwrap(),
        HostRule::new("*.商店.example", &[]).unwrap(),
    ]);
    for (url, name) in [
        ("https://api.example.com/v1", "api.example.com"),
        ("HTTPS://API.EXAMPLE.COM/v1", "api.example.com"),
        ("https://api.example.com./v1", "api.example.com"),
        ("https://api.example.com:443", "api.example.com"),
        ("https://ａｐｉ.example.com/", "api.example.com"),
        ("https://api。example。com/", "api.example.com"),
        ("https://a\u{ad}pi.example.com/", "api.example.com"),
        ("https://a.example.org:8443/", "a.example.org"),
        ("https://a.b_c.example.org:8443/", "a.b_c.example.org"),
        ("https://总部.商店.example/", "xn--4kq93q.xn--48sx44h.example"),
    ] {
        if name.starts_with("xn--") {
            let asked = reached(&policy, url);
            assert!(asked.len() == 1 && asked[0].is_ascii() && asked[0].ends_with(".example"), "{asked:?}");
        } else {
            assert_eq!(reached(&policy, url), [name], "{url}");
        }
    }
}

#[test]
fn what_is_not_approved_is_refused_before_any_look_up() {
    let policy = Policy::new(vec![
        HostRule::new("api.example.com", &[]).unwrap(),
        HostRule::new("*.example.org", &[443, 8443]).unwrap(),
        HostRule::new("legacy.example.net", &[]).unwrap().with_plain_http(),
    ]);
    for url in [
        "https://example.com/",
        "https://v2.api.example.com/",
        "https://notapi.example.com/",
        "https://api.example.com.evil.test/",
        "https://api.example.comevil.test/",
        "https://example.org/",
        "https://badexample.org/",
        "https://api.example.com:8443/",
        "https://a.example.org:9443/",
        "http://api.example.com/",
        "http://a.example.org:8443/",
        "http://a.example.org:443/",
        "https://legacy.example.net:80/",
        "http://legacy.example.net:8080/",
        "https://127.0.0.1/",
        "https://8.8.8.8/",
        "https://[::1]/",
        "https://[2001:4860:4860::8888]/",
        "https://[::ffff:127.0.0.1]/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0x7f.1/",
        "https://0177.0.0.1/",
        "https://127.1/",
        "https://127.0.0.1./",
        "https://１２７.0.0.1/",
        "https://①②⑦.0.0.1/",
        "https://localhost/",
    ] {
        let (asked, error) = attempt(&policy, url);
        assert!(matches!(error, EgressError::Refused(_)), "{url}: {error:?}");
        assert_eq!(asked, [""; 0], "{url}");
    }
    assert_eq!(reached(&policy, "http://legacy.example.net/"), ["legacy.example.net"]);
    assert_eq!(reached(&policy, "https://a.example.org:8443/"), ["a.example.org"]);
}

#[test]
fn what_readers_of_urls_disagree_about_is_no_url() {
    let policy = Policy::new(vec![HostRule::new("api.example.com", &[]).unwrap()]);
    for url in [
        "",
        "api.example.com",
        "//api.example.com/",
        "ftp://api.example.com/",
        "file:///etc/passwd",
        "https:api.example.com/",
        "https:/api.example.com/",
        "https:///api.example.com/",
        "https://",
        "https://:443/",
        " https://api.example.com/",
        "https://api.example.com/ ",
        "https://api.example.com/a b",
        "https://api.example.com\\@evil.test/",
        "https:\\\\api.example.com/",
        "https://api.example.com/\\..",
        "https://api.exa\tmple.com/",
        "https://api.example.com/\r\nx: y",
        "https://api.example.com/\u{0}",
        "https://user@api.example.com/",
        "https://user:password@api.example.com/",
        "https://api.example.com@evil.test/",
        "https://evil.test@api.example.com/",
        "https://@api.example.com/",
        "https://api%2eexample.com/",
        "https://%61pi.example.com/",
        "https://api.example.com%00.evil.test/",
        "https://api.example.com:0x1bb/",
        "https://api.example.com:99999/",
        "https://[fe80::1%25eth0]/",
        "https://[::1/",
        "https://api.example.com../",
        "https://.api.example.com/",
        "https://api..example.com/",
        "https://api.exa!mple.com/",
        "https://999.999.999.999/",
        "https://1.2.3.4.5/",
        "https://api.example.com/?a=b",
        "https://api.example.com/?",
        "https://api.example.com/#top",
    ] {
        let (asked, error) = attempt(&policy, url);
        assert!(matches!(error, EgressError::Invalid(_)), "{url}: {error:?}");
        assert_eq!(asked, [""; 0], "{url}");
    }
    let (_, error) = attempt(&policy, &format!("https://api.example.com/{}", "a".repeat(9_000)));
    assert!(matches!(error, EgressError::Invalid(_)));
}

#[test]
fn a_rule_is_a_name_of_two_labels_or_more() {
    for rule in ["api.example.com", "*.example.com", "EXAMPLE.com.", "商店.example", "a_b.example.com"] {
        assert!(HostRule::new(rule, &[]).is_ok(), "{rule}");
    }
    for rule in [
        "",
        "*",
        "*.",
        "*.com",
        "com",
        "localhost",
        "*.localhost",
        "127.0.0.1",
        "*.0.0.1",
        "0x7f.1",
        "[::1]",
        "::1",
        "a.*.com",
        "**.example.com",
        "*example.com",
        "*.*.example.com",
        "https://example.com",
        "example.com/",
        "example.com:443",
        "user@example.com",
        "exa mple.com",
        ".example.com",
        "example..com",
        "*..example.com",
    ] {
        assert!(HostRule::new(rule, &[]).is_err(), "{rule}");
    }
    assert!(HostRule::new("api.example.com", &[0]).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Whatever is around, only approved names are ever looked up.
    #[test]
    fn no_spelling_gets_another_name_looked_up(
        scheme in "(https|http|HTTPS|hTTp|ftp|)",
        slashes in r"(://|:/|:|:///|:\\\\)",
        before in r"([a-z.@%\\/:#?0-9\t ＠．。]{0,6})",
        host in "(shop\\.example\\.com|example\\.org|a\\.example\\.org|shop。example。com)",
        after in r"([a-z.@%\\/:#?0-9\t ＠．。]{0,12})",
    ) {
        let (asked, _) = attempt(&policy(&[]), &format!("{scheme}{slashes}{before}{host}{after}"));
        for name in asked {
            let is_approved = name == "shop.example.com" || name.ends_with(".example.org");
            prop_assert!(is_approved && !name.ends_with("..example.org"), "{name}");
        }
    }

    /// Every way to write an IPv4 address that anything is known to read.
    #[test]
    fn no_spelling_of_an_address_is_a_host(bits: u32, style in 0usize..9) {
        let [a, b, c, d] = bits.to_be_bytes();
        let host = match style {
            0 => format!("{a}.{b}.{c}.{d}"),
            1 => format!("{bits}"),
            2 => format!("{bits:#x}"),
            3 => format!("0{bits:o}"),
            4 => format!("{a:#x}.{b:#X}.0{c:o}.{d}"),
            5 => format!("{a}.{}", bits & 0x00ff_ffff),
            6 => format!("{a}.{b}.{}", bits & 0xffff),
            7 => format!("[::ffff:{a}.{b}.{c}.{d}]"),
            _ => format!("{a}.{b}.{c}.{d}."),
        };
        let (asked, error) = attempt(&policy(&[]), &format!("http://{host}/"));
        prop_assert_eq!(asked.len(), 0);
        prop_assert!(matches!(error, EgressError::Refused(_) | EgressError::Invalid(_)), "{}", error);
    }
}
