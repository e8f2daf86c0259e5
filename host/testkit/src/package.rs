//! Package files of the plugins in this tree, from their folders and the components that `cargo xtask plugins` made.

use bodega_package::{Manifest, Package};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The folder of a plugin: under `plugins/`, or `tests/hostile`.
pub fn plugin_folder(plugin: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let own = root.join("plugins").join(plugin);
    if own.exists() { own } else { root.join("tests").join(plugin) }
}

/// Where a plugin's component is.
pub fn component_path(plugin: &str) -> PathBuf {
    let built = std::env::var_os("BODEGA_PLUGINS_DIR").map(PathBuf::from);
    let built = built.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/plugins"));
    built.join(format!("{plugin}.wasm"))
}

/// The bytes of a plugin's package; `edit` may change the manifest, e.g. to another name or version.
pub fn package_of(plugin: &str, edit: impl FnOnce(String) -> String) -> Vec<u8> {
    package_with(plugin, edit, |_, file| file)
}

/// As [`package_of`]; `edit_file` may change the other files, by path, and `component.wasm`.
pub fn package_with(
    plugin: &str,
    edit: impl FnOnce(String) -> String,
    edit_file: impl Fn(&str, Vec<u8>) -> Vec<u8>,
) -> Vec<u8> {
    let folder = plugin_folder(plugin);
    let manifest = std::fs::read_to_string(folder.join("bodega.toml")).expect("the plugin has a manifest");
    let manifest = edit(manifest);
    let component =
        std::fs::read(component_path(plugin)).expect("components are built by `cargo xtask plugins`");
    let component = edit_file("component.wasm", component);
    let mut files = BTreeMap::new();
    for (path, _) in Manifest::from_toml(&manifest).expect("the manifest is valid").files() {
        let file = std::fs::read(folder.join(path)).expect("the manifest's files are there");
        files.insert(path.to_owned(), edit_file(path, file));
    }
    Package::build(&manifest, &component, files)
        .expect("the package is valid")
        .write()
        .expect("the package fits")
}
