//! `bodega plugin replay`: runs a project over recorded baskets and events and compares it with another version, or with
//! what was said when they were recorded.

use super::bench::middle_and_most;
use super::cases::expect::{Mismatch, normal, unlike};
use super::cases::input::Basket;
use super::cases::{Case, expect};
use super::engine::{Engine, Failure, Outcome, Ran, Rules};
use super::progress::Step;
use super::project::{Project, read};
use super::world::World;
use anyhow::{Context, Result, bail};
use bodega_app::plugins::{RecordedBasket, RecordedDocument, RecordedEvent, Recording};
use bodega_domain::pricing::Outcome as Said;
use bodega_package::Package;
use bodega_plugin_host::{CallReport, Point, RunningRun};
use clap::Args;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

/// What is compared.
#[derive(Args)]
pub struct Replay {
    /// A file that `bodega plugin record` wrote.
    recording: PathBuf,
    /// The project's folder.
    #[arg(default_value = ".")]
    folder: PathBuf,
    /// The package of another version to compare with; default: what was said when it was recorded.
    #[arg(long)]
    against: Option<PathBuf>,
    /// Settings to run with, a JSON file; default: the recorded ones.
    #[arg(long)]
    settings: Option<PathBuf>,
    /// Differences that are shown.
    #[arg(long, default_value_t = 20)]
    show: usize,
}

/// Compares; fails where something differs, as `diff` does.
pub async fn run(replay: &Replay) -> Result<ExitCode> {
    let project = Project::open(&replay.folder)?;
    let recording = open(replay)?;
    if recording.plugin != project.manifest.name {
        bail!("the recording is of `{}`, the project is `{}`", recording.plugin, project.manifest.name);
    }
    let new = Engine::of_project(&project).await?;
    let old = match &replay.against {
        None => None,
        Some(path) => {
            let package = Package::read(&read(path)?);
            let package = package.with_context(|| format!("{} is refused", path.display()))?;
            Some(Engine::new(&package, &project.engine_path()).await?)
        }
    };
    let mut tally = Tally { show: replay.show, ..Tally::default() };
    baskets(&recording, old.as_ref(), &new, &mut tally)?;
    events(&recording, old.as_ref(), &new, &mut tally).await?;
    tally.tell();
    Ok(if tally.different == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn open(replay: &Replay) -> Result<Recording> {
    let place = || format!("{} is no recording", replay.recording.display());
    let mut recording: Recording = serde_json::from_slice(&read(&replay.recording)?).with_context(place)?;
    if let Some(path) = &replay.settings {
        let settings = serde_json::from_slice(&read(path)?);
        recording.settings = settings.with_context(|| format!("{} is no JSON", path.display()))?;
    }
    Ok(recording)
}

fn baskets(recording: &Recording, old: Option<&Engine>, new: &Engine, tally: &mut Tally) -> Result<()> {
    if !new.manifest().has_point(Point::PricingPrice.as_str()) {
        return Ok(());
    }
    let mut documents: BTreeMap<String, Vec<_>> = BTreeMap::new();
    for document in &recording.documents {
        documents.entry(document.collection.clone()).or_default().push(document.document());
    }
    let rules = Rules { settings: recording.settings.clone(), documents };
    let step = Step::of("baskets", recording.baskets.len());
    for (number, recorded) in (1..).zip(&recording.baskets) {
        let declared = recorded.declared();
        let after = new.price(&rules, basket(recorded), &declared)?;
        let before = match old {
            Some(old) => old.price(&rules, basket(recorded), &declared)?,
            None => said(recorded),
        };
        let shown = json!({ "input": recorded.input, "units": recorded.units });
        tally.compare(&format!("basket {number}"), &shown, &before, &after);
        step.add(1);
    }
    Ok(())
}

fn basket(recorded: &RecordedBasket) -> Basket {
    let run = |run: &bodega_app::plugins::RecordedRun| RunningRun {
        line: run.line,
        count: run.count,
        price: run.price,
    };
    Basket {
        input: recorded.input.clone(),
        units: Some(recorded.units.iter().map(run).collect()),
        tenders: Vec::new(),
    }
}

/// What was said then.
fn said(recorded: &RecordedBasket) -> Ran {
    let outcome = match &recorded.outcome {
        Said::Answered(answer) => {
            Ok(Outcome { kind: "answer", answer: json!(answer), total_minor: None, effects: Vec::new() })
        }
        Said::Skipped(reason) => {
            let (code, message) = (reason.code.clone(), reason.message.clone());
            Err(Failure { code, refusal: None, message })
        }
    };
    Ran { outcome, sent: Vec::new(), report: CallReport::default() }
}

/// Each side handles all events in order and reads what it wrote itself. Nothing answers from the outside.
async fn events(recording: &Recording, old: Option<&Engine>, new: &Engine, tally: &mut Tally) -> Result<()> {
    if !new.manifest().has_point(Point::EventsHandle.as_str()) {
        return Ok(());
    }
    let start = World::of_documents(recording.documents.iter().map(RecordedDocument::document));
    let (mut then, mut now) = (start.clone(), start);
    let step = Step::of("events", recording.events.len());
    for event in &recording.events {
        let after = handle(new, recording, event, &mut now).await?;
        let shown = json!(event);
        match old {
            Some(old) => {
                let before = handle(old, recording, event, &mut then).await?;
                tally.compare(&format!("event {}", event.sequence), &shown, &before, &after);
            }
            // What was recorded then is not kept with the event: only a failure tells something.
            None => tally.count(&format!("event {}", event.sequence), &shown, &after),
        }
        step.add(1);
    }
    Ok(())
}

async fn handle(
    engine: &Engine,
    recording: &Recording,
    event: &RecordedEvent,
    world: &mut World,
) -> Result<Ran> {
    world.take_place(event.recorded_ms, &event.payload);
    let case = Case {
        name: String::new(),
        point: Point::EventsHandle,
        settings: recording.settings.clone(),
        input: json!(event),
        world: world.clone(),
        expect: None,
    };
    let ran = engine.run(&case).await?;
    if let Ok(outcome) = &ran.outcome {
        world.apply(&outcome.effects);
    }
    Ok(ran)
}

/// What came of all comparisons.
#[derive(Default)]
struct Tally {
    show: usize,
    asked: usize,
    compared: usize,
    different: usize,
    failed: usize,
    before: Vec<u64>,
    after: Vec<u64>,
}

impl Tally {
    fn compare(&mut self, name: &str, input: &Value, before: &Ran, after: &Ran) {
        self.compared += 1;
        if before.report.fuel > 0 {
            self.before.push(before.report.fuel);
        }
        self.add(after);
        if let Some(Mismatch { place, expected, got }) = difference(before, after) {
            self.tell_one(name, &place, &[("before", &expected), ("after", &got)], input);
        }
    }

    /// Without anything to compare with.
    fn count(&mut self, name: &str, input: &Value, after: &Ran) {
        self.add(after);
        if let Err(failure) = &after.outcome {
            self.tell_one(name, "fails", &[("with", &failure.to_string())], input);
        }
    }

    fn add(&mut self, after: &Ran) {
        self.asked += 1;
        self.failed += usize::from(after.outcome.is_err());
        self.after.push(after.report.fuel);
    }

    fn tell_one(&mut self, name: &str, place: &str, sides: &[(&str, &str)], input: &Value) {
        self.different += 1;
        if self.different > self.show {
            return;
        }
        println!("{name}: {place}");
        sides.iter().for_each(|(side, what)| println!("  {side:<7}{what}"));
        println!("  {:<7}{input}", "input");
    }

    fn tell(&self) {
        if self.different > self.show {
            println!("... and {} more; --show {} shows all", self.different - self.show, self.different);
        }
        for (side, costs) in [("before", &self.before), ("after", &self.after)] {
            if !costs.is_empty() {
                let (middle, most) = middle_and_most(costs);
                println!("cost units {side}: {middle} in the middle, {most} at most");
            }
        }
        println!(
            "{} asked, {} compared, {} differ, {} failed",
            self.asked, self.compared, self.different, self.failed
        );
    }
}

/// The first thing that two calls did differently.
fn difference(before: &Ran, after: &Ran) -> Option<Mismatch> {
    let failure = |ran: &Ran| ran.outcome.as_ref().err().map(|failure| failure.code.clone());
    if let (Some(one), Some(other)) = (failure(before), failure(after))
        && one == other
    {
        return None;
    }
    let side = |ran: &Ran| match &ran.outcome {
        Ok(_) => expect::as_expected(ran),
        Err(failure) => json!({ "failed": failure.to_string() }),
    };
    unlike(&normal(&side(before)), &normal(&side(after)), "outcome")
}
