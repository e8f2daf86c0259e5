//! The manifest, schemas and README say what the code does.
#![allow(missing_docs)]

use bodega_loyalty::settings::Settings;
use serde_json::{Map, Value};

fn schema(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

#[test]
fn every_example_of_the_readme_is_valid() {
    let readme = include_str!("../README.md");
    let examples: Vec<&str> =
        readme.split("```json").skip(1).map(|rest| rest.split("```").next().expect("a block")).collect();
    assert!(examples.len() >= 5, "{}", examples.len());
    for example in examples {
        Settings::read(example).unwrap_or_else(|problem| panic!("{problem} in {example}"));
    }
}

#[test]
fn every_setting_of_the_schema_is_known_and_has_both_titles() {
    fn visit(path: &str, schema: &Value, members: &mut Vec<String>) {
        for (name, property) in schema["properties"].as_object().unwrap_or(&Map::new()) {
            let path = format!("{path}.{name}");
            let is_name = path.contains(".name.");
            for language in ["zh-CN", "en"] {
                assert!(
                    is_name || property["x-title"][language].is_string(),
                    "{path} has no {language} title"
                );
            }
            visit(&path, property, members);
            visit(&format!("{path}[]"), &property["items"], members);
            members.push(path);
        }
    }
    let mut members = Vec::new();
    visit("", &schema(include_str!("../schemas/settings.json")), &mut members);
    assert!(members.len() > 25);
    for section in ["", "earn", "lifetime", "redeem"] {
        let prefix = if section.is_empty() { ".".to_owned() } else { format!(".{section}.") };
        let direct =
            members.iter().filter_map(|path| path.strip_prefix(&prefix)).filter(|rest| !rest.contains('.'));
        // `null` is a field left empty, so a known member passes and an unknown one does not.
        let mut values: Map<String, Value> = direct.map(|name| (name.to_owned(), Value::Null)).collect();
        if section == "redeem" {
            values.extend([("points".to_owned(), 1.into()), ("value_minor".to_owned(), 1.into())]);
        }
        let values =
            if section.is_empty() { values } else { Map::from_iter([(section.to_owned(), values.into())]) };
        Settings::read(&Value::Object(values).to_string()).unwrap_or_else(|problem| panic!("{problem}"));
    }
}

#[test]
fn every_event_has_a_schema_and_is_in_the_manifest() {
    let manifest = include_str!("../bodega.toml");
    for (event, schema_text) in [
        ("loyalty.points-earned.v1", include_str!("../schemas/events/loyalty.points-earned.v1.json")),
        ("loyalty.points-returned.v1", include_str!("../schemas/events/loyalty.points-returned.v1.json")),
        ("loyalty.tier-changed.v1", include_str!("../schemas/events/loyalty.tier-changed.v1.json")),
    ] {
        assert!(manifest.contains(&format!("\"{event}\"")), "{event}");
        assert!(schema(schema_text)["required"].is_array(), "{event}");
    }
}
