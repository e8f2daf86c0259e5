//! The host's own look at a component, in the production engine: types, memories, tables, a throw-away start.

use anyhow::{Context, Result};
use bodega_domain::digest::Digest;
use bodega_package::Package;
use bodega_plugin_host::{ComponentSource, PluginHost, PluginHostConfig, PortResult};
use futures::FutureExt;
use prometheus_client::registry::Registry;
use std::sync::Arc;

/// What the host would say at install; none = it would take the component.
pub fn inspect(package: &Package) -> Result<Option<String>> {
    eprintln!("  compiling {} as the host does", package.manifest().name);
    let folder = std::env::temp_dir().join(format!("bodega-check-{}", std::process::id()));
    std::fs::create_dir_all(&folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let config = PluginHostConfig::new(folder.clone(), Arc::new(NoComponents));
    let outcome = PluginHost::new(config, &mut Registry::default()).map(|host| {
        let inspection = host.inspect(package.component().clone(), package.manifest());
        tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(inspection))
    });
    // The compiled form is of no use to anybody; where it cannot be removed, the system clears its temporary files.
    let _ = std::fs::remove_dir_all(&folder);
    Ok(outcome?.err().map(|error| error.to_string()))
}

/// Nothing is loaded by digest here.
struct NoComponents;

impl ComponentSource for NoComponents {
    fn component<'a>(&'a self, _: &'a Digest) -> PortResult<'a, Option<Arc<[u8]>>> {
        async { Ok(None) }.boxed()
    }
}
