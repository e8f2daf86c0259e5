//! The project's commands, started as `cargo xtask VERB`.
//! Each verb lives in its own module; this file only finds it, times it and reports.

mod apt;
mod cluster;
mod console;
mod debian;
mod doctor;
mod guests;
mod journeys;
mod lint;
mod pack;
mod plugins;
mod postgres;
mod process;
mod sdks;
mod tally;
mod test;
mod toolchain;
mod workspace;

use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;

/// What a verb left behind: its exit code and a line that must be the very last one.
struct Outcome {
    code: u8,
    closing: Option<String>,
}

impl Outcome {
    const SUCCESS: Self = Self::exit(0);

    const fn exit(code: u8) -> Self {
        Self { code, closing: None }
    }
}

struct Verb {
    name: &'static str,
    arguments: &'static str,
    summary: &'static str,
    run: fn(&[String]) -> Result<Outcome>,
}

const VERBS: &[Verb] = &[
    Verb {
        name: "demo",
        arguments: "[--once ...]",
        summary: "build everything and run a shop with real baskets",
        run: journeys::demo,
    },
    Verb {
        name: "test",
        arguments: "[filter or test options]",
        summary: "build plugins, start PostgreSQL, run every test",
        run: test::run,
    },
    Verb {
        name: "plugins",
        arguments: "",
        summary: "build every guest and pack it as a component in target/plugins",
        run: plugins::run,
    },
    Verb {
        name: "sdks",
        arguments: "",
        summary: "build the TypeScript and Python conformance plugins and run those SDKs' own tests",
        run: sdks::run,
    },
    Verb {
        name: "console",
        arguments: "[story ...]",
        summary: "build the screens and run their tests, in a browser too",
        run: console::run,
    },
    Verb {
        name: "postgres",
        arguments: "",
        summary: "run a private PostgreSQL in the foreground and print its URL",
        run: postgres::run,
    },
    Verb {
        name: "lint",
        arguments: "",
        summary: "check formatting and run clippy with warnings denied",
        run: lint::run,
    },
    Verb {
        name: "doctor",
        arguments: "",
        summary: "check what this machine has and name what to do about the rest",
        run: doctor::run,
    },
    Verb {
        name: "cases",
        arguments: "FILE",
        summary: "run a file of pricing cases against the built plugins",
        run: journeys::cases,
    },
    Verb {
        name: "crash",
        arguments: "ROUNDS [--database postgres|sqlite]",
        summary: "kill the server again and again and check its books",
        run: journeys::crash,
    },
    Verb {
        name: "bench",
        arguments: "[filter]",
        summary: "run the benchmarks in release mode",
        run: journeys::bench,
    },
    Verb {
        name: "complete-journey",
        arguments: "DIR [--server URL --token T ...]",
        summary: "load the Complete Journey data over the public API",
        run: journeys::complete_journey,
    },
];

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let name = arguments.next().unwrap_or_else(|| "help".to_owned());
    let rest: Vec<String> = arguments.collect();

    if matches!(name.as_str(), "help" | "--help" | "-h") {
        println!("{}", usage());
        return ExitCode::SUCCESS;
    }
    let Some(verb) = VERBS.iter().find(|verb| verb.name == name) else {
        eprintln!("error: there is no verb `{name}`\n\n{}", usage());
        return ExitCode::from(2);
    };

    eprintln!("xtask {}: {}", verb.name, verb.summary);
    let started = Instant::now();
    let outcome = (verb.run)(&rest).unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        Outcome::exit(1)
    });
    eprintln!(
        "xtask {}: {} after {}",
        verb.name,
        if outcome.code == 0 { "done" } else { "failed" },
        process::human(started.elapsed())
    );
    if let Some(line) = outcome.closing {
        println!("{line}");
    }
    ExitCode::from(outcome.code)
}

fn usage() -> String {
    let mut text = "usage: cargo xtask VERB [arguments]\n".to_owned();
    for verb in VERBS {
        text += &format!("\n  {:<17} {}", verb.name, verb.summary);
        if !verb.arguments.is_empty() {
            text += &format!("\n  {:<17} {} {}", "", verb.name, verb.arguments);
        }
    }
    text
}
