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

/// Plugins of the tree that the demo's merchant uses.
pub const PLUGINS: [&str; 2] = ["promotions", "loyalty"];

/// Takes promotions and loyalty from the marketplace and installs them. Points count double on `double_day`, 1 = Monday.
///
/// # Errors
/// A plugin was not built, or the server refuses it.
pub async fn install(client: &Client, installation: &Installation, double_day: i8) -> Result<Vec<String>> {
    let mut installed = Vec::new();
    let settings = [promotion_settings(), loyalty_settings(double_day)];
    for (position, (name, settings)) in PLUGINS.into_iter().zip(settings).enumerate() {
        let (publisher, version) = installation.release(name)?;
        let release = json!({ "publisher": publisher, "name": name, "version": version });
        let published: Value = client.post("/v1/packages/fetch", &release).await?;
        let digest = published["digest"].as_str().context("a published package has no digest")?;
        // What a merchant reads before saying yes; the digest says that it was these very rights.
        let asks: Value = client.get(&format!("/v1/packages/{digest}/asks")).await?;
        let body = json!({
            "consent": asks["consent"],
            "package": digest,
            "is_enabled": true,
            "position": position,
            "cap_ppm": CAP_PPM,
            "settings": settings,
        });
        let id = stable("installation", position as u64);
        let view: Value = client.put(&format!("/v1/installations/{id}"), &body).await?;
        let version = view["version"].as_str().or(published["version"].as_str()).unwrap_or_default();
        installed.push(format!("{name} {version}"));
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
