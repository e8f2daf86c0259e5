//! The production plugin host with the promotions component in it.

use crate::case::{PLUGIN, declared_of};
use anyhow::{Context, bail};
use bodega_domain::digest::Digest;
use bodega_domain::ids::{InstallationId, TenantId};
use bodega_domain::pricing::{
    Answer, Consulted, Document, Outcome, PricedSale, PricingInput, SkipReason, Stage, price,
};
use bodega_plugin_host::{
    Caller, CompileCall, Compiled, ComponentSource, Limits, PluginHost, PluginHostConfig, PortResult,
    PriceCall, PureBasket, PureInput, RunningRun,
};
use futures::FutureExt;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;

/// A host with one component.
pub struct Engine {
    host: PluginHost,
    component: Digest,
}

/// A priced case and what the plugin said.
pub struct Priced {
    /// The host's price.
    pub sale: PricedSale,
    /// The plugin's answer.
    pub answer: Answer,
}

struct NoSource;

impl ComponentSource for NoSource {
    fn component<'a>(&'a self, _: &'a Digest) -> PortResult<'a, Option<Arc<[u8]>>> {
        async { Ok(None) }.boxed()
    }
}

impl Engine {
    /// Loads `promotions.wasm` from the folder that `cargo xtask plugins` fills.
    pub async fn start() -> anyhow::Result<Self> {
        let folder = std::env::var("BODEGA_PLUGINS_DIR").unwrap_or_else(|_| "target/plugins".to_owned());
        let path = std::path::Path::new(&folder).join("promotions.wasm");
        let bytes = std::fs::read(&path)
            .with_context(|| format!("{} is missing: run `cargo xtask plugins`", path.display()))?;
        let artefacts = std::path::Path::new(&folder).join("compiled");
        let config = PluginHostConfig::new(artefacts, Arc::new(NoSource));
        let host = PluginHost::new(config, &mut prometheus_client::registry::Registry::default())?;
        let component = Digest::of(&bytes);
        host.prepare(&component, bytes.into()).await?;
        Ok(Engine { host, component })
    }

    fn caller(&self) -> Caller {
        Caller {
            tenant: TenantId(Uuid::nil()),
            installation: InstallationId(Uuid::nil()),
            plugin: Arc::from(PLUGIN),
            component: self.component.clone(),
            is_trial: false,
        }
    }

    /// Compiles the case's rules as documents of the plugin's collection.
    pub fn compile(&self, case: &Value) -> anyhow::Result<Compiled> {
        let promotions = case["rules"]["promotions"].as_array().context("rules.promotions is not a list")?;
        let mut documents = Vec::with_capacity(promotions.len());
        for (position, promotion) in promotions.iter().enumerate() {
            let key = promotion["id"]
                .as_str()
                .with_context(|| format!("promotion {position} has no id"))?
                .to_owned();
            let mut body = promotion.clone();
            body["position"] = position.into();
            let collection = PLUGIN.to_owned();
            documents.push(Document { collection, key, version: 1, body: body.to_string() });
        }
        documents.sort_by(|a, b| a.key.cmp(&b.key));
        if documents.windows(2).any(|pair| pair[0].key == pair[1].key) {
            bail!("two promotions have the same id");
        }
        let policy = &case["rules"]["policy"];
        let call = CompileCall {
            caller: self.caller(),
            limits: Limits::default().compile.0,
            settings: if policy.is_null() { "{}".to_owned() } else { policy.to_string() },
            documents: BTreeMap::from([(PLUGIN.to_owned(), documents)]),
        };
        Ok(self.host.compile(call).result?)
    }

    /// Prices a cart under the case's rules.
    pub fn price(&self, compiled: &Compiled, case: &Value, input: &PricingInput) -> anyhow::Result<Priced> {
        let basket = PureBasket::new(Arc::new(input.clone()));
        let snapshot: Arc<[u8]> = compiled.snapshot.clone().into();
        let declared = declared_of(case);
        let caller = self.caller();
        let mut consulted = [Consulted {
            installation: caller.installation,
            plugin: PLUGIN.to_owned(),
            version: String::new(),
            component: self.component.clone(),
            snapshot: Digest::of(&snapshot),
            stage: Stage::Line,
            cap_ppm: None,
            declared: declared.clone(),
            outcome: Outcome::Answered(Answer::default()),
        }];
        let sale = price(input, &mut consulted, |units, by| {
            let runs: Vec<RunningRun> = (0u32..)
                .zip(&units.lines)
                .flat_map(|(line, units)| units.runs.iter().map(move |run| (line, run)))
                .map(|(line, run)| RunningRun { line, count: run.count, price: run.amount })
                .collect();
            let call = PriceCall {
                caller: caller.clone(),
                limits: Limits::default().price.0,
                input: PureInput::new(&basket, caller.installation, PLUGIN, &runs, &declared),
                snapshot: snapshot.clone(),
            };
            by.outcome = match self.host.price(&call).result {
                Ok(answer) => Outcome::Answered(answer),
                Err(error) => {
                    Outcome::Skipped(SkipReason { code: error.code().to_owned(), message: error.to_string() })
                }
            };
        })?;
        let [Consulted { outcome, .. }] = consulted;
        match outcome {
            Outcome::Answered(answer) => Ok(Priced { sale, answer }),
            Outcome::Skipped(reason) => bail!("{}: {}", reason.code, reason.message),
        }
    }
}
