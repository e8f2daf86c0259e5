//! The author's way through the commands, in a folder of its own, without a compiler: the component is made by hand.

use super::check::{Severity, look};
use super::project::{MANIFEST, Project, write};
use super::{Plugin, inspect, keys, new, run};
use bodega_package::Package;
use bodega_server::config::{Config, Options};
use clap::Parser as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(clap::Parser)]
struct Cli {
    #[command(subcommand)]
    plugin: Plugin,
}

fn command(arguments: &[&str]) -> anyhow::Result<ExitCode> {
    let plugin = Cli::try_parse_from([&["plugin"], arguments].concat())?.plugin;
    tokio::runtime::Runtime::new()?.block_on(run(&Config::load(&Options::default())?, plugin))
}

/// A folder that goes with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("bodega-plugin-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn name(text: &str) -> Vec<u8> {
    [&[u8::try_from(text.len()).unwrap()], text.as_bytes()].concat()
}

/// A component whose lists say that it imports and exports these instances; it does nothing.
fn component(imports: &[&str], exports: &[&str]) -> Vec<u8> {
    let section = |id: u8, items: Vec<Vec<u8>>| {
        let body = [vec![u8::try_from(items.len()).unwrap()], items.concat()].concat();
        [vec![id, u8::try_from(body.len()).unwrap()], body].concat()
    };
    let mut bytes = b"\0asm\x0d\0\x01\0".to_vec();
    // An instance type with nothing in it, an instance with nothing in it.
    bytes.extend([7, 3, 1, 0x42, 0, 5, 3, 1, 1, 0]);
    let import = |i: &&str| [vec![0], name(i), vec![5, 0]].concat();
    if !imports.is_empty() {
        bytes.extend(section(10, imports.iter().map(import).collect()));
    }
    let export = |e: &&str| [vec![0], name(e), vec![5, 0, 0]].concat();
    bytes.extend(section(11, exports.iter().map(export).collect()));
    bytes
}

const POINTS: [&str; 2] = ["bodega:pricing/compile@0.1.0", "bodega:pricing/price@0.1.0"];

fn project(folder: &Folder) -> Project {
    let path = folder.path("tea-time");
    command(&[
        "new",
        "tea-time",
        "--language",
        "rust",
        "--points",
        "pricing",
        "--publisher",
        "acme",
        "--folder",
        &path,
    ])
    .unwrap();
    Project::open(Path::new(&path)).unwrap()
}

#[test]
fn from_nothing_to_a_signed_package() {
    let folder = Folder::new("signed");
    let project = project(&folder);
    let root = project.folder.to_str().unwrap();
    let not_built = command(&["pack", root]).unwrap_err().to_string();
    assert!(not_built.contains("bodega plugin build"), "{not_built}");
    write(&project.component_path(), &component(&["bodega:basket/view@0.1.0"], &POINTS)).unwrap();
    command(&["pack", root]).unwrap();
    let package = project.package_path();

    let key = folder.path("acme.pem");
    command(&["keygen", &key]).unwrap();
    assert!(command(&["keygen", &key]).is_err(), "a key is never written over another");
    let file = package.to_str().unwrap();
    command(&["sign", file, "--key", &key]).unwrap();
    command(&["inspect", file, "--key", &folder.path("acme.pub.pem")]).unwrap();
    assert_eq!(Package::read(&std::fs::read(&package).unwrap()).unwrap().signed_by().len(), 1);

    let other = folder.path("other.pem");
    command(&["keygen", &other]).unwrap();
    let refused = inspect::run(&package, &[folder.path("other.pub.pem").into()]).unwrap_err().to_string();
    assert!(refused.contains("no known key"), "{refused}");
    let no_key = keys::sign(&package, Path::new("nowhere.pem"), None).unwrap_err().to_string();
    assert!(no_key.contains("bodega plugin keygen"), "{no_key}");
}

#[cfg(unix)]
#[test]
fn a_key_that_others_may_read_is_not_used() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new("modes");
    let key = folder.path("acme.pem");
    command(&["keygen", &key]).unwrap();
    assert_eq!(std::fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).unwrap();
    let error = keys::sign(Path::new("package.tar"), Path::new(&key), None).unwrap_err().to_string();
    assert!(error.contains("chmod 600"), "{error}");
}

#[test]
fn new_says_what_is_missing_and_writes_over_nothing() {
    let folder = Folder::new("new");
    let path = folder.path("x");
    let refused = |arguments: &[&str]| command(&[&["new"], arguments].concat()).unwrap_err().to_string();
    assert!(refused(&["Tea", "--language", "rust"]).contains("not kebab-case"));
    assert!(
        refused(&["tea", "--language", "rust", "--points", "weather", "--folder", &path])
            .contains("no template has weather")
    );
    assert!(
        refused(&["tea", "--language", "rust", "--sdk", "/nowhere/at/all", "--folder", &path])
            .contains("--sdk")
    );
    write(&folder.0.join("x/kept.txt"), b"mine").unwrap();
    assert!(refused(&["tea", "--language", "rust", "--folder", &path]).contains("not empty"));
    let _: fn(&new::New) -> anyhow::Result<()> = new::run;
}

#[test]
fn check_finds_what_a_reviewer_would() {
    let folder = Folder::new("check");
    let project = project(&folder);
    let found = |component_bytes: Option<Vec<u8>>, edit: &dyn Fn(&str) -> String| {
        let path = project.folder.join(MANIFEST);
        write(&path, edit(&project.toml).as_bytes()).unwrap();
        match component_bytes {
            Some(bytes) => write(&project.component_path(), &bytes).unwrap(),
            None => _ = std::fs::remove_file(project.component_path()),
        }
        let findings = look(&Project::open(&project.folder).unwrap(), None).unwrap();
        write(&path, project.toml.as_bytes()).unwrap();
        let errors = findings.into_iter().filter(|finding| finding.severity == Severity::Error);
        errors.map(|finding| finding.to_string()).collect::<Vec<_>>().join("\n")
    };
    let same = |toml: &str| toml.to_owned();
    assert!(found(None, &same).contains("bodega plugin build"));
    let wasi = component(&["wasi:cli/run@0.2.0"], &POINTS);
    assert!(found(Some(wasi), &same).contains("wasi:cli/run@0.2.0"));
    assert!(
        found(Some(component(&[], &POINTS[..1])), &same)
            .contains("`pricing.price`, which the component does not export")
    );
    let events = [&POINTS[..], &["bodega:events/handle@0.1.0"]].concat();
    assert!(found(Some(component(&[], &events)), &same).contains("`points` does not hold `events.handle`"));
    assert!(
        found(Some(component(&["bodega:host/egress@0.1.0"], &POINTS)), &same)
            .contains("`egress.hosts`: is missing")
    );
    assert!(found(Some(b"\0asm\x01\0\0\0".to_vec()), &same).contains("core module"));
    let schema = |text: &str| {
        let path = project.folder.join("schemas/settings.json");
        let before = std::fs::read(&path).unwrap();
        write(&path, text.as_bytes()).unwrap();
        let found = found(None, &same);
        write(&path, &before).unwrap();
        found
    };
    assert!(schema("{\"type\": 1}").contains("schemas/settings.json: is no schema"));
    assert!(schema("{").contains("line 1 column"));
    assert!(
        schema(r#"{"properties":{"a":{"type":"string","pattern":"(a)\\1"}}}"#).contains("no look-around")
    );
    assert!(
        schema(r#"{"properties":{"a":{"type":"integer","x-secret":true}}}"#)
            .contains("#/properties/a: has `x-secret`")
    );
    let gone = found(None, &|toml| toml.replace("schemas/settings.json", "schemas/gone.json"));
    assert!(gone.contains("schemas/gone.json: bodega.toml names it"), "{gone}");
}
