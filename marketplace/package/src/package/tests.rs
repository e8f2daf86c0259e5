use super::*;
use crate::PACKAGE_BYTES_MAX;

const MANIFEST: &str = r#"
name = "stamps"
version = "0.1.0"
publisher = "bodega"
points = ["pricing.price"]
title = { zh-CN = "集章", en = "Stamps" }
summary = { zh-CN = "买十送一", en = "Buy ten, get one" }
pricing = { stage = "line" }
settings = { schema = "schemas/settings.json" }
"#;

fn component() -> Vec<u8> {
    [&COMPONENT_MAGIC[..], &[0, 5, 4, b'n', b'o', b't', b'e']].concat()
}

fn files() -> BTreeMap<String, Vec<u8>> {
    BTreeMap::from([("schemas/settings.json".to_owned(), br#"{"type":"object"}"#.to_vec())])
}

fn package() -> Package {
    Package::build(MANIFEST, &component(), files()).unwrap()
}

/// The archive with one tar entry renamed or changed, its tar checksums right.
fn rewritten(change: impl Fn(&mut String, &mut Vec<u8>, &mut tar::EntryType)) -> Vec<u8> {
    let bytes = package().write().unwrap();
    let mut out = tar::Builder::new(Vec::new());
    for entry in tar::Archive::new(&bytes[..]).entries().unwrap() {
        let mut entry = entry.unwrap();
        let mut path = entry.path().unwrap().to_str().unwrap().to_owned();
        let mut content = Vec::new();
        std::io::Read::read_to_end(&mut entry, &mut content).unwrap();
        let mut kind = tar::EntryType::Regular;
        change(&mut path, &mut content, &mut kind);
        let mut header = tar::Header::new_ustar();
        header.as_ustar_mut().unwrap().name[..path.len()].copy_from_slice(path.as_bytes());
        header.set_entry_type(kind);
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        out.append(&header, &content[..]).unwrap();
    }
    out.into_inner().unwrap()
}

fn archive_error(bytes: &[u8]) -> ArchiveError {
    match Package::read(bytes) {
        Err(PackageError::Archive(error)) => error,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_package_reads_back_as_it_was_built_with_the_same_bytes() {
    let built = package();
    let bytes = built.write().unwrap();
    let read = Package::read(&bytes).unwrap();
    assert_eq!(read.digest(), built.digest());
    assert_eq!(read.component_digest(), digest_of(&component()));
    assert_eq!(read.manifest(), built.manifest());
    assert_eq!(read.component()[..], component());
    assert_eq!(read.files(), built.files());
    assert_eq!(read.write().unwrap(), bytes);
}

#[test]
fn the_digest_moves_with_every_part() {
    let digest = package().digest().to_owned();
    let other_manifest = Package::build(&MANIFEST.replace("0.1.0", "0.1.1"), &component(), files()).unwrap();
    let longer = [component(), component()].concat();
    let other_component = Package::build(MANIFEST, &longer, files()).unwrap();
    let mut changed = files();
    changed.insert("schemas/settings.json".to_owned(), b"{}".to_vec());
    let other_file = Package::build(MANIFEST, &component(), changed).unwrap();
    for other in [other_manifest, other_component, other_file] {
        assert_ne!(other.digest(), digest);
    }
}

#[test]
fn what_is_missing_or_stray_is_refused_at_build() {
    let build = |files| Package::build(MANIFEST, &component(), files).unwrap_err();
    assert!(matches!(build(BTreeMap::new()), PackageError::MissingFile { .. }));
    let with = |path: &str, bytes: &[u8]| {
        let mut files = files();
        files.insert(path.to_owned(), bytes.to_vec());
        files
    };
    assert!(matches!(build(with("extra.json", b"{}")), PackageError::StrayFile { .. }));
    assert!(matches!(build(with("../up.json", b"{}")), PackageError::BadPath { .. }));
    assert!(matches!(build(with("schemas/settings.json", b"[1]")), PackageError::BadSchema { .. }));
    let large = vec![b' '; FILE_BYTES_MAX + 1];
    assert!(matches!(build(with("schemas/settings.json", &large)), PackageError::FileTooLarge { .. }));
    let core_module = b"\0asm\x01\0\0\0";
    assert!(matches!(Package::build(MANIFEST, core_module, files()), Err(PackageError::NotAComponent)));
    let large = vec![0; COMPONENT_BYTES_MAX + 1];
    assert!(matches!(Package::build(MANIFEST, &large, files()), Err(PackageError::ComponentTooLarge { .. })));
}

#[test]
fn a_truncated_package_is_refused_at_every_length() {
    let bytes = package().write().unwrap();
    // The last 1024 bytes are tar's end mark, without which a reader may still have everything.
    for length in (0..bytes.len() - 1024).step_by(97) {
        assert!(Package::read(&bytes[..length]).is_err(), "{length} of {}", bytes.len());
    }
}

#[test]
fn a_flipped_bit_anywhere_in_a_blob_is_found() {
    let changed = rewritten(|path, content, _| {
        if path.starts_with("blobs/") {
            *content.last_mut().unwrap() ^= 1;
        }
    });
    assert!(matches!(archive_error(&changed), ArchiveError::WrongDigest { .. }));
}

#[test]
fn paths_that_leave_the_archive_and_links_are_refused() {
    for evil in ["../../etc/passwd", "/etc/passwd", "blobs/sha256/../../x", "blobs/sha256/zz", "notes.txt"] {
        let changed = rewritten(|path, _, _| {
            if path == "oci-layout" {
                evil.clone_into(path);
            }
        });
        assert!(matches!(archive_error(&changed), ArchiveError::ForeignPath { .. }), "{evil}");
    }
    let linked = rewritten(|path, content, kind| {
        if path == "index.json" {
            content.clear();
            *kind = tar::EntryType::Symlink;
        }
    });
    assert!(matches!(archive_error(&linked), ArchiveError::NotAFile { .. }));
}

#[test]
fn duplicates_missing_and_stray_parts_are_refused() {
    let twice = rewritten(|path, _, _| {
        if path == "oci-layout" {
            "index.json".clone_into(path);
        }
    });
    assert!(matches!(archive_error(&twice), ArchiveError::Duplicate { .. }));

    let stray = rewritten(|path, content, _| {
        if path == "oci-layout" {
            *content = b"stray".to_vec();
            *path = digest_of(content).replace("sha256:", "blobs/sha256/");
        }
    });
    assert!(matches!(archive_error(&stray), ArchiveError::NotALayout { path: "oci-layout" }));

    let other_root = rewritten(|path, content, _| {
        if path == "index.json" {
            let text = String::from_utf8(content.clone()).unwrap();
            *content = text.replace(package().digest(), package().component_digest()).into_bytes();
        }
    });
    assert!(matches!(
        Package::read(&other_root),
        Err(PackageError::MissingBlob { .. } | PackageError::Oci { .. })
    ));
}

#[test]
fn junk_and_oversized_input_is_refused() {
    assert!(Package::read(b"").is_err());
    assert!(Package::read(&[0xff; 4096]).is_err());
    assert!(Package::read(&component()).is_err());
    let large = vec![0; PACKAGE_BYTES_MAX + 1];
    assert!(matches!(archive_error(&large), ArchiveError::TooLarge { .. }));
}
