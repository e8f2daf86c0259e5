//! Turns a core module into a component and refuses it when it could reach anything but the platform.

use anyhow::{Context, Result, anyhow, bail};
use wit_component::{ComponentEncoder, DecodedWasm, decode};

/// Raise this when the same core module would give a different component, so that old ones are packed again.
pub const RECIPE: &str = "1";

/// The WIT namespace of the platform: the only one a guest may import from.
const NAMESPACE: &str = "bodega";

/// A packed component and what a person may want to know about it.
pub struct Packed {
    pub bytes: Vec<u8>,
    /// Nothing is exported, so the host could never call it: an unfinished guest.
    pub is_hollow: bool,
}

/// Packs the core module of `package`.
///
/// # Errors
///
/// Names the import to blame when the guest wants more than the platform gives.
pub fn pack(package: &str, core: &[u8]) -> Result<Packed> {
    let bytes = ComponentEncoder::default()
        .validate(true)
        .module(core)
        .and_then(|mut encoder| encoder.encode())
        .map_err(|error| explain(package, &error))?;
    let (imports, exports) = interfaces(&bytes)?;
    if let Some(import) = imports.iter().find(|name| !is_ours(name)) {
        bail!(
            "{package} imports `{import}`: a guest may import nothing but `{NAMESPACE}:*`; \
             take that import out of its world, or the crate that brings it out of its dependencies"
        );
    }
    Ok(Packed { bytes, is_hollow: exports == 0 })
}

/// Names of the component's imports, and how many exports it has.
fn interfaces(component: &[u8]) -> Result<(Vec<String>, usize)> {
    let DecodedWasm::Component(resolve, world) =
        decode(component).context("cannot read the component that was just packed")?
    else {
        bail!("the packer made a WIT package and not a component");
    };
    let world = &resolve.worlds[world];
    let imports = world.imports.keys().map(|key| resolve.name_world_key(key)).collect();
    Ok((imports, world.exports.len()))
}

fn is_ours(import: &str) -> bool {
    import.split_once(':').is_some_and(|(namespace, _)| namespace == NAMESPACE)
}

/// The encoder refuses core imports that no world names; say whose fault that usually is.
fn explain(package: &str, error: &anyhow::Error) -> anyhow::Error {
    let text = format!("{error:#}");
    let remedy = if text.contains("__wbindgen") {
        format!(
            "a crate has switched on getrandom's `js` (or `wasm_js`) feature; find it with \
             `cargo tree -p {package} --target wasm32-unknown-unknown -e features -i wasm-bindgen`"
        )
    } else {
        "a guest may import nothing but what its WIT world names".to_owned()
    };
    anyhow!("{package} cannot be packed: {text}\n  {remedy}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module that imports one function: `(module (import MODULE "f" (func)))`.
    fn module_importing(module: &str) -> Vec<u8> {
        let name = u8::try_from(module.len()).unwrap();
        let mut bytes = b"\0asm\x01\0\0\0".to_vec();
        // Type section: one function type without parameters and results.
        bytes.extend([1, 4, 1, 0x60, 0, 0]);
        // Import section: one function `f` of that type.
        bytes.extend([2, name + 6, 1, name]);
        bytes.extend(module.as_bytes());
        bytes.extend([1, b'f', 0, 0]);
        bytes
    }

    #[test]
    fn imports_of_javascript_glue_are_refused_with_the_feature_to_blame() {
        let core = module_importing("__wbindgen_placeholder__");
        let error = pack("bodega-x", &core).err().unwrap().to_string();
        assert!(error.contains("__wbindgen_placeholder__"), "{error}");
        assert!(error.contains("getrandom's `js`"), "{error}");
    }

    #[test]
    fn imports_that_no_world_names_are_refused_by_name() {
        let core = module_importing("env");
        let error = pack("bodega-x", &core).err().unwrap().to_string();
        assert!(error.contains("env"), "{error}");
        assert!(error.contains("WIT world"), "{error}");
    }

    #[test]
    fn only_our_namespace_may_be_imported() {
        assert!(is_ours("bodega:pricing/types@0.1.0"));
        assert!(!is_ours("wasi:clocks/wall-clock@0.2.0"));
        assert!(!is_ours("bodega-clone:pricing/types@0.1.0"));
        assert!(!is_ours("log"));
    }

    #[test]
    fn a_module_without_a_world_is_hollow() {
        assert!(pack("bodega-x", b"\0asm\x01\0\0\0").unwrap().is_hollow);
    }
}
