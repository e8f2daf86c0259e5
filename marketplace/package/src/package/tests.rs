use super::*;
use crate::archive::ArchiveError;
use crate::{COMPONENT_BYTES_MAX, ComponentError, FILE_BYTES_MAX, PACKAGE_BYTES_MAX, is_package_path};
use proptest::prelude::*;

pub(crate) const MANIFEST: &str = r#"
name = "stamps"
version = "0.1.0"
publisher = "bodega"
points = ["pricing.price"]
title = { zh-CN = "集章", en = "Stamps" }
summary = { zh-CN = "买十送一", en = "Buy ten, get one" }
pricing = { stage = "line" }
settings = { schema = "schemas/settings.json" }
collections = [{ name = "notes", schema = "schemas/note.json" }]
locales = { zh-CN = "locales/zh-CN.json", en = "locales/en.json" }
changelog = "CHANGELOG.md"
icon = "icon.png"
assets = ["ui/index.html"]
"#;

/// Version 13, layer 1, and a custom section.
pub(crate) const COMPONENT: &[u8] = b"\0asm\x0d\0\x01\0\0\x05\x04note";

pub(crate) fn files() -> BTreeMap<String, Vec<u8>> {
    let files: [(&str, &[u8]); 7] = [
        ("schemas/settings.json", br#"{"type":"object"}"#),
        ("schemas/note.json", br#"{"type":"object","required":["text"]}"#),
        ("locales/zh-CN.json", r#"{"hello":"你好"}"#.as_bytes()),
        ("locales/en.json", br#"{"hello":"Hello"}"#),
        ("CHANGELOG.md", b"# 0.1.0"),
        ("icon.png", b"\x89PNG\r\n\x1a\n..."),
        ("ui/index.html", b"<!doctype html>"),
    ];
    files.into_iter().map(|(path, bytes)| (path.to_owned(), bytes.to_vec())).collect()
}

pub(crate) fn package() -> Package {
    Package::build(MANIFEST, COMPONENT, files()).unwrap()
}

/// An archive of any index and blobs.
fn archive_of(index: &[u8], blobs: &[&[u8]]) -> Vec<u8> {
    archive::write(index, &blobs.iter().map(|bytes| (digest_of(bytes), *bytes)).collect()).unwrap()
}

/// The package's archive, its OCI manifest changed and everything above it made to fit.
fn with_manifest(change: impl Fn(&mut serde_json::Value)) -> Vec<u8> {
    let package = package();
    let [artifact, _] = package.artifacts();
    let mut manifest = serde_json::from_slice(artifact.manifest).unwrap();
    change(&mut manifest);
    let manifest = crate::canonical::to_bytes(&manifest).unwrap();
    let root = Descriptor::of(MANIFEST_MEDIA_TYPE, &manifest);
    let index = to_json("index.json", &Index::of(vec![root])).unwrap();
    let blobs: Vec<&[u8]> = artifact.blobs.into_values().chain([&manifest[..]]).collect();
    archive_of(&index, &blobs)
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
    assert_eq!(read.component_digest(), digest_of(COMPONENT));
    assert_eq!(read.manifest(), built.manifest());
    assert_eq!(&read.component()[..], COMPONENT);
    assert_eq!(read.files(), built.files());
    assert_eq!(read.write().unwrap(), bytes);
}

#[test]
fn the_digest_moves_with_every_part() {
    let digest = package().digest().to_owned();
    let other_manifest = Package::build(&MANIFEST.replace("0.1.0", "0.1.1"), COMPONENT, files()).unwrap();
    let longer = [COMPONENT, &COMPONENT[8..]].concat();
    let other_component = Package::build(MANIFEST, &longer, files()).unwrap();
    let mut changed = files();
    changed.insert("schemas/settings.json".to_owned(), b"{}".to_vec());
    let other_file = Package::build(MANIFEST, COMPONENT, changed).unwrap();
    for other in [other_manifest, other_component, other_file] {
        assert_ne!(other.digest(), digest);
    }
}

#[test]
fn what_is_missing_or_stray_is_refused_at_build() {
    let build = |files| Package::build(MANIFEST, COMPONENT, files).unwrap_err();
    for path in files().into_keys() {
        let mut files = files();
        files.remove(&path);
        assert!(matches!(build(files), PackageError::MissingFile { path: missing } if missing == path));
    }
    let with = |path: &str, bytes: &[u8]| {
        let mut files = files();
        files.insert(path.to_owned(), bytes.to_vec());
        files
    };
    assert!(matches!(build(with("extra.json", b"{}")), PackageError::StrayFile { .. }));
    assert!(matches!(build(with("../up.json", b"{}")), PackageError::BadPath { .. }));
    assert!(matches!(build(with("schemas/settings.json", b"[1]")), PackageError::BadFile { .. }));
    let large = vec![b' '; FILE_BYTES_MAX + 1];
    assert!(matches!(build(with("schemas/settings.json", &large)), PackageError::FileTooLarge { .. }));
    for (path, bytes) in [
        ("icon.png", &b"<svg/>"[..]),
        ("CHANGELOG.md", b"\xff"),
        ("locales/en.json", br#"{"hello":{"deep":"no"}}"#),
        ("locales/en.json", br#"{"hello":"Hello","bye":"Bye"}"#),
    ] {
        assert!(matches!(build(with(path, bytes)), PackageError::BadFile { .. }), "{path}");
    }
    let core_module = b"\0asm\x01\0\0\0";
    assert!(matches!(
        Package::build(MANIFEST, core_module, files()),
        Err(PackageError::Component(ComponentError::NotAComponent))
    ));
    let large = vec![0; COMPONENT_BYTES_MAX + 1];
    assert!(matches!(
        Package::build(MANIFEST, &large, files()),
        Err(PackageError::Component(ComponentError::TooLarge { .. }))
    ));
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
    assert!(Package::read(COMPONENT).is_err());
    let large = vec![0; PACKAGE_BYTES_MAX + 1];
    assert!(matches!(archive_error(&large), ArchiveError::TooLarge { .. }));
}

#[test]
fn a_release_has_the_component_in_the_layout_of_the_cncf() {
    let package = package();
    let [own, wasm] = package.artifacts();
    assert_eq!((own.name.as_str(), wasm.name.as_str()), ("0.1.0", "component-0.1.0"));
    assert_eq!(
        (digest_of(own.manifest), digest_of(wasm.manifest)),
        (own.digest.to_owned(), wasm.digest.to_owned())
    );
    let manifest: serde_json::Value = serde_json::from_slice(wasm.manifest).unwrap();
    let config = manifest["config"]["digest"].as_str().unwrap();
    let digest = package.component_digest();
    assert_eq!(
        manifest,
        serde_json::json!({
            "schemaVersion": 2,
            "mediaType": "application/vnd.oci.image.manifest.v1+json",
            "config": {
                "mediaType": "application/vnd.wasm.config.v0+json", "digest": config, "size": wasm.blobs[config].len(),
            },
            "layers": [{ "mediaType": "application/wasm", "digest": digest, "size": COMPONENT.len() }],
        })
    );
    let config: serde_json::Value = serde_json::from_slice(wasm.blobs[config]).unwrap();
    let interfaces = serde_json::json!({ "imports": [], "exports": [] });
    let expected = serde_json::json!({
        "architecture": "wasm", "os": "wasip2", "layerDigests": [digest], "component": interfaces,
    });
    assert_eq!(config, expected);
}

#[test]
fn a_package_reads_from_what_a_registry_keeps_and_from_an_archive_of_its_own() {
    let package = package();
    let [own, wasm] = package.artifacts();
    let read =
        Package::from_artifact(own.manifest, |digest| own.blobs.get(digest).map(|b| b.to_vec())).unwrap();
    assert_eq!(read.digest(), package.digest());
    assert!(
        Package::from_artifact(wasm.manifest, |digest| wasm.blobs.get(digest).map(|b| b.to_vec())).is_err()
    );
    let lie = |digest: &str| own.blobs.get(digest).map(|bytes| vec![b'x'; bytes.len()]);
    assert!(Package::from_artifact(own.manifest, lie).is_err());

    // As a tool writes it that copies the package alone: other spelling of the index, nothing of the component's artifact.
    let root = serde_json::to_value(Descriptor::of(MANIFEST_MEDIA_TYPE, own.manifest)).unwrap();
    let index = serde_json::json!({ "schemaVersion": 2, "manifests": [root] });
    let index = serde_json::to_vec_pretty(&index).unwrap();
    let blobs: Vec<&[u8]> = own.blobs.values().copied().chain([own.manifest]).collect();
    assert_eq!(Package::read(&archive_of(&index, &blobs)).unwrap().digest(), package.digest());
    let stray = [&blobs[..], &[b"stray"]].concat();
    assert!(matches!(Package::read(&archive_of(&index, &stray)), Err(PackageError::StrayBlob { .. })));
}

#[test]
fn the_component_artifact_must_be_that_of_the_package() {
    let package = package();
    let other = Package::build(MANIFEST, &[COMPONENT, &COMPONENT[8..]].concat(), files()).unwrap();
    let ([own, _], [_, foreign]) = (package.artifacts(), other.artifacts());
    let roots = [own.manifest, foreign.manifest].map(|m| Descriptor::of(MANIFEST_MEDIA_TYPE, m));
    let blobs: Vec<&[u8]> = own.blobs.into_values().chain(foreign.blobs.into_values()).collect();
    let blobs = [&blobs[..], &[own.manifest, foreign.manifest]].concat();
    let read = |roots: &[Descriptor]| {
        Package::read(&archive_of(&to_json("index.json", &Index::of(roots.to_vec())).unwrap(), &blobs))
            .unwrap_err()
    };
    assert!(read(&roots).to_string().contains("is not that of the package"));
    assert!(read(&roots[1..]).to_string().contains("lists no package"));
    assert!(read(&[roots[0].clone(), roots[0].clone()]).to_string().contains("more than one"));
    assert!(read(&[]).to_string().contains("lists no package"));
}

#[test]
fn layers_twice_swapped_missing_or_of_another_size_are_refused() {
    assert!(Package::read(&with_manifest(|_| ())).is_ok());
    let refused = |change: &dyn Fn(&mut Vec<serde_json::Value>)| {
        let bytes = with_manifest(|manifest| change(manifest["layers"].as_array_mut().unwrap()));
        Package::read(&bytes).unwrap_err().to_string()
    };
    assert!(refused(&|layers| layers.push(layers[0].clone())).contains("two layers `component.wasm`"));
    assert!(refused(&|layers| layers.push(layers[1].clone())).contains("two layers `CHANGELOG.md`"));
    assert!(refused(&|layers| layers.swap(1, 2)).contains("canonical"));
    assert!(refused(&|layers| _ = layers.remove(0)).contains("no component"));
    assert!(refused(&|layers| layers[1]["size"] = u64::MAX.into()).contains("has another size"));
    assert!(refused(&|layers| layers[1]["size"] = 1.into()).contains("has another size"));
    assert!(refused(&|layers| layers[1]["mediaType"] = "text/html".into()).contains("canonical"));
    assert!(
        refused(&|layers| layers[1]["annotations"]["org.opencontainers.image.title"] = "../up.md".into())
            .contains("../up.md")
    );
    // Two files with each other's contents: whole in itself, another package all the same.
    let mut swapped = files();
    let (one, two) = (swapped["locales/en.json"].clone(), swapped["locales/zh-CN.json"].clone());
    swapped.extend([("locales/en.json".to_owned(), two), ("locales/zh-CN.json".to_owned(), one)]);
    assert_ne!(Package::build(MANIFEST, COMPONENT, swapped).unwrap().digest(), package().digest());
}

#[test]
fn a_huge_size_in_a_header_costs_no_memory() {
    let mut bytes = package().write().unwrap();
    // The second header is index.json's; its size field is twelve octal digits at 124.
    let second = bytes.windows(10).position(|w| w == b"index.json").unwrap();
    for size in ["77777777777\0", "00100000001\0"] {
        bytes[second + 124..second + 136].copy_from_slice(size.as_bytes());
        let mut header = tar::Header::from_byte_slice(&bytes[second..second + 512]).clone();
        header.set_cksum();
        bytes[second..second + 512].copy_from_slice(header.as_bytes());
        assert!(Package::read(&bytes).is_err(), "{size}");
    }
}

#[test]
fn components_are_read_by_their_lists_only() {
    let name = b"wasi:cli/run@0.2.0";
    // A type section with an empty instance type, and an import of it.
    let mut bytes = b"\0asm\x0d\0\x01\0\x07\x03\x01\x42\0".to_vec();
    let import = [&[1, 0, name.len() as u8][..], name, &[5, 0]].concat();
    bytes.extend([10, import.len() as u8]);
    bytes.extend(import);
    let interfaces = Interfaces::read(&bytes).unwrap();
    assert_eq!(Vec::from_iter(&interfaces.imports), ["wasi:cli/run@0.2.0"]);
    let error = Package::build(MANIFEST, &bytes, files()).unwrap_err();
    assert!(matches!(&error, PackageError::Component(ComponentError::ForeignImport { .. })), "{error}");
    let error = interfaces.check_points(package().manifest()).unwrap_err();
    assert!(matches!(&error, ComponentError::Missing { point } if point == "pricing.price"), "{error}");
    let cut = Interfaces::read(&bytes[..bytes.len() - 3]);
    assert!(matches!(cut, Err(ComponentError::Damaged(_))), "{cut:?}");
}

proptest! {
    #[test]
    fn no_path_leaves_the_package(segments in prop::collection::vec("[a-z./\\\\ ~%\u{0}-]{0,6}|\\.\\.|schemas", 1..5)) {
        let path = segments.join("/");
        let is_plain = path.split('/').all(|s| !matches!(s, "" | "." | ".."))
            && !path.starts_with(['/', '~'])
            && !path.contains(['\\', '\0', ' ', '%', '~']);
        prop_assert!(!is_package_path(&path) || is_plain, "{path}");
        let mut files = files();
        files.insert(path.clone(), b"{}".to_vec());
        prop_assert!(Package::build(MANIFEST, COMPONENT, files).is_err() || self::files().contains_key(&path));
    }

    #[test]
    fn junk_is_refused_and_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..2048)) {
        prop_assert!(Package::read(&bytes).is_err());
        let _ = Interfaces::read(&[&COMPONENT[..8], &bytes].concat());
    }
}
