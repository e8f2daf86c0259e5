//! Names on the OCI side: repositories, tags, digests, and whose namespace a repository is in.

use sha2::{Digest as _, Sha256};
use std::fmt;

/// The longest repository name; many clients count it with the host's name into 255.
const REPOSITORY_BYTES_MAX: usize = 200;
/// The longest tag, by the OCI specification.
const TAG_BYTES_MAX: usize = 128;
/// The first segment of repositories that hold bare components, so that `wkg` finds them by `publisher:name`.
pub const COMPONENTS: &str = "components";

/// `publisher/name`, or `components/publisher/name`; the form of the OCI specification, two segments or more.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Repository(String);

impl Repository {
    /// Reads a name.
    pub fn parse(text: &str) -> Option<Self> {
        let sound = text.len() <= REPOSITORY_BYTES_MAX && text.split('/').all(is_segment);
        let segments = text.split('/').count();
        let least = if text.split('/').next() == Some(COMPONENTS) { 3 } else { 2 };
        (sound && segments >= least).then(|| Repository(text.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whose namespace it is in.
    pub fn publisher(&self) -> &str {
        let mut segments = self.0.split('/');
        match segments.next() {
            Some(COMPONENTS) => segments.next().unwrap_or_default(),
            first => first.unwrap_or_default(),
        }
    }

    /// `publisher/name` of the package whose releases or components are here.
    pub fn package(&self) -> String {
        let rest = self.0.strip_prefix(COMPONENTS).and_then(|rest| rest.strip_prefix('/')).unwrap_or(&self.0);
        rest.split('/').take(2).collect::<Vec<_>>().join("/")
    }

    /// Whether packages (and not bare components) are released here: exactly `publisher/name`.
    pub fn holds_releases(&self) -> bool {
        self.0.split('/').count() == 2
    }
}

impl fmt::Display for Repository {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*`
fn is_segment(text: &str) -> bool {
    let word = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let bytes = text.as_bytes();
    let ends = bytes.first().is_some_and(|b| word(*b)) && bytes.last().is_some_and(|b| word(*b));
    let separators = text.split(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit());
    ends && separators.into_iter().all(|s| matches!(s, "" | "." | "_" | "__") || s.bytes().all(|b| b == b'-'))
}

/// Whether text can be a tag.
pub fn is_tag(text: &str) -> bool {
    let first = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    text.len() <= TAG_BYTES_MAX
        && text.bytes().next().is_some_and(first)
        && text.bytes().all(|b| first(b) || b == b'.' || b == b'-')
}

/// A `sha256:<hex>` digest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(transparent)]
pub struct Digest(String);

impl Digest {
    /// Reads a digest; other algorithms than sha256 are not kept here.
    pub fn parse(text: &str) -> Option<Self> {
        let hex = text.strip_prefix("sha256:")?;
        let sound = hex.len() == 64 && hex.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        sound.then(|| Digest(text.to_owned()))
    }

    /// Of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self::finish(Sha256::new_with_prefix(bytes))
    }

    /// Of everything a hasher was given.
    pub(crate) fn finish(hasher: Sha256) -> Self {
        Digest(format!("sha256:{}", hex(&hasher.finalize())))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The hexadecimal part.
    pub(crate) fn hex(&self) -> &str {
        &self.0["sha256:".len()..]
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Bytes as lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repositories_have_a_publisher_and_a_plain_form() {
        let own = Repository::parse("acme/points").unwrap();
        assert_eq!(
            (own.publisher(), own.package().as_str(), own.holds_releases()),
            ("acme", "acme/points", true)
        );
        let bare = Repository::parse("components/acme/points").unwrap();
        assert_eq!(
            (bare.publisher(), bare.package().as_str(), bare.holds_releases()),
            ("acme", "acme/points", false)
        );
        assert!(Repository::parse("acme/a--b/c__d.e").is_some());
        for bad in [
            "acme",
            "",
            "/",
            "acme/",
            "acme//x",
            "Acme/x",
            "acme/..",
            "acme/a_-b",
            "acme/-a",
            "components/acme",
        ] {
            assert!(Repository::parse(bad).is_none(), "{bad}");
        }
        assert!(Repository::parse(&format!("a/{}", "b".repeat(REPOSITORY_BYTES_MAX))).is_none());
    }

    #[test]
    fn tags_and_digests_are_checked() {
        assert!(is_tag("1.2.3-rc.1") && is_tag("_a") && is_tag("Latest"));
        for bad in ["", ".a", "-a", "a+b", "a/b", &"x".repeat(129)] {
            assert!(!is_tag(bad), "{bad}");
        }
        assert_eq!(Digest::parse(Digest::of(b"x").as_str()), Some(Digest::of(b"x")));
        for bad in [
            "",
            "sha256:",
            "sha512:00",
            &Digest::of(b"").as_str().to_uppercase(),
            &Digest::of(b"").as_str()[1..],
        ] {
            assert!(Digest::parse(bad).is_none(), "{bad}");
        }
    }
}
