//! How names, versions and paths are written.

use crate::{KEY_BYTES_MAX, NAME_BYTES_MAX, PATH_BYTES_MAX, VERSION_BYTES_MAX};
use std::collections::BTreeSet;

/// `a-b2`: lower-case words of letters and digits, joined by single hyphens, starting with a letter.
pub fn is_kebab_case(text: &str) -> bool {
    let word = |w: &str| !w.is_empty() && w.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    text.len() <= NAME_BYTES_MAX
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.split('-').all(word)
}

/// `1.2.3` or `1.2.3-rc.1`. Build metadata is not allowed: OCI tags cannot hold `+`.
pub fn is_semver(text: &str) -> bool {
    if text.len() > VERSION_BYTES_MAX {
        return false;
    }
    let (core, pre) = match text.split_once('-') {
        Some((core, pre)) => (core, Some(pre)),
        None => (text, None),
    };
    let number = |n: &str| {
        !n.is_empty()
            && n.len() <= 9
            && n.bytes().all(|b| b.is_ascii_digit())
            && (n == "0" || !n.starts_with('0'))
    };
    let identifier = |i: &str| {
        let digits = i.bytes().all(|b| b.is_ascii_digit());
        !i.is_empty()
            && i.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && (!digits || i == "0" || !i.starts_with('0'))
    };
    core.split('.').count() == 3
        && core.split('.').all(number)
        && pre.is_none_or(|pre| pre.split('.').all(identifier))
}

/// `CNY`: the form of an ISO 4217 code.
pub(crate) fn is_currency(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|b| b.is_ascii_uppercase())
}

/// A relative path of plain segments with forward slashes, e.g. `schemas/campaign.json`.
pub fn is_package_path(text: &str) -> bool {
    let segment = |s: &str| {
        !s.is_empty()
            && !s.starts_with('.')
            && s.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
    };
    text.len() <= PATH_BYTES_MAX && text.split('/').all(segment)
}

/// `sale.committed.v1`: dotted kebab-case words ending in a version from `v1` on.
pub(crate) fn is_event_type(text: &str) -> bool {
    let words: Vec<&str> = text.split('.').collect();
    let Some((version, rest)) = words.split_last() else { return false };
    let version_ok = version.strip_prefix('v').is_some_and(|n| {
        !n.is_empty() && n.len() <= 4 && !n.starts_with('0') && n.bytes().all(|b| b.is_ascii_digit())
    });
    text.len() <= 2 * NAME_BYTES_MAX
        && version_ok
        && !rest.is_empty()
        && rest.iter().all(|w| is_kebab_case(w))
}

/// `snake_case` field of a document, with dots into objects, e.g. `member` or `period.start`.
pub(crate) fn is_field(text: &str) -> bool {
    let word = |w: &str| {
        w.starts_with(|c: char| c.is_ascii_alphabetic())
            && w.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
    };
    text.len() <= NAME_BYTES_MAX && text.split('.').all(word)
}

/// `PT`, `CNY`, `STAMP_A`: upper-case unit of account.
pub(crate) fn is_unit(text: &str) -> bool {
    (1..=16).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
}

/// `api.example.com` or `*.example.com`: lower-case names of at least two labels, the last not a number, so never an address.
pub(crate) fn is_host_rule(text: &str) -> bool {
    let name = text.strip_prefix("*.").unwrap_or(text);
    let label = |l: &str| {
        (1..=63).contains(&l.len())
            && !l.starts_with('-')
            && !l.ends_with('-')
            && l.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    let last_is_word =
        |name: &str| name.rsplit('.').next().is_some_and(|l| l.starts_with(|c: char| c.is_ascii_lowercase()));
    name.len() <= 253 && name.split('.').count() >= 2 && name.split('.').all(label) && last_is_word(name)
}

/// `/orders/{id}/lines`, `/files/*`: plain segments, parameters of distinct names, `*` last.
pub(crate) fn is_route_path(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('/') else { return false };
    if rest.is_empty() {
        return true;
    }
    let mut parameters = BTreeSet::new();
    let count = rest.split('/').count();
    text.len() <= PATH_BYTES_MAX
        && rest.split('/').enumerate().all(|(index, segment)| {
            match segment.strip_prefix('{').and_then(|s| s.strip_suffix('}')) {
                Some(name) => is_parameter(name) && parameters.insert(name),
                None if segment == "*" => index + 1 == count,
                None => {
                    !matches!(segment, "" | "." | "..")
                        && segment.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.~".contains(&b))
                }
            }
        })
}

/// The names of `{parameters}` in a text; none where a brace is no parameter's.
pub(crate) fn parameter_names(text: &str) -> Option<BTreeSet<&str>> {
    let mut names = BTreeSet::new();
    let mut parts = text.split('{');
    let is_plain = |text: &str| !text.contains('}');
    if !is_plain(parts.next()?) {
        return None;
    }
    for part in parts {
        let (name, rest) = part.split_once('}')?;
        if !is_parameter(name) || !is_plain(rest) {
            return None;
        }
        names.insert(name);
    }
    Some(names)
}

/// A key of what is fetched for a basket, e.g. `use/{member}`.
pub(crate) fn is_key_template(text: &str) -> bool {
    const KNOWN: [&str; 4] = ["member", "store", "coupon", "sku"];
    let names = parameter_names(text);
    (1..=KEY_BYTES_MAX).contains(&text.len())
        && !text.contains(char::is_control)
        && names.is_some_and(|names| names.iter().all(|name| KNOWN.contains(name)))
}

fn is_parameter(text: &str) -> bool {
    text.len() <= NAME_BYTES_MAX
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

/// `https://` and a host; no user, space or quote.
pub(crate) fn is_page_url(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("https://") else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    text.len() <= 2 * PATH_BYTES_MAX
        && is_host_rule(host)
        && !host.starts_with('*')
        && rest.bytes().all(|b| b.is_ascii_graphic() && !b"\"'<>`\\".contains(&b))
}

/// The characters of an SPDX expression; whether the terms exist is for people.
pub(crate) fn is_license(text: &str) -> bool {
    (1..=PATH_BYTES_MAX).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '(')
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.+ ():".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_versions_and_paths_have_one_spelling() {
        for ok in ["promotions", "delivery-meituan", "a1-b2"] {
            assert!(is_kebab_case(ok), "{ok}");
        }
        for bad in ["", "-a", "a-", "a--b", "A", "1a", "a_b", "ä"] {
            assert!(!is_kebab_case(bad), "{bad}");
        }
        for ok in ["0.1.0", "1.2.3-rc.1", "10.0.0-alpha-x"] {
            assert!(is_semver(ok), "{ok}");
        }
        for bad in ["1", "1.2", "01.2.3", "1.2.3-", "1.2.3-01", "1.2.3+b", "1.2.3.4", "v1.2.3"] {
            assert!(!is_semver(bad), "{bad}");
        }
        for ok in ["a.json", "schemas/campaign.json"] {
            assert!(is_package_path(ok), "{ok}");
        }
        for bad in ["", "/a", "a/../b", "../a", "a//b", "./a", "a\\b", "a/", "a b", ".hidden"] {
            assert!(!is_package_path(bad), "{bad}");
        }
        assert!(is_event_type("sale.committed.v1") && !is_event_type("v1") && !is_event_type("sale.v0"));
    }

    #[test]
    fn host_rules_are_names_and_never_addresses() {
        for ok in ["api.example.com", "*.example.com", "xn--fiqs8s.cn", "a-1.b2"] {
            assert!(is_host_rule(ok), "{ok}");
        }
        let bad = [
            "",
            "*",
            "*.com",
            "localhost",
            "Api.example.com",
            "example.com.",
            "127.0.0.1",
            "1.2",
            "[::1]",
            "0x7f.1",
            "*.*.example.com",
            "a.*.com",
            "a..b",
            "-a.com",
            "a-.com",
            "user@a.com",
            "a.com:443",
            "a.com/x",
            "中国.cn",
        ];
        for bad in bad {
            assert!(!is_host_rule(bad), "{bad}");
        }
    }

    #[test]
    fn route_paths_and_parameters_have_one_spelling() {
        for ok in ["/", "/a", "/a/{id}/b", "/a/*", "/*", "/.well-known/x"] {
            assert!(is_route_path(ok), "{ok}");
        }
        for bad in [
            "",
            "a",
            "/a/",
            "//",
            "/*/a",
            "/a*",
            "/{id}/{id}",
            "/{}",
            "/{a",
            "/a/../b",
            "/a b",
            "/%2e",
            "/a?b",
        ] {
            assert!(!is_route_path(bad), "{bad}");
        }
        assert_eq!(parameter_names("no").unwrap().len(), 0);
        assert_eq!(parameter_names("{a}{b_1} {a}").unwrap(), BTreeSet::from(["a", "b_1"]));
        for bad in ["{", "}", "{a", "{A}", "{a}}", "{{a}}", "{}"] {
            assert!(parameter_names(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn pages_and_licences() {
        for ok in ["https://example.com", "https://example.com/a?b#c"] {
            assert!(is_page_url(ok), "{ok}");
        }
        for bad in
            ["http://example.com", "https://", "https://a@b.com", "https://a.com/\"", "javascript:alert(1)"]
        {
            assert!(!is_page_url(bad), "{bad}");
        }
        assert!(
            is_license("Apache-2.0 OR (MIT AND LicenseRef-Acme)") && !is_license("") && !is_license("<b>")
        );
    }
}
