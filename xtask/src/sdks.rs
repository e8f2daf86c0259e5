//! The SDKs of other languages: their own tests, and the components that the conformance tests run in the real engine.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{Outcome, apt, process, workspace};

/// The verb: builds the components and runs the SDKs' own tests.
pub fn run(arguments: &[String]) -> Result<Outcome> {
    if let Some(unknown) = arguments.first() {
        bail!("`sdks` takes no arguments, but got `{unknown}`");
    }
    build(&workspace::plugins())?;
    let js = workspace::root().join("sdk/js");
    let mut worst = process::status(Command::new("npm").args(["test"]).current_dir(&js))?;
    let python = python()?;
    for folder in ["sdk/python", "sdk/conformance/python"] {
        let mut tests = Command::new(&python);
        tests.args(["-m", "unittest", "discover", "-s", "tests"]);
        worst = worst.max(process::status(tests.current_dir(workspace::root().join(folder)))?);
    }
    Ok(Outcome::exit(worst))
}

/// Builds the conformance plugin of every language but Rust, which `plugins` builds, into `folder`.
pub fn build(folder: &Path) -> Result<()> {
    typescript(&folder.join("conformance-js.wasm"))?;
    let python = python()?;
    let project = workspace::root().join("sdk/conformance/python");
    let output = folder.join("conformance-python.wasm");
    if is_newer(&output, &[&project, &workspace::root().join("sdk/python"), &workspace::root().join("wit")])?
    {
        return Ok(());
    }
    let mut build = Command::new(&python);
    build.args(["-m", "bodega_sdk.build", "."]).arg("-o").arg(&output);
    process::check(build.current_dir(project))
}

fn typescript(output: &Path) -> Result<()> {
    apt::require(&[("node", "nodejs"), ("npm", "npm")])?;
    let sdk = workspace::root().join("sdk/js");
    let stamp = sdk.join("node_modules/.package-lock.json");
    if !is_newer(&stamp, &[&sdk.join("package-lock.json")])? {
        // `npm ci` also compiles the SDK (its `prepare` script).
        process::check(Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(&sdk))?;
    }
    let project = workspace::root().join("sdk/conformance/js");
    let sources =
        [&project.join("src"), &sdk.join("src"), &sdk.join("build"), &workspace::root().join("wit")];
    if is_newer(output, &sources.map(PathBuf::as_path))? {
        return Ok(());
    }
    process::check(Command::new("npm").args(["run", "build", "--silent"]).current_dir(&sdk))?;
    let mut build = Command::new("node");
    build.arg(sdk.join("bin/bodega-js-build.mjs")).arg(".").arg("--output").arg(output);
    process::check(build.current_dir(project))
}

/// Where the virtual environment with the SDK is, once [`build`] made it.
pub fn environment() -> PathBuf {
    workspace::target().join("python-sdk")
}

/// The Python of a virtual environment with the SDK in it, below the target folder.
fn python() -> Result<PathBuf> {
    let venv = environment();
    let python = venv.join("bin/python");
    let sdk = workspace::root().join("sdk/python");
    let requirements = sdk.join("requirements.txt");
    let stamp = venv.join("installed");
    // An environment of another clone points to that clone's SDK.
    let of = workspace::root().display().to_string();
    let is_ours = std::fs::read_to_string(&stamp).is_ok_and(|text| text == of);
    if is_ours && is_newer(&stamp, &[&requirements])? {
        return Ok(python);
    }
    if !can_make_venv() {
        apt::require(&[("python3", "python3")])?;
        if !apt::can_install() {
            bail!("python3 cannot make virtual environments: sudo apt-get install python3-venv");
        }
        apt::install(&["python3-venv"])?;
    }
    process::check(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&venv))?;
    let pip = || {
        let mut pip = Command::new(&python);
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
        pip
    };
    process::check(pip().args(["--require-hashes", "-r"]).arg(&requirements))?;
    process::check(pip().args(["--no-deps", "-e"]).arg(&sdk))?;
    std::fs::write(&stamp, of).with_context(|| format!("cannot write {}", stamp.display()))?;
    Ok(python)
}

fn can_make_venv() -> bool {
    process::capture(Command::new("python3").args(["-c", "import venv, ensurepip"])).is_ok()
}

/// Whether a file is there and newer than all files of the sources.
pub fn is_newer(file: &Path, sources: &[&Path]) -> Result<bool> {
    let Ok(made) = file.metadata().and_then(|metadata| metadata.modified()) else { return Ok(false) };
    for source in sources {
        if newest(source)? > made {
            return Ok(false);
        }
    }
    Ok(true)
}

fn newest(path: &Path) -> Result<std::time::SystemTime> {
    let metadata = path.metadata().with_context(|| format!("{} is missing", path.display()))?;
    let mut latest = metadata.modified()?;
    if metadata.is_dir() {
        for entry in std::fs::read_dir(path)? {
            let entry = entry?.path();
            let name = entry.file_name().unwrap_or_default().to_string_lossy().into_owned();
            // What tools leave there is no source.
            if ["node_modules", "dist", "target", "__pycache__"].contains(&name.as_str())
                || name.ends_with(".egg-info")
            {
                continue;
            }
            latest = latest.max(newest(&entry)?);
        }
    }
    Ok(latest)
}
