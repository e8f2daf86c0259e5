//! The tar around an OCI image layout: names and bytes only, checked against their digests and bounds.

use crate::canonical::digest_of;
use crate::{COMPONENT_BYTES_MAX, ENTRIES_MAX, PACKAGE_BYTES_MAX};
use std::collections::BTreeMap;
use std::io::Read;

const LAYOUT_PATH: &str = "oci-layout";
const LAYOUT_JSON: &[u8] = br#"{"imageLayoutVersion":"1.0.0"}"#;
const INDEX_PATH: &str = "index.json";
const BLOB_FOLDER: &str = "blobs/sha256/";

/// Why a file is not a sound OCI archive.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// Larger than [`PACKAGE_BYTES_MAX`].
    #[error("the package has {bytes} bytes; at most {PACKAGE_BYTES_MAX} are allowed")]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// Not a tar, or cut off.
    #[error("the package is not a readable tar archive: {0}")]
    Tar(#[from] std::io::Error),
    /// More than [`ENTRIES_MAX`] entries.
    #[error("the package has more than {ENTRIES_MAX} entries")]
    TooManyEntries,
    /// A link, device or other special entry.
    #[error("entry `{path}` is not a regular file")]
    NotAFile {
        /// Which.
        path: String,
    },
    /// A path that an OCI image layout does not have, e.g. one that leaves the archive.
    #[error("entry `{path}` is not part of an OCI image layout (oci-layout, index.json, blobs/sha256/<hex>)")]
    ForeignPath {
        /// Which.
        path: String,
    },
    /// An entry that is there twice.
    #[error("entry `{path}` appears twice")]
    Duplicate {
        /// Which.
        path: String,
    },
    /// An entry beyond its bound.
    #[error("entry `{path}` has {bytes} bytes; at most {COMPONENT_BYTES_MAX} are allowed")]
    EntryTooLarge {
        /// Which.
        path: String,
        /// Its size.
        bytes: u64,
    },
    /// Fewer bytes than the header promises.
    #[error("entry `{path}` is cut off")]
    Truncated {
        /// Which.
        path: String,
    },
    /// `oci-layout` or `index.json` is missing or of another version.
    #[error("`{path}` is missing or not of OCI image layout 1.0.0")]
    NotALayout {
        /// Which.
        path: &'static str,
    },
    /// A blob whose bytes do not have the digest in its name.
    #[error("blob `{path}` does not match its digest; the package was damaged or changed")]
    WrongDigest {
        /// Which.
        path: String,
    },
}

/// `index.json` and the blobs by digest, each verified.
pub(crate) struct Layout {
    pub index: Vec<u8>,
    pub blobs: BTreeMap<String, Vec<u8>>,
}

/// Reads an archive.
pub(crate) fn read(bytes: &[u8]) -> Result<Layout, ArchiveError> {
    if bytes.len() > PACKAGE_BYTES_MAX {
        return Err(ArchiveError::TooLarge { bytes: bytes.len() });
    }
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut tar = tar::Archive::new(bytes);
    for (index, entry) in tar.entries()?.enumerate() {
        if index >= ENTRIES_MAX {
            return Err(ArchiveError::TooManyEntries);
        }
        let entry = entry?;
        let path = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let path = path.strip_prefix("./").unwrap_or(&path).to_owned();
        if entry.header().entry_type().is_dir() && is_layout_folder(&path) {
            continue;
        }
        if !entry.header().entry_type().is_file() {
            return Err(ArchiveError::NotAFile { path });
        }
        if !is_layout_file(&path) {
            return Err(ArchiveError::ForeignPath { path });
        }
        let content = read_entry(entry, &path)?;
        if files.insert(path.clone(), content).is_some() {
            return Err(ArchiveError::Duplicate { path });
        }
    }
    check_layout_version(files.remove(LAYOUT_PATH))?;
    let index = files.remove(INDEX_PATH).ok_or(ArchiveError::NotALayout { path: INDEX_PATH })?;
    let mut blobs = BTreeMap::new();
    for (path, content) in files {
        let digest = digest_of(&content);
        if digest.strip_prefix("sha256:") != path.strip_prefix(BLOB_FOLDER) {
            return Err(ArchiveError::WrongDigest { path });
        }
        blobs.insert(digest, content);
    }
    Ok(Layout { index, blobs })
}

fn read_entry(mut entry: tar::Entry<'_, &[u8]>, path: &str) -> Result<Vec<u8>, ArchiveError> {
    let size = entry.size();
    if size > COMPONENT_BYTES_MAX as u64 {
        return Err(ArchiveError::EntryTooLarge { path: path.to_owned(), bytes: size });
    }
    let mut content = Vec::new();
    entry.read_to_end(&mut content)?;
    if content.len() as u64 != size {
        return Err(ArchiveError::Truncated { path: path.to_owned() });
    }
    Ok(content)
}

fn is_layout_folder(path: &str) -> bool {
    matches!(path.trim_end_matches('/'), "" | "." | "blobs" | "blobs/sha256")
}

fn is_layout_file(path: &str) -> bool {
    let blob = |hex: &str| hex.len() == 64 && hex.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    path == LAYOUT_PATH || path == INDEX_PATH || path.strip_prefix(BLOB_FOLDER).is_some_and(blob)
}

fn check_layout_version(content: Option<Vec<u8>>) -> Result<(), ArchiveError> {
    let wrong = ArchiveError::NotALayout { path: LAYOUT_PATH };
    let Some(content) = content else { return Err(wrong) };
    match serde_json::from_slice::<serde_json::Value>(&content) {
        Ok(json) if json["imageLayoutVersion"] == "1.0.0" => Ok(()),
        _ => Err(wrong),
    }
}

/// Writes an archive: fixed order, owner, mode and time, so equal contents give equal bytes.
pub(crate) fn write(index: &[u8], blobs: &BTreeMap<String, &[u8]>) -> Result<Vec<u8>, ArchiveError> {
    let mut tar = tar::Builder::new(Vec::new());
    let mut append = |path: &str, content: &[u8]| -> Result<(), ArchiveError> {
        let mut header = tar::Header::new_ustar();
        header.set_path(path)?;
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        header.set_mtime(0);
        header.set_cksum();
        Ok(tar.append(&header, content)?)
    };
    append(LAYOUT_PATH, LAYOUT_JSON)?;
    append(INDEX_PATH, index)?;
    for (digest, content) in blobs {
        append(&digest.replacen("sha256:", BLOB_FOLDER, 1), content)?;
    }
    Ok(tar.into_inner()?)
}
