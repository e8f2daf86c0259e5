//! What a stored package says, read once: manifest, schemas, names of secrets.

use crate::app::App;
use crate::error::{AppError, AppResult};
use bodega_domain::digest::Digest;
use bodega_package::{Manifest, Package};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The mark of a secret in a settings schema.
const SECRET_MARK: &str = "x-secret";

/// A package as use cases need it.
pub struct PackageFacts {
    /// What the author declares.
    pub manifest: Arc<Manifest>,
    /// Every schema the manifest names, by path.
    schemas: BTreeMap<String, Value>,
    /// Settings that plugins never see: properties of the settings schema marked `x-secret`.
    pub secrets: BTreeSet<String>,
}

impl PackageFacts {
    /// Reads a package; refuses one whose schemas are missing, or that sends what is no secret of its settings.
    pub(super) fn read(package: &Package) -> AppResult<Self> {
        let manifest = Arc::new(package.manifest().clone());
        let mut schemas = BTreeMap::new();
        for path in manifest.schema_paths() {
            let missing = || AppError::invalid("package.schema", "/package", format!("{path} is missing"));
            let bytes = package.file(path).ok_or_else(missing)?;
            let schema = serde_json::from_slice(bytes);
            let invalid = |error: serde_json::Error| {
                AppError::invalid("package.schema", "/package", format!("{path}: {error}"))
            };
            schemas.insert(path.to_owned(), schema.map_err(invalid)?);
        }
        let settings = manifest.settings.as_ref().and_then(|settings| schemas.get(&settings.schema));
        let secrets = settings.map(secret_names).unwrap_or_default();
        for host in &manifest.egress.hosts {
            if let Some(unknown) = host.secrets.iter().find(|name| !secrets.contains(*name)) {
                let message = format!(
                    "{} is bound to secret {unknown:?}, which the settings' schema does not mark `x-secret`",
                    host.host
                );
                return Err(AppError::invalid("package.secret", "/package", message));
            }
        }
        Ok(PackageFacts { manifest, schemas, secrets })
    }

    /// A schema of the package.
    pub fn schema(&self, path: &str) -> AppResult<&Value> {
        self.schemas.get(path).ok_or_else(|| AppError::fault(format!("package has no schema {path}")))
    }

    /// Settings without secrets, and the secrets.
    pub fn split_settings(&self, settings: &Value) -> (Value, BTreeMap<String, String>) {
        let (mut open, mut secrets) = (Map::new(), BTreeMap::new());
        for (name, value) in settings.as_object().into_iter().flatten() {
            match (self.secrets.contains(name), value) {
                (true, Value::String(secret)) => drop(secrets.insert(name.clone(), secret.clone())),
                (true, _) => {}
                (false, value) => drop(open.insert(name.clone(), value.clone())),
            }
        }
        (Value::Object(open), secrets)
    }

    /// New settings over stored ones: a secret that is not named stays, one that is null goes.
    pub fn merge_secrets(&self, stored: &Value, mut new: Value) -> Value {
        let (_, kept) = self.split_settings(stored);
        if let Some(new) = new.as_object_mut() {
            for (name, secret) in kept {
                new.entry(name).or_insert(Value::String(secret));
            }
            new.retain(|name, value| !(self.secrets.contains(name) && value.is_null()));
        }
        new
    }
}

fn secret_names(schema: &Value) -> BTreeSet<String> {
    let properties = schema.get("properties").and_then(Value::as_object);
    let marked = properties.into_iter().flatten().filter(|(_, property)| property[SECRET_MARK] == true);
    marked.map(|(name, _)| name.clone()).collect()
}

/// Checks a value against a schema of a package; the pointer names what is at fault.
pub(crate) fn check_against(schema: &Value, value: &Value, code: &'static str, at: &str) -> AppResult<()> {
    let broken = |error: &dyn std::fmt::Display| {
        AppError::invalid("package.schema", "/package", format!("the package's schema is not one: {error}"))
    };
    let options = jsonschema::options().with_pattern_options(jsonschema::PatternOptions::regex());
    let validator = options.build(schema).map_err(|error| broken(&error))?;
    match validator.iter_errors(value).next() {
        None => Ok(()),
        Some(error) => {
            Err(AppError::invalid(code, format!("{at}{}", error.instance_path()), error.to_string()))
        }
    }
}

impl App {
    /// The facts of a stored package, from memory where it was read before.
    pub(crate) async fn package_facts(&self, digest: &Digest) -> AppResult<Arc<PackageFacts>> {
        if let Some(facts) = self.packages.get(digest) {
            return Ok(facts);
        }
        let bytes = self.store.package_bytes(digest).await?;
        let bytes =
            bytes.ok_or_else(|| AppError::not_found("package.unknown", format!("package {digest}")))?;
        let facts = Arc::new(PackageFacts::read(&Package::read(&bytes).map_err(AppError::fault)?)?);
        self.packages.insert(digest.clone(), facts.clone());
        Ok(facts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn facts() -> PackageFacts {
        let schema = json!({ "properties": {
            "appid": { "type": "string" }, "key": { "type": "string", "x-secret": true }
        }});
        let secrets = secret_names(&schema);
        let text = "name = \"x\"\nversion = \"1.0.0\"\npublisher = \"x\"\npoints = [\"http.handle\"]\n\
                    title = { zh-CN = \"x\", en = \"x\" }\nsummary = { zh-CN = \"x\", en = \"x\" }\n\
                    [[http.routes]]\nname = \"a\"\nmethods = [\"GET\"]\npath = \"/a\"\naccess = \"token\"\n";
        let manifest = Arc::new(Manifest::from_toml(text).unwrap());
        PackageFacts { manifest, schemas: BTreeMap::new(), secrets }
    }

    #[test]
    fn secrets_are_kept_apart_and_stay_until_they_are_taken_away() {
        let (facts, stored) = (facts(), json!({ "appid": "a", "key": "hidden" }));
        let (open, secrets) = facts.split_settings(&stored);
        assert_eq!(open, json!({ "appid": "a" }));
        assert_eq!(secrets["key"], "hidden");
        assert_eq!(
            facts.merge_secrets(&stored, json!({ "appid": "b" })),
            json!({ "appid": "b", "key": "hidden" })
        );
        assert_eq!(facts.merge_secrets(&stored, json!({ "key": "new" })), json!({ "key": "new" }));
        assert_eq!(facts.merge_secrets(&stored, json!({ "key": null })), json!({}));
    }
}
