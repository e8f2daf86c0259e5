//! The files of a package against its manifest: all that it names, nothing else, each what it says it is.

use super::PackageError;
use crate::{FILE_BYTES_MAX, FILES_MAX, FileKind, Manifest, is_package_path};
use std::collections::{BTreeMap, BTreeSet};

/// How images start, by media type.
const IMAGE_STARTS: [(&str, &[u8]); 3] =
    [("image/png", b"\x89PNG\r\n\x1a\n"), ("image/jpeg", b"\xff\xd8\xff"), ("image/webp", b"RIFF")];

pub(super) fn check(manifest: &Manifest, files: &BTreeMap<String, Vec<u8>>) -> Result<(), PackageError> {
    if files.len() > FILES_MAX {
        return Err(PackageError::TooManyFiles { count: files.len() });
    }
    let named = manifest.files();
    let mut texts: Option<(&str, BTreeSet<String>)> = None;
    for (path, bytes) in files {
        if !is_package_path(path) {
            return Err(PackageError::BadPath { path: path.clone() });
        }
        if bytes.len() > FILE_BYTES_MAX {
            return Err(PackageError::FileTooLarge { path: path.clone(), bytes: bytes.len() });
        }
        let Some(kind) = named.get(path.as_str()) else {
            return Err(PackageError::StrayFile { path: path.clone() });
        };
        let bad = |problem: String| PackageError::BadFile { path: path.clone(), problem };
        match kind {
            FileKind::Schema => {
                serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(bytes)
                    .map_err(|error| bad(format!("is a schema, but no JSON object: {error}")))?;
            }
            FileKind::Locale => {
                let found: BTreeMap<String, String> = serde_json::from_slice(bytes)
                    .map_err(|error| bad(format!("must be a flat JSON object of texts: {error}")))?;
                let keys = BTreeSet::from_iter(found.into_keys());
                let (first, wanted) = texts.get_or_insert_with(|| (path, keys.clone()));
                if let Some(key) = wanted.symmetric_difference(&keys).next() {
                    return Err(bad(format!(
                        "and `{first}` must have the same keys; `{key}` is in one of them only"
                    )));
                }
            }
            FileKind::Changelog => {
                std::str::from_utf8(bytes).map_err(|error| bad(format!("is not UTF-8: {error}")))?;
            }
            FileKind::Image => {
                let media_type = kind.media_type(path);
                let start = IMAGE_STARTS.iter().find(|(media, _)| Some(*media) == media_type);
                if !start.is_some_and(|(_, start)| bytes.starts_with(start)) {
                    return Err(bad("is not the kind of image that its name says".to_owned()));
                }
            }
            FileKind::Asset => {}
        }
    }
    match named.into_keys().find(|path| !files.contains_key(*path)) {
        Some(path) => Err(PackageError::MissingFile { path: path.to_owned() }),
        None => Ok(()),
    }
}
