//! `bodega plugin build`: runs the tools of the project's language and checks what they made.

use super::encode::encode;
use super::project::{Language, Project, read, write};
use anyhow::{Context, Result, anyhow, bail};
use bodega_package::Interfaces;
use serde_json::Value;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

/// The target of Rust plugins: a component made from it imports nothing but what its world names.
const TARGET: &str = "wasm32-unknown-unknown";

/// Builds a project's component.
pub fn run(project: &Project) -> Result<()> {
    let (language, output) = (project.language()?, project.component_path());
    let start = Instant::now();
    eprintln!("  building {} ({})", project.manifest.name, language.as_str());
    match language {
        Language::Rust => write(&output, &encode(&read(&compile_rust(&project.folder)?)?)?)?,
        Language::Typescript => build_typescript(&project.folder, &output)?,
        Language::Python => build_python(&project.folder, &output)?,
    }
    let bytes = read(&output)?;
    let checked = check(project, &bytes);
    if checked.is_err() {
        // What cannot be published is not left about as if it could.
        std::fs::remove_file(&output).with_context(|| format!("cannot remove {}", output.display()))?;
    }
    let interfaces = checked?;
    let seconds = start.elapsed().as_secs_f32();
    eprintln!("  built {}, {} KiB, in {seconds:.1} s", output.display(), bytes.len().div_ceil(1024));
    for import in &interfaces.imports {
        println!("{import}");
    }
    Ok(())
}

fn check(project: &Project, component: &[u8]) -> Result<Interfaces> {
    let interfaces = Interfaces::read(component)?;
    interfaces.check_imports()?;
    interfaces.check_points(&project.manifest)?;
    Ok(interfaces)
}

/// Compiles the crate and says where its core module is.
fn compile_rust(folder: &Path) -> Result<PathBuf> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    check_target(&rustc)?;
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .args([
            "build",
            "--lib",
            "--release",
            "--target",
            TARGET,
            "--message-format",
            "json-render-diagnostics",
        ])
        .current_dir(folder)
        .env("CARGO_ENCODED_RUSTFLAGS", flags(folder, &rustc)?)
        .stdout(Stdio::piped());
    let output =
        cargo.spawn().context("cannot run cargo; install Rust from https://rustup.rs")?.wait_with_output()?;
    if !output.status.success() {
        bail!("the crate does not compile; what to mend is above");
    }
    core_module(&String::from_utf8_lossy(&output.stdout)).ok_or_else(|| {
        anyhow!(
            "{} builds no module: add `crate-type = [\"cdylib\", \"rlib\"]` to `[lib]`",
            folder.join("Cargo.toml").display()
        )
    })
}

/// The last `.wasm` of cargo's messages: that of the crate itself, which is built last.
fn core_module(messages: &str) -> Option<PathBuf> {
    let artifacts = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut files = artifacts.filter(|m| m["reason"] == "compiler-artifact").flat_map(|message| {
        let names = message["filenames"].as_array().cloned().unwrap_or_default();
        names.into_iter().filter_map(|name| name.as_str().map(PathBuf::from))
    });
    files.rfind(|file| file.extension() == Some(OsStr::new("wasm")))
}

fn check_target(rustc: &OsStr) -> Result<()> {
    let folder = capture(rustc, &["--print", "target-libdir", "--target", TARGET])?;
    let has_std = std::fs::read_dir(folder.trim()).is_ok_and(|entries| {
        entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with("libstd-"))
    });
    if !has_std {
        bail!(
            "there is no standard library for {TARGET}: `rustup target add {TARGET}` installs it \
             (or set RUSTC to a compiler that has it)"
        );
    }
    Ok(())
}

/// Flags that keep this machine's folders out of panic messages, so that two machines build the same bytes.
fn flags(folder: &Path, rustc: &OsStr) -> Result<OsString> {
    let mut flags = std::env::var_os("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default();
    let folder = folder.canonicalize().with_context(|| format!("cannot find {}", folder.display()))?;
    let sysroot = PathBuf::from(capture(rustc, &["--print", "sysroot"])?.trim());
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo")));
    let mut remapped = vec![(folder, "/plugin"), (sysroot.join("lib/rustlib/src/rust"), "/rust")];
    remapped.extend(home.map(|home| (home, "/cargo")));
    for (from, to) in remapped {
        if !flags.is_empty() {
            flags.push("\x1f");
        }
        flags.push(format!("--remap-path-prefix={}={to}", from.display()));
    }
    Ok(flags)
}

fn build_typescript(folder: &Path, output: &Path) -> Result<()> {
    let tool = folder.join("node_modules/.bin/bodega-js-build");
    if !tool.exists() {
        bail!("{} is not there: run `npm install` in {} first", tool.display(), folder.display());
    }
    run_in(
        folder,
        Command::new("npx").args(["--no-install", "bodega-js-build", "--output"]).arg(absolute(output)?),
    )
}

fn build_python(folder: &Path, output: &Path) -> Result<()> {
    let own = folder.join(".venv/bin/python");
    let python = if own.exists() { absolute(&own)?.into_os_string() } else { OsString::from("python3") };
    let has_sdk = Command::new(&python).args(["-c", "import bodega_sdk.build"]).current_dir(folder).output();
    if !has_sdk.is_ok_and(|output| output.status.success()) {
        bail!(
            "this Python has no bodega_sdk: run `python3 -m venv .venv && .venv/bin/pip install -r requirements.txt` in {} first",
            folder.display()
        );
    }
    let mut command = Command::new(python);
    run_in(folder, command.args(["-m", "bodega_sdk.build", ".", "-o"]).arg(absolute(output)?))
}

/// Runs a build tool, whose words go to the person and not into our answer.
fn run_in(folder: &Path, command: &mut Command) -> Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.current_dir(folder).stdout(Stdio::piped()).spawn();
    let output =
        output.with_context(|| format!("cannot run {name}; install it and try again"))?.wait_with_output()?;
    eprint!("{}", String::from_utf8_lossy(&output.stdout));
    if !output.status.success() {
        bail!("the project does not build; what to mend is above");
    }
    Ok(())
}

fn absolute(path: &Path) -> Result<PathBuf> {
    std::path::absolute(path).with_context(|| format!("cannot find {}", path.display()))
}

fn capture(program: &OsStr, arguments: &[&str]) -> Result<String> {
    let output = Command::new(program).args(arguments).output();
    let name = program.to_string_lossy();
    let output = output.with_context(|| format!("cannot run {name}; install Rust from https://rustup.rs"))?;
    if !output.status.success() {
        bail!("{name} {} failed: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_crates_own_module_is_the_last_one() {
        let messages = r#"{"reason":"compiler-artifact","filenames":["/t/libdep.rlib"]}
{"reason":"compiler-artifact","filenames":["/t/dep.wasm"]}
not json
{"reason":"compiler-artifact","filenames":["/t/libmine.rlib","/t/mine.wasm"]}
{"reason":"build-finished","success":true}"#;
        assert_eq!(core_module(messages), Some(PathBuf::from("/t/mine.wasm")));
        assert_eq!(core_module("{}"), None);
    }
}
