//! The templates of `sdk/templates`, which are in the binary. Each is a working plugin in a folder `LANGUAGE-WHAT`; its manifest
//! says which name and publisher a new project puts its own in the place of.

use super::project::{Language, MANIFEST};
use anyhow::{Context, Result};
use bodega_package::Manifest;
use clap::ValueEnum as _;
use std::collections::BTreeMap;

/// The SDK that Python projects are written for, as it is published.
const PYTHON_SDK: &str = "0.1.0";

/// Every file by its path below `sdk/templates`; made by the build script.
static FILES: &[(&str, &[u8])] = &include!(concat!(env!("OUT_DIR"), "/templates.rs"));

/// A template.
pub struct Template {
    /// Its folder's name.
    pub name: &'static str,
    /// What it is written in.
    pub language: Language,
    /// Its manifest.
    pub manifest: Manifest,
    /// Its files by path.
    pub files: BTreeMap<&'static str, &'static [u8]>,
}

/// All templates, by name.
pub fn all() -> Result<Vec<Template>> {
    let mut folders: BTreeMap<&'static str, BTreeMap<&'static str, &'static [u8]>> = BTreeMap::new();
    for (path, bytes) in FILES {
        if let Some((folder, path)) = path.split_once('/') {
            folders.entry(folder).or_default().insert(path, bytes);
        }
    }
    let templates = folders.into_iter().filter_map(|(name, files)| {
        let language = Language::value_variants().iter().find(|l| name.starts_with(l.as_str())).copied()?;
        let manifest = files.get(MANIFEST).copied()?;
        Some(template(name, language, manifest, files))
    });
    templates.collect()
}

fn template(
    name: &'static str,
    language: Language,
    manifest: &[u8],
    files: BTreeMap<&'static str, &'static [u8]>,
) -> Result<Template> {
    let text = std::str::from_utf8(manifest).with_context(|| format!("template {name} is not UTF-8"))?;
    let manifest = Manifest::from_toml(text).with_context(|| format!("template {name} is refused"))?;
    Ok(Template { name, language, manifest, files })
}

impl Template {
    /// Its files for a project of a name, a publisher and an SDK.
    pub fn instantiate(
        &self,
        name: &str,
        publisher: &str,
        sdk: Option<&str>,
    ) -> BTreeMap<&'static str, Vec<u8>> {
        let snake = |name: &str| name.replace('-', "_");
        let own = &self.manifest.name;
        let words = [(own.clone(), name.to_owned()), (snake(own), snake(name))];
        let old_publisher = format!("publisher = \"{}\"", self.manifest.publisher);
        let fill = |(path, bytes): (&&'static str, &&'static [u8])| {
            let Ok(text) = std::str::from_utf8(bytes) else { return (*path, bytes.to_vec()) };
            let mut text =
                words.iter().fold(text.to_owned(), |text, (from, to)| replace_word(&text, from, to));
            if *path == MANIFEST {
                text = text.replacen(&old_publisher, &format!("publisher = \"{publisher}\""), 1);
            }
            if let Some(sdk) = sdk {
                text = text.split_inclusive('\n').map(|line| with_sdk(line, path, sdk)).collect();
            }
            (*path, text.into_bytes())
        };
        let mut files: BTreeMap<&'static str, Vec<u8>> = self.files.iter().map(fill).collect();
        if self.language == Language::Python {
            let sdk = sdk.map_or_else(|| format!("=={PYTHON_SDK}"), |sdk| format!(" @ file://{sdk}"));
            files.entry("requirements.txt").or_insert(format!("bodega-sdk[build]{sdk}\n").into_bytes());
        }
        files
    }
}

/// Replaces a word where it stands by itself: `my-plugin`, not `all-my-plugins`.
fn replace_word(text: &str, from: &str, to: &str) -> String {
    let is_word = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    let mut out = String::with_capacity(text.len());
    let mut copied = 0;
    for (at, _) in text.match_indices(from) {
        let end = at + from.len();
        if !text[..at].ends_with(is_word) && !text[end..].starts_with(is_word) {
            out.push_str(&text[copied..at]);
            out.push_str(to);
            copied = end;
        }
    }
    out + &text[copied..]
}

/// A line of a project file, with the SDK taken from a folder.
fn with_sdk(line: &str, path: &str, sdk: &str) -> String {
    let end = if line.ends_with('\n') { "\n" } else { "" };
    match path {
        "Cargo.toml" if line.starts_with("bodega-sdk ") => format!("bodega-sdk = {{ path = {sdk:?} }}{end}"),
        "package.json" => match line.split_once("\"@bodega/sdk\":") {
            Some((before, version)) => {
                // What follows the version on the line stays: a comma, or the end of an object.
                let after = version.splitn(3, '"').nth(2).unwrap_or("\n");
                format!("{before}\"@bodega/sdk\": {:?}{after}", format!("file:{sdk}"))
            }
            None => line.to_owned(),
        },
        _ => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_words_are_replaced() {
        let text = "my-plugin my_plugin xmy-plugin my-plugins \"my-plugin\" my-plugin.done.v1 my-plugin";
        let expected = "a my_plugin xmy-plugin my-plugins \"a\" a.done.v1 a";
        assert_eq!(replace_word(text, "my-plugin", "a"), expected);
    }

    #[test]
    fn the_sdk_may_come_from_a_folder() {
        let sdk = "/src/sdk";
        assert_eq!(
            with_sdk("bodega-sdk = \"0.1\"\n", "Cargo.toml", sdk),
            "bodega-sdk = { path = \"/src/sdk\" }\n"
        );
        for (line, expected) in [
            (
                "  \"dependencies\": { \"@bodega/sdk\": \"0.1.0\" }\n",
                "  \"dependencies\": { \"@bodega/sdk\": \"file:/src/sdk\" }\n",
            ),
            ("    \"@bodega/sdk\": \"0.1.0\",\n", "    \"@bodega/sdk\": \"file:/src/sdk\",\n"),
            ("    \"typescript\": \"7\"\n", "    \"typescript\": \"7\"\n"),
        ] {
            assert_eq!(with_sdk(line, "package.json", sdk), expected);
        }
    }

    #[test]
    fn every_template_becomes_a_project_of_its_own_name() {
        let templates = all().unwrap();
        assert!(templates.iter().any(|template| template.name == "rust-pricing"));
        for template in templates {
            let own = &template.manifest.name;
            assert!(
                own.contains('-'),
                "{}: a name of one word would be replaced where it is none",
                template.name
            );
            let files = template.instantiate("new-name", "acme", Some("/src/sdk"));
            let text = |path: &str| String::from_utf8(files[path].clone()).unwrap();
            let manifest = Manifest::from_toml(&text(MANIFEST)).unwrap();
            assert_eq!((manifest.name.as_str(), manifest.publisher.as_str()), ("new-name", "acme"));
            for path in manifest.files().into_keys() {
                assert!(files.contains_key(path), "{}: {path} is missing", template.name);
            }
            let project = ["Cargo.toml", "package.json", "requirements.txt"];
            let has_sdk = project
                .iter()
                .filter(|path| files.contains_key(**path))
                .any(|path| text(path).contains("/src/sdk"));
            assert!(has_sdk, "{}: no file names the SDK", template.name);
        }
    }
}
