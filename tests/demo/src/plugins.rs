//! Installs the plugins of the demo and gives them their campaigns.

use crate::campaigns::{Campaign, loyalty_settings, promotion_settings};
use crate::client::Client;
use crate::ids::stable;
use crate::server::Installation;
use anyhow::{Context, Result};
use serde_json::{Value, json};

/// Where the documents of the promotions plugin are.
const DOCUMENTS: &str = "/v1/plugins/promotions/collections/promotions/documents";

/// The most that all promotions together may take off a basket, parts per million.
const CAP_PPM: u32 = 600_000;

/// Packs, publishes and installs promotions and loyalty. Points count double on `double_day`, 1 = Monday.
///
/// # Errors
/// A plugin was not built, or the server refuses it.
pub async fn install(client: &Client, installation: &Installation, double_day: i8) -> Result<Vec<String>> {
    let mut installed = Vec::new();
    let plugins = [("promotions", promotion_settings()), ("loyalty", loyalty_settings(double_day))];
    for (position, (name, settings)) in plugins.into_iter().enumerate() {
        let package = installation.pack(name).await?;
        let size = package.len();
        let published: Value = client.post_bytes("/v1/packages", package).await?;
        let digest = published["digest"].as_str().context("a published package has no digest")?;
        let body = json!({
            "package": digest,
            "is_enabled": true,
            "position": position,
            "cap_ppm": CAP_PPM,
            "settings": settings,
        });
        let id = stable("installation", position as u64);
        let view: Value = client.put(&format!("/v1/installations/{id}"), &body).await?;
        let version = view["version"].as_str().or(published["version"].as_str()).unwrap_or_default();
        installed.push(format!("{name} {version} ({} KB)", size / 1000));
    }
    Ok(installed)
}

/// Puts the campaigns into the promotions plugin.
///
/// # Errors
/// A document is refused; the server says which member and why.
pub async fn put_campaigns(client: &Client, campaigns: &[Campaign]) -> Result<()> {
    // One call, so that the plugin compiles once.
    let documents: Vec<Value> =
        campaigns.iter().map(|campaign| json!({"key": campaign.key, "body": campaign.body})).collect();
    client.post::<Value>(DOCUMENTS, &json!({ "documents": documents })).await?;
    Ok(())
}
