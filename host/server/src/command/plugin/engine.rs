//! Runs cases in the production engine under the production limits, one fresh instance a call.

mod pure;

use super::cases::{Case, expect, input};
use super::effects;
use super::progress::Step;
use super::project::{Files, Project};
use super::world::{Visit, as_json};
use anyhow::{Context, Result};
use bodega_app::invocations::compute_with;
use bodega_app::plugins::RECORDED_INSTALLATION;
use bodega_domain::digest::Digest;
use bodega_domain::ids::TenantId;
use bodega_package::{Manifest, Package};
use bodega_plugin_host::{
    CallError, CallReport, Caller, ComponentSource, InvokeCall, Limits, PluginHost, PluginHostConfig, Point,
    PortResult, Refusal, Reply,
};
use futures::FutureExt;
use prometheus_client::registry::Registry;
pub use pure::Rules;
use serde_json::{Map, Value, json};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;
use std::sync::Arc;
use uuid::Uuid;

/// The merchant of all cases.
const TENANT: Uuid = Uuid::from_u128(0x0190_c0de_0000_7000_8000_0000_0000_00aa);

/// A build of a plugin, ready to be called.
pub struct Engine {
    host: PluginHost,
    caller: Caller,
    limits: Limits,
    manifest: Manifest,
    files: Files,
    secrets: BTreeSet<String>,
    /// The last compile: cases of one file mostly share their settings.
    compiled: RefCell<Option<LastCompile>>,
}

/// What was compiled, and the snapshot that came of it.
type LastCompile = (Rules, Result<Arc<[u8]>, Failure>);

/// What a call did.
pub struct Ran {
    pub outcome: Result<Outcome, Failure>,
    /// Requests to the outside, in order.
    pub sent: Vec<Value>,
    pub report: CallReport,
}

/// What a call that succeeded gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The name of the answer in a case's `expect`.
    pub kind: &'static str,
    pub answer: Value,
    /// What the basket comes to; of a price.
    pub total_minor: Option<i64>,
    /// In the form of a case's `expect.effects`.
    pub effects: Vec<Value>,
}

/// Why a call gave nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// As in metrics and on sales, e.g. `plugin.trap`.
    pub code: String,
    /// Where the plugin said no: how.
    pub refusal: Option<&'static str>,
    pub message: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.refusal {
            Some(kind) => write!(f, "{kind}: {}", self.message),
            None => write!(f, "{}: {}", self.code, self.message),
        }
    }
}

impl From<CallError> for Failure {
    fn from(error: CallError) -> Self {
        let (code, mut message) = (error.code().to_owned(), error.to_string());
        let refusal = match error {
            CallError::Refused(Refusal::InvalidSettings(_)) => Some("invalid-settings"),
            CallError::Refused(Refusal::InvalidInput(_)) => Some("invalid-input"),
            CallError::Refused(Refusal::Retry(_)) => Some("retry"),
            CallError::Refused(Refusal::RetryAfter { .. }) => Some("retry-after"),
            CallError::Refused(Refusal::Reject(_)) => Some("reject"),
            CallError::Refused(Refusal::Other(_)) => Some("other"),
            CallError::Trap { backtrace, .. } => {
                message = format!("{message}\n{backtrace}").trim_end().to_owned();
                None
            }
            _ => None,
        };
        Failure { code, refusal, message }
    }
}

impl Failure {
    fn new(code: &str, message: impl ToString) -> Self {
        Failure { code: code.to_owned(), refusal: None, message: message.to_string() }
    }
}

/// Nothing is loaded by digest here.
struct NoComponents;

impl ComponentSource for NoComponents {
    fn component<'a>(&'a self, _: &'a Digest) -> PortResult<'a, Option<Arc<[u8]>>> {
        async { Ok(None) }.boxed()
    }
}

/// A plugin host that keeps what it compiles in a folder, so that the next command has it.
pub fn host(folder: &Path) -> Result<PluginHost> {
    std::fs::create_dir_all(folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let config = PluginHostConfig::new(folder.to_owned(), Arc::new(NoComponents));
    Ok(PluginHost::new(config, &mut Registry::default())?)
}

impl Engine {
    /// Makes a package ready; what is compiled stays in the folder.
    pub async fn new(package: &Package, folder: &Path) -> Result<Self> {
        let (manifest, files) = (package.manifest().clone(), package.files().clone());
        let host = host(folder)?;
        let digest = Digest::of(package.component());
        let step = Step::start(format!("preparing {} as the host does", manifest.name));
        host.prepare(&digest, package.component().clone()).await?;
        drop(step);
        let caller = Caller {
            tenant: TenantId(TENANT),
            installation: RECORDED_INSTALLATION,
            plugin: Arc::from(manifest.name.as_str()),
            component: digest,
            is_trial: false,
        };
        Ok(Engine {
            host,
            caller,
            limits: Limits::default().narrowed(&manifest.limits),
            secrets: secret_names(&manifest, &files),
            files,
            manifest,
            compiled: RefCell::default(),
        })
    }

    /// Makes a project's component ready.
    pub async fn of_project(project: &Project) -> Result<Self> {
        Self::new(&project.package(&project.component_path())?, &project.engine_path()).await
    }

    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Runs a case.
    pub async fn run(&self, case: &Case) -> Result<Ran> {
        // A case that should fail must not open the breaker for the next one.
        self.host.reset_breakers(self.caller.tenant, self.caller.installation);
        match case.point {
            Point::PricingCompile => Ok(self.compile(&Rules::of_case(case, &self.manifest))),
            Point::PricingPrice => {
                let basket = input::basket(&case.input)?;
                let declared = case.world.declared(basket.input.context.member.as_deref());
                self.price(&Rules::of_case(case, &self.manifest), basket, &declared)
            }
            Point::ValidationCheck => {
                let basket = input::checked_basket(&case.input)?;
                let declared = case.world.declared(basket.input.context.member.as_deref());
                self.check(&Rules::of_case(case, &self.manifest), basket, &declared)
            }
            _ => self.invoke(case).await,
        }
    }

    async fn invoke(&self, case: &Case) -> Result<Ran> {
        let (settings, secrets) = self.split(&case.settings);
        let hosts = self.manifest.egress.hosts.clone();
        let visit = Arc::new(Visit::new(
            case.world.clone(),
            Box::new(move |call| compute_with(&secrets, call)),
            Box::new(move |url| effects::forbidden(&hosts, url)),
        ));
        let call = InvokeCall {
            caller: self.caller.clone(),
            limits: self.limits.of(case.point),
            occasion: input::occasion(case.point, &case.input)?,
            settings: settings.to_string(),
            ports: visit.clone(),
        };
        let called = self.host.invoke(call).await;
        let outcome = called.result.map_err(Failure::from).and_then(|invoked| {
            if let Some(problem) = effects::undeclared(&self.manifest, &self.files, &invoked.effects) {
                return Err(Failure::new("effects.refused", problem));
            }
            let effects = effects::listed(&invoked.effects);
            Ok(Outcome { kind: "answer", answer: reply(invoked.reply), total_minor: None, effects })
        });
        Ok(Ran { outcome, sent: visit.sent(), report: called.report })
    }

    /// Settings as the plugin sees them, and its secrets.
    fn split(&self, settings: &Value) -> (Value, BTreeMap<String, String>) {
        let (mut open, mut secrets) = (Map::new(), BTreeMap::new());
        for (name, value) in settings.as_object().into_iter().flatten() {
            match (self.secrets.contains(name), value) {
                (true, Value::String(secret)) => drop(secrets.insert(name.clone(), secret.clone())),
                (true, _) => {}
                (false, value) => drop(open.insert(name.clone(), value.clone())),
            }
        }
        // What is no object goes through: compiles are to be tried with it, too.
        let open =
            if settings.is_object() || settings.is_null() { Value::Object(open) } else { settings.clone() };
        (open, secrets)
    }
}

fn secret_names(manifest: &Manifest, files: &Files) -> BTreeSet<String> {
    let schema = manifest.settings.as_ref().and_then(|settings| files.get(&settings.schema));
    let schema: Value = schema.and_then(|bytes| serde_json::from_slice(bytes).ok()).unwrap_or_default();
    let properties = schema["properties"].as_object().cloned().unwrap_or_default();
    properties
        .into_iter()
        .filter(|(_, property)| property["x-secret"] == true)
        .map(|(name, _)| name)
        .collect()
}

fn reply(reply: Reply) -> Value {
    match reply {
        Reply::Http(response) => {
            let headers: BTreeMap<String, String> = response.headers.into_iter().collect();
            let body = as_json(&String::from_utf8_lossy(&response.body));
            json!({ "status": response.status, "headers": headers, "body": body })
        }
        Reply::Action(answer) => json!({ "message": answer.message, "data": as_json(&answer.data) }),
        Reply::Report(table) => expect::normal(&json!(table)),
        Reply::Push(answer) => json!(answer),
        _ => Value::Null,
    }
}
