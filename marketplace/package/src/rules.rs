//! How names, versions and paths are written.

use crate::{NAME_BYTES_MAX, PATH_BYTES_MAX, VERSION_BYTES_MAX};

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

/// A relative path of plain segments with forward slashes, e.g. `schemas/campaign.json`.
pub fn is_package_path(text: &str) -> bool {
    let segment = |s: &str| {
        !s.is_empty()
            && !s.starts_with('.')
            && s.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
    };
    text.len() <= PATH_BYTES_MAX && text.split('/').all(segment)
}

/// `pricing.price`: a domain and a verb, both kebab-case.
pub(crate) fn is_point(text: &str) -> bool {
    text.split('.').count() == 2 && text.split('.').all(is_kebab_case)
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
}
