//! Who may depend on whom: read from `cargo metadata`, so the rule needs no memory.

use serde_json::Value;
use std::collections::BTreeMap;
use std::process::Command;

/// The heavy libraries and the only crates that may use them.
const OWNERS: [(&str, &[&str]); 9] = [
    ("axum", &["bodega-api", "bodega-registry", "bodega-server", "bodega-testkit"]),
    ("sea-orm", &["bodega-registry", "bodega-store"]),
    ("sea-orm-migration", &["bodega-migrations", "bodega-registry", "bodega-store"]),
    ("object_store", &["bodega-registry", "bodega-server"]),
    ("rust_xlsxwriter", &["bodega-documents"]),
    ("aws-lc-rs", &["bodega-crypto", "bodega-egress"]),
    ("wasmtime", &["bodega-plugin-host", "bodega-browser-server"]),
    ("utoipa", &["bodega-api"]),
    ("wit-bindgen", &["bodega-sdk"]),
];

/// What each crate of ours may depend on; arrows point down only.
const ALLOWED: [(&str, &[&str]); 17] = [
    ("bodega-core", &[]),
    ("bodega-sdk", &["bodega-core"]),
    ("bodega-domain", &["bodega-core"]),
    ("bodega-package", &[]),
    ("bodega-auth", &["bodega-domain"]),
    ("bodega-crypto", &[]),
    ("bodega-documents", &["bodega-domain"]),
    ("bodega-egress", &[]),
    ("bodega-registry", &["bodega-core", "bodega-package"]),
    ("bodega-migrations", &[]),
    ("bodega-store", &["bodega-crypto", "bodega-domain", "bodega-core", "bodega-migrations"]),
    ("bodega-plugin-host", &["bodega-domain", "bodega-core", "bodega-package"]),
    (
        "bodega-app",
        &[
            "bodega-auth",
            "bodega-core",
            "bodega-crypto",
            "bodega-documents",
            "bodega-domain",
            "bodega-egress",
            "bodega-package",
            "bodega-plugin-host",
            "bodega-store",
        ],
    ),
    ("bodega-api", &["bodega-app", "bodega-auth", "bodega-core", "bodega-domain"]),
    (
        "bodega-server",
        &[
            "bodega-api",
            "bodega-app",
            "bodega-crypto",
            "bodega-domain",
            "bodega-egress",
            "bodega-package",
            "bodega-plugin-host",
            "bodega-registry",
            "bodega-store",
        ],
    ),
    ("bodega-promotions", &["bodega-sdk", "bodega-core"]),
    ("bodega-loyalty", &["bodega-sdk", "bodega-core"]),
];

/// Direct dependencies, without those of tests, by package.
fn dependencies() -> BTreeMap<String, Vec<String>> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo metadata runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON");
    let packages = metadata["packages"].as_array().expect("packages").iter();
    packages
        .map(|package| {
            let listed = package["dependencies"].as_array().expect("dependencies").iter();
            let of_use = listed.filter(|dependency| dependency["kind"] != "dev");
            let names = of_use.map(|dependency| dependency["name"].as_str().expect("a name").to_owned());
            (package["name"].as_str().expect("a name").to_owned(), names.collect())
        })
        .collect()
}

#[test]
fn arrows_point_down_only() {
    let all = dependencies();
    for (name, allowed) in ALLOWED {
        let own = all.get(name).unwrap_or_else(|| panic!("{name} is not in the workspace"));
        for dependency in own.iter().filter(|dependency| dependency.starts_with("bodega-")) {
            assert!(allowed.contains(&dependency.as_str()), "{name} must not depend on {dependency}");
        }
    }
}

#[test]
fn each_heavy_library_has_one_owner() {
    for (package, dependencies) in dependencies() {
        for (library, owners) in OWNERS {
            let uses = dependencies.iter().any(|dependency| dependency == library);
            assert!(!uses || owners.contains(&package.as_str()), "{package} must not use {library}");
        }
    }
}

#[test]
fn plugins_use_the_public_sdk_only() {
    for (package, dependencies) in dependencies() {
        let is_plugin = ALLOWED.iter().any(|(name, _)| *name == package)
            && ["bodega-promotions", "bodega-loyalty"].contains(&package.as_str());
        if is_plugin {
            let host = dependencies
                .iter()
                .find(|d| ["bodega-domain", "bodega-store", "bodega-app"].contains(&d.as_str()));
            assert_eq!(host, None, "{package} reaches into the host");
        }
    }
}
