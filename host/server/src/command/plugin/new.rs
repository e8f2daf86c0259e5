//! `bodega plugin new`: a project from a template. It asks for what was not said, where a person sits at a terminal.

use super::project::{Language, write};
use super::templates::{Template, all};
use anyhow::{Context, Result, bail};
use bodega_package::is_kebab_case;
use clap::{Args, ValueEnum as _};
use dialoguer::{Input, Select};
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

/// What a new project is to be.
#[derive(Args)]
pub struct New {
    /// The plugin's name, kebab-case.
    name: Option<String>,
    /// The language it is written in.
    #[arg(long, value_enum)]
    language: Option<Language>,
    /// Extension points it starts with, e.g. `pricing,events` or `jobs.run`.
    #[arg(long, value_delimiter = ',')]
    points: Vec<String>,
    /// Who publishes it, kebab-case.
    #[arg(long, default_value = "my-company")]
    publisher: String,
    /// Folder of the SDK; default: the published one.
    #[arg(long)]
    sdk: Option<PathBuf>,
    /// Folder to write; default: the name.
    #[arg(long)]
    folder: Option<PathBuf>,
}

/// Writes the project.
pub fn run(new: &New) -> Result<()> {
    let templates = all()?;
    let may_ask = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
    let name = match &new.name {
        Some(name) => name.clone(),
        None if may_ask => Input::new().with_prompt("Name (kebab-case)").interact_text()?,
        None => bail!("the plugin has no name: `bodega plugin new NAME --language rust|typescript|python`"),
    };
    for (key, value) in [("name", &name), ("--publisher", &new.publisher)] {
        if !is_kebab_case(value) {
            bail!("{key} `{value}` is not kebab-case: lower-case words of letters and digits, joined by `-`");
        }
    }
    let language = match new.language {
        Some(language) => language,
        None if may_ask => ask_language()?,
        None => bail!("no language is chosen: add --language rust, typescript or python"),
    };
    let of_language: Vec<&Template> = templates.iter().filter(|t| t.language == language).collect();
    let template = match new.points.as_slice() {
        [] if may_ask => ask_template(&of_language)?,
        points => choose(&of_language, points)?,
    };
    let folder = new.folder.clone().unwrap_or_else(|| PathBuf::from(&name));
    let sdk = new.sdk.as_deref().map(sdk_folder).transpose()?;
    write_project(template, &folder, &name, &new.publisher, sdk.as_deref())?;
    println!("{}", folder.display());
    eprintln!("  {name} serves {}; next:", template.manifest.points.join(", "));
    eprintln!("    cd {}", folder.display());
    for step in first_steps(language) {
        eprintln!("    {step}");
    }
    eprintln!("    bodega plugin build && bodega plugin check && bodega plugin test");
    Ok(())
}

fn first_steps(language: Language) -> &'static [&'static str] {
    match language {
        Language::Rust => &["cargo test"],
        Language::Typescript => &["npm install", "npm test"],
        Language::Python => &["python3 -m venv .venv", ".venv/bin/pip install -r requirements.txt"],
    }
}

/// The template with the fewest points that has all that are wanted; a domain stands for all of its points.
fn choose<'a>(templates: &[&'a Template], wanted: &[String]) -> Result<&'a Template> {
    let serves = |template: &Template, wanted: &String| {
        let in_domain = |point: &String| point.split('.').next() == Some(wanted);
        template.manifest.points.iter().any(|point| point == wanted || in_domain(point))
    };
    let fitting = templates.iter().filter(|template| wanted.iter().all(|w| serves(template, w)));
    fitting.min_by_key(|template| template.manifest.points.len()).copied().with_context(|| {
        let have: Vec<String> =
            templates.iter().map(|t| format!("  {}: {}", t.name, t.manifest.points.join(", "))).collect();
        let wanted = wanted.join(", ");
        format!("no template has {wanted}; take one and add the other points to it:\n{}", have.join("\n"))
    })
}

fn ask_language() -> Result<Language> {
    let all = Language::value_variants();
    let names: Vec<&str> = all.iter().map(|language| language.as_str()).collect();
    let chosen = Select::new().with_prompt("Language").items(&names).default(0).interact()?;
    all.get(chosen).copied().context("no language was chosen")
}

fn ask_template<'a>(templates: &[&'a Template]) -> Result<&'a Template> {
    let lines: Vec<String> = templates
        .iter()
        .map(|t| format!("{}: {}", t.manifest.title.get("en"), t.manifest.points.join(", ")))
        .collect();
    let chosen = Select::new().with_prompt("What it starts as").items(&lines).default(0).interact()?;
    templates.get(chosen).copied().context("no template was chosen")
}

fn sdk_folder(path: &Path) -> Result<String> {
    let path = path.canonicalize().with_context(|| format!("--sdk {} is not there", path.display()))?;
    Ok(path.to_str().context("--sdk is not UTF-8")?.to_owned())
}

fn write_project(
    template: &Template,
    folder: &Path,
    name: &str,
    publisher: &str,
    sdk: Option<&str>,
) -> Result<()> {
    if std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) {
        bail!("{} is not empty: name another folder with --folder", folder.display());
    }
    for (path, bytes) in template.instantiate(name, publisher, sdk) {
        write(&folder.join(path), &bytes)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_template_that_serves_is_taken() {
        let templates = all().unwrap();
        let rust: Vec<&Template> = templates.iter().filter(|t| t.language == Language::Rust).collect();
        let chosen = |points: &[&str]| {
            let points: Vec<String> = points.iter().map(ToString::to_string).collect();
            choose(&rust, &points).map(|template| template.name)
        };
        assert_eq!(chosen(&["pricing"]).unwrap(), "rust-pricing");
        assert_eq!(chosen(&["pricing.price", "pricing.compile"]).unwrap(), "rust-pricing");
        let error = chosen(&["weather"]).unwrap_err().to_string();
        assert!(
            error.contains("weather") && error.contains("rust-pricing: pricing.compile, pricing.price"),
            "{error}"
        );
    }
}
