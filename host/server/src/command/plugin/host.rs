//! The host's own look at a component, in the production engine: types, memories, tables, a throw-away start.

use super::engine;
use super::progress::Step;
use anyhow::Result;
use bodega_package::Package;
use std::path::Path;

/// What the host would say at install; none = it would take the component. What was compiled stays in the folder.
pub fn inspect(package: &Package, folder: &Path) -> Result<Option<String>> {
    let _step = Step::start(format!("preparing {} as the host does", package.manifest().name));
    let host = engine::host(folder)?;
    let inspection = host.inspect(package.component().clone(), package.manifest());
    let outcome = tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(inspection));
    Ok(outcome.err().map(|error| error.to_string()))
}
