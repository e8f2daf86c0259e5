//! Verbs that prepare plugins, servers and databases and then hand over to a program of the workspace.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::postgres::Server;
use crate::{Outcome, console, plugins, postgres, process, workspace};

/// Runs a file of pricing cases.
pub fn cases(arguments: &[String]) -> Result<Outcome> {
    if arguments.is_empty() {
        bail!("name a file of cases: cargo xtask cases FILE");
    }
    let mut program = program("bodega-cases")?;
    program.env(workspace::PLUGINS_DIR_VAR, plugins::build()?);
    hand_over(program.args(arguments))
}

/// Kills the server in the middle of its work and checks what it left behind.
pub fn crash(arguments: &[String]) -> Result<Outcome> {
    let crash = Crash::parse(arguments)?;
    let plugins = plugins::build()?;
    let postgres = match crash.database.as_str() {
        "postgres" => Some(Server::for_tests()?),
        _ => None,
    };
    build("bodega")?;

    let mut program = program("crash")?;
    program.env(workspace::PLUGINS_DIR_VAR, plugins);
    if let Some(server) = &postgres {
        program.env(postgres::URL_VAR, server.url());
    }
    program
        .args([&crash.rounds, "--database", &crash.database])
        .arg("--server")
        .arg(workspace::binary("bodega"))
        .args(&crash.rest);
    hand_over(&mut program)
}

/// Runs the benchmarks.
pub fn bench(arguments: &[String]) -> Result<Outcome> {
    let plugins = plugins::build()?;
    let server = Server::for_tests()?;
    let mut build = process::cargo("build");
    process::check(build.args(["--workspace", "--release", "--bin", "bodega"]))?;
    let mut bench = process::cargo("bench");
    bench.arg("--workspace");
    let all = ["pricing", "http", "tenants", "plugins"].map(str::to_owned);
    for name in if arguments.is_empty() { &all } else { arguments } {
        bench.args(["--bench", name]);
    }
    bench.env(workspace::PLUGINS_DIR_VAR, plugins).env(postgres::URL_VAR, server.url());
    hand_over(&mut bench)
}

/// Loads the Complete Journey data.
pub fn complete_journey(arguments: &[String]) -> Result<Outcome> {
    if arguments.is_empty() {
        bail!("name the folder of the data: cargo xtask complete-journey DIR [--server URL --token T]");
    }
    run_demo_crate("complete-journey", arguments)
}

/// Runs a shop with real baskets.
pub fn demo(arguments: &[String]) -> Result<Outcome> {
    run_demo_crate("demo", arguments)
}

fn run_demo_crate(command: &str, arguments: &[String]) -> Result<Outcome> {
    let plugins = plugins::build()?;
    build("bodega")?;
    let mut program = program("bodega-demo")?;
    program.env(workspace::PLUGINS_DIR_VAR, plugins).arg(command).args(arguments);
    if command == "demo" {
        // The server that stays up shows its screens.
        program.env(workspace::CONSOLE_VAR, console::build()?);
    }
    // With a server named by the caller there is none to start.
    if !arguments.iter().any(|argument| argument.split('=').next() == Some("--server")) {
        program.arg("--server-binary").arg(workspace::binary("bodega"));
    }
    hand_over(&mut program)
}

/// Builds a binary of the workspace. The whole workspace is selected, so that every verb and the tests agree on the
/// features of each dependency: naming one package would compile wasmtime and SeaORM once more.
pub fn build(binary: &str) -> Result<std::path::PathBuf> {
    process::check(process::cargo("build").args(["--workspace", "--bin", binary]))?;
    Ok(workspace::binary(binary))
}

fn program(binary: &str) -> Result<Command> {
    Ok(Command::new(build(binary)?))
}

fn hand_over(command: &mut Command) -> Result<Outcome> {
    process::status(command).map(Outcome::exit)
}

#[derive(Debug, PartialEq)]
struct Crash {
    rounds: String,
    database: String,
    rest: Vec<String>,
}

impl Crash {
    fn parse(arguments: &[String]) -> Result<Self> {
        let mut arguments = arguments.iter();
        let rounds = arguments
            .next()
            .filter(|rounds| rounds.parse::<u32>().is_ok())
            .context("say how many rounds: cargo xtask crash ROUNDS [--database postgres|sqlite]")?;
        let mut crash = Self { rounds: rounds.clone(), database: "sqlite".to_owned(), rest: Vec::new() };
        while let Some(argument) = arguments.next() {
            if let Some(database) = argument.strip_prefix("--database=") {
                crash.database = database.to_owned();
            } else if argument == "--database" {
                crash.database.clone_from(arguments.next().context("--database needs a name")?);
            } else {
                crash.rest.push(argument.clone());
            }
        }
        if !matches!(crash.database.as_str(), "postgres" | "sqlite") {
            bail!("`{}` is no database: use postgres or sqlite", crash.database);
        }
        Ok(crash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(words: &str) -> Result<Crash> {
        let words: Vec<_> = words.split_whitespace().map(str::to_owned).collect();
        Crash::parse(&words)
    }

    #[test]
    fn crash_takes_rounds_and_a_database_and_passes_the_rest_on() {
        let crash = parse("20 --database postgres --seed 7").unwrap();
        assert_eq!(crash.rounds, "20");
        assert_eq!(crash.database, "postgres");
        assert_eq!(crash.rest, ["--seed", "7"]);
        assert_eq!(parse("3").unwrap().database, "sqlite");
        assert_eq!(parse("3 --database=postgres").unwrap().database, "postgres");
    }

    #[test]
    fn crash_refuses_what_it_does_not_know() {
        assert!(parse("").is_err());
        assert!(parse("many").is_err());
        assert!(parse("3 --database").is_err());
        assert!(parse("3 --database oracle").is_err());
    }
}
