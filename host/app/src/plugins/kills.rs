//! The marketplace's kill list, obeyed: a withdrawn version is not called any more, whoever has it. Only receipts are
//! still proved with it. Merchants read it on the timeline and go on by installing another version.

use super::timeline::{Happening, entry};
use crate::app::App;
use crate::audit::{Act, Actor, HOST_TENANT, with_entry};
use crate::error::{AppError, AppResult};
use bodega_domain::digest::Digest;

/// Asks the marketplace for what was withdrawn since the last time and obeys; gives how many installations it met.
///
/// # Errors
/// Where the marketplace or the store is away: nothing is lost, the next time asks for the same.
pub async fn obey_kills(app: &App) -> AppResult<usize> {
    let (mut after, mut met) = (app.store.last_kill().await?, 0);
    loop {
        let list = app.trust.marketplace.kills(after).await?;
        if list.last < after {
            tracing::error!(
                known = after,
                offered = list.last,
                "the marketplace forgot kills; what is known here stays killed"
            );
            return Ok(met);
        }
        let Some(last) = list.items.last() else { return Ok(met) };
        after = last.number;
        for kill in &list.items {
            app.plugins.kill(&kill.component, &kill.reason);
            let happening = Happening::Killed { version: kill.version.clone(), reason: kill.reason.clone() };
            let timeline = entry(app, "marketplace".to_owned(), &happening)?;
            let decided =
                |tenant, kind, id| Act::change(tenant, Actor::host("marketplace"), "obey_kill", (kind, id));
            let act = decided(HOST_TENANT, "package", kill.digest.to_string());
            let adding = async { Ok(app.store.add_kill(kill, &timeline).await?) };
            for hit in with_entry(&app.store, || app.now_ms(), act, adding).await? {
                let act = decided(hit.tenant, "installation", hit.installation.to_string());
                with_entry(&app.store, || app.now_ms(), act, async { Ok(()) }).await?;
                app.installations_changed(hit.tenant);
                met += 1;
                tracing::warn!(
                    tenant = %hit.tenant, plugin = %hit.plugin, version = %kill.version,
                    "{} {} was withdrawn: {}", hit.plugin, kill.version, kill.reason
                );
            }
        }
    }
}

/// Refuses to take in, install or try what was withdrawn.
pub(super) async fn refuse_killed(app: &App, component: &Digest) -> AppResult<()> {
    let Some(kill) = app.store.kill_of(component).await? else { return Ok(()) };
    let message =
        format!("{} {} was withdrawn by the marketplace: {}", kill.package, kill.version, kill.reason);
    Err(AppError::conflict("package.killed", message))
}

/// Ends what was begun with a version that is gone, e.g. a route of it that a person calls.
pub(crate) fn killed(plugin: &str, reason: &str) -> AppError {
    let message =
        format!("the version of {plugin} that is installed was withdrawn ({reason}); install another one");
    AppError::conflict("plugin.killed", message)
}
