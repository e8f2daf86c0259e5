//! The list of hostile behaviours (`tests/hostile/behaviours.toml`) against what is there: each has tests, each mode of the
//! guest and each code of a breach has a behaviour, and SECURITY.md names them all.

use serde::Deserialize;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Around the table in SECURITY.md that is made from the list.
const MARKS: [&str; 2] = ["<!-- behaviours: made by the test of the same name -->", "<!-- /behaviours -->"];
/// Codes that are nobody's breach: the host's own state, or a decision of the merchant's.
const NO_BREACH: [&str; 5] =
    ["plugin.not_exported", "plugin.not_loaded", "plugin.busy", "plugin.port", "plugin.internal"];

#[derive(Deserialize)]
struct List {
    behaviour: Vec<Behaviour>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Behaviour {
    name: String,
    ends: Vec<String>,
    #[serde(default)]
    modes: Vec<String>,
    tests: Vec<String>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn list() -> Vec<Behaviour> {
    toml::from_str::<List>(&read("tests/hostile/behaviours.toml")).expect("the list is TOML").behaviour
}

/// Texts in double quotes that follow `before` in a source.
fn quoted_after(source: &str, before: &str) -> BTreeSet<String> {
    let pieces = source.split(before).skip(1);
    pieces.filter_map(|piece| piece.strip_prefix('"')?.split('"').next()).map(str::to_owned).collect()
}

#[test]
fn every_behaviour_has_a_test_that_is_there() {
    let mut names = BTreeSet::new();
    for behaviour in list() {
        assert!(names.insert(behaviour.name.clone()), "{} is there twice", behaviour.name);
        assert!(
            !behaviour.ends.is_empty() && !behaviour.tests.is_empty(),
            "{}: how does it end?",
            behaviour.name
        );
        for test in &behaviour.tests {
            let (file, function) =
                test.split_once(": ").unwrap_or_else(|| panic!("{test}: `file: function`"));
            let source = read(file);
            if function == "*" {
                assert!(
                    source.contains("#[test]")
                        || source.contains("#[tokio::test")
                        || source.contains("both!("),
                    "{test}"
                );
                continue;
            }
            // A test by attribute, or a story of `both!`.
            let is_story = source.split("both!(").nth(1).is_some_and(|stories| {
                stories
                    .split(");")
                    .next()
                    .unwrap_or_default()
                    .split(',')
                    .any(|story| story.trim() == function)
            });
            let by_attribute = source.find(&format!("fn {function}(")).is_some_and(|at| {
                source[..at].lines().rev().skip(1).take(3).any(|line| line.contains("test"))
            });
            assert!(is_story || by_attribute, "{}: {test} is no test", behaviour.name);
        }
    }
}

#[test]
fn every_mode_of_the_guest_is_a_behaviour() {
    let listed: BTreeSet<String> = list().into_iter().flat_map(|behaviour| behaviour.modes).collect();
    let guest = read("tests/hostile/src/lib.rs");
    let mut modes = BTreeSet::new();
    for line in guest.lines().map(str::trim_start).filter(|line| line.starts_with('"') && line.contains("=>"))
    {
        let arm = line.split("=>").next().unwrap_or_default();
        modes.extend(arm.split('"').skip(1).step_by(2).map(str::to_owned));
    }
    assert!(modes.len() > 20, "{modes:?}");
    assert_eq!(listed, modes, "tests/hostile/behaviours.toml and the guest's modes differ");
}

#[test]
fn every_code_of_a_breach_is_a_behaviours_end() {
    let ends: BTreeSet<String> = list().into_iter().flat_map(|behaviour| behaviour.ends).collect();
    let mut codes = quoted_after(&read("host/plugin-host/src/error.rs"), "=> ");
    codes.extend(quoted_after(&read("host/plugin-host/src/inspect.rs"), "=> "));
    codes.retain(|code| code.starts_with("plugin.") || code.starts_with("install."));
    let missing: Vec<&String> = codes.iter().filter(|code| !NO_BREACH.contains(&code.as_str())).collect();
    assert!(missing.len() > 20, "{missing:?}");
    let missing: Vec<&&String> = missing.iter().filter(|code| !ends.contains(code.as_str())).collect();
    assert!(missing.is_empty(), "no behaviour ends so: {missing:?}");
}

#[test]
fn security_md_names_every_behaviour() {
    let mut table = String::from("\n| behaviour | ends as | tried by |\n|---|---|---|\n");
    for behaviour in list() {
        let ends: Vec<String> = behaviour.ends.iter().map(|end| format!("`{end}`")).collect();
        let mut files: Vec<&str> =
            behaviour.tests.iter().filter_map(|test| test.split(": ").next()).collect();
        files.dedup();
        let files: Vec<String> = files.iter().map(|file| format!("`{file}`")).collect();
        writeln!(table, "| {} | {} | {} |", behaviour.name, ends.join(" "), files.join(" "))
            .expect("a string");
    }
    let page = read("SECURITY.md");
    let (before, rest) = page.split_once(MARKS[0]).expect("SECURITY.md has a place for the list");
    let (now, after) = rest.split_once(MARKS[1]).expect("the place ends");
    if std::env::var_os("BODEGA_BLESS").is_some() {
        let page = format!("{before}{}{table}{}{after}", MARKS[0], MARKS[1]);
        std::fs::write(root().join("SECURITY.md"), page).expect("SECURITY.md can be written");
        return;
    }
    assert_eq!(now, table, "run `BODEGA_BLESS=1 cargo xtask test -E 'test(security_md)'`");
}
