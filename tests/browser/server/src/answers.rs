//! Asks the real plugin host and writes one line an answer, in the words of `bodega_domain`.

use crate::fixtures::{Basket, Rules};
use anyhow::{Context, Result};
use bodega_domain::digest::Digest;
use bodega_domain::ids::{InstallationId, TenantId};
use bodega_package::Manifest;
use bodega_plugin_host::{
    CallError, CallReport, Caller, CompileCall, Compiled, ComponentSource, Limits, PluginHost,
    PluginHostConfig, PortResult, PriceCall, PureBasket, PureInput, Refusal,
};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;
use uuid::Uuid;

/// The installation that gave the gifts of the fixtures marked as the plugin's own.
pub const INSTALLATION: InstallationId = InstallationId(Uuid::from_u128(1));

/// A plugin that is ready to be called.
pub struct Plugin {
    host: PluginHost,
    caller: Caller,
}

/// One line of the answers, and what the call used.
pub struct Line {
    /// `compile RULES JSON` or `price RULES BASKET JSON`.
    pub text: String,
    /// What it used.
    pub report: CallReport,
}

struct NoSource;

impl ComponentSource for NoSource {
    fn component<'a>(&'a self, _: &'a Digest) -> PortResult<'a, Option<Arc<[u8]>>> {
        Box::pin(futures::future::ready(Ok(None)))
    }
}

/// What a merchant would be shown before installing the component: one line of JSON.
///
/// # Errors
/// Where it cannot be installed; the error says why.
pub async fn inspect(component: &[u8], manifest: &str, artefacts: &Path) -> Result<String> {
    let manifest = Manifest::from_toml(manifest)?;
    let found = start(artefacts)?.inspect(component.into(), &manifest).await?;
    let points: Vec<&str> = found.points.iter().map(|point| point.as_str()).collect();
    Ok(json!({"points": points, "permissions": found.permissions}).to_string())
}

fn start(artefacts: &Path) -> Result<PluginHost> {
    let config = PluginHostConfig::new(artefacts.to_owned(), Arc::new(NoSource));
    Ok(PluginHost::new(config, &mut prometheus_client::registry::Registry::default())?)
}

impl Plugin {
    /// Compiles a component as the host does, or takes what it compiled before.
    ///
    /// # Errors
    /// Where the host does not start or the component does not load.
    pub async fn load(component: &[u8], plugin: &str, artefacts: &Path) -> Result<Self> {
        let host = start(artefacts)?;
        let digest = Digest::of(component);
        host.prepare(&digest, component.into()).await?;
        let tenant = TenantId(Uuid::from_u128(1));
        let caller = Caller {
            tenant,
            installation: INSTALLATION,
            plugin: plugin.into(),
            component: digest,
            is_trial: false,
        };
        Ok(Plugin { host, caller })
    }

    /// One line for each rule set, and one for each basket priced with it.
    ///
    /// # Errors
    /// Where an answer cannot be written as JSON.
    pub fn answers(&self, rules: &[(String, Rules)], baskets: &[(String, Basket)]) -> Result<Vec<Line>> {
        let mut lines = Vec::new();
        for (rules_name, rules) in rules {
            let (snapshot, line) = self.compile(rules_name, rules)?;
            lines.push(line);
            let Some(snapshot) = snapshot else { continue };
            for (basket_name, basket) in baskets.iter().filter(|(_, basket)| basket.takes(rules_name)) {
                let line = self.price(&snapshot, basket);
                let line = line.with_context(|| format!("{rules_name} {basket_name}"))?;
                lines.push(Line { text: format!("price {rules_name} {basket_name} {}", line.text), ..line });
            }
        }
        Ok(lines)
    }

    fn compile(&self, name: &str, rules: &Rules) -> Result<(Option<Arc<[u8]>>, Line)> {
        let called = self.host.compile(CompileCall {
            caller: self.caller.clone(),
            limits: Limits::default().compile.0,
            settings: rules.settings.clone(),
            documents: rules.documents.clone(),
        });
        let (snapshot, json) = match called.result {
            Ok(compiled) => {
                let text = compiled_json(&compiled)?;
                (Some(compiled.snapshot.into()), text)
            }
            Err(error) => (None, self.failure(&error)),
        };
        Ok((snapshot, Line { text: format!("compile {name} {json}"), report: called.report }))
    }

    /// The answer for one basket.
    ///
    /// # Errors
    /// Where it cannot be written as JSON.
    pub fn price(&self, snapshot: &Arc<[u8]>, basket: &Basket) -> Result<Line> {
        let pure = PureBasket::new(Arc::new(basket.input.clone()));
        let plugin = &self.caller.plugin;
        let call = PriceCall {
            caller: self.caller.clone(),
            limits: Limits::default().price.0,
            input: PureInput::new(&pure, INSTALLATION, plugin, &basket.units(), &basket.declared),
            snapshot: snapshot.clone(),
        };
        let called = self.host.price(&call);
        let text = match called.result {
            Ok(answer) => serde_json::to_string(&answer)?,
            Err(error) => self.failure(&error),
        };
        Ok(Line { text, report: called.report })
    }

    /// A refusal is an answer like any other. Of a failure only the code is the same in every engine.
    fn failure(&self, error: &CallError) -> String {
        if !matches!(error, CallError::Refused(_)) {
            eprintln!("  server: {error}");
            // The breaker has tests of its own; here every basket is asked.
            self.host.reset_breakers(self.caller.tenant, self.caller.installation);
        }
        let value: Value = match error {
            CallError::Refused(Refusal::InvalidSettings(text)) => {
                json!({"refused": {"invalid_settings": text}})
            }
            CallError::Refused(Refusal::InvalidInput(text)) => json!({"refused": {"invalid_input": text}}),
            CallError::Refused(Refusal::Other(text)) => json!({"refused": {"other": text}}),
            other => json!({"failed": other.code()}),
        };
        value.to_string()
    }
}

/// The members in the order of the type, the snapshot as hex digits.
fn compiled_json(compiled: &Compiled) -> Result<String> {
    let hex: String = compiled.snapshot.iter().map(|byte| format!("{byte:02x}")).collect();
    let (keys, legends) = (serde_json::to_string(&compiled.keys)?, serde_json::to_string(&compiled.legends)?);
    Ok(format!(r#"{{"snapshot":"{hex}","keys":{keys},"legends":{legends}}}"#))
}
