//! `bodega plugin check`: what a reviewer looks at, all at once, each with its place and the remedy.

mod rights;
mod schemas;

use super::host;
use super::project::{Files, Language, MANIFEST, Project, read};
use anyhow::Result;
use bodega_package::{FileKind, Interfaces, Package};
use std::fmt;
use std::path::Path;
use std::process::ExitCode;
use std::time::SystemTime;

/// Components above this make tills wait when they load a bundle over a shop's line: 8 MiB take about six seconds at 10 Mbit/s.
const LARGE_COMPONENT_BYTES: usize = 8 << 20;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// It cannot be published.
    Error,
    /// A reviewer would ask.
    Warning,
}

/// Something to mend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub severity: Severity,
    /// File, and line or key.
    pub place: String,
    /// What is wrong and what to do.
    pub problem: String,
}

impl Finding {
    pub fn error(place: impl Into<String>, problem: impl fmt::Display) -> Self {
        Finding { severity: Severity::Error, place: place.into(), problem: problem.to_string() }
    }

    pub fn warning(place: impl Into<String>, problem: impl fmt::Display) -> Self {
        Finding { severity: Severity::Warning, ..Finding::error(place, problem) }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        write!(f, "{word}: {}: {}", self.place, self.problem)
    }
}

/// Prints all findings; fails where one is an error.
pub fn run(folder: &Path, component: Option<&Path>) -> Result<ExitCode> {
    let findings = match Project::open(folder) {
        Ok(project) => look(&project, component)?,
        Err(error) => vec![Finding::error(MANIFEST, format!("{error:#}"))],
    };
    for finding in &findings {
        println!("{finding}");
    }
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    println!("{errors} errors, {} warnings", findings.len() - errors);
    Ok(if errors == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// All that is to be said about a project and its component.
pub fn look(project: &Project, component: Option<&Path>) -> Result<Vec<Finding>> {
    let (files, missing) = project.files()?;
    let mut findings: Vec<Finding> = missing
        .iter()
        .map(|path| {
            Finding::error(
                path,
                format!("{MANIFEST} names it, but it is not there: write it, or drop the key"),
            )
        })
        .collect();
    let kinds = project.manifest.files();
    for (path, bytes) in files.iter().filter(|(path, _)| kinds.get(path.as_str()) == Some(&FileKind::Schema))
    {
        findings.extend(schemas::check(&project.manifest, path, bytes));
    }
    findings.extend(listing(project));
    let default = project.component_path();
    let component = component.unwrap_or(&default);
    if !component.is_file() {
        let problem =
            format!("is not there: build it with `bodega plugin build {}`", project.folder.display());
        findings.push(Finding::error(component.display().to_string(), problem));
        return Ok(findings);
    }
    findings.extend(is_stale(project, component));
    findings.extend(binary(project, component, files, missing.is_empty())?);
    Ok(findings)
}

/// What the marketplace would show.
fn listing(project: &Project) -> Vec<Finding> {
    let manifest = &project.manifest;
    let wanted = [
        (
            "categories",
            manifest.categories.is_empty(),
            "is empty: merchants look by category; name one to five",
        ),
        ("license", manifest.license.is_none(), "is missing: merchants ask for it, e.g. `Apache-2.0`"),
        ("icon", manifest.icon.is_none(), "is missing: a PNG, JPEG or WebP that the marketplace shows"),
        ("changelog", manifest.changelog.is_none(), "is missing: merchants read it before an upgrade"),
        (
            "publisher",
            matches!(manifest.publisher.as_str(), "my-company" | "example"),
            "is the template's: write your own",
        ),
    ];
    let missing = wanted.into_iter().filter(|(_, is_missing, _)| *is_missing);
    let mut findings: Vec<Finding> =
        missing.map(|(key, _, problem)| Finding::warning(format!("{MANIFEST}: `{key}`"), problem)).collect();
    findings.extend(languages(project));
    findings
}

/// A language that one text has, all texts should have: a screen in two languages helps nobody.
fn languages(project: &Project) -> Vec<Finding> {
    let manifest = &project.manifest;
    let mut texts = vec![("title".to_owned(), &manifest.title), ("summary".to_owned(), &manifest.summary)];
    let indexed = |section: &str, index: usize, key: &str| format!("{section}[{index}].{key}");
    texts
        .extend(manifest.actions.iter().enumerate().map(|(i, a)| (indexed("actions", i, "title"), &a.title)));
    texts
        .extend(manifest.reports.iter().enumerate().map(|(i, r)| (indexed("reports", i, "title"), &r.title)));
    texts
        .extend(manifest.exports.iter().enumerate().map(|(i, e)| (indexed("exports", i, "title"), &e.title)));
    texts
        .extend(manifest.messages.iter().enumerate().map(|(i, m)| (indexed("messages", i, "text"), &m.text)));
    let mut all: Vec<&String> = texts.iter().flat_map(|(_, text)| text.0.keys()).collect();
    all.extend(manifest.locales.keys());
    all.sort();
    all.dedup();
    let lacking = texts.iter().flat_map(|(key, text)| {
        let absent = all.iter().filter(|language| !text.0.contains_key(**language));
        absent.map(move |language| {
            let problem = format!("lacks the language `{language}`, which other texts have");
            Finding::warning(format!("{MANIFEST}: `{key}`"), problem)
        })
    });
    lacking.collect()
}

fn binary(project: &Project, component: &Path, files: Files, is_whole: bool) -> Result<Vec<Finding>> {
    let place = component.display().to_string();
    let bytes = read(component)?;
    let interfaces = match Interfaces::read(&bytes) {
        Ok(interfaces) => interfaces,
        Err(error) => return Ok(vec![Finding::error(place, error)]),
    };
    let mut findings = Vec::new();
    findings.extend(interfaces.check_imports().err().map(|error| Finding::error(&place, error)));
    findings
        .extend(interfaces.check_points(&project.manifest).err().map(|error| Finding::error(&place, error)));
    findings.extend(rights::check(&project.manifest, &interfaces));
    let language = project.language();
    if bytes.len() > LARGE_COMPONENT_BYTES && !language.is_ok_and(|language| language == Language::Python) {
        let problem = format!(
            "has {} MiB: offline tills load it over a shop's line; look for what it drags in",
            bytes.len() >> 20
        );
        findings.push(Finding::warning(&place, problem));
    }
    let is_sound = findings.iter().all(|finding| finding.severity != Severity::Error);
    if is_whole && is_sound {
        match Package::build(&project.toml, &bytes, files) {
            Ok(package) => findings.extend(
                host::inspect(&package, &project.engine_path())?.map(|error| Finding::error(&place, error)),
            ),
            Err(error) => findings.push(Finding::error(MANIFEST, error)),
        }
    }
    Ok(findings)
}

/// Ends of names of what a component is built from.
const SOURCES: [&str; 5] = ["rs", "ts", "js", "py", "toml"];

/// A component older than its sources is not what the author believes to have checked.
fn is_stale(project: &Project, component: &Path) -> Option<Finding> {
    let built = std::fs::metadata(component).and_then(|m| m.modified()).ok()?;
    let folders = [project.folder.clone(), project.folder.join("src")];
    let newest = folders.iter().filter_map(|folder| newest(folder)).max()?;
    let problem = "is older than the sources: build it again with `bodega plugin build`";
    (newest > built).then(|| Finding::warning(component.display().to_string(), problem))
}

/// When a source in the folder was last changed.
fn newest(folder: &Path) -> Option<SystemTime> {
    let entries = std::fs::read_dir(folder).ok()?.flatten();
    let sources = entries.filter(|entry| {
        entry.path().extension().is_some_and(|end| SOURCES.iter().any(|source| end == *source))
    });
    sources.filter_map(|entry| entry.metadata().and_then(|m| m.modified()).ok()).max()
}
