//! What a component imports and exports, read from its binary, and the CNCF form of its artifact.

use crate::{COMPONENT_BYTES_MAX, INTERFACES_MAX, Manifest};
use serde::Serialize;
use std::collections::BTreeSet;
use wasmparser::{Parser, Payload};

/// The WIT namespace of the platform: the only one that a plugin may import from.
const NAMESPACE: &str = "bodega:";

/// Interfaces of a component by full name, e.g. `bodega:basket/view@0.1.0`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Interfaces {
    /// What it asks for: its permissions.
    pub imports: BTreeSet<String>,
    /// What it offers: its points.
    pub exports: BTreeSet<String>,
}

/// Why bytes are no component of a plugin.
#[derive(Debug, thiserror::Error)]
pub enum ComponentError {
    /// Larger than [`COMPONENT_BYTES_MAX`].
    #[error("the component has {bytes} bytes; at most {COMPONENT_BYTES_MAX} are allowed")]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// A core module, or something else.
    #[error("it is not a WebAssembly component; a core module must be wrapped with `bodega plugin build`")]
    NotAComponent,
    /// A broken binary.
    #[error("the component is damaged: {0}; build it again")]
    Damaged(#[from] wasmparser::BinaryReaderError),
    /// Too many imports or exports.
    #[error("the component has more than {INTERFACES_MAX} imports or exports")]
    TooManyInterfaces,
    /// It wants something that is not the platform's.
    #[error(
        "the component imports `{import}`: a plugin may import nothing but `bodega:*`; take it out of its world, \
         or the dependency that brings it in (`bodega plugin build` makes components without WASI)"
    )]
    ForeignImport {
        /// Which.
        import: String,
    },
    /// It has a point that the manifest does not name.
    #[error(
        "the component exports `{export}`, but `points` does not hold `{point}`: add it, or do not export it"
    )]
    Undeclared {
        /// The interface.
        export: String,
        /// The point that it would be.
        point: String,
    },
    /// It exports something that is no point.
    #[error("the component exports `{export}`, which is no extension point: remove it")]
    UnknownExport {
        /// Which.
        export: String,
    },
    /// The manifest names a point that it lacks.
    #[error("`points` holds `{point}`, which the component does not export: implement it, or remove it")]
    Missing {
        /// The point.
        point: String,
    },
}

impl Interfaces {
    /// Reads a component's import and export lists; nothing in it is run or validated.
    ///
    /// # Errors
    /// See [`ComponentError`].
    pub fn read(component: &[u8]) -> Result<Self, ComponentError> {
        if component.len() > COMPONENT_BYTES_MAX {
            return Err(ComponentError::TooLarge { bytes: component.len() });
        }
        if !Parser::is_component(component) {
            return Err(ComponentError::NotAComponent);
        }
        let mut found = Interfaces::default();
        let mut depth = 0_u32;
        for payload in Parser::new(0).parse_all(component) {
            match payload? {
                Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
                Payload::End(_) => depth = depth.saturating_sub(1),
                Payload::ComponentImportSection(section) if depth == 0 => {
                    for import in section {
                        found.imports.insert(import?.name.name.to_owned());
                    }
                }
                Payload::ComponentExportSection(section) if depth == 0 => {
                    for export in section {
                        found.exports.insert(export?.name.name.to_owned());
                    }
                }
                _ => {}
            }
            if found.imports.len().max(found.exports.len()) > INTERFACES_MAX {
                return Err(ComponentError::TooManyInterfaces);
            }
        }
        Ok(found)
    }

    /// Whether it imports nothing but the platform's interfaces.
    ///
    /// # Errors
    /// [`ComponentError::ForeignImport`] with the first other one.
    pub fn check_imports(&self) -> Result<(), ComponentError> {
        match self.imports.iter().find(|import| !import.starts_with(NAMESPACE)) {
            Some(import) => Err(ComponentError::ForeignImport { import: import.clone() }),
            None => Ok(()),
        }
    }

    /// Whether it exports the points of a manifest, and nothing else.
    ///
    /// # Errors
    /// See [`ComponentError`].
    pub fn check_points(&self, manifest: &Manifest) -> Result<(), ComponentError> {
        let mut exported = BTreeSet::new();
        for export in &self.exports {
            let point =
                point_of(export).ok_or_else(|| ComponentError::UnknownExport { export: export.clone() })?;
            if !manifest.has_point(&point) {
                return Err(ComponentError::Undeclared { export: export.clone(), point });
            }
            exported.insert(point);
        }
        match manifest.points.iter().find(|point| !exported.contains(*point)) {
            Some(point) => Err(ComponentError::Missing { point: point.clone() }),
            None => Ok(()),
        }
    }
}

/// `bodega:pricing/price@0.1.0` is the point `pricing.price`.
fn point_of(export: &str) -> Option<String> {
    let (name, _version) = export.strip_prefix(NAMESPACE)?.split_once('@')?;
    let point = name.replacen('/', ".", 1);
    crate::POINTS.contains(&point.as_str()).then_some(point)
}

/// The config of a component artifact, as the CNCF's layout for WebAssembly has it. No time and no author: equal
/// components have equal artifacts.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WasmConfig<'a> {
    architecture: &'static str,
    os: &'static str,
    layer_digests: [&'a str; 1],
    component: WasmInterfaces<'a>,
}

#[derive(Serialize)]
struct WasmInterfaces<'a> {
    imports: &'a BTreeSet<String>,
    exports: &'a BTreeSet<String>,
}

impl<'a> WasmConfig<'a> {
    pub(crate) fn of(digest: &'a str, interfaces: &'a Interfaces) -> Self {
        WasmConfig {
            architecture: "wasm",
            os: "wasip2",
            layer_digests: [digest],
            component: WasmInterfaces { imports: &interfaces.imports, exports: &interfaces.exports },
        }
    }
}
