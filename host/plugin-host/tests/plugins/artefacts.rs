//! Compiled components on disk: restarts compile nothing, and nothing that was touched is ever loaded.

use crate::support::guest::Guest;
use crate::support::{Fixture, caller};
use bodega_domain::digest::Digest;
use bodega_plugin_host::{LoadError, Point};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::sync::Arc;

fn artefacts(f: &Fixture) -> Vec<PathBuf> {
    let folders = fs::read_dir(f.folder.path()).unwrap().map(|e| e.unwrap().path()).filter(|p| p.is_dir());
    folders.flat_map(|d| fs::read_dir(d).unwrap()).map(|e| e.unwrap().path()).collect()
}

fn compiles(f: &Fixture) -> String {
    let text = f.metrics();
    let line = text.lines().find(|l| l.starts_with("bodega_plugin_compiles_total")).unwrap();
    line.rsplit(' ').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_restart_compiles_nothing() {
    let first = Fixture::new();
    let digest = first.install(Guest::pricing("(i32.const 0)")).await.component;
    assert_eq!(compiles(&first), "1");

    let second = Fixture::over(first.folder.clone(), first.shelf.clone());
    assert!(!second.host.is_loaded(&digest));
    second.host.load(&digest).await.unwrap();
    second.price(&caller(digest.clone())).result.unwrap();
    assert_eq!(compiles(&second), "0");

    // A call alone finds it on disk as well, e.g. after memory made room for others.
    let third = Fixture::over(first.folder.clone(), first.shelf.clone());
    third.price(&caller(digest)).result.unwrap();
    assert_eq!(compiles(&third), "0");
}

#[tokio::test]
async fn a_touched_artefact_is_compiled_again_from_the_source() {
    let component = Guest::pricing("(i32.const 0)");
    let digest = Digest::of(&component);
    let first = Fixture::new();
    first.shelf.0.lock().unwrap().insert(digest.clone(), component.into());
    first.host.load(&digest).await.unwrap();
    let [path] = artefacts(&first).try_into().unwrap();
    let sound = fs::read(&path).unwrap();

    let mut flipped = sound.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 1;
    for damaged in [flipped, sound[..100].to_vec(), sound[..10].to_vec(), vec![]] {
        fs::write(&path, damaged).unwrap();
        let second = Fixture::over(first.folder.clone(), first.shelf.clone());
        second.host.load(&digest).await.unwrap();
        second.price(&caller(digest.clone())).result.unwrap();
        assert_eq!(compiles(&second), "1");
        assert_eq!(fs::read(&path).unwrap().len(), sound.len());
    }
}

#[tokio::test]
async fn an_artefact_cannot_stand_in_for_another() {
    let f = Fixture::new();
    let one = f.install(Guest::pricing("(i32.const 0)")).await.component;
    let [path_of_one] = artefacts(&f).try_into().unwrap();
    let other = Digest::of(b"another component");
    fs::copy(&path_of_one, path_of_one.with_file_name(format!("{}.cwasm", other.hex()))).unwrap();
    assert!(f.host.load(&one).await.is_ok());
    assert!(matches!(f.host.load(&other).await, Err(LoadError::Missing { .. })));
}

#[tokio::test]
async fn another_key_makes_all_artefacts_worthless() {
    let first = Fixture::new();
    let digest = first.install(Guest::pricing("(i32.const 0)")).await.component;
    let key = first.folder.path().join("key");
    assert_eq!(fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    fs::write(&key, [7; 64]).unwrap();
    let second = Fixture::over(first.folder.clone(), first.shelf.clone());
    assert!(matches!(second.host.load(&digest).await, Err(LoadError::Missing { .. })));
}

#[tokio::test]
async fn bytes_must_have_their_digest() {
    let f = Fixture::new();
    let component: Arc<[u8]> = Guest::pricing("(i32.const 0)").into();
    let error = f.host.prepare(&Digest::of(b"x"), component).await.unwrap_err();
    assert!(matches!(error, LoadError::WrongDigest { .. }), "{error}");
    let error = f.host.prepare(&Digest::of(b"x"), Arc::from(&b"x"[..])).await.unwrap_err();
    assert!(matches!(error, LoadError::Invalid { .. }), "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_who_want_the_same_component_compile_it_once() {
    let f = Fixture::new();
    let component: Arc<[u8]> = Guest::pricing("(i32.const 0)").into();
    let digest = Digest::of(&component);
    let wants = (0..16).map(|_| {
        let (host, digest, component) = (f.host.clone(), digest.clone(), component.clone());
        tokio::spawn(async move { host.prepare(&digest, component).await })
    });
    for want in futures::future::join_all(wants).await {
        want.unwrap().unwrap();
    }
    assert_eq!(compiles(&f), "1");
}

#[tokio::test]
async fn a_refused_component_leaves_nothing_on_disk_unless_it_is_in_use() {
    let f = Fixture::new();
    let component = Guest::pricing("(i32.const 0)");
    let wrong = crate::install::manifest(&[Point::EventsHandle]);
    f.host.inspect(component.clone().into(), &wrong).await.unwrap_err();
    assert!(artefacts(&f).is_empty());
    f.install(component.clone()).await;
    f.host.inspect(component.into(), &wrong).await.unwrap_err();
    assert_eq!(artefacts(&f).len(), 1);
}
