//! `bodega plugin test`: the author's cases in the production engine, under the production limits.

use super::cases::{CASES, Case, expect, read_all};
use super::engine::Engine;
use super::project::Project;
use anyhow::{Result, bail};
use std::process::ExitCode;

/// Runs all cases whose name holds `filter`; fails where one does not do what it should.
pub async fn run(project: &Project, filter: Option<&str>) -> Result<ExitCode> {
    let cases = chosen(project, filter)?;
    let engine = Engine::of_project(project).await?;
    let (mut passed, mut failed) = (0, 0);
    for case in &cases {
        let ran = engine.run(case).await?;
        let fuel = ran.report.fuel;
        let problem = match &case.expect {
            Some(expect) => expect
                .mismatch(&ran)
                .map(|m| format!("{}\n  expected {}\n  got      {}", m.place, m.expected, m.got)),
            None => {
                Some(format!("has no `expect`; what it did is\n  \"expect\": {}", expect::as_expected(&ran)))
            }
        };
        match problem {
            None => {
                passed += 1;
                println!("ok    {} ({fuel} cost units)", case.name);
            }
            Some(problem) => {
                failed += 1;
                println!("FAIL  {} ({fuel} cost units): {problem}", case.name);
            }
        }
    }
    println!("{passed} passed, {failed} failed");
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The cases of a project whose name holds a text; none at all is an error.
pub fn chosen(project: &Project, filter: Option<&str>) -> Result<Vec<Case>> {
    let mut cases = read_all(project)?;
    if cases.is_empty() {
        bail!(
            "{} has no cases: write `{CASES}/first.json`; sdk/README.md shows how one looks",
            project.folder.join(CASES).display()
        );
    }
    if let Some(filter) = filter {
        cases.retain(|case| case.name.contains(filter));
        if cases.is_empty() {
            bail!("no case has `{filter}` in its name");
        }
    }
    Ok(cases)
}
