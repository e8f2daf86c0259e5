//! A plugin's project in a folder of its own.

use super::tools::{Ended, Language, Running, bodega, compiled, link, root, variable};
use serde_json::Value;
use std::path::Path;
use tempfile::TempDir;

pub struct Project {
    folder: TempDir,
    name: String,
}

impl Project {
    /// `bodega plugin new`, and what its language's tools put beside it.
    pub fn new(language: Language, name: &str, points: &str) -> Self {
        let folder = TempDir::new().expect("a folder");
        let sdk = language.sdk().display().to_string();
        let mut new = bodega(folder.path());
        new.args(["plugin", "new", name, "--language", language.word(), "--points", points]);
        new.args(["--publisher", "acme", "--folder", ".", "--sdk", &sdk]);
        Ended::of(new).ok();
        let project = Project { folder, name: name.to_owned() };
        project.install_tools(language);
        project
    }

    /// As `npm install` and `pip install` would, from what `cargo xtask test` installed for the tree.
    fn install_tools(&self, language: Language) {
        let link = |from: &Path, to: &str| link(from, &self.folder.path().join(to));
        link(&compiled(), "target/engine");
        match language {
            Language::Rust => {
                std::fs::copy(root().join("Cargo.lock"), self.folder.path().join("Cargo.lock"))
                    .expect("a lock");
            }
            Language::Typescript => {
                let sdk = language.sdk();
                link(&sdk, "node_modules/@bodega/sdk");
                link(&sdk.join("bin/bodega-js-build.mjs"), "node_modules/.bin/bodega-js-build");
            }
            Language::Python => link(&variable("BODEGA_PYTHON_ENVIRONMENT"), ".venv"),
        }
    }

    /// `bodega plugin ARGUMENTS` in the folder.
    pub fn run(&self, arguments: &[&str]) -> Ended {
        let mut command = bodega(self.folder.path());
        command.arg("plugin").args(arguments);
        Ended::of(command)
    }

    /// As [`Self::run`], going on.
    pub fn start(&self, arguments: &[&str]) -> Running {
        let mut command = bodega(self.folder.path());
        command.arg("plugin").args(arguments);
        Running::start(command)
    }

    pub fn build_and_check(&self) {
        let built = self.run(&["build"]).ok();
        assert!(built.contains("bodega:"), "a build prints what the component may use: {built}");
        let checked = self.run(&["check"]).ok();
        assert!(checked.contains("0 errors"), "{checked}");
    }

    /// `keygen` once, `pack`, `sign` of what was built.
    pub fn sign(&self) {
        let key = self.folder.path().join("acme.pem");
        if !key.exists() {
            self.run(&["keygen", "acme.pem"]).ok();
        }
        self.run(&["pack"]).ok();
        let package = format!("target/{}-0.1.0.tar", self.name);
        let early = self.run(&["publish", "--marketplace", "http://127.0.0.1:1", "--token", "x"]).refused();
        assert!(early.contains("is not signed"), "{early}");
        self.run(&["sign", &package, "--key", "acme.pem"]).ok();
    }

    pub fn public_key(&self) -> String {
        self.read("acme.pub.pem")
    }

    pub fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(name)).expect("a file of the project")
    }

    pub fn write_text(&self, name: &str, text: &str) {
        std::fs::write(self.folder.path().join(name), text).expect("the project can be written");
    }

    pub fn write(&self, name: &str, value: &Value) {
        self.write_text(name, &value.to_string());
    }

    pub fn remove(&self, name: &str) {
        std::fs::remove_file(self.folder.path().join(name)).expect("a file of the project");
    }
}
