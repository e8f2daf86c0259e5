//! Which thing of which repository a path below `/v2/` means. Repository names hold slashes, so paths are read from their end.

use crate::name::{Digest, Repository, is_tag};
use crate::oci::error::OciError;

/// A path's meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// `blobs/uploads/`
    Uploads,
    /// `blobs/uploads/<id>`
    Upload(String),
    /// `blobs/<digest>`
    Blob(Digest),
    /// `manifests/<tag or digest>`
    Manifest(Reference),
    /// `tags/list`
    Tags,
    /// `referrers/<digest>`
    Referrers(Digest),
}

/// How a manifest is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reference {
    Tag(String),
    Digest(Digest),
}

/// Reads a path below `/v2/`.
pub(crate) fn parse(path: &str) -> Result<(Repository, Target), OciError> {
    let segments: Vec<&str> = path.split('/').collect();
    let (name, target) = match segments.as_slice() {
        [name @ .., "blobs", "uploads", ""] | [name @ .., "blobs", "uploads"] => (name, Target::Uploads),
        [name @ .., "blobs", "uploads", id] => (name, Target::Upload((*id).to_owned())),
        [name @ .., "blobs", digest] => (name, Target::Blob(read_digest(digest)?)),
        [name @ .., "manifests", reference] => (name, Target::Manifest(read_reference(reference)?)),
        [name @ .., "tags", "list"] => (name, Target::Tags),
        [name @ .., "referrers", digest] => (name, Target::Referrers(read_digest(digest)?)),
        _ => return Err(OciError::name_unknown()),
    };
    let repository = Repository::parse(&name.join("/")).ok_or_else(OciError::name_invalid)?;
    Ok((repository, target))
}

/// Reads a digest of a request.
pub(crate) fn read_digest(text: &str) -> Result<Digest, OciError> {
    Digest::parse(text)
        .ok_or_else(|| OciError::digest_invalid("a digest is `sha256:` and 64 lower-case hexadecimal digits"))
}

fn read_reference(text: &str) -> Result<Reference, OciError> {
    if text.contains(':') {
        return read_digest(text).map(Reference::Digest);
    }
    if is_tag(text) {
        return Ok(Reference::Tag(text.to_owned()));
    }
    Err(OciError::manifest_invalid("a tag has at most 128 letters, digits, `_`, `.` and `-`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_read_from_their_end() {
        let digest = Digest::of(b"x");
        let read =
            |path: &str| parse(path).map(|(repository, target)| (repository.to_string(), target)).unwrap();
        let own = || "acme/tags".to_owned();
        assert_eq!(read("acme/tags/tags/list"), (own(), Target::Tags));
        assert_eq!(read("acme/tags/blobs/uploads/"), (own(), Target::Uploads));
        assert_eq!(read("acme/tags/blobs/uploads"), (own(), Target::Uploads));
        assert_eq!(read("acme/tags/blobs/uploads/7"), (own(), Target::Upload("7".into())));
        assert_eq!(read(&format!("acme/tags/blobs/{digest}")), (own(), Target::Blob(digest.clone())));
        let by_tag = Target::Manifest(Reference::Tag("1.0.0".into()));
        assert_eq!(read("components/acme/x/manifests/1.0.0"), ("components/acme/x".into(), by_tag));
        assert_eq!(
            read(&format!("acme/tags/manifests/{digest}")),
            (own(), Target::Manifest(Reference::Digest(digest.clone())))
        );
        assert_eq!(read(&format!("acme/tags/referrers/{digest}")), (own(), Target::Referrers(digest)));
    }

    #[test]
    fn what_is_no_path_of_the_specification_is_refused() {
        let code = |path: &str| parse(path).unwrap_err().code;
        assert_eq!(code("acme"), "NAME_UNKNOWN");
        assert_eq!(code("Acme/x/tags/list"), "NAME_INVALID");
        assert_eq!(code("../x/tags/list"), "NAME_INVALID");
        assert_eq!(code("acme/x/blobs/sha256:zz"), "DIGEST_INVALID");
        assert_eq!(code("acme/x/manifests/sha512:00"), "DIGEST_INVALID");
        assert_eq!(code("acme/x/manifests/.hidden"), "MANIFEST_INVALID");
    }
}
