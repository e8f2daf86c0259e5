//! Turns the core module of a Rust plugin into a component.

use anyhow::{Result, anyhow};
use wit_component::ComponentEncoder;

/// The component of a core module.
pub fn encode(core: &[u8]) -> Result<Vec<u8>> {
    ComponentEncoder::default()
        .validate(true)
        .module(core)
        .and_then(|mut encoder| encoder.encode())
        .map_err(|error| explain(&error))
}

/// The encoder refuses core imports that no world names; say whose fault that usually is.
fn explain(error: &anyhow::Error) -> anyhow::Error {
    let text = format!("{error:#}");
    let remedy = if text.contains("__wbindgen") {
        "a crate has switched on getrandom's `js` (or `wasm_js`) feature; find it with \
         `cargo tree --target wasm32-unknown-unknown -e features -i wasm-bindgen`"
    } else {
        "a plugin may import nothing but what its WIT world names: use the SDK's `register!`, and no crate that needs \
         an operating system"
    };
    anyhow!("the module cannot become a component: {text}\n  {remedy}")
}
