//! Packages to publish, made without a build: a component that exports `events.handle` and imports what a test names.

use crate::support::Publisher;
use bodega_package::Package;
use std::collections::BTreeMap;

/// A package in the making: a plugin that hears sales, signed by its publisher.
pub struct Plugin {
    pub name: &'static str,
    pub version: &'static str,
    pub title: (&'static str, &'static str),
    /// More lines of `bodega.toml`, before its tables.
    pub extra: &'static str,
    /// Tables of `bodega.toml`.
    pub tables: &'static str,
    pub files: Vec<(&'static str, Vec<u8>)>,
    /// Interfaces of `bodega:data@0.1.0` that it imports.
    pub imports: &'static [&'static str],
}

impl Default for Plugin {
    fn default() -> Self {
        Plugin {
            name: "points",
            version: "1.0.0",
            title: ("会员积分", "Member points"),
            extra: "",
            tables: "",
            files: Vec::new(),
            imports: &["sales"],
        }
    }
}

impl Plugin {
    pub fn unsigned(&self, publisher: &str) -> Package {
        let (chinese, english) = self.title;
        let manifest = format!(
            r#"
name = "{}"
version = "{}"
publisher = "{publisher}"
title = {{ zh-CN = "{chinese}", en = "{english}" }}
summary = {{ zh-CN = "消费即送", en = "Earn with every sale" }}
points = ["events.handle"]
{}
[events]
subscribe = ["sale.committed.v1"]
{}
"#,
            self.name, self.version, self.extra, self.tables
        );
        let files: BTreeMap<String, Vec<u8>> =
            self.files.iter().map(|(path, bytes)| ((*path).to_owned(), bytes.clone())).collect();
        Package::build(&manifest, &component(self.imports), files).expect("the package is sound")
    }

    pub fn build(&self, publisher: &Publisher) -> Package {
        self.unsigned(&publisher.name).sign(&publisher.key, 1_700_000_000_000).expect("it signs")
    }
}

/// A component that exports `events.handle` and imports interfaces of `bodega:data`.
fn component(imports: &[&str]) -> Vec<u8> {
    let mut data = "package bodega:data@0.1.0;\n".to_owned();
    let mut world = String::new();
    for name in imports {
        data.push_str(&format!("interface {name} {{ ask: func() -> u32; }}\n"));
        world.push_str(&format!("import bodega:data/{name}@0.1.0;\n"));
    }
    let events = "package bodega:events@0.1.0;\ninterface handle { handle: func() -> u32; }\n";
    let own =
        format!("package test:plugin;\nworld plugin {{ {world} export bodega:events/handle@0.1.0; }}\n");
    let mut resolve = wit_parser::Resolve::default();
    for (name, text) in [("data.wit", data.as_str()), ("events.wit", events)] {
        resolve.push_str(name, text).expect("sound WIT");
    }
    let package = resolve.push_str("plugin.wit", &own).expect("sound WIT");
    let world = resolve.select_world(&[package], None).expect("one world");
    let mut module = wit_component::dummy_module(&resolve, world, wit_parser::ManglingAndAbi::Standard32);
    wit_component::embed_component_metadata(
        &mut module,
        &resolve,
        world,
        wit_component::StringEncoding::UTF8,
    )
    .expect("metadata");
    let mut encoder =
        wit_component::ComponentEncoder::default().validate(true).module(&module).expect("a module");
    encoder.encode().expect("a component")
}
