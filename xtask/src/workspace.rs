//! Where things are: the workspace, its target folder, the user's cache.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The environment variable that tells tests and tools where the packed components are.
pub const PLUGINS_DIR_VAR: &str = "BODEGA_PLUGINS_DIR";
/// The environment variable that tells a server where the built screens are.
pub const CONSOLE_VAR: &str = "BODEGA_CONSOLE";
/// The environment variable that tells tests which server to start.
pub const SERVER_VAR: &str = "BODEGA_SERVER";

/// The environment variable that tells tests which rustc builds for the guests' target.
pub const WASM_RUSTC_VAR: &str = "BODEGA_WASM_RUSTC";
/// The environment variable that tells tests where a Python environment with the SDK is.
pub const PYTHON_VAR: &str = "BODEGA_PYTHON_ENVIRONMENT";
/// The environment variable that tells tests where Rust projects that they make are built.
pub const PROJECTS_DIR_VAR: &str = "BODEGA_PROJECTS_DIR";

/// The folder of the workspace's `Cargo.toml`.
pub fn root() -> &'static Path {
    static ROOT: OnceLock<PathBuf> = OnceLock::new();
    ROOT.get_or_init(|| {
        // Cargo sets the variable at run time; the compiled-in path would be wrong when clones share a target folder.
        let manifest =
            std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        let manifest = PathBuf::from(manifest);
        manifest.parent().unwrap_or(&manifest).to_owned()
    })
}

/// The absolute target folder: `CARGO_TARGET_DIR`, else `target` in the workspace.
pub fn target() -> &'static Path {
    static TARGET: OnceLock<PathBuf> = OnceLock::new();
    TARGET.get_or_init(|| match std::env::var_os("CARGO_TARGET_DIR") {
        Some(dir) if !dir.is_empty() => std::path::absolute(&dir).unwrap_or_else(|_| dir.into()),
        _ => root().join("target"),
    })
}

/// Where packed components go: one `NAME.wasm` each.
pub fn plugins() -> PathBuf {
    target().join("plugins")
}

/// Where a plain `cargo build` leaves a binary.
pub fn binary(name: &str) -> PathBuf {
    target().join("debug").join(name)
}

/// A folder that outlives `cargo clean`: `bodega` in the user's cache, else one below the target folder.
pub fn cache() -> PathBuf {
    let absolute = |var: &str| std::env::var_os(var).map(PathBuf::from).filter(|path| path.is_absolute());
    let candidates = [
        absolute("XDG_CACHE_HOME").map(|dir| dir.join("bodega")),
        absolute("HOME").map(|dir| dir.join(".cache").join("bodega")),
    ];
    candidates
        .into_iter()
        .flatten()
        .find(|dir| std::fs::create_dir_all(dir).is_ok())
        .unwrap_or_else(|| target().join("wasm-toolchain"))
}
