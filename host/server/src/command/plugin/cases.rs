//! An author's cases: JSON files in the project's `cases/` folder, one form for all points. `sdk/README.md` describes it.

pub mod expect;
pub mod input;

use super::project::{Project, read};
use super::world::World;
use anyhow::{Context, Result, bail};
use bodega_plugin_host::Point;
use expect::Expect;
use serde::Deserialize;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// The folder of a project's cases.
pub const CASES: &str = "cases";

/// Cases of a project: more belong into tests of the code, which run a thousand times as fast.
const CASES_MAX: usize = 2_000;

/// A file of cases.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// For readers.
    #[serde(default)]
    #[allow(dead_code, reason = "authors explain themselves in it")]
    about: Value,
    /// Settings of cases that have none of their own.
    #[serde(default)]
    settings: Value,
    cases: Vec<Value>,
}

/// One case as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    name: String,
    #[serde(default)]
    #[allow(dead_code, reason = "authors explain themselves in it")]
    why: Value,
    point: String,
    settings: Option<Value>,
    #[serde(default)]
    input: Value,
    #[serde(default)]
    world: World,
    expect: Option<Expect>,
}

/// One case.
#[derive(Debug)]
pub struct Case {
    /// `FILE: NAME`, with the file below the project's folder.
    pub name: String,
    /// What is called.
    pub point: Point,
    /// Settings with secrets, as a merchant would save them.
    pub settings: Value,
    /// What the call is about; its form is the point's.
    pub input: Value,
    /// What the plugin may read.
    pub world: World,
    /// What it should do.
    pub expect: Option<Expect>,
}

/// All cases of a project, by file and place in it.
pub fn read_all(project: &Project) -> Result<Vec<Case>> {
    let mut cases = Vec::new();
    for path in files(&project.folder.join(CASES))? {
        cases.extend(read_file(project, &path).with_context(|| path.display().to_string())?);
    }
    if cases.len() > CASES_MAX {
        bail!("{} cases are too many, at most {CASES_MAX} are run", cases.len());
    }
    Ok(cases)
}

/// Settings to try the plugin with: those of its first case that has any.
pub fn first_settings(cases: &[Case]) -> Option<&Value> {
    cases
        .iter()
        .filter(|case| case.expect.as_ref().is_none_or(Expect::is_success))
        .map(|c| &c.settings)
        .next()
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error).with_context(|| format!("cannot read {}", folder.display())),
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.with_context(|| format!("cannot read {}", folder.display()))?.path();
        if path.extension().is_some_and(|end| end == "json") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn read_file(project: &Project, path: &Path) -> Result<Vec<Case>> {
    let file: File = serde_json::from_slice(&read(path)?)?;
    let short = path.strip_prefix(&project.folder).unwrap_or(path).display().to_string();
    let mut cases: Vec<Case> = Vec::with_capacity(file.cases.len());
    for (index, written) in file.cases.into_iter().enumerate() {
        let named = written["name"].as_str().map_or_else(|| format!("cases[{index}]"), str::to_owned);
        let case = read_case(written, &file.settings, &short).with_context(|| format!("case `{named}`"))?;
        if !project.manifest.has_point(case.point.as_str()) {
            bail!("case `{named}` is for `{}`, which is not in `points` of bodega.toml", case.point);
        }
        if cases.iter().any(|other| other.name == case.name) {
            bail!("two cases are called `{named}`: give each a name of its own");
        }
        cases.push(case);
    }
    Ok(cases)
}

fn read_case(written: Value, settings: &Value, file: &str) -> Result<Case> {
    let written: Written = serde_path_to_error::deserialize(written)?;
    let Some(point) = Point::parse(&written.point) else {
        let known: Vec<&str> = Point::ALL.iter().map(|point| point.as_str()).collect();
        bail!("`point` is `{}`, which is none of {}", written.point, known.join(", "));
    };
    let case = Case {
        name: format!("{file}: {}", written.name),
        point,
        settings: written.settings.unwrap_or_else(|| settings.clone()),
        input: written.input,
        world: written.world,
        expect: written.expect,
    };
    // What cannot be called at all is said now, with its place, and not as a failing case.
    input::check(&case)?;
    Ok(case)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn refused(case: Value) -> String {
        format!("{:#}", read_case(case, &Value::Null, "cases/a.json").unwrap_err())
    }

    #[test]
    fn a_slip_is_named_with_its_place() {
        let price =
            |input: Value| json!({ "name": "a", "point": "pricing.price", "input": input, "expect": {} });
        assert!(
            refused(json!({ "name": "a", "point": "pricing.prise" })).contains("none of pricing.compile")
        );
        assert!(refused(json!({ "name": "a", "pont": "x" })).contains("unknown field `pont`"));
        let line = json!({ "lines": [{ "sku": "tea", "unit_prise": 5 }] });
        assert!(refused(price(line)).contains("`input.lines[0]` has no `unit_prise`"));
        assert!(refused(price(json!({ "lines": [{ "sku": "tea" }] }))).contains("unit_price"));
        assert!(refused(price(json!({ "at": "noon", "lines": [] }))).contains("input.at"));
        let world =
            json!({ "name": "a", "point": "events.handle", "world": { "documents": [{ "key": 1 }] } });
        assert!(refused(world).contains("world.documents[0].key"));
    }

    #[test]
    fn a_basket_is_filled_in() {
        let case = json!({ "name": "a", "point": "pricing.price", "expect": { "total_minor": 5 },
            "input": { "at": "2026-01-06T00:30:00+08:00", "lines": [{ "sku": "tea", "unit_price": 5 }] } });
        let case = read_case(case, &json!({ "x": 1 }), "cases/a.json").unwrap();
        let basket = input::basket(&case.input).unwrap();
        let context = &basket.input.context;
        assert_eq!(
            (context.date.as_str(), context.weekday, context.seconds_of_day),
            ("2026-01-06", 2, 1_800)
        );
        assert_eq!((context.offset_minutes, context.now_ms), (480, 1_767_630_600_000));
        assert_eq!(basket.input.lines[0].quantity, 1_000_000);
        assert_eq!((case.name.as_str(), case.settings), ("cases/a.json: a", json!({ "x": 1 })));
    }
}
